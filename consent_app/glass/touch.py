"""What a finger means: a tap acts once, a swipe that starts on a button presses nothing.

The window's own events are watched before Qt gives them to a widget, which costs nothing while
nobody touches the screen. Qt makes a mouse press of each touch, and of a touch that was lost a
click; neither tells a swipe from a tap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPointingDevice
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QScroller, QWidget

from consent_app.glass.keys import Key

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

TWICE = 400
"""Milliseconds from a tap in which another one does nothing."""
_BOUNCE = 100
"""Milliseconds after a finger was lifted in which a touch is the same one."""
_FAR = QPointF(-32_000, -32_000)
"""Outside of every widget: what is released there is not clicked."""
_NONE = -(10**9)
_DOWN = {QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}


class Guard(QObject):
    """Watches one window; keys of the keyboard and places to draw may be tapped fast."""

    touched = Signal()
    """A finger, a button of a mouse or a key went down, whatever becomes of it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._handle: QWindow | None = None
        self._tapped = self._lifted = _NONE
        self._refused = False
        """Whether the press under way was not let through."""
        self._pressing = self._swiped = False
        """Whether something is pressed, and whether the touch under way became a swipe."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() in {QEvent.Type.Show, QEvent.Type.WinIdChange}:
                self._watch()
            return False
        if event.type() in _DOWN and not _finger(event):
            self.touched.emit()
        match event.type():
            case QEvent.Type.TouchBegin | QEvent.Type.TouchCancel:
                self._let_go()  # of what a touch that was lost had pressed
            case QEvent.Type.TouchUpdate | QEvent.Type.TouchEnd:
                self._swiped = self._swiped or _swiping()
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                return isinstance(event, QMouseEvent) and self._pressed(event)
            case QEvent.Type.MouseButtonRelease:
                return isinstance(event, QMouseEvent) and self._released(event)
        return False

    def _watch(self) -> None:
        """Watch the system's window, which is there once the widget is shown."""
        handle = _system_window(self._window)
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _pressed(self, event: QMouseEvent) -> bool:
        """Return whether a press is kept back: too soon after the last one that acted."""
        if event.type() is QEvent.Type.MouseButtonDblClick:
            return self._refused  # it follows the press of the same touch
        now = event.timestamp()
        soon = 0 <= now - self._tapped < TWICE or 0 <= now - self._lifted < _BOUNCE
        guarded = self._guarded(event)
        self._refused = guarded and soon
        self._pressing = not self._refused
        if guarded and not soon:
            self._tapped = now
        return self._refused

    def _released(self, event: QMouseEvent) -> bool:
        """Return whether a release is kept back; one after a swipe happens outside instead."""
        refused, swiped = self._refused, self._swiped
        self._refused = False
        if swiped:
            self._let_go()
        elif not refused and self._guarded(event):
            self._lifted = event.timestamp()
        self._pressing = False
        return refused or swiped

    def _let_go(self) -> None:
        """Release what is pressed outside of everything, which clicks nothing."""
        pressing, self._pressing, self._swiped = self._pressing, False, False
        if pressing and self._handle is not None:
            self._tapped = _NONE
            left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            up, plain = QEvent.Type.MouseButtonRelease, Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(
                self._handle, QMouseEvent(up, _FAR, _FAR, _FAR, left, none, plain)
            )

    def _guarded(self, event: QMouseEvent) -> bool:
        """Return whether what is under the finger acts when it is tapped."""
        found = self._window.childAt(event.position().toPoint())
        while isinstance(found, QWidget):
            if isinstance(found, QAbstractButton | QAbstractItemView):
                return not isinstance(found, Key)
            found = found.parentWidget()
        return False


def _system_window(widget: QWidget) -> QWindow | None:
    """Return the system's window of a widget, if it has one by now."""
    return widget.windowHandle()


def _finger(event: QEvent) -> bool:
    """Return whether Qt made a press of a touch that was told before."""
    finger = QPointingDevice.PointerType.Finger
    return isinstance(event, QMouseEvent) and event.pointerType() == finger


def _swiping() -> bool:
    """Return whether the page moves with a finger."""
    dragging = QScroller.State.Dragging
    return any(scroller.state() == dragging for scroller in QScroller.activeScrollers())

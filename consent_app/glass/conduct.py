"""How a kiosk behaves when nobody touches it: it asks, waits, and then hides what it shows."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel

from consent_app.glass.overlay import Overlay
from consent_app.glass.reading import Label
from consent_app.view import lobby as view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QWidget

    from consent_app.glass.window import Window

_LOG = logging.getLogger(__name__)
PATIENCE = 90.0
"""Seconds without a touch until it asks; twice the time of reading the page if that is more."""
WARNING = 60.0
"""Seconds for which it then waits."""
_LOOK = 1000
"""Milliseconds between two looks at the clock."""
_SWEEP = 600.0
"""Seconds between two looks for people who will not come back."""
_SAID = 15
"""Seconds between two announcements of the time that is left."""
_ALIVE = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
    QEvent.Type.KeyPress, QEvent.Type.Wheel, QEvent.Type.TabletPress,
})  # fmt: skip
_WAITS = frozenset({"language", "comfort", "start", "code"})
"""Pages of the lobby that nobody stays on."""


class Conduct(QObject):
    """Watches one window at a kiosk; `clock` counts seconds and never goes back."""

    def __init__(self, window: Window, clock: Callable[[], float] = time.monotonic) -> None:
        """Watch from the moment at which the window is shown."""
        super().__init__(window)
        self._window, self._clock = window, clock
        self._last = self._swept = clock()
        self._until = 0.0
        self.card: Warn | None = None
        """The question whether somebody is there, while it is asked."""
        self._handle: QWindow | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_LOOK)
        self._tick.timeout.connect(self.look)
        if window.kiosk:
            window.installEventFilter(self)
            self._tick.start()

    def alive(self) -> None:
        """Count from now: somebody touched the screen, typed, or is being read to."""
        self._last = self._clock()

    def stop(self) -> None:
        """Watch no longer: the window was closed."""
        self._tick.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See touches and keys where the system hands them to the window."""
        if watched is self._window:
            if event.type() in {QEvent.Type.Show, QEvent.Type.WinIdChange}:
                self._watch()
        elif event.type() in _ALIVE:
            self.alive()
        return False

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        if handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    # --- the clock --------------------------------------------------------------------------------

    def look(self) -> None:
        """Do what the time asks for."""
        now, window = self._clock(), self._window
        if now - self._swept >= _SWEEP:
            self._sweep(now)
        idle = now - self._last
        if self.card is not None:
            self._count(now)
        elif window.lobby.there:
            if idle >= PATIENCE:
                self._leave_lobby()
        elif idle >= PATIENCE and idle >= 2 * view.reading_seconds(_texts(window.frame)):
            self._warn(now)

    def _leave_lobby(self) -> None:
        """Let the next person find the beginning; the curtain stays for who is behind it."""
        self.alive()
        self._window.close_overlay()
        if self._window.lobby.step in _WAITS:
            self._window.lobby.next()

    def _sweep(self, now: float) -> None:
        self._swept = now
        try:
            self._window.session.sweep()
        except Exception as error:  # noqa: BLE001 - tried again; who is on the screen is not disturbed
            _LOG.warning("%s: %s", type(error).__name__, " ".join(map(str, error.args)))

    # --- the warning ------------------------------------------------------------------------------

    def _warn(self, now: float) -> None:
        window = self._window
        self._until = now + WARNING
        self.card = Warn(window, self.stay)
        self._count(now)
        window.let_hide(self.card)
        self.card.open(window.say)
        window.announce(f"{self.card.title.text()} {self.card.left.text()}")

    def _count(self, now: float) -> None:
        left = math.ceil(self._until - now)
        if left <= 0:
            self.drop()
            self._window.park("idle")
        elif self.card is not None:
            looking = self._window.session.episode.looking
            self.card.left.setText(view.countdown(left, self._window.say, looking=looking))
            if left % _SAID == 0 and left < WARNING:
                self._window.announce(self.card.left.text())

    def stay(self) -> None:
        """Go on: somebody is there. As often as they like."""
        self.alive()
        card = self.card
        self.drop()
        if card is not None:
            card.give_back()

    def drop(self) -> None:
        """Take the question away."""
        card, self.card = self.card, None
        if card is not None:
            card.hide()
            card.deleteLater()


class Warn(Overlay):
    """“Are you still there?”, over the page and whatever card lies on it."""

    def __init__(self, window: Window, stay: Callable[[], None]) -> None:
        """Keep what had the cursor, and let nothing beneath be reached."""
        say = window.say
        super().__init__(say.text("Are you still there?"), [], window.theme, window.frame)
        self.setObjectName("overlay")
        self._window = window
        self._focus: QWidget | None = window.focusWidget()
        self._beneath = window.overlay
        self.left = Label("", window.theme)
        self.left.setMaximumWidth(window.theme.measure)
        self.rows.addWidget(self.left)
        self.offer(say.text("I am still here"), "stay", stay, main=True)
        window.frame.set_reachable(on=False)
        if self._beneath is not None:
            self._beneath.setEnabled(False)

    def give_back(self) -> None:
        """Let be reached what could be, and put the cursor back."""
        if self._beneath is not None:
            self._beneath.setEnabled(True)
        else:
            self._window.frame.set_reachable(on=True)
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus()
        else:  # the page has changed meanwhile
            self._window.frame.title.setFocus()


def _texts(frame: QWidget) -> Iterator[str]:
    """Yield the words that can be read on a page."""
    for label in frame.findChildren(QLabel):
        if label.isVisible():
            yield label.text()
    for row in frame.findChildren(QAbstractButton):
        if row.isVisible():
            yield row.text()

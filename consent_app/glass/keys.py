"""One key of the on-screen keyboard: touched by any finger, it never takes the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QTouchEvent
from PySide6.QtWidgets import QAbstractButton

from consent_app.settings import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from consent_app.glass.theme import Theme

SEPARATOR = " · "
"""Between names on one key, of which as many are shown as fit."""
_DELAY, _INTERVAL = 500, 80
"""Milliseconds until a key that is held repeats, and between repeats."""
_TALLEST = 0.6
"""The size of a letter as a part of the height of its key."""


class Key(QAbstractButton):
    """A letter, or a key that does something; Qt gives each finger the key that it touched first.

    Two thumbs may type at once: a second finger is no mouse to Qt, so touches are read here.
    """

    held = Signal()
    """The key went down; it may be held."""

    def __init__(self, action: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.action = action
        """What it does; empty for a sign."""
        self.value = ""
        """The sign that it types, or the layout that it chooses."""
        self.locked = False
        """Whether it stays on after the next letter."""
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCheckable(action in {"shift", "more", "script"})
        if action == "delete":
            self.setAutoRepeat(True)
            self.setAutoRepeatDelay(_DELAY)
            self.setAutoRepeatInterval(_INTERVAL)
        self.pressed.connect(self.held)

    def stand_for(self, value: str, words: str, name: str) -> None:
        """Put a sign or a word on the key, and say what it is called."""
        self.value = value
        self.setText(words)
        self.setAccessibleName(name)
        self.update()

    # --- touch ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        """Do for a finger what Qt does for a mouse: a tap counts when it ends on the key."""
        inside = self.rect().contains(event.point(0).position().toPoint())
        match event.type():
            case QEvent.Type.TouchBegin:
                self.setDown(self.isEnabled())
                self.held.emit()
            case QEvent.Type.TouchEnd:
                tapped = self.isDown() and inside
                self.setDown(False)
                if tapped:
                    self.click()
            case QEvent.Type.TouchCancel:
                self.setDown(False)
            case _:
                self.setDown(self.isDown() and inside)
        event.accept()

    # --- drawing ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, edge = self._colours()
        width = self._theme.marked if self.isChecked() else self._theme.stroke
        painter.setPen(QPen(edge, width))
        painter.setBrush(ground)
        half, radius = width / 2, self._theme.mm(tokens()["kiosk"]["radius"])
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius
        )
        painter.setPen(QPen(ink, max(2.0, self._side * 0.08)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.action in {"shift", "delete", "space"}:
            painter.drawPath(self._picture())
        else:
            self._write(painter)

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Return the colours of the ground, of what stands on it, and of the edge."""
        main = self.action == "done"
        if not self.isEnabled():
            names = "surface", "disabled", "hairline"
        elif self.isDown():
            names = "pressed" if main else "primary", "on_primary", "primary"
        elif main:
            names = "primary", "on_primary", "primary"
        elif self.isChecked():
            names = "selected", "ink", "primary"
        else:
            names = "surface" if self.action else "page", "ink", "line"
        ground, ink, edge = (self._theme.colour(name) for name in names)
        return ground, ink, edge

    @property
    def _side(self) -> float:
        """The size of a picture on the key in pixels."""
        return self.height() * 0.42

    def _picture(self) -> QPainterPath:
        """Return what the fonts have no sign for, around the middle of the key."""
        path, middle, r = QPainterPath(), QRectF(self.rect()).center(), self._side / 2
        points: list[tuple[float, float]]
        match self.action:
            case "shift":
                points = [
                    (0, -1), (1, 0), (0.45, 0), (0.45, 0.8), (-0.45, 0.8), (-0.45, 0), (-1, 0),
                    (0, -1),
                ]  # fmt: skip
            case "delete":
                points = [(-1.3, 0), (-0.6, -0.8), (1.2, -0.8), (1.2, 0.8), (-0.6, 0.8), (-1.3, 0)]
            case _:
                points = [(-2, 0.2), (-2, 0.8), (2, 0.8), (2, 0.2)]
        for number, (x, y) in enumerate(points):
            point = middle + QPointF(x * r, y * r)
            path.lineTo(point) if number else path.moveTo(point)
        if self.action == "delete":
            for way in (1, -1):
                path.moveTo(middle + QPointF(-0.1 * r, -0.4 * r * way))
                path.lineTo(middle + QPointF(0.7 * r, 0.4 * r * way))
        if self.locked:
            path.moveTo(middle + QPointF(-r, 1.15 * r))
            path.lineTo(middle + QPointF(r, 1.15 * r))
        return path

    def _write(self, painter: QPainter) -> None:
        """Write the sign as large as body text where it fits."""
        font = self._theme.font("tool" if self.action else "body", bold=self.action == "done")
        room = self.width() - 2 * self._theme.marked - self._theme.mm(1)
        size = min(font.pixelSize(), round(self.height() * _TALLEST))
        font.setPixelSize(size)
        words, measured = self.text(), QFontMetrics(font)
        while SEPARATOR in words and measured.horizontalAdvance(words) > room:
            words = words.rpartition(SEPARATOR)[0]  # one name fewer
        needed = measured.horizontalAdvance(words)
        if needed > room:
            font.setPixelSize(max(1, size * room // needed))
        painter.setFont(font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

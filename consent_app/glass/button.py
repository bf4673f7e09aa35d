"""A button whose focus is seen on any ground: one ring against the page, one against itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QPushButton

from consent_app.glass.theme import RING
from consent_app.settings import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

    from consent_app.glass.theme import Theme


class Button(QPushButton):
    """A push button; one that was tapped shows no rings, as the finger knows where it is."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__(words)
        self._theme = theme
        self._ringed = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press as Space does; Qt does so in dialogs only."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.rings(QPainter(self))

    def rings(self, painter: QPainter) -> None:
        """Draw the rings, if the focus is to be seen."""
        if self._ringed and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._ring(painter, "focus_outer", RING / 2)
            self._ring(painter, "focus_inner", RING * 1.5)

    def _ring(self, painter: QPainter, name: str, inside: float) -> None:
        painter.setPen(QPen(self._theme.colour(name), RING))
        box = QRectF(self.rect()).adjusted(inside, inside, -inside, -inside)
        radius = max(1.0, self._theme.mm(tokens()["kiosk"]["radius"]) - inside)
        painter.drawRoundedRect(box, radius, radius)

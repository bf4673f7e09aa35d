"""A box to sign in, with finger, pen or mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from consent_app.events import Stroke
    from consent_app.glass.theme import Theme

_ASPECT = 4
"""The box is four times as wide as high, as the stored strokes are."""
_DIGITS = 4


class InkBox(QWidget):
    """Strokes as points from 0 to 1 across the box. Touch arrives as synthesised mouse events."""

    def __init__(self, hint: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[list[tuple[float, float]]] = []
        self.setObjectName("ink")
        self.setAccessibleDescription(hint)
        self.setMinimumSize(theme.mm(120), theme.mm(120 / _ASPECT))
        self.setMaximumWidth(theme.mm(180))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def strokes(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The lines drawn so far."""
        return tuple(tuple(line) for line in self._lines)

    def put(self, strokes: Sequence[Stroke]) -> None:
        """Draw lines again that were drawn before."""
        self._lines = [list(stroke) for stroke in strokes]
        self.update()

    def clear(self) -> None:
        """Take all lines away."""
        self._lines = []
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width // _ASPECT

    def sizeHint(self) -> QSize:
        return QSize(self._theme.mm(150), self._theme.mm(150 / _ASPECT))

    def _point(self, event: QMouseEvent) -> tuple[float, float]:
        place = event.position()
        x, y = place.x() / max(1, self.width()), place.y() / max(1, self.height())
        return round(min(max(x, 0), 1), _DIGITS), round(min(max(y, 0), 1), _DIGITS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._lines.append([self._point(event)])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._lines and event.buttons():
            self._lines[-1].append(self._point(event))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._theme.colour("line"), 2))
        painter.setBrush(self._theme.colour("page"))
        radius = self._theme.mm(1.2)
        painter.drawRoundedRect(box, radius, radius)
        base = box.bottom() - box.height() * 0.24
        painter.setPen(QPen(self._theme.colour("hairline"), 2))
        painter.drawLine(QPointF(box.left() + 20, base), QPointF(box.right() - 20, base))
        pen = QPen(self._theme.colour("ink"), max(2, self._theme.mm(0.6)))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._lines:
            first, *rest = (QPointF(x * self.width(), y * self.height()) for x, y in line)
            path = QPainterPath(first)
            for point in rest:
                path.lineTo(point)
            painter.drawPath(path)

"""A box to sign in, with finger, pen or mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from consent_app.events import Stroke
    from consent_app.glass.theme import Theme

_ASPECT = 4
"""The box is four times as wide as high, as the stored strokes are."""
_DIGITS = 4


class InkBox(QWidget):
    """Strokes as points from 0 to 1 across the box. Touch arrives as synthesised mouse events."""

    drawn = Signal()
    """A line was ended."""

    def __init__(self, hint: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[list[tuple[float, float]]] = []
        self._sheet: QPixmap | None = None
        """What is painted, as long as neither size nor lines have changed otherwise."""
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
        self._lines, self._sheet = [list(stroke) for stroke in strokes], None
        self.update()

    def clear(self) -> None:
        """Take all lines away."""
        self._lines, self._sheet = [], None
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
        self._go_on()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._lines and event.buttons():
            self._lines[-1].append(self._point(event))
            self._go_on()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.drawn.emit()

    def _go_on(self) -> None:
        """Draw only the last bit of the line: the pen must not wait for all that came before."""
        if self._sheet is None:
            self.update()
            return
        last = self._lines[-1][-2:]
        painter = self._pen(self._sheet)
        self._draw(painter, last)
        painter.end()
        wide = 2 * self._width
        self.update(
            self._path(last).boundingRect().toAlignedRect().adjusted(-wide, -wide, wide, wide)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sheet is None:
            self._sheet = self._drawn()
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, self._sheet)

    def _drawn(self) -> QPixmap:
        """Return a picture of the box with all lines."""
        ratio = self.devicePixelRatioF()
        sheet = QPixmap(self.size() * ratio)
        sheet.setDevicePixelRatio(ratio)
        sheet.fill(Qt.GlobalColor.transparent)
        painter = self._pen(sheet)
        pen = painter.pen()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._theme.colour("line"), 2))
        painter.setBrush(self._theme.colour("page"))
        radius = self._theme.mm(1.2)
        painter.drawRoundedRect(box, radius, radius)
        base = box.bottom() - box.height() * 0.24
        painter.setPen(QPen(self._theme.colour("hairline"), 2))
        painter.drawLine(QPointF(box.left() + 20, base), QPointF(box.right() - 20, base))
        painter.setPen(pen)
        for line in self._lines:
            self._draw(painter, line)
        painter.end()
        return sheet

    @property
    def _width(self) -> int:
        """Of the pen, in pixels."""
        return max(2, self._theme.mm(0.6))

    def _pen(self, sheet: QPixmap) -> QPainter:
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("ink"), self._width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        return painter

    def _draw(self, painter: QPainter, line: Sequence[tuple[float, float]]) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path(line))

    def _path(self, line: Sequence[tuple[float, float]]) -> QPainterPath:
        first, *rest = (QPointF(x * self.width(), y * self.height()) for x, y in line)
        path = QPainterPath(first)
        for point in rest:
            path.lineTo(point)
        return path

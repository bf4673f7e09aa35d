"""Rows that can be marked: a radio button or a check box whose whole width is the target.

Qt's own do not wrap their words; these do, and draw their mark as a shape with a tick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy

from consent_app.settings import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QFocusEvent, QFont, QPaintEvent

    from consent_app.glass.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Base
else:
    _Base = object

_WRAP = Qt.TextFlag.TextWordWrap


class _Row(_Base):
    """What both kinds of row share: Qt allows only one Qt class among the bases of another."""

    theme: Theme
    round_mark: bool
    _ringed = False
    _heights: dict[tuple[int, bool, str], int]
    """By width, place of the mark and words; a layout asks many times for the same."""
    above = False
    """Whether the mark stands above the words, not before them."""

    def _setup(self, theme: Theme, *, round_mark: bool) -> None:
        self.theme, self.round_mark, self._heights = theme, round_mark, {}
        self.setFont(theme.font())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.text())

    def _mark_size(self) -> int:
        return self.theme.mm(5 if self.above else 6)

    def _text_rect(self, width: int, height: int) -> QRect:
        pad, mark = self.theme.space(3), self._mark_size()
        if self.above:
            small = self.theme.space(1)
            top = 2 * small + mark
            return QRect(small, top, width - 2 * small, height - top)
        return QRect(2 * pad + mark, 0, width - 3 * pad - mark, height)

    def _bounds(self, room: QRect) -> QRect:
        font = self.font()
        font.setBold(True)  # the marked row is bold, and must not grow when it is marked
        return QFontMetrics(font).boundingRect(room, int(_WRAP), self.text())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        what = width, self.above, self.text()
        if what not in self._heights:
            room = self._text_rect(width, 10_000)
            pad = self.theme.space(2)
            around = room.top() + self.theme.space(1) if self.above else 2 * pad
            self._heights[what] = max(self.theme.target(), self._bounds(room).height() + around)
        return self._heights[what]

    def setFont(self, font: QFont | str | Sequence[str]) -> None:
        self._heights.clear()
        super().setFont(font)

    def sizeHint(self) -> QSize:
        width = self.theme.mm(60)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least if self.above else self.theme.mm(30), self.theme.target())

    @property
    def least(self) -> int:
        """The width in pixels that no word below the mark is broken by."""
        return self._bounds(QRect(0, 0, 1, 10_000)).width() + 3 * self.theme.space(1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        on, down, focused = self.isChecked(), self.isDown(), self._ringed and self.hasFocus()
        colour = self.theme.colour
        width = self.theme.marked if on or down else self.theme.stroke
        edge = colour("focus_outer" if focused else "primary" if on else "line")
        radius = self.theme.mm(tokens()["kiosk"]["radius"])
        inside = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(edge, width + (1 if focused else 0)))
        painter.setBrush(colour("selected" if on or down else "page"))
        painter.drawRoundedRect(inside, radius, radius)
        self._draw_mark(painter, self._mark_rect(mirrored=mirrored), on=on)
        font = self.font()
        font.setBold(on)
        painter.setFont(font)
        painter.setPen(colour("ink" if self.isEnabled() or on else "disabled"))
        room = self._text_rect(self.width(), self.height())
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self.above:
            side = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        elif mirrored:
            room.moveRight(self.width() - room.left())
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, int(_WRAP | side | Qt.AlignmentFlag.AlignAbsolute), self.text())

    def _mark_rect(self, *, mirrored: bool) -> QRectF:
        size, pad = self._mark_size(), self.theme.space(3)
        if self.above:
            top = max(1.5 * self.theme.space(1), self.theme.marked + 1)
            return QRectF((self.width() - size) / 2, top, size, size)
        x = self.width() - pad - size if mirrored else pad
        return QRectF(x, (self.height() - size) / 2, size, size)

    def _draw_mark(self, painter: QPainter, box: QRectF, *, on: bool) -> None:
        """A ring or a square; a filled one with a tick when marked."""
        colour = self.theme.colour
        painter.setPen(QPen(colour("primary" if on else "line"), 2))
        painter.setBrush(colour("primary" if on else "page"))
        if self.round_mark:
            painter.drawEllipse(box)
        else:
            painter.drawRoundedRect(box, 3, 3)
        if on:
            tick(painter, box, colour("on_primary"))


def tick(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Draw a tick in a box."""
    path = QPainterPath(QPointF(box.left() + box.width() * 0.25, box.top() + box.height() * 0.53))
    path.lineTo(box.left() + box.width() * 0.43, box.top() + box.height() * 0.71)
    path.lineTo(box.left() + box.width() * 0.76, box.top() + box.height() * 0.32)
    pen = QPen(colour, max(2.0, box.width() * 0.11))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


class RadioRow(_Row, QRadioButton):
    """One of several answers."""

    def __init__(self, words: str, theme: Theme) -> None:
        QRadioButton.__init__(self, words)
        self._setup(theme, round_mark=True)


class CheckRow(_Row, QCheckBox):
    """Something that can be marked on its own."""

    def __init__(self, words: str, theme: Theme) -> None:
        QCheckBox.__init__(self, words)
        self._setup(theme, round_mark=False)

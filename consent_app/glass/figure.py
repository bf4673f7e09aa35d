"""Drawings on the screen: the art is painted, the words are labels over it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from consent_app.figures import Anchor, Figure
    from consent_app.glass.theme import Theme
    from consent_app.view.blocks import Picture

_SIDES = {
    "start": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    "middle": Qt.AlignmentFlag.AlignHCenter,
    "end": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
}
"""Sides of the drawing, which are the same in every language."""


_SHARE, _LEAST = 0.85, 12
"""The font size of labels in parts of the body's, and at least in pixels."""
_WORD = 16
"""Signs of the longest word that a label never breaks or cuts."""
_GROWTH = 1.08
"""Times by which a drawing grows until its words do not touch."""


class FigureView(QWidget):
    """A picture that keeps its aspect and carries its labels and description.

    It is as low as asked for, or larger where its labels would lie over each other. Labels that
    leave it above or below get room there.
    """

    def __init__(self, picture: Picture, theme: Theme, tallest: int) -> None:
        super().__init__()
        self.figure = picture.figure
        self._art = QSvgRenderer(theme.drawing(picture.figure), self)
        self._theme, self._tallest = theme, tallest
        self.setAccessibleName(picture.description)
        self.setAccessibleDescription(picture.description)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._labels = [
            (anchor, self._label(anchor, words))
            for anchor in self.figure.anchors
            if (words := picture.labels.get(anchor.key))
        ]
        self._known: dict[int, _Layout] = {}

    def _label(self, anchor: Anchor, words: str) -> QLabel:
        label = QLabel(words, self)
        font = self._theme.font()
        font.setPixelSize(max(_LEAST, round(self._theme.body * _SHARE)))
        label.setFont(font)
        label.setWordWrap(True)
        label.setAlignment(_SIDES[anchor.align] | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _layout(self, room: int) -> _Layout:
        """Return where everything goes in a place of some width."""
        if room not in self._known:
            wide = min(room, self._tallest * self.figure.width / self.figure.height)
            found = self._laid(room, wide)
            while wide < room and found.touching:
                wide = min(wide * _GROWTH, room)
                found = self._laid(room, wide)
            self._known[room] = found
        return self._known[room]

    def _laid(self, room: int, wide: float) -> _Layout:
        figure = self.figure
        scale = wide / figure.width
        left, high = (room - wide) / 2, wide * figure.height / figure.width
        boxes = [self._box(anchor, label, scale, left, room) for anchor, label in self._labels]
        self._spread(boxes, room)
        above = max([0, *(-box.top() for box in boxes)])
        below = max([0, *(box.bottom() + 1 - round(high) for box in boxes)])
        moved = tuple(box.translated(0, above) for box in boxes)
        return _Layout(QRectF(left, above, wide, high), moved, round(above + high + below))

    def _box(self, anchor: Anchor, label: QLabel, scale: float, left: float, room: int) -> QRect:
        """Place a label; its lines go down from its anchor, or up near the upper edge."""
        signs = label.fontMetrics()
        words = [signs.horizontalAdvance(word) for word in label.text().split()]
        most = max(round(anchor.width * scale), min(max(words), signs.averageCharWidth() * _WORD))
        wide = min(most, signs.horizontalAdvance(label.text()), room - 2) + 2
        high = label.heightForWidth(wide)
        x = left + anchor.x * scale - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor.align] * wide
        half = signs.lineSpacing() / 2
        y = anchor.y * scale
        top = y + half - high if anchor.y < self.figure.height / 4 else y - half
        return QRect(min(max(0, round(x)), room - wide), round(top), wide, high)

    def _spread(self, boxes: list[QRect], room: int) -> None:
        """Move the labels of a row sideways, as little as needed, until they do not touch."""
        gap = self._theme.space(1)
        rows: dict[float, list[QRect]] = {}
        for (anchor, _), box in zip(self._labels, boxes, strict=True):
            rows.setdefault(anchor.y, []).append(box)
        for row in rows.values():
            row.sort(key=QRect.left)
            edge = 0
            for box in row:
                box.moveLeft(max(box.left(), edge))
                edge = box.left() + box.width() + gap
            edge = room
            for box in reversed(row):
                box.moveLeft(min(box.left(), edge - box.width()))
                edge = box.left() - gap

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout(width).height

    def sizeHint(self) -> QSize:
        width = self._theme.mm(80)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(25), self.heightForWidth(self._theme.mm(25)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for (_, label), box in zip(self._labels, self._layout(self.width()).boxes, strict=True):
            label.setGeometry(box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._art.render(QPainter(self), self._layout(self.width()).art)


class _Layout(NamedTuple):
    """The place of the drawing, those of its labels, and the height of both."""

    art: QRectF
    boxes: tuple[QRect, ...]
    height: int

    @property
    def touching(self) -> bool:
        """Whether a label lies over another one."""
        return any(one.intersects(two) for one, two in combinations(self.boxes, 2))


class Art(QWidget):
    """A drawing without words, as wide as its place up to `widest`; the words beside it say it."""

    def __init__(self, figure: Figure, widest: int, theme: Theme) -> None:
        super().__init__()
        self._ratio = figure.height / figure.width
        self._widest = widest
        self._art = QSvgRenderer(theme.drawing(figure), self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, self._widest) * self._ratio)

    def sizeHint(self) -> QSize:
        return QSize(self._widest, self.heightForWidth(self._widest))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        wide = min(self.width(), self._widest, self.height() / self._ratio)
        high = wide * self._ratio
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box = QRectF(self.width() - wide if right else 0, (self.height() - high) / 2, wide, high)
        self._art.render(QPainter(self), box)

"""Drawings on the screen: the art is painted, the words are labels over it."""

from __future__ import annotations

from itertools import combinations
from math import ceil
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


_SHARE, _LEAST = 0.95, 12
"""The font size of labels in parts of the body's, and at least in pixels."""
_WORD = 16
"""Signs of the longest word that a label never breaks or cuts."""
_GROWTH = 1.08
"""Times by which a drawing grows until its words do not touch."""


class FigureView(QWidget):
    """A picture that keeps its aspect and carries its labels and description.

    It is as low as asked for, or larger where its labels would lie over each other. Labels that
    leave it above or below get room there. Where they have no room at any size, they are told below
    and only their numbers stand in the drawing.
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
        self._numbers: dict[str, QLabel] = {}
        """By anchor key, once they are needed."""
        self._told: QLabel | None = None
        self._known: dict[int, _Layout] = {}

    def _label(self, anchor: Anchor, words: str) -> QLabel:
        label = QLabel(words, self)
        font = self._theme.font()
        font.setPixelSize(max(_LEAST, ceil(self._theme.body * _SHARE)))
        label.setFont(font)
        label.setWordWrap(True)
        label.setAlignment(_SIDES[anchor.align] | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _layout(self, room: int) -> _Layout:
        """Return where everything goes in a place of some width."""
        if room not in self._known:
            found = self._grown(room, [label for _, label in self._labels])
            if found.crowded and self._named():
                found = self._numbered(room)
            self._known[room] = self._thinned(found) if found.crowded else found
        return self._known[room]

    def _grown(self, room: int, labels: list[QLabel]) -> _Layout:
        """Make the drawing larger until its words have room, or it is as wide as its place."""
        wide = min(room, self._tallest * self.figure.width / self.figure.height)
        found = self._laid(room, wide, labels)
        while wide < room and found.crowded:
            wide = min(wide * _GROWTH, room)
            found = self._laid(room, wide, labels)
        return found

    def _laid(self, room: int, wide: float, labels: list[QLabel]) -> _Layout:
        figure = self.figure
        scale = wide / figure.width
        left, high = (room - wide) / 2, wide * figure.height / figure.width
        anchors = [anchor for anchor, _ in self._labels]
        boxes = [
            self._box(anchor, label, scale, left, room)
            for anchor, label in zip(anchors, labels, strict=True)
        ]
        self._spread(boxes, room)
        above = max([0, *(-box.top() for box in boxes)])
        below = max([0, *(box.bottom() + 1 - round(high) for box in boxes)])
        moved = tuple(box.translated(0, above) for box in boxes)
        whole = round(above + high + below)
        crowded = _touching(boxes) or any(map(_cut, labels, boxes))
        outside = any(box.left() < 0 or box.right() >= room for box in boxes)
        return _Layout(QRectF(left, above, wide, high), moved, whole, crowded=crowded or outside)

    def _thinned(self, found: _Layout) -> _Layout:
        """Leave out what a scale has no room for, as every other number; its strokes stay."""
        kept, left_out = list[QRect](), set[str]()
        for (anchor, _), box in zip(self._labels, found.boxes, strict=True):
            if anchor.axis and any(box.intersects(other) for other in kept):
                left_out.add(anchor.key)
            elif anchor.axis:
                kept.append(box)
        return found._replace(left_out=frozenset(left_out))

    # --- words that have no room in the drawing ---------------------------------------------------

    def _named(self) -> list[tuple[Anchor, QLabel]]:
        """Return the labels that are not of a scale, in the order in which they are read."""
        return [(anchor, label) for anchor, label in self._labels if not anchor.axis]

    def _numbered(self, room: int) -> _Layout:
        """Return where everything goes when the labels are told below the drawing."""
        told = self._tell()
        labels = [self._numbers.get(anchor.key, label) for anchor, label in self._labels]
        found = self._grown(room, labels)
        gap = self._theme.space(2)
        below = QRect(0, found.height + gap, room, told.heightForWidth(room))
        return found._replace(height=found.height + gap + below.height(), told=below)

    def _tell(self) -> QLabel:
        if self._told is None:
            lines = []
            for number, (anchor, label) in enumerate(self._named(), 1):
                self._numbers[anchor.key] = self._label(anchor, str(number))
                lines.append(f"{number}. {label.text()}")
            self._told = QLabel("\n".join(lines), self)
            self._told.setFont(self._theme.font())
            self._told.setWordWrap(True)
        return self._told

    def _box(self, anchor: Anchor, label: QLabel, scale: float, left: float, room: int) -> QRect:
        """Place a label; its lines go down from its anchor, or up near the upper edge."""
        signs = label.fontMetrics()
        words = [signs.horizontalAdvance(word) for word in label.text().split()]
        most = max(round(anchor.width * scale), min(max(words), signs.averageCharWidth() * _WORD))
        wide = min(most, signs.horizontalAdvance(label.text()), room - 2) + 2
        high = label.heightForWidth(wide)
        number = label is self._numbers.get(anchor.key)
        at = anchor.over if number and anchor.over is not None else anchor.x
        x = left + at * scale - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor.align] * wide
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
        found = self._layout(self.width())
        if self._told is not None:
            self._told.setVisible(found.told is not None)
            self._told.setGeometry(found.told or QRect())
        for (anchor, label), box in zip(self._labels, found.boxes, strict=True):
            number = self._numbers.get(anchor.key)
            told = number is not None and found.told is not None
            label.setVisible(not told and anchor.key not in found.left_out)
            label.setGeometry(box)
            if number is not None:
                number.setVisible(told)
                number.setGeometry(box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._art.render(QPainter(self), self._layout(self.width()).art)


class _Layout(NamedTuple):
    """The place of the drawing, those of its labels, and the height of both."""

    art: QRectF
    boxes: tuple[QRect, ...]
    height: int
    crowded: bool
    """Whether a label lies over another one, leaves the drawing, or has a word cut."""
    told: QRect | None = None
    """Where words are told that have no room in the drawing."""
    left_out: frozenset[str] = frozenset()
    """Anchor keys of the numbers of a scale that are not shown."""


def _touching(boxes: list[QRect]) -> bool:
    return any(one.intersects(two) for one, two in combinations(boxes, 2))


def _cut(label: QLabel, box: QRect) -> bool:
    longest = max(map(label.fontMetrics().horizontalAdvance, label.text().split()))
    return box.width() < longest


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


class Described(Art):
    """A drawing without words in it, with what it shows for a screen reader."""

    def __init__(self, picture: Picture, widest: int, theme: Theme) -> None:
        super().__init__(picture.figure, widest, theme)
        self._theme = theme
        self.setAccessibleName(picture.description)

    def show_picture(self, picture: Picture) -> None:
        """Show another one of the same size."""
        self._art.load(self._theme.drawing(picture.figure))
        self.setAccessibleName(picture.description)
        self.update()

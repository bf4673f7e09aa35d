"""Drawings on the screen: the art is painted, the words are labels over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from consent_app.figures import Anchor
    from consent_app.glass.theme import Theme
    from consent_app.view.blocks import Picture

_SIDES = {
    "start": Qt.AlignmentFlag.AlignLeft,
    "middle": Qt.AlignmentFlag.AlignHCenter,
    "end": Qt.AlignmentFlag.AlignRight,
}


class FigureView(QWidget):
    """A picture that keeps its aspect and carries its labels and description."""

    def __init__(self, picture: Picture, theme: Theme, tallest: int) -> None:
        super().__init__()
        self.figure = picture.figure
        self._art = QSvgRenderer(QByteArray(picture.figure.svg.encode()), self)
        self._share = picture.share
        self._tallest = tallest
        self.setAccessibleName(picture.description)
        self.setAccessibleDescription(picture.description)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._labels: list[tuple[Anchor, QLabel]] = []
        for anchor in self.figure.anchors:
            label = QLabel(picture.labels.get(anchor.key, ""), self)
            label.setFont(theme.font())
            label.setWordWrap(True)
            label.setAlignment(_SIDES[anchor.align] | Qt.AlignmentFlag.AlignVCenter)
            self._labels.append((anchor, label))
        self._theme = theme

    def _width_for(self, room: int) -> int:
        most = self._tallest * self.figure.width / self.figure.height
        return min(room, round(most))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._width_for(width) * self.figure.height / self.figure.width)

    def sizeHint(self) -> QSize:
        width = self._theme.mm(80)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(25), self.heightForWidth(self._theme.mm(25)))

    def _box(self) -> QRectF:
        width = self._width_for(self.width())
        height = width * self.figure.height / self.figure.width
        return QRectF((self.width() - width) / 2, 0, width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        box = self._box()
        scale = box.width() / self.figure.width
        for anchor, label in self._labels:
            font = label.font()
            font.setPixelSize(max(12, min(self._theme.body, round(self._theme.body * 0.85))))
            label.setFont(font)
            room = max(round(anchor.width * scale), label.fontMetrics().averageCharWidth() * 4)
            wide = min(room, self.width())
            label.resize(wide, label.heightForWidth(wide))
            x = box.left() + anchor.x * scale
            left = {"start": x, "middle": x - label.width() / 2, "end": x - label.width()}
            place = min(max(0, round(left[anchor.align])), max(0, self.width() - label.width()))
            top = round(box.top() + anchor.y * scale - label.height() / 2)
            label.move(place, min(max(0, top), max(0, self.height() - label.height())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._art.render(QPainter(self), self._box())

"""Builders of what is asked and shown about what matters to a person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QWidget

from consent_app.glass.reading import Arranged, Column, Label, said
from consent_app.glass.rows import RadioRow
from consent_app.glass.tables import Comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPaintEvent

    from consent_app.content.model import Fit
    from consent_app.glass.host import Host
    from consent_app.glass.pager import Entry
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b


_SHARES = 5, 6
"""Parts of the row that an answer takes, and the one that stands apart from the scale."""


def value_scale(block: b.ValueScale, host: Host) -> QWidget:
    """Build a statement with its answers in words, side by side where there is room."""
    return ScaleView(block, host)


class ScaleView(Arranged):
    """The answers from least to most in one row, or one under the other; then none of them."""

    def __init__(self, block: b.ValueScale, host: Host) -> None:
        super().__init__()
        theme = host.theme
        rows = Column(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.space(1))
        rows.addWidget(said(block.statement, theme, bold=True))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.mm(3))
        rows.addLayout(self._grid)
        group = QButtonGroup(self)
        self._answers = []
        for weight, words in (*block.options, block.instead):
            answer = RadioRow(words, theme)
            answer.setObjectName(f"weight:{block.name}:{weight}")
            answer.setAccessibleName(f"{block.statement}: {words}")
            answer.setChecked(weight == block.chosen)
            answer.clicked.connect(partial(host.rate, block.name, weight))
            group.addButton(answer)
            self._answers.append(answer)
        self.setAccessibleName(block.statement)
        self._form: tuple[bool, bool] | None = None
        self.arrange(host.room)

    def arrange(self, width: int) -> None:
        """Stand side by side where no word has to be broken; the last one above or below."""
        *scale, instead = self._answers
        least = len(scale) * (max(answer.least for answer in scale) + self._grid.spacing())
        across = least - self._grid.spacing() <= width
        beside = least + instead.least <= width
        if (across, beside) == self._form:
            return
        self._form = across, beside
        for place, answer in enumerate(scale):
            self._put(answer, (0, place) if across else (place, 0), above=across)
            self._grid.setColumnStretch(place, _SHARES[0] if across or place == 0 else 0)
        end = len(scale)
        below = (end, 0, 1, end if across else 1)
        self._put(instead, (0, end) if beside else below, above=beside)
        self._grid.setColumnStretch(end, _SHARES[1] if beside else 0)

    def _put(self, answer: RadioRow, place: tuple[int, ...], *, above: bool) -> None:
        answer.above = above
        answer.updateGeometry()
        self._grid.addWidget(answer, *place)


def fit_table(block: b.FitTable, host: Host) -> QWidget:
    """Build how each option fits what matters."""
    return FitView(block, host)


class FitView(Comparing):
    """A table of signs with their words or, in a narrow place, a card for each option.

    It is there to compare, so that its rows turn only where they would take many screens.
    """

    screens = 3

    def __init__(self, block: b.FitTable, host: Host) -> None:
        super().__init__(block.caption, host)
        self._block, self._form = block, (False, 0)
        made = self.as_grid()
        self.put(self.ruled(made))
        self._least = made.minimumSizeHint().width()
        """Pixels in which no column breaks a word."""
        self.arrange(host.room)

    def least(self) -> float:
        return self._least

    def as_grid(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("card")
        grid = QGridLayout(frame)
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, words in enumerate(self._block.head):
            grid.addWidget(self._head(words, "head"), 0, place)
            grid.setColumnStretch(place, 1)
        for line, (option, cells) in enumerate(self._block.rows, 1):
            grid.addWidget(self._head(option, "cell"), line, 0)
            for place, (fit, word) in enumerate(cells, 1):
                about = f"{option}, {self._block.head[place]}: {word}"
                grid.addWidget(_Answer(fit, word, about, self.theme), line, place)
        return frame

    def _head(self, words: str, name: str) -> Label:
        label = Label(words, self.theme, bold=True)
        label.setObjectName(name)
        side = self.theme.space(2)
        label.setContentsMargins(side, side, side, side)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        return label

    def labels(self) -> Sequence[str]:
        return self._block.head[1:]

    def as_cards(self) -> Iterable[Entry]:
        for option, cells in self._block.rows:
            heads = zip(self._block.head[1:], cells, strict=True)
            lines = (
                (head, _Answer(fit, word, f"{option}, {head}: {word}", self.theme))
                for head, (fit, word) in heads
            )
            yield self.card(self._head(option, ""), lines)


class _Answer(QFrame):
    """How one option fits one thing: a sign of its own shape, and the word."""

    def __init__(self, fit: Fit, word: str, about: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cell")
        line = QHBoxLayout(self)
        side = theme.space(2)
        line.setContentsMargins(side, side, side, side)
        line.setSpacing(theme.space(2))
        line.addWidget(_Sign(fit, theme), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(word, theme)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        label.setAccessibleName(about)
        line.addWidget(label, 1)


class _Sign(QWidget):
    """A full disc, a half one or a ring."""

    def __init__(self, fit: Fit, theme: Theme) -> None:
        super().__init__()
        self._fit, self._theme, self._side = fit, theme, round(theme.body * 0.75)
        self.setFixedSize(self._side, QFontMetrics(theme.font()).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = max(2.0, self._side * 0.13)
        box = QRectF(0, (self.height() - self._side) / 2, self._side, self._side)
        box.adjust(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
        ink = self._theme.colour("ink")
        painter.setPen(QPen(ink, stroke))
        painter.setBrush(ink if self._fit == "fits" else self._theme.colour("page"))
        painter.drawEllipse(box)
        if self._fit == "partly":
            painter.setBrush(ink)
            painter.drawChord(box, 90 * 16, 180 * 16)

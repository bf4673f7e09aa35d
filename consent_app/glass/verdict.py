"""Builders of what the law says: the verdict first and large, and places side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QWidget

from consent_app.glass.reading import (
    Arranged,
    Column,
    Label,
    Sign,
    as_notice,
    column,
    said,
)
from consent_app.glass.tables import Comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from consent_app.glass.host import Host
    from consent_app.glass.pager import Entry
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b

_NARROWEST_VALUE = 14
"""Width of a fact in ems below which its label stands above it."""
_NARROWEST_PLACE = 10
"""Width of a place's column in ems below which each place has a card."""

_WIDEST = 16_777_215
"""What Qt calls a widget that may be as wide as its place."""


def verdict(block: b.Verdict, host: Host) -> QWidget:
    """Build the verdict: its sign and word, what it means, the facts to know first."""
    theme = host.theme
    frame, rows = column(theme.space(1))
    rows.addWidget(Label(block.about, theme, "h2"))
    rows.addWidget(signed(block.tone, block.word, theme, "h2"))
    rows.addWidget(said(" ".join(block.text), theme))
    rows.addSpacing(theme.space(1))
    rows.addWidget(Facts(block.facts, theme, host.room))
    as_notice(frame, block.tone, theme)
    frame.setAccessibleName(" ".join((block.about, block.word, *block.text)))
    return frame


def signed(tone: str, words: str, theme: Theme, role: str = "body") -> QWidget:
    """Return bold words after their sign."""
    box = QWidget()
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.space(2))
    line.addWidget(Sign(tone, theme), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(words, theme, role, bold=True), 1)
    return box


class Facts(Arranged):
    """Labels with values beside them or, in a narrow place, below."""

    def __init__(self, rows: tuple[tuple[str, str], ...], theme: Theme, room: int) -> None:
        super().__init__()
        place = Column(self)
        place.setContentsMargins(0, 0, 0, 0)
        place.setSpacing(theme.space(1) // 2)
        signs = QFontMetrics(theme.font())
        widest = max((signs.horizontalAdvance(label) for label, _ in rows), default=0) + 2
        self._least = widest + theme.space(3) + theme.body * _NARROWEST_VALUE
        self._beside: bool | None = None
        self._lines = []
        for name, value in rows:
            line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            line.setSpacing(theme.space(3))
            label = Label(name, theme, tone="secondary")
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(said(value, theme), 1)
            place.addLayout(line)
            self._lines.append((line, label))
        self._widest = widest
        self.arrange(room)

    def arrange(self, width: int) -> None:
        """Put values beside their labels where there is room."""
        beside = width >= self._least
        if beside == self._beside:
            return
        self._beside = beside
        way = QBoxLayout.Direction
        for line, label in self._lines:
            line.setDirection(way.LeftToRight if beside else way.TopToBottom)
            label.setMinimumWidth(self._widest if beside else 0)
            label.setMaximumWidth(self._widest if beside else _WIDEST)


def status_table(block: b.StatusTable, host: Host) -> QWidget:
    """Build things side by side, some cells with a sign."""
    return StatusView(block, host)


class StatusView(Comparing):
    """A column for each thing or, in a narrow place, a card."""

    def __init__(self, block: b.StatusTable, host: Host) -> None:
        super().__init__(block.caption, host)
        self._block = block
        self.arrange(host.room)

    def least(self) -> float:
        return len(self._block.head) * self.theme.body * _NARROWEST_PLACE

    def as_grid(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("card")
        grid = QGridLayout(frame)
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, words in enumerate(self._block.head):
            grid.addWidget(self._cell(None, words, "head", bold=True), 0, place)
            grid.setColumnStretch(place, 2 if place else 1)
        for line, (label, cells) in enumerate(self._block.rows, 1):
            grid.addWidget(self._cell(None, label, "cell", bold=True), line, 0)
            for place, (tone, words) in enumerate(cells, 1):
                cell = self._cell(tone, words, "cell")
                cell.setAccessibleName(f"{label}, {self._block.head[place]}")
                grid.addWidget(cell, line, place)
        return frame

    def _cell(self, tone: b.Tone | None, words: str, name: str, *, bold: bool = False) -> QWidget:
        frame, rows = column(0)
        frame.setObjectName(name)
        side = self.theme.space(2)
        rows.setContentsMargins(side, side, side, side)
        rows.addWidget(self._said(tone, words, bold=bold))
        rows.addStretch(1)
        return frame

    def _said(self, tone: b.Tone | None, words: str, *, bold: bool = False) -> QWidget:
        return signed(tone, words, self.theme) if tone else Label(words, self.theme, bold=bold)

    def labels(self) -> Sequence[str]:
        return [label for label, _ in self._block.rows]

    def as_cards(self) -> Iterable[Entry]:
        for place, title in enumerate(self._block.head[1:]):
            lines = ((label, self._said(*cells[place])) for label, cells in self._block.rows)
            yield self.card(Label(title, self.theme, bold=True), lines)

"""Builders of what is compared: tables or, in a narrow place, cards; rows that do not fit turn."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from consent_app.glass.figure import Art
from consent_app.glass.pager import Entry, Height, Paged
from consent_app.glass.reading import Column, Label, column
from consent_app.language import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from consent_app.glass.host import Host
    from consent_app.view import blocks as b

_NARROWEST_COLUMN = 9
"""Width of a table column in ems below which the table is set as cards."""
_SHORTEST_LINE, _FINE = 4, 10
"""Width of a column's words in ems, at least; more goes by the square root of its longest words."""
_WIDEST_DRAWING = 18
"""Width of a drawing inside a table in ems."""
_WIDEST_CARD = 1.3
"""Width of a card in lines of reading."""
_LABEL, _BESIDE = 11, 14
"""Width in ems of the labels in a card at most, and of the words beside them at least."""


def table(block: b.Table, host: Host) -> QWidget:
    """Build a table that becomes cards where its columns would be too narrow to read."""
    return TableView(block, host)


class Comparing(Paged):
    """A captioned table or, in a narrow place, one card for each thing that it compares."""

    def __init__(self, caption: str, host: Host) -> None:
        super().__init__(host, caption)
        self.setAccessibleName(caption)
        self._place = Column(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(self.theme.space(2))
        self._place.addWidget(Label(caption, self.theme, bold=True))
        self._body: QWidget | None = None
        self._holder: QWidget | None = None
        """Around it: Qt takes a limit into account only in a column."""
        self._form: tuple[bool, int] | None = None
        """Whether there are cards, and the width of their labels in pixels if beside the words."""
        self._entries: tuple[Entry, ...] = ()

    def arrange(self, width: int) -> None:
        """Choose table or cards."""
        super().arrange(width)
        cards = width < self.least()
        form = cards, self._beside(width) if cards else 0
        if form != self._form:
            self._form = form
            self.put(self._stacked(self.as_cards()) if cards else self.ruled(self.as_grid()))

    def _beside(self, width: int) -> int:
        """Return the width of the labels beside the words of a card; nought where they stand above.

        A label may take several lines, but no word of it is broken.
        """
        signs = QFontMetrics(self.theme.font())
        labels = [label for label in self.labels() if label]
        widest = max((signs.horizontalAdvance(label) for label in labels), default=0)
        word = max((signs.horizontalAdvance(w) for label in labels for w in unbroken(label)),
                   default=0)  # fmt: skip
        wide = max(min(widest, self.theme.body * _LABEL), word) + 2
        side = 2 * self.theme.space(3) + self.theme.space(3)
        return wide if labels and wide + side + self.theme.body * _BESIDE <= width else 0

    def put(self, body: QWidget) -> None:
        """Show one form instead of the other."""
        if self._holder is not None:
            self._place.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._body = body
        self._holder, inside = column(0)
        self._holder.setMaximumWidth(self._limit())
        inside.addWidget(body)
        self._place.addWidget(self._holder)
        self._place.addWidget(self.turner)
        self.forget()

    def _limit(self) -> int:
        """Return the width in pixels beyond which the lines of a column would be too long."""
        grid = self._body.layout() if self._body is not None else None
        columns = grid.columnCount() if isinstance(grid, QGridLayout) else 1
        return round(self.theme.measure * (_WIDEST_CARD if columns == 1 else 0.25 + columns / 2))

    def least(self) -> float:
        """Return the pixels below which it becomes cards."""
        raise NotImplementedError

    def labels(self) -> Sequence[str]:
        """Return the labels of the lines in a card."""
        raise NotImplementedError

    def as_grid(self) -> QFrame:
        """Return the table: a grid, its first row the head."""
        raise NotImplementedError

    def as_cards(self) -> Iterable[Entry]:
        """Return the cards."""
        raise NotImplementedError

    # --- rows and cards ---------------------------------------------------------------------------

    def card(self, title: QWidget, lines: Iterable[tuple[str, QWidget]]) -> Entry:
        """Return a card with a title and lines, each with its label."""
        frame, inside = column(self.theme.space(1))
        frame.setObjectName("card")
        side = self.theme.space(3)
        inside.setContentsMargins(side, side, side, side)
        inside.addWidget(title)
        parts = tuple(self._labelled(label, value) for label, value in lines)
        for widget in (widget for part in parts for widget in part):
            inside.addWidget(widget)
        return Entry(parts, frame)

    def _labelled(self, words: str, value: QWidget) -> tuple[QWidget, ...]:
        """Return a line of a card: its label above or beside it."""
        if not words:
            return (value,)
        label = Label(words, self.theme, tone="secondary")
        wide = self._form[1] if self._form else 0
        if not wide:
            return (label, value)
        frame = QFrame()
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.theme.space(3))
        label.setFixedWidth(wide)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(value, 1)
        return (frame,)

    def _stacked(self, cards: Iterable[Entry]) -> QWidget:
        frame, rows = column(self.theme.space(3))
        self._entries = tuple(cards)
        for card in self._entries:
            if card.frame is not None:
                rows.addWidget(card.frame)
        rows.addStretch(1)
        self.gap = rows.spacing()
        return frame

    def ruled(self, frame: QFrame) -> QWidget:
        """Take the rows of a grid as what can be turned."""
        grid, self.gap = frame.layout(), 0
        if isinstance(grid, QGridLayout):
            lines = range(1, grid.rowCount())
            self._entries = tuple(Entry((_line(grid, n),)) for n in lines)
            grid.setRowStretch(grid.rowCount(), 1)
        return frame

    def entries(self) -> Sequence[Entry]:
        """Return rows or cards."""
        return self._entries

    def heights(self, width: int) -> Sequence[Height]:
        """Return the height of each row or card."""
        grid = self._body.layout() if self._body is not None else None
        width = min(width, self._limit())
        if not isinstance(grid, QGridLayout):
            return super().heights(width)
        grid.setGeometry(QRect(0, 0, width, grid.totalHeightForWidth(width)))
        return [Height(0, (max(w.height() for w in e.parts[0]),)) for e in self._entries]

    def keep(self, height: int) -> None:
        """Keep some height for the rows."""
        if self._body is None:
            return
        grid = self._body.layout()
        head = grid.itemAtPosition(0, 0) if isinstance(grid, QGridLayout) else None
        widget = head.widget() if head is not None else None
        above = widget.height() if widget is not None and height else 0
        self._body.setMinimumHeight(max(0, height + above))

    def words(self, low: int, high: int, total: int) -> str:
        """Return which rows or cards are seen."""
        if not (self._form and self._form[0]):
            return super().words(low, high, total)
        say = self.host.say
        if low == high:
            return say.text("{n} of {total}").format(n=low, total=total)
        return say.text("{low} to {high} of {total}").format(low=low, high=high, total=total)


def _line(grid: QGridLayout, line: int) -> tuple[QWidget, ...]:
    items = (grid.itemAtPosition(line, place) for place in range(grid.columnCount()))
    widgets = (item.widget() for item in items if item is not None)
    return tuple(widget for widget in widgets if widget is not None)


class TableView(Comparing):
    """A table of words."""

    def __init__(self, block: b.Table, host: Host) -> None:
        super().__init__(block.caption, host)
        self.block = block
        self.arrange(host.room)

    def least(self) -> float:
        readable = len(self.block.head) * self.theme.body * _NARROWEST_COLUMN
        return max(readable, sum(least for _, least in self._columns))

    @cached_property
    def _columns(self) -> tuple[tuple[int, int], ...]:
        """The stretch of each column, and its least width in pixels, that no word is broken by."""
        signs, found = QFontMetrics(self.theme.font(bold=True)), []
        for words in zip(self.block.head, *self.block.rows, strict=True):
            longest = max(map(signs.horizontalAdvance, words))
            parts = [part for cell in words for part in unbroken(cell)]
            word = max(map(signs.horizontalAdvance, parts), default=0)
            least = max(word, min(longest, self.theme.body * _SHORTEST_LINE))
            found.append((round(_FINE * longest**0.5), least + 2 * self.theme.space(2) + 1))
        return tuple(found)

    def as_grid(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("card")
        grid = QGridLayout(frame)
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, words in enumerate(self.block.head):
            grid.addWidget(self._cell(words, "head", bold=True), 0, place)
            stretch, least = self._columns[place]
            grid.setColumnStretch(place, stretch)
            grid.setColumnMinimumWidth(place, least)
        for line, cells in enumerate(self.block.rows, 1):
            for place, words in enumerate(cells):
                cell: QWidget = self._cell(words, "cell", bold=place == 0)
                if place and self.block.head[place]:  # who cannot see the head is told it
                    cell.setAccessibleName(f"{self.block.head[place]}: {words}")
                if self.block.drawings and place == len(cells) - 1:
                    cell = self._drawn(cell, line - 1)
                grid.addWidget(cell, line, place)
        return frame

    def _drawn(self, cell: QWidget, line: int) -> QWidget:
        """Return the last cell of a row with its drawing under the words."""
        frame, rows = column(0)
        frame.setObjectName("cell")
        cell.setObjectName("")
        below, inside = column(0)
        side = self.theme.space(2)
        inside.setContentsMargins(side, 0, side, side)
        inside.addWidget(self._art(line))
        rows.addWidget(cell)
        rows.addWidget(below)
        rows.addStretch(1)
        return frame

    def _art(self, line: int) -> Art:
        return Art(self.block.drawings[line], self.theme.body * _WIDEST_DRAWING, self.theme)

    def _cell(self, words: str, name: str, *, bold: bool) -> QLabel:
        label = Label(words, self.theme, bold=bold)
        label.setObjectName(name)
        side = self.theme.space(2)
        label.setContentsMargins(side, side, side, side)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        return label

    def labels(self) -> Sequence[str]:
        return [label for _, lines in self.block.entries() for label, _ in lines]

    def as_cards(self) -> Iterable[Entry]:
        for place, (title, lines) in enumerate(self.block.entries()):
            said = [(label, self._value(words)) for label, words in lines]
            if self.block.drawings:
                label, value = said[-1]
                said[-1] = label, self._drawn_below(value, place)
            yield self.card(Label(title, self.theme, bold=True), said)

    def _value(self, words: str) -> QWidget:
        return Label(words, self.theme)

    def _drawn_below(self, value: QWidget, place: int) -> QWidget:
        frame, rows = column(self.theme.space(1))
        rows.addWidget(value)
        rows.addWidget(self._art(place))
        return frame

"""Rows that are turned inside their block: as many at a time as can be seen at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from consent_app.glass.button import Button
from consent_app.glass.reading import Arranged, Body, Column, Label, column, forget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QPushButton

    from consent_app.glass.host import Host


_WHERE = 7
"""Width in ems for the words between the buttons, at least."""
_PLACES = {
    1: ((0, 0), (0, 1), (0, 2)), 2: ((1, 0), (0, 0, 1, 3), (1, 2)),
    3: ((1, 0, 1, 3), (0, 0, 1, 3), (2, 0, 1, 3)),
}  # fmt: skip
"""Row, column and spans of the button before, the words and the button after, by rows."""


class Part(NamedTuple):
    """Parts `first` to `last`, from 0, of the entry at a place in the list."""

    entry: int
    first: int
    last: int


class Entry(NamedTuple):
    """A row or a card; its parts are kept together, and it is split between them if too high."""

    parts: tuple[tuple[QWidget, ...], ...]
    frame: QWidget | None = None
    """The card around the parts, shown while one of them is."""


class Height(NamedTuple):
    """The pixels that an entry takes: around its parts, and each of them."""

    around: int
    parts: tuple[int, ...]

    @property
    def whole(self) -> int:
        """With all parts."""
        return self.around + sum(self.parts)


def turned(heights: Sequence[Height], gap: int, room: int) -> tuple[tuple[Part, ...], ...]:
    """Return what stands on each page of `room` pixels; an entry is split only if higher than that.

    A part that is higher by itself has a page of its own.
    """
    pages: list[list[Part]] = [[]]
    used = 0
    for place, height in enumerate(heights):
        before = used + gap if pages[-1] else 0
        if pages[-1] and before + height.whole > room:
            pages.append([])
            before = 0
        used = before + height.around
        first = 0
        for part, high in enumerate(height.parts):
            if part > first and used + high > room:
                pages[-1].append(Part(place, first, part - 1))
                pages.append([])
                used, first = height.around, part
            used += high
        pages[-1].append(Part(place, first, len(height.parts) - 1))
    return tuple(tuple(page) for page in pages if page)


class Paged(Arranged):
    """A block with rows. Those that do not fit stand on further pages, with buttons below.

    The first rows are seen first, and the line between the buttons says how many there are.
    """

    gap = 0
    """Pixels between entries."""
    screens = 1
    """How many screens the rows may take before they turn; more where it is better to see all."""
    enough: int | None = None
    """Parts that have to be seen at once, on average, below the head in the first view for all
    pages to stand there with their buttons; never so for what has to be compared."""

    def __init__(self, host: Host, about: str) -> None:
        """Keep what the rows are about, which names the buttons for who cannot see them."""
        super().__init__()
        self.host, self.theme = host, host.theme
        self._about = about
        self._pages: tuple[tuple[Part, ...], ...] = ()
        self._at = 0
        self._width = 0
        self._measured: tuple[int, int, int] | None = None
        self.turner = _Turner(host, about)
        self.turner.hide()
        self.turner.before.clicked.connect(partial(self._turn, -1))
        self.turner.after.clicked.connect(partial(self._turn, 1))

    def entries(self) -> Sequence[Entry]:
        """Return the rows in their order."""
        raise NotImplementedError

    def heights(self, width: int) -> Sequence[Height]:
        """Return the height of each entry in a place of some width, all of them shown."""
        return [_height(entry, width) for entry in self.entries()]

    def keep(self, height: int) -> None:
        """Keep some height for the rows in pixels, so that the buttons below stay in place."""

    def words(self, low: int, high: int, total: int) -> str:
        """Return which rows are seen, from 1."""
        say = self.host.say
        if low == high:
            return say.text("Row {n} of {total}").format(n=low, total=total)
        sentence = say.text("Rows {low} to {high} of {total}")
        return sentence.format(low=low, high=high, total=total)

    # --- turning ----------------------------------------------------------------------------------

    def arrange(self, width: int) -> None:
        """Note the width; what takes another form there does so before."""
        self._width = width

    def page(self, height: int, first: int) -> bool:
        """Put as many rows on a page as can be seen at once in a height in pixels.

        Where enough of them can, what is left of the `first` view is all they take.
        """
        if (self._width, height, first) == self._measured:
            return False
        self._measured = self._width, height, first
        row = self.first
        self.unroll()
        layout, rows = self.layout(), self.heights(self._width)
        if layout is None or not rows:
            return True
        all_rows = sum(row.whole for row in rows) + self.gap * (len(rows) - 1)
        around = layout.totalHeightForWidth(self._width) - all_rows
        if all_rows <= self.screens * height - around:
            return True
        around += self.turner.heightForWidth(self._width) + self.theme.space(3)
        room = self.screens * height - around
        self._pages = turned(rows, self.gap, room)
        if self.enough is not None:
            pages = turned(rows, self.gap, first - around)
            if sum(len(row.parts) for row in rows) >= self.enough * len(pages):
                room, self._pages = first - around, pages
        self._at = self._page_of(row)
        self.keep(min(room, max(self._high(page, rows) for page in self._pages)))
        self._show()
        return True

    def unroll(self) -> None:
        """Show all rows, as before they are measured."""
        self._pages, self._at = (), 0
        self.keep(0)
        for entry in self.entries():
            for widget in _widgets(entry):
                _set_seen(widget, on=True)
        self.turner.hide()
        forget(self)

    def forget(self) -> None:
        """Measure again next time: the rows are others now."""
        self._measured = None

    @property
    def first(self) -> int:
        """The first entry that is seen, from 0."""
        return self._pages[self._at][0].entry if self._pages else 0

    def go(self, entry: int) -> None:
        """Show the page of an entry, where there are several."""
        if self._pages and entry != self.first:
            self._at = self._page_of(entry)
            self._show()

    def reveal(self, widget: QWidget) -> None:
        """Show the page that holds a widget."""
        for place, entry in enumerate(self.entries()):
            for number, part in enumerate(entry.parts):
                if any(one is widget or one.isAncestorOf(widget) for one in part) and self._pages:
                    self._at = self._page_of(place, number)
                    self._show()

    def _page_of(self, entry: int, part: int = 0) -> int:
        found = (n for n, page in enumerate(self._pages) for one in page
                 if one.entry == entry and one.first <= part <= one.last)  # fmt: skip
        return next(found, 0)

    def _high(self, page: Sequence[Part], rows: Sequence[Height]) -> int:
        parts = (rows[p.entry].around + sum(rows[p.entry].parts[p.first : p.last + 1])
                 for p in page)  # fmt: skip
        return sum(parts) + self.gap * (len(page) - 1)

    def _show(self) -> None:
        seen = {(p.entry, n) for p in self._pages[self._at] for n in range(p.first, p.last + 1)}
        for place, entry in enumerate(self.entries()):
            shown = [(place, number) in seen for number in range(len(entry.parts))]
            for part, on in zip(entry.parts, shown, strict=True):
                for widget in part:
                    _set_seen(widget, on=on)
            if entry.frame is not None:
                _set_seen(entry.frame, on=any(shown))
        self.turner.tell(self._whereabouts(), self._at, len(self._pages))
        self.turner.show()

    def _whereabouts(self) -> str:
        page, total = self._pages[self._at], len(self.entries())
        said = self.words(page[0].entry + 1, page[-1].entry + 1, total)
        same = [n for n, other in enumerate(self._pages) if other[0].entry == page[0].entry]
        split = len(page) == 1 and len(same) > 1
        if not split:
            return said
        sentence = self.host.say.text("{rows}, part {n} of {total}")
        return sentence.format(rows=said, n=same.index(self._at) + 1, total=len(same))

    def _turn(self, way: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self._at = min(max(0, self._at + way), len(self._pages) - 1)
        self._show()
        self._into_sight()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._whereabouts()))

    def _into_sight(self) -> None:
        """Scroll up to the head of the rows where it is out of sight."""
        body = _body(self)
        content = body.widget() if body else None
        if body is None or content is None:
            return
        bar, top = body.verticalScrollBar(), self.mapTo(content, self.rect().topLeft()).y()
        bar.setValue(min(bar.value(), top))

    def showEvent(self, event: QShowEvent) -> None:
        """Turn what was added to a page later on; not while it is being shown."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._page_late)

    def _page_late(self) -> None:
        body = _body(self)
        if body is not None and self._measured is None:
            self.page(body.seen, body.left(self))


class Rows(Paged):
    """A list under a head of its own."""

    enough = 2

    def __init__(self, host: Host, about: str, gap: int) -> None:
        """Begin an empty list with `gap` pixels between its rows."""
        super().__init__(host, about)
        self.setAccessibleName(about)
        self.gap = gap
        self._entries: list[Entry] = []
        self._list, self._rows = column(gap)
        self._rows.addStretch(1)
        self._place = Column(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(self.theme.space(3))
        self._place.addWidget(self._list)
        self._place.addWidget(self.turner)

    def head(self, widget: QWidget) -> None:
        """Put something above the rows, which stays when they turn."""
        self._place.insertWidget(self._place.count() - 2, widget)

    def add(self, *parts: QWidget, frame: QWidget | None = None) -> None:
        """Add a row: one widget, or several inside of a frame that they already stand in."""
        self._entries.append(Entry(tuple((part,) for part in parts), frame))
        for widget in (frame,) if frame is not None else parts:
            self._rows.insertWidget(self._rows.count() - 1, widget)

    def entries(self) -> Sequence[Entry]:
        """Return the rows that were added."""
        return self._entries

    def keep(self, height: int) -> None:
        """Keep some height for the rows."""
        self._list.setMinimumHeight(max(0, height))


class _Turner(Arranged):
    """Before, which rows are seen, more rows; the words stand above in a narrow place."""

    def __init__(self, host: Host, about: str) -> None:
        super().__init__()
        theme, say = host.theme, host.say
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.mm(3))
        self.before = _button(say.text("Rows before"), about, "rowsBefore", host)
        self.after = _button(say.text("More rows"), about, "rowsAfter", host)
        self.where = Label("", theme, tone="secondary")
        self.where.setObjectName("rowsSeen")
        self._least = theme.body * _WHERE
        self._rows = 0
        self.arrange(host.room)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def arrange(self, width: int) -> None:
        """Stand in one row, in two or in three."""
        buttons = (self.before, self.after)
        for made in buttons:
            made.ensurePolished()
        needed = sum(made.sizeHint().width() for made in buttons) + 2 * self._grid.spacing()
        rows = 1 if needed + self._least <= width else 2 if needed <= width else 3
        if rows == self._rows:
            return
        self._rows = rows
        before, where, after = _PLACES[rows]
        self._grid.addWidget(self.before, *before)
        self._grid.addWidget(self.where, *where)
        self._grid.addWidget(self.after, *after)
        self._grid.setColumnStretch(1, 1)

    def tell(self, words: str, page: int, pages: int) -> None:
        """Say which rows are seen; the focus stays on a button that can still be pressed."""
        self.where.setText(words)
        had = self.before.hasFocus(), self.after.hasFocus()
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page < pages - 1)
        if any(had):
            (self.before if (self.before.isEnabled() and not self.after.isEnabled()) or (had[0]
             and self.before.isEnabled()) else self.after).setFocus()  # fmt: skip


def _button(words: str, about: str, name: str, host: Host) -> QPushButton:
    made = Button(words, host.theme)
    made.setFont(host.theme.font())
    made.setObjectName(name)
    made.setAccessibleName(f"{words}: {about}")
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return made


def _widgets(entry: Entry) -> Iterator[QWidget]:
    yield from (widget for part in entry.parts for widget in part)
    if entry.frame is not None:
        yield entry.frame


def _set_seen(widget: QWidget, *, on: bool) -> None:
    """Show or hide a widget, where that is a change: each one has everything laid out anew."""
    if widget.isHidden() == on:
        widget.setVisible(on)


def _body(widget: QWidget) -> Body | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, Body):
        above = above.parentWidget()
    return above


def reveal(widget: QWidget) -> None:
    """Turn the rows around a widget to the page on which it stands."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, Paged):
            above.reveal(widget)
        above = above.parentWidget()


def rows(within: QWidget) -> tuple[int, ...]:
    """Return the first row that is seen of each block with rows, in their order."""
    return tuple(block.first for block in within.findChildren(Paged))


def turn(within: QWidget, to: Sequence[int]) -> None:
    """Turn each block with rows to where it was; a page may have other rows by now."""
    for block, row in zip(within.findChildren(Paged), to, strict=False):
        block.go(row)


def _height(entry: Entry, width: int) -> Height:
    """Return the height of an entry that stands alone in a place of some width."""
    layout = entry.frame.layout() if entry.frame is not None else None
    if layout is None:
        return Height(0, tuple(sum(_tall(widget, width) for widget in p) for p in entry.parts))
    margins = layout.contentsMargins()
    inside = width - margins.left() - margins.right()
    parts = tuple(
        sum(_tall(widget, inside) + layout.spacing() for widget in part) for part in entry.parts
    )
    return Height(layout.totalHeightForWidth(width) - sum(parts), parts)


def _tall(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        return max(widget.heightForWidth(width), widget.minimumHeight())
    return widget.sizeHint().height()

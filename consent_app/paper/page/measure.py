"""How much room words take on paper, and how wide the columns of a table should be.

WeasyPrint breaks words inside narrow columns; so the widths are worked out here, from the advance
widths of the first font. All lengths are in millimetres as text of 12 points takes them, unless
said otherwise: where small text is larger, everything counts for less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations, zip_longest
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from consent_app.language import unbroken
from consent_app.paper.page.fonts import FAMILIES
from consent_app.settings import resource, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from consent_app.view.blocks import Format, Table


TEXT_WIDTH_MM = 182.0
"""The width of the text on a page."""
SMALL_POINTS, POINT_MM = 12, 25.4 / 72
"""The text that lengths are measured in, and a point in millimetres."""
LETTER_MM, LINE_MM = 2.3, 4.9
_NARROW_MM, _LONGEST_WORD_MM = 18.0, 45.0
_CELL_MARGIN_MM = 4.0
STRIP_HEIGHT_MM = 5.0
"""The height of a drawing inside a table."""
BOLDER, _MOST_FOR_LABELS, _LABEL_STEPS = 1.08, 0.44, 6
_SIZES_MM = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
FOOT_MM, COLUMN_GAP_MM = 29.0, 10.0
"""The height of the foot of a page, and the room between two languages beside each other."""
_TOO_LARGE_FOR_COLUMNS = 18
_LINE_OF_WORDS_MM = 12.1
"""A line of 74 Latin letters, for each point of its size: longer ones are hard to follow."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper in millimetres, with the sizes of its body and small text in points."""

    width: float
    height: float
    body: int
    caption: int

    @property
    def side(self) -> float:
        """The margin at each side in millimetres."""
        return round((self.width - TEXT_WIDTH_MM) / 2, 2)

    @property
    def scale(self) -> float:
        """How much larger small text is than the one that lengths are measured in."""
        return self.caption / SMALL_POINTS

    @property
    def room(self) -> float:
        """The width of the text, measured as small text."""
        return TEXT_WIDTH_MM / self.scale

    @property
    def columns(self) -> bool:
        """Whether the text has room for two languages beside each other."""
        return self.body < _TOO_LARGE_FOR_COLUMNS

    @property
    def words(self) -> float:
        """The width of running text in millimetres."""
        return min(TEXT_WIDTH_MM, _LINE_OF_WORDS_MM * self.body)


def sheet_of(form: Format) -> Sheet:
    """Return the sheet of a format."""
    sizes = tokens()["print"][str(form.points)]
    return Sheet(*_SIZES_MM[form.size], sizes["body"], sizes["caption"])


@cache
def _advances() -> dict[int, float]:
    """Return the millimetres that each character of the first family takes as small text."""
    from fontTools.ttLib import TTFont

    with TTFont(resource("fonts", FAMILIES[0].regular), lazy=True) as font:
        unit = SMALL_POINTS * POINT_MM / font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {code: unit * widths[name][0] for code, name in font.getBestCmap().items()}


def length_of(text: str) -> float:
    """Return about how many millimetres a text takes on one line."""
    known = _advances()
    return sum(known.get(ord(c), SMALL_POINTS * POINT_MM * (1 if _wide(c) else 0.55)) for c in text)


def _wide(character: str) -> bool:
    return east_asian_width(character) in {"W", "F"}


def lines_of(text: str, room: float) -> int:
    """Return about how many lines a text takes in `room` millimetres."""
    return _fill([length_of(piece) for piece in unbroken(text)], room)


def _fill(widths: Iterable[float], room: float) -> int:
    lines, used = 1, 0.0
    for width in widths:
        space = _SPACE_MM if used else 0
        if used and used + space + width > room:
            lines, used, space = lines + 1, 0.0, 0
        used += space + width
        if used > room:
            lines, used = lines + int(used // room), used % room
    return lines


_SPACE_MM = 1.1


def heads_are_sentences(table: Table) -> bool:
    """Return whether the words that head the rows are too long for bold."""
    return max((length_of(row[0]) for row in table.rows), default=0) > 2 * _LONGEST_WORD_MM


def column_widths(table: Table, sheet: Sheet) -> list[float]:
    """Return the columns' widths in percent, so that the table is about as low as it can be.

    Each has room for its longest word: the renderer's own way looks at words that may break
    anywhere, and breaks them in every column.
    """
    columns = list(zip_longest(table.head, *table.rows, fillvalue=""))
    least = [_least(cells) + _CELL_MARGIN_MM for cells in columns]
    high = STRIP_HEIGHT_MM / sheet.scale
    strips = [high * drawn.width / drawn.height for drawn in table.drawings]
    least[-1] = max([least[-1], *(strip + _CELL_MARGIN_MM for strip in strips)])
    more = [
        max(0.0, max(map(length_of, cells)) - low) ** 0.75
        for cells, low in zip(columns, least, strict=True)
    ]
    spare = max(0.0, sheet.room - sum(least)) / (sum(more) or 1)
    widths = [low + spare * part for low, part in zip(least, more, strict=True)]
    widths = _lowered(columns, least, widths)
    return [round(100 * width / sum(widths), 2) for width in widths]


def least_width(table: Table) -> float:
    """Return the width that a table needs so that no word breaks inside."""
    columns = zip_longest(table.head, *table.rows, fillvalue="")
    return sum(max(map(longest_word, cells)) + _CELL_MARGIN_MM for cells in columns)


def label_width(rows: Sequence[tuple[str, str]], sheet: Sheet) -> float:
    """Return the part in percent that the labels before values take: where the list is lowest."""
    room = sheet.room * sheet.caption / sheet.body
    longest = max(length_of(label) for label, _ in rows) + _CELL_MARGIN_MM
    most = min(longest / room, _MOST_FOR_LABELS)
    widest = max(longest_word(label) for label, _ in rows) + _CELL_MARGIN_MM
    least = min(widest / room, most)
    shares = [least + (most - least) * step / _LABEL_STEPS for step in range(_LABEL_STEPS + 1)]

    def cost(share: float) -> int:
        left, right = share * room - _CELL_MARGIN_MM, (1 - share) * room
        lines = [(lines_of(label, left), lines_of(value, right)) for label, value in rows]
        return sum(max(pair) + pair[0] for pair in lines)  # a broken label is hard to find

    return round(100 * min(reversed(shares), key=cost), 1)


_STEPS_MM, _MOST_MOVES = (1.5, 4.0, 9.0), 60


def _lowered(
    columns: Sequence[Sequence[str]], least: Sequence[float], widths: list[float]
) -> list[float]:
    """Move room from column to column as long as that makes the rows lower."""
    pieces = [
        [[length_of(piece) for piece in unbroken(cell)] for cell in cells] for cells in columns
    ]

    def heights(column: int, width: float) -> list[int]:
        # the words at the edge of a table are bold
        room = (width - _CELL_MARGIN_MM) / (1 if column else BOLDER)
        return [_fill(cell, room) for cell in pieces[column]]

    def cost(rows: list[list[int]]) -> tuple[int, int]:
        return sum(map(max, zip(*rows, strict=True))), sum(map(sum, rows))

    rows = [heights(n, width) for n, width in enumerate(widths)]
    for _ in range(_MOST_MOVES):
        best = (cost(rows), rows, widths)
        for giver, taker in permutations(range(len(widths)), 2):
            for step in _STEPS_MM:
                if widths[giver] - step >= least[giver]:
                    moved, tried = list(widths), list(rows)
                    moved[giver] -= step
                    moved[taker] += step
                    tried[giver] = heights(giver, moved[giver])
                    tried[taker] = heights(taker, moved[taker])
                    best = min(best, (cost(tried), tried, moved), key=lambda found: found[0])
        if best[2] is widths:
            break
        _, rows, widths = best
    return widths


def _least(cells: Sequence[str]) -> float:
    """Return the width that a column needs to be read with ease, in millimetres."""
    word, longest = max(map(longest_word, cells)), max(map(length_of, cells))
    return min(max(word, min(longest, _NARROW_MM)), _LONGEST_WORD_MM)


def longest_word(text: str) -> float:
    """Return the width of the longest piece of a text that should not break, in millimetres."""
    return max(map(length_of, unbroken(text)), default=0.0) * BOLDER

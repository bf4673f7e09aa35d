"""Which blocks stand beside each other on paper, and what is too wide for its sheet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from consent_app.paper.errors import PaperError
from consent_app.paper.page.drawings import beside_height, picture_width
from consent_app.paper.page.measure import (
    COLUMN_GAP_MM,
    SMALL_POINTS,
    TEXT_WIDTH_MM,
    least_width,
    lines_of,
)
from consent_app.view.blocks import (
    Block,
    Bullets,
    FitTable,
    Heading,
    Notice,
    NumberLine,
    Paragraph,
    Picture,
    SourceLine,
    StatusTable,
    SummaryList,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.paper.page.measure import Sheet

_BODY_LINE_MM, _NUMBER_MM = 0.514, 0.714
"""The height of a line and of a chance, for each point of the body."""


class Cell(NamedTuple):
    """Blocks one under the other in a place of a row."""

    blocks: tuple[Block, ...]
    kind: str = ""
    width: float = 0.0
    """Millimetres; 0 for an equal part of what is left."""


class Row(NamedTuple):
    """Blocks that stand beside each other; of no kind if it is one block by itself.

    The same in two languages stands beside each other in twins, or one under the other in a stack.
    """

    kind: Literal["", "beside", "pair", "sources", "twins", "stack"]
    cells: tuple[Cell, ...]

    @property
    def leads(self) -> bool:
        """Whether nothing in it may stand without what follows."""
        return all(
            isinstance(block, Heading | NumberLine)
            or (isinstance(block, Paragraph) and block.tone == "lead")
            for cell in self.cells
            for block in cell.blocks
        )


_PAIRS = {("urgent", "soon")}
"""Cards that stand beside each other; what to do and what not to do never does."""


def rows_of(blocks: Iterable[Block], sheet: Sheet) -> list[Row]:
    """Put a small drawing beside its words, two cards beside each other, and sources together."""
    rows: list[Row] = []
    for block in blocks:
        last = rows[-1] if rows else Row("", (Cell(()),))
        alone = last.cells[0].blocks[0] if last.kind == "" and last.cells[0].blocks else None
        match block:
            case Picture(share=share) if share < 1:
                words = _words_of(rows)
                rows.append(_beside(words, block, sheet) if words else Row("", (Cell((block,)),)))
            case Paragraph() if isinstance(alone, Picture) and alone.small:
                rows[-1] = _beside((block,), alone, sheet)
            case Paragraph() if last.kind == "beside" and _has_room(last, block, sheet):
                said, drawing = last.cells
                rows[-1] = Row("beside", (said._replace(blocks=(*said.blocks, block)), drawing))
            case Bullets(kind=kind) if isinstance(alone, Bullets) and (alone.kind, kind) in _PAIRS:
                rows[-1] = Row("pair", (Cell((alone,), alone.kind), Cell((block,), kind)))
            case SourceLine() if last.kind == "sources":
                rows[-1] = Row("sources", (Cell((*last.cells[0].blocks, block)),))
            case SourceLine():
                rows.append(Row("sources", (Cell((block,)),)))
            case _:
                rows.append(Row("", (Cell((block,)),)))
    return rows


def _words_of(rows: list[Row]) -> tuple[Block, ...]:
    """Take off the end of `rows` what a drawing shows: a chance with its sentences, or nothing."""
    words: list[Block] = []
    for row in reversed(rows):
        block = row.cells[0].blocks[0]
        if row.kind or not isinstance(block, Paragraph | NumberLine):
            return ()
        words.append(block)
        if isinstance(block, NumberLine):
            del rows[-len(words) :]
            return tuple(reversed(words))
    return ()


def _has_room(row: Row, block: Paragraph, sheet: Sheet) -> bool:
    """Return whether one more paragraph beside a drawing is about as high as it, at most."""
    words, drawing = row.cells
    most = max(beside_height(b) for b in drawing.blocks if isinstance(b, Picture))
    texts = [b.text for b in (*words.blocks, block) if isinstance(b, Paragraph)]
    lines = sum(lines_of(text, words.width * SMALL_POINTS / sheet.body) for text in texts)
    line, number = _BODY_LINE_MM * sheet.body, _NUMBER_MM * sheet.body
    chances = number * sum(isinstance(b, NumberLine) for b in words.blocks)
    return chances + line * lines + 2 * len(texts) < most + line


def _beside(words: tuple[Block, ...], picture: Picture, sheet: Sheet) -> Row:
    width = picture_width(picture, sheet)
    return Row("beside", (Cell(words, width=TEXT_WIDTH_MM - width), Cell((picture,), width=width)))


# --- two languages --------------------------------------------------------------------------------

_RUNNING = (Paragraph, Heading, Bullets, Notice, NumberLine, SourceLine)


def paired(blocks: Iterable[Block], others: Iterable[Block], sheet: Sheet) -> Iterator[Row]:
    """Yield the same blocks in two languages, row by row, each a cell in its language.

    What is the same in both, such as a source or an illustration, has one cell.

    Raises:
        PaperError: ``not_paired`` where one of them has another block, or none.

    """
    left, right = tuple(blocks), tuple(others)
    if [type(block) for block in left] != [type(block) for block in right]:
        raise PaperError("not_paired", " ".join(type(block).__name__ for block in left))
    for one, other in zip(left, right, strict=True):
        again = one == other or (isinstance(one, Picture) and one.small)
        spoken = (one,) if again else (one, other)
        room = len(spoken) > 1 and sheet.columns and _goes_beside(one, sheet)
        cells = tuple(Cell(tuple(fitted(said, sheet))) for said in spoken)
        yield Row("twins" if room else "stack", cells)


def _goes_beside(block: Block, sheet: Sheet) -> bool:
    """Return whether a block can be read in half the width: running text, a small drawing."""
    if isinstance(block, Picture):
        return picture_width(block, sheet) < (TEXT_WIDTH_MM - COLUMN_GAP_MM) / 2
    return isinstance(block, _RUNNING)


# --- what is too wide -----------------------------------------------------------------------------

_COLUMN_MM, _COMPARED_MM = 33.0, 40.0
"""What a column needs to be read with ease, and one of long text, as small text."""


def fitted(block: Block, sheet: Sheet) -> Iterator[Block]:
    """Yield a block as it fits on its sheet: a wide table in parts, or each of its entries."""
    match block:
        case Table(head=("", *_)) if len(block.head) > (most := _most_compared(sheet)) + 1:
            yield from _split(block, most)
        case Table() if len(block.head) > sheet.room / _COLUMN_MM:
            yield from _entries(block)
        case FitTable() | StatusTable() if least_width(block.worded("OOO")) > sheet.room:
            yield from _entries(block.worded())
        case _:
            yield block


def _most_compared(sheet: Sheet) -> int:
    """Return how many options stand beside each other, after the column that heads the rows."""
    return int(sheet.room / _COMPARED_MM) - 1


def _split(table: Table, most: int) -> Iterator[Table]:
    """Yield the options of a comparison in tables of about as many columns, with the same rows."""
    options = len(table.head) - 1
    parts = -(-options // most)
    ends = [1 + options * n // parts for n in range(parts + 1)]
    for start, end in pairwise(ends):
        rows = tuple((row[0], *row[start:end]) for row in table.rows)
        caption = table.caption if start == 1 else ""
        yield Table(caption, ("", *table.head[start:end]), rows)


def _entries(table: Table) -> Iterator[Block]:
    yield Paragraph(table.caption, "lead")
    for title, lines in table.entries():
        yield Heading(title, 3)
        yield SummaryList(lines)

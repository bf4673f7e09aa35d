"""Which blocks stand beside each other on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from consent_app.paper.drawings import BESIDE_HEIGHT_MM, picture_width
from consent_app.paper.measure import BODY_MORE, TEXT_WIDTH_MM, lines_of
from consent_app.view.blocks import Block, Bullets, NumberLine, Paragraph, Picture, SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterable

_BODY_LINE_MM, _NUMBER_MM = 7.2, 10.0


class Cell(NamedTuple):
    """Blocks one under the other in a place of a row."""

    blocks: tuple[Block, ...]
    kind: str = ""
    width: float = 0.0
    """Millimetres; 0 for an equal part of what is left."""


class Row(NamedTuple):
    """Blocks that stand beside each other; of no kind if it is one block by itself."""

    kind: Literal["", "beside", "pair", "sources"]
    cells: tuple[Cell, ...]


_PAIRS = {("do", "dont"), ("urgent", "soon")}


def rows_of(blocks: Iterable[Block]) -> list[Row]:
    """Put a small drawing beside its words, two cards beside each other, and sources together."""
    rows: list[Row] = []
    for block in blocks:
        last = rows[-1] if rows else Row("", (Cell(()),))
        alone = last.cells[0].blocks[0] if last.kind == "" and last.cells[0].blocks else None
        match block:
            case Picture(share=share) if share < 1:
                words = _words_of(rows)
                rows.append(_beside(words, block) if words else Row("", (Cell((block,)),)))
            case Paragraph() if last.kind == "beside" and _has_room(last, block):
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


def _has_room(row: Row, block: Paragraph) -> bool:
    """Return whether one more paragraph beside a drawing is about as high as it, at most."""
    words = row.cells[0]
    texts = [b.text for b in (*words.blocks, block) if isinstance(b, Paragraph)]
    lines = sum(lines_of(text, words.width / BODY_MORE) for text in texts)
    return _NUMBER_MM + _BODY_LINE_MM * lines + 2 * len(texts) < BESIDE_HEIGHT_MM + _BODY_LINE_MM


def _beside(words: tuple[Block, ...], picture: Picture) -> Row:
    width = picture_width(picture)
    return Row("beside", (Cell(words, width=TEXT_WIDTH_MM - width), Cell((picture,), width=width)))

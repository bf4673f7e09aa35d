"""From a document in words to HTML and its style sheet.

The templates in `resources/document` have one macro for each block.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, get_args

from consent_app.figures import severity
from consent_app.paper.errors import PaperError
from consent_app.paper.page.arrange import fitted, paired, rows_of
from consent_app.paper.page.drawings import (
    figure_labels,
    figure_room,
    picture_width,
    stroke_source,
    svg_source,
)
from consent_app.paper.page.fonts import Family, faces
from consent_app.paper.page.measure import (
    BOLDER,
    COLUMN_GAP_MM,
    FOOT_MM,
    POINT_MM,
    SMALL_POINTS,
    STRIP_HEIGHT_MM,
    TEXT_WIDTH_MM,
    column_widths,
    heads_are_sentences,
    label_width,
    lines_of,
    sheet_of,
)
from consent_app.settings import resource, tokens
from consent_app.view.blocks import (
    SCREEN_ONLY,
    Block,
    Document,
    Heading,
    InkBox,
    InkMark,
    Section,
    SignatureMark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import jinja2

    from consent_app.paper.page.arrange import Row
    from consent_app.paper.page.measure import Sheet

Part = Literal["all", "signature"]
SIGNATURE = "signature"
"""The anchor of the signature section, which begins a page."""

# The strip with the warning is wider than the text.
_WARNING_BLEED_MM, _WARNING_PADDING_MM = 7.0, 1.5
_ROOM_FOR_TITLE_MM = 107.0
"""The room for the title in the foot, between the code and the number of the page."""
_TALL = frozenset({"ar", "hi", "ja", "ko", "zh"})
"""Languages whose letters need more room between lines."""


def macros() -> frozenset[str]:
    """Return the names of the blocks that have a macro on paper, in snake case."""
    from jinja2 import nodes

    source = resource("document", "blocks.html").read_text(encoding="utf-8")
    found = _templates().parse(source).find_all(nodes.Macro)
    return frozenset(macro.name for macro in found if not macro.name.startswith("_"))


def macro_name(block: type) -> str:
    """Return the name of the macro for a type of block."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", block.__name__).lower()


@cache
def _templates() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("document")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        picture_source=svg_source,
        stroke_source=stroke_source,
        severity=severity,
        figure_room=figure_room,
        heads_are_sentences=heads_are_sentences,
    )
    return environment


def page(document: Document, part: Part = "all", first: int = 0, total: int = 0) -> str:
    """Return a document, or its signature section alone, as HTML.

    The section by itself follows `first` pages, of `total` that there are in all.

    Raises:
        PaperError: ``unknown_block`` for a block of the screen; ``not_paired`` where the second
            language does not have the same sections and blocks.

    """
    sheet = sheet_of(document.format)
    top, *sections = _flows(document, sheet)
    return _templates().get_template("document.html").render(
        documents=[document, document.second] if document.second else [document],
        top=top if part == "all" else (),
        sections=sections if part == "all" else sections[-1:],
        part=part, first=first, total=total, signature_id=SIGNATURE, title_fits=_title_fits,
        pieces=_pieces_of_label, sheet=sheet,
        **{name: partial(measured, sheet=sheet) for name, measured in _MEASURED.items()},
    )  # fmt: skip


_MEASURED: dict[str, Any] = {
    "picture_width": picture_width, "figure_labels": figure_labels,
    "column_widths": column_widths, "label_width": label_width,
}  # fmt: skip
"""What the templates ask of the sheet."""


def _pieces_of_label(label: str) -> list[str]:
    return [piece for piece in re.split(r"(\{pages?\})", label) if piece]


def _title_fits(document: Document) -> bool:
    """Return whether the title takes one line of the foot."""
    room = _ROOM_FOR_TITLE_MM * SMALL_POINTS / _sizes(document)["foot"]
    return lines_of(document.title, room / BOLDER) == 1


def style(families: tuple[Family, ...], document: Document) -> str:
    """Return the style sheet of a document, which is set in these families."""
    template = _templates().get_template("style.css")
    sheet = sheet_of(document.format)
    spoken = [document, *([document.second] if document.second else [])]
    room = (TEXT_WIDTH_MM + 2 * (_WARNING_BLEED_MM - _WARNING_PADDING_MM) - 1) / sheet.scale
    lines = sum(lines_of(one.warning, room / BOLDER) for one in spoken if one.warning)
    return "".join(faces(families)) + template.render(
        families=families,
        tall=any(one.language.partition("-")[0] in _TALL for one in spoken),
        top=(10.8 if lines else 13) + lines * 1.25 * sheet.caption * POINT_MM,
        sheet=sheet,
        text_width=TEXT_WIDTH_MM,
        column_gap=COLUMN_GAP_MM,
        foot_height=FOOT_MM,
        strip_height=STRIP_HEIGHT_MM,
        warning_bleed=_WARNING_BLEED_MM,
        warning_padding=_WARNING_PADDING_MM,
        print={**tokens()["print"], **_sizes(document)},
        light=tokens()["light"],
    )


def _sizes(document: Document) -> dict[str, int]:
    sizes: dict[str, int] = tokens()["print"][str(document.format.points)]
    return sizes


# --- the order of what is laid out ----------------------------------------------------------------


def _flows(document: Document, sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Yield the first page and each section: titles, whether it begins a page, rows of cells."""
    second = document.second
    ours = _sections(document)
    theirs = _sections(second) if second else [None] * len(ours)
    if len(ours) != len(theirs):
        raise PaperError("not_paired", document.title)
    numbers = count(1)
    for section, other in zip(ours, theirs, strict=True):
        top = 3 if section.title else 2
        rows = _rows(section, other, sheet)
        signed = section is document.signature
        yield {
            "titles": [one.title for one in (section, other) if one],
            "kind": "signature" if signed else "part",
            "fresh": section.fresh_page,
            "rows": list(_outline(rows, top, numbers if other else None)),
        }


def _sections(document: Document) -> list[Section]:
    """Return all that is laid out, the summary first and the signature last."""
    last = [document.signature] if document.signature else []
    return [Section("", document.summary), *document.sections, *last]


def _rows(section: Section, other: Section | None, sheet: Sheet) -> Iterable[Row]:
    if other:
        return paired(section.blocks, other.blocks, sheet)
    return rows_of((part for block in section.blocks for part in fitted(block, sheet)), sheet)


def _outline(rows: Iterable[Row], top: int, numbers: Iterator[int] | None) -> Iterator[Any]:
    """Yield rows of cells of blocks, each block as its macro and the macro's arguments.

    Headings follow `top` without a gap. Rows in two languages get a number.
    """
    before = top - 1
    for row in rows:
        cells, levels = [], before
        for place, cell in enumerate(row.cells):
            named: list[tuple[str, tuple[Any, ...]]] = []
            levels = before
            for block in cell.blocks:
                if isinstance(block, Heading):
                    levels = min(block.level - 2 + top, levels + 1)
                named.append((_macro(block), _arguments(block, levels, row, place)))
            cells.append({"kind": cell.kind, "width": cell.width, "blocks": named})
        before = levels
        number = next(numbers) if numbers and not row.leads else 0
        yield {"kind": row.kind, "cells": cells, "number": number, "leads": row.leads}


def _macro(block: Block) -> str:
    name = macro_name(type(block))
    if isinstance(block, SCREEN_ONLY) or not isinstance(block, get_args(Block)):
        raise PaperError("unknown_block", name)
    return name


def _arguments(block: Block, level: int, row: Row, place: int) -> tuple[Any, ...]:
    """Return what a macro is called with: in a second language there is no second place to sign."""
    match block:
        case Heading():
            return (block, level)
        case SignatureMark() | InkBox() | InkMark() if row.kind == "stack":
            return (block, place > 0)
        case _:
            return (block,)

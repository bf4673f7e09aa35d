"""From a document in words to HTML and its style sheet.

The templates in `resources/document` have one macro for each block.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from consent_app.figures import severity
from consent_app.paper.arrange import rows_of
from consent_app.paper.drawings import (
    figure_labels,
    figure_room,
    picture_width,
    stroke_source,
    svg_source,
)
from consent_app.paper.errors import PaperError
from consent_app.paper.fonts import Family, faces
from consent_app.paper.measure import (
    BOLDER,
    POINT_MM,
    SMALL_POINTS,
    STRIP_HEIGHT_MM,
    TEXT_WIDTH_MM,
    column_widths,
    heads_are_sentences,
    label_width,
    lines_of,
)
from consent_app.settings import resource, tokens
from consent_app.view.blocks import SCREEN_ONLY, Block, Document, Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import jinja2

Part = Literal["all", "signature"]
SIGNATURE = "signature"
"""The anchor of the signature section, which begins a page."""

# The strip with the warning is wider than the text.
_WARNING_BLEED_MM, _WARNING_PADDING_MM = 7.0, 1.5
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
        outline=_outline,
        picture_width=picture_width,
        picture_source=svg_source,
        stroke_source=stroke_source,
        severity=severity,
        figure_labels=figure_labels,
        figure_room=figure_room,
        column_widths=column_widths,
        heads_are_sentences=heads_are_sentences,
        label_width=label_width,
    )
    return environment


def page(document: Document, part: Part = "all", first: int = 0, total: int = 0) -> str:
    """Return a document, or its signature section alone, as HTML.

    The section by itself follows `first` pages, of `total` that there are in all.
    """
    pieces = [piece for piece in re.split(r"(\{pages?\})", document.page_label) if piece]
    return _templates().get_template("document.html").render(
        document=document, part=part, first=first, total=total, page_label=pieces,
        signature_id=SIGNATURE,
    )  # fmt: skip


def style(families: tuple[Family, ...], document: Document) -> str:
    """Return the style sheet of a document, which is set in these families."""
    sheet = _templates().get_template("style.css")
    room = TEXT_WIDTH_MM + 2 * (_WARNING_BLEED_MM - _WARNING_PADDING_MM) - 1
    warning = lines_of(document.warning, room / BOLDER) if document.warning else 0
    return "".join(faces(families)) + sheet.render(
        families=families,
        tall=document.language.partition("-")[0] in _TALL,
        top=(10.8 if warning else 13) + warning * 1.25 * SMALL_POINTS * POINT_MM,
        text_width=TEXT_WIDTH_MM,
        strip_height=STRIP_HEIGHT_MM,
        warning_bleed=_WARNING_BLEED_MM,
        warning_padding=_WARNING_PADDING_MM,
        **tokens(),
    )


def _outline(blocks: Iterable[Block], top: int) -> Iterator[dict[str, Any]]:
    """Yield rows of cells of blocks, each block as its macro and the macro's arguments.

    Headings follow `top` without a gap.
    """
    before = top - 1
    for row in rows_of(blocks):
        cells = []
        for cell in row.cells:
            named: list[tuple[str, tuple[Any, ...]]] = []
            for block in cell.blocks:
                name = macro_name(type(block))
                if isinstance(block, SCREEN_ONLY) or not isinstance(block, get_args(Block)):
                    raise PaperError("unknown_block", name)
                if isinstance(block, Heading):
                    before = min(block.level - 2 + top, before + 1)
                    named.append((name, (block, before)))
                else:
                    named.append((name, (block,)))
            cells.append({"kind": cell.kind, "width": cell.width, "blocks": named})
        yield {"kind": row.kind, "cells": cells}

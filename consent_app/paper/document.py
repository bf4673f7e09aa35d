"""From a document in words to a PDF: laid out, tagged, with every font inside.

HTML is made by the templates in `resources/document`, one macro for each block, and laid out by
WeasyPrint. The same document gives the same bytes. The file claims PDF/A-3a and PDF/UA-1.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import tomllib
from base64 import b64encode
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import permutations, zip_longest
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, get_args
from unicodedata import east_asian_width
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

import msgspec

from consent_app.settings import resource
from consent_app.view.blocks import (
    SCREEN_ONLY,
    Block,
    Bullets,
    Document,
    Heading,
    NumberLine,
    Paragraph,
    Picture,
    SignatureMark,
    SourceLine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import jinja2
    import weasyprint

    from consent_app.events import Stroke
    from consent_app.figures import Anchor
    from consent_app.view.blocks import Table

Code = Literal[
    "unknown_glyph", "renderer_complaint", "not_what_was_shown", "nothing_signed", "unknown_block"
]


class PaperError(Exception):
    """A document cannot be made: carries a code and what it is about."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class NotWhatWasShownError(PaperError):
    """The words to be signed are not the words that were laid out and shown."""

    def __init__(self, shown: str, given: str) -> None:
        """Keep the two digests."""
        super().__init__("not_what_was_shown", f"{shown} {given}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as laid out; `content` is the digest of its words."""

    pdf: bytes
    content: str
    pages: int
    document: Document


@dataclass(frozen=True, slots=True)
class Signed:
    """A rendered document with its signature section filled in."""

    pdf: bytes
    content: str
    pages: int
    document: Document


# --- the words, and what identifies them ----------------------------------------------------------


def digest(document: Document) -> str:
    """Return the SHA-256 of all that a document shows apart from its signature section, in hex.

    What is hashed is the document's canonical JSON (sorted keys, no spaces), each block in a pair
    with the name of its type.
    """
    shown: dict[str, Any] = {f.name: getattr(document, f.name) for f in fields(document)}
    del shown["signature"]
    shown["summary"] = _named(document.summary)
    shown["sections"] = [
        {"title": part.title, "fresh_page": part.fresh_page, "blocks": _named(part.blocks)}
        for part in document.sections
    ]
    return hashlib.sha256(msgspec.json.encode(shown, order="sorted")).hexdigest()


def _named(blocks: Iterable[Block]) -> list[tuple[str, Block]]:
    return [(type(block).__name__, block) for block in blocks]


# --- rendering and signing ------------------------------------------------------------------------


def render(document: Document) -> Rendered:
    """Lay a document out.

    Raises:
        PaperError: ``unknown_glyph`` for a character that no font of ours can draw;
            ``unknown_block`` for a block that is for the screen only; ``renderer_complaint`` for
            anything that the renderer warns about.

    """
    families = _families(_characters(document))
    content = digest(document)
    pdf, pages = _write(document, content, families)
    return Rendered(pdf, content, pages, document)


def sign(rendered: Rendered, document: Document) -> Signed:
    """Lay out what was shown once more, now with the signature that was given for it.

    Pages count from the start again: a signature can be longer or shorter than its empty place,
    and then every "of y" changes.

    Raises:
        NotWhatWasShownError: apart from the signature, the words are not those of `rendered`.
        PaperError: ``nothing_signed`` if there is no signature in the document, and as `render`.

    """
    if (given := digest(document)) != rendered.content:
        raise NotWhatWasShownError(rendered.content, given)
    blocks = document.signature.blocks if document.signature else ()
    if not any(isinstance(block, SignatureMark) and block.how != "none" for block in blocks):
        raise PaperError("nothing_signed", document.document_id)
    again = render(document)
    return Signed(again.pdf, again.content, again.pages, document)


def _write(document: Document, content: str, families: tuple[_Family, ...]) -> tuple[bytes, int]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    identifier = hashlib.sha256(f"{document.document_id} {content}".encode()).digest()[:16]
    fetcher = _fetcher()
    with _Complaints() as complaints:
        try:
            fonts = FontConfiguration()
            style = weasyprint.CSS(
                string=_style(families, document),
                font_config=fonts,
                url_fetcher=fetcher,
            )
            html = weasyprint.HTML(string=_html(document), url_fetcher=fetcher)
            laid_out = html.render(
                fonts, color_profiles=_colours(), stylesheets=[style], pdf_variant="pdf/a-3a"
            )
            _describe(laid_out.metadata, document, content)
            pdf = laid_out.write_pdf(
                pdf_variant="pdf/a-3a", pdf_identifier=identifier, output_intent="given above"
            )
        except FatalURLFetchingError as error:
            raise PaperError("renderer_complaint", str(error)) from error
    _only_ours(font.name for font in laid_out.fonts.values())
    complaints.check()
    return pdf, len(laid_out.pages)


def _colours() -> dict[str, Any]:
    """Return WeasyPrint's own sRGB profile; opening it here closes the file as well."""
    from weasyprint.css import ColorProfile

    data = BytesIO((files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes())
    channels = (["r"], ["g"], ["b"])
    return {"srgb": ColorProfile(data, "sRGB2014.icc", "relative-colorimetric", channels)}


def _only_ours(names: Iterable[bytes]) -> None:
    """Refuse a document into which the renderer has taken a font of the system.

    Raises:
        PaperError: ``renderer_complaint`` with the name of the font.

    """
    for name in names:
        if b"ConsentSans" not in name.replace(b"-", b""):
            raise PaperError("renderer_complaint", f"font {name.decode(errors='replace')}")


# --- what the file says about itself --------------------------------------------------------------

# PDF/UA is not among the XMP schemas that PDF/A knows, so the claim brings its own description.
_PDFUA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _describe(metadata: Any, document: Document, content: str) -> None:  # noqa: ANN401 - untyped vendor
    own = (f"document={document.document_id}", f"kind={document.kind}", f"content={content}")
    names = {word.partition("=")[0] for word in own}
    rest = (word for word in document.keywords if word.partition("=")[0] not in names)
    # the list is joined by commas, so a value must not have one
    metadata.keywords = [quote(word, safe="= :/;+@") for word in (*own, *rest)]
    standard = metadata.generate_rdf_metadata

    def with_claim(*about: object) -> bytes:
        # one RDF element: a reader takes no notice of a second one
        plain: bytes = standard(*about)
        return plain.replace(b"</rdf:RDF>", _PDFUA_CLAIM + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_claim


# --- the fonts ------------------------------------------------------------------------------------


class _Family(NamedTuple):
    name: str
    regular: str
    bold: str = ""


# In the order in which a character looks for its font.
_FAMILIES = (
    _Family("Consent Sans", "ConsentSans-Regular.ttf", "ConsentSans-Bold.ttf"),
    _Family("Consent Sans SC", "ConsentSansSC-Regular.otf", "ConsentSansSC-Bold.otf"),
    _Family("Consent Sans Arabic", "ConsentSansArabic-Regular.ttf", "ConsentSansArabic-Bold.ttf"),
    _Family("Consent Sans Hebrew", "ConsentSansHebrew-Regular.ttf", "ConsentSansHebrew-Bold.ttf"),
    _Family("Consent Sans Devanagari", "ConsentSansDevanagari-Regular.ttf"),
    _Family("Consent Sans Thai", "ConsentSansThai-Regular.ttf"),
    _Family("Consent Sans Kana Hangul", "ConsentSansKanaHangul-Regular.otf"),
    _Family("Consent Sans SC Names", "ConsentSansSCNames-Regular.otf"),
)

# Characters that are never drawn, so that no font needs them (Default_Ignorable_Code_Point).
_UNDRAWN = re.compile(
    "[\t\n\r \u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


@cache
def _coverage(file: str) -> frozenset[int]:
    """Return the code points that a font can draw; none for a font that was left out."""
    from fontTools.ttLib import TTFont

    path = resource("fonts", file)
    if not path.is_file():
        return frozenset()
    with TTFont(path, lazy=True) as font:
        # some fonts map control characters to an empty glyph
        return frozenset(code for code in font.getBestCmap() or () if code >= ord(" "))


def _families(characters: set[str]) -> tuple[_Family, ...]:
    """Return the families that these characters need, the first one always.

    Raises:
        PaperError: ``unknown_glyph`` with the first character that has no font.

    """
    needed = [_FAMILIES[0]]
    left = {ord(c) for c in characters if not _UNDRAWN.match(c)} - _coverage(_FAMILIES[0].regular)
    for family in _FAMILIES[1:]:
        if left and left & _coverage(family.regular):
            needed.append(family)
            left -= _coverage(family.regular)
    if left:
        raise PaperError("unknown_glyph", chr(min(left)))
    return tuple(needed)


def _characters(value: object) -> set[str]:
    """Return every character of every text inside a document."""
    match value:
        case str():
            return set(value)
        case dict():
            return _characters([*value.keys(), *value.values()])
        case list() | tuple():
            return set[str]().union(*(_characters(item) for item in value))
        case int() | float() | None:
            return set()
        case _:
            return _characters(msgspec.to_builtins(value, order="deterministic"))


def _faces(families: Iterable[_Family]) -> Iterator[str]:
    for family in families:
        for file, weight in ((family.regular, 400), (family.bold, 700)):
            if file and (path := resource("fonts", file)).is_file():
                yield (
                    f'@font-face {{ font-family: "{family.name}"; font-weight: {weight}; '
                    f'src: url("{path.as_uri()}") }}\n'
                )


# --- the templates --------------------------------------------------------------------------------

_TEXT_WIDTH_MM, _PICTURE_HEIGHT_MM, _BESIDE_HEIGHT_MM = 182.0, 70.0, 48.0
_BODY_LINE_MM, _NUMBER_MM = 7.2, 10.0
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
        picture_width=_picture_width,
        picture_source=_svg_source,
        stroke_source=_stroke_source,
        figure_labels=_figure_labels,
        figure_room=_figure_room,
        column_widths=_column_widths,
        heads_are_sentences=_heads_are_sentences,
        label_width=_label_width,
    )
    return environment


def _html(document: Document) -> str:
    pieces = [piece for piece in re.split(r"(\{pages?\})", document.page_label) if piece]
    return _templates().get_template("document.html").render(document=document, page_label=pieces)


def _style(families: tuple[_Family, ...], document: Document) -> str:
    sheet = _templates().get_template("style.css")
    room = _TEXT_WIDTH_MM + 2 * (_WARNING_BLEED_MM - _WARNING_PADDING_MM) - 1
    warning = _lines(document.warning, room / _BOLDER) if document.warning else 0
    return "".join(_faces(families)) + sheet.render(
        families=families,
        tall=document.language.partition("-")[0] in _TALL,
        top=(10.8 if warning else 13) + warning * 1.25 * _POINTS * _MM,
        text_width=_TEXT_WIDTH_MM,
        warning_bleed=_WARNING_BLEED_MM,
        warning_padding=_WARNING_PADDING_MM,
        **_tokens(),
    )


@cache
def _tokens() -> dict[str, Any]:
    return tomllib.loads(resource("theme", "tokens.toml").read_text(encoding="utf-8"))


class _Cell(NamedTuple):
    blocks: tuple[Block, ...]
    kind: str = ""
    width: float = 0.0
    """Millimetres; 0 for an equal part of what is left."""


class _Row(NamedTuple):
    """Blocks that stand beside each other; of no kind if it is one block by itself."""

    kind: Literal["", "beside", "pair", "sources"]
    cells: tuple[_Cell, ...]


def _outline(blocks: Iterable[Block], top: int) -> Iterator[dict[str, Any]]:
    """Yield rows of cells of blocks, each block as its macro and the macro's arguments.

    Headings follow `top` without a gap.
    """
    before = top - 1
    for row in _rows(blocks):
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


_PAIRS = {("do", "dont"), ("urgent", "soon")}


def _rows(blocks: Iterable[Block]) -> list[_Row]:
    """Put a small drawing beside its words, two cards beside each other, and sources together."""
    rows: list[_Row] = []
    for block in blocks:
        last = rows[-1] if rows else _Row("", (_Cell(()),))
        alone = last.cells[0].blocks[0] if last.kind == "" and last.cells[0].blocks else None
        match block:
            case Picture(share=share) if share < 1:
                words = _words_of(rows)
                rows.append(_beside(words, block) if words else _Row("", (_Cell((block,)),)))
            case Paragraph() if last.kind == "beside" and _has_room(last, block):
                said, drawing = last.cells
                rows[-1] = _Row("beside", (said._replace(blocks=(*said.blocks, block)), drawing))
            case Bullets(kind=kind) if isinstance(alone, Bullets) and (alone.kind, kind) in _PAIRS:
                rows[-1] = _Row("pair", (_Cell((alone,), alone.kind), _Cell((block,), kind)))
            case SourceLine() if last.kind == "sources":
                rows[-1] = _Row("sources", (_Cell((*last.cells[0].blocks, block)),))
            case SourceLine():
                rows.append(_Row("sources", (_Cell((block,)),)))
            case _:
                rows.append(_Row("", (_Cell((block,)),)))
    return rows


def _words_of(rows: list[_Row]) -> tuple[Block, ...]:
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


def _has_room(row: _Row, block: Paragraph) -> bool:
    """Return whether one more paragraph beside a drawing is about as high as it, at most."""
    words = row.cells[0]
    texts = [b.text for b in (*words.blocks, block) if isinstance(b, Paragraph)]
    lines = sum(_lines(text, words.width / _BODY_MORE) for text in texts)
    return _NUMBER_MM + _BODY_LINE_MM * lines + 2 * len(texts) < _BESIDE_HEIGHT_MM + _BODY_LINE_MM


def _beside(words: tuple[Block, ...], picture: Picture) -> _Row:
    width = _picture_width(picture)
    return _Row(
        "beside", (_Cell(words, width=_TEXT_WIDTH_MM - width), _Cell((picture,), width=width))
    )


# --- how much room words take ---------------------------------------------------------------------

_POINTS, _MM = 12, 25.4 / 72
"""The small text on paper, and a point in millimetres."""
_LETTER_MM, _LINE_MM = 2.3, 4.9
_NARROW_MM, _LONGEST_WORD_MM = 18.0, 45.0
_CELL_MARGIN_MM = 4.0
_BOLDER, _BODY_MORE, _MOST_FOR_LABELS = 1.08, 14 / 12, 44.0


@cache
def _advances() -> dict[int, float]:
    """Return the millimetres that each character of the first family takes as small text."""
    from fontTools.ttLib import TTFont

    with TTFont(resource("fonts", _FAMILIES[0].regular), lazy=True) as font:
        unit = _POINTS * _MM / font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {code: unit * widths[name][0] for code, name in font.getBestCmap().items()}


def _long(text: str) -> float:
    """Return about how many millimetres a text takes on one line."""
    known = _advances()
    return sum(known.get(ord(c), _POINTS * _MM * (1 if _wide(c) else 0.55)) for c in text)


def _wide(character: str) -> bool:
    return east_asian_width(character) in {"W", "F"}


def _pieces(text: str) -> list[str]:
    """Return the parts of a text between which a line may end."""
    return re.findall(r"[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef-]+-?|-", text)


def _lines(text: str, room: float) -> int:
    """Return about how many lines a text takes in `room` millimetres."""
    return _fill([_long(piece) for piece in _pieces(text)], room)


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


def _heads_are_sentences(table: Table) -> bool:
    """Return whether the words that head the rows are too long for bold."""
    return max((_long(row[0]) for row in table.rows), default=0) > 2 * _LONGEST_WORD_MM


def _column_widths(table: Table) -> list[float]:
    """Return the columns' widths in percent, so that the table is about as low as it can be.

    Each has room for its longest word: the renderer's own way looks at words that may break
    anywhere, and breaks them in every column.
    """
    columns = list(zip_longest(table.head, *table.rows, fillvalue=""))
    least = [_least(cells) + _CELL_MARGIN_MM for cells in columns]
    more = [
        max(0.0, max(map(_long, cells)) - low) ** 0.75
        for cells, low in zip(columns, least, strict=True)
    ]
    spare = max(0.0, _TEXT_WIDTH_MM - sum(least)) / (sum(more) or 1)
    widths = [low + spare * part for low, part in zip(least, more, strict=True)]
    widths = _lowered(columns, least, widths)
    return [round(100 * width / sum(widths), 2) for width in widths]


def _label_width(rows: Sequence[tuple[str, str]]) -> float:
    """Return the part in percent that the labels before values take: the longest, or a third."""
    longest = max(_long(label) for label, _ in rows) * _BODY_MORE + _CELL_MARGIN_MM
    return round(min(100 * longest / _TEXT_WIDTH_MM, _MOST_FOR_LABELS), 1)


_STEPS_MM, _MOST_MOVES = (1.5, 4.0, 9.0), 60


def _lowered(
    columns: Sequence[Sequence[str]], least: Sequence[float], widths: list[float]
) -> list[float]:
    """Move room from column to column as long as that makes the rows lower."""
    pieces = [[[_long(piece) for piece in _pieces(cell)] for cell in cells] for cells in columns]

    def heights(column: int, width: float) -> list[int]:
        # the words at the edge of a table are bold
        room = (width - _CELL_MARGIN_MM) / (1 if column else _BOLDER)
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
    word, longest = max(map(_word, cells)), max(map(_long, cells))
    return min(max(word, min(longest, _NARROW_MM)), _LONGEST_WORD_MM)


def _word(text: str) -> float:
    """Return the width of the longest piece of a text that should not break, in millimetres."""
    return max(map(_long, _pieces(text)), default=0.0) * _BOLDER


# --- drawings -------------------------------------------------------------------------------------


class _Label(NamedTuple):
    """A text over a drawing; places in percent of its width and height."""

    text: str
    align: str
    left: float
    top: float
    width: float
    rises: bool
    """More lines go upwards: it stands above what it names."""
    outside: float
    """Millimetres by which it leaves the drawing, above or below."""


def _picture_width(picture: Picture) -> float:
    """Return the width in millimetres, so that the drawing does not get too high."""
    ratio = picture.figure.width / picture.figure.height
    height = _PICTURE_HEIGHT_MM if picture.share >= 1 else _BESIDE_HEIGHT_MM
    return round(min(_TEXT_WIDTH_MM * min(picture.share, 1), height * ratio), 2)


def _figure_labels(picture: Picture) -> tuple[_Label, ...]:
    """Return the words over a drawing, moved where they would leave it or touch each other."""
    figure = picture.figure
    unit = _picture_width(picture) / figure.width
    ends: dict[float, float] = {}
    labels = []
    for anchor in sorted(figure.anchors, key=lambda anchor: anchor.x):
        if text := picture.labels.get(anchor.key):
            room = anchor.width * unit
            back = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor.align] * anchor.width
            edge = min(room, _long(text))
            blank = (room - edge) * back / anchor.width
            left = max((anchor.x - back) * unit, -blank, ends.get(anchor.y, 0.0) - blank)
            left = min(left, (figure.width - anchor.width) * unit + blank)
            ends[anchor.y] = left + blank + edge + _LETTER_MM
            labels.append(_label(anchor, text, left / unit, picture, unit))
    return tuple(labels)


def _label(anchor: Anchor, text: str, left: float, picture: Picture, unit: float) -> _Label:
    figure = picture.figure
    rises = anchor.y < figure.height / 4
    space = anchor.y if rises else figure.height - anchor.y
    height = _LINE_MM * (_lines(text, anchor.width * unit) - 0.5)
    return _Label(
        text,
        anchor.align,
        round(100 * left / figure.width, 2),
        round(100 * anchor.y / figure.height, 2),
        round(100 * anchor.width / figure.width, 2),
        rises,
        max(0.0, height - space * unit),
    )


def _figure_room(labels: Iterable[_Label]) -> tuple[float, float]:
    """Return the millimetres that labels need above and below a drawing."""
    above = [label.outside for label in labels if label.rises]
    below = [label.outside for label in labels if not label.rises]
    return round(max(above, default=0.0), 1), round(max(below, default=0.0), 1)


def _svg_source(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


_MARK_WIDTH, _MARK_HEIGHT = 400, 100


def _stroke_source(strokes: Iterable[Stroke]) -> str:
    """Return a signature as vectors, four times as wide as high."""
    lines = "".join(_line(stroke) for stroke in strokes if stroke)
    return _svg_source(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_MARK_WIDTH} {_MARK_HEIGHT}" '
        f'width="{_MARK_WIDTH}" height="{_MARK_HEIGHT}"><path d="{lines}" fill="none" '
        f'stroke="{_tokens()["light"]["ink"]}" stroke-width="2.4" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )


def _line(stroke: Stroke) -> str:
    inside = [(min(max(x, 0), 1), min(max(y, 0), 1)) for x, y in stroke]
    points = [f"{x * _MARK_WIDTH:.2f} {y * _MARK_HEIGHT:.2f}" for x, y in inside]
    # a tap of the pen is a line of no length, which only its round ends make visible
    return f"M{points[0]}" + ("".join(f"L{point}" for point in points[1:]) or "h.01")


# --- a complaint is an error ----------------------------------------------------------------------


class _Complaints(logging.Handler):
    """Hears what the renderer warns about, in this thread, while the block runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._heard.append(record.getMessage())

    def __enter__(self) -> Self:
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).removeHandler(self)

    def check(self) -> None:
        """Raise what was heard.

        Raises:
            PaperError: ``renderer_complaint`` with the renderer's own words.

        """
        if self._heard:
            raise PaperError("renderer_complaint", "\n".join(self._heard))


def _fetcher() -> weasyprint.URLFetcher:
    """Return what opens addresses for the renderer: inline data, and files of `resources/`."""
    from weasyprint import URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Refuses the network and the rest of the disk."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
            parts = urlsplit(url)
            if parts.scheme == "file" and not _inside(url2pathname(parts.path)):
                raise ValueError(url)
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)


def _inside(path: str | Path) -> bool:
    root = resource().resolve()
    return (root / path).resolve().is_relative_to(root)

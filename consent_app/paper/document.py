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
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, get_args
from unicodedata import east_asian_width
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

import msgspec

from consent_app.settings import resource
from consent_app.view.blocks import SCREEN_ONLY, Block, Document, Heading, SignatureMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import jinja2
    import weasyprint

    from consent_app.events import Stroke
    from consent_app.figures import Anchor
    from consent_app.view.blocks import Picture, Table

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
                string=_style(families, warned=bool(document.warning)),
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

_TEXT_WIDTH_MM, _PICTURE_HEIGHT_MM = 170.0, 88.0


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
    )
    return environment


def _html(document: Document) -> str:
    pieces = [piece for piece in re.split(r"(\{pages?\})", document.page_label) if piece]
    return _templates().get_template("document.html").render(document=document, page_label=pieces)


def _style(families: tuple[_Family, ...], *, warned: bool) -> str:
    sheet = _templates().get_template("style.css")
    return "".join(_faces(families)) + sheet.render(families=families, warned=warned, **_tokens())


@cache
def _tokens() -> dict[str, Any]:
    return tomllib.loads(resource("theme", "tokens.toml").read_text(encoding="utf-8"))


def _outline(blocks: Iterable[Block], top: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each block's macro and its arguments; headings follow `top` without a gap."""
    before = top - 1
    for block in blocks:
        name = macro_name(type(block))
        if isinstance(block, SCREEN_ONLY) or not isinstance(block, get_args(Block)):
            raise PaperError("unknown_block", name)
        if isinstance(block, Heading):
            before = min(block.level - 2 + top, before + 1)
            yield name, (block, before)
        else:
            yield name, (block,)


# --- how much room words take ---------------------------------------------------------------------

# Of the small text on paper, 12 pt: the mean width of a letter, that of an ideograph, and a line.
_LETTER_MM, _IDEOGRAPH_MM, _LINE_MM = 2.3, 4.3, 4.9
_NARROW_MM, _LONGEST_WORD_MM = 18.0, 45.0
_CELL_MARGIN_MM = 4.5


def _long(text: str) -> float:
    """Return about how many millimetres a text takes on one line."""
    wide = sum(east_asian_width(c) in {"W", "F"} for c in text)
    return _LETTER_MM * (len(text) - wide) + _IDEOGRAPH_MM * wide


def _lines(text: str, room: float) -> int:
    """Return about how many lines a text takes in `room` millimetres."""
    lines, used = 1, 0.0
    for word in text.split():
        width = _long(word)
        if used and used + _LETTER_MM + width > room:
            lines, used = lines + 1, 0.0
        used += (_LETTER_MM if used else 0) + width
        lines, used = lines + int(used // (room + 1)), used % (room + 1)
    return lines


def _column_widths(table: Table) -> list[float]:
    """Return the columns' widths in percent: room for the longest word, then by length of text.

    The renderer's own way looks at words that may break anywhere, and breaks them in every column.
    """
    columns = list(zip_longest(table.head, *table.rows, fillvalue=""))
    least = [_least(cells) + _CELL_MARGIN_MM for cells in columns]
    more = [
        max(0.0, max(map(_long, cells)) - low) ** 0.75
        for cells, low in zip(columns, least, strict=True)
    ]
    spare = max(0.0, _TEXT_WIDTH_MM - sum(least)) / (sum(more) or 1)
    widths = [low + spare * part for low, part in zip(least, more, strict=True)]
    return [round(100 * width / sum(widths), 2) for width in widths]


def _least(cells: Sequence[str]) -> float:
    """Return the width that a column needs to be read with ease, in millimetres."""
    word, longest = max(map(_word, cells)), max(map(_long, cells))
    return min(max(word, min(longest, _NARROW_MM)), _LONGEST_WORD_MM)


def _word(text: str) -> float:
    """Return the width of the longest piece of a text that should not break, in millimetres."""
    pieces = re.split(r"[\s\u2e80-\u9fff\uf900-\uffef-]+", text)
    # the words at the edge of a table are bold
    return max(map(_long, pieces)) * 1.1


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
    """Return the part of the text width in percent, so that the drawing does not get too high."""
    ratio = picture.figure.width / picture.figure.height
    return round(100 * min(picture.share, 1, _PICTURE_HEIGHT_MM * ratio / _TEXT_WIDTH_MM), 2)


def _figure_labels(picture: Picture) -> tuple[_Label, ...]:
    """Return the words over a drawing, moved where they would leave it or touch each other."""
    figure = picture.figure
    unit = _TEXT_WIDTH_MM * _picture_width(picture) / 100 / figure.width
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

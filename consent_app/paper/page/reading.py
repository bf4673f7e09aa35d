"""What a page says to those who do not look at it: a screen reader, a search, a copied line.

A PDF draws glyphs. The renderer notes for each glyph the characters that it first stood for, but in
many scripts a glyph stands for different ones in turn, several glyphs change places, or the line
runs from right to left. So each line is read back from its glyphs, as a reader of the file would,
and where that is not the line that was meant, the line is put beside them as /ActualText:

- in the page, for a line from left to right: what programs copy and search;
- in the structure, for every such line: what a screen reader says. In a line from right to left it
  stands here only, because programs turn the glyphs round by themselves, and would turn the text.

A line that was broken at a space gets the space back, or words would run together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from consent_app.language import UNSEEN
from consent_app.paper.page.fonts import glyphs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

_JOINERS = "\u200c\u200d"
_BOLD = 600
_FONT, _SHOWN = re.compile(rb"/(\S+) \S+ Tf"), re.compile(rb"<([0-9a-f]+)>")
_NO_TEXT = "\u200b"
"""What a mere part of a letter stands for: in PDF/A every glyph stands for something."""


class Line(NamedTuple):
    """A line of text as it was meant."""

    text: str
    spaced: bool
    """Whether it was broken at a space."""
    from_right: bool

    @property
    def words(self) -> str:
        """The text with the space that follows it."""
        return self.text + " " * self.spaced


class Reading:
    """Listens while the pages of a document are drawn, then puts the words beside the glyphs.

    One for each file: made before the renderer writes, `put` to use while the renderer finishes.
    """

    def __init__(self, laid_out: Any) -> None:  # noqa: ANN401 - a vendor's type
        self._fonts = laid_out.fonts
        self._drawn: list[tuple[Any, list[Any]]] = []
        for page in laid_out.pages:
            page.paint = partial(self._listen, page)

    def _listen(self, page: Any, stream: Any, scale: float) -> None:  # noqa: ANN401
        """Draw a page and keep which piece of text got which number in the page."""
        boxes: list[Any] = []
        marked = stream.marked

        def listening(box: Any, tag: str) -> AbstractContextManager[None]:  # noqa: ANN401
            boxes.append(box)  # the renderer numbers what it marks in this order, from 0
            found: AbstractContextManager[None] = marked(box, tag)
            return found

        stream.marked = listening
        type(page).paint(page, stream, scale)
        del stream.marked
        self._drawn.append((stream, boxes))
        for font in self._fonts.values():
            _let_glyphs_be_themselves(font)

    def put(self, pdf: Any) -> None:  # noqa: ANN401
        """Put the words of each line beside its glyphs, where these alone say something else."""
        fonts = {font.hash.encode(): font.to_unicode for font in self._fonts.values()}
        lines = _lines(box for _, boxes in self._drawn for box in boxes)
        for (stream, boxes), elements in zip(self._drawn, _structure(pdf), strict=True):
            meant = [next(lines) for _ in boxes]
            for piece in _pieces(stream.stream, fonts):
                if line := meant[piece.number]:
                    _say(stream.stream, piece, line, _object(pdf, elements[piece.number]))


# --- glyphs ---------------------------------------------------------------------------------------


def _let_glyphs_be_themselves(font: Any) -> None:  # noqa: ANN401
    """Let a glyph that has a character of its own stand for it, and not for where it came first.

    A ligature keeps its letters; a bracket stands for the one that it looks like.
    """
    doubtful = {
        glyph: text
        for glyph, text in font.to_unicode.items()
        if len(text) != 1 or unicodedata.mirrored(text)
    }
    own = glyphs_of(font.family, bold=font.weight >= _BOLD) if doubtful else {}
    for glyph, text in doubtful.items():
        character = own.get(glyph, text)
        is_ligature = len(text) > 1 and unicodedata.normalize("NFKC", character) == text
        font.to_unicode[glyph] = text if is_ligature else character or _NO_TEXT


# --- lines ----------------------------------------------------------------------------------------


def _lines(boxes: Iterable[Any]) -> Iterator[Line | None]:
    """Yield what each box says, in the order in which they were drawn; None for a picture."""
    places: dict[int, int] = {}
    for box in boxes:
        text = getattr(box, "text", None)
        if text is None:
            yield None
            continue
        whole = re.sub(r"[ \t\n\r\f]+", " ", box.element.text or "").strip(" ")
        begin = places.get(id(box.element), 0)
        begin = begin if begin < len(whole) else 0  # the head of a table comes on every page
        end = begin + len(text)
        spaced = whole[begin:end] == text and whole[end : end + 1] == " "
        places[id(box.element)] = end + spaced
        yield Line(text, spaced, box.style["direction"] == "rtl" or _runs_from_right(text))


def _runs_from_right(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


# --- what the glyphs of a page say ----------------------------------------------------------------


class Piece(NamedTuple):
    """A numbered piece of a page's drawing."""

    number: int
    properties: dict[str, Any]
    last: int | None
    """The place of its last operator that shows text."""
    characters: dict[int, str]
    """What the glyphs of its last font stand for."""
    said: str


def _pieces(drawing: list[Any], fonts: dict[bytes, dict[int, str]]) -> Iterator[Piece]:
    """Yield the numbered pieces among the operators of a page."""
    properties, last, said = None, None, ""
    characters: dict[int, str] = {}
    for place, operator in enumerate(drawing):
        if isinstance(operator, dict):
            properties, last, said = operator, None, ""
        elif not isinstance(operator, bytes):
            continue
        elif operator == b"EMC" and properties is not None:
            yield Piece(properties["MCID"], properties, last, characters, said)
            properties = None
        elif found := _FONT.fullmatch(operator):
            characters = fonts[found[1]]
        elif operator.endswith(b" TJ"):
            last = place
            said += _read(operator, characters)


def _read(operator: bytes, characters: dict[int, str]) -> str:
    glyphs = bytes.fromhex(b"".join(_SHOWN.findall(operator)).decode("ascii"))
    numbers = memoryview(glyphs)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return "".join(characters.get(high << 8 | low, "") for high, low in pairs)


def _seen(text: str) -> str:
    """Return a text without what is never drawn; joiners change what is drawn beside them."""
    kept = (c for c in text if c in _JOINERS or not (c.isspace() or UNSEEN.match(c)))
    return "".join(kept)


# --- putting it there -----------------------------------------------------------------------------


def _say(drawing: list[Any], piece: Piece, line: Line, element: Any) -> None:  # noqa: ANN401
    if not _reads_as(piece.said, line):
        element["ActualText"] = _string(line.words)
        if not line.from_right:
            piece.properties["ActualText"] = _string(line.words)
    elif line.spaced and piece.last is not None:
        spaces = (glyph for glyph, character in piece.characters.items() if character == " ")
        space = b"".join(b"<%04x>" % glyph for glyph in islice(spaces, 1))
        drawing[piece.last] = drawing[piece.last].replace(b"] TJ", space + b"] TJ")


def _reads_as(said: str, line: Line) -> bool:
    """Return whether programs read the line as it was meant; they tear marks off their letters."""
    marked = any(unicodedata.category(character)[0] == "M" for character in line.text)
    return not marked and not line.from_right and _seen(said) == _seen(line.text)


def _string(text: str) -> bytes:
    return b"<feff" + text.encode("utf-16-be").hex().encode("ascii") + b">"


def _structure(pdf: Any) -> list[list[bytes]]:  # noqa: ANN401
    """Return references to the structure elements of each page, by the number of their piece."""
    tree = _object(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    rows = tree[1::2]
    return [row if isinstance(row, list) else _object(pdf, row) for row in rows]


def _object(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    return pdf.objects[int(reference.split()[0])]

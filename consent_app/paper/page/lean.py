"""Makes a file small without a loss: what the renderer writes twice, or finer than anyone can see.

Works on the renderer's own objects just before they are written:

- the lines of a paragraph become one piece of marked content, its words those of the paragraph;
- neighbours that are decoration become one;
- the same icon is kept once and drawn where it is needed;
- places are rounded to hundredths of a pixel of 0.26 millimetres, and glyphs stand in one row;
- objects that nothing points to any more are left out, and the others numbered without gaps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN = {"Type", "S", "K", "Pg", "P"}
_HOLDERS = {
    "/P", "/H1", "/H2", "/H3", "/H4", "/TD", "/TH", "/LBody", "/Caption", "/Span", "/NonStruct",
}  # fmt: skip
"""Elements that can hold words themselves."""


def lighten(pdf: Any) -> None:  # noqa: ANN401 - a vendor's type
    """Make a file small that is about to be written."""
    pages = [_found(pdf, page) for page in pdf.page_references]
    streams = [_found(pdf, page["Contents"]) for page in pages]
    for stream in streams:
        stream.stream = [item.encode() if isinstance(item, str) else item for item in stream.stream]
    tree = _found(pdf, _found(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for stream, row in zip(streams, tree[1::2], strict=True):
        _merge_lines(pdf, stream, row)
    if pages:
        _share_forms(pdf, _found(pdf, pages[0]["Resources"]), streams)
    for thing in pdf.objects:
        if hasattr(thing, "stream") and _is_drawing(thing):
            thing.stream = list(_rounded(_without_seams(thing.stream)))
        elif isinstance(thing, dict) and thing.get("Type") == "/StructElem":
            _strip(thing)
    _close_ranks(pdf)


def _found(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    return pdf.objects[int(reference.split()[0])]


def _is_drawing(stream: Any) -> bool:  # noqa: ANN401
    """Return whether a stream is that of a page or a form, and not a font, a profile or text."""
    return hasattr(stream, "ctm")


# --- marked content -------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """A numbered piece of a page: where its tag stands, and where it ends."""

    number: int
    begin: int
    end: int


def _pieces(drawing: list[Any]) -> Iterator[_Piece]:
    begin, number = -1, -1
    for place, item in enumerate(drawing):
        if isinstance(item, dict):
            begin, number = place - 1, item["MCID"]
        elif item == b"EMC" and begin >= 0:
            yield _Piece(number, begin, place)
            begin = -1


def _merge_lines(pdf: Any, stream: Any, row: Any) -> None:  # noqa: ANN401
    """Give lines to the element that holds them; what follows on one piece joins it."""
    drawing, kept = stream.stream, list[Any]()
    owner, last = None, _Piece(-1, -1, -1)
    for piece in list(_pieces(drawing)):
        element = _found(pdf, row[piece.number])
        holder = _holder(pdf, element)
        if holder is None:
            element["K"][element["K"].index(piece.number)] = len(kept)
            owner = None
        elif _joins(holder, owner, element, last, piece, len(kept) - 1):
            holder["K"].remove(element.reference)
            drawing[last.end] = None
            drawing[piece.begin : piece.begin + 3] = [None] * 3
            last = piece
            continue
        else:
            holder["K"][holder["K"].index(element.reference)] = len(kept)
            owner = holder
        drawing[piece.begin + 1]["MCID"] = len(kept)
        kept.append((holder or element).reference)
        last = piece
    row[:] = kept
    stream.stream = [item for item in drawing if item is not None]


def _holder(pdf: Any, element: Any) -> Any:  # noqa: ANN401
    """Return what can hold the words of a line itself, or None where the line says more."""
    above = _found(pdf, element["P"])
    simple = element["S"] == "/Span" and element.keys() <= _PLAIN and len(element["K"]) == 1
    fits = above["S"] in _HOLDERS and above.get("Pg") == element["Pg"]
    return above if simple and fits else None


def _joins(  # noqa: PLR0913 - two pieces with what they belong to
    holder: Any,  # noqa: ANN401
    owner: Any,  # noqa: ANN401
    element: Any,  # noqa: ANN401
    last: _Piece,
    piece: _Piece,
    number: int,
) -> bool:
    """Return whether a line follows the last piece in the page and among the holder's children."""
    if owner is not holder or piece.begin != last.end + 1:
        return False
    kids = holder["K"]
    place = kids.index(element.reference)
    return bool(place and kids[place - 1] == number)


def _strip(element: Any) -> None:  # noqa: ANN401
    """Leave out what an element of the structure says without need."""
    del element["Type"]
    if not any(isinstance(kid, int) for kid in element["K"]):
        element.pop("Pg", None)


# --- icons ----------------------------------------------------------------------------------------

_MOVED = re.compile(rb"1 0 0 1 (\S+) (\S+) cm")
_DRAWN = re.compile(rb"/(x\d+) Do")


def _share_forms(pdf: Any, resources: Any, streams: list[Any]) -> None:  # noqa: ANN401
    """Draw forms that are the same but for their place from one."""
    known: dict[tuple[bytes, bytes], str] = {}
    places: dict[bytes, list[bytes]] = {}
    for name, reference in list(resources["XObject"].items()):
        form = _found(pdf, reference)
        moved = form.stream and _MOVED.fullmatch(form.stream[0])
        if not moved:
            continue
        drawn = b"\n".join(form.stream[1:]), _found(pdf, form.extra["Resources"]).data
        first = known.setdefault(drawn, name)
        places[name.encode()] = [b"q", moved[0], f"/{first} Do".encode(), b"Q"]
        if first != name:
            del resources["XObject"][name]
            continue
        form.stream = form.stream[1:]
        _, _, width, height = form.extra["BBox"]
        form.extra["BBox"][:] = [-width, -height, width, height]
    for stream in streams:
        stream.stream = list(_placed(stream.stream, places))


def _placed(drawing: list[Any], places: dict[bytes, list[bytes]]) -> Iterator[Any]:
    for item in drawing:
        found = _DRAWN.fullmatch(item) if isinstance(item, bytes) else None
        yield from places.get(found[1], [item]) if found else [item]


# --- operators ------------------------------------------------------------------------------------


def _without_seams(drawing: list[Any]) -> Iterator[Any]:
    """Yield operators without the end and the begin between two pieces of decoration."""
    opened: list[bool] = []
    skip = 0
    for place, item in enumerate(drawing):
        if skip:
            skip -= 1
        elif item == b"EMC" and opened[-1] and drawing[place + 1 : place + 3] == _DECORATION:
            skip = 2
        else:
            if item == b"EMC":
                opened.pop()
            elif item in (b"BMC", b"BDC"):
                opened.append(drawing[place - 1] == _DECORATION[0])
            if item != b"1 0 0 1 0 0 cm":
                yield item


_DECORATION = [b"/Artifact", b"BMC"]
_FINE = re.compile(rb"-?\d*\.\d{3,}")
_DIGITS = {b"cm": 5, b"Tf": 5, b"rg": 3, b"RG": 3, b"w": 3}


def _rounded(drawing: Iterable[Any]) -> Iterator[Any]:
    for item in drawing:
        yield _round(item) if isinstance(item, bytes) else item


@lru_cache(maxsize=10_000)
def _round(operator: bytes) -> bytes:
    if operator.endswith(b" TJ"):
        return operator.replace(b">0<", b"").replace(b">0]", b">]")
    if b"." not in operator:
        return operator
    digits = _DIGITS.get(operator.rpartition(b" ")[2], 2)
    return _FINE.sub(lambda number: _short(float(number[0]), digits), operator)


def _short(number: float, digits: int) -> bytes:
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode()


# --- objects --------------------------------------------------------------------------------------

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


def _close_ranks(pdf: Any) -> None:  # noqa: ANN401
    """Leave out objects that nothing points to, and number the others without gaps."""
    kept = sorted(_reached(pdf))
    numbers = {old: new for new, old in enumerate(kept, 1)}
    pdf.objects[1:] = [pdf.objects[old] for old in kept]
    for number, thing in enumerate(pdf.objects):
        thing.number = number

    def renumbered(match: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % numbers[int(match[1])]

    for thing in pdf.objects[1:]:
        for holder, key, value in _values(thing):
            holder[key] = _REFERENCE.sub(renumbered, value)
    kids = pdf.pages["Kids"]
    kids[::3] = [numbers[old] for old in kids[::3]]


def _reached(pdf: Any) -> set[int]:  # noqa: ANN401
    """Return the numbers of all objects that a reader can come to."""
    todo = [pdf.catalog.number, pdf.pages.number, *pdf.pages["Kids"][::3]]
    reached: set[int] = set()
    while todo:
        number = todo.pop()
        if number not in reached:
            reached.add(number)
            for _, _, value in _values(pdf.objects[number]):
                todo += map(int, _REFERENCE.findall(value))
    return reached


def _values(thing: Any) -> Iterator[tuple[Any, Any, bytes]]:  # noqa: ANN401
    """Yield every value inside an object that can name another one, with its holder and key."""
    thing = getattr(thing, "extra", thing)
    items: Any = ()
    if isinstance(thing, dict):
        items = thing.items()
    elif isinstance(thing, list):
        items = enumerate(thing)
    for key, value in list(items):
        if isinstance(value, bytes):
            if value[:1] not in b"(<":  # a text
                yield thing, key, value
        elif isinstance(value, dict | list):
            yield from _values(value)

"""The code at the foot of each page: of which document it is, and which page of how many.

A page that was scanned or photographed can so be put back in its place, and a missing one is found.
It holds no personal data. Version 2 of a QR code has 25 modules a side; with the blank margin of
four that a reader needs it is 24 millimetres wide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consent_app.paper.page.measure import POINT_MM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from consent_app.paper.page.measure import Sheet

_VERSION, _BLANK, _WHOLE_MM = 2, 4, 24.0
_MODULES, _MASK = 25, 2
"""Readers take any mask; to look for the best of eight takes four times as long."""
_MODULE_MM = _WHOLE_MM / (_MODULES + 2 * _BLANK)
_BOTTOM_MM = 6.4
"""From the edge of the paper to the dark modules; printers leave out less than that."""


def stamp(  # noqa: PLR0913 - where it goes, and what it says
    pdf: Any,  # noqa: ANN401 - a vendor's type
    sheet: Sheet,
    *,
    document_id: str,
    first: int,
    total: int,
    revision: int,
    mirrored: bool = False,
) -> None:
    """Draw its code on each page of a file that is about to be written.

    Args:
        pdf: the renderer's own file.
        sheet: what the pages were laid out for.
        document_id: 12 characters of Crockford's base 32, with or without hyphens.
        first: the number of the first page in this file, from 1.
        total: how many pages there are in all files.
        revision: how often the pages were made.
        mirrored: at the right, for a page that is read from right to left.

    """
    side = sheet.width - sheet.side - _MODULES * _MODULE_MM if mirrored else sheet.side
    for number, page in enumerate(pdf.page_references, first):
        text = payload(document_id, number, total, revision)
        contents = _found(pdf, _found(pdf, page)["Contents"])
        contents.stream.insert(0, _drawn(_modules(text), side).encode())


def payload(document_id: str, page: int, total: int, revision: int) -> str:
    """Return what the code of a page says: ``LLC1:7H3K9M2P4QRS:03/49:R1:5C``."""
    text = f"LLC1:{document_id.replace('-', '')}:{page:02}/{total:02}:R{revision}"
    return f"{text}:{crc8(text.encode()):02X}"


def crc8(data: bytes) -> int:
    """Return the sum that tells a misread code: CRC-8 with the polynomial x⁸ + x² + x + 1."""
    found = 0
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = (found << 1) ^ (0x107 if found & 0x80 else 0)
    return found


def _found(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    return pdf.objects[int(reference.split()[0])]


def _modules(text: str) -> Sequence[Sequence[int]]:
    """Return the rows of modules, 1 for a dark one, at level Q or, of 100 pages and more, M."""
    import segno

    def made(level: str) -> Any:  # noqa: ANN401
        return segno.make(
            text, version=_VERSION, error=level, mode="alphanumeric",
            mask=_MASK, boost_error=False, micro=False,
        )  # fmt: skip

    try:
        return made("Q").matrix  # type: ignore[no-any-return]
    except segno.DataOverflowError:
        return made("M").matrix  # type: ignore[no-any-return]


def _drawn(rows: Sequence[Sequence[int]], side: float) -> str:
    """Return the operators that fill the dark modules; decoration to a screen reader."""
    module = _MODULE_MM / POINT_MM
    place = f"{module:.4f} 0 0 {module:.4f} {side / POINT_MM:.2f} {_BOTTOM_MM / POINT_MM:.2f} cm"
    boxes = "\n".join(f"{x} {y} {wide} {high} re" for x, y, wide, high in _boxes(rows))
    return f"/Artifact BMC\nq\n{place}\n0 g\n{boxes}\nf\nQ\nEMC"


def _boxes(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield rectangles of dark modules as x, y from below, width and height."""
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    left = set(dark)
    for x, y in dark:
        if (x, y) not in left:
            continue
        wide = next(n for n in range(1, _MODULES + 1) if (x + n, y) not in left)
        box, high = {(x + n, y) for n in range(wide)}, 1
        while (more := {(x + n, y + high) for n in range(wide)}) <= left:
            box |= more
            high += 1
        left -= box
        yield x, _MODULES - y - high, wide, high

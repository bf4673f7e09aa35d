"""A small file says and shows the same as the renderer's own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from test_document import _run, a_document

from consent_app.paper import document as paper
from consent_app.view.blocks import Bullets, Document, Paragraph, Section

if TYPE_CHECKING:
    from pathlib import Path

LONG = "Bacteria get into the bone and stay there for a long time after the operation. " * 4


def long() -> Document:
    document = a_document()
    bullets = Bullets("plain", ("walk with crutches",) * 20)
    more = Section("More", (Paragraph(LONG), bullets))
    return replace(document, sections=(*document.sections, more))


@pytest.fixture(scope="module")
def whole() -> bytes:
    """What the renderer writes by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "lighten", lambda _: None)
        return paper.render(long()).base


@pytest.fixture(scope="module")
def small() -> bytes:
    return paper.render(long()).base


def test_it_is_smaller_and_looks_the_same(whole: bytes, small: bytes) -> None:
    assert len(small) < 0.9 * len(whole)
    with pypdfium2.PdfDocument(whole) as one, pypdfium2.PdfDocument(small) as other:
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            # a glyph that moves by a hundredth of a pixel may be drawn from another quarter of one
            pictures = [
                page.render(scale=6).to_pil().convert("L").reduce(8) for page in (left, right)
            ]
            assert sum(ImageChops.difference(*pictures).histogram()[16:]) == 0


def test_it_says_the_same(whole: bytes, small: bytes, tmp_path: Path) -> None:
    for words in (["pdftotext", "-layout"], ["pdfinfo", "-struct-text"]):
        said = [_run(pdf, tmp_path, *words[:1], *words[1:]) for pdf in (whole, small)]
        if words[0] == "pdfinfo":
            said = [_words_only(text) for text in said]
        assert said[0] == said[1]


def _words_only(tree: str) -> str:
    lines = [line.strip() for line in tree.splitlines()]
    return "".join(line.strip('"') for line in lines if line.startswith('"'))


def test_a_paragraph_is_one_piece_and_every_piece_has_its_element(small: bytes) -> None:
    root: Any = PdfFileReader(BytesIO(small)).root
    tree = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    rows = [tree[place] for place in range(1, len(tree), 2)]
    pages = [page.get_object() for page in root["/Pages"]["/Kids"]]
    for page, row in zip(pages, rows, strict=True):
        assert page["/Contents"].data.count(b"/MCID") == len(row)
        for number in range(len(row)):
            assert number in list(row[number]["/K"])
    kinds = [row[number]["/S"] for row in rows for number in range(len(row))]
    assert kinds.count("/Span") < 20  # names in other scripts, with the words that they mean
    assert kinds.count("/P") < 40


def test_the_same_icon_is_kept_once(whole: bytes, small: bytes) -> None:
    assert small.count(b"/Subtype /Form") < whole.count(b"/Subtype /Form") - 15


def test_nothing_points_nowhere(small: bytes, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors" in _run(small, tmp_path, "qpdf", "--check")

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from test_document import a_document

from consent_app.paper import document as paper
from consent_app.paper.page import qr


@pytest.fixture(scope="module")
def rendered() -> paper.Rendered:
    return paper.render(a_document())


def codes(pdf: bytes, dpi: int, *, turned: float = 0, black_and_white: bool = False) -> list[str]:
    """Read each page as a scanner would hand it over."""
    found = []
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            seen = page.render(scale=dpi / 72).to_pil().convert("L")
            seen = seen.rotate(turned, resample=Image.Resampling.BILINEAR, fillcolor=255)
            if black_and_white:
                seen = seen.point(lambda value: 255 * (value > 127)).convert("1").convert("L")
            found += [code.text for code in zxingcpp.read_barcodes(seen)]
    return found


def test_every_page_says_in_its_code_which_it_is(rendered: paper.Rendered) -> None:
    number, total = "7H3K9M2P4QRS", rendered.pages
    expected = [qr.payload(number, page, total, 1) for page in range(1, total + 1)]
    assert codes(rendered.pdf, 150) == expected
    assert codes(rendered.pdf, 100, turned=2, black_and_white=True) == expected


def test_a_page_from_right_to_left_has_its_code_at_the_right() -> None:
    pdf = paper.render(a_document(direction="rtl")).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].render(scale=100 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(page)
    assert code.position.top_left.x > page.width / 2


def test_a_code_ends_with_the_sum_of_what_stands_before() -> None:
    said = qr.payload("7H3K-9M2P-4QRS", 3, 49, 1)
    assert said == f"LLC1:7H3K9M2P4QRS:03/49:R1:{qr.crc8(said[:-3].encode()):02X}"
    assert qr.crc8(b"123456789") == 0xF4


def test_a_long_document_has_codes_of_the_same_size() -> None:
    short, long = (qr.payload("7H3K-9M2P-4QRS", 7, total, 1) for total in (99, 118))
    assert len(qr._modules(short)) == len(qr._modules(long)) == 25

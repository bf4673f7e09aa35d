"""What the same document by other programs has in common: its seal, its words and its figures."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import typst_source
from consent_app.paper.document import Signed
from consent_app.paper.seals import seal

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.measure import Times
    from benchmarks.seal import Scene
    from consent_app.view.blocks import Document


@dataclass(frozen=True, slots=True)
class Paper:
    """The document by one program, and what it took."""

    name: str
    layout: Times
    """All pages, by a program that has not set them before."""
    tap: Times
    """From the signed words to the sealed file on the disk."""
    seal: Times
    """The part of it that is the seal and the disk."""
    pdf: bytes
    """Sealed."""
    peak: int
    """Bytes of memory; 0 where nobody measured it."""

    @property
    def pages(self) -> int:
        """How many there are."""
        from pypdfium2 import PdfDocument

        return len(PdfDocument(self.pdf))


def sealed(pdf: bytes, at: Scene, target: Path) -> float:
    """Seal a file as the program seals its own, and store it; return the seconds."""
    document = at.document()
    begun = time.perf_counter()
    paper = Signed(pdf, pdf, "", 1, document)
    done = seal.seal(paper, at.press.key, at.signed.at, name="Seal", reason=document.status)
    seal.store(done, target)
    return time.perf_counter() - begun


def check_words(pdf: bytes, document: Document) -> None:
    """Check that a file says all that the document does, or it would not be a comparison.

    Every word is looked for, and every letter and digit counted.

    Raises:
        AssertionError: the first words that are missing, or the letters that are too few.

    """
    from pypdfium2 import PdfDocument

    pages = PdfDocument(pdf)
    there = "".join(
        _own(_letters(page.get_textpage().get_text_bounded()), document, number, len(pages))
        for number, page in enumerate(pages, 1)
    )
    said = list(typst_source.words(document))
    missing = [word for text in said for word in text.split() if _letters(word) not in there]
    assert not missing, missing[:5]  # noqa: S101 - or it compares unlike things
    fewer = Counter(_letters("".join(said))) - Counter(there)
    assert not fewer, fewer  # noqa: S101 - as above


def _own(letters: str, document: Document, page: int, pages: int) -> str:
    """Return the letters of a page without those on every page: a word may go on behind them."""
    number = document.page_label.format(page=page, pages=pages)
    for text in (*typst_source.on_every_page(document), number):
        assert _letters(text) in letters, (page, text)  # noqa: S101 - as below
        letters = letters.replace(_letters(text), "", 1)
    return letters


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)

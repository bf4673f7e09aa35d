"""The same document set in Typst and sealed with the same key."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from benchmarks import typst_source
from benchmarks.measure import Times, fresh
from benchmarks.other import Paper, check_words, sealed
from consent_app.paper.page.fonts import characters, families_for
from consent_app.settings import resource
from consent_app.view.blocks import SignatureMark

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.seal import Scene
    from consent_app.view.blocks import Document

STANDARDS: tuple[Literal["a-3a", "ua-1"], ...] = ("a-3a", "ua-1")
RUNS, COLD_RUNS = 20, 3
MISSING = "Typst: not installed. `make bench` installs it, or `pip install typst`."


def there() -> bool:
    """Return whether Typst is installed."""
    return find_spec("typst") is not None


def measure(at: Scene, folder: Path) -> Paper:
    """Set the document cold in fresh processes, then again and again with another signature.

    Each warm run writes the source, compiles it in a compiler that has set the document before, and
    seals; only the drawn signature is another one, as it is for us.
    """
    import typst

    signed, fonts = at.document(), resource("fonts")
    names = [family.name for family in families_for(characters(signed))]
    first = typst_source.write(signed, names, folder / "typst")
    fresh("typst_cold", first, fonts, *STANDARDS)
    cold = [json.loads(fresh("typst_cold", first, fonts, *STANDARDS)[1]) for _ in range(COLD_RUNS)]
    compiler = typst.Compiler(str(first), font_paths=[str(fonts)], ignore_system_fonts=True)

    def pdf_of(document: Document) -> bytes:
        main = typst_source.write(document, names, folder / "typst")
        pdf = compiler.compile(str(main), format="pdf", pdf_standards=list(STANDARDS))
        assert isinstance(pdf, bytes)  # noqa: S101 - one file, as no name has a page number in it
        return pdf

    check_words(pdf_of(signed), signed)
    taps, seals, target = [], [], folder / "typst.pdf"
    for number in range(RUNS):
        document = _signed_otherwise(signed, number)
        begun = time.perf_counter()
        seals.append(sealed(pdf_of(document), at, target))
        taps.append(time.perf_counter() - begun)
    layouts = Times.of(run["layout"] for run in cold)
    peak = max(run["peak"] for run in cold)
    return Paper("Typst", layouts, Times.of(taps), Times.of(seals), target.read_bytes(), peak)


def _signed_otherwise(document: Document, number: int) -> Document:
    """Return a document with its drawn signature a little lower."""
    part = document.signature
    assert part is not None  # noqa: S101 - it was signed
    blocks = tuple(_lower(b, number) if isinstance(b, SignatureMark) else b for b in part.blocks)
    return replace(document, signature=replace(part, blocks=blocks))


def _lower(mark: SignatureMark, number: int) -> SignatureMark:
    strokes = (tuple((x, y + number / 1000) for x, y in stroke) for stroke in mark.strokes)
    return replace(mark, strokes=tuple(strokes))

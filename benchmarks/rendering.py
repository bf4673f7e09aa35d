"""A fresh process: the sample candidate's document, laid out, signed, sealed; prints what it took.

Arguments: the language, and the folder for the key, the journal and the file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import weasyprint  # noqa: F401 - what is measured is layout, not loading

from benchmarks import seal
from benchmarks.measure import peak
from consent_app.paper import document


def main() -> None:
    """Lay out as the program does, once more by itself, and seal."""
    folder = Path(sys.argv[2])
    at = seal.scene(folder, sys.argv[1])
    words = at.document()
    begun = time.perf_counter()
    pages = document.render(words).pages
    seconds = time.perf_counter() - begun
    _, finished = seal.tap(at, folder)
    told = {"layout": seconds, "pages": pages, "size": len(finished.pdf), "peak": peak()}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()

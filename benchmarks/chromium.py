"""The same document printed by a headless Chromium and sealed with the same key."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from base64 import b64encode
from typing import TYPE_CHECKING

from benchmarks import typst_source
from benchmarks.measure import PATIENCE, Times
from benchmarks.other import Paper, check_words, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.seal import Scene
    from consent_app.view.blocks import Document

RUNS = 5
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Chromium: not installed. `make bench` installs it as root, or `apt-get install chromium`."
)


def there() -> str | None:
    """Return the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def measure(at: Scene, html: str, style: str, folder: Path) -> Paper:
    """Print the page that WeasyPrint lays out, each time by a Chromium that starts for it."""
    signed = at.document()
    page, printed, target = (folder / f"chromium{end}" for end in (".html", "-printed.pdf", ".pdf"))
    looks = f"<style>{style}{_margins(signed)}</style></head>"
    page.write_text(html.replace("</head>", looks, 1), encoding="utf-8")
    _print(page, printed, folder)
    check_words(printed.read_bytes(), signed)
    prints, taps, seals = [], [], []
    for _ in range(RUNS):
        begun = time.perf_counter()
        _print(page, printed, folder)
        prints.append(time.perf_counter() - begun)
        seals.append(sealed(_named(printed.read_bytes()), at, target))
        taps.append(time.perf_counter() - begun)
    pdf = target.read_bytes()
    return Paper("Chromium", Times.of(prints), Times.of(taps), Times.of(seals), pdf, 0)


def _print(page: Path, target: Path, folder: Path) -> None:
    """Run the browser once.

    Raises:
        CalledProcessError: it failed.
        TimeoutExpired: it hangs.

    """
    # a browser refuses to shut itself in when root starts it; the page is our own
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = there()
    assert browser is not None  # noqa: S101 - it was asked before
    command = [
        browser, "--headless", "--disable-gpu", *as_root, "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={target}", page.as_uri(),
    ]  # fmt: skip
    target.unlink(missing_ok=True)
    subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)


def _margins(document: Document) -> str:
    """Return what stands on every page: Chromium knows no running elements."""
    pieces = re.split(r"\{(pages?)\}", document.page_label)
    number = " ".join(f"counter({p})" if n % 2 else _quoted(p) for n, p in enumerate(pieces))
    warning, *foot = typst_source.on_every_page(document)
    lines = ' "\\A" '.join(map(_quoted, foot))
    code = b64encode(typst_source.page_code(document).encode()).decode()
    font = 'font: 12pt "Consent Sans"; vertical-align: top; padding-top: 3mm'
    return (
        ".page-head, .page-foot { display: none }"
        f"@page {{ @top-center {{ content: {_quoted(warning)}; {font}; width: 100% }}"
        f"@bottom-left {{ content: {lines}; {font}; white-space: pre; width: 75%;"
        f"background: 0 3mm / 20mm no-repeat url(data:image/svg+xml;base64,{code});"
        "padding-left: 23mm; text-align: left }"
        f"@bottom-right {{ content: {number}; {font}; white-space: pre }} }}"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _named(pdf: bytes) -> bytes:
    """Give a file the identifier that a seal needs, and Chromium leaves out."""
    body, trailer, rest = pdf.rpartition(b"trailer\n<<")
    return body + trailer + b"/ID [<" + b"0" * 32 + b"> <" + b"0" * 32 + b">]\n" + rest

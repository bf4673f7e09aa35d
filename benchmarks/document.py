"""The document: how fast it is signed and sealed, against others; how large; in how much memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks import chromium, seal, typst_paper
from benchmarks.measure import Figure, Times, fresh
from consent_app.paper.page import sheet
from consent_app.paper.page.fonts import characters, families_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from benchmarks.other import Paper

RUNS = 3
SIZES = {"en": ("English", 400), "zh_Hans": ("Chinese", 600)}
"""Kilobytes that a sealed document may have."""


def measure(folder: Path) -> Figure:
    """Lay out, sign and seal the sample candidate's document, and have others do the same."""
    at = seal.scene(folder)
    first, warm = seal.warm(at, folder)
    words = at.document()
    html, style = sheet.page(words), sheet.style(families_for(characters(words)), words)
    page, rules = folder / "whole.html", folder / "whole.css"
    page.write_text(html, encoding="utf-8")
    rules.write_text(style, encoding="utf-8")
    cold = seal.naive(page, rules, folder)
    ours = [_rendered("en", folder / f"ours-{n}") for n in range(RUNS)]
    others = []
    if typst_paper.there():
        others.append(typst_paper.measure(at, folder))
    if chromium.there():
        others.append(chromium.measure(at, html, style, folder))
    return Figure(
        f"{cold.median / warm.median:.1f} times as fast from the last tap to the sealed file on "
        f"the disk as starting WeasyPrint and pyHanko for it, {cold.median / warm.p95:.1f} at p95 "
        f"(p50 {warm.median:.2f} s, p95 {warm.p95:.2f} s, against {cold.median:.2f} s)",
        (
            f"in the running program: {warm.in_s()}; the first of the process: {first:.2f} s",
            f"in a fresh process: {cold.in_s()}",
            *_against(ours, warm, others),
            *([] if typst_paper.there() else [typst_paper.MISSING]),
            *([] if chromium.there() else [chromium.MISSING]),
            *_sizes({"en": ours[0], "zh_Hans": _rendered("zh_Hans", folder / "chinese")}),
            f"memory of the process that renders, at most: {_mb(ours[0]['peak'])}",
        ),
    )


def _rendered(language: str, folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(fresh("rendering", language, folder)[1])
    return told


def _against(ours: list[dict[str, Any]], tap: Times, others: list[Paper]) -> Iterator[str]:
    """Yield what each program needs for all pages, and for the last tap."""
    layout, one = Times.of(run["layout"] for run in ours), ours[0]
    yield f"all pages, ours: {layout.in_s()}; {one['pages']} pages, {_kb(one['size'])}"
    for other in others:
        memory = f", {_mb(other.peak)} of memory" if other.peak else ""
        yield (
            f"all pages, {other.name}: {layout.median / other.layout.median:.1f} times as fast as "
            f"ours; {other.layout.in_s()}; {other.pages} pages, {_kb(len(other.pdf))}{memory}"
        )
    for other in others:
        yield (
            f"last tap, {other.name}: {other.tap.median / tap.median:.2f} times as long as ours at "
            f"p50, {other.tap.p95 / tap.p95:.2f} at p95; {other.tap.in_s()}, of it the seal "
            f"{other.seal.median:.2f} s"
        )


def _sizes(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    for language, (name, most) in SIZES.items():
        size = found[language]["size"]
        fits = "within" if size <= 1000 * most else "MORE THAN"
        yield f"size, {name}: {_kb(size)}, {fits} {most} kB; {found[language]['pages']} pages"


def _kb(size: int) -> str:
    return f"{size / 1000:.0f} kB"


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"

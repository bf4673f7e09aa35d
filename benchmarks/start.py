"""How long until the first page, against the least that a PySide6 program needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.first_page import WHOLE
from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 9


def measure(_folder: Path) -> Figure:
    """Start each in turns, after once that does not count and leaves behind what a start leaves."""
    very_first, _ = fresh("first_page", WHOLE)
    fresh("first_page")
    fresh("bare_window")
    runs = [
        tuple(
            fresh(*what)[0] for what in (("first_page",), ("bare_window",), ("first_page", WHOLE))
        )
        for _ in range(RUNS)
    ]
    page, bare, whole = (Times.of(column) for column in zip(*runs, strict=True))
    return Figure(
        f"{page.median / bare.median:.1f} times a bare PySide6 window until the first page is "
        f"painted (median {page.median:.2f} s against {bare.median:.2f} s)",
        (
            f"first page: {page.in_s()}",
            f"bare window: {bare.in_s()}",
            f"all loaded behind it: {whole.in_s()}",
            f"the very first start, compiling, until all is loaded: {very_first:.2f} s",
        ),
    )

"""How long until the first page, against the least that a PySide6 program needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 9


def measure(_folder: Path) -> Figure:
    """Start both in turns, after once that does not count and leaves the byte code behind."""
    very_first, _ = fresh("first_page")
    fresh("bare_window")
    runs = [(fresh("first_page")[0], fresh("bare_window")[0]) for _ in range(RUNS)]
    app = Times.of(first for first, _ in runs)
    bare = Times.of(second for _, second in runs)
    return Figure(
        f"{app.median / bare.median:.1f} times a bare PySide6 window until the first page is "
        f"painted (median {app.median:.2f} s against {bare.median:.2f} s)",
        (
            f"first page: {app.in_s()}; the very first start, compiling: {very_first:.2f} s",
            f"bare window: {bare.in_s()}",
        ),
    )

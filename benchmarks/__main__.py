"""Measure the named figures, or all of them."""

from __future__ import annotations

import platform
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import document, heard, load, memory, page_turn, pen, rules, start
from benchmarks.measure import own_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.measure import Figure

FIGURES: dict[str, Callable[[Path], Figure]] = {
    "start": start.measure,
    "page_turn": page_turn.measure,
    "pen": pen.measure,
    "heard": heard.measure,
    "memory": memory.measure,
    "document": document.measure,
    "load": load.measure,
    "rules": rules.measure,
}


def main(names: list[str]) -> int:
    """Print one line per figure, its ratio first, and below it what was measured."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        print(f"No such figure: {', '.join(unknown)}. There are: {', '.join(FIGURES)}.")
        return 2
    begun = time.perf_counter()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in names or FIGURES:
        with own_place() as folder:
            figure = FIGURES[name](folder)
        print(f"{name}: {figure.line}")
        for detail in figure.details:
            print(f"    {detail}")
    print(f"({time.perf_counter() - begun:.0f} s in all)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

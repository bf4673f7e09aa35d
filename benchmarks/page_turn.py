"""How long from pressing “Continue” until the next page is painted, against painting it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

SIZES = ((1024, 768), (1920, 1080))
PROCESSES, WALKS = 2, 2
_FEWEST = 100


def measure(folder: Path) -> Figure:
    """Walk in both window sizes; events are journalled to the disk as they are for a patient."""
    lines, details = [], []
    for width, height in SIZES:
        found = [
            page
            for number in range(PROCESSES)
            for page in json.loads(
                fresh("walks", width, height, WALKS, folder / f"{width}-{number}")[1]
            )
        ]
        assert len(found) >= _FEWEST, len(found)  # noqa: S101 - else p95 says nothing
        turns = Times.of(turned for _, turned, _ in found)
        again = Times.of(repainted for _, _, repainted in found)
        slowest = max(found, key=lambda page: page[1])[0]
        size = f"{width} x {height}"
        lines.append(
            f"{turns.median / again.median:.1f} times painting the same page again at {size} "
            f"(p50 {1000 * turns.median:.0f} ms, p95 {1000 * turns.p95:.0f} ms, "
            f"max {1000 * turns.seconds[-1]:.0f} ms)"
        )
        details += [
            f"{size}, turn: {turns.in_ms()}, slowest {slowest}",
            f"{size}, same page again: {again.in_ms()}",
        ]
    return Figure("; ".join(lines), tuple(details))

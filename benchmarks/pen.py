"""How long from a stroke of a pen or finger until it is painted, against painting its box again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (1920, 1080)


def measure(_folder: Path) -> Figure:
    """Write a name in the box for the signature, event by event."""
    strokes, again = (Times.of(found) for found in json.loads(fresh("strokes", *SIZE)[1]))
    return Figure(
        f"{strokes.median / again.median:.1f} times painting the box again from a pen stroke "
        f"until it is painted (p95 {1000 * strokes.p95:.1f} ms, n = {len(strokes.seconds)})",
        (f"stroke: {strokes.in_ms()}", f"same box again: {again.in_ms()}"),
    )

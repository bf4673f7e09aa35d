"""How much memory the wizard takes once a candidate has signed, and how much more after many.

`python -m benchmarks.candidates 100 FOLDER` prints the same for as many as are wanted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measure import Figure, fresh

if TYPE_CHECKING:
    from pathlib import Path

CANDIDATES, SETTLED = 16, 10
"""How many go through the window, and after how many of them growth is counted."""
_MEGABYTE = 1_000_000
_PATIENCE = 900.0


def measure(folder: Path) -> Figure:
    """Let candidates go through one window, each up to a sealed document.

    It is not the very first start, which compiles everything and reads the content file by file.
    """
    fresh("candidates", 1, folder)
    _, told = fresh("candidates", CANDIDATES, folder, patience=_PATIENCE)
    found = [json.loads(line) for line in told.splitlines()]
    own = [row[0] / _MEGABYTE for row in found]
    most = max(row[1] for row in found) / _MEGABYTE
    apart = [row[2] / _MEGABYTE for row in found]
    widgets = [row[3] for row in found]
    return Figure(
        f"{own[0]:.0f} MB resident after one candidate with a sealed document, "
        f"{own[-1] - own[SETTLED - 1]:+.1f} MB from candidate {SETTLED} to {CANDIDATES}",
        (
            f"the wizard: at most {most:.0f} MB on any page (n = {len(own)} candidates)",
            f"the process that lays out, which ends when it is idle: at most {max(apart):.0f} MB",
            f"widgets after each: {min(widgets)} to {max(widgets)}",
        ),
    )

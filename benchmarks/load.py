"""What reading and checking the whole pack costs when the program starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.first_page import COLD, WHOLE
from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 5


def measure(_folder: Path) -> Figure:
    """Take the CPU times of loading and of the whole start from the same fresh processes."""
    fresh("first_page", WHOLE)
    runs = [json.loads(fresh("first_page", WHOLE)[1]) for _ in range(RUNS)]
    cold = Times.of(json.loads(fresh("first_page", COLD)[1])["load"] for _ in range(RUNS))
    load = Times.of(run["load"] for run in runs)
    everything = Times.of(run["all"] for run in runs)
    return Figure(
        f"{100 * load.median / everything.median:.0f} % of the CPU time until the window stands "
        f"goes into the pack (median {1000 * load.median:.0f} ms), "
        f"{cold.median / load.median:.1f} x as fast as reading and checking every file "
        f"({1000 * cold.median:.0f} ms)",
        (
            f"kept: {load.in_ms()}", f"cold: {cold.in_ms()}",
            f"until the window stands: {everything.in_ms()}",
        ),
    )  # fmt: skip

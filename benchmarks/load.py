"""What reading and checking the whole pack costs when the program starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measure import Figure, Times, fresh

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 5


def measure(_folder: Path) -> Figure:
    """Take both CPU times from the same fresh processes."""
    fresh("first_page")
    runs = [json.loads(fresh("first_page")[1]) for _ in range(RUNS)]
    load = Times.of(run["load"] for run in runs)
    everything = Times.of(run["all"] for run in runs)
    return Figure(
        f"{100 * load.median / everything.median:.0f} % of the CPU time until the first page goes "
        f"into reading and checking the pack (median {1000 * load.median:.0f} ms)",
        (f"pack: {load.in_ms()}", f"until the first page: {everything.in_ms()}"),
    )

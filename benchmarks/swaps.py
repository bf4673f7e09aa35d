"""Swap pages while a screen reader's client walks the tree: `python -m benchmarks.swaps [swaps]`.

Prints how often the tree was walked meanwhile; the exit code is that of the window's process.
"""

from __future__ import annotations

import sys
import time
from typing import cast

from benchmarks.reader.desk import Desk, missing

_SWAPS, _EACH = 500, 3
"""Pages that are drawn; each command draws three."""


def main(swaps: int) -> int:
    """Swap pages, then end the window in peace."""
    if lacks := missing():
        print(f"Not on this machine: {lacks}.")
        return 2
    begun = time.perf_counter()
    with Desk() as desk:
        desk.app.ask("turn")
        desk.client.tell("walk")
        rounds = -(-swaps // _EACH)
        for _ in range(rounds):
            desk.app.ask("swap")
        walks, parts = cast("list[int]", desk.client.ask("stop"))
        code = desk.app.end()
    seconds = time.perf_counter() - begun
    print(f"{rounds * _EACH} page swaps, {walks} walks of the tree ({parts} parts), "
          f"exit code {code}, {seconds:.0f} s")  # fmt: skip
    return code


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else _SWAPS))

"""What has to happen in time: a screen reader is told of the page, a voice is silent at a touch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from benchmarks.measure import Figure, Times, fresh
from benchmarks.reader.desk import Desk, missing

if TYPE_CHECKING:
    from pathlib import Path


def measure(_folder: Path) -> Figure:
    """Turn the pages of the sample before a client of AT-SPI; hush a voice at each page."""
    silent = Times.of(json.loads(fresh("silence")[1]))
    hushed = f"silent {1000 * silent.p95:.0f} ms after a touch (p95)"
    detail = f"from a touch until the program that reads is gone: {silent.in_ms()}"
    if lacks := missing():
        return Figure(f"{hushed}; announcements not measured without {lacks}", (detail,))
    told, drawn = _announced()
    return Figure(
        f"{told.median / drawn.median:.1f} times turning a page until a screen reader is told of "
        f"it (p95 {1000 * told.p95:.0f} ms); {hushed}",
        (
            f"from the press until the client is told: {told.in_ms()}",
            f"from the press until the page is there: {drawn.in_ms()}",
            detail,
        ),
    )


def _announced() -> tuple[Times, Times]:
    """Return the seconds until the client hears, and until the window has the page.

    Raises:
        IndexError: nothing was announced.

    """
    told, drawn = [], []
    with Desk() as desk:
        while True:
            shown = cast("dict[str, Any]", desk.app.ask("turn"))
            if not shown["on"]:
                break
            heard = cast("list[float]", desk.client.ask("when"))
            if shown["pressed"]:
                told.append(heard[-1] - shown["pressed"][0])
                drawn.append(shown["there"] - shown["pressed"][0])
        desk.app.end()
    return Times.of(told), Times.of(drawn)

"""A kiosk on a real X server without a window manager, whose screen changes while it is in use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks.reader.desk import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Seen = dict[str, Any]
LARGE, SMALL = [0, 0, 1920, 1080], [0, 0, 1024, 768]
MODE = "65 1024 1048 1184 1344 768 771 777 806"
"""Of a screen of 1024 × 768 pixels: the clock in MHz, across, and down."""
LACKING = [name for name in ("Xvfb", "xrandr") if shutil.which(name) is None]
LOOKS = 300


@pytest.fixture
def display() -> Iterator[str]:
    """Start an X server; without the programs there is nothing to test, except where they must be.

    A build server has them.
    """
    if LACKING and "CI" not in os.environ:
        pytest.skip(f"not on this machine: {', '.join(LACKING)}")
    read, write = os.pipe()
    command = ["Xvfb", "-noreset", "-screen", "0", "1920x1080x24", "-displayfd", str(write)]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as place:
            yield f":{place.readline().strip()}"
        server.terminate()


@pytest.fixture
def kiosk(display: str, tmp_path: Path) -> Iterator[Told]:
    """Open the kiosk on it."""
    around = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    program = str(Path(__file__).with_name("full.py"))
    told = Told([sys.executable, program], {**around, "CONSENT_APP_DATA": str(tmp_path)})
    yield told
    assert told.end() == 0


@pytest.fixture
def screen(display: str) -> Callable[..., None]:
    """Change the screen, as a cable or a setting does."""

    def change(*words: str) -> None:
        command = ["xrandr", "--display", display, *words]
        subprocess.run(command, check=True, timeout=30)

    change("--newmode", "small", *MODE.split())
    change("--addmode", "screen", "small")
    return change


def comes_to(kiosk: Told, place: list[int]) -> Seen:
    """Look at the window until it fills the screen as that is now."""
    found: Seen = {}
    for _ in range(LOOKS):
        found = cast("Seen", kiosk.ask("look"))
        if found["window"] == found["screen"] == place:
            break
    return found


def test_the_window_fills_the_screen_whatever_becomes_of_it(
    kiosk: Told, screen: Callable[..., None]
) -> None:
    first = cast("Seen", kiosk.ask("person"))
    assert (first["window"], first["name"]) == (LARGE, "Ada")
    for change, place in (
        (("--mode", "small"), SMALL),
        (("--mode", "1920x1080"), LARGE),
        (("--off",), LARGE),
        (("--mode", "small"), SMALL),
    ):
        screen("--fb", "1920x1080", "--output", "screen", *change)
        found = comes_to(kiosk, place)
        assert (found["window"], found["drawn"]) == (place, place[2]), change
        assert (found["inside"], found["name"], found["page"]) == (True, "Ada", "person"), change

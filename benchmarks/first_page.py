"""A fresh process: `consent-app kiosk --windowed`, ended when its first page is painted.

With the argument ``whole`` it goes on until everything is loaded and the window stands, and prints
the CPU seconds that loading the pack took and those of the whole process so far. With ``cold`` it
does so and stores nothing (`--temp`), and so reads every file of the pack.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

from consent_app.__main__ import main as command

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.glass.attract import Attract
    from consent_app.session import Session
    from consent_app.settings import Clinic

COLD, WHOLE = "cold", "whole"


def main() -> None:
    """Run the command, cut short where it is to be."""
    wish = sys.argv[1] if len(sys.argv) > 1 else ""
    sys.argv = ["consent-app", "kiosk", "--windowed", *(["--temp"] if wish == COLD else [])]
    if wish:
        _until_loaded()
    else:
        _until_painted()
    command()


def _until_painted() -> None:
    """End the process as soon as the first page is on the screen."""
    from consent_app.glass import opening

    show = vars(opening)["show"]

    def cut(page: Attract, *, windowed: bool) -> None:
        show(page, windowed=windowed)
        page.hide()
        os._exit(0)  # nobody waits for the clearing up

    vars(opening)["show"] = cut


def _until_loaded() -> None:
    """End the process as soon as the window behind the first page is on the screen."""
    from benchmarks.painted import wait_until_painted
    from consent_app.cli import shared
    from consent_app.glass import app

    load, spent = vars(shared)["load"], {}

    def clocked(folder: Path, jurisdictions: Path, cache: Path | None = None) -> Pack:
        begun = time.thread_time()
        pack: Pack = load(folder, jurisdictions, cache)
        spent["load"] = time.thread_time() - begun
        return pack

    def run(session: Session, clinic: Clinic, *, windowed: bool, data: Path | None = None) -> int:
        assert windowed  # noqa: S101 - the command above says so
        shown = app.window(session, clinic, lobby=True, data=data)
        shown.resize(shown.sizeHint())
        shown.show()
        assert shown.lobby.screen is not None  # noqa: S101 - a kiosk begins there
        wait_until_painted(shown.lobby.screen)
        spent["all"] = time.process_time()
        print(json.dumps(spent), flush=True)
        os._exit(0)

    vars(shared)["load"] = clocked
    vars(app)["run"] = run


if __name__ == "__main__":
    main()

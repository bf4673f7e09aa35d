"""A fresh process: `consent-app kiosk --windowed`, ended when its first page is painted.

With the argument ``cold`` it stores nothing (`--temp`), and so reads every file of the pack.

Prints the CPU seconds that loading the pack took and those of the whole process so far.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

from consent_app import cli
from consent_app.cli import shared

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.session import Session
    from consent_app.settings import Clinic

COLD = "cold"


def main() -> None:
    """Run the command line with the pack's loading clocked and the window's loop cut short."""
    load, spent = vars(shared)["load"], {}

    def clocked(folder: Path, jurisdictions: Path, cache: Path | None = None) -> Pack:
        begun = time.process_time()
        pack: Pack = load(folder, jurisdictions, cache)
        spent["load"] = time.process_time() - begun
        return pack

    def run(session: Session, clinic: Clinic, *, windowed: bool) -> int:
        assert windowed  # noqa: S101 - the commands below say so
        shown = app.window(session, clinic)
        shown.resize(shown.sizeHint())
        shown.show()
        wait_for_page(shown)
        spent["all"] = time.process_time()
        shown.hide()
        print(json.dumps(spent), flush=True)
        os._exit(0)  # nobody waits for the clearing up

    from benchmarks.painted import wait_for_page
    from consent_app.glass import app

    vars(shared)["load"] = clocked
    vars(app)["run"] = run
    sys.argv = ["consent-app", "kiosk", "--windowed", *(["--temp"] if COLD in sys.argv else [])]
    cli.main()


if __name__ == "__main__":
    main()

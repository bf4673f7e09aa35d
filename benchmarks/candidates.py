"""A fresh process: candidates go through one window, one after another, each sealing a document.

Arguments: how many, and the folder for the journal. Prints, after each: bytes of this process in
memory, the most it had on any page, those of the process that lays out, and how many widgets there
are.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from benchmarks import sample
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.glass.drive import Driver
from consent_app.paper.press import Press
from consent_app.paper.workshop import Workshop
from consent_app.records.journal import Journal

_SIZE = (1920, 1080)


def resident(process: int) -> int:
    """Return the bytes of a process that are in memory; 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return 1024 * int(found[1]) if found else 0


def main() -> None:
    """Walk and tell."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    content = sample.pack(folder / "cache")
    journey = sample.journey(content)
    own, workshop = sample.press(folder), Workshop()
    press = Press(sample.CLINIC, lambda: own.key, folder, workshop)
    with Journal(folder) as journal:
        session = walk.session(journey, content, journal, press)
        driver = Driver(session, Candidate(journey), sample.CLINIC, None, _SIZE)
        for _ in range(count):
            driver.who, most = Candidate(journey), 0
            while driver.turn():
                _clear()
                most = max(most, resident(os.getpid()))
            driver.click(driver.window.frame.primary)
            _clear()
            apart, own_now = workshop.process, resident(os.getpid())
            sizes = (own_now, max(most, own_now), resident(apart) if apart else 0)
            print(json.dumps([*sizes, len(QApplication.allWidgets())]), flush=True)
    workshop.close()
    os._exit(0)


def _clear() -> None:
    """Let what was deleted go, as the loop of the program does between two events."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    main()

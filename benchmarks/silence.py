"""A fresh process: a page is read aloud by a program that goes on until the screen is touched.

Prints the seconds from each touch until that program is gone.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks import sample
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.glass.drive import Driver
from consent_app.records.journal import Journal

_TIMES, _PATIENCE = 40, 10
_PROGRAM = """#!/bin/sh
case "$*" in *-x*) echo sounds; exit 0;; esac
echo $$ > "{told}"
exec {sleep} 60
"""
"""Says that it has the language, then its process number, and reads for a minute."""


def main() -> None:
    """Have it read and touch the screen, again and again."""
    content = sample.pack()
    journey = sample.journey(content)
    with TemporaryDirectory(prefix="consent-app-voice-") as name, Journal(None) as journal:
        folder = Path(name)
        told, program = folder / "told", folder / "espeak-ng"
        words = _PROGRAM.format(told=told, sleep=shutil.which("sleep"))
        program.write_text(words, encoding="utf-8")
        program.chmod(0o755)
        os.environ["PATH"] = name
        session = walk.session(journey, content, journal, sample.press(folder))
        driver = Driver(session, Candidate(journey), sample.CLINIC)
        QTest.qWaitForWindowExposed(driver.window)
        print(json.dumps([_hushed(driver, told) for _ in range(_TIMES)]))
        driver.close()
        sys.stdout.flush()


def _hushed(driver: Driver, told: Path) -> float:
    window = driver.window
    told.unlink(missing_ok=True)
    window.listening.toggle()
    begun = time.perf_counter()
    while not (told.exists() and told.read_text(encoding="ascii").strip()):
        _turn_of_the_loop(begun)
    process = Path("/proc") / told.read_text(encoding="ascii").strip()
    left, middle = Qt.MouseButton.LeftButton, window.rect().center()
    begun = time.perf_counter()
    QTest.mouseClick(window.windowHandle(), left, pos=middle)
    while process.exists():
        _turn_of_the_loop(begun)
    gone = time.perf_counter() - begun
    QTest.mouseClick(window.windowHandle(), left, pos=middle)  # a touch while nothing is read
    return gone


def _turn_of_the_loop(begun: float) -> None:
    """Handle events.

    Raises:
        TimeoutError: it lasts too long.

    """
    if time.perf_counter() - begun > _PATIENCE:
        raise TimeoutError
    QApplication.processEvents()


if __name__ == "__main__":
    main()

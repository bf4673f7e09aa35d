"""A fresh process: the sample candidate goes through the real window; prints seconds per page.

Arguments: width and height of the window, how many walks, and the folder for the journal.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks import sample
from benchmarks.painted import wait_for_page
from consent_app import episode as ep
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.glass.drive import Driver
from consent_app.records.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Walk, print one list of (page, seconds of the turn, seconds of a repaint)."""
    width, height, walks = (int(number) for number in sys.argv[1:4])
    folder = Path(sys.argv[4])
    content = sample.pack()
    journey = sample.journey(content)
    press = sample.press(folder)
    found = []
    with Journal(folder) as journal:
        for _ in range(walks):
            session = walk.session(journey, content, journal, press)
            size = (width, height)
            driver = Driver(session, Candidate(journey), sample.CLINIC, None, size)
            QTest.qWaitForWindowExposed(driver.window)
            found += list(_turns(driver))
            driver.close()
    print(json.dumps(found), flush=True)
    os._exit(0)


def _turns(driver: Driver) -> Iterator[tuple[str, float, float]]:
    """Go forward up to the document, which is laid out in the background and is another figure."""
    window, session = driver.window, driver.session
    while True:
        before = session.episode.page
        driver.act()
        if session.episode.next_page == ep.DOCUMENT:
            return
        QApplication.processEvents()
        button = window.frame.primary
        middle = button.rect().center()
        begun = time.perf_counter()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=middle)
        wait_for_page(window)
        turned = time.perf_counter() - begun
        QApplication.processEvents()
        begun = time.perf_counter()
        window.grab()
        repainted = time.perf_counter() - begun
        # the answer to a check is drawn on the page that is open
        if session.episode.page != before:
            yield session.episode.page, turned, repainted


if __name__ == "__main__":
    main()

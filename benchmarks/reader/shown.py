"""The window of the sample candidate, told by lines on its standard input what to do."""

from __future__ import annotations

import json
import sys
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSocketNotifier, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from consent_app import candidate as c
from consent_app import profile, walk
from consent_app.candidate import Candidate
from consent_app.content import journey, load
from consent_app.glass import place
from consent_app.glass.drive import Driver
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource

if TYPE_CHECKING:
    from collections.abc import Callable


_BREATH = 40
"""Milliseconds in which the client is answered between two pages."""


class Patient(Driver):
    """Types without Backspace, and waits for Return: a screen reader is asked about them first."""

    def type(self, widget: QWidget, words: str) -> None:
        """Write over what is in a field."""
        self.click(widget)
        if isinstance(widget, QLineEdit):
            widget.selectAll()
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(widget, event)

    def _act(self, act: c.Act) -> None:
        super()._act(act)
        if isinstance(act, c.Fill):
            self._await(partial(self._filled, act.name), act.name)

    def _filled(self, name: str) -> bool:
        return name in self.window.entries.draft.values


class Shown:
    """One line in, one line of JSON out."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._does: dict[str, Callable[[], object]] = {
            "turn": self._turn, "swap": self._swap, "help": self._help, "close": self._close,
            "tab": self._tab, "look": self._look, "greet": self._greet,
        }  # fmt: skip
        self._told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._told.activated.connect(self._hear)

    def _hear(self) -> None:
        word = sys.stdin.readline().strip()
        if not word:
            QApplication.quit()
            return
        try:
            answer = self._does[word]()
        except Exception:
            QApplication.exit(1)  # Qt would go on, and nobody would be told
            raise
        print(json.dumps(answer), flush=True)

    def _look(self) -> object:
        """Return what can be seen, from which the names are checked."""
        QTest.qWait(1)
        window = self._driver.window
        buttons = window.findChildren(QAbstractButton)
        return {
            "page": self._driver.session.episode.page,
            "title": window.frame.title.text(),
            "progress": window.frame.progress.text(),
            "buttons": [b.text() for b in buttons if b.isVisible() and b.isEnabled()],
            "focus": place.focused(window.frame),
        }

    def _greet(self) -> object:
        """Announce something."""
        self._driver.window.announce(self._driver.window.windowTitle())
        return self._look()

    def _turn(self) -> object:
        """Go on; tell when the button was pressed, and when the page was there.

        Both are seconds of a clock that all processes share.
        """
        pressed = list[float]()
        self._driver.window.frame.primary.released.connect(lambda: pressed.append(monotonic()))
        on = self._driver.turn()
        QApplication.processEvents()
        there = monotonic()
        return {"on": on, "pressed": pressed[-1:], "there": there, **self._look()}  # type: ignore[dict-item]

    def _swap(self) -> object:
        """Draw the page anew, and the one before it and this one again."""
        window = self._driver.window
        for draw in (window.show_page, window.go_back, window.go_on):
            draw()
            QTest.qWait(_BREATH)
        return self._look()

    def _help(self) -> object:
        self._driver.click(self._driver.window.frame.help_button)
        return self._look()

    def _close(self) -> object:
        self._driver.window.close_overlay()
        return self._look()

    def _tab(self) -> object:
        QTest.keyClick(self._driver.window.focusWidget(), Qt.Key.Key_Tab)
        return self._look()


def main() -> int:
    """Show the sample's first page and wait for lines."""
    pack = load.load(resource("packs", "leg-lengthening"), resource("jurisdictions"))
    path = resource("samples", "sample-candidate.yaml")
    declared = journey.load(path, profile.names(pack), ("en", "zh_Hans"))
    clock = walk.clock(declared)
    key = seal.demonstration_key(None, clock.moment)
    press = Press(Clinic(), lambda: key, None)
    session = Session(
        pack, Journal(None), press, language=declared.language, mode="kiosk", clock=clock
    )
    driver = Patient(session, Candidate(declared), Clinic(ppi=85))
    driver.window.activateWindow()
    QTest.qWaitForWindowActive(driver.window)
    listening = Shown(driver)
    print(json.dumps(listening._look()), flush=True)  # noqa: SLF001 - the first page
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())

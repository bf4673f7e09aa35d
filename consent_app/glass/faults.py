"""What happens when a page cannot be made, or a tap breaks something.

The person sees a calm card, the episode is parked, the next one can start. The log, and staff
behind their PIN, get the kind of error and its place in the program, but not its words: they may be
a person's own.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from consent_app.glass.window import Window

_LOG = logging.getLogger(__name__)
_MOST = 20
"""Faults that are kept for staff, the latest ones."""
_DEEPEST = 4
"""Places that say where it broke."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that broke."""

    at: datetime
    page: str
    what: str
    """The kind of error and where in the program, without a word of anybody's."""


def where(error: BaseException) -> str:
    """Return the kind of an error and the places in the program that led to it, the last one first.

    An error's own words, and those of the lines around it, stay out.
    """
    steps = reversed(extract_tb(error.__traceback__)[-_DEEPEST:])
    places = [f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps]
    return " < ".join([type(error).__name__, *places])


class Faults(QObject):
    """Takes care of a window's faults."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._handling = window, False
        self.seen: list[Fault] = []
        """For staff."""

    def happened(self, error: BaseException) -> None:
        """Note a fault, put the person's episode away and say so calmly."""
        window = self._window
        fault = Fault(window.session.now(), window.session.episode.page, where(error))
        self.seen = [*self.seen, fault][-_MOST:]
        _LOG.error("page %s: %s", fault.page, fault.what)
        if self._handling:  # the way out is broken as well: the card below stays
            return
        self._handling = True
        try:
            self._put_away()
        finally:
            self._handling = False

    def _put_away(self) -> None:
        """Clear the screen first: whatever else fails, nobody's words stay on it."""
        window = self._window
        code = window.session.code
        window.frame.show_content(QWidget(), window.frame.title, 0)
        if window.session.mode == "kiosk":
            window.park("fault")
        self._tell(code)

    def _tell(self, code: str) -> None:
        window, say = self._window, self._window.say
        texts = [
            say.text("This is not your fault. Nothing that you entered is lost."),
            say.text("Please call the staff. They can see the reason."),
        ]
        if code:
            texts.append(
                say.text("Your code is {code}: with it you can go on later.").format(code=code)
            )
        card = window.cards.card(say.text("This page cannot be shown right now"), texts)
        card.offer(say.text("Close"), "close", self._close, main=True)
        window.cover(card)

    def _close(self) -> None:
        self._window.close_overlay()
        if self._window.session.mode != "kiosk":
            self._window.show_page()

    # --- what breaks elsewhere --------------------------------------------------------------------

    def watch(self) -> None:
        """Take care of what breaks in a tap, a key or a timer as well, for the rest of the run."""
        sys.excepthook = self._uncaught

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        told = error.with_traceback(trace)
        QTimer.singleShot(0, self, lambda: self.happened(told))  # not amid whatever has just broken

"""A window that fills its screen, wherever the screen goes: another mode, turned, off and on again.

A bare X session has no window manager that would see to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from consent_app.glass import calibration
from consent_app.glass.screen import fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QScreen

    from consent_app.glass.window import Window

_SETTLED_MS, _LATER_MS = 50, 500
"""How long a screen takes to say all that is new; until it is asked again while a card is open."""

_SAME = 0.02
"""The part by which two modes of one screen may differ and still be as fine: pixels are whole."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A screen as it was when the window was last fitted to it."""

    name: str
    dots: float
    """Per inch, as the screen says."""


class Following(QObject):
    """Keeps a window as large as its screen, and its sizes in millimetres as they are."""

    def __init__(self, window: Window, fineness: Callable[[QScreen], float]) -> None:
        """Follow from now on; `fineness` says the pixels per inch of a screen."""
        super().__init__(window)
        self._window, self._fineness = window, fineness
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fit)
        self._watched: QScreen | None = None
        self._seen = _seen(window.screen())
        handle = window.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._watch)
        self._watch(window.screen())

    def _watch(self, screen: QScreen | None) -> None:
        """Listen to the screen that the window is on."""
        if screen is not None and screen is not self._watched:
            screen.geometryChanged.connect(self._soon)
            screen.physicalDotsPerInchChanged.connect(self._soon)
        self._watched = screen
        self._soon()

    def _soon(self, _new: object = None) -> None:
        self._timer.start(_SETTLED_MS)

    def _fit(self) -> None:
        window = self._window
        screen = window.screen()
        if screen.geometry().isEmpty():  # it is off: the next one is waited for
            return
        fit(window)
        if window.overlay is not None or window.busy:
            self._timer.start(_LATER_MS)
            return
        before, self._seen = self._seen, _seen(screen)
        if self._seen.name != before.name:
            window.look.fit(self._fineness(screen))
        elif before.dots and abs(self._seen.dots / before.dots - 1) > _SAME:
            window.look.fit(window.theme.ppi * self._seen.dots / before.dots)  # another mode


def _seen(screen: QScreen) -> _Seen:
    return _Seen(calibration.name(screen), screen.physicalDotsPerInch())

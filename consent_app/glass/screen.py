"""Whether there is a screen, found out before Qt ends the program over it; and the application.

Light on purpose: the first page needs this module before anything else is loaded.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal

import PySide6
from PySide6.QtWidgets import QApplication, QWidget

from consent_app.glass import memory

OFFSCREEN_PPI = 85.0
"""Without a real screen the window is drawn as on a 15 inch, 1024 × 768 kiosk."""

Problem = Literal["none", "x11", "wayland", "library"]
"""Why no window can be shown: nothing names a screen, its server does not answer, Qt lacks
something."""

_PLENTY = 1 << 40

_SEEN = ("xcb", "wayland")
"""Beginnings of the names under which Qt draws for a server that may not be there."""


def problem() -> tuple[Problem, str] | None:
    """Return why no window can be shown here, with a detail for staff; None where one can be."""
    if sys.platform != "linux" or QApplication.instance() is not None:
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(_SEEN):
        return None
    return _unseen(chosen)


def has_screen() -> bool:
    """Return whether a window can be seen on this computer."""
    if sys.platform != "linux":
        return True
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) and problem() is None


def application() -> QApplication:
    """Return the one Qt application, offscreen where there is no screen."""
    found = QApplication.instance()
    _spare()
    if isinstance(found, QApplication):
        return found
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif not os.environ.get("QT_QPA_PLATFORM") and not _answers_x11(os.environ.get("DISPLAY", "")):
        os.environ["QT_QPA_PLATFORM"] = "wayland"  # Qt would look for the other server alone
    memory.stay_small()
    app = QApplication(["consent-app"])
    app.setApplicationName("consent-app")
    return app


def _spare() -> None:
    """Give `True` references to spare: PySide 6.12 takes one too many when a signal is emitted.

    Python 3.11 ends the program when none is left; from 3.12 on `True` counts none.
    """
    if sys.version_info < (3, 12) and sys.getrefcount(True) < _PLENTY:
        ctypes.c_ssize_t.from_address(id(True)).value += 2 * _PLENTY


def unseen() -> bool:
    """Whether what is drawn can be seen by nobody."""
    return QApplication.platformName() in {"offscreen", "minimal"}


def fill(widget: QWidget) -> None:
    """Show something over the whole of its screen."""
    fit(widget)
    widget.showFullScreen()


def fit(widget: QWidget) -> None:
    """Give something the size of its screen.

    A bare X session has no one else to do it; a Wayland compositor does it by itself.
    """
    wanted = widget.screen().geometry()
    if not QApplication.platformName().startswith("wayland") and widget.geometry() != wanted:
        widget.setGeometry(wanted)


def _unseen(chosen: str) -> tuple[Problem, str] | None:
    x11, wayland = os.environ.get("DISPLAY", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if not x11 and not wayland:
        return "none", ""
    if wayland and not chosen.startswith("xcb") and _answers_wayland():
        return _lacking("libqwayland.so")
    if x11 and not chosen.startswith("wayland") and _answers_x11(x11):
        return _lacking("libqxcb.so")
    return ("x11", x11) if x11 and not chosen.startswith("wayland") else ("wayland", wayland)


@cache
def _answers_x11(display: str) -> bool:
    """Whether an X server answers, and lets this user in.

    An X server begins anew when its last visitor leaves, and Qt would come amid that: so this one
    stays until the program ends.
    """
    library = _library("xcb")
    if library is None or not display:
        return False
    library.xcb_connect.restype = ctypes.c_void_p
    made = ctypes.c_void_p(library.xcb_connect(display.encode(), None))
    if library.xcb_connection_has_error(made):
        library.xcb_disconnect(made)
        return False
    return True


def _answers_wayland() -> bool:
    """Whether a Wayland compositor answers."""
    library = _library("wayland-client")
    if library is None:
        return False
    library.wl_display_connect.restype = ctypes.c_void_p
    made = ctypes.c_void_p(library.wl_display_connect(None))
    if made.value is not None:
        library.wl_display_disconnect(made)
    return made.value is not None


def _library(name: str) -> ctypes.CDLL | None:
    number = {"xcb": 1, "wayland-client": 0}[name]
    try:
        return ctypes.CDLL(f"lib{name}.so.{number}")
    except OSError:
        return None


def _lacking(plugin: str) -> tuple[Problem, str] | None:
    """Return what the part of Qt for this server lacks: Qt itself would only end the program."""
    file = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / plugin
    if not file.is_file():  # Qt of the system, which lies elsewhere
        return None
    try:
        ctypes.CDLL(str(file))
    except OSError as error:
        return "library", str(error)
    return None

"""Starting the window."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from consent_app.glass import theme as themes
from consent_app.glass.window import Window
from consent_app.glass.work import Task

if TYPE_CHECKING:
    from consent_app.session import Session
    from consent_app.settings import Clinic

OFFSCREEN_PPI = 85.0
"""Without a real screen the window is drawn as on a 15 inch, 1024 × 768 kiosk."""


def has_screen() -> bool:
    """Return whether a window can be seen on this computer."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """Return the one Qt application, offscreen where there is no screen."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["consent-app"])
    app.setApplicationName("consent-app")
    return app


def window(session: Session, clinic: Clinic) -> Window:
    """Return a dressed window for a session; not yet shown."""
    app = application()
    offscreen = app.platformName() in {"offscreen", "minimal"}
    measured = clinic.ppi or (OFFSCREEN_PPI if offscreen else None)
    ppi = themes.resolution(app.primaryScreen(), measured)
    cjk = session.say.cjk
    themes.load_fonts(everything=cjk)
    theme = themes.preferred(ppi, cjk=cjk)
    themes.dress(app, theme)
    made = Window(session, theme, keyboard=clinic.keyboard)
    QTimer.singleShot(0, made, partial(_afterwards, made, session))
    return made


def _afterwards(made: Window, session: Session) -> None:
    """Once the first page stands: fonts for names of any script, and what the journal needs."""
    themes.load_fonts(everything=True)
    # What goes wrong here is said when the first event cannot be written.
    Task(session.journal.prepare, made).start(lambda _done: None, lambda _error: None)


def run(session: Session, clinic: Clinic, *, windowed: bool) -> int:
    """Show the wizard until it is closed; return the exit code."""
    app = application()
    made = window(session, clinic)
    made.resize(made.sizeHint().boundedTo(app.primaryScreen().availableSize()))
    if windowed:
        made.show()
    else:
        made.setGeometry(app.primaryScreen().geometry())  # a bare X session has no one to do it
        made.showFullScreen()
    return app.exec()

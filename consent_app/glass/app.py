"""Starting the window."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from consent_app.glass import calibration, memory, opening
from consent_app.glass import theme as themes
from consent_app.glass.attract import Attract
from consent_app.glass.follow import Following
from consent_app.glass.screen import OFFSCREEN_PPI, application, fill, has_screen, unseen
from consent_app.glass.window import SIZE_MM, Window
from consent_app.glass.work import Task
from consent_app.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QScreen

    from consent_app.glass.attract import AttractWords
    from consent_app.glass.theme import Theme
    from consent_app.session import Session
    from consent_app.settings import Clinic

_AT_REST = 1000
"""Milliseconds after which nobody minds a tenth of a second for clearing up."""
__all__ = [
    "OFFSCREEN_PPI",
    "application",
    "calibrate",
    "first_page",
    "has_screen",
    "look",
    "run",
    "window",
]


def look(clinic: Clinic, *, cjk: bool) -> Theme:
    """Return how everything looks at first on this screen."""
    return themes.preferred(fineness(clinic, application().primaryScreen()), cjk=cjk)


def fineness(clinic: Clinic, screen: QScreen) -> float:
    """Return the pixels per inch of a screen: as measured here, else as it says."""
    told = clinic.screens.get(calibration.name(screen)) or clinic.ppi
    return themes.resolution(screen, told or (OFFSCREEN_PPI if unseen() else None))


def window(
    session: Session, clinic: Clinic, *, lobby: bool = False, data: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Window:  # fmt: skip
    """Return a dressed window for a session; not yet shown. See `Window` for what is given."""
    app = application()
    cjk = session.say.cjk
    themes.load_fonts(everything=cjk)
    theme = replace(look(clinic, cjk=cjk), desk=session.mode == "counselling")
    themes.dress(app, theme)
    memory.forget_sources()
    made = Window(session, theme, clinic, lobby=lobby, data=data, clock=clock)
    made.cleared.connect(partial(QTimer.singleShot, _AT_REST, made, memory.give_back))
    QTimer.singleShot(0, made, partial(_afterwards, made, session))
    return made


def _afterwards(made: Window, session: Session) -> None:
    """Once the first page stands: fonts for names of any script, and what the journal needs."""
    themes.load_fonts(everything=True)
    # What goes wrong here is said when the first event cannot be written.
    Task(session.journal.prepare, made).start(lambda _done: None, lambda _error: None)


def first_page(words: AttractWords, clinic: Clinic, *, cjk: bool, windowed: bool) -> Attract:
    """Show the first page where the run before kept none; the caller holds it."""
    application()
    themes.load_fonts(everything=cjk)
    theme = look(clinic, cjk=cjk)
    made = Attract(words, theme)
    made.resize(*(theme.mm(side) for side in SIZE_MM))
    opening.show(made, windowed=windowed)
    return made


def run(session: Session, clinic: Clinic, *, windowed: bool, data: Path | None = None) -> int:
    """Show the wizard until it is closed; return the exit code.

    Where it fills the screen of a kiosk, and the staff have a PIN, nobody else closes it.
    """
    app = application()
    first = opening.shown()
    made = window(session, clinic, lobby=session.mode == "kiosk", data=data)
    made.resize(made.sizeHint().boundedTo(app.primaryScreen().availableSize()))
    if windowed:
        made.show()
    else:
        fill(made)
        Following(made, partial(fineness, clinic))
        if made.kiosk and session.staff is not None:
            made.hold()
    if first is not None:
        _take_over(made, first)
    made.faults.watch()
    return app.exec()


def calibrate(clinic: Clinic, data: Path) -> int:
    """Let somebody measure the screen with a bank card; return the exit code.

    Raises:
        OSError: what was measured cannot be saved.

    """
    app, say, failed = application(), Language("en"), list[OSError]()
    theme = look(clinic, cjk=False)
    themes.load_fonts()
    themes.dress(app, theme)
    made = QMainWindow()
    made.setWindowTitle(say.text("Measure the screen"))
    under = QWidget()
    made.setCentralWidget(under)

    def close() -> None:
        made.close()

    def measured(ppi: float) -> None:
        try:
            calibration.save(data, calibration.name(made.screen()), ppi)
        except OSError as error:
            failed.append(error)
        close()

    card = calibration.Calibration(say, theme, under, measured)
    card.offer(say.text("Close"), "close", close)
    made.resize(*(theme.mm(side) for side in SIZE_MM))
    made.show()
    card.open(say)
    code = app.exec()
    if failed:
        raise failed[0]
    return code


def _take_over(made: Window, first: Attract) -> None:
    """Stand in for the first page; a touch that it was given counts here."""
    first.hide()
    begins = made.findChild(Attract)
    if first.begun and begins is not None:
        QTimer.singleShot(0, begins, begins.touched.emit)

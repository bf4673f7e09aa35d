"""A process of its own: a kiosk that fills its screen; told by lines what to do, it answers JSON.

`person` leads to the page of the person and types a name; `look` says what there is by now.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.content import journey, load
from consent_app.glass import app
from consent_app.glass.window import Window
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.profile import names
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource


def main() -> int:
    """Open it as the kiosk does, and listen."""
    pack = load.load(resource("packs", "leg-lengthening"), resource("jurisdictions"))
    sample = journey.load(resource("samples", "sample-candidate.yaml"), names(pack), ("en",))
    clock = walk.clock(sample)
    key = seal.demonstration_key(None, clock.moment)
    press = Press(Clinic(), lambda: key, None)
    session = Session(pack, Journal(None), press, mode="kiosk", clock=clock)
    application = app.application()
    told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)

    def hear() -> None:
        word = sys.stdin.readline().strip()
        if not word:
            application.quit()
            return
        window = next(w for w in application.topLevelWidgets() if isinstance(w, Window))
        QTest.qWait(20)
        if word == "person":
            window.lobby.do("lobby:start")
            walker = walk.Walker(session, Candidate(sample))
            while session.episode.page != "person":
                walker.turn()
            window.show_page()
            field = window.findChild(QLineEdit, "field:full_name")
            assert field is not None
            field.setFocus()
            QTest.keyClicks(field, "Ada")
        sys.stdout.write(json.dumps({**seen(window), "page": session.episode.page}) + "\n")
        sys.stdout.flush()

    told.activated.connect(hear)
    return app.run(session, Clinic(), windowed=False)


def seen(window: Window) -> dict[str, object]:
    """Say what there is."""
    field = window.findChild(QLineEdit, "field:full_name")
    primary, screen = window.frame.primary, window.screen()
    corner = primary.mapTo(window, QPoint(primary.width(), primary.height()))
    return {
        "window": window.geometry().getRect(),
        "screen": screen.geometry().getRect(),
        "inside": window.rect().contains(corner),
        "name": field.text() if field is not None else "",
        "drawn": window.frame.width(),
    }


if __name__ == "__main__":
    sys.exit(main())

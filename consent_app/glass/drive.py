"""A declared journey, walked by clicking the real window with real mouse and key events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from consent_app import candidate as c
from consent_app import episode as ep
from consent_app.glass.app import window
from consent_app.glass.pager import reveal
from consent_app.view import confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from consent_app.events import Stroke
    from consent_app.glass.window import Window
    from consent_app.session import Session
    from consent_app.settings import Clinic

_SIZE = (1024, 768)
_PATIENCE = 60.0
"""Seconds to wait for a document."""
_BREATH = 0.004
_MOST_PAGES = 500


class StuckError(Exception):
    """The window did not do what a click should do: page, and what was clicked or awaited."""

    def __init__(self, page: str, what: str) -> None:
        """Keep where and what."""
        super().__init__(page, what)
        self.page, self.what = page, what


class Driver:
    """Walks a session's window as the candidate of a journey."""

    def __init__(  # noqa: PLR0913 - what a walk needs
        self, session: Session, who: c.Candidate, clinic: Clinic, shots: Path | None = None,
        size: tuple[int, int] = _SIZE, *, lobby: bool = False, data: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Open the window, in front of its lobby where the journey comes in through that."""
        self.session, self.who, self.shots = session, who, shots
        self.window: Window = window(session, clinic, lobby=lobby, data=data, clock=clock)
        self.window.resize(*size)
        self.window.show()
        self._number = 0
        self.pdf: bytes | None = None
        if shots is not None:
            shots.mkdir(parents=True, exist_ok=True)
            for earlier in shots.glob("[0-9][0-9]*-*.png"):
                earlier.unlink()

    def walk(self, heartbeat: Callable[[str], None] = lambda _page: None) -> None:
        """Walk to the end and leave the last page open.

        Raises:
            StuckError: a control is missing or disabled, or a document does not come.

        """
        QTest.qWaitForWindowExposed(self.window)
        if self.window.lobby.there:
            self.arrive()
        for _ in range(_MOST_PAGES):
            heartbeat(self.session.episode.page)
            if not self.turn():
                return

    def arrive(self) -> None:
        """Come in through the lobby, in the language of the journey."""
        journey = self.who.journey
        begin = "lobby:looking" if journey.looking else "lobby:start"
        for name in ("attract", f"speak:{journey.language}", "lobby:on", begin):
            self._shoot(f"lobby-{self.window.lobby.step}")
            self.click(self.find(name))

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def turn(self) -> bool:
        """Do what the page asks for, take its picture, go on; False at the end."""
        episode = self.session.episode
        page = episode.page
        self.act()
        if self.session.episode.page != page:
            return True
        if page == ep.DOCUMENT:
            self._await(self.window.frame.primary.isEnabled, "document")
        if page == ep.DONE:
            self._finish()
            return False
        self._shoot(page)
        before = (page, episode.events)
        self.click(self.window.frame.primary)
        self._await(lambda: self._moved(before), "primary")
        return True

    def act(self) -> None:
        """Fill in, choose or sign what the page asks for."""
        for act in list(self.who.acts(self.session.episode)):
            self._act(act)

    def _moved(self, before: tuple[str, int]) -> bool:
        episode = self.session.episode
        done = not self.window.busy
        return done and (episode.page, episode.events) != before and self._settled()

    def _settled(self) -> bool:
        """A signature is on its way until it is sealed or a complaint is shown."""
        episode = self.session.episode
        return not (episode.page == ep.SIGN and episode.signature and not self.window.failure)

    def _finish(self) -> None:
        if self.session.episode.document_kind:
            self._await(lambda: self.find("save").isEnabled(), "copy")
            copy = self.window.papers.copy
            self.pdf = copy.pdf if copy else None
        self._shoot(ep.DONE)

    def _act(self, act: c.Act) -> None:  # noqa: C901, PLR0912 - one branch per act
        match act:
            case c.Fill(name=name, value=value):
                self._fill(name, value)
            case c.Choose(name=name, option=option):
                self.click(self.find(f"option:{name}:{option}"))
            case c.Change(page=page):
                self.click(self._changing(page))
            case c.Rate(value=value, weight=weight):
                self.click(self.find(f"weight:{value}:{weight}"))
            case c.Need(need=need, answer=answer):
                self.click(self.find(f"need:{need}:{answer}"))
            case c.Tick(asks=asks, name=name):
                self.click(self.find(f"tick:{asks}:{name}"))
            case c.Write(asks="note", strokes=strokes):
                self._draw("note", strokes)
            case c.Write(strokes=strokes):
                for name in ("ask", "padWrite"):
                    self.click(self.find(name))
                self._draw("padInk", strokes)
                self.click(self.find("keep"))
            case c.Ask(ready=ready, words=words):
                if ready:
                    self.click(self.find(f"ready:{ready}"))
                else:
                    self.type(self.find("question"), words or "")
                    self.click(self.find("add"))
            case c.Confirm():
                self._confirm(act)
            case c.Sign(how=how, words=words):
                for name in ep.STATEMENTS:
                    self.click(self.find(f"statement:{name}"))
                self.click(self.find(f"way:{how}"))
                if how == "drawn":
                    self._draw("ink", c.STROKES)
                else:
                    name = "typed" if how == "typed" else "witness"
                    self.type(self.find(f"signature:{name}"), words)

    def _confirm(self, act: c.Confirm) -> None:
        """Fill in the small form of something to confirm, and the fields that it needs."""
        outside = {n: v for n, v in act.values.items() if not n.startswith("confirm.")}
        for name, value in outside.items():
            self._fill(name, value)
        self.click(self.find(f"confirm:{act.name}"))
        inside = {n: v for n, v in act.values.items() if n not in outside and v}
        for name, value in {confirm.BY: act.by, confirm.ROLE: act.role, **inside}.items():
            self._fill(name, value)
        self.click(self.find(f"take:{act.name}"))

    def _fill(self, name: str, value: str | float) -> None:
        """Answer a field in whichever way it is asked."""
        children = {child.objectName(): child for child in self.window.findChildren(QWidget)}
        if f"option:{name}:{value}" in children:
            self.click(children[f"option:{name}:{value}"])
        elif f"search:{name}" in children:
            self.type(children[f"search:{name}"], str(value))
            QTest.keyClick(children[f"search:{name}"], Qt.Key.Key_Return)
        elif f"field:{name}.day" in children:
            parts = [*str(value).split("-"), "", ""][:3]
            for part, digits in zip(("year", "month", "day"), parts, strict=True):
                self.type(children[f"field:{name}.{part}"], digits)
        elif f"field:{name}" in children:
            self.type(children[f"field:{name}"], _digits(value))
        else:
            raise StuckError(self.session.episode.page, name)

    def _changing(self, page: str) -> QWidget:
        """Return the first button that opens a page from the list of answers."""
        names = (child.objectName() for child in self.window.findChildren(QWidget))
        return self.find(next(n for n in names if n.startswith(f"change:{page}:")))

    def find(self, name: str) -> QWidget:
        """Return the widget of a name on the page.

        Raises:
            StuckError: it is not there.

        """
        found = self.window.findChild(QWidget, name)
        if found is None:
            raise StuckError(self.session.episode.page, name)
        return found

    def click(self, widget: QWidget) -> None:
        """Bring a widget into sight and press it in its middle.

        Raises:
            StuckError: it is disabled.

        """
        if not widget.isEnabled():
            raise StuckError(self.session.episode.page, widget.objectName())
        self._show(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def type(self, widget: QWidget, words: str) -> None:
        """Click into a field, empty it and type; any script."""
        self.click(widget)
        if isinstance(widget, QLineEdit):
            widget.selectAll()
            QTest.keyClick(widget, Qt.Key.Key_Backspace)
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(widget, event)

    def _draw(self, name: str, strokes: Iterable[Stroke]) -> None:
        """Draw lines in a box with the mouse."""
        box = self.find(name)
        self._show(box)
        for stroke in strokes:
            points = [QPoint(round(x * box.width()), round(y * box.height())) for x, y in stroke]
            QTest.mousePress(box, Qt.MouseButton.LeftButton, pos=points[0])
            for point in points[1:]:
                QTest.mouseMove(box, point)
            QTest.mouseRelease(box, Qt.MouseButton.LeftButton, pos=points[-1])

    def _show(self, widget: QWidget) -> None:
        """Page the text until the widget is in sight, as a person would."""
        content = self.window.frame.text.widget()
        if content is not None and content.isAncestorOf(widget):
            reveal(widget)
            QApplication.processEvents()
            self.window.frame.text.ensureWidgetVisible(widget, 0, 60)
        QApplication.processEvents()

    def settle(self) -> None:
        """Wait until no document is being made, whether that went well or not."""
        while self.window.busy:
            _breathe()

    def _await(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            if self.window.failure is not None:
                raise StuckError(self.session.episode.page, repr(self.window.failure))
            if time.monotonic() > end:
                raise StuckError(self.session.episode.page, what)
            _breathe()

    def _shoot(self, page: str) -> None:
        """Save a picture of the page, its beginning in sight."""
        if self.shots is None:
            return
        if self.window.keyboard is not None:
            self.window.keyboard.put_away()
        self.window.frame.text.verticalScrollBar().setValue(0)
        QApplication.processEvents()
        self._number += 1
        name = page.replace(".", "-")
        self.window.grab().save(str(self.shots / f"{self._number:03d}-{name}.png"))


def _breathe() -> None:
    """Let the thread that makes the document work, then the window."""
    time.sleep(_BREATH)
    QApplication.processEvents()


def _digits(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

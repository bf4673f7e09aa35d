"""A kiosk between its people: the lobby, the curtain, the staff's door, and what is left behind."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import tempfile
import threading
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)  # fmt: skip

from consent_app import episode as ep
from consent_app import events as e
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.content import journey as journeys
from consent_app.content.model import Pack
from consent_app.glass import app, calibration
from consent_app.glass.attract import Attract
from consent_app.glass.conduct import PATIENCE, WARNING
from consent_app.glass.drive import Driver
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.paper.workshop import Workshop
from consent_app.profile import names
from consent_app.records import staff
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import SCREENS, Clinic, load, resource
from consent_app.view import lobby as view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


NAME, PIN = "Zofia Quillfeather", "271828"
"""Nobody else is called so."""


@dataclass
class Time:
    """Seconds that pass when they are told to, for the window and for the session."""

    start: datetime
    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def date(self) -> datetime:
        return self.start + timedelta(seconds=self.now)


@dataclass
class Hand:
    """Who has the key: seals only when let, and counts."""

    sign: Callable[[bytes], bytes]
    free: threading.Event = field(default_factory=threading.Event)
    seals: int = 0
    broken: bool = False

    def __call__(self, data: bytes) -> bytes:
        assert self.free.wait(60)
        if self.broken:
            raise OSError(5, "the card was pulled out")
        self.seals += 1
        return self.sign(data)


@dataclass
class Kiosk:
    """A kiosk in use, with a folder on the disk."""

    driver: Driver
    time: Time
    folder: Path
    hand: Hand
    bot: QtBot

    @property
    def window(self) -> Any:  # noqa: ANN401
        return self.driver.window

    @property
    def session(self) -> Session:
        return self.driver.session

    @property
    def step(self) -> str:
        return str(self.window.lobby.step)

    def tap(self, *names: str) -> None:
        for name in names:
            self.driver.click(self.driver.find(name))

    @property
    def asked(self) -> bool:
        """Whether it asks if somebody is there."""
        return self.window.conduct.card is not None

    def wait(self, seconds: float) -> None:
        self.time.now += seconds
        self.window.conduct.look()

    def type_name(self) -> None:
        """Come in, go to the page that asks for the name, and type it."""
        self.driver.arrive()
        while self.session.episode.page != "person":
            assert self.driver.turn()
        self.driver.type(self.driver.find("field:full_name"), NAME)

    def code(self, digits: str) -> None:
        self.tap(*(f"pad:{digit}" for digit in digits), "pad:done")

    def clear(self) -> None:
        """Find nothing of the person on the screen."""
        QTest.qWait(1)
        said = "\n".join([*_widgets(), *_tree(self.window), QApplication.clipboard().text()])
        assert NAME not in said
        for line in _all(QLineEdit):
            assert not line.isUndoAvailable()
            assert line.completer() is None  # it would remember what was typed
        assert not any(text.document().isUndoAvailable() for text in _all(QPlainTextEdit))

    def to_the_seal(self) -> None:
        """Come in, go the whole way and sign; the key waits."""
        self.hand.free.clear()
        self.driver.arrive()
        while self.session.episode.page != ep.SIGN:
            assert self.driver.turn()
        self.driver.act()
        self.tap("primary")
        assert self.window.papers.sealing

    def let_seal(self) -> None:
        """Let the key do its work, and wait until it is noted."""
        self.hand.free.set()
        self.bot.waitUntil(
            lambda: not (self.session.sealing_away or self.window.busy), timeout=60_000
        )


def _all(kind: type[Any]) -> list[Any]:
    return [found for found in QApplication.allWidgets() if isinstance(found, kind)]


def _widgets() -> Iterator[str]:
    for widget in QApplication.allWidgets():
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
        yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis())
        if hasattr(widget, "text") and callable(widget.text):
            yield str(widget.text())


def _tree(widget: QWidget) -> Iterator[str]:
    """Yield what a screen reader finds in a window."""
    waiting = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        found = waiting.pop()
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
            yield found.text(kind)
        waiting += [found.child(number) for number in range(found.childCount())]


@pytest.fixture
def kiosk(pack: Pack, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    """Open a kiosk on its first page, for the sample candidate under another name."""
    opened: list[tuple[Driver, Journal, Workshop | None]] = []

    def start(
        clinic: Clinic | None = None, *, pin: bool = True, apart: bool = False, **changes: object
    ) -> Kiosk:
        path = resource("samples", "sample-candidate.yaml")
        declared = journeys.load(path, names(pack), ("en", "zh_Hans"))
        profile = {**declared.profile, "full_name": NAME}
        declared = structs.replace(declared, profile=profile, **changes)
        folder = tmp_path / f"data{len(opened)}"
        folder.mkdir()
        if pin:
            staff.set_pin(folder, PIN)
        time = Time(walk.clock(declared).moment)
        journal, key = Journal(folder), seal.demonstration_key(None, time.start)
        journal.prepare()
        hand = Hand(key.sign)
        hand.free.set()
        key, workshop = replace(key, sign=hand), Workshop() if apart else None
        there = Pack(**{part.name: getattr(pack, part.name) for part in fields(pack)})
        session = Session(
            there, journal, Press(Clinic(), lambda: key, folder, workshop), mode=declared.mode,
            clock=time.date, staff=staff.find(folder, time.date),
        )  # fmt: skip
        driver = Driver(
            session, Candidate(declared), clinic or Clinic(clinic="By the lake"),
            lobby=True, data=folder, clock=time,
        )  # fmt: skip
        qtbot.addWidget(driver.window)
        qtbot.waitExposed(driver.window)
        opened.append((driver, journal, workshop))
        return Kiosk(driver, time, folder, hand, qtbot)

    yield start
    for driver, journal, workshop in opened:
        driver.window.release()
        journal.close()
        if workshop is not None:
            workshop.close()


def _with_name(folder: Path) -> list[Path]:
    """Return the files in which a name can be read, also where it is in a PDF."""
    return [file for file in folder.rglob("*") if file.is_file() and NAME in _readable(file)]


def _readable(file: Path) -> str:
    data = file.read_bytes()
    if not data.startswith(b"%PDF"):
        return data.decode("utf-8", "replace") + data.decode("utf-16-le", "replace")
    with PdfDocument(data) as paper:
        return " ".join(page.get_textpage().get_text_range() for page in paper)


def words() -> str:
    return " ".join(label.text() for label in _all(QLabel) if label.isVisible())


# --- coming in ------------------------------------------------------------------------------------


def test_people_come_in_through_language_comfort_and_start(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    steps = []
    for name in ("attract", "speak:zh_Hans", "comfort:size:large", "helper:family", "lobby:on"):
        steps.append(here.step)
        here.tap(name)
    assert steps == ["attract", "language", "comfort", "comfort", "comfort"]
    here.tap("lobby:start")
    episode = here.session.episode
    assert (episode.page, episode.language, episode.helper) == (ep.WELCOME, "zh_Hans", "family")
    assert here.window.theme.size == "large"
    kinds = [type(event) for event in here.session.record()]
    assert kinds == [e.Began, e.HelperNamed, e.ComfortChosen]
    assert view.spaced(here.session.code, here.window.say) in words()


def test_a_code_or_a_look_is_all_that_some_clinics_offer(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk(Clinic(codes_only=True))
    here.tap("attract", "speak:en", "lobby:on")
    buttons = here.window.lobby.screen.findChildren(QPushButton)
    offered = {made.objectName() for made in buttons if made.isVisible()}
    assert offered == {"lobby:code", "lobby:looking", "lobby:back"}
    here.tap("lobby:code", "lobby:back", "lobby:back", "lobby:back")
    assert here.step == "language"


def test_who_just_looks_leaves_nothing(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    before = {file.name: file.read_bytes() for file in here.folder.iterdir() if file.is_file()}
    here.tap("attract", "speak:en", "lobby:on", "lobby:looking")
    assert here.session.episode.looking
    assert here.session.code == ""
    here.driver.turn()
    here.tap("hide")
    assert here.step == "attract"
    after = {file.name: file.read_bytes() for file in here.folder.iterdir() if file.is_file()}
    assert before == after


# --- hidden, parked, resumed ----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["hide", "idle", "keep", "finish", "copied"])
def test_nothing_of_a_person_stays(
    kiosk: Callable[..., Kiosk], way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = kiosk()
    here.type_name()
    if way == "copied":
        line = here.driver.find("field:full_name")
        assert isinstance(line, QLineEdit)
        line.selectAll()
        line.copy()
        assert QApplication.clipboard().text() == NAME
    assert NAME in "\n".join(_widgets())
    match way:
        case "idle":
            here.wait(10_000)
            here.wait(WARNING)
        case "keep":
            here.tap("leave", "leave-keep")
        case "finish":
            here.tap("leave", "leave-now")
        case _:
            here.tap("hide")
    here.clear()
    assert here.step == ("cleared" if way in {"keep", "finish"} else "curtain")
    assert NAME not in caplog.text
    assert here.window.windowTitle() == here.session.pack.manifest.title
    for file in here.folder.rglob("*"):
        assert file.is_dir() or NAME.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("card", [
    "ask", "help", "size", "language", "leave", "staff", "desk", "broken", "warning",
])  # fmt: skip
def test_all_can_be_hidden_from_any_card(kiosk: Callable[..., Kiosk], card: str) -> None:
    here = kiosk()
    here.type_name()
    place = here.window.frame.hide_button.geometry()
    match card:
        case "staff":
            here.tap("help", "help:staff")
        case "desk":
            here.tap("help", "help:staff")
            here.code(PIN)
        case "broken":
            here.window.broken(OSError(28, NAME))
        case "warning":
            here.tap("ask")
            here.wait(10_000)
        case _:
            here.tap(card)
    shown = [made for made in _all(QPushButton) if made.objectName() == "hide:card"]
    hide = next(made for made in shown if made.isEnabled())
    assert hide.geometry() == place
    here.driver.click(hide)
    here.clear()
    assert here.step == "curtain"
    assert not here.asked


def test_where_nobody_is_there_is_nothing_to_hide(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.window.staff.open()
    assert here.window.findChild(QPushButton, "hide:card") is None


def test_a_code_leads_back_to_the_page_and_its_answers(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.type_name()
    code, page = here.session.code, here.session.episode.page
    here.tap("hide")
    here.code("000000" if code != "000000" else "000001")
    assert here.step == "curtain"
    assert "Nobody waits" in words()
    here.time.now += 19 * 3600
    here.code(code)
    assert not here.window.lobby.there
    assert here.session.episode.page == page
    line = here.driver.find("field:full_name")
    assert isinstance(line, QLineEdit)
    assert line.text() == NAME


def test_a_scanned_code_needs_no_tap(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.type_name()
    code = here.session.code
    here.tap("hide", "lobby:anew", "speak:en", "lobby:on")
    assert here.step == "start"
    QTest.keyClicks(here.window.focusWidget(), code)
    QTest.keyClick(here.window.focusWidget(), Qt.Key.Key_Return)
    assert here.session.episode.page == "person"


def test_after_five_wrong_codes_only_the_staff_let_people_in(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.type_name()
    code = here.session.code
    here.tap("hide")
    for number in range(5):
        here.code(f"{(int(code) + number + 1) % 10**6:06d}")
    assert here.window.findChild(QWidget, "pad:1") is None
    here.tap("lobby:staff")
    here.code("0000")
    assert "That is not the PIN" in words()
    here.code(PIN)
    assert NAME not in words()
    (waiting,) = here.session.waiting()
    here.tap(f"let-in:{waiting.handle}")
    assert here.session.episode.page == "person"


def test_the_next_person_gets_everything_as_it_is_at_first(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    told: list[bool] = []
    here.window.cleared.connect(lambda: told.append(True))
    here.tap("attract", "speak:zh_Hans", "comfort:look:high", "lobby:on", "lobby:start", "hide")
    assert told
    here.tap("lobby:anew")
    assert (here.window.theme.look, here.window.say.code) == ("light", "en")
    here.tap("speak:en", "lobby:on", "lobby:start", "leave", "leave-now")
    assert "This screen is clear" in words()
    QTest.mouseClick(here.window.lobby.screen, Qt.MouseButton.LeftButton)
    assert here.window.findChild(Attract) is not None


# --- papers ---------------------------------------------------------------------------------------


def test_a_paper_leaves_no_trace_beside_the_record(
    kiosk: Callable[..., Kiosk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "temp"
    beside.mkdir()
    monkeypatch.setenv("TMPDIR", str(beside))
    monkeypatch.setattr(tempfile, "tempdir", None)
    here = kiosk(apart=True)
    here.driver.arrive()
    while here.session.episode.page != ep.SIGN:
        assert here.driver.turn()
    here.tap("hide")
    here.clear()
    here.time.now += 20 * 3600
    here.session.sweep()
    assert not here.session.waiting()
    assert _with_name(here.folder) == _with_name(beside) == []
    here.tap("lobby:anew", "lobby:back")
    here.to_the_seal()
    here.let_seal()
    here.window.finish()
    here.clear()
    assert _with_name(beside) == []
    assert [file.parent.name for file in _with_name(here.folder)] == ["documents"]


@pytest.mark.parametrize("way", ["hidden", "idle", "finished"])
def test_what_is_being_sealed_is_sealed_once_and_kept(
    kiosk: Callable[..., Kiosk], way: str
) -> None:
    here = kiosk(apart=True)
    here.to_the_seal()
    episode, code = here.session.episode.id, here.session.code
    match way:
        case "idle":
            here.wait(10_000)
            here.wait(WARNING)
        case "finished":
            here.tap("leave", "leave-now")
        case _:
            here.tap("hide")
    here.clear()
    if way != "finished":
        here.code(code)
        assert "still being sealed" in words()
    here.let_seal()
    *_, sealed, left = here.session.journal.events(episode)
    assert isinstance(sealed, e.Sealed)
    assert isinstance(left, e.Finished if way == "finished" else e.Parked)
    if way != "finished":
        here.code(code)
        assert (here.session.episode.page, here.session.episode.id) == (ep.DONE, episode)
        here.driver.settle()
        assert here.driver.find("save").isEnabled()
    (paper,) = (here.folder / "documents").iterdir()
    assert hashlib.sha256(paper.read_bytes()).hexdigest() == sealed.sha256
    assert here.hand.seals == 1


def test_what_could_not_be_sealed_waits_for_the_staff(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.to_the_seal()
    here.tap("leave", "leave-now")
    here.hand.broken = True
    here.let_seal()
    assert here.window.overlay is None
    (waiting,) = here.session.waiting()
    assert waiting.signed


# --- nobody there ---------------------------------------------------------------------------------


def test_it_asks_whether_somebody_is_there_as_often_as_one_likes(
    kiosk: Callable[..., Kiosk],
) -> None:
    here = kiosk()
    here.driver.arrive()
    here.wait(PATIENCE - 1)
    assert not here.asked
    for _ in range(11):
        here.wait(10_000)
        here.wait(WARNING - 1)
        assert "In 1 second this screen is hidden" in words()
        here.tap("stay")
        assert not here.asked
    assert here.window.frame.primary.isEnabled()
    assert here.session.episode.page == ep.WELCOME


def test_a_long_page_may_be_read_twice(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.driver.arrive()
    while here.session.episode.page != "how_it_works":
        assert here.driver.turn()
    texts = [label.text() for label in here.window.frame.findChildren(QLabel) if label.isVisible()]
    long = 2 * view.reading_seconds(texts)
    here.window.conduct.alive()
    here.wait(max(PATIENCE, 0.9 * long) - 1)
    before = here.asked
    here.wait(long)
    assert (before, here.asked) == (False, True)
    assert view.reading_seconds(["word " * 130]) == pytest.approx(60)


def test_a_question_that_was_begun_waits_beneath(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.driver.arrive()
    here.tap("ask")
    here.driver.type(here.driver.find("padQuestion"), "How")
    here.wait(10_000)
    here.tap("stay")
    line = here.driver.find("padQuestion")
    assert isinstance(line, QLineEdit)
    assert (line.text(), line.isEnabled()) == ("How", True)


def test_the_lobby_goes_back_to_its_beginning(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.tap("attract", "speak:zh_Hans")
    here.wait(PATIENCE)
    assert (here.step, here.window.say.code) == ("attract", "en")


# --- the staff ------------------------------------------------------------------------------------


def test_nobody_but_the_staff_ends_a_kiosk(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.window.hold()
    here.tap("attract", "speak:en")
    for key, held in ((Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
                      (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
                      (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)):  # fmt: skip
        QTest.keyClick(here.window, key, held)
    assert not here.window.close()
    assert here.window.isVisible()
    here.tap("lobby:on", "lobby:start", "help", "help:staff")
    here.code(PIN)
    here.tap("staff:quit")
    assert not here.window.isVisible()


def test_without_a_pin_there_is_no_door_to_guess_at(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk(Clinic(staff="the desk by the door"), pin=False)
    here.driver.arrive()
    here.tap("help")
    assert "the desk by the door" in words()
    here.tap("help:staff")
    assert "consent-app pin" in words()
    assert isinstance(here.session.record()[-1], e.HelpOpened)


def test_a_measured_screen_is_true_at_once_and_at_the_next_start(
    kiosk: Callable[..., Kiosk],
) -> None:
    here = kiosk()
    here.driver.arrive()
    here.tap("help", "help:staff")
    here.code(PIN)
    here.tap("staff:calibrate", *["larger"] * 30, "save")
    assert here.window.theme.ppi == pytest.approx(100)
    assert here.session.episode.page == ep.WELCOME
    (screen,) = json.loads((here.folder / SCREENS).read_text())
    assert screen == calibration.name(here.window.screen())
    assert app.look(load(data=here.folder).clinic, cjk=False).ppi == pytest.approx(100)


def test_the_outline_is_a_bank_card(kiosk: Callable[..., Kiosk]) -> None:
    theme = kiosk().window.theme
    outline = calibration.Outline(theme)
    outline.set(100.0)
    assert (outline.width(), outline.height()) == (337, 213)


def test_on_a_high_upright_screen_all_can_be_reached(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    here.window.look.measured(45.0)
    here.window.resize(1080, 1920)
    here.driver.arrive()
    QTest.qWait(1)
    assert here.window.theme.mm(1000) <= 1920
    limit = round(0.4 * here.window.height())
    shown = [made for made in here.window.findChildren(QPushButton) if made.isVisible()]
    assert shown
    assert all(made.mapTo(here.window, made.rect().topLeft()).y() >= limit for made in shown)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from here on nothing is counted")
def test_a_kiosk_may_run_for_as_long_as_it_likes(kiosk: Callable[..., Kiosk]) -> None:
    here = kiosk()
    for _ in range(5_000):  # each takes a reference from True that it does not have
        here.window.frame.text.fitted.emit()
    assert sys.getrefcount(True) > 1 << 32  # noqa: FBT003 - itself

"""A process of its own: somebody touches, types and turns the screen at random, by a fixed seed.

Arguments: how many events, the seed, and a folder. Prints what was reached, as JSON. Ends with 1
and the last things that were done where something broke, led nowhere, or is not allowed.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import msgspec
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget

from consent_app import episode as ep
from consent_app.candidate import Candidate
from consent_app.content import load
from consent_app.content.journey import Expect, Journey
from consent_app.glass.drive import Driver, StuckError
from consent_app.glass.theme import Look, Size
from consent_app.paper.press import Press
from consent_app.paper.seals.keys import demonstration_key
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.content.model import Pack

_SIZES = ((1024, 768), (768, 1024), (1080, 1920), (1920, 1080), (480, 640), (800, 480))
_WORDS = (
    "Ada", "王小明", "محمد علي", "שלום", "अनुराधा", "한국어", "Ünal Őz", "12,5", "1999", "31", "02",
    "0", "-1", "\u202e<b>%s{x}", "é" * 80, "\t", " ", "482913", "TR", "France", "Türkiye",
)  # fmt: skip
_KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
)  # fmt: skip
_PROFILE: dict[str, Any] = {
    "full_name": "Ada Test", "date_of_birth": "1999-03-27", "record_number": "T-1",
    "country_of_residence": "NL", "country_of_surgery": "NO", "indication": "cosmetic",
    "reason": "looks", "side": "left", "depth_cm": 1.0,
}  # fmt: skip
_ENDS = frozenset({"hide", "leave", "leave-now", "finish-now", "back"})
_SELDOM = 0.1
_MEMORY = 12
_KNOWN = ("plugin does not support", "OpenType support missing", "find the target for gesture")
"""What Qt says about a screen that is not there, of a sign alone outside its own script, and of a
finger under which the page has changed."""


class BrokenError(Exception):
    """Something is not as it may be: where, and what."""


class Clock:
    """Goes on by some seconds at each look, as a day at a kiosk does."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=7)
        return self.now


class Monkey:
    """Does anything to a window, and looks at it after each thing."""

    def __init__(self, session: Session, driver: Driver, seed: int) -> None:
        self.session, self.driver, self.window = session, driver, driver.window
        self.random = random.Random(seed)  # noqa: S311 - anything but secret
        self.done: deque[str] = deque(maxlen=_MEMORY)
        self.reached: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.codes: list[str] = []
        self.touch = QTest.createTouchDevice()
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (60, self.press), (60, self.go_on), (40, self.answer), (12, self.point), (20, self.key),
            (16, self.type), (3, self.resize), (4, self.swipe), (2, self.lose_touch),
            (1, self.hide), (4, self.resume), (1, self.look_again),
        )  # fmt: skip
        self.weights, self.acts = zip(*acts, strict=True)

    def go(self, count: int) -> None:
        """Do so many things."""
        for number in range(count):
            (act,) = self.random.choices(self.acts, self.weights)
            act()
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.look(number)

    # --- what it does -----------------------------------------------------------------------------

    def controls(self) -> list[QWidget]:
        """All that can be used now, as far as it can be seen."""
        found = self.window.findChildren(QAbstractButton) + self.window.findChildren(QLineEdit)
        return [one for one in found if one.isVisible() and one.isEnabled()]

    def click(self, widget: QWidget, where: QPoint | None = None) -> None:
        self.done.append(f"click {widget.objectName() or type(widget).__name__}")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where or widget.rect().center())

    def press(self) -> None:
        """Touch any control; those that end everything less often, or nobody would get far."""
        controls = self.controls()
        if controls:
            one = self.random.choice(controls)
            if one.objectName() not in _ENDS or self.random.random() < _SELDOM:
                self.click(one)

    def go_on(self) -> None:
        """Go the way that a person goes who wants to get on."""
        primary = self.window.frame.primary
        if self.window.lobby.there:
            names = ("attract", "lobby:next", "lobby:anew", "speak:en", "lobby:on", "lobby:start")
            found = [self.window.findChild(QWidget, name) for name in names]
            for one in found:
                if one is not None and one.isVisible():
                    self.click(one)
                    return
        elif self.window.overlay is not None:
            self.click(self.driver.find("close"))
        elif primary.isEnabled():
            self.click(primary)

    def answer(self) -> None:
        """Do what the page asks for, as a person does; they do not need to get to its end."""
        if self.window.overlay is None and self.window.page is not None:
            self.done.append("answer")
            self.driver.who = Candidate(self.wish())
            try:
                self.driver.act()
            except (StuckError, StopIteration):
                self.done.append("not here")

    def wish(self) -> Any:  # noqa: ANN401 - a journey
        """Another person each time."""
        given = dict(self.driver.who.journey.profile)
        given["country_of_surgery"] = self.random.choice(["TR", "NO", "FR", "CN", "NL"])
        given["date_of_birth"] = self.random.choice(["1999-03-27"] * 4 + ["2012-01-01"])
        answers = self.random.choice(["right", "right", "wrong_once"])
        return msgspec.structs.replace(self.driver.who.journey, profile=given, answers=answers)

    def point(self) -> None:
        window = self.window
        where = QPoint(
            self.random.randrange(window.width()), self.random.randrange(window.height())
        )
        self.click(window.childAt(where) or window, QPoint(2, 2))

    def key(self) -> None:
        key = self.random.choice(_KEYS)
        self.done.append(f"key {key.name}")
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def type(self) -> None:
        fields = [one for one in self.controls() if isinstance(one, QLineEdit)]
        if fields:
            self.click(self.random.choice(fields))
        words = self.random.choice(_WORDS)
        self.done.append(f"type {words!a}")
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(QApplication.focusWidget() or self.window, event)

    def resize(self) -> None:
        size = self.random.choice(_SIZES)
        self.done.append(f"resize {size}")
        self.window.resize(*size)

    def swipe(self) -> None:
        self.done.append("swipe")
        middle = self.window.rect().center()
        touch = QTest.touchEvent(self.window, self.touch)
        touch.press(0, middle, self.window).commit()
        for step in range(1, 5):
            to = middle - QPoint(0, 40 * step)
            QTest.touchEvent(self.window, self.touch).move(0, to, self.window).commit()
        QTest.touchEvent(self.window, self.touch).release(0, to, self.window).commit()

    def lose_touch(self) -> None:
        self.done.append("lose touch")
        middle = self.window.rect().center()
        QTest.touchEvent(self.window, self.touch).press(0, middle, self.window).commit()
        handle = self.window.windowHandle()
        QApplication.sendEvent(handle, QTouchEvent(QEvent.Type.TouchCancel, self.touch))

    def hide(self) -> None:
        """The screen is hidden, or nobody is there any more."""
        if self.window.page is not None and not self.window.busy:
            self.done.append("hide")
            if self.session.code:
                self.codes.append(self.session.code)
            self.window.park(self.random.choice(["hidden", "idle", "left"]))

    def resume(self) -> None:
        """Somebody comes back with a code, while nobody else is on their way."""
        if self.codes and self.window.page is None:
            self.done.append("resume")
            self.window.lobby.resume(self.codes.pop())

    def look_again(self) -> None:
        """Another look of everything, at once."""
        if self.window.page is not None and not self.window.busy:
            self.done.append("dress")
            size = self.random.choice(get_args(Size))
            look = self.random.choice(get_args(Look))
            self.window.look.dress_in(replace(self.window.theme, size=size, look=look))

    # --- what it looks at -------------------------------------------------------------------------

    def look(self, number: int) -> None:
        """Look whether all is as it may be."""
        window, now = self.window, self.session.episode
        here = window.page.id if window.page is not None else window.lobby.step
        self.reached[here] += 1
        if self.wrong:
            raise BrokenError(number, here, self.wrong[0])
        if window.faults.seen:
            raise BrokenError(number, here, window.faults.seen[-1])
        if not window.isVisible():
            window.show()
            QTest.qWaitForWindowExposed(window)
        if not window.busy and not self.leads_on():
            raise BrokenError(number, here, "dead end", window.overlay)
        if error := forbidden(now):
            raise BrokenError(number, here, error)
        if number % 250 == 0 and now.events and not now.looking:
            self.replayed(now)

    def leads_on(self) -> bool:
        """Whether something can be touched that leads on or out."""
        if self.window.page is None or self.window.overlay is not None:
            return bool(self.controls()) or self.window.lobby.step in {"attract", "cleared"}
        ways = (self.window.frame.primary, self.window.frame.back, self.window.frame.leave)
        fields = [one for one in self.controls() if one not in self.window.frame.tools]
        return any(way.isEnabled() for way in ways) or bool(fields)

    def replayed(self, now: ep.Episode) -> None:
        """What is written down tells the same."""
        written = tuple(self.session.journal.events(now.id))
        if written and ep.replay(self.session.pack, written) != now:
            raise BrokenError(now.id)  # the journal tells another episode


def forbidden(now: ep.Episode) -> str:
    """Return what may never be: the criteria 34 to 37, in a kiosk."""
    signed, shown, stopped = now.signature, now.rendered, now.stage == "stopped"
    consents = now.document_kind == "acknowledgement"
    never = {
        "a signature where it is not allowed": stopped and bool(signed or ep.SIGN in now.pages),
        "an acknowledgement where it is not allowed": stopped and consents,
        "other words signed than shown":
            bool(signed) and (shown is None or signed is None or signed.content != shown.content),
        "sealed without a signature": consents and bool(now.sealed) and not signed,
        "a clinician's key in a kiosk": bool(now.confirmed or now.recorded or now.agreed),
    }  # fmt: skip
    return next((words for words, found in never.items() if found), "")


def watch(monkey: Monkey) -> None:
    """Hear of every error and every complaint."""

    def uncaught(_kind: object, error: BaseException, _trace: object) -> None:
        import traceback

        monkey.wrong.append("".join(traceback.format_exception(error)))

    def complaint(kind: QtMsgType, _where: object, words: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(known in words for known in _KNOWN):
            monkey.wrong.append(f"Qt: {words}")

    sys.excepthook = uncaught
    qInstallMessageHandler(complaint)


def close_dialogs(window: QWidget) -> QTimer:
    """Close what the system asks, as to where a copy is to be saved."""
    timer = QTimer(window)

    def close() -> None:
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QDialog):
            modal.reject()

    timer.timeout.connect(close)
    timer.start(20)
    return timer


def small() -> Pack:
    """The tiny pack of the tests, with the languages of the shipped one."""
    packs = Path(__file__).resolve().parents[1] / "packs"
    tiny = load.load(packs / "tiny", resource("jurisdictions"))
    return replace(
        tiny, manifest=msgspec.structs.replace(tiny.manifest, languages=("en", "zh_Hans"))
    )


def main() -> int:
    """Let it loose."""
    count, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    pack, clock = small(), Clock()
    sample = Journey(title="monkey", today=clock.now.date(), profile=_PROFILE, expect=Expect())
    key = demonstration_key(None, clock.now)
    with Journal(folder) as journal:
        session = Session(pack, journal, Press(Clinic(), lambda: key, None), clock=clock)
        driver = Driver(session, Candidate(sample), Clinic())
        monkey = Monkey(session, driver, seed)
        watch(monkey)
        timer = close_dialogs(driver.window)
        QTest.qWaitForWindowExposed(driver.window)
        try:
            monkey.go(count)
        except BaseException as error:  # whatever it is, say what came before
            print(*monkey.done, repr(error), sep="\n", file=sys.stderr)  # noqa: T201
            sys.stderr.flush()
            raise
        finally:
            timer.stop()
        driver.settle()
        driver.close()
    print(json.dumps(monkey.reached))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

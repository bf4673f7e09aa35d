"""The lobby of a kiosk: what stands on the screen before, between and after its people.

While it is there the frame beneath is empty: no widget holds a word of anybody.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel

from consent_app import events as e
from consent_app.glass import opening, place
from consent_app.glass import theme as themes
from consent_app.glass.attract import Attract
from consent_app.glass.comfort import Comfort
from consent_app.glass.pad import Pad
from consent_app.glass.reading import Label, column
from consent_app.glass.rows import RadioRow
from consent_app.glass.screens import Screen, lay
from consent_app.glass.staff import LongPress
from consent_app.language import Language
from consent_app.view import lobby as view
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from consent_app.episode import Refused
    from consent_app.glass.theme import Theme
    from consent_app.glass.window import Window
    from consent_app.settings import Clinic

Step = Literal["", "attract", "language", "comfort", "start", "code", "curtain", "cleared"]
"""Which of its pages stands there; empty while somebody is on their way."""
CLEARED_FOR = 8000
"""Milliseconds for which the screen says that it is clear."""
_BACK: dict[Step, Step] = {
    "language": "attract", "comfort": "language", "start": "comfort", "code": "start",
}  # fmt: skip


class Lobby:
    """Its page, and what somebody chose on the way to the first page of an episode."""

    def __init__(self, window: Window, clinic: Clinic, *, used: bool) -> None:
        """Stand by; where it is not used, the next person begins on the first page at once."""
        self._window, self._clinic, self.used = window, clinic, used
        self.step: Step = ""
        self.language = window.session.language
        self.helper: e.Helper | None = None
        self.screen: QWidget | None = None
        self._complaint = ""
        self._clear = QTimer(window)
        self._clear.setSingleShot(True)
        self._clear.setInterval(CLEARED_FOR)
        self._clear.timeout.connect(self.next)

    @property
    def there(self) -> bool:
        """Whether one of its pages stands on the screen."""
        return bool(self.step)

    @property
    def say(self) -> Language:
        """The language of its pages."""
        return Language(self.language)

    # --- from page to page ------------------------------------------------------------------------

    def go(self, step: Step, complaint: str = "") -> None:
        """Show one of its pages, perhaps with what was wrong."""
        self.step, self._complaint = step, complaint
        self._clear.stop()
        if step == "cleared":
            self._clear.start()
        self.draw()

    def next(self) -> None:
        """Be ready for somebody else, who gets all as it is at first."""
        window = self._window
        self.language, self.helper = window.session.language, None
        self.go_away()
        window.look.wear_first()
        if self.used:
            self.go("attract")
        else:
            window.session.restart()
            self.enter()

    def anew(self) -> None:
        """Begin with who stands before the curtain."""
        self.next()
        if self.used:
            self.go("language")

    def go_away(self) -> None:
        """Be no longer there; the page goes with the frame that it lies over."""
        self.step, self.screen = "", None
        self._clear.stop()

    def do(self, name: str) -> None:
        """Do what a button of a page is for."""
        self._window.conduct.alive()
        kind, _, what = name.partition(":")
        if kind == "speak":
            self._speak(what)
        elif kind == "code":
            self.resume(what)
        else:
            actions: dict[str, Callable[[], object]] = {
                "back": lambda: self.go(_BACK[self.step]), "on": lambda: self.go("start"),
                "start": self._start, "looking": partial(self._start, looking=True),
                "code": lambda: self.go("code"), "anew": self.anew, "next": self.next,
                "staff": self._window.staff.open,
            }  # fmt: skip
            actions[what]()

    def _speak(self, code: str) -> None:
        self.language = code
        themes.load_fonts(everything=True)
        self.step = "comfort"
        self.dress(replace(self._window.theme, cjk=self.say.cjk))

    def dress(self, theme: Theme) -> None:
        """Show the page in another look; the cursor stays where it was."""
        focus = place.focused(self.screen) if self.screen is not None else ""
        self._window.look.wear(theme)
        if self.screen is not None:
            place.focus(self.screen, focus)

    # --- into an episode --------------------------------------------------------------------------

    def _start(self, *, looking: bool = False) -> None:
        window = self._window
        with self._calm():
            window.session.begin(self.language, looking=looking)
            self.enter()
            if self.helper is not None:
                window.note(e.HelperNamed(at=window.session.now(), by=self.helper))
            if window.look.changed:
                window.look.note()

    def resume(self, code: str) -> None:
        """Go on with an episode by its code, or say why not."""
        with self._calm():
            self._went_on(self._window.session.resume(code))

    def let_in(self, handle: str) -> None:
        """Go on with an episode that the staff have chosen."""
        self._window.clear()
        with self._calm():
            self._went_on(self._window.session.let_in(handle))

    def _went_on(self, refused: Refused | None) -> None:
        if refused is None:
            self.language = self._window.session.episode.language
            self.enter()
        else:
            step: Step = "curtain" if self.step == "curtain" else "code"
            self.go(step, w.refusal(refused.code, self.say))

    @contextlib.contextmanager
    def _calm(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the journal could not be used: say so, calmly
            self._window.broken(error)

    def enter(self) -> None:
        """Leave the lobby for the page of the episode."""
        self.go_away()
        themes.load_fonts(everything=self._window.say.cjk)
        self._window.enter()

    # --- drawing ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Lay the page over the frame in place of the one before."""
        window, before = self._window, self.screen
        right_to_left = self.say.right_to_left
        window.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        window.frame.set_reachable(on=False)
        self.screen = self._attract() if self.step == "attract" else self._page()
        lay(self.screen, window.frame)
        self.focus()  # first, else what is hidden hands the cursor on as Tab does
        if before is not None:  # it may hold the button whose click brought us here
            before.hide()
            before.setParent(None)
            before.deleteLater()
        if window.overlay is not None:
            window.overlay.raise_()
        window.announce(f"{self.title}. {self._complaint}" if self._complaint else self.title)

    @property
    def title(self) -> str:
        """What the page is called."""
        if isinstance(self.screen, Screen):
            return self.screen.title.text()
        return self.screen.accessibleName() if self.screen is not None else ""

    def focus(self) -> None:
        """Put the cursor where reading begins."""
        if isinstance(self.screen, Screen):
            self.screen.title.setFocus()
        elif self.screen is not None:
            self.screen.setFocus()

    def _attract(self) -> Attract:
        window = self._window
        words = opening.words(window.session.pack.manifest, self._clinic, self.say)
        made = Attract(words, window.theme)
        made.touched.connect(self._touched)
        for name in ("attract:clinic", "attract:title"):
            label = made.findChild(QLabel, name)
            if label is not None:
                LongPress(label, window.staff.open)
        return made

    def _touched(self) -> None:
        if self.step == "attract" and self._window.overlay is None:
            self._window.conduct.alive()
            self.go("language")

    def _page(self) -> Screen:
        window, theme, say = self._window, self._window.theme, self.say
        clinic = self._clinic.clinic or say.text(window.session.pack.manifest.title)
        comfort = (Comfort(say, theme, self.dress),) if self.step == "comfort" else ()
        made = Screen(
            self._words(), theme, self.do, clinic, comfort, self._pad(), self._about_helping()
        )
        made.name_more(say.text("Up"), say.text("More"))
        made.scans = self.step == "start"
        if self.step == "cleared":
            made.tapped.connect(self.next)
        LongPress(made.clinic, window.staff.open)
        return made

    def _words(self) -> view.Screen:
        say, session = self.say, self._window.session
        match self.step:
            case "language":
                return view.languages(session.pack, say)
            case "comfort":
                return view.comfort(say)
            case "start":
                return view.start(say, codes_only=self._clinic.codes_only)
            case "code":
                return view.code(say, self._complaint)
            case "curtain":
                return view.curtain(say, self._complaint, codes=self._codes)
            case _:
                return view.cleared(say)

    @property
    def _codes(self) -> bool:
        return self._window.session.codes_left > 0

    def _about_helping(self) -> QFrame | None:
        """Build what else is chosen for comfort: how it is read aloud, and who helps."""
        if self.step != "comfort":
            return None
        frame, rows = column(self._window.theme.space(3))
        for choice in self._window.listening.choices():
            rows.addWidget(choice)
        rows.addWidget(self._helpers())
        rows.addStretch(1)
        return frame

    def _helpers(self) -> QFrame:
        """Ask who helps; nothing is marked before somebody does."""
        theme = self._window.theme
        frame, rows = column(theme.space(2))
        question, answers = view.helpers(self.say)
        frame.setAccessibleName(question)
        rows.addWidget(Label(question, theme, bold=True))
        group, grid = QButtonGroup(frame), QGridLayout()
        grid.setSpacing(theme.mm(3))
        rows.addLayout(grid)
        for number, (name, words) in enumerate(answers):
            row = RadioRow(words, theme)
            row.setObjectName(f"helper:{name}")
            row.setChecked(name == self.helper)
            row.clicked.connect(partial(self._helped, name))
            group.addButton(row)
            grid.addWidget(row, number // 2, number % 2)
        return frame

    def _helped(self, name: e.Helper, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self.helper = name

    def _pad(self) -> Pad | None:
        if self.step not in {"code", "curtain"} or not self._codes:
            return None
        say, digits = self.say, view.CODE_DIGITS
        made = Pad(say.text("Your code"), self._window.theme, say, least=digits, most=digits)
        made.given.connect(self.resume)
        return made

"""The cards that any page can open: a question, help, another language, leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from consent_app import episode as ep
from consent_app import events as e
from consent_app.glass.asking import button
from consent_app.glass.overlay import Overlay, QuestionPad
from consent_app.language import Language
from consent_app.view import lobby as view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from consent_app.glass.window import Window


class Cards:
    """Opens them over a window, one at a time."""

    def __init__(self, window: Window, staff: str) -> None:
        """Name whom people call, as the clinic says it; may be empty."""
        self._window, self._staff = window, staff

    def card(self, title: str, texts: Sequence[str]) -> Overlay:
        """Return a card that is not open yet."""
        return Overlay(title, texts, self._window.theme, self._window.frame)

    def tell(self, title: str, *texts: str) -> None:
        """Say something; one button leads back."""
        window = self._window
        card, words = self.card(title, texts), window.say.text("Back to the page")
        card.offer(words, "close", window.close_overlay, main=True)
        window.cover(card)

    def broken(self, reason: str, close: Callable[[], None]) -> None:
        """Say calmly that something did not work."""
        say = self._window.say
        texts = [
            say.text("Nothing that you entered is lost."),
            say.text("Please try again. If it happens again, call the staff."),
            say.text("For the staff: {reason}").format(reason=reason),
        ]
        card = self.card(say.text("Something did not work"), texts)
        card.offer(say.text("Back to the page"), "close", close, main=True)
        self._window.cover(card)

    # --- a question -------------------------------------------------------------------------------

    def question(self) -> None:
        """“I have a question”, over any page."""
        window, say = self._window, self._window.say
        if window.page is None:
            return
        intro = say.text(
            "Pick one, or write your own. Your team gets it. You come back to this page."
        )
        if window.session.episode.looking:  # nobody gets anything
            intro = say.text("Pick one, or write your own. You come back to this page.")
        pad = QuestionPad(
            say.text("I have a question"), intro,
            window.page.ready, say.text("Your own question"), say.text("Write by finger"),
            ep.WORDS_LIMIT, window.theme, window.frame, self._keep_ready,
        )  # fmt: skip
        pad.offer(say.text("Back to the page"), "close", window.close_overlay)
        pad.offer(say.text("Keep my question"), "keep", partial(self._keep_own, pad), main=True)
        window.cover(pad)

    def _keep_ready(self, name: str) -> None:
        if self._window.ask(ready=name):
            self._kept()

    def _keep_own(self, pad: QuestionPad) -> None:
        words, strokes = pad.words.text(), pad.strokes
        taken = self._window.ask(words=words) if words.strip() else bool(strokes)
        if taken and strokes:
            taken = self._window.ask(strokes=strokes)
        if taken:
            self._kept()

    def _kept(self) -> None:
        self._window.close_overlay()
        self._window.frame.hint(self._window.say.text("Your question is on the list."))

    # --- help and language ------------------------------------------------------------------------

    def help(self) -> None:
        """What each button does, and whom to call."""
        window, say = self._window, self._window.say
        window.note(e.HelpOpened(at=window.session.now(), page=window.session.episode.page))
        texts = [
            say.text("“Continue” opens the next page. “Back” opens the page before."),
            say.text("“More” shows the rest of a long page."),
            say.text("“A A” sets the text size, light or dark, and what moves."),
            say.text("“I have a question” puts a question on the list for your team."),
        ]
        if window.session.episode.looking:
            texts.append(say.text("“Hide” clears this screen at once."))
        elif window.kiosk:
            texts.append(say.text("“Hide” hides what you entered at once. Nothing is lost."))
        texts += [say.text("“Leave” clears this screen."), view.call(say, self._staff)]
        card = self.card(say.text("Help"), texts)
        if window.kiosk:
            card.offer(say.text("Staff"), "help:staff", window.staff.open)
        card.offer(say.text("Back to the page"), "close", window.close_overlay, main=True)
        window.cover(card)

    def language(self) -> None:
        """Offer every language in its own script; the page stays."""
        window, say = self._window, self._window.say
        episode = window.session.episode
        card = self.card(
            say.text("Language"),
            [say.text("Another language? Please ask the staff.")],
        )
        frame = QFrame()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(window.theme.mm(3))
        for number, code in enumerate(episode.pack.manifest.languages):
            made = button(Language(code).own_name, window.theme, "choice", f"speak:{code}")
            made.setCheckable(True)
            made.setChecked(code == episode.language)
            made.clicked.connect(partial(self._speak, code))
            grid.addWidget(made, number // 2, number % 2)
        card.rows.addWidget(frame)
        card.offer(say.text("Back to the page"), "close", window.close_overlay, main=True)
        window.cover(card)

    def _speak(self, code: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self._window.close_overlay()
        self._window.speak(code)

    # --- leaving ----------------------------------------------------------------------------------

    def leave(self) -> None:
        """Ask once before the screen is cleared, and whether the person comes back."""
        window, say = self._window, self._window.say
        card = self.card(say.text("Do you want to leave?"), self._leaving())
        card.offer(say.text("Stay here"), "close", window.close_overlay)
        if window.keeps:
            slip = button(say.text("Print my code"), window.theme, name="leave-slip")
            slip.clicked.connect(window.print_slip)
            card.rows.insertWidget(3, slip, 0, Qt.AlignmentFlag.AlignLeading)
            finish = button(say.text("Finish and clear"), window.theme, name="leave-now")
            finish.clicked.connect(window.finish)
            card.rows.addWidget(finish, 0, Qt.AlignmentFlag.AlignLeading)
            keep = partial(window.park, "left")
            card.offer(say.text("Keep for later"), "leave-keep", keep, main=True)
        else:
            card.offer(say.text("Leave and clear"), "leave-now", window.finish, main=True)
        window.cover(card)

    def _leaving(self) -> tuple[str, ...]:
        window, say = self._window, self._window.say
        if window.session.episode.looking:
            return (say.text("Nothing is kept. This screen is cleared."),)
        words = say.text("What you answered so far stays with the clinic. This screen is cleared.")
        if not window.keeps:
            return (words,)
        code = view.spaced(window.session.code, say)
        return (
            say.text("You can keep this for later. Your code is {code}.").format(code=code),
            say.text("With it you go on where you stopped, up to 20 hours from now."),
            say.text("Or finish now. What you answered so far stays with the clinic."),
        )

"""The window: the door from a page's widgets to the session, and nothing else.

An event is journalled before anything is repainted. What may happen is the episode's business; the
window only shows the page that it is given.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from msgspec import UNSET
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLayout,
    QMainWindow,
)  # fmt: skip

from consent_app import episode as ep
from consent_app import events as e
from consent_app.glass import accessible, pager, place, touch
from consent_app.glass import theme as themes
from consent_app.glass.arrange import arrange
from consent_app.glass.asking import SignaturePanel
from consent_app.glass.cards import Cards
from consent_app.glass.conduct import Conduct
from consent_app.glass.entries import Entries
from consent_app.glass.errors import ErrorSummary
from consent_app.glass.faults import Faults
from consent_app.glass.frame import Frame, title_label
from consent_app.glass.keyboard import Keyboard
from consent_app.glass.listen import Listening
from consent_app.glass.lobby import Lobby
from consent_app.glass.look import Look
from consent_app.glass.papers import Papers
from consent_app.glass.signing import Signing
from consent_app.glass.staff import Desk
from consent_app.glass.work import Task
from consent_app.settings import Clinic
from consent_app.view import blocks as b
from consent_app.view import lobby as lobbies
from consent_app.view import page as pages
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from consent_app.episode import Refused
    from consent_app.events import Stroke
    from consent_app.glass.host import CopyReceiver, PagesReceiver
    from consent_app.glass.overlay import Overlay
    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.profile import Value
    from consent_app.session import Session

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_HIGH_MM, _NO_REACH = 1000, 0.4
"""How high an upright screen is whose upper part, as a share of it, is left empty at a kiosk."""
SIZE_MM = (306, 230)
"""The window where it does not fill the screen: a 15 inch kiosk."""


class Window(QMainWindow):
    """The wizard. Implements `glass.host.Host` for the widgets on its pages."""

    cleared = Signal()
    """One person has gone; what was set for them alone goes back to what it is at first."""

    def __init__(  # noqa: PLR0913 - its parts, each named
        self,
        session: Session,
        theme: Theme,
        clinic: Clinic | None = None,
        *,
        lobby: bool = False,
        data: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Show the lobby of a kiosk, or the page on which the session stands.

        Args:
            session: whose page is shown.
            theme: how it looks at first.
            clinic: its settings; by default those of a demonstration.
            lobby: whether people come in through the lobby.
            data: the folder for what is measured here; None keeps it for this run only.
            clock: seconds, for what happens when nobody touches the screen.

        """
        super().__init__()
        accessible.install()
        guard = touch.Guard(self)
        self.session = session
        self.kiosk = session.mode == "kiosk"
        """Whether a person is alone here."""
        self._held = False
        self.look = Look(self, theme, data)
        self.entries = Entries(self)
        self.page: b.Page | None = None
        self.overlay: Overlay | None = None
        self.failure: Exception | None = None
        """The last thing that went wrong, for staff and tests."""
        self._task: Task | None = None
        self.papers = Papers(self)
        self.signing = Signing(self)
        self.faults = Faults(self)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.timeout.connect(self._turned)
        layout = self.layout()
        if layout is not None:  # the screen sets the size, not the words on a page
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        clinic = clinic or Clinic()
        self.cards = Cards(self, clinic.staff)
        self.staff = Desk(self)
        self.lobby = Lobby(self, clinic, used=lobby)
        self.frame = Frame(theme)
        self.listening = Listening(self, guard)
        self._set_frame()
        wanted = self.kiosk if clinic.keyboard is None else clinic.keyboard
        self.keyboard = Keyboard(self) if wanted else None
        self.conduct = Conduct(self, clock)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        if lobby:
            self.lobby.go("attract")
        else:
            self.show_page()
        if session.left_behind is not None:
            self._cannot_resume(session.left_behind)

    def _cannot_resume(self, why: Refused) -> None:
        """Tell the staff that the last candidate's way cannot go on, before the next one begins."""
        say = self.say
        self.cards.tell(
            say.text("The last session cannot be continued"),
            w.refusal(why.code, say),
            say.text("It is kept in the journal. Please call the staff before you go on."),
        )

    # --- host -------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """Sizes and colours."""
        return self.look.theme

    @property
    def room(self) -> int:
        """The width for a block in pixels."""
        return self.frame.room

    @property
    def tall(self) -> int:
        """The height in which a figure can be seen whole, in pixels."""
        return self.frame.tall

    @property
    def say(self) -> Language:
        """Words of the window itself."""
        return self.lobby.say if self.lobby.there else self.session.say

    def edited(self, name: str, value: Value) -> None:
        """Keep what a field holds; journal it when typing pauses."""
        self.entries.edited(name, value)

    def choose(self, block: b.ChoiceList, option: str) -> None:
        """Take an answer that was marked."""
        at = self.session.now()
        match block.asks:
            case "answer":
                self.edited(block.name, option)
                self.entries.write()
                return
            case "check":
                self.entries.pick(option)
            case "stop":
                self.send(e.StopAnswered(at=at, choice="read" if option == "read" else "finish"))
            case "decide":
                self.send(e.Decided(at=at, decision=cast("e.Decision", option)))
            case "sure":
                said = cast("Literal['yes', 'no']", option)
                self.send(e.SureAnswered(at=at, item=block.name, answer=said))
            case "paper":
                points: Literal[14, 18] = 18 if option == "18" else 14
                self.send(e.PaperChosen(at=at, points=points))
            case "practice":
                self.send(e.Practised(at=at, answer=option))
                self.show_page(keep_place=True)
                self.frame.show_end()
                return
            case "private":
                self.entries.pick(option)
                self.send(e.PrivatelyAnswered(at=at, question=block.name, answer=option))
        self.refresh()

    def change(self, page: str) -> None:
        """Open the page of an answer in the list; its *Continue* comes back."""
        self.open_page(page)

    def rate(self, value: str, weight: int) -> None:
        """Take how much something matters."""
        self.send(e.ValueRated(at=self.session.now(), value=value, weight=weight))
        self.refresh()

    def speak(self, language: str) -> None:
        """Switch the language; place, answers and drafts stay."""
        self.entries.write()
        here = place.take(self.frame)
        if language != self.session.episode.language:
            themes.load_fonts(everything=True)
            if self.send(e.LanguageChosen(at=self.session.now(), language=language)):
                self.look.dress()
        self.show_page()
        place.put(self.frame, replace(here, focus="", hint=self.frame.hint_line.text()))

    def say_need(self, need: str, answer: str) -> None:
        """Take whether the person has something."""
        said = cast("Literal['have', 'need', 'not_sure']", answer)
        self.send(e.NeedSaid(at=self.session.now(), need=need, answer=said))
        self.refresh()

    def tick(self, asks: str, name: str, on: bool) -> None:  # noqa: FBT001 - from a signal
        """Take what was marked."""
        at = self.session.now()
        if asks == "factor":
            self.send(e.FactorTold(at=at, factor=name, on=on))
        else:
            self.send(e.PhrasePicked(at=at, phrase=name, on=on))

    def write(self, strokes: Sequence[Stroke]) -> None:
        """Take what was written by finger."""
        self.send(e.InkWritten(at=self.session.now(), strokes=tuple(strokes)))

    def ask(
        self, *, ready: str | None = None, words: str | None = None, strokes: Sequence[Stroke] = ()
    ) -> bool:
        """Put a question on the list."""
        page, lines = self.session.episode.page, tuple(strokes) or UNSET
        event = e.QuestionAdded(
            at=self.session.now(), page=page, ready=ready, words=words, strokes=lines
        )
        taken = self.send(event)
        if taken and page == ep.QUESTIONS:
            self.show_page(keep_place=True)
        return taken

    def unask(self, ready: str) -> None:
        """Take a ready question off the list."""
        for number, question in enumerate(self.session.episode.questions):
            if question.ready == ready:
                self.drop(number)
                return

    def drop(self, number: int) -> None:
        """Take a question off the list."""
        self.send(e.QuestionDropped(at=self.session.now(), number=number))
        self.show_page(keep_place=True)

    def open_form(self, name: str) -> None:
        """Open the small form of something to confirm; without a name close it."""
        self.entries.open_form(name)

    def confirm(self, name: str) -> None:
        """Take what the small form says, or say at its place what is wrong."""
        self.entries.confirm(name)

    def reopen(self, name: str) -> None:
        """Take a confirmation back."""
        if self.send(e.ConditionReopened(at=self.session.now(), condition=name)):
            self.show_page(keep_place=True)

    def want_pages(self, receive: PagesReceiver) -> None:
        """Lay the document out in the background, note it, show it."""
        self.papers.want_pages(receive)

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have the sealed document at hand: from the store, or made now."""
        self.papers.want_copy(receive)

    def print_copy(self) -> None:
        """Print the sealed document on the printer of this computer."""
        self.papers.print_copy()

    def print_slip(self) -> None:
        """Print a slip with the code, or with the number of the sealed document."""
        self.papers.print_slip()

    def save_copy(self) -> None:
        """Save a copy of the sealed document where the person says."""
        self.papers.save_copy()

    # --- events -----------------------------------------------------------------------------------

    def send(self, event: e.Event) -> bool:
        """Let an event happen; False, with words on the screen, where it may not."""
        return self._did(lambda: self.session.dispatch(event))

    def _did(self, act: Callable[[], Refused | None]) -> bool:
        self.conduct.alive()
        try:
            refused = act()
        except Exception as error:  # noqa: BLE001 - the journal could not write: say so, lose nothing
            self.broken(error)
            return False
        return self.check(refused)

    def note(self, event: e.Event) -> None:
        """Write down how somebody uses the screen; nobody is told where that may not be."""
        try:
            self.session.dispatch(event)
        except Exception as error:  # noqa: BLE001 - the journal could not write: say so, lose nothing
            self.broken(error)

    def check(self, refused: Refused | None) -> bool:
        """Return whether something happened, or say why it did not."""
        if refused is None:
            return True
        self.cards.tell(self.say.text("This cannot be done now"), w.refusal(refused.code, self.say))
        return False

    # --- the buttons ------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what the primary button says."""
        if self.page is None or self.overlay is not None:
            return
        match self.page.does:
            case "submit":
                self.entries.submit()
            case "check":
                self._answer_check()
            case "review":
                topic = self.session.episode.review
                self.open_page(self.session.episode.topic(topic).page if topic else None)
            case "sign":
                self.signing.go_on()
            case "finish":
                self.finish()
            case "next":
                self.open_page(self.session.episode.next_page)

    def go_back(self) -> None:
        """Open the page before this one; it is always free until something was signed."""
        self.entries.write()
        self.open_page(self.session.episode.previous_page)

    def open_page(self, name: str | None) -> None:
        """Open a page, empty of what was begun on the one before."""
        if name and self.send(e.PageOpened(at=self.session.now(), page=name)):
            self.entries.forget()
            self.show_page()

    def _answer_check(self) -> None:
        episode = self.session.episode
        picked = self.entries.draft.picked
        if picked is None:
            return
        item = episode.item(episode.asked_on(episode.page) or "")
        event = e.CheckAnswered(at=self.session.now(), item=item.id, answer=picked)
        if self.send(event):
            self.entries.forget()
            self.show_page(keep_place=True)
            self.frame.show_end()

    def finish(self) -> None:
        """End the episode and clear the screen for the next person."""
        self.close_overlay()
        language = self.session.episode.language
        if not self._did(self.session.finish):
            return
        self.clear()
        if self.lobby.used:
            self.lobby.language = language
            self.lobby.go("cleared")
        else:
            self.show_page()

    # --- one person after another -----------------------------------------------------------------

    @property
    def keeps(self) -> bool:
        """Whether the person can go on later."""
        episode = self.session.episode
        return bool(self.session.code) and episode.sealed is None and episode.page != ep.DONE

    def park(self, why: e.ParkedWhy) -> None:
        """Hide everything of the person at once; they can go on later unless they just looked."""
        self.entries.write()
        looked, language = self.session.episode.looking, self.session.episode.language
        trouble = self._park(why)
        self.clear()
        self.lobby.language = language
        if looked and why != "left":
            self.lobby.next()
        elif looked or (why == "left" and not trouble):
            self.lobby.go("cleared")
        else:
            self.lobby.go("curtain", trouble)

    def _park(self, why: e.ParkedWhy) -> str:
        """Put the episode away; return what is said where something is wrong."""
        words = self.say.text("Something did not work. Please call the staff.")
        try:
            self.session.park(why)
        except Exception as error:  # noqa: BLE001 - nobody's words stay on the screen over it
            _LOG.warning("%s: %s", type(error).__name__, _reason(error))
            return words
        return words if why == "fault" else ""

    def clear(self) -> None:
        """Let no widget hold a word of the person: an empty frame, as it looks at first."""
        self.entries.forget()
        self._resized.stop()
        self.conduct.drop()
        self.close_overlay()
        self.page = self.failure = None
        self._task = self.signing.panel = None
        self.papers.forget()
        if self.keyboard is not None:
            self.keyboard.forget()
        QApplication.clipboard().clear()
        self.lobby.go_away()
        self.look.wear_first()
        self.setWindowTitle(self.say.text(self.session.pack.manifest.title))
        self.cleared.emit()

    def enter(self) -> None:
        """Show the page of an episode to who came through the lobby."""
        self.close_overlay()
        self.look.dress()
        self.show_page()

    # --- held by the staff ------------------------------------------------------------------------

    def hold(self) -> None:
        """Let nobody but the staff close the window, which fills the screen."""
        self._held = True

    def release(self) -> None:
        """End the program; the staff have asked for it."""
        self._held = False
        self.close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        away = event.type() is QEvent.Type.WindowStateChange and not self.isFullScreen()
        if away and self._held:
            QTimer.singleShot(0, self, self.showFullScreen)

    # --- overlays ---------------------------------------------------------------------------------

    def broken(self, error: Exception) -> None:
        """Say calmly that something did not work; staff find the reason in the log."""
        self.failure = error
        self.papers.give_up()
        _LOG.warning("%s: %s", type(error).__name__, _reason(error))
        self.cards.broken(_reason(error), self._recover)

    def _recover(self) -> None:
        self.close_overlay()
        if not self.lobby.there:
            self.show_page(keep_place=True)

    def cover(self, card: Overlay) -> None:
        """Lay a card over the page, in place of another one."""
        self.close_overlay()
        self.overlay = card
        self.frame.set_reachable(on=False)
        self.let_hide(card)
        card.open(self.say)

    def let_hide(self, card: Overlay) -> None:
        """Keep *Hide* at hand while a card lies over the page of somebody who is alone."""
        if self.kiosk and not self.lobby.there:
            card.keep_above(self.frame.hide_button, partial(self.park, "hidden"))

    def close_overlay(self) -> None:
        """Go back to the page beneath."""
        if self.overlay is None:
            return
        card, self.overlay = self.overlay, None
        card.hide()
        card.deleteLater()
        if self.lobby.there:
            self.lobby.focus()
            return
        self.frame.set_reachable(on=True)
        self.frame.title.setFocus()

    # --- slow work --------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a document is being made."""
        return self._task is not None or self.papers.sealing

    def work(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do something slow in another thread, then `done` in this one."""
        self._task = task = Task(call, self)

        def ended(result: object) -> None:
            if self._task is task:
                self._task = None
                self.frame.hint("")
                done(cast("T", result))

        def failed(error: Exception) -> None:
            if self._task is task:
                self._task = None
                self.broken(error)

        task.start(ended, failed)

    # --- drawing ----------------------------------------------------------------------------------

    def _set_frame(self) -> None:
        frame = self.frame
        self.setCentralWidget(frame)
        for made, action in (
            (frame.size_button, self.look.open),
            (frame.language_button, self.cards.language),
            (frame.hide_button, partial(self.park, "hidden")),
            (frame.help_button, self.cards.help),
            (frame.back, self.go_back),
            (frame.leave, self.cards.leave),
            (frame.question, self.cards.question),
            (frame.primary, self.go_on),
        ):
            made.clicked.connect(action)
        frame.hide_button.setVisible(self.kiosk)
        self.listening.attach()

    def show_page(self, *, keep_place: bool = False) -> None:
        """Draw the page that the episode stands on, and say which one it is."""
        page = self._draw(keep_place=keep_place)
        if page is not None:
            self._announce(page)

    def _draw(self, *, keep_place: bool) -> b.Page | None:
        """Draw the page; where it cannot be made, that is taken care of."""
        try:
            return self._drawn(keep_place=keep_place)
        except Exception as error:  # noqa: BLE001 - whatever a builder does wrong
            self.faults.happened(error)
            return None

    def _drawn(self, *, keep_place: bool) -> b.Page:
        if self.keyboard is not None:
            self.keyboard.step_aside()
        page = self._page_now()
        self.page = page
        right_to_left = page.direction == "rtl"
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.setWindowTitle(page.title)
        self.frame.dress(page, self.say)
        self.frame.set_buttons(page, busy=self.busy)
        scroll = self.frame.text.verticalScrollBar().value() if keep_place else 0
        rows = pager.rows(self.frame.text) if keep_place else ()
        title = title_label(page.title, self.theme)
        content = arrange(page, title, self, self.frame)
        self.signing.panel = content.findChild(SignaturePanel)
        self.frame.show_content(content, title, scroll)
        pager.turn(self.frame.text, rows)
        if self.busy:  # the page has begun something
            self.frame.set_buttons(page, busy=True)
        self.listening.turned()
        if page.id == ep.SIGN and self.session.episode.signature and not self.busy:
            self.frame.hint(self.say.text("Your signature is kept. Please seal the document."))
        return page

    def _page_now(self) -> b.Page:
        """Return the page that the episode stands on; the first one names the person's code."""
        session = self.session
        page = pages.page(session.episode, self.say, self.entries.draft)
        coded = page.id == ep.WELCOME and bool(session.code) and self.lobby.used
        return lobbies.with_code(page, session.code, self.say) if coded else page

    def refresh(self) -> None:
        """Set the buttons from the episode as it stands now."""
        self.page = self._page_now()
        self.frame.set_buttons(self.page, busy=self.busy)

    def _announce(self, page: b.Page) -> None:
        wrong = self.frame.findChild(ErrorSummary)
        if wrong is not None:
            wrong.arrive()
            return
        self.frame.title.setFocus()
        self.announce(f"{page.progress}. {page.title}" if page.progress else page.title)

    def announce(self, words: str) -> None:
        """Say something to who listens with a screen reader."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- look -------------------------------------------------------------------------------------

    def draw_anew(self) -> None:
        """Draw the page once more; nothing is announced."""
        self._draw(keep_place=False)

    def new_frame(self) -> None:
        """Put another frame in the place of the one before, beneath the lobby if that is there."""
        before = self.frame  # it may hold the button whose click brought us here
        self.takeCentralWidget()
        before.hide()
        before.setParent(None)
        before.deleteLater()
        self.frame = Frame(self.theme)
        self._set_frame()
        self.frame.resize(self.size())
        layout = self.frame.layout()
        if layout is not None:
            layout.activate()
        if self.isVisible():
            self.frame.show()  # at once: its parts take their size when shown
        if self.lobby.there:
            self.lobby.draw()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(SIZE_MM[0]), self.theme.mm(SIZE_MM[1]))

    def make_room(self, tall: int) -> None:
        """Leave pixels for a keyboard below, and above what a sitting person cannot reach."""
        self.setContentsMargins(0, self._out_of_reach, 0, tall)

    @property
    def _out_of_reach(self) -> int:
        upright = self.kiosk and self.height() > self.width()
        high = upright and self.height() >= self.theme.mm(_HIGH_MM)
        return round(self.height() * _NO_REACH) if high else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.make_room(self.contentsMargins().bottom())
        if self.overlay is not None:
            self.overlay.setGeometry(self.frame.rect())
        if self.keyboard is not None:
            self.keyboard.fit()
        if event.oldSize().isValid() and event.oldSize() != event.size():  # room may be all it gave
            self._resized.start()

    def _turned(self) -> None:
        """Build the page anew for another window size; a running task is left alone."""
        if self._task is None and self.overlay is None and not self.lobby.there:
            here = place.take(self.frame)
            self._draw(keep_place=False)
            place.put(self.frame, here)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._held:
            event.ignore()
            return
        if not self.lobby.there:
            self.entries.write()
        self.conduct.stop()
        super().closeEvent(event)


def _reason(error: Exception) -> str:
    return " ".join(str(part) for part in error.args) or type(error).__name__

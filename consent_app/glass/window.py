"""The window: the door from a page's widgets to the session, and nothing else.

An event is journalled before anything is repainted. What may happen is the episode's business; the
window only shows the page that it is given.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app import episode as ep
from consent_app import events as e
from consent_app.glass import copies, place
from consent_app.glass import theme as themes
from consent_app.glass.asking import SignaturePanel
from consent_app.glass.builders import build
from consent_app.glass.comfort import ComfortCard
from consent_app.glass.frame import Frame, title_label
from consent_app.glass.keyboard import Keyboard
from consent_app.glass.overlay import Overlay, QuestionPad
from consent_app.glass.reading import Label
from consent_app.glass.sheets import pages as pictures
from consent_app.glass.work import Task
from consent_app.view import blocks as b
from consent_app.view import confirm
from consent_app.view import page as pages
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QImage, QResizeEvent

    from consent_app.episode import Refused
    from consent_app.glass.host import CopyReceiver, PagesReceiver
    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.profile import Value
    from consent_app.session import Finished, Preview, Session

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_WRITE_AFTER = 500
"""Milliseconds after the last key until what was typed is journalled."""
_PREVIEW_PPI = 110
_SIZE_MM = (306, 230)
"""The window where it does not fill the screen: a 15 inch kiosk."""


class Window(QMainWindow):
    """The wizard. Implements `glass.host.Host` for the widgets on its pages."""

    def __init__(self, session: Session, theme: Theme, *, keyboard: bool | None = None) -> None:
        """Show the page on which the session stands, with a keyboard at a kiosk unless told."""
        super().__init__()
        self.session, self._theme = session, theme
        self._first_theme = theme
        """How it looks for each person at first."""
        self._focus_before = ""
        self._draft = pages.EMPTY
        self.page: b.Page | None = None
        self.overlay: Overlay | None = None
        self.copy: Finished | None = None
        self.failure: Exception | None = None
        """The last thing that went wrong, for staff and tests."""
        self._task: Task | None = None
        self._copy_to: CopyReceiver | None = None
        """Who waits for the copy that is being made."""
        self._shown: tuple[Preview, list[QImage]] | None = None
        """The document as it was last shown, for when its page is drawn anew."""
        self._signature: SignaturePanel | None = None
        self._typing = self._timer(_WRITE_AFTER, self._write_typed)
        self._resized = self._timer(0, self._turned)
        layout = self.layout()
        if layout is not None:  # the screen sets the size, not the words on a page
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.frame = Frame(theme)
        self._set_frame()
        wanted = session.mode == "kiosk" if keyboard is None else keyboard
        self.keyboard = Keyboard(self) if wanted else None
        self.show_page()
        if session.left_behind is not None:
            self._cannot_resume(session.left_behind)

    def _cannot_resume(self, why: Refused) -> None:
        """Tell the staff that the last candidate's way cannot go on, before the next one begins."""
        say = self.say
        self._tell(
            say.text("The last session cannot be continued"),
            w.refusal(why.code, say),
            say.text("It is kept in the journal. Please call the staff before you go on."),
        )

    def _timer(self, after: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(call)
        return timer

    # --- host -------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """Sizes and colours."""
        return self._theme

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
        return self.session.say

    def edited(self, name: str, value: Value) -> None:
        """Keep what a field holds; journal it when typing pauses."""
        self._draft = replace(self._draft, values={**self._draft.values, name: value})
        self._typing.start()

    def choose(self, block: b.ChoiceList, option: str) -> None:
        """Take an answer that was marked."""
        at = self.session.now()
        match block.asks:
            case "answer":
                self.edited(block.name, option)
                self._write_typed()
                return
            case "check":
                self._draft = pages.Draft(self._draft.values, (), option)
            case "stop":
                self._send(e.StopAnswered(at=at, choice="read" if option == "read" else "finish"))
            case "decide":
                self._send(e.Decided(at=at, decision=cast("e.Decision", option)))
            case "sure":
                said = cast("Literal['yes', 'no']", option)
                self._send(e.SureAnswered(at=at, item=block.name, answer=said))
            case "private":
                self._draft = pages.Draft(picked=option)  # gone with the page
                self._send(e.PrivatelyAnswered(at=at, question=block.name, answer=option))
        self._refresh()

    def rate(self, value: str, weight: int) -> None:
        """Take how much something matters."""
        self._send(e.ValueRated(at=self.session.now(), value=value, weight=weight))
        self._refresh()

    def speak(self, language: str) -> None:
        """Switch the language; place, answers and drafts stay."""
        self._write_typed()
        if language != self.session.episode.language:
            themes.load_fonts(everything=True)
            if self._send(e.LanguageChosen(at=self.session.now(), language=language)):
                self._dress()
        self.show_page()

    def ask(self, *, ready: str | None = None, words: str | None = None) -> bool:
        """Put a question on the list."""
        page = self.session.episode.page
        event = e.QuestionAdded(at=self.session.now(), page=page, ready=ready, words=words)
        taken = self._send(event)
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
        self._send(e.QuestionDropped(at=self.session.now(), number=number))
        self.show_page(keep_place=True)

    def open_form(self, name: str) -> None:
        """Open the small form of something to confirm, for today; without a name close it."""
        today = self.session.now().date().isoformat()
        values = {**self._draft.values, confirm.ON: today, confirm.NOTE: ""}
        self._draft = replace(self._draft, values=values, problems=(), complaint=None, open=name)
        self.show_page(keep_place=True)
        self._to_form()

    def confirm(self, name: str) -> None:
        """Take what the small form says, or say at its place what is wrong."""
        episode, values = self.session.episode, self._draft.values
        event = confirm.event(episode, name, values, self.session.now())
        after = event if isinstance(event, tuple) else ep.step(episode, event)
        if isinstance(after, ep.Episode):
            if self._send(cast("e.Event", event)):
                kept = {n: values[n] for n in (confirm.BY, confirm.ROLE) if n in values}
                self._draft = pages.Draft(kept)
        else:
            problems = after if isinstance(after, tuple) else after.problems
            code = None if isinstance(after, tuple) else after.code
            self._draft = replace(self._draft, problems=problems, complaint=code)
        self.show_page(keep_place=True)
        self._to_form()

    def reopen(self, name: str) -> None:
        """Take a confirmation back."""
        if self._send(e.ConditionReopened(at=self.session.now(), condition=name)):
            self.show_page(keep_place=True)

    def _to_form(self) -> None:
        """Bring the open form into sight, the cursor in its first field."""
        first = self.findChild(QWidget, f"field:{confirm.BY}")
        if first is not None:
            self.frame.text.ensureWidgetVisible(first, 0, self.theme.mm(40))
            first.setFocus()

    def want_pages(self, receive: PagesReceiver) -> None:
        """Lay the document out in the background, note it, show it."""
        episode, say, press = self.session.episode, self.say, self.session.press

        def work() -> tuple[Preview, list[QImage]]:
            preview = press.preview(episode, say)
            if self._shown is not None and self._shown[0] is preview:
                return self._shown
            return preview, list(pictures(preview.pdf, _PREVIEW_PPI))

        def done(result: tuple[Preview, list[QImage]]) -> None:
            preview, images = self._shown = result
            if self.session.episode.page == ep.DOCUMENT:
                self._check(self.session.rendered(preview))
                receive.show_pages(images)
                self._refresh()

        self._work(work, done)

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have the sealed document at hand: from the store, or made now."""
        episode, say, press = self.session.episode, self.say, self.session.press
        if self.copy and episode.sealed and self.copy.sha256 == episode.sealed.sha256:
            receive.ready()
            return
        coming, self._copy_to = self._copy_to is not None and self.busy, receive
        if coming:  # the page was drawn anew meanwhile; nothing is sealed twice
            return

        def found(stored: Finished | None) -> None:
            if stored is not None:
                self._have_copy(stored)
            elif episode.signature is not None:
                self._make_copy()
            else:
                self._work(lambda: press.preview(episode, say), shown)

        def shown(preview: Preview) -> None:
            self._check(self.session.rendered(preview))
            self._make_copy()

        self._work(lambda: press.again(episode), found)

    def _make_copy(self) -> None:
        session, say, episode = self.session, self.say, self.session.episode
        finish = session.press.finish
        self._work(lambda: finish(episode, say, session.record()), self._have_copy)

    def _have_copy(self, finished: Finished) -> None:
        if self.session.episode.sealed is None:
            self._check(self.session.sealed(finished))
        self.copy = finished
        receive, self._copy_to = self._copy_to, None
        if receive is not None:
            receive.ready()
        self._refresh()

    def print_copy(self) -> None:
        """Print the sealed document on the printer of this computer."""
        if self.copy is None:
            return
        if copies.can_print():
            copies.print_pdf(self.copy.pdf)
            return
        say = self.say
        words = say.text("No printer is set up on this computer. Save a copy, or ask the staff.")
        self._tell(say.text("There is no printer"), words)

    def save_copy(self) -> None:
        """Save a copy of the sealed document where the person says."""
        name = f"{self.session.episode.document_id}.pdf"
        words = self.say.text("Save a copy")
        target, _ = QFileDialog.getSaveFileName(self, words, str(Path.home() / name), "PDF (*.pdf)")
        if target:
            self.save_to(Path(target))

    def save_to(self, target: Path) -> None:
        """Write the copy; say so where the folder cannot be written."""
        if self.copy is None:
            return
        try:
            copies.save(self.copy.pdf, target)
        except OSError as error:
            say = self.say
            sentence = say.text(
                "The copy could not be saved in {place}: {why}. Choose another folder."
            )
            why = error.strerror or str(error)
            words = sentence.format(place=target.parent, why=why)
            self._tell(say.text("The copy was not saved"), words)

    # --- events -----------------------------------------------------------------------------------

    def _send(self, event: e.Event) -> bool:
        """Let an event happen; False, with words on the screen, where it may not."""
        try:
            refused = self.session.dispatch(event)
        except Exception as error:  # noqa: BLE001 - the journal could not write: say so, lose nothing
            self._broken(error)
            return False
        return self._check(refused)

    def _check(self, refused: Refused | None) -> bool:
        if refused is None:
            return True
        self._tell(self.say.text("This cannot be done now"), w.refusal(refused.code, self.say))
        return False

    def _write_typed(self) -> None:
        """Journal every field of the page that holds something valid by now."""
        self._typing.stop()
        for name in self.session.episode.fields(self.session.episode.page):
            if name not in self._draft.values:
                continue
            event = e.Answered(at=self.session.now(), values={name: self._draft.values[name]})
            after = ep.step(self.session.episode, event)
            if isinstance(after, ep.Episode) and after.profile != self.session.episode.profile:
                self._send(event)

    # --- the buttons ------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what the primary button says."""
        if self.page is None or self.overlay is not None:
            return
        match self.page.does:
            case "submit":
                self._submit()
            case "check":
                self._answer_check()
            case "review":
                topic = self.session.episode.review
                self._open(self.session.episode.topic(topic).page if topic else None)
            case "sign":
                self._sign()
            case "finish":
                self._finish()
            case "next":
                self._open(self.session.episode.next_page)

    def go_back(self) -> None:
        """Open the page before this one; it is always free until something was signed."""
        self._write_typed()
        self._open(self.session.episode.previous_page)

    def _open(self, name: str | None) -> None:
        if name and self._send(e.PageOpened(at=self.session.now(), page=name)):
            self._draft = pages.EMPTY
            self.show_page()

    def _submit(self) -> None:
        """Take all fields of the page together, or say at each place what is wrong."""
        self._typing.stop()
        episode = self.session.episode
        values = {
            name: self._draft.values.get(name, _stored(episode, name))
            for name in episode.fields(episode.page)
        }
        event = e.Answered(at=self.session.now(), values=values)
        after = ep.step(episode, event)
        if isinstance(after, ep.Refused) and after.problems:
            self._draft = pages.Draft(self._draft.values, after.problems, None)
            self.show_page()
        elif self._send(event):
            self._open(self.session.episode.next_page)

    def _answer_check(self) -> None:
        episode = self.session.episode
        if self._draft.picked is None:
            return
        item = episode.item(episode.page.removeprefix(ep.CHECK))
        event = e.CheckAnswered(at=self.session.now(), item=item.id, answer=self._draft.picked)
        if self._send(event):
            self._draft = pages.EMPTY
            self.show_page(keep_place=True)
            self.frame.show_end()

    def _sign(self) -> None:
        """Sign, then seal; where sealing fails, the signature is kept and sealing can go on."""
        episode = self.session.episode
        if episode.signature is None:
            if self._signature is None or episode.rendered is None:
                return
            how, strokes, words = self._signature.given()
            event = e.Signed(
                at=self.session.now(), how=how, content=episode.rendered.content,
                strokes=strokes, words=words,
            )  # fmt: skip
            after = ep.step(episode, event)
            if isinstance(after, ep.Refused):
                self._signature.complain(w.refusal(after.code, self.say))
                return
            if not self._send(event):
                return
        self._seal()

    def _seal(self) -> None:
        episode, say, press = self.session.episode, self.say, self.session.press
        self.failure = None

        def done(finished: Finished) -> None:
            self.copy = finished
            if self._check(self.session.sealed(finished)):
                self._open(ep.DONE)

        self._work(lambda: press.finish(episode, say, self.session.record()), done)
        self._refresh()
        self.frame.hint(say.text("Your document is being sealed."))

    def _finish(self) -> None:
        if self._send(e.Finished(at=self.session.now())):
            self.copy = self._copy_to = self._task = self._shown = None
            self._draft = pages.EMPTY
            self.session.restart()
            if self.keyboard is not None:
                self.keyboard.forget()
            self._theme = self._first_theme
            self._dress()
            self.show_page()

    # --- overlays ---------------------------------------------------------------------------------

    def open_question(self) -> None:
        """“I have a question”, over any page."""
        if self.page is None:
            return
        say = self.say
        pad = QuestionPad(
            say.text("I have a question"),
            say.text("Pick one, or write your own. Your team gets it. You come back to this page."),
            self.page.ready, say.text("Your own question"), ep.WORDS_LIMIT, self.theme,
            self.frame, self._keep_ready,
        )  # fmt: skip
        pad.offer(say.text("Back to the page"), "close", self.close_overlay)
        pad.offer(say.text("Keep my question"), "keep", partial(self._keep_own, pad), main=True)
        self._cover(pad)

    def _keep_ready(self, name: str) -> None:
        if self.ask(ready=name):
            self._kept()

    def _keep_own(self, pad: QuestionPad) -> None:
        words = pad.words.text()
        if words.strip() and self.ask(words=words):
            self._kept()

    def _kept(self) -> None:
        self.close_overlay()
        self.frame.hint(self.say.text("Your question is on the list."))

    def open_help(self) -> None:
        """What each button does, and that staff can be asked."""
        say = self.say
        texts = [
            say.text("“Continue” opens the next page. “Back” opens the page before."),
            say.text("“More” shows the rest of a long page."),
            say.text("“A A” sets the text size, light or dark, and what moves."),
            say.text("“I have a question” puts a question on the list for your team."),
            say.text("“Leave” clears this screen. You can also call the staff at any time."),
        ]
        self._tell(say.text("Help"), *texts)

    def open_leave(self) -> None:
        """Ask once before the screen is cleared."""
        say = self.say
        words = say.text("What you answered so far stays with the clinic. This screen is cleared.")
        card = self._card(say.text("Do you want to leave?"), [words])
        card.offer(say.text("Stay here"), "close", self.close_overlay)
        card.offer(say.text("Leave and clear"), "leave-now", self._leave, main=True)
        self._cover(card)

    def _leave(self) -> None:
        self.close_overlay()
        self._finish()

    def _card(self, title: str, texts: Sequence[str]) -> Overlay:
        return Overlay(title, texts, self.theme, self.frame)

    def _tell(self, title: str, *texts: str) -> None:
        card = self._card(title, texts)
        card.offer(self.say.text("Back to the page"), "close", self.close_overlay, main=True)
        self._cover(card)

    def _broken(self, error: Exception) -> None:
        """Say calmly that something did not work; staff find the reason in the log."""
        self.failure, self._copy_to = error, None
        _LOG.warning("%s: %s", type(error).__name__, _reason(error))
        say = self.say
        texts = [
            say.text("Nothing that you entered is lost."),
            say.text("Please try again. If it happens again, call the staff."),
            say.text("For the staff: {reason}").format(reason=_reason(error)),
        ]
        card = self._card(say.text("Something did not work"), texts)
        card.offer(say.text("Back to the page"), "close", self._recover, main=True)
        self._cover(card)

    def _recover(self) -> None:
        self.close_overlay()
        self.show_page(keep_place=True)

    def _cover(self, card: Overlay) -> None:
        self.close_overlay()
        self.overlay = card
        self.frame.set_reachable(on=False)
        card.open()

    def close_overlay(self) -> None:
        """Go back to the page beneath."""
        if self.overlay is None:
            return
        card, self.overlay = self.overlay, None
        card.hide()
        card.deleteLater()
        self.frame.set_reachable(on=True)
        self.frame.title.setFocus()

    # --- slow work --------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a document is being made."""
        return self._task is not None

    def _work(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        self._task = task = Task(call, self)

        def ended(result: object) -> None:
            if self._task is task:
                self._task = None
                self.frame.hint("")
                done(cast("T", result))

        def failed(error: Exception) -> None:
            if self._task is task:
                self._task = None
                self._broken(error)

        task.start(ended, failed)

    # --- drawing ----------------------------------------------------------------------------------

    def _set_frame(self) -> None:
        frame = self.frame
        self.setCentralWidget(frame)
        for made, action in (
            (frame.size_button, self.open_comfort),
            (frame.language_button, self._next_language),
            (frame.help_button, self.open_help),
            (frame.back, self.go_back),
            (frame.leave, self.open_leave),
            (frame.question, self.open_question),
            (frame.primary, self.go_on),
        ):
            made.clicked.connect(action)

    def show_page(self, *, keep_place: bool = False) -> None:
        """Draw the page that the episode stands on, and say which one it is."""
        self._announce(self._draw(keep_place=keep_place))

    def _draw(self, *, keep_place: bool) -> b.Page:
        if self.keyboard is not None:
            self.keyboard.step_aside()
        page = pages.page(self.session.episode, self.say, self._draft)
        self.page = page
        right_to_left = page.direction == "rtl"
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.setWindowTitle(page.title)
        self.frame.dress(page, self.say)
        scroll = self.frame.text.verticalScrollBar().value() if keep_place else 0
        title = title_label(page.title, self.theme)
        self._signature = None
        self.frame.show_content(self._content(page, title), title, scroll)
        self.frame.set_buttons(page, busy=self.busy)
        if page.id == ep.SIGN and self.session.episode.signature and not self.busy:
            self.frame.hint(self.say.text("Your signature is kept. Please seal the document."))
        return page

    def _content(self, page: b.Page, title: QWidget) -> QWidget:
        """Build the blocks; one small figure stands beside the words where there is room."""
        theme, body = self.theme, QWidget()
        body.setObjectName("body")
        rows = QVBoxLayout(body)
        side = theme.mm(8)
        rows.setContentsMargins(side, theme.space(4), side, theme.space(3))
        rows.setSpacing(theme.space(3))
        rows.addWidget(Label(page.caption, theme, tone="secondary"))
        rows.addWidget(title)
        small = [x for x in page.blocks if isinstance(x, b.Picture) and x.share < 1]
        beside = small[0] if len(small) == 1 and self.frame.wide else None
        words = rows
        if beside is not None:
            line, words, figure = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
            line.setSpacing(theme.space(6))
            words.setSpacing(theme.space(3))
            line.addLayout(words, 3)
            line.addLayout(figure, 2)
            figure.addWidget(build(beside, self))
            figure.addStretch(1)
            rows.addLayout(line)
        for number, block in enumerate(page.blocks):
            if block is not beside:
                widget = build(block, self)
                widget.setProperty("block", number)
                self._signature = widget if isinstance(widget, SignaturePanel) else self._signature
                words.addWidget(widget)
        words.addStretch(1)
        rows.addStretch(1)
        return body

    def _refresh(self) -> None:
        """Set the buttons from the episode as it stands now."""
        self.page = pages.page(self.session.episode, self.say, self._draft)
        self.frame.set_buttons(self.page, busy=self.busy)

    def _announce(self, page: b.Page) -> None:
        self.frame.title.setFocus()
        words = f"{page.progress}. {page.title}" if page.progress else page.title
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- look -------------------------------------------------------------------------------------

    def open_comfort(self) -> None:
        """Let the text size, the colours and movement be chosen, over any page."""
        if self.overlay is None:
            self._focus_before = place.focused(self.frame)
            self._open_comfort()

    def _open_comfort(self) -> None:
        card = ComfortCard(self.say, self.theme, self.frame, self.dress_in)
        words = self.say.text("Back to the page")
        card.offer(words, "close", self._close_comfort, main=True)
        self._cover(card)

    def _close_comfort(self) -> None:
        self.close_overlay()
        place.focus(self.frame, self._focus_before)

    def dress_in(self, theme: Theme) -> None:
        """Show everything in another look; the place and what was begun there stay."""
        here, choosing = place.take(self.frame), isinstance(self.overlay, ComfortCard)
        self._theme, self.overlay = theme, None
        self._dress()
        self._draw(keep_place=False)
        place.put(self.frame, here)
        if choosing:
            self._open_comfort()
            place.focus(self.frame, here.focus)

    def _dress(self) -> None:
        """Build the frame anew for the text size and the script of the language."""
        self._theme = replace(self.theme, cjk=self.say.cjk)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.dress(app, self.theme)
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
        self.frame.setVisible(self.isVisible())  # at once: its parts take their size when shown

    def _next_language(self) -> None:
        offered = self.session.episode.pack.manifest.languages
        now = offered.index(self.session.episode.language)
        self.speak(offered[(now + 1) % len(offered)])

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(_SIZE_MM[0]), self.theme.mm(_SIZE_MM[1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.overlay is not None:
            self.overlay.setGeometry(self.frame.rect())
        if self.keyboard is not None:
            self.keyboard.fit()
        if event.oldSize().isValid() and event.oldSize() != event.size():  # room may be all it gave
            self._resized.start()

    def _turned(self) -> None:
        """Build the page anew for another window size; a running task is left alone."""
        if self._task is None and self.overlay is None:
            here = place.take(self.frame)
            self._draw(keep_place=False)
            place.put(self.frame, here)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._write_typed()
        super().closeEvent(event)


def _stored(episode: ep.Episode, name: str) -> Value | None:
    """Return an answer as it is stored, in the form in which answers are given."""
    value = getattr(episode.profile, name, None) or episode.profile.plan.get(name)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _reason(error: Exception) -> str:
    return " ".join(str(part) for part in error.args) or type(error).__name__

"""The window: one frame for every page, and the one place where an event goes in.

An event is journalled before anything is repainted. What may happen is the episode's business; the
window only shows the page that it is given.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication, QFileDialog, QFrame, QHBoxLayout, QLabel, QLayout, QMainWindow, QProgressBar, QPushButton,
    QScroller, QVBoxLayout, QWidget,
)  # fmt: skip

from consent_app import episode as ep
from consent_app import events as e
from consent_app.glass import theme as themes
from consent_app.glass.asking import SignaturePanel, button
from consent_app.glass.builders import build
from consent_app.glass.overlay import Overlay, QuestionPad
from consent_app.glass.reading import Body, Label
from consent_app.glass.work import Task
from consent_app.language import SHIPPED
from consent_app.view import blocks as b
from consent_app.view import page as pages
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QImage, QResizeEvent

    from consent_app.episode import Refused
    from consent_app.glass.host import CopyReceiver, PagesReceiver
    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.profile import Value
    from consent_app.session import Finished, Preview, Session

_LOG = logging.getLogger(__name__)
_WRITE_AFTER = 500
"""Milliseconds after the last key until what was typed is journalled."""
_PREVIEW_PPI = 110
_PRINT_PPI = 200
_OVERLAP = 2
"""Lines that stay in sight when *More* turns the text."""


class Window(QMainWindow):
    """The wizard. Implements `glass.host.Host` for the widgets on its pages."""

    def __init__(self, session: Session, theme: Theme, *, clinic_folder: Path | None = None) -> None:
        super().__init__()
        self.session, self._theme = session, theme
        self._folder = clinic_folder
        self._draft = pages.EMPTY
        self._shown: b.Page | None = None
        self._overlay: Overlay | None = None
        self._task: Task | None = None
        self._copy: Finished | None = None
        self._signature: SignaturePanel | None = None
        self.failure: Exception | None = None
        """The last thing that went wrong, for staff and tests."""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_WRITE_AFTER)
        self._typing.timeout.connect(self._write_typed)
        self._frame()
        self.show_page()

    # --- host -------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """Sizes and colours."""
        return self._theme

    @property
    def room(self) -> int:
        """The width for a block in pixels."""
        return self.scroll.viewport().width() - 2 * self.theme.mm(8)

    @property
    def say(self) -> Language:
        """Words of the window itself."""
        return self.session.say

    def edited(self, name: str, value: Value) -> None:
        """Keep what a field holds; journal it when typing pauses."""
        self._draft = pages.Draft(
            {**self._draft.values, name: value}, self._draft.problems, self._draft.picked
        )
        self._typing.start()

    def choose(self, block: b.ChoiceList, option: str) -> None:
        """Take an answer that was marked."""
        match block.asks:
            case "answer":
                self.edited(block.name, option)
                self._write_typed()
            case "check":
                self._draft = pages.Draft(self._draft.values, (), option)
                self._refresh_buttons()
            case "stop":
                self._send(e.StopAnswered(at=self.session.now(), choice=option))  # type: ignore[arg-type]
                self._refresh_buttons()
            case "decide":
                self._send(e.Decided(at=self.session.now(), decision=option))  # type: ignore[arg-type]
                self._refresh_buttons()

    def speak(self, language: str) -> None:
        """Switch the language; place, answers and drafts stay."""
        self._write_typed()
        if language != self.session.episode.language:
            if language != "en":
                themes.load_fonts(everything=True)
            self._send(e.LanguageChosen(at=self.session.now(), language=language))
            self._dress()
        self.show_page()

    def ask(self, *, ready: str | None = None, words: str | None = None) -> bool:
        """Put a question on the list."""
        page = self.session.episode.page
        event = e.QuestionAdded(at=self.session.now(), page=page, ready=ready, words=words)
        taken = self._send(event)
        if taken and page == ep.QUESTIONS and words:
            self.show_page()
        return taken

    def unask(self, ready: str) -> None:
        """Take a ready question off the list."""
        for number, question in enumerate(self.session.episode.questions):
            if question.ready == ready:
                self._send(e.QuestionDropped(at=self.session.now(), number=number))
                return

    def drop(self, number: int) -> None:
        """Take a question off the list."""
        self._send(e.QuestionDropped(at=self.session.now(), number=number))
        self.show_page()

    def want_pages(self, receive: PagesReceiver) -> None:
        """Lay the document out in the background, note it, show it."""
        episode, say, press = self.session.episode, self.say, self.session.press

        def work() -> tuple[Preview, list[QImage]]:
            from consent_app.glass.sheets import pages as pictures

            preview = press.preview(episode, say)
            return preview, list(pictures(preview.pdf, _PREVIEW_PPI))

        def done(result: object) -> None:
            preview, images = result  # type: ignore[misc]
            if self.session.episode.page != ep.DOCUMENT:
                return
            self._check(self.session.rendered(preview))
            receive.show_pages(images)
            self._refresh_buttons()
            self._measure()

        self._work(work, done)

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have the sealed document at hand: from the store, or made now."""
        episode, say, press = self.session.episode, self.say, self.session.press
        if self._copy and episode.sealed and self._copy.sha256 == episode.sealed.sha256:
            QTimer.singleShot(0, receive.ready)
            return

        def work() -> tuple[Preview | None, Finished]:
            stored = press.again(episode)
            if stored is not None:
                return None, stored
            preview = None if episode.signature else press.preview(episode, say)
            return preview, press.finish(episode, say)

        def done(result: object) -> None:
            preview, finished = result  # type: ignore[misc]
            if preview is not None:
                self._check(self.session.rendered(preview))
            if self.session.episode.sealed is None:
                self._check(self.session.sealed(finished))
            self._copy = finished
            receive.ready()

        self._work(work, done)

    def print_copy(self) -> None:
        """Print the sealed document on the printer of this computer."""
        from PySide6.QtGui import QPainter
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        from consent_app.glass.sheets import pages as pictures

        if self._copy is None:
            return
        if QPrinterInfo.defaultPrinter().isNull():
            self._tell(
                self.say.text("There is no printer"),
                self.say.text("No printer is set up on this computer. Save a copy instead, or ask "
                              "the staff."),
            )  # fmt: skip
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        painter = QPainter(printer)
        for number, image in enumerate(pictures(self._copy.pdf, _PRINT_PPI)):
            if number:
                printer.newPage()
            painter.drawImage(painter.viewport(), image)
        painter.end()

    def save_copy(self) -> None:
        """Save a copy of the sealed document where the person says."""
        if self._copy is None:
            return
        name = f"{self.session.episode.document_id}.pdf"
        words = self.say.text("Save a copy")
        target, _ = QFileDialog.getSaveFileName(self, words, str(Path.home() / name), "PDF (*.pdf)")
        if target:
            self.save_to(Path(target))

    def save_to(self, target: Path) -> None:
        """Write the copy; say so where the folder cannot be written."""
        if self._copy is None:
            return
        try:
            target.write_bytes(self._copy.pdf)
        except OSError as error:
            sentence = self.say.text("The copy could not be saved in {place}: {why}. Choose another folder.")
            self._tell(
                self.say.text("The copy was not saved"),
                sentence.format(place=target.parent, why=error.strerror or str(error)),
            )

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
        episode = self.session.episode
        for name in episode.fields(episode.page):
            if name not in self._draft.values:
                continue
            event = e.Answered(
                at=self.session.now(), values={name: self._draft.values[name]}
            )
            after = ep.step(self.session.episode, event)
            if isinstance(after, ep.Episode) and after.profile != self.session.episode.profile:
                self._send(event)

    # --- the buttons ------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what the primary button says."""
        if self._shown is None or self._overlay is not None:
            return
        match self._shown.does:
            case "submit":
                self._submit()
            case "check":
                self._answer_check()
            case "review":
                topic = self.session.episode.review
                if topic:
                    self._open(self.session.episode.topic(topic).page)
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
        fields = episode.fields(episode.page)
        stored = {
            name: getattr(episode.profile, name, None) or episode.profile.plan.get(name)
            for name in fields
        }
        values = {
            name: self._draft.values.get(name, _plain(stored[name])) for name in fields
        }
        event = e.Answered(at=self.session.now(), values=values)
        after = ep.step(episode, event)
        if isinstance(after, ep.Refused) and after.problems:
            self._draft = pages.Draft(self._draft.values, after.problems, None)
            self.show_page()
            return
        if self._send(event):
            self._open(self.session.episode.next_page)

    def _answer_check(self) -> None:
        episode = self.session.episode
        topic = episode.page.removeprefix(ep.CHECK)
        if self._draft.picked is None:
            return
        item = episode.item(topic)
        event = e.CheckAnswered(at=self.session.now(), item=item.id, answer=self._draft.picked)
        if self._send(event):
            self._draft = pages.EMPTY
            self.show_page(keep_place=True)

    def _sign(self) -> None:
        """Sign, then seal; where sealing fails, the signature is kept and sealing can go on."""
        episode = self.session.episode
        if episode.signature is None:
            if self._signature is None or episode.rendered is None:
                return
            how, strokes, words = self._signature.given()
            event = e.Signed(
                at=self.session.now(), how=how, content=episode.rendered.content,  # type: ignore[arg-type]
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
        self.primary.setEnabled(False)
        self._hint(say.text("Your document is being sealed."))

        def done(result: object) -> None:
            self._copy = result  # type: ignore[assignment]
            if self._check(self.session.sealed(result)):  # type: ignore[arg-type]
                self._open(ep.DONE)

        self._work(lambda: press.finish(episode, say), done)

    def _finish(self) -> None:
        if self._send(e.Finished(at=self.session.now())):
            self._copy = None
            self._draft = pages.EMPTY
            self.session.restart()
            self._dress()
            self.show_page()

    # --- overlays ---------------------------------------------------------------------------------

    def open_question(self) -> None:
        """“I have a question”, over any page."""
        say, page = self.say, self._shown
        if page is None:
            return
        pad = QuestionPad(
            say.text("I have a question"),
            say.text("Pick one, or write your own. Your team gets it. You come back to this page."),
            page.ready, say.text("Your own question"), ep.WORDS_LIMIT, self.theme,
            self.centralWidget(), self._pad_pick,
        )  # fmt: skip
        pad.offer(say.text("Back to the page"), "close", self.close_overlay)
        pad.offer(say.text("Keep my question"), "keep", partial(self._pad_keep, pad), main=True)
        self._cover(pad)

    def _pad_pick(self, name: str) -> None:
        if self.ask(ready=name):
            self.close_overlay()
            self._hint(self.say.text("Your question is on the list."))

    def _pad_keep(self, pad: QuestionPad) -> None:
        words = pad.words.text()
        if words.strip() and self.ask(words=words):
            self.close_overlay()
            self._hint(self.say.text("Your question is on the list."))

    def open_help(self) -> None:
        """What each button does, and that staff can be asked."""
        say = self.say
        card = Overlay(
            say.text("Help"),
            [
                say.text("“Continue” opens the next page. “Back” opens the page before."),
                say.text("“More” shows the rest of a long page."),
                say.text("“A A” makes the words larger or smaller."),
                say.text("“I have a question” puts a question on the list for your team."),
                say.text("“Leave” clears this screen. You can also call the staff at any time."),
            ],
            self.theme, self.centralWidget(),
        )  # fmt: skip
        card.offer(say.text("Back to the page"), "close", self.close_overlay)
        self._cover(card)

    def open_leave(self) -> None:
        """Ask once before the screen is cleared."""
        say = self.say
        card = Overlay(
            say.text("Do you want to leave?"),
            [say.text("What you answered so far stays with the clinic. This screen is cleared.")],
            self.theme, self.centralWidget(),
        )  # fmt: skip
        card.offer(say.text("Stay here"), "close", self.close_overlay)
        card.offer(say.text("Leave and clear"), "leave", self._leave, main=True)
        self._cover(card)

    def _leave(self) -> None:
        self.close_overlay()
        self._finish()

    def _tell(self, title: str, *texts: str) -> None:
        card = Overlay(title, texts, self.theme, self.centralWidget())
        card.offer(self.say.text("Back to the page"), "close", self.close_overlay)
        self._cover(card)

    def _broken(self, error: Exception) -> None:
        """Say calmly that something did not work; staff find the reason in the log."""
        self.failure = error
        _LOG.error("%s: %s", type(error).__name__, error)
        self._hint("")
        say = self.say
        card = Overlay(
            say.text("Something did not work"),
            [
                say.text("Nothing that you entered is lost."),
                say.text("Please try again. If it happens again, call the staff."),
                say.text("For the staff: {reason}").format(reason=_reason(error)),
            ],
            self.theme, self.centralWidget(),
        )  # fmt: skip
        card.offer(say.text("Back to the page"), "close", self._recover)
        self._cover(card)

    def _recover(self) -> None:
        self.close_overlay()
        self.show_page(keep_place=True)

    def _cover(self, card: Overlay) -> None:
        self.close_overlay()
        self._overlay = card
        for part in (self._bar, self._middle, self._footer):
            part.setEnabled(False)
        card.open()

    def close_overlay(self) -> None:
        """Go back to the page beneath."""
        if self._overlay is None:
            return
        card, self._overlay = self._overlay, None
        card.hide()
        card.deleteLater()
        for part in (self._bar, self._middle, self._footer):
            part.setEnabled(True)
        self.title.setFocus()

    # --- slow work --------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a document is being made."""
        return self._task is not None

    def _work(self, call: Callable[[], object], done: Callable[[object], None]) -> None:
        self._task = task = Task(call, self)

        def ended(result: object) -> None:
            if self._task is task:
                self._task = None
                self._hint("")
                done(result)

        def failed(error: Exception) -> None:
            if self._task is task:
                self._task = None
                self._broken(error)

        task.start(ended, failed)

    # --- drawing ----------------------------------------------------------------------------------

    def _frame(self) -> None:
        """Build the parts that every page shares."""
        central = QWidget()
        central.setObjectName("page")
        self.setCentralWidget(central)
        layout = self.layout()
        if layout is not None:  # the screen sets the size, not the words on a page
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar, self._middle, self._footer = QFrame(), QFrame(), QFrame()
        self._bar.setObjectName("bar")
        self._middle.setObjectName("body")
        self._footer.setObjectName("footer")
        self.thin = QProgressBar()
        self.thin.setObjectName("thin")
        self.thin.setTextVisible(False)
        self.strip = QFrame()
        self.strip.setObjectName("strip")
        self._strip_row = QHBoxLayout(self.strip)
        self._fill_bar()
        column.addWidget(self._bar)
        column.addWidget(self.thin)
        column.addWidget(self.strip)
        column.addWidget(self._middle, 1)
        column.addWidget(self._footer)
        self._fill_middle()
        self._fill_footer()

    def _fill_bar(self) -> None:
        theme, line = self.theme, QHBoxLayout(self._bar)
        side = theme.space(3)
        line.setContentsMargins(theme.mm(8), side // 2, side, side // 2)
        line.setSpacing(theme.mm(2))
        self.progress = QLabel()
        self.progress.setObjectName("progress")
        self.progress.setFont(theme.font())
        line.addWidget(self.progress, 1)
        self.bigger = button("A A", theme, "tool", "size")
        self.language = button("", theme, "tool", "language")
        self.help = button("", theme, "tool", "help")
        self.bigger.clicked.connect(self.toggle_size)
        self.language.clicked.connect(self._next_language)
        self.help.clicked.connect(self.open_help)
        for tool in (self.bigger, self.language, self.help):
            line.addWidget(tool)
        self._notice = QLabel()
        self._notice.setWordWrap(True)
        self._strip_row.addWidget(self._notice)

    def _fill_middle(self) -> None:
        theme, column = self.theme, QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.scroll = Body()
        self.scroll.setObjectName("scroll")
        QScroller.grabGesture(self.scroll.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.scroll.verticalScrollBar().valueChanged.connect(self._measure)
        self.scroll.verticalScrollBar().rangeChanged.connect(self._measure)
        column.addWidget(self.scroll, 1)
        self._more_row = QFrame()
        self._more_row.setObjectName("body")
        line = QHBoxLayout(self._more_row)
        line.setContentsMargins(theme.mm(8), theme.space(1), theme.mm(8), theme.space(1))
        self.up = button("", theme, "tool", "up")
        self.more = button("", theme, "tool", "more")
        self.up.clicked.connect(partial(self._turn_text, -1))
        self.more.clicked.connect(partial(self._turn_text, 1))
        line.addWidget(self.up)
        line.addStretch(1)
        line.addWidget(self.more)
        self._more_row.hide()
        column.addWidget(self._more_row)

    def _fill_footer(self) -> None:
        theme, rows = self.theme, QVBoxLayout(self._footer)
        rows.setContentsMargins(theme.mm(8), theme.space(2), theme.mm(8), theme.space(2))
        rows.setSpacing(theme.space(1))
        self.status = QLabel()
        self.status.setObjectName("progress")
        self.status.setFont(theme.font())
        self.status.setWordWrap(True)
        rows.addWidget(self.status)
        line = QHBoxLayout()
        line.setSpacing(theme.mm(3))
        self.back = button("", theme, name="back")
        self.leave = button("", theme, name="leave")
        self.question = button("", theme, name="ask")
        self.primary = button("", theme, "primary", "primary")
        for made, action in (
            (self.back, self.go_back), (self.leave, self.open_leave),
            (self.question, self.open_question), (self.primary, self.go_on),
        ):  # fmt: skip
            made.clicked.connect(action)
        line.addWidget(self.back)
        line.addWidget(self.leave)
        line.addStretch(1)
        line.addWidget(self.question)
        line.addWidget(self.primary)
        rows.addLayout(line)

    def show_page(self, *, keep_place: bool = False) -> None:
        """Draw the page that the episode stands on."""
        page = pages.page(self.session.episode, self.say, self._draft)
        self._shown = page
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if page.direction == "rtl"
            else Qt.LayoutDirection.LeftToRight
        )  # fmt: skip
        self._chrome(page)
        place = self.scroll.verticalScrollBar().value() if keep_place else 0
        self._signature = None
        self.scroll.show_content(self._content(page))
        self._measure()
        self.scroll.verticalScrollBar().setValue(place)
        self._refresh_buttons()
        self._announce(page)
        if keep_place and page.does in {"next", "review"}:
            self._show_feedback()
        if self.session.episode.signature and page.id == ep.SIGN and self._task is None:
            self._hint(self.say.text("Your signature is kept. Please seal the document."))

    def _chrome(self, page: b.Page) -> None:
        """Set every part of the frame from the page; nowhere else."""
        say = self.say
        self.setWindowTitle(page.title)
        self.progress.setText(page.progress)
        self.thin.setRange(0, 1000)
        self.thin.setValue(round(page.done * 1000))
        self.thin.setAccessibleName(page.progress)
        self.thin.setFixedHeight(max(3, self.theme.mm(1)))
        self._notice.setText(page.notice)
        self._notice.setFont(self.theme.font())
        self.strip.setVisible(bool(page.notice))
        side = self.theme.space(1)
        self._strip_row.setContentsMargins(self.theme.mm(8), side, self.theme.mm(8), side)
        self._word(self.language, say.text("Language"))
        self._word(self.help, say.text("Help"))
        self.bigger.setAccessibleName(say.text("A A: larger or smaller words"))
        self._word(self.back, say.text("Back"))
        self._word(self.leave, say.text("Leave"))
        self._word(self.question, say.text("I have a question"))
        self._word(self.up, say.text("Up"))
        self._word(self.more, say.text("More"))
        self._hint("")

    @staticmethod
    def _word(made: QPushButton, words: str) -> None:
        made.setText(words)
        made.setAccessibleName(words)

    def _content(self, page: b.Page) -> QWidget:
        theme = self.theme
        body = QWidget()
        body.setObjectName("body")
        column = QVBoxLayout(body)
        side = theme.mm(8)
        column.setContentsMargins(side, theme.space(4), side, theme.space(3))
        column.setSpacing(theme.space(3))
        caption = Label(page.caption, theme, tone="secondary")
        column.addWidget(caption)
        self.title = Label(page.title, theme, "h1", bold=True)
        self.title.setObjectName("title")
        self.title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self.title)
        beside = self._beside(page)
        target = column
        if beside is not None:
            line = QHBoxLayout()
            line.setSpacing(theme.space(6))
            words = QVBoxLayout()
            words.setSpacing(theme.space(3))
            line.addLayout(words, 3)
            figure = QVBoxLayout()
            figure.addWidget(build(beside, self))
            figure.addStretch(1)
            line.addLayout(figure, 2)
            column.addLayout(line)
            target = words
        for block in page.blocks:
            if block is not beside:
                widget = build(block, self)
                if isinstance(widget, SignaturePanel):
                    self._signature = widget
                target.addWidget(widget)
        if beside is not None:
            target.addStretch(1)
        column.addStretch(1)
        return body

    def _beside(self, page: b.Page) -> b.Picture | None:
        """Return the one figure that stands beside the text where the window is wide."""
        found = [x for x in page.blocks if isinstance(x, b.Picture) and x.share < 1]
        wide = self.width() > self.height() and self.width() > self.theme.body * 34
        return found[0] if len(found) == 1 and wide else None

    def _refresh_buttons(self) -> None:
        """Set the primary button and *Back* from the episode as it stands now."""
        page = pages.page(self.session.episode, self.say, self._draft)
        self._shown = page
        self._word(self.primary, page.primary)
        self.primary.setEnabled(page.enabled and self._task is None)
        self.primary.setAccessibleDescription(page.why_not)
        self.back.setEnabled(page.back)
        if page.why_not:
            self._hint(page.why_not)
        elif not self.busy:
            self._hint("")

    def _hint(self, words: str) -> None:
        """Say one line above the buttons, or nothing."""
        self.status.setText(words)
        self.status.setVisible(bool(words))

    def _show_feedback(self) -> None:
        bar = self.scroll.verticalScrollBar()
        QTimer.singleShot(0, lambda: bar.setValue(bar.maximum()))

    def _announce(self, page: b.Page) -> None:
        self.title.setFocus()
        words = f"{page.progress}. {page.title}" if page.progress else page.title
        event = QAccessibleAnnouncementEvent(self, words)
        QAccessible.updateAccessibility(event)

    def _turn_text(self, way: int) -> None:
        """Page the text: a view up or down, less the lines that stay in sight."""
        bar = self.scroll.verticalScrollBar()
        step = self.scroll.viewport().height() - _OVERLAP * self.theme.body
        bar.setValue(bar.value() + way * step)

    def _measure(self) -> None:
        bar = self.scroll.verticalScrollBar()
        self._more_row.setVisible(bar.maximum() > 0)
        self.up.setEnabled(bar.value() > 0)
        self.more.setEnabled(bar.value() < bar.maximum())

    # --- look -------------------------------------------------------------------------------------

    def toggle_size(self) -> None:
        """Switch between the two text sizes without losing the place."""
        self._write_typed()
        self._theme = themes.Theme(self.theme.ppi, not self.theme.large, self.theme.cjk)
        self._dress()
        self.show_page(keep_place=True)

    def _dress(self) -> None:
        cjk = self.session.episode.language.startswith(("zh", "ja", "ko"))
        self._theme = themes.Theme(self.theme.ppi, self.theme.large, cjk)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.dress(app, self.theme)
        self._frame()

    def _next_language(self) -> None:
        place = SHIPPED.index(self.session.episode.language)
        self.speak(SHIPPED[(place + 1) % len(SHIPPED)])

    def sizeHint(self) -> QSize:
        return QSize(1024, 768)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._overlay is not None:
            self._overlay.setGeometry(self.centralWidget().rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._write_typed()
        super().closeEvent(event)


def _plain(value: object) -> Value | None:
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _reason(error: Exception) -> str:
    return " ".join(str(part) for part in error.args) or type(error).__name__

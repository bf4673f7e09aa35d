"""The papers of the person on the screen: shown, made, printed and saved."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFileDialog

from consent_app import episode as ep
from consent_app.glass import copies
from consent_app.glass.sheets import Sheets
from consent_app.glass.work import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.host import CopyReceiver, PagesReceiver
    from consent_app.glass.window import Window
    from consent_app.session import Finished, Preview, Sealing

_LOG = logging.getLogger(__name__)
_PREVIEW_PPI = 110


class Papers:
    """What a window has at hand of one episode."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.copy: Finished | None = None
        """The sealed document."""
        self._copy_to: CopyReceiver | None = None
        """Who waits for the copy that is being made."""
        self._shown: tuple[Preview, Sheets] | None = None
        """The document as it was last shown, for when its page is drawn anew."""
        self._sealing: Task | None = None
        """The seal for who is on the screen; the one for who has left goes on out of sight."""

    @property
    def sealing(self) -> bool:
        """Whether the document of the person on the screen is being sealed."""
        return self._sealing is not None

    def forget(self) -> None:
        """Have nothing of the person who leaves."""
        self.copy = self._copy_to = self._shown = self._sealing = None

    def give_up(self) -> None:
        """Nobody waits any more for a copy that could not be made."""
        self._copy_to = None

    def want_pages(self, receive: PagesReceiver) -> None:
        """Lay the document out in the background, note it, show it."""
        session, say = self._window.session, self._window.say
        episode, press = session.episode, session.press

        def work() -> tuple[Preview, Sheets]:
            preview = press.preview(episode, say)
            if self._shown is not None and self._shown[0] is preview:
                return self._shown
            return preview, Sheets(preview.pdf, _PREVIEW_PPI)

        def done(result: tuple[Preview, Sheets]) -> None:
            preview, images = self._shown = result
            if self._window.session.episode.page == ep.DOCUMENT:
                self._window.check(self._window.session.rendered(preview))
                receive.show_pages(images)
                self._window.refresh()

        self._window.work(work, done)

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have the sealed document at hand: from the store, or made now."""
        session, say = self._window.session, self._window.say
        episode, press = session.episode, session.press
        if self.copy and episode.sealed and self.copy.sha256 == episode.sealed.sha256:
            receive.ready()
            return
        coming, self._copy_to = self._copy_to is not None and self._window.busy, receive
        if coming:  # the page was drawn anew meanwhile; nothing is sealed twice
            return

        def found(stored: Finished | None) -> None:
            if stored is not None:
                self._have_copy(stored)
            elif episode.signature is not None:
                self._make_copy()
            else:
                self._window.work(lambda: press.preview(episode, say), shown)

        def shown(preview: Preview) -> None:
            self._window.check(self._window.session.rendered(preview))
            self._make_copy()

        self._window.work(lambda: press.again(episode), found)

    def _make_copy(self) -> None:
        self.seal(self._have_copy)

    def _have_copy(self, finished: Finished) -> None:
        self.copy = finished
        receive, self._copy_to = self._copy_to, None
        if receive is not None and self._window.session.episode.page == ep.DONE:  # else it is gone
            receive.ready()
        self._window.refresh()

    # --- the seal ---------------------------------------------------------------------------------

    def seal(self, done: Callable[[Finished], None]) -> None:
        """Seal the document in the background and note it, then call `done`.

        Where its person leaves the screen meanwhile it is noted all the same, and nothing is shown.
        """
        session, say = self._window.session, self._window.say
        episode, press = session.episode, session.press
        try:
            events = session.record()
        except Exception as error:  # noqa: BLE001 - the journal could not be read: say so, lose nothing
            self._window.broken(error)
            return
        under = session.seal()
        task = Task(lambda: press.finish(episode, say, events), self._window)
        self._sealing = task
        task.start(
            lambda made: self._ended(task, under, cast("Finished", made), done),
            lambda error: self._ended(task, under, error, done),
        )

    def _ended(
        self, task: Task, under: Sealing, outcome: Finished | Exception,
        done: Callable[[Finished], None],
    ) -> None:  # fmt: skip
        """Note how it went; where its person has left, the next one is shown nothing of it."""
        window, here = self._window, self._sealing is task
        made = None if isinstance(outcome, Exception) else outcome
        trouble = outcome if isinstance(outcome, Exception) else None
        refused = None
        if here:
            self._sealing = None
            window.frame.hint("")
        try:
            refused = window.session.ended(under, made)
        except Exception as error:  # noqa: BLE001 - what could not be noted is parked at the next start
            trouble = trouble or error
        if not here:
            _log(trouble)
        elif trouble is not None:
            window.broken(trouble)
        elif made is not None and window.check(refused):
            done(made)
        else:
            window.refresh()

    # --- handed out -------------------------------------------------------------------------------

    def print_copy(self) -> None:
        """Print the sealed document on the printer of this computer."""
        if self.copy is None:
            return
        if copies.can_print():
            copies.print_pdf(self.copy.pdf)
            return
        say = self._window.say
        words = say.text("No printer is set up on this computer. Save a copy, or ask the staff.")
        self._window.cards.tell(say.text("There is no printer"), words)

    def print_slip(self) -> None:
        """Print a slip with the code, or with the number of the sealed document."""
        session, say = self._window.session, self._window.say
        episode, press, code = session.episode, session.press, session.code
        if copies.can_print():
            task = Task(lambda: press.slip(episode, say, code), self._window)  # beside what goes on
            task.start(
                lambda pdf: copies.print_pdf(cast("bytes", pdf)),
                lambda error: self._window.broken(error) if session.code == code else _log(error),
            )
        else:
            words = say.text("No printer is set up on this computer. Please ask the staff.")
            self._window.cards.tell(say.text("There is no printer"), words)

    def save_copy(self) -> None:
        """Save a copy of the sealed document where the person says."""
        name = f"{self._window.session.episode.document_id}.pdf"
        words = self._window.say.text("Save a copy")
        home = str(Path.home() / name)
        target, _ = QFileDialog.getSaveFileName(self._window, words, home, "PDF (*.pdf)")
        if target:
            self.save_to(Path(target))

    def save_to(self, target: Path) -> None:
        """Write the copy; say so where the folder cannot be written."""
        if self.copy is None:
            return
        try:
            copies.save(self.copy.pdf, target)
        except OSError as error:
            say = self._window.say
            sentence = say.text(
                "The copy could not be saved in {place}: {why}. Choose another folder."
            )
            why = error.strerror or str(error)
            words = sentence.format(place=target.parent, why=why)
            self._window.cards.tell(say.text("The copy was not saved"), words)


def _log(trouble: Exception | None) -> None:
    if trouble is not None:
        _LOG.warning("%s: %s", type(trouble).__name__, " ".join(map(str, trouble.args)))

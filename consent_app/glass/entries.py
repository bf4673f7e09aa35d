"""What a person has begun on a page: its fields, and the small form of something to confirm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from consent_app import episode as ep
from consent_app import events as e
from consent_app.glass.errors import ErrorSummary
from consent_app.view import confirm
from consent_app.view import page as pages

if TYPE_CHECKING:
    from consent_app.glass.window import Window
    from consent_app.profile import Value

_WRITE_AFTER = 500
"""Milliseconds after the last key until what was typed is journalled."""


class Entries:
    """Keeps what is not journalled yet, and journals it as soon as it is valid."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.draft = pages.EMPTY
        self._typing = QTimer(window)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_WRITE_AFTER)
        self._typing.timeout.connect(self.write)

    def forget(self) -> None:
        """Hold nothing of the page."""
        self._typing.stop()
        self.draft = pages.EMPTY

    def pick(self, option: str) -> None:
        """Keep which answer is marked until it is given; it is gone with the page."""
        self.draft = pages.Draft(self.draft.values, (), option)

    # --- fields -----------------------------------------------------------------------------------

    def edited(self, name: str, value: Value) -> None:
        """Keep what a field holds; journal it when typing pauses."""
        self.draft = replace(self.draft, values={**self.draft.values, name: value})
        self._typing.start()

    def write(self) -> None:
        """Journal every field of the page that holds something valid by now."""
        self._typing.stop()
        session = self._window.session
        for name in session.episode.fields(session.episode.page):
            if name not in self.draft.values:
                continue
            event = e.Answered(at=session.now(), values={name: self.draft.values[name]})
            after = ep.step(session.episode, event)
            if isinstance(after, ep.Episode) and after.profile != session.episode.profile:
                self._window.send(event)

    def submit(self) -> None:
        """Take all fields of the page together, or say at each place what is wrong."""
        self._typing.stop()
        window, episode = self._window, self._window.session.episode
        values = {
            name: self.draft.values.get(name, _stored(episode, name))
            for name in episode.fields(episode.page)
        }
        event = e.Answered(at=window.session.now(), values=values)
        after = ep.step(episode, event)
        if isinstance(after, ep.Refused) and after.problems:
            self.draft = pages.Draft(self.draft.values, after.problems, None)
            window.show_page()
        elif window.send(event):
            window.open_page(window.session.episode.next_page)

    # --- something to confirm ---------------------------------------------------------------------

    def open_form(self, name: str) -> None:
        """Open the small form of something to confirm, for today; without a name close it."""
        today = self._window.session.now().date().isoformat()
        values = {**self.draft.values, confirm.ON: today, confirm.NOTE: ""}
        self.draft = replace(self.draft, values=values, problems=(), complaint=None, open=name)
        self._show_form()

    def confirm(self, name: str) -> None:
        """Take what the small form says, or say at its place what is wrong."""
        session, values = self._window.session, self.draft.values
        event = confirm.event(session.episode, name, values, session.now())
        after = event if isinstance(event, tuple) else ep.step(session.episode, event)
        if isinstance(after, ep.Episode):
            if self._window.send(cast("e.Event", event)):
                kept = {n: values[n] for n in (confirm.BY, confirm.ROLE) if n in values}
                self.draft = pages.Draft(kept)
        else:
            problems = after if isinstance(after, tuple) else after.problems
            code = None if isinstance(after, tuple) else after.code
            self.draft = replace(self.draft, problems=problems, complaint=code)
        self._show_form()

    def _show_form(self) -> None:
        """Bring the open form into sight, and the cursor into it unless something is wrong."""
        window = self._window
        window.show_page(keep_place=True)
        if window.frame.findChild(ErrorSummary) is not None:
            return
        first = window.findChild(QWidget, f"field:{confirm.BY}")
        if first is not None:
            window.frame.text.ensureWidgetVisible(first, 0, window.theme.mm(40))
            first.setFocus()


def _stored(episode: ep.Episode, name: str) -> Value | None:
    """Return an answer as it is stored, in the form in which answers are given."""
    value = getattr(episode.profile, name, None) or episode.profile.plan.get(name)
    return value if value is None or isinstance(value, str | int | float) else str(value)

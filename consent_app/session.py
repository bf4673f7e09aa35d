"""One candidate at one screen: the episode, its journal, its clock and its press.

`dispatch` is the only way in: an event is checked, then journalled, and only then does it hold.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from consent_app import episode as ep
from consent_app import events as e
from consent_app.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.episode import Episode, Refused


class JournalError(Exception):
    """The journal cannot be opened, written or trusted; carries a code and a detail."""

    def __init__(
        self, code: Literal["cannot_open", "cannot_write", "chain_broken"], detail: str
    ) -> None:
        """Keep the code and where or why."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class PressError(Exception):
    """A document cannot be made, signed, sealed or stored; carries a code and a detail."""

    code: str
    detail: str


class Journal(Protocol):
    """Where events are written; see `records.journal`."""

    def prepare(self) -> None:
        """Do ahead, in another thread, what would make the first event slow."""

    def append(self, episode: str, event: e.Event) -> None:
        """Write and flush one event."""

    def events(self, episode: str) -> Iterable[e.Event]:
        """Return the events of an episode in order."""

    def unfinished(self) -> str | None:
        """Return the episode to go on with, if there is one."""


class Preview(Protocol):
    """A rendered, unsigned document."""

    @property
    def pdf(self) -> bytes:
        """The file's bytes."""

    @property
    def base(self) -> bytes:
        """The file without the signature's pages, with which a sealed one begins."""

    @property
    def content(self) -> str:
        """SHA-256 of its words."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A sealed document and, unless nothing is stored, where it lies."""

    pdf: bytes
    sha256: str
    path: Path | None
    level: str = ""
    """Of the seal: PAdES-BASELINE-B, or -T where a server has confirmed the time."""


class Press(Protocol):
    """Makes documents; slow, so the glass calls it off its own thread. See `paper.press`."""

    def preview(self, episode: Episode, say: Language) -> Preview:
        """Lay out the document of an episode, unsigned."""

    def finish(self, episode: Episode, say: Language, events: Iterable[e.Event]) -> Finished:
        """Sign, seal and store the document of an episode, whole or not at all."""

    def again(self, episode: Episode) -> Finished | None:
        """Return the sealed document of an episode from the store, if it is there."""


def wall_clock() -> datetime:
    """Return the time of this computer with its offset."""
    return datetime.now(UTC).astimezone()


@dataclass(slots=True)
class FixedClock:
    """A clock that starts at a given moment and goes on by one second at each look."""

    moment: datetime
    _looks: int = field(default=0)

    def __call__(self) -> datetime:
        """Return the next second."""
        self._looks += 1
        return self.moment + timedelta(seconds=self._looks)


class Session:
    """The state that a face shows and the one door through which it changes."""

    def __init__(  # noqa: PLR0913 - its parts, each named
        self,
        pack: Pack,
        journal: Journal,
        press: Press,
        *,
        language: str = "en",
        mode: e.Mode = "kiosk",
        clock: Callable[[], datetime] = wall_clock,
        resume: bool = True,
        reflection_days: int = 0,
    ) -> None:
        """Go on with the unfinished episode of the journal, or begin a new one.

        An episode that was begun with other content or in another mode, or whose record is damaged,
        cannot go on: it stays in the journal, and `left_behind` says why.

        Raises:
            JournalError: the journal cannot be written.

        """
        self.pack, self.journal, self.press = pack, journal, press
        self.mode, self.clock, self.language = mode, clock, language
        self.reflection_days = reflection_days
        self._began: e.Began | None = None
        """Written with the first thing that happens: a candidate who never came leaves no trace."""
        self.resumed = False
        self.left_behind: Refused | None = None
        found = self._resume() if resume else None
        self.resumed = found is not None
        self.episode: Episode = found or self._begin(language)
        if self.resumed:
            self._look_again()

    def _resume(self) -> Episode | None:
        name = self.journal.unfinished()
        if name is None:
            return None
        try:
            found = ep.replay(self.pack, self.journal.events(name))
        except JournalError:
            found = ep.Refused("record_damaged")
        if isinstance(found, ep.Refused):
            self.left_behind = found
            return None
        if found.mode != self.mode:  # nobody alone at a kiosk may hold a clinician's keys
            self.left_behind = ep.Refused("other_mode")
            return None
        return None if found.page == ep.WELCOME and found.events == 1 else found

    def _look_again(self) -> None:
        """Let the page come up on a later day, so that what the day changes is seen at once."""
        now = self.now()
        if now.date() != self.episode.today:
            self.dispatch(e.PageOpened(at=now, page=self.episode.page))

    def _begin(self, language: str) -> Episode:
        manifest = self.pack.manifest
        event = e.Began(
            at=self.clock(),
            episode=secrets.token_hex(16),
            pack=manifest.id,
            pack_version=manifest.version,
            pack_digest=self.pack.digest,
            language=language,
            mode=self.mode,
            reflection_days=self.reflection_days,
        )
        episode = ep.begin(event, self.pack)
        assert isinstance(episode, ep.Episode)  # noqa: S101 - the event was made from this pack
        self._began = event
        return episode

    def restart(self) -> None:
        """Begin with the next candidate, in the language in which the program was started."""
        self.episode = self._begin(self.language)

    @property
    def say(self) -> Language:
        """The language of the episode."""
        return Language(self.episode.language)

    def now(self) -> datetime:
        """Return the time, which never goes back within an episode."""
        return max(self.clock(), self.episode.last)

    def dispatch(self, event: e.Event) -> Refused | None:
        """Let an event happen, or return why it may not. It is on the disk before it holds.

        Raises:
            JournalError: the event could not be written; nothing has changed.

        """
        after = ep.step(self.episode, event)
        if isinstance(after, ep.Refused):
            return after
        if self._began is not None:
            self.journal.append(self.episode.id, self._began)
            self._began = None
        self.journal.append(self.episode.id, event)
        self.episode = after
        return None

    def record(self) -> tuple[e.Event, ...]:
        """Return all that happened in the episode so far, as the journal has it.

        Raises:
            JournalError: it is not as it was written.

        """
        return tuple(self.journal.events(self.episode.id))

    def rendered(self, preview: Preview) -> Refused | None:
        """Note that a document was laid out, unless the same one was noted before."""
        kind = self.episode.document_kind
        noted = self.episode.rendered
        if kind is None:
            return ep.Refused("not_decided")
        if noted and (noted.kind, noted.content) == (kind, preview.content):
            return None
        return self.dispatch(
            e.Rendered(
                at=self.now(), document=self.episode.document_id, kind=kind,
                content=preview.content, pages=hashlib.sha256(preview.base).hexdigest(),
            )
        )  # fmt: skip

    def sealed(self, finished: Finished) -> Refused | None:
        """Note that the document was sealed."""
        kind = self.episode.document_kind
        if kind is None:
            return ep.Refused("not_decided")
        return self.dispatch(
            e.Sealed(
                at=self.now(), document=self.episode.document_id, kind=kind, sha256=finished.sha256,
                level=finished.level,
            )
        )  # fmt: skip

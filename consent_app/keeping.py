"""What a session needs around it: where events are written, who seals, and who the staff are.

The rooms above implement these; beside them stand the ones for who just looks around.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from consent_app import episode as ep
from consent_app import events as e

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from consent_app.episode import Episode
    from consent_app.language import Language

JournalCode = Literal[
    "cannot_open", "cannot_write", "chain_broken", "key_missing", "key_wrong", "key_open",
    "no_keyring",
]  # fmt: skip


class JournalError(Exception):
    """The journal cannot be opened, written or trusted; carries a code and a detail."""

    def __init__(self, code: JournalCode, detail: str) -> None:
        """Keep the code and where or why."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class PressError(Exception):
    """A document cannot be made, signed, sealed or stored; carries a code and a detail."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An episode that is not over, as the journal has it."""

    episode: str
    code: str
    events: tuple[e.Event, ...]

    @property
    def began(self) -> e.Began:
        """Its first event."""
        first = self.events[0]
        assert isinstance(first, e.Began)  # noqa: S101 - a journal keeps no other
        return first

    @property
    def last(self) -> datetime:
        """When something happened in it last."""
        return self.events[-1].at

    @property
    def parked(self) -> bool:
        """Whether it waits for its person."""
        return isinstance(self.events[-1], e.Parked)

    @property
    def page(self) -> str:
        """The page on which its person stopped."""
        opened = (event.page for event in reversed(self.events) if isinstance(event, e.PageOpened))
        return next(opened, ep.WELCOME)

    def holds(self, kind: type[e.Signed | e.Sealed]) -> bool:
        """Whether something was signed, or sealed."""
        return any(isinstance(event, kind) for event in self.events)


class Journal(Protocol):
    """Where events are written; see `records.journal`."""

    def prepare(self) -> None:
        """Do ahead, in another thread, what would make the first event slow."""

    def append(self, episode: str, event: e.Event, *, code: str = "") -> None:
        """Write and flush one event; a code is kept with the first one of an episode."""

    def events(self, episode: str) -> Iterable[e.Event]:
        """Return the events of an episode in order."""

    def unfinished(self) -> str | None:
        """Return the episode to go on with, if there is one."""

    def codes(self) -> frozenset[str]:
        """Return the codes of all episodes that are not over."""

    def kept(self) -> tuple[Kept, ...]:
        """Return all episodes that are not over."""

    def wipe(self, episode: str, began: e.Began, closed: e.Closed) -> None:
        """Destroy all of an episode but that it began and was closed."""

    @property
    def wrong_codes(self) -> int:
        """How many wrong codes in a row were entered here."""

    def count_code(self, *, right: bool) -> None:
        """Note a try."""


@dataclass(slots=True)
class Memory:
    """A journal that is gone with the program: lists of events by episode, and no code."""

    lists: dict[str, list[e.Event]] = field(default_factory=dict)
    wrong_codes: int = 0

    def prepare(self) -> None:
        """Do nothing."""

    def append(self, episode: str, event: e.Event, *, code: str = "") -> None:  # noqa: ARG002
        """Remember one event."""
        self.lists.setdefault(episode, []).append(event)

    def events(self, episode: str) -> Iterator[e.Event]:
        """Yield the events of an episode in order."""
        yield from self.lists.get(episode, ())

    def unfinished(self) -> None:
        """Return None: nothing goes on."""

    def codes(self) -> frozenset[str]:
        """Return none."""
        return frozenset()

    def kept(self) -> tuple[Kept, ...]:
        """Return none."""
        return ()

    def wipe(self, episode: str, began: e.Began, closed: e.Closed) -> None:
        """Forget an episode but that it began and was closed."""
        self.lists[episode] = [began, closed]

    def count_code(self, *, right: bool) -> None:
        """Count a try."""
        self.wrong_codes = 0 if right else self.wrong_codes + 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was parked, as the staff see it: no name."""

    handle: str
    """For `Session.let_in`."""
    since: datetime
    page: str
    """Where the person stopped."""
    part: str
    """The title of that part of the way, as a message; empty for a page outside of all parts."""
    signed: bool
    """Whether a signature waits for its seal; such an episode is never wiped."""


class Staff(Protocol):
    """The PIN of the staff; see `records.staff`."""

    def right(self, pin: str) -> bool:
        """Tell whether this is the PIN; wrong ones are counted, and lock."""

    @property
    def locked_until(self) -> datetime | None:
        """Until when no PIN is taken, or None."""


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

    def slip(self, episode: Episode, say: Language, code: str) -> bytes:
        """Lay out a slip to take along, with the code or the document's number."""

    def finish(self, episode: Episode, say: Language, events: Iterable[e.Event]) -> Finished:
        """Sign, seal and store the document of an episode, whole or not at all."""

    def again(self, episode: Episode) -> Finished | None:
        """Return the sealed document of an episode from the store, if it is there."""

    def aside(self) -> Press:
        """Return a press that stores nothing at all."""

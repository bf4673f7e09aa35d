"""What a sealed file carries beside its pages: every event, and all that the pages were made from.

Canonical JSON, attached to the file before it is sealed. From it anyone can replay the episode, and
whoever has the same content and the same versions can make the same pages again.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from consent_app import events as e

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME, MIME = "evidence.json", "application/json"
"""What the attachment is called, and what it holds."""


class Withheld(Struct, frozen=True, kw_only=True, tag_field="event", tag="withheld"):
    """In the place of an event that the person keeps private: its digest, for the chain.

    What it was cannot be found from it, as such an event holds a random number.
    """

    digest: str


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pack with the rules that it was loaded with."""

    id: str
    version: str
    digest: str
    pages: Mapping[str, str]
    """For each page of the pack, the SHA-256 of its words with their facts filled in."""
    devices: Mapping[str, str]
    """For each device of the pack, the SHA-256 of what is on file about it."""
    rules: Mapping[str, str]
    """For each place that has a say in the episode, the SHA-256 of the rules on file."""
    prices: str = ""
    """The SHA-256 of the clinic's own prices; empty where the published ones stand."""
    approved_by: str = ""
    """Name, role and last day; empty for a demonstration."""


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the pages were laid out, and what the clinic's settings put on them."""

    language: str
    second: str = ""
    """The other language of a paper in two; or none."""
    size: Literal["a4", "letter"] = "a4"
    points: Literal[12, 14, 18] = 14
    clinic: str = ""
    contact: str = ""
    demonstration_key: bool = True


class Addendum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a later file adds to a sealed one."""

    kind: Literal["confirmation", "day_of_surgery", "reaffirmation", "withdrawal", "correction"]
    number: int
    """1 for the first file after the record itself."""
    record: str
    """The SHA-256 of the record that everything is added to."""
    previous: str
    """The SHA-256 of the file before this one: the record, or the addendum before."""


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it; dates are those of the events."""

    form: Literal[1] = 1
    document: str
    kind: str
    words: str
    """SHA-256 of the document's words apart from the signature, as they were shown."""
    shown: str
    """SHA-256 of the pages as they were shown, with which the file begins."""
    length: int
    """How many bytes those are."""
    again: bool = False
    """Whether the signature took more pages than its place had, so that all pages were laid out
    once more, with the same words, and count one another anew."""
    events: tuple[e.Event | Withheld, ...]
    head: str
    """The hash of the last event."""
    content: Content
    setting: Setting
    catalogues: Mapping[str, str]
    fonts: Mapping[str, str]
    """SHA-256 of each catalogue and font file by its name."""
    versions: Mapping[str, str]
    """Of this program and of the libraries that lay out and seal."""
    addendum: Addendum | None = None


def encode(evidence: Evidence) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(msgspec.to_builtins(evidence), order="sorted")


def decode(data: bytes) -> Evidence:
    """Read what was attached to a file.

    Raises:
        UnreadableEventError: the bytes are not evidence in a form that this program knows.

    """
    try:
        return msgspec.json.decode(data, type=Evidence)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise e.UnreadableEventError(str(error)) from error


def shown_events(events: Iterable[e.Event]) -> tuple[tuple[e.Event | Withheld, ...], str]:
    """Return the events for a file, private ones withheld, and the hash of the last one."""
    kept: list[e.Event | Withheld] = []
    head = e.START
    for event in events:
        shown = Withheld(digest=_digest(event)) if isinstance(event, e.PRIVATE) else event
        head = e.link(head, _digest(shown))
        kept.append(shown)
    return tuple(kept), head


def told(events: Iterable[e.Event | Withheld]) -> tuple[e.Event, ...]:
    """Return the events without those that are withheld."""
    return tuple(event for event in events if not isinstance(event, Withheld))


def head_of(events: Iterable[e.Event | Withheld]) -> str:
    """Return the hash at the end of a chain of events that was attached to a file."""
    head = e.START
    for event in events:
        head = e.link(head, _digest(event))
    return head


def _digest(event: e.Event | Withheld) -> str:
    return event.digest if isinstance(event, Withheld) else e.digest(e.encode(event))


def fingerprint(value: object) -> str:
    """Return the SHA-256 of anything that msgspec can write, by its canonical JSON."""
    return sha256(msgspec.json.encode(value, order="sorted")).hexdigest()

"""The vocabulary of the journal: everything that can happen to an episode.

An event is a plain fact with a time. Its canonical JSON (sorted keys, no spaces) is what the
journal stores and chains.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

Decision = Literal["go_ahead", "think", "decline"]
DocumentKind = Literal["information", "acknowledgement", "for_ink"]
"""For taking home; signed on the screen; to be signed by hand, on paper."""
Mode = Literal["kiosk", "counselling", "packet"]
"""A candidate alone, with a clinician at the side, or with a packet to read at home."""
Role = Literal["surgeon", "clinician", "psychologist", "nurse", "administrator"]
"""What someone of the clinic is, beside whom a candidate sits in counselling mode."""
AddedKind = Literal["confirmation", "day_of_surgery", "reaffirmation", "withdrawal", "correction"]
"""What can be added to a sealed document, each as a file of its own."""
Helper = Literal["nobody", "family", "interpreter", "staff"]
"""Who sits beside a candidate at a kiosk."""
ParkedWhy = Literal["idle", "hidden", "left", "fault", "restarted"]
"""Why a screen was cleared before the end."""
TreatmentStage = Literal["start", "halfway", "end"]
"""Where the person is asked once more: before the treatment begins to act, midway, at its end."""
Stroke = tuple[tuple[float, float], ...]
"""A line of the pen as points from 0 to 1 across a box four times as wide as high."""


# A field that an event gets later is left out where it is unset, so that events of records that
# were sealed before keep their bytes, and with them their hashes.
class _Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="event"):
    at: datetime
    """When it happened, with its offset from UTC."""


class Began(_Event, frozen=True, kw_only=True, tag="began"):
    """A candidate starts; names the content that the episode is bound to."""

    episode: str
    """Random, 32 hexadecimal digits."""
    pack: str
    pack_version: str
    pack_digest: str
    language: str
    mode: Mode
    reflection_days: int = 0
    """Days to think it over that the clinic asks for at least; lengthens and never shortens."""
    looking: bool | UnsetType = UNSET
    """Whether the person just looks around, so that nothing is kept."""


class LanguageChosen(_Event, frozen=True, kw_only=True, tag="language_chosen"):
    """The person switched the language."""

    language: str


class HelperNamed(_Event, frozen=True, kw_only=True, tag="helper_named"):
    """Who helps the person at this screen."""

    by: Helper


class ComfortChosen(_Event, frozen=True, kw_only=True, tag="comfort_chosen"):
    """How the person reads: text size, light or dark, and whether things may move."""

    size: Literal["base", "middle", "large"]
    look: Literal["light", "dark", "high"]
    still: bool


class Listened(_Event, frozen=True, kw_only=True, tag="listened"):
    """A page was read aloud."""

    page: str


class HelpOpened(_Event, frozen=True, kw_only=True, tag="help_opened"):
    """The person asked for help on a page."""

    page: str


class Parked(_Event, frozen=True, kw_only=True, tag="parked"):
    """The screen was cleared before the end; the person can go on later."""

    why: ParkedWhy


class Resumed(_Event, frozen=True, kw_only=True, tag="resumed"):
    """The person went on, by their code or let in by the staff."""

    by: Literal["code", "staff"]


class Closed(_Event, frozen=True, kw_only=True, tag="closed"):
    """Nobody came back in time: not finished, and what the person entered is wiped."""


class Answered(_Event, frozen=True, kw_only=True, tag="answered"):
    """The person filled in a page about themselves; dates are written YYYY-MM-DD."""

    values: Mapping[str, str | float | None]


class PageOpened(_Event, frozen=True, kw_only=True, tag="page_opened"):
    """A page came up."""

    page: str


class StopAnswered(_Event, frozen=True, kw_only=True, tag="stop_answered"):
    """On the page that says the operation is not allowed: read on, or finish."""

    choice: Literal["read", "finish"]


class ConditionConfirmed(_Event, frozen=True, kw_only=True, tag="condition_confirmed"):
    """Someone of the clinic says that what a rule asks for is so, or has happened."""

    condition: str
    """As in `gates.Condition`."""
    by: str
    role: Role
    on: date
    """The day on which it was so, or happened; up to the day of the event."""
    note: str = ""


class ConditionReopened(_Event, frozen=True, kw_only=True, tag="condition_reopened"):
    """A confirmation was taken back."""

    condition: str


class IndicationRecorded(_Event, frozen=True, kw_only=True, tag="indication_recorded"):
    """The first key: a clinician writes down the medical reason; dates as YYYY-MM-DD."""

    values: Mapping[str, str | float]
    by: str
    role: Role


class IndicationConfirmed(_Event, frozen=True, kw_only=True, tag="indication_confirmed"):
    """The second key: another clinician agrees with what was recorded."""

    by: str
    role: Role


class CheckAnswered(_Event, frozen=True, kw_only=True, tag="check_answered"):
    """An answer to an item of understanding; `answer` is "not_sure" or an answer's id."""

    item: str
    answer: str


class Practised(_Event, frozen=True, kw_only=True, tag="practised"):
    """An answer to the picture on which a person practises how chances are read."""

    answer: str


class ValueRated(_Event, frozen=True, kw_only=True, tag="value_rated"):
    """How much something matters: 1 not at all, to 5 a great deal; 0 is "would rather not say"."""

    value: str
    weight: int


class SureAnswered(_Event, frozen=True, kw_only=True, tag="sure_answered"):
    """Whether the person is sure of one of the four things in the pack's `sure.yaml`."""

    item: str
    """Its theme."""
    answer: Literal["yes", "no"]


class NeedSaid(_Event, frozen=True, kw_only=True, tag="need_said"):
    """Whether the person has something that is needed at home, from the pack's `needs.yaml`."""

    need: str
    answer: Literal["have", "need", "not_sure"]


class FactorTold(_Event, frozen=True, kw_only=True, tag="factor_told"):
    """The person wants the team to know, or not, that something in `suitability.yaml` fits them."""

    factor: str
    on: bool


class PhrasePicked(_Event, frozen=True, kw_only=True, tag="phrase_picked"):
    """A ready phrase of `values.yaml` says, or no longer says, what the person thinks."""

    phrase: str
    on: bool


class InkWritten(_Event, frozen=True, kw_only=True, tag="ink_written"):
    """What the person wrote by finger about what matters to them; no stroke takes it away."""

    strokes: tuple[Stroke, ...]


class QuestionAdded(_Event, frozen=True, kw_only=True, tag="question_added"):
    """The person wants to ask something: a ready question's id, or their own words or writing."""

    page: str
    ready: str | None = None
    words: str | None = None
    strokes: tuple[Stroke, ...] | UnsetType = UNSET
    """A question that was written by finger, in place of words."""


class QuestionDropped(_Event, frozen=True, kw_only=True, tag="question_dropped"):
    """The person took a question back, by its place in the list from 0."""

    number: int


class PrivatelyAnswered(_Event, frozen=True, kw_only=True, tag="privately_answered"):
    """An answer for the clinician alone; it gets into no file that leaves the clinic."""

    question: str
    answer: str
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    """Random: with so few answers, each could be tried until its hash fits the chain."""


class Decided(_Event, frozen=True, kw_only=True, tag="decided"):
    """What the person wants for now."""

    decision: Decision


class Rendered(_Event, frozen=True, kw_only=True, tag="rendered"):
    """A document was laid out and shown. `content` is the SHA-256 of its words, unsigned."""

    document: str
    kind: DocumentKind
    content: str
    pages: str = ""
    """SHA-256 of the file without the signature's pages; the sealed one begins with it."""


class PaperChosen(_Event, frozen=True, kw_only=True, tag="paper_chosen"):
    """The size of the text on the person's paper, in points."""

    points: Literal[14, 18]


class Signed(_Event, frozen=True, kw_only=True, tag="signed"):
    """The person signed what was rendered as `content`."""

    how: Literal["drawn", "typed", "witnessed"]
    content: str
    strokes: tuple[Stroke, ...] = ()
    words: str = ""
    """The name as typed, or the witness's name."""
    statements: tuple[str, ...] | UnsetType = UNSET
    """What was ticked before, by the names of `episode.STATEMENTS`."""


class Sealed(_Event, frozen=True, kw_only=True, tag="sealed"):
    """The document was sealed and stored; `sha256` is that of the whole file."""

    document: str
    kind: DocumentKind
    sha256: str
    level: str = ""
    """Of the seal, as in `verify`."""


class Finished(_Event, frozen=True, kw_only=True, tag="finished"):
    """The screen was cleared: at the end, or because the person left."""


class Added(_Event, frozen=True, kw_only=True, tag="added"):
    """Something is added to a sealed document, which stays as it is."""

    document: str
    kind: AddedKind
    number: int
    """1 for the first file after the document itself."""
    record: str
    """SHA-256 of the document as it was sealed."""
    previous: str
    """SHA-256 of the file before: the document, or what was added last."""
    by: str
    role: Role
    on: date
    """The day on which it was said; up to the day of the event."""
    person: str = ""
    """The name as the person typed it; empty where they sign by hand, or not at all."""
    stage: TreatmentStage | None = None
    """Of a reaffirmation."""
    phase: str = ""
    """Of a withdrawal: where in treatment, by its id in the pack's `record.yaml`; or unknown."""
    wrong: str = ""
    """Of a correction: what was wrong."""
    words: str = ""
    """Of a correction, what is right; else anything that was said besides."""
    changes: Mapping[str, str] = {}
    """Of a day of surgery: answers and plans that are other ones now, by their field."""


class AddedSealed(_Event, frozen=True, kw_only=True, tag="added_sealed"):
    """The file of what was added last was sealed and stored; `sha256` is that of all of it."""

    document: str
    number: int
    sha256: str


Event = (
    Began | LanguageChosen | Answered | PageOpened | StopAnswered | CheckAnswered | ValueRated
    | SureAnswered | QuestionAdded | QuestionDropped | ConditionConfirmed | ConditionReopened
    | IndicationRecorded | IndicationConfirmed | PrivatelyAnswered | Decided | Rendered | Signed
    | Sealed | Finished | Added | AddedSealed | HelperNamed | ComfortChosen | Listened | HelpOpened
    | Parked | Resumed | Closed | PaperChosen | NeedSaid | FactorTold | PhrasePicked | InkWritten
    | Practised
)  # fmt: skip

PRIVATE = (PrivatelyAnswered,)
"""Events that no sealed file holds."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Event)


START = "0" * 64
"""What the first event of an episode is chained to."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of an event's canonical JSON."""
    return hashlib.sha256(data).hexdigest()


def link(before: str, event: str) -> str:
    """Chain an event to the ones before: the hash of their hash and of the event's digest.

    Over the digest and not the event itself, so that a chain can be checked by someone to whom an
    event is not told.
    """
    return hashlib.sha256(f"{before}{event}".encode("ascii")).hexdigest()


class UnreadableEventError(Exception):
    """Stored bytes are not an event of this program."""


def encode(event: Event) -> bytes:
    """Return the canonical JSON of an event."""
    # as a plain mapping, because a struct's own tag would come before its sorted fields
    return _ENCODER.encode(msgspec.to_builtins(event))


def decode(data: bytes) -> Event:
    """Read an event back.

    Raises:
        UnreadableEventError: the bytes are not a known event.

    """
    try:
        event: Event = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableEventError(str(error)) from error
    return event

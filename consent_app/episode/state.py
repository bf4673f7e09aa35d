"""What is known after some events, and what holds then: what may be signed, and what is missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from consent_app import events as e
from consent_app import gates, regulation
from consent_app import profile as p
from consent_app.episode.names import PRESSURE, TRIES, WELCOME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from consent_app.content.model import ClockStart, Pack, SignatureRule, Value
    from consent_app.regulation import Clock, Ruling, Standing

Stage = Literal[
    "reading", "information_only", "stopped", "thinking", "declined", "waiting", "signing",
    "signed", "acknowledged", "to_be_signed_on_paper",
]  # fmt: skip
Status = Literal["open", "right", "right_after_review", "to_discuss"]

_MATTERS, _MOST_MATTERS = 3, 4
"""The least weight of what is held against the options, and how many of those at most."""

RefusalCode = Literal[
    "not_begun", "already_begun", "other_content", "clock_back", "no_such_page", "page_not_open",
    "not_complete", "invalid_answer", "not_stopped", "prohibited", "under_age", "no_such_item",
    "not_asked_now", "no_such_question", "question_empty", "question_too_long",
    "question_undrawable", "check_open", "not_decided", "not_rendered", "not_what_was_shown",
    "empty_signature", "signature_undrawable", "already_signed", "not_signed", "no_such_language",
    "finished", "record_damaged", "nothing_kept", "content_expired", "no_such_statement",
    "no_such_weight", "no_such_code", "too_many_codes", "parked", "still_sealing",
    "not_in_kiosk", "other_mode", "under_legal_age", "rules_expired", "device_suspended",
    "sign_by_hand", "no_record", "not_the_record", "added_before", "withdrawn", "not_the_surgeon",
    "statements_open", "stage_missing", "words_missing", "words_too_long", "day_before_record",
    gates.GateCode, gates.WaitingCode,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that may not happen now. `problems` says which answers, and why."""

    code: RefusalCode
    problems: tuple[p.Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Try:
    """An answer that was given to an item of a topic."""

    topic: str
    item: str
    answer: str
    right: bool
    at: datetime
    again: bool = False
    """Whether it was asked once more at the end."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask the team, and the page it came from."""

    page: str
    ready: str | None
    words: str | None
    at: datetime
    strokes: tuple[e.Stroke, ...] = ()
    """Written by finger, in place of words."""


@dataclass(frozen=True, slots=True)
class State:
    """What the events so far have said, and what follows from it."""

    pack: Pack
    id: str
    mode: e.Mode
    language: str
    began: datetime
    last: datetime
    ruling: Ruling
    profile: p.Profile = p.Profile()  # noqa: RUF009 - frozen
    page: str = WELCOME
    opened: frozenset[str] = frozenset({WELCOME})
    tries: tuple[Try, ...] = ()
    review: str | None = None
    """A topic whose page is to be read again before it is asked once more."""
    reread: bool = False
    """Whether that page was opened since."""
    changing: bool = False
    """Whether the person came from the list of answers to change one, and goes back there."""
    practice: str | None = None
    """The answer on the picture to practise on."""
    confirmed: Mapping[str, e.ConditionConfirmed] = field(default_factory=dict)
    """What clinicians confirmed, by the id of the condition."""
    recorded: e.IndicationRecorded | None = None
    """The first key on a medical indication, its values typed."""
    agreed: e.IndicationConfirmed | None = None
    """The second key."""
    informed: date | None = None
    """The day on which all pages of the pack had been opened."""
    reflection_days: int = 0
    """Days to think it over that the clinic asks for at least."""
    looking: bool = False
    """Whether the person just looks around: no name, no checks, no signature, nothing kept."""
    helper: e.Helper = "nobody"
    """Who sits beside the person."""
    points: Literal[0, 14, 18] = 0
    """The size of the text that the person chose for the paper, or 0 for the clinic's."""
    parked: bool = False
    """Whether the screen was cleared and the person has not come back yet."""
    ratings: Mapping[str, int] = field(default_factory=dict)
    """The weight of each statement of the pack that was answered, from `WEIGHTS`."""
    sure: Mapping[str, Literal["yes", "no"]] = field(default_factory=dict)
    """Whether the person is sure, by theme of the pack's `sure.yaml`."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """What the person has at home or needs, by need of the pack."""
    told: tuple[str, ...] = ()
    """What the team should know, as factors of the pack's `suitability.yaml`."""
    phrases: tuple[str, ...] = ()
    """Ready phrases that say what the person thinks, as declared in the pack."""
    ink: tuple[e.Stroke, ...] = ()
    """What the person wrote by finger about what matters to them."""
    questions: tuple[Question, ...] = ()
    at_stop: str | None = None
    private: Mapping[str, str] = field(default_factory=dict)
    """Answers for the clinician alone, by question; on no page and in no file for the person."""
    decision: e.Decision | None = None
    decided_at: datetime | None = None
    rendered: e.Rendered | None = None
    signature: e.Signed | None = None
    sealed: e.Sealed | None = None
    finished: bool = False
    added: tuple[e.Added, ...] = ()
    """What was added to the sealed document since, each as a file of its own."""
    added_sealed: tuple[str, ...] = ()
    """SHA-256 of those files; one less than `added` while the last is being made."""
    events: int = 1

    @property
    def withdrawn(self) -> e.Added | None:
        """The withdrawal that was added to the sealed document, or None."""
        return next((one for one in self.added if one.kind == "withdrawal"), None)

    @property
    def today(self) -> date:
        """The day of the last event; time only moves forward."""
        return self.last.date()

    # --- what holds -------------------------------------------------------------------------------

    @property
    def under_age(self) -> bool:
        """Whether the person is below the pack's own minimum age for the indication."""
        age = self.profile.age(self.today)
        limits = self.pack.manifest.minimum_age
        limit = limits.get(self.profile.indication or "cosmetic", 0)
        return age is not None and age < limit

    @property
    def prohibited(self) -> bool:
        """Whether a rule on file forbids what is planned."""
        return self.ruling.verdict == "prohibited"

    @property
    def informs_only(self) -> bool:
        """Whether nothing is asked about the choice: it is forbidden, or the person just looks."""
        return self.prohibited or self.looking

    @property
    def helped_by_family(self) -> bool:
        """Whether family helps at the screen, so that clinicians ask in private."""
        return self.mode == "kiosk" and self.helper == "family" and not self.informs_only

    def status(self, topic: str) -> Status:
        """How a topic stands: never a score."""
        if again := [t for t in self.tries if t.topic == topic and t.again]:
            return "right_after_review" if again[-1].right else "to_discuss"
        return self._at_first(topic)

    def _at_first(self, topic: str) -> Status:
        """How a topic stood before it was asked once more."""
        tries = [t for t in self.tries if t.topic == topic and not t.again]
        if any(t.right for t in tries):
            return "right" if len(tries) == 1 else "right_after_review"
        return "to_discuss" if len(tries) >= TRIES else "open"

    @property
    def to_discuss(self) -> tuple[str, ...]:
        """Topics that are left for a talk with the team."""
        ids = (topic.id for topic in self.pack.checks.topics)
        return tuple(name for name in ids if self.status(name) == "to_discuss")

    @property
    def understood(self) -> bool:
        """Whether every topic was answered rightly, at once or after reading again."""
        topics = self.pack.checks.topics
        return all(self.status(t.id) in {"right", "right_after_review"} for t in topics)

    @property
    def what_matters(self) -> tuple[Value, ...]:
        """What matters most to the person, heaviest first; those of one weight as declared."""
        heavy = [v for v in self.pack.values.statements if self.ratings.get(v.id, 0) >= _MATTERS]
        return tuple(sorted(heavy, key=lambda v: -self.ratings[v.id])[:_MOST_MATTERS])

    @property
    def unsure(self) -> bool:
        """Whether fewer than all four questions about being sure were answered by yes.

        Légaré and others 2010: three or fewer point to decisional conflict. It locks nothing.
        """
        return "no" in self.sure.values()

    @property
    def flags(self) -> tuple[str, ...]:
        """What clinicians take up with the person, as codes; for them alone, in no document.

        ``topic.<id>``, ``decisional_conflict``, ``ask_alone`` (whether someone pushes the
        person, as family sat beside them), ``pressure`` and ``talk_alone``.
        """
        private = {"yes": ("pressure",), "talk_alone": ("talk_alone",)}
        return (
            *(f"topic.{name}" for name in self.to_discuss),
            *(("decisional_conflict",) if self.unsure else ()),
            *(("ask_alone",) if self.helped_by_family else ()),
            *private.get(self.private.get(PRESSURE, ""), ()),
        )

    @property
    def talks(self) -> int:
        """How many things the team talks about with the person.

        The private question counts as one wherever it is asked, whatever was answered: else the
        count would tell the answer to whoever has seen the rest.
        """
        return len(self.to_discuss) + self.unsure + (self.mode == "kiosk")

    @property
    def expired(self) -> bool:
        """Whether the content was too old to be signed on the day that counts."""
        return self.pack.expired(self.signature.at.date() if self.signature else self.today)

    @property
    def barred(self) -> RefusalCode | None:  # noqa: PLR0911 - one line per reason
        """What rules out a signature, whatever a clinician confirms; or None."""
        if self.prohibited:
            return "prohibited"
        if self.under_age:
            return "under_age"
        if self.ruling.barred:
            return "under_legal_age"
        if not self.understood:
            return "check_open"
        if self.expired:
            return "content_expired"
        if self.device_flag:
            return "device_suspended"
        return "rules_expired" if self.ruling.expired else None

    @property
    def may_sign(self) -> bool:
        """Whether a signature may be given: nothing rules it out or is waited for, and decided."""
        ready = not self.barred and not self.waiting_for and self.decision == "go_ahead"
        return ready and not self.by_hand

    @property
    def signature_rule(self) -> SignatureRule | None:
        """Which signature is asked for under a consent at the place of surgery; None: not found."""
        ruling = self.ruling
        return regulation.signature(ruling.place, ruling.indication, self.pack.jurisdictions)

    @property
    def by_hand(self) -> bool:
        """Whether a rule that was read asks for more than this program can take on the screen."""
        rule = self.signature_rule
        return rule is not None and rule.by_hand

    @property
    def device(self) -> Standing | None:
        """How the named device stands at the place of surgery on the day that counts."""
        day = self.signature.at.date() if self.signature else self.today
        return regulation.standing(self.profile, self.pack.devices, self.pack.jurisdictions, day)

    @property
    def device_flag(self) -> bool:
        """Whether the named device is suspended or withdrawn there by now."""
        return self.device is not None and self.device.barred

    # --- what a clinician confirms ----------------------------------------------------------------

    @property
    def counselling(self) -> bool:
        """Whether a clinician sits beside the person, and confirms what the rules ask for."""
        return self.mode == "counselling"

    @property
    def conditions(self) -> tuple[gates.Condition, ...]:
        """What can be confirmed: what the rules ask for, then what starts a period."""
        clock = regulation.clock(self.ruling, {}, self.reflection_days)
        age = self.profile.age(self.today)
        return gates.conditions(self.ruling, clock, self.confirmed, age)

    @property
    def starts(self) -> Mapping[ClockStart, date]:
        """The day of each event so far that may start a period."""
        return gates.starts(self.conditions, self.informed)

    @property
    def clock(self) -> Clock:
        """The periods to think it over, counted from what has happened so far."""
        return regulation.clock(self.ruling, self.starts, self.reflection_days)

    @property
    def needs_keys(self) -> bool:
        """Whether clinicians record and confirm the indication."""
        medical = self.profile.indication == "medical"
        return self.counselling and medical and bool(self.pack.indication.fields)

    @property
    def indication_flags(self) -> tuple[str, ...]:
        """The contradictions in what was recorded, by their ids."""
        if self.recorded is None or not self.needs_keys:
            return ()
        day = self.signature.at.date() if self.signature else self.today
        values = self.recorded.values
        found = gates.contradictions(self.pack.indication, values, self.profile, day)
        return tuple(clash.id for clash in found)

    @property
    def second_key(self) -> bool:
        """Whether what one clinician recorded was confirmed by another."""
        return self.recorded is not None and self.agreed is not None

    @property
    def waiting_for(self) -> tuple[gates.WaitingCode, ...]:
        """What a signature beside a clinician waits for; nothing in the other modes."""
        if not self.counselling:
            return ()
        codes: list[gates.WaitingCode] = []
        if any(one.required and one.confirmed is None for one in self.conditions):
            codes.append("conditions_open")
        if self.indication_flags:
            codes.append("indication_contradicted")
        if self.needs_keys and not self.second_key:
            codes.append("indication_not_confirmed")
        first = self.clock.signature
        if first is None or first > self.today:
            codes.append("clock_running")
        return tuple(codes)

    @property
    def stage(self) -> Stage:  # noqa: PLR0911, C901 - one line per stage
        """Where the episode stands."""
        if self.prohibited and self.at_stop:
            return "information_only" if self.at_stop == "read" else "stopped"
        if self.under_age:
            return "stopped"
        if self.looking and not self.prohibited:
            return "information_only"
        match self.decision:
            case None:
                return "reading"
            case "think":
                return "thinking"
            case "decline":
                return "declined"
            case "go_ahead":
                if self.barred:
                    return "stopped"
                if self.signature and self.sealed:
                    return "acknowledged"
                if self.waiting_for:
                    return "waiting"
                if self.by_hand:
                    return "to_be_signed_on_paper"
                return "signed" if self.signature else "signing"

    @property
    def document_kind(self) -> e.DocumentKind | None:
        """Which paper the person can take home at this stage."""
        match self.stage:
            case "signing" | "signed" | "acknowledged":
                return "acknowledgement"
            case "to_be_signed_on_paper":
                return "for_ink"
            case "information_only" | "thinking" | "declined" | "waiting":
                return "information"
            case "stopped":
                return "information" if self.decision else None
            case "reading":
                return None

    @property
    def document_id(self) -> str:
        """Twelve characters of Crockford's base 32 in three groups, from the episode's id."""
        number = int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:8], "big")
        digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        word = "".join(digits[number >> (5 * place) & 31] for place in range(12))
        return f"{word[:4]}-{word[4:8]}-{word[8:]}"

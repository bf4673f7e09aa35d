"""The consent process of one candidate, and the only owner of "may".

`step` takes an event or refuses it with a code; `replay` is resume, audit and test in one. Seen is
not understood; understood is not signed; signed is not sealed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, assert_never

from msgspec import structs

from consent_app import events as e
from consent_app import gates, regulation
from consent_app import profile as p
from consent_app.content.model import DEVICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from consent_app.content.model import (
        ClockStart,
        Item,
        Pack,
        SignatureRule,
        SureItem,
        Topic,
        Value,
    )
    from consent_app.regulation import Clock, Ruling, Standing

Stage = Literal[
    "reading", "information_only", "stopped", "thinking", "declined", "waiting", "signing",
    "signed", "acknowledged", "to_be_signed_on_paper",
]  # fmt: skip
Status = Literal["open", "right", "right_after_review", "to_discuss"]

TRIES = 3
"""Wrong answers to a topic before it is left for the team."""
WORDS_LIMIT, ADDED_LIMIT = 500, 1000
"""Characters of a question in a person's own words; of words in what is added to a document."""
NOT_SURE = "not_sure"
WEIGHTS = range(6)
"""How much something matters: 1 not at all, to 5 a great deal; 0 for who would rather not say."""
_MATTERS, _MOST_MATTERS = 3, 4
"""The least weight of what is held against the options, and how many of those at most."""

INDICATION, CONDITIONS = "indication", "conditions"
"""Where clinicians hold their keys, and where they confirm what the rules ask for."""
WELCOME, RULES, LEGAL_STOP, AGE_STOP = "welcome", "rules", "legal_stop", "age_stop"
QUESTIONS, DECISION, DOCUMENT, SIGN, DONE = "questions", "decision", "document", "sign", "done"
CHECK = "check."
"""A page that asks about a topic is named by this and the topic's id."""
VALUES, FIT = "values.", "fit"
"""Pages that ask what matters are named by this and their number from 1; then one shows the fit."""
PRIVATE, SURE = "private", "sure"
"""A page that is answered alone and for the clinician alone, and one about being sure."""
PRESSURE = "pressure"
"""What the private page asks: whether anyone pushes the person."""
PRIVATE_ANSWERS = ("yes", "no", "not_say", "talk_alone")
_ASKED_TOGETHER = 3
"""Statements on one page."""

FORMS: dict[str, tuple[str, ...]] = {
    "reason": ("reason",),
    "residence": ("country_of_residence",),
    "surgery": ("country_of_surgery",),
    "person": ("full_name", "date_of_birth", "record_number"),
}
"""Pages about the person and their fields; the page "plan" holds the pack's own fields."""
PLAN = "plan"

RefusalCode = Literal[
    "not_begun", "already_begun", "other_content", "clock_back", "no_such_page", "page_not_open",
    "not_complete", "invalid_answer", "not_stopped", "prohibited", "under_age", "no_such_item",
    "not_asked_now", "no_such_question", "question_empty", "question_too_long",
    "question_undrawable", "check_open", "not_decided", "not_rendered", "not_what_was_shown",
    "empty_signature", "signature_undrawable", "already_signed", "not_signed", "no_such_language",
    "finished", "record_damaged", "content_expired", "no_such_statement", "no_such_weight",
    "not_in_kiosk", "other_mode", "under_legal_age", "rules_expired", "device_suspended",
    "sign_by_hand", "no_record", "not_the_record", "added_before", "withdrawn", "not_the_surgeon",
    "stage_missing", "words_missing", "words_too_long", "day_before_record", gates.GateCode,
    gates.WaitingCode,
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


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask the team, and the page it came from."""

    page: str
    ready: str | None
    words: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Episode:
    """The state after some events. Never changed; `step` returns the next one."""

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
    points: int = 0
    """The size of the text that the person chose for the paper, or 0 for the clinic's."""
    parked: bool = False
    """Whether the screen was cleared and the person has not come back yet."""
    ratings: Mapping[str, int] = field(default_factory=dict)
    """The weight of each statement of the pack that was answered, from `WEIGHTS`."""
    sure: Mapping[str, Literal["yes", "no"]] = field(default_factory=dict)
    """Whether the person is sure, by theme of the pack's `sure.yaml`."""
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

    def status(self, topic: str) -> Status:
        """How a topic stands: never a score."""
        tries = [t for t in self.tries if t.topic == topic]
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

        ``topic.<id>``, ``decisional_conflict``, ``pressure`` and ``talk_alone``.
        """
        private = {"yes": ("pressure",), "talk_alone": ("talk_alone",)}
        return (
            *(f"topic.{name}" for name in self.to_discuss),
            *(("decisional_conflict",) if self.unsure else ()),
            *private.get(self.private.get(PRESSURE, ""), ()),
        )

    @property
    def talks(self) -> int:
        """How many things the team talks about with the person.

        The private question counts as one wherever it is asked, whatever was answered: else the
        count would tell the answer to whoever has seen the rest.
        """
        return len(self.to_discuss) + self.unsure + self.asks_privately

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

    # --- the way through --------------------------------------------------------------------------

    @property
    def pages(self) -> tuple[str, ...]:
        """All pages of the way as it stands now, in order."""
        way = (WELCOME, *FORMS, *([PLAN] if self.pack.manifest.fields else []))
        if self.under_age:
            person = way.index("person")
            return (*way[: person + 1], AGE_STOP, DONE)
        content = tuple(page for part in self.pack.manifest.parts for page in part.pages)
        if self.prohibited:
            if self.at_stop == "read":
                return (*way, RULES, LEGAL_STOP, *content, DONE)
            return (*way, RULES, LEGAL_STOP, *([DONE] if self.at_stop else []))
        checks = tuple(CHECK + topic.id for topic in self.pack.checks.topics)
        keys = (INDICATION,) if self.needs_keys else ()
        law = (RULES, *keys, CONDITIONS)
        choice = (*self.value_pages, *self.alone_pages)
        way = (*way, *law, *content, *choice, *checks, QUESTIONS, DECISION)
        if self.decision is None:
            return way
        if self.stage == "to_be_signed_on_paper":
            return (*way, DOCUMENT, DONE)
        return (*way, DOCUMENT, SIGN, DONE) if self.may_sign else (*way, DONE)

    @property
    def value_pages(self) -> tuple[str, ...]:
        """The pages about what matters to the person; none in a pack without statements."""
        pages = -(-len(self.pack.values.statements) // _ASKED_TOGETHER)
        return (*(f"{VALUES}{n}" for n in range(1, pages + 1)), FIT) if pages else ()

    @property
    def asks_privately(self) -> bool:
        """Whether the person is alone with the screen, so that it may ask what nobody should hear.

        A clinician who sits at the side asks in a room of their own.
        """
        return self.mode == "kiosk"

    @property
    def alone_pages(self) -> tuple[str, ...]:
        """The pages about the choice being the person's own, and being sure of it."""
        return (
            *((PRIVATE,) if self.asks_privately else ()),
            *((SURE,) if self.sure_items else ()),
        )

    @property
    def sure_items(self) -> tuple[SureItem, ...]:
        """The four questions about being sure; none in a pack that leaves them out."""
        return self.pack.sure.items if self.pack.sure else ()

    def statements(self, page: str) -> tuple[Value, ...]:
        """Return what a page asks the weight of."""
        if not page.startswith(VALUES) or page not in self.value_pages:
            return ()
        start = self.value_pages.index(page) * _ASKED_TOGETHER
        return self.pack.values.statements[start : start + _ASKED_TOGETHER]

    def fields(self, page: str) -> tuple[str, ...]:
        """Return the fields that a page about the person asks for."""
        if page == PLAN:
            return tuple(item.id for item in self.pack.manifest.fields)
        return FORMS.get(page, ())

    def complete(self, page: str) -> bool:  # noqa: PLR0911 - one line per kind of page
        """Whether a page has what it needs for the next one to open."""
        if page == LEGAL_STOP:
            return self.at_stop is not None
        if page.startswith(CHECK):
            return self.status(page.removeprefix(CHECK)) != "open"
        if page.startswith(VALUES):
            return all(value.id in self.ratings for value in self.statements(page))
        if page == SURE:
            return all(item.theme in self.sure for item in self.sure_items)
        if page == DECISION:
            return self.decision is not None
        if page == DOCUMENT:
            return self.rendered is not None and self.rendered.kind == self.document_kind
        if page == SIGN:
            return self.stage == "acknowledged"
        needed = (name for name in self.fields(page) if name not in self.pack.manifest.optional)
        return not p.missing(self.profile, needed)

    @property
    def next_page(self) -> str | None:
        """The page that *Continue* opens: back to the question after a review, else in order."""
        if self.review and self.page == self.topic(self.review).page:
            return CHECK + self.review
        pages = self.pages
        place = pages.index(self.page) + 1 if self.page in pages else len(pages)
        return pages[place] if place < len(pages) and self.complete(self.page) else None

    @property
    def previous_page(self) -> str | None:
        """The page that *Back* opens; none once signed, so that what was signed stays as it is."""
        pages = self.pages
        on_way = self.page in pages  # an answer, a birthday or a clock may have changed the way
        if on_way and self.signature:
            return None
        before = pages[: pages.index(self.page)] if on_way else pages
        return next((page for page in reversed(before) if self.may_open(page)), None)

    def may_open(self, page: str) -> bool:
        """Whether a page can be opened: on the way, everything before it opened and complete."""
        pages = self.pages
        if page not in pages or (self.signature and page not in {SIGN, DONE}):
            return False
        before = pages[: pages.index(page)]
        return all(name in self.opened and self.complete(name) for name in before)

    def topic(self, name: str) -> Topic:
        """Return a topic of the pack by its id."""
        return next(topic for topic in self.pack.checks.topics if topic.id == name)

    def item(self, topic: str) -> Item:
        """Return the item that a topic asks now: parallel ones take turns after a wrong answer."""
        items = self.topic(topic).items
        wrong = sum(t.topic == topic and not t.right for t in self.tries)
        return items[wrong % len(items)]


def begin(event: e.Began, pack: Pack) -> Episode | Refused:
    """Open an episode with its first event; refused when it is bound to other content."""
    if (event.pack, event.pack_digest) != (pack.manifest.id, pack.digest):
        return Refused("other_content")
    if event.language not in pack.manifest.languages:
        return Refused("no_such_language")
    empty = p.Profile()
    ruling = regulation.decide(empty, pack.jurisdictions, event.at.date())
    return Episode(
        pack, event.episode, event.mode, event.language, event.at, event.at, ruling=ruling,
        reflection_days=event.reflection_days, looking=event.looking,
    )  # fmt: skip


def replay(pack: Pack, events: Iterable[e.Event]) -> Episode | Refused:
    """Return the episode after a list of events, or the first refusal."""
    episode: Episode | Refused = Refused("not_begun")
    for event in events:
        if isinstance(event, e.Began):
            if isinstance(episode, Episode):
                return Refused("already_begun")
            episode = begin(event, pack)
        elif isinstance(episode, Episode):
            episode = step(episode, event)
        if isinstance(episode, Refused):
            return episode
    return episode


def step(episode: Episode, event: e.Event) -> Episode | Refused:
    """Return the episode after an event, or say why it may not happen."""
    later = isinstance(event, e.Added | e.AddedSealed)
    if episode.finished and not later:
        return Refused("finished")
    if event.at < episode.last:
        return Refused("clock_back")
    moved = replace(episode, last=event.at, events=episode.events + 1)
    return _apply(moved if later else _on_another_day(moved, episode.today), event)


def _on_another_day(now: Episode, before: date) -> Episode:
    """Ask again what the rules say on a later day; what was signed stays as it is."""
    if now.today == before or now.signature:
        return now
    ruling = regulation.decide(now.profile, now.pack.jurisdictions, now.today)
    if ruling == replace(now.ruling, on=ruling.on):
        return replace(now, ruling=ruling)
    return _undecided(replace(now, ruling=ruling, at_stop=None))


def _undecided(now: Episode) -> Episode:
    """Return the episode without what was decided, and shown, on other grounds."""
    return replace(now, decision=None, rendered=None, sealed=None)


def _apply(now: Episode, event: e.Event) -> Episode | Refused:  # noqa: PLR0911, C901, PLR0912 - one branch per event
    match event:
        case e.Began():
            return Refused("already_begun")
        case e.LanguageChosen(language=language):
            return _speak(now, language)
        case e.HelperNamed(by=by):
            return replace(now, helper=by)
        case e.ComfortChosen() | e.Listened() | e.HelpOpened():
            return now
        case e.Parked():
            return replace(now, parked=True)
        case e.Resumed():
            return replace(now, parked=False)
        case e.Closed():
            return replace(now, finished=True)
        case e.PaperChosen(points=points):
            return now if now.signature else replace(now, points=points, rendered=None)
        case e.Answered(values=values):
            return _answer(now, values)
        case e.PageOpened(page=page):
            return _open(now, page)
        case e.StopAnswered(choice=choice):
            if not now.prohibited or now.page != LEGAL_STOP:
                return Refused("not_stopped")
            return replace(now, at_stop=choice)
        case e.ConditionConfirmed() | e.ConditionReopened():
            return _condition(now, event)
        case e.IndicationRecorded():
            return _record(now, event)
        case e.IndicationConfirmed():
            return _agree(now, event)
        case e.CheckAnswered():
            return _check(now, event)
        case e.ValueRated():
            return _rate(now, event)
        case e.QuestionAdded():
            return _question(now, event)
        case e.QuestionDropped(number=number):
            if not 0 <= number < len(now.questions):
                return Refused("no_such_question")
            rest = now.questions[:number] + now.questions[number + 1 :]
            return replace(now, questions=rest)
        case e.SureAnswered():
            return _be_sure(now, event)
        case e.PrivatelyAnswered():
            return _confide(now, event)
        case e.Decided(decision=decision):
            return _decide(now, decision)
        case e.Rendered():
            return _render(now, event)
        case e.Signed():
            return _sign(now, event)
        case e.Sealed():
            return _seal(now, event)
        case e.Finished():
            return replace(now, finished=True)
        case e.Added():
            return _add(now, event)
        case e.AddedSealed():
            return _seal_added(now, event)
    assert_never(event)


def _speak(now: Episode, language: str) -> Episode | Refused:
    """Switch the language. A document that was shown in another one has to be shown again."""
    if language not in now.pack.manifest.languages:
        return Refused("no_such_language")
    if now.signature and not now.sealed:
        return Refused("already_signed")
    page = DOCUMENT if now.page == SIGN and not now.sealed else now.page
    rendered = now.rendered if now.sealed else None
    return replace(now, language=language, page=page, rendered=rendered)


def _answer(now: Episode, values: Mapping[str, str | float | None]) -> Episode | Refused:
    """Take answers about the person. What was decided on other answers has to be decided anew."""
    if now.signature:
        return Refused("already_signed")
    profile = p.with_answers(now.profile, values, now.pack, now.today)
    if isinstance(profile, tuple):
        return Refused("invalid_answer", profile)
    named = replace(now, profile=profile)
    if DEVICE in values and named.device_flag and named.device:
        return Refused("invalid_answer", (_stopped(named.device, now.today),))
    if profile == now.profile:
        return now
    ruling = regulation.decide(profile, now.pack.jurisdictions, now.today)
    changed = replace(now, profile=profile, ruling=ruling, at_stop=None)
    if profile.reason != now.profile.reason:
        changed = replace(changed, agreed=None)
    if (ruling.place, ruling.indication) != (now.ruling.place, now.ruling.indication):
        changed = replace(changed, confirmed={})
    return _undecided(changed)


def _stopped(standing: Standing, on: date) -> p.Problem:
    place = standing.place or ""
    return p.Problem(DEVICE, "device_suspended", device=standing.device, place=place, day=on)


def _open(now: Episode, page: str) -> Episode | Refused:
    if page not in now.pages:
        return Refused("no_such_page")
    if not now.may_open(page):
        return Refused("page_not_open")
    if page == DONE and now.stage == "signing":
        return Refused("not_signed")
    asked = page == CHECK + (now.review or "") and now.reread
    reread = now.reread or (now.review is not None and page == now.topic(now.review).page)
    review = None if asked else now.review
    opened = now.opened | {page}
    informed = now.informed or (now.today if now.pack.listed <= opened else None)
    return replace(now, page=page, opened=opened, review=review, reread=reread, informed=informed)


def _closed(now: Episode, *pages: str) -> RefusalCode | None:
    """Return why nothing can be confirmed now, or None."""
    if not now.counselling:
        return "not_in_kiosk"
    if now.signature:
        return "already_signed"
    if now.prohibited:
        return "prohibited"
    return None if now.page in pages and now.page in now.pages else "page_not_open"


def _condition(
    now: Episode, event: e.ConditionConfirmed | e.ConditionReopened
) -> Episode | Refused:
    """Take a confirmation, or take it back. A paper that was made before has to be made anew."""
    if closed := _closed(now, CONDITIONS):
        return Refused(closed)
    if isinstance(event, e.ConditionReopened):
        if event.condition not in now.confirmed:
            return Refused("no_such_condition")
        rest = {name: one for name, one in now.confirmed.items() if name != event.condition}
        return replace(now, confirmed=rest, rendered=None, sealed=None)
    if code := gates.refuse_condition(event, now.conditions, now.indication_flags, now.today):
        return Refused(code)
    confirmed = {**now.confirmed, event.condition: event}
    return replace(now, confirmed=confirmed, rendered=None, sealed=None)


def _record(now: Episode, event: e.IndicationRecorded) -> Episode | Refused:
    """Take the first key. Other values, or another hand, void the second and the diagnosis."""
    if code := _closed(now, INDICATION) or gates.refuse_key(event):
        return Refused(code)
    typed = gates.checked(now.pack.indication, event.values, now.today)
    if isinstance(typed, tuple):
        return Refused("invalid_answer", typed)
    known = now.recorded
    if known and known.values == typed and gates.same_person(known.by, event.by):
        return now
    diagnoses = {one.id for one in now.conditions if one.kind == "diagnosis"}
    rest = {name: one for name, one in now.confirmed.items() if name not in diagnoses}
    recorded = structs.replace(event, values=typed)
    return replace(now, recorded=recorded, agreed=None, confirmed=rest, rendered=None, sealed=None)


def _agree(now: Episode, event: e.IndicationConfirmed) -> Episode | Refused:
    """Take the second key."""
    code = _closed(now, INDICATION) or gates.refuse_second(
        event, now.recorded, now.indication_flags
    )
    return Refused(code) if code else replace(now, agreed=event, rendered=None, sealed=None)


def _check(now: Episode, event: e.CheckAnswered) -> Episode | Refused:
    topic = next((t for t in now.pack.checks.topics if event.item in {i.id for i in t.items}), None)
    if topic is None:
        return Refused("no_such_item")
    if now.page != CHECK + topic.id or now.status(topic.id) != "open" or now.review:
        return Refused("not_asked_now")
    item = now.item(topic.id)
    if item.id != event.item or event.answer not in {NOT_SURE, *(a.id for a in item.answers)}:
        return Refused("not_asked_now")
    right = any(a.right and a.id == event.answer for a in item.answers)
    tried = Try(topic.id, item.id, event.answer, right, event.at)
    after = replace(now, tries=(*now.tries, tried))
    review = topic.id if after.status(topic.id) == "open" else None
    return replace(after, review=review, reread=False)


def _rate(now: Episode, event: e.ValueRated) -> Episode | Refused:
    """Take how much something matters. What was decided before has to be decided anew."""
    if now.signature:
        return Refused("already_signed")
    if event.value not in {value.id for value in now.pack.values.statements}:
        return Refused("no_such_statement")
    if event.weight not in WEIGHTS:
        return Refused("no_such_weight")
    asked = now.statements(now.page) if now.page in now.pages else ()
    if event.value not in {value.id for value in asked}:
        return Refused("page_not_open")
    if now.ratings.get(event.value) == event.weight:
        return now
    return _undecided(replace(now, ratings={**now.ratings, event.value: event.weight}))


def _be_sure(now: Episode, event: e.SureAnswered) -> Episode | Refused:
    """Take whether a person is sure. What was decided before has to be decided anew."""
    if now.signature:
        return Refused("already_signed")
    if event.item not in {item.theme for item in now.sure_items}:
        return Refused("no_such_item")
    if event.answer not in {"yes", "no"}:
        return Refused("invalid_answer")
    if now.page != SURE or SURE not in now.pages:
        return Refused("page_not_open")
    if now.sure.get(event.item) == event.answer:
        return now
    return _undecided(replace(now, sure={**now.sure, event.item: event.answer}))


def _confide(now: Episode, event: e.PrivatelyAnswered) -> Episode | Refused:
    """Take what is for the clinician alone. It undoes nothing, as that could be seen."""
    if event.question != PRESSURE:
        return Refused("no_such_item")
    if event.answer not in PRIVATE_ANSWERS:
        return Refused("invalid_answer")
    if now.page != PRIVATE or PRIVATE not in now.pages:
        return Refused("page_not_open")
    return replace(now, private={**now.private, event.question: event.answer})


_QUESTIONABLE: dict[p.ProblemCode, RefusalCode] = {
    "empty": "question_empty", "too_long": "question_too_long",
    "unprintable": "question_undrawable", "undrawable": "question_undrawable",
}  # fmt: skip


def _question(now: Episode, event: e.QuestionAdded) -> Episode | Refused:
    if event.ready is not None:
        if event.ready not in {q.id for q in now.pack.questions.questions}:
            return Refused("no_such_question")
        if event.words is not None:
            return Refused("no_such_question")
        if event.ready in {q.ready for q in now.questions}:
            return now
    else:
        words = p.printable("question", event.words or "", WORDS_LIMIT)
        if isinstance(words, p.Problem):
            return Refused(_QUESTIONABLE[words.code])
    question = Question(event.page, event.ready, event.words, event.at)
    return replace(now, questions=(*now.questions, question))


def _decide(now: Episode, decision: e.Decision) -> Episode | Refused:
    if now.prohibited:
        return Refused("prohibited")
    if now.under_age:
        return Refused("under_age")
    if now.signature:
        return Refused("already_signed")
    if any(now.status(topic.id) == "open" for topic in now.pack.checks.topics):
        return Refused("check_open")
    if now.page != DECISION:
        return Refused("page_not_open")
    return replace(now, decision=decision, decided_at=now.last, rendered=None, sealed=None)


def _render(now: Episode, event: e.Rendered) -> Episode | Refused:
    if event.kind != now.document_kind or event.document != now.document_id:
        return Refused("not_decided")
    if event.kind == "acknowledgement" and now.page != DOCUMENT:
        return Refused("page_not_open")
    if now.signature and now.rendered and event.content != now.rendered.content:
        return Refused("not_what_was_shown")
    taken = now.sealed and now.sealed.kind != event.kind  # home, before it could be signed
    return replace(now, rendered=event, sealed=None if taken else now.sealed)


def _sign(now: Episode, event: e.Signed) -> Episode | Refused:  # noqa: PLR0911 - one line per reason
    if now.barred:
        return Refused(now.barred)
    if now.signature:
        return Refused("already_signed")
    if now.waiting_for:
        return Refused(now.waiting_for[0])
    if now.by_hand:
        return Refused("sign_by_hand")
    if now.decision != "go_ahead":
        return Refused("not_decided")
    if now.page != SIGN or now.rendered is None or now.rendered.kind != "acknowledgement":
        return Refused("not_rendered")
    if event.content != now.rendered.content:
        return Refused("not_what_was_shown")
    refused = _unsigned(event)
    return refused or replace(now, signature=event)


def _unsigned(event: e.Signed) -> Refused | None:
    """Return why what was given is not a signature: a line in the box, or a name that prints."""
    if event.how == "drawn":
        inside = all(0 <= part <= 1 for line in event.strokes for point in line for part in point)
        drawn = inside and any(len(line) > 1 for line in event.strokes)
        return None if drawn and not event.words else Refused("empty_signature")
    name = p.printable("signature", event.words)
    if isinstance(name, str):
        return None
    unread = name.code in {"unprintable", "undrawable"}
    return Refused("signature_undrawable" if unread else "empty_signature")


def _seal(now: Episode, event: e.Sealed) -> Episode | Refused:
    shown = now.rendered
    if shown is None or (event.kind, event.document) != (shown.kind, shown.document):
        return Refused("not_rendered")
    if now.sealed:
        return Refused("already_signed")
    if event.kind == "acknowledgement" and now.signature is None:
        return Refused("not_signed")
    return replace(now, sealed=event)


# --- what is added to a sealed document -----------------------------------------------------------

_ADDABLE = ("acknowledgement", "for_ink")
"""Documents that something can be added to: nobody signs information."""


def _add(now: Episode, event: e.Added) -> Episode | Refused:
    """Take what is added. Whatever was still on a screen is over with it."""
    if now.sealed is None or now.sealed.kind not in _ADDABLE:
        return Refused("no_record")
    before = (now.sealed.sha256, *now.added_sealed)
    own = (event.document, event.record, event.previous, event.number)
    if own != (now.document_id, before[0], before[-1], len(before)):
        return Refused("not_the_record")
    if len(now.added) >= event.number:
        return Refused("added_before")
    if now.withdrawn and event.kind != "correction":
        return Refused("withdrawn")
    if not now.sealed.at.date() <= event.on <= now.today:
        return Refused("day_in_future" if event.on > now.today else "day_before_record")
    refused = _unworded(event) or _too_early(now, event)
    return Refused(refused) if refused else replace(now, added=(*now.added, event), finished=True)


def _unworded(event: e.Added) -> RefusalCode | None:
    """Return what is missing from something that is added, or cannot be printed."""
    for name in (event.by, *((event.person,) if event.person else ())):
        if isinstance(p.printable("by", name), p.Problem):
            return "name_missing"
    if event.kind == "confirmation" and event.role != "surgeon":
        return "not_the_surgeon"
    if event.kind == "reaffirmation" and event.stage is None:
        return "stage_missing"
    if event.kind == "correction" and not (event.wrong and event.words):
        return "words_missing"
    for words in filter(None, (event.wrong, event.words)):
        problem = p.printable("words", words, ADDED_LIMIT)
        if isinstance(problem, p.Problem):
            return _WORDED[problem.code]
    return None


_WORDED: dict[p.ProblemCode, RefusalCode] = {
    "empty": "words_missing", "too_long": "words_too_long",
    "unprintable": "question_undrawable", "undrawable": "question_undrawable",
}  # fmt: skip


def _too_early(now: Episode, event: e.Added) -> RefusalCode | None:
    """Return whether a period to think it over still runs, as far as its start is known."""
    if event.kind == "confirmation":
        first = now.clock.signature
    elif event.kind == "day_of_surgery":
        first = now.clock.surgery
    else:
        return None
    return "clock_running" if first is not None and first > event.on else None


def _seal_added(now: Episode, event: e.AddedSealed) -> Episode | Refused:
    made = len(now.added_sealed) + 1
    if len(now.added) != made or (event.document, event.number) != (now.document_id, made):
        return Refused("not_the_record")
    return replace(now, added_sealed=(*now.added_sealed, event.sha256))

"""The consent process of one candidate, and the only owner of "may".

`step` takes an event or refuses it with a code; `replay` is resume, audit and test in one. Seen is
not understood; understood is not signed; signed is not sealed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, assert_never

from consent_app import events as e
from consent_app import profile as p
from consent_app import regulation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from consent_app.content.model import Item, Pack, Topic, Value
    from consent_app.regulation import Ruling

Stage = Literal[
    "reading", "information_only", "stopped", "thinking", "declined", "signing", "signed",
    "acknowledged",
]  # fmt: skip
Status = Literal["open", "right", "right_after_review", "to_discuss"]

TRIES = 3
"""Wrong answers to a topic before it is left for the team."""
WORDS_LIMIT = 500
"""Characters of a question in a person's own words."""
NOT_SURE = "not_sure"
WEIGHTS = range(6)
"""How much something matters: 1 not at all, to 5 a great deal; 0 for who would rather not say."""
_MATTERS, _MOST_MATTERS = 3, 4
"""The least weight of what is held against the options, and how many of those at most."""

WELCOME, RULES, LEGAL_STOP, AGE_STOP = "welcome", "rules", "legal_stop", "age_stop"
QUESTIONS, DECISION, DOCUMENT, SIGN, DONE = "questions", "decision", "document", "sign", "done"
CHECK = "check."
"""A page that asks about a topic is named by this and the topic's id."""
VALUES, FIT = "values.", "fit"
"""Pages that ask what matters are named by this and their number from 1; then one shows the fit."""
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
    mode: str
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
    ratings: Mapping[str, int] = field(default_factory=dict)
    """The weight of each statement of the pack that was answered, from `WEIGHTS`."""
    questions: tuple[Question, ...] = ()
    at_stop: str | None = None
    decision: e.Decision | None = None
    decided_at: datetime | None = None
    rendered: e.Rendered | None = None
    signature: e.Signed | None = None
    sealed: e.Sealed | None = None
    finished: bool = False
    events: int = 1

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
    def expired(self) -> bool:
        """Whether the content was too old to be signed on the day that counts."""
        return self.pack.expired(self.signature.at.date() if self.signature else self.today)

    @property
    def may_sign(self) -> bool:
        """Whether a signature may be given: allowed, of age, understood, decided, up to date."""
        return (
            not self.prohibited
            and not self.under_age
            and self.understood
            and self.decision == "go_ahead"
            and not self.expired
        )

    @property
    def stage(self) -> Stage:  # noqa: PLR0911 - one line per stage
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
                if not self.understood or self.expired:
                    return "stopped"
                if self.signature and self.sealed:
                    return "acknowledged"
                return "signed" if self.signature else "signing"

    @property
    def document_kind(self) -> e.DocumentKind | None:
        """Which paper the person can take home at this stage."""
        match self.stage:
            case "signing" | "signed" | "acknowledged":
                return "acknowledgement"
            case "information_only" | "thinking" | "declined":
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
        way = (*way, RULES, *content, *self.value_pages, *checks, QUESTIONS, DECISION)
        match self.decision:
            case None:
                return way
            case "go_ahead" if self.understood and not self.expired:
                return (*way, DOCUMENT, SIGN, DONE)
            case _:
                return (*way, DONE)

    @property
    def value_pages(self) -> tuple[str, ...]:
        """The pages about what matters to the person; none in a pack without statements."""
        pages = -(-len(self.pack.values.statements) // _ASKED_TOGETHER)
        return (*(f"{VALUES}{n}" for n in range(1, pages + 1)), FIT) if pages else ()

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
        if page == DECISION:
            return self.decision is not None
        if page == DOCUMENT:
            return self.rendered is not None and self.rendered.kind == "acknowledgement"
        if page == SIGN:
            return self.stage == "acknowledged"
        return not p.missing(self.profile, self.fields(page))

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
        if self.page not in pages:  # an answer or a birthday has changed the way
            return next((page for page in reversed(pages) if self.may_open(page)), None)
        place = pages.index(self.page)
        return pages[place - 1] if place and self.signature is None else None

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
        pack, event.episode, event.mode, event.language, event.at, event.at, ruling=ruling
    )


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
    if episode.finished:
        return Refused("finished")
    if event.at < episode.last:
        return Refused("clock_back")
    moved = replace(episode, last=event.at, events=episode.events + 1)
    return _apply(moved, event)


def _apply(now: Episode, event: e.Event) -> Episode | Refused:  # noqa: PLR0911, C901, PLR0912 - one branch per event
    match event:
        case e.Began():
            return Refused("already_begun")
        case e.LanguageChosen(language=language):
            return _speak(now, language)
        case e.Answered(values=values):
            return _answer(now, values)
        case e.PageOpened(page=page):
            return _open(now, page)
        case e.StopAnswered(choice=choice):
            if not now.prohibited or now.page != LEGAL_STOP:
                return Refused("not_stopped")
            return replace(now, at_stop=choice)
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
    if profile == now.profile:
        return now
    ruling = regulation.decide(profile, now.pack.jurisdictions, now.today)
    return replace(
        now, profile=profile, ruling=ruling, at_stop=None, decision=None, rendered=None,
        sealed=None,
    )  # fmt: skip


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
    return replace(now, page=page, opened=now.opened | {page}, review=review, reread=reread)


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
    ratings = {**now.ratings, event.value: event.weight}
    return replace(now, ratings=ratings, decision=None, rendered=None, sealed=None)


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
    return replace(now, rendered=event)


def _sign(now: Episode, event: e.Signed) -> Episode | Refused:
    if now.prohibited:
        return Refused("prohibited")
    if not now.may_sign:
        expired = now.understood and now.expired
        return Refused(
            "under_age" if now.under_age else "content_expired" if expired else "check_open"
        )
    if now.signature:
        return Refused("already_signed")
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

"""A declared candidate: what the person of a journey does on each page.

The replay turns an act into an event, the glass into clicks and keys; so both walk the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from consent_app import episode as ep
from consent_app.content.journey import Confirmed
from consent_app.view import confirm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app import events as e
    from consent_app.content.journey import Journey
    from consent_app.content.model import Item
    from consent_app.episode import Episode


@dataclass(frozen=True, slots=True)
class Fill:
    """Answer a field of a form."""

    name: str
    value: str | float


@dataclass(frozen=True, slots=True)
class Choose:
    """Mark one of several answers."""

    asks: Literal["stop", "check", "decide", "private", "sure", "paper", "practice"]
    name: str
    option: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Say how much something matters."""

    value: str
    weight: int


@dataclass(frozen=True, slots=True)
class Need:
    """Say whether something is there at home."""

    need: str
    answer: Literal["have", "need", "not_sure"]


@dataclass(frozen=True, slots=True)
class Tick:
    """Mark something that the team should know, or a phrase."""

    asks: Literal["factor", "phrase"]
    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write by finger: what matters, or a question for the team."""

    asks: Literal["note", "question"]
    strokes: tuple[e.Stroke, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Open the page of an answer from the list of all answers."""

    page: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question on the list: a ready one, or own words."""

    ready: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Confirm:
    """Have a clinician confirm a condition, or hold one of the keys of `view.confirm`."""

    name: str
    by: str
    role: e.Role
    values: Mapping[str, str | float]
    """Fields of the form beside who and role: the day and a note, or the medical reason."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign in one of the three ways; `words` is what is typed."""

    how: Literal["drawn", "typed", "witnessed"]
    words: str


Act = Fill | Choose | Change | Rate | Need | Tick | Write | Ask | Confirm | Sign

STROKES = (
    ((0.08, 0.7), (0.16, 0.25), (0.22, 0.75), (0.3, 0.3), (0.36, 0.7), (0.45, 0.45), (0.52, 0.62)),
    ((0.5, 0.5), (0.62, 0.42), (0.74, 0.58), (0.9, 0.4)),
)
"""The signature that a declared candidate draws."""
NOTE = (
    ((0.05, 0.72), (0.05, 0.28), (0.11, 0.62), (0.17, 0.28), (0.17, 0.72)),
    ((0.26, 0.46), (0.22, 0.58), (0.27, 0.7), (0.32, 0.56), (0.26, 0.46)),
    ((0.42, 0.3), (0.4, 0.66), (0.46, 0.7)),
    ((0.37, 0.44), (0.47, 0.44)),
)
"""What a declared candidate writes by finger."""
_WEIGHTS = (4, 2, 5, 3, 1)
"""What matters to a candidate of whom nothing else is declared, by turns."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Plays a journey."""

    journey: Journey

    def acts(self, episode: Episode) -> Iterator[Act]:  # noqa: C901, PLR0912 - one branch per kind of page
        """Yield what the person does on the page that is open, before pressing *Continue*."""
        page = episode.page
        for name in episode.fields(page):
            value = self._value(name, episode)
            if value is not None:
                yield Fill(name, value)
        topic = episode.asked_on(page)
        if topic and not episode.complete(page) and not episode.review:
            item = episode.item(topic)
            yield Choose("check", item.id, self._answer(item, topic, episode))
        for statement in episode.statements(page):
            yield Rate(statement.id, self._weight(statement.id, episode))
        yield from self._told(page, episode)
        match page:
            case _ if episode.practises(page):
                yield Choose("practice", page, self.journey.practice)
            case ep.PRIVATE | ep.SURE:
                yield from self._alone(episode)
            case ep.ANSWERS:
                yield from self._changes(episode)
            case ep.PAPER if self.journey.points:
                yield Choose("paper", page, str(self.journey.points))
            case ep.INDICATION if self.journey.indication_facts:
                yield from self._keys()
            case ep.CONDITIONS if episode.counselling:
                yield from self._confirmations(episode)
            case ep.LEGAL_STOP:
                yield Choose("stop", page, self.journey.at_stop)
            case ep.QUESTIONS:
                if self.journey.ink and not any(q.strokes for q in episode.questions):
                    yield Write("question", NOTE)
                ready = {q.id for q in episode.pack.questions.questions}
                for question in self.journey.questions:
                    is_ready = question in ready
                    yield Ask(question if is_ready else None, None if is_ready else question)
            case ep.DECISION:
                yield Choose("decide", page, self.journey.decision)
            case ep.SIGN if episode.signature is None:
                how = self.journey.sign
                name = str(self.journey.profile.get("full_name", ""))
                yield Sign(how, self.journey.witness if how == "witnessed" else name)

    def _told(self, page: str, episode: Episode) -> Iterator[Need | Tick | Write]:
        """Yield what the person tells the team on a page."""
        for need in episode.needs_on(page):
            yield Need(need, self.journey.needs.get(need, "have"))
        asked = () if episode.informs_only else episode.factors_on(page)
        for factor in self.journey.tells:
            if factor in asked and factor not in episode.told:
                yield Tick("factor", factor)
        if page == ep.OWN_WORDS:
            for phrase in self.journey.phrases:
                yield Tick("phrase", phrase)
            if self.journey.ink and not episode.ink:
                yield Write("note", NOTE)

    def _alone(self, episode: Episode) -> Iterator[Choose]:
        """Yield the answers about pressure and about being sure, each on its page."""
        if episode.page == ep.PRIVATE and self.journey.private != "unanswered":
            yield Choose("private", ep.PRESSURE, self.journey.private)
        if episode.page == ep.SURE:
            for item in episode.sure_items:
                yield Choose("sure", item.theme, self.journey.sure.get(item.theme, "yes"))

    def _changes(self, episode: Episode) -> Iterator[Change]:
        """Yield the page of the first answer that is still to be changed."""
        for name, value in self.journey.changes.items():
            profile = episode.profile
            stored = profile.plan.get(name, getattr(profile, name, None))
            if value not in (stored, str(stored)):
                yield Change(next((n for n, f in ep.FORMS.items() if name in f), ep.PLAN))
                return

    def _keys(self) -> Iterator[Confirm]:
        """Yield the first key, and the second where somebody is declared who holds it."""
        journey = self.journey
        yield Confirm(confirm.RECORD, journey.clinician, "surgeon", journey.indication_facts)
        if journey.second_clinician:
            yield Confirm(confirm.SECOND, journey.second_clinician, "clinician", {})

    def _confirmations(self, episode: Episode) -> Iterator[Confirm]:
        """Yield a confirmation of each condition that is declared by its id or its kind."""
        declared = self.journey.confirms
        for condition in episode.conditions:
            given = declared.get(condition.id, declared.get(condition.kind))
            if given is None or condition.confirmed:
                continue
            said = given if isinstance(given, Confirmed) else Confirmed(on=given)
            values = {confirm.ON: said.on.isoformat(), confirm.NOTE: said.note}
            yield Confirm(condition.id, said.by or self.journey.clinician, said.role, values)

    def _value(self, name: str, episode: Episode) -> str | float | None:
        given = self.journey.profile
        if episode.changing:
            given = {**given, **self.journey.changes}
        if name == "reason" and "reason" not in given:
            return next(
                (r.id for r in episode.pack.manifest.reasons
                 if r.indication == given.get("indication")), None
            )  # fmt: skip
        return given.get(name)

    def _weight(self, name: str, episode: Episode) -> int:
        place = [value.id for value in episode.pack.values.statements].index(name)
        return self.journey.values.get(name, _WEIGHTS[place % len(_WEIGHTS)])

    def _answer(self, item: Item, topic: str, episode: Episode) -> str:
        right = next(a.id for a in item.answers if a.right)
        wrong = next(a.id for a in item.answers if not a.right)
        answers = self.journey.answers
        if not isinstance(answers, str):
            return answers.get(item.id, right)
        tried = any(t.topic == topic for t in episode.tries)
        match answers:
            case "right":
                return right
            case "wrong_then_right":
                return right if tried else wrong
            case "wrong":
                return wrong

"""What the person answers, asks and tells, and what it undoes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from consent_app import events as e
from consent_app import profile as p
from consent_app import regulation
from consent_app.content.model import DEVICE
from consent_app.episode.names import (
    AGAIN,
    CHECK,
    CONDITIONS,
    FORMS,
    INDICATION,
    INK_LIMIT,
    NOT_SURE,
    OWN_WORDS,
    PRESSURE,
    PRIVATE,
    PRIVATE_ANSWERS,
    RULE_TEXTS,
    RULES,
    SURE,
    WEIGHTS,
    WORDS_LIMIT,
)
from consent_app.episode.state import Question, Refused, Try

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from consent_app.episode.state import RefusalCode
    from consent_app.episode.way import Episode
    from consent_app.regulation import Standing


def undecided(now: Episode) -> Episode:
    """Return the episode without what was decided, and shown, on other grounds."""
    return replace(now, decision=None, rendered=None, sealed=None)


def answer(now: Episode, values: Mapping[str, str | float | None]) -> Episode | Refused:
    """Take answers about the person. What was decided on other answers has to be decided anew."""
    if now.signature:
        return Refused("already_signed")
    if now.looking and not values.keys() <= {*FORMS["reason"], *FORMS["surgery"]}:
        return Refused("nothing_kept")
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
        law = {RULES, RULE_TEXTS, INDICATION, CONDITIONS}  # other rules hold: they have to be read
        changed = replace(changed, confirmed={}, opened=changed.opened - law)
    return undecided(changed)


def _stopped(standing: Standing, on: date) -> p.Problem:
    place = standing.place or ""
    return p.Problem(DEVICE, "device_suspended", device=standing.device, place=place, day=on)


def check(now: Episode, event: e.CheckAnswered) -> Episode | Refused:
    """Take an answer to what is asked about a topic. A wrong one asks to read its page again."""
    topic = next((t for t in now.pack.checks.topics if event.item in {i.id for i in t.items}), None)
    if topic is None:
        return Refused("no_such_item")
    again = now.page == AGAIN + topic.id
    asked = again or now.page == CHECK + topic.id
    if not asked or now.page not in now.pages or now.complete(now.page) or now.review:
        return Refused("not_asked_now")
    item = now.item(topic.id)
    if item.id != event.item or event.answer not in {NOT_SURE, *(a.id for a in item.answers)}:
        return Refused("not_asked_now")
    right = any(a.right and a.id == event.answer for a in item.answers)
    tried = Try(topic.id, item.id, event.answer, right, event.at, again)
    after = replace(now, tries=(*now.tries, tried))
    review = topic.id if after.status(topic.id) == "open" else None
    return replace(after, review=review, reread=False)


def rate(now: Episode, event: e.ValueRated) -> Episode | Refused:
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
    return undecided(replace(now, ratings={**now.ratings, event.value: event.weight}))


def be_sure(now: Episode, event: e.SureAnswered) -> Episode | Refused:
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
    return undecided(replace(now, sure={**now.sure, event.item: event.answer}))


def tell(
    now: Episode, event: e.NeedSaid | e.FactorTold | e.PhrasePicked | e.InkWritten
) -> Episode | Refused:
    """Take what the person tells the team. What was decided before has to be decided anew."""
    if now.signature:
        return Refused("already_signed")
    if now.looking:
        return Refused("nothing_kept")
    told = _told(now, event)
    if told is None:
        return Refused("no_such_item")
    if not _asked_here(now, event):
        return Refused("page_not_open")
    return now if told == now else undecided(told)


def _asked_here(
    now: Episode, event: e.NeedSaid | e.FactorTold | e.PhrasePicked | e.InkWritten
) -> bool:
    """Whether the page that is open asks for what was told."""
    match event:
        case e.NeedSaid(need=need):
            return need in now.needs_on(now.page)
        case e.FactorTold(factor=factor):
            return factor in now.factors_on(now.page)
        case _:
            return now.page == OWN_WORDS and OWN_WORDS in now.pages


def _told(
    now: Episode, event: e.NeedSaid | e.FactorTold | e.PhrasePicked | e.InkWritten
) -> Episode | None:
    """Return the episode with what was told, or None where the pack does not ask for it."""
    match event:
        case e.NeedSaid(need=need, answer=answer):
            known = need in {item.id for item in now.pack.needs.items}
            return replace(now, needs={**now.needs, need: answer}) if known else None
        case e.FactorTold(factor=factor, on=on):
            factors = [item.id for item in now.pack.suitability.items]
            told = _marked(now.told, factors, factor, on=on)
            return None if told is None else replace(now, told=told)
        case e.PhrasePicked(phrase=phrase, on=on):
            phrases = [item.id for item in now.pack.values.phrases]
            told = _marked(now.phrases, phrases, phrase, on=on)
            return None if told is None else replace(now, phrases=told)
        case e.InkWritten(strokes=strokes):
            return replace(now, ink=strokes) if _drawable(strokes) else None


def _marked(
    marked: tuple[str, ...], declared: list[str], name: str, *, on: bool
) -> tuple[str, ...] | None:
    """Return what is marked, in the order of the pack; None where the name is unknown."""
    if name not in declared:
        return None
    wanted = {*marked, name} if on else {*marked} - {name}
    return tuple(one for one in declared if one in wanted)


def _drawable(strokes: tuple[e.Stroke, ...]) -> bool:
    """Whether strokes lie in their box and are not too many to be kept."""
    points = sum(len(line) for line in strokes)
    return points <= INK_LIMIT and all(
        0 <= part <= 1 for line in strokes for point in line for part in point
    )


def confide(now: Episode, event: e.PrivatelyAnswered) -> Episode | Refused:
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


def ask(now: Episode, event: e.QuestionAdded) -> Episode | Refused:
    """Take a question for the team: a ready one, in words, or written by finger."""
    strokes = event.strokes or ()
    if event.ready is not None:
        if event.ready not in {q.id for q in now.pack.questions.questions}:
            return Refused("no_such_question")
        if event.words is not None or strokes:
            return Refused("no_such_question")
        if event.ready in {q.ready for q in now.questions}:
            return now
    elif strokes:
        if event.words is not None or not _drawable(strokes):
            return Refused("question_undrawable")
    else:
        words = p.printable("question", event.words or "", WORDS_LIMIT)
        if isinstance(words, p.Problem):
            return Refused(_QUESTIONABLE[words.code])
    question = Question(event.page, event.ready, event.words, event.at, strokes)
    return replace(now, questions=(*now.questions, question))

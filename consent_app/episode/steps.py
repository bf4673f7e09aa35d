"""How an episode begins, and what each event makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from consent_app import events as e
from consent_app import profile as p
from consent_app import regulation
from consent_app.episode import added, answers, confirming, signing
from consent_app.episode.names import (
    ANSWERS,
    CHECK,
    DOCUMENT,
    DONE,
    LEGAL_STOP,
    PAUSE,
    PRACTICE,
    SIGN,
)
from consent_app.episode.state import Refused
from consent_app.episode.way import Episode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from consent_app.content.model import Pack


def begin(event: e.Began, pack: Pack) -> Episode | Refused:
    """Open an episode with its first event; refused when it is bound to other content."""
    if (event.pack, event.pack_digest) != (pack.manifest.id, pack.digest):
        return Refused("other_content")
    if event.language not in pack.manifest.languages:
        return Refused("no_such_language")
    looking = event.looking is True
    profile = p.Profile(plan=pack.manifest.usual if looking else {})
    ruling = regulation.decide(profile, pack.jurisdictions, event.at.date())
    return Episode(
        pack, event.episode, event.mode, event.language, event.at, event.at, ruling=ruling,
        profile=profile, reflection_days=event.reflection_days, looking=looking,
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


_WHILE_PARKED = (e.Resumed, e.Closed, e.Finished)
"""All that can happen before the person is back."""


def step(episode: Episode, event: e.Event) -> Episode | Refused:
    """Return the episode after an event, or say why it may not happen."""
    later = isinstance(event, e.Added | e.AddedSealed)
    if episode.finished and not later:
        return Refused("finished")
    if episode.parked and not (later or isinstance(event, _WHILE_PARKED)):
        return Refused("parked")
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
    return answers.undecided(replace(now, ruling=ruling, at_stop=None))


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
            if now.signature or points == now.points:
                return now
            return replace(now, points=points, rendered=None, sealed=None)
        case e.Answered(values=values):
            return answers.answer(now, values)
        case e.PageOpened(page=page):
            return _open(now, page)
        case e.StopAnswered(choice=choice):
            if not now.prohibited or now.page != LEGAL_STOP:
                return Refused("not_stopped")
            return replace(now, at_stop=choice)
        case e.ConditionConfirmed() | e.ConditionReopened():
            return confirming.confirm(now, event)
        case e.IndicationRecorded():
            return confirming.record(now, event)
        case e.IndicationConfirmed():
            return confirming.agree(now, event)
        case e.CheckAnswered():
            return answers.check(now, event)
        case e.Practised(answer=answer):
            known = answer in PRACTICE
            return replace(now, practice=answer) if known else Refused("invalid_answer")
        case e.ValueRated():
            return answers.rate(now, event)
        case e.NeedSaid() | e.FactorTold() | e.PhrasePicked() | e.InkWritten():
            return answers.tell(now, event)
        case e.QuestionAdded():
            return answers.ask(now, event)
        case e.QuestionDropped(number=number):
            if not 0 <= number < len(now.questions):
                return Refused("no_such_question")
            rest = now.questions[:number] + now.questions[number + 1 :]
            return replace(now, questions=rest)
        case e.SureAnswered():
            return answers.be_sure(now, event)
        case e.PrivatelyAnswered():
            return answers.confide(now, event)
        case e.Decided(decision=decision):
            return signing.decide(now, decision)
        case e.Rendered():
            return signing.render(now, event)
        case e.Signed():
            return signing.sign(now, event)
        case e.Sealed():
            return signing.seal(now, event)
        case e.Finished():
            return replace(now, finished=True)
        case e.Added():
            return added.add(now, event)
        case e.AddedSealed():
            return added.seal(now, event)
    assert_never(event)


def _speak(now: Episode, language: str) -> Episode | Refused:
    """Switch the language. A document that was shown in another one has to be shown again."""
    if language not in now.pack.manifest.languages:
        return Refused("no_such_language")
    if now.signature and not now.sealed:
        return Refused("already_signed")
    page = DOCUMENT if now.page in {PAUSE, SIGN} and not now.sealed else now.page
    rendered = now.rendered if now.sealed else None
    return replace(now, language=language, page=page, rendered=rendered)


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
    return replace(
        now, page=page, opened=opened, review=review, reread=reread, informed=informed,
        changing=_changes(now, page),
    )  # fmt: skip


def _changes(now: Episode, page: str) -> bool:
    """Whether who opens a page goes back to the list of answers from there."""
    pages = now.pages
    if ANSWERS not in pages or pages.index(page) >= pages.index(ANSWERS):
        return False
    return now.changing or now.page == ANSWERS

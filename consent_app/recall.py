"""An episode after its document was sealed: months later, perhaps on other content.

What is added to a sealed document says how the person stands by then. The document names the
version of the content that it was made from; the program may have a later one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import profile as p
from consent_app import regulation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from consent_app.content.model import Pack
    from consent_app.episode import Episode, RefusalCode, Refused


def recalled(pack: Pack, events: Iterable[e.Event]) -> Episode | Refused:
    """Return the episode of a sealed document, on whatever version of the content is at hand.

    Of the same version it is what `episode.replay` returns. Of another one, who it is, what is
    planned and was confirmed, which pages were opened, what was signed and sealed, and what was
    added since: what was asked and answered on the way may no longer be asked.
    """
    known = tuple(events)
    first = known[0] if known else None
    if not isinstance(first, e.Began):
        return ep.Refused("not_begun")
    if (first.pack, first.pack_digest) == (pack.manifest.id, pack.digest):
        return ep.replay(pack, known)
    found = ep.begin(structs.replace(first, pack_digest=pack.digest), pack)
    for event in known[1:]:
        if isinstance(found, ep.Refused):
            return found
        if isinstance(event, e.Added | e.AddedSealed):
            found = ep.step(found, event)
        else:
            found = _take(replace(found, last=event.at, events=found.events + 1), event)
    return found


def _take(now: Episode, event: e.Event) -> Episode:  # noqa: PLR0911 - one line per event
    """Take an event of other content as far as it says something about the person or a paper."""
    match event:
        case e.LanguageChosen(language=language):
            return replace(now, language=language)
        case e.Answered(values=values):
            return _answer(now, values)
        case e.PageOpened(page=page):
            return replace(now, page=page, opened=now.opened | {page})
        case e.ConditionConfirmed():
            return replace(now, confirmed={**now.confirmed, event.condition: event})
        case e.ConditionReopened():
            rest = {name: one for name, one in now.confirmed.items() if name != event.condition}
            return replace(now, confirmed=rest)
        case e.Decided(decision=decision):
            informed = now.informed or now.today  # by then all pages had been opened
            return replace(now, decision=decision, decided_at=event.at, informed=informed)
        case e.Signed():
            return replace(now, signature=event)
        case e.Sealed():
            return replace(now, sealed=event)
    return now


def _answer(now: Episode, values: Mapping[str, str | float | None]) -> Episode:
    """Take the answers that there still are."""
    profile = now.profile
    for name, value in values.items():
        found = p.with_answers(profile, {name: value}, now.pack, now.today)
        profile = found if isinstance(found, p.Profile) else profile
    ruling = regulation.decide(profile, now.pack.jurisdictions, now.today)
    return replace(now, profile=profile, ruling=ruling)


def as_of(then: Episode, changes: Mapping[str, str], at: datetime) -> Episode | Refused:
    """Return how the person of a sealed document stands at a later moment, with nothing signed.

    Args:
        then: the episode of the document.
        changes: answers and plans that are other ones by now, by their field.
        at: the later moment.

    """
    profile = p.with_answers(then.profile, changes, then.pack, at.date())
    if isinstance(profile, tuple):
        return ep.Refused("invalid_answer", profile)
    ruling = regulation.decide(profile, then.pack.jurisdictions, at.date())
    return replace(then, profile=profile, ruling=ruling, last=at, signature=None)


def hindered(now: Episode) -> RefusalCode | None:
    """Return what rules out an operation by now, whatever was signed before; or None."""
    if now.prohibited:
        return "prohibited"
    return "device_suspended" if now.device_flag else None

"""What is added to a sealed document, each as a file of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from consent_app import profile as p
from consent_app.episode.names import ADDED_LIMIT
from consent_app.episode.state import Refused

if TYPE_CHECKING:
    from consent_app import events as e
    from consent_app.episode.state import RefusalCode
    from consent_app.episode.way import Episode

_ADDABLE = ("acknowledgement", "for_ink")
"""Documents that something can be added to: nobody signs information."""


def add(now: Episode, event: e.Added) -> Episode | Refused:
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


def seal(now: Episode, event: e.AddedSealed) -> Episode | Refused:
    """Keep the seal of what was added last."""
    made = len(now.added_sealed) + 1
    if len(now.added) != made or (event.document, event.number) != (now.document_id, made):
        return Refused("not_the_record")
    return replace(now, added_sealed=(*now.added_sealed, event.sha256))

"""What clinicians confirm beside the person: conditions, and the two keys on an indication."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from consent_app import events as e
from consent_app import gates
from consent_app.episode.names import CONDITIONS, INDICATION
from consent_app.episode.state import Refused

if TYPE_CHECKING:
    from consent_app.episode.state import RefusalCode
    from consent_app.episode.way import Episode


def _closed(now: Episode, *pages: str) -> RefusalCode | None:
    """Return why nothing can be confirmed now, or None."""
    if not now.counselling:
        return "not_in_kiosk"
    if now.signature:
        return "already_signed"
    if now.prohibited:
        return "prohibited"
    return None if now.page in pages and now.page in now.pages else "page_not_open"


def confirm(now: Episode, event: e.ConditionConfirmed | e.ConditionReopened) -> Episode | Refused:
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


def record(now: Episode, event: e.IndicationRecorded) -> Episode | Refused:
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


def agree(now: Episode, event: e.IndicationConfirmed) -> Episode | Refused:
    """Take the second key."""
    code = _closed(now, INDICATION) or gates.refuse_second(
        event, now.recorded, now.indication_flags
    )
    return Refused(code) if code else replace(now, agreed=event, rendered=None, sealed=None)

"""Time to think: which periods have to pass before a signature, a booking or the operation.

A period of N days is counted so that N full days lie between its start and the act: the day of the
event does not count, and the act may follow on the day after the last one. The texts give a minimum
that lies between two acts – "un délai minimum de quinze jours doit être respecté" after the quote
(Code de la santé publique, D. 6322-30), "eine Frist von zumindest zwei Wochen" (ÄsthOpG § 6) – and
of the readings of such a text this one is never the shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args

from msgspec import UNSET

from consent_app.content.model import ClockEnd, ClockStart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.regulation.ruling import Ruling

DEFAULT_DAYS = 14
"""Days from the information to the signature where no rule sets some: our own, never law."""

ANY_DAY = date.min
"""The first day of an act that no period holds up."""

_ACTS: tuple[ClockEnd, ...] = get_args(ClockEnd)
"""In the order in which they happen."""


@dataclass(frozen=True, slots=True)
class Period:
    """Full days that lie between an event and what may not happen before they are over."""

    begins: ClockStart | None
    """The event that starts it; None where the text that was read does not name one."""
    started: date | None
    """The day of that event; None while it has not happened."""
    days: int
    closes: ClockEnd
    rule: str = ""
    """The rule that asks for it; empty for our own."""

    @property
    def own(self) -> bool:
        """Whether this is a rule of the program, which is never shown as law."""
        return not self.rule

    @property
    def over(self) -> date | None:
        """The first day after it; None while it has not begun."""
        if self.started is None:
            return None
        last = date.max.toordinal()
        return date.fromordinal(min(self.started.toordinal() + self.days + 1, last))

    def first_day(self, act: ClockEnd) -> date | None:
        """Return the first day of an act; what is closed holds up all that comes after it."""
        return self.over if _ACTS.index(act) >= _ACTS.index(self.closes) else ANY_DAY

    @property
    def signature(self) -> date | None:
        """The first day on which consent may be signed, as for `first_day`."""
        return self.first_day("signature")

    @property
    def surgery(self) -> date | None:
        """The first day on which the operation may be done, as for `first_day`."""
        return self.first_day("surgery")


@dataclass(frozen=True, slots=True)
class Clock:
    """All periods that run; there is always one."""

    periods: tuple[Period, ...]

    def strictest(self, act: ClockEnd) -> Period:
        """Return the period that holds an act up longest: one that has not begun, or the latest."""
        return max(self.periods, key=lambda period: period.first_day(act) or date.max)

    def first_day(self, act: ClockEnd) -> date | None:
        """Return the first day of an act: None while it waits for an event, `ANY_DAY` for none."""
        days = [period.first_day(act) for period in self.periods]
        return None if None in days else max(day for day in days if day)

    @property
    def signature(self) -> date | None:
        """The first day on which consent may be signed, as for `first_day`."""
        return self.first_day("signature")

    @property
    def surgery(self) -> date | None:
        """The first day on which the operation may be done, as for `first_day`."""
        return self.first_day("surgery")


def clock(
    ruling: Ruling, starts: Mapping[ClockStart, date], clinic_days: int | None = None
) -> Clock:
    """Count the periods of a ruling from what has happened so far.

    Verified rules count; where none of them holds up the signature, our own `DEFAULT_DAYS` do.
    `clinic_days` can lengthen a period and never shortens one.
    """
    least = clinic_days or 0
    lawful = tuple(_lawful(ruling, starts, least))
    if any(period.closes == "signature" for period in lawful):
        return Clock(lawful)
    informed = starts.get("information_given")
    own = Period("information_given", informed, max(DEFAULT_DAYS, least), "signature")
    return Clock((*lawful, own))


def _lawful(ruling: Ruling, starts: Mapping[ClockStart, date], least: int) -> Iterator[Period]:
    """Yield the periods of verified rules; one that does not say what it closes closes all."""
    for need in ruling.requirements:
        asked = need.requirement
        if need.verified and asked.kind == "reflection_days" and asked.value is not UNSET:
            begins = None if asked.begins is UNSET else asked.begins
            closes = "signature" if asked.closes is UNSET else asked.closes
            days = max(asked.value, least)
            yield Period(begins, _started(begins, starts), days, closes, need.rule)


def _started(begins: ClockStart | None, starts: Mapping[ClockStart, date]) -> date | None:
    """Return the day on which a period began.

    Where the text does not name the event, the strictest reading is taken: the last that happened
    before the signature, and none before the person was informed.
    """
    if begins is not None:
        return starts.get(begins)
    if "information_given" not in starts:
        return None
    return max(day for event, day in starts.items() if event != "consent_signed")

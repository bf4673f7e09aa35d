"""From the profile to the months ahead: pure arithmetic, each formula on a named fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import UNSET

from consent_app.content.model import Fixed, Index, Quantity, Rate

if TYPE_CHECKING:
    from consent_app.content.model import Duration, Pack, Phase
    from consent_app.profile import Profile

_MM_PER_CM = 10
_DAYS: dict[str, float] = {"days": 1, "weeks": 7, "months": 365.25 / 12, "years": 365.25}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase with its length in days, from the shortest to the longest."""

    phase: str
    low: int
    high: int
    fact: str
    """The fact that the formula stands on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The phases in order; empty when the profile does not say enough yet."""

    stretches: tuple[Stretch, ...]

    @property
    def low(self) -> int:
        """Days in all, at the shortest."""
        return sum(s.low for s in self.stretches)

    @property
    def high(self) -> int:
        """Days in all, at the longest."""
        return sum(s.high for s in self.stretches)


def plan(profile: Profile, pack: Pack) -> Plan:
    """Return the phases for a profile. Days are rounded to whole ones, never below nought."""
    done: dict[str, Stretch] = {}
    for phase in pack.phases.phases:
        if not phase.durations:
            continue
        stretch = _stretch(phase, profile, pack, done)
        if stretch is None:
            return Plan(())
        done[phase.id] = stretch
    return Plan(tuple(done.values()))


def _stretch(
    phase: Phase, profile: Profile, pack: Pack, done: dict[str, Stretch]
) -> Stretch | None:
    duration = fitting(phase, profile)
    days = duration.days
    fact = pack.facts[days.fact]
    if not isinstance(fact, Quantity):
        return None
    match days:
        case Fixed():
            days_each = _DAYS[fact.unit]
            low, high = fact.low * days_each, fact.high * days_each
        case Rate(field=field):
            amount = profile.amount(field)
            if amount is None:
                return None
            low, high = amount * _MM_PER_CM / fact.high, amount * _MM_PER_CM / fact.low
        case Index(field=field, minus=minus):
            amount = profile.amount(field)
            if amount is None:
                return None
            off = done[minus] if minus is not UNSET else Stretch("", 0, 0, "")
            low, high = amount * fact.low - off.low, amount * fact.high - off.high
    return Stretch(phase.id, max(0, round(low)), max(0, round(high)), days.fact)


def fitting(phase: Phase, profile: Profile) -> Duration:
    """Return the first duration whose conditions hold; the loader sees to it that one does."""
    return next(
        d
        for d in phase.durations
        if all(profile.choice(name) == value for name, value in d.when.items())
    )

"""What regulators said of a device that is named, by day and place; codes, never a sentence.

A place without an entry is "unknown", which is never "cleared". What was only recalled is shown
and never a ground to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from consent_app.content.model import DEVICE, STOPPED, DeviceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from consent_app.content.model import Device, DeviceStatus, Jurisdiction
    from consent_app.profile import Profile

State = DeviceState | Literal["unknown"]
_STRICTEST: tuple[DeviceState, ...] = ("withdrawn", "suspended", "limited", "resumed", "cleared")


@dataclass(frozen=True, slots=True)
class Notice:
    """What holds at a place on a day."""

    last: DeviceStatus
    """What was said last."""
    first: DeviceStatus
    """What began the state, which has not changed since."""

    @property
    def stopped(self) -> bool:
        """Whether it says that the device may not be put in."""
        return self.last.state in STOPPED


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands at a place on a day."""

    device: str
    place: str | None
    notice: Notice | None = None
    """What the state stands on; None where it is unknown."""
    elsewhere: tuple[Notice, ...] = ()
    """Where else it is suspended or withdrawn on that day: for information."""

    @property
    def state(self) -> State:
        """The state in force; "unknown" is never "cleared"."""
        return self.notice.last.state if self.notice else "unknown"

    @property
    def barred(self) -> bool:
        """Whether a notice that was read forbids to plan with it there."""
        found = self.notice
        return found is not None and found.stopped and found.last.verification == "read"


def authorities(place: str | None, jurisdictions: Mapping[str, Jurisdiction]) -> tuple[str, ...]:
    """Return the codes whose notices hold at a place: its own, its country's, shared law's."""
    if place is None:
        return ()
    country = place.partition("-")[0]
    shared = (entry.code for entry in jurisdictions.values() if country in entry.members)
    return tuple(dict.fromkeys((place, country, *shared)))


def status(device: Device, place: str | None, on: date, codes: Iterable[str] = ()) -> Standing:
    """Return the state in force on a day at a place; with several `codes` the strictest of them.

    `codes` are those of `authorities`, the place's own where none are given. A status that begins
    later never changes an earlier day.
    """
    own = set(codes) or {place or ""}
    told = {s.place for s in device.statuses}
    now = {code: found for code in sorted(told) if (found := _in_force(device, code, on))}
    here = [found for code, found in now.items() if code in own]
    away = (found for code, found in now.items() if code not in own and found.stopped)
    return Standing(device.id, place, min(here, key=_rank, default=None), tuple(away))


def standing(
    profile: Profile,
    devices: Mapping[str, Device],
    jurisdictions: Mapping[str, Jurisdiction],
    on: date,
) -> Standing | None:
    """Return how the device that a profile names stands on a day; None where none is named."""
    device = devices.get(profile.choice(DEVICE) or "")
    if device is None:
        return None
    place = profile.country_of_surgery
    return status(device, place, on, authorities(place, jurisdictions))


def _rank(found: Notice) -> tuple[bool, int]:
    return found.last.verification != "read", _STRICTEST.index(found.last.state)


def _in_force(device: Device, code: str, on: date) -> Notice | None:
    """Return what holds at a place on a day; what was recalled only where nothing was read."""
    begun = [s for s in device.statuses if s.place == code and s.first_day <= on]
    read = [s for s in begun if s.verification == "read"]
    told = sorted(read or begun, key=lambda s: s.first_day, reverse=True)
    if not told:
        return None
    same = list(takewhile(lambda s: s.state == told[0].state, told))
    return Notice(told[0], same[-1])

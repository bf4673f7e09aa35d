"""What a clinician has to confirm before a signature: conditions of the law, and two keys.

Pure functions of what was confirmed so far; codes, never a sentence. In kiosk mode nobody is there
to confirm anything, so nothing of this holds up the acknowledgement there.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import UNSET

from consent_app import events as e
from consent_app import profile as p
from consent_app.content.model import ClockStart, Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from consent_app.content.model import Contradiction, IndicationFile
    from consent_app.profile import Profile
    from consent_app.regulation import Clock, Need, Ruling

GateCode = Literal[
    "no_such_condition", "day_in_future", "day_too_old", "name_missing", "same_person",
    "not_a_clinician", "indication_not_recorded", "indication_contradicted",
]  # fmt: skip
"""Why a confirmation is not taken."""
WaitingCode = Literal[
    "conditions_open", "indication_not_confirmed", "indication_contradicted", "clock_running"
]
"""What a signature beside a clinician still waits for."""

CLOCK = "clock."
"""A condition that starts a period is named by this and the code of the event."""
NOTE_LIMIT = 500
"""Characters of a note."""
_LONGEST_AGO = 10
"""Full years; an earlier day of a confirmation is a slip of the hand."""
_OF_AGE = 18
"""Full years from which no rule on file asks for a guardian."""
_LATER = frozenset({"written_consent"})
"""What follows the acknowledgement, and so cannot come before it."""
_COUNTED = frozenset({"reflection_days", "minimum_age"})
"""What the program checks itself."""
_STARTED_BY: Mapping[str, ClockStart] = {
    "written_quote": "quote_signed", "second_consultation": "second_consultation",
}  # fmt: skip
"""Conditions whose day starts a period."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a clinician can confirm.

    `need` is what a rule asks for, or None for an event that only starts a period.
    """

    id: str
    need: Need | None
    confirmed: e.ConditionConfirmed | None
    required: bool = False
    """Whether a signature beside a clinician waits for it: verified, and about this person."""

    @property
    def starts(self) -> ClockStart | None:
        """The event that its day is the day of, where a period may begin with it."""
        if self.need is None:
            name = self.id.removeprefix(CLOCK)
            return next(start for start in get_args(ClockStart) if start == name)
        return _STARTED_BY.get(self.need.requirement.kind)

    @property
    def kind(self) -> str:
        """What is asked for, or the id where no rule asks."""
        return self.need.requirement.kind if self.need else self.id


def conditions(
    ruling: Ruling, clock: Clock, confirmed: Mapping[str, e.ConditionConfirmed], age: int | None
) -> tuple[Condition, ...]:
    """Return what can be confirmed: what the rules ask for, then what starts a period."""
    asked = tuple(_asked(ruling, confirmed, age))
    supplied = {condition.starts for condition in asked}
    begins = {period.begins or "information_given" for period in clock.periods}
    names = (CLOCK + start for start in get_args(ClockStart) if start in begins - supplied)
    return (*asked, *(Condition(name, None, confirmed.get(name)) for name in names))


def _asked(
    ruling: Ruling, confirmed: Mapping[str, e.ConditionConfirmed], age: int | None
) -> Iterator[Condition]:
    seen: Counter[str] = Counter()
    for need in ruling.requirements:
        kind = need.requirement.kind
        minor = age is not None and age < _OF_AGE
        if kind in _COUNTED or (kind == "guardian" and not minor):
            continue
        name = f"{need.rule}.{kind}"
        seen[name] += 1
        name += f".{seen[name]}" if seen[name] > 1 else ""
        required = need.verified and kind not in _LATER
        yield Condition(name, need, confirmed.get(name), required)


def starts(confirmed: Iterable[Condition], informed: date | None) -> dict[ClockStart, date]:
    """Return the day of each event that starts a period; `informed`: all pages had been opened.

    Of several days for one event the last counts; of the information it is the first, which may
    have been given before this episode began.
    """
    found: dict[ClockStart, date] = {}
    for condition in confirmed:
        if condition.starts and condition.confirmed:
            day = condition.confirmed.on
            found[condition.starts] = max(day, found.get(condition.starts, day))
    if informed:
        found["information_given"] = min(informed, found.get("information_given", informed))
    return found


def refuse_condition(
    event: e.ConditionConfirmed, known: Iterable[Condition], flags: tuple[str, ...], today: date
) -> GateCode | None:
    """Return why a condition cannot be confirmed, or None."""
    condition = next((one for one in known if one.id == event.condition), None)
    if condition is None:
        return "no_such_condition"
    if condition.kind == "diagnosis" and flags:
        return "indication_contradicted"
    if event.on > today:
        return "day_in_future"
    if today.year - event.on.year > _LONGEST_AGO:
        return "day_too_old"
    note = not event.note or isinstance(p.printable("note", event.note, NOTE_LIMIT), str)
    return None if named(event.by) and note else "name_missing"


# --- two keys on a medical indication -------------------------------------------------------------


def named(name: str) -> bool:
    """Whether a name is there and can be printed."""
    return isinstance(p.printable("by", name), str)


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces and forms of letters."""
    forms = {" ".join(unicodedata.normalize("NFKC", n).split()).casefold() for n in (one, other)}
    return len(forms) == 1


def refuse_key(event: e.IndicationRecorded | e.IndicationConfirmed) -> GateCode | None:
    """Return why a person cannot hold a key, or None."""
    if not named(event.by):
        return "name_missing"
    return "not_a_clinician" if event.role == "administrator" else None


def refuse_second(
    event: e.IndicationConfirmed, recorded: e.IndicationRecorded | None, flags: tuple[str, ...]
) -> GateCode | None:
    """Return why the second key is not taken, or None."""
    if recorded is None:
        return "indication_not_recorded"
    if same_person(event.by, recorded.by):
        return "same_person"
    return "indication_contradicted" if flags else refuse_key(event)


def checked(
    declared: IndicationFile, values: Mapping[str, str | float], on: date
) -> dict[str, str | float] | tuple[p.Problem, ...]:
    """Return the values of all fields, typed, or every problem they have."""
    known = {item.id: item for item in declared.fields}
    problems = [p.Problem(name, "unknown_field") for name in values if name not in known]
    typed: dict[str, str | float] = {}
    for name, item in known.items():
        value = p.checked(item, values.get(name), on)
        if isinstance(value, p.Problem):
            problems.append(value)
        else:
            typed[name] = value
    return tuple(problems) or typed


def contradictions(
    declared: IndicationFile, values: Mapping[str, str | float], profile: Profile, on: date
) -> tuple[Contradiction, ...]:
    """Return what does not fit together in values that passed `checked`."""
    given = {**values, "reason": profile.reason or ""}
    return tuple(
        clash
        for clash in declared.contradictions
        if all(_holds(given.get(name), asked, on) for name, asked in clash.when.items())
    )


def _holds(value: str | float | None, asked: str | Limit, on: date) -> bool:
    if value is None or isinstance(asked, str):
        return value == asked
    if asked.below is not UNSET:
        return float(value) < asked.below
    return asked.older_months is not UNSET and _months(str(value), on) > asked.older_months


def _months(day: str, on: date) -> float:
    """Return the months from a day to another; a day more than full months counts as a half."""
    then = date.fromisoformat(day)
    full = (on.year - then.year) * 12 + on.month - then.month
    return full + 0.5 * ((on.day > then.day) - (on.day < then.day))

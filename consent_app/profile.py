"""What the candidate tells us: typed fields with unit and plausible range.

A value is checked when it is given, at its own place; what is stored has passed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from consent_app.content.model import (
    ChoiceField,
    DayField,
    Indication,
    IndicationField,
    Pack,
    PlanField,
    QuantityField,
)
from consent_app.language import undrawable

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_LIMIT = 200
"""Characters of a name or record number; longer ones are a slip of the hand."""
OLDEST = 120
"""Full years; an earlier date of birth is a slip of the hand."""

Value = str | float
"""A stored answer: a choice's id, a number in the field's unit, or a person's own words."""

ProblemCode = Literal[
    "empty", "too_long", "unprintable", "undrawable", "not_a_date", "in_future", "too_old",
    "not_a_number", "out_of_range", "not_an_option", "not_a_country", "unknown_field",
    "device_suspended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be taken: the field, a code, and the bounds or lengths it names."""

    field: str
    code: ProblemCode
    low: float = 0
    high: float = 0
    unit: str = ""
    signs: str = ""
    """Characters that no font can draw."""
    device: str = ""
    """What was named and may not be planned."""
    place: str = ""
    day: date | None = None
    """Where, and on which day."""


class Profile(Struct, frozen=True, kw_only=True):
    """The answers so far; None where nothing was answered. `plan` holds the pack's own fields."""

    full_name: str | None = None
    date_of_birth: date | None = None
    record_number: str | None = None
    country_of_residence: str | None = None
    country_of_surgery: str | None = None
    reason: str | None = None
    indication: Indication | None = None
    plan: Mapping[str, Value] = {}

    def age(self, on: date) -> int | None:
        """Return full years on a day, or None without a date of birth."""
        born = self.date_of_birth
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def amount(self, field: str) -> float | None:
        """Return a number of the plan in its own unit."""
        value = self.plan.get(field)
        return value if isinstance(value, int | float) else None

    def choice(self, field: str) -> str | None:
        """Return the chosen option of a plan field."""
        value = self.plan.get(field)
        return value if isinstance(value, str) else None


PERSON = (
    "full_name", "date_of_birth", "record_number", "country_of_residence", "country_of_surgery",
    "reason",
)  # fmt: skip
"""The fields that every pack asks for; the others are declared by the pack."""


def names(pack: Pack) -> tuple[str, ...]:
    """Return the names of all fields, the person's first."""
    return PERSON + tuple(item.id for item in pack.manifest.fields)


def with_answers(
    profile: Profile, answers: Mapping[str, Value | None], pack: Pack, on: date
) -> Profile | tuple[Problem, ...]:
    """Return the profile with the answers, or every problem they have; never half of them."""
    checked: dict[str, object] = {}
    problems = []
    for name, raw in answers.items():
        value = _check(name, raw, pack, on)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            checked[name] = value
    if problems:
        return tuple(problems)
    plan = dict(profile.plan)
    fixed: dict[str, object] = {}
    for name, value in checked.items():
        if name in PERSON:
            fixed[name] = value
        elif value is None:
            plan.pop(name, None)
        else:
            plan[name] = value  # type: ignore[assignment]
    if "reason" in fixed:
        fixed["indication"] = _indication(pack, fixed["reason"])
    return structs.replace(profile, plan=plan, **fixed)


def _indication(pack: Pack, reason: object) -> Indication | None:
    return next((r.indication for r in pack.manifest.reasons if r.id == reason), None)


def _check(name: str, raw: Value | None, pack: Pack, on: date) -> object:
    """Return the typed value, or the problem. JSON, and so the journal, has no NaN or infinity."""
    if isinstance(raw, float) and not math.isfinite(raw):
        raw = None
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        blank = name in OPTIONAL or name in pack.manifest.optional
        return None if blank else Problem(name, "empty")
    match name:
        case "full_name" | "record_number":
            return printable(name, raw if isinstance(raw, str) else f"{raw:.0f}")
        case "date_of_birth":
            return _past_day(name, str(raw), on)
        case "country_of_residence" | "country_of_surgery":
            return raw if _is_country(str(raw)) else Problem(name, "not_a_country")
        case "reason":
            known = [r.id for r in pack.manifest.reasons]
            return raw if raw in known else Problem(name, "not_an_option")
    item = next((f for f in pack.manifest.fields if f.id == name), None)
    return Problem(name, "unknown_field") if item is None else _planned(item, raw)


OPTIONAL = frozenset({"record_number"})
"""The person's fields that may stay blank; those of the plan say so themselves."""


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a name could be made to read as another one."""


def printable(name: str, raw: str, limit: int = NAME_LIMIT) -> str | Problem:
    """Return a person's own words with single spaces, or why they cannot be printed."""
    text = unicodedata.normalize("NFC", " ".join(raw.split()))
    if len(text) > limit:
        return Problem(name, "too_long", high=limit, low=len(text))
    kinds = {unicodedata.category(c) for c in text}
    if kinds & {"Cc", "Cs", "Co", "Cn"} or _TURNS.intersection(text):
        return Problem(name, "unprintable")
    if strange := undrawable(text):
        return Problem(name, "undrawable", signs=strange)
    return Problem(name, "empty") if kinds <= {"Cf", "Zs"} else text


def _past_day(name: str, raw: str, on: date) -> date | Problem:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):  # the library takes weeks as well
        return Problem(name, "not_a_date")
    try:
        born = date.fromisoformat(raw)
    except ValueError:
        return Problem(name, "not_a_date")
    if born > on:
        return Problem(name, "in_future")
    if on.year - born.year > OLDEST:
        return Problem(name, "too_old", high=OLDEST)
    return born


def _is_country(code: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code) is not None


def _planned(item: PlanField, raw: Value) -> Value | Problem:
    match item:
        case ChoiceField(options=options):
            return raw if raw in [o.id for o in options] else Problem(item.id, "not_an_option")
        case QuantityField():
            return _quantity(item, raw)


def _quantity(item: QuantityField, raw: Value) -> float | Problem:
    try:
        number = float(str(raw).strip().replace(",", "."))
    except ValueError:
        return Problem(item.id, "not_a_number", item.low, item.high, item.unit)
    if not item.low <= number <= item.high:  # also refuses NaN
        return Problem(item.id, "out_of_range", item.low, item.high, item.unit)
    return number


def checked(item: IndicationField, raw: Value | None, on: date) -> Value | Problem:
    """Return the answer to a declared field, or the problem; a day is written YYYY-MM-DD."""
    if raw is None or not str(raw).strip():
        return Problem(item.id, "empty")
    if not isinstance(item, DayField):
        return _planned(item, raw)
    day = _past_day(item.id, str(raw), on)
    return day if isinstance(day, Problem) else day.isoformat()


def missing(profile: Profile, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the needed fields that are still blank."""
    return tuple(
        name
        for name in fields
        if name not in OPTIONAL
        and (getattr(profile, name) if name in PERSON else profile.plan.get(name)) is None
    )

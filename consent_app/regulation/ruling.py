"""What the law asks of a profile on a day: a decision in codes and rule ids.

Every country code, indication, age and date gives a decision. Rules whose text was read decide;
those that are only recalled are listed as not verified and decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from consent_app.content.model import Indication, Jurisdiction, Requirement, Rule
    from consent_app.profile import Profile

Verdict = Literal[
    "prohibited", "restricted", "permitted_with_conditions", "no_specific_rule_found"
]  # fmt: skip
"""From the strictest to the one that says least."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

ReasonCode = Literal[
    "rule_prohibits", "rule_restricts", "rule_sets_conditions", "only_general_rules",
    "no_rule_on_file", "rule_not_verified", "under_legal_age", "home_prohibits", "place_not_given",
]  # fmt: skip

_EFFECTS: dict[str, tuple[Verdict, ReasonCode]] = {
    "prohibits": ("prohibited", "rule_prohibits"),
    "restricts": ("restricted", "rule_restricts"),
    "conditions": ("permitted_with_conditions", "rule_sets_conditions"),
    "informs": ("no_specific_rule_found", "only_general_rules"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a code and the rule behind it, if there is one."""

    code: ReasonCode
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a rule asks for."""

    rule: str
    requirement: Requirement
    verified: bool
    """Whether the text of the rule was read. Only then is the need enforced."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows from the rules on file.

    `entries` are the codes of those that were used: of the part, its country, and law that
    countries share. `rules` are all in them that bear on the indication on the day, in that order.
    """

    place: str | None
    indication: Indication | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    entries: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    barred: bool = False
    """Whether the person is younger than a verified rule asks for; the verdict stays as it is."""
    expired: bool = False
    """Whether an entry that was used has not been checked for twelve months."""
    home: str | None = None
    """The country of residence, where a rule at home prohibits what is planned elsewhere."""
    home_rule: Rule | None = None
    """That rule."""
    on: date | None = None

    @property
    def jurisdiction(self) -> str | None:
        """The first entry that was used, or None where there is none."""
        return self.entries[0] if self.entries else None

    @property
    def requirements(self) -> tuple[Need, ...]:
        """What the rules ask for. What is absent was not found, which is never "not required"."""
        return tuple(
            Need(rule.id, need, rule.verification == "read")
            for rule in self.rules
            for need in rule.requires
        )


def decide(profile: Profile, jurisdictions: Mapping[str, Jurisdiction], on: date) -> Ruling:
    """Decide by the country of surgery; the country of residence only informs.

    Without an indication the cosmetic rules are used, which are the stricter ones.
    """
    place = profile.country_of_surgery
    indication = profile.indication or "cosmetic"
    if place is None:
        reason = Reason("place_not_given")
        return Ruling(None, profile.indication, "no_specific_rule_found", (reason,), on=on)
    entries = _entries(place, jurisdictions)
    rules = tuple(
        rule
        for entry in entries
        for rule in entry.rules
        if indication in rule.indications and _holds(rule, on)
    )
    verdict, reasons = _judge(rules)
    young = _too_young(rules, profile.age(on))
    home, home_rule = _home(profile, indication, jurisdictions, on)
    abroad = (Reason("home_prohibits", home_rule.id),) if home_rule else ()
    return Ruling(
        place, profile.indication, verdict, (*reasons, *young, *abroad),
        entries=tuple(entry.code for entry in entries),
        rules=rules, barred=bool(young), expired=any(entry.stale(on) for entry in entries),
        home=home, home_rule=home_rule, on=on,
    )  # fmt: skip


def _entries(place: str, jurisdictions: Mapping[str, Jurisdiction]) -> tuple[Jurisdiction, ...]:
    """Return the entries on file of a part, of its country, and of law that countries share."""
    country = place.partition("-")[0]
    codes = (place, country) if "-" in place else (place,)
    shared = (entry.code for entry in jurisdictions.values() if country in entry.members)
    return tuple(jurisdictions[code] for code in (*codes, *shared) if code in jurisdictions)


def _holds(rule: Rule, on: date) -> bool:
    """Whether a rule is in force on a day, as far as its first and last day are known."""
    begun = rule.valid_from is UNSET or rule.valid_from <= on
    return begun and (rule.valid_until is UNSET or on <= rule.valid_until)


def _judge(rules: tuple[Rule, ...]) -> tuple[Verdict, tuple[Reason, ...]]:
    """Return the strictest verdict of the verified rules: adding a rule never loosens it."""
    if not rules:
        return "no_specific_rule_found", (Reason("no_rule_on_file"),)
    verdict: Verdict = "no_specific_rule_found"
    reasons = []
    for rule in rules:
        effect, code = _EFFECTS[rule.effect]
        if rule.verification == "recalled":
            reasons.append(Reason("rule_not_verified", rule.id))
            continue
        reasons.append(Reason(code, rule.id))
        if VERDICTS.index(effect) < VERDICTS.index(verdict):
            verdict = effect
    return verdict, tuple(reasons)


def _too_young(rules: tuple[Rule, ...], age: int | None) -> tuple[Reason, ...]:
    """Return a reason for each age above the person's that a verified rule asks for."""
    if age is None:
        return ()
    return tuple(
        Reason("under_legal_age", rule.id)
        for rule in rules
        if rule.verification == "read"
        for need in rule.requires
        if need.kind == "minimum_age" and need.value is not UNSET and age < need.value
    )


def _home(
    profile: Profile, indication: Indication, jurisdictions: Mapping[str, Jurisdiction], on: date
) -> tuple[str, Rule] | tuple[None, None]:
    """Return the entry of residence and the rule there that prohibits what is planned abroad."""
    residence = profile.country_of_residence
    if residence is None or residence == profile.country_of_surgery:
        return None, None
    for entry in _entries(residence, jurisdictions):
        for rule in entry.rules:
            prohibits = rule.effect == "prohibits" and indication in rule.indications
            if prohibits and rule.verification == "read" and _holds(rule, on):
                return entry.code, rule
    return None, None

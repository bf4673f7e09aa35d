"""What the law asks of a profile on a day: a decision in codes and rule ids, never a sentence.

Pure and total: every country code, indication and date gives a decision. A country without an entry
is "no specific rule found", which is never permission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

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
    "no_rule_on_file", "rule_not_verified", "home_prohibits", "place_not_given",
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
class Ruling:
    """What follows from the rules on file.

    `jurisdiction` is the entry that was used, or None where there is none. `rules` are all that
    bear on the indication, the country's own after those of its part.
    """

    place: str | None
    indication: Indication | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    jurisdiction: str | None = None
    rules: tuple[Rule, ...] = ()
    home: str | None = None
    """The country of residence, where a rule at home prohibits what is planned elsewhere."""
    on: date | None = None

    @property
    def requirements(self) -> tuple[tuple[Rule, Requirement], ...]:
        """What verified rules ask for, each with its rule."""
        return tuple(
            (rule, need)
            for rule in self.rules
            if rule.verification == "read"
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
        rule for entry in entries for rule in entry.rules if indication in rule.indications
    )
    verdict, reasons = _judge(rules)
    home = _home(profile, indication, jurisdictions)
    if home:
        reasons += (Reason("home_prohibits", home[1]),)
    return Ruling(
        place, profile.indication, verdict, reasons,
        jurisdiction=entries[0].code if entries else None,
        rules=rules, home=home[0] if home else None, on=on,
    )  # fmt: skip


def _entries(place: str, jurisdictions: Mapping[str, Jurisdiction]) -> tuple[Jurisdiction, ...]:
    """Return the entry of a part of a country, then that of the country, as far as on file."""
    codes = (place, place.partition("-")[0]) if "-" in place else (place,)
    return tuple(jurisdictions[code] for code in codes if code in jurisdictions)


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


def _home(
    profile: Profile, indication: Indication, jurisdictions: Mapping[str, Jurisdiction]
) -> tuple[str, str] | None:
    """Return the entry of residence and the rule there that prohibits what is planned abroad."""
    residence = profile.country_of_residence
    if residence is None or residence == profile.country_of_surgery:
        return None
    for entry in _entries(residence, jurisdictions):
        for rule in entry.rules:
            prohibits = rule.effect == "prohibits" and indication in rule.indications
            if prohibits and rule.verification == "read":
                return entry.code, rule.id
    return None

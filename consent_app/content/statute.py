"""What can be wrong with the rules of a jurisdiction beyond their schema."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from consent_app.content import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.content.model import Jurisdiction, Rule
    from consent_app.content.problems import Problem
    from consent_app.content.yamlfile import Path_, Tree


def faults(tree: Tree, entry: Jurisdiction) -> Iterator[Problem]:
    """Yield the faults of codes, days and addresses in one file."""
    yield from _place(tree, ("code",), entry.code)
    for n, code in enumerate(entry.members):
        yield from _place(tree, ("members", n), code)
    yield from _same_days(tree, entry.rules)
    for n, rule in enumerate(entry.rules):
        yield from _days(tree, ("rules", n), rule, entry.checked_on)
        if rule.verification == "read" and not rule.source.url.strip():
            yield tree.problem(("rules", n, "source", "url"), "no_address")
    for n, signature in enumerate(entry.signature):
        if signature.as_of > entry.checked_on:
            days = f"{signature.as_of} > {entry.checked_on}"
            yield tree.problem(("signature", n, "as_of"), "checked_before", days)
        if signature.verification == "read" and not signature.source.url.strip():
            yield tree.problem(("signature", n, "source", "url"), "no_address")


def _place(tree: Tree, path: Path_, code: str) -> Iterator[Problem]:
    if not places.known(code):
        retired = code.partition("-")[0] in places.RETIRED
        what = "retired_place" if retired else "unknown_place"
        yield tree.problem(path, what, code, places.near(code))


def _days(tree: Tree, path: Path_, rule: Rule, checked_on: date) -> Iterator[Problem]:
    first, last = _in_force(rule)
    if first > last:
        yield tree.problem((*path, "valid_until"), "backward_dates", f"{first} > {last}")
    if rule.as_of > checked_on:
        yield tree.problem((*path, "as_of"), "checked_before", f"{rule.as_of} > {checked_on}")


def _same_days(tree: Tree, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Yield a rule whose id stands for an earlier one as well on a day: which one would hold?"""
    for n, rule in enumerate(rules):
        first, last = _in_force(rule)
        others = (_in_force(other) for other in rules[:n] if other.id == rule.id)
        if any(first <= until and since <= last for since, until in others):
            yield tree.problem(("rules", n, "id"), "same_days", rule.id)


def _in_force(rule: Rule) -> tuple[date, date]:
    """Return the first and the last day; where none is known, there is none."""
    return rule.valid_from or date.min, rule.valid_until or date.max

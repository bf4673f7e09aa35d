"""Rules of jurisdictions that do not load, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consent_app.content import places
from consent_app.content.load import rules_on_file
from consent_app.content.problems import ContentError, explain
from consent_app.language import Language

if TYPE_CHECKING:
    from consent_app.content.problems import Problem

NORWAY = Path(__file__).parents[1] / "packs" / "tiny" / "jurisdictions" / "no.yaml"


def write(folder: Path, text: str, name: str = "no.yaml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ContentError) as found:
        rules_on_file(folder)
    for problem in found.value.problems:
        assert explain(problem, Language("en")).startswith(f"{problem.file}:{problem.line}: ")
    return found.value.problems


def norway(*changes: tuple[str, str]) -> str:
    text = NORWAY.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def coded(code: str) -> str:
    return norway(("code: NO\n", f"code: {code}\n"))


def twice(first: str, second: str) -> str:
    """Return the rules with the same one on two stretches of days."""
    return norway() + first + norway().partition("rules:\n")[2] + second


def days(since: str = "", until: str = "") -> str:
    named = {"valid_from": since, "valid_until": until}
    return "".join(f"    {name}: {day}\n" for name, day in named.items() if day)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    verification: recalled", "    verification: read", (13, "no_address", "")),
        ("    as_of: 2026-11-21", "    as_of: 2026-11-22",
         (16, "checked_before", "2026-11-22 > 2026-11-21")),
        ("    verification: recalled\n",
         f"    verification: recalled\n{days('2026-02-01', '2026-01-31')}",
         (19, "backward_dates", "2026-02-01 > 2026-01-31")),
        ("checked_on: 2026-11-21\n", "checked_on: 2026-11-21\nmembers: [SE, UK]\n",
         (3, "unknown_place", "UK")),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_right_does_not_load(
    tmp_path: Path, old: str, new: str, expected: tuple[int, str, str]
) -> None:
    write(tmp_path, norway((old, new)))
    assert [(p.line, p.code, p.value) for p in problems(tmp_path)] == [expected]


def test_a_rule_needs_a_source(tmp_path: Path) -> None:
    before, _, after = NORWAY.read_text(encoding="utf-8").partition("    source:\n")
    write(tmp_path, before + after[after.index("    as_of:") :])
    (problem,) = problems(tmp_path)
    assert (problem.line, problem.code, problem.value) == (4, "missing_key", "source")


def test_an_address_is_more_than_spaces(tmp_path: Path) -> None:
    write(tmp_path, norway(('url: ""', 'url: " "'), ("recalled", "read")))
    assert [p.code for p in problems(tmp_path)] == ["no_address"]


# --- codes of places ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "what", "near"),
    [
        ("YU", "retired_place", ""), ("CS", "retired_place", ""), ("AN", "retired_place", ""),
        ("SU", "retired_place", ""), ("DD", "retired_place", "DE"), ("ZR", "retired_place", "CD"),
        ("BU", "retired_place", "MM"), ("TP", "retired_place", "TL"),
        ("UK", "unknown_place", "GB"), ("EL", "unknown_place", "GR"),
        ("RT", "unknown_place", "TR"), ("QQ", "unknown_place", "QA"),
    ],
)  # fmt: skip
def test_a_code_is_one_of_today(tmp_path: Path, code: str, what: str, near: str) -> None:
    write(tmp_path, coded(code), f"{code.lower()}.yaml")
    (problem,) = problems(tmp_path)
    assert (problem.line, problem.code, problem.value, problem.near) == (1, what, code, near)


def test_a_part_of_a_country_that_is_none_does_not_load(tmp_path: Path) -> None:
    for code in ("ZR", "ZR-KN"):
        write(tmp_path, coded(code), f"{code.lower()}.yaml")
    found = [(p.file.name, p.code, p.near) for p in problems(tmp_path)]
    assert found == [("zr-kn.yaml", "retired_place", "CD"), ("zr.yaml", "retired_place", "CD")]


def test_every_code_of_today_loads(tmp_path: Path) -> None:
    codes = {*places.COUNTRIES, "EU", "XK", "US-CA"}
    for code in codes:
        write(tmp_path, coded(code), f"{code.lower()}.yaml")
    assert len(codes) == 252
    assert rules_on_file(tmp_path).keys() == codes


def test_no_code_is_of_today_and_retired() -> None:
    assert not places.COUNTRIES & places.RETIRED.keys()
    assert {code for after in places.RETIRED.values() for code in after} < places.COUNTRIES


# --- one id, several days -------------------------------------------------------------------------


def test_a_rule_may_follow_an_older_one_under_the_same_id(tmp_path: Path) -> None:
    write(tmp_path, twice(days(until="2026-01-31"), days("2026-02-01")))
    (entry,) = rules_on_file(tmp_path).values()
    assert [rule.id for rule in entry.rules] == ["NO-1", "NO-1"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("", days("2026-02-01")),
        (days(until="2026-02-01"), days("2026-02-01")),
        (days("2026-01-01", "2026-12-31"), days("2026-02-01", "2026-03-01")),
    ],
)
def test_a_rule_is_declared_once_for_each_day(tmp_path: Path, first: str, second: str) -> None:
    write(tmp_path, twice(first, second))
    (problem,) = problems(tmp_path)
    assert (problem.code, problem.value, problem.where) == ("same_days", "NO-1", "rules.NO-1.id")
    assert problem.line == 18 + first.count("\n")

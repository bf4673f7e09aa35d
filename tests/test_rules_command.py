from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import pytest
from click.testing import CliRunner

from consent_app.cli import cli
from consent_app.content import load
from consent_app.content.model import Indication
from consent_app.language import Language
from consent_app.settings import resource
from consent_app.view import law as text

if TYPE_CHECKING:
    from click.testing import Result

    from consent_app.content.model import Jurisdiction

ENGLISH = Language("en")
TODAY = date(2026, 11, 21)
ON = ("--on", TODAY.isoformat())
PERMISSION = re.compile(r"legal|allowed|permitted", re.IGNORECASE)


@cache
def law() -> dict[str, Jurisdiction]:
    return load.rules_on_file(resource("jurisdictions"))


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments])


def answer(place: str, indication: str = "cosmetic", *more: str) -> str:
    result = ask(place, "--indication", indication, *ON, *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def asked(place: str, indication: str = "cosmetic", *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(place, indication, "--json", *more))
    return found


# --- one place ------------------------------------------------------------------------------------


def test_json_has_these_fields_and_no_others() -> None:
    found = asked("FR")
    assert list(found) == [
        "jurisdiction", "indication", "verdict", "requirements", "reasons", "sources", "as_of",
    ]  # fmt: skip
    assert (found["jurisdiction"], found["indication"]) == ("FR", "cosmetic")
    assert found["verdict"] == "permitted_with_conditions"
    assert {"kind": "reflection_days", "value": 15, "verified": True} in found["requirements"]
    assert {"kind": "no_deposit", "value": None, "verified": False} in found["requirements"]
    assert {"code": "rule_sets_conditions", "rule": "FR-1"} in found["reasons"]
    assert {tuple(source) for source in found["sources"]} == {
        ("title", "issuer", "date", "url", "grade")
    }
    assert found["as_of"] == "2002-03-04"


def test_what_is_not_on_file_is_null_or_absent() -> None:
    assert asked("MN", "medical") == {
        "jurisdiction": "MN", "indication": "medical", "verdict": "no_specific_rule_found",
        "requirements": [], "reasons": [{"code": "no_rule_on_file", "rule": None}], "sources": [],
        "as_of": None,
    }  # fmt: skip


def test_words_say_what_is_asked_for_how_it_is_known_and_where_it_was_read() -> None:
    found = answer("fr")
    assert found.startswith("France (FR) · To be taller: Rules with conditions were found\n")
    assert re.search(r"^ {2}verified +FR-1 +At least 15 days", found, re.MULTILINE)
    assert re.search(r"^ {2}NOT VERIFIED +FR-6 +No payment", found, re.MULTILINE)
    assert "15 full days before the signature. What starts it: the signed quote" in found
    assert "https://www.legifrance.gouv.fr/" in found
    assert "Rule as of November 28, 2020." in found
    assert "oldest of these rules is as of March 4, 2002" in found
    assert "FR: checked on November 21, 2026." in found
    assert "Out of date" not in found


def test_our_own_days_are_not_shown_as_law() -> None:
    found = " ".join(answer("de").split())
    assert "14 full days before the signature." in found
    assert "This is our own minimum, not law." in found
    assert "our own minimum" not in answer("at")


def test_an_age_below_that_of_a_rule_comes_first() -> None:
    assert "! AT-2: A rule on file asks for a higher age.\n" in answer("AT", "cosmetic", "--age=15")
    assert "!" not in answer("AT", "cosmetic", "--age=16")
    reasons = asked("AT", "cosmetic", "--age=15")["reasons"]
    assert reasons[-1] == {"code": "under_legal_age", "rule": "AT-2"}


def test_an_old_check_is_a_warning() -> None:
    result = ask("US-CA", "--indication=medical", "--on=2027-11-22")
    old = re.findall(r"^! Out of date: the rules of (\S+)", result.stdout, re.MULTILINE)
    assert old == ["US-CA", "US"]


def test_where_nothing_can_be_signed_no_time_is_counted() -> None:
    assert answer("CN").startswith("China (CN) · To be taller: Not allowed\n")
    assert "Time to think" not in answer("CN")


def test_a_part_without_an_entry_says_whose_rules_these_are() -> None:
    assert "There is no entry for CN-11 alone." in answer("cn-11")
    assert "alone" not in answer("us-ca")


@pytest.mark.parametrize("code", sorted(law()))
def test_every_entry_answers_for_both_reasons(code: str) -> None:
    for indication in get_args(Indication):
        found = text.ruling(code, indication, None, law(), TODAY)
        words, fields = text.in_words(found, law(), ENGLISH), json.loads(text.as_json(found))
        unread = [need for need in fields["requirements"] if not need["verified"]]
        assert words.count("  NOT VERIFIED  ") == len(unread)
        assert all(source["url"] in words for source in fields["sources"])
        if found.verdict == "no_specific_rule_found":
            assert not PERMISSION.search(words.splitlines()[0])


@pytest.mark.parametrize(
    ("given", "near"),
    [("yu", ""), ("bu", "MM"), ("uk", "GB"), ("turkey", "TR"), ("de-bayern", "DE")],
)
def test_a_code_that_is_none_names_what_was_meant(given: str, near: str) -> None:
    result = ask(given, "--indication=medical")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.findall(r"did you mean “(\S+)”", result.stderr) == ([near] if near else [])


@pytest.mark.parametrize("arguments", [("FR",), (), ("--indication=cosmetic",)])
def test_without_a_place_and_a_reason_there_is_no_answer(arguments: tuple[str, ...]) -> None:
    result = ask(*arguments)
    assert result.exit_code == 2
    assert "consent-app rules --table" in result.stderr


def test_any_age_on_any_day_has_an_answer() -> None:
    for day in ("0001-01-01", "9999-12-31", "2028-02-29"):
        assert ask("CN", "--indication=cosmetic", "--age=120", "--on", day).exit_code == 0


# --- all places -----------------------------------------------------------------------------------


def rows() -> dict[str, str]:
    result = ask("--table", *ON)
    assert result.exit_code == 0
    head, *lines = result.stdout.partition("\n\n")[0].splitlines()
    assert head.split("  ")[0] == "Place"
    return {line.split()[0]: line for line in (head, *lines)}


def test_the_table_has_a_line_for_every_entry_in_columns_that_line_up() -> None:
    found = rows()
    assert set(found) == {"Place", *law()}
    head, lines = found.pop("Place"), found.values()
    for column in ("To be taller", "For a medical reason", "Waiting days", "Minimum age"):
        start = head.index(column)
        assert {line[start - 2 : start] for line in lines} == {"  "}
        assert all(line[start] != " " for line in lines)
    assert {line[head.index("Checked on") :] for line in lines} == {"2026-11-21"}


def test_the_table_never_permits_where_no_rule_was_found() -> None:
    found = rows()
    assert re.split(r" {2,}", found["AT"])[1:] == [
        "Austria", "Conditions", "No specific rule found", "14 / –", "16 / –", "2026-11-21"
    ]  # fmt: skip
    assert "Not allowed" in found["CN"]
    silent = [line for line in found.values() if "No specific rule found" in line]
    assert len(silent) > 40
    assert not any(PERMISSION.search(line) for line in silent)


def test_an_old_check_is_marked_in_the_table() -> None:
    result = ask("--table", "--on=2027-11-22")
    assert result.stdout.count("2026-11-21 *\n") == len(law())
    assert "* more than 12 months before November 22, 2027" in result.stdout


# --- what is out of date --------------------------------------------------------------------------


def test_old_checks_and_rules_that_nobody_read_are_listed() -> None:
    fresh, later = ask("--stale", *ON).stdout, ask("--stale", "--on=2027-11-22").stdout
    assert "before November 21, 2026: 0\n" in fresh
    assert f"before November 22, 2027: {len(law())}\n" in later
    assert "\n  FR      2026-11-21  France\n" in later
    recalled = [r.id for e in law().values() for r in e.rules if r.verification == "recalled"]
    listed = fresh.partition(f"Rules that are recalled and not read: {len(recalled)}\n")[2]
    assert listed.replace(",", "").split() == sorted(recalled)

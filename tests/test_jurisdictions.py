"""The rules on file against a table that was written by hand from what was found about the law."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, get_args

import pytest
from msgspec import UNSET, structs

from consent_app.content.model import Indication, Requirement
from consent_app.profile import Profile
from consent_app.regulation import VERDICTS, Ruling, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.content.model import Jurisdiction, Pack, Rule

TODAY = date(2026, 11, 21)
COSMETIC, MEDICAL = get_args(Indication)
PROHIBITED, RESTRICTED, CONDITIONS, NOTHING = VERDICTS
KINDS = get_args(structs.fields(Requirement)[0].type)

# code: verdict to be taller only, verdict for a medical reason, facts read, facts recalled;
# a part of a country has its own number of facts and the stricter verdict of its own and its
# country's
LAW: dict[str, tuple[Verdict, Verdict, int, int]] = {
    "CN": (PROHIBITED, RESTRICTED, 10, 1),
    "HK": (NOTHING, NOTHING, 1, 1),
    "MO": (NOTHING, NOTHING, 2, 0),
    "TW": (RESTRICTED, NOTHING, 3, 0),
    "FR": (CONDITIONS, NOTHING, 6, 1),
    "BE": (CONDITIONS, NOTHING, 3, 0),
    "AT": (CONDITIONS, NOTHING, 5, 1),
    "SE": (CONDITIONS, NOTHING, 5, 0),
    "DK": (CONDITIONS, NOTHING, 5, 0),
    "NO": (CONDITIONS, NOTHING, 2, 0),
    "DE": (NOTHING, NOTHING, 3, 1),
    "GB": (CONDITIONS, NOTHING, 4, 1),
    "IE": (NOTHING, NOTHING, 3, 0),
    "ES": (NOTHING, NOTHING, 1, 1),
    "ES-AN": (CONDITIONS, NOTHING, 1, 0),
    "IT": (NOTHING, NOTHING, 3, 1),
    "PT": (NOTHING, NOTHING, 2, 0),
    "CH": (NOTHING, NOTHING, 4, 0),
    "NL": (CONDITIONS, NOTHING, 3, 0),
    "PL": (NOTHING, NOTHING, 2, 1),
    "GR": (NOTHING, NOTHING, 0, 1),
    "TR": (CONDITIONS, NOTHING, 4, 1),
    "IL": (NOTHING, NOTHING, 2, 0),
    "AE": (NOTHING, NOTHING, 4, 0),
    "SA": (NOTHING, NOTHING, 2, 1),
    "EG": (NOTHING, NOTHING, 3, 0),
    "IR": (NOTHING, NOTHING, 2, 0),
    "IN": (NOTHING, NOTHING, 2, 1),
    "IN-TS": (NOTHING, NOTHING, 2, 0),
    "KR": (NOTHING, NOTHING, 5, 0),
    "JP": (CONDITIONS, NOTHING, 4, 0),
    "SG": (RESTRICTED, NOTHING, 2, 0),
    "MY": (CONDITIONS, NOTHING, 2, 0),
    "TH": (NOTHING, NOTHING, 1, 0),
    "VN": (NOTHING, NOTHING, 1, 0),
    "ID": (CONDITIONS, NOTHING, 2, 0),
    "AU": (CONDITIONS, NOTHING, 5, 0),
    "AU-NSW": (CONDITIONS, NOTHING, 1, 0),
    "AU-QLD": (CONDITIONS, NOTHING, 2, 0),
    "NZ": (CONDITIONS, NOTHING, 2, 0),
    "CA": (NOTHING, NOTHING, 0, 1),
    "CA-QC": (CONDITIONS, NOTHING, 3, 0),
    "US": (NOTHING, NOTHING, 1, 1),
    "US-CA": (CONDITIONS, NOTHING, 1, 0),
    "MX": (CONDITIONS, NOTHING, 2, 1),
    "CO": (CONDITIONS, NOTHING, 1, 0),
    "BR": (NOTHING, NOTHING, 3, 0),
    "AR": (NOTHING, NOTHING, 1, 1),
    "RU": (NOTHING, NOTHING, 4, 0),
    "UA": (NOTHING, NOTHING, 0, 1),
    "GE": (NOTHING, NOTHING, 1, 0),
    "AM": (NOTHING, NOTHING, 0, 1),
    "EU": (NOTHING, NOTHING, 4, 0),
}

# code: days, what starts them, what has to wait; all for cosmetic surgery and read
AUSTRALIA = (7, "second_consultation", "booking")
REFLECTION = {
    "AT": (14, "last_information_talk", "signature"),
    "AU": AUSTRALIA,
    "AU-NSW": AUSTRALIA,
    "AU-QLD": AUSTRALIA,
    "BE": (15, UNSET, UNSET),  # the start was not in what was read
    "DK": (7, "last_information_talk", "surgery"),
    "FR": (15, "quote_signed", "signature"),
    "GB": (14, "first_consultation", "surgery"),
    "NZ": (7, "first_consultation", "surgery"),
    "SE": (7, "information_given", "signature"),
}

MINIMUM_AGE = {"AT": 16, "CO": 18, "DK": 18, "NL": 18, "NO": 18, "SE": 18}

# what a verified rule asks for, and where; parts of a country with what they inherit
READ = {
    ("reflection_days", COSMETIC): " ".join(REFLECTION),
    ("minimum_age", COSMETIC): " ".join(MINIMUM_AGE),
    ("second_consultation", COSMETIC): "AU AU-NSW AU-QLD",
    ("referral", COSMETIC): "AU AU-NSW AU-QLD",
    ("no_deposit", COSMETIC): "AU AU-NSW AU-QLD",
    ("psychological_assessment", COSMETIC): "AU AU-NSW AU-QLD GB NZ",
    ("written_quote", COSMETIC): "BE FR",
    ("device_document", COSMETIC): "FR",
    ("aftercare", COSMETIC): "SE",
    ("guardian", COSMETIC): "AT AU AU-NSW AU-QLD BE ES-AN GE JP",
    ("guardian", MEDICAL): "CA-QC GE",
    ("insurance", COSMETIC): "AE DK EG SE TR",
    ("insurance", MEDICAL): "AE EG TR",
    ("facility", COSMETIC): "AE AU-NSW AU-QLD EG FR ID JP KR MX MY NL TR TW VN",
    ("facility", MEDICAL): "AE AU-QLD CN EG KR TR",
    ("surgeon", COSMETIC): "EG FR GB ID MX MY NO SA SE SG TW VN",
    ("surgeon", MEDICAL): "CN EG MX SA",
    ("diagnosis", MEDICAL): "CN",
    ("written_consent", COSMETIC): "CH KR MX NZ RU",
    ("written_consent", MEDICAL): "CH CN KR MX RU",
}

RECALLED = {
    ("second_consultation", COSMETIC): "GB",
    ("no_deposit", COSMETIC): "FR",
    ("written_quote", COSMETIC): "IT",
    ("written_quote", MEDICAL): "IT",
    ("insurance", COSMETIC): "IT",
    ("insurance", MEDICAL): "IT",
    ("facility", COSMETIC): "HK",
    ("facility", MEDICAL): "HK",
    ("guardian", COSMETIC): "CA-QC UA",
    ("guardian", MEDICAL): "UA",
    ("written_consent", COSMETIC): "AR CA-QC ES ES-AN IL PL TR",
    ("written_consent", MEDICAL): "AR ES ES-AN IL PL TR",
}

MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"


def ruling(pack: Pack, code: str, indication: Indication = COSMETIC) -> Ruling:
    profile = Profile(country_of_surgery=code, indication=indication)
    return decide(profile, pack.jurisdictions, TODAY)


def asked(found: Ruling, verification: str, kind: str) -> list[Requirement]:
    rules = [rule for rule in found.rules if rule.verification == verification]
    return [need for rule in rules for need in rule.requires if need.kind == kind]


def rule(pack: Pack, name: str) -> Rule:
    return next(r for entry in pack.jurisdictions.values() for r in entry.rules if r.id == name)


def sentences(entry: Jurisdiction) -> Iterator[str]:
    for one in entry.rules:
        needs = [words for need in one.requires for words in (need.text, need.start) if words]
        for words in (one.statement, one.source.seen_as, *needs):
            yield from re.split(r"(?<=[.?]) ", str(words))


# --- what was found -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LAW)
def test_the_verdict_is_the_one_that_was_found(pack: Pack, code: str) -> None:
    found = [ruling(pack, code, indication) for indication in (COSMETIC, MEDICAL)]
    assert [f.verdict for f in found] == [*LAW[code][:2]]
    assert {f.jurisdiction for f in found} == {code}


@pytest.mark.parametrize("code", LAW)
def test_every_fact_is_a_rule(pack: Pack, code: str) -> None:
    """Ids that end in m or r are parts of a fact: for a medical reason, or recalled."""
    facts = [r for r in pack.jurisdictions[code].rules if not r.id.endswith(("m", "r"))]
    read = [r for r in facts if r.verification == "read"]
    assert (len(read), len(facts) - len(read)) == LAW[code][2:]
    assert all(r.id.rpartition("-")[0] == code for r in pack.jurisdictions[code].rules)


def test_nothing_is_on_file_that_was_not_found(pack: Pack) -> None:
    assert set(pack.jurisdictions) == set(LAW)


@pytest.mark.parametrize("code", LAW)
def test_time_to_think_is_as_long_as_was_found(pack: Pack, code: str) -> None:
    needs = asked(ruling(pack, code), "read", "reflection_days")
    expected = [REFLECTION[code]] if code in REFLECTION else []
    assert [(n.value, n.begins, n.closes) for n in needs] == expected
    assert all(need.start for need in needs)


@pytest.mark.parametrize("code", LAW)
def test_the_youngest_age_is_the_one_that_was_found(pack: Pack, code: str) -> None:
    needs = asked(ruling(pack, code), "read", "minimum_age")
    assert [n.value for n in needs] == ([MINIMUM_AGE[code]] if code in MINIMUM_AGE else [])


@pytest.mark.parametrize("indication", [COSMETIC, MEDICAL])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_for_is_asked_only_where_it_was_found(
    pack: Pack, kind: str, indication: Indication
) -> None:
    for verification, table in (("read", READ), ("recalled", RECALLED)):
        where = {c for c in LAW if asked(ruling(pack, c, indication), verification, kind)}
        assert where == set(table.get((kind, indication), "").split()), verification


# --- what must not be read into it ----------------------------------------------------------------


@pytest.mark.parametrize("code", LAW)
def test_rules_that_nobody_read_decide_nothing(pack: Pack, code: str) -> None:
    entries = {
        name: structs.replace(
            entry, rules=tuple(structs.replace(r, verification="recalled") for r in entry.rules)
        )
        for name, entry in pack.jurisdictions.items()
    }
    profile = Profile(country_of_surgery=code, indication=COSMETIC)
    assert decide(profile, entries, TODAY).verdict == NOTHING


@pytest.mark.parametrize("code", [code for code in LAW if "-" in code])
def test_a_part_of_a_country_is_never_milder_than_the_country(pack: Pack, code: str) -> None:
    whole, part = ruling(pack, code.partition("-")[0]), ruling(pack, code)
    assert VERDICTS.index(part.verdict) <= VERDICTS.index(whole.verdict)
    assert set(whole.rules) < set(part.rules)


def test_only_china_has_a_rule_that_prohibits(pack: Pack) -> None:
    rules = [r for entry in pack.jurisdictions.values() for r in entry.rules]
    assert [r.id for r in rules if r.effect == "prohibits"] == ["CN-1", "CN-1b"]


def test_what_is_known_to_mislead_is_said_in_words(pack: Pack) -> None:
    assert "liposuction" in rule(pack, "SG-1").statement
    assert "not a statute" in rule(pack, "GB-2").requires[0].text
    assert "medical reason is outside" in rule(pack, "AU-2").statement
    assert "anaesthetist" in rule(pack, "AT-1").statement
    assert "not settled" in rule(pack, "TR-2").statement
    assert "only within a trial in Moscow" in rule(pack, "RU-3").statement
    assert "in advance" in rule(pack, "EG-3").statement


def test_law_that_countries_share_only_informs(pack: Pack) -> None:
    union = pack.jurisdictions["EU"]
    assert sorted(union.members) == MEMBERS.split()
    assert {r.effect for r in union.rules} == {"informs"}
    assert [e.code for e in pack.jurisdictions.values() if e.members] == ["EU"]


# --- how it is written ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", LAW)
def test_a_rule_says_where_and_when_it_was_read(pack: Pack, code: str) -> None:
    entry = pack.jurisdictions[code]
    for one in entry.rules:
        assert one.as_of <= entry.checked_on == TODAY
        assert bool(one.source.url) == (one.verification == "read"), one.id
        assert one.source.title_original, one.id
        assert one.source.title_en, one.id
        since, until = one.valid_from or date.min, one.valid_until or date.max
        assert since <= TODAY <= until, one.id


@pytest.mark.parametrize("code", LAW)
def test_sentences_are_short_and_plain(pack: Pack, code: str) -> None:
    for sentence in sentences(pack.jurisdictions[code]):
        assert len(sentence.split()) <= 20, sentence
        assert "legal" not in sentence.lower()

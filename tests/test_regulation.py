from __future__ import annotations

from datetime import date
from string import ascii_uppercase
from typing import TYPE_CHECKING, get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from consent_app.content.model import Indication
from consent_app.profile import Profile
from consent_app.regulation import VERDICTS, ReasonCode, Ruling, decide

if TYPE_CHECKING:
    from consent_app.content.model import Pack

TODAY = date(2026, 11, 21)
CONDITIONS, NOTHING = "permitted_with_conditions", "no_specific_rule_found"

CODES = ("AE", "AT", "CN", "DE", "ES-AN", "FR", "SE", "TR", "TW", "US-CA")
EFFECTS = ("prohibits", "restricts", "conditions", "informs")
INDICATIONS = st.sampled_from(get_args(Indication))
LETTERS = st.text(ascii_uppercase, min_size=2, max_size=2)
COUNTRIES = st.none() | LETTERS | st.sampled_from([*CODES, "CN-11", "DE-BY"])


def ruling(
    pack: Pack, country: str | None, indication: Indication | None = "cosmetic",
    residence: str | None = None,
) -> Ruling:  # fmt: skip
    profile = Profile(
        country_of_surgery=country, indication=indication, country_of_residence=residence
    )
    return decide(profile, pack.jurisdictions, TODAY)


def codes(found: Ruling) -> list[ReasonCode]:
    return [reason.code for reason in found.reasons]


def test_a_rule_counts_from_its_first_day_to_its_last(pack: Pack) -> None:
    entry = pack.jurisdictions["CN"]
    dated = tuple(
        structs.replace(rule, valid_from=date(2006, 11, 4), valid_until=date(2027, 1, 1))
        for rule in entry.rules
    )
    law = {"CN": structs.replace(entry, rules=dated)}
    profile = Profile(country_of_surgery="CN", indication="cosmetic")
    days = (date(2006, 11, 3), date(2006, 11, 4), date(2027, 1, 1), date(2027, 1, 2))
    found = [decide(profile, law, day).verdict for day in days]
    assert found == [NOTHING, "prohibited", "prohibited", NOTHING]


def test_law_that_countries_share_holds_in_each_of_them(pack: Pack) -> None:
    shared = {rule.id for rule in pack.jurisdictions["EU"].rules}
    for code in ("SE", "ES-AN"):
        assert shared & {rule.id for rule in ruling(pack, code).rules}
    assert not shared & {rule.id for rule in ruling(pack, "TR").rules}


def test_a_country_without_an_entry_is_never_permission(pack: Pack) -> None:
    found = ruling(pack, "MN")
    assert (found.verdict, codes(found), found.jurisdiction) == (NOTHING, ["no_rule_on_file"], None)


def test_without_a_country_nothing_is_said_about_one(pack: Pack) -> None:
    assert codes(ruling(pack, None)) == ["place_not_given"]


def test_a_rule_at_home_informs_and_does_not_decide(pack: Pack) -> None:
    abroad, at_home = ruling(pack, "TR", residence="CN"), ruling(pack, "TR", residence="TR")
    assert abroad.verdict == at_home.verdict == CONDITIONS
    assert (abroad.home, at_home.home) == ("CN", None)
    assert abroad.reasons[-1].code == "home_prohibits"
    assert abroad.reasons[-1].rule == "CN-1"
    assert ruling(pack, "TR", "medical", residence="CN").home is None


def test_a_part_of_a_country_has_the_rules_of_the_country(pack: Pack) -> None:
    assert ruling(pack, "CN-11").verdict == "prohibited"
    assert ruling(pack, "TR", residence="CN-11").home == "CN"  # names an entry that is on file


def test_without_a_reason_the_stricter_rules_are_used(pack: Pack) -> None:
    assert ruling(pack, "CN", None).verdict == "prohibited"


def test_what_a_rule_asks_for_comes_with_the_rule(pack: Pack) -> None:
    asked = {(rule.id, need.kind, need.value) for rule, need in ruling(pack, "FR").requirements}
    assert ("FR-1", "reflection_days", 15) in asked
    assert all(rule != "FR-6" for rule, _, _ in asked)  # recalled, its text was not read


@given(country=COUNTRIES, home=COUNTRIES, indication=st.none() | INDICATIONS, on=st.dates())
def test_every_profile_gets_a_ruling_with_its_reasons(
    pack: Pack, country: str | None, home: str | None, indication: Indication | None, on: date
) -> None:
    profile = Profile(country_of_surgery=country, country_of_residence=home, indication=indication)
    found = decide(profile, pack.jurisdictions, on)
    assert found.verdict in VERDICTS
    assert found.reasons
    assert (found.home in pack.jurisdictions) if found.home else True
    if found.verdict == "prohibited":
        assert any(r.effect == "prohibits" and r.verification == "read" for r in found.rules)


@given(data=st.data(), country=st.sampled_from(CODES), indication=INDICATIONS)
def test_another_rule_never_loosens_a_verdict(
    pack: Pack, data: st.DataObject, country: str, indication: Indication
) -> None:
    rules = [rule for entry in pack.jurisdictions.values() for rule in entry.rules]
    copied = data.draw(st.sampled_from(rules))
    effect = data.draw(st.sampled_from(EFFECTS))
    seen = data.draw(st.sampled_from(["read", "recalled"]))
    added = structs.replace(copied, effect=effect, verification=seen, indications=(indication,))
    entry = pack.jurisdictions[country]
    more = structs.replace(entry, rules=(*entry.rules, added))
    before, after = (
        decide(Profile(country_of_surgery=country, indication=indication), on_file, TODAY)
        for on_file in (pack.jurisdictions, {**pack.jurisdictions, country: more})
    )
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)
    if seen == "recalled":
        assert after.verdict == before.verdict

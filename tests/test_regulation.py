from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs

from consent_app.content.load import rules_on_file
from consent_app.content.model import (
    ClockEnd,
    ClockStart,
    Indication,
    Jurisdiction,
    Requirement,
    Rule,
)
from consent_app.profile import Profile
from consent_app.regulation import (
    ANY_DAY,
    DEFAULT_DAYS,
    VERDICTS,
    Clock,
    ReasonCode,
    Ruling,
    clock,
    decide,
)
from consent_app.settings import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = date(2026, 11, 21)
CONDITIONS, NOTHING = "permitted_with_conditions", "no_specific_rule_found"

CODES = ("AE", "AT", "CN", "DE", "ES-AN", "FR", "SE", "TR", "TW", "US-CA")
EFFECTS = ("prohibits", "restricts", "conditions", "informs")
INDICATIONS = st.sampled_from(get_args(Indication))
LETTERS = st.text(ascii_uppercase, min_size=2, max_size=2)
COUNTRIES = st.none() | LETTERS | st.sampled_from([*CODES, "CN-11", "DE-BY"])
BIRTHS = st.none() | st.dates()


class Law(dict[str, Jurisdiction]):
    """The rules on file, which a failing test need not print."""

    def __repr__(self) -> str:
        return f"<{len(self)} jurisdictions>"


@cache
def on_file() -> Law:
    return Law(rules_on_file(resource("jurisdictions")))


@pytest.fixture(scope="module")
def law() -> Law:
    return on_file()


def ruling(
    law: Mapping[str, Jurisdiction], country: str | None,
    indication: Indication | None = "cosmetic", residence: str | None = None,
    born: date | None = None,
) -> Ruling:  # fmt: skip
    profile = Profile(
        country_of_surgery=country, indication=indication, country_of_residence=residence,
        date_of_birth=born,
    )  # fmt: skip
    return decide(profile, law, TODAY)


def rule(law: Law, name: str) -> Rule:
    return next(r for entry in law.values() for r in entry.rules if r.id == name)


def with_rule(law: Law, country: str, *added: Rule) -> Law:
    entry = law[country]
    return Law(law | {country: structs.replace(entry, rules=(*entry.rules, *added))})


def codes(found: Ruling) -> list[ReasonCode]:
    return [reason.code for reason in found.reasons]


def test_a_rule_counts_from_its_first_day_to_its_last(law: Law) -> None:
    entry = law["CN"]
    dated = tuple(
        structs.replace(rule, valid_from=date(2006, 11, 4), valid_until=date(2027, 1, 1))
        for rule in entry.rules
    )
    then = {"CN": structs.replace(entry, rules=dated)}
    profile = Profile(country_of_surgery="CN", indication="cosmetic")
    days = (date(2006, 11, 3), date(2006, 11, 4), date(2027, 1, 1), date(2027, 1, 2))
    found = [decide(profile, then, day).verdict for day in days]
    assert found == [NOTHING, "prohibited", "prohibited", NOTHING]


def test_law_that_countries_share_holds_in_each_of_them(law: Law) -> None:
    shared = {rule.id for rule in law["EU"].rules}
    for code in ("SE", "ES-AN"):
        assert shared & {rule.id for rule in ruling(law, code).rules}
    assert not shared & {rule.id for rule in ruling(law, "TR").rules}


def test_a_country_without_an_entry_is_never_permission(law: Law) -> None:
    found = ruling(law, "MN")
    assert (found.verdict, codes(found), found.jurisdiction) == (NOTHING, ["no_rule_on_file"], None)


def test_without_a_country_nothing_is_said_about_one(law: Law) -> None:
    assert codes(ruling(law, None)) == ["place_not_given"]


def test_a_rule_at_home_informs_and_does_not_decide(law: Law) -> None:
    abroad, at_home = ruling(law, "TR", residence="CN"), ruling(law, "TR", residence="TR")
    assert abroad.verdict == at_home.verdict == CONDITIONS
    assert (abroad.home, at_home.home) == ("CN", None)
    assert abroad.reasons[-1].code == "home_prohibits"
    assert abroad.reasons[-1].rule == "CN-1"
    assert ruling(law, "TR", "medical", residence="CN").home is None


def test_a_part_of_a_country_has_the_rules_of_the_country(law: Law) -> None:
    assert ruling(law, "CN-11").verdict == "prohibited"
    assert ruling(law, "TR", residence="CN-11").home == "CN"  # names an entry that is on file


def test_without_a_reason_the_stricter_rules_are_used(law: Law) -> None:
    assert ruling(law, "CN", None).verdict == "prohibited"


def test_what_a_rule_asks_for_comes_with_the_rule(law: Law) -> None:
    asked = {n.rule: n for n in ruling(law, "FR").requirements if n.requirement.value is not UNSET}
    (need,) = asked.values()
    assert (need.rule, need.verified, need.requirement.value) == ("FR-1", True, 15)


def test_what_was_only_recalled_is_listed_as_not_verified(law: Law) -> None:
    asked = {(n.rule, n.requirement.kind): n.verified for n in ruling(law, "FR").requirements}
    assert asked["FR-6", "no_deposit"] is False
    assert all(verified for (name, _), verified in asked.items() if name != "FR-6")


def test_a_rule_that_asks_for_a_higher_age_bars_and_leaves_the_verdict(law: Law) -> None:
    days = (date(2010, 11, 21), date(2010, 11, 22), None)  # sixteen today, tomorrow, not known
    found = [ruling(law, "AT", born=day, residence="CN") for day in days]
    assert [f.barred for f in found] == [False, True, False]
    assert {f.verdict for f in found} == {CONDITIONS}
    assert [r.rule for r in found[1].reasons if r.code == "under_legal_age"] == ["AT-2"]
    assert found[1].reasons[-1].code == "home_prohibits"
    assert not ruling(law, "AT", "medical", born=days[1]).barred


def test_an_age_that_was_only_recalled_bars_nobody(law: Law) -> None:
    unread = structs.replace(rule(law, "DK-2"), verification="recalled")
    found = ruling(with_rule(law, "TR", unread), "TR", born=date(2015, 1, 1))
    assert not found.barred
    assert ("DK-2", False) in {(need.rule, need.verified) for need in found.requirements}


@pytest.mark.parametrize(
    ("day", "expired"), [(date(2027, 11, 21), False), (date(2027, 11, 22), True)]
)
def test_a_check_holds_for_twelve_months(law: Law, day: date, *, expired: bool) -> None:
    for place in ("SE", "US-CA", "LU"):  # own; part and country; only the law that it shares
        assert decide(Profile(country_of_surgery=place), law, day).expired == expired
    assert not decide(Profile(country_of_surgery="MN"), law, day).expired


def test_a_check_on_the_29th_of_february_holds_to_the_28th(law: Law) -> None:
    entry = structs.replace(law["TR"], checked_on=date(2024, 2, 29))
    assert [entry.stale(date(2025, *day)) for day in ((2, 28), (3, 1))] == [False, True]


@pytest.mark.parametrize("missing", ["TR", "EU"])
def test_every_entry_that_is_used_can_expire(law: Law, missing: str) -> None:
    old = structs.replace(law[missing], checked_on=date(2020, 1, 1))
    found = {place: ruling(Law(law | {missing: old}), place).expired for place in ("TR", "SE")}
    assert found == {"TR": missing == "TR", "SE": missing == "EU"}


# --- whoever asks, wherever, whenever -------------------------------------------------------------


@given(
    country=COUNTRIES, home=COUNTRIES, indication=st.none() | INDICATIONS, born=BIRTHS,
    on=st.dates(),
)  # fmt: skip
def test_every_profile_gets_a_ruling_with_its_reasons(  # noqa: PLR0913 - one for each answer
    law: Law, country: str | None, home: str | None, indication: Indication | None,
    born: date | None, on: date,
) -> None:  # fmt: skip
    profile = Profile(
        country_of_surgery=country, country_of_residence=home, indication=indication,
        date_of_birth=born,
    )  # fmt: skip
    found = decide(profile, law, on)
    assert found.verdict in VERDICTS
    assert found.reasons
    assert (found.home in law) if found.home else True
    assert found.barred == ("under_legal_age" in codes(found))
    if found.verdict == "prohibited":
        assert any(r.effect == "prohibits" and r.verification == "read" for r in found.rules)
    assert clock(found, {}).first_day("surgery") is None


@given(country=LETTERS, indication=st.none() | INDICATIONS, born=BIRTHS, on=st.dates())
def test_a_country_that_is_not_on_file_never_ends_better_than_that(
    law: Law, country: str, indication: Indication | None, born: date | None, on: date
) -> None:
    profile = Profile(country_of_surgery=country, indication=indication, date_of_birth=born)
    found = decide(profile, {c: entry for c, entry in law.items() if c != country}, on)
    assert found.verdict == NOTHING
    assert not any(need.requirement.value is not UNSET for need in found.requirements)


@given(born=BIRTHS, since=st.dates(), until=st.dates(), on=st.dates())
def test_what_is_prohibited_is_so_at_every_age_on_every_day_in_force(
    law: Law, born: date | None, since: date, until: date, on: date
) -> None:
    dated = structs.replace(rule(law, "CN-1"), valid_from=since, valid_until=until)
    entry = structs.replace(law["CN"], rules=(dated,))
    profile = Profile(country_of_surgery="CN", indication="cosmetic", date_of_birth=born)
    in_force = since <= on <= until
    assert (decide(profile, {"CN": entry}, on).verdict == "prohibited") == in_force


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Return a rule like one on file, with another effect, other days and other needs."""
    copied = draw(st.sampled_from([r for entry in on_file().values() for r in entry.rules]))
    need = Requirement(
        kind=draw(st.sampled_from(["minimum_age", "reflection_days", "guardian"])),
        text="Made up.", value=draw(st.just(UNSET) | st.integers(0, 100)),
    )  # fmt: skip
    return structs.replace(
        copied, requires=(*copied.requires, need), effect=draw(st.sampled_from(EFFECTS)),
        verification=draw(st.sampled_from(["read", "recalled"])),
        indications=draw(st.sampled_from([("cosmetic",), ("medical",), ("cosmetic", "medical")])),
        valid_from=draw(st.just(UNSET) | st.dates()), valid_until=draw(st.just(UNSET) | st.dates()),
    )  # fmt: skip


@given(
    added=rules(), country=st.sampled_from(CODES), indication=st.none() | INDICATIONS, born=BIRTHS
)
def test_another_rule_never_loosens_anything(
    law: Law, added: Rule, country: str, indication: Indication | None, born: date | None
) -> None:
    more = with_rule(law, country, added) if country in law else law
    before, after = (ruling(file, country, indication, born=born) for file in (law, more))
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)
    assert set(before.requirements) <= set(after.requirements)
    assert after.barred >= before.barred
    if added.verification == "recalled":
        assert (after.verdict, after.barred) == (before.verdict, before.barred)


# --- time to think --------------------------------------------------------------------------------

NOVEMBER = date(2026, 11, 1)
HAPPENED: dict[ClockStart, date] = {
    name: NOVEMBER + timedelta(days=n) for n, name in enumerate(get_args(ClockStart))
}


@pytest.mark.parametrize(
    ("place", "rule", "days", "begins", "closes", "over"),
    [
        ("FR", "FR-1", 15, "quote_signed", "signature", date(2026, 11, 17)),
        ("AT", "AT-1", 14, "last_information_talk", "signature", date(2026, 11, 17)),
        ("SE", "SE-1", 7, "information_given", "signature", date(2026, 11, 11)),
        ("AU-NSW", "AU-1", 7, "second_consultation", "booking", date(2026, 11, 12)),
        ("GB", "GB-2", 14, "first_consultation", "surgery", date(2026, 11, 20)),
        ("DE", "", DEFAULT_DAYS, "information_given", "signature", date(2026, 11, 18)),
    ],
)
def test_full_days_lie_between_the_event_and_what_it_holds_up(  # noqa: PLR0913 - a row of a table
    law: Law, place: str, rule: str, days: int, begins: ClockStart, closes: ClockEnd, over: date
) -> None:
    period, *more = clock(ruling(law, place), HAPPENED).periods
    assert (period.rule, period.own) == (rule, not rule)
    assert (period.days, period.begins, period.closes) == (days, begins, closes)
    assert (period.started, period.over) == (HAPPENED[begins], over)
    assert period.surgery == over
    assert period.signature == (over if closes == "signature" else ANY_DAY)
    assert [added.own for added in more] == ([] if closes == "signature" else [True])


def test_nothing_is_counted_before_its_event(law: Law) -> None:
    waits = clock(ruling(law, "FR"), {"information_given": NOVEMBER})
    assert (waits.signature, waits.surgery) == (None, None)
    assert waits.strictest("signature").started is None


def test_where_the_text_names_no_event_the_last_one_counts(law: Law) -> None:
    found = ruling(law, "BE")
    informed: dict[ClockStart, date] = {"information_given": NOVEMBER}
    told = clock(found, informed | {"quote_signed": date(2026, 11, 10)})
    assert (told.periods[0].begins, told.periods[0].closes) == (None, "signature")
    assert told.signature == date(2026, 11, 26)
    assert clock(found, {"quote_signed": NOVEMBER}).signature is None
    assert clock(found, informed | {"consent_signed": TODAY}).signature == date(2026, 11, 17)


def test_our_own_days_hold_up_the_signature_where_no_verified_rule_does(law: Law) -> None:
    recalled = structs.replace(rule(law, "FR-1"), verification="recalled")
    unread = clock(ruling(with_rule(law, "DE", recalled), "DE"), {})
    assert [period.own for period in unread.periods] == [True]
    assert [period.rule for period in clock(ruling(law, "SE"), {}).periods] == ["SE-1"]
    assert clock(ruling(law, "SE", "medical"), {}).periods[0].own
    told = clock(ruling(law, "GB"), {"information_given": NOVEMBER})
    assert [period.rule for period in told.periods] == ["GB-2", ""]
    assert (told.signature, told.surgery) == (date(2026, 11, 16), None)


def test_of_two_periods_the_stricter_one_wins(law: Law) -> None:
    both = ruling(with_rule(law, "FR", rule(law, "AT-1")), "FR")
    talk = date(2026, 11, 20)
    quote_first = clock(both, {"quote_signed": NOVEMBER, "last_information_talk": talk})
    assert quote_first.signature == date(2026, 12, 5)
    assert quote_first.strictest("signature").rule == "AT-1"
    assert clock(both, {"last_information_talk": talk}).strictest("signature").rule == "FR-1"


def test_the_end_of_time_is_no_fault(law: Law) -> None:
    assert clock(ruling(law, "DE"), {"information_given": date.max}).signature == date.max


def later(one: date | None, other: date | None) -> bool:
    """Whether a first day is not earlier than another; what is not known yet comes last."""
    return (one or date.max) >= (other or date.max)


STARTS = st.dictionaries(st.sampled_from(get_args(ClockStart)), st.dates())
PLACES = st.sampled_from(["FR", "AT", "AU", "BE", "DK", "GB", "NZ", "DE", "MN"])
ACTS: tuple[ClockEnd, ...] = get_args(ClockEnd)


@given(starts=STARTS, place=PLACES, delays=st.lists(st.integers(0, 999), min_size=6, max_size=6))
def test_a_later_event_never_makes_anything_earlier(
    law: Law, starts: dict[ClockStart, date], place: str, delays: list[int]
) -> None:
    found = ruling(law, place)
    last = date.max.toordinal()
    moved = {
        event: date.fromordinal(min(day.toordinal() + delay, last))
        for (event, day), delay in zip(starts.items(), delays, strict=False)
    }
    before, after = clock(found, starts), clock(found, moved)
    for act in ACTS:
        assert later(after.first_day(act), before.first_day(act))


@given(starts=STARTS, place=PLACES, days=st.tuples(st.none() | st.integers(), st.integers()))
def test_a_clinic_can_only_lengthen(
    law: Law, starts: dict[ClockStart, date], place: str, days: tuple[int | None, int]
) -> None:
    found = ruling(law, place)
    plain, short, long = (
        clock(found, starts, n) for n in (None, days[0], max(days[0] or 0, days[1]))
    )
    for act in ACTS:
        first: list[date | None] = [c.first_day(act) for c in (plain, short, long)]
        assert later(first[1], first[0])
        assert later(first[2], first[1])


@given(starts=STARTS, place=PLACES)
def test_nothing_that_comes_after_is_earlier(
    law: Law, starts: dict[ClockStart, date], place: str
) -> None:
    counted: Clock = clock(ruling(law, place), starts)
    signature, booking, surgery = (counted.first_day(act) for act in ACTS)
    assert later(surgery, booking)
    assert later(booking, signature)
    assert (counted.signature, counted.surgery) == (signature, surgery)
    assert all(later(counted.surgery, period.surgery) for period in counted.periods)


@given(starts=STARTS, days=st.integers(0, 400), more=st.integers(0, 400))
def test_more_days_in_a_rule_are_never_earlier(
    law: Law, starts: dict[ClockStart, date], days: int, more: int
) -> None:
    need = next(n for n in rule(law, "FR-1").requires if n.kind == "reflection_days")
    found = [
        ruling({"FR": structs.replace(law["FR"], rules=(structs.replace(
            rule(law, "FR-1"), requires=(structs.replace(need, value=n),)),))}, "FR")
        for n in (days, days + more)
    ]  # fmt: skip
    first, second = (clock(one, starts).signature for one in found)
    assert later(second, first)

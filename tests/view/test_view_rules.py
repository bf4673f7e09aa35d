"""How the law looks: the verdict, places side by side, each rule, and the time to think."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from msgspec import structs

from consent_app import events as e
from consent_app import regulation
from consent_app.content.load import rules_on_file
from consent_app.language import Language
from consent_app.settings import resource
from consent_app.view import blocks as b
from consent_app.view import clock, rules
from consent_app.view import page as screen
from consent_app.view.document import document
from consent_app.view.words import Words

if TYPE_CHECKING:
    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

T = TypeVar("T")
ENGLISH = Language("en")
TODAY = date(2026, 11, 21)
TOOTH = {"side": "left", "depth_cm": 1.5, "record_number": None}
Said = Callable[[object], list[str]]
Stands = Callable[..., "Episode"]


@pytest.fixture(scope="module")
def stands(walked: Callable[..., Way], tiny: Pack) -> Stands:
    """Return what puts a person who decided under the shipped rules of a place."""
    pack = replace(tiny, jurisdictions=rules_on_file(resource("jurisdictions")))
    last = next(x for x in walked(TOOTH, pack=pack).episodes if x.document_kind)

    def stand(place: str, **changes: Any) -> Episode:  # noqa: ANN401
        told: dict[str, Any] = {"indication": "cosmetic", "country_of_residence": None}
        for name in ("country_of_residence", "indication", "date_of_birth"):
            if name in changes:
                told[name] = changes.pop(name)
        profile = structs.replace(last.profile, country_of_surgery=place, **told)
        ruling = regulation.decide(profile, pack.jurisdictions, changes.pop("on", TODAY))
        return replace(last, profile=profile, ruling=ruling, **changes)

    return stand


def confirmed(condition: str, on: date) -> dict[str, e.ConditionConfirmed]:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return {
        condition: e.ConditionConfirmed(at=at, condition=condition, by="Vera", role="nurse", on=on)
    }


def shown(now: Episode, say: Language = ENGLISH) -> tuple[b.Block, ...]:
    return tuple(rules.blocks(now, Words(say, now.pack)))


def told(now: Episode) -> tuple[b.Block, ...]:
    return tuple(clock.blocks(now, Words(ENGLISH, now.pack)))


def first(blocks: tuple[b.Block, ...], kind: type[T]) -> T:
    return next(block for block in blocks if isinstance(block, kind))


# --- the verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "aim", "tone", "word"),
    [
        ("CN", "cosmetic", "stop", "Not allowed"),
        ("CN", "medical", "caution", "Allowed only under strict conditions"),
        ("FR", "cosmetic", "info", "Rules with conditions were found"),
        ("DE", "cosmetic", "unknown", "No specific rule found"),
        ("MN", "cosmetic", "unknown", "No specific rule found"),
    ],
)
def test_a_verdict_has_its_own_sign_and_its_word(
    stands: Stands, place: str, aim: str, tone: str, word: str
) -> None:
    found = first(shown(stands(place, indication=aim)), b.Verdict)
    assert (found.tone, found.word) == (tone, word)
    assert ("This is not a permission." in found.text) == (tone == "unknown")
    assert found.about.endswith(
        {"cosmetic": "To be taller", "medical": "For a medical reason"}[aim]
    )


def test_no_sign_of_the_law_is_a_tick() -> None:
    assert set(rules.TONES) == set(regulation.VERDICTS)
    assert len(set(rules.TONES.values())) == len(rules.TONES)
    assert "ok" not in rules.TONES.values()


@pytest.mark.parametrize("place", sorted(rules_on_file(resource("jurisdictions"))))
@pytest.mark.parametrize("aim", ["cosmetic", "medical"])
def test_the_facts_to_know_first_are_told_of_every_place(
    stands: Stands, said: Said, place: str, aim: str
) -> None:
    now = stands(place, indication=aim, country_of_residence="MN")
    blocks = shown(now)
    facts = dict(first(blocks, b.Verdict).facts)
    assert {"Who may do it", "Checked on"} <= set(facts)
    assert ({"Since", "Source"} <= set(facts)) == bool(now.ruling.rules)
    asked = {"Waiting time", "Minimum age"} <= set(facts)
    assert asked == (now.ruling.verdict != "prohibited")
    assert all(facts.values())
    unread = [rule for rule in now.ruling.rules if rule.verification == "recalled"]
    for rule in unread:
        for words in (rule.statement, *(need.text for need in rule.requires)):
            assert f"Not verified: {words}" in said(blocks)


def test_the_key_facts_of_france(stands: Stands) -> None:
    facts = dict(first(shown(stands("FR")), b.Verdict).facts)
    assert facts["Waiting time"].startswith("15 full days before the signature. Start: the signed")
    assert facts["Since"] == "November 4, 2005"
    assert facts["Source"].startswith("FR-1: Public Health Code")
    assert facts["Checked on"] == "November 21, 2026"


def test_our_own_days_are_called_ours(stands: Stands) -> None:
    facts = dict(first(shown(stands("DE")), b.Verdict).facts)
    ours = "14 full days before the signature: our own, not a law."
    assert facts["Waiting time"] == f"No rule found. {ours}"
    assert ours not in dict(first(shown(stands("AT")), b.Verdict).facts)["Waiting time"]


def test_places_stand_in_the_order_of_what_they_are_to_the_person(stands: Stands) -> None:
    table = first(shown(stands("FR", country_of_residence="CN")), b.StatusTable)
    assert [name.partition(":")[0] for name in table.head[1:]] == [
        "France", "China", "European Union"
    ]  # fmt: skip
    rows = dict(table.rows)
    assert [tone for tone, _ in rows["To be taller"]] == ["info", "stop", "unknown"]
    assert [tone for tone, _ in rows["For a medical reason"]] == ["unknown", "caution", "unknown"]
    assert rows["Who may do it"][1] == (None, "Nobody there, for this reason")
    nowhere = dict(first(shown(stands("MN")), b.StatusTable).rows)
    assert nowhere["Source"] == ((None, "Not on file"),)


def test_who_is_too_young_reads_the_age_that_a_rule_asks_for(stands: Stands, said: Said) -> None:
    notice = first(shown(stands("AT", date_of_birth=date(2011, 1, 1))), b.Notice)
    assert notice.tone == "stop"
    assert "Rule AT-2 asks for age 16 or more." in said(notice)
    assert not any(isinstance(x, b.Notice) for x in shown(stands("AT")))


def test_rules_that_were_not_checked_for_a_year_say_so_first(stands: Stands) -> None:
    notice, found, *_ = shown(stands("FR", on=TODAY + timedelta(days=366)))
    assert isinstance(notice, b.Notice)
    assert (notice.tone, notice.title) == (
        "caution", "These rules were not checked for twelve months."
    )  # fmt: skip
    assert notice.text == ("They inform; nothing can be signed until they are.",)
    assert isinstance(found, b.Verdict)
    assert dict(found.facts)["Checked on"].endswith("more than twelve months ago")


def test_the_legal_stop_says_little(walked: Callable[..., Way]) -> None:
    page = screen.page(walked({"country_of_surgery": "CN"}).at("legal_stop"), ENGLISH)
    notice, choice, source = page.blocks
    assert isinstance(notice, b.Notice)
    assert notice.title == "A rule in China does not allow this operation for this reason."
    assert notice.text == ("It may be done there only for medical reasons.",)
    assert isinstance(choice, b.ChoiceList)
    assert [option for option, _ in choice.options] == ["read", "finish"]
    assert isinstance(source, b.SourceLine)
    assert source.text.startswith("Source: CN-1: ")


# --- time to think --------------------------------------------------------------------------------


def test_before_its_start_a_period_says_what_is_missing(stands: Stands, said: Said) -> None:
    blocks = told(stands("FR"))
    assert not any(isinstance(x, b.Picture) for x in blocks)
    days = dict(first(blocks, b.SummaryList).rows)
    missing = "Not known yet. First this has to happen: the signed quote is handed over."
    assert days == {
        "Earliest day to sign consent": missing, "Earliest day for the operation": missing
    }  # fmt: skip
    assert "the signed quote is handed over. Not yet." in said(blocks)
    assert not told(stands("CN"))


def test_a_quote_starts_the_clock_of_france(stands: Stands) -> None:
    quote = confirmed("FR-1.written_quote", date(2026, 11, 12))
    blocks = told(stands("FR", confirmed=quote))
    days = dict(first(blocks, b.SummaryList).rows)
    assert days["Earliest day to sign consent"] == "November 28, 2026, not before."
    periods, twin = (block for block in blocks if isinstance(block, b.Table))
    (row,) = periods.rows
    assert row[:3] == (
        "15 full days before the signature",
        "the signed quote is handed over. On November 12, 2026.",
        "November 28, 2026",
    )
    assert row[3].startswith("Rule FR-1: Public Health Code, art. D. 6322-30.")
    assert [row[:2] for row in twin.rows] == [
        ("Ring", "November 12, 2026"),
        ("Hatched", "November 13, 2026 to November 27, 2026"),
        ("Box", "November 28, 2026"),
    ]
    picture = first(blocks, b.Picture)
    assert {anchor.key for anchor in picture.figure.anchors} == set(picture.labels)
    assert picture.labels["month.1"] == "December 2026"
    assert all(" ".join(row[:2]).replace(" ", ": ", 1) in picture.description for row in twin.rows)
    gone = told(stands("FR", confirmed=confirmed("FR-1.written_quote", date(2026, 11, 1))))
    assert "This day has come" in first(gone, b.SummaryList).rows[0][1]


def test_what_holds_up_the_operation_longer_has_a_calendar_of_its_own(stands: Stands) -> None:
    talk = confirmed("clock.first_consultation", date(2026, 11, 20))
    blocks = told(stands("GB", confirmed=talk, informed=date(2026, 11, 2)))
    assert sum(isinstance(block, b.Picture) for block in blocks) == 2
    whose = [row[3] for row in first(blocks, b.Table).rows]
    assert whose[0].startswith("Rule GB-2")
    assert whose[1] == "Our own period, not a law"


def test_more_days_of_the_clinic_are_not_called_law(stands: Stands, said: Said) -> None:
    longer = told(stands("FR", reflection_days=30))
    assert first(longer, b.Table).rows[0][3].endswith("The clinic asks for more days.")
    assert "The clinic asks" not in " ".join(said(told(stands("FR", reflection_days=3))))


def test_a_booking_has_its_own_day_only_where_a_rule_holds_it_up(stands: Stands) -> None:
    def labels(place: str) -> list[str]:
        return [label for label, _ in first(told(stands(place)), b.SummaryList).rows]

    assert "Earliest day to book or to pay a deposit" in labels("AU")
    assert "Earliest day to book or to pay a deposit" not in labels("FR")


# --- on paper -------------------------------------------------------------------------------------


def test_the_paper_tells_conditions_with_who_confirmed_them(stands: Stands, said: Said) -> None:
    quote = confirmed("FR-1.written_quote", date(2026, 11, 12))
    found = document(stands("FR", confirmed=quote), ENGLISH)
    section = next(part for part in found.sections if part.title == "Rules where you are")
    table = next(
        x for x in section.blocks if isinstance(x, b.Table) and x.head[-1] == "How it stands"
    )
    states = {rule: state for _, rule, state in table.rows}
    assert states["FR-1"] == "Confirmed by Vera, Nurse, on November 12, 2026"
    assert states["FR-2"] == "Open"
    assert "Not verified: No payment during the fifteen days." in said(table)
    assert any(isinstance(x, b.Verdict) for x in section.blocks)
    assert any(isinstance(x, b.Picture) for x in section.blocks)
    assert "November 28, 2026, not before." in said(found.summary)


def test_a_recalled_waiting_time_is_not_verified_anywhere(stands: Stands, said: Said) -> None:
    now = stands("FR")
    law = now.pack.jurisdictions
    unread = tuple(structs.replace(rule, verification="recalled") for rule in law["FR"].rules)
    pack = replace(now.pack, jurisdictions={"FR": structs.replace(law["FR"], rules=unread)})
    ruling = regulation.decide(now.profile, pack.jurisdictions, TODAY)
    blocks = shown(replace(now, pack=pack, ruling=ruling))
    facts = dict(first(blocks, b.Verdict).facts)
    assert facts["Waiting time"].startswith("Not verified: At least 15 days")
    assert all(facts[name].startswith("Not verified: ") for name in ("Who may do it", "Source"))
    assert "No specific rule found" in said(blocks)

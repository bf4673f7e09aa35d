from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import profile, walk
from consent_app.content import journey
from consent_app.content.model import Contradiction, DayField, IndicationFile, Limit
from consent_app.gates import contradictions, same_person
from consent_app.language import SHIPPED
from consent_app.records.journal import Journal
from consent_app.session import FixedClock, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import QuickPress, Steps, Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

REPLAYED = sorted((Path(__file__).parent / "journeys" / "replayed").glob("*.yaml"))
TODAY = date(2026, 11, 21)
BEFORE = date(2026, 11, 1)
QUOTE = {
    "written_quote": BEFORE, "surgeon": BEFORE, "device_document": BEFORE, "facility": BEFORE,
    "clock.information_given": BEFORE,
}  # fmt: skip
FOUND: dict[str, str | float] = {
    "cause": "injury", "discrepancy_mm": 34, "deformity": "none", "imaging_date": "2026-09-30",
}  # fmt: skip


def after(now: Episode, *events: e.Event) -> Episode:
    for event in events:
        found = ep.step(now, event)
        assert isinstance(found, ep.Episode), (event, found)
        now = found
    return now


def refusal(now: Episode, event: e.Event) -> str:
    found = ep.step(now, event)
    assert isinstance(found, ep.Refused), event
    return found.code


def confirmed(now: Episode, condition: str, **changed: Any) -> e.ConditionConfirmed:  # noqa: ANN401
    good = e.ConditionConfirmed(at=now.last, condition=condition, by="Ida", role="nurse", on=BEFORE)
    return structs.replace(good, **changed)


def recorded(now: Episode, by: str = "Ida", **changed: Any) -> e.IndicationRecorded:  # noqa: ANN401
    return e.IndicationRecorded(at=now.last, values=FOUND | changed, by=by, role="surgeon")


def agreed(now: Episode, by: str = "Ole") -> e.IndicationConfirmed:
    return e.IndicationConfirmed(at=now.last, by=by, role="clinician")


@pytest.fixture(scope="module")
def beside(walked: Callable[..., Way]) -> Callable[..., Way]:
    """Return what walks somebody beside whom a clinician sits."""

    def go(country: str, **others: Any) -> Way:  # noqa: ANN401
        place = {"country_of_surgery": country, "record_number": None}
        return walked(place | others.pop("profile", {}), mode="counselling", **others)

    return go


@pytest.fixture(scope="module")
def france(beside: Callable[..., Way]) -> Episode:
    """An episode on the page of conditions, nothing confirmed."""
    return beside("FR").at(ep.CONDITIONS)


@pytest.fixture(scope="module")
def medical(beside: Callable[..., Way]) -> Episode:
    """An episode on the page of the two keys, nothing recorded."""
    return beside("CN", profile={"indication": "medical"}).at(ep.INDICATION)


# --- journeys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", REPLAYED, ids=lambda file: file.stem)
def test_a_journey_beside_a_clinician_ends_as_it_declares(
    file: Path, pack: Pack, press: QuickPress
) -> None:
    declared = journey.load(file, profile.names(pack), SHIPPED)
    with Journal(None) as journal:
        outcome = walk.replay(file.stem, declared, pack, journal, press).outcome
    assert walk.differences(outcome, declared) == ()


@pytest.mark.parametrize(
    ("day", "own", "stage"),
    [
        (date(2026, 11, 5), 0, "acknowledged"), (date(2026, 11, 6), 0, "waiting"),
        (date(2026, 11, 5), 16, "waiting"), (date(2026, 11, 4), 16, "acknowledged"),
        (date(2026, 11, 5), 3, "acknowledged"),
    ],
)  # fmt: skip
def test_fifteen_full_days_after_the_quote_and_a_clinic_only_lengthens_them(
    beside: Callable[..., Way], day: date, own: int, stage: str
) -> None:
    way = beside("FR", confirms=QUOTE | {"written_quote": day}, reflection_days=own)
    assert way.outcome.stage == stage


def test_in_a_kiosk_the_rules_are_shown_and_hold_up_nothing(walked: Callable[..., Way]) -> None:
    way = walked({"country_of_surgery": "FR"})
    now = way.at(ep.CONDITIONS)
    assert {one.kind for one in now.conditions} >= {"written_quote", "surgeon", "facility"}
    assert refusal(now, confirmed(now, "FR-1.written_quote")) == "not_in_kiosk"
    assert (now.waiting_for, way.outcome.stage) == ((), "acknowledged")
    keys = walked({"country_of_surgery": "CN", "indication": "medical"})
    assert ep.INDICATION not in keys.pages
    assert refusal(now, recorded(now)) == refusal(now, agreed(now)) == "not_in_kiosk"


# --- conditions -----------------------------------------------------------------------------------


def test_a_condition_is_named_by_its_rule_and_kind(france: Episode) -> None:
    assert [(one.id, one.required) for one in france.conditions] == [
        ("FR-1.written_quote", True), ("FR-2.surgeon", True), ("FR-3.device_document", True),
        ("FR-4.facility", True), ("FR-5.surgeon", True), ("FR-6.no_deposit", False),
    ]  # fmt: skip


def test_one_kind_twice_in_a_rule_is_counted(france: Episode) -> None:
    first, *rest = france.ruling.rules
    rule = structs.replace(first, requires=(first.requires[0],) * 2)
    now = replace(france, ruling=replace(france.ruling, rules=(rule, *rest)))
    names = [one.id for one in now.conditions][:2]
    assert names == ["FR-1.written_quote", "FR-1.written_quote.2"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"condition": "FR-9.facility"}, "no_such_condition"),
        ({"on": TODAY + timedelta(days=1)}, "day_in_future"),
        ({"on": date(2006, 11, 1)}, "day_too_old"), ({"by": " "}, "name_missing"),
        ({"by": "\u200b"}, "name_missing"), ({"note": "\x00"}, "name_missing"),
    ],
)  # fmt: skip
def test_a_confirmation_needs_a_condition_a_name_and_a_day(
    france: Episode, changed: dict[str, Any], code: str
) -> None:
    assert refusal(france, structs.replace(confirmed(france, "FR-4.facility"), **changed)) == code


def test_conditions_are_confirmed_on_their_page_and_can_be_reopened(france: Episode) -> None:
    now = after(france, confirmed(france, "FR-4.facility", note="Permit seen"))
    one = next(one for one in now.conditions if one.id == "FR-4.facility")
    assert one.confirmed
    assert (one.confirmed.by, one.confirmed.note) == ("Ida", "Permit seen")
    again = after(now, e.ConditionReopened(at=now.last, condition="FR-4.facility"))
    assert again.confirmed == {}
    assert refusal(again, e.ConditionReopened(at=now.last, condition="FR-4.facility"))
    back = after(now, e.PageOpened(at=now.last, page=ep.RULES))
    assert refusal(back, confirmed(back, "FR-4.facility")) == "page_not_open"


def test_another_country_needs_its_own_confirmations(france: Episode) -> None:
    now = after(france, confirmed(france, "FR-4.facility"))
    moved = [{"country_of_surgery": "TR"}, {"country_of_surgery": "FR"}]
    back = after(now, *(e.Answered(at=now.last, values=values) for values in moved))
    assert back.confirmed == {}


def test_what_is_open_is_named_when_somebody_signs_all_the_same(
    beside: Callable[..., Way],
) -> None:
    now = beside("FR", confirms=QUOTE).at(ep.SIGN)
    rest = {name: one for name, one in now.confirmed.items() if name != "FR-4.facility"}
    content = now.rendered.content if now.rendered else ""
    sign = e.Signed(
        at=now.last, how="typed", words="Ada", content=content, statements=ep.STATEMENTS
    )
    assert refusal(replace(now, confirmed=rest), sign) == "conditions_open"
    late = replace(now, informed=None, confirmed={**now.confirmed, "FR-1.written_quote": confirmed(
        now, "FR-1.written_quote", on=TODAY)})  # fmt: skip
    assert refusal(late, sign) == "clock_running"
    assert after(now, sign).stage == "signed"


@pytest.mark.parametrize(("what", "code"), [("barred", "under_legal_age"),
                                            ("expired", "rules_expired")])  # fmt: skip
@pytest.mark.parametrize("mode", ["kiosk", "counselling"])
def test_what_the_law_rules_out_is_not_signed_in_any_mode(
    walked: Callable[..., Way], mode: str, what: str, code: str
) -> None:
    ready = walked({"country_of_surgery": "FR"}, mode=mode, confirms=QUOTE).at(ep.SIGN)
    ruling = replace(ready.ruling, barred=what == "barred", expired=what == "expired")
    now = replace(ready, ruling=ruling)
    sign = e.Signed(at=now.last, how="typed", words="Ada", statements=ep.STATEMENTS,
                    content=now.rendered.content)  # type: ignore[union-attr] # fmt: skip
    assert refusal(now, sign) == code
    assert (now.stage, now.document_kind, ep.SIGN in now.pages) == ("stopped", "information", False)


def test_rules_that_grow_old_on_the_way_stop_the_signature(walked: Callable[..., Way]) -> None:
    ready = walked({"country_of_surgery": "FR"}).at(ep.SIGN)
    later = e.LanguageChosen(at=ready.last + timedelta(days=400), language="en")
    now = after(ready, later)
    assert (now.ruling.expired, now.decision) == (True, None)


# --- the clock ------------------------------------------------------------------------------------


def test_our_own_days_begin_when_all_pages_were_opened(beside: Callable[..., Way]) -> None:
    way = beside("MN")
    last = next(now for now in way.episodes if now.decision)
    assert way.at(ep.CONDITIONS).starts == {}
    assert last.starts == {"information_given": TODAY}
    assert (last.waiting_for, last.clock.signature) == (("clock_running",), date(2026, 12, 6))
    ends = [after(last, e.LanguageChosen(at=last.last + timedelta(days=days), language="en"))
            for days in (14, 15)]  # fmt: skip
    assert [now.stage for now in ends] == ["waiting", "signing"]
    assert ends[1].next_page == ep.PAPER


def test_who_took_a_copy_home_can_sign_when_the_days_are_over(beside: Callable[..., Way]) -> None:
    """The copy was sealed while the days ran; what is signed later is another paper."""
    done = [now for now in beside("MN").episodes if not now.finished][-1]
    assert (done.stage, done.page, done.sealed is None) == ("waiting", ep.DONE, False)
    at = done.last + timedelta(days=20)
    now = after(done, e.LanguageChosen(at=at, language="en"))
    now = after(now, e.PageOpened(at=at, page=now.previous_page or ""))
    shown = e.Rendered(at=at, document=now.document_id, kind="acknowledgement", content="a")
    now = after(now, shown, *(e.PageOpened(at=at, page=name) for name in (ep.PAUSE, ep.SIGN)))
    now = after(
        now, e.Signed(at=at, how="typed", words="Ada", content="a", statements=ep.STATEMENTS)
    )
    seal = e.Sealed(at=at, document=now.document_id, kind="acknowledgement", sha256="f")
    assert after(now, seal).stage == "acknowledged"


def test_a_clock_set_back_a_year_opens_nothing(
    beside: Callable[..., Way], pack: Pack, press: QuickPress
) -> None:
    way = beside("FR", confirms=QUOTE | {"written_quote": TODAY})
    waiting = next(now for now in way.episodes if now.stage == "waiting")
    past = waiting.last - timedelta(days=365)
    assert refusal(waiting, e.LanguageChosen(at=past, language="en")) == "clock_back"
    with Journal(None) as journal:
        for event in way.events[: waiting.events]:
            journal.append(waiting.id, event)
        session = Session(pack, journal, press, mode="counselling", clock=FixedClock(past))
        assert session.resumed
        assert session.now() >= waiting.last
        assert session.episode.waiting_for == ("clock_running",)


def test_nobody_alone_goes_on_with_what_began_beside_a_clinician(
    beside: Callable[..., Way], pack: Pack, press: QuickPress
) -> None:
    way = beside("FR")
    with Journal(None) as journal:
        for event in way.events[:30]:
            journal.append(way.episodes[0].id, event)
        alone = Session(pack, journal, press, clock=FixedClock(way.episodes[29].last))
    assert (alone.resumed, alone.left_behind) == (False, ep.Refused("other_mode"))


# --- two keys -------------------------------------------------------------------------------------


def test_a_second_key_is_held_by_another_clinician(medical: Episode) -> None:
    assert refusal(medical, agreed(medical)) == "indication_not_recorded"
    now = after(medical, recorded(medical))
    assert refusal(now, agreed(now, " IDA")) == "same_person"
    assert refusal(now, agreed(now, " ")) == "name_missing"
    office = structs.replace(agreed(now), role="administrator")
    assert refusal(now, office) == "not_a_clinician"
    assert after(now, agreed(now)).second_key


@pytest.mark.parametrize("changed", [{"discrepancy_mm": 35}, {"cause": "birth"}])
def test_other_values_void_the_second_key_and_the_diagnosis(
    medical: Episode, changed: dict[str, Any]
) -> None:
    held = after(medical, recorded(medical), agreed(medical))
    held = after(held, e.PageOpened(at=held.last, page=ep.CONDITIONS))
    held = after(held, confirmed(held, "CN-4.diagnosis"), confirmed(held, "CN-2.facility"))
    held = after(held, e.PageOpened(at=held.last, page=ep.INDICATION))
    assert after(held, recorded(held)).second_key  # the same again changes nothing
    now = after(held, recorded(held, **changed))
    assert (now.second_key, set(now.confirmed)) == (False, {"CN-2.facility"})
    assert not after(held, e.Answered(at=held.last, values={"reason": "injury"})).second_key


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"discrepancy_mm": 151}, "discrepancy_mm", "out_of_range"),
        ({"cause": "fate"}, "cause", "not_an_option"),
        ({"imaging_date": "2026-11-22"}, "imaging_date", "in_future"),
        ({"imaging_date": "yesterday"}, "imaging_date", "not_a_date"),
        ({"imaging_date": ""}, "imaging_date", "empty"), ({"legs": 2}, "legs", "unknown_field"),
    ],
)  # fmt: skip
def test_what_is_recorded_has_to_be_plausible(
    medical: Episode, values: dict[str, Any], field: str, code: str
) -> None:
    found = ep.step(medical, recorded(medical, **values))
    assert isinstance(found, ep.Refused)
    assert [(p.field, p.code) for p in found.problems] == [(field, code)]


@pytest.mark.parametrize(
    ("changed", "flags"),
    [
        ({}, ()), ({"cause": "none_found"}, ("no_cause",)),
        ({"discrepancy_mm": 9}, ("legs_do_not_differ",)), ({"discrepancy_mm": 10}, ()),
        ({"discrepancy_mm": 0}, ("legs_do_not_differ", "nothing_found")),
        ({"imaging_date": "2024-11-21"}, ()),
        ({"imaging_date": "2024-11-20"}, ("imaging_too_old",)),
    ],
)  # fmt: skip
def test_a_contradiction_blocks_the_second_key_and_the_diagnosis(
    medical: Episode, changed: dict[str, Any], flags: tuple[str, ...]
) -> None:
    now = after(medical, recorded(medical, **changed))
    assert now.indication_flags == flags
    page = after(now, e.PageOpened(at=now.last, page=ep.CONDITIONS))
    diagnosis = confirmed(page, "CN-4.diagnosis")
    if flags:
        assert refusal(now, agreed(now)) == "indication_contradicted"
        assert refusal(page, diagnosis) == "indication_contradicted"
        mended = after(now, recorded(now), agreed(now))
        assert (mended.indication_flags, mended.second_key) == ((), True)
    else:
        assert after(page, diagnosis).confirmed


def test_a_month_ends_where_the_calendar_says() -> None:
    old = Contradiction(id="old", when={"day": Limit(older_months=1)}, text="Old.")
    declared = IndicationFile(fields=(DayField(id="day", label="Day"),), contradictions=(old,))

    def flagged(day: str, on: date) -> bool:
        return bool(contradictions(declared, {"day": day}, profile.Profile(), on))

    assert not flagged("2026-10-21", TODAY)
    assert flagged("2026-10-20", TODAY)
    assert not flagged("2026-01-31", date(2026, 2, 28))
    assert flagged("2026-01-31", date(2026, 3, 1))


@given(st.text(min_size=1))
def test_case_and_spaces_do_not_make_another_person(name: str) -> None:
    assert same_person(name, f"  {name} ")
    assert same_person("Dr.  Ida Öst", "dr. ida ÖST")
    assert not same_person(name, f"{name}x")


# --- whatever happens -----------------------------------------------------------------------------


@given(data=st.data())
@settings(max_examples=200, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_happens_a_signature_beside_a_clinician_waits(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for before, event, now in data.draw(wandered):
        confirms = e.ConditionConfirmed | e.IndicationRecorded | e.IndicationConfirmed
        if before.mode == "kiosk" and isinstance(event, confirms):
            assert isinstance(now, ep.Refused)
        if isinstance(now, ep.Refused):
            continue
        if isinstance(event, e.Signed):
            assert not before.waiting_for
            assert not before.barred
        if now.counselling and now.stage in {"signing", "signed", "acknowledged"}:
            assert now.clock.signature
            assert now.clock.signature <= now.today
        if now.agreed:
            assert now.recorded
            assert not same_person(now.agreed.by, now.recorded.by)

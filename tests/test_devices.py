"""A device that was stopped is not planned, and where ink is asked for no screen takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from conftest import TALLER, QuickPress, Steps, Wanderer, let_in, person
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app.candidate import Candidate
from consent_app.content.model import (
    STOPPED,
    ChoiceField,
    Device,
    DeviceStatus,
    Option,
    RuleSource,
    SignatureRule,
)
from consent_app.glass.drive import Driver
from consent_app.language import Language
from consent_app.paper.audit.verify import verify
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key, known_certificates
from consent_app.records.journal import Journal
from consent_app.regulation import authorities, status
from consent_app.session import FixedClock, Session
from consent_app.settings import Clinic
from consent_app.view import blocks as b
from consent_app.view import page as pages
from consent_app.view.document import document
from consent_app.view.signing import blocks as signing
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

ENGLISH = Language("en")
TODAY = date(2026, 11, 21)
PLAN = {"side": "left", "depth_cm": 1.0}
STOPS_AT = "2026-11-22"


def told(place: str, since: str, state: str, verification: str = "read") -> DeviceStatus:
    return DeviceStatus(
        place=place, since=since, state=state,  # type: ignore[arg-type]
        statement=f"It is {state}.", source="made_up", verification=verification,  # type: ignore[arg-type]
    )  # fmt: skip


def device(*statuses: DeviceStatus, name: str = "drill") -> Device:
    return Device(id=name, title=f"The {name}", method="by_hand", statuses=statuses)


INK = SignatureRule(
    level="ink", statement="Sign in ink.", as_of=TODAY, verification="read",
    source=RuleSource(title_original="", title_en="Made up", issuer="Nobody", date="not given",
                      url="https://example.org", seen_as="made up", grade="C"),
)  # fmt: skip


@pytest.fixture(scope="module")
def tools(tiny: Pack) -> Pack:
    """The tiny pack with three devices: one stopped in Norway, one that will be, one elsewhere."""
    devices = (
        device(told("NO", "2020", "suspended")),
        device(told("NO", "2020", "cleared"), told("NO", STOPS_AT, "withdrawn"), name="laser"),
        device(told("SE", "2020", "suspended"), name="spoon"),
    )
    options = tuple(Option(id=one.id, label=one.title) for one in devices)
    asked = ChoiceField(id="device", label="Which device?", options=options, optional=True)
    manifest = structs.replace(tiny.manifest, fields=(*tiny.manifest.fields, asked))
    source = structs.replace(next(iter(tiny.sources.values())), id="made_up", title="A notice")
    return replace(
        tiny, manifest=manifest, devices={one.id: one for one in devices},
        sources={**tiny.sources, "made_up": source},
    )  # fmt: skip


@pytest.fixture(scope="module")
def inked(tools: Pack) -> Pack:
    """The same where Norway asks for ink."""
    norway = structs.replace(tools.jurisdictions["NO"], signature=(INK,))
    return replace(tools, jurisdictions={"NO": norway})


@pytest.fixture(scope="module")
def way(walked: Callable[..., Way]) -> Callable[..., Way]:
    """Walk through one of these packs, with surgery in Norway."""

    def go(pack: Pack, **changed: Any) -> Way:  # noqa: ANN401
        kept = {name: TALLER[name] for name in ("full_name", "date_of_birth", "indication")}
        known = {"country_of_residence": "NL", "country_of_surgery": "NO", **PLAN}
        blank = dict.fromkeys(("height_cm", "target_gain_cm", "bone", "method", "record_number"))
        return walked({**blank, **kept, **known, **changed}, pack=pack)

    return go


# --- what holds on a day --------------------------------------------------------------------------

DAYS = st.dates(date(2019, 1, 1), date(2027, 1, 1))
ENTRIES = st.lists(
    st.builds(
        told, st.sampled_from(["US", "GB", "EU"]), DAYS.map(date.isoformat),
        st.sampled_from(["cleared", "limited", "suspended", "withdrawn", "resumed"]),
        st.sampled_from(["read", "recalled"]),
    ), max_size=6,
)  # fmt: skip


@given(entries=ENTRIES, more=ENTRIES, on=DAYS, place=st.sampled_from(["US", "GB", "FR", "MN"]))
def test_a_later_status_never_changes_an_earlier_day(
    entries: list[DeviceStatus], more: list[DeviceStatus], on: date, place: str
) -> None:
    codes = (place, "EU") if place == "FR" else (place,)
    known = device(*entries)
    before = status(known, place, on, codes)
    later = [one for one in more if one.first_day > on]
    assert status(device(*entries, *later), place, on, codes) == before
    if before.notice:
        assert before.notice.first.first_day <= before.notice.last.first_day <= on
        assert before.notice.last.place in codes
    else:
        assert before.state == "unknown"
    if before.barred:
        assert before.state in STOPPED
    assert all(found.last.place not in codes for found in before.elsewhere)


def test_an_unclear_day_is_read_in_the_strict_way() -> None:
    assert told("GB", "2021-02", "suspended").first_day == date(2021, 2, 1)
    assert told("GB", "2021-02", "cleared").first_day == date(2021, 2, 28)
    assert told("GB", "2023", "resumed").first_day == date(2023, 12, 31)
    assert told("GB", "2023", "limited").first_day == date(2023, 1, 1)


def test_what_was_only_recalled_neither_stops_a_device_nor_frees_it() -> None:
    stopped = told("NO", "2020", "suspended")
    freed = told("NO", "2024", "resumed", "recalled")
    assert status(device(stopped, freed), "NO", TODAY).barred
    alone = status(device(told("NO", "2020", "suspended", "recalled")), "NO", TODAY)
    assert (alone.state, alone.barred) == ("suspended", False)


@pytest.mark.parametrize(
    ("name", "place", "on", "state", "elsewhere"),
    [
        ("precice_stryde", "US", TODAY, "withdrawn", {"EU", "GB"}),
        ("precice_stryde", "US", date(2021, 2, 11), "unknown", {"GB"}),
        ("precice_stryde", "DE", TODAY, "suspended", {"GB", "US"}),
        ("precice_stryde", "TR", TODAY, "unknown", {"EU", "GB", "US"}),
        ("precice_titanium", "GB", date(2022, 6, 1), "suspended", {"EU"}),
        ("precice_titanium", "GB", TODAY, "resumed", set()),
        ("precice_titanium", "FR", date(2021, 4, 1), "suspended", {"GB"}),
        ("precice_titanium", "US-CA", TODAY, "limited", set()),
        ("guichet", "US", TODAY, "unknown", set()),
    ],
)
def test_the_shipped_notices_hold_where_and_when_they_were_read(  # noqa: PLR0913 - one row
    pack: Pack, name: str, place: str, on: date, state: str, elsewhere: set[str]
) -> None:
    found = status(pack.devices[name], place, on, authorities(place, pack.jurisdictions))
    assert found.state == state
    assert {notice.last.place for notice in found.elsewhere} == elsewhere


# --- in the wizard --------------------------------------------------------------------------------


def answered(now: Episode, days: int = 0, **values: str) -> Episode | ep.Refused:
    return ep.step(now, e.Answered(at=now.last + timedelta(days=days), values=values))


def test_a_device_that_is_stopped_is_refused_at_its_field_with_the_notice(
    tools: Pack, way: Callable[..., Way]
) -> None:
    now = way(tools).at(ep.PLAN)
    refused = answered(now, device="drill")
    assert isinstance(refused, ep.Refused)
    (problem,) = refused.problems
    assert (refused.code, problem.field, problem.code) == (
        "invalid_answer", "device", "device_suspended",
    )  # fmt: skip
    shown = pages.page(now, ENGLISH, pages.Draft({"device": "drill"}, refused.problems))
    top = next(block for block in shown.blocks if isinstance(block, b.ErrorSummary))
    field = next(x for x in shown.blocks if isinstance(x, b.ChoiceList) and x.name == "device")
    sentence = "The drill: Suspended since 2020. It cannot be planned there. Notice: A notice."
    assert sentence in field.error
    assert sentence in top.problems[0][1]


def test_a_device_may_stay_blank_and_can_be_taken_back(
    tools: Pack, way: Callable[..., Way]
) -> None:
    blank = way(tools)
    assert blank.outcome.stage == "acknowledged"
    assert ("Which device?", "Not provided") in rows(blank.episodes[-2])
    named = answered(way(tools).at(ep.RULES), device="spoon")
    assert isinstance(named, ep.Episode)
    again = answered(named, device="")
    assert isinstance(again, ep.Episode)
    assert again.device is None
    assert named.device is not None
    assert named.device.elsewhere


def rows(now: Episode) -> tuple[tuple[str, str], ...]:
    return next(x for x in document(now, ENGLISH).summary if isinstance(x, b.SummaryList)).rows


def test_a_device_that_is_stopped_meanwhile_holds_up_the_signature_until_another_is_named(
    tools: Pack, way: Callable[..., Way]
) -> None:
    ready = way(tools, device="laser").at(ep.SIGN)
    assert not ready.device_flag
    assert ready.rendered
    late = ready.last + timedelta(days=1)
    signed = e.Signed(at=late, how="typed", content=ready.rendered.content, words="Ada",
                      statements=ep.STATEMENTS)  # fmt: skip
    refused = ep.step(ready, signed)
    assert isinstance(refused, ep.Refused)
    assert refused.code == "device_suspended"
    now = ep.step(ready, e.QuestionAdded(at=late, page=ep.SIGN, words="And now?"))
    assert isinstance(now, ep.Episode)
    assert now.device_flag
    assert now.stage == "stopped"
    assert "was stopped" in pages.page(now, ENGLISH).notice
    assert ("Status of the device", "The laser: Withdrawn since November 22, 2026") in rows(now)
    other = answered(now, device="spoon")
    assert isinstance(other, ep.Episode)
    assert not other.device_flag
    assert other.barred is None


def test_what_was_signed_before_stays_as_it_is(tools: Pack, way: Callable[..., Way]) -> None:
    done = way(tools, device="laser").episodes[-2]
    later = ep.step(done, e.LanguageChosen(at=done.last + timedelta(days=9), language="en"))
    assert isinstance(later, ep.Episode)
    assert later.stage == "acknowledged"


def test_going_on_another_day_flags_the_device_at_once(tools: Pack, tmp_path: Path) -> None:
    started = datetime(2026, 11, 21, 9, tzinfo=UTC)
    with Journal(tmp_path) as journal:
        session = Session(tools, journal, QuickPress(), clock=FixedClock(started))
        values = {"country_of_surgery": "NO", "device": "laser"}
        assert session.dispatch(e.Answered(at=session.now(), values=values)) is None
    for days, flagged in ((0, False), (1, True)):
        clock = FixedClock(started + timedelta(days=days, hours=1))
        with Journal(tmp_path) as journal:
            again = let_in(Session(tools, journal, QuickPress(), clock=clock))
        assert again.resumed
        assert again.episode.device_flag is flagged


# --- in ink ---------------------------------------------------------------------------------------


def test_where_ink_is_asked_for_the_way_ends_with_a_paper_to_sign(
    inked: Pack, way: Callable[..., Way], said: Callable[[object], list[str]]
) -> None:
    walked = way(inked)
    outcome = walked.outcome
    assert (outcome.stage, outcome.document) == ("to_be_signed_on_paper", "for_ink")
    assert ep.SIGN not in walked.pages
    assert ep.DOCUMENT in walked.pages
    end = walked.episodes[-2]
    made = document(end, ENGLISH)
    assert (made.kind, made.signature) == ("for_ink", None)
    assert made.status == "To be signed by hand. Nobody has signed this file"
    boxes = [x for x in made.sections[-1].blocks if isinstance(x, b.InkBox)]
    assert [box.title for box in boxes] == ["The person", "Interpreter or witness", "Clinician"]
    assert [label for label, _ in boxes[0].rows] == ["Name", "Signature", "Date", "Place"]
    words = said(made)
    assert "Not signed yet" not in words
    assert "Sign in ink." in words


def test_no_signature_on_the_screen_is_taken_there(inked: Pack, way: Callable[..., Way]) -> None:
    now = way(inked).at(ep.DOCUMENT)
    signed = e.Signed(at=now.last, how="typed", content="a", words="Ada", statements=ep.STATEMENTS)
    refused = ep.step(now, signed)
    assert isinstance(refused, ep.Refused)
    assert refused.code == "sign_by_hand"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("RU", "By hand, or with a qualified electronic signature."),
        ("TR", "Not verified: By hand, or with a qualified electronic signature."),
        ("US-CA", "An electronic signature on a screen can be enough."),
        ("MN", "We found no rule about electronic signatures here."),
    ],
)
def test_the_level_is_said_and_what_is_recalled_is_not_enforced(
    walked: Callable[..., Way], place: str, sentence: str
) -> None:
    now = walked({"country_of_surgery": place}).at(ep.RULES)
    found = [x.text for x in signing(now, Words(ENGLISH, now.pack)) if isinstance(x, b.Paragraph)]
    assert sentence in found
    assert now.by_hand == (place == "RU")


@given(data=st.data())
@settings(max_examples=100, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_happens_neither_ink_nor_a_stopped_device_is_passed_over(
    inked: Pack, tools: Pack, data: st.DataObject
) -> None:
    pack = data.draw(st.sampled_from([inked, tools]))
    for before, event, now in Steps(Wanderer(data.draw, pack).go()):
        if isinstance(now, ep.Episode) and isinstance(event, e.Signed):
            assert not before.by_hand
            assert not before.device_flag
        if isinstance(now, ep.Episode) and now.stage == "to_be_signed_on_paper":
            assert now.signature is None
            assert ep.SIGN not in now.pages


def test_on_the_screen_the_way_ends_with_that_document_sealed(
    inked: Pack, qapp: object, tmp_path: Path
) -> None:
    assert qapp
    kept = {"full_name": "Ada", "date_of_birth": "1999-03-27", "country_of_residence": "NL",
            "country_of_surgery": "NO", "indication": "cosmetic", **PLAN}  # fmt: skip
    declared = structs.replace(person(), profile=kept)
    clock = FixedClock(datetime(2026, 11, 21, 9, tzinfo=UTC))
    key = demonstration_key(tmp_path, clock.moment)
    press = Press(Clinic(), lambda: key, tmp_path)
    with Journal(tmp_path) as journal:
        session = Session(inked, journal, press, clock=clock)
        driver = Driver(session, Candidate(declared), Clinic(), tmp_path / "shots")
        driver.walk()
        driver.close()
    assert session.episode.stage == "to_be_signed_on_paper"
    assert session.episode.sealed
    stored = tmp_path / "documents" / f"{session.episode.document_id}-for-ink.pdf"
    assert stored.read_bytes() == driver.pdf
    assert verify(driver.pdf or b"", known_certificates(tmp_path)).kind == "for_ink"

"""The way of a person who is alone: its parts, checks, answers, statements, and just looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import person
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import walk
from consent_app.language import Language
from consent_app.paper.document import render
from consent_app.records.journal import Journal
from consent_app.view import blocks as b
from consent_app.view import page as screen
from consent_app.view import words as w
from consent_app.view.document import document
from consent_app.view.slip import slip

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import QuickPress, Steps, Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

ENGLISH = Language("en")
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def after(now: Episode, *events: e.Event) -> Episode:
    for event in events:
        found = ep.step(now, event)
        assert isinstance(found, ep.Episode), (event, found)
        now = found
    return now


def opened(now: Episode, *pages: str) -> Episode:
    return after(now, *(e.PageOpened(at=now.last, page=page) for page in pages))


def given_to(now: Episode, topic: str, *, right: bool) -> Episode:
    item = now.item(topic)
    answer = next(a.id for a in item.answers if a.right == right)
    return after(now, e.CheckAnswered(at=now.last, item=item.id, answer=answer))


def rows(now: Episode, say: Language = ENGLISH) -> list[b.AnswerRow]:
    (found,) = (x for x in screen.page(now, say).blocks if isinstance(x, b.AnswerList))
    return [row for _, answers in found.groups for row in answers]


# --- nine parts -----------------------------------------------------------------------------------


def test_the_way_has_nine_parts_and_each_ends_with_its_checks(walked: Callable[..., Way]) -> None:
    last = walked().episodes[-1]
    assert (len(last.parts), sum(last.parts, ())) == (9, last.pages)
    for part, pages in zip(last.pack.manifest.parts, last.parts, strict=True):
        asked = [page for page in pages if page.startswith(ep.CHECK)]
        assert pages[len(pages) - len(asked) :] == tuple(asked)
        for page in asked:
            assert last.topic(page.removeprefix(ep.CHECK)).page in pages
        assert part.content == tuple(page for page in pages if page in last.pack.pages)
    progress = screen.page(walked().at("check.law"), ENGLISH).progress
    assert progress.startswith("Part 2 of 9 · Page ")


# --- asked once more ------------------------------------------------------------------------------


def test_what_was_missed_is_asked_once_more_with_another_item(walked: Callable[..., Way]) -> None:
    way = walked(answers={"choice_none": "b"})
    topic = "choice_not_to_operate"
    assert way.episodes[-1].again_pages == (ep.AGAIN + topic,)
    now = way.at(ep.AGAIN + topic)
    assert now.item(topic).id not in {t.item for t in now.tries}
    right, wrong = given_to(now, topic, right=True), given_to(now, topic, right=False)
    assert (right.status(topic), right.flags) == ("right_after_review", ())
    assert (wrong.status(topic), wrong.flags) == ("to_discuss", (f"topic.{topic}",))
    assert (right.next_page, wrong.next_page) == (ep.QUESTIONS, ep.QUESTIONS)
    once = e.CheckAnswered(at=right.last, item=right.item(topic).id, answer=ep.NOT_SURE)
    assert ep.step(right, once) == ep.Refused("not_asked_now")
    titles = [x.title for x in screen.page(wrong, ENGLISH).blocks if isinstance(x, b.Notice)]
    assert titles == ["We will go through this one with your team."]


def test_a_right_answer_at_the_end_lifts_a_flag(walked: Callable[..., Way]) -> None:
    wrong = walked(answers="wrong")
    topic = wrong.episodes[-1].to_discuss[0]
    now = wrong.at(ep.AGAIN + topic)
    assert now.status(topic) == "to_discuss"
    assert given_to(now, topic, right=True).status(topic) == "right_after_review"


# --- the list of answers --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "zh_Hans"])
def test_every_stored_answer_is_on_the_list_and_the_private_one_is_not(
    walked: Callable[..., Way], code: str
) -> None:
    now = walked(
        {"record_number": None}, private="talk_alone", questions=("Who is on call?",),
        sure={"certain": "no"}, tells=("smoking",), phrases=("long_wish",),
    ).at(ep.ANSWERS)  # fmt: skip
    say = Language(code)
    found = rows(now, say)
    fields = (name for page in now.pages for name in now.fields(page))
    told = [page for page in now.pages if now.factors_on(page)]
    asked = (*fields, *now.ratings, *now.sure, *now.needs, *now.questions, *told, "phrases", "ink")
    assert len(found) == len(asked)
    assert {row.page for row in found} <= now.opened - {ep.PRIVATE}
    blank = [row for row in found if row.value == say.text("Not provided")]
    assert len(blank) == len(["record number", "device", "ink", *told[1:]])
    values = "".join(row.value for row in found)
    for stored in (now.profile.full_name, "1999", "168", "Who is on call?"):
        assert str(stored) in values
    assert say.text(w.PRIVATE_ANSWERS["talk_alone"]) not in values


def test_each_change_comes_back_in_one_step(walked: Callable[..., Way]) -> None:
    now = walked(questions=("Who is on call?",)).at(ep.ANSWERS)
    for name in {row.page for row in rows(now)}:
        there = opened(now, name)
        assert (there.changing, there.next_page) == (True, ep.ANSWERS)
        assert opened(there, ep.ANSWERS).next_page == ep.DECISION


def test_another_place_has_its_rules_read_before_the_list_comes_back(
    walked: Callable[..., Way],
) -> None:
    now = opened(walked().at(ep.ANSWERS), "surgery")
    other = after(now, e.Answered(at=now.last, values={"country_of_surgery": "FR"}))
    seen = []
    while other.page != ep.ANSWERS:
        assert other.next_page is not None
        other = opened(other, other.next_page)
        seen.append(other.page)
    assert seen == [ep.RULES, ep.RULE_TEXTS, ep.CONDITIONS, ep.ANSWERS]


@given(data=st.data())
@settings(max_examples=60, phases=NO_SHRINKING)
def test_wherever_a_change_leads_the_way_goes_on(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for _, _, now in data.draw(wandered):
        if isinstance(now, ep.Episode) and now.changing and not now.finished and now.next_page:
            opened(now, now.next_page)


# --- signing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ticked", [UNSET, (), ep.STATEMENTS[1:], (*ep.STATEMENTS, "more")])
def test_each_statement_is_ticked_before_a_signature(
    walked: Callable[..., Way], ticked: tuple[str, ...]
) -> None:
    now = walked().at(ep.SIGN)
    assert now.rendered
    good = e.Signed(at=now.last, how="typed", content=now.rendered.content, words="Ada",
                    statements=ep.STATEMENTS)  # fmt: skip
    assert ep.step(now, structs.replace(good, statements=ticked)) == ep.Refused("statements_open")
    assert isinstance(ep.step(now, good), ep.Episode)


def test_a_signature_of_an_earlier_version_keeps_its_bytes() -> None:
    old = (b'{"at":"2026-11-21T09:00:00Z","content":"c","event":"signed","how":"typed",'
           b'"strokes":[],"words":"Ada"}')  # fmt: skip
    assert e.encode(e.decode(old)) == old


# --- paper ----------------------------------------------------------------------------------------


def test_another_size_of_paper_is_laid_out_anew_until_it_is_signed(
    walked: Callable[..., Way],
) -> None:
    now = walked().at(ep.SIGN)
    larger = after(now, e.PaperChosen(at=now.last, points=18))
    assert (larger.points, larger.rendered, larger.decision) == (18, None, "go_ahead")
    assert after(larger, e.PaperChosen(at=now.last, points=18)) == replace(
        larger, events=larger.events + 1
    )
    signed = next(state for state in walked().episodes if state.signature)
    assert after(signed, e.PaperChosen(at=signed.last, points=18)).points == 0


def test_a_slip_has_a_code_or_a_number_and_no_name(
    walked: Callable[..., Way], said: Callable[[object], list[str]]
) -> None:
    early, end = walked().at("steps"), walked().episodes[-1]
    first, last = (
        slip(now, ENGLISH, code="123456", clinic="", contact="+1 23", form=b.Format())
        for now in (early, end)
    )
    assert "Your code" in said(first)
    assert "Your code" not in said(last)
    assert end.document_id in said(last)
    for paper in (first, last):
        assert not [text for text in said(paper) if "Ada" in text or "1999" in text]
        assert render(paper).pages == 1


# --- just looking, and family at the side ---------------------------------------------------------


def looking(pack: Pack, country: str = "NO") -> Episode:
    """Return an episode of somebody who just looks and has come to its end."""
    manifest = pack.manifest
    first = e.Began(
        at=datetime(2026, 11, 21, tzinfo=UTC), episode="0" * 32, pack=manifest.id,
        pack_version=manifest.version, pack_digest=pack.digest, language="en", mode="kiosk",
        looking=True,
    )  # fmt: skip
    now = ep.begin(first, pack)
    assert isinstance(now, ep.Episode)
    values = {"reason": "taller", "surgery": country}
    while now.page != ep.DONE:
        for name in now.fields(now.page):
            now = after(now, e.Answered(at=now.last, values={name: values[now.page]}))
        if now.page == ep.LEGAL_STOP:
            now = after(now, e.StopAnswered(at=now.last, choice="read"))
        assert now.next_page
        now = opened(now, now.next_page)
    return now


@pytest.mark.parametrize("country", ["NO", "CN"])
def test_who_just_looks_reads_and_is_asked_nothing(pack: Pack, country: str) -> None:
    end = looking(pack, country)
    own = [name for name in end.pages if name not in pack.pages]
    law = [ep.LEGAL_STOP, ep.RULE_TEXTS] if country == "CN" else [ep.RULE_TEXTS, ep.CONDITIONS]
    assert own == [ep.WELCOME, "reason", "surgery", ep.RULES, *law, ep.PAPER, ep.DONE]
    assert (end.stage, end.document_kind) == ("information_only", "information")
    assert set(pack.pages) <= end.opened
    for values in ({"full_name": "Ada"}, {"target_gain_cm": 3}):
        assert ep.step(end, e.Answered(at=end.last, values=values)) == ep.Refused("nothing_kept")


def test_the_paper_of_who_just_looks_has_no_name(
    pack: Pack, said: Callable[[object], list[str]]
) -> None:
    paper = document(looking(pack), ENGLISH)
    assert paper.kind == "information"
    words = set(said(paper))
    assert not words & {"Name", "Date of birth", "Record number", "Decision for now", "Decision"}
    assert "Example in the drawings" in words


def test_just_looking_leaves_no_trace(pack: Pack, press: QuickPress) -> None:
    with Journal(None) as journal:
        end = walk.replay("x", person(looking=True), pack, journal, press).outcome
        assert (end.stage, end.stopped_at) == ("information_only", None)
        assert journal.unfinished() is None


def test_beside_family_nobody_asks_about_pressure_and_the_clinician_does(
    walked: Callable[..., Way],
) -> None:
    alone, helped = walked(), walked(helper="family", private="yes")
    assert ep.PRIVATE not in helped.pages
    assert set(alone.pages) - set(helped.pages) == {ep.PRIVATE}
    assert helped.episodes[-1].flags == ("ask_alone",)
    assert helped.episodes[-1].talks == alone.episodes[-1].talks


@given(data=st.data())
@settings(max_examples=200, phases=NO_SHRINKING)
def test_where_it_is_forbidden_no_route_leads_to_a_choice_or_a_signature(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for _, event, now in data.draw(wandered):
        if not isinstance(now, ep.Episode) or not now.informs_only:
            continue
        assert not {ep.ANSWERS, ep.DECISION, ep.DOCUMENT, ep.SIGN, ep.PRIVATE} & set(now.pages)
        assert not any(page.startswith((ep.CHECK, ep.AGAIN, ep.VALUES)) for page in now.pages)
        assert (now.decision, now.signature) == (None, None)
        assert now.document_kind in {None, "information"}
        if now.looking:
            assert not isinstance(event, e.Decided | e.Signed | e.ValueRated)
            assert not any((now.ratings, now.sure, now.needs, now.told, now.private))
            assert now.profile.full_name is None


def test_a_kiosk_takes_no_consent(walked: Callable[..., Way]) -> None:
    """What a person signs alone is an acknowledgement; no event of a kiosk is a consent."""
    names = {kind.__struct_config__.tag for kind in e.Event.__args__}
    assert not [name for name in names if "consent" in str(name)]
    last = walked().episodes[-1]
    assert (last.mode, last.stage) == ("kiosk", "acknowledged")
    status = document(last, ENGLISH).status
    assert status == "Candidate's signed acknowledgement, awaiting the surgeon's confirmation"

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

import pytest
from conftest import let_in
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app.content.model import Approval, ValueFile
from consent_app.records.journal import Journal
from consent_app.session import FixedClock, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import QuickPress, Steps, Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Most of what a person does leads nowhere; to make a way shorter takes minutes."""


def after(now: Episode, *events: e.Event) -> Episode:
    """Let events happen that must be allowed."""
    for event in events:
        found = ep.step(now, event)
        assert isinstance(found, ep.Episode), (event, found)
        now = found
    return now


def refusal(now: Episode, event: e.Event) -> str:
    found = ep.step(now, event)
    assert isinstance(found, ep.Refused), event
    return found.code


def opened(now: Episode, page: str) -> e.PageOpened:
    return e.PageOpened(at=now.last, page=page)


def answer(now: Episode, topic: str, *, right: bool) -> e.CheckAnswered:
    item = now.item(topic)
    given_id = next(a.id for a in item.answers if a.right == right)
    return e.CheckAnswered(at=now.last, item=item.id, answer=given_id)


def signed(now: Episode, **changed: Any) -> e.Signed:  # noqa: ANN401
    content = now.rendered.content if now.rendered else ""
    good = e.Signed(
        at=now.last, how="typed", content=content, words="Ada", statements=ep.STATEMENTS
    )
    return structs.replace(good, **changed)


@pytest.fixture(scope="module")
def asked(walked: Callable[..., Way]) -> Episode:
    """An episode that has just come to the first check."""
    way = walked()
    return way.at(next(page for page in way.pages if page.startswith(ep.CHECK)))


@pytest.fixture(scope="module")
def ready(walked: Callable[..., Way]) -> Episode:
    """An episode on the page where it can be signed."""
    return walked().at(ep.SIGN)


# --- stages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "others", "stage", "document"),
    [
        ({}, {}, "acknowledged", "acknowledgement"),
        ({}, {"decision": "think"}, "thinking", "information"),
        ({}, {"decision": "decline"}, "declined", "information"),
        ({}, {"answers": "wrong"}, "stopped", "information"),
        ({}, {"answers": "wrong", "decision": "decline"}, "declined", "information"),
        ({}, {"answers": "wrong_then_right"}, "acknowledged", "acknowledgement"),
        ({"country_of_surgery": "CN"}, {}, "information_only", "information"),
        ({"country_of_surgery": "CN"}, {"at_stop": "finish"}, "stopped", "none"),
        ({"country_of_surgery": "CN", "indication": "medical"}, {},
         "acknowledged", "acknowledgement"),
        ({"date_of_birth": "2010-11-21"}, {}, "stopped", "none"),
        ({"country_of_surgery": "MN"}, {}, "acknowledged", "acknowledgement"),
    ],
)  # fmt: skip
def test_where_each_way_ends(
    walked: Callable[..., Way], profile: dict[str, Any], others: dict[str, Any], stage: str,
    document: str,
) -> None:  # fmt: skip
    outcome = walked(profile, **others).outcome
    assert (outcome.stage, outcome.document, outcome.stopped_at) == (stage, document, None)


def test_the_happy_way_passes_every_page_once_and_in_order(walked: Callable[..., Way]) -> None:
    way = walked()
    assert way.pages == way.episodes[-1].pages
    assert way.episodes[-1].finished


@pytest.mark.parametrize("country", ["CN", "TR"])
def test_a_prohibited_way_never_offers_a_decision(walked: Callable[..., Way], country: str) -> None:
    ways = [set(now.pages) for now in walked({"country_of_surgery": country}).episodes]
    later = {ep.DECISION, ep.DOCUMENT, ep.SIGN}
    assert bool(later & ways[-1]) == (country != "CN")


def test_the_birthday_of_age_is_the_first_day(walked: Callable[..., Way]) -> None:
    ends = [walked({"date_of_birth": day}).outcome.stage for day in ("2008-11-21", "2008-11-22")]
    assert ends == ["acknowledged", "stopped"]


# --- understanding --------------------------------------------------------------------------------


def test_a_wrong_answer_leads_back_to_the_page_and_then_to_another_item(asked: Episode) -> None:
    topic = asked.pack.checks.topics[0]
    first = asked.item(topic.id)
    wrong = after(asked, answer(asked, topic.id, right=False))
    assert refusal(wrong, answer(wrong, topic.id, right=True)) == "not_asked_now"
    again = after(wrong, opened(wrong, topic.page))
    assert again.next_page == ep.CHECK + topic.id
    back = after(again, opened(again, ep.CHECK + topic.id))
    assert back.item(topic.id) == topic.items[1] != first
    done = after(back, answer(back, topic.id, right=True))
    assert done.status(topic.id) == "right_after_review"


def test_the_page_has_to_be_read_again_before_the_next_item(asked: Episode) -> None:
    topic = asked.pack.checks.topics[0]
    wrong = after(asked, answer(asked, topic.id, right=False))
    skipped = after(wrong, opened(wrong, wrong.previous_page or ""))
    skipped = after(skipped, opened(skipped, ep.CHECK + topic.id))
    assert refusal(skipped, answer(skipped, topic.id, right=True)) == "not_asked_now"


def test_three_wrong_answers_leave_a_topic_to_the_team(walked: Callable[..., Way]) -> None:
    way = walked(answers="wrong")
    last = way.episodes[-1]
    assert last.to_discuss == tuple(topic.id for topic in last.pack.checks.topics)
    assert len(last.tries) == (ep.TRIES + 1) * len(last.to_discuss)  # once more at the end
    assert (last.decision, last.stage, last.signature) == ("go_ahead", "stopped", None)
    assert "topics_to_discuss" in way.outcome.reasons


def test_not_sure_is_an_answer_and_never_the_right_one(asked: Episode) -> None:
    topic = asked.pack.checks.topics[0].id
    event = e.CheckAnswered(at=asked.last, item=asked.item(topic).id, answer=ep.NOT_SURE)
    assert after(asked, event).status(topic) == "open"


def test_a_decision_waits_for_every_topic(asked: Episode) -> None:
    assert refusal(asked, e.Decided(at=asked.last, decision="go_ahead")) == "check_open"


# --- what undoes what -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "resets"),
    [
        ({"country_of_surgery": "CN"}, True),
        ({"country_of_surgery": "FR", "full_name": "Ada"}, True),
        ({"target_gain_cm": 6}, True),
        ({"country_of_surgery": "TR"}, False),
    ],
)
def test_another_answer_asks_for_another_decision(
    ready: Episode, values: dict[str, Any], *, resets: bool
) -> None:
    changed = after(ready, e.Answered(at=ready.last, values=values))
    assert (changed.decision is None, changed.rendered is None) == (resets, resets)
    assert changed.prohibited == (values["country_of_surgery"] == "CN" if resets and
                                  "country_of_surgery" in values else False)  # fmt: skip


def test_another_language_has_to_be_shown_before_it_is_signed(ready: Episode) -> None:
    turned = after(ready, e.LanguageChosen(at=ready.last, language="zh_Hans"))
    assert (turned.page, turned.rendered, turned.decision) == (ep.DOCUMENT, None, "go_ahead")
    assert refusal(turned, signed(turned)) == "not_rendered"


def test_a_language_that_is_not_shipped_cannot_be_chosen(ready: Episode) -> None:
    refusal(ready, e.LanguageChosen(at=ready.last, language="xx"))


def test_only_what_was_shown_can_be_signed(ready: Episode) -> None:
    assert refusal(ready, signed(ready, content="other")) == "not_what_was_shown"
    other = e.Rendered(
        at=ready.last, document=ready.document_id, kind="acknowledgement", content="unseen"
    )
    assert refusal(ready, other)  # the page of the signature does not show a document


@pytest.mark.parametrize(
    "changed",
    [
        {"words": " "}, {"words": "\u200b"}, {"how": "drawn"}, {"how": "witnessed", "words": ""},
        {"how": "drawn", "strokes": (((0.1, 0.2),),)},
        {"how": "drawn", "strokes": (((float("nan"), 0.2), (0.3, 0.4)),)},
        {"how": "drawn", "strokes": (((-5.0, 0.2), (0.3, 4e9)),)},
        {"words": "A" * 10_000}, {"words": "A\x00"}, {"words": "A\ud800"},
    ],
)  # fmt: skip
def test_what_is_not_a_signature_is_refused(ready: Episode, changed: dict[str, Any]) -> None:
    refusal(ready, signed(ready, **changed))


def test_once_signed_nothing_can_be_changed(ready: Episode) -> None:
    now = after(ready, signed(ready))
    tries = (
        signed(now),
        e.Answered(at=now.last, values={"full_name": "Eve"}),
        e.Decided(at=now.last, decision="decline"),
        e.LanguageChosen(at=now.last, language="zh_Hans"),
    )  # fmt: skip
    assert [refusal(now, event) for event in tries] == ["already_signed"] * 4
    assert refusal(now, opened(now, ep.QUESTIONS)) == "page_not_open"
    assert now.previous_page is None


def test_a_copy_to_take_home_is_not_an_acknowledgement(walked: Callable[..., Way]) -> None:
    """A person who took information home, came back and went ahead still has to sign."""
    thinking = next(now for now in walked(decision="think").episodes if now.sealed)
    back = after(thinking, opened(thinking, ep.DECISION))
    ahead = after(back, e.Decided(at=back.last, decision="go_ahead"))
    assert (ahead.stage, ahead.complete(ep.SIGN)) == ("signing", False)


def test_a_seal_is_given_once_and_to_this_document(ready: Episode) -> None:
    now = after(ready, signed(ready))
    seal = e.Sealed(at=now.last, document="other", kind="acknowledgement", sha256="f")
    refusal(now, seal)
    good = e.Sealed(at=now.last, document=now.document_id, kind="acknowledgement", sha256="f")
    refusal(after(now, good), good)


def test_a_question_that_cannot_be_written_down_is_refused(ready: Episode) -> None:
    for words in ("\ud800", "a\x00b", "\u200b"):
        refusal(ready, e.QuestionAdded(at=ready.last, page="rules", words=words))


def test_a_birthday_does_not_leave_a_person_on_a_page_without_a_way(
    walked: Callable[..., Way],
) -> None:
    stopped = walked({"date_of_birth": "2008-11-22"}).at(ep.AGE_STOP)
    grown = after(stopped, e.LanguageChosen(at=stopped.last + timedelta(days=1), language="en"))
    assert not grown.under_age
    assert grown.next_page or grown.previous_page


# --- what matters -----------------------------------------------------------------------------


def rated(now: Episode, value: str, weight: int) -> e.ValueRated:
    return e.ValueRated(at=now.last, value=value, weight=weight)


@pytest.fixture(scope="module")
def tooth(walked: Callable[..., Way], tiny: Pack) -> Callable[..., Way]:
    """Return what walks the tiny pack."""
    profile = {"side": "left", "depth_cm": 1, "country_of_surgery": "NO", "record_number": None}
    return lambda **others: walked(profile, pack=tiny, **others)


def test_a_part_ends_with_its_checks_and_what_matters_is_asked_after_all_is_told(
    tooth: Callable[..., Way],
) -> None:
    pages = tooth().pages
    start = pages.index("values.1")
    assert pages[start - 2 : start + 7] == (
        "swelling", "check.swelling", "values.1", "values.2", ep.OWN_WORDS, ep.FIT, ep.PRIVATE,
        ep.SURE, ep.QUESTIONS,
    )  # fmt: skip


def test_a_page_is_left_when_each_of_its_statements_has_an_answer(
    tooth: Callable[..., Way],
) -> None:
    now = tooth().at("values.1")
    first, second, third = (value.id for value in now.statements("values.1"))
    part = after(now, rated(now, first, 5), rated(now, second, 0))
    assert (part.next_page, refusal(part, opened(part, "values.2"))) == (None, "page_not_open")
    assert after(part, rated(part, third, 1)).next_page == "values.2"


@pytest.mark.parametrize(
    ("weights", "most"),
    [
        ((4, 3, 5, 4), ["no_pain", "chewing", "money", "no_knife"]),
        ((2, 3, 0, 3), ["no_knife", "money"]),
        ((0, 1, 2, 0), []),
    ],
)
def test_what_matters_most_comes_first_and_the_rest_is_left_out(
    tooth: Callable[..., Way], weights: tuple[int, ...], most: list[str]
) -> None:
    names = ("chewing", "no_knife", "no_pain", "money")
    now = tooth(values=dict(zip(names, weights, strict=True))).at(ep.FIT)
    assert [value.id for value in now.what_matters] == most


def test_no_more_than_four_things_are_held_against_the_choices(walked: Callable[..., Way]) -> None:
    now = walked().at(ep.FIT)
    weights = {value.id: 3 for value in now.pack.values.statements}
    declared = now.pack.values.statements[:4]
    assert replace(now, ratings=weights).what_matters == declared


@pytest.mark.parametrize(
    ("page", "value", "weight", "code"),
    [
        ("values.1", "chewing", 6, "no_such_weight"), ("values.1", "chewing", -1, "no_such_weight"),
        ("values.1", "x", 3, "no_such_statement"), ("values.1", "money", 3, "page_not_open"),
        (ep.FIT, "money", 3, "page_not_open"), (ep.SIGN, "money", 3, "page_not_open"),
    ],
)  # fmt: skip
def test_only_what_is_asked_is_rated(
    tooth: Callable[..., Way], page: str, value: str, weight: int, code: str
) -> None:
    now = tooth().at(page)
    assert refusal(now, rated(now, value, weight)) == code


def test_another_weight_asks_for_another_decision(tooth: Callable[..., Way]) -> None:
    now = tooth(values={"chewing": 2}).at(ep.SIGN)
    back = after(now, opened(now, "values.1"))
    assert after(back, rated(back, "chewing", 2)).decision == "go_ahead"
    changed = after(back, rated(back, "chewing", 5))
    assert (changed.decision, changed.rendered, changed.next_page) == (None, None, "values.2")
    signed_ = after(now, signed(now))
    assert refusal(signed_, rated(signed_, "chewing", 5)) == "already_signed"


def test_a_pack_without_statements_asks_nothing(tooth: Callable[..., Way], tiny: Pack) -> None:
    way = tooth()
    bare = replace(tiny, values=ValueFile())
    assert "values.1" not in ep.begin(way.events[0], bare).pages  # type: ignore[arg-type, union-attr]
    asked = {"values.1", "values.2", ep.OWN_WORDS, ep.FIT}
    old = [
        event for event in way.events
        if not isinstance(event, e.ValueRated) and getattr(event, "page", "") not in asked
    ]  # fmt: skip
    last = ep.replay(bare, old)
    assert isinstance(last, ep.Episode)
    assert (last.stage, last.ratings) == ("acknowledged", {})


# --- alone with the screen ------------------------------------------------------------------------


def confided(now: Episode, answer: str) -> e.PrivatelyAnswered:
    return e.PrivatelyAnswered(at=now.last, question=ep.PRESSURE, answer=answer)


def sure(now: Episode, item: str, answer: Literal["yes", "no"]) -> e.SureAnswered:
    return e.SureAnswered(at=now.last, item=item, answer=answer)


def test_who_sits_beside_a_clinician_is_not_asked_in_private_here(
    tooth: Callable[..., Way],
) -> None:
    pages = {mode: tooth(mode=mode).episodes[-1].pages for mode in get_args(e.Mode)}
    assert [mode for mode, way in pages.items() if ep.PRIVATE in way] == ["kiosk"]
    assert all(ep.SURE in way for way in pages.values())


def test_a_private_answer_may_be_left_out_and_the_last_one_holds(tooth: Callable[..., Way]) -> None:
    now = tooth().at(ep.PRIVATE)
    assert (now.private, now.next_page) == ({}, ep.SURE)
    once = after(now, confided(now, "yes"))
    assert after(once, confided(once, "talk_alone")).flags == ("talk_alone",)
    assert after(once, confided(once, "not_say")).flags == ()
    assert refusal(now, confided(now, "maybe")) == "invalid_answer"
    other = structs.replace(confided(now, "yes"), question="age")
    assert refusal(now, other) == "no_such_item"
    later = after(now, opened(now, ep.SURE))
    assert refusal(later, confided(later, "yes")) == "page_not_open"


def test_a_private_answer_undoes_nothing_that_could_be_seen(tooth: Callable[..., Way]) -> None:
    now = tooth(private="unanswered").at(ep.SIGN)
    back = after(now, opened(now, ep.PRIVATE))
    said = after(back, confided(back, "yes"))
    same = replace(said, private={}, events=back.events)
    assert (same, said.talks, said.flags) == (back, back.talks, ("pressure",))


def test_the_hash_of_a_private_answer_cannot_be_found_by_trying(tooth: Callable[..., Way]) -> None:
    now = tooth().at(ep.PRIVATE)
    first, second = confided(now, "yes"), confided(now, "yes")
    assert e.digest(e.encode(first)) != e.digest(e.encode(second))
    assert e.decode(e.encode(first)) == first


def test_each_of_four_is_answered_and_a_no_is_a_flag_and_no_lock(
    tooth: Callable[..., Way],
) -> None:
    now = tooth().at(ep.SURE)
    *most, last = (item.theme for item in now.sure_items)
    part = after(now, *(sure(now, item, "yes") for item in most))
    assert (part.next_page, part.unsure) == (None, False)
    done = after(part, sure(part, last, "no"))
    assert (done.next_page, done.flags) == (ep.QUESTIONS, ("decisional_conflict",))
    assert after(done, sure(done, last, "yes")).flags == ()
    assert refusal(now, sure(now, "x", "no")) == "no_such_item"
    end = tooth(sure=dict.fromkeys([*most, last], "no"))
    assert (end.outcome.stage, end.outcome.reasons[-1]) == ("acknowledged", "decisional_conflict")


def test_another_answer_about_being_sure_asks_for_another_decision(
    tooth: Callable[..., Way],
) -> None:
    now = tooth().at(ep.SIGN)
    back = after(now, opened(now, ep.SURE))
    assert after(back, sure(back, "certain", "yes")).decision == "go_ahead"
    assert after(back, sure(back, "certain", "no")).decision is None
    signed_ = after(now, signed(now))
    assert refusal(signed_, sure(signed_, "certain", "no")) == "already_signed"


def test_flags_name_what_clinicians_take_up(tooth: Callable[..., Way]) -> None:
    last = tooth(answers="wrong", private="yes", sure={"weighed": "no"}).episodes[-1]
    topics = tuple(f"topic.{name}" for name in last.to_discuss)
    assert last.flags == (*topics, "decisional_conflict", "pressure")
    assert last.talks == len(last.flags)


# --- replay ---------------------------------------------------------------------------------------


def test_an_episode_is_bound_to_its_content(walked: Callable[..., Way], tiny: Pack) -> None:
    way = walked()
    first, rest = way.events[0], way.events[1:]
    assert ep.replay(tiny, way.events) == ep.Refused("other_content")
    assert ep.replay(replace(way.episodes[0].pack, digest="x"), [first]) == ep.Refused(
        "other_content"
    )
    assert ep.replay(way.episodes[0].pack, rest) == ep.Refused("not_begun")
    assert ep.replay(way.episodes[0].pack, [first, first]) == ep.Refused("already_begun")
    assert ep.replay(way.episodes[0].pack, []) == ep.Refused("not_begun")


def test_a_session_that_was_left_goes_on_where_it_was(
    walked: Callable[..., Way], pack: Pack, press: QuickPress
) -> None:
    way = walked()
    with Journal(None) as journal:
        for event in way.events[:40]:
            journal.append(way.episodes[0].id, event)
        clock = FixedClock(way.episodes[0].began - timedelta(days=1))  # set back over night
        session = let_in(Session(pack, journal, press, clock=clock))
        assert session.resumed
        before = replace(session.episode, events=way.episodes[39].events)
        assert before == way.episodes[39]
        assert session.dispatch(e.PageOpened(at=session.now(), page=session.episode.page)) is None


def test_after_the_end_nothing_happens(walked: Callable[..., Way]) -> None:
    last = walked().episodes[-1]
    assert refusal(last, opened(last, ep.WELCOME)) == "finished"


@given(data=st.data())
@settings(max_examples=300, phases=NO_SHRINKING)
def test_whatever_happens_nobody_signs_who_may_not(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for before, event, now in data.draw(wandered):
        if isinstance(now, ep.Refused):
            continue
        if now.stage in {"signing", "signed", "acknowledged"}:
            assert now.may_sign
        if now.signature:
            assert now.may_sign
            assert now.rendered
            assert now.signature.content == now.rendered.content
        if now.stage == "acknowledged":
            assert now.signature
            assert now.sealed
        if isinstance(event, e.Signed) and now.counselling:
            assert not before.waiting_for
        if isinstance(event, e.ConditionConfirmed | e.ConditionReopened):
            assert now.counselling
        for one in now.confirmed.values():
            assert one.by.strip()
            assert one.role in get_args(e.Role)
            assert one.on <= now.today
        if now.prohibited:
            assert now.decision is None
            assert not {ep.DECISION, ep.DOCUMENT, ep.SIGN} & set(now.pages)


@given(data=st.data())
@settings(max_examples=100, phases=NO_SHRINKING)
def test_whatever_happens_there_is_a_way_on_or_back(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for _, _, found in data.draw(wandered):
        if isinstance(found, ep.Refused) or found.finished:
            continue
        now = after(found, e.Resumed(at=found.last, by="staff")) if found.parked else found
        for page in (now.next_page, now.previous_page):
            if page is not None and not (page == ep.DONE and now.stage == "signing"):
                after(now, opened(now, page))
        stuck = now.next_page is None and now.previous_page is None
        assert not stuck or now.page in {ep.WELCOME, ep.SIGN, ep.DONE}


@given(data=st.data())
@settings(max_examples=100, phases=NO_SHRINKING)
def test_what_was_journalled_comes_back_the_same(
    small: Pack, wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    steps = data.draw(wandered)
    first = steps[0][0]
    began = e.Began(
        at=first.began, episode=first.id, pack=small.manifest.id, pack_version="1.0.0",
        pack_digest=small.digest, language=first.language, mode=first.mode,
        looking=True if first.looking else UNSET,
    )  # fmt: skip
    accepted = [(event, now) for _, event, now in steps if isinstance(now, ep.Episode)]
    stored = [e.decode(e.encode(event)) for event in (began, *(event for event, _ in accepted))]
    assert ep.replay(small, stored) == (accepted[-1][1] if accepted else first)


# --- content that is past its date ----------------------------------------------------------------


def test_content_past_its_date_informs_and_cannot_be_signed(
    walked: Callable[..., Way], pack: Pack
) -> None:
    manifest = structs.replace(pack.manifest, review_due=date(2026, 11, 20))
    way = walked(pack=replace(pack, manifest=manifest))
    assert (way.outcome.stage, way.outcome.document) == ("stopped", "information")
    assert "content_expired" in way.outcome.reasons
    assert ep.SIGN not in way.pages


def test_an_approval_counts_to_its_last_day(ready: Episode) -> None:
    def until(day: date) -> Episode:
        given = Approval(name="A", role="B", approved_on=date(2026, 1, 1), expires_on=day)
        return replace(ready, pack=replace(ready.pack, approval=given))

    def sign(now: Episode) -> Episode | ep.Refused:
        content = now.rendered.content if now.rendered else ""
        return ep.step(now, signed(now, content=content))

    assert isinstance(sign(until(ready.today)), ep.Episode)
    assert sign(until(ready.today - timedelta(days=1))) == ep.Refused("content_expired")


def test_what_was_signed_in_time_stays_signed(walked: Callable[..., Way]) -> None:
    signed = next(episode for episode in walked().episodes if episode.signature)
    given = Approval(name="A", role="B", approved_on=date(2026, 1, 1), expires_on=signed.today)
    later = replace(
        signed, pack=replace(signed.pack, approval=given), last=signed.last + timedelta(days=900)
    )
    assert later.stage == "signed"

"""The paper in words; how it is laid out is tested with `paper`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent_app import episode as ep
from consent_app.content.model import Approval
from consent_app.language import SHIPPED, Language
from consent_app.settings import translations
from consent_app.view import blocks as b
from consent_app.view import words as w
from consent_app.view.document import NoDocumentError, document

if TYPE_CHECKING:
    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

LANGUAGES = [code for code in SHIPPED if code == "en" or (translations() / code).is_dir()]
ENGLISH = Language("en")


Parts = Callable[[object], Iterator[Any]]
Said = Callable[[object], list[str]]
Case = tuple[dict[str, Any], dict[str, Any], str]


def last(way: Way) -> Episode:
    return next(now for now in reversed(way.episodes) if now.document_kind)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "case",
    [
        ({}, {}, "acknowledgement"),
        ({}, {"decision": "think"}, "information"),
        ({}, {"decision": "decline"}, "information"),
        ({}, {"answers": "wrong"}, "information"),
        ({"country_of_surgery": "CN"}, {}, "information"),
        ({"country_of_residence": "CN", "country_of_surgery": "MN"}, {}, "acknowledgement"),
    ],
)
def test_the_paper_of_each_way_is_worded_to_the_end(
    walked: Callable[..., Way], parts: Parts, said: Said, case: Case, code: str
) -> None:
    profile, others, kind = case
    found = document(last(walked(profile, **others)), Language(code))
    assert (found.kind, found.language) == (kind, code.replace("_", "-"))
    assert (found.signature is not None) == (kind == "acknowledgement")
    for text in said(replace(found, page_label="")):
        assert not re.search(r"[{}%]|\b1 in \d", text), text
    assert not any(isinstance(part, b.SCREEN_ONLY) for part in parts(found))


@pytest.mark.parametrize(
    ("profile", "others"),
    [({"date_of_birth": "2012-01-01"}, {}), ({"country_of_surgery": "CN"}, {"at_stop": "finish"})],
)
def test_who_was_stopped_takes_no_paper_home(
    walked: Callable[..., Way], profile: dict[str, Any], others: dict[str, Any]
) -> None:
    way = walked(profile, **others)
    with pytest.raises(NoDocumentError):
        document(way.episodes[-1], ENGLISH)


def test_the_signature_changes_nothing_but_its_own_section(
    walked: Callable[..., Way],
) -> None:
    way = walked()
    shown = document(way.at(ep.SIGN), ENGLISH)
    signed = document(next(now for now in way.episodes if now.signature), ENGLISH)
    assert replace(shown, signature=None) == replace(signed, signature=None)
    assert shown.signature != signed.signature


@pytest.mark.parametrize("how", ["drawn", "typed", "witnessed"])
def test_a_signature_says_who_how_when_and_what(
    walked: Callable[..., Way], parts: Parts, how: str
) -> None:
    now = last(walked({"full_name": "王小明"}, sign=how, witness="Wit Ness"))
    found = document(now, ENGLISH).signature
    mark, *witness = (part for part in parts(found) if isinstance(part, b.SignatureMark))
    assert (mark.how, mark.name) == (how, "王小明")
    said = dict(mark.rows)
    assert now.signature
    when = ENGLISH.moment(now.signature.at)
    assert (said["Signed by"], said["Date and time"]) == ("王小明, Candidate", when)
    assert bool(mark.strokes) == (how == "drawn")
    for text in (mark.alternative, said["Meaning"]):
        assert "This is not consent" in text
    assert [one.words for one in witness] == (["Wit Ness"] if how == "witnessed" else [])
    for one in witness:
        assert dict(one.rows)["Confirmed by"] == "Wit Ness, Witness"
        assert all(text in one.alternative for text in ("Wit Ness, witness", when, "own wish"))


def test_the_signature_page_says_by_itself_what_is_signed(walked: Callable[..., Way]) -> None:
    way = walked()
    now = last(way)
    assert now.signature
    found = document(now, ENGLISH)
    for episode, print_ in ((now, now.signature.content), (way.at(ep.SIGN), "Not signed yet")):
        page = document(episode, ENGLISH).signature
        assert page
        first, *_ = page.blocks
        assert isinstance(first, b.SummaryList)
        assert [value for _, value in first.rows] == [
            f"{found.title}, document {now.document_id}", "Ada Test", "March 27, 1999", print_,
        ]  # fmt: skip


def test_beside_a_clinician_more_than_one_can_sign(
    walked: Callable[..., Way], parts: Parts
) -> None:
    now = last(walked())
    beside = replace(now, mode="counselling")
    titles = [x.title for x in parts(document(beside, ENGLISH).signature) if type(x) is b.InkBox]
    assert [title.partition(":")[0] for title in titles] == ["Clinician", "Interpreter"]
    alone = document(now, ENGLISH)
    assert not [x for x in parts(alone.signature) if isinstance(x, b.InkBox)]
    boxes = [x.title for x in parts(alone.sections) if isinstance(x, b.InkBox)]
    assert any(title.startswith("Interpreter") for title in boxes)


def test_the_first_page_tells_who_what_and_how_it_stands(
    walked: Callable[..., Way], parts: Parts
) -> None:
    now = last(walked({"record_number": None}))
    listed, notice = document(now, ENGLISH, contact="+90 1").summary
    assert isinstance(listed, b.SummaryList)
    assert isinstance(notice, b.Notice)
    rows = dict(listed.rows)
    blank = [listed.rows[n][0] for n in listed.blanks]
    assert blank == [label for label, value in listed.rows if value == "Not provided"]
    assert blank[0] == "Record number"
    assert (rows["Name"], rows["Document number"]) == ("Ada Test", now.document_id)
    assert (rows["Bone"], rows["Length hoped for"]) == ("Thigh bone (femur)", "5 cm")
    assert rows["Operation planned in"] == "Türkiye. Lives in Netherlands."
    assert rows["Earliest day to sign consent"].startswith("December 6, 2026")
    assert rows["Understanding"] == "All topics were answered rightly."
    assert rows["To change your mind, call"] == "+90 1"
    unsure = last(walked(answers="wrong"))
    said = dict(next(iter(parts(document(unsure, ENGLISH).summary[0]))).rows)["Understanding"]
    assert all(unsure.topic(name).title in said for name in unsure.to_discuss)
    assert not re.search(r"\d", said)


def test_what_was_explained_has_the_numbers_of_the_pages(
    walked: Callable[..., Way], parts: Parts, said: Said
) -> None:
    now = last(walked())
    found = document(now, ENGLISH)
    short, *others = found.sections
    assert (short.title, short.fresh_page) == ("In short: what was explained", True)
    tables = {part.caption: part for part in parts(short) if isinstance(part, b.Table)}
    risks = tables["What can go wrong that is serious or frequent"]
    pages = said(tuple(others))
    assert len(risks.rows) > 10
    for title, number, how_bad in risks.rows:
        assert {title, number, how_bad} <= set(pages), title
    choices = tables["The choices"]
    assert choices.rows[0][0] == "No operation"
    assert len(choices.rows) == len(now.pack.alternatives.options)
    assert now.pack.record
    stops = tables["You can stop at any time: what that means"]
    assert len(stops.rows) == len(now.pack.record.withdrawal)
    stopped = now.pack.phases.phases[1].cells["stopping"]
    assert ("Lengthening", stopped) in [row[:2] for row in stops.rows]


def test_nothing_counts_as_explained_before_all_pages_were_read(
    walked: Callable[..., Way],
) -> None:
    way = walked({"country_of_surgery": "CN"})
    early = next(now for now in way.episodes if now.document_kind and now.page == "steps")
    first, *_ = document(early, ENGLISH).sections
    assert (first.title, first.fresh_page) == ("Rules where you are", True)
    now = last(walked())
    bare = document(replace(now, pack=replace(now.pack, record=None)), ENGLISH)
    assert bare.sections[0].title == "Rules where you are"


def test_the_law_that_was_applied_stands_there_with_its_dates(
    walked: Callable[..., Way], said: Said
) -> None:
    now = last(walked())
    law = " ".join(said(document(now, ENGLISH).sections[1]))
    for rule in now.ruling.rules:
        assert f"Entry {rule.id}." in law
        assert rule.source.title_en in law
        if rule.verification == "read":
            assert f"Rule as of {ENGLISH.date(rule.as_of)}." in law
    assert "How consent is signed there" in law
    assert "December 6, 2026" in law


def test_a_psychological_result_has_a_place_where_a_rule_asks_for_it(
    walked: Callable[..., Way], parts: Parts
) -> None:
    def asked(country: str) -> bool:
        boxes = parts(document(last(walked({"country_of_surgery": country})), ENGLISH))
        return any(isinstance(x, b.InkBox) and "Psychological" in x.title for x in boxes)

    assert (asked("AU"), asked("TR")) == (True, False)


def test_a_paper_in_two_languages_has_the_same_blocks_in_both(
    walked: Callable[..., Way], said: Said
) -> None:
    way = walked()
    for now in (way.at(ep.SIGN), last(way), last(walked({"country_of_surgery": "FR"}))):
        first = document(now, ENGLISH, second=Language("zh_Hans"), format=b.Format("letter", 18))
        second = first.second
        assert second
        assert second.second is None
        assert (first.language, second.language) == ("en", "zh-Hans")
        assert first.format == second.format == b.Format("letter", 18)
        assert _shape(first) == _shape(second)
        for one in (first, second):  # both name the language of record, in its own words
            assert {"English", Language("zh_Hans").own_name} <= set(said(one))
        assert replace(first, second=None) != document(now, ENGLISH)  # it names the other one


def _shape(found: b.Document) -> list[list[type]]:
    parts = (found.summary, *(part.blocks for part in found.sections))
    ends = (found.signature.blocks,) if found.signature else ()
    return [[type(block) for block in blocks] for blocks in (*parts, *ends)]


@given(
    st.dictionaries(st.text(min_size=1), st.text(min_size=1)),
    st.sampled_from(["go_ahead", "think", "decline"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_was_answered_alone_is_in_no_paper(
    walked: Callable[..., Way], private: dict[str, str], decision: str
) -> None:
    now = last(walked(decision=decision))
    asked = replace(now, private={ep.PRESSURE: "yes", **private})
    assert document(asked, ENGLISH) == document(replace(now, private={}), ENGLISH)


def test_only_pages_that_were_opened_are_in_the_paper(
    walked: Callable[..., Way], parts: Parts
) -> None:
    way = walked({"country_of_surgery": "CN"})
    early = next(now for now in way.episodes if now.document_kind and now.page == "steps")
    titles = [part.text for part in parts(document(early, ENGLISH)) if isinstance(part, b.Heading)]
    seen = [early.pack.pages[name].title for name in ("how_it_works", "steps")]
    assert [title for title in titles if title in seen] == seen
    assert early.pack.pages["devices"].title not in titles


def test_what_was_asked_and_answered_is_told_without_a_score(
    walked: Callable[..., Way], parts: Parts
) -> None:
    now = last(walked(answers="wrong", decision="go_ahead"))
    tables = [part for part in parts(document(now, ENGLISH)) if isinstance(part, b.Table)]
    asked = next(table for table in tables if table.caption == "Questions and answers")
    assert len(asked.rows) == len(now.tries) == (ep.TRIES + 1) * len(now.to_discuss)
    status = next(table for table in tables if table.caption == "What was understood")
    (row,) = status.rows
    assert "To go through with the team" in row


def test_questions_stand_in_the_persons_own_words(walked: Callable[..., Way], parts: Parts) -> None:
    own = 'Darf ich <b>laufen</b> & "springen"?'
    now = last(walked(questions=("who_pays", own)))
    lists = [(x.title, x.items) for x in parts(document(now, ENGLISH)) if isinstance(x, b.Bullets)]
    assert ("In your own words", (own,)) in lists
    questions, topics = now.pack.questions.questions, now.pack.questions.topics
    picked = next(question for question in questions if question.id == "who_pays")
    label = next(topic.label for topic in topics if topic.id == picked.topic)
    assert (label, (picked.text,)) in lists


def test_what_matters_is_in_the_paper_of_who_may_decide(
    walked: Callable[..., Way], parts: Parts, said: Said
) -> None:
    now = last(walked())
    found = document(now, ENGLISH)
    section = next(part for part in found.sections if part.title == "What matters to you")
    table, _, fit = section.blocks
    assert isinstance(table, b.Table)
    assert [row[0] for row in table.rows] == [v.text for v in now.pack.values.statements]
    assert table.rows[0][1] == w.WEIGHTS[now.ratings[now.pack.values.statements[0].id]]
    assert isinstance(fit, b.FitTable)
    assert len(fit.head) == 5
    prohibited = last(walked({"country_of_surgery": "CN"}))
    assert "What matters to you" not in said(document(prohibited, ENGLISH))
    unsaid = document(replace(now, ratings={}), ENGLISH)
    assert not any(isinstance(part, b.FitTable) for part in parts(unsaid))


def test_a_draft_with_a_demonstration_key_says_so_on_every_page(
    walked: Callable[..., Way],
    tiny: Pack,
) -> None:
    both = document(last(walked()), ENGLISH).warning
    assert "not clinically approved" in both
    assert "DEMONSTRATION key" in both
    given = Approval(
        name="Ola", role="Surgeon", approved_on=date(2026, 1, 1), expires_on=date(2027, 1, 1)
    )
    approved = replace(tiny, approval=given)
    small = walked({"side": "left", "depth_cm": 1, "record_number": None}, pack=approved)
    assert document(last(small), ENGLISH, demo_key=False).warning == ""


def test_the_digest_of_the_content_stands_in_the_paper(
    walked: Callable[..., Way], parts: Parts
) -> None:
    now = last(walked())
    found = document(now, ENGLISH)
    assert f"pack-digest={now.pack.digest}" in found.keywords
    assert now.pack.digest in parts(found.sections)
    assert now.document_id in found.id_label

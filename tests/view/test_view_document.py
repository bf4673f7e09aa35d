"""The paper in words; how it is laid out is tested with `paper`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

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
    (mark,) = (part for part in parts(found) if isinstance(part, b.SignatureMark))
    assert (mark.how, mark.name) == (how, "王小明")
    said = dict(mark.rows)
    assert now.signature
    assert said["Fingerprint of the words signed (SHA-256)"] == now.signature.content
    assert said.get("Witness") == ("Wit Ness" if how == "witnessed" else None)
    assert bool(mark.strokes) == (how == "drawn")
    assert "This is not consent" in mark.alternative


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
    assert len(asked.rows) == len(now.tries) == ep.TRIES * len(now.to_discuss)
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

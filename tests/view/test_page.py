from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import profile as p
from consent_app import regulation
from consent_app.content import problems
from consent_app.content.model import QuantityField
from consent_app.language import FSI, PDI, SHIPPED, Language
from consent_app.settings import translations
from consent_app.view import blocks as b
from consent_app.view import document as paper
from consent_app.view import page as screen
from consent_app.view import values
from consent_app.view import words as w

if TYPE_CHECKING:
    from conftest import Steps, Way

    from consent_app.content.model import Pack

LANGUAGES = [code for code in SHIPPED if code == "en" or (translations() / code).is_dir()]
ENGLISH = Language("en")
Said = Callable[[object], list[str]]


def first(page: b.Page, kind: type) -> Any:  # noqa: ANN401
    return next(block for block in page.blocks if isinstance(block, kind))


# --- all pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "profile", [{}, {"country_of_surgery": "CN"}, {"country_of_residence": "CN"},
                {"date_of_birth": "2012-01-01"}, {"country_of_surgery": "MN"}],
)  # fmt: skip
def test_every_page_is_worded_to_the_end(
    walked: Callable[..., Way], said: Said, profile: dict[str, str], code: str
) -> None:
    for now in walked(profile, answers="wrong_then_right").episodes:
        page = screen.page(now, Language(code))
        assert page.title
        assert page.primary
        assert page.enabled or page.why_not
        for text in said(page):
            assert not re.search(r"\{(?!n\}|total\})", text), text  # left for the face to fill in
            assert "%" not in text
            assert not re.search(r"\b1 in \d", text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_way_is_counted_without_gaps(walked: Callable[..., Way], code: str) -> None:
    way = walked()
    pages = [screen.page(way.at(name), Language(code)) for name in way.pages]
    assert pages[0].done == 0
    assert pages[-1].done == 1
    assert all(one.done < two.done for one, two in pairwise(pages))
    assert all(page.progress and page.caption for page in pages)


def test_only_a_reviewed_translation_goes_without_a_notice(walked: Callable[..., Way]) -> None:
    now = walked().episodes[0]
    assert [screen.page(now, Language(code)).notice.count("·") for code in LANGUAGES] == [
        int(not Language(code).reviewed) for code in LANGUAGES
    ]


def test_both_frames_of_a_chance_add_up_to_its_whole(
    walked: Callable[..., Way], pack: Pack
) -> None:
    seen = 0
    way = walked()
    for name in pack.pages:
        blocks = screen.page(way.at(name), ENGLISH).blocks
        for place, block in enumerate(blocks):
            if not isinstance(block, b.NumberLine):
                continue
            others = next(
                x.text for x in blocks[place:]
                if isinstance(x, b.Paragraph) and x.text.endswith(" do not.")
            )  # fmt: skip
            with_it, without = (numbers(text) for text in (block.text, others))
            assert with_it[2] == without[2]
            assert with_it[0] + without[1] == with_it[1] + without[0] == with_it[2]
            seen += 1
    assert seen >= 4


def numbers(text: str) -> tuple[int, int, int]:
    """Read "4 to 9 out of 100 people" as 4, 9, 100."""
    found = re.match(r"([\d,]+)(?: to ([\d,]+))? out of ([\d,]+)", text.strip(FSI + PDI))
    assert found, text
    low, high, whole = (int(n.replace(",", "")) if n else None for n in found.groups())
    assert low is not None
    assert whole is not None
    return low, low if high is None else high, whole


def test_a_picture_has_a_word_for_every_place(walked: Callable[..., Way], pack: Pack) -> None:
    way = walked()
    pages = [screen.page(way.at(name), ENGLISH) for name in pack.pages]
    pictures = [x for page in pages for x in page.blocks if isinstance(x, b.Picture)]
    assert len(pictures) > 4
    for picture in pictures:
        assert {anchor.key for anchor in picture.figure.anchors} == set(picture.labels)
        assert picture.description


# --- what is offered, and what is not -------------------------------------------------------------


def asked(page: b.Page) -> set[str]:
    return {block.asks for block in page.blocks if isinstance(block, b.ChoiceList)} | {
        "sign" for block in page.blocks if isinstance(block, b.SignatureBox)
    }


@pytest.mark.parametrize("profile", [{"country_of_surgery": "CN"}, {"date_of_birth": "2012-01-01"}])
def test_who_may_not_is_never_asked_to_decide_or_sign(
    walked: Callable[..., Way], profile: dict[str, str]
) -> None:
    for now in walked(profile).episodes:
        assert not asked(screen.page(now, ENGLISH)) & {"decide", "sign", "check"}


def test_the_three_decisions_are_equal(walked: Callable[..., Way]) -> None:
    choice = first(screen.page(walked().at(ep.DECISION), ENGLISH), b.ChoiceList)
    assert [option for option, _ in choice.options] == ["go_ahead", "think", "decline"]
    assert choice.equal
    assert choice.chosen is None


@pytest.mark.parametrize("decision", ["go_ahead", "think", "decline"])
def test_nothing_on_a_later_page_or_paper_depends_on_the_private_answer(
    walked: Callable[..., Way], decision: str
) -> None:
    """Each answer, and none, leads to the same words wherever others could read them."""
    way = walked(decision=decision, language="en")
    place = next(n for n, x in enumerate(way.events) if isinstance(x, e.PrivatelyAnswered))
    before, event = way.episodes[place - 1], way.events[place]
    found = []
    for answer in (*ep.PRIVATE_ANSWERS, None):
        now, shown = before, []
        given = [structs.replace(event, answer=answer)] if answer else []
        for happens in (*given, *way.events[place + 1 :]):
            now = went(now, happens)
            shown.append(screen.page(now, ENGLISH))
        assert now.private == ({ep.PRESSURE: answer} if answer else {})
        found.append((shown[len(given) :], paper.document(now, ENGLISH)))
    assert all(each == found[0] for each in found)


def went(now: ep.Episode, event: e.Event) -> ep.Episode:
    after = ep.step(now, event)
    assert isinstance(after, ep.Episode), (event, after)
    return after


def test_the_private_page_opens_blank_and_says_who_reads_the_answer(
    walked: Callable[..., Way], said: Said
) -> None:
    answered = next(now for now in walked(private="yes").episodes if now.private)
    page = screen.page(answered, ENGLISH)
    choice = first(page, b.ChoiceList)
    assert (choice.chosen, page.enabled) == (None, True)
    assert tuple(option for option, _ in choice.options) == ep.PRIVATE_ANSWERS
    assert "Only the clinicians who look after you get your answer." in said(page)


def test_what_the_team_talks_about_is_counted_and_never_named(
    walked: Callable[..., Way], pack: Pack
) -> None:
    ways = [{}, {"sure": {"certain": "no"}}, {"answers": "wrong", "sure": {"certain": "no"}}]
    for others, count in zip(ways, [1, 2, 2 + len(pack.checks.topics)], strict=True):
        page = screen.page(walked(**others).at(ep.DONE), ENGLISH)  # type: ignore[arg-type]
        title = next(x.title for x in page.blocks if isinstance(x, b.Notice) and "talk" in x.title)
        assert title == f"Your team will talk with you about {count} thing{'s'[: count - 1]}"


def test_the_record_says_how_sure_the_person_was(walked: Callable[..., Way], said: Said) -> None:
    last = walked(sure={"supported": "no"}).episodes[-1]
    table, note, source = values.sure(last, w.Words(ENGLISH, last.pack))
    assert isinstance(table, b.Table)
    assert [answer for _, answer in table.rows] == ["Yes", "Yes", "Yes", "No"]
    assert said(note)[:1] == ["The team talks with the person about what is not a “yes”."]
    assert "Légaré" in said(source)[0]


def test_what_matters_is_asked_in_words_and_nothing_is_chosen_beforehand(
    walked: Callable[..., Way], pack: Pack
) -> None:
    way = walked()
    names = [name for name in way.pages if name.startswith(ep.VALUES)]
    pages = [screen.page(way.at(name), ENGLISH) for name in names]
    scales = [x for page in pages for x in page.blocks if isinstance(x, b.ValueScale)]
    assert [scale.name for scale in scales] == [value.id for value in pack.values.statements]
    assert {scale.chosen for scale in scales} == {None}
    assert [weight for weight, _ in scales[0].options] == [1, 2, 3, 4, 5]
    assert scales[0].instead == (0, "I would rather not say")
    assert not any(page.enabled for page in pages)
    assert set(w.WEIGHTS) == set(ep.WEIGHTS)


def test_the_fit_is_told_for_every_choice_without_a_sum(
    walked: Callable[..., Way], pack: Pack, said: Said
) -> None:
    now = walked().at(ep.FIT)
    page = screen.page(now, ENGLISH)
    table = first(page, b.FitTable)
    assert table.head[1:] == tuple(value.text for value in now.what_matters)
    assert [name for name, _ in table.rows] == [o.title for o in pack.alternatives.options]
    for (_, cells), option in zip(table.rows, pack.alternatives.options, strict=True):
        assert [fit for fit, _ in cells] == [value.fits[option.id] for value in now.what_matters]
        assert all(word == w.FITS[fit] for fit, word in cells)
    assert {"This does not choose for you.", "You can go back and change your answers."} <= set(
        said(page)
    )
    assert not re.search(r"\d", " ".join(said(page.blocks)))


def test_where_nothing_matters_a_sentence_stands_for_the_table(
    walked: Callable[..., Way], said: Said
) -> None:
    page = screen.page(replace(walked().at(ep.FIT), ratings={}), ENGLISH)
    assert not any(isinstance(block, b.FitTable) for block in page.blocks)
    assert "there is no table" in " ".join(said(page))


def test_ready_questions_stand_by_what_they_are_about(
    walked: Callable[..., Way], pack: Pack
) -> None:
    ready = first(screen.page(walked().at(ep.QUESTIONS), ENGLISH), b.QuestionList).ready
    assert [label for label, _ in ready] == [topic.label for topic in pack.questions.topics]
    asked = [name for _, questions in ready for name, _, _ in questions]
    assert sorted(asked) == sorted(question.id for question in pack.questions.questions)


def test_a_rule_at_home_is_told_and_agents_are_warned_of(
    walked: Callable[..., Way], said: Said
) -> None:
    page = screen.page(walked({"country_of_residence": "CN"}).at(ep.RULES), ENGLISH)
    words = " ".join(said(page))
    assert "Where you live: China" in words
    assert "Nobody should write a bone problem" in words


def test_where_nothing_is_on_file_nothing_is_claimed_to_have_been_found(
    walked: Callable[..., Way], said: Said
) -> None:
    way = walked({"country_of_surgery": "MN", "indication": "medical"})
    now = way.at(ep.RULES)
    assert {reason.code for reason in now.ruling.reasons} == {"no_rule_on_file"}
    assert "only general medical rules" not in " ".join(said(screen.page(now, ENGLISH)))


def test_feedback_is_in_words_and_locks_the_answer(walked: Callable[..., Way], said: Said) -> None:
    now = next(now for now in walked(answers="wrong").episodes if now.review)
    page = screen.page(now, ENGLISH)
    assert (page.does, page.enabled) == ("review", True)
    assert first(page, b.ChoiceList).locked
    assert first(page, b.Notice).tone == "info"
    assert not re.search(r"score|wrong|incorrect|\d+ of \d+", " ".join(said(page.blocks)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_problem_is_said_at_its_field_and_on_top(
    walked: Callable[..., Way], pack: Pack, code: str
) -> None:
    now = walked().at(ep.PLAN)
    typed: dict[str, p.Value] = {"target_gain_cm": "50", "height_cm": "tall", "bone": "elbow"}
    found = p.with_answers(now.profile, typed, pack, now.today)
    assert isinstance(found, tuple)
    page = screen.page(now, Language(code), screen.Draft(values=typed, problems=found))
    assert len(first(page, b.ErrorSummary).problems) == 3
    gain = next(x for x in page.blocks if isinstance(x, b.TextField) and x.name == "target_gain_cm")
    assert gain.value == "50"
    assert "8" in gain.error


def test_a_persons_words_keep_to_themselves(walked: Callable[..., Way]) -> None:
    way = walked({"full_name": "محمد"}, questions=("שלום?",))
    box = first(screen.page(way.at(ep.SIGN), ENGLISH), b.SignatureBox)
    assert box.person == f"{FSI}محمد{PDI}"
    later = next(now for now in way.episodes if now.questions)
    own = first(screen.page(replace(later, page=ep.QUESTIONS), ENGLISH), b.QuestionList).own
    assert own == ((0, f"{FSI}שלום?{PDI}"),)


def test_a_field_of_a_pack_may_have_any_name(walked: Callable[..., Way], tiny: Pack) -> None:
    field = QuantityField(id="age", label="How old?", unit="years", low=18, high=99, step=1)
    other = replace(tiny, manifest=structs.replace(tiny.manifest, fields=(field,)))
    way = walked({"age": 40}, pack=other)
    assert way.outcome.stage == "acknowledged"
    assert first(screen.page(way.at(ep.PLAN), ENGLISH), b.TextField).value == ""


# --- words for every code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (p.ProblemCode, w.PROBLEMS), (ep.RefusalCode, w.REFUSALS), (regulation.Verdict, w.VERDICTS),
        (regulation.ReasonCode, w.REASONS), (ep.Status, w.TOPIC_STATUS),
        (problems.Code, problems._SENTENCES),
    ],
)  # fmt: skip
def test_every_code_has_its_words(codes: object, table: dict[str, str]) -> None:
    assert set(get_args(codes)) == set(table)


@given(data=st.data())
@settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_happens_there_is_a_page_and_a_paper(
    wandered: st.SearchStrategy[Steps], data: st.DataObject
) -> None:
    for _, _, now in data.draw(wandered):
        if isinstance(now, ep.Episode) and now.language in SHIPPED:
            assert screen.page(now, ENGLISH).primary
            if now.document_kind:
                assert paper.document(now, ENGLISH).kind == now.document_kind

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from consent_app.content.model import Chance, Insert, PackPage
from consent_app.figures import EVENT, distraction_step
from consent_app.language import Language
from consent_app.plan import plan
from consent_app.view import blocks as b
from consent_app.view import choosing, content, drawings, risks
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

ENGLISH = Language("en")


@pytest.fixture
def now(walked: Callable[..., Way]) -> Episode:
    return walked().episodes[-1]


@pytest.fixture
def words(pack: Pack) -> Words:
    return Words(ENGLISH, pack)


def planned(now: Episode, **plan: str | float | None) -> Episode:
    changed = structs.replace(now.profile, plan={**now.profile.plan, **plan})
    return replace(now, profile=changed)


def counted(picture: b.Picture) -> tuple[int, int, int]:
    """How many people of a drawing are solid, dashed and outlined."""
    found = {"solid": 0, "dashed": 0, "outline": 0}
    for group in ET.fromstring(picture.figure.svg):  # noqa: S314 - drawn by the program
        solid = "solid" if group.attrib["fill"] == EVENT else "outline"
        found["dashed" if "stroke-dasharray" in group.attrib else solid] += len(group)
    return found["solid"], found["dashed"], found["outline"]


def test_a_page_of_a_risk_draws_and_says_the_same_numbers_of_one_whole(words: Words) -> None:
    for item in words.pack.risks.values():
        fact = words.pack.facts.get(str(item.chance))
        blocks = list(risks.risk(item, words))
        drawn = [x for x in blocks if isinstance(x, b.Picture)]
        sides = [side for x in blocks if isinstance(x, b.SideBySide) for side in x.sides]
        assert len(drawn) == isinstance(fact, Chance)
        for picture in (*drawn, *(side.picture for side in sides)):
            assert sum(counted(picture)) == sum(counted(drawn[0])), item.id
        if isinstance(fact, Chance):
            expected = (fact.low, fact.high - fact.low, fact.out_of - fact.high)
            assert counted(drawn[0]) == expected, item.id
            assert words.chance(fact) in drawn[0].description
            assert words.others(fact) in drawn[0].description


def test_choices_stand_side_by_side_with_the_same_rows_and_no_operation_first(
    words: Words,
) -> None:
    found = [
        (item, block)
        for item in words.pack.risks.values()
        for block in risks.side_by_side(item, words)
    ]
    assert {item.id for item, _ in found} == {"deep_infection", "lasting_harm"}
    for item, block in found:
        first, *others = block.sides
        assert first.title == "No operation"
        assert counted(first.picture)[:2] == (0, 0)
        assert len(others) == len(item.compare) <= 2
        assert {(s.picture.figure.width, s.picture.figure.height) for s in block.sides} == {
            (first.picture.figure.width, first.picture.figure.height)
        }
        for side, compared in zip(others, item.compare, strict=True):
            fact = words.pack.facts[compared.chance]
            assert isinstance(fact, Chance)
            assert counted(side.picture)[:2] == (fact.low, fact.high - fact.low)
            assert side.count == words.chance(fact)
            assert side.count in side.picture.description
        assert all((side.title, side.count, side.who) for side in block.sides)
        assert sum("no numbers found" in note for note in block.notes) == 3 - len(others)


def test_the_months_are_drawn_for_each_length_and_the_persons_own_comes_first(
    now: Episode, words: Words
) -> None:
    (months,) = choosing.timeline(planned(now, target_gain_cm=5.5), words)
    assert isinstance(months, b.Variants)
    assert [option.name for option in months.options] == ["3", "4", "5", "5.5", "6", "7", "8"]
    assert months.chosen == "5.5"
    assert [option.label for option in months.options][2:4] == ["5 cm", "5.5 cm, your plan"]
    for option in months.options:
        other = planned(now, target_gain_cm=float(option.name))
        found = plan(other.profile, words.pack)
        lead, picture, note = option.blocks
        assert picture == drawings.months(found, words)
        assert isinstance(lead, b.Paragraph)
        assert isinstance(note, b.Paragraph)
        assert option.said == lead.text
        assert f"{found.low} to {found.high} days" in note.text


def test_without_a_plan_nothing_is_chosen_from(now: Episode, words: Words) -> None:
    (only,) = choosing.timeline(planned(now, target_gain_cm=None), words)
    assert isinstance(only, b.Paragraph)


def test_each_bone_has_its_ruler_and_the_persons_own_comes_first(
    now: Episode, words: Words
) -> None:
    bones, note = choosing.limits(planned(now, bone="tibia"), words)
    assert isinstance(bones, b.Variants)
    assert isinstance(note, b.Paragraph)
    assert (bones.chosen, [o.name for o in bones.options]) == ("tibia", ["femur", "tibia"])
    drawn = [next(x for x in o.blocks if isinstance(x, b.Picture)) for o in bones.options]
    assert drawn[0] != drawn[1]


def test_the_bars_of_one_kind_of_cost_keep_the_scale_of_all(words: Words) -> None:
    _, kinds = choosing.costs(words)
    assert isinstance(kinds, b.Variants)
    everything, *parts = (table for option in kinds.options for table in option.blocks)
    assert isinstance(everything, b.Table)
    whole = list(zip(everything.rows, everything.drawings, strict=True))
    shown = [
        x for t in parts if isinstance(t, b.Table) for x in zip(t.rows, t.drawings, strict=True)
    ]
    assert shown == whole


@pytest.mark.parametrize(
    ("method", "device", "last"),
    [
        ("motorised_nail", "nail", "A bone on a rod."),
        ("external_frame", "frame", "A bone with a frame beside it."),
        ("frame_and_nail", "frame_and_nail", "A bone on a rod."),
    ],
)
def test_the_steps_of_the_bone_show_the_planned_device(
    now: Episode, words: Words, method: str, device: str, last: str
) -> None:
    then = planned(now, method=method)
    steps = choosing.distraction(then, words)
    assert drawings.device(then, words.pack) == device
    assert [f.figure for f in steps.frames] == [distraction_step(n, device) for n in range(5)]
    assert steps.frames[-1].description.startswith(last)
    for frame, (_, said) in zip(steps.frames, steps.captions, strict=True):
        assert said in frame.description
    assert "1 mm a day" in steps.ruler.description


def test_paper_has_the_drawing_of_the_plan_where_the_screen_has_several(
    now: Episode, words: Words
) -> None:
    inserts = (Insert("figure", ("distraction",), 1), Insert("timeline", (), 1),
               Insert("figure", ("limits",), 1), Insert("figure", ("costs",), 1))  # fmt: skip
    page = PackPage("all", "All", inserts, ())
    paper = list(content.page(page, now, words))
    assert not any(isinstance(block, b.SCREEN_ONLY) for block in paper)
    screen = list(content.page(page, now, words, screen=True))
    assert sum(isinstance(block, b.Steps | b.Variants) for block in screen) == 4
    own = [
        block
        for x in screen if isinstance(x, b.Variants)
        for option in x.options if option.name == x.chosen
        for block in option.blocks if isinstance(block, b.Picture | b.Table)
    ]  # fmt: skip
    assert [block for block in own if block not in paper] == []

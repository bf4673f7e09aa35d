"""A person who tells and writes all there is: by replay, by clicking, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consent_app import episode as ep
from consent_app import profile, walk
from consent_app.candidate import NOTE
from consent_app.content import journey
from consent_app.keeping import Memory
from consent_app.language import SHIPPED, Language
from consent_app.view import blocks as b
from consent_app.view.document import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import QuickPress

    from consent_app.content.model import Pack
    from consent_app.events import Stroke
    from consent_app.glass.drive import Driver

FILE = Path(__file__).parent / "journeys" / "told-and-written.yaml"
NEAR = 0.02
"""How far a point on the screen may lie from where it was meant, in parts of its box."""


def test_all_that_was_told_and_written_is_kept_and_printed(pack: Pack, press: QuickPress) -> None:
    declared = journey.load(FILE, profile.names(pack), SHIPPED)
    *_, end = walk.episodes(declared, pack, Memory(), press)
    assert {need: end.needs[need] for need in declared.needs} == declared.needs
    assert (end.told, end.phrases, end.ink) == (declared.tells, declared.phrases, NOTE)
    assert [bool(question.strokes) for question in end.questions] == [True, False, False]
    paper = document(end, Language("en"))
    marks = [x for s in paper.sections for x in s.blocks if isinstance(x, b.InkMark)]
    assert [mark.strokes for mark in marks] == [NOTE, NOTE]


def test_a_finger_leaves_the_lines_that_were_declared(sample: Callable[..., Driver]) -> None:
    driver = sample(ink=True, answers="right")
    while driver.session.episode.page != ep.DECISION:
        assert driver.turn()
    episode = driver.session.episode
    same(episode.ink, NOTE)
    same(episode.questions[0].strokes, NOTE)
    assert len(episode.questions) == 2


def same(found: tuple[Stroke, ...], meant: tuple[Stroke, ...]) -> None:
    assert [len(line) for line in found] == [len(line) for line in meant]
    for line, other in zip(found, meant, strict=True):
        for point, place in zip(line, other, strict=True):
            assert point == pytest.approx(place, abs=NEAR)

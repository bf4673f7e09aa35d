from __future__ import annotations

import os
import signal
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from consent_app.content.model import Pack
from consent_app.paper import document as paper
from consent_app.paper.errors import PaperError
from consent_app.paper.press import Press
from consent_app.paper.workshop import Workshop
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Clinicroom


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def test_what_is_laid_out_apart_is_the_same(room: Clinicroom, workshop: Workshop) -> None:
    assert workshop.render(room.shown.document).pdf == room.shown.pdf


def test_a_key_that_stays_here_seals_what_is_made_there(
    room: Clinicroom, workshop: Workshop, folder: Path
) -> None:
    known = {one.name: getattr(room.pack, one.name) for one in fields(room.pack)}
    session = replace(room, pack=Pack(**known)).session(folder)  # as a program has it, to send
    here = session.press
    assert isinstance(here, Press)
    signed = []
    key = here.key

    def sign(data: bytes) -> bytes:
        signed.append(os.getpid())
        return key.sign(data)

    session.press = Press(Clinic(), lambda: replace(key, sign=sign), folder, workshop)
    room.sign_and_seal(session)
    room.check(folder, session)
    assert signed == [os.getpid()]


def test_what_cannot_be_drawn_is_told_as_here(room: Clinicroom, workshop: Workshop) -> None:
    wrong = replace(room.shown.document, title="\U0001f9b4")
    with pytest.raises(PaperError) as here:
        paper.render(wrong)
    with pytest.raises(PaperError) as there:
        workshop.render(wrong)
    assert (there.value.code, there.value.detail) == (here.value.code, here.value.detail)


def test_where_the_process_dies_another_one_takes_over(
    room: Clinicroom, workshop: Workshop
) -> None:
    workshop.render(room.shown.document)
    before = workshop.process
    assert before
    os.kill(before, signal.SIGKILL)
    assert workshop.render(room.shown.document).content == room.shown.content
    assert workshop.process != before

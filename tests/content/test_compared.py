from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from consent_app.content import load
from consent_app.content.problems import ContentError
from consent_app.language import Language
from consent_app.view import risks
from consent_app.view.words import Words

if TYPE_CHECKING:
    from pathlib import Path

from conftest import TESTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny pack."""
    return shutil.copytree(TESTS / "packs" / "tiny", tmp_path / "pack")


def compare(folder: Path, *lines: str) -> None:
    """Let the first risk be compared by answers and chances, as in ``left SWELL``."""
    rows = "".join(
        f"      - {{option: {one}, chance: {two}}}\n" for one, two in map(str.split, lines)
    )
    file = folder / "risks.yaml"
    text = file.read_text()
    first, mark, rest = text.partition("    chance: SWELL\n")
    file.write_text(f"{first}{mark}    compare:\n{rows}{rest}")


def a_chance_of_1000(folder: Path) -> None:
    file = folder / "facts" / "all.yaml"
    fact = file.read_text().partition("  - kind: quantity")[0].partition("  - kind")[2]
    fact = fact.replace("id: SWELL", "id: RARE").replace("out_of: 100", "out_of: 1000")
    file.write_text(f"{file.read_text()}  - kind{fact}")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("above SWELL", ("unknown_id", "above")),
        ("left REST", ("unknown_id", "REST")),
    ],
)
def test_only_answers_with_a_chance_stand_side_by_side(
    folder: Path, line: str, problem: tuple[str, str]
) -> None:
    compare(folder, line)
    with pytest.raises(ContentError) as found:
        load.load(folder, folder / "jurisdictions")
    assert [(p.code, p.value) for p in found.value.problems] == [problem]


def test_what_stands_side_by_side_is_counted_out_of_one_whole(folder: Path) -> None:
    a_chance_of_1000(folder)
    compare(folder, "left SWELL", "right RARE")
    with pytest.raises(ContentError) as found:
        load.load(folder, folder / "jurisdictions")
    assert ("wrong_value", "1000") in [(p.code, p.value) for p in found.value.problems]


def test_an_answer_without_a_number_is_named(folder: Path) -> None:
    compare(folder, "left SWELL")
    pack = load.load(folder, folder / "jurisdictions")
    words = Words(Language("en"), pack)
    (block,) = risks.side_by_side(pack.risks["swelling"], words)
    assert [side.title for side in block.sides][1:] == ["Left"]
    assert block.notes[0] == "Right: no numbers found."
    assert not list(risks.side_by_side(pack.risks["numb_lip"], words))

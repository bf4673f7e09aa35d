from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from consent_app.cli import cli
from consent_app.content import coverage, lint, load
from consent_app.language import Language
from consent_app.settings import resource
from consent_app.view import proof
from consent_app.view.words import Words

if TYPE_CHECKING:
    from consent_app.content.model import Pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"
WHOLE = """\
texts:
  - id: MADE_UP
    sentences:
      - 1
      - 2
statements:
  - text: MADE_UP
    paragraph: 1
    sentence: 1
    says: The tooth is taken out.
    carried_by: [page:what_happens, method:local]
    shows: [LOOSENED and taken, 2 to 3 days, a prick]
    verdict: as_stated
  - text: MADE_UP
    paragraph: 2
    sentence: 1
    says: The cheek never swells.
    carried_by: [risk:swelling, fact:SWELL, suitability:blood_thinner, phase:rest]
    shows: [30 to 40 out of 100 people]
    verdict: corrected
    by: [MADE_UP]
    why: People were counted.
  - text: MADE_UP
    paragraph: 2
    sentence: 2
    says: Call this clinic.
    verdict: not_repeated
    why: It sells something.
"""
CARRIED = """\
    carried_by: [page:what_happens, method:local]
    shows: [LOOSENED and taken, 2 to 3 days, a prick]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny pack with a text whose statements are all carried."""
    made = shutil.copytree(TINY, tmp_path / "pack")
    (made / "coverage.yaml").write_text(WHOLE, encoding="utf-8")
    return made


def breaks(folder: Path) -> list[tuple[int, str, str, str]]:
    found = proof.prove(folder, load.load(folder, folder / "jurisdictions")).breaks
    return [
        (one.line, one.code, one.value, one.near)
        for one in found
        if one.file.name == "coverage.yaml"
    ]


def test_a_text_whose_statements_are_all_carried_has_no_break(folder: Path) -> None:
    assert breaks(folder) == []
    output = CliRunner().invoke(cli, ["check", str(folder)]).output
    assert "  MADE_UP: 1 as stated, 1 corrected, 1 not repeated\n" in output


def test_every_element_of_the_shipped_pack_can_carry_a_statement(pack: Pack) -> None:
    folder, fill = resource("packs", "leg-lengthening"), Words(Language("en"), pack).fill
    found = coverage.elements(pack, lint.said(folder, pack), fill)
    kinds = {name.partition(":")[0] for name in found}
    assert kinds == {
        "page", "risk", "fact", "alternative", "method", "phase", "suitability", "cost", "rule",
        "question",
    }  # fmt: skip
    assert {f"page:{name}" for name in pack.pages} < found.keys()
    assert not any("{" in words for words in found.values())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("      - 2\n", "      - 2\n      - 1\n", (6, "uncovered", "MADE_UP 3.1", "")),
        ("      - 2\n", "      - 1\n", (23, "outside_text", "2.2", "")),
        ("paragraph: 1", "paragraph: 3", (4, "uncovered", "MADE_UP 1.1", "")),
        ("  - id: MADE_UP", "  - id: MADE_IT", (2, "unknown_id", "MADE_IT", "MADE_UP")),
        ("text: MADE_UP", "text: MADE_IT", (7, "unknown_id", "MADE_IT", "MADE_UP")),
        ("page:what_happens", "page:what_happen", (11, "unknown_id", "page:what_happen",
                                                   "page:what_happens")),
        ("method:local", "device:local", (11, "unknown_id", "device:local", "method:local")),
        ("a prick", "a picture", (12, "not_shown", "a picture", "")),
        ("30 to 40", "40 to 30", (19, "not_shown", "40 to 30 out of 100 people", "")),
        (CARRIED, "", (7, "missing_key", "carried_by", "")),
        ("    by: [MADE_UP]\n", "", (14, "missing_key", "by", "")),
        ("    why: People were counted.\n", "", (14, "missing_key", "why", "")),
        ("    why: It sells something.\n", "", (23, "missing_key", "why", "")),
        ("verdict: corrected", "verdict: corected", (20, "wrong_value", "corected", "corrected")),
        ("by: [MADE_UP]", "by: [MADE]", (21, "unknown_id", "MADE", "MADE_UP")),
        ("says: Call this clinic.", "say: Call", (26, "unknown_key", "say", "says")),
    ],
)  # fmt: skip
def test_what_is_not_carried_is_named(
    folder: Path, old: str, new: str, expected: tuple[int, str, str, str]
) -> None:
    assert old in WHOLE
    (folder / "coverage.yaml").write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    assert expected in breaks(folder)


def test_a_text_stands_in_the_outline_once(folder: Path) -> None:
    twice = WHOLE.replace("statements:", "  - id: MADE_UP\n    sentences: [1]\nstatements:")
    (folder / "coverage.yaml").write_text(twice, encoding="utf-8")
    assert (6, "duplicate_id", "MADE_UP", "") in breaks(folder)


def test_coverage_that_does_not_load_hides_nothing_else(folder: Path) -> None:
    (folder / "coverage.yaml").write_text("texts: [", encoding="utf-8")
    found = proof.prove(folder, load.load(folder, folder / "jurisdictions")).breaks
    assert [one.code for one in found] == ["not_yaml", "number"]

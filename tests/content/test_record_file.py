"""`record.yaml`: what the record tells in short."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consent_app.content import load
from consent_app.content.problems import ContentError

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.mark.parametrize(
    ("before", "after", "where", "code"),
    [
        (
            "stop_rules:",
            "plan: [{field: sied, label: S}]\nstop_rules:",
            "plan.0.field",
            "unknown_id",
        ),
        ("phase: rest", "phase: rets", "withdrawal.rest.phase", "unknown_id"),
        ("stopping: eating\n", "", "stopping", "unknown_id"),
        ("stopping: eating", "stopping: eatin", "stopping", "unknown_id"),
        ("    means: You go home.\n", "", "withdrawal.before", "missing_key"),
        ("    title: Before\n", "", "withdrawal.before", "missing_key"),
        ("id: rest", "id: before", "withdrawal.before.id", "duplicate_id"),
        ("[You lift your hand.]", '["{NOTHING}"]', "stop_rules.signs.0", "unknown_id"),
        ("benefit: [The pain may end.]", "benefit: []", "benefit", "wrong_value"),
    ],
)
def test_a_fault_is_told_with_its_place(
    tmp_path: Path, before: str, after: str, where: str, code: str
) -> None:
    folder = shutil.copytree(TINY, tmp_path / "pack")
    file = folder / "record.yaml"
    file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        load.load(folder, folder / "jurisdictions")
    (problem,) = caught.value.problems
    assert (problem.file, problem.where, problem.code) == (file, where, code)


def test_a_page_cannot_show_rules_that_are_not_there(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "pack")
    page = folder / "pages" / "swelling.md"
    page.write_text(page.read_text("utf-8") + "\n```stop_rules\n```\n", "utf-8")
    assert load.load(folder, folder / "jurisdictions").record
    (folder / "record.yaml").unlink()
    with pytest.raises(ContentError) as caught:
        load.load(folder, folder / "jurisdictions")
    assert [problem.code for problem in caught.value.problems] == ["unknown_id"]

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consent_app import episode as ep
from consent_app import profile
from consent_app.content import journey, load
from consent_app.content.model import Chance
from consent_app.content.problems import ContentError, Problem, explain
from consent_app.language import SHIPPED, Language, undrawable
from consent_app.settings import resource

if TYPE_CHECKING:
    from consent_app.content.model import Pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"
SHIPPED_PACK = resource("packs", "leg-lengthening")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to be broken."""
    return shutil.copytree(TINY, tmp_path / "pack")


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ContentError) as found:
        load.load(folder, folder / "jurisdictions")
    for problem in found.value.problems:
        assert explain(problem, Language("en")).startswith(f"{problem.file}:{problem.line}: ")
    return found.value.problems


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- the shipped pack -----------------------------------------------------------------------------


def test_the_shipped_pack_loads_and_is_bound_to_its_bytes(pack: Pack) -> None:
    assert pack.manifest.id == "leg-lengthening"
    assert pack.digest == load.digest([SHIPPED_PACK, resource("jurisdictions")])
    assert pack.demonstration


def test_every_chance_has_whole_population_and_source(pack: Pack) -> None:
    chances = [fact for fact in pack.facts.values() if isinstance(fact, Chance)]
    assert len(chances) > 10
    for fact in chances:
        assert fact.population
        assert fact.source in pack.sources
        assert 0 <= fact.low <= fact.high <= fact.out_of


def test_every_page_of_the_shipped_pack_is_on_the_way(pack: Pack) -> None:
    listed = pack.manifest.content
    assert sorted(listed) == sorted(pack.pages)


def test_every_sign_in_the_pack_and_in_the_rules_can_be_printed() -> None:
    folders = (SHIPPED_PACK, resource("jurisdictions"))
    files = [file for folder in folders for file in folder.rglob("*.*")]
    strange = {file.name: undrawable(file.read_text(encoding="utf-8")) for file in files}
    assert {name: signs for name, signs in strange.items() if signs} == {}


def test_another_procedure_is_another_folder(tiny: Pack) -> None:
    assert (tiny.manifest.operation, list(tiny.jurisdictions)) == ("wisdom tooth removal", ["NO"])
    assert tiny.demonstration


def test_one_changed_byte_is_another_digest(folder: Path, tiny: Pack) -> None:
    assert load.load(folder, folder / "jurisdictions").digest == tiny.digest
    edit(folder, "pages/swelling.md", "three days", "two days")
    assert load.load(folder, folder / "jurisdictions").digest != tiny.digest


def test_the_loader_knows_the_programs_own_names(pack: Pack) -> None:
    pages = {ep.WELCOME, *ep.FORMS, ep.PLAN, ep.RULES, ep.LEGAL_STOP, ep.AGE_STOP, ep.QUESTIONS}
    pages |= {ep.INDICATION, ep.CONDITIONS, ep.OWN_WORDS, ep.PRIVATE, ep.SURE, ep.ANSWERS}
    pages |= {ep.PAPER, ep.RULE_TEXTS, ep.PAUSE}
    assert pages | {ep.FIT, ep.DECISION, ep.DOCUMENT, ep.SIGN, ep.DONE} == load.OWN_PAGES
    assert set(load.OWN_PREFIXES) == {ep.CHECK, ep.AGAIN, ep.VALUES}
    assert set(profile.PERSON) < load.OWN_FIELDS
    assert load.RULES_PAGE in {topic.page for topic in pack.checks.topics}


# --- packs that do not load -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("risks.yaml", "severity:", "severty:", (6, "unknown_key", "severity")),
        ("facts/all.yaml", "source: MADE_UP", "source: MADE_IT", (11, "unknown_id", "MADE_UP")),
        ("facts/all.yaml", "    source: MADE_UP\n", "", (2, "missing_key", "")),
        ("facts/all.yaml", "    out_of: 100\n", "", (2, "missing_key", "")),
        ("facts/all.yaml", "    unit: days\n", "", (15, "missing_key", "")),
        ("facts/all.yaml", "unit: days\n", "unit: dayz\n", (19, "wrong_value", "days")),
        ("facts/all.yaml", "low: 30", "low: 41", (4, "backward_range", "")),
        ("facts/all.yaml", "high: 40", "high: 140", (5, "beyond_denominator", "")),
        ("facts/all.yaml", "id: REST", "id: SWELL", (16, "duplicate_id", "")),
        ("facts/all.yaml", "verification: read", "verification: recalled",
         (13, "wrong_value", "read")),
        ("checks.yaml", "{SWELL}", "{SWEL}", (7, "unknown_id", "SWELL")),
        ("checks.yaml", "{SWELL}", "{SWELL!r}", (7, "placeholder", "")),
        ("checks.yaml", "{SWELL}", "{SWELL:d}", (7, "placeholder", "")),
        ("checks.yaml", "{SWELL}", "{SWELL.x}", (7, "placeholder", "")),
        ("checks.yaml", "{SWELL}", "{SWELL", (7, "placeholder", "")),
        ("checks.yaml", "It will happen to her\n", "It will\n            right: true\n",
         (8, "right_answers", "")),
        ("checks.yaml", "            right: true\n", "", (8, "right_answers", "")),
        ("checks.yaml", "page: swelling", "page: swellings", (4, "unknown_id", "swelling")),
        ("checks.yaml", "- id: b", "- id: a", (13, "duplicate_id", "")),
        ("phases.yaml", "fact: REST", "fact: PRICE", (11, "wrong_value", "days")),
        ("phases.yaml", "when: {side: left}", "when: {side: lefd}", (19, "unknown_id", "left")),
        ("phases.yaml", "when: {}", "when: {side: left}", (9, "no_default", "")),
        ("phases.yaml", "field: depth_cm", "field: depth", (20, "unknown_id", "depth_cm")),
        ("phases.yaml", "minus: rest", "minus: closing", (20, "unknown_id", "")),
        ("phases.yaml", "      eating: Soup.", "      eatin: Soup.", (13, "unknown_id", "eating")),
        ("pack.yaml", "what_happens, swelling]", "what_happens, swellin]",
         (41, "unknown_id", "swelling")),
        ("pack.yaml", "what_happens, swelling]", "swelling, swelling]", (41, "duplicate_id", "")),
        ("pack.yaml", ', "@end"]', "]", (38, "step_missing", "")),
        ("pack.yaml", '"@rules", what', '"@rules", "@rules", what', (41, "duplicate_id", "")),
        ("pack.yaml", '"@rules", what', '"@ruls", what', (41, "unknown_id", "@rules")),
        ("pack.yaml", '"@person", "@rules"', '"@rules", "@person"', (41, "step_misplaced", "")),
        ("pack.yaml", '"@alone", "@end"', '"@end", "@alone"', (44, "step_misplaced", "")),
        ("pack.yaml", "low: 0.5", "low: 2.5", (35, "backward_range", "")),
        ("pack.yaml", "id: depth_cm", "id: full_name", (32, "duplicate_id", "")),
        ("pack.yaml", "id: right", "id: left", (29, "duplicate_id", "")),
        ("pack.yaml", "version: 0.0.1", "version: 0.1", (5, "wrong_type", "")),
        ("pack.yaml", "status: final", "status: finall", (6, "wrong_value", "final")),
        ("risks.yaml", "    chance: SWELL\n", "", (2, "chance_or_unknown", "")),
        ("risks.yaml", "chance: SWELL", "chance: REST", (10, "unknown_id", "")),
        ("costs.yaml", "prices: [PRICE]", "prices: [PRIZE]", (1, "unknown_id", "PRICE")),
        ("methods.yaml", "cells: {pain: A prick.}", "cells: {}", (7, "missing_cell", "")),
        ("questions.yaml", "pages: [what_happens]", "pages: [what_happened]",
         (8, "unknown_id", "what_happens")),
        ("questions.yaml", "topic: food", "topic: foot", (7, "unknown_id", "food")),
        ("checks.yaml", "page: swelling", "page: check.swelling", (4, "circular", "")),
        ("suitability.yaml", "group: health", "group: helth", (6, "wrong_value", "health")),
        ("sure.yaml", "source: MADE_UP", "source: MADE_IT", (1, "unknown_id", "MADE_UP")),
        ("sure.yaml", "theme: certain", "theme: informed", (5, "duplicate_id", "")),
        ("jurisdictions/no.yaml", "code: NO", "code: SE", (1, "file_name", "")),
        ("jurisdictions/no.yaml", "was made up", "{was} made up", (7, "placeholder", "")),
        ("jurisdictions/no.yaml", "effect: informs", "effect: forbids",
         (6, "wrong_value", "informs")),
        ("pages/swelling.md", "# A swollen cheek", "A swollen cheek", (1, "no_title", "")),
        ("pages/swelling.md", "# A swollen cheek", "## A swollen cheek", (1, "no_title", "")),
        ("pages/swelling.md", "```risk swelling", "```riks swelling",
         (3, "unknown_insert", "risks")),
        ("pages/swelling.md", "```risk swelling", "```risk swelin", (3, "unknown_id", "swelling")),
        ("pages/what_happens.md", "- Eat soup", "  - Eat soup", (8, "markup", "")),
        ("pages/what_happens.md", "- Cool", "1. Cool", (7, "markup", "")),
        ("pages/what_happens.md", "- Cool", "- **Cool**", (7, "markup", "")),
        ("pages/swelling.md", "```risk swelling", "```risk", (3, "wrong_value", "")),
        ("pages/what_happens.md", "{REST}", "{REST_}", (3, "unknown_id", "REST")),
        ("pages/what_happens.md", "MADE_UP\n", "MADE\n", (1, "unknown_id", "MADE_UP")),
    ],
)  # fmt: skip
def test_a_broken_pack_is_named_by_file_line_and_closest_match(
    folder: Path, name: str, old: str, new: str, expected: tuple[int, str, str]
) -> None:
    edit(folder, name, old, new)
    found = problems(folder)
    assert (folder / name, *expected) in [(p.file, p.line, p.code, p.near) for p in found]


def test_a_problem_names_its_place_by_ids(folder: Path) -> None:
    edit(folder, "checks.yaml", "- id: b", "- id: a")
    (problem,) = problems(folder)
    assert problem.where == "topics.swelling.items.swelling_who.answers.a.id"


def test_a_missing_file_is_named_and_the_others_are_still_read(folder: Path) -> None:
    (folder / "costs.yaml").unlink()
    edit(folder, "risks.yaml", "severity:", "severty:")
    assert [(p.file.name, p.code) for p in problems(folder)] == [
        ("costs.yaml", "file_missing"), ("risks.yaml", "unknown_key"),
    ]  # fmt: skip


def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / "costs.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "pages" / "swelling.md").write_bytes(b"\xff")
    assert [p.code for p in problems(folder)] == ["file_unreadable"] * 2


def test_a_link_to_a_place_outside_the_pack_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / "costs.yaml", tmp_path / "costs.yaml")
    (folder / "costs.yaml").symlink_to(tmp_path / "costs.yaml")
    (folder / "pages" / "more.md").symlink_to("/etc/passwd")
    assert [(p.file.name, p.code) for p in problems(folder)] == [
        ("costs.yaml", "outside_folder"), ("more.md", "outside_folder"),
    ]  # fmt: skip


def test_a_fact_stands_in_one_file_only_and_its_day_is_in_the_calendar(folder: Path) -> None:
    (folder / "facts" / "more.yaml").write_text(
        "facts:\n  - kind: moment\n    id: REST\n    when: 2021-02-31\n    population: x\n"
        "    method: x\n    source: MADE_UP\n    grade: C\n    verification: read\n"
        "    statement: x\n".replace("2021-02-31", '"2021-02-31"'),
        encoding="utf-8",
    )
    assert [(p.file.name, p.line, p.code) for p in problems(folder)] == [
        ("more.yaml", 3, "duplicate_id"), ("more.yaml", 4, "wrong_value"),
    ]  # fmt: skip


def test_a_duplicate_does_not_move_the_lines_of_what_follows(folder: Path) -> None:
    edit(folder, "facts/all.yaml", "id: REST", "id: SWELL")
    edit(folder, "facts/all.yaml", "low: 5", "low: 9")
    assert (28, "facts.CLOSING.low", "backward_range") in [
        (p.line, p.where, p.code) for p in problems(folder)
    ]


def test_a_rate_of_nothing_a_day_would_never_end(folder: Path) -> None:
    edit(folder, "facts/all.yaml", "unit: days/cm", "unit: mm/day")
    edit(folder, "facts/all.yaml", "low: 5", "low: 0")
    text = (folder / "phases.yaml").read_text(encoding="utf-8")
    text = text.replace("kind: index", "kind: rate").replace(", minus: rest", "")
    (folder / "phases.yaml").write_text(text, encoding="utf-8")
    assert [(p.file.name, p.line, p.code) for p in problems(folder)] == [
        ("phases.yaml", 20, "wrong_value"), ("phases.yaml", 22, "wrong_value"),
    ]  # fmt: skip


def test_a_part_of_a_country_needs_the_country(folder: Path) -> None:
    rules = folder / "jurisdictions"
    text = (rules / "no.yaml").read_text(encoding="utf-8")
    (rules / "us-ca.yaml").write_text(text.replace("code: NO", "code: US-CA"), encoding="utf-8")
    (problem,) = problems(folder)
    assert (problem.file.name, problem.code, problem.value) == ("us-ca.yaml", "no_parent", "US")


DEVICES = """devices:
- id: drill
  title: The drill
  method: by_hand
  statuses:
  - {place: "NO", from: "2020-01", state: suspended, statement: Stopped., source: MADE_UP,
     verification: read}
  - {place: "NO", from: "2020-01-01", state: limited, statement: Used less., source: MADE_IT,
     verification: read}
  - {place: XX, from: "2020-02-30", state: cleared, statement: Cleared., source: MADE_UP,
     verification: read}
"""
ASKED = """fields:
  - kind: choice
    id: device
    label: Which device?
    optional: true
    options:
      - {id: drill, label: The drill}
      - {id: drell, label: The drell}
"""


def test_a_device_fits_the_plans_own_field_and_has_one_state_a_day(folder: Path) -> None:
    (folder / "devices.yaml").write_text(DEVICES, encoding="utf-8")
    assert {(p.where, p.code) for p in problems(folder)} >= {("devices", "unknown_id")}
    edit(folder, "pack.yaml", "fields:\n", ASKED)
    statuses = "devices.drill.statuses"
    assert [(p.where, p.code, p.near) for p in problems(folder)] == [
        ("devices", "unknown_id", "drill"),
        ("devices.drill.method", "unknown_id", ""),
        (f"{statuses}.1.from", "same_days", ""),
        (f"{statuses}.1.source", "unknown_id", "MADE_UP"),
        (f"{statuses}.2.from", "wrong_value", ""),
        (f"{statuses}.2.place", "unknown_place", "SX"),
    ]


INK = """signature:
  - level: ink
    statement: Sign in ink.
    source: {title_original: "", title_en: Made up, issuer: Nobody, date: not given, url: "",
             seen_as: made up, grade: C}
    as_of: 2030-01-01
    verification: read
rules:
"""


def test_a_rule_about_signatures_that_was_read_has_an_address(folder: Path) -> None:
    edit(folder, "jurisdictions/no.yaml", "rules:\n", INK)
    assert [p.code for p in problems(folder)] == ["no_address", "checked_before"]


# --- anything at all ------------------------------------------------------------------------------

FILES = [p.relative_to(TINY) for p in sorted(TINY.rglob("*")) if p.is_file()]
CHARACTERS = st.sampled_from("{}[]&*:'\"#-?|>!%@`\t \n\r0a9é\x00\u2028王~<,.=") | st.characters(
    codec="utf-8"
)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[Path, str]:
    """Return a file of the tiny pack with a line lost or doubled, or a character changed."""
    name = draw(st.sampled_from(FILES))
    text = (TINY / name).read_bytes().decode()
    for _ in range(draw(st.integers(1, 3))):
        lines, place = text.splitlines(keepends=True), draw(st.integers(0, max(0, len(text) - 1)))
        line = text.count("\n", 0, place)
        match draw(st.sampled_from(["lose", "double", "change", "insert", "move"])):
            case "lose":
                text = "".join(lines[:line] + lines[line + 1 :])
            case "double":
                text = "".join(lines[: line + 1] + lines[line:])
            case "change":
                text = text[:place] + draw(CHARACTERS) + text[place + 1 :]
            case "insert":
                text = text[:place] + draw(CHARACTERS) + text[place:]
            case "move":
                text = "".join(lines[:line] + ["  " + one for one in lines[line:]])
    return name, text


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(TINY, tmp_path_factory.mktemp("scratch") / "pack")


@given(changed=mutations())
@settings(max_examples=400)
@example(changed=(Path("facts/all.yaml"), "[" * 100_000))
@example(changed=(Path("facts/all.yaml"), "facts: " + "9" * 5000))
@example(changed=(Path("checks.yaml"), ""))
@example(changed=(Path("pages/swelling.md"), "# {"))
@example(changed=(Path("pages/swelling.md"), "# {0}{}"))
def test_a_changed_pack_loads_or_says_why_not(scratch: Path, changed: tuple[Path, str]) -> None:
    name, text = changed
    (scratch / name).write_bytes(text.encode())
    try:
        load.load(scratch, scratch / "jurisdictions")
    except ContentError as error:
        found = [explain(problem, Language("en")) for problem in error.problems]
    else:
        found = ["loaded"]
    finally:
        shutil.copyfile(TINY / name, scratch / name)
    assert all(found)
    assert found


# --- journeys -------------------------------------------------------------------------------------


def test_a_journey_names_what_it_does_not_know(tmp_path: Path, pack: Pack) -> None:
    file = tmp_path / "j.yaml"
    file.write_text(
        "title: t\ntoday: 2026-11-21\nlanguage: zh_Hant\nprofile:\n  ful_name: A\nexpect: {}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as found:
        journey.load(file, profile.names(pack), SHIPPED)
    assert [(p.line, p.where, p.near) for p in found.value.problems] == [
        (3, "language", "zh_Hans"), (5, "profile.ful_name", "full_name"),
    ]  # fmt: skip

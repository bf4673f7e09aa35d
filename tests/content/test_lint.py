from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from consent_app.cli import cli
from consent_app.content import lint, load, readability
from consent_app.content.model import Chance
from consent_app.content.problems import ContentError, explain
from consent_app.language import Language
from consent_app.settings import resource
from consent_app.view import proof

if TYPE_CHECKING:
    from click.testing import Result

    from consent_app.content.model import Pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny pack that breaks no rule, to be broken."""
    made = shutil.copytree(TINY, tmp_path / "pack")
    edit(made, "pages/swelling.md", "after three days", "after some days")
    return made


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def breaks(folder: Path) -> list[tuple[str, int, str, str]]:
    pack = load.load(folder, folder / "jurisdictions")
    found = proof.prove(folder, pack).breaks
    for one in found:
        assert explain(one, Language("en")).startswith(f"{one.file}:{one.line}: ")
    return [(one.file.name, one.line, one.code, one.value) for one in found]


def codes(sentence: str) -> list[str]:
    return [hit.code for hit in lint.hits(sentence, sentence)]


# --- the shipped pack -----------------------------------------------------------------------------


def test_the_shipped_pack_breaks_no_rule(pack: Pack) -> None:
    found = proof.prove(resource("packs", "leg-lengthening"), pack).breaks
    assert [(one.file.name, one.line, one.where, one.code, one.value) for one in found] == []


# --- each rule ------------------------------------------------------------------------------------


def test_the_tiny_pack_breaks_one_rule_and_its_copy_none(folder: Path) -> None:
    piece = "“…swelling grows after three days”"
    assert breaks(TINY) == [("swelling.md", 7, "number", piece)]
    assert breaks(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("risks.yaml", "Cooling.", "Cooling for 3 days.", (8, "number", "3")),
        ("risks.yaml", "Cooling.", "Cooling for half a day.", (8, "number", "half")),
        ("pages/what_happens.md", "Eat soup", "Eat twelve soups", (8, "number", "twelve")),
        ("pages/what_happens.md", "You rest", "Of all, 20% rest", (3, "per_cent", "%")),
        ("pack.yaml", "None.", "One in {SWELL} pays.", (9, "one_in", "One in 3")),
        ("costs.yaml", "Ask first.", "It is as likely.", (6, "relative", "as likely")),
        ("costs.yaml", "Ask first.", "This is rare.", (6, "frequency", "rare")),
        ("facts/all.yaml", "a swollen cheek", "two thirds", (14, "number", "thirds")),
        ("facts/all.yaml", "people in a test", "as likely", (9, "relative", "as likely")),
        ("checks.yaml", "It may", "It may" + " well" * 18, (10, "long_sentence", "23 > 20: ")),
    ],
)
def test_each_rule_names_file_line_and_words(
    folder: Path, name: str, old: str, new: str, expected: tuple[int, str, str]
) -> None:
    edit(folder, name, old, new)
    line, code, words = expected
    found = [b for b in breaks(folder) if b[2] == code]
    assert [(file, at) for file, at, _, _ in found] == [(Path(name).name, line)]
    assert words in found[0][3]


PAGE = "pages/what_happens.md"
WORDS = "Eat some soup and rest now."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n".join([WORDS] * 11), ("long_page", "66 > 60")),
        ("Eat " + "soup " * 16 + "now.", ("long_on_average", "18.0 > 14")),
        ("Physiotherapy necessitates extraordinary determination.", ("hard_to_read", "42.0 > 8")),
    ],
)
def test_a_page_is_short_and_easy(folder: Path, text: str, expected: tuple[str, str]) -> None:
    (folder / PAGE).write_text(f"# What happens\n\n{text}\n", encoding="utf-8")
    found = [b for b in breaks(folder) if b[2] != "hard_to_read" or "hard_to_read" in expected]
    assert found == [("what_happens.md", 1, *expected)]


def test_only_prose_counts_and_facts_count_as_they_are_read(folder: Path) -> None:
    pack = load.load(folder, folder / "jurisdictions")
    found = proof.prove(folder, pack)
    page = found.pages["what_happens"]
    assert (page.words, page.sentences, page.longest) == (7 + 7 + 3 + 2, 4, 7)
    assert found.pages["swelling"] == readability.Measure()
    assert "sources.yaml" not in found.files
    assert found.files["risks.yaml"].sentences == 9


@pytest.mark.parametrize(
    "sentence",
    [
        "The third phase is quiet, and a third tooth may follow.",
        "One leg first, then the second one, and both in one or two years.",
        "In one study {SWELL} had it, which is common.",
        "Hardening takes {REST} as long, more often in one leg, in {PRICE}.",
        "Often it has to be done again, several times.",
        "Unfold the paper.",
    ],
)
def test_plain_words_are_left_alone(sentence: str) -> None:
    assert codes(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("A third of them had it.", "number"),
        ("It was a third.", "number"),
        ("A third had it again.", "number"),
        ("It grew by one third.", "number"),
        ("It takes three-quarter of a day.", "number"),
        ("Nails cost twice that.", "number"),
        ("Take \u00bd of it.", "number"),
        ("It grew to \u0663 of them.", "number"),
        ("A high percentage had it.", "per_cent"),
        ("1 in 20 had it.", "one_in"),
        ("It is 2 times more in smokers.", "relative"),
        ("There was a two-fold rise.", "relative"),
        ("It doubles the risk.", "number"),
        ("An uncommon problem.", "frequency"),
        ("It is very rarely seen.", "frequency"),
        ("It is unlikely.", "frequency"),
    ],
)
def test_numbers_and_chances_are_found_in_any_dress(sentence: str, code: str) -> None:
    assert code in codes(sentence)


_PLAIN = st.lists(st.sampled_from(["we", "rest", "{REST}", "{PROCE-006}", "eat,", "X-ray"]))
_LOOSE = st.one_of(
    st.integers(0, 10**6).map(str),
    st.sampled_from(
        ["three", "Twelve", "ninety", "hundreds", "half", "thirds", "quarter", "twice"]
    ),
)


@given(_PLAIN, _LOOSE, _PLAIN)
def test_a_number_typed_anywhere_in_prose_is_found(
    before: list[str], number: str, after: list[str]
) -> None:
    assert "number" in codes(" ".join([*before, number, *after]))
    assert codes(" ".join([*before, *after])) == []


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_checked_and_any_digit_counts(words: str) -> None:
    loose = lint.FACT.sub("", words)
    found = codes(words)
    assert ("number" in found) or not any(sign in "0123456789" for sign in loose)


# --- exceptions -----------------------------------------------------------------------------------


def allow(folder: Path, words: str) -> None:
    text = f"allowed:\n  - words: {words}\n    why: a name\n"
    (folder / "prose.yaml").write_text(text, encoding="utf-8")


def test_an_exception_covers_its_words_and_no_others(folder: Path) -> None:
    edit(folder, "risks.yaml", "Cooling.", "The common nerve of the Four Seasons.")
    assert [code for _, _, code, _ in breaks(folder)] == ["frequency", "number"]
    allow(folder, "Four Seasons")
    assert [code for _, _, code, _ in breaks(folder)] == ["frequency"]


def test_an_exception_that_nothing_needs_is_a_fault(folder: Path) -> None:
    allow(folder, "Four Seasons")
    assert breaks(folder) == [("prose.yaml", 2, "unused_exception", "Four Seasons")]


def test_exceptions_that_do_not_load_hide_nothing_else(folder: Path) -> None:
    (folder / "prose.yaml").write_text("allowed:\n  - words: half\n", encoding="utf-8")
    assert [(file, code) for file, _, code, _ in breaks(folder)] == [("prose.yaml", "missing_key")]


def test_who_was_counted_may_hold_numbers(folder: Path) -> None:
    edit(folder, "facts/all.yaml", "population: people", "population: 30 people in 4 places,")
    edit(folder, "facts/all.yaml", "within a week", "within 7 days")
    assert breaks(folder) == []


# --- reading grade --------------------------------------------------------------------------------

SYLLABLES = {
    1: "bone healed turned nails legs through lengths safe whole breathe eyes 75,000 called",
    2: "nailing needed table centre surgeon crutches tissue hundred something quiet being X-ray",
    3: "tibia hospital infection earlier idea MRI lengthening operate various",
    4: "diabetic anaesthesia complication experience usually mechanism",
    5: "physiotherapy psychological rehabilitate possibility",
    6: "osteogenesis responsibility rehabilitation",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, line in SYLLABLES.items() for word in line.split()],
)
def test_syllables_of_known_words(word: str, count: int) -> None:
    assert readability.syllables(word) == count


def test_sentences_end_at_stops_and_not_in_numbers_or_titles() -> None:
    text = "Dr. Lin takes 1.5 cm (e.g. once). Is it bad? “No.” {REST} later: e.g. soup. A U.S. nail"
    assert len(readability.sentences(text)) == 5


def test_the_grade_is_kincaids_formula() -> None:
    found = readability.measure(["The cat sat on the mat.", "A bullet without a stop"])
    assert (found.words, found.sentences, found.syllables, found.longest) == (11, 2, 13, 6)
    assert found.grade == pytest.approx(0.39 * 5.5 + 11.8 * 13 / 11 - 15.59)


# --- both frames of a chance ----------------------------------------------------------------------


def test_every_chance_adds_up_in_every_language(pack: Pack, tiny: Pack) -> None:
    assert [*proof.frames(pack), *proof.frames(tiny)] == []


@pytest.mark.parametrize(
    ("chance", "others", "whole_first", "fine"),
    [
        ("30 to 40 out of 100", "60 to 70 out of 100", False, True),
        ("of 100, 30 to 40", "of 100, 60 to 70", True, True),
        ("100 out of 30 to 40", "100 out of 60 to 70", False, False),
        ("of 30 to 40, 100", "of 60 to 70, 100", True, False),
        ("40 to 30 out of 100", "70 to 60 out of 100", False, False),
        ("30 to 40 out of 100", "60 to 60 out of 100", False, False),
        ("30 to 40 people", "60 to 70 people", False, False),
        ("\u0663\u0660 - \u0664\u0660 / \u0661\u0660\u0660", "60 - 70 / 100", False, True),
    ],
)
def test_a_wording_that_loses_or_swaps_numbers_is_found(
    tiny: Pack, chance: str, others: str, *, whole_first: bool, fine: bool
) -> None:
    fact = tiny.facts["SWELL"]
    assert isinstance(fact, Chance)
    assert proof.adds_up(fact, chance, others, whole_first=whole_first) is fine


def test_thousands_and_single_counts_are_read_back(tiny: Pack) -> None:
    fact = tiny.facts["SWELL"]
    assert isinstance(fact, Chance)
    rare = msgspec.structs.replace(fact, low=2, high=2, out_of=1000)
    assert proof.adds_up(rare, "2 out of 1,000", "998 out of 1,000", whole_first=False)
    assert proof.adds_up(rare, "\u6bcf 1,000 \u4eba\u4e2d\u6709 2", "1,000: 998", whole_first=True)


# --- the command ----------------------------------------------------------------------------------


def check(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_a_broken_rule_stops_only_where_it_is_asked_to() -> None:
    assert [check(TINY).exit_code, check(TINY, "--strict").exit_code] == [0, 1]
    assert "Breaks of the rules: 1\n" in check(TINY).output
    assert f"{TINY.name}/pages/swelling.md:7: has a number" in check(TINY).output


def test_a_pack_without_a_break_says_so(folder: Path) -> None:
    checked = check(folder, "--strict")
    assert checked.exit_code == 0
    assert checked.output.endswith("\n\nNo rule is broken.\n")
    assert "Facts: 8 used, 0 not used\nSources: 1 used, 0 not used\n" in checked.output


def test_a_pack_that_does_not_load_stops_in_any_case(folder: Path) -> None:
    edit(folder, "risks.yaml", "severity:", "severty:")
    assert check(folder).exit_code == 1


def test_facts_and_sources_that_nothing_names_are_listed(folder: Path) -> None:
    edit(folder, "sources.yaml", "sources:", "sources:\n  - {id: OLD, title: Old, kind: text}")
    fact = (folder / "facts" / "all.yaml").read_text("utf-8").split("  - kind")[2]
    alone = fact.replace("REST", "ALONE").replace("MADE_UP", "OLD")
    with (folder / "facts" / "all.yaml").open("a", encoding="utf-8") as file:
        file.write("  - kind" + alone)
    found = json.loads(check(folder, "--json").output)
    assert (found["unused_facts"], found["unused_sources"]) == (["ALONE"], ["OLD"])


def test_the_report_fits_100_columns_and_the_same_is_in_the_json(folder: Path) -> None:
    edit(folder, "risks.yaml", "Cooling.", "Cooling for 3 days" + " and nights" * 10 + ".")
    lines = check(folder).output.splitlines()
    assert all(len(line) <= 100 for line in lines if str(folder) not in line)
    found = json.loads(check(folder, "--json").output)
    assert [b["code"] for b in found["breaks"]] == ["long_sentence", "number"]
    assert found["breaks"][0]["sentence"].startswith(f"{folder}/risks.yaml:8: risks.swelling.")
    assert found["pages"]["what_happens"] | {"grade": 0} == {
        "words": 19, "longest": 7, "mean": 4.8, "grade": 0,
    }  # fmt: skip
    assert (found["approved"], found["statements"]) == (None, {})


def test_a_sentence_without_its_translation_is_named(folder: Path) -> None:
    edit(folder, "pack.yaml", "languages: [en]", "languages: [en, zh_Hans]")
    missing = [(name, line, value) for name, line, code, value in breaks(folder)
               if code == "untranslated"]  # fmt: skip
    assert ("pack.yaml", 3, "简体中文: “Wisdom tooth removal”") in missing
    assert all(value.startswith("简体中文") for _, _, value in missing)


def test_a_language_that_is_not_there_is_named(folder: Path) -> None:
    edit(folder, "pack.yaml", "languages: [en]", "languages: [en, zh_Hant]")
    with pytest.raises(ContentError) as caught:
        load.load(folder, folder / "jurisdictions")
    assert [(p.line, p.code, p.near) for p in caught.value.problems] == [
        (45, "unknown_id", "zh_Hans")
    ]

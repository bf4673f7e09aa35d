from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from consent_app.content import model, yamlfile
from consent_app.content.problems import ContentError, explain
from consent_app.language import Language

FILE = Path("some.yaml")


def value(text: str) -> Any:  # noqa: ANN401
    return yamlfile.parse(text, FILE).value


def refusal(text: str, kind: type | None = None) -> tuple[str, int, str]:
    with pytest.raises(ContentError) as found:
        yamlfile.convert(yamlfile.parse(text, FILE), kind or object)
    (problem,) = found.value.problems
    assert explain(problem, Language("en")).startswith(f"some.yaml:{problem.line}: ")
    return problem.code, problem.line, problem.near


def test_plain_words_stay_words() -> None:
    found = value("a: [NO, yes, off, 1_000, 0x1F, 1e3, 012, 1:30, .nan, .5, =, y]")
    assert found == {
        "a": ["NO", "yes", "off", "1_000", "0x1F", "1e3", "012", "1:30", ".nan", ".5", "=", "y"]
    }


def test_numbers_dates_truth_and_nothing() -> None:
    found = value("[1, -2, 0.5, 2026-11-21, true, false, null, ~, '5', \"true\"]")
    assert found == [1, -2, 0.5, date(2026, 11, 21), True, False, None, None, "5", "true"]


def test_every_value_knows_its_line() -> None:
    tree = yamlfile.parse("a: 1\nb:\n  - id: x\n    c: 2\n  - d\n", FILE)
    assert [tree.line(p) for p in (("a",), ("b", 0, "c"), ("b", 1), ("b", 0, "gone"))] == [
        1,
        4,
        5,
        3,
    ]
    assert tree.where(("b", 0, "c")) == "b.x.c"


BOMB = "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: &x 2", "alias", 2),
        ("a: *x", "alias", 1),
        (BOMB, "alias", 1),
        ("a: 1\nb: 2\na: 3", "duplicate_key", 3),
        ("a: 1\n  b: 2", "not_yaml", 2),
        ("? [1]\n: 2", "not_yaml", 1),
        ("a: 1\n---\nb: 2", "not_yaml", 2),
        ("a: 1\x00", "not_yaml", 1),
        ("a:\n  b: 2026-02-30", "wrong_value", 2),
        ("[" * 100_000, "too_deep", 1),
        ("- " * 100_000, "too_deep", 1),
        ("{a: " * 30 + "}" * 30, "too_deep", 1),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    assert refusal(text)[:2] == (code, line)


FACTS = """\
facts:
  - kind: chance
    id: A
    low: 1
    high: 2
    out_of: 100
    of: people
    within: within a year
    population: p
    method: m
    source: S
    grade: B
    verification: read
    statement: s
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "near"),
    [
        ("    within:", "    wihtin:", "unknown_key", 8, "within"),
        ("    out_of: 100\n", "", "missing_key", 2, ""),
        ("    source: S\n", "", "missing_key", 2, ""),
        ("kind: chance", "kind: chanse", "wrong_value", 2, "chance"),
        ("of: people", "of: poeple", "wrong_value", 7, "people"),
        ("out_of: 100", "out_of: 200", "wrong_value", 6, "100"),
        ("grade: B", "grade: D", "wrong_value", 12, ""),
        ("verification: read", "verification: recalled", "wrong_value", 13, "read"),
        ("low: 1", "low: one", "wrong_type", 4, ""),
        ("low: 1", "low: -1", "wrong_value", 4, ""),
        ("id: A", "id: a b", "wrong_value", 3, ""),
        ("statement: s", "statement: ''", "wrong_value", 14, ""),
    ],
)
def test_a_fact_that_does_not_fit_its_type(
    old: str, new: str, code: str, line: int, near: str
) -> None:
    text = FACTS.replace(old, new, 1)
    assert refusal(text, model.FactFile) == (code, line, near)


def test_no_is_norway() -> None:
    text = FACTS.replace("statement: s", "statement: NO")
    (fact,) = yamlfile.convert(yamlfile.parse(text, FILE), model.FactFile).facts
    assert fact.statement == "NO"


def test_a_quantity_without_unit_does_not_load() -> None:
    text = FACTS.replace("chance", "quantity").replace("    out_of: 100\n    of: people\n", "")
    text = text.replace("    within: within a year\n", "")
    assert refusal(text, model.FactFile)[0] == "missing_key"


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(written=PLAIN)
def test_what_is_written_quoted_is_read_as_it_was(written: Any) -> None:  # noqa: ANN401
    text = yaml.safe_dump(written, allow_unicode=True, default_style=None)
    if any(unseen in text for unseen in "\x85\u2028\u2029"):
        with pytest.raises(ContentError):
            value(text)
        text = yaml.safe_dump(written, allow_unicode=False)  # escapes them
    assert value(text) == written


@pytest.mark.parametrize("unseen", ["\x85", "\u2028", "\u2029"])
def test_a_line_break_that_no_editor_shows_is_refused_at_its_line(unseen: str) -> None:
    code, line = refusal(FACTS.replace("statement: s", f"statement: s{unseen}t"), model.FactFile)[
        :2
    ]
    assert code == "not_yaml"
    assert FACTS.splitlines()[line - 1].strip() == "statement: s"


@given(
    text=st.text(st.characters(codec="utf-8")) | st.text("-:?[]{}&*!|>'\"%@`# \n\tab1", max_size=40)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ContentError):
        assert yamlfile.parse(text, FILE).line(()) >= 1

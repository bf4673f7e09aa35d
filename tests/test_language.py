from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from consent_app.language import FSI, PDI, SHIPPED, Language, UnknownLanguageError, undrawable
from consent_app.settings import resource

ENGLISH, CHINESE = Language("en"), Language("zh_Hans")


def test_numbers_ranges_and_money_read_as_people_write_them() -> None:
    assert ENGLISH.span(4, 9) == "4 to 9"
    assert ENGLISH.span(50, 50.0) == "50"
    assert ENGLISH.number(0.75) == "0.75"
    assert ENGLISH.money(75_000, 125_000, "USD") == "USD 75,000 to 125,000"
    assert ENGLISH.count(("{n} day", "{n} days"), 0, 1) == "0 to 1 day"
    assert ENGLISH.count(("{n} day", "{n} days"), 1.5) == "1.5 days"


def test_dates_spell_the_month_out_and_name_the_offset() -> None:
    assert ENGLISH.date(date(2026, 11, 21)) == "November 21, 2026"
    assert CHINESE.date(date(2026, 11, 21)) == "2026年11月21日"
    assert "09:00 (UTC)" in ENGLISH.moment(datetime(2026, 11, 21, 9, tzinfo=UTC))


def test_only_what_turns_round_is_isolated() -> None:
    assert ENGLISH.isolate("Ada Test") == "Ada Test"
    assert ENGLISH.isolate("محمد") == f"{FSI}محمد{PDI}"


@pytest.mark.parametrize("code", SHIPPED)
def test_every_country_has_a_name_once(code: str) -> None:
    countries = Language(code).countries
    assert len({name for _, name in countries}) == len(countries) > 240
    assert ("NO", Language(code).country("NO")) in countries


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        Language("xx")


def test_the_list_of_drawable_characters_is_that_of_the_fonts() -> None:
    drawn: set[int] = set()
    for file in resource("fonts").glob("*.?tf"):
        with TTFont(file, lazy=True) as font:
            drawn |= set(font.getBestCmap())
    assert undrawable("".join(map(chr, drawn))) == ""
    listed = resource("fonts", "coverage.txt").read_text(encoding="ascii").splitlines()
    ends = [[int(end, 16) for end in line.split("-")] for line in listed]
    assert sum(last - first + 1 for first, last in ends) == len(drawn)


@given(st.text())
def test_what_cannot_be_drawn_is_named_once_each(words: str) -> None:
    strange = undrawable(words)
    assert len(set(strange)) == len(strange)
    assert set(strange) <= set(words)

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_app import profile as p

if TYPE_CHECKING:
    from consent_app.content.model import Pack

TODAY = date(2026, 11, 21)


def problem(pack: Pack, name: str, value: p.Value | None) -> tuple[str, float, float, str]:
    found = p.with_answers(p.Profile(), {name: value}, pack, TODAY)
    assert isinstance(found, tuple), found
    (only,) = found
    assert only.field == name
    return only.code, only.low, only.high, only.unit


def test_a_gain_out_of_range_names_the_bounds(pack: Pack) -> None:
    assert problem(pack, "target_gain_cm", 50) == ("out_of_range", 1, 8, "cm")
    assert problem(pack, "target_gain_cm", "nan") == ("out_of_range", 1, 8, "cm")
    assert problem(pack, "target_gain_cm", "a lot") == ("not_a_number", 1, 8, "cm")


def test_a_number_is_taken_with_point_or_comma(pack: Pack) -> None:
    for written in ("5.5", " 5,5 ", 5.5, "٥٫٥".replace("٫", ".")):
        found = p.with_answers(p.Profile(), {"target_gain_cm": written}, pack, TODAY)
        assert isinstance(found, p.Profile)
        assert found.amount("target_gain_cm") == 5.5


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-11-22", "in_future"), ("1905-01-01", "too_old"), ("2001-02-29", "not_a_date"),
        ("27.3.1999", "not_a_date"), ("1999-W01-1", "not_a_date"), ("19990327", "not_a_date"),
        ("0000-00-00", "not_a_date"), ("99-03-27", "not_a_date"), ("", "empty"),
    ],
)  # fmt: skip
def test_a_bad_date_of_birth_is_named(pack: Pack, written: str, code: str) -> None:
    assert problem(pack, "date_of_birth", written)[0] == code


def test_age_counts_full_years_and_turns_on_the_birthday() -> None:
    born = p.Profile(date_of_birth=date(2008, 2, 29))
    assert [born.age(day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]
    assert p.Profile().age(TODAY) is None


@pytest.mark.parametrize(
    "name",
    ["王小明", "محمد بن علي", "אסתר לוי", "अनिता शर्मा", "Nguyễn Thị Hồng", "O’Brien-Łódź", '<b>&"',
     "می‌خواهم", "{full_name}", "%s"],
)  # fmt: skip
def test_names_of_all_scripts_are_kept_as_they_are(pack: Pack, name: str) -> None:
    found = p.with_answers(p.Profile(), {"full_name": f"  {name} "}, pack, TODAY)
    assert isinstance(found, p.Profile)
    assert found.full_name == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x" * 201, "too_long"), ("A\x00da", "unprintable"), ("A\x1b[31mda", "unprintable"),
        ("A\ud800da", "unprintable"), ("Ada\u202eadA", "unprintable"),
        ("Ada\u2069 Byron", "unprintable"), ("\u200b\u200e", "empty"), (" \t\n", "empty"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_printed_or_read_is_refused(pack: Pack, name: str, code: str) -> None:
    assert problem(pack, "full_name", name)[0] == code


def test_a_name_of_300_characters_says_how_long_it_is(pack: Pack) -> None:
    assert problem(pack, "full_name", "x" * 300) == ("too_long", 300, p.NAME_LIMIT, "")


@pytest.mark.parametrize("code", ["XXX", "cn", "ÄÖ", "CN-", "CN-ä", "С1", "CN-11\n"])
def test_what_is_not_a_country_code_is_refused(pack: Pack, code: str) -> None:
    assert problem(pack, "country_of_surgery", code)[0] == "not_a_country"


def test_half_of_the_answers_is_never_taken(pack: Pack) -> None:
    answers = {"full_name": "Ada", "bone": "elbow", "no_such": "1", "reason": None}
    found = p.with_answers(p.Profile(), answers, pack, TODAY)
    assert isinstance(found, tuple)
    assert [(x.field, x.code) for x in found] == [
        ("bone", "not_an_option"), ("no_such", "unknown_field"), ("reason", "empty"),
    ]  # fmt: skip


def test_the_reason_brings_its_indication(pack: Pack) -> None:
    for reason in pack.manifest.reasons:
        found = p.with_answers(p.Profile(), {"reason": reason.id}, pack, TODAY)
        assert isinstance(found, p.Profile)
        assert found.indication == reason.indication


ANYTHING = st.none() | st.text(st.characters(), max_size=250) | st.floats() | st.integers()


@given(data=st.data())
def test_any_answer_is_taken_or_named(pack: Pack, data: st.DataObject) -> None:
    fields = st.sampled_from([*p.names(pack), "no_such"])
    answers = data.draw(st.dictionaries(fields, ANYTHING))
    found = p.with_answers(p.Profile(), answers, pack, TODAY)
    if isinstance(found, p.Profile):
        # what the pack lets stay blank may be taken as nothing
        assert not p.missing(found, [n for n in answers if n not in pack.manifest.optional])
    else:
        assert {x.field for x in found} <= set(answers)
        assert all(x.low <= x.high or x.code == "too_long" for x in found)


@given(given_name=st.text(min_size=1, max_size=200))
def test_a_stored_name_is_stored_as_it_is_again(pack: Pack, given_name: str) -> None:
    first = p.with_answers(p.Profile(), {"full_name": given_name}, pack, TODAY)
    if isinstance(first, p.Profile):
        again = p.with_answers(first, {"full_name": first.full_name}, pack, TODAY)
        assert again == first

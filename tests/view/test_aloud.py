from __future__ import annotations

from typing import get_args

import pytest

from consent_app.language import Language
from consent_app.view import aloud
from consent_app.view import blocks as b

EN = Language("en")


def page(*blocks: b.Block) -> b.Page:
    return b.Page(
        id="x", caption="", title="Your bone", progress="", blocks=blocks, primary="", does="next",
        enabled=True, why_not="", back=True, direction="ltr", notice="",
    )  # fmt: skip


def test_every_block_on_the_screen_can_be_read() -> None:
    assert set(aloud._SAID) == set(get_args(b.Block)) - set(b.PAPER_ONLY)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("5 cm in 60 days", "5 centimetres in 60 days"),
        ("1 mm a day, 11 mm", "1 millimetre a day, 11 millimetres"),
        ("4–9 out of 100", "4 to 9 out of 100"),
        ("USD 75,000 to 125,000", "US dollars 75000 to 125000"),
        ("ISO 9", "ISO 9"),
        ("Rules · Norway", "Rules , Norway"),
        ("\u2068Ada\u2069 signed", "Ada signed"),
        ("X-rays and follow-up", "X-rays and follow-up"),
        ("May 2021, 1,5 m", "May 2021, 1,5 m"),
    ],
)
def test_numbers_are_written_as_a_voice_says_them(written: str, heard: str) -> None:
    assert aloud.spoken(written, EN) == heard


def test_a_page_is_read_in_its_order_and_each_part_knows_its_block() -> None:
    choice = b.ChoiceList("answer", "reason", "Why?", (("a", "To be taller"), ("b", "Not sure")))
    found = aloud.parts(page(b.Paragraph("It is cut."), b.SourceLine(""), choice), EN)
    assert found == (
        aloud.Part(aloud.TITLE, "Your bone"),
        aloud.Part(0, "It is cut."),
        aloud.Part(2, "Why? To be taller. Not sure."),
    )


def test_a_table_is_read_row_by_row_with_its_heads() -> None:
    table = b.Table("Visits", ("", "Nail", "Frame"), (("Weeks", "4", "6"),))
    assert aloud.parts(page(table), EN)[1].words == "Visits. Nail. Weeks: 4. Frame. Weeks: 6."

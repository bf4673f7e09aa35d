"""Sheets, sizes of text, and two languages row by row."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import pypdfium2
import pytest
from test_document import _run, a_document

from consent_app.paper import document as paper
from consent_app.paper.errors import PaperError
from consent_app.paper.page import arrange, measure
from consent_app.settings import tokens
from consent_app.view.blocks import (
    Bullets,
    Document,
    FitTable,
    Format,
    Heading,
    Notice,
    Paragraph,
    Section,
    SignatureMark,
    SourceLine,
    SummaryList,
    Table,
)

if TYPE_CHECKING:
    from pathlib import Path

Points = Literal[12, 14, 18]
ARABIC, HEBREW = "قد تدخل البكتيريا إلى العظم", "חיידקים עלולים לחדור לעצם"
LETTER_18 = Format("letter", 18)


def spoken(
    language: str, said: str, direction: Literal["ltr", "rtl"] = "rtl", number: str = "4711"
) -> Document:
    """A paper that says one thing in every kind of block that has columns or sides.

    Its one paragraph begins with a number.
    """
    return a_document(
        language=language, direction=direction, title=said, status=said, warning=said,
        page_label=said[:5] + " {page} / {pages}", author=said,
        summary=(SummaryList(((said, said),)), Notice("info", said, (said,))),
        sections=(Section(said, (
            Heading(said, 3), Paragraph(f"{number} {said}"), Bullets("do", (said,), said),
            Table(said, ("", said), ((said, said),)), SourceLine("Marwan 2020"),
        )),),
        signature=Section(said, (
            Paragraph(said), SignatureMark("none", said, ((said, said),), (), "", ""),
        )),
    )  # fmt: skip


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def lefts(pdf: bytes, word: str) -> list[float]:
    """Return how far from the left a word begins on the first page that has it, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            found, seen = page.get_textpage(), list[float]()
            search = found.search(word)
            while hit := search.get_next():
                seen.append(found.get_charbox(hit[0])[0] * measure.POINT_MM)
            if seen:
                return seen
    return []


@pytest.mark.parametrize("points", get_args(Points))
@pytest.mark.parametrize("size", ["a4", "letter"])
def test_every_sheet_and_size(size: Any, points: Points, tmp_path: Path) -> None:  # noqa: ANN401
    form = Format(size, points)
    made = paper.render(a_document(format=form))
    about = _run(made.pdf, tmp_path, "pdfinfo")
    assert ("595.276 x 841.89 pts (A4)" if size == "a4" else "612 x 792 pts (letter)") in about
    shown = _run(made.pdf, tmp_path, "pdftohtml", "-xml", "-stdout", "-i", "-zoom", "1")
    sizes = {int(found) for found in re.findall(r'<fontspec [^>]*size="(\d+)"', shown)}
    allowed = tokens()["print"][str(points)]
    assert min(sizes) == allowed["foot"] >= 12
    assert allowed["caption"] >= (16 if points == 18 else 12)
    assert max(sizes) == max(allowed["h1"], allowed["number"])
    _holds_all_words(made)


def _holds_all_words(made: paper.Rendered) -> None:
    sheet = measure.sheet_of(made.document.format)
    with pypdfium2.PdfDocument(made.pdf) as opened:
        for page in opened:
            for thing in page.get_objects(filter=[1], max_depth=1):
                first, low, last, _ = (edge * measure.POINT_MM for edge in thing.get_bounds())
                assert first >= sheet.side - measure.COLUMN_GAP_MM
                assert last <= sheet.width - sheet.side + 1
                assert low > 5


def test_a_wide_table_comes_in_parts_and_in_large_print_in_more() -> None:
    wide = Table("Ways", ("", *"ABCD"), (("Pain", *"abcd"),))
    for points, parts in ((14, 2), (18, 2)):
        found = list(arrange.fitted(wide, measure.sheet_of(Format("a4", points))))  # type: ignore[arg-type]
        assert len(found) == parts
    many = Table("Costs", ("What", *"ABCDE"), (("Nail", *"abcde"),))
    title, entry, rows = arrange.fitted(many, measure.sheet_of(LETTER_18))
    assert (title, entry) == (Paragraph("Costs", "lead"), Heading("Nail", 3))
    assert rows == SummaryList(tuple(zip("ABCDE", "abcde", strict=True)))


def test_signs_whose_words_would_break_become_a_list() -> None:
    head = ("Choice", "Responsibilities", "Independence", "Straightforwardness")
    fits = FitTable("What matters", head, (("Lengthening", (("fits", "Fits well"),) * 3),))
    assert list(arrange.fitted(fits, measure.sheet_of(Format()))) == [fits]
    assert Heading("Lengthening", 3) in arrange.fitted(fits, measure.sheet_of(LETTER_18))


# --- two languages --------------------------------------------------------------------------------


def test_two_languages_stand_beside_each_other_row_by_row(tmp_path: Path) -> None:
    english = spoken("en", "Bacteria get into the bone", "ltr")
    german = spoken("de", "Bakterien im Knochen", "ltr", "4712")
    made = paper.render(replace(english, second=german))
    assert lefts(made.pdf, "4711") == pytest.approx([14], abs=1)
    assert lefts(made.pdf, "4712") == pytest.approx([110], abs=1)
    assert "".join(texts(made.pdf)).count("Marwan 2020") == 1
    assert "Bacteria get into" in texts(made.pdf)[-1]
    assert "Bakterien" in texts(made.pdf)[-1]
    tags = _run(made.pdf, tmp_path, "pdfinfo", "-struct-text")
    assert tags.count("Bakterien im Knochen") >= 12
    numbers = re.findall(r'"(\d)"', tags)
    assert numbers == [*"112233445567788"]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_is_read_from_the_right_has_the_right_column(direction: Literal["ltr", "rtl"]) -> None:
    german, hebrew = spoken("de", "Bakterien", "ltr"), spoken("he", HEBREW, number="4712")
    first, second = (german, hebrew) if direction == "ltr" else (hebrew, german)
    pdf = paper.render(replace(first, second=second)).pdf
    assert lefts(pdf, "4711") == pytest.approx([14], abs=1)
    assert lefts(pdf, "4712") == pytest.approx([196 - 10], abs=2)


def test_in_large_print_they_stand_one_under_the_other() -> None:
    large = replace(spoken("he", HEBREW, number="4712"), format=LETTER_18)
    pdf = paper.render(replace(large, second=spoken("de", "Bakterien", "ltr"))).pdf
    side = measure.sheet_of(LETTER_18).side
    assert lefts(pdf, "4711") == pytest.approx([side], abs=1)
    assert lefts(pdf, "4712") == pytest.approx([215.9 - side - 15], abs=3)


@pytest.mark.parametrize(("language", "said"), [("ar", ARABIC), ("he", HEBREW)])
def test_a_page_from_right_to_left_begins_at_the_right(language: str, said: str) -> None:
    pdf = paper.render(replace(spoken(language, said), warning="")).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        things = opened[0].get_objects(filter=[1], max_depth=1)
        edges = [thing.get_bounds()[2] * measure.POINT_MM for thing in things]
    assert sum(edge > 180 for edge in edges) > len(edges) / 2
    assert sum(said in text for text in texts(pdf)) >= 1


@pytest.mark.parametrize(
    "changes",
    [{"summary": ()}, {"sections": ()}, {"signature": None},
     {"sections": (Section("x", (Paragraph("x"),)),)}],
)  # fmt: skip
def test_languages_that_do_not_say_the_same_are_refused(changes: dict[str, Any]) -> None:
    german = spoken("de", "Bakterien im Knochen", "ltr")
    with pytest.raises(PaperError, match="not_paired"):
        paper.render(replace(german, second=replace(german, language="fr", **changes)))

from __future__ import annotations

import logging
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from consent_app.figures import Anchor, Figure, icon_array
from consent_app.paper import document as paper
from consent_app.paper.errors import NotWhatWasShownError, PaperError
from consent_app.paper.page import arrange, drawings, fonts, measure, sheet
from consent_app.settings import resource
from consent_app.view import blocks
from consent_app.view.blocks import (
    Bullets,
    Document,
    FitTable,
    Heading,
    Notice,
    NumberLine,
    Paragraph,
    Picture,
    Section,
    SeverityLine,
    SignatureMark,
    SourceLine,
    SummaryList,
    Table,
)

if TYPE_CHECKING:
    from pathlib import Path

A4 = measure.sheet_of(blocks.Format())
MARKUP, ARABIC, HEBREW, CHINESE = '<b>&"', "محمد عبد الله", "שרה כהן", "王小明"
LONG = ("Hohenlohe Schillingsfürst " * 8)[:200]
ENDLESS = "x" * 200
BAR = Figure(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" width="100" height="20">'
    '<rect width="100" height="8" fill="#0072B2"/></svg>',
    100, 20, (Anchor("days", 50, 14, "middle", 60),),
)  # fmt: skip


def a_document(mark: SignatureMark | None = None, **changes: object) -> Document:
    """Every block that comes to paper, and names that break weak paper."""
    names = (MARKUP, LONG, ENDLESS, ARABIC, HEBREW, CHINESE)
    document = Document(
        kind="acknowledgement",
        document_id="7H3K-9M2P-4QRS",
        language="en",
        direction="ltr",
        title="What you were told",
        status="This is not consent to an operation.",
        warning="Demonstration",
        page_label="Page {page} of {pages}",
        id_label="Document 7H3K-9M2P-4QRS",
        made="2025-11-21T10:15:30.250000+01:00",
        summary=(SummaryList(tuple((f"Name {n}", name) for n, name in enumerate(names))),),
        sections=(
            Section("What can happen", (
                Heading("Infection", 3),
                Paragraph("Bacteria get into the bone.", "lead"),
                NumberLine("4 to 9 out of 100"),
                Picture(icon_array(4, 9, 100), {}, "Out of 100 people, 4 to 9 get it.", 0.4),
                SeverityLine("How bad:", ("It goes away", "Another operation"), 1),
                SourceLine("Marwan 2020"),
                Picture(BAR, {"days": "80 days"}, "A bar."),
            )),
            Section("What to do", (
                Bullets("do", ("walk with crutches",), "Do"),
                Bullets("dont", ("do not smoke",), "Do not"),
                Bullets("emergency", ("you cannot breathe",), "Call an ambulance if"),
                Notice("stop", "Not allowed", ("The law says so.",)),
                Table("Ways", ("", "Nail"), tuple((f"Row {n}", "4 of 100") for n in range(30))),
                FitTable("What matters", ("Choice", "Running", "Scars", "Money"), (
                    ("None", (("fits", "Fits"), ("partly", "In part"), ("not", "Does not"))),
                )),
            ), fresh_page=True),
        ),
        signature=Section("Signature", (
            Paragraph("I have read this."),
            mark or SignatureMark("none", "Sara", (("Signed by", "Sara"),), (), "", ""),
        )),
        author="Clinic",
        keywords=("pack=leg-lengthening", "note=1, 2"),
    )  # fmt: skip
    return replace(document, **changes)  # type: ignore[arg-type]


DRAWN = SignatureMark(
    "drawn", "Sara", (("Signed by", "Sara"),), (((0.1, 0.5), (0.9, 0.4)), ((0.5, 0.5),)), "",
    "Signature of Sara",
)  # fmt: skip


@pytest.fixture(scope="module")
def rendered() -> paper.Rendered:
    return paper.render(a_document())


@pytest.fixture(scope="module")
def text(rendered: paper.Rendered) -> list[str]:
    return _text(rendered.pdf)


def _text(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def _run(pdf: bytes, folder: Path, *command: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run([*command, str(path)], check=True, capture_output=True, text=True).stdout


def test_every_block_of_paper_has_its_macro_and_no_other() -> None:
    wanted = set(get_args(blocks.Block)) - set(blocks.SCREEN_ONLY)
    assert sheet.macros() == {sheet.macro_name(block) for block in wanted}


def test_a_block_of_the_screen_is_refused() -> None:
    grid = blocks.LanguageGrid((("en", "English"),), "en")
    with pytest.raises(PaperError, match="unknown_block"):
        paper.render(a_document(summary=(grid,)))


def test_the_same_document_gives_the_same_bytes(rendered: paper.Rendered) -> None:
    assert paper.render(a_document()).pdf == rendered.pdf


def test_it_is_tagged_titled_and_claims_both_standards(
    rendered: paper.Rendered, tmp_path: Path
) -> None:
    about = _run(rendered.pdf, tmp_path, "pdfinfo")
    assert "Title:           What you were told" in about
    assert "Tagged:          yes" in about
    assert f"Pages:           {rendered.pages}" in about
    assert f"content={rendered.content}, pack=leg-lengthening, note=1%2C 2" in about
    meta = _run(rendered.pdf, tmp_path, "pdfinfo", "-meta")
    assert 'pdfaid:part="3"' in meta
    assert 'pdfuaid:part="1"' in meta
    assert meta.count("<rdf:RDF") == 1


def test_only_our_fonts_are_in_it_and_all_are_embedded(
    rendered: paper.Rendered, tmp_path: Path
) -> None:
    rows = _run(rendered.pdf, tmp_path, "pdffonts").splitlines()[2:]
    assert len(rows) >= 4
    for row in rows:
        assert "+Consent-Sans" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, to Unicode


@pytest.mark.parametrize("file", sorted(resource("fonts").glob("*.otf")), ids=lambda f: f.stem)
def test_glyph_numbers_are_character_ids(file: Path) -> None:
    # the renderer writes glyph numbers where a PDF reader looks for character ids
    with TTFont(file, lazy=True) as font:
        names = font["CFF "].cff.topDictIndex[0].charset
    assert names[1:] == [f"cid{number:05d}" for number in range(1, len(names))]


def test_a_latin_paper_loads_one_family() -> None:
    latin = fonts.families_for(set("Łódź Ελλάδα Київ"))
    assert [family.name for family in latin] == ["Consent Sans"]


def test_every_page_says_which_of_how_many_and_whose(
    rendered: paper.Rendered, text: list[str]
) -> None:
    assert rendered.pages == len(text) >= 3
    for number, page in enumerate(text, start=1):
        assert f"Page {number} of {len(text)}" in page
        assert "Document 7H3K-9M2P-4QRS" in page
        assert "Demonstration" in page


@pytest.mark.parametrize("name", [MARKUP, LONG, ENDLESS, ARABIC, HEBREW, CHINESE])
def test_names_come_out_as_they_went_in(text: list[str], name: str) -> None:
    assert "".join(name.split()) in "".join(text[0].split())


def test_words_over_a_drawing_are_words(text: list[str]) -> None:
    assert "80 days" in "".join(text)


def test_a_character_without_a_font_is_refused() -> None:
    with pytest.raises(PaperError) as caught:
        paper.render(a_document(title="What 🦴 you were told"))
    assert (caught.value.code, caught.value.detail) == ("unknown_glyph", "🦴")
    with pytest.raises(PaperError, match="unknown_glyph"):
        paper.render(a_document(title="a\x00b"))


def test_a_complaint_of_the_renderer_stops_the_document() -> None:
    nameless = replace(DRAWN, alternative="")
    with pytest.raises(PaperError, match="renderer_complaint"):
        paper.render(a_document(nameless))
    assert not any(
        isinstance(handler, paper._Complaints)
        for handler in logging.getLogger("weasyprint").handlers
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "file:///etc/hostname", "ftp://127.0.0.1/"])
def test_nothing_outside_is_fetched(url: str) -> None:
    with pytest.raises(ValueError, match=url):
        paper._fetcher().fetch(url)


def test_signing_shows_the_same_words_and_the_signature(rendered: paper.Rendered) -> None:
    typed = replace(DRAWN, how="typed", strokes=(), words="Sara Cohen")
    signed = paper.sign(rendered, a_document(typed))
    assert signed.content == rendered.content
    assert "Sara Cohen" in "".join(_text(signed.pdf))
    assert paper.sign(rendered, a_document(DRAWN)).pdf != rendered.pdf


def test_what_was_not_shown_cannot_be_signed(rendered: paper.Rendered) -> None:
    with pytest.raises(NotWhatWasShownError):
        paper.sign(rendered, a_document(DRAWN, title="Something else"))
    with pytest.raises(PaperError, match="nothing_signed"):
        paper.sign(rendered, a_document())


def test_the_digest_tells_types_of_blocks_apart() -> None:
    number, source = ((NumberLine("4 of 100"),), (SourceLine("4 of 100"),))
    assert paper.digest(a_document(summary=number)) != paper.digest(a_document(summary=source))


def test_nothing_leaves_the_text_area() -> None:
    # without a warning: its strip is wider than the text on purpose
    pair = (Bullets("urgent", ("fever",), "Urgent"), Bullets("soon", ("redness",), "Soon"))
    document = a_document(DRAWN, warning="")
    document = replace(document, sections=(*document.sections, Section("Cards", pair)))
    left = (210 - measure.TEXT_WIDTH_MM) / 2 / 25.4 * 72
    with pypdfium2.PdfDocument(paper.render(document).pdf) as opened:
        for page in opened:
            for thing in page.get_objects(max_depth=1):  # what is inside counts from elsewhere
                first, _, last, _ = thing.get_bounds()
                if last > first:
                    assert first >= left - 3
                    assert last <= page.get_width() - left + 3


def test_no_text_is_smaller_than_twelve_points(rendered: paper.Rendered, tmp_path: Path) -> None:
    shown = _run(rendered.pdf, tmp_path, "pdftohtml", "-xml", "-stdout", "-i", "-zoom", "1")
    sizes = {int(size) for size in re.findall(r'<fontspec [^>]*size="(\d+)"', shown)}
    assert min(sizes) >= 12


def test_a_small_drawing_stands_beside_its_chance() -> None:
    chance, sentence = NumberLine("4 of 100"), Paragraph("Bacteria get into the bone.")
    small = Picture(icon_array(4, 9, 100), {}, "Four of 100.", 0.4)
    intro, unsure = Paragraph("This page is about infection."), Paragraph("One study.", "secondary")
    first, row, *rest = arrange.rows_of((intro, chance, sentence, small, unsure, sentence), A4)
    assert first.cells[0].blocks == (intro,)
    assert row.kind == "beside"
    assert row.cells[0].blocks[:3] == (chance, sentence, unsure)
    assert row.cells[1].blocks == (small,)
    shown = [b for r in (first, row, *rest) for cell in r.cells for b in cell.blocks]
    assert len(shown) == 6


def test_a_table_is_as_low_as_room_moved_between_columns_makes_it() -> None:
    short, long = "None.", "The frame comes off when the bone is solid. " * 4
    ways = Table("", ("", "A", "B"), (("Taking it out", long, short),) * 4)
    widths = measure.column_widths(ways, A4)
    assert widths[1] > 60
    assert min(widths[0], widths[2]) > 5


def test_labels_stay_in_the_drawing_and_do_not_touch() -> None:
    crowded = replace(BAR, anchors=tuple(Anchor(f"{x}", x, 14, "middle", 12) for x in (1, 9, 99)))
    words = {"1": "80 days or more", "9": "90 days or more", "99": "x"}
    first, second, last = drawings.figure_labels(Picture(crowded, words, ""), A4)
    assert first.left + first.width <= second.left
    assert first.left >= 0
    assert last.left + last.width / 2 <= 100


def test_a_column_has_room_for_its_longest_word() -> None:
    long = "a few words " * 20
    daily = Table("", ("", "A", "B"), (("Physiotherapy", long, "yes"),))
    widths = measure.column_widths(daily, A4)
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert widths[0] * measure.TEXT_WIDTH_MM / 100 > measure.length_of("Physiotherapy")
    assert widths[1] > widths[2]

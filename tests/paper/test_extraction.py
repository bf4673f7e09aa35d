"""What a file says to a screen reader, to a search and to somebody who copies a line."""

from __future__ import annotations

import ctypes
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from fontTools.ttLib import TTFont

from consent_app import episode as ep
from consent_app.language import SHIPPED, UNSEEN, Language
from consent_app.paper import document as paper
from consent_app.settings import resource
from consent_app.view import blocks
from consent_app.view.blocks import Bullets, Document, Paragraph, Section, Table
from consent_app.view.document import document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Way

# What programs read from the page by themselves, without the structure.
PLAIN = {
    "ar": "يجب ألا تحمل وزنا على ساقك إلا إذا سمح لك الجراح، ولا تمش بلا عكازات قبل الأسبوع",
    "fa": "شما هر زمان اجازه دارید انصراف دهید، بدون هیچ دلیل، سلامت شما لازم است",
    "ur": "آپ کسی بھی وقت اپنا ارادہ بدل سکتے ہیں، علاج لاہور اور اسلام آباد میں ہوتا ہے",
    "he": "ניתן לבטל את ההסכמה בכל עת, ללא הסבר, גם לאחר תחילת הטיפול ברגל",
    "hi": "आप किसी भी समय अपना निर्णय बदल सकते हैं। कृष्ण शर्मा, श्री राम मार्ग, दिल्ली ११०००१ (ट्रस्ट)",
    "th": "คุณเปลี่ยนใจได้ทุกเมื่อ การผ่าตัดนี้มีความเสี่ยง น้ำ ผู้ป่วย ญี่ปุ่น กำลัง ฟ้า 4 ถึง 9 ใน 100",
    "ja": "いつでも同意を取り消すことができます。東京都、カタカナ・ひらがな、骨。",
    "ko": "언제든지 동의를 철회할 수 있습니다. 김철수, 서울특별시 (100명 중 4명)",
    "zh_Hans": "您可以随时改变主意，无需说明理由。（4–9人）王小明·北京市•海淀区",
    "ru": "Вы можете передумать в любое время. Ёлкин, й, 4–9 из 100.",
    "el": "Μπορείτε να αλλάξετε γνώμη ανά πάσα στιγμή. ΐ ΰ ς ἄνθρωπος",
    "vi": "Bạn có thể thay đổi ý định bất cứ lúc nào. Nguye\u0302\u0303n Thị Phượng, đường, Nguyễn",
    "tr": "İstediğiniz zaman fikrinizi değiştirebilirsiniz. Işık, ğüşöç, İzmir, fi fl ffi",
    "de": "Größe, Straße, Übelkeit, häufig, Schifffahrt, Auflage: „4 von 100“ – jederzeit.",
    "en": "You can change your mind at any time; office, affluent, first (“quoted”) – 4–9%, ½.",
}
# What stands right in the structure only. Programs turn a line from the right round glyph by
# glyph: brackets, points beside numbers and marks over letters may come out displaced, and a
# joiner has no glyph.
IN_STRUCTURE = {
    "ar": "الخطر 4 إلى 9 من 100. لا يُسمح بالمشي (80 يوماً)، شارع 12، برلين. مُحَمَّد ﷲ",
    "fa": "شما می\u200cتوانید انصراف دهید. خطر ۴ تا ۹ نفر از ۱۰۰ است (مطالعه).",
    "ur": "ہڈی ٹھیک ہونے میں مہینے لگتے ہیں۔ خطرہ 4 سے 9 (100 میں)۔",
    "he": "שָׁלוֹם, הסיכון הוא 4 עד 9 מתוך 100 (מחקר). Dr. Cohen 2020.",
}


def a_document(code: str, text: str) -> Document:
    """One sentence in every kind of place, long enough to be broken in some."""
    return Document(
        kind="acknowledgement", document_id="7H3K-9M2P-4QRS", language=code.replace("_", "-"),
        direction="rtl" if code in IN_STRUCTURE else "ltr", title=text, status=text, warning="",
        page_label="{page}/{pages}", id_label="7H3K-9M2P-4QRS",
        made="2025-11-21T10:15:30.250000+01:00", summary=(),
        sections=(Section(text, (
            Paragraph(f"{text} {text}"),
            Bullets("plain", (text, text)),
            Table(text, (text, text, text), ((text, text, text), ("1", text, text))),
        )),),
        signature=None, author="Clinic", keywords=(),
    )  # fmt: skip


# --- three readers --------------------------------------------------------------------------------


def poppler(pdf: bytes, folder: Path, *order: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", *order, "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def chromium(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return _hyphened("\f".join(page.get_textpage().get_text_range() for page in opened))


def screen_reader(pdf: bytes) -> str:
    """Return what the structure says: each element's actual text, or what its pieces show."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join("".join(_spoken(page)) for page in opened)


def _spoken(page: Any) -> Iterator[str]:  # noqa: ANN401
    shown: dict[int, str] = {}
    letters = page.get_textpage()
    for thing in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]):
        number = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        said = _string(pdfium.FPDFTextObj_GetText, thing, letters)
        shown[number] = shown.get(number, "") + said
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield from _element(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), shown)
    pdfium.FPDF_StructTree_Close(tree)


def _element(element: Any, shown: dict[int, str]) -> Iterator[str]:  # noqa: ANN401
    if _string(pdfium.FPDF_StructElement_GetType, element) != "Span":
        yield "\n"
    if actual := _string(pdfium.FPDF_StructElement_GetActualText, element):
        yield actual
        return
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
        if number >= 0:
            yield shown.get(number, "")
        elif child:
            yield from _element(child, shown)


def _string(function: Any, *arguments: Any) -> str:  # noqa: ANN401
    buffer = (pdfium.FPDF_WCHAR * function(*arguments, None, 0))()
    function(*arguments, buffer, ctypes.sizeof(buffer))
    return _hyphened(bytes(buffer).decode("utf-16-le").split("\0")[0])


def _hyphened(text: str) -> str:
    """Return a text with its hyphens: this reader has another sign at the end of a line."""
    return text.translate({0x2: "-", 0xFFFE: "-"})


def _tight(text: str) -> str:
    """Return a text without white space and what is never drawn, except joiners."""
    return "".join(c for c in text if c in "\u200c\u200d" or not (c.isspace() or UNSEEN.match(c)))


# --- every language -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PLAIN)
def test_every_reader_reads_the_words_of_a_language(code: str, tmp_path: Path) -> None:
    pdf = paper.render(a_document(code, PLAIN[code])).pdf
    assert _tight(PLAIN[code]) in _tight(poppler(pdf, tmp_path))
    assert _tight(chromium(pdf)).count(_tight(PLAIN[code])) == 16
    assert _lines(screen_reader(pdf)) == _spoken_by_heart(PLAIN[code])


@pytest.mark.parametrize("code", IN_STRUCTURE)
def test_the_structure_has_what_programs_displace(code: str) -> None:
    text = IN_STRUCTURE[code]
    pdf = paper.render(a_document(code, text)).pdf
    assert _lines(screen_reader(pdf)) == _spoken_by_heart(text)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _spoken_by_heart(text: str) -> list[str]:
    return [text, text, text, f"{text} {text}", *[text] * 9, "1", text, text]


def test_scripts_in_one_document_do_not_disturb_each_other(tmp_path: Path) -> None:
    # the same brackets from both sides, and one glyph for different characters in turn
    texts = ("مريض (الأول)", "First (of two)", "किसी (एक) का", "क (ख)", "· a • b ‧ c", "กำลัง (1)")
    document = a_document("en", "x")
    document = replace(document, sections=(Section("y", tuple(map(Paragraph, texts))),))
    pdf = paper.render(document).pdf
    read = _tight(chromium(pdf))
    assert all(_tight(text) in read for text in texts)
    assert all(_tight(text) in _tight(poppler(pdf, tmp_path)) for text in texts[1:])
    assert _lines(screen_reader(pdf))[-len(texts) :] == list(texts)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_no_glyph_of_the_arabic_fonts_stands_for_two_letters(weight: str) -> None:
    with TTFont(resource("fonts", f"ConsentSansArabic-{weight}.ttf"), lazy=True) as font:
        lookups = font["GSUB"].table.LookupList.Lookup
        assert lookups
        assert all(lookup.LookupType not in {2, 4} for lookup in lookups)


# --- the whole paper ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SHIPPED)
def test_the_paper_of_a_candidate_reads_as_it_was_written(
    walked: Callable[..., Way], code: str, tmp_path: Path
) -> None:
    now = walked({"full_name": "Zoë Nguyễn-Łuczak", "country_of_surgery": "FR"}).at(ep.SIGN)
    words = document(now, Language(code), contact="+49 30 1234567")
    pdf = paper.render(words).pdf
    sections = (Section(words.title, (Paragraph(words.status), *words.summary)), *words.sections)
    told = [texts for section in (*sections, words.signature) for texts in _told(section)]
    form = _tight if Language(code).cjk else _spaced
    _assert_in_order(told, form(screen_reader(pdf)), form)
    for read in (poppler(pdf, tmp_path, "-raw"), chromium(pdf)):
        # what stands at the foot of each page comes between the lines of a paragraph
        pages = [_bare(page).rpartition(_bare(words.warning))[0] for page in read.split("\f")]
        _assert_in_order(told, "".join(pages), _bare)


def _spaced(text: str) -> str:
    """Return a text with one space between its words, at the ends of lines and pages too.

    None after a slash: an address may go on over the next page, which begins a line of its own.
    """
    return " ".join(text.split()).replace("/ ", "/")


def _bare(text: str) -> str:
    """Return a text as it can be compared where readers leave out hyphens at the end of a line."""
    return _tight(text).replace("-", "")


def _assert_in_order(told: list[list[str]], read: str, form: Callable[[str], str]) -> None:
    """Hold the texts of each block to come after those of the block before."""
    place = 0
    for texts in told:
        assert [text for text in texts if form(text) not in read[place:]] == []
        place = max(read.index(form(text), place) + len(form(text)) for text in texts or ("",))


def _told(section: Section | None) -> list[list[str]]:
    assert section
    return [[section.title], *([*_words(block)] for block in section.blocks)]


def _words(block: Any) -> Iterator[str]:  # noqa: ANN401, C901 - one branch per block
    """Yield what a block says; a drawing is tested elsewhere."""
    match block:
        case blocks.Picture():
            pass
        case blocks.Bullets():
            yield from (block.title, *block.items)
        case blocks.SeverityLine():
            yield from (block.label, block.steps[block.marked], *block.steps)
        case blocks.Verdict():
            yield from (block.about, block.word, *block.text)
            yield from (text for row in block.facts for text in row)
        case blocks.FitTable() | blocks.StatusTable():
            yield from _words(block.worded())
        case blocks.Table():
            yield from (block.caption, *block.head)
            yield from (text for row in block.rows for text in row)
        case blocks.SignatureMark() | blocks.SummaryList():
            yield from (text for row in block.rows for text in row)
        case blocks.InkBox():
            yield from (block.title, block.note)
            yield from (text for row in block.rows for text in row)
        case blocks.SideBySide():
            yield from (block.caption, *(side.title for side in block.sides), *block.notes)
            yield from (text for side in block.sides for text in (side.count, side.who))
        case blocks.InkMark():
            yield block.label
        case blocks.Notice():
            yield from (block.title, *block.text)
        case _:
            yield block.text

"""A page as it is read aloud: what stands on it, in its order, in words that a voice says right."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from consent_app.language import FSI, PDI, mark
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from consent_app.language import Language

TITLE = -1
"""The place of the title, which comes before the first block."""
_UNITS = {
    "mm": mark("millimetres"),
    "cm": mark("centimetres"),
    "kg": mark("kilograms"),
    "%": mark("per cent"),
}
"""Signs after a number, and what they stand for."""
_ONES = {
    "mm": mark("1 millimetre"),
    "cm": mark("1 centimetre"),
    "kg": mark("1 kilogram"),
}
_ONE = re.compile(r"(?<![\d.,])1\s?(mm|cm|kg)(?!\w)")
_UNIT = re.compile(r"(?<=\d)\s?(mm|cm|kg|%)(?!\w)")
_RANGE = re.compile(r"(\d)\s?[–—-]\s?(\d)")
_MONEY = re.compile(r"\b([A-Z]{3})(?=\s?\d)")
_GROUPS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """What is read at a time, and the place of its block on the page, from 0, or `TITLE`."""

    block: int
    words: str


def parts(page: b.Page, say: Language) -> tuple[Part, ...]:
    """Return what is read of a page, in order: title, text, descriptions of figures, options."""
    found = [Part(TITLE, spoken(page.title, say))]
    for number, block in enumerate(page.blocks):
        words = _joined(_SAID[type(block)](block))
        if words:
            found.append(Part(number, spoken(words, say)))
    return tuple(found)


def spoken(words: str, say: Language) -> str:
    """Return words as a voice says them: units, money and ranges in full, no signs in numbers."""
    plain = words.replace(FSI, "").replace(PDI, "").replace("·", ",")
    between = say.number(_GROUPS)[1:-3]
    if between:
        plain = re.sub(rf"(?<=\d){re.escape(between)}(?=\d{{3}}(?!\d))", "", plain)
    plain = _MONEY.sub(lambda found: say.currency(found[1]), plain)
    plain = _ONE.sub(lambda found: say.text(_ONES[found[1]]), plain)
    plain = _UNIT.sub(lambda found: " " + say.text(_UNITS[found[1]]), plain)
    span = say.text("{low} to {high}")
    return _RANGE.sub(lambda found: span.format(low=found[1], high=found[2]), plain)


def _joined(words: Iterator[str]) -> str:
    """Return sentences after each other, each with an end, at which a voice pauses."""
    said = (part.strip() for part in words)
    return " ".join(part if _ends(part) else part + "." for part in said if part)


def _ends(sentence: str) -> bool:
    """Return whether a sentence has its own end: a sign that is neither letter nor closing mark."""
    return unicodedata.category(sentence[-1]) == "Po" and sentence[-1] != "%"


# --- one for each block ---------------------------------------------------------------------------


def _nothing(_block: b.Block) -> Iterator[str]:
    yield from ()


def _text(block: b.Heading | b.Paragraph | b.NumberLine | b.SourceLine) -> Iterator[str]:
    yield block.text


def _bullets(block: b.Bullets) -> Iterator[str]:
    yield block.title
    yield from block.items


def _severity(block: b.SeverityLine) -> Iterator[str]:
    yield f"{block.label}: {block.steps[block.marked]}"


def _picture(block: b.Picture) -> Iterator[str]:
    yield block.description


def _table(block: b.Table) -> Iterator[str]:
    yield block.caption
    for title, lines in block.entries():
        yield title
        yield from (f"{label}: {words}" if label else words for label, words in lines)


def _worded(block: b.FitTable | b.StatusTable) -> Iterator[str]:
    yield from _table(block.worded())


def _notice(block: b.Notice) -> Iterator[str]:
    yield block.title
    yield from block.text


def _verdict(block: b.Verdict) -> Iterator[str]:
    yield from (block.about, block.word, *block.text)
    yield from (f"{label}: {words}" for label, words in block.facts)


def _summary(block: b.SummaryList) -> Iterator[str]:
    yield from (f"{label}: {words}" for label, words in block.rows)


def _choice(block: b.ChoiceList) -> Iterator[str]:
    yield from (block.label, block.error)
    yield from (words for _, words in block.options)


def _country(block: b.CountryPicker) -> Iterator[str]:
    yield from (block.label, block.error, block.hint)
    yield from (name for code, name in block.options if code == block.chosen)


def _field(block: b.TextField) -> Iterator[str]:
    yield from (block.label, block.error, block.hint, f"{block.value} {block.unit}")


def _date(block: b.DateField) -> Iterator[str]:
    yield from (block.label, block.error, block.hint, ", ".join(block.parts))


def _scale(block: b.ValueScale) -> Iterator[str]:
    yield block.statement
    yield from (words for _, words in (*block.options, block.instead))


def _needs(block: b.NeedsList) -> Iterator[str]:
    yield block.label
    yield ", ".join(words for _, words in block.options)
    yield from (words for _, words, _ in block.rows)


def _ticks(block: b.TickList) -> Iterator[str]:
    yield from (block.caption, block.lead)
    for row in block.rows:
        yield from (row.label, row.action, row.note)


def _ink(block: b.InkNote) -> Iterator[str]:
    yield from (block.label, block.hint)


def _languages(block: b.LanguageGrid) -> Iterator[str]:
    yield from (name for _, name in block.options)


def _questions(block: b.QuestionList) -> Iterator[str]:
    yield block.own_label
    yield from (words for _, words in block.own)
    yield block.label
    for topic, questions in block.ready:
        yield topic
        yield from (words for _, words, _ in questions)


def _confirmed(block: b.ConfirmList) -> Iterator[str]:
    yield block.label
    for item in block.items:
        yield from (item.text, *item.details, item.state)


def _waiting(block: b.CopyActions) -> Iterator[str]:
    yield from (block.print_label, block.save_label)


def _signature(block: b.SignatureBox) -> Iterator[str]:
    yield from (words for _, words in block.statements)
    yield block.person
    yield from (words for _, words in block.ways)
    yield block.draw_hint


def _turned(block: b.Turned) -> Iterator[str]:
    yield block.label
    for group in block.groups:
        yield from _inside(group)


def _variants(block: b.Variants) -> Iterator[str]:
    yield block.label
    yield from (option.label for option in block.options)
    for option in block.options:
        if option.name == block.chosen:
            yield from _inside(option.blocks)


def _steps(block: b.Steps) -> Iterator[str]:
    yield block.label
    for number, words in block.captions:
        yield from (number, words)


def _sides(block: b.SideBySide) -> Iterator[str]:
    yield block.caption
    for side in block.sides:
        yield from (side.title, side.count, side.who)
    yield from block.notes


def _wrong(block: b.ErrorSummary) -> Iterator[str]:
    yield block.title
    yield from (words for _, words in block.problems)


def _answers(block: b.AnswerList) -> Iterator[str]:
    yield block.label
    for title, rows in block.groups:
        yield title
        yield from (f"{row.label}: {row.value}" for row in rows)


def _inside(blocks: tuple[b.Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _SAID[type(block)](block)


_SAID: dict[type, Callable[[Any], Iterator[str]]] = {
    b.Heading: _text,
    b.Paragraph: _text,
    b.Bullets: _bullets,
    b.NumberLine: _text,
    b.SeverityLine: _severity,
    b.Picture: _picture,
    b.Table: _table,
    b.FitTable: _worded,
    b.Notice: _notice,
    b.Verdict: _verdict,
    b.StatusTable: _worded,
    b.SourceLine: _text,
    b.SummaryList: _summary,
    b.ChoiceList: _choice,
    b.CountryPicker: _country,
    b.TextField: _field,
    b.DateField: _date,
    b.ValueScale: _scale,
    b.NeedsList: _needs,
    b.TickList: _ticks,
    b.InkNote: _ink,
    b.LanguageGrid: _languages,
    b.QuestionList: _questions,
    b.ConfirmList: _confirmed,
    b.DocumentPreview: _nothing,
    b.SignatureBox: _signature,
    b.CopyActions: _waiting,
    b.Turned: _turned,
    b.Variants: _variants,
    b.Steps: _steps,
    b.SideBySide: _sides,
    b.ErrorSummary: _wrong,
    b.AnswerList: _answers,
}
"""Every block that a page can hold."""

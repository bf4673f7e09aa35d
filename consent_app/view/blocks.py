"""The neutral form: what a page or a document is made of, with its words already made.

Each block has one widget builder in `glass` and one Jinja macro in `paper`, except those named in
`SCREEN_ONLY` and `PAPER_ONLY`.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec encodes these types
from dataclasses import dataclass
from typing import Literal

from consent_app.content.model import Fit  # noqa: TC001 - msgspec encodes these types
from consent_app.events import Stroke  # noqa: TC001 - msgspec encodes these types
from consent_app.figures import Figure  # noqa: TC001 - msgspec encodes these types

Tone = Literal["info", "caution", "stop", "ok", "unknown"]
"""The sign and the colours of a notice; `unknown` is a question mark and no colour."""
Does = Literal["next", "submit", "check", "sign", "finish", "review"]
"""What the primary button of a page does."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page; level 1 is the page's own title."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    tone: Literal["body", "lead", "secondary"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; a list of things to do or not, or of when to get help, has a title and an icon."""

    kind: Literal["plain", "do", "dont", "emergency", "urgent", "soon"]
    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A chance as one large line."""

    text: str


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """Four steps of how bad it can be, one of them marked."""

    label: str
    steps: tuple[str, ...]
    marked: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, the words laid over it by anchor key, and what it shows in words."""

    figure: Figure
    labels: Mapping[str, str]
    description: str
    share: float = 1.0
    """The part of the text width that it takes, up to 1."""
    small: bool = False
    """Whether it goes with the words and needs no more room than to be recognised."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row; the first cell of each row heads that row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawings: tuple[Figure, ...] = ()
    """One for each row, under the words of its last cell, which say the same; or none."""

    def entries(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Return what the table is about as (title, (label, words) …), for narrow places.

        Columns are what is compared where the first head is blank, else each row is.
        """
        if self.head[0]:
            return tuple((r[0], tuple(zip(self.head[1:], r[1:], strict=True))) for r in self.rows)
        columns = enumerate(self.head)
        return tuple((name, tuple((r[0], r[n]) for r in self.rows)) for n, name in columns if n)


@dataclass(frozen=True, slots=True)
class FitTable:
    """How each option fits each of a few things: a sign and a word, and nothing to add up."""

    caption: str
    head: tuple[str, ...]
    """What the options are called, then the things."""
    rows: tuple[tuple[str, tuple[tuple[Fit, str], ...]], ...]
    """An option, and for each thing how it fits with its word."""

    def worded(self, sign: str = "") -> Table:
        """Return the same in words alone, each after letters that take the room of its sign."""
        rows = tuple((name, *(sign + word for _, word in cells)) for name, cells in self.rows)
        return Table(self.caption, self.head, rows)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to see first: an icon, a title and a few sentences."""

    tone: Tone
    title: str
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say, large: a sign and a word, what it means, and the facts to know first."""

    tone: Tone
    about: str
    """The place and the reason."""
    word: str
    text: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatusTable:
    """Things side by side, one in each column, some cells with the sign of a verdict."""

    caption: str
    head: tuple[str, ...]
    """What the rows are, then the name of each thing."""
    rows: tuple[tuple[str, tuple[tuple[Tone | None, str], ...]], ...]
    """A label, and for each thing a sign or none, with words."""

    def worded(self, sign: str = "") -> Table:
        """Return the same in words alone, each after letters that take the room of its sign."""
        rows = tuple(
            (label, *((sign if tone else "") + word for tone, word in cells))
            for label, cells in self.rows
        )
        return Table(self.caption, ("", *self.head[1:]), rows)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where the words above come from."""

    text: str


@dataclass(frozen=True, slots=True)
class SummaryList:
    """Labels with values."""

    rows: tuple[tuple[str, str], ...]
    blanks: tuple[int, ...] = ()
    """The places, from 0, of rows whose value nobody gave; boxed on paper."""


# --- what a person can do -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One of several answers. `asks` says what kind of event the choice makes."""

    asks: Literal["answer", "stop", "check", "decide", "private", "sure", "paper", "practice"]
    name: str
    """The field, the item, or the page."""
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str | None = None
    equal: bool = False
    """Options of equal size, side by side."""
    low: bool = False
    """Side by side too, and no higher than their words."""
    locked: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class CountryPicker:
    """A country out of all, found by typing a few letters."""

    name: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    chosen: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class TextField:
    """A line of text, or a number with its unit."""

    name: str
    label: str
    hint: str
    value: str
    unit: str = ""
    error: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class DateField:
    """A date as day, month and year."""

    name: str
    label: str
    hint: str
    parts: tuple[str, str, str]
    """The words for day, month and year."""
    value: str
    """YYYY-MM-DD, or empty."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ValueScale:
    """How much one thing matters, in words from least to most."""

    name: str
    statement: str
    options: tuple[tuple[int, str], ...]
    """Weight, words."""
    instead: tuple[int, str]
    """The answer that stands beside the scale: none."""
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """Groups of blocks, of which as many are shown as can be seen at once."""

    label: str
    groups: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class NeedsList:
    """Things of which a person says for each whether they have it."""

    label: str
    rows: tuple[tuple[str, str, str | None], ...]
    """Id, words, answer."""
    options: tuple[tuple[str, str], ...]
    """Answer, words."""


@dataclass(frozen=True, slots=True)
class TickRow:
    """Something that a person may mark, with what to do about it and why."""

    name: str
    label: str
    action: str = ""
    note: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class TickList:
    """Things of which a person marks those that fit, or none. Without `head` they are plain."""

    asks: Literal["factor", "phrase"]
    caption: str
    lead: str
    head: tuple[str, ...]
    """What the columns are on paper: label, action, note."""
    rows: tuple[TickRow, ...]
    open: bool = True
    """Whether something can be marked, or is only read."""


@dataclass(frozen=True, slots=True)
class InkNote:
    """A place to write by finger."""

    label: str
    hint: str
    strokes: tuple[Stroke, ...]
    clear_label: str


@dataclass(frozen=True, slots=True)
class LanguageGrid:
    """Languages by code and own name."""

    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class QuestionList:
    """Questions for the team: ready ones to pick, and the person's own."""

    label: str
    ready: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    """By what they are about: id, words, picked."""
    own: tuple[tuple[int, str], ...]
    """Place in the list of all questions, words; or what says that it was written by finger."""
    own_label: str
    add_label: str
    drop_label: str
    limit: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several groups of blocks, and the words on its button."""

    name: str
    label: str
    said: str
    """What a screen reader says when it is chosen."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Variants:
    """Groups of blocks of which one is shown; choosing another one changes no answer."""

    name: str
    label: str
    options: tuple[Variant, ...]
    chosen: str
    """What is shown first."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Drawings that follow each other, one at a time, with a ruler in real size beside them."""

    name: str
    label: str
    frames: tuple[Picture, ...]
    captions: tuple[tuple[str, str], ...]
    """For each drawing its number of how many, and what it shows."""
    ruler: Picture
    ruler_mm: float
    """The true width of the drawing of the ruler."""
    previous_label: str
    next_label: str
    play_label: str
    stop_label: str


@dataclass(frozen=True, slots=True)
class Side:
    """A choice with its drawing, a number in words, and who was counted."""

    title: str
    picture: Picture
    count: str
    who: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Up to three choices with drawings of one scale and size; on the screen behind a button."""

    name: str
    caption: str
    sides: tuple[Side, ...]
    notes: tuple[str, ...]
    """The choices without a number, and what to keep in mind."""
    open_label: str
    close_label: str


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """What is wrong on a page or in a form, at its top."""

    title: str
    problems: tuple[tuple[str, str], ...]
    """A field and what is wrong with it; without a field the words alone."""


FormField = TextField | ChoiceList | DateField
ConfirmAction = Literal["open", "reopen", ""]
"""What the button of something to confirm does: open the form, take it back, or there is none."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer, and the page on which it was given."""

    label: str
    value: str
    page: str
    change_name: str
    """What a screen reader calls the button that changes it."""


@dataclass(frozen=True, slots=True)
class AnswerList:
    """Answers by what they are about, each with a button that opens its page."""

    label: str
    groups: tuple[tuple[str, tuple[AnswerRow, ...]], ...]
    """Title, answers."""
    change_label: str


@dataclass(frozen=True, slots=True)
class ConfirmForm:
    """The small form of something to confirm."""

    fields: tuple[FormField, ...]
    take_label: str
    close_label: str
    summary: ErrorSummary | None = None


@dataclass(frozen=True, slots=True)
class ConfirmItem:
    """Something that a clinician confirms, and its state in words."""

    name: str
    text: str
    details: tuple[str, ...]
    state: str
    done: bool
    action: ConfirmAction
    action_label: str
    form: ConfirmForm | None = None
    """Where it is open."""


@dataclass(frozen=True, slots=True)
class ConfirmList:
    """What clinicians confirm, one under the other; at most one form is open."""

    label: str
    items: tuple[ConfirmItem, ...]


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """The rendered document, page by page."""

    waiting: str
    page_name: str
    """Names a page picture for a screen reader, with ``{n}`` and ``{total}``."""


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """A place to draw, to type, or to have a witness sign for a person who cannot."""

    person: str
    statements: tuple[tuple[str, str], ...]
    """Names and words of what is ticked before."""
    ways: tuple[tuple[Literal["drawn", "typed", "witnessed"], str], ...]
    """drawn, typed, witnessed and their labels."""
    draw_hint: str
    type_label: str
    witness_hint: str
    witness_label: str
    clear_label: str


@dataclass(frozen=True, slots=True)
class CopyActions:
    """Print, and save a copy of the sealed document; and print the slip, where it has a label."""

    waiting: str
    print_label: str
    save_label: str
    slip_label: str = ""


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """On paper: the signature as it was given, with who, what for and when; or an empty place."""

    how: Literal["drawn", "typed", "witnessed", "none"]
    name: str
    rows: tuple[tuple[str, str], ...]
    """Signed by, meaning, date and time, what was signed."""
    strokes: tuple[Stroke, ...]
    words: str
    alternative: str
    """What the mark is, for a screen reader."""


@dataclass(frozen=True, slots=True)
class InkMark:
    """On paper: what was written by finger, under what it is about."""

    label: str
    """Also what a screen reader says of it."""
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class InkBox:
    """On paper: places to fill in with a pen, for one person."""

    title: str
    rows: tuple[tuple[str, str], ...]
    """Label, and what is known already."""
    tall: int
    """The row for the signature, which needs more room."""
    note: str = ""


Block = (
    Heading | Paragraph | Bullets | NumberLine | SeverityLine | Picture | Table | FitTable | Notice
    | Verdict | StatusTable | SourceLine | SummaryList | ChoiceList | CountryPicker | TextField
    | DateField | ValueScale | LanguageGrid | QuestionList | ConfirmList | DocumentPreview
    | SignatureBox | CopyActions | SignatureMark | InkBox | NeedsList | TickList | InkNote | InkMark
    | Turned | Variants | Steps | SideBySide | ErrorSummary | AnswerList
)  # fmt: skip

SCREEN_ONLY: tuple[type, ...] = (
    ErrorSummary, ChoiceList, CountryPicker, TextField, DateField, ValueScale, LanguageGrid,
    QuestionList, ConfirmList, DocumentPreview, SignatureBox, CopyActions, NeedsList, TickList,
    InkNote, Turned, Variants, Steps, AnswerList,
)  # fmt: skip
PAPER_ONLY: tuple[type, ...] = (SignatureMark, InkBox, InkMark)


# --- what the blocks are put into -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the wizard."""

    id: str
    caption: str
    title: str
    progress: str
    blocks: tuple[Block, ...]
    primary: str
    """The words on the one primary button."""
    does: Does
    enabled: bool
    why_not: str
    """What is still missing for the primary button, in words."""
    back: bool
    direction: Literal["ltr", "rtl"]
    notice: str
    """Demonstration content, unreviewed translation: on every page, or nothing."""
    ready: tuple[tuple[str, str], ...] = ()
    """Ready questions that fit this page."""
    done: float = 0
    """How much of the way is behind, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document."""

    title: str
    blocks: tuple[Block, ...]
    fresh_page: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """The sheet that a document is laid out for, and the size of its body text in points."""

    size: Literal["a4", "letter"] = "a4"
    points: Literal[12, 14, 18] = 14


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: what it is, whose, and its sections. The signature section stands apart."""

    kind: Literal["information", "acknowledgement", "for_ink", "addendum"]
    document_id: str
    language: str
    """BCP 47."""
    direction: Literal["ltr", "rtl"]
    title: str
    status: str
    """What the paper is, and is not, in one line."""
    warning: str
    """Demonstration content, demonstration key, unreviewed translation; or nothing."""
    page_label: str
    """``Page {page} of {pages}``, filled in by the layout."""
    id_label: str
    made: str
    """The moment of the last event before rendering, ISO 8601: the document's date."""
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    signature: Section | None
    author: str
    """The clinic, or the program."""
    keywords: tuple[str, ...] = ()
    format: Format = Format()
    revision: int = 1
    """Counts from 1 how often the document's own pages were made."""
    second: Document | None = None
    """The same document in another language, row by row; each row is set beside or under ours."""

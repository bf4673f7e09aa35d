"""Where a person is on a page, and what was begun there, so that it can be drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from consent_app.glass import pager
from consent_app.glass.asking import DocumentView, SignaturePanel
from consent_app.glass.ink import InkBox
from consent_app.glass.variants import Looked

if TYPE_CHECKING:
    from consent_app.events import Stroke
    from consent_app.glass.frame import Frame


class _Line(NamedTuple):
    """What stands in a field: its words, the cursor, and from where to where it is selected."""

    words: str
    cursor: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a page; widgets are known by their names, which are the same when built anew."""

    scroll: tuple[int, float]
    focus: str
    lines: dict[str, _Line]
    way: str
    ticked: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    complaint: str
    sheet: int
    hint: str
    looked: dict[str, str]
    """What was shown of what can be looked through."""
    rows: tuple[int, ...]
    """The first row that was seen of each list that turns."""


def focused(within: QWidget) -> str:
    """Return the name of what has the focus, or nothing."""
    found = within.window().focusWidget()
    return found.objectName() if within.isAncestorOf(found) else ""  # which may be nobody


def focus(within: QWidget, name: str) -> None:
    """Give the focus to what has a name, where it is there and can take it."""
    found = within.findChild(QWidget, name) if name else None
    if found is not None:
        pager.reveal(found)
        found.setFocus()


def take(frame: Frame) -> Place:
    """Note where a person is, before the page is built anew."""
    named = (line for line in frame.findChildren(QLineEdit) if line.objectName())
    ink, sheet = frame.findChild(InkBox), frame.findChild(DocumentView)
    panel = frame.findChild(SignaturePanel)
    ways = (made for made in frame.findChildren(QAbstractButton) if made.isChecked())
    return Place(
        scroll=frame.text.place(),
        focus=focused(frame),
        lines={line.objectName(): _line(line) for line in named},
        way=next((m.objectName() for m in ways if m.objectName().startswith("way:")), ""),
        ticked=panel.ticked if panel else (),
        strokes=ink.strokes if ink else (),
        complaint=panel.error.text() if panel else "",
        sheet=sheet.place if sheet else 0,
        hint=frame.hint_line.text(),
        looked={found.objectName(): found.state for found in frame.findChildren(Looked)},
        rows=pager.rows(frame.text),
    )


def _line(line: QLineEdit) -> _Line:
    return _Line(
        line.text(), line.cursorPosition(), line.selectionStart(), len(line.selectedText())
    )


def put(frame: Frame, place: Place) -> None:
    """Bring the person back to where they were, on the page that was built anew."""
    for line in frame.findChildren(QLineEdit):
        if kept := place.lines.get(line.objectName()):
            _fill(line, kept)
    for found in frame.findChildren(Looked):
        if found.objectName() in place.looked:
            found.restore(place.looked[found.objectName()])
    pager.turn(frame.text, place.rows)
    way = frame.findChild(QAbstractButton, place.way) if place.way else None
    if way is not None:
        way.click()
    if ink := frame.findChild(InkBox):
        ink.put(place.strokes)
    if sheet := frame.findChild(DocumentView):
        sheet.place = place.sheet
    if panel := frame.findChild(SignaturePanel):
        panel.tick(place.ticked)
        if place.complaint:
            panel.complain(place.complaint)
    frame.hint(place.hint)
    frame.text.go(place.scroll)
    # once more when what was added while hidden is laid out
    QTimer.singleShot(0, frame.text, partial(frame.text.go, place.scroll))
    focus(frame, place.focus)


def _fill(line: QLineEdit, kept: _Line) -> None:
    if line.text() != kept.words:
        line.setText(kept.words)
        line.textEdited.emit(kept.words)  # a list beside it narrows down again
    line.setCursorPosition(kept.cursor)
    if kept.start >= 0:
        line.setSelection(kept.start, kept.length)

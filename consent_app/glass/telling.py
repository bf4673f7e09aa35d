"""Builders of what a person tells the team: rows to mark, needs at home, and ink."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QWidget

from consent_app.glass import reading
from consent_app.glass.asking import button
from consent_app.glass.ink import InkBox
from consent_app.glass.pager import Rows
from consent_app.glass.reading import Column, Label, column
from consent_app.glass.rows import CheckRow, RadioRow

if TYPE_CHECKING:
    from consent_app.glass.host import Host
    from consent_app.view import blocks as b


def needs_list(block: b.NeedsList, host: Host) -> QWidget:
    """Build things of which a person says for each whether they have it."""
    theme = host.theme
    made = Rows(host, block.label, theme.space(3))
    for name, words, answer in block.rows:
        need, inside = column(theme.space(1))
        need.setAccessibleName(words)
        inside.addWidget(Label(words, theme, bold=True))
        answers, group = QHBoxLayout(), QButtonGroup(need)
        answers.setSpacing(theme.mm(3))
        for option, label in block.options:
            row = RadioRow(label, theme)
            row.setObjectName(f"need:{name}:{option}")
            row.setAccessibleName(f"{words}: {label}")
            row.setChecked(option == answer)
            row.clicked.connect(partial(host.say_need, name, option))
            group.addButton(row)
            answers.addWidget(row, 1)
        inside.addLayout(answers)
        made.add(need)
    return made


def tick_list(block: b.TickList, host: Host) -> QWidget:
    """Build rows to mark, each with what to do about it and why; or the same to be read only."""
    theme = host.theme
    made = Rows(host, block.caption, theme.space(3))
    made.head(Label(block.caption, theme, "h2", bold=True))
    if block.lead:
        made.head(Label(block.lead, theme))
    for row in block.rows:
        made.add(_Tick(row, block, host))
    return made


class _Tick(QFrame):
    """A row to mark with what belongs to it below."""

    def __init__(self, row: b.TickRow, block: b.TickList, host: Host) -> None:
        super().__init__()
        theme = host.theme
        lines = Column(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.space(1))
        said = f"{row.action}. {row.note}" if row.note else row.action
        if block.open:
            mark = CheckRow(row.label, theme)
            mark.setObjectName(f"tick:{block.asks}:{row.name}")
            mark.setChecked(row.ticked)
            mark.setAccessibleDescription(said)
            mark.toggled.connect(partial(host.tick, block.asks, row.name))
            lines.addWidget(mark)
        else:
            lines.addWidget(Label(row.label, theme, bold=True))
        if said:
            note = reading.said(said, theme, tone="secondary")
            note.setContentsMargins(theme.space(3), 0, 0, theme.space(2))
            lines.addWidget(note)


def ink_note(block: b.InkNote, host: Host) -> QWidget:
    """Build a place to write by finger; each line is kept when the finger leaves the screen."""
    return InkNote(block, host)


class InkNote(QFrame):
    """A box to write in, with what it is for and a way to start again."""

    def __init__(self, block: b.InkNote, host: Host) -> None:
        super().__init__()
        theme = host.theme
        rows = Column(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.space(2))
        rows.addWidget(Label(block.label, theme, bold=True))
        rows.addWidget(Label(block.hint, theme, tone="secondary"))
        self.ink = InkBox(block.label, theme)
        self.ink.setObjectName("note")
        self.ink.setAccessibleName(block.label)
        self.ink.put(block.strokes)
        self.ink.drawn.connect(lambda: host.write(self.ink.strokes))
        rows.addWidget(self.ink)
        clear = button(block.clear_label, theme, name="clearNote")
        clear.clicked.connect(self.ink.clear)
        clear.clicked.connect(lambda: host.write(()))
        rows.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeading)

"""The builder of the list of answers: each with a button that opens its page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from consent_app.glass.asking import button
from consent_app.glass.pager import Rows
from consent_app.glass.reading import Label, column

if TYPE_CHECKING:
    from consent_app.glass.host import Host
    from consent_app.view import blocks as b


def answer_list(block: b.AnswerList, host: Host) -> QWidget:
    """Build groups of answers, one under the other."""
    theme = host.theme
    made = Rows(host, block.label, theme.space(3))
    number = 0
    for title, answers in block.groups:
        group, inside = column(theme.space(3))
        group.setAccessibleName(title)
        inside.addWidget(Label(title, theme, "h2", bold=True))
        rows = [_answer(row, number + n, block, host) for n, row in enumerate(answers)]
        number += len(rows)
        for row in rows:
            inside.addWidget(row)
        made.add(*rows, frame=group)
    return made


def _answer(row: b.AnswerRow, number: int, block: b.AnswerList, host: Host) -> QWidget:
    theme, frame = host.theme, QFrame()
    line = QHBoxLayout(frame)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.mm(3))
    said, lines = column(theme.space(1))
    lines.addWidget(Label(row.label, theme, tone="secondary"))
    lines.addWidget(Label(row.value, theme))
    lines.addStretch(1)
    line.addWidget(said, 1)
    change = button(block.change_label, theme, name=f"change:{row.page}:{number}")
    change.setAccessibleName(row.change_name)
    change.clicked.connect(partial(host.change, row.page))
    line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
    return frame

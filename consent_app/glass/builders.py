"""One widget builder for each block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consent_app.glass import (
    answers,
    asking,
    confirming,
    errors,
    reading,
    tables,
    telling,
    values,
    variants,
    verdict,
)
from consent_app.glass.pager import Rows
from consent_app.glass.reading import column
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from consent_app.glass.host import Host


def turned(block: b.Turned, host: Host) -> QWidget:
    """Build groups of blocks that turn where they are too high to be seen at once."""
    space = host.theme.space(3)
    made = Rows(host, block.label, space)
    for group in block.groups:
        frame, rows = column(space)
        parts = [build(each, host) for each in group]
        for part in parts:
            rows.addWidget(part)
        made.add(*parts, frame=frame)
    return made


BUILDERS: dict[type, Callable[[Any, Host], QWidget]] = {
    b.Heading: reading.heading,
    b.Paragraph: reading.paragraph,
    b.Bullets: reading.bullets,
    b.NumberLine: reading.number_line,
    b.SeverityLine: reading.severity_line,
    b.Picture: reading.picture,
    b.Table: tables.table,
    b.FitTable: values.fit_table,
    b.Notice: reading.notice,
    b.Verdict: verdict.verdict,
    b.StatusTable: verdict.status_table,
    b.SourceLine: reading.source_line,
    b.Variants: variants.variants,
    b.Steps: variants.steps,
    b.SideBySide: variants.side_by_side,
    b.SummaryList: reading.summary_list,
    b.ChoiceList: asking.choice_list,
    b.CountryPicker: asking.country_picker,
    b.TextField: asking.text_field,
    b.DateField: asking.date_field,
    b.ValueScale: values.value_scale,
    b.Turned: turned,
    b.NeedsList: telling.needs_list,
    b.TickList: telling.tick_list,
    b.InkNote: telling.ink_note,
    b.AnswerList: answers.answer_list,
    b.LanguageGrid: asking.language_grid,
    b.QuestionList: asking.question_list,
    b.ConfirmList: confirming.confirm_list,
    b.DocumentPreview: asking.document_preview,
    b.SignatureBox: asking.signature_box,
    b.CopyActions: asking.copy_actions,
    b.ErrorSummary: errors.error_summary,
}


def build(block: b.Block, host: Host) -> QWidget:
    """Build the widget of a block."""
    return BUILDERS[type(block)](block, host)

"""One widget builder for each block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consent_app.glass import asking, confirming, reading, values, verdict
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from consent_app.glass.host import Host

BUILDERS: dict[type, Callable[[Any, Host], QWidget]] = {
    b.Heading: reading.heading,
    b.Paragraph: reading.paragraph,
    b.Bullets: reading.bullets,
    b.NumberLine: reading.number_line,
    b.SeverityLine: reading.severity_line,
    b.Picture: reading.picture,
    b.Table: reading.table,
    b.FitTable: values.fit_table,
    b.Notice: reading.notice,
    b.Verdict: verdict.verdict,
    b.StatusTable: verdict.status_table,
    b.SourceLine: reading.source_line,
    b.SummaryList: reading.summary_list,
    b.ChoiceList: asking.choice_list,
    b.CountryPicker: asking.country_picker,
    b.TextField: asking.text_field,
    b.DateField: asking.date_field,
    b.ValueScale: values.value_scale,
    b.LanguageGrid: asking.language_grid,
    b.QuestionList: asking.question_list,
    b.ConfirmList: confirming.confirm_list,
    b.DocumentPreview: asking.document_preview,
    b.SignatureBox: asking.signature_box,
    b.CopyActions: asking.copy_actions,
}


def build(block: b.Block, host: Host) -> QWidget:
    """Build the widget of a block."""
    return BUILDERS[type(block)](block, host)

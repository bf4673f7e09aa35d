"""Builder of what clinicians confirm: each thing with its state, and a small form below it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from consent_app.glass import asking, errors
from consent_app.glass.reading import Label, column
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.host import Host


def confirm_list(block: b.ConfirmList, host: Host) -> QWidget:
    """Build the things to confirm, one under the other."""
    theme = host.theme
    frame, rows = column(theme.space(3))
    rows.addWidget(Label(block.label, theme, "h2", bold=True))
    for item in block.items:
        rows.addWidget(_item(item, host))
    frame.setAccessibleName(block.label)
    return frame


def _item(item: b.ConfirmItem, host: Host) -> QFrame:
    theme = host.theme
    frame, rows = column(theme.space(2))
    frame.setObjectName(f"item:{item.name}")
    line = QHBoxLayout()
    line.setSpacing(theme.mm(3))
    said, words = column(theme.space(1))
    words.addWidget(Label(item.text, theme))
    words.addWidget(Label(item.state, theme, bold=True))
    for detail in item.details:
        words.addWidget(Label(detail, theme, tone="secondary"))
    line.addWidget(said, 1)
    if item.action and item.form is None:
        made = asking.button(item.action_label, theme, name=_button_name(item))
        made.setAccessibleName(f"{item.action_label}: {item.text}")
        does = host.open_form if item.action == "open" else host.reopen
        made.clicked.connect(partial(_call, does, item.name))
        line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
    rows.addLayout(line)
    if item.form is not None:
        rows.addWidget(_form(item.name, item.form, host))
    return frame


def _button_name(item: b.ConfirmItem) -> str:
    return f"{'confirm' if item.action == 'open' else 'reopen'}:{item.name}"


def _call(does: Callable[[str], None], name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
    does(name)


def _form(name: str, form: b.ConfirmForm, host: Host) -> QFrame:
    theme = host.theme
    frame, rows = column(theme.space(3))
    if form.summary:
        rows.addWidget(errors.error_summary(form.summary, host))
    for field in form.fields:
        rows.addWidget(_field(field, host))
    line = QHBoxLayout()
    line.setSpacing(theme.mm(3))
    take = asking.button(form.take_label, theme, name=f"take:{name}")
    close = asking.button(form.close_label, theme, name=f"close:{name}")
    take.clicked.connect(partial(_call, host.confirm, name))
    close.clicked.connect(partial(_call, host.open_form, ""))
    for made in (close, take):
        line.addWidget(made)
    line.addStretch(1)
    rows.addLayout(line)
    return frame


def _field(field: b.FormField, host: Host) -> QWidget:
    match field:
        case b.TextField():
            return asking.text_field(field, host)
        case b.ChoiceList():
            return asking.choice_list(field, host)
        case b.DateField():
            return asking.date_field(field, host)

"""The order in which Tab goes: as one reads, wherever and whenever a control was made.

Qt goes by when a widget was made, and the words of a page are made after the buttons below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


def stops(parts: Iterable[QWidget]) -> list[QWidget]:
    """Return what Tab stops at inside the parts, in their order and in that of what is in them."""
    inside = (widget for part in parts for widget in (part, *part.findChildren(QWidget)))
    tab = Qt.FocusPolicy.TabFocus
    return [
        widget
        for widget in dict.fromkeys(inside)
        if widget.focusPolicy() & tab == tab and widget.isVisible() and widget.isEnabled()
    ]


def move(found: list[QWidget], now: QWidget | None, *, forward: bool) -> bool:
    """Give the focus to what comes next, and bring it into sight; after the last comes the first.

    Returns False where there is nothing to go to.
    """
    if not found:
        return False
    step = 1 if forward else -1
    at = found.index(now) + step if now in found else (0 if forward else -1)
    target, reason = found[at % len(found)], Qt.FocusReason
    target.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
    area = target.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea) and area.isAncestorOf(target):
            area.ensureWidgetVisible(target)
        area = area.parentWidget()
    return True

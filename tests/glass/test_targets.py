"""What a finger touches is large enough and stands far enough from what else it may touch."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListView, QWidget

from consent_app import episode as ep
from consent_app.glass.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.drive import Driver

HIGH, MAIN, GAP = 16, 20, 3
"""Millimetres of a control, of Continue, and between two."""
ROUNDING = 1
"""A pixel."""


def box(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def touched(driver: Driver) -> list[QWidget]:
    """What can be touched on the page, with or without *More*."""
    kinds = QAbstractButton | QLineEdit | QListView
    found = [w for w in driver.window.frame.findChildren(QWidget) if isinstance(w, kinds)]
    return [w for w in found if w.isVisible() and w.isEnabled() and not isinstance(w, Key)]


def too_low(driver: Driver) -> list[str]:
    theme = driver.window.theme
    least = theme.mm(HIGH) - ROUNDING
    low = [widget.objectName() for widget in touched(driver) if widget.height() < least]
    if driver.window.frame.primary.height() < theme.mm(MAIN) - ROUNDING:
        low.append("primary")
    return low


def too_near(driver: Driver) -> list[tuple[str, str]]:
    text, gap = driver.window.frame.text, driver.window.theme.mm(GAP) - ROUNDING
    return [
        (one.objectName(), two.objectName())
        for one, two in combinations(touched(driver), 2)
        if text.isAncestorOf(one) == text.isAncestorOf(two)
        and box(one).adjusted(-gap, -gap, gap, gap).intersects(box(two))
    ]


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024)])
def test_fingers_find_everything_on_every_page(
    sample: Callable[..., Driver], size: tuple[int, int]
) -> None:
    driver = sample(answers="right")
    driver.window.resize(*size)
    seen: set[type] = set()
    wrong: dict[str, object] = {}
    while driver.session.episode.page != ep.DOCUMENT:
        here = {type(block) for block in driver.window.page.blocks} if driver.window.page else set()
        if here - seen:
            seen |= here
            QTest.qWait(1)
            if found := [*too_low(driver), *too_near(driver)]:
                wrong[driver.session.episode.page] = found
        driver.turn()
    assert not wrong

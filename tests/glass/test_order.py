"""Everything by keyboard: Tab goes as one reads, on every page, and what it reaches is seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from ways import go_to

from consent_app import episode as ep
from consent_app.glass import order

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.drive import Driver


def box(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def follows(one: QWidget, other: QWidget) -> bool:
    """Whether one stands after the other: below it, or further on in the same row."""
    first, second = box(other), box(one)
    if second.top() >= first.bottom() or one.isAncestorOf(other) or other.isAncestorOf(one):
        return True
    mirrored = one.layoutDirection() == Qt.LayoutDirection.RightToLeft
    beside = second.right() <= first.left() if mirrored else second.left() >= first.right()
    return beside or second.top() >= first.top()


def tabbed(driver: Driver, key: Qt.Key) -> list[QWidget]:
    """Press Tab until the focus is where it was; what had it, in that order."""
    window, found = driver.window, []
    start = window.focusWidget()
    assert start is not None
    while True:
        QTest.keyClick(window.focusWidget(), key)
        now = window.focusWidget()
        assert now is not None
        found.append(now)
        if now is start:
            return found
        assert found.count(now) == 1, now.objectName()


def kinds(driver: Driver) -> set[type]:
    return {type(block) for block in driver.window.page.blocks} if driver.window.page else set()


@pytest.mark.parametrize("mirrored", [False, True])
def test_tab_goes_as_one_reads_on_every_page(
    sample: Callable[..., Driver], *, mirrored: bool
) -> None:
    driver = sample(answers="right")
    seen: set[type] = set()
    way = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    while driver.session.episode.page != ep.DOCUMENT:
        page = driver.session.episode.page
        if kinds(driver) - seen:
            seen |= kinds(driver)
            QTest.qWait(1)
            driver.window.setLayoutDirection(way)
            QTest.qWait(1)
            frame = driver.window.frame
            frame.title.setFocus()
            there = tabbed(driver, Qt.Key.Key_Tab)
            turns = {frame.up, frame.more}  # of no use where the page has been turned by Tab
            assert set(there) - turns == set(order.stops((frame,))) - turns, page
            start = there.index(frame.size_button)
            read = there[start:] + there[:start]
            wrong = [
                (a.objectName(), z.objectName())
                for a, z in pairwise(read)
                if not follows(z, a) and frame.text.isAncestorOf(a) == frame.text.isAncestorOf(z)
            ]
            assert not wrong, page
            back = [one for one in tabbed(driver, Qt.Key.Key_Backtab) if one not in turns]
            assert back[:-1] == [one for one in there[:-1] if one not in turns][::-1], page
            driver.window.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        driver.turn()


def test_what_tab_reaches_is_brought_into_sight(sample: Callable[..., Driver]) -> None:
    driver = sample()
    go_to(driver, ep.QUESTIONS)
    QTest.qWait(1)
    frame = driver.window.frame
    view = QRect(frame.text.mapTo(driver.window, QPoint()), frame.text.size())
    for _ in range(len(order.stops((frame,)))):
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Tab)
        now = driver.window.focusWidget()
        assert now is not None
        if frame.text.isAncestorOf(now) and now.height() < view.height():
            assert view.contains(box(now)), now.objectName()


def test_a_card_keeps_tab_to_itself_and_escape_closes_it(sample: Callable[..., Driver]) -> None:
    driver = sample()
    driver.click(driver.window.frame.help_button)
    card = driver.window.overlay
    assert card is not None
    assert all(card.isAncestorOf(widget) for widget in tabbed(driver, Qt.Key.Key_Tab))
    QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Escape)
    assert driver.window.overlay is None


def press(driver: Driver, name: str, key: Qt.Key = Qt.Key.Key_Space) -> None:
    """Go to a control with Tab alone, and press a key on it."""
    for _ in range(200):
        now = driver.window.focusWidget()
        if now.objectName() == name:
            QTest.keyClick(now, key)
            return
        QTest.keyClick(now, Qt.Key.Key_Tab)
    pytest.fail(name)


def test_it_is_signed_with_the_keyboard_alone(sample: Callable[..., Driver]) -> None:
    driver = sample(answers="right")
    go_to(driver, ep.SIGN)
    window = driver.window
    for row in window.findChildren(QAbstractButton):
        if row.objectName().startswith("statement:"):
            press(driver, row.objectName())
    press(driver, "way:drawn", Qt.Key.Key_Right)
    press(driver, "signature:typed", Qt.Key.Key_End)
    line = window.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Ada Lind")
    press(driver, "primary", Qt.Key.Key_Return)
    driver._await(lambda: driver.session.episode.page == ep.DONE, "sealed")
    assert driver.session.episode.signature is not None
    assert driver.session.episode.signature.how == "typed"

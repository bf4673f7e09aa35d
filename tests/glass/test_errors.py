from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from test_window import clipped, enlarge, start
from ways import go_to

from consent_app import episode as ep
from consent_app.glass.errors import ErrorSummary, Link, Wrong
from consent_app.glass.rows import RadioRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.drive import Driver

__all__ = ["start"]


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Return what is said, and whether it is said at once."""
    said: list[tuple[str, bool]] = []

    def note(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            urgent = QAccessible.AnnouncementPoliteness.Assertive
            said.append((event.message(), event.politeness() is urgent))

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return said


def summary(driver: Driver) -> ErrorSummary:
    found = driver.window.frame.findChild(ErrorSummary)
    assert found is not None
    return found


def links(driver: Driver) -> list[Link]:
    return summary(driver).findChildren(Link)


def focused(driver: Driver) -> str:
    found = driver.window.focusWidget()
    return found.objectName()


@pytest.fixture
def wrong(start: Callable[..., Driver], announced: list[tuple[str, bool]]) -> Driver:
    """Leave the name and the date of birth of a person empty, and go on."""
    driver = start(profile={"full_name": "", "date_of_birth": ""})
    go_to(driver, "person")
    announced.clear()
    driver.click(driver.window.frame.primary)
    return driver


def test_the_focus_moves_to_what_is_wrong_and_it_is_said_at_once(
    wrong: Driver, announced: list[tuple[str, bool]]
) -> None:
    found = summary(wrong)
    assert found.title.text() == "There is a problem"
    assert wrong.window.focusWidget() is found.title
    (said, urgent) = announced[-1]
    assert urgent
    assert all(link.text() in said for link in links(wrong))


def test_each_line_leads_to_its_field_that_says_the_same(wrong: Driver) -> None:
    names = [link.objectName().removeprefix("problem:") for link in links(wrong)]
    assert names == ["full_name", "date_of_birth"]
    for link, field in zip(links(wrong), ("full_name", "date_of_birth.day"), strict=True):
        wrong.click(link)
        assert focused(wrong) == f"field:{field}"
        line = wrong.find(f"field:{field}")
        assert line.property("wrong")
        assert line.visibleRegion().boundingRect().height() == line.height()
        words = [said.text() for said in wrong.window.findChildren(Wrong)]
        same = next(each for each in words if link.text().endswith(each))
        assert line.accessibleDescription().startswith(same)


def test_a_line_works_from_the_keyboard(wrong: Driver) -> None:
    QTest.keyClick(wrong.window, Qt.Key.Key_Tab)
    assert focused(wrong) == "problem:full_name"
    QTest.keyClick(links(wrong)[0], Qt.Key.Key_Space)
    assert focused(wrong) == "field:full_name"


def test_what_is_mended_is_no_longer_complained_about(wrong: Driver) -> None:
    wrong.type(wrong.find("field:full_name"), "Sam Sample")
    wrong.click(wrong.window.frame.primary)
    assert [link.objectName() for link in links(wrong)] == ["problem:date_of_birth"]


def test_a_choice_that_was_not_made_is_led_to(start: Callable[..., Driver]) -> None:
    driver = start()
    while driver.session.episode.page != "reason":
        driver.click(driver.window.frame.primary)
    driver.click(driver.window.frame.primary)
    driver.click(links(driver)[0])
    row = driver.window.focusWidget()
    assert isinstance(row, RadioRow)
    assert row.accessibleDescription() == driver.window.findChildren(Wrong)[0].text()


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024)])
def test_nothing_of_it_is_clipped(start: Callable[..., Driver], size: tuple[int, int]) -> None:
    driver = start(profile={"full_name": "", "date_of_birth": ""})
    driver.window.resize(*size)
    go_to(driver, "person")
    enlarge(driver)
    driver.click(driver.window.frame.primary)
    QTest.qWait(1)
    assert not clipped(driver)
    for link in links(driver):
        assert link.heightForWidth(link.width()) <= link.height()


def test_a_signature_that_is_missing_is_told_on_top_and_where_it_is_missing(
    start: Callable[..., Driver],
) -> None:
    driver = start(answers="right")
    go_to(driver, ep.SIGN)
    driver.click(driver.window.frame.primary)
    before = driver.session.episode.events
    found = summary(driver)
    assert driver.window.focusWidget() is found.title
    QTest.qWait(1)
    corner, below = QPoint(0, 0), driver.find("way:drawn")
    assert found.mapTo(driver.window, corner).y() < below.mapTo(driver.window, corner).y()
    driver.click(links(driver)[0])
    target = driver.window.focusWidget()
    assert isinstance(target, QWidget)
    assert target.objectName().startswith(("statement:", "way:"))
    assert driver.session.episode.events == before


def test_the_small_form_of_a_clinician_has_its_own_list(start: Callable[..., Driver]) -> None:
    driver = start(mode="counselling", profile={"country_of_surgery": "FR"})
    go_to(driver, ep.CONDITIONS)
    opens = next(
        made for made in driver.window.findChildren(QWidget)
        if made.objectName().startswith("confirm:")
    )  # fmt: skip
    name = opens.objectName().removeprefix("confirm:")
    driver.click(opens)
    driver.click(driver.find(f"take:{name}"))
    assert driver.window.focusWidget() is summary(driver).title
    driver.click(links(driver)[0])
    target = driver.window.focusWidget()
    assert isinstance(target, QLineEdit | RadioRow)
    assert "confirm." in target.objectName()


def test_a_refusal_is_told_at_the_field_in_which_it_can_be_mended(
    start: Callable[..., Driver],
) -> None:
    driver = start(mode="counselling", profile={"country_of_surgery": "FR"})
    go_to(driver, ep.CONDITIONS)
    driver.click(driver.find("confirm:FR-4.facility"))
    driver.click(driver.find("option:confirm.role:nurse"))
    driver.click(driver.find("take:FR-4.facility"))
    assert [link.objectName() for link in links(driver)] == ["problem:confirm.by"]
    (said,) = driver.window.findChildren(Wrong)
    assert said.text() == links(driver)[0].text()
    assert driver.find("field:confirm.by").accessibleDescription() == said.text()

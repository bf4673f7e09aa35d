"""Fingers on the real window; a touch reaches it as the system sends it, by way of the handle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from consent_app.glass.asking import button
from consent_app.glass.keys import Key
from consent_app.glass.reading import Column, Label
from consent_app.glass.touch import TWICE
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPointingDevice
    from pytestqt.qtbot import QtBot

    from consent_app.glass.drive import Driver
    from consent_app.glass.theme import Theme


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


class Finger:
    """One finger on a window."""

    def __init__(self, window: QWidget, screen: QPointingDevice) -> None:
        self._window, self._screen = window, screen

    def _at(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self._window, widget.rect().center())

    def down(self, place: QPoint) -> None:
        QTest.touchEvent(self._window.windowHandle(), self._screen).press(0, place).commit()

    def move(self, place: QPoint) -> None:
        QTest.touchEvent(self._window.windowHandle(), self._screen).move(0, place).commit()
        QTest.qWait(1)

    def up(self, place: QPoint) -> None:
        QTest.touchEvent(self._window.windowHandle(), self._screen).release(0, place).commit()

    def tap(self, widget: QWidget) -> None:
        self.down(self._at(widget))
        self.up(self._at(widget))

    def swipe(self, widget: QWidget, by: int) -> None:
        start = self._at(widget)
        self.down(start)
        for step in range(1, 21):
            self.move(start + QPoint(0, by * step // 20))
        self.up(start + QPoint(0, by))


def test_two_quick_taps_on_continue_turn_one_page(
    sample: Callable[..., Driver], screen: QPointingDevice
) -> None:
    driver = sample()
    finger, opened = Finger(driver.window, screen), driver.session.episode.events
    finger.tap(driver.window.frame.primary)
    finger.tap(driver.window.frame.primary)
    assert driver.session.episode.events == opened + 1
    QTest.qWait(TWICE + 20)
    finger.tap(driver.window.frame.back)
    assert driver.session.episode.events == opened + 2


def test_two_quick_clicks_of_a_mouse_act_once(sample: Callable[..., Driver]) -> None:
    driver = sample()
    window, opened = driver.window, driver.session.episode.events
    place = window.frame.primary.mapTo(window, window.frame.primary.rect().center())
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert driver.session.episode.events == opened + 1
    assert window.frame.title.hasFocus()


def test_keys_are_tapped_as_fast_as_one_likes(
    sample: Callable[..., Driver], screen: QPointingDevice, qtbot: QtBot
) -> None:
    driver = sample(Clinic(keyboard=True))
    while driver.session.episode.page != "person":
        driver.turn()
    field = driver.find("field:full_name")
    driver.window.activateWindow()
    QTest.qWaitForWindowActive(driver.window)
    driver.click(field)
    qtbot.waitUntil(lambda: bool(driver.window.findChildren(Key)))
    QTest.qWait(1)
    key = next(key for key in driver.window.findChildren(Key) if key.value in {"b", "B"})
    finger = Finger(driver.window, screen)
    for _ in range(3):
        finger.tap(key)
    assert field.property("text").lower().endswith("bbb")


class Long(QWidget):
    """A page of buttons that is longer than the window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.clicked: list[str] = []
        rows = Column(self)
        rows.addWidget(Label("Many buttons", theme))
        for number in range(30):
            made = button(str(number), theme)
            made.clicked.connect(partial(self._note, str(number)))
            rows.addWidget(made)

    def _note(self, name: str) -> None:
        self.clicked.append(name)


def lose(window: QWidget, screen: QPointingDevice, pressed: QWidget) -> None:
    """Tell the window what Qt tells it when the system takes a touch away."""
    place = QPointF(pressed.mapTo(window, pressed.rect().center()))
    QApplication.sendEvent(window.windowHandle(), QTouchEvent(QEvent.Type.TouchCancel, screen))
    release = QMouseEvent(
        QEvent.Type.MouseButtonRelease, place, place, Qt.MouseButton.LeftButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(window.windowHandle(), release)


@pytest.fixture
def long(sample: Callable[..., Driver]) -> tuple[Driver, Long]:
    driver = sample()
    page = Long(driver.window.theme)
    driver.window.frame.text.show_content(page)
    QTest.qWait(1)
    driver.window.frame.measure()
    QTest.qWait(1)
    return driver, page


def test_a_swipe_that_starts_on_a_button_scrolls_and_presses_nothing(
    long: tuple[Driver, Long], screen: QPointingDevice
) -> None:
    driver, page = long
    made = page.findChildren(QPushButton)[5]
    Finger(driver.window, screen).swipe(made, -200)
    assert driver.window.frame.text.verticalScrollBar().value() > 50
    assert not page.clicked
    assert not any(made.isDown() for made in page.findChildren(QPushButton))


def test_a_tap_clicks_once_and_a_finger_that_slides_off_does_not(
    long: tuple[Driver, Long], screen: QPointingDevice
) -> None:
    driver, page = long
    finger, tool = Finger(driver.window, screen), driver.window.frame.help_button
    finger.tap(page.findChildren(QPushButton)[3])
    assert page.clicked == ["3"]
    QTest.qWait(TWICE + 20)
    place = tool.mapTo(driver.window, tool.rect().center())
    finger.down(place)
    finger.move(place + QPoint(0, 5 * tool.height()))
    finger.up(place + QPoint(0, 5 * tool.height()))
    assert driver.window.overlay is None


def test_a_touch_that_is_lost_lets_go_of_what_it_pressed(
    long: tuple[Driver, Long], screen: QPointingDevice
) -> None:
    driver, page = long
    finger, made = Finger(driver.window, screen), page.findChildren(QPushButton)[3]
    finger.down(made.mapTo(driver.window, made.rect().center()))
    assert made.isDown()
    lose(driver.window, screen, made)
    assert not made.isDown()
    finger.up(driver.window.rect().center())  # the device itself knows of no loss
    assert not page.clicked
    finger.tap(made)
    assert page.clicked == ["3"]

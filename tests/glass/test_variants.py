from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from ways import go_to

from consent_app.glass.figure import Art, FigureView
from consent_app.glass.variants import SidesView, StepsView, VariantsView
from consent_app.view import drawings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from consent_app.glass.drive import Driver
    from consent_app.glass.theme import Look, Size

    Sample = Callable[..., Driver]


def opened(sample: Sample, page: str, **changes: object) -> Driver:
    """The real window on a page; its words take their places."""
    driver = sample(answers="right", **changes)
    go_to(driver, page)
    QTest.qWait(1)
    return driver


def shown(driver: Driver) -> str:
    labels = driver.window.frame.text.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def push(driver: Driver, name: str) -> QPushButton:
    found = driver.find(name)
    assert isinstance(found, QPushButton)
    return found


def only(driver: Driver, kind: type[VariantsView | StepsView | SidesView]) -> object:
    (found,) = driver.window.findChildren(kind)
    return found


def steps(driver: Driver) -> StepsView:
    found = only(driver, StepsView)
    assert isinstance(found, StepsView)
    return found


def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told from now on."""
    heard: list[str] = []
    tell = QAccessible.updateAccessibility

    def listen(event: object) -> None:
        heard.append(getattr(event, "message", lambda: "")())
        tell(event)  # type: ignore[arg-type]

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return heard


def drawing(driver: Driver) -> FigureView:
    (found,) = (v for v in driver.window.findChildren(FigureView) if v.isVisible())
    return found


# --- one of several -------------------------------------------------------------------------------


def test_another_length_is_drawn_and_said_at_once_and_changes_no_answer(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = opened(sample, "whole_time")
    events, own = driver.session.episode.events, drawing(driver)
    assert push(driver, "variant:gain:5").isChecked()
    heard = said(monkeypatch)
    driver.click(driver.find("variant:gain:8"))
    assert drawing(driver) is not own
    assert "8 cm: about" in shown(driver)
    assert "5 cm: about" not in shown(driver)
    assert any(words.startswith("8 cm: about") for words in heard)
    assert [made.isChecked() for made in gains(driver)] == [False] * 5 + [True]
    driver.click(driver.find("variant:gain:5"))
    assert drawing(driver) is own
    assert driver.session.episode.events == events


def gains(driver: Driver) -> list[QPushButton]:
    return [push(driver, f"variant:gain:{cm}") for cm in range(3, 9)]


def test_what_was_looked_at_is_still_there_in_another_look_and_size(sample: Sample) -> None:
    driver = opened(sample, "whole_time")
    driver.click(driver.find("variant:gain:7"))
    for look, size in looks():
        driver.window.look.dress_in(replace(driver.window.theme, look=look, size=size))
        assert push(driver, "variant:gain:7").isChecked()
        assert "7 cm: about" in shown(driver)


def looks() -> Iterator[tuple[Look, Size]]:
    yield "dark", "large"
    yield "high", "middle"


def test_every_button_can_be_pressed_with_keys_alone(sample: Sample) -> None:
    driver = opened(sample, "how_much")
    shin = push(driver, "variant:limits:tibia")
    assert not shin.isChecked()
    shin.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(shin, Qt.Key.Key_Space)
    assert shin.isChecked()
    assert drawing(driver).isVisible()


def test_buttons_wrap_their_words_where_the_place_is_narrow(sample: Sample) -> None:
    driver = opened(sample, "costs_together")
    driver.window.resize(520, 900)
    driver.window.look.dress_in(replace(driver.window.theme, size="large"))
    QTest.qWait(1)
    made = [b for b in driver.window.findChildren(QPushButton) if "variant:" in b.objectName()]
    assert len(made) == 5
    for button in made:
        assert button.width() <= driver.window.room, button.text()
        assert button.sizeHint().width() <= button.width(), button.text()
        assert button.sizeHint().height() <= button.height(), button.text()
        assert button.accessibleName() == " ".join(button.text().split())


# --- step by step ---------------------------------------------------------------------------------


def test_the_steps_go_forward_and_back_and_end(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = opened(sample, "how_it_works")
    view, heard = steps(driver), said(monkeypatch)
    assert not push(driver, "step:previous").isEnabled()
    for step in range(1, 5):
        driver.click(driver.find("step:next"))
        assert view.step == step
        assert drawings.STEPS[step] in shown(driver)
        assert any(words.startswith(drawings.STEPS[step]) for words in heard)
        art = view.findChild(Art)
        assert art is not None
        assert art.accessibleName() in heard[-1]
    assert not push(driver, "step:next").isEnabled()
    driver.click(driver.find("step:previous"))
    assert view.step == 3


def test_playing_runs_once_and_nothing_starts_by_itself(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    view = steps(driver)
    assert not view.timer.isActive()
    assert view.timer.interval() == 600
    driver.click(driver.find("step:next"))
    driver.click(driver.find("step:play"))
    seen = [view.step]
    while view.timer.isActive():
        view.timer.timeout.emit()
        seen.append(view.step)
    assert seen == [0, 1, 2, 3, 4]
    assert push(driver, "step:play").text() == "Play once"


def test_any_touch_or_key_stops_what_plays(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    view, play = steps(driver), driver.find("step:play")
    touch: list[Callable[[], object]] = [
        lambda: QTest.mouseClick(driver.window.frame.title, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(driver.window, Qt.Key.Key_Shift),
        lambda: driver.click(play),
    ]
    for stop in touch:
        driver.click(play)
        assert view.timer.isActive()
        stop()
        assert not view.timer.isActive()
        assert view.step == 0


def test_leaving_the_page_stops_what_plays(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    view = steps(driver)
    driver.click(driver.find("step:play"))
    driver.window.go_on()
    assert not view.timer.isActive()


def test_where_nothing_may_move_there_are_only_steps(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    driver.click(driver.find("step:next"))
    driver.window.look.dress_in(replace(driver.window.theme, still=True))
    assert driver.window.findChild(QPushButton, "step:play") is None
    assert steps(driver).step == 1
    driver.click(driver.find("step:next"))
    assert not steps(driver).timer.isActive()


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (560, 900)])
def test_the_buttons_of_the_steps_stay_beside_the_drawing(
    sample: Sample, size: tuple[int, int]
) -> None:
    driver = opened(sample, "how_it_works")
    driver.window.resize(*size)
    driver.window.look.dress_in(replace(driver.window.theme, size="large"))
    QTest.qWait(1)
    view = steps(driver)
    inside = [QRect(made.mapTo(view, QPoint()), made.size()) for made in buttons(view)]
    assert len(inside) == 3
    for box in inside:
        assert view.rect().contains(box)
    for one, two in combinations(inside, 2):
        assert not one.intersects(two)


def buttons(view: StepsView) -> list[QPushButton]:
    return [made for made in view.findChildren(QPushButton) if made.isVisible()]


def test_the_ruler_is_as_long_as_it_says(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    ruler = next(a for a in driver.window.findChildren(Art) if "10 mm" in a.accessibleName())
    assert ruler.width() == driver.window.theme.mm(11)


# --- side by side ---------------------------------------------------------------------------------


def test_choices_open_side_by_side_in_one_size_or_one_under_the_other(sample: Sample) -> None:
    driver = opened(sample, "deep_infection")
    button = push(driver, "sides:deep_infection")
    view = only(driver, SidesView)
    assert isinstance(view, SidesView)
    assert not view.findChildren(Art)
    driver.click(button)
    QTest.qWait(1)
    assert "no numbers found" in shown(driver)
    arts = view.findChildren(Art)
    assert len(arts) == 3
    assert len({(art.width(), art.height(), art.mapTo(view, art.pos()).y()) for art in arts}) == 1
    assert button.text() == "Hide the choices side by side"
    driver.window.resize(560, 1000)
    QTest.qWait(1)
    narrow = driver.window.findChildren(SidesView)[-1].findChildren(Art)
    assert len({art.x() for art in narrow}) == 1
    assert len({art.y() for art in narrow}) == 3
    driver.click(driver.find("sides:deep_infection"))
    assert "no numbers found" not in shown(driver)

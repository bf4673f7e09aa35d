"""What a person tells the team: marked, written by finger, and found again on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ways import go_to

from consent_app import episode as ep

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from consent_app.glass.drive import Driver


def scribble(box: QWidget) -> None:
    QTest.mousePress(box, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseMove(box, QPoint(60, 40))
    QTest.mouseRelease(box, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))


def test_needs_are_all_answered_before_the_next_page(sample: Callable[..., Driver]) -> None:
    driver = sample()
    go_to(driver, "help_list")
    episode = driver.session.episode
    first, *others = episode.needs_on("help_list")
    assert not driver.window.frame.primary.isEnabled()
    for need in others:
        driver.click(driver.find(f"need:{need}:have"))
    assert not driver.window.frame.primary.isEnabled()
    driver.click(driver.find(f"need:{first}:not_sure"))
    assert driver.window.frame.primary.isEnabled()
    assert driver.session.episode.needs == {**dict.fromkeys(others, "have"), first: "not_sure"}


def test_what_is_marked_and_written_is_there_again(sample: Callable[..., Driver]) -> None:
    driver = sample()
    go_to(driver, ep.OWN_WORDS)
    phrase = driver.session.pack.values.phrases[1].id
    driver.click(driver.find(f"tick:phrase:{phrase}"))
    scribble(driver.find("note"))
    ink = driver.session.episode.ink
    assert len(ink) == 1
    driver.click(driver.window.frame.primary)
    driver.click(driver.window.frame.back)
    assert driver.find(f"tick:phrase:{phrase}").isChecked()  # type: ignore[attr-defined]
    assert driver.find("note").strokes == ink  # type: ignore[attr-defined]
    driver.click(driver.find("clearNote"))
    assert driver.session.episode.ink == ()


def test_a_question_is_written_by_finger(sample: Callable[..., Driver]) -> None:
    driver = sample()
    go_to(driver, "who_it_suits")
    driver.click(driver.find("tick:factor:smoking"))
    driver.click(driver.window.frame.question)
    driver.click(driver.find("padWrite"))
    scribble(driver.find("padInk"))
    driver.click(driver.find("keep"))
    (question,) = driver.session.episode.questions
    assert question.strokes
    assert question.words is None
    assert driver.session.episode.told == ("smoking",)

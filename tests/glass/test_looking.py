"""Drawings in large letters: still side by side, larger, and with numbers where they belong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from test_variants import opened

from consent_app.glass.figure import Art, FigureView
from consent_app.glass.variants import SidesView, StepsView

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.drive import Driver
    from consent_app.glass.theme import Size

    Sample = Callable[..., Driver]


def enlarged(driver: Driver, size: Size = "large") -> None:
    driver.window.look.dress_in(replace(driver.window.theme, size=size))
    QTest.qWait(1)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_choices_stand_side_by_side_in_large_letters_too(sample: Sample, language: str) -> None:
    driver = opened(sample, "deep_infection", language=language)
    enlarged(driver)
    driver.click(driver.find("sides:deep_infection"))
    QTest.qWait(1)
    (view,) = driver.window.findChildren(SidesView)
    assert len({art.y() for art in view.findChildren(Art)}) == 1
    for label in view.findChildren(QLabel):
        assert label.heightForWidth(label.width()) <= label.height(), label.text()


def test_the_steps_grow_with_the_letters(sample: Sample) -> None:
    driver = opened(sample, "how_it_works")
    high = [drawn(driver)]
    sizes: tuple[Size, ...] = ("middle", "large")
    for size in sizes:
        enlarged(driver, size)
        high.append(drawn(driver))
    assert high == sorted(set(high))


def drawn(driver: Driver) -> int:
    (view,) = driver.window.findChildren(StepsView)
    art = view.findChild(Art)
    assert art is not None
    return art.height()


def test_a_number_stands_over_the_bar_that_it_names(sample: Sample) -> None:
    driver = opened(sample, "whole_time")
    enlarged(driver)
    driver.click(driver.find("variant:gain:3"))
    QTest.qWait(1)
    (view,) = (v for v in driver.window.findChildren(FigureView) if v.isVisible())
    labels = [x for x in view.findChildren(QLabel) if x.isVisible() and len(x.text()) == 1]
    months = sorted((x.geometry().center().x(), x.y()) for x in labels if x.y() > view.height() / 4)
    rest = next(x for x in labels if x.text() == "1" and x.y() < view.height() / 4)
    (begin, _), (second, _), *_ = months
    assert abs(rest.geometry().center().x() - begin) < (second - begin) / 4

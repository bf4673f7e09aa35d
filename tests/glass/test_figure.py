from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from consent_app.glass.figure import FigureView
from consent_app.glass.theme import Theme, load_fonts
from consent_app.language import Language
from consent_app.view import content, drawings
from consent_app.view.blocks import Picture
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way
    from pytestqt.qtbot import QtBot

    from consent_app.glass.theme import Size


@pytest.fixture
def pictures(walked: Callable[..., Way]) -> list[Picture]:
    """Every drawing with words of the shipped pack, its labels longer by 40 in 100."""
    now = walked().episodes[-1]
    words = Words(Language("en"), now.pack)
    blocks = [drawings.distraction(words), *drawings.timeline(now, words)]
    blocks += content.figure("limits", now, words)
    return [
        replace(x, labels={key: _longer(text) for key, text in x.labels.items()})
        for x in blocks
        if isinstance(x, Picture)
    ]


def _longer(text: str) -> str:
    return text if text.isdecimal() else f"{text} {text[: len(text) * 2 // 5].strip()}"


@pytest.mark.parametrize(("room", "size"), [(970, "base"), (714, "middle"), (970, "large")])
def test_words_over_a_drawing_neither_touch_nor_leave_it(
    qtbot: QtBot, pictures: list[Picture], room: int, size: Size
) -> None:
    load_fonts(everything=True)
    theme = Theme(85, size)
    assert len(pictures) == 3
    for picture in pictures:
        view = FigureView(picture, theme, theme.mm(60))
        qtbot.addWidget(view)
        view.resize(room, view.heightForWidth(room))
        view.show()
        labels = view.findChildren(QLabel)
        assert len(labels) == len(picture.labels)
        for label in labels:
            assert view.rect().contains(label.geometry()), label.text()
            assert label.heightForWidth(label.width()) <= label.height()
        for one, two in combinations(labels, 2):
            assert not one.geometry().intersects(two.geometry()), (one.text(), two.text())

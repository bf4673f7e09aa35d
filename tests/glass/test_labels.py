"""Words over drawings in a long language and in one that runs from right to left."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtWidgets import QLabel

from consent_app.glass.figure import FigureView
from consent_app.glass.fonts import load_fonts
from consent_app.glass.theme import Size, Theme
from consent_app.language import PSEUDO, Language
from consent_app.view import choosing, drawings
from consent_app.view.blocks import Picture, Variants
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Way
    from pytestqt.qtbot import QtBot

    from consent_app.episode import Episode


def pictures(now: Episode, words: Words) -> Iterator[Picture]:
    """Every drawing with words that a person can look at in the shipped pack."""
    yield drawings.distraction(words)
    for blocks in (choosing.timeline(now, words), choosing.limits(now, words)):
        for found in blocks:
            if isinstance(found, Variants):
                for option in found.options:
                    yield from (x for x in option.blocks if isinstance(x, Picture))


def fits(label: QLabel, view: FigureView) -> bool:
    signs = label.fontMetrics()
    longest = max(map(signs.horizontalAdvance, label.text().split()))
    inside = view.rect().contains(label.geometry())
    return (
        inside
        and longest <= label.width()
        and label.heightForWidth(label.width()) <= label.height()
    )


@pytest.mark.parametrize("code", PSEUDO)
@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize("room", [714, 970])
def test_all_words_of_a_drawing_are_seen_whole_and_apart(
    qtbot: QtBot, walked: Callable[..., Way], code: str, size: Size, room: int
) -> None:
    load_fonts(everything=True)
    now = walked().episodes[-1]
    theme, words = Theme(85, size), Words(Language(code), now.pack)
    shown = list(pictures(now, words))
    assert len(shown) == 9
    for picture in shown:
        view = FigureView(picture, theme, theme.mm(60))
        qtbot.addWidget(view)
        view.resize(room, view.heightForWidth(room))
        view.show()
        labels = [label for label in view.findChildren(QLabel) if label.isVisible()]
        said = " ".join(label.text() for label in labels)
        for anchor in picture.figure.anchors:
            assert anchor.axis or picture.labels[anchor.key] in said
        for label in labels:
            assert fits(label, view), label.text()
        for one, two in combinations(labels, 2):
            assert not one.geometry().intersects(two.geometry()), (one.text(), two.text())


def test_words_without_room_are_told_below_by_number(
    qtbot: QtBot, walked: Callable[..., Way]
) -> None:
    load_fonts(everything=True)
    now = walked().episodes[-1]
    theme, words = Theme(85, "large"), Words(Language("en_XA"), now.pack)
    picture = list(pictures(now, words))[1]
    view = FigureView(picture, theme, theme.mm(60))
    qtbot.addWidget(view)
    view.show()
    wide = 4000
    view.resize(wide, view.heightForWidth(wide))
    seen = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    assert seen == set(picture.labels.values())
    view.resize(714, view.heightForWidth(714))
    seen = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    named = [text for key, text in picture.labels.items() if key.startswith("phase")]
    assert "\n".join(f"{n}. {text}" for n, text in enumerate(named, 1)) in seen
    assert not seen & set(named)

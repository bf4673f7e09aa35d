from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScroller, QWidget
from test_window import clipped, start, text
from ways import go_to

from consent_app import episode as ep
from consent_app import figures
from consent_app.glass.figure import Art
from consent_app.glass.ink import InkBox
from consent_app.glass.reading import Sign
from consent_app.glass.rows import CheckRow, RadioRow
from consent_app.glass.theme import Look, Size, Theme, dress, load_fonts
from consent_app.settings import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from consent_app.glass.drive import Driver

__all__ = ["start"]

LOOKS, SIZES = get_args(Look), get_args(Size)
PAIRS = (
    ("ink", "page", 7), ("ink", "surface", 7), ("ink", "selected", 7), ("ink", "tint", 7),
    ("ink", "caution_bg", 7), ("ink", "stop_bg", 7), ("ink", "ok_bg", 7),
    ("ink2", "page", 4.5), ("ink2", "surface", 4.5), ("primary", "page", 4.5),
    ("on_primary", "primary", 4.5), ("on_primary", "pressed", 4.5),
    ("caution", "caution_bg", 4.5), ("stop", "stop_bg", 4.5), ("ok", "ok_bg", 4.5),
    ("stop", "page", 4.5), ("disabled", "page", 4.5), ("disabled", "surface", 4.5),
    ("line", "page", 3), ("line", "surface", 3), ("primary", "selected", 3),
    ("event", "page", 3), ("event", "surface", 3), ("event", "tint", 3),
    ("caution", "page", 3), ("ok", "page", 3),
    ("focus_outer", "page", 3), ("focus_outer", "surface", 3), ("focus_outer", "selected", 3),
    ("focus_inner", "primary", 3), ("focus_inner", "focus_outer", 3),
)  # fmt: skip
"""Colours that stand on each other, and their least contrast."""


def luminance(name: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    colour = QColor(name)
    red, green, blue = map(linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", LOOKS)
def test_every_pair_of_colours_can_be_told_apart(look: Look) -> None:
    colours = tokens()[look]
    assert (
        colours.keys()
        == tokens()["light"].keys()
        == {name for p in PAIRS for name in p[:2]}
        | {
            "hairline"  # decoration
        }
    )
    for over, under, least in PAIRS:
        low, high = sorted((luminance(colours[over]), luminance(colours[under])))
        assert (high + 0.05) / (low + 0.05) >= least, (over, under)


@pytest.mark.parametrize("look", LOOKS)
def test_a_rule_sets_ground_and_ink_or_neither(look: Look) -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", Theme(85, look=look).style_sheet())
    assert len(rules) > 30
    for selector, body in rules:
        named = {line.split(":")[0].strip() for line in body.split(";")}
        assert ("background" in named) == ("color" in named), selector
        both = {"selection-background-color", "selection-color"}
        assert named & both in (set(), both), selector


@pytest.mark.parametrize("look", LOOKS)
def test_a_drawing_takes_the_colours_of_the_look(look: Look) -> None:
    theme = Theme(85, look=look)
    for figure in (figures.distraction(), figures.icon_array(4, 9, 100)):
        drawn = bytes(theme.drawing(figure).data()).decode()
        used = set(re.findall("#[0-9A-F]{6}", drawn))
        assert (
            {theme.colours["page"], theme.colours["event"]} <= used <= set(theme.colours.values())
        )


def grey(widget: QWidget, qtbot: QtBot, size: tuple[int, int]) -> QImage:
    qtbot.addWidget(widget)
    widget.setFixedSize(*size)
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def share(one: QImage, two: QImage) -> float:
    """How many points in 100 differ clearly."""
    pairs = zip(bytes(one.constBits()), bytes(two.constBits()), strict=True)
    return 100 * sum(abs(a - b) > 48 for a, b in pairs) / one.sizeInBytes()


@pytest.mark.parametrize("look", LOOKS)
def test_without_colour_states_still_differ(qtbot: QtBot, look: Look) -> None:
    load_fonts()
    theme = Theme(85, look=look)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, theme)

    def row(kind: type[RadioRow | CheckRow], *, on: bool) -> QImage:
        made = kind("A lot", theme)
        made.setChecked(on)
        return grey(made, qtbot, (200, 54))

    for kind in (RadioRow, CheckRow):
        assert share(row(kind, on=False), row(kind, on=True)) > 1
    signs = [grey(Sign(tone, theme), qtbot, (30, 30)) for tone in ("ok", "stop", "caution", "info")]
    assert min(share(one, two) for one, two in combinations(signs, 2)) > 4
    people = [
        grey(Art(figures.icon_array(low, high, 100), 172, theme), qtbot, (172, 262))
        for low, high in ((0, 0), (0, 9), (9, 9))
    ]
    assert min(share(one, two) for one, two in combinations(people, 2)) > 0.3


# --- in the window --------------------------------------------------------------------------------


@pytest.fixture
def usual() -> Iterator[None]:
    """Give the next test the look that all others expect."""
    yield
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, Theme(85))


def comfort(driver: Driver, *names: str) -> None:
    """Choose on the card as a person does."""
    driver.click(driver.window.frame.size_button)
    for name in names:
        driver.click(driver.find(f"comfort:{name}"))
    driver.click(driver.find("close"))


DARK_AND_LARGE = ("look:dark", "size:large", "still")


@pytest.mark.usefixtures("usual")
def test_another_look_keeps_what_is_typed_and_where(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "person")
    driver.type(driver.find("field:full_name"), "王小明 and Ada")
    QTest.keyClick(driver.find("field:full_name"), Qt.Key.Key_Left)
    comfort(driver, *DARK_AND_LARGE)
    now = driver.window.theme
    assert (now.look, now.size, now.still) == ("dark", "large", True)
    assert text(driver, "field:full_name") == "王小明 and Ada"
    line = driver.window.focusWidget()
    assert isinstance(line, QLineEdit)
    assert (line.objectName(), line.cursorPosition()) == ("field:full_name", 10)
    assert driver.session.episode.page == "person"
    driver.click(driver.find("leave"))
    driver.click(driver.find("leave-now"))
    now = driver.window.theme
    assert (now.look, now.size, now.still) == ("light", "base", False)


@pytest.mark.usefixtures("usual")
def test_another_look_keeps_the_step_of_the_text(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "frames")
    frame = driver.window.frame
    driver.click(frame.more)
    scroll, block = frame.text.verticalScrollBar().value(), frame.text.place()[0]
    assert scroll > 0
    comfort(driver, "look:high")
    assert driver.window.frame.text.verticalScrollBar().value() == scroll
    comfort(driver, "size:large")
    QApplication.processEvents()
    assert driver.window.frame.text.place()[0] == block
    comfort(driver, "size:base", "look:light")
    QApplication.processEvents()
    assert abs(driver.window.frame.text.verticalScrollBar().value() - scroll) <= 2


@pytest.mark.usefixtures("usual")
def test_another_look_keeps_a_signature(start: Callable[..., Driver]) -> None:
    driver = start(answers="right")
    go_to(driver, ep.QUESTIONS)
    driver.type(driver.find("question"), "Half a quest")
    comfort(driver, "look:high")
    assert text(driver, "question") == "Half a quest"
    go_to(driver, ep.SIGN)
    driver.act()
    ink = driver.find("ink")
    assert isinstance(ink, InkBox)
    strokes = ink.strokes
    assert strokes
    comfort(driver, *DARK_AND_LARGE)
    driver.window.resize(1000, 700)
    QTest.qWait(1)
    again = driver.find("ink")
    assert isinstance(again, InkBox)
    assert again.strokes == strokes
    driver.click(driver.window.frame.primary)
    driver.settle()
    assert driver.session.episode.stage == "acknowledged"


@pytest.mark.usefixtures("usual")
def test_nothing_moves_by_itself_where_that_is_wished(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "frames")
    comfort(driver, "still")
    view = driver.window.frame.text.viewport()
    device = QTest.createTouchDevice()
    bar = driver.window.frame.text.verticalScrollBar()
    begin, points = QPoint(300, 400), range(0, 160, 20)
    QTest.touchEvent(view, device).press(0, begin, view).commit()
    for up in points:
        QTest.qWait(10)  # a finger takes its time; without it there is no drag
        QTest.touchEvent(view, device).move(0, begin - QPoint(0, up), view).commit()
    QTest.touchEvent(view, device).release(0, begin - QPoint(0, points[-1]), view).commit()
    assert bar.value() > 0
    assert not moving(driver)
    for act in (driver.window.frame.more, driver.window.frame.question):
        driver.click(act)
        assert not moving(driver)
    assert QApplication.styleHints().cursorFlashTime() == 0


def moving(driver: Driver) -> list[str]:
    """What is in motion in the window."""
    running = [
        str(found)
        for found in driver.window.findChildren(QAbstractAnimation)
        if found.state() is QAbstractAnimation.State.Running
    ]
    scroller = QScroller.scroller(driver.window.frame.text.viewport())
    return running + [str(scroller.state())] * (scroller.state() is QScroller.State.Scrolling)


KINDS = ("plan", ep.RULES, "whole_time", "how_much", "nerve_injury", "values.1", ep.FIT)
"""Pages of each kind: answers, law, drawings with words, a chance, a scale, a table of signs."""


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("size", [(1024, 768), (1080, 1920), (1920, 1080)])
def test_every_kind_of_page_fits_in_every_look(
    start: Callable[..., Driver], size: tuple[int, int]
) -> None:
    driver = start()
    driver.window.resize(*size)
    for page in KINDS:
        go_to(driver, page)
        for look in LOOKS:
            for letters in SIZES:
                theme = replace(driver.window.theme, look=look, size=letters)
                driver.window.look.dress_in(theme)
                QTest.qWait(1)
                _fits(driver, (page, look, letters))
        driver.window.look.dress_in(replace(driver.window.theme, look="light", size="base"))
    for letters in SIZES:
        driver.window.look.dress_in(replace(driver.window.theme, look="high", size=letters))
        driver.window.look.open()
        QTest.qWait(1)
        assert not clipped(driver), letters
        close = driver.find("close")
        assert close.visibleRegion().boundingRect() == close.rect()
        driver.window.close_overlay()


def _fits(driver: Driver, where: object) -> None:
    frame = driver.window.frame
    assert not clipped(driver), where
    assert frame.text.horizontalScrollBar().maximum() == 0, where
    for made in (frame.back, frame.leave, frame.question, frame.primary, frame.size_button):
        corner = made.mapTo(driver.window, made.rect().bottomRight())
        assert driver.window.rect().contains(corner), (where, made.text())


@pytest.mark.usefixtures("usual")
def test_the_look_is_chosen_by_keys(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "reason")
    window = driver.window

    def press(key: Qt.Key) -> None:
        QTest.keyClick(window.focusWidget(), key)

    window.frame.size_button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Space)
    assert window.focusWidget().objectName() == "overlayTitle"
    driver.find("comfort:look:light").setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert (window.theme.look, window.focusWidget().objectName()) == ("high", "comfort:look:high")
    press(Qt.Key.Key_Escape)
    assert window.overlay is None
    assert window.focusWidget() is window.frame.size_button

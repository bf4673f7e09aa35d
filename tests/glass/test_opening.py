from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel

from consent_app.glass import opening
from consent_app.glass.app import look
from consent_app.glass.attract import Attract
from consent_app.language import Language
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from consent_app.content.model import Pack

ARGUMENTS = ["kiosk", "--windowed"]


@pytest.fixture
def page(pack: Pack, qtbot: QtBot) -> Attract:
    words = opening.words(pack.manifest, Clinic(clinic="Kalvebod Clinic"), Language("en"))
    made = Attract(words, look(Clinic(), cjk=False))
    qtbot.addWidget(made)
    made.resize(1024, 768)
    opening.show(made, windowed=True)
    return made


def said(page: Attract) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_it_says_whose_it_is_what_it_is_and_in_which_languages(page: Attract) -> None:
    for words in (
        "Kalvebod Clinic",
        "learn, check, ask",
        "English",
        "简体中文",
        "Touch the screen",
    ):
        assert words in said(page)


def test_a_tap_that_ends_inside_or_a_key_begins(page: Attract) -> None:
    spy = QSignalSpy(page.touched)
    QTest.mousePress(page, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, pos=page.rect().bottomRight() * 2)
    for key in (Qt.Key.Key_Shift, Qt.Key.Key_Escape):
        QTest.keyClick(page, key)
    QTest.keyClick(page, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    assert spy.count() == 0
    QTest.mouseClick(page, Qt.MouseButton.LeftButton)
    QTest.keyClick(page, Qt.Key.Key_Space)
    assert spy.count() == 2


def test_a_dimmed_screen_is_dark_and_wakes_with_a_touch(page: Attract) -> None:
    bright = page.grab().toImage().pixelColor(3, 3).lightness()
    page.dim()
    assert page.grab().toImage().pixelColor(3, 3).lightness() < bright / 4
    QTest.mouseClick(page, Qt.MouseButton.LeftButton)
    assert (page.dimmed, page.grab().toImage().pixelColor(3, 3).lightness()) == (False, bright)


def test_what_one_run_keeps_the_next_one_shows(
    page: Attract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["consent-app", *ARGUMENTS])
    monkeypatch.setenv("CONSENT_APP_DATA", str(tmp_path))
    theme = look(Clinic(), cjk=False)
    opening.keep(tmp_path / "cache", page.words, theme, (1024, 768))
    found = opening.kept(ARGUMENTS)
    assert found is not None
    assert found.words == page.words
    assert found.font("h1").pixelSize() == theme.font("h1").pixelSize()
    assert (found.mm(16), found.colour("page")) == (theme.mm(16), theme.colour("page"))
    assert opening.kept([*ARGUMENTS, "--language=zh_Hans"]) is None
    assert opening.kept(["kiosk", f"--data={tmp_path / 'other'}"]) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"arguments": ["kiosk", "--windowed"]}'])
def test_what_was_kept_and_is_damaged_is_left_alone(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSENT_APP_DATA", str(tmp_path))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "first-page.json").write_text(damage)
    assert opening.kept(ARGUMENTS) is None


def test_the_page_lives_while_the_rest_is_loaded(page: Attract) -> None:
    def load() -> str:
        while not page.begun:  # somebody touches it meanwhile
            pass
        return "loaded"

    QTimer.singleShot(0, page, lambda: QTest.mouseClick(page, Qt.MouseButton.LeftButton))
    assert opening.meanwhile(load, page) == "loaded"
    assert "One moment, please." in said(page)


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(2)])
def test_what_goes_wrong_while_loading_goes_on_going_wrong(
    page: Attract, error: BaseException
) -> None:
    def load() -> None:
        raise error

    with pytest.raises(type(error)):
        opening.meanwhile(load, page)


def test_why_nothing_can_begin_stands_on_the_page_until_it_is_closed(page: Attract) -> None:
    seen = []

    def look_and_close() -> None:
        seen.append(said(page))
        QTest.keyClick(page, Qt.Key.Key_Escape)

    QTimer.singleShot(0, page, look_and_close)
    opening.complain(page, "pack.yaml:3 unknown key")
    assert "Please call the staff" in seen[0]
    assert "For the staff: pack.yaml:3 unknown key" in seen[0]
    assert not page.isVisible()


def test_pages_lose_no_word_in_a_small_window(page: Attract, qtbot: QtBot) -> None:
    for size in ((1024, 768), (768, 1024), (480, 640), (3840, 2160)):
        page.resize(*size)
        qtbot.wait(1)
        cut: Callable[[QLabel], bool] = lambda one: one.heightForWidth(one.width()) > one.height()  # noqa: E731
        assert not [one.text() for one in page.findChildren(QLabel) if one.isVisible() and cut(one)]

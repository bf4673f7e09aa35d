from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScroller
from ways import go_to

from consent_app import episode as ep
from consent_app.glass import builders, faults
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from consent_app.glass.drive import Driver

NAME = "Alex Example"
TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program as on a computer of its own."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        own = {key: value for key, value in os.environ.items() if key not in screens}
        place = str(tmp_path)
        given = {**own, "CONSENT_APP_DATA": place, "XDG_RUNTIME_DIR": place, **variables}
        return subprocess.run(
            [sys.executable, "-m", "consent_app", *words], env=given, capture_output=True,
            text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, "There is no screen."),
        ({"DISPLAY": ":7891"}, "The screen :7891 does not answer"),
        ({"WAYLAND_DISPLAY": "nowhere"}, "The screen nowhere does not answer."),
        ({"DISPLAY": ":7891", "QT_QPA_PLATFORM": "xcb"}, "The screen :7891 does not answer"),
    ],
)
def test_without_a_screen_the_kiosk_says_so(
    command: Callable[..., subprocess.CompletedProcess[str]],
    variables: dict[str, str],
    told: str,
) -> None:
    ended = command("kiosk", **variables)
    assert (ended.returncode, told in ended.stderr) == (2, True), ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_without_any_font_the_kiosk_says_so(tmp_path: Path) -> None:
    """Every font of ours is missing, and fontconfig knows none."""
    none = tmp_path / "fonts.conf"
    none.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>')
    program = (
        "import sys; from consent_app.glass import fonts; fonts._FIRST = ('gone.ttf',);"
        "sys.argv[1:] = ['kiosk', '--temp']; from consent_app.__main__ import main; main()"
    )
    given = {**os.environ, "FONTCONFIG_FILE": str(none), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=given, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert "There are no fonts" in ended.stderr
    assert "font missing or damaged: gone.ttf" in ended.stderr


def test_a_missing_file_of_the_program_is_named(tmp_path: Path) -> None:
    for name in ("consent_app", "resources", "translations"):
        shutil.copytree(TOP / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(tmp_path / "resources" / "fonts")
    sample = "resources/samples/sample-candidate.yaml"
    ended = subprocess.run(
        [sys.executable, "-m", "consent_app", "walk", sample, "--out", "out"], cwd=tmp_path,
        env={**os.environ, "CONSENT_APP_DATA": "data"}, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    (line,) = ended.stderr.splitlines()
    assert line.startswith("This installation is not whole: ")
    assert f"{tmp_path / 'resources' / 'fonts'}" in line


def test_where_tells_the_place_and_no_words() -> None:
    def breaks(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match=NAME) as caught:
        breaks(NAME)
    told = faults.where(caught.value)
    assert told.startswith("ValueError < test_broken.py:")
    assert NAME not in told


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let a builder break over a person's words."""

    def breaks(_block: object, _host: object) -> None:
        raise ValueError(NAME)

    with monkeypatch.context() as patch:
        for kind in (b.Heading, b.Paragraph, b.Bullets, b.Picture):
            patch.setitem(builders.BUILDERS, kind, breaks)
        yield patch


def shown(driver: Driver) -> str:
    return "\n".join(label.text() for label in driver.window.findChildren(QLabel))


def test_a_page_that_cannot_be_made_parks_the_episode(
    sample: Callable[..., Driver],
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    driver = sample()
    go_to(driver, "plan")
    driver.act()
    breaks = request.getfixturevalue("broken")
    code, left = driver.session.code, driver.session.episode
    with caplog.at_level(logging.WARNING):
        driver.click(driver.window.frame.primary)
        while not driver.window.faults.seen:
            driver.click(driver.window.frame.primary)
    assert "This page cannot be shown right now" in shown(driver)
    assert f"Your code is {code}" in shown(driver)
    assert NAME not in shown(driver)
    assert NAME not in caplog.text
    assert "ValueError < test_broken.py" in caplog.text
    assert driver.window.faults.seen[0].what in caplog.text
    assert [one.handle for one in driver.session.waiting()] == [left.id]
    assert driver.session.episode.id != left.id
    breaks.undo()
    driver.click(driver.find("close"))
    driver.window.lobby.resume(code)
    assert driver.session.episode.profile.full_name == left.profile.full_name
    assert driver.session.episode.page != ep.WELCOME
    assert driver.turn()


def test_a_touch_that_is_lost_leaves_nothing_pressed(sample: Callable[..., Driver]) -> None:
    """The touch screen is unplugged under a finger: no release ever comes."""
    driver = sample()
    window, finger = driver.window, QTest.createTouchDevice()
    page, button = driver.session.episode.page, window.frame.primary
    for widget in (button, window.frame.text.viewport()):
        here = widget.mapTo(window, widget.rect().center())
        QTest.touchEvent(window, finger).press(0, here, window).commit()
        lost = QTouchEvent(QEvent.Type.TouchCancel, finger)
        QApplication.sendEvent(window.windowHandle(), lost)
        QTest.qWait(1)
    assert driver.session.episode.page == page
    assert not [one for one in window.findChildren(QAbstractButton) if one.isDown()]
    scroller = QScroller.scroller(window.frame.text.viewport())
    assert scroller.state() == QScroller.State.Inactive
    driver.turn()
    assert driver.session.episode.page != page


def test_another_screen_loses_nothing(sample: Callable[..., Driver]) -> None:
    driver = sample()
    go_to(driver, "person")
    driver.type(driver.find("field:full_name"), "Ada")
    for size in ((800, 600), (1080, 1920), (320, 240), (1920, 1080)):
        driver.window.resize(*size)
        QTest.qWait(1)
        driver.window.windowHandle().setScreen(driver.window.screen())
        QTest.qWait(1)
        assert driver.session.episode.page == "person"
        assert driver.find("field:full_name").property("text") == "Ada"
    letters, events = driver.window.theme.body, driver.session.episode.events
    driver.window.look.fit(2 * driver.window.theme.ppi)
    assert driver.window.theme.body == pytest.approx(2 * letters, abs=1)
    assert driver.find("field:full_name").property("text") == "Ada"
    assert driver.session.episode.events == events
    QTest.mouseClick(
        driver.window.frame.text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1)
    )
    driver.act()
    assert driver.turn()

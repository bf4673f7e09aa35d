"""Reading aloud, with a program that notes what it is told, and with the real one where it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from ways import go_to

from consent_app import events as e
from consent_app.glass.voice import Manner, _espeak, find
from consent_app.language import Language
from consent_app.view import aloud

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from consent_app.glass.drive import Driver

SPEAKER = """#!/bin/sh
case "$*" in *-x*) echo sounds; exit 0;; esac
echo "$*" >> "{log}"
read -r words
echo "$words" >> "{log}"
test ! -e "{slow}" || sleep 20
exit {code}
"""


class Speaker:
    """A program named as the real one, first on the path."""

    def __init__(self, folder: Path) -> None:
        self.log, self.slow = folder / "log", folder / "slow"
        self._program = folder / "espeak-ng"
        self.ends(0)

    def ends(self, code: int) -> None:
        script = SPEAKER.format(log=self.log, slow=self.slow, code=code)
        self._program.write_text(script, encoding="utf-8")
        self._program.chmod(0o755)

    @property
    def lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    (tmp_path / "sleep").symlink_to(str(shutil.which("sleep")))
    monkeypatch.setenv("PATH", str(tmp_path))
    return Speaker(tmp_path)


@pytest.fixture
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def offered(driver: Driver) -> bool:
    QTest.qWait(1)
    return driver.window.frame.listen_button.isVisible()


@pytest.mark.usefixtures("quiet")
def test_without_a_voice_there_is_no_button(sample: Callable[..., Driver]) -> None:
    driver = sample()
    assert not offered(driver)
    driver.window.listening.toggle()
    assert not driver.window.listening.reading


def test_a_page_is_read_from_its_title_to_its_last_option(
    sample: Callable[..., Driver], speaker: Speaker, qtbot: QtBot
) -> None:
    driver = sample()
    while driver.session.episode.page != "reason":
        driver.turn()
    assert offered(driver)
    window = driver.window
    driver.click(window.frame.listen_button)
    assert window.listening.reading
    qtbot.waitUntil(lambda: not window.listening.reading, timeout=10_000)
    assert window.page is not None
    expected = [part.words for part in aloud.parts(window.page, window.say)]
    assert speaker.lines[1::2] == expected
    assert all("-v en" in line for line in speaker.lines[::2])
    said = [event for event in driver.session.record() if isinstance(event, e.Listened)]
    assert [event.page for event in said] == ["reason"]


def test_what_is_shown_is_what_is_read(
    sample: Callable[..., Driver], speaker: Speaker, qtbot: QtBot
) -> None:
    driver = sample()
    go_to(driver, "whole_time")
    assert offered(driver)
    driver.click(driver.find("variant:gain:8"))
    driver.click(driver.window.frame.listen_button)
    qtbot.waitUntil(lambda: not reads(driver), timeout=10_000)
    read = " ".join(speaker.lines[1::2])
    assert "8 centimetres: about" in read
    assert "5 centimetres: about" not in read


def reads(driver: Driver) -> bool:
    return driver.window.listening.reading


def test_it_is_silent_at_any_touch_and_what_is_read_was_marked(
    sample: Callable[..., Driver], speaker: Speaker, qtbot: QtBot
) -> None:
    speaker.slow.touch()
    driver = sample()
    window = driver.window
    assert offered(driver)
    driver.click(window.frame.listen_button)
    qtbot.waitUntil(lambda: len(speaker.lines) > 1)
    mark = window.findChild(QWidget, "reading")
    assert mark is not None
    assert mark.isVisible()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(window.windowHandle(), left, pos=window.rect().center())
    assert not reads(driver)
    assert window.findChild(QWidget, "reading") is None
    place = window.frame.listen_button.mapTo(window, QPoint(9, 9))
    QTest.mouseClick(window.windowHandle(), left, pos=place)
    assert reads(driver)
    QTest.mouseClick(window.windowHandle(), left, pos=place)
    assert not reads(driver)


def test_another_page_makes_it_silent(sample: Callable[..., Driver], speaker: Speaker) -> None:
    speaker.slow.touch()
    driver = sample()
    assert offered(driver)
    driver.click(driver.window.frame.listen_button)
    driver.window.go_on()
    assert not driver.window.listening.reading


def test_a_voice_that_fails_is_said_and_the_page_stays(
    sample: Callable[..., Driver], speaker: Speaker, qtbot: QtBot
) -> None:
    speaker.ends(1)
    driver = sample()
    assert offered(driver)
    driver.click(driver.window.frame.listen_button)
    qtbot.waitUntil(lambda: not driver.window.listening.reading)
    assert "does not work now" in driver.window.frame.hint_line.text()


def test_louder_and_faster_hold_until_the_next_person(
    sample: Callable[..., Driver], speaker: Speaker, qtbot: QtBot
) -> None:
    driver = sample()
    assert offered(driver)
    driver.click(driver.window.frame.size_button)
    driver.click(driver.find("hearing:volume:2"))
    driver.click(driver.find("hearing:rate:-2"))
    driver.click(driver.find("close"))
    driver.click(driver.window.frame.listen_button)
    qtbot.waitUntil(lambda: bool(speaker.lines))
    assert "-a 180 -s 100" in speaker.lines[0]
    driver.window.finish()
    assert not driver.window.listening.reading
    assert driver.window.listening.manner == Manner()


def test_a_language_without_its_own_sounds_has_no_voice(
    speaker: Speaker, tmp_path: Path, qapp: QApplication
) -> None:
    assert find(Language("zh_Hans"), lambda _well: None, qapp) is not None
    (tmp_path / "espeak-ng").write_text("#!/bin/sh\necho '(en)letters(cmn)'\n", encoding="utf-8")
    assert find(Language("zh_Hans"), lambda _well: None, qapp) is None
    assert not speaker.lines


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_real_program_takes_what_it_is_told(qtbot: QtBot, qapp: QApplication) -> None:
    ended: list[bool] = []
    voice = _espeak(Language("en"), ended.append, qapp)
    assert voice is not None
    voice.read("One.", Manner(-2, 2))
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    assert ended == [True]

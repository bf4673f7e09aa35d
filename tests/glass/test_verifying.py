"""The small window for anyone who has a sealed document."""

from __future__ import annotations

import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from consent_app.glass import verifying
from consent_app.language import Language
from consent_app.paper.audit import report
from consent_app.paper.audit.examine import Here, examine
from consent_app.paper.audit.verify import LARGEST
from consent_app.paper.press import remake
from consent_app.paper.seals.seal import known_certificates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conftest import Clinicroom
    from pytestqt.qtbot import QtBot

    from consent_app.glass.verifying import VerifyWindow
    from consent_app.view.finding import Findings


@pytest.fixture(scope="module")
def clinic(room: Clinicroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(room.folder, tmp_path_factory.mktemp("data") / "clinic")
    session = room.session(folder)
    room.sign_and_seal(session)
    return folder


@pytest.fixture
def record(clinic: Path) -> Path:
    (stored,) = (clinic / "documents").iterdir()
    return stored


@pytest.fixture(params=["en", "zh_Hans"])
def window(
    request: pytest.FixtureRequest, clinic: Path, room: Clinicroom, qtbot: QtBot
) -> VerifyWindow:
    say = Language(request.param)
    again = partial(remake, pack=room.pack)
    here = Here(known_certificates(clinic), lambda: room.pack, again)

    def look(paths: Sequence[Path], tell: Callable[[float], None]) -> Findings:
        return report.told(examine(paths, here, tell), say)

    made = verifying.window(look, say)
    qtbot.addWidget(made)
    made.show()
    return made


def _drop(window: VerifyWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPoint(9, 9), copy, data, left, Qt.KeyboardModifier.NoModifier))


def _shown(window: VerifyWindow) -> list[str]:
    labels = window.results.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible()]


def _done(window: VerifyWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.bar.isVisible(), timeout=60_000)


def test_a_dropped_record_is_said_to_be_intact(
    window: VerifyWindow, record: Path, qtbot: QtBot
) -> None:
    _drop(window, record)
    assert not window.chooser.isEnabled()
    assert window.cancel.hasFocus()
    _done(window, qtbot)
    say = window.say
    assert _shown(window)[:2] == [say.text("Intact"), record.name]
    assert window.results.hasFocus()
    (details,) = window.results.findChildren(QPushButton)
    assert record.name in details.accessibleName()
    QTest.keyClick(details, Qt.Key.Key_Space)
    remade = say.text("Made again: the same, byte by byte")
    assert say.text("{label}: {value}").format(label=remade, value=say.text("yes")) in _shown(
        window
    )


def test_several_files_have_a_verdict_each_and_one_together(
    window: VerifyWindow, record: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "cut.pdf").write_bytes(record.read_bytes()[:-9])
    (tmp_path / "more.pdf").write_bytes(record.read_bytes() + b"\n")
    _drop(window, record, tmp_path / "cut.pdf", tmp_path / "more.pdf", tmp_path)
    _done(window, qtbot)
    assert window.found is not None
    say, together = window.say, window.found.verdict
    assert (together.tone, together.word) == ("unknown", say.text("Not all is well"))
    words = [finding.verdict.word for finding in window.found.each]
    unread, changed = say.text("Cannot be read"), say.text("Not as it was sealed")
    assert words == [say.text("Intact"), unread, changed, unread]
    assert set(words) < set(_shown(window))


def test_waiting_can_be_cut_short(
    window: VerifyWindow, record: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    large = tmp_path / "large.pdf"
    shutil.copy(record, large)
    os.truncate(large, LARGEST)
    window.check([large])
    QTest.keyClick(window.cancel, Qt.Key.Key_Space)
    _done(window, qtbot)
    assert window.found is None
    assert window.chooser.hasFocus()
    window.check([record])
    _done(window, qtbot)
    assert window.found is not None


def test_the_keys_lead_everywhere(window: VerifyWindow, record: Path, qtbot: QtBot) -> None:
    assert window.chooser.hasFocus()
    window.check([record])
    _done(window, qtbot)
    QTest.keyClick(window.results, Qt.Key.Key_Tab)
    assert isinstance(window.focusWidget(), QPushButton)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isVisible())

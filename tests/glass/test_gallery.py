from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget

from consent_app import walk
from consent_app.content import journey as journeys
from consent_app.glass import gallery
from consent_app.glass import theme as themes
from consent_app.glass.builders import BUILDERS
from consent_app.glass.screen import OFFSCREEN_PPI
from consent_app.language import PSEUDO, SHIPPED
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.profile import names
from consent_app.records.journal import Journal
from consent_app.settings import Clinic, resource
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from consent_app.content.model import Pack
    from consent_app.episode import Episode
    from consent_app.glass.theme import Look, Size


@pytest.fixture(scope="module")
def way(pack: Pack) -> list[Episode]:
    """How the sample candidate stands on each page."""
    declared = journeys.load(resource("samples", "sample-candidate.yaml"), names(pack), SHIPPED)
    key = seal.demonstration_key(None, walk.clock(declared).moment)
    press = Press(Clinic(), lambda: key, None)
    journal = Journal(None)
    found = list(walk.episodes(declared, pack, journal, press))
    journal.close()
    return found


@pytest.fixture
def opened(way: list[Episode], qtbot: QtBot) -> Iterator[gallery.Gallery]:
    themes.load_fonts(everything=True)
    made = gallery.Gallery(way, OFFSCREEN_PPI)
    qtbot.addWidget(made)
    made.names.hide()
    made.resize(1046, 800)
    made.show()
    yield made
    made.close()


def clipped(board: QWidget) -> list[str]:
    """Words that do not fit their place."""
    labels = [
        label.text()
        for label in board.findChildren(QLabel)
        if label.isVisible() and label.wordWrap() and label.text()
        and label.heightForWidth(label.width()) > label.height()
    ]  # fmt: skip
    return labels + [
        made.text()
        for made in board.findChildren(QPushButton)
        if made.isVisible() and not made.hasHeightForWidth()
        and made.sizeHint().width() > made.width()
    ]  # fmt: skip


def nameless(board: QWidget) -> list[str]:
    """Controls without a name, or with words that are not in their name; a sign is no word."""
    found = [w for w in board.findChildren(QWidget) if isinstance(w, QAbstractButton | QLineEdit)]
    return [
        f"{type(control).__name__} {control.objectName()}"
        for control in found
        if control.isVisible() and (
            not control.accessibleName()
            or (_is_word(control) and control.text() not in control.accessibleName())
        )
    ]  # fmt: skip


def _is_word(control: QWidget) -> bool:
    return isinstance(control, QPushButton) and bool(re.search(r"\w\w", control.text()))


def test_every_kind_of_block_is_shown_and_its_name_on_paper_is_a_macro(
    opened: gallery.Gallery,
) -> None:
    shown = {name.split()[0] for name in opened.pieces}
    assert {kind.__name__ for kind in BUILDERS} <= shown
    macros = resource("document", "blocks.html").read_text(encoding="utf-8")
    known = set(re.findall(r"macro (\w+)\(block", macros))
    assert {piece.twin for piece in opened.pieces.values() if piece.twin} <= known
    on_paper = {kind.__name__ for kind in get_args(b.Block) if kind not in b.SCREEN_ONLY}
    assert {n.split()[0] for n, p in opened.pieces.items() if p.twin} <= on_paper


@pytest.mark.parametrize(
    ("language", "look", "size"),
    [("en", "high", "base"), ("en_XA", "dark", "middle")]
    + [(language, "light", "large") for language in (*SHIPPED, *PSEUDO)],
)
def test_nothing_is_clipped_and_every_control_has_a_name(
    opened: gallery.Gallery, look: Look, size: Size, language: str
) -> None:
    for _, name in gallery.walked(opened, [language], [look], [size]):
        QTest.qWait(1)
        assert opened.board is not None
        assert not clipped(opened.board), name
        assert not nameless(opened.board), name


def test_a_component_is_shown_in_focus_pressed_wrong_chosen_and_not_to_be_used(
    opened: gallery.Gallery,
) -> None:
    opened.activateWindow()
    opened.show_piece("ChoiceList answer")
    assert opened.board is not None
    states = dict(opened.board.shown)
    rows = {state: widget.findChildren(QAbstractButton) for state, widget in states.items()}
    assert [row.isChecked() for row in rows["rest"]].count(True) == 0
    assert rows["selected"][0].isChecked()
    assert rows["pressed"][0].isDown()
    assert rows["focus"][0] is opened.focusWidget()
    assert not rows["disabled"][0].isEnabled()
    assert rows["error"][0].accessibleDescription()


def test_pictures_of_all_are_written_with_an_index(
    way: list[Episode], qapp: QApplication, tmp_path: Path
) -> None:
    written = gallery.shoot(way, tmp_path, ["en"], looks=["high"], sizes=["base"])
    files = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.png")}
    assert written == len(files)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert set(re.findall('src="([^"]+)"', index)) == files
    qapp.setStyleSheet("")

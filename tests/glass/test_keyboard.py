from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from consent_app import episode as ep
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.content import journey as journeys
from consent_app.glass import hangul, layouts
from consent_app.glass.drive import Driver
from consent_app.glass.keys import Key
from consent_app.language import undrawable
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.profile import names
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from consent_app.content.model import Pack
    from consent_app.glass.keyboard import Keyboard

SAMPLE = resource("samples", "sample-candidate.yaml")
SIZES = [(1024, 768, 85.0), (768, 1024, 85.0), (1080, 1920, 102.0)]
NAMES = {
    "latin": ("shift Z o more e ë - shift A m i", "Zoë-Ami"),
    "cyrillic": ("shift И в а н space shift shift more Е Ё", "Иван Ё"),
    "greek": ("shift Ν more ι ί κ ο ς", "Νίκος"),
    "arabic": ("ل ي ل ى", "ليلى"),
    "hebrew": ("נ ו ע ה", "נועה"),
    "devanagari": ("shift श ् र ी", "श्री"),
    "hangul": ("ㄱ ㅣ ㅁ space ㅎ ㅏ ㄴ ㅅ ㅗ ㄹ", "김 한솔"),
    "chinese": ("shift L i", "Li"),
}


@pytest.fixture
def start(pack: Pack, qtbot: QtBot) -> Iterator[Callable[..., Driver]]:
    """Open the real window of a kiosk on the page with a name and a date."""
    opened: list[tuple[Driver, Journal]] = []

    def open_window(
        size: tuple[int, int, float] = SIZES[0], clinic: Clinic | None = None, **changes: object
    ) -> Driver:
        declared = structs.replace(journeys.load(SAMPLE, names(pack), ("en", "zh_Hans")), **changes)
        clinic = structs.replace(clinic or Clinic(), ppi=size[2])
        clock, journal = walk.clock(declared), Journal(None)
        key = seal.demonstration_key(None, clock.moment)
        session = Session(
            pack, journal, Press(clinic, lambda: key, None),
            language=declared.language, mode=declared.mode, clock=clock,
        )  # fmt: skip
        driver = Driver(session, Candidate(declared), clinic, size=size[:2])
        qtbot.addWidget(driver.window)
        opened.append((driver, journal))
        driver.window.activateWindow()
        QTest.qWaitForWindowActive(driver.window)
        while session.episode.page != "person":
            assert driver.turn()
        return driver

    yield open_window
    for driver, journal in opened:
        driver.window.close()
        journal.close()


def keyboard(driver: Driver) -> Keyboard:
    assert driver.window.keyboard is not None
    return driver.window.keyboard


def tap_field(driver: Driver, qtbot: QtBot, name: str = "field:full_name") -> QLineEdit:
    """Tap a field, and wait until the keyboard is there for it."""
    field = driver.find(name)
    driver.click(field)
    qtbot.waitUntil(lambda: keyboard(driver).isVisible() and field.hasFocus())
    QTest.qWait(1)
    assert isinstance(field, QLineEdit)
    return field


def keys(driver: Driver) -> dict[str, Key]:
    return {key.value: key for key in keyboard(driver).findChildren(Key) if key.isVisible()}


def tap(driver: Driver, *signs: str) -> None:
    for sign in signs:
        QTest.mouseClick(keys(driver)[sign], Qt.MouseButton.LeftButton)


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


# --- layouts and syllables ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*layouts.SCRIPTS, "numbers", "numpad"])
def test_every_sign_on_a_key_can_be_printed(name: str) -> None:
    layout = layouts.layout(name)
    signs = {key for on in (False, True) for row in layout.letters(shifted=on) for key in row}
    assert "delete" in signs
    assert "done" in signs
    signs |= {other for sign in signs for other in layout.others(sign)} - layouts.ACTIONS
    assert undrawable("".join((*signs, *layout.names))) == ""
    assert all(unicodedata.is_normalized("NFC", sign) for sign in signs)


@pytest.mark.parametrize(
    "wrong",
    [
        '{"names": [], "rows": ["a"], "colour": "red"}',
        '{"names": []}',
        '{"names": [], "rows": ["a b a"]}',
        '{"names": [], "rows": ["a"], "more": {"b": "c"}}',
        '{"names": [], "rows": ["a b"], "shifted": ["A"]}',
        "{",
    ],
)
def test_a_wrong_layout_is_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(layouts.LayoutError) as raised:
        layouts.load(file)
    assert raised.value.file == file


SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))


@given(SYLLABLES)
def test_letters_make_the_syllables_that_they_were_taken_from(word: str) -> None:
    pressed = "".join(hangul.keys(sign) for sign in unicodedata.normalize("NFC", word))
    assert hangul.compose(pressed) == word
    on_keys = {key for on in (False, True) for row in layouts.layout("hangul").letters(shifted=on)
               for key in row}  # fmt: skip
    assert set(pressed) <= on_keys


@given(SYLLABLES)
def test_letters_are_taken_back_one_by_one(word: str) -> None:
    left, steps = word, 0
    while left:
        shorter = hangul.compose(hangul.keys(left[-1])[:-1])
        assert len(shorter) <= 1
        assert unicodedata.is_normalized("NFC", shorter)
        left, steps = left[:-1] + shorter, steps + 1
    assert steps == sum(len(hangul.keys(sign)) for sign in word)


# --- in the window --------------------------------------------------------------------------------


@pytest.mark.parametrize("script", layouts.SCRIPTS)
def test_a_name_is_typed_in_each_script(
    start: Callable[..., Driver], qtbot: QtBot, script: str
) -> None:
    driver = start()
    field = tap_field(driver, qtbot)
    pressed, name = NAMES[script]
    tap(driver, "layouts", script, *pressed.split())
    assert field.text() == name
    assert field.hasFocus()
    right_to_left = script in {"arabic", "hebrew"}
    assert (field.cursorRect().center().x() > field.width() / 2) == right_to_left
    driver.window.entries.write()
    assert driver.session.episode.profile.full_name == name
    while field.isUndoAvailable():
        field.undo()
    assert field.text() == ""


def test_delete_takes_a_letter_of_a_syllable(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    field = tap_field(driver, qtbot)
    field.setText("박")
    tap(driver, "layouts", "hangul", "ㅎ", "ㅏ", "ㄱ", "ㅅ", "ㅏ")
    seen = [field.text()]
    while field.text():
        tap(driver, "delete")
        seen.append(field.text())
    assert seen == ["박학사", "박학ㅅ", "박학", "박하", "박ㅎ", "박", "바", "ㅂ", ""]


def test_what_is_selected_is_replaced_and_the_length_holds(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    field = tap_field(driver, qtbot)
    field.setMaxLength(3)
    tap(driver, "a", "b", "c", "d")
    assert field.text() == "abc"
    field.setSelection(1, 2)
    tap(driver, "layouts", "hangul", "ㄱ", "ㅏ", "ㄱ", "ㅏ", "ㄱ", "ㅏ")
    assert field.text() == "a가가"


@pytest.mark.parametrize("script", layouts.SCRIPTS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_covered_and_the_keys_are_large(
    start: Callable[..., Driver], qtbot: QtBot, size: tuple[int, int, float], script: str
) -> None:
    driver = start(size)
    theme, window = driver.window.theme, driver.window
    for name in ("field:full_name", "field:date_of_birth.year", "field:record_number"):
        field = tap_field(driver, qtbot, name)
        if "layouts" in keys(driver):
            tap(driver, "layouts", script)
        QTest.qWait(1)
        assert place(window.frame.text.viewport()).contains(place(field))
        assert place(window.frame).bottom() < place(keyboard(driver)).top()
        assert window.rect().contains(place(window.frame.primary))
        boxes = [place(key) for key in keys(driver).values()]
        for number, box in enumerate(boxes):
            assert place(keyboard(driver)).contains(box)
            assert box.height() >= theme.mm(16)
            assert box.width() >= theme.mm(12)
            gap = theme.mm(1 if size == SIZES[0] else 3) - 1  # a pixel goes in rounding
            wide = box.adjusted(-gap, -gap, gap, gap)
            assert not any(wide.intersects(other) for other in boxes[:number])


def test_dates_and_lengths_get_numbers_only(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    day = tap_field(driver, qtbot, "field:date_of_birth.day")
    assert set(keys(driver)) == {*"0123456789", "delete", "done"}
    tap(driver, "3", "1", "9")
    assert day.text() == "31"
    tap_field(driver, qtbot)
    assert "q" in keys(driver)


def test_a_tap_on_a_button_below_is_one_tap(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    driver.act()
    tap_field(driver, qtbot)
    primary = driver.window.frame.primary
    QTest.mousePress(primary, Qt.MouseButton.LeftButton)
    QTest.qWait(1)
    assert keyboard(driver).isVisible()  # nothing moves away from under the finger
    QTest.mouseRelease(primary, Qt.MouseButton.LeftButton)
    assert driver.session.episode.page != "person"
    qtbot.waitUntil(lambda: not keyboard(driver).isVisible())
    assert place(driver.window.frame) == driver.window.rect()


def test_it_goes_when_done_or_entered_and_comes_by_a_tap_only(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    field = driver.find("field:full_name")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.qWait(1)
    assert not keyboard(driver).isVisible()
    tap_field(driver, qtbot)
    tap(driver, "a", "done")
    assert not keyboard(driver).isVisible()
    assert field.hasFocus()
    tap_field(driver, qtbot)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not keyboard(driver).isVisible()
    tap_field(driver, qtbot)
    driver.window.frame.title.setFocus()
    qtbot.waitUntil(lambda: not keyboard(driver).isVisible())


def test_fingers_type_at_once_and_may_slip_off(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    field = tap_field(driver, qtbot)
    screen = QTest.createTouchDevice()
    a, l = keys(driver)["a"], keys(driver)["l"]  # noqa: E741 - the letter
    here = a.rect().center()
    QTest.touchEvent(driver.window, screen).press(0, here, a).commit()
    QTest.touchEvent(driver.window, screen).stationary(0).press(1, here, l).commit()
    QTest.touchEvent(driver.window, screen).release(0, here, a).stationary(1).commit()
    QTest.touchEvent(driver.window, screen).release(1, here, l).commit()
    assert field.text() == "al"
    QTest.touchEvent(driver.window, screen).press(0, here, a).commit()
    QTest.touchEvent(driver.window, screen).move(0, here - QPoint(0, 300), a).commit()
    QTest.touchEvent(driver.window, screen).release(0, here - QPoint(0, 300), a).commit()
    assert field.text() == "al"
    assert field.hasFocus()


def test_a_key_that_is_held_shows_other_letters_or_repeats(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    field = tap_field(driver, qtbot)
    held = keys(driver)["n"]
    spot = held.geometry().center()
    QTest.mousePress(held, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "ñ" in keys(driver))
    below = keyboard(driver).childAt(spot) or keyboard(driver)
    QTest.mouseRelease(below, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    tap(driver, "ñ", "a", "a")
    assert field.text() == "ñaa"
    delete = keys(driver)["delete"]
    QTest.mousePress(delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: field.text() == "")
    QTest.mouseRelease(delete, Qt.MouseButton.LeftButton)


def test_a_key_that_is_gone_is_no_longer_held(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    tap_field(driver, qtbot)
    tap(driver, "numbers")
    qtbot.waitUntil(lambda: not keyboard(driver)._hold.isActive())
    assert "?" in keys(driver)


def test_every_key_has_a_name_and_none_takes_the_focus(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    tap_field(driver, qtbot)
    for layer in ("letters", "layouts", "letters", "numbers"):
        if layer in keys(driver):
            tap(driver, layer)
        for sign, key in keys(driver).items():
            assert key.accessibleName()
            assert key.text() in key.accessibleName() or sign in layouts.SCRIPTS
            assert key.focusPolicy() == Qt.FocusPolicy.NoFocus
    tap(driver, "letters")
    found = {sign: key.accessibleName() for sign, key in keys(driver).items()}
    assert (found["a"], found["shift"], found["delete"]) == ("a", "Shift", "Delete")


def test_chinese_is_told_who_can_help(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start(language="zh_Hans")
    tap_field(driver, qtbot)
    assert keyboard(driver)._note.isVisible()
    assert "q" in keys(driver)
    tap(driver, "layouts", "latin")
    assert not keyboard(driver)._note.isVisible()


def test_a_question_over_the_page_is_typed_and_kept(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    driver.click(driver.window.frame.question)
    field = tap_field(driver, qtbot, "padQuestion")
    overlay = driver.window.overlay
    assert overlay is not None
    assert place(overlay) == place(driver.window.frame)
    assert place(overlay).contains(place(field))
    tap(driver, "w", "h", "y", "numbers", "?")
    driver.click(driver.find("keep"))
    assert driver.session.episode.questions[0].words == "why?"


def test_several_lines_are_typed_as_one_is(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    lines = QPlainTextEdit("가\n", driver.window.frame.text.widget())
    lines.resize(300, 100)
    lines.show()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: keyboard(driver).isVisible())
    lines.moveCursor(lines.textCursor().MoveOperation.End)
    tap(driver, "layouts", "hangul", "ㄴ", "ㅏ", "ㄴ", "delete", "space")
    assert lines.toPlainText() == "가\n나 "


def test_nothing_is_left_for_the_next_person(start: Callable[..., Driver], qtbot: QtBot) -> None:
    driver = start()
    tap_field(driver, qtbot)
    tap(driver, "layouts", "hangul", "ㅎ", "ㅏ")
    driver.window.finish()
    assert not keyboard(driver).isVisible()
    while driver.session.episode.page != "person":
        assert driver.turn()
    field = tap_field(driver, qtbot)
    assert field.text() == ""
    assert "q" in keys(driver)
    tap(driver, "layouts", "hangul", "ㄴ")
    assert field.text() == "ㄴ"


@pytest.mark.parametrize(
    ("mode", "set_to", "there"),
    [("kiosk", None, True), ("kiosk", False, False), ("counselling", None, False),
     ("counselling", True, True)],
)  # fmt: skip
def test_the_clinic_says_where_it_comes(
    start: Callable[..., Driver],
    mode: str,
    *,
    there: bool,
    set_to: bool | None,
) -> None:
    driver = start(clinic=Clinic(keyboard=set_to), mode=mode)
    assert (driver.window.keyboard is not None) is there
    assert driver.session.episode.page != ep.DONE

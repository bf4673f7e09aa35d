from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton
from ways import go_to

from consent_app import episode as ep
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.content import journey as journeys
from consent_app.glass.builders import BUILDERS
from consent_app.glass.drive import Driver
from consent_app.glass.rows import CheckRow
from consent_app.paper.press import Press
from consent_app.paper.seals import seal
from consent_app.profile import names
from consent_app.records.journal import Journal
from consent_app.session import JournalError, Session
from consent_app.settings import Clinic, resource
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from consent_app.content.model import Pack
    from consent_app.events import Event

SAMPLE = resource("samples", "sample-candidate.yaml")


@pytest.fixture
def start(pack: Pack, qtbot: QtBot) -> Iterator[Callable[..., Driver]]:
    """Open the real window on the sample candidate, or on a changed one."""
    opened: list[tuple[Driver, Journal]] = []

    def open_window(folder: Path | None = None, **changes: object) -> Driver:
        declared = journeys.load(SAMPLE, names(pack), ("en", "zh_Hans"))
        profile = {**declared.profile, **changes.pop("profile", {})}  # type: ignore[dict-item]
        declared = structs.replace(declared, profile=profile, **changes)
        journal = Journal(folder)
        clock = walk.clock(declared)
        key = seal.demonstration_key(None, clock.moment)
        press = Press(Clinic(), lambda: key, folder)
        session = Session(
            pack, journal, press, language=declared.language, mode=declared.mode, clock=clock
        )
        driver = Driver(session, Candidate(declared), Clinic())
        qtbot.addWidget(driver.window)
        opened.append((driver, journal))
        return driver

    yield open_window
    for driver, journal in opened:
        driver.window.close()
        journal.close()


def words(driver: Driver) -> str:
    return " ".join(label.text() for label in driver.window.findChildren(QLabel))


def text(driver: Driver, name: str) -> str:
    line = driver.find(name)
    assert isinstance(line, QLineEdit)
    return line.text()


def enlarge(driver: Driver) -> None:
    driver.click(driver.window.frame.size_button)
    driver.click(driver.find("comfort:size:large"))
    driver.click(driver.find("close"))


def clipped(driver: Driver) -> list[str]:
    """Words that do not fit their place."""
    labels = [
        label.text()
        for label in driver.window.findChildren(QLabel)
        if label.isVisible() and label.wordWrap() and label.text()
        and label.heightForWidth(label.width()) > label.height()
    ]  # fmt: skip
    buttons = driver.window.findChildren(QPushButton)
    return labels + [
        made.text()
        for made in buttons
        if made.isVisible() and made.sizeHint().width() > made.width()
    ]


def test_every_block_has_one_builder() -> None:
    assert set(BUILDERS) == set(get_args(b.Block)) - set(b.PAPER_ONLY)


@pytest.mark.parametrize(
    ("language", "size", "large"),
    [("zh_Hans", (768, 1024), False), ("en", (1024, 768), True)],
)
def test_every_page_fits_as_one_clicks_through(  # test_layout draws them in all other ways
    start: Callable[..., Driver], language: str, size: tuple[int, int], *, large: bool
) -> None:
    driver = start(language=language, answers="right")
    driver.window.resize(*size)
    if large:
        enlarge(driver)
    while driver.session.episode.page != ep.DOCUMENT:
        QTest.qWait(1)
        page = driver.session.episode.page
        assert not clipped(driver), page
        primary = driver.window.frame.primary
        footer = primary.mapTo(driver.window, primary.rect().bottomRight())
        assert driver.window.rect().contains(footer), page
        assert driver.window.frame.title.text(), page
        driver.turn()


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    start: Callable[..., Driver],
) -> None:
    driver = start()
    go_to(driver, "person")
    driver.type(driver.find("field:full_name"), "x" * 300)
    driver.type(driver.find("field:date_of_birth.day"), "31")
    driver.type(driver.find("field:date_of_birth.month"), "2")
    driver.type(driver.find("field:date_of_birth.year"), "1999")
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page == "person"
    assert "There is a problem" in words(driver)
    assert "300 characters" in words(driver)
    assert "not a date" in words(driver)
    assert text(driver, "field:full_name") == "x" * 300


def test_a_gain_of_50_cm_is_refused_with_the_range(start: Callable[..., Driver]) -> None:
    driver = start(profile={"target_gain_cm": 50})
    go_to(driver, ep.PLAN)
    driver.act()
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page == ep.PLAN
    assert "1 to 8 cm" in words(driver)


def test_switching_the_language_keeps_place_and_words(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "person")
    driver.type(driver.find("field:full_name"), "王小明")
    driver.click(driver.window.frame.language_button)
    driver.click(driver.find("speak:zh_Hans"))
    assert driver.session.episode.language == "zh_Hans"
    assert driver.session.episode.page == "person"
    assert text(driver, "field:full_name") == "王小明"


def test_where_it_is_prohibited_no_button_leads_to_a_decision(
    start: Callable[..., Driver],
) -> None:
    driver = start(profile={"country_of_surgery": "CN"})
    go_to(driver, ep.LEGAL_STOP)
    assert "2006" in words(driver)
    assert not driver.window.frame.primary.isEnabled()
    seen = set()
    while driver.session.episode.page != ep.DONE:
        driver.turn()
        seen.add(driver.session.episode.page)
    assert not seen & {ep.DECISION, ep.DOCUMENT, ep.SIGN}
    assert driver.session.episode.stage == "information_only"


def test_wrong_answers_lead_back_to_the_page(start: Callable[..., Driver]) -> None:
    driver = start(answers="wrong")
    go_to(driver, "check.law")
    first = driver.session.episode.item("law").id
    driver.turn()
    assert driver.window.frame.primary.text() == "Show me that page"
    driver.turn()
    assert driver.session.episode.page == ep.RULES
    driver.turn()
    assert driver.session.episode.page == "check.law"
    assert driver.session.episode.item("law").id != first
    assert "fail" not in words(driver).lower()


def test_an_empty_signature_is_refused_at_its_place(start: Callable[..., Driver]) -> None:
    driver = start(answers="right")
    go_to(driver, ep.SIGN)
    for name in ep.STATEMENTS:
        driver.click(driver.find(f"statement:{name}"))
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.signature is None
    assert "no signature yet" in words(driver)


def test_a_name_that_no_font_can_draw_is_asked_for_again(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "person")
    driver.act()
    driver.type(driver.find("field:full_name"), "Ada 😀")
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page == "person"
    assert "cannot be printed: 😀" in words(driver)


def test_a_document_that_cannot_be_stored_keeps_the_signature(
    start: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = start(folder=tmp_path, answers="right")
    go_to(driver, ep.SIGN)
    (tmp_path / "documents").write_text("in the way")
    driver.act()
    driver.click(driver.window.frame.primary)
    driver.settle()
    assert "Nothing that you entered is lost" in words(driver)
    assert driver.session.episode.signature is not None
    assert driver.session.episode.sealed is None
    (tmp_path / "documents").unlink()
    driver.click(driver.find("close"))
    driver.click(driver.window.frame.primary)
    driver.settle()
    assert driver.session.episode.stage == "acknowledged"
    assert len(list((tmp_path / "documents").iterdir())) == 1


def test_a_copy_that_cannot_be_saved_says_why(start: Callable[..., Driver], tmp_path: Path) -> None:
    driver = start(decision="decline", answers="right")
    go_to(driver, ep.DONE)
    driver.turn()
    (tmp_path / "file").write_text("")
    driver.window.papers.save_to(tmp_path / "file" / "copy.pdf")
    assert "The copy was not saved" in words(driver)
    driver.window.close_overlay()
    driver.window.papers.save_to(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")


def test_a_journal_that_cannot_write_loses_nothing(
    start: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = start()
    go_to(driver, "reason")

    def full(_episode: str, _event: Event) -> None:
        raise JournalError("cannot_write", "disk full")

    with monkeypatch.context() as patch:
        patch.setattr(driver.session.journal, "append", full)
        driver.click(driver.find("option:reason:taller"))
        assert "Nothing that you entered is lost" in words(driver)
    driver.click(driver.find("close"))
    chosen = driver.find("option:reason:taller")
    assert isinstance(chosen, QAbstractButton)
    assert chosen.isChecked()
    driver.window.failure = None
    driver.turn()
    assert driver.session.episode.profile.reason == "taller"


def test_ready_questions_are_read_whole_in_a_narrow_window(
    start: Callable[..., Driver], qtbot: QtBot
) -> None:
    driver = start()
    go_to(driver, "deep_infection")
    driver.window.resize(768, 1024)
    driver.window.look.dress_in(replace(driver.window.theme, size="large"))
    driver.click(driver.window.frame.question)
    rows = [row for row in driver.window.findChildren(CheckRow) if row.isVisible()]
    assert rows
    assert all(row.heightForWidth(row.width()) <= row.height() for row in rows)
    qtbot.waitUntil(lambda: not clipped(driver))  # Qt lays it out in some turns


def test_a_question_can_be_asked_on_any_page(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, "deep_infection")
    driver.click(driver.window.frame.question)
    driver.type(driver.find("padQuestion"), "How long would I be away?")
    driver.click(driver.find("keep"))
    assert driver.session.episode.questions[0].words == "How long would I be away?"
    assert driver.session.episode.questions[0].page == "deep_infection"
    assert driver.session.episode.page == "deep_infection"


def test_a_condition_is_confirmed_in_a_small_form_and_reopened(
    start: Callable[..., Driver],
) -> None:
    place = {"country_of_surgery": "FR"}
    driver = start(mode="counselling", profile=place)
    go_to(driver, ep.CONDITIONS)
    opens = driver.find("confirm:FR-4.facility")
    assert opens.accessibleName() == "Confirm: The clinic holds a permit for cosmetic surgery."
    opens.setFocus()
    QTest.keyClick(opens, Qt.Key.Key_Space)
    driver.click(driver.find("take:FR-4.facility"))
    assert "Please answer this." in words(driver)
    driver.click(driver.find("option:confirm.role:nurse"))
    driver.click(driver.find("take:FR-4.facility"))
    assert "Please write the name of the person who confirms" in words(driver)
    driver.type(driver.find("field:confirm.by"), "Ida Test")
    driver.type(driver.find("field:confirm.on.day"), "3")
    enlarge(driver)
    assert text(driver, "field:confirm.by") == "Ida Test"
    driver.click(driver.find("take:FR-4.facility"))
    assert "Confirmed by Ida Test, Nurse, on November 3, 2026" in words(driver)
    driver.click(driver.find("confirm:FR-5.surgeon"))
    assert text(driver, "field:confirm.by") == "Ida Test"
    driver.click(driver.find("close:FR-5.surgeon"))
    driver.click(driver.find("reopen:FR-4.facility"))
    assert driver.session.episode.confirmed == {}
    assert not clipped(driver)
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page != ep.CONDITIONS


def test_how_much_something_matters_is_said_by_keys_and_clicks(
    start: Callable[..., Driver],
) -> None:
    driver = start()
    go_to(driver, "values.1")
    first, second, third = driver.session.episode.statements("values.1")
    answers = {w: driver.find(f"weight:{first.id}:{w}") for w in range(6)}
    assert not any(a.isChecked() for a in answers.values() if isinstance(a, QAbstractButton))
    assert answers[5].accessibleName() == f"{first.text}: A great deal"
    answers[1].setFocus()
    QTest.keyClick(answers[1], Qt.Key.Key_Space)
    QTest.keyClick(answers[1], Qt.Key.Key_Right)
    assert driver.session.episode.ratings == {first.id: 2}
    assert not driver.window.frame.primary.isEnabled()
    assert "Choose an answer for each" in words(driver)
    driver.click(driver.find(f"weight:{second.id}:0"))
    driver.click(driver.find(f"weight:{third.id}:4"))
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page == "values.2"
    driver.click(driver.window.frame.back)
    again = driver.find(f"weight:{third.id}:4")
    assert isinstance(again, QAbstractButton)
    assert again.isChecked()


def test_a_private_answer_is_gone_once_the_page_is_left(start: Callable[..., Driver]) -> None:
    driver = start()
    go_to(driver, ep.PRIVATE)

    def marked() -> list[str]:
        rows = driver.window.frame.text.findChildren(QAbstractButton)
        return [row.objectName() for row in rows if row.isCheckable() and row.isChecked()]

    assert not marked()
    driver.click(driver.find("option:pressure:yes"))
    enlarge(driver)
    assert marked() == ["option:pressure:yes"]
    driver.click(driver.window.frame.primary)
    assert (driver.session.episode.page, driver.session.episode.flags) == (ep.SURE, ("pressure",))
    driver.click(driver.window.frame.back)
    assert not marked()
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.page == ep.SURE
    assert not driver.window.frame.primary.isEnabled()
    for item in driver.session.episode.sure_items:
        driver.click(driver.find(f"option:{item.theme}:no"))
    assert driver.window.frame.primary.isEnabled()
    assert driver.session.episode.unsure


@pytest.mark.parametrize("large", [False, True])
def test_the_fit_is_a_table_or_cards(start: Callable[..., Driver], *, large: bool) -> None:
    driver = start()
    go_to(driver, ep.FIT)
    if large:
        driver.window.resize(600, 1024)
        enlarge(driver)
    QTest.qWait(1)
    heads = [value.text for value in driver.session.episode.what_matters]
    labels = driver.window.findChildren(QLabel)
    shown = [label for label in labels if label.text() in heads]  # cards turn where they are many
    options = len(driver.session.pack.alternatives.options)
    assert len(shown) == len(heads) * (options if large else 1)
    assert not clipped(driver)


def test_a_page_may_be_redrawn_by_the_key_that_is_pressed_on_it(
    start: Callable[..., Driver],
) -> None:
    driver = start(answers="right", language="zh_Hans")
    driver.click(driver.window.frame.language_button)
    driver.click(driver.find("speak:en"))
    assert driver.session.episode.language == "en"
    go_to(driver, ep.QUESTIONS)
    for words_ in ("Who calls me?", "When can I drive?"):
        driver.type(driver.find("question"), words_)
        QTest.keyClick(driver.find("question"), Qt.Key.Key_Return)
    assert [q.words for q in driver.session.episode.questions] == [
        "Who calls me?", "When can I drive?",
    ]  # fmt: skip
    driver.click(driver.find("drop:0"))
    assert [q.words for q in driver.session.episode.questions] == ["When can I drive?"]


def test_all_by_keyboard(start: Callable[..., Driver]) -> None:
    driver = start()
    window = driver.window
    window.frame.primary.setFocus()
    QTest.keyClick(window.frame.primary, Qt.Key.Key_Space)
    assert driver.session.episode.page == "reason"
    row = driver.find("option:reason:taller")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert driver.session.episode.profile.reason == "taller"

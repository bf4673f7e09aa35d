from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from ways import go_to

from consent_app import episode as ep

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.glass.drive import Driver


def test_every_answer_is_changed_on_its_page_and_continue_comes_back(
    sample: Callable[..., Driver],
) -> None:
    driver = sample()
    go_to(driver, ep.ANSWERS)
    frame = driver.window.frame
    names = (made.objectName() for made in frame.findChildren(QPushButton))
    buttons = [name for name in names if name.startswith("change:")]
    pages = {name.split(":")[1] for name in buttons}
    assert {"reason", "person", ep.PLAN, "values.1", ep.OWN_WORDS, ep.SURE} < pages
    for page in sorted(pages):
        driver.click(driver.find(next(n for n in buttons if n.split(":")[1] == page)))
        assert driver.session.episode.page == page
        driver.click(driver.window.frame.primary)
        assert driver.session.episode.page == ep.ANSWERS


def test_a_signature_waits_for_its_statements_which_stay_ticked(
    sample: Callable[..., Driver],
) -> None:
    driver = sample(sign="typed")
    go_to(driver, ep.SIGN)
    driver.click(driver.find("way:typed"))
    driver.type(driver.find("signature:typed"), "Sample Person")
    driver.click(driver.find(f"statement:{ep.STATEMENTS[0]}"))
    driver.click(driver.window.frame.primary)
    assert driver.session.episode.signature is None
    said = [label.text() for label in driver.window.findChildren(QLabel)]
    assert "Please tick each line that is so, and then sign." in said
    driver.window.look.dress_in(driver.window.theme)
    QTest.qWait(1)
    boxes = driver.window.findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [True, False, False]

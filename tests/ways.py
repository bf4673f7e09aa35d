"""Ways to a page by events alone; it is drawn only there. Journeys click through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from consent_app import walk

if TYPE_CHECKING:
    from consent_app.glass.drive import Driver


def go_to(driver: Driver, page: str) -> None:
    """Lead the candidate of a window to a page, and show it."""
    walker = walk.Walker(driver.session, driver.who)
    while driver.session.episode.page != page:
        assert walker.turn()
    driver.window.show_page()
    QTest.qWaitForWindowActive(driver.window)
    QTest.qWait(1)

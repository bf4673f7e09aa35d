"""The page of signatures, laid out by itself, and the first page of the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from consent_app import episode as ep
from consent_app.language import Language
from consent_app.paper import document as paper
from consent_app.view.document import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way

NAME: dict[str, Any] = {"full_name": "Maria-Elisabeth von Hohenlohe-Schillingsfürst"}
BESIDE: dict[str, Any] = {
    "mode": "counselling", "confirms": {"clock.information_given": date(2026, 11, 1)},
}  # fmt: skip


@pytest.mark.parametrize("others", [{}, BESIDE])
@pytest.mark.parametrize("how", ["drawn", "typed", "witnessed"])
def test_signatures_take_one_page_filled_in_or_not(
    walked: Callable[..., Way], how: str, others: dict[str, Any]
) -> None:
    witness = "Ασπασία Δημητρίου-Παπαδοπούλου"
    way = walked(NAME | {"country_of_surgery": "TH"}, sign=how, witness=witness, **others)
    last = next(now for now in reversed(way.episodes) if now.document_kind)
    for now in (way.at(ep.SIGN), last):
        words = document(now, Language("en"))
        found = paper.render(replace(words, summary=(), sections=()))
        assert found.pages - found.base_pages == 1


@pytest.mark.parametrize("code", ["en", "zh_Hans"])
def test_the_summary_is_on_the_first_page_alone(walked: Callable[..., Way], code: str) -> None:
    for profile in (NAME, {"country_of_surgery": "FR", "device": "precice_titanium"}):
        words = document(walked(profile).at(ep.SIGN), Language(code), contact="+49 30 1234567")
        found = paper.render(replace(words, sections=(), signature=None))
        assert found.pages == 1

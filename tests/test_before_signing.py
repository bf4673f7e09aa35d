"""The page that interrupts before the first signature: once, on the way, with one way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consent_app import episode as ep
from consent_app import events as e
from consent_app.language import Language
from consent_app.view import blocks as b
from consent_app.view import page as screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way


def after(now: ep.Episode, event: e.Event) -> ep.Episode:
    found = ep.step(now, event)
    assert isinstance(found, ep.Episode), found
    return found


def opens(now: ep.Episode, page: str) -> e.PageOpened:
    return e.PageOpened(at=now.last, page=page)


def test_nobody_comes_to_the_signature_past_it(walked: Callable[..., Way]) -> None:
    pause = walked().at(ep.PAUSE)
    shown = after(pause, opens(pause, ep.DOCUMENT))
    assert (shown.next_page, pause.previous_page, pause.next_page) == (
        ep.PAUSE, ep.DOCUMENT, ep.SIGN
    )  # fmt: skip
    unseen = walked().at(ep.DOCUMENT)
    kind, number = unseen.document_kind, unseen.document_id
    assert kind is not None
    made = after(unseen, e.Rendered(at=unseen.last, document=number, kind=kind, content="a"))
    assert ep.step(made, opens(made, ep.SIGN)) == ep.Refused("page_not_open")
    assert after(after(made, opens(made, ep.PAUSE)), opens(made, ep.SIGN)).page == ep.SIGN


@pytest.mark.parametrize(
    ("profile", "decision"),
    [({}, "think"), ({}, "decline"), ({"country_of_surgery": "CN"}, "go_ahead")],
)
def test_it_comes_only_where_there_is_something_to_sign(
    walked: Callable[..., Way], profile: dict[str, str], decision: str
) -> None:
    way = walked(profile, decision=decision)
    assert ep.PAUSE not in way.pages
    assert walked().pages.count(ep.PAUSE) == 1


def test_another_language_leads_back_to_the_document(walked: Callable[..., Way]) -> None:
    pause = walked().at(ep.PAUSE)
    turned = after(pause, e.LanguageChosen(at=pause.last, language="zh_Hans"))
    assert (turned.page, turned.rendered) == (ep.DOCUMENT, None)


@pytest.mark.parametrize("code", ["en", "zh_Hans"])
def test_it_says_one_thing_and_asks_nothing(walked: Callable[..., Way], code: str) -> None:
    page = screen.page(walked().at(ep.PAUSE), Language(code))
    (said,) = page.blocks
    assert isinstance(said, b.Notice)
    assert not said.text
    assert (page.does, page.enabled, page.back) == ("next", True, True)
    signing = screen.page(walked().at(ep.SIGN), Language(code))
    assert [type(block) for block in signing.blocks] == [b.SignatureBox]

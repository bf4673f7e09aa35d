"""The sample's whole way on a real X server, read by a screen reader's client on a real bus."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pytest

from benchmarks.reader.desk import Desk, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

Part = dict[str, Any]
ACTS = {
    "push button", "toggle button", "radio button", "check box", "text", "entry", "list",
    "list item", "slider", "spin button", "link", "combo box",
}  # fmt: skip
LACKING = missing()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    if LACKING and "CI" not in os.environ:
        pytest.skip(f"not on this machine: {LACKING}")
    with Desk() as open_desk:
        yield open_desk
        assert open_desk.app.end() == 0


def look(desk: Desk) -> list[Part]:
    return cast("list[Part]", desk.client.ask("look"))


def headings(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part["role"] == "heading"]


def unnamed(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part["role"] in ACTS and not part["name"].strip()]


def unheard(shown: Part, parts: list[Part]) -> list[str]:
    """Words on controls that no control's name holds."""
    names = [part["name"] for part in parts if part["role"] in ACTS]
    return [words for words in shown["buttons"] if not any(words in name for name in names)]


def said(shown: Part) -> str:
    """What is announced of a page."""
    return f"{shown['progress']}. {shown['title']}"


def test_a_card_is_all_there_is_while_it_is_open(desk: Desk) -> None:
    covered = cast("Part", desk.app.ask("help"))
    parts = look(desk)
    assert [part["name"] for part in headings(parts)] == ["Help"]
    assert headings(parts)[0]["focused"]
    assert [p["name"] for p in parts if p["role"] in ACTS] == covered["buttons"]
    shown = cast("Part", desk.app.ask("close"))
    assert [part["name"] for part in headings(look(desk))] == [shown["title"]]


def test_tab_goes_where_the_client_sees_the_next_control(desk: Desk) -> None:
    order = [part["box"] for part in look(desk) if part["role"] in ACTS and part["enabled"]]
    title = cast("Part", desk.app.ask("look"))["title"]
    went = []
    for _ in order:
        desk.app.ask("tab")
        went += [part["box"] for part in look(desk) if part["focused"]]
    assert sorted(went) == sorted(order), title
    top = went.index(order[0])
    assert went[top:] + went[:top] == order


def test_pages_change_while_the_tree_is_walked(desk: Desk) -> None:
    desk.app.ask("turn")
    desk.client.tell("walk")
    for _ in range(20):
        desk.app.ask("swap")
    walks, parts = cast("list[int]", desk.client.ask("stop"))
    assert walks > 0
    assert parts > walks


def test_a_screen_reader_finds_its_way_through_every_page(desk: Desk) -> None:
    shown, kinds, pages = cast("Part", desk.app.ask("look")), Counter[str](), set[str]()
    shown["on"] = True
    desk.client.ask("calls")
    while shown["on"]:
        page, parts = shown["page"], look(desk)
        called = cast("list[str]", desk.client.ask("called")) if kinds else []
        assert not kinds or (called[-1], called.count(said(shown))) == (said(shown), 1), page
        assert [(part["name"], part["focused"]) for part in headings(parts)] == [
            (shown["title"], True)
        ], page
        assert not unnamed(parts), page
        assert not unheard(shown, parts), page
        assert all(p["labels"] for p in parts if p["role"] == "radio button"), page
        if page == "what_it_costs":
            assert any(part["name"].startswith("Price: USD ") for part in parts)
        kinds.update(part["role"] for part in parts)
        pages.add(page)
        shown = cast("Part", desk.app.ask("turn"))
    assert {"radio button", "check box", "text", "list", "image", "panel"} <= set(kinds)
    assert "what_it_costs" in pages

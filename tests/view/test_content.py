from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from consent_app.content.model import Approval, Insert, PriceList
from consent_app.figures import Bar, cost_stack
from consent_app.language import Language
from consent_app.view import blocks as b
from consent_app.view import content, telling
from consent_app.view.document import document
from consent_app.view.words import Words

if TYPE_CHECKING:
    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

ENGLISH = Language("en")
Shown = Callable[..., list[b.Block]]
TOOTH = {"side": "left", "depth_cm": 1.5, "record_number": None}
OWN = PriceList(as_of=date(2026, 10, 1), currency="NOK", items={"pain_relief": (900, 1200)})


@pytest.fixture
def now(walked: Callable[..., Way], tiny: Pack) -> Episode:
    return walked(TOOTH, pack=tiny).at("what_happens")


@pytest.fixture
def shown(now: Episode) -> Shown:
    """Return what builds the blocks of an insert, as in `risks unknown`."""

    def build(fence: str, **changed: object) -> list[b.Block]:
        name, *names = fence.split()
        words = Words(ENGLISH, replace(now.pack, **changed))  # type: ignore[arg-type]
        return list(content.insert(Insert(name, tuple(names), 1), now, words))

    return build


def heads(blocks: list[b.Block]) -> list[tuple[str, ...]]:
    """Return the first cells of each table, as on paper."""
    tables = [t for block in blocks if isinstance(t := telling.on_paper(block), b.Table)]
    return [tuple(row[0] for row in table.rows) for table in tables]


@pytest.mark.parametrize(
    ("fence", "rows"),
    [
        ("risks", [("A swollen cheek",), ("A numb lip",)]),
        ("risks over_10", [("A swollen cheek",)]),
        ("risks unknown", [("A numb lip",)]),
        ("risks under_1", []),
        ("costs", [("The removal", "Tablets for pain", "A visit because of trouble")]),
        ("costs outside problem", [("Tablets for pain", "A visit because of trouble")]),
        ("suitability", [("I take a blood thinner",), ("I am afraid of dentists",)]),
        ("suitability mind", [("I am afraid of dentists",)]),
        ("daily eating", [("Rest", "Closing", "The check-up")]),
        ("methods", [("Pain",)]),
        ("alternatives", [("What happens",)]),
        ("plan", [("Rest", "Closing", "The check-up")]),
    ],
)
def test_an_insert_shows_what_it_names(
    shown: Shown, fence: str, rows: list[tuple[str, ...]]
) -> None:
    assert heads(shown(fence)) == rows


def test_daily_life_is_shown_by_rows(pack: Pack, now: Episode) -> None:
    words, rows = Words(ENGLISH, pack), pack.phases.rows
    for count in (2, len(rows)):
        names = tuple(row.id for row in rows[:count])
        (table,) = content.insert(Insert("daily", names, 1), now, words)
        assert heads([table]) == [tuple(row.label for row in rows[:count])]


def test_a_comparison_shows_the_options_it_names(shown: Shown) -> None:
    (both,), (one,) = shown("methods"), shown("methods general")
    assert isinstance(both, b.Table)
    assert isinstance(one, b.Table)
    assert both.head == ("", "Local anaesthetic", "General anaesthetic")
    assert one.head == ("", "General anaesthetic")


def test_risks_stand_by_count_and_then_by_how_bad_they_are(pack: Pack, now: Episode) -> None:
    words = Words(ENGLISH, pack)
    tables = list(content.insert(Insert("risks", (), 1), now, words))
    counted = [risk for risk in pack.risks.values() if risk.chance in pack.facts]
    assert sum(map(len, heads(tables))) == len(pack.risks)
    last = tables[-1]
    assert isinstance(last, b.Table)
    assert len(last.rows) == len(pack.risks) - len(counted)
    order = ["Can end life", "Can last for life", "Another operation", "Goes away with treatment"]
    grades = [order.index(row[1]) for row in last.rows]
    assert grades == sorted(grades)


def test_a_point_of_time_is_told_and_not_drawn(shown: Shown) -> None:
    picture, _ = shown("timeline")
    assert isinstance(picture, b.Picture)
    assert "check-up" not in picture.description
    (table,) = shown("plan")
    assert isinstance(table, b.Table)
    assert table.rows[-1][1] == "1 to 2 weeks after the operation"
    assert "Nobody 2026" in table.rows[-1][2]


def test_a_risk_says_how_it_is_found(shown: Shown) -> None:
    (rows,) = (x.rows for x in shown("risk swelling") if isinstance(x, b.SummaryList))
    assert ("How it is found", "You see it.") in rows


# --- money ----------------------------------------------------------------------------------------


def test_the_clinics_own_price_stands_before_a_published_one(
    shown: Shown,
) -> None:
    own = structs.replace(OWN, items={"second_visit": (900, 1200)})
    for prices, amount in (
        (None, "NOK 50 to 100 (Norway, year not given; Nobody 2026)"),
        (own, "NOK 900 to 1,200, price list of October 1, 2026"),
    ):
        (table,) = shown("costs problem", prices=prices)
        assert isinstance(table, b.Table)
        assert table.rows[0][2] == amount
    note, _ = shown("prices", prices=own)
    assert isinstance(note, b.Paragraph)
    assert "October 1, 2026" in note.text
    assert len(shown("prices")) == 1


def test_the_picture_of_costs_draws_what_its_table_says(
    shown: Shown,
) -> None:
    _, table = shown("figure costs")
    assert isinstance(table, b.Table)
    bars = (("solid", (200, 400)), ("outline", None), ("hatch", (50, 100)))
    names = ("The whole quote", "Tablets for pain", "A visit because of trouble")
    assert heads([table]) == [names]
    assert table.drawings == cost_stack([Bar(*bar) for bar in bars])
    assert [row[2].partition(" ")[0] for row in table.rows] == ["NOK", "No", "NOK"]


def test_a_price_in_another_currency_is_told_and_not_drawn(
    shown: Shown,
) -> None:
    abroad = structs.replace(OWN, currency="EUR")
    _, table = shown("figure costs", prices=abroad)
    assert isinstance(table, b.Table)
    assert table.drawings[:1] == cost_stack([Bar("solid", None)])
    assert table.rows[1][2].startswith("EUR 900 to 1,200")


def test_a_list_that_prices_the_quote_leaves_out_the_published_one(
    shown: Shown,
) -> None:
    own = structs.replace(OWN, items={"removal": (300, 300)})
    _, table = shown("figure costs", prices=own)
    assert "The whole quote" not in heads([table])[0]


# --- how far --------------------------------------------------------------------------------------


def test_the_ruler_is_that_of_the_persons_answer(shown: Shown) -> None:
    title, picture, table, note = shown("figure limits")
    assert isinstance(title, b.Paragraph)
    assert isinstance(picture, b.Picture)
    assert isinstance(table, b.Table)
    assert isinstance(note, b.Paragraph)
    assert title.text == "Left"
    assert {a.key for a in picture.figure.anchors} == set(picture.labels)
    assert picture.labels["marker"] == "You hope for 1.5 cm"
    assert [row[:2] for row in table.rows] == [
        ("Often done", "up to 1 cm"), ("More problems", "1 to 1.5 cm"),
        ("Not offered there", "above 1.5 cm"),
    ]  # fmt: skip
    for zone, amount, _ in table.rows:
        assert f"{zone}: {amount}" in picture.description


def test_without_an_answer_every_ruler_is_shown(now: Episode, tiny: Pack) -> None:
    unknown = replace(now, profile=structs.replace(now.profile, plan={}))
    blocks = list(content.figure("limits", unknown, Words(ENGLISH, tiny)))
    pictures = [x for x in blocks if isinstance(x, b.Picture)]
    assert len(pictures) == 2
    assert "marker" not in pictures[0].labels
    assert heads(blocks)[1] == ("Often done", "Not offered there")


# --- about ----------------------------------------------------------------------------------------


def test_what_is_said_about_the_content_is_the_same_on_page_and_paper(
    walked: Callable[..., Way], tiny: Pack, shown: Shown
) -> None:
    (rows,) = shown("about")
    assert isinstance(rows, b.SummaryList)
    paper = document(walked(TOOTH, pack=tiny).episodes[-1], ENGLISH)
    (last,) = (x for x in paper.sections[-1].blocks if isinstance(x, b.SummaryList))
    assert set(rows.rows) <= set(last.rows)
    assert dict(rows.rows)["State of the content"] == "Final, not clinically approved"


def test_who_approved_the_content_is_named(shown: Shown) -> None:
    approval = Approval(
        name="Ada Test", role="surgeon", approved_on=date(2026, 11, 1), expires_on=date(2027, 11, 1)
    )
    (rows,) = shown("about", approval=approval)
    assert isinstance(rows, b.SummaryList)
    assert dict(rows.rows)["State of the content"] == (
        "Final, approved by Ada Test, surgeon, on November 1, 2026, until November 1, 2027"
    )

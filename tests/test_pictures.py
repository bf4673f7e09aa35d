from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from consent_app.content.model import PICTURES, Insert, Items
from consent_app.content.problems import ContentError, explain
from consent_app.figures import pictures, recoloured
from consent_app.glass.theme import Look
from consent_app.language import Language
from consent_app.paper.page.arrange import rows_of
from consent_app.paper.page.measure import sheet_of
from consent_app.settings import resource, tokens
from consent_app.view import blocks as b
from consent_app.view import pictures as view

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack

PEN = '<g stroke="ink" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_one_pen_one_tint_and_only_shapes_that_both_faces_draw(name: str) -> None:
    svg = pictures.drawn(name).svg
    assert set(re.findall(r"<(\w+)", svg)) <= {"svg", "g", "rect", "path", "line", "circle"}
    assert len(set(re.findall(r'stroke-width="([^"]+)"', svg))) == 1
    light = tokens()["light"]
    assert set(re.findall("#[0-9A-F]{6}", svg)) == {light["ink"], light["page"], light["tint"]}


@pytest.mark.parametrize("look", get_args(Look))
def test_it_has_the_colours_of_each_look(look: Look) -> None:
    colours = tokens()[look]
    for name in PICTURES:
        found = re.findall("#[0-9A-F]{6}", recoloured(pictures.drawn(name).svg, colours))
        assert set(found) == {colours["ink"], colours["page"], colours["tint"]}


def test_each_has_a_file_and_says_what_it_shows() -> None:
    files = {file.stem for file in resource("pictures").iterdir()}
    assert files == set(PICTURES) == set(view.PICTURES)


def test_each_stands_on_a_page(pack: Pack) -> None:
    inserts = [n for page in pack.pages.values() for n in page.body if isinstance(n, Insert)]
    shown = [name for insert in inserts if insert.name == "picture" for name in insert.names]
    assert sorted(shown) == sorted(PICTURES)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ("<text>Hello</text>", "2: this markup is not supported: <text>"),
        ('<circle cx="1" cy="1" r="1" fill="red"/>', "2: circle.fill: has a value that is not"),
        ('<circle cx="1" cy="1" r="1" filter="a"/>', "2: circle: unknown key “filter”"),
        ('<g stroke-width="2"/>', "2: g.stroke-width: has a value that is not allowed: 2"),
        ("words", "2: this markup is not supported: words"),
        ("<g>", "this markup is not supported: mismatched tag"),
    ],
)
def test_what_faces_would_draw_apart_is_refused_with_its_line(
    tmp_path: Path, shapes: str, said: str
) -> None:
    file = tmp_path / "picture.svg"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 18">{PEN}'
    file.write_text(f"{head}\n{shapes}</g></svg>", encoding="utf-8")
    with pytest.raises(ContentError) as found:
        pictures.read(file)
    assert any(said in explain(p, Language("en")) for p in found.value.problems)


def test_a_picture_that_is_not_there_is_told_by_its_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.svg:1  file_unreadable"):
        pictures.read(tmp_path / "none.svg")


def test_a_view_box_begins_at_nought(tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"
    file.write_text('<svg viewBox="1 0 24 18"/>', encoding="utf-8")
    with pytest.raises(ContentError, match="wrong_value"):
        pictures.read(file)


def test_on_paper_it_stands_beside_the_words_that_follow_it() -> None:
    picture = b.Picture(pictures.drawn("law"), {}, "Scales.", 0.4, small=True)
    first, second = b.Paragraph("Ask who pays."), b.Paragraph("Ask again. " * 60)
    beside, alone = rows_of((picture, first, second), sheet_of(b.Format()))
    assert [cell.blocks for cell in beside.cells] == [(first,), (picture,)]
    assert [cell.blocks for cell in alone.cells] == [(second,)]


def test_what_to_do_and_what_not_to_do_are_stacked() -> None:
    cards = (b.Bullets("do", ("walk",), "Do"), b.Bullets("dont", ("do not smoke",), "Do not"))
    assert [row.kind for row in rows_of(cards, sheet_of(b.Format()))] == ["", ""]


def test_what_not_to_do_begins_with_do_not(pack: Pack) -> None:
    lists = [n for page in pack.pages.values() for n in page.body if isinstance(n, Items)]
    said = [item for found in lists if found.kind == "dont" for item in found.items]
    assert said
    assert all(item.startswith("Do not ") for item in said)

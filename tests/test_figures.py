from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_app import figures
from consent_app.content.model import Bone, Drawn
from consent_app.plan import Plan, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.figures import Anchor, Figure

SHAPES = {"svg", "g", "path", "rect", "line", "circle"}
FINE = 1e-6
TEXTURES: tuple[figures.Texture, ...] = get_args(figures.Texture)


def shapes(figure: Figure) -> list[ET.Element]:
    """All elements of a drawing, after a look at what it may hold."""
    found = list(ET.fromstring(figure.svg).iter())  # noqa: S314 - drawn by the program
    assert {element.tag.partition("}")[2] for element in found} <= SHAPES
    assert not any((element.text or "").strip() for element in found)
    root = found[0].attrib
    assert root["viewBox"] == f"0 0 {figure.width:g} {figure.height:g}"
    return found


def people(figure: Figure, rows: int, columns: int) -> list[str]:
    """Read an icon array back as rows of X (had it), ~ (may be) and . (had it not)."""
    seen: dict[tuple[float, float], str] = {}
    for group in (shape for shape in shapes(figure) if shape.tag.endswith("}g")):
        dashed, filled = "stroke-dasharray" in group.attrib, group.attrib["fill"] == figures.EVENT
        mark = "~" if dashed else "X" if filled else "."
        for path in group:
            found = re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)", path.attrib["transform"])
            assert found
            x, y = map(float, found.groups())
            assert (y, x) not in seen
            seen[y, x] = mark
    marks = [seen[place] for place in sorted(seen)]
    assert len(marks) == rows * columns
    return ["".join(marks[n : n + columns]) for n in range(0, len(marks), columns)]


def test_an_icon_array_counts_from_the_bottom_row() -> None:
    assert people(figures.icon_array(4, 23, 100), 10, 10) == [
        "..........",
        "..........",
        "..........",
        "..........",
        "..........",
        "..........",
        "..........",
        "~~~.......",
        "~~~~~~~~~~",
        "XXXX~~~~~~",
    ]


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 100), (100, 100), (0, 1), (17, 17)])
def test_an_icon_array_at_its_ends(low: int, high: int) -> None:
    marks = "".join(people(figures.icon_array(low, high, 100), 10, 10))
    assert (marks.count("X"), marks.count("~")) == (low, high - low)


@given(ends=st.tuples(st.integers(0, 1000), st.integers(0, 1000)), whole=st.sampled_from([1, 10]))
def test_every_share_is_drawn_exactly(ends: tuple[int, int], whole: int) -> None:
    low, high = sorted(end * whole // 10 for end in ends)
    rows, columns = (10, 10) if whole == 1 else (20, 50)
    marks = "".join(people(figures.icon_array(low, high, 100 * whole), rows, columns))
    assert (marks.count("X"), marks.count("~")) == (low, high - low)
    assert marks.count(".") == 100 * whole - high


@pytest.mark.parametrize(("out_of", "rows", "columns"), [(100, 10, 10), (1000, 20, 50)])
def test_an_icon_array_can_be_filled_from_the_right(out_of: int, rows: int, columns: int) -> None:
    drawn = people(figures.icon_array(14, 33, out_of), rows, columns)
    turned = people(figures.icon_array(14, 33, out_of, mirrored=True), rows, columns)
    assert turned == [row[::-1] for row in drawn]


@pytest.mark.parametrize("wrong", [(5, 4, 100), (-1, 4, 100), (1, 101, 100), (1, 2, 50)])
def test_a_share_that_cannot_be_is_not_drawn(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=str(wrong[0])):
        figures.icon_array(*wrong)


# --- time line and bone ---------------------------------------------------------------------------


def anchored(figure: Figure) -> None:
    """Hold every place for words inside the drawing, under a name of its own."""
    assert len({anchor.key for anchor in figure.anchors}) == len(figure.anchors)
    for anchor in figure.anchors:
        assert -FINE <= anchor.x <= figure.width + FINE
        assert 0 <= anchor.y <= figure.height


def apart(anchors: list[Anchor]) -> None:
    """Hold the labels of a row next to each other and inside the drawing."""
    ends = sorted((a.x - a.width / 2, a.x + a.width / 2) for a in anchors)
    assert ends[0][0] > -FINE
    assert ends[-1][1] < 1000 + FINE
    assert all(one[1] < two[0] + FINE for one, two in pairwise(ends))


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_time_line_of_a_typical_plan(
    golden: Callable[[str, str], None], *, mirrored: bool
) -> None:
    days = ((0, 7), (50, 50), (25, 120), (30, 61))
    typical = Plan(tuple(Stretch(str(n), *ends, "F") for n, ends in enumerate(days)))
    figure = figures.timeline(typical, TEXTURES, mirrored=mirrored)
    shapes(figure)
    anchored(figure)
    golden(f"timeline{'-mirrored' if mirrored else ''}.svg", figure.svg)


def test_the_steps_of_the_bone(golden: Callable[[str, str], None]) -> None:
    figure = figures.distraction()
    shapes(figure)
    anchored(figure)
    assert [a.key for a in figure.anchors] == [f"step.{n}" for n in range(figures.FRAMES)]
    golden("distraction.svg", figure.svg)


@pytest.mark.parametrize("device", get_args(Drawn))
def test_a_step_by_itself_is_the_same_drawing(device: Drawn) -> None:
    panels = shapes(figures.distraction(device))
    for step in range(figures.FRAMES):
        inside = [s.attrib for s in shapes(figures.distraction_step(step, device))[2:]]
        place = next(
            n for n, s in enumerate(panels) if s.get("transform") == f"translate({step * 190} 0)"
        )
        assert inside == [s.attrib for s in panels[place + 1 : place + 1 + len(inside)]]


@pytest.mark.parametrize("device", ["frame", "frame_and_nail"])
def test_the_steps_of_the_bone_in_a_frame(
    golden: Callable[[str, str], None], device: Drawn
) -> None:
    figure = figures.distraction(device)
    shapes(figure)
    golden(f"distraction-{device}.svg", figure.svg)


def test_steps_from_right_to_left_keep_their_bones() -> None:
    one, other = figures.distraction(), figures.distraction(mirrored=True)
    across = [anchor.x for anchor in one.anchors]
    assert [anchor.x for anchor in other.anchors] == across[::-1]
    assert "scale" not in other.svg
    assert sorted(other.svg.split("<g")) != sorted(one.svg.split("<g"))


def test_the_ruler_in_real_size_has_ten_equal_parts() -> None:
    figure = figures.millimetres()
    whole, first, *marks = shapes(figure)[1:]
    unit = figure.width / figures.RULER_MM
    assert float(whole.attrib["width"]) == pytest.approx(10 * unit)
    assert float(first.attrib["width"]) == pytest.approx(unit)
    assert len(marks) == 8


STRETCHES = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 900)).map(sorted), min_size=1, max_size=6
).filter(lambda ends: any(high for _, high in ends))


@given(ends=STRETCHES, mirrored=st.booleans(), data=st.data())
def test_any_plan_is_drawn_to_scale(
    ends: list[list[int]], data: st.DataObject, *, mirrored: bool
) -> None:
    found = Plan(tuple(Stretch(str(n), low, high, "F") for n, (low, high) in enumerate(ends)))
    textures = data.draw(
        st.lists(st.sampled_from(TEXTURES), min_size=len(ends), max_size=len(ends))
    )
    figure = figures.timeline(found, tuple(textures), mirrored=mirrored)
    anchored(figure)
    apart([anchor for anchor in figure.anchors if anchor.key.startswith("phase")])
    bars = [r for r in shapes(figure) if r.tag.endswith("rect") and "stroke" in r.attrib]
    widths = [float(bar.attrib["width"]) for bar in bars]
    scale = sum(widths) / found.high
    for width, (_, high) in zip(widths, ends, strict=True):
        assert width == pytest.approx(high * scale, rel=1e-3, abs=0.1)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_number_has_its_place_over_its_own_bar(*, mirrored: bool) -> None:
    days = ((0, 7), (30, 30), (15, 72), (30, 61))
    short = Plan(tuple(Stretch(str(n), *ends, "F") for n, ends in enumerate(days)))
    figure = figures.timeline(short, TEXTURES, mirrored=mirrored)
    bars = [r.attrib for r in shapes(figure) if r.tag.endswith("rect") and "stroke" in r.attrib]
    named = [anchor for anchor in figure.anchors if anchor.key.startswith("phase")]
    for bar, anchor in zip(bars, named, strict=True):
        assert anchor.over is not None
        over = figure.width - anchor.over if mirrored else anchor.over
        assert over == pytest.approx(float(bar["x"]) + float(bar["width"]) / 2, abs=0.1)


def test_a_plan_without_days_has_no_time_line() -> None:
    with pytest.raises(ValueError, match="Plan"):
        figures.timeline(Plan((Stretch("rest", 0, 0, "F"),)), ("solid",))


def test_each_texture_looks_different() -> None:
    days = Plan((Stretch("rest", 30, 40, "F"),))
    drawn = {figures.timeline(days, (texture,)).svg for texture in TEXTURES}
    assert len(drawn) == len(TEXTURES)


# --- ruler, costs, severity -----------------------------------------------------------------------

FEMUR = (figures.Zone(0, 5, 0), figures.Zone(5, 8, 1), figures.Zone(8, 10, 2))


@pytest.mark.parametrize("marker", [5.5, None])
def test_the_ruler_of_a_bone(golden: Callable[[str, str], None], marker: float | None) -> None:
    figure = figures.ruler(FEMUR, marker)
    shapes(figure)
    anchored(figure)
    assert ("marker" in {anchor.key for anchor in figure.anchors}) == (marker is not None)
    golden(f"ruler{'' if marker is None else '-marked'}.svg", figure.svg)


@pytest.mark.parametrize("bone", get_args(Bone))
def test_a_bone_beside_the_ruler_differs_by_its_ends_alone(
    golden: Callable[[str, str], None], bone: Bone
) -> None:
    piece, whole = figures.ruler(FEMUR, 5.5), figures.ruler(FEMUR, 5.5, bone=bone)
    one, other = ([s.attrib for s in shapes(figure)] for figure in (piece, whole))
    assert [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [1, 2]
    assert piece.anchors == whole.anchors
    golden(f"ruler-{bone}.svg", whole.svg)


@given(
    ends=st.lists(st.integers(0, 80), min_size=2, max_size=2).map(sorted),
    marker=st.none() | st.integers(1, 80),
)
def test_any_ruler_is_drawn_to_scale(ends: list[int], marker: int | None) -> None:
    often, more = (end / 10 for end in ends)
    zones = (figures.Zone(0, often, 0), figures.Zone(often, more, 1), figures.Zone(more, 10, 2))
    figure = figures.ruler(zones, None if marker is None else marker / 10)
    anchored(figure)
    heights = [float(r.attrib["height"]) for r in shapes(figure) if r.tag.endswith("rect")]
    assert heights == pytest.approx([often * 30, (more - often) * 30, (10 - more) * 30], abs=0.1)
    labels = [anchor.y for anchor in figure.anchors if anchor.key.startswith("zone")]
    assert all(two - one > 100 for one, two in pairwise(labels))


@pytest.mark.parametrize(
    ("zones", "marker"), [((), 1), (FEMUR[::-1], 1), (FEMUR, 11), ((figures.Zone(5, 4, 0),), 1)]
)
def test_a_ruler_that_cannot_be_is_not_drawn(
    zones: tuple[figures.Zone, ...], marker: float
) -> None:
    with pytest.raises(ValueError, match=str(marker)):
        figures.ruler(zones, marker)


# --- days to wait ---------------------------------------------------------------------------------


def sheets(figure: Figure) -> list[str]:
    """Read the months back by rows: o the start, / blocked, # the first day, . any other day."""
    signs: dict[tuple[float, float], str] = {}
    for shape in (s.attrib for s in shapes(figure)):
        if "cx" in shape:
            middle = float(shape["cy"]), float(shape["cx"])
            signs[middle] = "o" if "stroke" in shape else "/"
        elif shape.get("stroke-width") == "6":
            x, y, width, height = (float(shape[name]) for name in ("x", "y", "width", "height"))
            signs[y + height / 2, x + width / 2] = "#"
    days = [(a.y, a.x) for a in figure.anchors if a.key.startswith("day.")]
    assert set(signs) <= set(days)
    rows, columns = (sorted(set(places)) for places in zip(*days, strict=True))
    cells = {place: signs.get(place, ".") for place in days}
    return ["".join(cells.get((y, x), " ") for x in columns) for y in rows]


NOVEMBER = date(2026, 11, 2)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_calendar_shows_the_start_the_days_between_and_the_first_day(
    golden: Callable[[str, str], None], *, mirrored: bool
) -> None:
    figure = figures.calendar(NOVEMBER, date(2026, 12, 2), begins=6, mirrored=mirrored)
    anchored(figure)
    rows = [".o/////  /#...", *["///////......."] * 3, "//     .....  "]
    assert sheets(figure) == [row[::-1] if mirrored else row for row in rows]
    golden(f"calendar{'-mirrored' if mirrored else ''}.svg", figure.svg)


@given(
    start=st.dates(max_value=date(9990, 1, 1)), days=st.integers(1, 400), begins=st.integers(0, 6)
)
def test_any_days_to_wait_can_be_drawn(start: date, days: int, begins: int) -> None:
    first = start + timedelta(days=days)
    figure = figures.calendar(start, first, begins=begins)
    anchored(figure)
    signs = "".join(sheets(figure))
    shown = {anchor.key.partition(".")[2] for anchor in figure.anchors}
    between = (start + timedelta(days=n) for n in range(1, days))
    assert (signs.count("o"), signs.count("#")) == (1, 1)
    assert signs.count("/") == sum(str(day) in shown for day in between)
    with pytest.raises(ValueError, match="date"):
        figures.calendar(start, start)


def strip(figure: Figure) -> str:
    """Read a strip back in 40 signs: # for sure, ~ perhaps, - for no price."""
    found = shapes(figure)
    if any("stroke-dasharray" in shape.attrib for shape in found):
        return "-"
    line = ["."] * 40
    for rect, sign in zip((s for s in found if s.tag.endswith("rect")), "#~", strict=False):
        first, length = float(rect.attrib["x"]) - 4, float(rect.attrib["width"])
        for n in range(round(first / 9.8), round((first + length) / 9.8)):
            line[n] = sign
    return "".join(line)


def test_costs_are_drawn_to_one_scale() -> None:
    prices = ((60, 80), (20, 20), (0, 10), None)
    bars = [figures.Bar(t, price) for t, price in zip(TEXTURES, prices, strict=True)]
    assert [strip(figure) for figure in figures.cost_stack(bars)] == [
        "##############################~~~~~~~~~~",
        "##########..............................",
        "~~~~~...................................",
        "-",
    ]


@given(prices=st.lists(st.none() | st.tuples(st.integers(0, 9**9), st.integers(0, 9**9))))
def test_any_costs_can_be_drawn(prices: list[tuple[int, int] | None]) -> None:
    bars = [figures.Bar("hatch", (min(p), max(p)) if p else None) for p in prices]
    for drawn in zip(
        figures.cost_stack(bars), figures.cost_stack(bars, mirrored=True), strict=True
    ):
        assert len(shapes(drawn[0])) + 1 == len(shapes(drawn[1]))
    if bars:
        with pytest.raises(ValueError, match="2"):
            figures.cost_stack([*bars, figures.Bar("solid", (2, 1))])


def test_the_ladder_is_filled_up_to_the_step() -> None:
    rows = []
    for step in range(figures.STEPS):
        fills = [s.attrib["fill"] for s in shapes(figures.severity(step, marked=True))[1:]]
        rows.append("".join("." if fill == "#FFFFFF" else "X" for fill in fills))
        assert figures.severity(step, marked=True) != figures.severity(step, marked=False)
    assert rows == ["X...", "XX..", "XXX.", "XXXX"]
    with pytest.raises(ValueError, match="4"):
        figures.severity(4, marked=True)

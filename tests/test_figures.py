from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_app import figures
from consent_app.plan import Plan, Stretch, plan
from consent_app.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.content.model import Pack
    from consent_app.figures import Anchor, Figure

SHAPES = {"svg", "g", "path", "rect", "line", "circle"}
FINE = 1e-6
TEXTURES = ("outline", "solid", "hatch", "dots")


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
            for x, y in re.findall(r"M([\d.]+) ([\d.]+)a", path.attrib["d"]):
                assert (float(x), float(y)) not in seen
                seen[float(y), float(x)] = mark
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
    pack: Pack, golden: Callable[[str, str], None], *, mirrored: bool
) -> None:
    profile = Profile(plan={"bone": "femur", "method": "motorised_nail", "target_gain_cm": 5.0})
    textures = tuple(phase.texture for phase in pack.phases.phases)
    figure = figures.timeline(plan(profile, pack), textures, mirrored=mirrored)
    shapes(figure)
    anchored(figure)
    golden(f"timeline{'-mirrored' if mirrored else ''}.svg", figure.svg)


def test_the_steps_of_the_bone(golden: Callable[[str, str], None]) -> None:
    figure = figures.distraction()
    shapes(figure)
    anchored(figure)
    assert [a.key for a in figure.anchors] == [f"step.{n}" for n in range(figures.FRAMES)]
    golden("distraction.svg", figure.svg)


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


def test_a_plan_without_days_has_no_time_line() -> None:
    with pytest.raises(ValueError, match="Plan"):
        figures.timeline(Plan((Stretch("rest", 0, 0, "F"),)), ("solid",))


def test_each_texture_looks_different() -> None:
    days = Plan((Stretch("rest", 30, 40, "F"),))
    drawn = {figures.timeline(days, (texture,)).svg for texture in TEXTURES}
    assert len(drawn) == len(TEXTURES)

"""Drawings: shapes only, built from data, the same for screen and paper.

No words inside a drawing: each face lays them over it at the anchors, so that they wrap, scale and
are read aloud. Allowed shapes: rect, path, line, circle and group transforms; hatches are explicit
lines. Coordinates are in the drawing's own units; anchors are in the same units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.plan import Plan

INK, LINE, EVENT, TINT, PAPER, BONE = (
    "#17212B", "#6B7885", "#0072B2", "#BBD9EC", "#FFFFFF", "#F2F5F7",
)  # fmt: skip
"""Colours of the light theme, with ink outlines; one event colour for every chance."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a label goes: `x`, `y` is its start, middle or end at half its height."""

    key: str
    x: float
    y: float
    align: Literal["start", "middle", "end"]
    width: float
    """The room it has, in the drawing's units."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of `width` × `height` units, with the places for its words."""

    svg: str
    width: float
    height: float
    anchors: tuple[Anchor, ...] = ()


def _svg(width: float, height: float, shapes: Iterable[str]) -> str:
    body = "".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{body}</svg>'
    )


# --- icon array (E1) ------------------------------------------------------------------------------

_COLUMN, _ROW, _GAP = 16, 25, 6
_WHOLE = 100
_DOT = 4


def icon_array(low: int, high: int, out_of: int) -> Figure:
    """Draw `low` people solid, up to `high` dashed and tinted, the rest as outlines.

    Grouped from the bottom row, left to right, with a gap after five. For 1,000 the people are
    dots, ten blocks of 100.

    Raises:
        ValueError: not 0 <= low <= high <= out_of, or a whole other than 100 or 1,000.

    """
    if not 0 <= low <= high <= out_of or out_of not in {_WHOLE, _WHOLE * 10}:
        raise ValueError(low, high, out_of)
    return _people(low, high) if out_of == _WHOLE else _dots(low, high)


def _people(low: int, high: int) -> Figure:
    width, height = 10 * _COLUMN + _GAP + 6, 10 * _ROW + _GAP + 6
    groups = {"rest": list[str](), "maybe": list[str](), "event": list[str]()}
    for n in range(_WHOLE):
        column, row = n % 10, 9 - n // 10
        x = 3 + column * _COLUMN + (_GAP if column > 4 else 0)  # noqa: PLR2004
        y = 3 + row * _ROW + (_GAP if row > 4 else 0)  # noqa: PLR2004
        kind = "event" if n < low else "maybe" if n < high else "rest"
        groups[kind].append(_person(x, y))
    shapes = (
        _path(groups["rest"], PAPER, LINE, 0.9),
        _path(groups["maybe"], TINT, EVENT, 0.9, dash="1.6 1.1"),
        _path(groups["event"], EVENT, EVENT, 0.9),
    )
    return Figure(_svg(width, height, shapes), width, height)


def _person(x: float, y: float) -> str:
    """One person, 16 × 25 units with its margins: a head and a body."""
    return (
        f"M{x + 8:g} {y + 1.2:g}a2.9 2.9 0 1 1 0 5.8a2.9 2.9 0 1 1 0-5.8z"
        f"M{x + 4.3:g} {y + 8:g}h7.4q2.3 0 2.3 2.3v5.2h-2.2v6.5h-7.6v-6.5h-2.2v-5.2q0-2.3 2.3-2.3z"
    )


def _path(paths: list[str], fill: str, stroke: str, width: float, dash: str = "") -> str:
    if not paths:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    # One path for each: Qt takes much longer to paint the same outlines as a single path.
    shapes = "".join(f'<path d="{path}"/>' for path in paths)
    return f'<g fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"{dashed}>{shapes}</g>'


def _dots(low: int, high: int) -> Figure:
    """Ten blocks of 100 dots, five to a row; the first block is at the bottom left."""
    block = 10 * _DOT + 6
    width, height = 5 * block + 6, 2 * block + 6
    groups = {"rest": list[str](), "maybe": list[str](), "event": list[str]()}
    for n in range(_WHOLE * 10):
        which, inside = divmod(n, _WHOLE)
        x = 5 + which % 5 * block + inside % 10 * _DOT
        y = 5 + (1 - which // 5) * block + (9 - inside // 10) * _DOT
        kind = "event" if n < low else "maybe" if n < high else "rest"
        groups[kind].append(f"M{x:g} {y + 1.4:g}a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0z")
    shapes = (
        _path(groups["rest"], PAPER, LINE, 0.4),
        _path(groups["maybe"], TINT, EVENT, 0.5, dash="0.8 0.6"),
        _path(groups["event"], EVENT, EVENT, 0.4),
    )
    return Figure(_svg(width, height, shapes), width, height)


# --- time line (E2) -------------------------------------------------------------------------------

_TIME_WIDTH, _TIME_HEIGHT, _BAR_TOP, _BAR = 1000, 260, 70, 70
_SIDE = 20
_MONTH = 365.25 / 12
_LEAST_LABEL, _MOST_LABEL = 130, 300
"""Widths of a label above or under a bar."""
_FINE = 1e-9


def timeline(plan: Plan, textures: tuple[str, ...], *, mirrored: bool = False) -> Figure:
    """Draw the phases to scale in days, each in its own texture, over a ruler in months.

    The longest case sets the scale. What may or may not be needed is drawn lighter between two
    ticks: the shortest and the longest end. Anchors: `phase.N` above each bar, `days.N` under it,
    `month.N` at the ruler. `mirrored` lets time run from right to left.

    Raises:
        ValueError: a plan without days.

    """
    if plan.high <= 0:
        raise ValueError(plan)
    scale = (_TIME_WIDTH - 2 * _SIDE) / plan.high
    shapes, anchors, start = list[str](), list[Anchor](), 0.0
    middles: list[tuple[float, float]] = []
    for stretch, texture in zip(plan.stretches, textures, strict=True):
        sure, most = stretch.low * scale, stretch.high * scale
        x = _SIDE + start
        shapes += _bar(x, most, texture)
        if most - sure > _FINE:
            shapes.append(_soft(x + sure, most - sure))
        middles.append((x + most / 2, min(max(most, _LEAST_LABEL), _MOST_LABEL)))
        start += most
    for number, (middle, width) in enumerate(_apart(middles)):
        anchors += [
            Anchor(f"phase.{number}", middle, 32, "middle", width),
            Anchor(f"days.{number}", middle, _BAR_TOP + _BAR + 28, "middle", width),
        ]
    months = int(plan.high / _MONTH)
    step = 1 if months <= 14 else 2 if months <= 28 else 6  # noqa: PLR2004
    base = _BAR_TOP + _BAR + 70
    shapes.append(_line(_SIDE, base, _TIME_WIDTH - _SIDE, base))
    for month in range(0, months + 1, step):
        x = _SIDE + month * _MONTH * scale
        shapes.append(_line(x, base, x, base + 12))
        anchors.append(Anchor(f"month.{month}", x, base + 30, "middle", 60))
    if mirrored:
        flip = f'<g transform="translate({_TIME_WIDTH} 0) scale(-1 1)">'
        shapes = [flip, *shapes, "</g>"]
        anchors = [Anchor(a.key, _TIME_WIDTH - a.x, a.y, a.align, a.width) for a in anchors]
    return Figure(
        _svg(_TIME_WIDTH, _TIME_HEIGHT, shapes), _TIME_WIDTH, _TIME_HEIGHT, tuple(anchors)
    )


def _apart(labels: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move labels (middle, width) sideways, as little as needed, until none lies over another.

    Where all of them are too wide for the drawing, each gets narrower by the same share.
    """
    share = min(1.0, _TIME_WIDTH / sum(width for _, width in labels))
    placed, edge = list[tuple[float, float]](), 0.0
    for middle, wanted in labels:
        width = wanted * share
        at = max(middle, edge + width / 2)
        placed.append((at, width))
        edge = at + width / 2
    edge = float(_TIME_WIDTH)
    for number in reversed(range(len(placed))):
        at, width = placed[number]
        at = min(at, edge - width / 2)
        placed[number] = (at, width)
        edge = at - width / 2
    return placed


def _line(  # noqa: PLR0913 - two points and a pen
    x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 2
) -> str:
    return (
        f'<path d="M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" '
        f'stroke="{stroke}" stroke-width="{width:g}" fill="none"/>'
    )


def _bar(x: float, width: float, texture: str) -> Iterator[str]:
    fill = EVENT if texture == "solid" else PAPER
    yield (
        f'<rect x="{x:.5g}" y="{_BAR_TOP}" width="{width:.5g}" height="{_BAR}" '
        f'fill="{fill}" stroke="{INK}" stroke-width="2"/>'
    )
    if texture == "hatch":
        lines = "".join(_hatch(x, width))
        yield f'<path d="{lines}" stroke="{EVENT}" stroke-width="2.5" fill="none"/>'
    if texture == "dots":
        for column in range(int(width // 16)):
            for row in range(4):
                cx, cy = x + 8 + column * 16, _BAR_TOP + 12 + row * 15.5
                yield f'<circle cx="{cx:.5g}" cy="{cy:.5g}" r="2.4" fill="{EVENT}"/>'


def _hatch(x: float, width: float) -> Iterator[str]:
    """Yield slanted strokes, cut at the edges of the bar."""
    position = x - _BAR
    while position < x + width:
        left, right = max(position, x), min(position + _BAR, x + width)
        if right > left:
            top, bottom = _BAR_TOP + _BAR - (right - position), _BAR_TOP + _BAR - (left - position)
            yield f"M{left:.5g} {bottom:.5g}L{right:.5g} {top:.5g}"
        position += 12


def _soft(x: float, width: float) -> str:
    """A lighter band with ticks at both ends: this long, or less."""
    band = (
        f'<rect x="{x:.5g}" y="{_BAR_TOP + 1}" width="{width:.5g}" height="{_BAR - 2}" '
        f'fill="{PAPER}" fill-opacity="0.6"/>'
    )
    ends = (x, x + width)
    ticks = "".join(_line(end, _BAR_TOP - 8, end, _BAR_TOP + _BAR + 8, width=3) for end in ends)
    return band + ticks


# --- the bone, step by step (E3) ------------------------------------------------------------------

_FRAME_W, _FRAME_H, FRAMES = 190, 420, 5


def distraction() -> Figure:
    """Draw five steps: cut, wait, open, target reached, hardened. Anchors `step.0` to `step.4`."""
    width = _FRAME_W * FRAMES
    gaps = (3, 3, 26, 76, 76)
    shapes, anchors = list[str](), list[Anchor]()
    for step, gap in enumerate(gaps):
        shapes.append(f'<g transform="translate({step * _FRAME_W} 0)">')
        shapes += _bone(step, gap)
        shapes.append("</g>")
        middle = step * _FRAME_W + _FRAME_W / 2
        anchors.append(Anchor(f"step.{step}", middle, _FRAME_H - 26, "middle", _FRAME_W - 16))
    return Figure(_svg(width, _FRAME_H, shapes), width, _FRAME_H, tuple(anchors))


def _bone(step: int, gap: float) -> Iterator[str]:
    """One frame: the upper end stays, the lower one is moved off, and what grows between them."""
    x, half, cut = _FRAME_W / 2, 24, 150
    upper = (
        f"M{x - half} {cut:g}V90q0-10-10-20q-14-30 14-38q10-2 20 6q10-8 20-6q28 8 14 38"
        f"q-10 10-10 20V{cut:g}z"
    )
    low = cut + gap
    lower = (
        f"M{x - half} {low:g}V{low + 76:g}q0 10-8 18q-12 28 12 34q10 2 20-5q10 7 20 5"
        f"q24-6 12-34q-8-8-8-18V{low:g}z"
    )
    for part in (upper, lower):
        yield f'<path d="{part}" fill="{BONE}" stroke="{INK}" stroke-width="2.5"/>'
    yield from _growth(step, x - half, cut, 2 * half, gap)
    yield (
        f'<path d="M{x - 5} 60H{x + 5}V{low + 96:g}H{x - 5}z" fill="{PAPER}" '
        f'stroke="{LINE}" stroke-width="2"/>'
    )
    yield f'<path d="M{x - 5} {cut + gap / 2:g}H{x + 5}" stroke="{LINE}" stroke-width="2"/>'
    if step in {0, 1}:
        yield _line(x - half - 14, cut + gap / 2, x - half - 2, cut + gap / 2, EVENT, 3)
        yield _line(x + half + 2, cut + gap / 2, x + half + 14, cut + gap / 2, EVENT, 3)
    else:
        side = x + half + 16
        yield _line(side, cut, side, low, EVENT, 3)
        yield _line(side - 6, cut, side + 6, cut, EVENT, 3)
        yield _line(side - 6, low, side + 6, low, EVENT, 3)


def _growth(step: int, x: float, top: float, width: float, gap: float) -> Iterator[str]:
    """Nothing, first dots, stripes of young tissue, or solid new bone."""
    match step:
        case 1:
            for dot in range(5):
                cx = x + 5 + dot * (width - 10) / 4
                yield f'<circle cx="{cx:g}" cy="{top + gap / 2:g}" r="3" fill="{EVENT}"/>'
        case 2 | 3:
            for stripe in range(7):
                at = x + 4 + stripe * (width - 8) / 6
                yield _line(at, top, at, top + gap, EVENT, 2.5)
        case 4:
            yield (
                f'<path d="M{x:g} {top:g}h{width:g}q8 {gap / 2:g} 0 {gap:g}h-{width:g}'
                f'q-8-{gap / 2:g} 0-{gap:g}z" fill="{TINT}" stroke="{EVENT}" stroke-width="2.5"/>'
            )

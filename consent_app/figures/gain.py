"""How far an amount goes: the ruler beside the bone (E5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from consent_app.figures.art import (
    BONE,
    EVENT,
    INK,
    LINE,
    PAPER,
    Anchor,
    Box,
    Figure,
    hatch,
    line,
    svg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from consent_app.content.model import Bone

_WIDTH, _HEIGHT = 1000, 448
_ZERO, _END = 84.0, 384.0
"""Where the ruler begins and ends; the bone is cut at its zero."""
_BONE, _HALF, _OPEN = 336, 21, 12.0
_BAND = Box(478, _ZERO, 66, _END - _ZERO)
_WORDS, _ROOM = 582, 412
_LEAST_APART = 104.0
"""From one label to the next: three lines on a small screen with large letters."""
_END_HIGH = 49
"""How high the lower end is; the shaft above it is as long as the gap lets it be."""


class _Ends(NamedTuple):
    """Outlines of a bone: up from the left of the cut, and on from the right of the shaft."""

    upper: str
    lower: str


_ENDS: Mapping[Bone | None, _Ends] = {
    "thigh": _Ends(
        upper="v-18c0-11-11-16-11-27c0-11 11-16 18-9c5 5 11 6 15 1l12-7a18 18 0 1 1 7 24"
        "c-3 7 4 9 4 16c0 7-3 11-3 20",
        lower="c0 11 16 11 16 29c0 13-10 20-20 20c-9 0-11-10-17-10c-6 0-8 10-17 10"
        "c-10 0-20-7-20-20c0-18 16-18 16-29",
    ),
    "shin": _Ends(
        upper="v-18c0-14-20-18-20-32c0-10 7-13 15-13h17l4-6 5 5 5-5 4 6h17c8 0 15 3 15 13"
        "c0 14-20 18-20 32",
        lower="c0 13 6 18 6 31c0 11-2 18-7 18c-6 0-7-7-10-11c-8-3-23-3-30 1"
        "c-7-2-7-9-6-19c1-8 5-10 5-20",
    ),
    None: _Ends("v-64l10-8 11 10 11-10 10 8", "v41l-10 8-11-10-11 10-10-8"),
}
"""Seen from the front; without a bone its far ends are left open."""
_GAPS = (None, 24, 9)
"""From stroke to stroke in the texture of each zone: outline, light hatch, dense hatch."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the ruler in cm; `density` 0 is an outline, 1 a light hatch, 2 a dense one."""

    low: float
    high: float
    density: int


def ruler(
    zones: Sequence[Zone], marker: float | None, scale_cm: int = 10, bone: Bone | None = None
) -> Figure:
    """Draw a ruler from 0 down to `scale_cm`, its zones, and a bone that is apart by `marker` cm.

    The gap in the bone is as long as the marker on the ruler, and an arrow leads from one to the
    other. The ends of the bone are those of a `bone`, seen from the front, or left open. Anchors:
    `zone.N` at the right, `cm.N` at the ruler, `marker` at the left if there is one. Bones and
    numbers are not mirrored.

    Raises:
        ValueError: zones that are not in order or leave the ruler, or a marker outside of it.

    """
    ends = [0.0, *(end for zone in zones for end in (zone.low, zone.high)), float(scale_cm)]
    if ends != sorted(ends) or not zones or not 0 <= (marker or 0) <= scale_cm:
        raise ValueError(zones, marker, scale_cm)
    unit = (_END - _ZERO) / scale_cm
    gap = (marker or 0) * unit
    shapes = [*_bone(gap, _ENDS[bone]), *_scale(scale_cm, unit), *_bands(zones, unit)]
    anchors = [
        Anchor(f"cm.{cm}", _BAND.x - 24, _ZERO + cm * unit, "end", 50, axis=True)
        for cm in range(0, scale_cm + 1, 2)
    ]
    middles = [_ZERO + (zone.low + zone.high) / 2 * unit for zone in zones]
    for number, (middle, y) in enumerate(zip(middles, _spread(middles), strict=True)):
        shapes.append(line(_BAND.right + 2, middle, _WORDS - 10, y, LINE))
        anchors.append(Anchor(f"zone.{number}", _WORDS, y, "start", _ROOM))
    if marker is not None:
        shapes += _arrow(marker * unit)
        anchors.append(Anchor("marker", _BONE - 82, _ZERO + marker * unit / 2, "end", 250))
    return Figure(svg(_WIDTH, _HEIGHT, shapes), _WIDTH, _HEIGHT, tuple(anchors))


def _spread(middles: Sequence[float]) -> list[float]:
    """Move the labels of zones up or down, so that each has room for its lines."""
    placed, edge = list[float](), 0.0
    for middle in middles:
        placed.append(max(middle, edge))
        edge = placed[-1] + _LEAST_APART
    edge = _HEIGHT - _LEAST_APART / 2
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], edge)
        edge = placed[number] - _LEAST_APART
    return placed


def _bands(zones: Sequence[Zone], unit: float) -> Iterator[str]:
    for zone in zones:
        height = (zone.high - zone.low) * unit
        box = Box(_BAND.x, _ZERO + zone.low * unit, _BAND.width, height)
        yield (
            f'<rect x="{box.x:g}" y="{box.y:.5g}" width="{box.width:g}" height="{height:.5g}" '
            f'fill="{PAPER}" stroke="{INK}" stroke-width="2"/>'
        )
        if gap := _GAPS[zone.density]:
            yield from hatch(box, gap, 2)


def _scale(scale_cm: int, unit: float) -> Iterator[str]:
    yield line(_BAND.x, _ZERO, _BAND.x, _END, width=3)
    for cm in range(scale_cm + 1):
        length = 10 if cm % 2 else 18
        yield line(_BAND.x - length, _ZERO + cm * unit, _BAND.x, _ZERO + cm * unit)


def _bone(gap: float, ends: _Ends) -> Iterator[str]:
    """Both parts of a bone, and young tissue between them."""
    left, right, cut = _BONE - _HALF, _BONE + _HALF, _ZERO + gap
    low = _HEIGHT - _OPEN - _END_HIGH
    for outline in (
        f"M{left} {_ZERO:g}{ends.upper}L{right} {_ZERO:g}z",
        f"M{right} {cut:.5g}L{right} {low:g}{ends.lower}L{left} {cut:.5g}z",
    ):
        yield f'<path d="{outline}" fill="{BONE}" stroke="{INK}" stroke-width="2.5"/>'
    for stripe in range(5 if gap else 0):
        x = left + 5 + stripe * (2 * _HALF - 10) / 4
        yield line(x, _ZERO, x, cut, EVENT, 2.5)


def _arrow(gap: float) -> Iterator[str]:
    """Measure the gap at the left of the bone, and carry it over to the ruler at the right."""
    side, at = _BONE - _HALF - 26, _ZERO + gap
    yield line(side, _ZERO, side, at, EVENT, 3)
    for end in (_ZERO, at):
        yield line(side - 8, end, side + 8, end, EVENT, 3)
    yield line(_BONE + _HALF + 6, at, _BONE + _HALF + 20, at, EVENT, 3)
    yield f'<path d="M{_BONE + _HALF + 36} {at:.5g}l-20-9v18z" fill="{EVENT}"/>'
    yield line(_BAND.x, at, _BAND.right, at, EVENT, 5)

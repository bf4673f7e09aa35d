"""How far an amount goes: the ruler beside the bone (E5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT = 1000, 440
_ZERO, _END = 100.0, 400.0
"""Where the ruler begins and ends; the bone is cut at its zero."""
_BONE, _HALF, _OPEN = 336, 32, 12.0
_BAND = Box(478, _ZERO, 66, _END - _ZERO)
_WORDS, _ROOM = 582, 412
_LEAST_APART = 104.0
"""From one label to the next: three lines on a small screen with large letters."""
_GAPS = (None, 24, 9)
"""From stroke to stroke in the texture of each zone: outline, light hatch, dense hatch."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the ruler in cm; `density` 0 is an outline, 1 a light hatch, 2 a dense one."""

    low: float
    high: float
    density: int


def ruler(zones: Sequence[Zone], marker: float | None, scale_cm: int = 10) -> Figure:
    """Draw a ruler from 0 down to `scale_cm`, its zones, and a bone that is apart by `marker` cm.

    The gap in the bone is as long as the marker on the ruler, and an arrow leads from one to the
    other. Anchors: `zone.N` at the right, `cm.N` at the ruler, `marker` at the left if there is
    one. Bones and numbers are not mirrored.

    Raises:
        ValueError: zones that are not in order or leave the ruler, or a marker outside of it.

    """
    ends = [0.0, *(end for zone in zones for end in (zone.low, zone.high)), float(scale_cm)]
    if ends != sorted(ends) or not zones or not 0 <= (marker or 0) <= scale_cm:
        raise ValueError(zones, marker, scale_cm)
    unit = (_END - _ZERO) / scale_cm
    shapes = [*_bone((marker or 0) * unit), *_scale(scale_cm, unit), *_bands(zones, unit)]
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


def _bone(gap: float) -> Iterator[str]:
    """Both parts of a shaft, their far ends left open, and young tissue between them."""
    left = _BONE - _HALF
    cut = _ZERO + gap
    yield (
        f'<path d="M{left} {_ZERO:g}V{_OPEN + 8:g}l16-8 16 10 16-10 16 8V{_ZERO:g}z" '
        f'fill="{BONE}" stroke="{INK}" stroke-width="2.5"/>'
    )
    foot = _HEIGHT - _OPEN
    yield (
        f'<path d="M{left} {cut:.5g}V{foot - 8:g}l16 8 16-10 16 10 16-8V{cut:.5g}z" '
        f'fill="{BONE}" stroke="{INK}" stroke-width="2.5"/>'
    )
    for stripe in range(7 if gap else 0):
        x = left + 5 + stripe * (2 * _HALF - 10) / 6
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

"""The months ahead, to scale: the time line (E2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from consent_app.figures.art import FINE, Anchor, Box, Figure, Texture, bar, line, mirror, soft, svg

if TYPE_CHECKING:
    from consent_app.plan import Plan

_WIDTH, _HEIGHT, _TOP, _BAR = 1000, 196, 50, 70
_SIDE = 20
_MONTH = 365.25 / 12
_LEAST_LABEL, _MOST_LABEL = 180, 300
"""Widths of a label above a bar."""
_OVER = 8


def timeline(plan: Plan, textures: tuple[Texture, ...], *, mirrored: bool = False) -> Figure:
    """Draw the phases to scale in days, each in its own texture, over a ruler in months.

    The longest case sets the scale. What may or may not be needed is drawn lighter between two
    ticks: the shortest and the longest end. Anchors: `phase.N` above each bar, where words can
    take as many lines as they need, and `month.N` at the ruler. `mirrored` lets time run from right
    to left.

    Raises:
        ValueError: a plan without days.

    """
    if plan.high <= 0:
        raise ValueError(plan)
    scale = (_WIDTH - 2 * _SIDE) / plan.high
    shapes, anchors, start = list[str](), list[Anchor](), 0.0
    middles: list[tuple[float, float]] = []
    for stretch, texture in zip(plan.stretches, textures, strict=True):
        sure, most = stretch.low * scale, stretch.high * scale
        x = _SIDE + start
        shapes += bar(Box(x, _TOP, most, _BAR), texture)
        if most - sure > FINE:
            shapes += soft(Box(x + sure, _TOP, most - sure, _BAR), _OVER)
        middles.append((x + most / 2, min(max(most, _LEAST_LABEL), _MOST_LABEL)))
        start += most
    for number, (middle, width) in enumerate(_apart(middles)):
        over = middles[number][0]
        anchors.append(Anchor(f"phase.{number}", middle, 24, "middle", width, over=over))
    months = int(plan.high / _MONTH)
    step = 1 if months <= 14 else 2 if months <= 28 else 6  # noqa: PLR2004
    base = _TOP + _BAR + 22
    shapes.append(line(_SIDE, base, _WIDTH - _SIDE, base))
    for month in range(0, months + 1, step):
        x = _SIDE + month * _MONTH * scale
        shapes.append(line(x, base, x, base + 12))
        anchors.append(Anchor(f"month.{month}", x, base + 30, "middle", 60, axis=True))
    if mirrored:
        shapes = mirror(_WIDTH, shapes)
        anchors = [_mirrored(anchor) for anchor in anchors]
    return Figure(svg(_WIDTH, _HEIGHT, shapes), _WIDTH, _HEIGHT, tuple(anchors))


def _mirrored(anchor: Anchor) -> Anchor:
    over = None if anchor.over is None else _WIDTH - anchor.over
    return replace(anchor, x=_WIDTH - anchor.x, over=over)


def _apart(labels: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move labels (middle, width) sideways, as little as needed, until none lies over another.

    Where all of them are too wide for the drawing, each gets narrower by the same share.
    """
    share = min(1.0, _WIDTH / sum(width for _, width in labels))
    placed, edge = list[tuple[float, float]](), 0.0
    for middle, wanted in labels:
        width = wanted * share
        at = max(middle, edge + width / 2)
        placed.append((at, width))
        edge = at + width / 2
    edge = float(_WIDTH)
    for number in reversed(range(len(placed))):
        at, width = placed[number]
        at = min(at, edge - width / 2)
        placed[number] = (at, width)
        edge = at - width / 2
    return placed

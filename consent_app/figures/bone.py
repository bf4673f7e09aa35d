"""The bone, step by step: how slow separation makes it longer (E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.figures.art import BONE, EVENT, INK, LINE, PAPER, TINT, Anchor, Figure, line, svg

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    return Figure(svg(width, _FRAME_H, shapes), width, _FRAME_H, tuple(anchors))


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
        yield line(x - half - 14, cut + gap / 2, x - half - 2, cut + gap / 2, EVENT, 3)
        yield line(x + half + 2, cut + gap / 2, x + half + 14, cut + gap / 2, EVENT, 3)
    else:
        side = x + half + 16
        yield line(side, cut, side, low, EVENT, 3)
        yield line(side - 6, cut, side + 6, cut, EVENT, 3)
        yield line(side - 6, low, side + 6, low, EVENT, 3)


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
                yield line(at, top, at, top + gap, EVENT, 2.5)
        case 4:
            yield (
                f'<path d="M{x:g} {top:g}h{width:g}q8 {gap / 2:g} 0 {gap:g}h-{width:g}'
                f'q-8-{gap / 2:g} 0-{gap:g}z" fill="{TINT}" stroke="{EVENT}" stroke-width="2.5"/>'
            )

"""The bone, step by step: how slow separation makes it longer (E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.figures.art import (
    BONE,
    EVENT,
    INK,
    LINE,
    PAPER,
    TINT,
    Anchor,
    Box,
    Figure,
    line,
    svg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.content.model import Drawn

_FRAME_W, _FRAME_H, FRAMES = 190, 420, 5
_GAPS = (3, 3, 26, 76, 76)
"""How far the bone is apart at each step."""
_CUT, _HALF = 150, 24


def distraction(device: Drawn = "nail", *, mirrored: bool = False) -> Figure:
    """Draw five steps: cut, wait, open, target reached, hardened. Anchors `step.0` to `step.4`.

    `mirrored` lets them follow each other from right to left; the bones stay as they are.
    """
    width = _FRAME_W * FRAMES
    shapes, anchors = list[str](), list[Anchor]()
    for step in range(FRAMES):
        place = FRAMES - 1 - step if mirrored else step
        shapes.append(f'<g transform="translate({place * _FRAME_W} 0)">')
        shapes += _step(step, device)
        shapes.append("</g>")
        middle = place * _FRAME_W + _FRAME_W / 2
        anchors.append(Anchor(f"step.{step}", middle, _FRAME_H - 26, "middle", _FRAME_W - 16))
    return Figure(svg(width, _FRAME_H, shapes), width, _FRAME_H, tuple(anchors))


def distraction_step(step: int, device: Drawn = "nail") -> Figure:
    """Draw one of the five steps by itself, 0 to 4, always in the same place."""
    shapes = [f'<g transform="translate(0 {-_ABOVE})">', *_step(step, device), "</g>"]
    return Figure(svg(_FRAME_W, _STEP_H, shapes), _FRAME_W, _STEP_H)


_ABOVE, _STEP_H = 26, 336
"""What a step by itself leaves out above the bone, and its height without room for words."""


def _step(step: int, device: Drawn) -> Iterator[str]:
    gap = _GAPS[step]
    yield from _bone(step, gap, nail=device != "frame")
    if device == "frame" or (device == "frame_and_nail" and step < FRAMES - 1):
        yield from _frame(gap)  # over a nail it comes off before the bone is hard


def _bone(step: int, gap: float, *, nail: bool) -> Iterator[str]:
    """One frame: the upper end stays, the lower one is moved off, and what grows between them."""
    x, half, cut = _FRAME_W / 2, _HALF, _CUT
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
    if nail:
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


def _frame(gap: float) -> Iterator[str]:
    """A bar beside the bone that gets longer, with two pins into each end of the bone."""
    side, far = _FRAME_W / 2 - _HALF - 44, _FRAME_W / 2 + _HALF + 6
    low = _CUT + gap
    for y in (_CUT - 52, _CUT - 24, low + 24, low + 52):
        yield line(side, y, far, y, INK, 2.5)
    yield _solid(Box(side - 4, _CUT - 20, 8, gap + 40), PAPER)
    for top in (_CUT - 64, low + 12):
        yield _solid(Box(side - 9, top, 18, 52), BONE)


def _solid(box: Box, fill: str, pen: float = 2) -> str:
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'fill="{fill}" stroke="{INK}" stroke-width="{pen:g}"/>'
    )


_MM, _MM_HIGH, _MM_PEN = 20, 100, 6
RULER_MM = 11.0
"""How wide the ruler is in real size: 10 mm, and half a millimetre on each side."""


def millimetres() -> Figure:
    """Draw a ruler of 10 mm, its first millimetre filled; `RULER_MM` is its true width."""
    width, left, high = RULER_MM * _MM, _MM / 2, _MM_HIGH - _MM_PEN
    top = _MM_PEN / 2
    first, all_ten = Box(left, top, _MM, high), Box(left, top, 10 * _MM, high)
    shapes = [_solid(all_ten, PAPER, _MM_PEN), _solid(first, EVENT, _MM_PEN)]
    for mm in range(2, 10):
        length = 50 if mm == 5 else 30  # noqa: PLR2004 - the middle of ten
        x = left + mm * _MM
        shapes.append(line(x, top, x, top + length, INK, _MM_PEN))
    return Figure(svg(width, _MM_HIGH, shapes), width, _MM_HIGH)


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

"""How bad it can be: the severity ladder (E7)."""

from __future__ import annotations

from consent_app.figures.art import FAINT, INK, LINE, PAPER, Figure, svg

STEPS = 4
_BAR, _GAP, _RISE = 9, 3, 8


def severity(step: int, *, marked: bool) -> Figure:
    """Draw one step of the ladder, 0 to 3: four rising bars, filled up to it.

    The step that is `marked` is filled with ink and the others hardly; its words stand beside it.

    Raises:
        ValueError: a step that is not on the ladder.

    """
    if not 0 <= step < STEPS:
        raise ValueError(step)
    width, height = STEPS * (_BAR + _GAP) + 1, STEPS * _RISE + 2
    pen, fill = (INK, INK) if marked else (LINE, FAINT)
    shapes = [
        f'<rect x="{2 + n * (_BAR + _GAP)}" y="{1 + (STEPS - 1 - n) * _RISE}" width="{_BAR}" '
        f'height="{(n + 1) * _RISE}" fill="{fill if n <= step else PAPER}" stroke="{pen}" '
        'stroke-width="1.6"/>'
        for n in range(STEPS)
    ]
    return Figure(svg(width, height, shapes), width, height)

"""Costs as bars on one scale (E4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent_app.figures.art import FINE, LINE, Box, Figure, Texture, bar, mirror, soft, svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT, _TOP, _BAR = 400, 32, 6, 20
_SIDE, _OVER = 4, 4
_STUB = 28
"""What stands for a cost without a price: too short to be read as one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A cost with its lowest and highest price in whole units of one currency, if one was found."""

    texture: Texture
    price: tuple[int, int] | None


def cost_stack(bars: Sequence[Bar], *, mirrored: bool = False) -> tuple[Figure, ...]:
    """Draw each cost as a strip of its own, all to one scale, which the highest price sets.

    A strip stands beside the words of its cost, which so can be as long as they need. What may or
    may not have to be paid is drawn lighter between two ticks. A short dashed line is a cost for
    which no price was found. `mirrored` lets bars grow from right to left.

    Raises:
        ValueError: a price that is below nought or runs backward.

    """
    prices = [each.price for each in bars if each.price]
    for low, high in prices:
        if not 0 <= low <= high:
            raise ValueError(low, high)
    most = max((high for _, high in prices), default=0)
    strips = []
    for each in bars:
        shapes = list(_strip(each, most))
        drawn = svg(_WIDTH, _HEIGHT, mirror(_WIDTH, shapes) if mirrored else shapes)
        strips.append(Figure(drawn, _WIDTH, _HEIGHT))
    return tuple(strips)


def _strip(each: Bar, most: int) -> Iterator[str]:
    if each.price is None:
        middle = _TOP + _BAR / 2
        yield (
            f'<path d="M{_SIDE} {middle:g}h{_STUB}" stroke="{LINE}" stroke-width="3" '
            'stroke-dasharray="6 5" fill="none"/>'
        )
        return
    scale = (_WIDTH - 2 * _SIDE) / (most or 1)
    sure, whole = each.price[0] * scale, each.price[1] * scale
    yield from bar(Box(_SIDE, _TOP, whole, _BAR), each.texture)
    if whole - sure > FINE:
        yield from soft(Box(_SIDE + sure, _TOP, whole - sure, _BAR), _OVER)

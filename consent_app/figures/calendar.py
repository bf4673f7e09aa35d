"""The days to wait, on the sheets of two months (E9)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from consent_app.figures.art import EVENT, FAINT, INK, PAPER, Anchor, Box, Figure, hatch, svg

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEK = 7
_CELL, _ROW = 68.0, 56.0
_APART = 48.0
"""Between the sheets of the two months."""
_TITLE, _HEADS = 32.0, 84.0
"""Middle of the line with the month, and of that with the days of the week."""
_TOP = 112.0
_SHEET = WEEK * _CELL
_WIDTH = 2 * _SHEET + _APART


class _Day(NamedTuple):
    """A day and its place."""

    day: date
    box: Box


def calendar(start: date, first: date, *, begins: int = 0, mirrored: bool = False) -> Figure:
    """Draw the month of `start` and the one of `first`, or the next one where both are the same.

    The start has a ring, the days between are hatched, the first possible day has a thick box.
    `begins` is the day that a week begins with, 0 for Monday. Anchors: `month.N`, `weekday.N.P` at
    the head of each column, P from 0 for the day that a week begins with, and `day.YYYY-MM-DD`.
    `mirrored` lets days and months run from right to left.

    Raises:
        ValueError: `first` does not come after `start`.

    """
    if first <= start:
        raise ValueError(start, first)
    shapes, anchors, bottom = list[str](), list[Anchor](), 0.0
    for number, month in enumerate(_months(start, first)):
        left = number * (_SHEET + _APART)
        anchors += _heads(number, left)
        for placed in _days(month, left, begins):
            anchors.append(_anchor(f"day.{placed.day}", placed.box))
            bottom = max(bottom, placed.box.bottom)
            box = _turned(placed.box) if mirrored else placed.box
            shapes += _drawn(placed.day, box, start, first)
    if mirrored:
        anchors = [_mirrored(anchor) for anchor in anchors]
    height = bottom + 4
    return Figure(svg(_WIDTH, height, shapes), _WIDTH, height, tuple(anchors))


def _months(start: date, first: date) -> tuple[date, date]:
    """Return the first days of the two months that are drawn."""
    one, other = start.replace(day=1), first.replace(day=1)
    following = (one + timedelta(days=31)).replace(day=1)
    return one, max(other, following)


def _days(month: date, left: float, begins: int) -> Iterator[_Day]:
    weekday, length = monthrange(month.year, month.month)
    skipped = (weekday - begins) % WEEK
    for number in range(length):
        line, place = divmod(skipped + number, WEEK)
        box = Box(left + place * _CELL, _TOP + line * _ROW, _CELL, _ROW)
        yield _Day(month.replace(day=number + 1), box)


def _drawn(day: date, box: Box, start: date, first: date) -> Iterator[str]:
    """Yield a day: hatched with room for its number, ringed, boxed, or plain."""
    yield _frame(box, FAINT, 1.5)
    x, y = box.x + box.width / 2, box.y + box.height / 2
    if start < day < first:
        yield from hatch(box, 14, 1.6)
        yield f'<circle cx="{x:g}" cy="{y:g}" r="19" fill="{PAPER}"/>'
    elif day == start:
        yield (
            f'<circle cx="{x:g}" cy="{y:g}" r="24" fill="{PAPER}" stroke="{EVENT}" '
            'stroke-width="4.5"/>'
        )
    elif day == first:
        yield _frame(Box(box.x + 4, box.y + 4, box.width - 8, box.height - 8), INK, 6)


def _frame(box: Box, stroke: str, pen: float) -> str:
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'fill="none" stroke="{stroke}" stroke-width="{pen:g}"/>'
    )


def _heads(number: int, left: float) -> Iterator[Anchor]:
    yield Anchor(f"month.{number}", left + _SHEET / 2, _TITLE, "middle", _SHEET, axis=True)
    for place in range(WEEK):
        middle = left + (place + 0.5) * _CELL
        yield Anchor(f"weekday.{number}.{place}", middle, _HEADS, "middle", _CELL, axis=True)


def _anchor(key: str, box: Box) -> Anchor:
    return Anchor(
        key, box.x + box.width / 2, box.y + box.height / 2, "middle", box.width, axis=True
    )


def _turned(box: Box) -> Box:
    return Box(_WIDTH - box.right, box.y, box.width, box.height)


def _mirrored(anchor: Anchor) -> Anchor:
    return replace(anchor, x=_WIDTH - anchor.x)

"""What every drawing is made of: a figure with its anchors, strokes, and bars in four textures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from consent_app.settings import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAMES = ("ink", "line", "hairline", "event", "tint", "page", "surface")
INK, LINE, FAINT, EVENT, TINT, PAPER, BONE = (str(tokens()["light"][name]) for name in _NAMES)
"""Colours of the light theme, with ink outlines; one event colour for every chance."""
_DRAWN = dict(zip((INK, LINE, FAINT, EVENT, TINT, PAPER, BONE), _NAMES, strict=True))
_COLOUR = re.compile("#[0-9A-F]{6}")

FINE = 1e-9
"""Lengths that differ by less are the same."""

Texture = Literal["outline", "solid", "hatch", "dots"]
"""What tells bars apart where there is no colour."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a label goes: `x`, `y` is its start, middle or end at half the height of a line.

    More lines go down from there; in the upper quarter of the drawing they go up.
    """

    key: str
    x: float
    y: float
    align: Literal["start", "middle", "end"]
    width: float
    """The room it has, in the drawing's units."""
    axis: bool = False
    """Whether it belongs to a scale, and cannot be told elsewhere."""
    over: float | None = None
    """The x of the middle of what it names, where words are too wide to stand there."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of `width` × `height` units, with the places for its words."""

    svg: str
    width: float
    height: float
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a drawing: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height


def svg(width: float, height: float, shapes: Iterable[str]) -> str:
    """Return the drawing of some shapes."""
    body = "".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{body}</svg>'
    )


def recoloured(drawing: str, colours: Mapping[str, str]) -> str:
    """Return a drawing in the colours of another theme, by their names in the token file."""
    return _COLOUR.sub(lambda found: colours[_DRAWN[found.group()]], drawing)


def mirror(width: float, shapes: Iterable[str]) -> list[str]:
    """Return shapes as seen in a mirror, within the same width."""
    return [f'<g transform="translate({width:g} 0) scale(-1 1)">', *shapes, "</g>"]


def line(  # noqa: PLR0913 - two points and a pen
    x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 2
) -> str:
    """Return a straight stroke."""
    return (
        f'<path d="M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" '
        f'stroke="{stroke}" stroke-width="{width:g}" fill="none"/>'
    )


def bar(box: Box, texture: Texture) -> Iterator[str]:
    """Yield a box with an ink outline in its texture."""
    fill = EVENT if texture == "solid" else PAPER
    yield (
        f'<rect x="{box.x:.5g}" y="{box.y:g}" width="{box.width:.5g}" height="{box.height:g}" '
        f'fill="{fill}" stroke="{INK}" stroke-width="2"/>'
    )
    if texture == "hatch":
        yield from hatch(box, 12)
    if texture == "dots":
        yield from _dots(box)


def hatch(box: Box, gap: float, pen: float = 2.5) -> Iterator[str]:
    """Yield slanted strokes `gap` apart, cut at the edges of a box, as one path."""
    strokes, position = list[str](), box.x - box.height
    while position < box.right:
        left, right = max(position, box.x), min(position + box.height, box.right)
        if right > left:
            top, bottom = box.bottom - (right - position), box.bottom - (left - position)
            strokes.append(f"M{left:.5g} {bottom:.5g}L{right:.5g} {top:.5g}")
        position += gap
    if strokes:
        yield f'<path d="{"".join(strokes)}" stroke="{EVENT}" stroke-width="{pen:g}" fill="none"/>'


_DOT_ROOM = 16


def _dots(box: Box) -> Iterator[str]:
    rows = max(1, int(box.height // _DOT_ROOM))
    for column in range(int(box.width // _DOT_ROOM)):
        for row in range(rows):
            x, y = box.x + (column + 0.5) * _DOT_ROOM, box.y + (row + 0.5) * box.height / rows
            yield f'<circle cx="{x:.5g}" cy="{y:.5g}" r="2.4" fill="{EVENT}"/>'


def soft(box: Box, over: float) -> Iterator[str]:
    """Yield a lighter band with ticks at both ends, `over` beyond the bar: this far, or less."""
    yield (
        f'<rect x="{box.x:.5g}" y="{box.y + 1:g}" width="{box.width:.5g}" '
        f'height="{box.height - 2:g}" fill="{PAPER}" fill-opacity="0.6"/>'
    )
    for end in (box.x, box.right):
        yield line(end, box.y - over, end, box.bottom + over, width=3)

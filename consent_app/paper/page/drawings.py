"""Drawings and signatures on paper: how large, and where their words go."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple

from consent_app.paper.page.measure import (
    LETTER_MM,
    LINE_MM,
    TEXT_WIDTH_MM,
    length_of,
    lines_of,
    longest_word,
)
from consent_app.settings import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from consent_app.events import Stroke
    from consent_app.figures import Anchor
    from consent_app.paper.page.measure import Sheet
    from consent_app.view.blocks import Picture

_PICTURE_HEIGHT_MM, _BESIDE_HEIGHT_MM, _SMALL_HEIGHT_MM = 70.0, 48.0, 26.0
"""The most height for a drawing by itself, for one beside words, and for an illustration."""


class _Label(NamedTuple):
    """A text over a drawing; places in percent of its width and height."""

    text: str
    align: str
    left: float
    top: float
    width: float
    rises: bool
    """More lines go upwards: it stands above what it names."""
    outside: float
    """Millimetres by which it leaves the drawing, above or below."""


def picture_width(picture: Picture, sheet: Sheet) -> float:
    """Return the width in millimetres, so that the drawing does not get too high."""
    ratio = picture.figure.width / picture.figure.height
    height = _PICTURE_HEIGHT_MM * sheet.scale if picture.share >= 1 else beside_height(picture)
    return round(min(TEXT_WIDTH_MM * min(picture.share, 1), height * ratio), 2)


def beside_height(picture: Picture) -> float:
    """Return the most height in millimetres for a drawing beside words."""
    return _SMALL_HEIGHT_MM if picture.small else _BESIDE_HEIGHT_MM


def figure_labels(picture: Picture, sheet: Sheet) -> tuple[_Label, ...]:
    """Return the words over a drawing, moved where they would leave it or touch each other."""
    figure = picture.figure
    unit = picture_width(picture, sheet) / figure.width / sheet.scale
    ends: dict[float, float] = {}
    labels = []
    for anchor in sorted(figure.anchors, key=lambda anchor: anchor.x):
        if text := picture.labels.get(anchor.key):
            room = max(anchor.width, min(longest_word(text) / unit, figure.width)) * unit
            share = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor.align]
            edge = min(room, length_of(text))
            blank = (room - edge) * share
            left = max(anchor.x * unit - room * share, -blank, ends.get(anchor.y, 0.0) - blank)
            left = min(left, figure.width * unit - room + blank)
            ends[anchor.y] = left + blank + edge + LETTER_MM
            labels.append(_label(anchor, text, (left / unit, room / unit), picture, sheet))
    return tuple(labels)


def _label(
    anchor: Anchor, text: str, place: tuple[float, float], picture: Picture, sheet: Sheet
) -> _Label:
    """Place a label; `place` is its left edge and its width in the drawing's units."""
    figure, (left, room) = picture.figure, place
    unit = picture_width(picture, sheet) / figure.width / sheet.scale
    rises = anchor.y < figure.height / 4
    space = anchor.y if rises else figure.height - anchor.y
    height = LINE_MM * (lines_of(text, room * unit) - 0.5)
    return _Label(
        text,
        anchor.align,
        round(100 * left / figure.width, 2),
        round(100 * anchor.y / figure.height, 2),
        round(100 * room / figure.width, 2),
        rises,
        max(0.0, height - space * unit) * sheet.scale,
    )


def figure_room(labels: Iterable[_Label]) -> tuple[float, float]:
    """Return the millimetres that labels need above and below a drawing."""
    above = [label.outside for label in labels if label.rises]
    below = [label.outside for label in labels if not label.rises]
    return round(max(above, default=0.0), 1), round(max(below, default=0.0), 1)


def svg_source(svg: str) -> str:
    """Return a drawing as a data address."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


_MARK_WIDTH, _MARK_HEIGHT = 400, 100


def stroke_source(strokes: Iterable[Stroke]) -> str:
    """Return a signature as vectors, four times as wide as high."""
    lines = "".join(_line(stroke) for stroke in strokes if stroke)
    return svg_source(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_MARK_WIDTH} {_MARK_HEIGHT}" '
        f'width="{_MARK_WIDTH}" height="{_MARK_HEIGHT}"><path d="{lines}" fill="none" '
        f'stroke="{tokens()["light"]["ink"]}" stroke-width="2.4" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )


def _line(stroke: Stroke) -> str:
    inside = [(min(max(x, 0), 1), min(max(y, 0), 1)) for x, y in stroke]
    points = [f"{x * _MARK_WIDTH:.2f} {y * _MARK_HEIGHT:.2f}" for x, y in inside]
    # a tap of the pen is a line of no length, which only its round ends make visible
    return f"M{points[0]}" + ("".join(f"L{point}" for point in points[1:]) or "h.01")

"""Chances as people: the icon array (E1)."""

from __future__ import annotations

from consent_app.figures.art import EVENT, LINE, PAPER, TINT, Figure, svg

_COLUMN, _ROW, _GAP = 16, 25, 6
_WHOLE = 100
_DOT = 4


def icon_array(low: int, high: int, out_of: int, *, mirrored: bool = False) -> Figure:
    """Draw `low` people solid, up to `high` dashed and tinted, the rest as outlines.

    Grouped from the bottom row, left to right or `mirrored`, with a gap after five. For 1,000 the
    people are dots, ten blocks of 100. All are of one size: a hundred shown larger would be read as
    the whole.

    Raises:
        ValueError: not 0 <= low <= high <= out_of, or a whole other than 100 or 1,000.

    """
    if not 0 <= low <= high <= out_of or out_of not in {_WHOLE, _WHOLE * 10}:
        raise ValueError(low, high, out_of)
    draw = _people if out_of == _WHOLE else _dots
    return draw(low, high, _TEN[::-1] if mirrored else _TEN)


_TEN = range(10)
"""The columns of a hundred in the order in which they are filled."""


def _people(low: int, high: int, columns: range) -> Figure:
    width, height = 10 * _COLUMN + _GAP + 6, 10 * _ROW + _GAP + 6
    groups: dict[str, list[tuple[float, float]]] = {"rest": [], "maybe": [], "event": []}
    for n in range(_WHOLE):
        column, row = columns[n % 10], 9 - n // 10
        x = 3 + column * _COLUMN + (_GAP if column > 4 else 0)  # noqa: PLR2004
        y = 3 + row * _ROW + (_GAP if row > 4 else 0)  # noqa: PLR2004
        kind = "event" if n < low else "maybe" if n < high else "rest"
        groups[kind].append((x, y))
    shapes = (
        _drawn(_PERSON, groups["rest"], PAPER, LINE, 0.9),
        _drawn(_PERSON, groups["maybe"], TINT, EVENT, 0.9, dash="1.6 1.1"),
        _drawn(_PERSON, groups["event"], EVENT, EVENT, 0.9),
    )
    return Figure(svg(width, height, shapes), width, height)


_PERSON = (
    "M8 1.2a2.9 2.9 0 1 1 0 5.8a2.9 2.9 0 1 1 0-5.8z"
    "M4.3 8h7.4q2.3 0 2.3 2.3v5.2h-2.2v6.5h-7.6v-6.5h-2.2v-5.2q0-2.3 2.3-2.3z"
)
"""One person, 16 × 25 units with its margins: a head and a body."""
_SPOT = "M0 1.4a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0z"


def _drawn(  # noqa: PLR0913 - a shape, where, and how
    shape: str,
    places: list[tuple[float, float]],
    fill: str,
    stroke: str,
    width: float,
    dash: str = "",
) -> str:
    """Return a shape at each place.

    It is moved and not drawn anew, so that a PDF, where all of it is written out, packs well; and
    one path for each, as Qt takes much longer to paint the same outlines as a single path.
    """
    if not places:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    shapes = "".join(f'<path transform="translate({x:g} {y:g})" d="{shape}"/>' for x, y in places)
    return f'<g fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"{dashed}>{shapes}</g>'


def _dots(low: int, high: int, columns: range) -> Figure:
    """Ten blocks of 100 dots, five to a row, filled from the bottom like the dots in them."""
    block = 10 * _DOT + 6
    width, height = 5 * block + 6, 2 * block + 6
    groups: dict[str, list[tuple[float, float]]] = {"rest": [], "maybe": [], "event": []}
    for n in range(_WHOLE * 10):
        which, inside = divmod(n, _WHOLE)
        across = columns[which % 5] % 5
        x = 5 + across * block + columns[inside % 10] * _DOT
        y = 5 + (1 - which // 5) * block + (9 - inside // 10) * _DOT
        kind = "event" if n < low else "maybe" if n < high else "rest"
        groups[kind].append((x, y))
    shapes = (
        _drawn(_SPOT, groups["rest"], PAPER, LINE, 0.4),
        _drawn(_SPOT, groups["maybe"], TINT, EVENT, 0.5, dash="0.8 0.6"),
        _drawn(_SPOT, groups["event"], EVENT, EVENT, 0.4),
    )
    return Figure(svg(width, height, shapes), width, height)

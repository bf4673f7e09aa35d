"""Where the blocks of a page stand: one under the other, or with a figure beside the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from consent_app.glass.builders import build
from consent_app.glass.reading import Label
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consent_app.glass.frame import Frame
    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme

_COUNTED = 24
"""Width in ems from which the picture of a number stands beside it."""
_PROSE = (b.Heading, b.Paragraph, b.Bullets)
"""What stands beside an illustration."""


def arrange(page: b.Page, title: QWidget, host: Host, frame: Frame) -> QWidget:
    """Build the blocks; one small figure stands beside the words where there is room."""
    theme, body = host.theme, QWidget(frame.text.viewport())
    body.setObjectName("body")
    rows = QVBoxLayout(body)
    side = theme.mm(8)
    rows.setContentsMargins(side, theme.space(4), side, theme.space(3))
    rows.setSpacing(theme.space(3))
    rows.addWidget(Label(page.caption, theme, tone="secondary"))
    rows.addWidget(title)
    small = [x for x in page.blocks if isinstance(x, b.Picture) and x.share < 1]
    beside = small[0] if len(small) == 1 and frame.wide else None
    words = figure = rows
    if beside is not None:
        words, figure = _two_columns(rows, theme)
        figure.addWidget(build(beside, host))
        figure.addStretch(1)
    first, last = (-1, -1) if beside is not None else _counted(page.blocks, host)
    for number, block in enumerate(page.blocks):
        if number == first:
            words, figure = _two_columns(rows, theme)
        if block is not beside:
            if beside is not None and _is_wide(block, small=beside.small):
                words.addStretch(1)
                words = rows  # what is wide has the whole width below
            widget = build(block, host)
            widget.setProperty("block", number)
            (figure if number == last else words).addWidget(widget)
        if number == last:
            words.addStretch(1)
            words = rows
    words.addStretch(1)
    rows.addStretch(1)
    return body


def _two_columns(rows: QVBoxLayout, theme: Theme) -> tuple[QVBoxLayout, QVBoxLayout]:
    """Add a place for words with a narrower one for a figure beside it."""
    line, words, figure = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
    line.setSpacing(theme.space(6))
    words.setSpacing(theme.space(3))
    line.addLayout(words, 3)
    line.addLayout(figure, 2)
    line.addStretch()  # takes what neither needs; Qt would set it before and between them
    rows.addLayout(line)
    return words, figure


def _counted(blocks: Sequence[b.Block], host: Host) -> tuple[int, int]:
    """Return the places of a number and of its picture, which fits beside it; or none."""
    number = next((n for n, x in enumerate(blocks) if isinstance(x, b.NumberLine)), -1)
    after = (n for n, x in enumerate(blocks) if n > number and not isinstance(x, b.Paragraph))
    picture = next(after, -1)
    found = blocks[picture] if number >= 0 and picture >= 0 else None
    small = isinstance(found, b.Picture) and found.share < 1
    fits = host.room >= host.theme.body * _COUNTED
    return (number, picture) if small and fits else (-1, -1)


def _is_wide(block: b.Block, *, small: bool) -> bool:
    """Return whether a block and all after it need the whole width, below what stands beside."""
    return isinstance(block, b.SideBySide) or (small and not isinstance(block, _PROSE))

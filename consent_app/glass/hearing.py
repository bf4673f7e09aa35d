"""How loud and how fast a page is read aloud."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout

from consent_app.glass.reading import Label
from consent_app.glass.rows import RadioRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from consent_app.glass.theme import Theme
    from consent_app.glass.voice import Manner
    from consent_app.language import Language

_STEP = 2
"""Of the steps to either side that a voice has."""


class Hearing(QFrame):
    """Two things to choose; they hold until the next person comes."""

    def __init__(self, say: Language, theme: Theme, now: Manner, take: Callable[..., None]) -> None:
        super().__init__()
        self._theme, self._takes = theme, take
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.space(3))
        quiet, usual, loud = say.text("Quieter"), say.text("Usual"), say.text("Louder")
        slow, fast = say.text("Slower"), say.text("Faster")
        self._choice("volume", say.text("How loud it is read"), now.volume, (quiet, usual, loud))
        self._choice("rate", say.text("How fast it is read"), now.rate, (slow, usual, fast))

    def _choice(self, field: str, label: str, chosen: int, options: Sequence[str]) -> None:
        self._rows.addWidget(Label(label, self._theme, bold=True))
        group, place = QButtonGroup(self), QHBoxLayout()
        place.setSpacing(self._theme.mm(3))
        for step, words in zip((-_STEP, 0, _STEP), options, strict=True):
            row = RadioRow(words, self._theme)
            row.setObjectName(f"hearing:{field}:{step}")
            row.setAccessibleName(f"{label}: {words}")
            row.setChecked(step == chosen)
            row.clicked.connect(partial(self._take, field, step))
            group.addButton(row)
            place.addWidget(row, 1)
        self._rows.addLayout(place)

    def _take(self, field: str, step: int) -> None:
        self._takes(**{field: step})

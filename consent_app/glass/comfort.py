"""The card on which a person says how the screen should look; everything follows at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout

from consent_app.glass.overlay import Overlay
from consent_app.glass.reading import Label
from consent_app.glass.rows import CheckRow, RadioRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from consent_app.glass.theme import Theme
    from consent_app.language import Language


class ComfortCard(Overlay):
    """The choices, as a card over a page."""

    def __init__(
        self, say: Language, theme: Theme, parent: QWidget, dress: Callable[[Theme], None]
    ) -> None:
        intro = say.text("The whole screen changes at once. You stay on your page.")
        super().__init__(say.text("Make it comfortable"), [intro], theme, parent)
        self.rows.addWidget(Comfort(say, theme, dress))


class Comfort(QFrame):
    """Text size, colours and movement; `dress` shows the whole window in the theme it is given."""

    def __init__(self, say: Language, theme: Theme, dress: Callable[[Theme], None]) -> None:
        super().__init__()
        self.theme, self._dress = theme, dress
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(theme.space(3))
        self._choice("size", say.text("Text size"), theme.size, (
            ("base", say.text("Usual")),
            ("middle", say.text("Larger")),
            ("large", say.text("Largest")),
        ))  # fmt: skip
        self._choice("look", say.text("Light or dark"), theme.look, (
            ("light", say.text("Light")),
            ("dark", say.text("Dark")),
            ("high", say.text("Strong contrast")),
        ))  # fmt: skip
        still = CheckRow(say.text("Nothing moves by itself"), theme)
        still.setObjectName("comfort:still")
        still.setChecked(theme.still)
        still.clicked.connect(lambda on: dress(replace(theme, still=on)))
        self.rows.addWidget(still)

    def _choice(
        self, field: str, label: str, chosen: str, options: Sequence[tuple[str, str]]
    ) -> None:
        """Add one thing to choose, its answers side by side: the way back stays in sight."""
        self.rows.addWidget(Label(label, self.theme, bold=True))
        group, place = QButtonGroup(self), QHBoxLayout()
        place.setSpacing(self.theme.mm(3))
        for option, words in options:
            row = RadioRow(words, self.theme)
            row.setObjectName(f"comfort:{field}:{option}")
            row.setAccessibleName(f"{label}: {words}")
            row.setChecked(option == chosen)
            row.clicked.connect(partial(self._pick, row, field, option))
            group.addButton(row)
            place.addWidget(row, 1)
        self.rows.addLayout(place)

    def _pick(self, row: RadioRow, field: str, option: str) -> None:
        row.setFocus()  # an arrow key clicks first; the card that comes next has to know who did
        self._dress(replace(self.theme, **{field: option}))  # type: ignore[arg-type]

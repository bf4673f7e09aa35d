"""Keys for a code or a PIN, which a scanner or a keyboard can type as well."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy

from consent_app.glass.asking import button
from consent_app.glass.reading import column

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton

    from consent_app.glass.theme import Theme
    from consent_app.language import Language

_ROWS = ("123", "456", "789")
_WIDE = 38
"""Millimetres of a key."""
_DOT, _BLANK = "●", "–"
ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
"""With which what is typed or scanned ends."""


class Pad(QFrame):
    """Ten digits, one to take the last back, and one to be done."""

    given = Signal(str)

    def __init__(  # noqa: PLR0913 - what it is for
        self, label: str, theme: Theme, say: Language, *,
        least: int, most: int, hidden: bool = False,
    ) -> None:  # fmt: skip
        """Take from `least` to `most` digits; hidden ones show as dots."""
        super().__init__()
        self.theme, self._say, self._label = theme, say, label
        self._least, self._most, self._hidden = least, most, hidden
        self._digits = ""
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        outer, rows = column(theme.space(2))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(outer)
        self.shown = QLabel()
        self.shown.setObjectName("pad:shown")
        self.shown.setFont(theme.font("h1", bold=True))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        rows.addWidget(self.shown)
        rows.addLayout(self._keys())
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every telephone
        self._show()

    def _keys(self) -> QGridLayout:
        keys, say = QGridLayout(), self._say
        keys.setSpacing(self.theme.mm(3))
        for row, digits in enumerate(_ROWS):
            for at, digit in enumerate(digits):
                keys.addWidget(self._digit(digit), row, at)
        self.back = button("←", self.theme, name="pad:back")
        self.back.setAccessibleName(say.text("Delete"))
        self.back.clicked.connect(self._take_back)
        self.done = button(say.text("OK"), self.theme, "primary", "pad:done")
        self.done.clicked.connect(self._done)
        keys.addWidget(self.back, 3, 0)
        keys.addWidget(self._digit("0"), 3, 1)
        keys.addWidget(self.done, 3, 2)
        for at in range(3):
            keys.setColumnMinimumWidth(at, self.theme.mm(_WIDE))
        return keys

    def _digit(self, digit: str) -> QPushButton:
        made = button(digit, self.theme, name=f"pad:{digit}")
        made.setFont(self.theme.font("h2", bold=True))
        made.clicked.connect(partial(self._add, digit))
        return made

    def clear(self) -> None:
        """Hold nothing."""
        self._digits = ""
        self._show()

    def key(self, event: QKeyEvent) -> bool:
        """Take a key that was typed; False where it is none of its own."""
        if event.text() in set("0123456789") and event.text():
            self._add(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._take_back()
        elif event.key() in ENDS and self.done.isEnabled():
            self._done()
        else:
            return False
        return True

    def _add(self, digit: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self._digits = (self._digits + digit)[: self._most]
        self._show()

    def _take_back(self) -> None:
        self._digits = self._digits[:-1]
        self._show()

    def _done(self) -> None:
        digits = self._digits
        self.shown.setFocus()  # before its button can no longer hold the cursor
        self.clear()
        self.given.emit(digits)

    def _show(self) -> None:
        """Show what is there, and where digits are missing; how long a PIN is stays unsaid."""
        there = len(self._digits)
        shown = _DOT * there if self._hidden else self._digits
        missing = "" if self._hidden else _BLANK * (self._most - there)
        self.shown.setText(" ".join(shown + missing) or " ")
        said = " ".join(self._digits) if not self._hidden else self._say.number(there)
        self.shown.setAccessibleName(f"{self._label}: {said}")
        self.back.setEnabled(there > 0)
        self.done.setEnabled(there >= self._least)

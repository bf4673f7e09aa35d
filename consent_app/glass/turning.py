"""*Up* and *More* for words that do not fit on a page or a card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from consent_app.glass.asking import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from consent_app.glass.reading import Body
    from consent_app.glass.theme import Theme


class Turning(QFrame):
    """Two buttons that turn a text; hidden while all of it can be seen."""

    def __init__(self, text: Body, theme: Theme, name: str, parent: QWidget) -> None:
        """Turn `text`; the buttons are called `name:up` and `name:more`, or so without a name."""
        super().__init__(parent)
        self._text, self._overlap = text, theme.body * theme.line_height // 100  # one line
        before = f"{name}:" if name else ""
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.mm(3))
        self.up = button("", theme, "tool", f"{before}up")
        self.more = button("", theme, "tool", f"{before}more")
        self.up.clicked.connect(partial(self._turn, -1))
        self.more.clicked.connect(partial(self._turn, 1))
        for made in (self.up, self.more):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a tap leaves the cursor where it is
        line.addWidget(self.up)
        line.addStretch(1)
        line.addWidget(self.more)
        self.hide()
        bar = text.verticalScrollBar()
        bar.valueChanged.connect(self._point)
        bar.rangeChanged.connect(self._point)

    def name(self, up: str, more: str) -> None:
        """Say what the buttons are called."""
        for made, words in ((self.up, up), (self.more, more)):
            made.setText(words)
            made.setAccessibleName(words)

    def measure(self, *, below: bool) -> None:
        """Be there where it is needed; `below` the text, it takes its height from there."""
        own = self.sizeHint().height() if below and not self.isHidden() else 0
        self.setVisible(self._text.needed > self._text.viewport().height() + own)
        self._point()

    def _point(self) -> None:
        """Let the text be turned where there is more of it."""
        bar = self._text.verticalScrollBar()
        up, more = bar.value() > 0, bar.value() < bar.maximum()
        if self.more.hasFocus() and up and not more:  # else Qt hands the cursor to another button
            self.up.setFocus()
        elif self.up.hasFocus() and more and not up:
            self.more.setFocus()
        self.up.setEnabled(up)
        self.more.setEnabled(more)

    def _turn(self, way: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.value() + way * (self._text.viewport().height() - self._overlap))

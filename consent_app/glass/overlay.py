"""Calm pages over the page: a question, help, leaving, and what went wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QVBoxLayout, QWidget

from consent_app.glass.asking import button
from consent_app.glass.ink import InkBox
from consent_app.glass.reading import Body, Label, Title
from consent_app.glass.rows import CheckRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from consent_app.events import Stroke
    from consent_app.glass.theme import Theme


class Overlay(QFrame):
    """A card over the whole window; what is beneath waits and cannot be reached."""

    def __init__(self, title: str, texts: Sequence[str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        parent.installEventFilter(self)
        self.setObjectName("overlay")
        self.setProperty("covers", True)  # glass.accessible leaves out what lies beneath
        self.theme = theme
        self._escape: Callable[[], None] | None = None
        outer = QVBoxLayout(self)
        side = theme.space(6)
        outer.setContentsMargins(side, side, side, side)
        outer.setSpacing(theme.space(3))
        scroll = Body()
        scroll.setObjectName("overlayCard")
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        outer.addWidget(scroll)
        card = QWidget()
        card.setObjectName("page")
        self.rows = QVBoxLayout(card)
        pad = theme.space(5)
        self.rows.setContentsMargins(pad, pad, pad, pad)
        self.rows.setSpacing(theme.space(3))
        self.title = Title(title, theme, "overlayTitle")
        self.rows.addWidget(self.title)
        for words in texts:
            label = Label(words, theme)
            label.setMaximumWidth(theme.measure)
            self.rows.addWidget(label)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(theme.mm(3))
        outer.addLayout(self._buttons)  # below what may be turned: the way back stays in sight
        scroll.show_content(card)

    def offer(
        self, words: str, name: str, action: Callable[[], None], *, main: bool = False
    ) -> None:
        """Add a button; the main one is the only primary button of the card.

        Escape does what the button named `close` does, or else the first one.
        """
        made = button(words, self.theme, "primary" if main else "", name)
        made.clicked.connect(action)
        self._buttons.addWidget(made)
        if name == "close" or self._escape is None:
            self._escape = action

    def open(self) -> None:
        """Cover the window."""
        self.rows.addStretch(1)
        self._buttons.addStretch(1)
        self.setGeometry(self._over.rect())
        self._fit_buttons()
        self.show()
        self.raise_()
        self.title.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what lies beneath, which makes room for a keyboard."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
            self._fit_buttons()
        return super().eventFilter(watched, event)

    def _fit_buttons(self) -> None:
        """Set the buttons in one row, or below each other where large words need it."""
        places = (self._buttons.itemAt(at) for at in range(self._buttons.count()))
        buttons = [one for place in places if place and (one := place.widget()) is not None]
        for one in buttons:
            one.ensurePolished()
        needed = sum(one.sizeHint().width() + self.theme.mm(3) for one in buttons)
        room = self.width() - 2 * self.theme.space(6)
        way = QBoxLayout.Direction
        self._buttons.setDirection(way.LeftToRight if needed <= room else way.TopToBottom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._escape:
            self._escape()
        else:
            super().keyPressEvent(event)


def _picked(pick: Callable[[str], None], name: str, *_ticked: bool) -> None:
    pick(name)


class QuestionPad(Overlay):
    """“I have a question”: ready ones for this page, and a line for one's own."""

    def __init__(  # noqa: PLR0913, PLR0917 - its words
        self, title: str, intro: str, ready: Sequence[tuple[str, str]], own: str, by_finger: str,
        limit: int, theme: Theme, parent: QWidget, pick: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(title, [intro], theme, parent)
        for name, words in ready:
            row = CheckRow(words, theme)  # long questions go over several lines
            row.setObjectName(f"ready:{name}")
            row.clicked.connect(partial(_picked, pick, name))
            self.rows.addWidget(row)
        self.rows.addWidget(Label(own, theme, bold=True))
        self.words = QLineEdit()
        self.words.setObjectName("padQuestion")
        self.words.setAccessibleName(own)
        self.words.setMaxLength(limit)
        self.words.setFont(theme.font())
        self.rows.addWidget(self.words)
        self._ink = InkBox(by_finger, theme)
        self._ink.setObjectName("padInk")
        self._ink.setAccessibleName(by_finger)
        self._ink.hide()
        self.write = button(by_finger, theme, name="padWrite")
        self.write.clicked.connect(self._open_ink)
        self.rows.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeading)
        self.rows.addWidget(self._ink)

    def _open_ink(self) -> None:
        """Give room to write by finger; what is wrong there is cleared by the same button."""
        self._ink.clear()
        self._ink.show()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was written by finger."""
        return self._ink.strokes

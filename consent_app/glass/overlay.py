"""Calm pages over the page: a question, help, leaving, and what went wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from consent_app.glass.asking import button
from consent_app.glass.ink import InkBox
from consent_app.glass.reading import Body, Label, Title
from consent_app.glass.rows import CheckRow
from consent_app.glass.turning import Turning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from consent_app.events import Stroke
    from consent_app.glass.theme import Theme
    from consent_app.language import Language


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
        self._like: QPushButton | None = None
        self._above: QPushButton | None = None
        outer = QVBoxLayout(self)
        side = theme.space(6)
        outer.setContentsMargins(side, side, side, theme.space(3))
        outer.setSpacing(theme.space(3))
        self.text = scroll = Body()
        scroll.setObjectName("overlayCard")
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.fitted.connect(self._fit)
        outer.addWidget(scroll, 1)
        card = QWidget()
        card.setObjectName("page")
        self.rows = QVBoxLayout(card)
        pad = theme.space(5)
        self.rows.setContentsMargins(pad, theme.space(4), pad, theme.space(4))
        self.rows.setSpacing(theme.space(3))
        self.title = Title(title, theme, "overlayTitle")
        self.rows.addWidget(self.title)
        for words in texts:
            label = Label(words, theme)
            label.setMaximumWidth(theme.measure)
            self.rows.addWidget(label)
        way = QBoxLayout.Direction
        self._foot, self._buttons = QBoxLayout(way.LeftToRight), QBoxLayout(way.LeftToRight)
        for line in (self._foot, self._buttons):
            line.setSpacing(theme.mm(3))
        self._turning = Turning(scroll, theme, "card", self)
        self._foot.addLayout(self._buttons, 1)
        self._foot.addWidget(self._turning)
        outer.addLayout(self._foot)  # below what may be turned: the way back stays in sight
        outer.addStretch()  # the card is as high as its words, no higher
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

    def keep_above(self, beneath: QPushButton, action: Callable[[], None]) -> None:
        """Keep a button of the page beneath at hand, in its very place above the card."""
        name = f"{beneath.objectName()}:card"
        made = button(beneath.text(), self.theme, "tool", name)
        made.setParent(self)
        made.setFont(beneath.font())
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.lower()  # the first that Tab comes to, as on the page
        made.clicked.connect(action)
        self._like, self._above = beneath, made
        beneath.installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        """Lie where the button beneath lies, the card below it."""
        outer = self.layout()
        if self._like is None or self._above is None or outer is None:
            return
        place = QRect(self._like.mapTo(self._over, QPoint()), self._like.size())
        self._above.setGeometry(place)
        margins = outer.contentsMargins()
        margins.setTop(max(self.theme.space(6), place.bottom() + self.theme.mm(3)))
        outer.setContentsMargins(margins)

    def open(self, say: Language) -> None:
        """Cover the window; *Up* and *More* are called so in the language of the screen."""
        self._turning.name(say.text("Up"), say.text("More"))
        self.rows.addStretch(1)
        self._buttons.addStretch(1)
        self.setGeometry(self._over.rect())
        self._fit()
        self.show()
        self.raise_()
        self.title.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what lies beneath, which makes room for a keyboard."""
        if watched is self._like:
            if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
                self._follow()
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Give the card the height of its words, and turn them where that is not to be had."""
        self.text.setMaximumHeight(self.text.needed + 2 * self.text.frameWidth())
        way = QBoxLayout.Direction
        self._turning.measure(below=self._foot.direction() == way.BottomToTop)
        room, gap = self.width() - 2 * self.theme.space(6), self.theme.mm(3)
        needed = self._across() + gap
        self._buttons.setDirection(way.LeftToRight if needed <= room else way.TopToBottom)
        if not self._turning.isHidden():
            needed += self._turning.sizeHint().width() + gap
        self._foot.setDirection(way.LeftToRight if needed <= room else way.BottomToTop)
        outer = self.layout()
        if outer is not None:
            outer.activate()  # at once, not when the next event comes

    def _across(self) -> int:
        """Return the width of the buttons side by side, in pixels."""
        places = (self._buttons.itemAt(at) for at in range(self._buttons.count()))
        buttons = [one for place in places if place and (one := place.widget()) is not None]
        for one in buttons:
            one.ensurePolished()
        gaps = self.theme.mm(3) * (len(buttons) - 1)
        return sum(one.sizeHint().width() for one in buttons) + gaps

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

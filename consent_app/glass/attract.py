"""The first thing a person sees: the clinic's name, what this is, the languages; touch anywhere.

It stands still and makes no sound. It knows nothing of content, languages or sessions, so that it
can be painted before any of them is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPaintEvent, QShowEvent

DIM_AFTER = 5 * 60 * 1000
"""Milliseconds without a touch until it is dimmed."""
_NAME, _BETWEEN = "\u2068{}\u2069", "     "
"""A name of a language keeps to itself, whichever way it runs; no sign of any script between."""
_DARKER, _FAINTER = 200, 170
"""Per cent by which a dimmed screen loses light; words keep a contrast of 4.5."""


@dataclass(frozen=True, slots=True)
class AttractWords:
    """All that it says, in the language in which the program was started."""

    clinic: str
    """Empty on a demonstration."""
    title: str
    languages: tuple[str, ...]
    """In their own script."""
    touch: str
    """How to begin."""
    wait: str
    """Said in place of it to who has begun before everything is loaded."""
    calm: str
    """Said where nothing can begin."""
    why: str
    """How staff are told the reason, with ``{reason}``."""


class Look(Protocol):
    """The part of a `theme.Theme` that it needs."""

    def colour(self, name: str) -> QColor:
        """Return a colour of the look."""

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """Return the font of a role."""

    def mm(self, millimetres: float) -> int:
        """Return millimetres as pixels."""


class Attract(QWidget):
    """The still picture between two people. `touched` comes with a tap anywhere, or a key."""

    touched = Signal()
    painted = Signal()

    def __init__(self, words: AttractWords, theme: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attract")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)
        self.theme, self.dimmed, self._pressed = theme, False, False
        self.begun = False
        """Whether it was touched; who loads the rest goes on from there."""
        self._clinic, self._title, self._languages, self._touch, self._note = (
            self._label(name) for name in ("clinic", "title", "languages", "touch", "note")
        )
        self._arrange()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DIM_AFTER)
        self._rest.timeout.connect(self.dim)
        self.show_words(words)
        self.dress(theme)

    def _label(self, name: str) -> QLabel:
        made = QLabel(self)
        made.setObjectName(f"attract:{name}")
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made

    def _arrange(self) -> None:
        rows = QVBoxLayout(self)
        rows.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the screen sets the size
        rows.addWidget(self._clinic)
        rows.addStretch(2)
        rows.addWidget(self._title)
        rows.addStretch(1)
        rows.addWidget(self._languages)
        rows.addStretch(2)
        rows.addWidget(self._touch)
        rows.addWidget(self._note)

    # --- words and colours ------------------------------------------------------------------------

    def show_words(self, words: AttractWords) -> None:
        """Say this; what does not apply takes no room."""
        self.words = words
        self._clinic.setText(words.clinic)
        self._title.setText(words.title)
        self._languages.setText(_BETWEEN.join(map(_NAME.format, words.languages)))
        self._touch.setText(words.touch)
        self._note.setText("")
        for label in (self._clinic, self._languages, self._note):
            label.setVisible(bool(label.text()))
        self._name()

    def wait(self) -> None:
        """Ask for patience in place of a touch."""
        self._touch.setText(self.words.wait)
        self._name()

    def complain(self, reason: str) -> None:
        """Say calmly that nothing can begin here, and below it why, for staff."""
        self._title.setText(self.words.calm)
        self._languages.hide()
        self._touch.setText("")
        self._note.setText(self.words.why.format(reason=reason))
        self._note.show()
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._touch.text() or self._note.text())

    def dress(self, theme: Look) -> None:
        """Take sizes and colours."""
        self.theme = theme
        self._clinic.setFont(theme.font("h2"))
        self._title.setFont(theme.font("h1", bold=True))
        self._languages.setFont(theme.font("h2"))
        self._touch.setFont(theme.font("body"))
        self._note.setFont(theme.font("tool"))
        layout, side = self.layout(), theme.mm(12)
        if layout is not None:
            layout.setContentsMargins(side, side, side, side)
            layout.setSpacing(theme.mm(4))
        self._paint()

    def dim(self) -> None:
        """Spare the screen, and the room: light words on dark."""
        self.dimmed = True
        self._paint()

    def _paint(self) -> None:
        page, ink = self.theme.colour("page"), self.theme.colour("ink")
        if self.dimmed:
            dark, light = sorted((page, ink), key=QColor.lightness)
            page, ink = dark.darker(_DARKER), light.darker(_FAINTER)
        # the program's style sheet, once it is there, has the last word over a palette
        sheet = f"QLabel {{ background: transparent; color: {ink.name()}; }}"
        if self.dimmed or self.styleSheet():
            self.setStyleSheet(sheet if self.dimmed else "")
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, page)
        colours.setColor(QPalette.ColorRole.WindowText, ink)
        self.setPalette(colours)

    # --- touches ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._pressed = True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._pressed and inside:
            self._begin()
        self._pressed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() or event.key() in _NOT_ALONE or event.modifiers() & _HELD:
            super().keyPressEvent(event)
        else:
            self._begin()

    def _begin(self) -> None:
        self._wake()
        self.begun = True
        self.touched.emit()

    def _wake(self) -> None:
        self._rest.start()
        if self.dimmed:
            self.dimmed = False
            self._paint()


_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier
_NOT_ALONE = frozenset({
    _KEY.Key_Shift, _KEY.Key_Control, _KEY.Key_Alt, _KEY.Key_AltGr, _KEY.Key_Meta,
    _KEY.Key_CapsLock, _KEY.Key_NumLock, _KEY.Key_Escape,
})  # fmt: skip
"""Keys that mean nothing by themselves, or that mean to get away."""
_HELD = _MODIFIER.ControlModifier | _MODIFIER.AltModifier | _MODIFIER.MetaModifier

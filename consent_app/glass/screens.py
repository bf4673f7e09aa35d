"""Pages that fill the screen outside of every episode: a title, words, large buttons, a pad."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from consent_app.glass.asking import button
from consent_app.glass.errors import Wrong
from consent_app.glass.pad import ENDS
from consent_app.glass.reading import Body, Label, Title
from consent_app.glass.turning import Turning
from consent_app.view.lobby import CODE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QPushButton

    from consent_app.glass.pad import Pad
    from consent_app.glass.theme import Theme
    from consent_app.view import lobby as view

_HALVES = 40
"""Width in ems from which what is chosen stands in two halves."""
_UPRIGHT = 1.5
"""Height by width from which the words stand lower, where a hand comes more easily."""
_ACROSS = 24
"""Width in ems from which large buttons stand side by side."""


class _Fit(QObject):
    """Keeps what lies over a widget as large as that widget."""

    def __init__(self, over: QWidget, cover: QWidget) -> None:
        super().__init__(cover)
        self._over, self._cover = over, cover
        over.installEventFilter(self)
        cover.setGeometry(over.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._over:
            self._cover.setGeometry(self._over.rect())
        return False


def lay(cover: QWidget, over: QWidget) -> None:
    """Lay something over the whole of a widget; a screen reader finds only that."""
    cover.setParent(over)
    cover.setProperty("covers", True)
    _Fit(over, cover)
    cover.show()
    cover.raise_()


class _Grid(QGridLayout):
    """Measures for the width that its widget takes, as `reading.Column`."""

    def heightForWidth(self, width: int) -> int:
        widget = self.parentWidget()
        return super().heightForWidth(min(width, widget.maximumWidth()) if widget else width)


class Screen(QFrame):
    """A title, words, large buttons, perhaps a pad; other buttons below."""

    tapped = Signal()
    """Somewhere that is no button."""

    def __init__(  # noqa: PLR0913 - its parts
        self, page: view.Screen, theme: Theme, do: Callable[[str], None], clinic: str,
        widgets: Sequence[QWidget] = (), pad: Pad | None = None, beside: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Build a page; `do` is told the name of what was tapped.

        The pad, or what is `beside`, stands beside the words where there is room, else below them.
        """
        super().__init__()
        self.setObjectName(f"screen:{page.name}")
        self.theme, self._do, self.pad = theme, do, pad
        self._beside = pad or beside
        self._shape: tuple[bool, bool] | None = None
        self.scans = False
        """Whether a code may be scanned though there is no pad."""
        self._scanned = ""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.text = Body()
        self.text.setObjectName("scroll")
        rows.addWidget(self.text, 1)
        self._below = Turning(self.text, theme, "screen", self)
        self._below.setObjectName("body")
        self._below.setContentsMargins(theme.mm(8), theme.space(1), theme.mm(8), theme.space(1))
        self.text.more = self._below
        rows.addWidget(self._below)
        if page.feet:
            rows.addWidget(self._feet(page.feet))
        self.text.fitted.connect(self._measure)
        self.title = Title(page.title, theme, "screenTitle")
        self._build(page, clinic, widgets)

    # --- building ---------------------------------------------------------------------------------

    def _build(self, page: view.Screen, clinic: str, widgets: Sequence[QWidget]) -> None:
        theme, body = self.theme, QWidget()
        body.setObjectName("body")
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, body)
        side = theme.mm(8)
        self._halves.setContentsMargins(side, theme.space(4), side, theme.space(3))
        self._halves.setSpacing(theme.space(4))
        words = QVBoxLayout()
        words.setSpacing(theme.space(3))
        self._halves.addStretch()
        self._halves.addLayout(words)
        self.clinic = Label(clinic, theme, tone="secondary")
        self.clinic.setObjectName("screen:clinic")
        words.addWidget(self.clinic)
        words.addWidget(self.title)
        for text in page.texts:
            label = Label(text, theme)
            label.setMaximumWidth(theme.measure)
            words.addWidget(label)
        if page.wrong:
            words.addWidget(Wrong(page.wrong, theme))
        for widget in widgets:
            words.addWidget(widget)
        if page.offers:
            words.addWidget(self._offers(page.offers))
        words.addStretch(1)
        if self.pad is not None:
            self._halves.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        elif self._beside is not None:
            self._halves.addWidget(self._beside)
        else:
            self._halves.addSpacing(0)
        self._halves.addStretch()
        self.text.show_content(body)

    def _offers(self, offers: Sequence[view.Offer]) -> QWidget:
        """Build large buttons: short ones side by side, each with its sentence below."""
        frame, short = QFrame(), not any(offer.about for offer in offers)
        grid = _Grid(frame)
        grid.setContentsMargins(0, self.theme.space(2), 0, 0)
        grid.setSpacing(self.theme.mm(3))
        across = 2 if short else 1
        for number, offer in enumerate(offers):
            made = self._button(offer, "choice")
            cell = QVBoxLayout()
            cell.setSpacing(self.theme.space(1))
            cell.addWidget(made)
            if offer.about:
                label = Label(offer.about, self.theme, tone="secondary")
                cell.addWidget(label)
                cell.addSpacing(self.theme.space(2))
            grid.addLayout(cell, number // across, number % across)
        frame.setMaximumWidth(self.theme.body * _ACROSS * across)
        return frame

    def _button(self, offer: view.Offer, role: str = "") -> QPushButton:
        made = button(offer.words, self.theme, "primary" if offer.main else role, offer.name)
        made.setAccessibleDescription(offer.about)
        made.clicked.connect(partial(self._tapped, offer.name))
        return made

    def _tapped(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self._do(name)

    def _feet(self, feet: Sequence[view.Offer]) -> QFrame:
        theme, footer = self.theme, QFrame()
        footer.setObjectName("footer")
        line = QHBoxLayout(footer)
        line.setContentsMargins(theme.mm(8), theme.space(2), theme.mm(8), theme.space(2))
        line.setSpacing(theme.mm(3))
        for number, offer in enumerate(feet):
            if number == len(feet) - 1 and offer.main:
                line.addStretch(1)
            line.addWidget(self._button(offer))
        if not feet[-1].main:
            line.addStretch(1)
        return footer

    # --- more than fits ---------------------------------------------------------------------------

    def name_more(self, up: str, more: str) -> None:
        """Say what the buttons are called that turn what does not fit."""
        self._below.name(up, more)

    def _measure(self) -> None:
        """Set two halves beside each other where there is room; show *More* where it is needed."""
        narrow = self.pad is None and self.width() < self.theme.body * _HALVES
        wide = self._beside is not None and self.width() > self.height() and not narrow
        shape = (wide, self.height() > self.width() * _UPRIGHT)
        if shape != self._shape:  # else setting it would have it measured for ever
            self._shape = shape
            self._set(wide=wide, upright=shape[1])
        self._below.measure(below=True)

    def _set(self, *, wide: bool, upright: bool) -> None:
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self._halves.setSpacing(self.theme.mm(8) if wide else self.theme.space(4))
        shares = (0, 1, self.pad is None, 0) if wide else (upright, 0, 0, 2)
        for at, share in enumerate(shares):
            self._halves.setStretch(at, int(share))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.tapped.emit()

    # --- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a scanner or a keyboard type into the pad, or a whole code where there is none."""
        if self.pad is not None and self.pad.key(event):
            return
        if self.pad is None and self.scans and self._scan(event):
            return
        super().keyPressEvent(event)

    def _scan(self, event: QKeyEvent) -> bool:
        if event.text() in set("0123456789"):
            self._scanned = (self._scanned + event.text())[-CODE_DIGITS:]
            return True
        scanned, self._scanned = self._scanned, ""
        if event.key() in ENDS and len(scanned) == CODE_DIGITS:
            self._do(f"code:{scanned}")
            return True
        return False

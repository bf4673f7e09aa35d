"""What is wrong: a list on top that leads to each field, and the same words at the field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QWidget,
)  # fmt: skip

from consent_app.glass.button import Button
from consent_app.glass.reading import Body, Column, Label, Sign, as_notice

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b

_WRAP = Qt.TextFlag.TextWordWrap
_PLACES = ("field:{}", "field:{}.day", "search:{}", "{}")
"""The names of widgets in which a field is answered, as far as they are not rows to choose from."""


class Link(Button):
    """Underlined words that lead to a place, over several lines where they need them."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__(words, theme)
        self._theme = theme
        font = theme.font(bold=True)
        font.setUnderline(True)
        self.setFont(font)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        high = self._bounds(width - 2 * self._theme.space(1)).height()
        return max(self._theme.target(), high + 2 * self._theme.space(1))

    def sizeHint(self) -> QSize:
        width = self._theme.mm(60)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(30), self._theme.target())

    def _bounds(self, width: int) -> QRect:
        return QFontMetrics(self.font()).boundingRect(
            QRect(0, 0, width, 10_000), int(_WRAP), self.text()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        colour = "ink" if self.isDown() else "stop"
        painter.setPen(self._theme.colour(colour if self.isEnabled() else "disabled"))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        side = QStyle.visualAlignment(self.layoutDirection(), side)
        edge = self._theme.space(1)
        room = self.rect().adjusted(edge, 0, -edge, 0)
        flags = int(_WRAP | side | Qt.AlignmentFlag.AlignAbsolute)
        painter.drawText(room, flags, self.text())
        self.rings(painter)


class ErrorSummary(QFrame):
    """A title that takes the focus, and a line for each problem."""

    def __init__(self, block: b.ErrorSummary, theme: Theme) -> None:
        super().__init__()
        rows = Column(self)
        rows.setSpacing(theme.space(1))
        as_notice(self, "stop", theme)
        self._said = "\n".join((block.title, *(words for _, words in block.problems)))
        self.setAccessibleName(self._said)
        head = QHBoxLayout()
        head.setSpacing(theme.space(2))
        head.addWidget(Sign("stop", theme), 0, Qt.AlignmentFlag.AlignTop)
        self.title = Label(block.title, theme, "h2", bold=True)
        self.title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head.addWidget(self.title, 1)
        rows.addLayout(head)
        for name, words in block.problems:
            rows.addWidget(self._line(name, words, theme))
        self.setMaximumWidth(theme.measure)

    def _line(self, name: str, words: str, theme: Theme) -> QWidget:
        if not name:
            return Label(words, theme, bold=True, tone="error")
        link = Link(words, theme)
        link.setObjectName(f"problem:{name}")
        link.clicked.connect(partial(self._go, name))
        return link

    def _go(self, name: str) -> None:
        field = _field(self.window(), name)
        if field is not None:
            reveal(field)
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrive(self) -> None:
        """Come into sight, take the focus, and say at once what is wrong."""
        reveal(self)
        self.title.setFocus()
        event = QAccessibleAnnouncementEvent(self, self._said)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


def error_summary(block: b.ErrorSummary, host: Host) -> QWidget:
    """Build the list of what is wrong."""
    return ErrorSummary(block, host.theme)


class Wrong(QFrame):
    """What is said at a field: a sign and the words, so that it is not told by colour alone."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.space(2))
        line.addWidget(Sign("stop", theme), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label(words, theme, bold=True, tone="error")
        line.addWidget(self._words, 1)
        if not words:
            self.hide()

    def text(self) -> str:
        """Return what is said."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say something else, or nothing."""
        self._words.setText(words)
        self.setVisible(bool(words))


def tie(field: QWidget, error: str, hint: str = "") -> None:
    """Mark a field that is wrong, and let a screen reader say why before its hint."""
    field.setProperty("wrong", bool(error))
    field.setAccessibleDescription(" ".join(filter(None, (error, hint))))


def reveal(widget: QWidget) -> None:
    """Scroll the page until a widget is in sight."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Body):
        around = around.parentWidget()
    if isinstance(around, Body):
        around.ensureWidgetVisible(widget, 0, widget.fontMetrics().height())


def _field(window: QWidget, name: str) -> QWidget | None:
    """Return the widget in which a field is answered; of rows the marked one, else the first."""
    for place in _PLACES:
        found = window.findChild(QWidget, place.format(name))
        if found is not None:
            return found
    rows = window.findChildren(QAbstractButton)
    rows = [row for row in rows if row.objectName().startswith(f"option:{name}:")]
    return next((row for row in rows if row.isChecked()), rows[0] if rows else None)

"""The frame that every page shares: progress and tools above, the page, the buttons below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScroller,
    QScrollerProperties,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.glass import order
from consent_app.glass.asking import button
from consent_app.glass.reading import Body, Label, Title
from consent_app.glass.turning import Turning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.view import blocks as b

_PROGRESS = 5
"""Width in ems that the words about the progress need beside the tools."""
_FINE = 1000
"""Steps of the thin bar."""


class Frame(QWidget):
    """Built anew for another text size; its words and states are set from a page in one place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName("page")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.title: QLabel = Label("", theme)
        self.thin = QProgressBar()
        self.thin.setObjectName("thin")
        self.thin.setTextVisible(False)
        self.thin.setRange(0, _FINE)
        self.thin.setFixedHeight(max(3, theme.mm(1)))
        self.strip = QLabel()
        self.strip.setObjectName("strip")
        self.strip.setWordWrap(True)
        self.strip.setFont(theme.font("tool"))
        side = theme.space(1)
        self.strip.setContentsMargins(theme.mm(8), side, theme.mm(8), side)
        self._parts = (self._bar(), self._middle(), self._footer())
        rows.addWidget(self._parts[0])
        rows.addWidget(self.thin)
        rows.addWidget(self.strip)
        rows.addWidget(self._parts[1], 1)
        rows.addWidget(self._parts[2])

    # --- building ---------------------------------------------------------------------------------

    def _bar(self) -> QFrame:
        theme, bar = self.theme, QFrame()
        bar.setObjectName("bar")
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight, bar)
        side = theme.space(3) // 2
        self._head.setContentsMargins(theme.mm(8), side, theme.mm(8), side)
        self._head.setSpacing(theme.mm(3))
        line = QHBoxLayout()
        line.setSpacing(theme.mm(3))
        self.progress = QLabel()
        self.progress.setObjectName("progress")
        self.progress.setFont(theme.font("tool"))
        self.progress.setWordWrap(True)
        self._head.addWidget(self.progress, 1)
        self._head.addLayout(line)
        self.size_button = button("A A", theme, "tool", "size")
        self.language_button = button("", theme, "tool", "language")
        self.listen_button = button("", theme, "tool", "listen")
        self.hide_button = button("", theme, "tool", "hide")
        self.help_button = button("", theme, "tool", "help")
        for optional in (self.listen_button, self.hide_button):
            optional.hide()
        for tool in self.tools:
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a tap leaves the cursor where it is
            tool.setFont(theme.font("tool"))
            line.addWidget(tool)
        line.addStretch(1)
        return bar

    def _middle(self) -> QFrame:
        theme, middle = self.theme, QFrame()
        middle.setObjectName("body")
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.text = Body()
        self.text.setObjectName("scroll")
        QScroller.grabGesture(self.text.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        if theme.still:
            _stop_with_the_finger(QScroller.scroller(self.text.viewport()))
        self.text.fitted.connect(self.measure)
        rows.addWidget(self.text, 1)
        self._turning = Turning(self.text, theme, "", middle)
        self._turning.setObjectName("body")
        self._turning.setContentsMargins(theme.mm(8), theme.space(1), theme.mm(8), theme.space(1))
        self.up, self.more = self._turning.up, self._turning.more
        self.text.more = self._turning
        rows.addWidget(self._turning)
        return middle

    def _footer(self) -> QFrame:
        theme, footer = self.theme, QFrame()
        footer.setObjectName("footer")
        rows = QVBoxLayout(footer)
        rows.setContentsMargins(theme.mm(8), theme.space(2), theme.mm(8), theme.space(2))
        rows.setSpacing(theme.space(1))
        self.hint_line: QLabel = Label("", theme)
        self.hint_line.setObjectName("progress")
        self.hint_line.setMaximumWidth(theme.measure)
        self.hint_line.hide()
        rows.addWidget(self.hint_line)
        self.back = button("", theme, name="back")
        self.leave = button("", theme, name="leave")
        self.question = button("", theme, name="ask")
        self.primary = button("", theme, "primary", "primary")
        self._feet = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._feet.setSpacing(theme.mm(3))
        self._pairs = []
        for group in ((self.back, self.leave), (self.question, self.primary)):
            line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            line.setSpacing(theme.mm(3))
            for made in group:
                line.addWidget(made)
            self._feet.addLayout(line)
            self._pairs.append((line, group))
        self._feet.insertStretch(1, 1)
        rows.addLayout(self._feet)
        return footer

    @property
    def tools(self) -> tuple[QPushButton, ...]:
        """The buttons above the page, in reading order."""
        return (
            self.size_button, self.language_button, self.listen_button, self.hide_button,
            self.help_button,
        )  # fmt: skip

    # --- room -------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """The width for a block in pixels."""
        return self.text.viewport().width() - 2 * self.theme.mm(8)

    @property
    def tall(self) -> int:
        """The height in which a figure can be seen whole, in pixels: below or beside the words."""
        around = self.theme.target() + 2 * self.theme.body + 2 * self.theme.letters("h1")
        around += self.theme.space(4)
        height = self._parts[1].height()  # with or without *More*, which the row above stands for
        return max(self.theme.mm(60), height - around if self.wide else height // 2)

    @property
    def wide(self) -> bool:
        """Whether a figure stands beside the words."""
        return self.width() > self.height() and self.width() > self.theme.body * 34

    # --- setting ----------------------------------------------------------------------------------

    def dress(self, page: b.Page, say: Language) -> None:
        """Set every word of the frame from a page; nowhere else."""
        self.progress.setText(page.progress)
        self.thin.setValue(round(page.done * _FINE))
        self.thin.setAccessibleName(page.progress)
        self.strip.setText(page.notice)
        self.strip.setVisible(bool(page.notice))
        self.size_button.setAccessibleName(say.text("A A: text size, light or dark, movement"))
        for made, words in (
            (self.language_button, say.text("Language")),
            (self.listen_button, say.text("Listen")),
            (self.hide_button, say.text("Hide")),
            (self.help_button, say.text("Help")),
            (self.back, say.text("Back")),
            (self.leave, say.text("Leave")),
            (self.question, say.text("I have a question")),
        ):
            _word(made, words)
        self._turning.name(say.text("Up"), say.text("More"))

    def set_buttons(self, page: b.Page, *, busy: bool) -> None:
        """Set the primary button, *Back* and the line above them."""
        _word(self.primary, page.primary)
        self.primary.setEnabled(page.enabled and not busy)
        self.primary.setAccessibleDescription(page.why_not)
        self.back.setEnabled(page.back)
        self.fit_footer()
        if page.why_not or not busy:
            self.hint(page.why_not)
        self._settle()

    def _settle(self) -> None:
        """Give every part its height at once: Qt finds a taller line some turns later only."""
        for part in (self._parts[0], self._parts[2], self):
            layout = part.layout()
            if layout is not None:
                layout.invalidate()
                part.updateGeometry()
                layout.activate()

    def hint(self, words: str) -> None:
        """Say one line above the buttons, or nothing."""
        self.hint_line.setText(words)
        self.hint_line.setVisible(bool(words))

    def show_content(self, content: QWidget, title: QLabel, place: int) -> None:
        """Show a page's blocks, scrolled to a place."""
        self.title = title
        self.text.show_content(content)
        self.text.verticalScrollBar().setValue(place)
        self.measure()

    def show_end(self) -> None:
        """Bring the end of the page into sight, once it is laid out."""
        bar = self.text.verticalScrollBar()
        QTimer.singleShot(0, bar, lambda: bar.setValue(bar.maximum()))

    def set_reachable(self, *, on: bool) -> None:
        """Let the parts be used, or not while something lies over them."""
        for part in self._parts:
            part.setEnabled(on)

    def fit_footer(self) -> None:
        """Set the buttons below, and the tools above, in as many rows as their words need."""
        theme, way = self.theme, QBoxLayout.Direction
        room = self.width() - theme.mm(8 * 2)
        across = [_across(group, theme.mm(3)) for _, group in self._pairs]
        one_row = sum(across) + theme.mm(3 * 2) <= room
        self._feet.setDirection(way.LeftToRight if one_row else way.BottomToTop)
        for (line, _), wide in zip(self._pairs, across, strict=True):
            line.setDirection(way.LeftToRight if wide <= room else way.TopToBottom)
        tools = [tool for tool in self.tools if not tool.isHidden()]
        beside = _across(tools, theme.mm(3)) + _PROGRESS * theme.letters("tool") <= room
        self._head.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def measure(self) -> None:
        """Show *More* only where there is more than fits without its own row."""
        self.fit_footer()  # a tool may have come or gone
        hidden = self._turning.isHidden()
        self._turning.measure(below=True)
        layout = self._parts[1].layout()
        if layout is not None and hidden != self._turning.isHidden():
            layout.activate()  # else the text keeps the room of a row that is gone

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_footer()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's
        """Go on with Tab, or back, inside what covers the page, or else in the page."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        parts = self.findChildren(QWidget, options=direct)
        covers = [part for part in parts if part.property("covers") and part.isVisible()]
        found = order.stops(covers[-1:] or self._parts)
        return order.move(found, self.window().focusWidget(), forward=forward)


def _stop_with_the_finger(scroller: QScroller) -> None:
    """Let the text move with the finger and no further: no speed is kept, no edge springs back."""
    metric, found = QScrollerProperties.ScrollMetric, scroller.scrollerProperties()
    never = QScrollerProperties.OvershootPolicy.OvershootAlwaysOff
    found.setScrollMetric(metric.MaximumVelocity, 0.0)
    found.setScrollMetric(metric.SnapTime, 0.0)
    for way in (metric.VerticalOvershootPolicy, metric.HorizontalOvershootPolicy):
        found.setScrollMetric(way, never)
    scroller.setScrollerProperties(found)


def _across(buttons: Sequence[QPushButton], gap: int) -> int:
    """Return the width of buttons side by side in pixels."""
    return sum(made.sizeHint().width() for made in buttons) + gap * (len(buttons) - 1)


def _word(made: QPushButton, words: str) -> None:
    made.setText(words)
    made.setAccessibleName(words)


def title_label(words: str, theme: Theme) -> QLabel:
    """Return the one heading of a page; it takes the focus when the page opens."""
    title = Title(words, theme, "title")
    title.setMaximumWidth(theme.measure * theme.letters("h1") // theme.body)
    return title

"""Builders of the blocks that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.figures import severity
from consent_app.glass.figure import Art, FigureView
from consent_app.glass.rows import tick
from consent_app.glass.theme import RING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent, QFont, QPaintEvent, QResizeEvent

    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b


_SMALL_HIGH_MM, _SMALL_WIDE_MM = 45, 60
"""The most room for an illustration."""


class Arranged(QWidget):
    """A block that takes another form where the place is narrow."""

    def arrange(self, width: int) -> None:
        """Choose the form for a width in pixels."""
        raise NotImplementedError

    def page(self, _height: int, _first: int) -> bool:
        """Show what can be seen at once; say whether that is another part than before.

        Most show all. There is a height in pixels for one view, and what is left of the first one.
        """
        return False


class Body(QScrollArea):
    """A page's blocks, as wide as the window and exactly as high as they need at that width.

    Qt's own resizing takes the height that the words would need at their narrowest.
    """

    fitted = Signal()
    """The height that the content needs is known anew."""

    def __init__(self) -> None:
        super().__init__()
        self.needed = 0
        """Pixels that the content needs, in whatever place."""
        self.more: QWidget | None = None
        """What is shown below, and takes its height from here, where not all can be seen."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_content(self, content: QWidget) -> None:
        """Show new content from its beginning."""
        before = self.takeWidget()
        if before is not None:  # it may be the one whose key or click brought the new content
            before.hide()
            before.deleteLater()
        self.setWidget(content)
        content.installEventFilter(self)
        self.fit()

    def place(self) -> tuple[int, float]:
        """Return the block at the upper edge, and how much of it is above that, from 0 to 1.

        Text of another size has the same blocks, so the place is found again.
        """
        scroll = self.verticalScrollBar().value()
        above = [part for part in self._blocks() if part.y() <= scroll]
        if not above:
            return -1, 0.0
        last = max(above, key=QWidget.y)
        return int(last.property("block")), (scroll - last.y()) / max(1, last.height())

    def go(self, place: tuple[int, float]) -> None:
        """Scroll to a place; a negative number is the beginning."""
        content = self.widget()
        layout = content.layout() if content else None
        if layout is not None:
            layout.activate()
        number, share = place
        for part in self._blocks():
            if part.property("block") == number:
                self.verticalScrollBar().setValue(round(part.y() + share * part.height()))

    def _blocks(self) -> list[QWidget]:
        content = self.widget()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        parts = content.findChildren(QWidget, options=direct) if content else []
        return [part for part in parts if part.property("block") is not None]

    def fit(self) -> None:
        """Choose the form of the tables and the height of the content for the width there is."""
        content = self.widget()
        layout = content.layout() if content else None
        if content is None or layout is None:
            return
        margins = layout.contentsMargins()
        width = self.viewport().width()
        room = width - margins.left() - margins.right()
        for part in content.findChildren(Arranged):
            part.arrange(room)
        forget(content)
        content.resize(width, content.height())
        layout.activate()
        parts = content.findChildren(Arranged)
        for part in parts:
            if part.parentWidget() is content and part.width() < room:  # a figure stands beside it
                part.arrange(part.width())
        turned = [part.page(self.seen, self.left(part)) for part in parts]
        if any(turned):
            forget(content)  # at once: Qt goes outwards by one layout in each turn of its loop
        self._stretch()
        layout.activate()
        QTimer.singleShot(
            0, self, self._stretch
        )  # what was added while hidden counts only when shown

    @property
    def seen(self) -> int:
        """The height that can be seen at once with what is below, in pixels."""
        hidden = self.more is not None and self.more.isHidden()
        below = self.more.sizeHint().height() if self.more is not None and hidden else 0
        return self.viewport().height() - below

    def left(self, part: QWidget) -> int:
        """Return the height below the beginning of a part in the first view, in pixels."""
        content = self.widget()
        return self.seen - (part.mapTo(content, QPoint()).y() if content is not None else 0)

    def _stretch(self) -> None:
        content = self.widget()
        layout = content.layout() if content else None
        if content is not None and layout is not None:
            width, least = self.viewport().width(), self.viewport().height()
            self.needed = layout.totalHeightForWidth(width)
            size = QSize(width, max(self.needed, least))
            if size != content.size():
                content.resize(size)
            self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._stretch()
        return super().eventFilter(watched, event)


def forget(widget: QWidget) -> None:
    """Let every layout below a widget measure anew; Qt keeps heights from before words changed."""
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        child.ensurePolished()
        forget(child)
    layout = widget.layout()
    if layout is not None:
        layout.invalidate()
        widget.updateGeometry()  # the layout around it keeps heights of its own


class Label(QLabel):
    """Wrapped plain text that asks for the height it needs at its width."""

    def __init__(
        self, words: str, theme: Theme, role: str = "body", *, bold: bool = False, tone: str = ""
    ) -> None:
        super().__init__()
        self._heights: dict[int, int] = {}
        """By width in pixels, as a layout asks many times; margins are set before it does."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)
        self.setWordWrap(True)
        self.setFont(theme.font(role, bold=bold))
        if tone:
            self.setProperty("tone", tone)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        width = min(width, self.maximumWidth())
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = super().heightForWidth(width)
        return found

    def setText(self, words: str) -> None:
        self._heights.clear()
        super().setText(words)

    def setFont(self, font: QFont | str | Sequence[str]) -> None:
        self._heights.clear()
        super().setFont(font)


class Title(Label):
    """The one heading of a page or of a card; it has the focus when that opens."""

    def __init__(self, words: str, theme: Theme, name: str) -> None:
        super().__init__(words, theme, "h1", bold=True)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._edge, self._marked = theme.colour("focus_outer"), False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be underlined where Tab led here; a page that opens needs no mark."""
        by_tab = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        self._marked = event.reason() in by_tab
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked and self.hasFocus():
            below = self.rect().adjusted(0, self.height() - RING, 0, 0)
            QPainter(self).fillRect(below, self._edge)


class Column(QVBoxLayout):
    """Blocks one under the other in a widget that may be narrower than its place.

    Qt asks a layout for its height at the width of the place, whatever the widget's own limit is.
    """

    def heightForWidth(self, width: int) -> int:
        widget = self.parentWidget()
        return super().heightForWidth(min(width, widget.maximumWidth()) if widget else width)


class InLine(Arranged):
    """Widgets side by side where none has to be narrower than its words, else in a column."""

    def __init__(self, widgets: Sequence[QWidget], theme: Theme, share: float = 1) -> None:
        """Keep the widgets, and the share of the page's width that is theirs."""
        super().__init__()
        self._widgets, self._share = widgets, share
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.mm(3))
        for widget in widgets:
            self._line.addWidget(widget, 1)

    def arrange(self, width: int) -> None:
        """Choose the direction; a hidden widget counts, as it may come."""
        for widget in self._widgets:
            widget.ensurePolished()
        gaps = self._line.spacing() * (len(self._widgets) - 1)
        needed = sum(widget.sizeHint().width() for widget in self._widgets) + gaps
        way = QBoxLayout.Direction
        self._line.setDirection(
            way.LeftToRight if needed <= width * self._share else way.TopToBottom
        )


def column(space: int) -> tuple[QFrame, Column]:
    """Return a frame and its column, without margins; `space` is in pixels."""
    frame = QFrame()
    rows = Column(frame)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(space)
    return frame, rows


def heading(block: b.Heading, host: Host) -> QWidget:
    """Build a heading inside a page."""
    label = Label(block.text, host.theme, "h2", bold=True)
    label.setContentsMargins(0, host.theme.space(2), 0, 0)
    return label


def paragraph(block: b.Paragraph, host: Host) -> QWidget:
    """Build a paragraph no wider than a line of reading."""
    tone = "secondary" if block.tone == "secondary" else ""
    return said(block.text, host.theme, tone=tone, bold=block.tone == "lead")


def said(words: str, theme: Theme, *, tone: str = "", bold: bool = False) -> Label:
    """Return text that is read line by line, so that no line is too long to find the next."""
    label = Label(words, theme, tone=tone, bold=bold)
    label.setMaximumWidth(theme.measure)
    return label


def bullets(block: b.Bullets, host: Host) -> QWidget:
    """Build a list; those of things to do, not to do, or when to get help stand in a card."""
    theme = host.theme
    frame, rows = column(theme.space(2))
    if block.title:
        rows.addWidget(_titled(block.title, _BULLET_TONES[block.kind], theme))
    for item in block.items:
        line = QHBoxLayout()
        line.setSpacing(theme.space(2))
        line.addWidget(_Dot(block.kind, theme), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Label(item, theme), 1)
        rows.addLayout(line)
    frame.setMaximumWidth(theme.measure)
    if block.title:
        as_notice(frame, _BULLET_TONES[block.kind], theme)
    return frame


_BULLET_TONES = {
    "plain": "info", "do": "ok", "dont": "stop", "emergency": "stop", "urgent": "caution",
    "soon": "info",
}  # fmt: skip


class _Dot(QWidget):
    """The mark before a list item: a dot, a tick or a cross."""

    def __init__(self, kind: str, theme: Theme) -> None:
        super().__init__()
        self._kind, self._theme = kind, theme
        self.setFixedSize(round(theme.body * 0.9), round(theme.body * theme.line_height / 100))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width() * 0.8
        box = QRectF(0, (self.height() - side) / 2, side, side)
        if self._kind == "do":
            tick(painter, box, self._theme.colour("ok"))
        elif self._kind == "dont":
            pen = painter.pen()
            pen.setColor(self._theme.colour("stop"))
            pen.setWidthF(max(2.0, side * 0.12))
            painter.setPen(pen)
            inner = box.adjusted(side * 0.22, side * 0.22, -side * 0.22, -side * 0.22)
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.topRight(), inner.bottomLeft())
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("ink2"))
            small = side * 0.3
            painter.drawEllipse(QRectF(side * 0.25, (self.height() - small) / 2, small, small))


def number_line(block: b.NumberLine, host: Host) -> QWidget:
    """Build a chance as one large line."""
    return Label(block.text, host.theme, "number", bold=True, tone="number")


def severity_line(block: b.SeverityLine, host: Host) -> QWidget:
    """Build the ladder: all steps with their signs, the marked one bold and outlined."""
    return SeverityView(block, host)


class SeverityView(Arranged):
    """The steps from left to right as they grow or, in a narrow place, one under the other."""

    def __init__(self, block: b.SeverityLine, host: Host) -> None:
        super().__init__()
        theme = host.theme
        rows = Column(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.space(1))
        rows.addWidget(Label(block.label, theme, tone="secondary"))
        self._steps = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._steps.setSpacing(theme.space(1))
        for place, words in enumerate(block.steps):
            self._steps.addWidget(_step(words, place, theme, marked=place == block.marked), 1)
        rows.addLayout(self._steps)
        signs = QFontMetrics(theme.font(bold=True))
        longest = max(signs.horizontalAdvance(w) for words in block.steps for w in words.split())
        around = 2 * theme.marked + 4 * theme.space(1) + theme.space(1) + 2
        self._least = len(block.steps) * (longest + around)
        self._narrow = theme.mm(110)
        self.setAccessibleName(f"{block.label}: {block.steps[block.marked]}")
        self.arrange(host.room)

    def arrange(self, width: int) -> None:
        """Put the steps side by side where no word has to be broken."""
        across, way = width >= self._least, QBoxLayout.Direction
        self._steps.setDirection(way.LeftToRight if across else way.TopToBottom)
        for step in self.findChildren(QFrame, "step"):
            inside = step.layout()
            if isinstance(inside, QBoxLayout):  # the sign above the words, or before them
                inside.setDirection(way.TopToBottom if across else way.LeftToRight)
        self.setMaximumWidth(width if across else self._narrow)


def _step(words: str, place: int, theme: Theme, *, marked: bool) -> QFrame:
    step = QFrame()
    step.setObjectName("step")
    step.setProperty("marked", marked)
    line = QBoxLayout(QBoxLayout.Direction.LeftToRight, step)
    line.setContentsMargins(theme.space(2), theme.space(1), theme.space(2), theme.space(1))
    line.setSpacing(theme.space(1))
    sign = Art(severity(place, marked=marked), round(theme.body * 1.2), theme)
    sign.setFixedWidth(round(theme.body * 1.2))
    line.addWidget(sign)
    line.addWidget(Label(words, theme, bold=marked, tone="" if marked else "secondary"), 1)
    return step


def picture(block: b.Picture, host: Host) -> QWidget:
    """Build a drawing with its labels, low enough to be seen whole."""
    theme = host.theme
    tallest = min(theme.mm(_SMALL_HIGH_MM), host.tall // 2) if block.small else host.tall
    view = FigureView(block, theme, tallest)
    if block.small:
        view.setMaximumWidth(theme.mm(_SMALL_WIDE_MM))
    return view


def notice(block: b.Notice, host: Host) -> QWidget:
    """Build a notice: icon, title, sentences."""
    theme = host.theme
    frame, rows = column(theme.space(2))
    rows.addWidget(_titled(block.title, block.tone, theme))
    for words in block.text:
        rows.addWidget(said(words, theme))
    as_notice(frame, block.tone, theme)
    frame.setAccessibleName(" ".join((block.title, *block.text)))
    return frame


def _titled(words: str, tone: str, theme: Theme) -> QWidget:
    line_box = QWidget()
    line = QHBoxLayout(line_box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.space(2))
    line.addWidget(Sign(tone, theme), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(said(words, theme, bold=True), 1)
    line.addStretch()  # what neither needs; else the sign's place takes it
    return line_box


class Sign(QWidget):
    """The icon of a notice: i, !, ?, a bar or a tick, each in its own shape."""

    def __init__(self, tone: str, theme: Theme) -> None:
        super().__init__()
        self._tone, self._theme = tone, theme
        side = round(theme.body * 1.35)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        name = {"info": "primary", "unknown": "ink"}.get(self._tone, self._tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(name))
        page = self._theme.colour("page")
        if self._tone == "unknown":
            self._ask(painter, box)
            return
        if self._tone == "caution":
            painter.drawRoundedRect(box, 4, 4)
        else:
            painter.drawEllipse(box)
        if self._tone == "ok":
            tick(painter, box, page)
        elif self._tone == "stop":
            bar = QRectF(0, 0, box.width() * 0.56, box.height() * 0.16)
            bar.moveCenter(box.center())
            painter.setBrush(page)
            painter.drawRect(bar)
        else:
            painter.setPen(page)
            painter.setFont(self._theme.font(bold=True))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignCenter, "i" if self._tone == "info" else "!"
            )

    def _ask(self, painter: QPainter, box: QRectF) -> None:
        """Draw a question mark in a dashed ring: nothing is known, which is no permission."""
        stroke = max(2.0, box.width() * 0.08)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("ink"), stroke, Qt.PenStyle.DashLine))
        painter.drawEllipse(box.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2))
        painter.setFont(self._theme.font(bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def as_notice(frame: QFrame, tone: str, theme: Theme) -> None:
    """Give a frame the colours of a tone, and room inside."""
    frame.setObjectName("notice")
    frame.setProperty("tone", tone)
    side = theme.space(3)
    layout = frame.layout()
    if layout is not None:
        layout.setContentsMargins(side, side, side, side)


def source_line(block: b.SourceLine, host: Host) -> QWidget:
    """Build a line of sources."""
    return said(block.text, host.theme, tone="secondary")


def summary_list(block: b.SummaryList, host: Host) -> QWidget:
    """Build labels with values, each value close to its label."""
    frame, rows = column(host.theme.space(2))
    for name, value in block.rows:
        pair, inside = column(0)
        inside.addWidget(Label(name, host.theme, tone="secondary"))
        inside.addWidget(said(value, host.theme))
        rows.addWidget(pair)
    return frame

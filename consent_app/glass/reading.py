"""Builders of the blocks that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
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

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b

_NARROWEST_COLUMN = 9
"""Width of a table column in ems below which the table is set as cards."""
_SHORTEST_LINE, _FINE = 4, 10
"""Width of a column's words in ems, at least; more goes by the square root of its longest words."""
_WIDEST_DRAWING = 18
"""Width of a drawing inside a table in ems."""


class Body(QScrollArea):
    """A page's blocks, as wide as the window and exactly as high as they need at that width.

    Qt's own resizing takes the height that the words would need at their narrowest.
    """

    def __init__(self) -> None:
        super().__init__()
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
        for part in content.findChildren(Arranged):
            part.arrange(width - margins.left() - margins.right())
        _forget(content)
        self._stretch()
        QTimer.singleShot(
            0, self, self._stretch
        )  # what was added while hidden counts only when shown

    def _stretch(self) -> None:
        content = self.widget()
        layout = content.layout() if content else None
        if content is not None and layout is not None:
            width, least = self.viewport().width(), self.viewport().height()
            size = QSize(width, max(layout.totalHeightForWidth(width), least))
            if size != content.size():
                content.resize(size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._stretch()
        return super().eventFilter(watched, event)


def _forget(widget: QWidget) -> None:
    """Let every layout below a widget measure anew; Qt keeps heights from before words changed."""
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        child.ensurePolished()
        _forget(child)
    layout = widget.layout()
    if layout is not None:
        layout.invalidate()


class Label(QLabel):
    """Wrapped plain text that asks for the height it needs at its width."""

    def __init__(
        self, words: str, theme: Theme, role: str = "body", *, bold: bool = False, tone: str = ""
    ) -> None:
        super().__init__()
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
        return super().heightForWidth(min(width, self.maximumWidth()))


class Column(QVBoxLayout):
    """Blocks one under the other in a widget that may be narrower than its place.

    Qt asks a layout for its height at the width of the place, whatever the widget's own limit is.
    """

    def heightForWidth(self, width: int) -> int:
        widget = self.parentWidget()
        return super().heightForWidth(min(width, widget.maximumWidth()) if widget else width)


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
    label = Label(block.text, host.theme, tone=tone, bold=block.tone == "lead")
    label.setMaximumWidth(host.theme.measure)
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
    theme = host.theme
    frame, rows = column(theme.space(1))
    rows.addWidget(Label(block.label, theme, tone="secondary"))
    for place, words in enumerate(block.steps):
        marked = place == block.marked
        step = QFrame()
        step.setObjectName("step")
        step.setProperty("marked", marked)
        line = QHBoxLayout(step)
        line.setContentsMargins(theme.space(2), theme.space(1), theme.space(2), theme.space(1))
        line.setSpacing(theme.space(2))
        sign = Art(severity(place, marked=marked), round(theme.body * 1.2), theme)
        sign.setFixedWidth(round(theme.body * 1.2))
        line.addWidget(sign)
        line.addWidget(Label(words, theme, bold=marked, tone="" if marked else "secondary"), 1)
        rows.addWidget(step)
    frame.setAccessibleName(f"{block.label}: {block.steps[block.marked]}")
    frame.setMaximumWidth(theme.mm(110))
    return frame


def picture(block: b.Picture, host: Host) -> QWidget:
    """Build a drawing with its labels, low enough to be seen whole."""
    return FigureView(block, host.theme, host.tall)


def table(block: b.Table, host: Host) -> QWidget:
    """Build a table that becomes cards where its columns would be too narrow to read."""
    return TableView(block, host.theme, host.room)


class Arranged(QWidget):
    """A block that takes another form where the place is narrow."""

    def arrange(self, width: int) -> None:
        """Choose the form for a width in pixels."""
        raise NotImplementedError


class Comparing(Arranged):
    """A captioned table or, in a narrow place, one card for each thing that it compares."""

    def __init__(self, caption: str, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(caption)
        self._place = Column(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(theme.space(2))
        self._place.addWidget(Label(caption, theme, bold=True))
        self._body: QWidget | None = None
        self._cards: bool | None = None

    def arrange(self, width: int) -> None:
        """Choose table or cards."""
        cards = width < self.least()
        if cards != self._cards:
            self._cards = cards
            self.put(self.as_cards() if cards else self.as_grid())

    def put(self, body: QWidget) -> None:
        """Show one form instead of the other."""
        if self._body is not None:
            self._place.removeWidget(self._body)
            self._body.deleteLater()
        self._body = body
        self._place.addWidget(body)

    def least(self) -> float:
        """Return the pixels below which it becomes cards."""
        raise NotImplementedError

    def as_grid(self) -> QWidget:
        """Return the table."""
        raise NotImplementedError

    def as_cards(self) -> QWidget:
        """Return the cards."""
        raise NotImplementedError


class TableView(Comparing):
    """A table of words."""

    def __init__(self, block: b.Table, theme: Theme, room: int) -> None:
        super().__init__(block.caption, theme)
        self.block = block
        self.arrange(room)

    def least(self) -> float:
        return len(self.block.head) * self.theme.body * _NARROWEST_COLUMN

    def as_grid(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("card")
        grid = QGridLayout(frame)
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        signs = QFontMetrics(self.theme.font())
        for place, words in enumerate(self.block.head):
            grid.addWidget(self._cell(words, "head", bold=True), 0, place)
            cells = (words, *(row[place] for row in self.block.rows))
            longest = max(map(signs.horizontalAdvance, cells))
            grid.setColumnStretch(place, round(_FINE * longest**0.5))
            least = min(longest, self.theme.body * _SHORTEST_LINE) + 2 * self.theme.space(2)
            grid.setColumnMinimumWidth(place, least)
        for line, cells in enumerate(self.block.rows, 1):
            for place, words in enumerate(cells):
                cell: QWidget = self._cell(words, "cell", bold=place == 0)
                if self.block.drawings and place == len(cells) - 1:
                    cell = self._drawn(cell, line - 1)
                grid.addWidget(cell, line, place)
        return frame

    def _drawn(self, cell: QWidget, line: int) -> QWidget:
        """Return the last cell of a row with its drawing under the words."""
        frame, rows = column(0)
        frame.setObjectName("cell")
        cell.setObjectName("")
        below, inside = column(0)
        side = self.theme.space(2)
        inside.setContentsMargins(side, 0, side, side)
        inside.addWidget(self._art(line))
        rows.addWidget(cell)
        rows.addWidget(below)
        rows.addStretch(1)
        return frame

    def _art(self, line: int) -> Art:
        return Art(self.block.drawings[line], self.theme.body * _WIDEST_DRAWING, self.theme)

    def _cell(self, words: str, name: str, *, bold: bool) -> QLabel:
        label = Label(words, self.theme, bold=bold)
        label.setObjectName(name)
        side = self.theme.space(2)
        label.setContentsMargins(side, side, side, side)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        return label

    def as_cards(self) -> QWidget:
        frame, rows = column(self.theme.space(3))
        for place, (title, lines) in enumerate(self.block.entries()):
            card, inside = column(self.theme.space(1))
            card.setObjectName("card")
            side = self.theme.space(3)
            inside.setContentsMargins(side, side, side, side)
            inside.addWidget(Label(title, self.theme, bold=True))
            for head, words in lines:
                if head:
                    inside.addWidget(Label(head, self.theme, tone="secondary"))
                inside.addWidget(Label(words, self.theme))
            if self.block.drawings:
                inside.addWidget(self._art(place))
            rows.addWidget(card)
        return frame


def notice(block: b.Notice, host: Host) -> QWidget:
    """Build a notice: icon, title, sentences."""
    theme = host.theme
    frame, rows = column(theme.space(2))
    rows.addWidget(_titled(block.title, block.tone, theme))
    for words in block.text:
        rows.addWidget(Label(words, theme))
    as_notice(frame, block.tone, theme)
    frame.setAccessibleName(" ".join((block.title, *block.text)))
    return frame


def _titled(words: str, tone: str, theme: Theme) -> QWidget:
    line_box = QWidget()
    line = QHBoxLayout(line_box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.space(2))
    line.addWidget(Sign(tone, theme), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(words, theme, bold=True), 1)
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
    label = Label(block.text, host.theme, tone="secondary")
    label.setMaximumWidth(host.theme.measure)
    return label


def summary_list(block: b.SummaryList, host: Host) -> QWidget:
    """Build labels with values."""
    frame, rows = column(host.theme.space(2))
    for name, value in block.rows:
        rows.addWidget(Label(name, host.theme, tone="secondary"))
        rows.addWidget(Label(value, host.theme))
    return frame

"""Builders of the blocks that people answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QIntValidator, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.glass import errors
from consent_app.glass.button import Button
from consent_app.glass.ink import InkBox
from consent_app.glass.pager import Rows
from consent_app.glass.reading import Column, InLine, Label, column
from consent_app.glass.rows import CheckRow, RadioRow
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QImage

    from consent_app.events import Stroke
    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme

Way = Literal["drawn", "typed", "witnessed"]
_YEAR_DIGITS, _DAY_DIGITS = 4, 2
_COUNTRY_ROWS = 4
_OPTION = 12
"""Width in ems that an answer needs beside others."""
_PLACE = 1, 2
"""Shares of the width for the statements, and for the place to sign beside them."""
_SIDE_BY_SIDE = 34
"""Width in ems from which the statements stand beside the place to sign."""


def button(words: str, theme: Theme, role: str = "", name: str = "") -> QPushButton:
    """Build a push button as wide as its words need."""
    made = Button(words, theme)
    made.setFont(theme.font(bold=role == "primary"))
    if role:
        made.setProperty("role", role)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return made


def _question(label: str, hint: str, error: str, theme: Theme) -> tuple[QFrame, Column, Label]:
    """Return the label, hint and error above a field."""
    frame, rows = column(theme.space(2))
    title = Label(label, theme, bold=True)
    rows.addWidget(title)
    if hint:
        rows.addWidget(Label(hint, theme, tone="secondary"))
    if error:
        rows.addWidget(errors.Wrong(error, theme))
    frame.setMaximumWidth(theme.measure)
    return frame, rows, title


def choice_list(block: b.ChoiceList, host: Host) -> QWidget:
    """Build rows of which one can be marked; side by side and equally large where asked."""
    theme = host.theme
    frame, rows, _ = _question(block.label, "", block.error, theme)
    group = QButtonGroup(frame)
    place: QBoxLayout = QVBoxLayout()
    if block.equal:
        frame.setMaximumWidth(theme.measure * 2)
    if block.equal or block.low:
        place = _Responsive(theme, len(block.options))
    place.setSpacing(theme.mm(3))
    for option, words in block.options:
        row = RadioRow(words, theme)
        row.setObjectName(f"option:{block.name}:{option}")
        row.setChecked(option == block.chosen)
        row.setEnabled(not block.locked)
        errors.tie(row, block.error)
        if block.equal:
            row.setMinimumHeight(theme.mm(30))
        if block.low:  # one of several questions on a page
            row.setAccessibleName(f"{block.label}: {words}")
        group.addButton(row)
        row.clicked.connect(partial(host.choose, block, option))
        place.addWidget(row, 1)
    rows.addLayout(place)
    frame.setAccessibleName(block.label)
    return frame


class _Responsive(QBoxLayout):
    """Side by side where there is room for all, else one under the other."""

    def __init__(self, theme: Theme, options: int) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._least = theme.body * _OPTION * options

    def setGeometry(self, rect: object) -> None:
        wide = rect.width() >= self._least  # type: ignore[attr-defined]
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if way != self.direction():
            self.setDirection(way)
        super().setGeometry(rect)  # type: ignore[arg-type]


def country_picker(block: b.CountryPicker, host: Host) -> QWidget:
    """Build a list of countries that typing narrows down."""
    theme = host.theme
    frame, rows, _ = _question(block.label, block.hint, block.error, theme)
    search = QLineEdit()
    search.setObjectName(f"search:{block.name}")
    search.setAccessibleName(block.label)
    errors.tie(search, block.error, block.hint)
    search.setFont(theme.font())
    found = QListWidget()
    found.setObjectName(f"list:{block.name}")
    found.setAccessibleName(block.label)
    errors.tie(found, block.error)
    found.setFont(theme.font())
    found.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    found.setFixedHeight(_COUNTRY_ROWS * (theme.target() + 4))
    for code, name in block.options:
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, code)
        found.addItem(item)
        if code == block.chosen:
            found.setCurrentItem(item)
            search.setText(name)

    def narrow(words: str) -> None:
        wanted = words.casefold().strip()
        for place in range(found.count()):
            item = found.item(place)
            code = str(item.data(Qt.ItemDataRole.UserRole)).casefold()
            item.setHidden(wanted not in item.text().casefold() and wanted != code)

    def chosen(item: QListWidgetItem) -> None:
        search.setText(item.text())
        narrow("")
        _to_middle(found, item)
        host.edited(block.name, str(item.data(Qt.ItemDataRole.UserRole)))

    def first() -> None:
        wanted = search.text().casefold().strip()
        shown = [found.item(n) for n in range(found.count()) if not found.item(n).isHidden()]
        shown.sort(key=lambda item: _rank(item, wanted))
        if wanted and shown:
            found.setCurrentItem(shown[0])
            chosen(shown[0])

    search.textEdited.connect(narrow)
    search.returnPressed.connect(first)
    found.itemClicked.connect(chosen)
    found.itemActivated.connect(chosen)
    rows.addWidget(search)
    rows.addSpacing(theme.space(1))  # with that between rows it is room for a finger
    rows.addWidget(found)
    current = found.currentItem()
    if current is not None:
        QTimer.singleShot(0, found, partial(_to_middle, found, current))
    return frame


def _to_middle(found: QListWidget, item: QListWidgetItem) -> None:
    found.scrollToItem(item, QAbstractItemView.ScrollHint.PositionAtCenter)


def _rank(item: QListWidgetItem, wanted: str) -> int:
    """What is typed may be a code, the beginning of a name, or a part of one, in this order."""
    if str(item.data(Qt.ItemDataRole.UserRole)).casefold() == wanted:
        return 0
    return 1 if item.text().casefold().startswith(wanted) else 2


def text_field(block: b.TextField, host: Host) -> QWidget:
    """Build a line to type in, with its unit beside it."""
    theme = host.theme
    frame, rows, _ = _question(block.label, block.hint, block.error, theme)
    line = QLineEdit(block.value)
    line.setObjectName(f"field:{block.name}")
    line.setAccessibleName(block.label)
    errors.tie(line, block.error, block.hint)
    line.setFont(theme.font())
    line.textEdited.connect(partial(host.edited, block.name))
    if block.numeric:
        line.setMaximumWidth(theme.mm(35))
        line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
    side = QHBoxLayout()
    side.setSpacing(theme.space(2))
    side.addWidget(line)
    if block.unit:
        unit = QLabel(block.unit)
        unit.setFont(theme.font())
        side.addWidget(unit)
        side.addStretch(1)
    rows.addLayout(side)
    return frame


def date_field(block: b.DateField, host: Host) -> QWidget:
    """Build three small fields: day, month, year."""
    theme = host.theme
    frame, rows, _ = _question(block.label, block.hint, block.error, theme)
    year, month, day = ((*block.value.split("-"), "", "", "")[:3]) if block.value else ("", "", "")
    boxes: list[QLineEdit] = []
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.space(3))
    for place, (words, value, name) in enumerate(
        zip(block.parts, (day.lstrip("0"), month.lstrip("0"), year), ("day", "month", "year"),
            strict=True)
    ):  # fmt: skip
        title = QLabel(words)
        title.setFont(theme.font())
        box = QLineEdit(value)
        box.setObjectName(f"field:{block.name}.{name}")
        box.setAccessibleName(f"{block.label}: {words}")
        errors.tie(box, block.error, block.hint)
        box.setFont(theme.font())
        digits = _YEAR_DIGITS if name == "year" else _DAY_DIGITS
        box.setMaxLength(digits)
        box.setValidator(QIntValidator(0, 10**digits - 1, box))
        box.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        room = QFontMetrics(theme.font()).horizontalAdvance("0" * (digits + 1))
        box.setFixedWidth(room + theme.space(3) * 2)
        title.setBuddy(box)
        grid.addWidget(title, 0, place)
        grid.addWidget(box, 1, place)
        boxes.append(box)

    def told() -> None:
        d, m, y = (box.text().strip() for box in boxes)
        host.edited(block.name, f"{y:0>4}-{m:0>2}-{d:0>2}" if d or m or y else "")

    for box in boxes:
        box.textEdited.connect(told)
    grid.setColumnStretch(3, 1)
    rows.addLayout(grid)
    return frame


def language_grid(block: b.LanguageGrid, host: Host) -> QWidget:
    """Build a button for each language in its own name."""
    theme = host.theme
    frame = QFrame()
    line = QHBoxLayout(frame)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.mm(3))
    for code, name in block.options:
        made = button(name, theme, "choice", f"language:{code}")
        made.setCheckable(True)
        made.setChecked(code == block.chosen)
        made.clicked.connect(partial(host.speak, code))
        line.addWidget(made)
    line.addStretch(1)
    return frame


def question_list(block: b.QuestionList, host: Host) -> QWidget:
    """Build ready questions to mark, own ones to take back, and a line for one more."""
    theme = host.theme
    frame, rows = column(theme.space(3))
    frame.setMaximumWidth(theme.measure * 2)
    if block.own:
        rows.addWidget(Label(block.own_label, theme, bold=True))
    for number, words in block.own:
        line = QHBoxLayout()
        line.addWidget(Label(words, theme), 1)
        drop = button(block.drop_label, theme, name=f"drop:{number}")
        drop.clicked.connect(partial(host.drop, number))
        line.addWidget(drop)
        rows.addLayout(line)
    add = _OwnQuestion(block.own_label, block.add_label, block.limit, host)
    rows.addWidget(add)
    ready = Rows(host, block.label, theme.space(3))
    ready.head(Label(block.label, theme, "h2", bold=True))
    for topic, questions in block.ready:
        group, inside = column(theme.space(3))
        group.setAccessibleName(topic)
        inside.addWidget(Label(topic, theme, bold=True))
        made = [_question_row(*question, host) for question in questions]
        for row in made:
            inside.addWidget(row)
        ready.add(*made, frame=group)
    rows.addWidget(ready)
    return frame


def _question_row(name: str, words: str, picked: bool, host: Host) -> CheckRow:  # noqa: FBT001 - from a block
    row = CheckRow(words, host.theme)
    row.setObjectName(f"ready:{name}")
    row.setChecked(picked)
    row.clicked.connect(partial(_toggle, host, name, row))
    return row


def _toggle(host: Host, name: str, row: CheckRow) -> None:
    if row.isChecked():
        host.ask(ready=name)
    else:
        host.unask(name)


class _OwnQuestion(QFrame):
    """A line to write a question in; kept until it was taken."""

    def __init__(self, label: str, add: str, limit: int, host: Host) -> None:
        super().__init__()
        theme = host.theme
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.mm(3))
        self.words = QLineEdit()
        self.words.setObjectName("question")
        self.words.setAccessibleName(label)
        self.words.setPlaceholderText(label)
        self.words.setMaxLength(limit)
        self.words.setFont(theme.font())
        take = button(add, theme, name="add")
        self._host = host
        take.clicked.connect(self._take)
        self.words.returnPressed.connect(self._take)
        line.addWidget(self.words, 1)
        line.addWidget(take)

    def _take(self) -> None:
        words = self.words.text()
        if not words.strip():
            return
        self.words.clear()  # first: a question that is taken redraws the page
        if not self._host.ask(words=words):
            self.words.setText(words)


class DocumentView(QFrame):
    """The document, one page at a time."""

    def __init__(self, block: b.DocumentPreview, host: Host) -> None:
        super().__init__()
        self._theme, self._block, self._host = host.theme, block, host
        self.pages: Sequence[QImage] = ()
        self.place = 0
        """The number of the page that is shown, from 0."""
        rows = Column(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(self._theme.space(3))
        say = host.say
        self.earlier = button(say.text("Previous page"), self._theme, name="earlier")
        self.later = button(say.text("Next page"), self._theme, name="later")
        self._where = Label(block.waiting, self._theme)
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.earlier.clicked.connect(partial(self._turn, -1))
        self.later.clicked.connect(partial(self._turn, 1))
        for widget in (self.earlier, self.later):
            widget.hide()
        rows.addWidget(self._where)
        rows.addWidget(InLine((self.earlier, self.later), self._theme))
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._sheet.setObjectName("sheet")
        rows.addWidget(self._sheet)
        host.want_pages(self)

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """Show the pages, the first one on top."""
        self.pages = pages
        self.earlier.show()
        self.later.show()
        self._turn(0)

    def _turn(self, by: int) -> None:
        if not self.pages:
            return
        self.place = min(max(0, self.place + by), len(self.pages) - 1)
        say = self._host.say
        words = self._block.page_name.format(
            n=say.number(self.place + 1), total=say.number(len(self.pages))
        )
        self._where.setText(words)
        self._sheet.setAccessibleName(words)
        self.earlier.setEnabled(self.place > 0)
        self.later.setEnabled(self.place < len(self.pages) - 1)
        width = min(self._theme.measure, max(200, self.width()))
        picture = self.pages[self.place].scaledToWidth(
            width, Qt.TransformationMode.SmoothTransformation
        )
        self._sheet.setPixmap(QPixmap.fromImage(picture))


def document_preview(block: b.DocumentPreview, host: Host) -> QWidget:
    """Build the preview."""
    return DocumentView(block, host)


class SignaturePanel(QFrame):
    """Statements, and three ways to sign of equal standing."""

    def __init__(self, block: b.SignatureBox, host: Host) -> None:
        super().__init__()
        theme = host.theme
        wide = host.room >= theme.body * _SIDE_BY_SIDE
        self._host = host
        self._rows = Column(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.space(3))
        self.summary: errors.ErrorSummary | None = None
        """What is wrong, once that was said."""
        both, sides = QFrame(), QHBoxLayout() if wide else Column()
        both.setLayout(sides)
        self._rows.addWidget(both)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(theme.space(5))
        said, left = column(theme.space(2))
        self._ticks = [self._tick(name, words, theme) for name, words in block.statements]
        for tick in self._ticks:
            left.addWidget(tick)
        left.addWidget(Label(block.person, theme, bold=True))
        left.addStretch(1)
        place, rows = column(theme.space(3))
        sides.addWidget(said, _PLACE[0])
        sides.addWidget(place, _PLACE[1])
        self._how: Way = "drawn"
        group, ways = QButtonGroup(self), []
        self._stack = QStackedWidget()
        for number, (how, words) in enumerate(block.ways):
            made = button(words, theme, name=f"way:{how}")
            made.setCheckable(True)
            made.setChecked(number == 0)
            made.clicked.connect(partial(self._choose, how, number))
            group.addButton(made)
            ways.append(made)
        rows.addWidget(InLine(ways, theme, _PLACE[1] / sum(_PLACE) if wide else 1))
        self.ink = InkBox(block.draw_hint, theme)
        self.ink.setAccessibleName(block.draw_hint)
        drawn, inside = column(theme.space(2))
        hint = Label(block.draw_hint, theme, tone="secondary")
        hint.setMaximumWidth(theme.measure)
        inside.addWidget(hint)
        inside.addWidget(self.ink)
        clear = button(block.clear_label, theme, name="clear")
        clear.clicked.connect(self.ink.clear)
        inside.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeading)
        inside.addStretch(1)
        self._stack.addWidget(drawn)
        self.typed = self._line("typed", block.type_label, "", theme)
        self.witness = self._line("witness", block.witness_label, block.witness_hint, theme)
        rows.addWidget(self._stack)
        self.error = errors.Wrong("", theme)
        rows.addWidget(self.error)

    def _tick(self, name: str, words: str, theme: Theme) -> CheckRow:
        made = CheckRow(words, theme)
        made.setObjectName(f"statement:{name}")
        return made

    @property
    def ticked(self) -> tuple[str, ...]:
        """The names of the statements that are ticked."""
        names = (made.objectName().removeprefix("statement:") for made in self._ticks)
        return tuple(n for n, made in zip(names, self._ticks, strict=True) if made.isChecked())

    def tick(self, names: Collection[str]) -> None:
        """Tick statements by name, on a page that was built anew."""
        for made in self._ticks:
            made.setChecked(made.objectName().removeprefix("statement:") in names)

    def _line(self, name: str, label: str, hint: str, theme: Theme) -> QLineEdit:
        frame, rows, _ = _question(label, hint, "", theme)
        line = QLineEdit()
        line.setObjectName(f"signature:{name}")
        line.setAccessibleName(label)
        line.setFont(theme.font())
        rows.addWidget(line)
        rows.addStretch(1)
        self._stack.addWidget(frame)
        return line

    def _choose(self, how: Way, place: int) -> None:
        self._how = how
        self._stack.setCurrentIndex(place)

    def given(self) -> tuple[Way, tuple[Stroke, ...], str]:
        """Return the way, the strokes and the typed words."""
        words = {"drawn": "", "typed": self.typed.text(), "witnessed": self.witness.text()}
        return self._how, self.ink.strokes if self._how == "drawn" else (), words[self._how]

    def complain(self, words: str) -> errors.ErrorSummary:
        """Say at the top and at its place why the signature cannot be taken."""
        self.error.say(words)
        errors.tie(self.typed, words)
        errors.tie(self.witness, words)
        if self.summary is not None:
            self.summary.hide()
            self.summary.deleteLater()
        title = self._host.say.text("There is a problem")
        block = b.ErrorSummary(title, ((self._missing(), words),))
        self.summary = errors.ErrorSummary(block, self._host.theme)
        self._rows.insertWidget(0, self.summary)
        return self.summary

    def _missing(self) -> str:
        """Return the name of what is still to do: a statement, else the place to sign."""
        names = (made.objectName() for made in self._ticks if not made.isChecked())
        way = {"drawn": "way:drawn", "typed": "signature:typed", "witnessed": "signature:witness"}
        return next(names, way[self._how])


def signature_box(block: b.SignatureBox, host: Host) -> QWidget:
    """Build the place to sign."""
    return SignaturePanel(block, host)


class CopyPanel(QFrame):
    """Print and save, once the sealed document is there."""

    def __init__(self, block: b.CopyActions, host: Host) -> None:
        super().__init__()
        theme = host.theme
        rows = Column(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._waiting = Label(block.waiting, theme)
        rows.addWidget(self._waiting)
        self.print = button(block.print_label, theme, name="print")
        self.save = button(block.save_label, theme, name="save")
        self.print.clicked.connect(host.print_copy)
        self.save.clicked.connect(host.save_copy)
        self._made = [self.print, self.save]
        if block.slip_label:
            slip = button(block.slip_label, theme, name="slip")
            slip.clicked.connect(host.print_slip)
            self._made.append(slip)
        for made in self._made:
            made.setEnabled(False)
        rows.addWidget(InLine(self._made, theme))
        host.want_copy(self)

    def ready(self) -> None:
        """The document can be printed and saved."""
        self._waiting.hide()
        for made in self._made:
            made.setEnabled(True)


def copy_actions(block: b.CopyActions, host: Host) -> QWidget:
    """Build print and save."""
    return CopyPanel(block, host)

"""Builders of what a person looks through: one of several groups, step by step, side by side.

Nothing here is an answer, so nothing goes to the session. What is shown is kept as a `state`, so
that it is still shown when the page is drawn anew in another size or look.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTextBoundaryFinder, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.glass.asking import button
from consent_app.glass.figure import Described
from consent_app.glass.reading import Arranged, Column, Label, column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QHideEvent

    from consent_app.figures import Figure
    from consent_app.glass.host import Host
    from consent_app.glass.theme import Theme
    from consent_app.view import blocks as b


class Looked(Arranged):
    """What a person looks through; its name is the same when the page is drawn anew."""

    def arrange(self, width: int) -> None:
        """Stay as it is; what is inside chooses its own form."""

    @property
    def state(self) -> str:
        """What is shown."""
        raise NotImplementedError

    def restore(self, state: str) -> None:
        """Show again what was shown, without saying so."""
        raise NotImplementedError


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say something."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


# --- buttons --------------------------------------------------------------------------------------


class Buttons(Arranged):
    """Buttons beside each other, in as many rows as they need; words that are too long wrap."""

    def __init__(self, buttons: Sequence[QPushButton], theme: Theme) -> None:
        super().__init__()
        self._buttons = [(made, made.text()) for made in buttons]
        self._theme = theme
        self._room = 0
        self.most = _NO_LIMIT
        """The width in pixels where they stand beside something."""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.mm(3))
        for made, _ in self._buttons:
            made.setParent(self)

    def arrange(self, width: int) -> None:
        """Fill rows from the start."""
        room = min(width, self.most)
        if room == self._room:
            return
        self._clear()
        self._room, left, lines = room, 0, list[QHBoxLayout]()
        for made, words in self._buttons:
            wide = self._fit(made, words, room)
            made.setFixedWidth(wide)
            if not lines or wide > left:
                lines.append(self._line())
                left = room
            lines[-1].insertWidget(lines[-1].count() - 1, made)
            left -= wide + self._rows.spacing()

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._rows.spacing())
        line.addStretch(1)
        self._rows.addLayout(line)
        return line

    def _clear(self) -> None:
        while row := self._rows.takeAt(0):
            line = row.layout()
            while line is not None and line.count():
                line.takeAt(0)

    def reword(self, made: QPushButton, words: str) -> None:
        """Give a button other words."""
        self._buttons = [(each, words if each is made else said) for each, said in self._buttons]
        room, self._room = self._room, 0
        self.arrange(room)

    def _fit(self, made: QPushButton, words: str, width: int) -> int:
        """Break the words where a button would be too wide; return the width it then has.

        It is measured as it is when it is marked, and bold.
        """
        made.ensurePolished()
        made.setText("")
        around = made.sizeHint().width() + 2 * (self._theme.marked - self._theme.stroke)
        signs = QFontMetrics(self._theme.font(bold=True))
        lines = [""]
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and signs.horizontalAdvance(longer) > width - around:
                lines.append(word)
            else:
                lines[-1] = longer
        made.setText("\n".join(lines))
        return max(around + max(map(signs.horizontalAdvance, lines)), self._theme.mm(_NARROWEST))


_NARROWEST = 16
"""Width of a button in mm."""
_NO_LIMIT = 1 << 20


# --- one of several -------------------------------------------------------------------------------


def variants(block: b.Variants, host: Host) -> QWidget:
    """Build a row of buttons, and under it the group of the one that is chosen."""
    return VariantsView(block, host)


class VariantsView(Looked):
    """Shows one group at a time; a group is built when it is first asked for."""

    def __init__(self, block: b.Variants, host: Host) -> None:
        super().__init__()
        self._block, self._host = block, host
        self._groups: dict[str, QWidget] = {}
        self.name, self.chosen = block.name, ""
        self.setObjectName(f"looked:{block.name}")
        self.setAccessibleName(block.label)
        self._rows = Column(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(host.theme.space(3))
        self._rows.addWidget(Label(block.label, host.theme, tone="secondary"))
        self._buttons = {option.name: self._button(option) for option in block.options}
        bar = Buttons(tuple(self._buttons.values()), host.theme)
        bar.arrange(host.room)
        self._rows.addWidget(bar)
        self.restore(block.chosen)

    def _button(self, option: b.Variant) -> QPushButton:
        name = f"variant:{self._block.name}:{option.name}"
        made = button(option.label, self._host.theme, name=name)
        made.setCheckable(True)
        made.clicked.connect(partial(self._choose, option))
        return made

    def _choose(self, option: b.Variant) -> None:
        before = self.chosen
        self.restore(option.name)
        if self.chosen != before:
            announce(self, option.said)

    @property
    def state(self) -> str:
        return self.chosen

    def restore(self, state: str) -> None:
        if state not in self._buttons:
            return
        self.chosen = state
        for name, made in self._buttons.items():
            made.setChecked(name == state)
        if state not in self._groups:
            self._groups[state] = self._built(state)
            self._rows.addWidget(self._groups[state])
        for name, group in self._groups.items():
            group.setVisible(name == state)

    def _built(self, name: str) -> QWidget:
        from consent_app.glass.builders import build  # it has these builders too

        option = next(each for each in self._block.options if each.name == name)
        frame, rows = column(self._host.theme.space(3))
        for block in option.blocks:
            rows.addWidget(build(block, self._host))
        return frame


# --- step by step ---------------------------------------------------------------------------------

_STEP_MS = 600


def steps(block: b.Steps, host: Host) -> QWidget:
    """Build drawings that follow each other, with buttons to go through them."""
    return StepsView(block, host)


class StepsView(Looked):
    """One drawing at a time; beside it what it shows, a ruler in real size, and the buttons.

    Playing goes through all of them once. Any touch or key stops it, and where nothing may move it
    is not offered.
    """

    def __init__(self, block: b.Steps, host: Host) -> None:
        super().__init__()
        self._block, self._theme, self.step = block, host.theme, 0
        self.setObjectName(f"looked:{block.name}")
        self.setAccessibleName(block.label)
        self.timer = QTimer(self)
        self.timer.setInterval(_STEP_MS)
        self.timer.timeout.connect(self._play_on)
        first = block.frames[0].figure
        self._art = Described(block.frames[0], _wide(first, host), host.theme)
        words, rows = column(host.theme.space(3))
        self._caption = Label("", host.theme, bold=True)
        self._shown = Label("", host.theme)
        rows.addWidget(self._caption)
        rows.addWidget(self._shown)
        rows.addWidget(self._ruler())
        rows.addWidget(Label(block.ruler.description, host.theme, tone="secondary"))
        self._bar = self._buttons()
        rows.addWidget(self._bar)
        rows.addStretch(1)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(host.theme.space(5))
        self._line.addWidget(self._art, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(words, 1)
        self._art.setFixedWidth(self._art.sizeHint().width())
        self.restore("0")
        self.arrange(host.room)

    def _ruler(self) -> Described:
        width = self._theme.mm(self._block.ruler_mm)
        made = Described(self._block.ruler, width, self._theme)
        made.setFixedWidth(width)
        return made

    def _buttons(self) -> Buttons:
        block = self._block
        self._previous = self._button(block.previous_label, "previous", partial(self._turn, -1))
        self._next = self._button(block.next_label, "next", partial(self._turn, 1))
        made = [self._previous, self._next]
        self._play: QPushButton | None = None
        if not self._theme.still:
            self._play = self._button(block.play_label, "play", self._play_once)
            made.append(self._play)
        return Buttons(made, self._theme)

    def _button(self, words: str, name: str, action: Callable[[], None]) -> QPushButton:
        made = button(words, self._theme, name=f"step:{name}")
        made.clicked.connect(action)
        return made

    def arrange(self, width: int) -> None:
        """Stand beside the drawing where the words have room, else under it."""
        room = width - self._art.width() - self._line.spacing()
        beside = room >= self._theme.body * _WORDS_BESIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._line.setDirection(way)
        self._bar.most = room if beside else width
        self._bar.arrange(width)

    @property
    def state(self) -> str:
        return str(self.step)

    def restore(self, state: str) -> None:
        self.step = int(state)
        frame, (caption, shown) = self._block.frames[self.step], self._block.captions[self.step]
        self._art.show_picture(frame)
        self._caption.setText(caption)
        self._shown.setText(shown)
        self._end(self._previous, self._next, at_end=self.step == 0)
        self._end(self._next, self._previous, at_end=self.step == len(self._block.frames) - 1)

    @staticmethod
    def _end(made: QPushButton, other: QPushButton, *, at_end: bool) -> None:
        """Switch off the button that leads no further; the focus goes to the other one."""
        held = made.hasFocus()
        made.setEnabled(not at_end)
        if at_end and held:
            other.setEnabled(True)
            other.setFocus()

    def _turn(self, way: int) -> None:
        self.restore(str(min(max(self.step + way, 0), len(self._block.frames) - 1)))
        caption, _ = self._block.captions[self.step]
        announce(self, f"{caption}. {self._block.frames[self.step].description}")

    # --- playing ----------------------------------------------------------------------------------

    def _play_once(self) -> None:
        if self.timer.isActive():
            self._stop()
            return
        self._turn(-self.step)
        self._word_play(self._block.stop_label)
        self.timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def _play_on(self) -> None:
        self._turn(1)
        if self.step == len(self._block.frames) - 1:
            self._stop()

    def _stop(self) -> None:
        self.timer.stop()
        self._word_play(self._block.play_label)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _word_play(self, words: str) -> None:
        if self._play is not None:
            self._play.setText(words)
            self._play.setAccessibleName(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop at any touch or key; the button itself stops when it is let go."""
        if event.type() in _TOUCHES and watched is not self._play and watched.isWidgetType():
            self._stop()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)


def _wide(figure: Figure, host: Host) -> int:
    """Return the width of a step in pixels: larger for larger words that stand beside it."""
    theme, ratio = host.theme, figure.width / figure.height
    least = max(theme.mm(_LEAST_TALL), host.tall * _TALL) * ratio
    beside = host.room - theme.body * _WORDS_BESIDE - theme.space(5)
    return round(max(least, min(theme.body * _TALL_EMS * ratio, beside)))


_LEAST_TALL, _TALL, _TALL_EMS = 60, 0.6, 10
"""Height of a step in mm, at least; in parts of what can be seen whole; and in ems."""
_WORDS_BESIDE = 16
"""Width in ems that words beside a drawing need."""
_TOUCHES = {QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress}


# --- side by side ---------------------------------------------------------------------------------


def side_by_side(block: b.SideBySide, host: Host) -> QWidget:
    """Build a button that opens the choices side by side."""
    return SidesView(block, host)


class SidesView(Looked):
    """The choices stay closed until somebody asks for them, and are built only then."""

    def __init__(self, block: b.SideBySide, host: Host) -> None:
        super().__init__()
        self._block, self._host = block, host
        self._open: QWidget | None = None
        self.setObjectName(f"looked:sides:{block.name}")
        self._rows = Column(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(host.theme.space(3))
        self._button = button(block.open_label, host.theme, name=f"sides:{block.name}")
        self._button.clicked.connect(self._toggle)
        bar = Buttons((self._button,), host.theme)
        self._bar = bar
        bar.arrange(host.room)
        self._rows.addWidget(bar)

    def _toggle(self) -> None:
        self.restore("" if self.state else "open")
        if self.state:
            block = self._block
            described = " ".join(side.picture.description for side in block.sides)
            announce(self, f"{block.caption}. {described}")

    @property
    def state(self) -> str:
        return "open" if self._open is not None and not self._open.isHidden() else ""

    def restore(self, state: str) -> None:
        if state and self._open is None:
            self._open = self._built()
            self._rows.addWidget(self._open)
        if self._open is not None:
            self._open.setVisible(bool(state))
        words = self._block.close_label if state else self._block.open_label
        self._button.setAccessibleName(words)
        self._bar.reword(self._button, words)

    def _built(self) -> QWidget:
        theme = self._host.theme
        frame, rows = column(theme.space(3))
        rows.addWidget(Label(self._block.caption, theme, bold=True))
        sides = Sides(self._block.sides, theme)
        sides.arrange(self._host.room)
        rows.addWidget(sides)
        for words in self._block.notes:
            label = Label(words, theme, tone="secondary")
            label.setMaximumWidth(theme.measure)
            rows.addWidget(label)
        return frame


class Sides(Arranged):
    """Choices beside each other: name, drawing, number and source each in a row of their own.

    All drawings are of one size; in a narrow place the choices stand one under the other.
    """

    def __init__(self, sides: Sequence[b.Side], theme: Theme) -> None:
        super().__init__()
        self._theme, self._sides = theme, sides
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(5))
        self._grid.setVerticalSpacing(theme.space(2))
        self._parts = [self._side(side) for side in sides]
        signs = QFontMetrics(theme.font(bold=True))
        said = (words for side in sides for words in (side.title, side.count, side.who))
        self._word = max(map(signs.horizontalAdvance, _pieces(" ".join(said))), default=0)
        self._across: bool | None = None

    def _side(self, side: b.Side) -> tuple[QWidget, ...]:
        theme = self._theme
        art = Described(side.picture, theme.mm(_ARRAY_MM), theme)
        title = Label(side.title, theme, bold=True)
        title.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading)
        count, who = Label(side.count, theme, bold=True), Label(side.who, theme, tone="secondary")
        for label in (count, who):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        return title, art, count, who

    def arrange(self, width: int) -> None:
        """Stand side by side where each column has room for its words."""
        gaps = (len(self._parts) - 1) * self._grid.horizontalSpacing()
        room = (width - gaps) / max(1, len(self._parts))
        across = room >= max(self._theme.body * _SIDE_EMS, self._word)
        if across == self._across:
            return
        self._across = across
        rows = len(self._parts[0])
        for place, parts in enumerate(self._parts):
            for row, part in enumerate(parts):
                cell = (row, place) if across else (place * rows + row, 0)
                self._grid.addWidget(part, *cell)
            self._grid.setColumnStretch(place, 1 if across or place == 0 else 0)


_ARRAY_MM = 45
"""Width of each drawing, at most."""
_SIDE_EMS = 8
"""Width of a choice beside others, at least."""


def _pieces(words: str) -> Iterator[str]:
    """Yield the parts of a text between which a line may end: words, or the signs of Chinese."""
    finder, start = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, words), 0
    while (end := finder.toNextBoundary()) > start:
        yield words[start:end].strip()
        start = end

"""Every component in its states, with the real builders and without a candidate behind them."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.glass import accessible, opening, screens
from consent_app.glass import theme as themes
from consent_app.glass.asking import button
from consent_app.glass.attract import Attract
from consent_app.glass.builders import build
from consent_app.glass.button import Button
from consent_app.glass.calibration import Calibration
from consent_app.glass.comfort import Comfort
from consent_app.glass.conduct import Warn
from consent_app.glass.errors import Link
from consent_app.glass.frame import Frame, title_label
from consent_app.glass.keyboard import Keyboard
from consent_app.glass.overlay import Overlay, QuestionPad
from consent_app.glass.pad import Pad
from consent_app.glass.reading import Body, Column, Label
from consent_app.glass.theme import Look, Size, Theme
from consent_app.language import PSEUDO, SHIPPED, Language
from consent_app.settings import Clinic
from consent_app.view import gallery, lobby
from consent_app.view import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from consent_app.episode import Episode
    from consent_app.events import Stroke
    from consent_app.glass.host import CopyReceiver, PagesReceiver
    from consent_app.glass.window import Window
    from consent_app.profile import Value
    from consent_app.view import blocks as b

LOOKS: tuple[Look, ...] = ("light", "dark", "high")
SIZES: tuple[Size, ...] = ("base", "middle", "large")
LANGUAGES = SHIPPED + PSEUDO
_WIDE, _TALL, _PAGE = 1024, 420, (600, 800)
"""Pixels: the width of a board, the height of a figure, and a page of a document."""
_SCREEN = 640
"""Pixels: the height of what fills the screen."""


@dataclass(frozen=True)
class Stage:
    """The host of the widgets; what they do goes nowhere."""

    theme: Theme
    say: Language
    episode: Episode
    """For words of the pack on what is no block."""
    wide: int = _WIDE

    @property
    def room(self) -> int:
        """The width for a block in pixels."""
        return self.wide - 2 * self.theme.mm(8)

    @property
    def tall(self) -> int:
        """The height in which a figure can be seen whole, in pixels."""
        return _TALL

    def edited(self, name: str, value: Value) -> None:
        """Take nothing."""

    def choose(self, block: b.ChoiceList, option: str) -> None:
        """Take nothing."""

    def change(self, page: str) -> None:
        """Take nothing."""

    def rate(self, value: str, weight: int) -> None:
        """Take nothing."""

    def say_need(self, need: str, answer: str) -> None:
        """Take nothing."""

    def tick(self, asks: str, name: str, on: bool) -> None:  # noqa: FBT001 - from a signal
        """Take nothing."""

    def write(self, strokes: Sequence[Stroke]) -> None:
        """Take nothing."""

    def speak(self, language: str) -> None:
        """Take nothing."""

    def ask(
        self, *, ready: str | None = None, words: str | None = None, strokes: Sequence[Stroke] = ()
    ) -> bool:
        """Take no question."""
        return not (ready or words or strokes)

    def unask(self, ready: str) -> None:
        """Take nothing."""

    def drop(self, number: int) -> None:
        """Take nothing."""

    def open_form(self, name: str) -> None:
        """Open nothing."""

    def confirm(self, name: str) -> None:
        """Take nothing."""

    def reopen(self, name: str) -> None:
        """Take nothing."""

    def want_pages(self, receive: PagesReceiver) -> None:
        """Give two empty pages."""
        page = QImage(*_PAGE, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        receive.show_pages([page, page])

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have a copy ready."""
        receive.ready()

    def print_copy(self) -> None:
        """Print nothing."""

    def save_copy(self) -> None:
        """Save nothing."""

    def print_slip(self) -> None:
        """Print nothing."""


# --- components -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A component: its states, each built when it is shown, and its name on paper or nothing."""

    name: str
    twin: str
    states: tuple[tuple[gallery.State, Callable[[], QWidget]], ...]
    used: bool
    """Whether its controls are shown in focus, pressed and disabled as well."""

    def widgets(self) -> Iterator[tuple[gallery.State, QWidget]]:
        """Build it in each of its states."""
        made = [(state, make()) for state, make in self.states]
        yield from made
        controls, (_, again) = _controls(made[0][1]) if self.used else [], self.states[0]
        if controls:
            yield "focus", again()
            yield "disabled", again()
        if any(isinstance(control, QAbstractButton) for control in controls):
            yield "pressed", again()


def pieces(components: Mapping[str, gallery.Component], stage: Stage) -> dict[str, Piece]:
    """Return the parts of the window, then every kind of block."""
    found = {name: _part(name, partial(make, stage)) for name, make in PARTS.items()}
    for name, component in components.items():
        shown = gallery.states(component.block, stage.say)
        states = tuple((state, partial(build, block, stage)) for state, block in shown)
        found[name] = Piece(name, component.twin, states, used=True)
    return found


def _part(name: str, make: Callable[[], QWidget]) -> Piece:
    return Piece(name, "", (("rest", make),), used=name in _CONTROLS)


def _words(stage: Stage, text: str, role: str) -> QWidget:
    return button(stage.say.text(text), stage.theme, role)


def _frame(stage: Stage) -> Frame:
    page = pages.page(stage.episode, stage.say)
    frame = Frame(stage.theme)
    frame.dress(page, stage.say)
    body, title = QWidget(), title_label(page.title, stage.theme)
    body.setObjectName("body")
    Column(body).addWidget(title)
    frame.setFixedHeight(_SCREEN)
    frame.show_content(body, title, 0)
    frame.set_buttons(page, busy=False)
    return frame


class _Desk(QFrame):
    """Stands in for a window under what lies over one: it has words, a theme and a frame."""

    overlay: Overlay | None = None

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.say, self.theme = stage.say, stage.theme
        self.keys: Keyboard | None = None
        self.setFixedHeight(_SCREEN)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self.frame = _frame(stage)
        self.frame.setMinimumHeight(0)
        rows.addWidget(self.frame)

    def make_room(self, tall: int) -> None:
        """Leave the keys at the lower edge."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.keys is not None:
            self.keys.fit()

    @property
    def window_like(self) -> Window:
        """As what lies over a window knows it."""
        return cast("Window", self)


def _over(stage: Stage, card: Callable[[_Desk], Overlay]) -> QWidget:
    """Return a card over an empty page."""
    desk = _Desk(stage)
    desk.overlay = made = card(desk)
    made.open(stage.say)
    return desk


def _question(desk: _Desk, stage: Stage) -> Overlay:
    page, say = pages.page(stage.episode, stage.say), stage.say
    own, finger = say.text("Your own question"), say.text("Write by finger")
    pad = QuestionPad(
        say.text("I have a question"), "", page.ready, own, finger, 500, stage.theme, desk.frame,
        lambda _name: None,
    )  # fmt: skip
    pad.offer(say.text("Back to the page"), "close", lambda: None)
    pad.offer(say.text("Keep my question"), "keep", lambda: None, main=True)
    return pad


def _warning(desk: _Desk, stage: Stage) -> Overlay:
    card = Warn(desk.window_like, lambda: None)
    card.left.setText(lobby.countdown(60, stage.say, looking=False))
    return card


def _keys(stage: Stage, *, numbers: bool) -> QWidget:
    desk = _Desk(stage)
    field = QLineEdit(desk.frame)
    field.setAccessibleName(stage.say.text("Keyboard"))
    if numbers:
        field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    field.hide()
    desk.keys = Keyboard(desk.window_like)
    desk.keys.come(field)
    return desk


def _curtain(stage: Stage) -> QWidget:
    words = stage.say.text("Type the six digits of your code.")
    pad = Pad(words, stage.theme, stage.say, least=6, most=6)
    page = screens.Screen(
        lobby.curtain(stage.say), stage.theme, lambda _name: None, "", pad=pad
    )  # fmt: skip
    page.name_more(stage.say.text("Up"), stage.say.text("More"))
    page.setFixedHeight(_SCREEN)
    return page


def _attract(stage: Stage) -> QWidget:
    made = Attract(opening.words(stage.episode.pack.manifest, Clinic(), stage.say), stage.theme)
    made.setFixedHeight(_SCREEN)
    return made


PARTS: Mapping[str, Callable[[Stage], QWidget]] = {
    "Attract": _attract,
    "CalibrationCard": lambda stage: _over(
        stage, lambda desk: Calibration(stage.say, stage.theme, desk.frame, lambda _ppi: None)
    ),
    "ComfortCard": lambda stage: Comfort(stage.say, stage.theme, lambda _theme: None),
    "Curtain": _curtain,
    "HeadingLabel": lambda stage: title_label(stage.say.text("Help"), stage.theme),
    "IdleDialog": lambda stage: _over(stage, partial(_warning, stage=stage)),
    "Keyboard": partial(_keys, numbers=False),
    "Link": lambda stage: Link(stage.say.text("Please answer this."), stage.theme),
    "Numpad": partial(_keys, numbers=True),
    "PageFrame": _frame,
    "PrimaryButton": lambda stage: _words(stage, "Continue", "primary"),
    "QPad": lambda stage: _over(stage, partial(_question, stage=stage)),
    "SecondaryButton": lambda stage: _words(stage, "Back", ""),
    "ToolButton": lambda stage: _words(stage, "Help", "tool"),
}
"""What is no block of a page; the others come by themselves, from the pages."""
_CONTROLS = {"Link", "PrimaryButton", "SecondaryButton", "ToolButton"}


def _controls(widget: QWidget) -> list[QWidget]:
    """Return what a person can use in a widget, or the widget itself."""
    kinds = (QAbstractButton, QLineEdit)
    inside = [w for w in (widget, *widget.findChildren(QWidget)) if isinstance(w, kinds)]
    return [w for w in inside if w is widget or w.isVisibleTo(widget)]


def _put(widget: QWidget, state: gallery.State) -> None:
    """Bring a shown widget into a state."""
    controls = _controls(widget)
    match state:
        case "focus" if controls:
            controls[0].setFocus(Qt.FocusReason.TabFocusReason)
        case "pressed":
            pressed = [made for made in controls if isinstance(made, QAbstractButton)]
            for made in pressed[:1]:
                made.setDown(True)
        case "disabled":
            widget.setEnabled(False)


# --- boards ---------------------------------------------------------------------------------------


class Board(QWidget):
    """A component in all its states, one under the other, with what it is called."""

    def __init__(self, piece: Piece, stage: Stage) -> None:
        super().__init__()
        theme, say = stage.theme, stage.say
        self.setObjectName("body")
        rows = Column(self)
        side = theme.mm(8)
        rows.setContentsMargins(side, theme.space(4), side, theme.space(3))
        rows.setSpacing(theme.space(3))
        sentence = say.text("On paper: {name}").format(name=piece.twin)
        paper = sentence if piece.twin else say.text("On the screen only")
        rows.addWidget(Label(f"{piece.name} · {paper}", theme, bold=True))
        self.shown: list[tuple[gallery.State, QWidget]] = []
        for state, widget in piece.widgets():
            rows.addWidget(Label(self._about(state, widget, say), theme, tone="secondary"))
            if type(widget) is Button:  # in a page, too, as wide as its words
                rows.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading)
            else:
                rows.addWidget(widget)
            self.shown.append((state, widget))
        rows.addStretch(1)

    def _about(self, state: gallery.State, widget: QWidget, say: Language) -> str:
        """Return what a state is called, and at rest by which name a screen reader knows it."""
        words = say.text(gallery.STATES[state])
        names = [made.accessibleName() for made in (widget, *_controls(widget))]
        named = next(filter(None, names), "")
        return f"{words} · {named}" if named and state == "rest" else words

    def settle(self) -> None:
        """Bring each widget into its state, once all are shown."""
        for state, widget in self.shown:
            _put(widget, state)


class Gallery(QMainWindow):
    """A list of components, and the chosen one on a board, in any look, size and language."""

    def __init__(self, episodes: Sequence[Episode], ppi: float) -> None:
        """Take what stands on each page of a way."""
        super().__init__()
        accessible.install()
        layout = self.layout()
        if layout is not None:  # a large component is scrolled
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._episodes = episodes
        self._components: dict[str, dict[str, gallery.Component]] = {}
        self.stage = Stage(Theme(ppi), Language("en"), episodes[0])
        self.pieces: dict[str, Piece] = {}
        self.board: Board | None = None
        self.names = QListWidget()
        self.names.setFixedWidth(300)
        self.body = Body()
        self.body.setObjectName("scroll")
        self.body.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._looks, self._sizes, self._languages = (
            self._choice(values) for values in (LOOKS, SIZES, LANGUAGES)
        )
        self._mirrored = QCheckBox()
        self._arrange()
        self.wear("light", "base", "en")
        self.names.currentTextChanged.connect(self.show_piece)
        self._mirrored.toggled.connect(self._turn)

    def _choice(self, values: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.addItems(values)
        box.currentTextChanged.connect(self._chosen)
        return box

    def _arrange(self) -> None:
        middle, side, top = QWidget(), QVBoxLayout(), QHBoxLayout()
        middle.setObjectName("page")
        whole = QHBoxLayout(middle)
        for made in (self._looks, self._sizes, self._languages, self._mirrored):
            top.addWidget(made)
        side.addLayout(top)
        side.addWidget(self.body, 1)
        whole.addWidget(self.names)
        whole.addLayout(side, 1)
        self.setCentralWidget(middle)

    def _chosen(self, _value: str) -> None:
        self.wear(
            cast("Look", self._looks.currentText()), cast("Size", self._sizes.currentText()),
            self._languages.currentText(),
        )  # fmt: skip

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - from a signal
        way = Qt.LayoutDirection
        self.setLayoutDirection(way.RightToLeft if on else way.LeftToRight)

    def wear(self, look: Look, size: Size, language: str) -> None:
        """Show everything in a look, a text size and a language."""
        say = self.stage.say if self.stage.say.code == language else Language(language)
        theme = replace(self.stage.theme, look=look, size=size, cjk=say.cjk)
        self.stage = replace(self.stage, theme=theme, say=say)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.dress(app, theme)
        self._name(say)
        if language not in self._components:
            self._components[language] = gallery.components(self._episodes, say)
        self.pieces = pieces(self._components[language], self.stage)
        if not self.names.count():
            self.names.addItems(list(self.pieces))
            self.names.setCurrentRow(0)
        self.show_piece(self.names.currentItem().text())

    def _name(self, say: Language) -> None:
        self.setWindowTitle(say.text("Components"))
        self.names.setAccessibleName(say.text("Components"))
        self._looks.setAccessibleName(say.text("Light or dark"))
        self._sizes.setAccessibleName(say.text("Text size"))
        self._languages.setAccessibleName(say.text("Language"))
        self._mirrored.setText(say.text("Mirrored"))
        self._mirrored.setChecked(say.right_to_left)
        self._turn(say.right_to_left)

    def show_piece(self, name: str) -> None:
        """Show a component in all its states."""
        piece = self.pieces.get(name) or next(iter(self.pieces.values()))
        self.board = Board(piece, self.stage)
        self.body.show_content(self.board)
        QApplication.processEvents()
        self.board.settle()
        self.body.fit()


# --- from the command line ------------------------------------------------------------------------


def run(episodes: Sequence[Episode], clinic: Clinic) -> int:
    """Show the gallery until it is closed; return the exit code."""
    from consent_app.glass.app import application, look

    app = application()
    themes.load_fonts(everything=True)
    made = Gallery(episodes, look(clinic, cjk=False).ppi)
    made.resize(_WIDE + 360, 860)
    made.show()
    return app.exec()


def shoot(  # noqa: PLR0913 - what to show, and where
    episodes: Sequence[Episode],
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    looks: Sequence[Look] = LOOKS,
    sizes: Sequence[Size] = SIZES,
    said: Callable[[str], None] = lambda _place: None,
) -> int:
    """Write a picture of each component in every look, size and language; return how many.

    `said` is told each look, size and language. No screen is used. The pictures lie in `folder`,
    with an index.html.

    Raises:
        OSError: the folder cannot be written.

    """
    from consent_app.glass.app import application
    from consent_app.glass.screen import OFFSCREEN_PPI

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    themes.load_fonts(everything=True)
    made = Gallery(episodes, OFFSCREEN_PPI)
    made.names.hide()
    made.resize(_WIDE + 2 * _EDGE, 860)
    made.show()
    made.activateWindow()
    files: dict[str, list[str]] = {}
    last = ""
    for place, name in walked(made, languages, looks, sizes):
        if place != last:
            said(place)
        last = place
        file = f"{place}/{name.lower().replace(' ', '-')}.png"
        (folder / place).mkdir(parents=True, exist_ok=True)
        if made.board is None or not made.board.grab().save(str(folder / file), "PNG", _LOOSELY):
            raise OSError(file)
        files.setdefault(name, []).append(file)
    made.close()
    (folder / "index.html").write_text(_index(files), encoding="utf-8")
    return sum(map(len, files.values()))


_LOOSELY = 90
"""How little pictures are packed, which takes most of the time."""
_EDGE = 11
"""Pixels of the margin around a board."""


def walked(
    made: Gallery, languages: Sequence[str] = LANGUAGES, looks: Sequence[Look] = LOOKS,
    sizes: Sequence[Size] = SIZES,
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Show every component in every look, size and language; yield where, and its name."""
    for language in languages:
        for look in looks:
            for size in sizes:
                made.wear(look, size, language)
                for name in list(made.pieces):
                    made.show_piece(name)
                    yield f"{language}/{look}-{size}", name


def _index(files: Mapping[str, Sequence[str]]) -> str:
    """Return a page with all pictures, by component."""
    parts = ["<!doctype html>", '<html lang="en"><meta charset="utf-8"><title>Components</title>']
    for name, pictures in files.items():
        parts.append(f"<h2>{html.escape(name)}</h2>")
        parts += [
            f'<figure><img loading="lazy" width="512" src="{file}" alt="{html.escape(name)}">'
            f"<figcaption>{html.escape(file)}</figcaption></figure>"
            for file in pictures
        ]
    return "\n".join([*parts, "</html>", ""])

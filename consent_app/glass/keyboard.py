"""The keyboard on the screen, for a kiosk that has no other: it comes when a field is tapped.

What is typed reaches the field as events of keys do, so that undo, validators and lengths hold. It
takes its own room at the bottom of the window and covers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from consent_app.glass import hangul, layouts
from consent_app.glass.keys import SEPARATOR, Key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPaintEvent

    from consent_app.glass.layouts import Layout, Rows
    from consent_app.glass.theme import Theme
    from consent_app.glass.window import Window

Field = QLineEdit | QPlainTextEdit

_ROWS = 4
_HIGH, _LOWEST = 16, 9
"""Millimetres of a key, and of one where the screen is very low."""
_WIDEST = 30
"""Millimetres; on a wide screen the keys stay together in the middle."""
_GAPS = (3, 1)
"""Millimetres between keys: the first where the keyboard then leaves room enough."""
_EASY, _MOST = 0.3, 0.45
"""Parts of the window's height that the keyboard takes with ease, and at most."""
_WIDTHS = {
    "shift": 1.5, "delete": 1.5, "space": 2.0, "done": 2.0, "numbers": 1.5, "letters": 1.5,
    "layouts": 1.5, "script": 3.3,
}  # fmt: skip
"""Keys that are wider than a letter, in letters."""
_STRETCH = ("space", "gap", "done")
"""What fills its row: the first of them that is in it."""
_USUAL = 10
"""Letters in a row of most keyboards."""
_HOLD = 600
"""Milliseconds until the letters behind a key are shown."""
_PRESSED = 50
"""Milliseconds until it is asked again whether a finger is still down."""
_ACROSS = 3
"""Names of languages beside each other, and rows of letters below each other."""
_NUMERIC = Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhFormattedNumbersOnly


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the keys stand for."""

    script: str = ""
    layer: str = "letters"
    """`letters`, `numbers`, `digits`, `decimals`, `layouts`, or `others`: those behind a letter."""
    shift: int = 0
    """1 for the next letter, 2 until it is tapped again."""
    marking: bool = False
    """Whether the next tap shows the letters behind a key."""
    others: tuple[str, ...] = ()


class Keyboard(QWidget):
    """The keys, and the room that the window gives them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("keyboard")
        self.hide()
        self._window = window
        self._wanted = False
        self._chosen = ""
        """The layout that this person chose."""
        self._typed = ""
        """Korean letters that may still join, by their keys."""
        self._shown = _Shown()
        self._theme: Theme = window.theme
        self._form: object = None
        self._rows: list[list[tuple[str, Key | None]]] = []
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        self._holding: Key | None = None
        self._hold = self._timer(self._held)
        self._settle = self._timer(self._settled)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _timer(self, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        return timer

    # --- coming and going -------------------------------------------------------------------------

    def step_aside(self) -> None:
        """Leave the whole window to a page that is drawn; come again if a field has the focus."""
        self._hold.stop()
        if not self.isHidden():
            self.hide()
            self._take_room(0)
        if self._wanted:
            self._settle.start(0)

    def put_away(self) -> None:
        """Give the room back; the field keeps what was typed."""
        self._wanted = False
        self._typed = ""
        self.step_aside()

    def forget(self) -> None:
        """Keep nothing of the person who leaves."""
        self.put_away()
        self._chosen = ""
        self._shown = _Shown()

    def fit(self) -> None:
        """Take the room that the keys need in the window as it is, and show the field above."""
        if self.isHidden():
            return
        window = self._window
        high, gap = _height(window.height(), self._theme)
        said = self._note.heightForWidth(window.width() - 2 * self._theme.mm(8))
        top = said + gap if self._says() else 0
        tall = top + gap + _ROWS * (high + gap)
        self.setGeometry(0, window.height() - tall, window.width(), tall)
        self._note.setGeometry(self._theme.mm(8), gap, window.width() - 2 * self._theme.mm(8), said)
        self._arrange(top + gap, high, gap)
        self._take_room(tall)
        self._bring()
        QTimer.singleShot(0, self, self._bring)  # once more when the page is laid out

    def come(self, field: Field) -> None:
        """Be there for a field."""
        layer = _layer(field)
        if layer != "letters" or self.isHidden() or self._shown.layer in {"digits", "decimals"}:
            self._shown = _Shown(self._script(), layer)
        self._dress()
        self.show()
        self.raise_()
        self.fit()

    def _script(self) -> str:
        return self._chosen or layouts.script(self._window.say.code)

    def _take_room(self, tall: int) -> None:
        self._window.make_room(tall)
        for widget in (self._window, self._window.frame):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    def _bring(self) -> None:
        """Scroll the field into sight, with its question or else with what follows it."""
        text, field = self._window.frame.text, self._field()
        self._window.frame.measure()
        middle = text.parentWidget()
        layout = middle.layout() if middle else None
        if layout is not None:  # *More* may have come or gone while the frame was laid out
            layout.invalidate()
            layout.activate()
        area = field.parentWidget() if field else None
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if field is None or area is None:
            return
        around = field.parentWidget()
        content, bar = area.widget(), area.verticalScrollBar()
        if around is not None and around.height() <= area.viewport().height():
            area.ensureWidgetVisible(around, 0, 0)
        elif content is not None:
            bar.setValue(field.mapTo(content, QPoint()).y() - self._theme.space(2))
        area.ensureWidgetVisible(field, 0, self._theme.space(1))

    # --- the field --------------------------------------------------------------------------------

    def _field(self) -> Field | None:
        """Return the field of this window that has the focus and can be typed in."""
        found = QApplication.focusWidget()
        return found if isinstance(found, Field) and self._serves(found) else None

    def _serves(self, field: Field) -> bool:
        return field.window() is self._window and not field.isReadOnly()

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        self._typed = ""
        if isinstance(before, Field):
            for part in _parts(before):
                part.removeEventFilter(self)
        if isinstance(now, Field) and self._serves(now):
            for part in _parts(now):
                part.installEventFilter(self)
        if self._wanted:
            self._settle.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come when the field is tapped; go when Enter ends it."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            if isinstance(watched, QWidget) and watched.rect().contains(event.position().toPoint()):
                self._wanted = True
                self._settle.start(0)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enters = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enters and isinstance(watched, QLineEdit):
                self.put_away()
        return False

    def _settled(self) -> None:
        """Stay for a field, go without one; not while a finger is on what would move away."""
        focus, field = QApplication.focusWidget(), self._field()
        down = isinstance(focus, QAbstractButton) and focus.isDown()
        if down or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._settle.start(_PRESSED)
        elif self._wanted and field is not None:
            self.come(field)
        else:
            self.put_away()

    # --- typing -----------------------------------------------------------------------------------

    def _tap(self, key: Key) -> None:
        """Do what a key says."""
        field = self._field()
        if field is None or key.action == "done":
            self.put_away()
            return
        shown = self._shown
        match key.action:
            case "":
                self._sign(key.value, field)
            case "space":
                self._press(field, " ")
            case "delete":
                self._delete(field)
            case "shift":
                self._shown = replace(shown, shift=(shown.shift + 1) % 3)
            case "more":
                self._shown = replace(shown, marking=not shown.marking)
            case "script":
                self._chosen = key.value
                self._shown = _Shown(key.value)
            case layer:
                self._shown = _Shown(shown.script, layer)
        if self._shown != shown:
            self._dress()

    def _sign(self, sign: str, field: Field) -> None:
        shown = self._shown
        if shown.marking:
            self._open_others(sign)
            return
        if self._layout.composes and hangul.keys(sign):
            self._join(field, (self._typed if self._unbroken(field) else "") + sign)
        else:
            self._press(field, sign)
        if shown.layer == "others":
            self._shown = _Shown(shown.script)
        elif shown.shift == 1:
            self._shown = replace(shown, shift=0)

    def _press(self, field: Field, words: str, key: int = 0) -> None:
        """Type as a key does."""
        self._typed = ""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, words)
            QApplication.sendEvent(field, event)

    def _delete(self, field: Field) -> None:
        """Take one sign back; of a Korean syllable its last letter."""
        last = _before(field)[-1:]
        typed = hangul.keys(last) if self._layout.composes else ""
        if typed and hangul.compose(typed) == last:
            self._typed = typed
            self._join(field, typed[:-1])
        else:
            self._press(field, "\b", Qt.Key.Key_Backspace)

    def _join(self, field: Field, typed: str) -> None:
        """Put what the letters make in the place of what they made so far."""
        before, after = hangul.compose(self._typed), hangul.compose(typed)
        same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
                    min(len(before), len(after)))  # fmt: skip
        if same == len(before):
            self._press(field, after[same:])
        else:
            event = QInputMethodEvent()
            event.setCommitString(after[same:], same - len(before), len(before) - same)
            QApplication.sendEvent(field, event)
        self._typed = typed

    def _unbroken(self, field: Field) -> bool:
        """Whether the letters that may still join stand before the cursor."""
        return bool(self._typed) and _before(field).endswith(hangul.compose(self._typed))

    def _down(self, key: Key) -> None:
        self._holding = key
        self._hold.start(_HOLD)

    def _held(self) -> None:
        """Show the letters behind a key that is held, and do not type it."""
        key = self._holding
        if key is not None and key.isDown() and self._others(key):
            key.setDown(False)
            self._open_others(key.value)
            self._dress()

    def _others(self, key: Key) -> tuple[str, ...]:
        letters = not key.action and self._shown.layer == "letters"
        return self._layout.others(key.value) if letters else ()

    def _open_others(self, sign: str) -> None:
        others = (sign, *self._layout.others(sign))
        self._shown = _Shown(self._shown.script, "others", others=others)

    # --- keys -------------------------------------------------------------------------------------

    @property
    def _layout(self) -> Layout:
        return layouts.layout(self._shown.script or self._script())

    def _keys(self) -> Rows:
        """Return what stands on the keys now: signs, actions and layouts."""
        shown, foot = self._shown, ("letters", "gap", "done")
        match shown.layer:
            case "letters":
                return self._layout.letters(shifted=shown.shift > 0)
            case "layouts":
                return (*_split(layouts.SCRIPTS, _ACROSS), foot)
            case "others":
                across = max(_USUAL, -(-len(shown.others) // _ACROSS))
                rows = _split(shown.others, across)
                return (*[()] * (_ROWS - 1 - len(rows)), *rows, foot)
            case "numbers":
                return layouts.layout("numbers").letters()
        point = "," if "," in self._window.say.number(0.5) else "."
        point = "blank" if shown.layer == "digits" else point
        return tuple(
            tuple(point if key == "." else key for key in row)
            for row in layouts.layout("numpad").letters()
        )

    def _dress(self) -> None:
        """Put on the keys what they stand for; new keys only where there are others."""
        rows, window = self._keys(), self._window
        actions = [[self._action(token) for token in row] for row in rows]
        form = (actions, window.theme, self._says())
        other = form != self._form
        if other:
            self._form, self._theme = form, window.theme
            self._build(actions)
        self.setAccessibleName(window.say.text("Keyboard"))
        for row, tokens in zip(self._rows, rows, strict=True):
            for (_, key), token in zip(row, tokens, strict=True):
                if key is not None:
                    self._label(key, token)
        if other:
            self._note.setText(self._says())
            self._note.setVisible(bool(self._says()))
            self.fit()

    def _action(self, token: str) -> str:
        if self._shown.layer == "layouts" and token in layouts.SCRIPTS:
            return "script"
        return token if token in layouts.ACTIONS else ""

    def _build(self, actions: Sequence[Sequence[str]]) -> None:
        self._holding = None
        for _, key in (place for row in self._rows for place in row):
            if key is not None:  # it may be the one that is tapped just now
                key.hide()
                key.deleteLater()
        self._rows = [[(action, self._key(action)) for action in row] for row in actions]
        self._note.setFont(self._theme.font("tool"))

    def _key(self, action: str) -> Key | None:
        if action in {"gap", "blank"}:
            return None
        key = Key(action, self._theme, self)
        key.clicked.connect(partial(self._tap, key))
        key.held.connect(partial(self._down, key))
        key.show()
        return key

    def _label(self, key: Key, token: str) -> None:
        words, name = self._words(key.action, token)
        key.stand_for(token, words, name)
        key.setObjectName(f"key:{token}")
        shown = self._shown
        key.setEnabled(not shown.marking or bool(key.action) or bool(self._others(key)))
        key.locked = key.action == "shift" and shown.shift > 1
        if key.action == "script":
            key.setChecked(token == self._script())
        else:
            key.setChecked(shown.marking if key.action == "more" else shown.shift > 0)

    def _words(self, action: str, token: str) -> tuple[str, str]:
        """Return what stands on a key, and what it is called."""
        say, layout = self._window.say, self._layout
        match action:
            case "shift":
                words = "", say.text("Shift")
            case "delete":
                words = "", say.text("Delete")
            case "space":
                words = "", say.text("Space")
            case "done":
                words = say.text("Done"), say.text("Done")
            case "numbers":
                words = "123", say.text("123: numbers and signs")
            case "letters":
                words = layout.label, say.text("{sample}: letters").format(sample=layout.label)
            case "layouts":
                sample = "A Ж ع"
                words = sample, say.text("{sample}: other alphabets").format(sample=sample)
            case "more":
                name = say.text("{sample}: letters with marks").format(sample=layout.marks)
                words = layout.marks, name
            case "script":
                names = layouts.layout(token).names
                words = SEPARATOR.join(names), ", ".join(names)
            case _:
                words = token, token
        return words

    def _says(self) -> str:
        """Return what is said above the keys."""
        shown = self._shown
        if shown.layer != "letters" or not self._layout.by_hand:
            return ""
        return self._window.say.text(
            "Chinese cannot be typed here. "
            "Use Latin letters, ask the staff to type, or write on paper."
        )

    def _arrange(self, top: int, high: int, gap: int) -> None:
        """Lay the keys out in rows; the keys of a row stand in the same order in every language."""
        widths = [_widths([action for action, _ in row]) for row in self._rows]
        numpad = self._shown.layer in {"digits", "decimals"}
        units = max([sum(row) for row in widths] + ([] if numpad else [_USUAL]))
        pitch = min((self.width() - gap) / units, self._theme.mm(_WIDEST) + gap)
        for number, (row, wide) in enumerate(zip(self._rows, widths, strict=True)):
            stretch = next((row.index(p) for s in _STRETCH for p in row if p[0] == s), None)
            if stretch is not None:
                wide[stretch] += units - sum(wide)
            x = (self.width() + gap - sum(wide) * pitch) / 2
            for (_, key), letters in zip(row, wide, strict=True):
                if key is not None:
                    right = round(x + letters * pitch - gap)
                    key.setGeometry(round(x), top + number * (high + gap), right - round(x), high)
                x += letters * pitch

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what misses a key ends here


def _height(window: int, theme: Theme) -> tuple[int, int]:
    """Return the height of a key and the gap between keys in pixels, for a window's height."""
    high, wide, narrow = theme.mm(_HIGH), *(theme.mm(gap) for gap in _GAPS)
    if _ROWS * high + (_ROWS + 1) * wide <= window * _EASY:
        return high, wide
    room = round(window * _MOST) - (_ROWS + 1) * narrow
    return max(theme.mm(_LOWEST), min(high, room // _ROWS)), narrow


def _widths(actions: Sequence[str]) -> list[float]:
    return [_WIDTHS.get(action, 1.0) for action in actions]


def _parts(field: Field) -> tuple[QWidget, ...]:
    """Return what gets the keys and the taps of a field."""
    return (field,) if isinstance(field, QLineEdit) else (field, field.viewport())


def _layer(field: Field) -> str:
    """Return the keys with which a field begins."""
    hints = field.inputMethodHints() & _NUMERIC
    if not hints:
        return "letters"
    return "digits" if hints & Qt.InputMethodHint.ImhDigitsOnly else "decimals"


def _split(keys: Sequence[str], across: int) -> Rows:
    return tuple(tuple(keys[n : n + across]) for n in range(0, len(keys), across))


def _before(field: Field) -> str:
    """Return the words before the cursor; none where something is selected and would go."""
    if isinstance(field, QLineEdit):
        words, place = field.text(), field.cursorPosition()
        chosen = field.hasSelectedText()
    else:
        cursor = field.textCursor()
        words, place = cursor.block().text(), cursor.positionInBlock()
        chosen = cursor.hasSelection()
    # Qt counts the units of UTF-16
    return "" if chosen else words.encode("utf-16-le")[: 2 * place].decode("utf-16-le")

"""Reading a page aloud: which part is being read is marked, and any touch makes it silent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from consent_app import events as e
from consent_app.glass import voice as voices
from consent_app.glass.hearing import Hearing
from consent_app.glass.variants import VariantsView
from consent_app.glass.voice import Manner
from consent_app.view import aloud
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPaintEvent

    from consent_app.glass.touch import Guard
    from consent_app.glass.voice import Voice
    from consent_app.glass.window import Window

_WIDE = 1.5
"""Millimetres of the bar beside what is being read."""


class Listening(QObject):
    """The Listen button of a window: it reads the page; whatever is pressed then, it stops."""

    def __init__(self, window: Window, guard: Guard) -> None:
        super().__init__(window)
        self._window = window
        self.manner = Manner()
        """As this person wants it."""
        self._voices: dict[str, Voice | None] = {}
        self._left: Sequence[aloud.Part] = ()
        self._voice: Voice | None = None
        self._hushed = False
        """Whether the press that is under way made it silent."""
        self._mark: _Mark | None = None
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._offer)
        guard.touched.connect(self._touched)
        window.cleared.connect(self.forget)

    @property
    def reading(self) -> bool:
        """Whether something is being read."""
        return self._voice is not None

    def attach(self) -> None:
        """Serve the frame that the window shows now."""
        self.stop()
        self._window.frame.listen_button.clicked.connect(self.toggle)

    def turned(self) -> None:
        """Be silent: another page is there. Offer to read it once it can be seen."""
        self.stop()
        known = self._voices.get(self._window.say.code)
        self._window.frame.listen_button.setVisible(known is not None)
        if self._window.say.code not in self._voices:
            self._asking.start(0)

    def can(self) -> bool:
        """Return whether there is a voice for the language of the page."""
        say = self._window.say
        if say.code not in self._voices:
            self._voices[say.code] = voices.find(say, self._said, self)
        return self._voices[say.code] is not None

    def forget(self) -> None:
        """Be silent, and as loud and as fast as at first for the next person."""
        self.stop()
        self.manner = Manner()

    def choices(self) -> tuple[QWidget, ...]:
        """Return what can be chosen about reading aloud; nothing where there is no voice."""
        window = self._window
        return (Hearing(window.say, window.theme, self.manner, self.set),) if self.can() else ()

    def set(self, **steps: int) -> None:
        """Take how loud or how fast it is read, as steps from -2 to 2."""
        self.manner = replace(self.manner, **steps)

    # --- reading ----------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Read the page, or stop."""
        hushed, self._hushed = self._hushed, False
        if self.reading or hushed:
            self.stop()
        elif self._window.page is not None and self.can():
            self._read()

    def _read(self) -> None:
        window = self._window
        if window.page is None:
            return
        self._voice = self._voices[window.say.code]
        self._left = aloud.parts(self._as_shown(window.page), window.say)
        window.note(e.Listened(at=window.session.now(), page=window.page.id))
        self._next()

    def _as_shown(self, page: b.Page) -> b.Page:
        """Return the page with the choice of each row of buttons that is shown by now."""
        views = self._window.frame.findChildren(VariantsView)
        shown = {view.name: view.chosen for view in views}
        blocks = tuple(
            replace(block, chosen=shown.get(block.name, block.chosen))
            if isinstance(block, b.Variants) else block
            for block in page.blocks
        )  # fmt: skip
        return replace(page, blocks=blocks)

    def stop(self) -> None:
        """Be silent at once."""
        voice, self._voice, self._left = self._voice, None, ()
        if voice is not None:
            voice.stop()
        if self._mark is not None:
            self._mark.hide()
            self._mark.setParent(None)
            self._mark.deleteLater()
            self._mark = None

    def _next(self) -> None:
        """Read what comes next; somebody listens, so the page is not put away meanwhile."""
        self._window.conduct.alive()
        if self._voice is None or not self._left:
            self.stop()
            return
        part, *self._left = self._left
        self._show(part.block)
        self._voice.read(part.words, self.manner)

    def _said(self, well: bool) -> None:  # noqa: FBT001 - from a signal
        if not well and self.reading:
            self.stop()
            self._window.frame.hint(self._window.say.text("Reading aloud does not work now."))
        elif self.reading:
            self._next()

    def _touched(self) -> None:
        self._hushed = self.reading
        self.stop()

    def _offer(self) -> None:
        self._window.frame.listen_button.setVisible(self.can())

    # --- where it reads ---------------------------------------------------------------------------

    def _show(self, block: int) -> None:
        """Mark a block and bring it into sight."""
        text = self._window.frame.text
        content, found = text.widget(), self._block(block)
        if content is None or found is None:
            return
        if self._mark is None:
            theme = self._window.theme
            self._mark = _Mark(content, theme.colour("primary"), theme.mm(_WIDE))
        self._mark.beside(found)
        text.ensureWidgetVisible(found, 0, self._window.theme.space(2))

    def _block(self, number: int) -> QWidget | None:
        frame = self._window.frame
        content = frame.text.widget()
        if number == aloud.TITLE or content is None:
            return frame.title
        parts = content.findChildren(QWidget)
        return next((part for part in parts if part.property("block") == number), None)


class _Mark(QWidget):
    """A bar before the part that is being read."""

    def __init__(self, content: QWidget, colour: QColor, wide: int) -> None:
        super().__init__(content)
        self._colour, self._wide = colour, wide
        self.setObjectName("reading")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def beside(self, part: QWidget) -> None:
        """Stand beside a part, on the side on which its lines begin."""
        content = self.parentWidget()
        if content is None:
            return
        box = QRect(part.mapTo(content, part.rect().topLeft()), part.size())
        mirrored = content.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = box.right() + self._wide if mirrored else box.left() - 2 * self._wide
        self.setGeometry(x, box.top(), self._wide, box.height())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._colour)

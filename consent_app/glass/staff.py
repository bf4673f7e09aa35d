"""The staff's door: a PIN, who waits to go on, measuring the screen, and the only way out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from consent_app.glass.asking import button
from consent_app.glass.calibration import Calibration
from consent_app.glass.errors import Wrong
from consent_app.glass.overlay import Overlay
from consent_app.glass.pad import Pad
from consent_app.glass.reading import Label
from consent_app.view import lobby as view

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from consent_app.glass.window import Window

_HELD = 1500
"""Milliseconds for which the clinic's name is pressed to open the door."""
_LEAST, _MOST = 4, 12
"""Digits of a PIN."""
_FAULTS = 3
"""The latest things that did not work."""


class LongPress(QObject):
    """Calls when something is pressed for long."""

    def __init__(self, on: QWidget, call: Callable[[], None]) -> None:
        super().__init__(on)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_HELD)
        self._timer.timeout.connect(call)
        on.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress:
            self._timer.start()
        elif event.type() in {QEvent.Type.MouseButtonRelease, QEvent.Type.Hide}:
            self._timer.stop()
        return super().eventFilter(watched, event)


class PinCard(Overlay):
    """A pad for the PIN, and what was wrong with the last one."""

    def __init__(self, window: Window, given: Callable[[str], None]) -> None:
        say = window.say
        super().__init__(say.text("For the staff"), [], window.theme, window.frame)
        self._asks = Label(say.text("Type your PIN."), window.theme)
        self._wrong = Wrong("", window.theme)
        self.rows.addWidget(self._asks)
        self.rows.addWidget(self._wrong)
        self.pad = Pad(
            say.text("PIN"), window.theme, say, least=_LEAST, most=_MOST, hidden=True
        )  # fmt: skip
        self.pad.given.connect(given)
        self.rows.addWidget(self.pad)
        self.offer(say.text("Close"), "close", window.close_overlay)

    def complain(self, words: str) -> None:
        """Say what was wrong, in the place of what is asked for."""
        self._asks.hide()
        self._wrong.say(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.pad.key(event):
            super().keyPressEvent(event)


class Desk:
    """What the staff can do at a kiosk."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def open(self) -> None:
        """Ask for the PIN; where none is set, say how one is."""
        window, say = self._window, self._window.say
        if window.session.staff is None:
            words = say.text("No PIN is set. Set one on the command line: {command}")
            window.cards.tell(say.text("For the staff"), words.format(command="consent-app pin"))
        else:
            window.cover(PinCard(window, self._given))

    def _given(self, pin: str) -> None:
        window, staff = self._window, self._window.session.staff
        if staff is None or not isinstance(window.overlay, PinCard):
            return
        if staff.right(pin):
            window.session.allow_codes()
            self.show()
            return
        words = self._refusal()
        window.overlay.complain(words)
        window.announce(words)

    def _refusal(self) -> str:
        say, staff = self._window.say, self._window.session.staff
        until = staff.locked_until if staff is not None else None
        if until is None:
            return say.text("That is not the PIN. Try again.")
        words = say.text("There were too many wrong tries. No PIN is taken until {time}.")
        return words.format(time=say.moment(until.astimezone()))

    def show(self) -> None:
        """Show what can be done; of who waits there is no name."""
        window, say = self._window, self._window.say
        broke = [f"{one.at:%H:%M} {one.page} {one.what}" for one in window.faults.seen[-_FAULTS:]]
        page = view.staff(say, window.session.waiting(), broke)
        card = window.cards.card(page.title, page.texts)
        for offer in page.offers:
            made = button(offer.words, window.theme, name=offer.name)
            handle = offer.name.removeprefix("let-in:")
            made.clicked.connect(partial(self._let_in, handle))
            card.rows.addWidget(made)
        actions = {
            "close": window.close_overlay, "staff:calibrate": self.calibrate,
            "staff:quit": window.release,
        }  # fmt: skip
        for offer in page.feet:
            card.offer(offer.words, offer.name, actions[offer.name])
        window.cover(card)

    def _let_in(self, handle: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own argument
        self._window.close_overlay()
        self._window.lobby.let_in(handle)

    def calibrate(self) -> None:
        """Measure the screen; what is saved holds at once."""
        window = self._window
        card = Calibration(window.say, window.theme, window.frame, window.look.measured)
        card.offer(window.say.text("Close"), "close", window.close_overlay)
        window.cover(card)

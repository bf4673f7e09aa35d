"""How a window looks: text size, colours and movement, as each person likes it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from consent_app import events as e
from consent_app.glass import calibration, place
from consent_app.glass import theme as themes
from consent_app.glass.comfort import ComfortCard

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.glass.theme import Theme
    from consent_app.glass.window import Window


class Look:
    """Dresses a window, and does so anew for each person."""

    def __init__(self, window: Window, theme: Theme, data: Path | None) -> None:
        """Begin with a theme; what is measured is kept in the folder `data`, if there is one."""
        self._window, self._data = window, data
        self.theme = theme
        """As it looks now."""
        self._first = theme
        """As it looks for each person at first."""
        self._focus_before = ""

    @property
    def changed(self) -> bool:
        """Whether it looks other than at first."""
        return replace(self.theme, cjk=False) != replace(self._first, cjk=False)

    def note(self) -> None:
        """Write down how somebody has it look."""
        size, look, still = self.theme.size, self.theme.look, self.theme.still
        at = self._window.session.now()
        self._window.note(e.ComfortChosen(at=at, size=size, look=look, still=still))

    # --- dressed ----------------------------------------------------------------------------------

    def dress(self) -> None:
        """Build the frame anew for the text size and the script of the language."""
        self.theme = replace(self.theme, cjk=self._window.say.cjk)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.dress(app, self.theme)
        self._window.new_frame()

    def dress_in(self, theme: Theme) -> None:
        """Show everything in a look that somebody chose; place and what was begun there stay."""
        window = self._window
        focus, choosing = place.focused(window.frame), isinstance(window.overlay, ComfortCard)
        self.theme = theme
        self.note()
        self._wear_here(theme)
        if choosing:
            self._open()
            place.focus(window.frame, focus)

    def _wear_here(self, theme: Theme) -> None:
        window, here = self._window, place.take(self._window.frame)
        self.theme, window.overlay = theme, None
        self.dress()
        window.draw_anew()
        place.put(window.frame, here)

    def wear(self, theme: Theme) -> None:
        """Show the lobby in another look."""
        self._window.close_overlay()
        self.theme = theme
        self.dress()

    def wear_first(self) -> None:
        """Look as at first."""
        self.wear(self._first)

    # --- chosen -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Let the text size, the colours and movement be chosen, over any page."""
        if self._window.overlay is None:
            self._focus_before = place.focused(self._window.frame)
            self._open()

    def _open(self) -> None:
        window, say = self._window, self._window.say
        card = ComfortCard(say, self.theme, window.frame, self.dress_in)
        for choice in window.listening.choices():
            card.rows.addWidget(choice)
        card.offer(say.text("Back to the page"), "close", self._close, main=True)
        window.cover(card)

    def _close(self) -> None:
        self._window.close_overlay()
        place.focus(self._window.frame, self._focus_before)

    # --- measured ---------------------------------------------------------------------------------

    def fit(self, ppi: float) -> None:
        """Keep all sizes in millimetres on a screen of other pixels per inch."""
        self._first = replace(self._first, ppi=ppi)
        theme = replace(self.theme, ppi=ppi)
        if theme == self.theme:
            return
        if self._window.lobby.there:
            self.wear(theme)
        else:
            self._wear_here(theme)

    def measured(self, ppi: float) -> None:
        """Take how fine the screen is, now and at the next start."""
        window = self._window
        window.close_overlay()
        self.fit(ppi)
        if self._data is None:
            return
        try:
            calibration.save(self._data, calibration.name(window.screen()), ppi)
        except OSError as error:
            why = error.strerror or type(error).__name__
            words = window.say.text("It could not be saved: {why}").format(why=why)
            window.cards.tell(window.say.text("Measure the screen"), words)

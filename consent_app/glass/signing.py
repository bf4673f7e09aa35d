"""Signing, then sealing; where sealing fails, the signature is kept and sealing can go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app import episode as ep
from consent_app import events as e
from consent_app.view import words as w

if TYPE_CHECKING:
    from consent_app.glass.asking import SignaturePanel
    from consent_app.glass.window import Window
    from consent_app.session import Finished


class Signing:
    """What the page with the signature leads to."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.panel: SignaturePanel | None = None
        """Where the person signs, while that page stands there."""

    def go_on(self) -> None:
        """Sign and seal, unless that is done."""
        if self._window.session.episode.sealed is not None:
            self._window.open_page(ep.DONE)
        elif self._window.session.episode.signature is not None or self._sign():
            self._seal()

    def _sign(self) -> bool:
        """Take the signature, or say at its place what is missing."""
        window, panel, episode = self._window, self.panel, self._window.session.episode
        if panel is None or episode.rendered is None:
            return False
        how, strokes, words = panel.given()
        event = e.Signed(
            at=window.session.now(), how=how, content=episode.rendered.content,
            strokes=strokes, words=words, statements=panel.ticked,
        )  # fmt: skip
        after = ep.step(episode, event)
        if isinstance(after, ep.Refused):
            panel.complain(w.refusal(after.code, window.say)).arrive()
            return False
        return window.send(event)

    def _seal(self) -> None:
        window = self._window
        window.failure = None
        window.papers.seal(self._sealed)
        if window.papers.sealing:
            window.refresh()
            window.frame.hint(window.say.text("Your document is being sealed."))

    def _sealed(self, finished: Finished) -> None:
        self._window.papers.copy = finished
        self._window.open_page(ep.DONE)

"""The press: from an episode to a stored, sealed file, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from consent_app.session import Finished
from consent_app.view.document import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from consent_app.episode import Episode
    from consent_app.events import DocumentKind
    from consent_app.language import Language
    from consent_app.paper.document import Rendered
    from consent_app.paper.seal import Key
    from consent_app.settings import Clinic
    from consent_app.view.blocks import Document

FOLDER = "documents"
_ENDINGS: Mapping[DocumentKind, str] = {
    "acknowledgement": "", "information": "-information", "for_ink": "-for-ink",
}  # fmt: skip
"""What the name of a file ends with after its document's number."""


class Press:
    """Renders, seals and stores the documents of one installation."""

    def __init__(self, clinic: Clinic, key: Callable[[], Key], folder: Path | None) -> None:
        """Take the key from `key` at first use; store below `folder`, or nowhere if None."""
        self._clinic, self._make_key, self._folder = clinic, key, folder
        self._key: Key | None = None
        self._rendered: Rendered | None = None

    @property
    def key(self) -> Key:
        """The key that seals."""
        if self._key is None:
            self._key = self._make_key()
        return self._key

    def preview(self, episode: Episode, say: Language) -> Rendered:
        """Lay out the document of an episode, unsigned.

        Raises:
            PaperError: it cannot be drawn; says why.

        """
        from consent_app.paper import document as paper

        words = self._words(episode, say)
        known = self._rendered
        if known is None or known.document != words:
            self._rendered = known = paper.render(words)
        return known

    def finish(self, episode: Episode, say: Language) -> Finished:
        """Sign (where the episode is signed), seal and store.

        Raises:
            PaperError: the words are not those that were shown, or cannot be drawn.
            SealError: the key or the folder cannot be used; nothing was stored.

        """
        from consent_app.paper import document as paper
        from consent_app.paper import seal as seals

        words = self._words(episode, say)
        if episode.signature is None:
            sheet: Rendered | paper.Signed = self.preview(episode, say)
        else:
            shown = self.preview(replace(episode, signature=None), say)
            sheet = paper.sign(shown, words)
        sealed = seals.seal(
            sheet, self.key, episode.last,
            name=say.text("Seal of the clinic"), reason=words.status,
        )  # fmt: skip
        path = self._path(episode)
        if path is not None:
            seals.store(sealed, path)
        return Finished(sealed.pdf, sealed.sha256, path)

    def _words(self, episode: Episode, say: Language) -> Document:
        clinic, contact = self._clinic.clinic, self._clinic.contact
        return document(
            episode, say, clinic=clinic, contact=contact, demo_key=self.key.demonstration
        )

    def again(self, episode: Episode) -> Finished | None:
        """Return the sealed document from the store, if it is there and the one that was noted."""
        import hashlib

        path = self._path(episode)
        if path is None or episode.sealed is None or not path.is_file():
            return None
        data = path.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        return Finished(data, found, path) if found == episode.sealed.sha256 else None

    def _path(self, episode: Episode) -> Path | None:
        if self._folder is None:
            return None
        kind = _ENDINGS[episode.document_kind or "information"]
        return self._folder / FOLDER / f"{episode.document_id}{kind}.pdf"

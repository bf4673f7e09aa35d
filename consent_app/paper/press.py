"""The press: from an episode to a stored, sealed file, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from consent_app.episode import Refused, replay
from consent_app.evidence import Evidence, Setting, told
from consent_app.language import Language
from consent_app.paper.errors import PaperError
from consent_app.session import Finished
from consent_app.view.blocks import Format
from consent_app.view.document import document
from consent_app.view.slip import slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.episode import Episode
    from consent_app.events import DocumentKind, Event
    from consent_app.paper.document import Rendered, Signed
    from consent_app.paper.seals.seal import Key, Sealed
    from consent_app.paper.workshop import Matter, Workshop
    from consent_app.settings import Clinic
    from consent_app.view.blocks import Document

FOLDER = "documents"
_ENDINGS: Mapping[DocumentKind, str] = {
    "acknowledgement": "", "information": "-information", "for_ink": "-for-ink",
}  # fmt: skip
"""What the name of a file ends with after its document's number."""


def worded(episode: Episode, setting: Setting) -> Document:
    """Return the words of an episode's document, in one language or in two."""
    return document(
        episode, Language(setting.language), clinic=setting.clinic, contact=setting.contact,
        demo_key=setting.demonstration_key, format=Format(setting.size, setting.points),
        second=Language(setting.second) if setting.second else None,
    )  # fmt: skip


def remake(evidence: Evidence, pack: Pack) -> bytes:
    """Make the pages of a sealed file again, from what it carries; return all but the seal.

    With the content, the catalogue, the fonts and the libraries that the evidence names, every
    byte is the same.

    Raises:
        PaperError: ``not_replayed`` with the reason why the events cannot happen with this
            content, or as `document.render`.

    """
    from consent_app.paper import document as paper

    episode = replay(pack, told(evidence.events))
    if isinstance(episode, Refused):
        raise PaperError("not_replayed", episode.code)
    shown = paper.render(worded(replace(episode, signature=None), evidence.setting))
    return completed(episode, shown, evidence).pdf


def completed(episode: Episode, shown: Rendered, evidence: Evidence) -> Rendered | Signed:
    """Put the evidence, and the signature if there is one, behind what was shown."""
    from consent_app.paper import document as paper
    from consent_app.paper import enclose
    from consent_app.paper.join import join

    attach = enclose.attached(evidence, episode.last)
    if episode.signature is None:
        return replace(shown, pdf=join(shown.pdf, attachment=attach(shown.base)))
    return paper.sign(shown, worded(episode, evidence.setting), attach)


def sealed(matter: Matter, key: Key) -> Sealed:
    """Return the sealed file: what was shown, the signature, the evidence, the seal.

    Raises:
        PaperError: the words are not those that were shown, or cannot be drawn.
        SealError: as `seal.seal`.

    """
    from consent_app.paper import enclose
    from consent_app.paper.seals import seal as seals

    episode, shown = matter.episode, matter.shown
    evidence = enclose.evidence(episode, matter.events, shown, matter.setting)
    sheet = completed(episode, shown, evidence)
    reason = sheet.document.status
    return seals.seal(sheet, key, episode.last, name=matter.name, reason=reason)


class Press:
    """Renders, seals and stores the documents of one installation."""

    def __init__(
        self, clinic: Clinic, key: Callable[[], Key], folder: Path | None,
        workshop: Workshop | None = None,
    ) -> None:  # fmt: skip
        """Take the key from `key` at first use; store below `folder`, or nowhere if None.

        Pages are laid out in the `workshop`, or in this process if None.
        """
        self._workshop = workshop
        self._clinic, self._make_key, self._folder = clinic, key, folder
        self._key: Key | None = None
        self._rendered: Rendered | None = None

    @property
    def key(self) -> Key:
        """The key that seals."""
        if self._key is None:
            self._key = self._make_key()
        return self._key

    def aside(self) -> Press:
        """Return a press that stores nothing, not even the key for trying out."""
        return Press(self._clinic, self._key_aside, None, self._workshop)

    def _key_aside(self) -> Key:
        from consent_app.paper.seals import keys

        if self._key is None and self._clinic.seal.kind == "demonstration":
            return keys.demonstration_key(None, datetime.now().astimezone())
        return self.key

    def preview(self, episode: Episode, say: Language) -> Rendered:
        """Lay out the document of an episode, unsigned.

        Raises:
            PaperError: it cannot be drawn; says why.

        """
        words = worded(replace(episode, signature=None), self._setting(episode, say))
        known = self._rendered
        if known is None or known.document != words:
            self._rendered = known = self._render(words)
        return known

    def slip(self, episode: Episode, say: Language, code: str) -> bytes:
        """Lay out the slip of an episode; it is neither sealed nor stored.

        Raises:
            PaperError: it cannot be drawn; says why.

        """
        setting = self._setting(episode, say)
        form = Format(setting.size, setting.points)
        words = slip(
            episode, say, code=code, clinic=setting.clinic, contact=setting.contact, form=form
        )
        return self._render(words).pdf

    def _render(self, words: Document) -> Rendered:
        if self._workshop is not None:
            return self._workshop.render(words)
        from consent_app.paper import document as paper

        return paper.render(words)

    def finish(self, episode: Episode, say: Language, events: Iterable[Event]) -> Finished:
        """Sign (where the episode is signed), seal and store.

        Raises:
            PaperError: the words are not those that were shown, or cannot be drawn.
            SealError: the key or the folder cannot be used; nothing was stored.

        """
        from consent_app.paper.seals import seal as seals
        from consent_app.paper.workshop import Matter

        name = say.text("Seal of the clinic")
        shown, setting = self.preview(episode, say), self._setting(episode, say)
        matter = Matter(episode, shown, tuple(events), setting, name)
        if self._workshop is not None:
            made = self._workshop.finish(matter, self.key)
        else:
            made = sealed(matter, self.key)
        path = self._path(episode)
        if path is not None:
            seals.store(made, path)
        return Finished(made.pdf, made.sha256, path, made.level)

    def _setting(self, episode: Episode, say: Language) -> Setting:
        """Return how this clinic prints; the person may have chosen the size of the text."""
        clinic, second = self._clinic, self._clinic.second_language
        return Setting(
            language=say.code, second="" if second == say.code else second,
            size=clinic.paper, points=episode.points or clinic.points,
            clinic=clinic.clinic, contact=clinic.contact, demonstration_key=self.key.demonstration,
        )  # fmt: skip

    def again(self, episode: Episode) -> Finished | None:
        """Return the sealed document from the store, if it is there and the one that was noted.

        What proves its time may have been put behind it since.
        """
        import hashlib

        from consent_app.paper.audit.chain import as_sealed

        path = self._path(episode)
        if path is None or episode.sealed is None or not path.is_file():
            return None
        data = path.read_bytes()
        found = hashlib.sha256(as_sealed(data)).hexdigest()
        noted = episode.sealed
        return Finished(data, found, path, noted.level) if found == noted.sha256 else None

    def _path(self, episode: Episode) -> Path | None:
        if self._folder is None:
            return None
        kind = _ENDINGS[episode.document_kind or "information"]
        return self._folder / FOLDER / f"{episode.document_id}{kind}.pdf"

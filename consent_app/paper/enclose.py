"""What is put into a file beside its pages: the evidence, and what it says about this computer."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from msgspec import structs

from consent_app import evidence as ev
from consent_app.language import Language
from consent_app.paper.document import pango_version
from consent_app.paper.join import Attachment
from consent_app.paper.page.fonts import characters, families_for
from consent_app.settings import resource
from consent_app.view import prints
from consent_app.view.about import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from consent_app.episode import Episode
    from consent_app.events import Event
    from consent_app.paper.document import Rendered
    from consent_app.view.blocks import Document

_LIBRARIES = ("consent-app", "weasyprint", "pydyf", "fonttools", "jinja2", "pyHanko", "Babel")
"""What has a hand in how the pages and the file look."""


def evidence(
    episode: Episode, events: Iterable[Event], shown: Rendered, setting: ev.Setting
) -> ev.Evidence:
    """Return the evidence for a file that begins with what was shown.

    Args:
        episode: as the events have made it.
        events: of its journal, in order, up to the last one before the seal.
        shown: the document as it was laid out, unsigned.
        setting: what the pages were laid out for.

    """
    kept, head = ev.shown_events(events)
    say = Language(setting.language)
    codes = [code for code in (setting.language, setting.second) if code]
    return ev.Evidence(
        document=episode.document_id,
        kind=shown.document.kind,
        words=shown.content,
        shown=sha256(shown.base).hexdigest(),
        length=len(shown.base),
        events=kept,
        head=head,
        content=prints.of_content(episode, say),
        setting=setting,
        catalogues={code: catalogue(code) for code in codes},
        fonts=fonts_of(shown.document),
        versions=versions(),
    )


def attached(evidence: ev.Evidence, at: datetime) -> Callable[[bytes], Attachment]:
    """Return what makes the evidence a file to attach, given the pages that it goes behind.

    They are those that were shown, unless all were laid out once more; then the evidence says so.
    """
    say = Language(evidence.setting.language)
    description = say.text(
        "What happened, as the journal has it, and what the pages were made from"
    )

    def attach(base: bytes) -> Attachment:
        told, found = evidence, sha256(base).hexdigest()
        if found != evidence.shown:
            told = structs.replace(evidence, shown=found, length=len(base), again=True)
        return Attachment(ev.NAME, ev.MIME, description, ev.encode(told), at)

    return attach


def fonts_of(document: Document) -> Mapping[str, str]:
    """Return the SHA-256 of each font file that a document is set in."""
    families = families_for(characters(document))
    files = [file for family in families for file in (family.regular, family.bold) if file]
    return {file: font(file) for file in files if resource("fonts", file).is_file()}


@cache
def font(file: str) -> str:
    """Return the SHA-256 of a font file."""
    return sha256(resource("fonts", file).read_bytes()).hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of this program and of what lays out and seals for it."""
    own = {name: version(name) for name in _LIBRARIES}
    return {**own, "Pango": pango_version(), "Python": platform.python_version()}

"""Fingerprints of what an episode stands on, so that a later day can tell what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.evidence import Content, fingerprint
from consent_app.view import content, telling
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consent_app.content.model import Approval, Pack
    from consent_app.episode import Episode
    from consent_app.language import Language


def of_content(episode: Episode, say: Language) -> Content:
    """Return what the content of an episode is, and fingerprints of its parts.

    Pages are taken as they are worded for this person in this language, devices and rules as they
    are on file. Of the rules those count that have a say in the episode.
    """
    pack = episode.pack
    return Content(
        id=pack.manifest.id,
        version=pack.manifest.version,
        digest=pack.digest,
        pages=of_pages(episode, say),
        devices={name: fingerprint(device) for name, device in pack.devices.items()},
        rules={code: fingerprint(pack.jurisdictions[code]) for code in episode.ruling.entries},
        prices=of_prices(pack),
        approved_by=_approved(pack.approval),
    )


def of_prices(pack: Pack) -> str:
    """Return the fingerprint of a clinic's own prices, or nothing where it has none."""
    return fingerprint(pack.prices) if pack.prices else ""


def of_pages(episode: Episode, say: Language) -> Mapping[str, str]:
    """Return the fingerprint of each page of the pack that was opened."""
    words = Words(say, episode.pack)
    pages = episode.pack.pages
    return {name: of_page(name, episode, words) for name in pages if name in episode.opened}


def of_page(name: str, episode: Episode, words: Words) -> str:
    """Return the fingerprint of a page as it is worded for this person."""
    shown = content.page(episode.pack.pages[name], episode, words)
    blocks = map(telling.on_paper, shown)  # what was marked there is no part of it
    return fingerprint([(type(block).__name__, block) for block in blocks])


def _approved(approval: Approval | None) -> str:
    if approval is None:
        return ""
    return f"{approval.name}, {approval.role}, {approval.expires_on.isoformat()}"

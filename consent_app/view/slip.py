"""A slip of paper to take along: a code to go on with, or the number of the document; no name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.view import blocks as b
from consent_app.view import clock, lobby
from consent_app.view import page as screen
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.language import Language

_REVISION = 0
"""At its foot, so that a scanner does not take it for a page of the document itself."""


def slip(  # noqa: PLR0913 - what settings and the session put on it, each named
    episode: Episode, say: Language, *, code: str, clinic: str, contact: str, form: b.Format
) -> b.Document:
    """Return the slip of an episode: with a `code` while it can go on, else with its document."""
    words = Words(say, episode.pack)
    listed = b.SummaryList(tuple(_rows(episode, words, code, contact)))
    return b.Document(
        kind="information",
        document_id=episode.document_id,
        language=say.tag,
        direction="rtl" if say.right_to_left else "ltr",
        title=words("Your slip"),
        status=words("Your name is not on it. It is not a consent."),
        warning=screen.notice(episode, words),
        page_label=words("Page {page} of {pages}"),
        id_label=words("Document {id}").format(id=episode.document_id),
        made=episode.last.isoformat(),
        summary=(listed, b.Bullets("plain", tuple(_next(episode, words)), words("What is next"))),
        sections=(),
        signature=None,
        author=clinic or words("Demonstration, not a clinic"),
        format=form,
        revision=_REVISION,
    )


def _rows(episode: Episode, words: Words, code: str, contact: str) -> Iterator[tuple[str, str]]:
    if code and episode.sealed is None:
        yield words("Your code"), lobby.spaced(code, words.say)
        yield words("Made on"), words.say.moment(episode.last)
    else:
        yield words("Document number"), episode.document_id
        yield words("Made on"), words.say.moment(episode.last)
        if not episode.informs_only:
            yield from clock.earliest(episode, words)
    if contact:
        yield words("To change your mind, call"), words.say.isolate(contact)


def _next(episode: Episode, words: Words) -> Iterator[str]:
    if episode.sealed is None:
        yield words("With the code you go on where you stopped, up to 20 hours from then.")
        yield words("After that it is closed, and what you answered is wiped.")
    elif episode.decision == "go_ahead":
        yield words("Bring this slip when you talk with your surgeon.")
        yield words("Consent comes later. You can change your mind at any time.")
    else:
        yield words("You can come again at any time. Nothing is decided for you.")

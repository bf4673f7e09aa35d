"""The decision, the document that was shown, its signature and its seal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from consent_app import profile as p
from consent_app.episode.names import DECISION, DOCUMENT, SIGN, STATEMENTS
from consent_app.episode.state import Refused

if TYPE_CHECKING:
    from consent_app import events as e
    from consent_app.episode.way import Episode


def decide(now: Episode, decision: e.Decision) -> Episode | Refused:  # noqa: PLR0911 - one line per reason
    """Take what the person wants for now."""
    if now.prohibited:
        return Refused("prohibited")
    if now.looking:
        return Refused("nothing_kept")
    if now.under_age:
        return Refused("under_age")
    if now.signature:
        return Refused("already_signed")
    if any(now.status(topic.id) == "open" for topic in now.pack.checks.topics):
        return Refused("check_open")
    if now.page != DECISION:
        return Refused("page_not_open")
    return replace(now, decision=decision, decided_at=now.last, rendered=None, sealed=None)


def render(now: Episode, event: e.Rendered) -> Episode | Refused:
    """Keep which document was shown, by the hash of what it says."""
    if event.kind != now.document_kind or event.document != now.document_id:
        return Refused("not_decided")
    if event.kind == "acknowledgement" and now.page != DOCUMENT:
        return Refused("page_not_open")
    if now.signature and now.rendered and event.content != now.rendered.content:
        return Refused("not_what_was_shown")
    taken = now.sealed and now.sealed.kind != event.kind  # home, before it could be signed
    return replace(now, rendered=event, sealed=None if taken else now.sealed)


def sign(now: Episode, event: e.Signed) -> Episode | Refused:  # noqa: PLR0911 - one line per reason
    """Take the signature under what was shown, and nothing else."""
    if now.barred:
        return Refused(now.barred)
    if now.signature:
        return Refused("already_signed")
    if now.waiting_for:
        return Refused(now.waiting_for[0])
    if now.by_hand:
        return Refused("sign_by_hand")
    if now.decision != "go_ahead":
        return Refused("not_decided")
    if now.page != SIGN or now.rendered is None or now.rendered.kind != "acknowledgement":
        return Refused("not_rendered")
    if event.content != now.rendered.content:
        return Refused("not_what_was_shown")
    if sorted(event.statements or ()) != sorted(STATEMENTS):
        return Refused("statements_open")
    refused = _unsigned(event)
    return refused or replace(now, signature=event)


def _unsigned(event: e.Signed) -> Refused | None:
    """Return why what was given is not a signature: a line in the box, or a name that prints."""
    if event.how == "drawn":
        inside = all(0 <= part <= 1 for line in event.strokes for point in line for part in point)
        drawn = inside and any(len(line) > 1 for line in event.strokes)
        return None if drawn and not event.words else Refused("empty_signature")
    name = p.printable("signature", event.words)
    if isinstance(name, str):
        return None
    unread = name.code in {"unprintable", "undrawable"}
    return Refused("signature_undrawable" if unread else "empty_signature")


def seal(now: Episode, event: e.Sealed) -> Episode | Refused:
    """Keep the seal of what was shown; of an acknowledgement only once it is signed."""
    shown = now.rendered
    if shown is None or (event.kind, event.document) != (shown.kind, shown.document):
        return Refused("not_rendered")
    if now.sealed:
        return Refused("already_signed")
    if event.kind == "acknowledgement" and now.signature is None:
        return Refused("not_signed")
    return replace(now, sealed=event)

"""What the content is: its state, its dates, who paid for it and how it is kept up to date."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from consent_app.settings import translations
from consent_app.view import words as w

if TYPE_CHECKING:
    from consent_app.view.words import Words


def about(words: Words) -> tuple[tuple[str, str], ...]:
    """Return labels with values, the same for a page of the pack and for the paper."""
    manifest = words.pack.manifest
    return (
        (words("Content"), f"{words.fill(manifest.title)} {manifest.version}"),
        (words("State of the content"), _state(words)),
        (words("Content written on"), words.say.date(manifest.written_on)),
        (words("Next review due"), words.say.date(manifest.review_due)),
        (words("Funding"), words.fill(manifest.funding)),
        (words("How it is kept up to date"), words.fill(manifest.update_policy)),
    )


def _state(words: Words) -> str:
    state, approval = words(w.STATES[words.pack.manifest.status]), words.pack.approval
    if approval is None:
        return words("{state}, not clinically approved").format(state=state)
    return words("{state}, approved by {name}, {role}, on {day}, until {end}").format(
        state=state,
        name=words.say.isolate(approval.name),
        role=words.say.isolate(approval.role),
        day=words.say.date(approval.approved_on),
        end=words.say.date(approval.expires_on),
    )


@cache
def catalogue(code: str) -> str:
    """Return the SHA-256 of the catalogue of a language; English is that of the message ids."""
    name = ("messages.pot",) if code == "en" else (code, "LC_MESSAGES", "messages.po")
    return sha256(translations().joinpath(*name).read_bytes()).hexdigest()

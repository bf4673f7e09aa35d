"""The shipped pack, the sample candidate, and the parts of a session for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from consent_app import profile, settings
from consent_app.content import journey as journeys
from consent_app.content import load
from consent_app.language import SHIPPED
from consent_app.paper.press import Press
from consent_app.paper.seals import seal

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.journey import Journey
    from consent_app.content.model import Pack

CLINIC = settings.Clinic()


def pack(cache: Path | None = None) -> Pack:
    """Load the shipped pack, as it was kept in a folder at an earlier start if one is given."""
    return load.load(
        settings.resource("packs", "leg-lengthening"), settings.resource("jurisdictions"), cache
    )


def journey(content: Pack, language: str = "en") -> Journey:
    """Load the journey that `consent-app run` walks without a screen."""
    file = settings.resource("samples", "sample-candidate.yaml")
    found = journeys.load(file, profile.names(content), SHIPPED)
    return replace(found, language=language)


def press(folder: Path) -> Press:
    """Return a press that keeps its key and its documents in a folder."""
    now = datetime.now(UTC)
    return Press(CLINIC, lambda: seal.demonstration_key(folder, now), folder)

"""Which signature the law of a place asks for; no entry is "no rule found", never "any will do"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consent_app.content.model import Indication, Jurisdiction, SignatureRule


def signature(
    place: str | None, indication: Indication | None, jurisdictions: Mapping[str, Jurisdiction]
) -> SignatureRule | None:
    """Return the entry of a part of a country, else of the country; without a reason as for looks.

    Law that countries share is left out: it says what signatures count for, not which are needed.
    """
    if place is None:
        return None
    aim = indication or "cosmetic"
    entries = (jurisdictions.get(code) for code in (place, place.partition("-")[0]))
    found = (rule for entry in entries if entry for rule in entry.signature)
    return next((rule for rule in found if aim in rule.indications), None)

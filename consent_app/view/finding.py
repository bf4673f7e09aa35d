"""What was found about sealed files, in words, for the terminal and for the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consent_app.view import blocks as b


@dataclass(frozen=True, slots=True)
class Finding:
    """About one file, or about files that belong together."""

    verdict: b.Verdict
    checks: tuple[tuple[b.Tone, str, str], ...] = ()
    """For each thing that was looked at a sign, what it was, and the answer."""


@dataclass(frozen=True, slots=True)
class Findings:
    """About all files that were given: the worst first, in short, then each."""

    verdict: b.Verdict
    each: tuple[Finding, ...]

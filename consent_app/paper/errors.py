"""What can go wrong on paper: codes, not sentences."""

from __future__ import annotations

from typing import Literal

from consent_app.session import PressError

Code = Literal[
    "unknown_glyph",
    "renderer_complaint",
    "not_what_was_shown",
    "nothing_signed",
    "unknown_block",
    "not_replayed", "cannot_write",
]


class PaperError(PressError):
    """A document cannot be made: carries a code and what it is about."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class NotWhatWasShownError(PaperError):
    """The words to be signed are not the words that were laid out and shown."""

    def __init__(self, shown: str, given: str) -> None:
        """Keep the two digests."""
        super().__init__("not_what_was_shown", f"{shown} {given}")

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
    "renderer_lost",
    "not_paired",
    "not_replayed",
    "cannot_write",
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

    def __reduce__(self) -> tuple[type[NotWhatWasShownError], tuple[str, ...]]:
        """Come back from another process as it was."""
        return type(self), tuple(self.detail.split(" "))


SealCode = Literal[
    "not_signed", "seal_failed", "cannot_write",
    "key_missing", "key_unreadable", "key_alone", "certificate_alone", "key_kind", "key_several",
    "certificate_expired", "certificate_early",
    "passphrase_missing", "passphrase_open", "passphrase_wrong", "no_keyring",
    "module_unusable", "token_missing", "token_locked", "pin_wrong", "token_failed",
    "not_intact", "no_server", "no_time", "not_proven",
]  # fmt: skip


class SealError(PressError):
    """A file cannot be sealed or stored: carries a code and what it is about."""

    def __init__(self, code: SealCode, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail

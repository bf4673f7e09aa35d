"""What a builder may ask of the window that shows its widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

    from consent_app.events import Stroke
    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.profile import Value
    from consent_app.view.blocks import ChoiceList


class Host(Protocol):
    """The door from a widget to the session; the window is behind it."""

    @property
    def theme(self) -> Theme:
        """Sizes and colours."""

    @property
    def room(self) -> int:
        """The width for a block in pixels."""

    @property
    def tall(self) -> int:
        """The height in which a figure can be seen whole, in pixels."""

    @property
    def say(self) -> Language:
        """Words of the window itself."""

    def edited(self, name: str, value: Value) -> None:
        """A field holds something new; it is journalled once it is valid."""

    def choose(self, block: ChoiceList, option: str) -> None:
        """One of several answers was marked."""

    def change(self, page: str) -> None:
        """The page of an answer is to be opened, to change it."""

    def rate(self, value: str, weight: int) -> None:
        """It was said how much something matters."""

    def say_need(self, need: str, answer: str) -> None:
        """It was said whether the person has something."""

    def tick(self, asks: str, name: str, on: bool) -> None:  # noqa: FBT001 - from a signal
        """Something was marked, or no longer is."""

    def write(self, strokes: Sequence[Stroke]) -> None:
        """Something was written by finger."""

    def speak(self, language: str) -> None:
        """Another language was chosen."""

    def ask(
        self, *, ready: str | None = None, words: str | None = None, strokes: Sequence[Stroke] = ()
    ) -> bool:
        """Put a question on the list; False where it could not be taken."""

    def unask(self, ready: str) -> None:
        """Take a ready question off the list."""

    def drop(self, number: int) -> None:
        """Take a question off the list."""

    def open_form(self, name: str) -> None:
        """Open the small form of something to confirm; without a name close it."""

    def confirm(self, name: str) -> None:
        """Take what the small form says."""

    def reopen(self, name: str) -> None:
        """Take a confirmation back."""

    def want_pages(self, receive: PagesReceiver) -> None:
        """Have the document laid out, then give its pages to `receive`."""

    def want_copy(self, receive: CopyReceiver) -> None:
        """Have the sealed document ready, then tell `receive`."""

    def print_copy(self) -> None:
        """Print the sealed document."""

    def print_slip(self) -> None:
        """Print the slip to take along."""

    def save_copy(self) -> None:
        """Save a copy of the sealed document."""


class PagesReceiver(Protocol):
    """Takes pictures of pages."""

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """Show the pages."""


class CopyReceiver(Protocol):
    """Learns that the copy is ready."""

    def ready(self) -> None:
        """The sealed document can be printed and saved."""

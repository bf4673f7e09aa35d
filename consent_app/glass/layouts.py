"""The layouts of the on-screen keyboard: which sign stands on which key. Data, strictly loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from consent_app.settings import resource

if TYPE_CHECKING:
    from pathlib import Path

Rows = tuple[tuple[str, ...], ...]

SCRIPTS = (
    "latin", "cyrillic", "greek", "arabic", "hebrew", "devanagari", "hangul", "chinese",
)  # fmt: skip
"""The layouts that a person can choose, in the order in which they are offered."""
ACTIONS = frozenset(
    {"shift", "delete", "space", "done", "numbers", "letters", "layouts", "more", "gap", "blank"}
)
"""Words in a row that stand for a key that does something; `gap` and `blank` are no keys."""
_CAPITAL = {"ß": "ẞ", "\N{LATIN SMALL LETTER DOTLESS I}": "İ"}
"""Where Python's capital letter is none, or is that of another key."""


class LayoutError(Exception):
    """A layout cannot be used: carries the file and what is wrong."""

    def __init__(self, file: Path, problem: str) -> None:
        """Keep the file and the reader's own words about it."""
        super().__init__(str(file), problem)
        self.file, self.problem = file, problem


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One layout; a row is its keys from left to right, with spaces between."""

    names: tuple[str, ...]
    """The languages that are written with it, by their own names."""
    languages: tuple[str, ...] = ()
    """Codes of the languages of the wizard that begin with it."""
    like: str = ""
    """The layout whose keys it has."""
    label: str = ""
    """What stands on the key that leads back to the letters."""
    marks: str = ""
    """What stands on the key that leads to letters with marks."""
    composes: bool = False
    """Whether letters are put together into syllables."""
    by_hand: bool = False
    """Whether the language's own signs cannot be typed."""
    rows: tuple[str, ...] = ()
    shifted: tuple[str, ...] = ()
    """The same keys with shift; left out where these are the capital letters."""
    more: dict[str, str] = {}
    """Other letters behind a key, with spaces between."""

    def __post_init__(self) -> None:
        """Refuse keys that are not there, twice there or elsewhere with shift."""
        if bool(self.rows) == bool(self.like):
            raise ValueError("rows_or_like")
        signs = [key for row in self.letters() for key in row if key not in ACTIONS]
        if len(signs) != len(set(signs)):
            raise ValueError("twice")
        if strangers := set(self.more) - set(signs):
            raise ValueError("more: " + " ".join(sorted(strangers)))
        if self.shifted and _form(self.letters(shifted=True)) != _form(self.letters()):
            raise ValueError("shifted")

    def letters(self, *, shifted: bool = False) -> Rows:
        """Return the keys row by row: signs and actions."""
        if shifted and not self.shifted:
            return tuple(tuple(capital(key) for key in row) for row in self.letters())
        return tuple(tuple(row.split()) for row in (self.shifted if shifted else self.rows))

    def others(self, sign: str) -> tuple[str, ...]:
        """Return the letters behind a key; capital ones behind a capital letter."""
        if sign in self.more:
            return tuple(self.more[sign].split())
        small = self.more.get(sign.lower(), "")
        return tuple(capital(other) for other in small.split())


def _form(rows: Rows) -> list[list[str]]:
    """Return where there are signs and which actions are where."""
    return [[key if key in ACTIONS else "" for key in row] for row in rows]


def capital(key: str) -> str:
    """Return the capital letter; what has none, and an action, stays as it is."""
    if key in ACTIONS:
        return key
    found = _CAPITAL.get(key, key.upper())
    return found if len(found) == len(key) else key


def load(file: Path) -> Layout:
    """Read one layout.

    Raises:
        LayoutError: the file is missing, is no JSON, or holds something else than a layout.

    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=Layout)
    except (OSError, msgspec.MsgspecError) as error:
        raise LayoutError(file, str(error)) from error


@cache
def layout(name: str) -> Layout:
    """Return a shipped layout, with the keys of the one that it is like."""
    found = load(resource("keyboards", f"{name}.json"))
    if not found.like:
        return found
    own = {"names": found.names, "languages": found.languages, "by_hand": found.by_hand}
    return structs.replace(layout(found.like), **own)


def script(language: str) -> str:
    """Return the layout with which a language of the wizard begins."""
    code = language.partition("_")[0]
    return next((name for name in SCRIPTS if code in layout(name).languages), SCRIPTS[0])

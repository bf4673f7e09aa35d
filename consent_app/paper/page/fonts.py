"""Which of our fonts a document needs; no other font ever gets into it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from consent_app.language import UNSEEN
from consent_app.paper.errors import PaperError
from consent_app.settings import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Family(NamedTuple):
    """A family and the files of its weights; a family without bold is shown regular."""

    name: str
    regular: str
    bold: str = ""


# In the order in which a character looks for its font.
FAMILIES = (
    Family("Consent Sans", "ConsentSans-Regular.ttf", "ConsentSans-Bold.ttf"),
    Family("Consent Sans SC", "ConsentSansSC-Regular.otf", "ConsentSansSC-Bold.otf"),
    Family("Consent Sans Arabic", "ConsentSansArabic-Regular.ttf", "ConsentSansArabic-Bold.ttf"),
    Family("Consent Sans Hebrew", "ConsentSansHebrew-Regular.ttf", "ConsentSansHebrew-Bold.ttf"),
    Family("Consent Sans Devanagari", "ConsentSansDevanagari-Regular.ttf"),
    Family("Consent Sans Thai", "ConsentSansThai-Regular.ttf"),
    Family("Consent Sans Kana Hangul", "ConsentSansKanaHangul-Regular.otf"),
    Family("Consent Sans SC Names", "ConsentSansSCNames-Regular.otf"),
)


@cache
def _coverage(file: str) -> frozenset[int]:
    """Return the code points that a font can draw; none for a font that was left out."""
    from fontTools.ttLib import TTFont

    path = resource("fonts", file)
    if not path.is_file():
        return frozenset()
    with TTFont(path, lazy=True) as font:
        # some fonts map control characters to an empty glyph
        return frozenset(code for code in font.getBestCmap() or () if code >= ord(" "))


def families_for(characters: set[str]) -> tuple[Family, ...]:
    """Return the families that these characters need, the first one always.

    Raises:
        PaperError: ``unknown_glyph`` with the first character that has no font.

    """
    needed = [FAMILIES[0]]
    left = {ord(c) for c in characters if not UNSEEN.match(c)} - _coverage(FAMILIES[0].regular)
    for family in FAMILIES[1:]:
        if left and left & _coverage(family.regular):
            needed.append(family)
            left -= _coverage(family.regular)
    if left:
        raise PaperError("unknown_glyph", chr(min(left)))
    return tuple(needed)


def characters(value: object) -> set[str]:
    """Return every character of every text inside a document."""
    match value:
        case str():
            return set(value)
        case dict():
            return characters([*value.keys(), *value.values()])
        case list() | tuple():
            return set[str]().union(*(characters(item) for item in value))
        case int() | float() | None:
            return set()
        case _:
            return characters(msgspec.to_builtins(value, order="deterministic"))


def faces(families: Iterable[Family]) -> Iterator[str]:
    """Yield a `@font-face` rule for each file."""
    for family in families:
        for file, weight in ((family.regular, 400), (family.bold, 700)):
            if file and (path := resource("fonts", file)).is_file():
                yield (
                    f'@font-face {{ font-family: "{family.name}"; font-weight: {weight}; '
                    f'src: url("{path.as_uri()}") }}\n'
                )


@cache
def glyphs_of(family: str, *, bold: bool) -> dict[int, str]:
    """Return the character that each glyph of a font draws by itself, by the number of the glyph.

    Of several characters the first counts. Nothing for a family that is not ours.
    """
    from fontTools.ttLib import TTFont

    file = next(((f.bold if bold else "") or f.regular for f in FAMILIES if f.name == family), "")
    if not file:
        return {}
    with TTFont(resource("fonts", file), lazy=True) as font:
        found = sorted(font.getBestCmap().items(), reverse=True)
        return {font.getGlyphID(name): chr(code) for code, name in found}

"""One catalogue per language, and every format that depends on it.

Codes travel through the program; sentences are made here, when something is shown.
"""

from __future__ import annotations

import bisect
import contextlib
import gettext
import io
import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from consent_app import settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from babel import Locale

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: text of unknown direction keeps to itself."""

SHIPPED = ("en", "zh_Hans")
"""Languages in which the whole wizard can be read. English is the language of the message ids."""

UNSEEN = re.compile(
    "[\t\n\r \u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that are never drawn, so that no font needs them (Default_Ignorable_Code_Point)."""

PSEUDO = ("en_XA", "ar_XB")
"""English made longer, and English in the letters of a script that runs from right to left.

They show what does not fit or was never marked for the catalogue; nobody is offered them.
"""

_OWN_NAMES = {"en": "English", "zh_Hans": "简体中文", "en_XA": "Long", "ar_XB": "Mirrored"}
_REVIEWED = frozenset({"en"})
"""Languages whose words a native clinician has read; the others say so on every page."""

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_NO_TERRITORY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_SOME = 2
"""A fraction takes the plural."""


def pair(one: str, many: str) -> tuple[str, str]:
    """Mark a sentence with its plural for the catalogue; `Language.count` chooses."""
    return one, many


def mark(message: str) -> str:
    """Mark a sentence for the catalogue; it is translated when it is shown."""
    return message


def undrawable(words: str) -> str:
    """Return the characters, each once, that no font of this program can draw; nothing if all can.

    What cannot be seen on paper must not get into a document, so it is asked for again at once.
    """
    ends, starts = _coverage()
    return "".join(
        sign
        for sign in dict.fromkeys(words)
        if not UNSEEN.match(sign) and not _within(ord(sign), starts, ends)
    )


def _within(code: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    place = bisect.bisect_left(ends, code)
    return place < len(ends) and starts[place] <= code


def unbroken(words: str) -> list[str]:
    """Return the parts of a text between which a line may end: Chinese has one at each sign."""
    return _UNBROKEN.findall(words)


_UNBROKEN = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef-]+-?|-")


@cache
def _coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the last and the first code of each range that the fonts hold."""
    text = settings.resource("fonts", "coverage.txt").read_text(encoding="ascii")
    pairs = [line.split("-") for line in text.splitlines()]
    return tuple(int(b, 16) for _, b in pairs), tuple(int(a, 16) for a, _ in pairs)


@cache
def _locale(base: str) -> Locale:
    """Return what a language knows of numbers, dates and countries; every page asks for it."""
    from babel import Locale  # noqa: PLC0415 - 30 ms that the first page does not need

    return Locale.parse(base)


@cache
def _countries(base: str) -> tuple[tuple[str, str], ...]:
    named = ((str(code), str(name)) for code, name in _locale(base).territories.items())
    countries = ((c, n) for c, n in named if _COUNTRY.match(c) and c not in _NO_TERRITORY)
    return tuple(sorted(countries, key=lambda country: country[1]))


@lru_cache(maxsize=1000)
def _written(locale: Locale, value: float) -> str:
    """Return a number as a locale writes it: the same ones stand on many pages."""
    from babel.numbers import format_decimal  # noqa: PLC0415

    return format_decimal(value, locale=locale)


class UnknownLanguageError(Exception):
    """There is no catalogue for the language code."""


class Language:
    """The words, numbers and dates of one language."""

    def __init__(self, code: str) -> None:
        """Open the catalogue of a shipped language, or make a pseudo-language.

        Raises:
            UnknownLanguageError: the code is neither in `SHIPPED` nor in `PSEUDO`.

        """
        if code not in SHIPPED + PSEUDO:
            raise UnknownLanguageError(code)
        self.code = code
        self._catalogue = _catalogue(code)

    @property
    def tag(self) -> str:
        """The BCP 47 tag, as HTML and PDF want it."""
        return self.code.replace("_", "-")

    @property
    def own_name(self) -> str:
        """The language's name in its own script."""
        return _OWN_NAMES[self.code]

    @property
    def right_to_left(self) -> bool:
        """Whether pages are mirrored."""
        return self.code.partition("_")[0] in _RIGHT_TO_LEFT

    @property
    def cjk(self) -> bool:
        """Whether lines hold Han, kana or Hangul, which need more height."""
        return self.code.partition("_")[0] in {"ja", "ko", "zh"}

    @property
    def reviewed(self) -> bool:
        """Whether a native clinician has read the translation."""
        return self.code in _REVIEWED

    def text(self, message: str) -> str:
        """Return the sentence of a message id."""
        return self._catalogue.gettext(message) if message else ""

    def has(self, message: str) -> bool:
        """Whether there is a sentence for a message id that has letters at all."""
        same = self._catalogue.gettext(message) == message
        return self.code == "en" or not same or not any(c.isalpha() for c in message)

    def count(self, pair: tuple[str, str], low: float, high: float | None = None) -> str:
        """Return the singular or plural sentence of a pair, with ``{n}`` as number or range."""
        most = low if high is None else high
        whole = int(most) if most == int(most) else _SOME
        sentence = self._catalogue.ngettext(*pair, whole)
        return sentence.format(n=self.span(low, most))

    # --- formats ----------------------------------------------------------------------------------

    @property
    def _locale(self) -> Locale:
        return _locale(self._base)

    @property
    def _base(self) -> str:
        """The language whose numbers and dates are used: a pseudo-language has none of its own."""
        return self.code.partition("_")[0] if self.code in PSEUDO else self.code

    def number(self, value: float) -> str:
        """Return a number as people write it: no decimals unless it has them, at most two."""
        rounded = round(value, 2)
        return _written(self._locale, int(rounded) if rounded == int(rounded) else rounded)

    def span(self, low: float, high: float) -> str:
        """Return ``low to high``, or one number where both are the same."""
        if low == high:
            return self.number(low)
        return self.text("{low} to {high}").format(low=self.number(low), high=self.number(high))

    def money(self, low: int, high: int, currency: str) -> str:
        """Return a price or a range of prices with its ISO currency code."""
        # Translators: a price or a price range after its currency code, as in "USD 75,000".
        return self.text("{currency} {amount}").format(
            currency=currency, amount=self.span(low, high)
        )

    def currency(self, code: str) -> str:
        """Return the name of a currency, of more than one unit; the code where none is known."""
        from babel.numbers import get_currency_name  # noqa: PLC0415

        return get_currency_name(code, count=_SOME, locale=self._locale)

    def month(self, day: date) -> str:
        """Return a month with its year."""
        from babel.dates import format_skeleton  # noqa: PLC0415

        return format_skeleton("yMMMM", day, locale=self._locale)

    def year(self, year: int, *, decade: bool = False) -> str:
        """Return a year, or the ten years that begin with it."""
        # Translators: ten years by the first of them, as in "the 1950s".
        return self.text("the {year}s").format(year=year) if decade else str(year)

    def date(self, day: date) -> str:
        """Return a date with the month spelled out."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(day, format="long", locale=self._locale)

    @property
    def week(self) -> tuple[int, ...]:
        """The days of a week in the order of the calendars there; 0 is Monday."""
        from babel.core import get_global  # noqa: PLC0415

        likely = get_global("likely_subtags").get(self._base, self._base)
        first = _locale(likely).first_week_day
        return tuple((first + day) % 7 for day in range(7))

    def weekday(self, day: int) -> str:
        """Return a day of the week for a narrow column; 0 is Monday."""
        return str(self._locale.days["stand-alone"]["short"][day])

    def moment(self, when: datetime) -> str:
        """Return a date and time of day with its offset from UTC."""
        from babel.dates import format_datetime  # noqa: PLC0415

        pattern = "HH:mm (xxx)" if when.utcoffset() else "HH:mm (UTC)"
        clock = format_datetime(when, pattern.replace("UTC", "'UTC'"), locale=self._locale)
        return self.text("{date}, {time}").format(date=self.date(when.date()), time=clock)

    def country(self, code: str) -> str:
        """Return the name of a country or of a part of it; the code itself where none is known."""
        return str(self._locale.territories.get(code.partition("-")[0], code))

    @property
    def countries(self) -> tuple[tuple[str, str], ...]:
        """All countries as (code, name), in the order of their names."""
        return _countries(self._base)

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a list inside a sentence."""
        from babel.lists import format_list  # noqa: PLC0415

        return format_list(list(items), locale=self._locale) if items else ""

    def isolate(self, words: str) -> str:
        """Keep a person's words, or a number with its unit, from turning the line round."""
        turns = any(unicodedata.bidirectional(c) in {"R", "AL"} for c in words)
        return f"{FSI}{words}{PDI}" if turns or self.right_to_left else words


def _catalogue(code: str) -> gettext.NullTranslations:
    """Return the compiled catalogue, or compile the `.po` in memory where none is there yet."""
    if code == "en":
        return gettext.NullTranslations()
    if code in PSEUDO:
        return _Pseudo(code)
    folder = settings.translations() / code / "LC_MESSAGES"
    compiled, written = folder / "messages.mo", folder / "messages.po"
    return _read(compiled, written, written.stat().st_mtime)


@cache
def _read(compiled: Path, written: Path, changed: float) -> gettext.NullTranslations:
    """Read a catalogue once: each page asks for it, and it takes as long as drawing one."""
    if compiled.is_file() and compiled.stat().st_mtime >= changed:
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    return _compile(written)


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LONG = dict(zip(_LATIN, "áƀćđéḟǥħíĵķĺmńópqřšťúvŵxýž", strict=True))
_LONG |= {sign: 2 * _LONG[sign] for sign in "aeiounrt"}
_LONG |= {sign.upper(): words.upper() for sign, words in _LONG.items()}
_MIRRORED = dict(zip(_LATIN, "ابسديفقهيجكلمنوبقرستوفوخيز", strict=True))
_MIRRORED |= {sign.upper(): words for sign, words in _MIRRORED.items()}
_SIGNS = {"en_XA": _LONG, "ar_XB": _MIRRORED}
_PLACE = re.compile(r"(\{[^{}]*\})")
"""What is filled in later."""


class _Pseudo(gettext.NullTranslations):
    """English in other letters: some twice, which makes it about 40 % longer, or mirrored."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._signs = str.maketrans(_SIGNS[code])

    def gettext(self, message: str) -> str:
        parts = _PLACE.split(message)
        return "".join(p if n % 2 else p.translate(self._signs) for n, p in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _compile(written: Path) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with written.open("rb") as stream:
        catalogue = read_po(stream)
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    with contextlib.suppress(OSError):  # a read-only installation compiles at each start instead
        written.with_suffix(".mo").write_bytes(binary.getvalue())
    binary.seek(0)
    return gettext.GNUTranslations(binary)

"""How hard a text is to read: its words, its sentences and its school grade.

The grade is the Flesch-Kincaid formula (Kincaid, Fishburne, Rogers and Chissom, 1975, Research
Branch Report 8-75). It holds for English only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:[\u2019'.,-][^\W_]+)*")
"""Letters and digits, with what joins them inside a word: "X-ray", "doctor's", "75,000", "1.5"."""
_STOP = re.compile(r"(?<=[.!?])[\u201d\"\u2019')\]]*\s+(?![a-z])")
_SHORT = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e)\.")
"""Short forms whose stop ends no sentence."""

_SPLIT_Y = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
"""Between two vowels, as in "beyond", a y begins a syllable."""
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<![aeiouy])(?<![^aeiouy][lr])e$"  # bone, but not table, centre
    r"|(?<![aeiouysxzcgh])(?<![^aeiouy][lr])es$|(?<=[^aeiouysc]h)es$"  # bones, but not places
    r"|(?<![aeiouytd])(?<![^aeiouyl]l)(?<![^aeiouyr]r)ed$|(?<=[aeiou]y)ed$"  # turned, not needed
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ly|ful(?:ly)?|less|ments?|ness|ty|times?|thing|where|fore)$)"
)
_TWO = re.compile(
    r"[aeiou]ing|(?<![aeiou])ying"  # being, trying
    r"|(?<![ctsg])ia(?!ge)|(?<![ctsgxnl])io|iu"  # tibia, period, radius
    r"|(?:^sc|(?<![ct]))ie(?=ty?$|n[ct]|r$|st$)"  # quiet, science, easier
    r"|(?<![qg])ua(?!de|s)|(?<![qg])ue(?=[nl])|(?<!q)uou|(?<![gq])ui(?=d|ti|ty)"  # usual, fluent
    r"|(?<=[td])eo|(?<=[aeiouy].)eas?$|(?<=[aeiouy]..)eas?$|creat(?!u)|^rea(?=c[^h])"  # create
    r"|[ia]sm$|thm$"  # mechanism
)
"""Where one group of vowels is two syllables, or a syllable has no vowel."""
_SPELT = 3
"""Letters of a short form in capitals that is spelt out, as in "MRI"."""
_ODD = {"eye": 1, "eyes": 1, "area": 3, "areas": 3, "idea": 3, "ideas": 3, "w": 3}


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted in a text; `longest` is the number of words of its longest sentence."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0
    longest: int = 0

    @property
    def mean(self) -> float:
        """Words in a sentence, on average; 0 where there is none."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float:
        """School years that reading takes; may be below 0 where there is little text."""
        if not self.words:
            return 0.0
        return 0.39 * self.mean + 11.8 * self.syllables / self.words - 15.59


def measure(texts: Iterable[str]) -> Measure:
    """Count what stands in texts. The end of a text ends a sentence, with a stop or without."""
    counted = [words(sentence) for text in texts for sentence in sentences(text)]
    return Measure(
        words=sum(map(len, counted)),
        sentences=len(counted),
        syllables=sum(syllables(word) for sentence in counted for word in sentence),
        longest=max(map(len, counted), default=0),
    )


def sentences(text: str) -> list[str]:
    """Split a text where a stop is followed by a space and no small letter."""
    return [part for part in _STOP.split(_SHORT.sub(r"\1", text)) if words(part)]


def words(text: str) -> list[str]:
    """Return the words of a text; a number is a word."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Return about how many syllables an English word has; letters of a short form count one each.

    A number counts as one: reading aloud does not tell how hard a figure is.
    """
    parts = [part for part in re.split(r"[-.,\u2019']", word) if part]
    if any(part.isdigit() for part in parts):
        return 1
    return max(1, sum(map(_syllables, parts)))


def _syllables(part: str) -> int:
    plain = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode().lower()
    if part.isupper() and (len(part) <= _SPELT or not _VOWELS.search(plain)):
        return sum(_ODD.get(letter, 1) for letter in plain)
    if plain in _ODD:
        return _ODD[plain]
    groups = len(_VOWELS.findall(_SPLIT_Y.sub("-", plain)))
    return max(groups > 0, groups - len(_SILENT.findall(plain)) + len(_TWO.findall(plain)))

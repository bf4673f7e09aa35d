"""Korean letters put together into syllables, as a Korean keyboard does (KS X 5002)."""

from __future__ import annotations

import re

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _LAST = "가", "힣"
_PAIRS = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
"""Letters that two keys make, one after the other."""
_JOINED = {keys: letter for letter, keys in _PAIRS.items()}


def _any(letters: str) -> str:
    """Return a pattern for one of some letters by the keys that make it, the longest first."""
    return "|".join(sorted((_PAIRS.get(one, one) for one in letters), key=len, reverse=True))


_PART = re.compile(
    f"(?P<lead>[{_LEADS}])(?P<vowel>{_any(_VOWELS)})"
    # a consonant before a vowel begins the next syllable
    f"(?P<tail>(?:{_any(_TAILS)})(?![{_VOWELS}]))?"
    f"|(?P<alone>{_any(_VOWELS)})"
)


def compose(keys: str) -> str:
    """Return what the letters on the pressed keys make, in the normal form C.

    Letters that join nothing stay as they are.
    """
    return _PART.sub(_syllable, keys)


def _syllable(part: re.Match[str]) -> str:
    if alone := part["alone"]:
        return _JOINED.get(alone, alone)
    vowel, tail = (_JOINED.get(found, found) for found in (part["vowel"], part["tail"] or ""))
    place = _LEADS.index(part["lead"]) * len(_VOWELS) + _VOWELS.index(vowel)
    last = _TAILS.index(tail) + 1 if tail else 0
    return chr(ord(_FIRST) + place * (len(_TAILS) + 1) + last)


def keys(sign: str) -> str:
    """Return the keys that make a syllable or a letter; nothing for any other sign."""
    if _FIRST <= sign <= _LAST:
        place, last = divmod(ord(sign) - ord(_FIRST), len(_TAILS) + 1)
        lead, vowel = divmod(place, len(_VOWELS))
        letters = _LEADS[lead] + _VOWELS[vowel] + (_TAILS[last - 1] if last else "")
    else:
        letters = sign if sign and sign in _LEADS + _VOWELS + _TAILS else ""
    return "".join(_PAIRS.get(one, one) for one in letters)

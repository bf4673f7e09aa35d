"""A picture to practise on: how chances are read, before one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app import episode as ep
from consent_app import figures
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.view.words import Words

_SURE, _AT_MOST, _ALL = 20, 30, 100
"""Days with rain; days that may have had rain as well; all days."""


def asked(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the picture with its question, and after an answer what to see in it."""
    yield _picture(words)
    options = tuple((answer, _days(int(answer), words)) for answer in sorted(ep.PRACTICE))
    label = words("Here are 100 days like today. On how many did it surely rain?")
    yield b.ChoiceList("practice", episode.page, label, options, episode.practice)
    if episode.practice is not None:
        yield _feedback(episode.practice, words)


def shown(words: Words) -> Iterator[b.Block]:
    """Yield the picture and what to see in it, as it stands on paper."""
    yield _picture(words)
    yield b.Paragraph(_said(words))


def _picture(words: Words) -> b.Picture:
    figure = figures.icon_array(_SURE, _AT_MOST, _ALL, mirrored=words.say.right_to_left)
    return b.Picture(figure, {}, words(
        "Picture: 100 shapes for 100 days. Some are full, some dashed, the rest are empty."
    ), share=0.42)  # fmt: skip


def _days(number: int, words: Words) -> str:
    return words.say.isolate(words.say.count(w.UNITS["days"], number))


def _said(words: Words) -> str:
    sentence = words("Full shapes are days with rain: {days}. Dashed ones are days not known.")
    return sentence.format(days=_days(_SURE, words))


def _feedback(answer: str, words: Words) -> b.Notice:
    if answer == ep.PRACTICE[0]:
        return b.Notice("ok", words("That is right"), (_said(words),))
    count = words("Count the full shapes only: two rows of ten.")
    return b.Notice("info", words("Let us look again"), (count, _said(words)))

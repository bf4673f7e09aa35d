"""What matters to a person, and how the choices fit that: no sum, no rank, no advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.view.words import Words


def scales(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the statements of the page that the episode stands on."""
    if episode.page == episode.value_pages[0]:
        yield b.Paragraph(words("There is no right answer. Your team gets what you say here."))
    *options, instead = ((weight, words(label)) for weight, label in w.WEIGHTS.items())
    for value in episode.statements(episode.page):
        chosen = episode.ratings.get(value.id)
        yield b.ValueScale(value.id, words.fill(value.text), tuple(options), instead, chosen)


def fit(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield how each choice fits what the person said matters most, or that nothing does."""
    values = episode.what_matters
    if not values:
        yield b.Paragraph(
            words("You marked nothing as mattering somewhat or more, so there is no table.")
        )
        return
    yield b.Paragraph(words("This does not choose for you."), "lead")
    head = (words("Choice"), *(words.fill(value.text) for value in values))
    rows = []
    for option in words.pack.alternatives.options:
        found = (value.fits[option.id] for value in values)
        rows.append((words.fill(option.title), tuple((one, words(w.FITS[one])) for one in found)))
    yield b.FitTable(words("What you said matters most, and each choice"), head, tuple(rows))


def said(episode: Episode, words: Words) -> b.Table:
    """Return every statement with the words that the person chose for it."""
    rows = []
    for value in words.pack.values.statements:
        weight = episode.ratings.get(value.id)
        answer = words("Not answered") if weight is None else words(w.WEIGHTS[weight])
        rows.append((words.fill(value.text), answer))
    head = (words("How much does this matter to you?"), words("What was answered"))
    return b.Table(words("Your answers"), head, tuple(rows))

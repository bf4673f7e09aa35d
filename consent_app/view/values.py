"""What matters to a person, and how the choices fit that: no sum, no rank, no advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.language import mark
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.view.words import Words


_BLANK = mark("Not answered")


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


def sure(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield whether the person was sure, for the record; nothing where nobody was asked."""
    declared = words.pack.sure
    if declared is None or not episode.sure:
        return
    rows = []
    for item in declared.items:
        answer = episode.sure.get(item.theme)
        rows.append((words.fill(item.text), words(w.YES_NO[answer] if answer else _BLANK)))
    head = (words("What was asked"), words("What was answered"))
    yield b.Table(words("How sure the person was"), head, tuple(rows))
    if episode.unsure:
        yield b.Paragraph(words("The team talks with the person about what is not a “yes”."))
    source = words("Asked after: {source} In words of our own.")
    yield b.SourceLine(source.format(source=w.citation(words.pack.sources[declared.source])))


def said(episode: Episode, words: Words) -> b.Table:
    """Return every statement with the words that the person chose for it."""
    rows = []
    for value in words.pack.values.statements:
        weight = episode.ratings.get(value.id)
        answer = words(_BLANK if weight is None else w.WEIGHTS[weight])
        rows.append((words.fill(value.text), answer))
    head = (words("How much does this matter to you?"), words("What was answered"))
    return b.Table(words("Your answers"), head, tuple(rows))

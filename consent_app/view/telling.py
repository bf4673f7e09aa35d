"""What a person tells the team: needs at home, what bears on the operation, and own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from consent_app.content.model import Suitability
    from consent_app.episode import Episode
    from consent_app.view.words import Words


def needs(episode: Episode, words: Words) -> b.NeedsList:
    """Return what is needed at home, each with the answer given so far."""
    rows = tuple(
        (item.id, words.fill(item.text), episode.needs.get(item.id))
        for item in words.pack.needs.items
    )
    options = tuple((answer, words(label)) for answer, label in w.NEED_ANSWERS.items())
    return b.NeedsList(words("What you have, and what you need"), rows, options)


def suitability(names: Collection[str], episode: Episode, words: Words) -> Iterator[b.TickList]:
    """Yield what about a person bears on the operation, by groups, to mark for the team."""
    head = (words("About you"), words("What to do"), words("Why"))
    for group, caption in w.SUITABILITY_GROUPS.items():
        rows = tuple(
            _row(item, episode, words)
            for item in words.pack.suitability.items
            if item.group == group and (group in names or not names)
        )
        if rows:
            lead = words("Mark what your team should know. You may leave all of it blank.")
            open_ = not (episode.looking or episode.signature or episode.prohibited)
            yield b.TickList("factor", words(caption), lead if open_ else "", head, rows, open_)


def _row(item: Suitability, episode: Episode, words: Words) -> b.TickRow:
    return b.TickRow(
        item.id, words.fill(item.label), words(w.ACTIONS[item.action]), words.fill(item.note),
        ticked=item.id in episode.told,
    )  # fmt: skip


def own_words(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield phrases to pick from, and a place to write by finger."""
    yield b.Paragraph(words("Pick what you would say yourself, or write it. Or go on without."))
    rows = tuple(
        b.TickRow(item.id, words.fill(item.text), ticked=item.id in episode.phrases)
        for item in words.pack.values.phrases
    )
    yield b.TickList("phrase", words("What people say about this choice"), "", (), rows)
    yield b.InkNote(
        words("Write by finger"),
        words("A few words are enough. Your team reads them as you wrote them."),
        episode.ink,
        words("Clear"),
    )


def told(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield for the record what the person told the team; nothing where nothing was told."""
    if episode.needs:
        rows = tuple(
            (words.fill(item.text), words(w.NEED_ANSWERS[episode.needs[item.id]]))
            for item in words.pack.needs.items
            if item.id in episode.needs
        )
        head = (words("At home"), words("Answer"))
        yield b.Table(words("What the person has, and what they need"), head, rows)
    if episode.told:
        items = {item.id: item for item in words.pack.suitability.items}
        lines = tuple(words.fill(items[name].label) for name in episode.told)
        yield b.Bullets("plain", lines, words("What the team should know"))
    if episode.phrases:
        phrases = {item.id: item for item in words.pack.values.phrases}
        lines = tuple(words.fill(phrases[name].text) for name in episode.phrases)
        yield b.Bullets("plain", lines, words("Picked as the person's own words"))
    if episode.ink:
        yield b.InkMark(words("Written by finger, about what matters"), episode.ink)


def on_paper(block: b.Block) -> b.Block:
    """Return what stands on paper for something to mark on the screen: a table, or a list."""
    match block:
        case b.TickList(caption=caption, head=head, rows=rows):
            return b.Table(caption, head, tuple((r.label, r.action, r.note) for r in rows))
        case b.NeedsList(label=label, rows=needed):
            return b.Bullets("plain", tuple(text for _, text, _ in needed), label)
        case _:
            return block

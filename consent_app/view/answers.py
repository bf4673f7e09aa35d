"""All that a person answered, in groups, each with the page on which it can be changed.

What is asked in private is not on it: others may look at the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app import episode as ep
from consent_app.profile import PERSON
from consent_app.view import blocks as b
from consent_app.view import summary
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.episode import Episode, Question
    from consent_app.view.words import Words


def page(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the groups in the order in which they were asked; a group without rows is left out."""
    yield b.Paragraph(words("Is all of this right? You can change each answer."))
    groups = (
        (words("About you"), _person(episode, words)),
        (words("Your plan so far"), _plan(episode, words)),
        (words("At home"), _needs(episode, words)),
        (words("What the team should know"), _told(episode, words)),
        (words("What matters to you"), _values(episode, words)),
        (words("In your own words"), _own_words(episode, words)),
        (words("How sure you are"), _sure(episode, words)),
        (words("Your questions"), _questions(episode, words)),
    )
    listed = ((title, tuple(_row(row, words) for row in rows)) for title, rows in groups)
    shown = tuple((title, rows) for title, rows in listed if rows)
    yield b.AnswerList(words("Your answers"), shown, words("Change"))


def _row(row: tuple[str, str, str], words: Words) -> b.AnswerRow:
    label, value, name = row
    change = words("Change: {what}").format(what=label)
    return b.AnswerRow(label, value or words("Not provided"), name, change)


Row = tuple[str, str, str]
"""A label, what was answered or nothing, and its page."""


def _person(episode: Episode, words: Words) -> Iterator[Row]:
    for name, fields in ep.FORMS.items():
        for field in fields:
            if field in PERSON:
                yield words(w.FIELDS[field]), summary.answer(field, episode, words), name


def _plan(episode: Episode, words: Words) -> Iterator[Row]:
    for item in episode.pack.manifest.fields:
        yield words.fill(item.label), summary.planned(item, episode, words), ep.PLAN


def _needs(episode: Episode, words: Words) -> Iterator[Row]:
    for name in episode.pages:
        for need in episode.needs_on(name):
            item = next(one for one in words.pack.needs.items if one.id == need)
            answer = episode.needs.get(need)
            said = words(w.NEED_ANSWERS[answer]) if answer else ""
            yield words.fill(item.text), said, name


def _told(episode: Episode, words: Words) -> Iterator[Row]:
    """Yield for each page on which something can be marked what was marked there."""
    items = {item.id: item for item in words.pack.suitability.items}
    for name in episode.pages:
        if known := episode.factors_on(name):
            marked = (words.fill(items[one].label) for one in episode.told if one in known)
            yield words.fill(episode.pack.pages[name].title), _listed(marked), name


def _values(episode: Episode, words: Words) -> Iterator[Row]:
    for name in episode.value_pages:
        for value in episode.statements(name):
            weight = episode.ratings.get(value.id)
            said = "" if weight is None else words(w.WEIGHTS[weight])
            yield words.fill(value.text), said, name


def _own_words(episode: Episode, words: Words) -> Iterator[Row]:
    if ep.OWN_WORDS not in episode.pages:
        return
    phrases = {item.id: item for item in words.pack.values.phrases}
    picked = (words.fill(phrases[name].text) for name in episode.phrases)
    yield words("What people say about this choice"), _listed(picked), ep.OWN_WORDS
    written = words("Written by finger")
    yield written, written if episode.ink else "", ep.OWN_WORDS


def _sure(episode: Episode, words: Words) -> Iterator[Row]:
    for item in episode.sure_items:
        answer = episode.sure.get(item.theme)
        yield words.fill(item.text), words(w.YES_NO[answer]) if answer else "", ep.SURE


def _questions(episode: Episode, words: Words) -> Iterator[Row]:
    if not episode.questions:
        yield words("Questions for the team"), "", ep.QUESTIONS
    for number, question in enumerate(episode.questions, 1):
        label = words("Question {number}").format(number=words.say.number(number))
        yield label, _asked(question, words), ep.QUESTIONS


def _asked(question: Question, words: Words) -> str:
    if question.ready:
        ready = (q.text for q in words.pack.questions.questions if q.id == question.ready)
        return words.fill(next(ready))
    return words.say.isolate(question.words) if question.words else words("Written by finger")


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(lines)

"""What has changed since a document was sealed: only the differences, in plain words.

Whether the words of a page are the same is known by its fingerprint. The words themselves are set
side by side where the content that the document was made from is still at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from consent_app import profile as p
from consent_app.evidence import fingerprint
from consent_app.view import blocks as b
from consent_app.view import content, devices, prints, summary
from consent_app.view import words as w
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.evidence import Content
    from consent_app.language import Language

Row = tuple[str, str, str]
"""What it is about, what it was, what it is now."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a sealed document tells of the day on which it was made."""

    content: Content
    episode: Episode
    """As it was then, on the content of then where that is at hand, else on that of now."""
    say: Language
    """In which the pages were fingerprinted."""

    @property
    def at_hand(self) -> bool:
        """Whether the episode stands on the content that the document was made from."""
        return self.episode.pack.digest == self.content.digest


def blocks(past: Past, now: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what differs, or that nothing does."""
    rows = (
        *_person(past, now, words), *_device(past, now, words), *_rules(past, now, words),
        *_version(past, now, words),
    )  # fmt: skip
    names = pages(past, now)
    if not rows and not names:
        yield b.Notice("ok", words("Nothing has changed since you signed"), (
            words("Content, rules, device and plan are the same as in the sealed document."),
        ))  # fmt: skip
        return
    if rows:
        head = (words("About"), words("Then"), words("Now"))
        yield b.Table(words("What is different now"), head, rows)
    if names:
        titles = tuple(words.fill(now.pack.pages[name].title) for name in names)
        yield b.Bullets("plain", titles, words("Pages to read again before you go on"))
    if past.at_hand:
        yield from _passages(names, past, now, words)


def pages(past: Past, now: Episode) -> tuple[str, ...]:
    """Return the pages that are to be read again: new ones, and those whose words changed."""
    words, known = Words(past.say, now.pack), past.content.pages
    order = now.pack.manifest.content
    return tuple(name for name in order if known.get(name) != prints.of_page(name, now, words))


# --- the person and the plan ----------------------------------------------------------------------


def _person(past: Past, now: Episode, words: Words) -> Iterator[Row]:
    before = past.episode
    then = Words(words.say, before.pack)
    for name in p.PERSON:
        old, new = _answer(name, before, then), _answer(name, now, words)
        if old != new:
            yield words(w.FIELDS[name]), old, new
    olds = {item.id: summary.planned(item, before, then) for item in before.pack.manifest.fields}
    for item in now.pack.manifest.fields:
        old, new = olds.get(item.id, ""), summary.planned(item, now, words)
        if old != new:
            blank = words("Not provided")
            yield words.fill(item.label), old or blank, new or blank


def _answer(name: str, episode: Episode, words: Words) -> str:
    return summary.answer(name, episode, words) or words("Not provided")


# --- the device, the rules, the content -----------------------------------------------------------


def _device(past: Past, now: Episode, words: Words) -> Iterator[Row]:
    """Yield how the named device stands, if that is another state, or what is on file changed."""
    found, before = now.device, past.episode.device
    if found is None:
        return
    new = devices.title(found, words)
    old = devices.title(before, Words(words.say, past.episode.pack)) if before else ""
    on_file = fingerprint(now.pack.devices[found.device])
    if past.at_hand and old != new:
        yield words("Status of the device"), old or words("Not named"), new
    elif not past.at_hand and past.content.devices.get(found.device) != on_file:
        yield words("Status of the device"), words("What was on file then"), new


def _rules(past: Past, now: Episode, words: Words) -> Iterator[Row]:
    before = past.episode.ruling
    if past.at_hand and before.verdict != now.ruling.verdict:
        old, new = w.VERDICTS[before.verdict], w.VERDICTS[now.ruling.verdict]
        yield words("Rules on file"), words(old), words(new)
    if past.at_hand:
        yield from _single_rules(past, now, words)
        return
    known, entries = past.content.rules, now.pack.jurisdictions
    for code in now.ruling.entries:
        if known.get(code) != fingerprint(entries[code]):
            title = words("Rules on file: {place}").format(place=words.say.country(code))
            checked = words("Changed since. Checked on {day}.")
            said = checked.format(day=words.say.date(entries[code].checked_on))
            yield title, words("What was on file then"), said


def _single_rules(past: Past, now: Episode, words: Words) -> Iterator[Row]:
    """Yield rules that have come, gone or changed."""
    olds = {rule.id: words(rule.statement) for rule in past.episode.ruling.rules}
    news = {rule.id: words(rule.statement) for rule in now.ruling.rules}
    none = words("Did not count for you")
    for name in dict.fromkeys((*olds, *news)):
        old, new = olds.get(name, none), news.get(name, none)
        if old != new:
            yield words("A rule"), old, new


def _version(past: Past, now: Episode, words: Words) -> Iterator[Row]:
    old, new = past.content, now.pack
    if old.digest == new.digest:
        return
    label = words("Content and rules")
    versions = [old.version, new.manifest.version]
    if versions[0] == versions[1]:
        sentence = words("{version}, fingerprint {digest}")
        digests = (old.digest[:8], new.digest[:8])
        versions = [sentence.format(version=old.version, digest=digest) for digest in digests]
    yield label, versions[0], versions[1]


# --- old words and new ----------------------------------------------------------------------------


def _passages(names: tuple[str, ...], past: Past, now: Episode, words: Words) -> Iterator[b.Table]:
    """Yield, for each page, what it said and what it says, only where that differs."""
    head = (words("It said"), words("It says now"))
    for name in names:
        title = words.fill(now.pack.pages[name].title)
        old, new = _lines(name, past.episode, words.say), _lines(name, now, words.say)
        if rows := tuple(_differences(old, new)):
            yield b.Table(title, head, rows)


def _lines(name: str, episode: Episode, say: Language) -> list[str]:
    page = episode.pack.pages.get(name)
    if page is None:
        return []
    shown = content.page(page, episode, Words(say, episode.pack))
    return [line for block in shown for line in _texts(block)]


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for kind, a, z, c, y in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield " ".join(old[a:z]) or "–", " ".join(new[c:y]) or "–"


def _texts(block: b.Block) -> tuple[str, ...]:  # noqa: PLR0911, C901 - one line per kind of block
    """Return the words of a block, line by line."""
    match block:
        case b.Heading(text=text) | b.Paragraph(text=text) | b.NumberLine(text=text):
            return (text,)
        case b.SourceLine(text=text):
            return (text,)
        case b.Bullets(items=items, title=title):
            return (title, *items) if title else items
        case b.Notice(title=title, text=text):
            return (title, *text)
        case b.Verdict(about=about, word=word, text=text, facts=facts):
            return (about, word, *text, *map(" ".join, facts))
        case b.Table(caption=caption, head=head, rows=rows):
            return (caption, " · ".join(head), *map(" · ".join, rows))
        case b.FitTable() | b.StatusTable():
            return _texts(block.worded())
        case b.SummaryList(rows=rows):
            return tuple(map(": ".join, rows))
        case b.SeverityLine(label=label, steps=steps, marked=marked):
            return (f"{label} {steps[marked]}",)
        case b.Picture(description=description):
            return (description,)
        case b.SideBySide(caption=caption, sides=sides, notes=notes):
            return (caption, *(f"{s.title} · {s.count} · {s.who}" for s in sides), *notes)
    return ()

"""How a device stands with the regulators: state, since when, and where it was read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from consent_app import regulation
from consent_app.language import mark
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.content.model import DeviceStatus
    from consent_app.episode import Episode
    from consent_app.language import Language
    from consent_app.profile import Problem
    from consent_app.regulation import Standing, State
    from consent_app.view.words import Words

STATES: Mapping[State, str] = {
    "cleared": mark("Cleared"),
    "limited": mark("Limits on its use"),
    "suspended": mark("Suspended"),
    "withdrawn": mark("Withdrawn"),
    "resumed": mark("Suspension lifted"),
    "unknown": mark("No notice found for this place"),
}
_TONES: Mapping[State, b.Tone] = {
    "cleared": "info", "resumed": "info", "limited": "caution", "suspended": "stop",
    "withdrawn": "stop", "unknown": "unknown",
}  # fmt: skip
"""Clearance is information; it is no reason to choose a device, so none is a tick."""


def blocks(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield how the named device stands; nothing where none is named."""
    found = episode.device
    if found is None:
        return
    yield b.Heading(words("The device that you named"))
    yield b.Notice(_TONES[found.state], title(found, words), tuple(_lines(found, words)))
    for notice in (*([found.notice] if found.notice else []), *found.elsewhere):
        yield _source(notice.last, words)


def title(found: Standing, words: Words) -> str:
    """Return the device, its state and since when."""
    name = words.fill(words.pack.devices[found.device].title)
    state = words(STATES[found.state])
    if found.notice is None:
        return words("{device}: {state}").format(device=name, state=state)
    sentence = words("{device}: {state} since {day}")
    return sentence.format(device=name, state=state, day=since(found.notice.first, words.say))


def since(entry: DeviceStatus, say: Language) -> str:
    """Return the first day of a status as exactly as it is known."""
    year, *rest = (int(part) for part in entry.since.split("-"))
    day = date(year, *(*rest, 1, 1)[:2])
    return (say.year(year), say.month(day), say.date(day))[len(rest)]


def row(episode: Episode, words: Words) -> Iterator[tuple[str, str]]:
    """Yield how the named device stands as a line of a summary."""
    if episode.device:
        yield words("Status of the device"), title(episode.device, words)


def flag(episode: Episode, words: Words) -> Iterator[str]:
    """Yield what every page says once a device that was named has been stopped."""
    if episode.device_flag:
        yield words("The device that you named was stopped there: name another one")


def problem(found: Problem, words: Words) -> str:
    """Return why an answer cannot be taken; of a device that was stopped, by which notice."""
    device = words.pack.devices.get(found.device)
    if device is None or found.day is None:
        return w.problem(found, words.say)
    codes = regulation.authorities(found.place, words.pack.jurisdictions)
    stands = regulation.status(device, found.place, found.day, codes)
    if stands.notice is None:
        return w.problem(found, words.say)
    sentence = words("{status}. It cannot be planned there. Notice: {notice}. Name another device, "
                     "or leave this open.")  # fmt: skip
    notice = words.pack.sources[stands.notice.first.source].title
    return sentence.format(status=title(stands, words), notice=notice)


def _lines(found: Standing, words: Words) -> Iterator[str]:
    if found.notice is None:
        yield words("That does not mean cleared. Ask the hospital for the papers of the device.")
    else:
        yield _said(found.notice.last, words)
    if found.barred:
        yield words("It cannot be planned there. Please name another device.")
    sentence = words("Elsewhere, in {place}: {state} since {day}. {statement}")
    for other in found.elsewhere:
        yield sentence.format(
            place=words.say.country(other.last.place), state=words(STATES[other.last.state]),
            day=since(other.first, words.say), statement=_said(other.last, words),
        )  # fmt: skip


def _said(entry: DeviceStatus, words: Words) -> str:
    said = words.fill(entry.statement)
    if entry.verification == "read":
        return said
    return words("Not verified: {text}").format(text=said)


def _source(entry: DeviceStatus, words: Words) -> b.SourceLine:
    cited = w.citation(words.pack.sources[entry.source])
    return b.SourceLine(words("Source: {source}").format(source=cited))

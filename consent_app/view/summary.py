"""The first page of the paper: who, what is planned, and where it stands, at one glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent_app.content.model import ChoiceField
from consent_app.view import blocks as b
from consent_app.view import clock, devices
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.content.model import PlanField
    from consent_app.episode import Episode, Status
    from consent_app.language import Language
    from consent_app.view.words import Words

Row = tuple[str, str]
"""A label and its value; an empty value was given by nobody."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the clinic's settings put on a paper, and its languages, that of record first."""

    clinic: str
    contact: str
    demo_key: bool
    languages: tuple[Language, ...]


def blocks(episode: Episode, words: Words, imprint: Imprint) -> Iterator[b.Block]:
    """Yield the list and what the paper is, and is not."""
    yield listed(
        (
            *_person(episode, words, imprint),
            *_operation(episode, words),
            *_standing(episode, words),
            *_clinic(words, imprint),
        ),
        words,
    )
    yield _purpose(episode, words)


def listed(rows: Iterable[Row], words: Words) -> b.SummaryList:
    """Return labels with values; where there is none it says so, in a box."""
    known = tuple(rows)
    blank = words("Not provided")
    return b.SummaryList(
        tuple((label, value or blank) for label, value in known),
        tuple(n for n, (_, value) in enumerate(known) if not value),
    )


def identifiers(episode: Episode, words: Words) -> tuple[Row, ...]:
    """Return what tells this person and this paper from others."""
    profile, say = episode.profile, words.say
    born = profile.date_of_birth
    return (
        (words("Name"), say.isolate(profile.full_name or "")),
        (words("Date of birth"), say.date(born) if born else ""),
        (words("Record number"), say.isolate(profile.record_number or "")),
        (words("Document number"), episode.document_id),
    )


def _person(episode: Episode, words: Words, imprint: Imprint) -> Iterator[Row]:
    names = [language.own_name for language in imprint.languages]
    if episode.looking:
        yield words("Document number"), episode.document_id
        yield words("Language of this paper"), words.say.listed(names)
        return
    yield from identifiers(episode, words)
    yield words("Language of this paper"), words.say.listed(names)
    yield words("Interpreter or helper"), ""
    yield words("Responsible clinician, title, registration"), _clinicians(episode, words)


def _clinicians(episode: Episode, words: Words) -> str:
    """Return the surgeons who confirmed something in this episode, if there are any."""
    names = dict.fromkeys(c.by for c in episode.confirmed.values() if c.role == "surgeon")
    said = words("{name}, {role}, who confirmed what the rules ask for")
    role = words(w.ROLES["surgeon"])
    return words.say.listed(
        [said.format(name=words.say.isolate(name), role=role) for name in names]
    )


# --- the operation --------------------------------------------------------------------------------


def _operation(episode: Episode, words: Words) -> Iterator[Row]:
    record = episode.pack.record
    if record:
        yield words("The operation in plain words"), words.fill(record.operation)
    yield words("Reason"), _reason(episode, words)
    if episode.looking:
        example = (planned(item, episode, words) for item in episode.pack.manifest.fields)
        yield words("Example in the drawings"), words.say.listed(list(filter(None, example)))
    else:
        yield from _plan(episode, words)
    yield from devices.row(episode, words)
    yield words("Operation planned in"), _place(episode, words)


def answer(name: str, episode: Episode, words: Words) -> str:
    """Return what was answered about the person in words, or nothing where it is blank."""
    value = getattr(episode.profile, name)
    if value is None:
        return ""
    match name:
        case "date_of_birth":
            return words.say.date(value)
        case "country_of_residence" | "country_of_surgery":
            return words.say.country(value)
        case "reason":
            return _reason(episode, words)
    return words.say.isolate(value)


def _reason(episode: Episode, words: Words) -> str:
    found = next((r for r in episode.pack.manifest.reasons if r.id == episode.profile.reason), None)
    return words.fill(found.label) if found else ""


def _plan(episode: Episode, words: Words) -> Iterator[Row]:
    """Yield what the pack wants on this page, by short labels; all of the plan if it says none."""
    fields = {item.id: item for item in episode.pack.manifest.fields}
    record = episode.pack.record
    labels = {s.field: s.label for s in record.plan} if record else {}
    for name, label in (labels or {item.id: item.label for item in fields.values()}).items():
        yield words.fill(label), planned(fields[name], episode, words)


def planned(item: PlanField, episode: Episode, words: Words) -> str:
    """Return a value of the plan in words, or nothing where it is blank."""
    value = episode.profile.plan.get(item.id)
    if value is None:
        return ""
    if isinstance(item, ChoiceField):
        return words.fill(next(o.label for o in item.options if o.id == value))
    return words.say.count(w.UNITS[item.unit], float(value))


def _place(episode: Episode, words: Words) -> str:
    place, home = episode.profile.country_of_surgery, episode.profile.country_of_residence
    if not place or not home or place == home:
        return words.say.country(place) if place else ""
    sentence = words("{place}. Lives in {home}.")
    return sentence.format(place=words.say.country(place), home=words.say.country(home))


# --- where it stands ------------------------------------------------------------------------------


def _standing(episode: Episode, words: Words) -> Iterator[Row]:
    yield words("Rules on file"), words(w.VERDICTS[episode.ruling.verdict])
    if episode.looking:
        return
    if not episode.prohibited:
        yield from clock.earliest(episode, words)
        yield words("Understanding"), understanding(episode, words)
    yield words("Decision for now"), decision(episode, words)


def understanding(episode: Episode, words: Words) -> str:
    """Return how the topics stand, in words; never a score."""
    found = by_status(episode, words)
    said = []
    if not found.keys() - {"right", "right_after_review"}:
        again = "right_after_review" in found
        said.append(words("All topics were answered rightly, some after reading again.") if again
                    else words("All topics were answered rightly."))  # fmt: skip
    if topics := found.get("to_discuss"):
        sentence = words("To go through with the team first: {topics}.")
        said.append(sentence.format(topics=words.say.listed(topics)))
    if topics := found.get("open"):
        said.append(words("Not answered: {topics}.").format(topics=words.say.listed(topics)))
    return " ".join(said)


def by_status(episode: Episode, words: Words) -> dict[Status, list[str]]:
    """Return the titles of the topics by how they stand."""
    found: dict[Status, list[str]] = {}
    for topic in episode.pack.checks.topics:
        found.setdefault(episode.status(topic.id), []).append(words.fill(topic.title))
    return found


def decision(episode: Episode, words: Words) -> str:
    """Return what the person wants for now."""
    return words(w.DECISIONS[episode.decision]) if episode.decision else words("None taken")


def _clinic(words: Words, imprint: Imprint) -> Iterator[Row]:
    say, nobody = words.say, words("Demonstration, not a clinic")
    yield words("Clinic"), say.isolate(imprint.clinic) if imprint.clinic else nobody
    yield words("To change your mind, call"), say.isolate(imprint.contact)
    yield words("Content approved by"), _approver(words)


def _approver(words: Words) -> str:
    approval = words.pack.approval
    if approval is None:
        return words("Nobody. DEMONSTRATION only.")
    sentence = words("{name}, {role}, on {day}")
    return sentence.format(
        name=words.say.isolate(approval.name), role=words.say.isolate(approval.role),
        day=words.say.date(approval.approved_on),
    )  # fmt: skip


# --- what it is, and is not -----------------------------------------------------------------------


def _purpose(episode: Episode, words: Words) -> b.Notice:
    said: tuple[str, ...]
    match episode.document_kind:
        case "acknowledgement":
            said = (
                words("It shows what was explained, asked and answered before any consent."),
                words("Consent is given later, to the surgeon who does the operation."),
            )
        case "for_ink":
            said = (
                words("It shows what was explained, asked and answered before any consent."),
                words("Nobody has signed it yet. It is printed, and signed by hand at its end."),
            )
        case _:
            said = (words("It is information to take home. Nobody has signed it."),)
    return b.Notice("info", words("What this paper is, and is not"), said)

"""What is added to a sealed document: a paper of its own, which names the document and is signed.

A sealed document is never altered. A confirmation, a withdrawal or a correction stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from consent_app.language import mark, pair
from consent_app.view import blocks as b
from consent_app.view import changed, clock, short, summary
from consent_app.view import page as screen
from consent_app.view import words as w
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from consent_app.content.model import Reaffirmation
    from consent_app.episode import Episode
    from consent_app.events import Added, AddedKind
    from consent_app.language import Language
    from consent_app.view.changed import Past
    from consent_app.view.summary import Imprint, Row

KINDS: Mapping[AddedKind, str] = {
    "confirmation": mark("Consent, confirmed by the surgeon"),
    "day_of_surgery": mark("Confirmation on the day of the operation"),
    "reaffirmation": mark("Asked again during treatment"),
    "withdrawal": mark("Withdrawal of consent"),
    "correction": mark("Correction"),
}

_ADDITIONS = pair("{n} addition", "{n} additions")

_PERSON: Mapping[AddedKind, str] = {
    "confirmation": mark("I consent to the operation as it is planned there. I can still stop."),
    "day_of_surgery": mark("This is still my choice. I can still stop."),
    "reaffirmation": mark("This is still my choice. I can stop at any time."),
    "withdrawal": mark("I withdraw my consent."),
    "correction": mark("I have read this correction."),
}
"""What the signature of the person means."""

_CLINIC: Mapping[AddedKind, str] = {
    "confirmation": mark("I explained the operation, and I confirm what this paper says."),
    "day_of_surgery": mark("I asked what has changed, and went through it with the person."),
    "reaffirmation": mark("I asked again, and answered the questions."),
    "withdrawal": mark("I was told of this withdrawal, and pass it on to the team."),
    "correction": mark("I found this error, and what stands here is right."),
}
"""What the signature of someone of the clinic means."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is added, to which document, and how things stand by now."""

    added: Added
    earlier: tuple[Added, ...]
    """What was added before."""
    sealed_at: datetime
    """The time that the seal of the document claims."""
    past: Past
    now: Episode


def document(matter: Matter, imprint: Imprint, form: b.Format, content: str = "") -> b.Document:
    """Return the paper, in the languages of `imprint`.

    With `content`, the fingerprint of its words as they were laid out, it is signed.
    """
    first, *others = (_worded(matter, say, imprint, form, content) for say in imprint.languages)
    return replace(first, second=others[0]) if others else first


def reaffirmation(matter: Matter) -> Reaffirmation | None:
    """Return what the pack has for the stage of treatment, or None."""
    record = matter.now.pack.record
    stages = record.reaffirmation if record else ()
    return next((one for one in stages if one.id == matter.added.stage), None)


def _worded(
    matter: Matter, say: Language, imprint: Imprint, form: b.Format, content: str
) -> b.Document:
    added, words = matter.added, Words(say, matter.now.pack)
    title = _title(matter, words)
    status = words("Addition {n} to document {id}, which stays as it is.")
    label = words("Document {id}, addition {n}")
    named = {"n": say.number(added.number), "id": added.document}
    return b.Document(
        kind="addendum",
        document_id=added.document,
        language=say.tag,
        direction="rtl" if say.right_to_left else "ltr",
        title=title,
        status=status.format(**named),
        warning=_warning(matter.now, imprint, words),
        page_label=words("Page {page} of {pages}"),
        id_label=label.format(**named),
        made=added.at.isoformat(),
        summary=(summary.listed(_summary(matter, imprint, words), words),),
        sections=tuple(_sections(matter, imprint, words)),
        signature=_signatures(matter, title, content, words),
        author=imprint.clinic or words("Demonstration, not a clinic"),
        keywords=_keywords(matter),
        format=form,
        # the record is the first: by this the codes tell their pages and these apart
        revision=added.number + 1,
    )


def _title(matter: Matter, words: Words) -> str:
    found = reaffirmation(matter)
    return words.fill(found.title) if found else words(KINDS[matter.added.kind])


def _warning(now: Episode, imprint: Imprint, words: Words) -> str:
    lines = [screen.notice(now, words)]
    if imprint.demo_key:
        lines.append(words("DEMONSTRATION key, not a clinic's seal"))
    return " · ".join(line for line in lines if line)


def _keywords(matter: Matter) -> tuple[str, ...]:
    """Return what a verifier reads back: the place in the chain, and the content by then."""
    added, pack = matter.added, matter.now.pack
    return (
        f"record={added.record}",
        f"previous={added.previous}",
        f"number={added.number}",
        f"addendum={added.kind}",
        f"pack={pack.manifest.id}",
        f"pack-version={pack.manifest.version}",
        f"pack-digest={pack.digest}",
    )


# --- the first page -------------------------------------------------------------------------------


def _summary(matter: Matter, imprint: Imprint, words: Words) -> Iterator[Row]:
    added, say = matter.added, words.say
    yield from summary.identifiers(matter.now, words)
    yield words("That document was sealed"), say.moment(matter.sealed_at)
    yield words("Its fingerprint (SHA-256)"), added.record
    if matter.earlier:
        yield words("Added before"), _earlier(matter, words)
        yield words("Fingerprint of the last (SHA-256)"), added.previous
    yield words("Day"), say.date(added.on)
    yield words("Taken down by"), _clinician(added, words)
    nobody = words("Demonstration, not a clinic")
    yield words("Clinic"), say.isolate(imprint.clinic) if imprint.clinic else nobody
    yield words("To change your mind, call"), say.isolate(imprint.contact)
    yield words("Content and program"), _versions(matter.now, words)


def _earlier(matter: Matter, words: Words) -> str:
    last, said = matter.earlier[-1], words("{count}. The last, on {day}: {what}.")
    return said.format(
        count=words.say.count(_ADDITIONS, len(matter.earlier)), day=words.say.date(last.on),
        what=words(KINDS[last.kind]),
    )  # fmt: skip


def _versions(now: Episode, words: Words) -> str:
    manifest, said = now.pack.manifest, words("{content} {version}; program {program}")
    return said.format(
        content=words.fill(manifest.title), version=manifest.version, program=version("consent-app")
    )


def _clinician(added: Added, words: Words) -> str:
    name, role = words.say.isolate(added.by), words(w.ROLES[added.role])
    return words("{name}, {role}").format(name=name, role=role)


def _sections(matter: Matter, imprint: Imprint, words: Words) -> Iterator[b.Section]:
    added = matter.added
    match added.kind:
        case "confirmation":
            yield from _confirmation(matter, words)
        case "day_of_surgery":
            yield from _day_of_surgery(matter, words)
        case "reaffirmation":
            yield from _reaffirmation(matter, words)
        case "withdrawal":
            yield from _withdrawal(matter, imprint, words)
        case "correction":
            yield _correction(added, words)
    if added.words and added.kind != "correction":
        said = words.say.isolate(added.words)
        yield b.Section(words("What was said besides"), (b.Paragraph(said),))


# --- what each kind says --------------------------------------------------------------------------


def _confirmation(matter: Matter, words: Words) -> Iterator[b.Section]:
    number = matter.added.document
    clinic = (
        words("I have talked with the person about all that document {id} shows."),
        words("I answered the questions in it, and those that came up since."),
        words("The time to think it over is over, as far as a rule or the clinic asks for one."),
        words("The person can decide. As far as I can tell, nobody pushes them."),
    )
    person = (
        words("I have talked with the surgeon, and my questions are answered."),
        words("I want the operation that is planned in document {id}."),
        words("I can change my mind before it, and need not say why."),
    )
    yield _says(words("What the surgeon says"), clinic, number)
    yield _says(words("What the person says"), person, number)
    days = tuple(clock.earliest(matter.now, words))
    yield b.Section(words("Time to think"), (b.SummaryList(days),))


def _says(title: str, sentences: tuple[str, ...], number: str) -> b.Section:
    said = tuple(sentence.format(id=number) for sentence in sentences)
    return b.Section(title, (b.Bullets("plain", said),))


def _day_of_surgery(matter: Matter, words: Words) -> Iterator[b.Section]:
    past, now = matter.past, matter.now
    title = words("What has changed since you signed")
    yield b.Section(title, tuple(changed.blocks(past, now, words)))
    read = words("I have read what changed, and the pages that are named here.")
    same = words("As far as I know, nothing else about my health or my plans has changed.")
    still = words("This is still my choice. I can still stop, and need not say why.")
    person = (read, same, still) if changed.pages(past, now) else (same, still)
    clinic = (
        words("I asked what has changed in health, plans and wishes since document {id}."),
        words("I went through each change with the person."),
    )
    number = matter.added.document
    yield _says(words("What the person says"), person, number)
    yield _says(words("What the clinician says"), clinic, number)


def _reaffirmation(matter: Matter, words: Words) -> Iterator[b.Section]:
    if found := reaffirmation(matter):
        said = tuple(map(words.fill, found.statements))
        yield _says(words("What the person says"), said, matter.added.document)


def _withdrawal(matter: Matter, imprint: Imprint, words: Words) -> Iterator[b.Section]:
    means = [
        words("Consent can be withdrawn at any time, in any way, and no reason is needed."),
        words("From now on, nothing that needs this consent is done."),
        words("Care goes on. The team helps to stop safely, at every stage."),
    ]
    if imprint.contact:
        said = words("To talk about it, call {contact}.")
        means.append(said.format(contact=words.say.isolate(imprint.contact)))
    yield b.Section(words("What a withdrawal means"), (b.Bullets("plain", tuple(means)),))
    yield b.Section(words("What stopping means"), tuple(_stopping(matter, words)))


def _stopping(matter: Matter, words: Words) -> Iterator[b.Block]:
    """Yield what stopping means in the present phase; at all times where that is not known."""
    record = matter.now.pack.record
    if record is None:
        yield b.Paragraph(words("Ask the team what stopping means at this time."))
        return
    here = next((one for one in record.withdrawal if one.id == matter.added.phase), None)
    if here is None:
        yield short.stopping(record, words)
        return
    when, means = short.at_stop(here, record, words)
    yield b.SummaryList((
        (words("Where in treatment"), when),
        (words("What stopping means then"), means),
        (words("What cannot be undone"), words.fill(here.stays)),
    ))  # fmt: skip


def _correction(added: Added, words: Words) -> b.Section:
    rows = (
        (words("What was wrong"), words.say.isolate(added.wrong)),
        (words("What is right"), words.say.isolate(added.words)),
    )
    stays = words("The sealed document still says what it said. It is read together with this "
                  "paper.")  # fmt: skip
    return b.Section(words("What is corrected"), (b.SummaryList(rows), b.Paragraph(stays)))


# --- signatures -----------------------------------------------------------------------------------


def _signatures(matter: Matter, title: str, content: str, words: Words) -> b.Section:
    added = matter.added
    name, born, *_ = summary.identifiers(matter.now, words)
    paper = words("{title}, document {id}, addition {n}").format(
        title=title, id=added.document, n=words.say.number(added.number)
    )
    fingerprint = content or words("Not signed yet")
    label = words("Fingerprint of the words signed (SHA-256)")
    made = (
        summary.listed(((words("Document"), paper), name, born, (label, fingerprint)), words),
        *_person(matter, content, words),
        _mark(added.by, words(w.ROLES[added.role]), words(_CLINIC[added.kind]), matter, content,
              words),
        b.Paragraph(words("A typed name is a simple electronic signature. The seal of the file is "
                          "the clinic's."), "secondary"),
        b.Paragraph(
            words("Check it together with the document: consent-app verify FILES"), "secondary"
        ),
    )  # fmt: skip
    return b.Section(words("Signatures"), made)


def _person(matter: Matter, content: str, words: Words) -> Iterator[b.Block]:
    """Yield the signature of the person, or a place for their pen; a correction needs none."""
    added, meaning = matter.added, words(_PERSON[matter.added.kind])
    if added.person:
        yield _mark(added.person, words("Patient"), meaning, matter, content, words)
    elif added.kind != "correction":
        known = words.say.isolate(matter.now.profile.full_name or "")
        free = words("The withdrawal holds without this signature.")
        note = f"{meaning} {free}" if added.kind == "withdrawal" else meaning
        rows = ((words("Name"), known), (words("Signature"), ""), (words("Date"), ""))
        yield b.InkBox(words("The person"), rows, tall=1, note=note)


def _mark(  # noqa: PLR0913 - who, as what, what for, and when
    name: str, role: str, meaning: str, matter: Matter, content: str, words: Words
) -> b.SignatureMark:
    """Return a name that was typed, or its empty place while nothing is signed."""
    own = words.say.isolate(name)
    who = words("{name}, {role}").format(name=own, role=role)
    when = words.say.moment(matter.added.at) if content else words("Not signed yet")
    label = words("Signed by") if content else words("To be signed by")
    rows = ((label, who), (words("Date and time"), when), (words("Meaning"), meaning))
    if not content:
        return b.SignatureMark("none", own, rows, (), "", when)
    said = words("Name of {name}, {role}, typed. {when}. {meaning}")
    alternative = said.format(name=own, role=role, when=when, meaning=meaning)
    return b.SignatureMark("typed", own, rows, (), own, alternative)

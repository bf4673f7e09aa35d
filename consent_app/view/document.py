"""The paper: what was shown, what was answered, what was decided, and the signature.

Built from the same blocks as the screen, so that what a person takes home is what they saw.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from consent_app.content.model import ChoiceField
from consent_app.view import blocks as b
from consent_app.view import clock, confirm, content, devices, rules, signing, values
from consent_app.view import page as screen
from consent_app.view import words as w
from consent_app.view.about import about
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.content.model import PlanField
    from consent_app.episode import Episode
    from consent_app.language import Language


_MOST_COLUMNS, _MOST_COMPARED = 5, 3
"""Columns of a table that can be read on a page of A4 at 12 points; those of long text."""


class NoDocumentError(Exception):
    """There is nothing to print at this stage."""


def document(
    episode: Episode, say: Language, *, clinic: str = "", contact: str = "", demo_key: bool = True
) -> b.Document:
    """Return the paper of an episode.

    `clinic` and `contact` are printed where given; `demo_key` says that the seal is made with a
    demonstration key.

    Raises:
        NoDocumentError: the stage has no paper.

    """
    kind = episode.document_kind
    if kind is None:
        raise NoDocumentError(episode.stage)
    words = Words(say, episode.pack)
    signed = kind == "acknowledgement"
    return b.Document(
        kind=kind,
        document_id=episode.document_id,
        language=say.tag,
        direction="rtl" if say.right_to_left else "ltr",
        title=_title(episode, words),
        status=_status(episode, words),
        warning=_warning(episode, words, demo_key=demo_key),
        page_label=words("Page {page} of {pages}"),
        id_label=words("Document {id}").format(id=episode.document_id),
        made=(episode.decided_at or episode.began).isoformat(),
        summary=tuple(_summary(episode, words, clinic, contact)),
        sections=tuple(_sections(episode, words)),
        signature=_signature(episode, words) if signed else None,
        author=clinic or words("Demonstration, not a clinic"),
        keywords=_keywords(episode, kind),
    )


def _title(episode: Episode, words: Words) -> str:
    operation = words.fill(episode.pack.manifest.operation)
    if episode.document_kind in {"acknowledgement", "for_ink"}:
        return words("What I was told about {operation}").format(operation=operation)
    return words("Information about {operation}").format(operation=operation)


def _status(episode: Episode, words: Words) -> str:
    if episode.document_kind == "acknowledgement":
        return words("Candidate's signed acknowledgement, awaiting the surgeon's confirmation")
    if episode.document_kind == "for_ink":
        return words("To be signed by hand. Nobody has signed this file")
    return words("Information only. Not a consent, not a decision for an operation")


def _warning(episode: Episode, words: Words, *, demo_key: bool) -> str:
    lines = [screen.notice(episode, words)]
    if demo_key:
        lines.append(words("DEMONSTRATION key, not a clinic's seal"))
    return " · ".join(line for line in lines if line)


def _keywords(episode: Episode, kind: str) -> tuple[str, ...]:
    """Return what a verifier reads back from the file."""
    pack = episode.pack
    return (
        f"document={episode.document_id}",
        f"kind={kind}",
        f"pack={pack.manifest.id}",
        f"pack-version={pack.manifest.version}",
        f"pack-digest={pack.digest}",
        f"stage={'acknowledged' if kind == 'acknowledgement' else episode.stage}",
    )


# --- page one -------------------------------------------------------------------------------------


def _summary(episode: Episode, words: Words, clinic: str, contact: str) -> Iterator[b.Block]:
    profile = episode.profile
    say = words.say
    blank = words("Not provided")
    rows = [
        (words("Name"), say.isolate(profile.full_name or blank)),
        (
            words("Date of birth"),
            say.date(profile.date_of_birth) if profile.date_of_birth else blank,
        ),
        (words("Record number"), say.isolate(profile.record_number or blank)),
        (words("Lives in"), _country(profile.country_of_residence, words)),
        (words("Operation planned in"), _country(profile.country_of_surgery, words)),
        (words("Reason"), _reason(episode, words)),
        *(
            (words.fill(item.label), _planned(item, episode, words))
            for item in episode.pack.manifest.fields
        ),
        *devices.row(episode, words),
        (words("Rules on file"), words(w.VERDICTS[episode.ruling.verdict])),
        *(() if episode.prohibited else clock.earliest(episode, words)),
        *(
            ()
            if episode.prohibited
            else (
                (
                    words("How consent is signed there"),
                    signing.level(episode.signature_rule, words),
                ),
            )
        ),
        (words("Decision for now"), _decision(episode, words)),
        (words("Clinic"), say.isolate(clinic) if clinic else words("Demonstration, not a clinic")),
        (words("To change your mind, call"), say.isolate(contact) if contact else blank),
    ]
    yield b.SummaryList(tuple(rows))
    if episode.document_kind == "acknowledgement":
        yield b.Notice("info", words("What this paper is, and is not"), (
            words("It shows what was explained, asked and answered before any consent."),
            words("Consent is given later, to the surgeon who does the operation."),
            words("The drawn or typed signature is a simple electronic signature. The seal of the "
                  "file is the clinic's, not the person's."),
        ))  # fmt: skip
    elif episode.document_kind == "for_ink":
        yield b.Notice("info", words("What this paper is, and is not"), (
            words("It shows what was explained, asked and answered before any consent."),
            words("Nobody has signed it yet. It is printed, and signed by hand at its end."),
            words("The seal of the file is the clinic's. It does not stand for a signature."),
        ))  # fmt: skip
    else:
        yield b.Notice("info", words("What this paper is, and is not"), (
            words("It is information to take home. Nobody has signed it."),
        ))  # fmt: skip


def _country(code: str | None, words: Words) -> str:
    return words.say.country(code) if code else words("Not provided")


def _reason(episode: Episode, words: Words) -> str:
    found = next((r for r in episode.pack.manifest.reasons if r.id == episode.profile.reason), None)
    return words.fill(found.label) if found else words("Not provided")


def _planned(item: PlanField, episode: Episode, words: Words) -> str:
    value = episode.profile.plan.get(item.id)
    if value is None:
        return words("Not provided")
    if isinstance(item, ChoiceField):
        return words.fill(next(o.label for o in item.options if o.id == value))
    amount = float(value)
    return words.say.count(w.UNITS[item.unit], amount)


def _decision(episode: Episode, words: Words) -> str:
    return words(w.DECISIONS[episode.decision]) if episode.decision else words("None taken")


# --- the sections ---------------------------------------------------------------------------------


def _sections(episode: Episode, words: Words) -> Iterator[b.Section]:
    yield b.Section(words("Rules where you are"), tuple(_rules(episode, words)))
    if episode.needs_keys:
        yield b.Section(words("The medical reason"), tuple(confirm.recorded(episode, words)))
    for part in episode.pack.manifest.parts:
        shown = [name for name in part.pages if name in episode.opened]
        if shown:
            yield b.Section(words.fill(part.title), tuple(_part(shown, episode, words)))
    if episode.value_pages and not episode.prohibited:
        yield b.Section(words("What matters to you"), tuple(_values(episode, words)))
    if episode.tries:
        yield b.Section(words("What we checked"), tuple(_checked(episode, words)))
    if not episode.prohibited:
        yield b.Section(words("Questions for the team"), tuple(_questions(episode, words)))
        yield b.Section(words("Decision"), tuple(_decided(episode, words)))
    yield b.Section(words("Sources"), tuple(map(b.SourceLine, content.bibliography(words))))
    yield b.Section(words("About this document"), tuple(_about(episode, words)))
    if episode.document_kind == "for_ink":
        yield signing.boxes(episode, screen.statements(words), words)


def _rules(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules say, what has to be confirmed and how that stands, and the clock."""
    for part in (
        rules.blocks, devices.blocks, signing.blocks, rules.conditions, clock.blocks,
    ):  # fmt: skip
        for block in part(episode, words):
            yield from _on_paper(block)


def _part(names: list[str], episode: Episode, words: Words) -> Iterator[b.Block]:
    for name in names:
        item = episode.pack.pages[name]
        yield b.Heading(words.fill(item.title))
        for block in content.page(item, episode, words):
            yield from _on_paper(block)


def _on_paper(block: b.Block) -> Iterator[b.Block]:
    """Set subheadings one level down; split or list a table that is too wide for a page."""
    match block:
        case b.Heading(text=text):
            yield b.Heading(text, 3)
        case b.Table(head=("", *options)) if len(options) > _MOST_COMPARED:
            yield from _split(block)
        case b.Table(head=head) if len(head) > _MOST_COLUMNS:
            yield b.Paragraph(block.caption, "lead")
            for title, lines in block.entries():
                yield b.Heading(title, 3)
                yield b.SummaryList(lines)
        case _:
            yield block


def _split(table: b.Table) -> Iterator[b.Table]:
    """Yield the options of a comparison in tables of about as many columns, with the same rows."""
    options = len(table.head) - 1
    parts = -(-options // _MOST_COMPARED)
    ends = [1 + options * n // parts for n in range(parts + 1)]
    for start, end in pairwise(ends):
        rows = tuple((row[0], *row[start:end]) for row in table.rows)
        caption = table.caption if start == 1 else ""
        yield b.Table(caption, ("", *table.head[start:end]), rows)


def _checked(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the topics by how they stand, then what was asked and answered; no score."""
    states: dict[str, list[str]] = {}
    for topic in episode.pack.checks.topics:
        state = words(w.TOPIC_STATUS[episode.status(topic.id)])
        states.setdefault(state, []).append(words.fill(topic.title))
    rows = tuple((state, "; ".join(titles)) for state, titles in states.items())
    yield b.Table(words("What was understood"), (words("How it stands"), words("Topic")), rows)
    items = {i.id: i for t in episode.pack.checks.topics for i in t.items}
    answers = []
    for tried in episode.tries:
        item = items[tried.item]
        given = next((a.text for a in item.answers if a.id == tried.answer), None)
        said = words.fill(given) if given else words("I am not sure")
        answers.append((words.fill(item.scenario), said))
    head = (words("What was asked"), words("What was answered"))
    yield b.Table(words("Questions and answers"), head, tuple(answers))


def _values(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield values.said(episode, words)
    yield from values.fit(episode, words)


def _questions(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what was picked by what it is about, then what was asked in the person's own words."""
    picked = {q.ready for q in episode.questions}
    for label, ready in screen.by_topic(words):
        asked = tuple(words.fill(q.text) for q in ready if q.id in picked)
        if asked:
            yield b.Bullets("plain", asked, label)
    own = tuple(words.say.isolate(q.words) for q in episode.questions if q.words)
    if own:
        yield b.Bullets("plain", own, words("In your own words"))
    if not episode.questions:
        yield b.Paragraph(words("No questions now."))


def _decided(episode: Episode, words: Words) -> Iterator[b.Block]:
    if episode.decision is None or episode.decided_at is None:
        yield b.Paragraph(words("None taken"))
        return
    yield b.SummaryList((
        (words("Decision for now"), words(w.DECISIONS[episode.decision])),
        (words("Taken on"), words.say.moment(episode.decided_at)),
    ))  # fmt: skip
    if episode.to_discuss:
        titles = [words.fill(episode.topic(name).title) for name in episode.to_discuss]
        sentence = words("To go through with the team first: {topics}.")
        yield b.Paragraph(sentence.format(topics=words.say.listed(titles)))


def _about(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.SummaryList((
        (words("Document number"), episode.document_id),
        *about(words),
        (words("Fingerprint of the content (SHA-256)"), episode.pack.digest),
        (words("Language"), words.say.own_name),
        (words("Started on"), words.say.moment(episode.began)),
    ))  # fmt: skip
    yield b.Paragraph(
        words("Anyone can check this file without a network: consent-app verify FILE"), "secondary"
    )


# --- the signature --------------------------------------------------------------------------------


def _signature(episode: Episode, words: Words) -> b.Section:
    blocks = (b.Bullets("plain", screen.statements(words)), _mark(episode, words))
    return b.Section(words("Signature of the candidate"), blocks)


def _mark(episode: Episode, words: Words) -> b.SignatureMark:
    signed = episode.signature
    name = words.say.isolate(episode.profile.full_name or "")
    meaning = words("I acknowledge what was explained. This is not consent.")
    if signed is None:
        blank = ((words("To be signed by"), name),)
        return b.SignatureMark("none", name, blank, (), "", words("Not signed yet"))
    when = words.say.moment(signed.at)
    ways = {
        "drawn": words("Signed by hand on the screen"),
        "typed": words("Signed by typing the name"),
        "witnessed": words("Could not sign; confirmed by a witness"),
    }
    rows = [
        (words("Signed by"), name),
        (words("Role"), words("Candidate")),
        (words("Way"), ways[signed.how]),
        (words("Date and time"), when),
        (words("Fingerprint of the words signed (SHA-256)"), signed.content),
    ]
    if signed.how == "witnessed":
        rows.insert(2, (words("Witness"), words.say.isolate(signed.words)))
    alternative = words("Signature of {name}, candidate. {way}, {when}. {meaning}").format(
        name=name, way=ways[signed.how], when=when, meaning=meaning
    )
    rows.append((words("Meaning"), meaning))
    written = words.say.isolate(signed.words)
    return b.SignatureMark(signed.how, name, tuple(rows), signed.strokes, written, alternative)

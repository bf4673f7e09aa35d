"""The paper: what was shown, what was answered, what was decided, and the signature.

Built from the same blocks as the screen, so that what a person takes home is what they saw.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from consent_app import episode as ep
from consent_app.view import blocks as b
from consent_app.view import (
    clock,
    confirm,
    content,
    devices,
    rules,
    short,
    signing,
    summary,
    telling,
    values,
)
from consent_app.view import page as screen
from consent_app.view import words as w
from consent_app.view.about import about, catalogue
from consent_app.view.summary import Imprint
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.episode import Episode
    from consent_app.language import Language


REVISION = 1
"""Of a document's own pages. They are never made anew: what comes later is added as other files."""
_A4 = b.Format()


class NoDocumentError(Exception):
    """There is nothing to print at this stage."""


def document(  # noqa: PLR0913 - what settings and switches put on a paper, each named
    episode: Episode, say: Language, *, clinic: str = "", contact: str = "",
    demo_key: bool = True, second: Language | None = None,
    format: b.Format = _A4,  # noqa: A002 - named after the field of the document
) -> b.Document:  # fmt: skip
    """Return the paper of an episode, in the language of record.

    `clinic` and `contact` are printed where given; `demo_key` says that the seal is made with a
    demonstration key. With a `second` language it holds the same in that language, block by block.

    Raises:
        NoDocumentError: the stage has no paper.

    """
    spoken = (say, second) if second else (say,)
    imprint = Imprint(clinic, contact, demo_key, spoken)
    first, *others = (_worded(episode, one, imprint, format) for one in spoken)
    return replace(first, second=others[0]) if others else first


def _worded(episode: Episode, say: Language, imprint: Imprint, form: b.Format) -> b.Document:
    kind = episode.document_kind
    if kind is None:
        raise NoDocumentError(episode.stage)
    words = Words(say, episode.pack)
    title, signed = _title(episode, words), kind == "acknowledgement"
    said = screen.statements(words)
    return b.Document(
        kind=kind,
        document_id=episode.document_id,
        language=say.tag,
        direction="rtl" if say.right_to_left else "ltr",
        title=title,
        status=_status(episode, words),
        warning=_warning(episode, words, demo_key=imprint.demo_key),
        page_label=words("Page {page} of {pages}"),
        id_label=words("Document {id}").format(id=episode.document_id),
        made=(episode.decided_at or episode.began).isoformat(),
        summary=tuple(summary.blocks(episode, words, imprint)),
        sections=tuple(_sections(episode, words, imprint)),
        signature=signing.section(episode, title, said, words) if signed else None,
        author=imprint.clinic or words("Demonstration, not a clinic"),
        keywords=_keywords(episode, kind),
        format=form,
        revision=REVISION,
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


# --- the sections ---------------------------------------------------------------------------------


def _sections(episode: Episode, words: Words, imprint: Imprint) -> Iterator[b.Section]:
    """Yield what follows the first page, which stands by itself."""
    first, *others = (*_told(episode, words), *_answered(episode, words))
    yield replace(first, fresh_page=True)
    yield from others
    yield b.Section(words("Sources"), tuple(map(b.SourceLine, content.bibliography(words))))
    yield b.Section(words("About this document"), tuple(_about(episode, words, imprint)))
    if episode.document_kind == "for_ink":
        yield signing.boxes(episode, screen.statements(words), words)


def _told(episode: Episode, words: Words) -> Iterator[b.Section]:
    if told := tuple(short.explained(episode, words)):
        yield b.Section(words("In short: what was explained"), told)
    yield b.Section(words("Rules where you are"), tuple(_rules(episode, words)))
    if episode.needs_keys:
        yield b.Section(words("The medical reason"), tuple(confirm.recorded(episode, words)))
    for part in episode.pack.manifest.parts:
        shown = [name for name in part.content if name in episode.opened]
        if shown:
            title = episode.pack.pages[shown[0]].title if ep.AT_END in part.pages else part.title
            yield b.Section(words.fill(title), tuple(_part(shown, episode, words)))


def _answered(episode: Episode, words: Words) -> Iterator[b.Section]:
    if episode.value_pages and not episode.informs_only:
        yield b.Section(words("What matters to you"), tuple(_values(episode, words)))
    if sure := tuple(values.sure(episode, words)):
        yield b.Section(words("How sure you are"), sure)
    if told := tuple(telling.told(episode, words)):
        yield b.Section(words("What you told your team"), told)
    if episode.tries:
        yield b.Section(words("What we checked"), tuple(_checked(episode, words)))
    if episode.questions or not episode.informs_only:
        yield b.Section(words("Questions for the team"), tuple(_questions(episode, words)))
    if not episode.informs_only:
        yield b.Section(words("Decision"), tuple(_decided(episode, words)))
    if episode.document_kind in {"acknowledgement", "for_ink"}:
        places = tuple(signing.by_hand(episode, words))
        yield b.Section(words("Statements and places to fill in"), places)


def _rules(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules say, what has to be confirmed and how that stands, and the clock."""
    for part in (
        rules.blocks, devices.blocks, signing.blocks, rules.conditions, clock.blocks,
    ):  # fmt: skip
        for block in part(episode, words):
            yield _on_paper(block)


def _part(names: list[str], episode: Episode, words: Words) -> Iterator[b.Block]:
    for name in names:
        item = episode.pack.pages[name]
        yield b.Heading(words.fill(item.title))
        for block in content.page(item, episode, words):
            yield _on_paper(block)


def _on_paper(block: b.Block) -> b.Block:
    """Set subheadings one level down, and what is marked on the screen as it is read on paper."""
    return b.Heading(block.text, 3) if isinstance(block, b.Heading) else telling.on_paper(block)


def _checked(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the topics by how they stand, then what was asked and answered; no score."""
    rows = tuple(
        (words(w.TOPIC_STATUS[status]), "; ".join(titles))
        for status, titles in summary.by_status(episode, words).items()
    )
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
    for question in episode.questions:
        if question.strokes:
            yield b.InkMark(words("A question written by finger"), question.strokes)
    if not episode.questions:
        yield b.Paragraph(words("No questions now."))


def _decided(episode: Episode, words: Words) -> Iterator[b.Block]:
    if episode.decision is None or episode.decided_at is None:
        yield b.Paragraph(words("None taken"))
        return
    yield b.SummaryList((
        (words("Decision for now"), summary.decision(episode, words)),
        (words("Taken on"), words.say.moment(episode.decided_at)),
    ))  # fmt: skip
    if episode.to_discuss:
        titles = [words.fill(episode.topic(name).title) for name in episode.to_discuss]
        sentence = words("To go through with the team first: {topics}.")
        yield b.Paragraph(sentence.format(topics=words.say.listed(titles)))


def _about(episode: Episode, words: Words, imprint: Imprint) -> Iterator[b.Block]:
    record, *others = imprint.languages
    yield b.SummaryList((
        (words("Document number"), episode.document_id),
        (words("Revision of this document"), f"R{REVISION}"),
        *about(words),
        (words("Fingerprint of the content (SHA-256)"), episode.pack.digest),
        (words("Language of record"), record.own_name),
        *((words("Beside it, for reading"), other.own_name) for other in others),
        *((words("Fingerprint of the words in {language} (SHA-256)").format(language=one.own_name),
           catalogue(one.code)) for one in imprint.languages),
        (words("Version of this program"), version("consent-app")),
        (words("Started on"), words.say.moment(episode.began)),
    ))  # fmt: skip
    if episode.document_kind == "acknowledgement":
        yield b.Paragraph(
            words("The drawn or typed signature is a simple electronic signature. The seal of the "
                  "file is the clinic's, not the person's.")
        )  # fmt: skip
    yield b.Paragraph(
        words("Anyone can check this file without a network: consent-app verify FILE"), "secondary"
    )

"""Adding to a sealed document: verified, written down, sealed and stored, in this order.

What is added is a file of its own beside the document. Whatever happens in between, the journal
knows that something was begun, and the next call completes it first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import evidence as ev
from consent_app import recall
from consent_app.language import Language
from consent_app.paper.audit import chain as chains
from consent_app.paper.audit.chain import ChainError, Link
from consent_app.paper.seals.files import tidy, write_new
from consent_app.session import PressError, wall_clock
from consent_app.view import addendum as view
from consent_app.view.blocks import Format
from consent_app.view.changed import Past
from consent_app.view.summary import Imprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.episode import Episode, Refused
    from consent_app.evidence import Evidence, Withheld
    from consent_app.paper.document import Rendered
    from consent_app.paper.seals.seal import Key, Sealed
    from consent_app.settings import Clinic
    from consent_app.view.blocks import Document

Code = Literal["other_episode", "no_such_stage", "no_such_phase", "not_that_content", "in_the_way"]


class AddendumError(PressError):
    """Nothing can be added: carries a code and what it is about."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class RefusedError(Exception):
    """What is to be added may not be added now; carries the refusal of the episode."""

    def __init__(self, refused: Refused) -> None:
        """Keep the refusal."""
        super().__init__(refused)
        self.refused = refused


class Journal(Protocol):
    """Where events are written; see `records.journal`."""

    def append(self, episode: str, event: e.Event, after: str | None = None) -> None:
        """Write and flush one event, behind the one of this hash."""

    def events(self, episode: str) -> Iterable[e.Event]:
        """Return the events of an episode in order."""

    def head(self, episode: str) -> str:
        """Return the hash of the last event of an episode."""


@dataclass(frozen=True, slots=True)
class Order:
    """What someone wants to add; the fields are those of `events.Added`."""

    kind: e.AddedKind
    by: str
    role: e.Role
    on: date | None = None
    """Today if None."""
    person: str = ""
    stage: e.TreatmentStage | None = None
    phase: str = ""
    wrong: str = ""
    words: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)

    def event(self, before: tuple[Link, ...], at: datetime) -> e.Added:
        """Return the event behind a chain, its words with single spaces."""
        said = {name: " ".join(str(getattr(self, name)).split()) for name in _WORDS}
        return e.Added(
            at=at, document=before[0].evidence.document, kind=self.kind, number=len(before),
            record=before[0].sha256, previous=before[-1].sha256, role=self.role,
            on=self.on or at.date(), stage=self.stage, phase=self.phase, changes=self.changes,
            **said,
        )  # fmt: skip

    def is_what(self, added: e.Added) -> bool:
        """Whether this is what was begun before, asked for once more."""
        asked = (self.kind, self.role, self.stage, self.phase, self.changes)
        words = [" ".join(str(getattr(self, name)).split()) for name in _WORDS]
        begun = (added.kind, added.role, added.stage, added.phase, added.changes)
        same = asked == begun and words == [getattr(added, name) for name in _WORDS]
        return same and self.on in {None, added.on}


_WORDS = ("by", "person", "wrong", "words")


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was added."""

    path: Path
    sha256: str
    added: e.Added
    level: str = ""
    """Of the seal, as in `verify`; empty for a file that was there already."""
    first: Done | None = None
    """What had been begun before, and was completed first."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A document with what was added to it so far, as files and journal know it together."""

    links: tuple[Link, ...]
    name: str
    """Of the episode."""
    history: tuple[e.Event | Withheld, ...]
    unwritten: tuple[e.Event, ...]
    """What the files prove, and the journal of this clinic does not have yet."""
    episode: Episode

    @property
    def begun(self) -> e.Added | None:
        """What was written down, and has no file yet."""
        added, sealed = self.episode.added, self.episode.added_sealed
        return added[-1] if len(added) > len(sealed) else None


class Addenda:
    """Adds to the sealed documents of one installation."""

    def __init__(  # noqa: PLR0913 - its parts, each named
        self, pack: Pack, journal: Journal, clinic: Clinic, key: Callable[[], Key],
        known: Callable[[], Sequence[bytes]], *, old_pack: Pack | None = None,
        clock: Callable[[], datetime] = wall_clock,
    ) -> None:  # fmt: skip
        """Take the keys from `key` and `known` at use.

        With `old_pack`, the version of the content that a document was made from, old words are set
        beside new ones.
        """
        self._pack, self._old_pack, self._journal = pack, old_pack, journal
        self._clinic, self._key, self._known, self._clock = clinic, key, known, clock

    def add(self, file: Path, order: Order, out: Path | None = None) -> Done:
        """Add to a sealed document; the new file lies beside it, or in `out`.

        Raises:
            ChainError: the document, or what was added before, is not as it was sealed, not by a
                known key, or not complete.
            RefusedError: it may not be added, or not yet.
            AddendumError: ``other_episode`` if the journal tells otherwise than the document,
                ``no_such_stage`` or ``no_such_phase`` if the content has none, ``in_the_way`` for
                another file of this name, ``not_that_content`` for a wrong old version.
            PaperError: it cannot be laid out; nothing was written down.
            SealError: the key or the folder cannot be used. It was written down, and the same call
                completes it.
            JournalError: the journal cannot be used.

        """
        folder = out or file.parent
        case = self._case(file, folder)
        first = None
        if case.begun:
            first = self._completed(case, case.begun, folder)
            if order.is_what(case.begun):
                return first
            case = self._case(file, folder)
        at = max(self._clock(), case.episode.last)
        done = self._make(case, self._checked(case, order.event(case.links, at)), folder)
        return replace(done, first=first)

    # --- what there is ----------------------------------------------------------------------------

    def _case(self, file: Path, folder: Path) -> _Case:
        known = self._known()
        record = chains.link(file, known)
        paths = chains.beside(file, record.evidence.document, folder)
        others = [chains.link(path, known) for path in paths if not path.samefile(file)]
        links = chains.chain(record, others)
        first = record.evidence.events[0] if record.evidence.events else None
        if not isinstance(first, e.Began):
            raise ChainError("no_evidence", str(file))
        local = tuple(self._journal.events(first.episode))
        history, unwritten = _so_far(links, local)
        episode = recall.recalled(self._pack, ev.told(history))
        if isinstance(episode, ep.Refused):
            raise RefusedError(episode)
        if len(episode.added_sealed) > len(links) - 1:
            raise ChainError("number_missing", str(len(links)))
        return _Case(links, first.episode, history, unwritten, episode)

    def _checked(self, case: _Case, added: e.Added) -> e.Added:
        """Return the event if it may happen now."""
        after = ep.step(case.episode, added)
        if isinstance(after, ep.Refused):
            raise RefusedError(after)
        record = self._pack.record
        phases = {one.id for one in record.withdrawal} if record else set()
        if added.phase and added.phase not in phases:
            raise AddendumError("no_such_phase", ", ".join(sorted(phases)))
        matter = self._matter(case, added)
        if added.stage and not view.reaffirmation(matter):
            raise AddendumError("no_such_stage", added.stage)
        hindered = recall.hindered(matter.now)
        if hindered and added.kind in {"confirmation", "day_of_surgery"}:
            raise RefusedError(ep.Refused(hindered))
        return added

    def _matter(self, case: _Case, added: e.Added) -> view.Matter:
        earlier = tuple(one for one in case.episode.added if one.number < added.number)
        changes = {name: v for one in (*earlier, added) for name, v in one.changes.items()}
        now = recall.as_of(case.episode, changes, added.at)
        if isinstance(now, ep.Refused):
            raise RefusedError(now)
        record, *_ = case.links
        sealed_at = record.report.signed_at or case.episode.last
        return view.Matter(added, earlier, sealed_at, self._past(record.evidence), now)

    def _past(self, evidence: Evidence) -> Past:
        pack = self._old_pack or self._pack
        if self._old_pack and pack.digest != evidence.content.digest:
            raise AddendumError("not_that_content", evidence.content.digest)
        then = recall.recalled(pack, ev.told(evidence.events))
        if isinstance(then, ep.Refused):
            raise RefusedError(then)
        return Past(evidence.content, then, Language(evidence.setting.language))

    # --- what is made -----------------------------------------------------------------------------

    def _completed(self, case: _Case, added: e.Added, folder: Path) -> Done:
        """Complete what was begun: note the file if it is there, else make it."""
        if len(case.links) <= added.number:
            return self._make(case, added, folder)
        there = case.links[added.number]
        if there.added != added:
            raise AddendumError("in_the_way", str(there.path))
        tidy(there.path)
        self._journal.append(case.name, _done(added, there.sha256))
        return Done(there.path, there.sha256, added)

    def _make(self, case: _Case, added: e.Added, folder: Path) -> Done:
        """Lay out, write down, sign, seal, store, and write down that it is done."""
        from consent_app.paper import document as paper

        setting = self._setting(case.links[0].evidence)
        imprint, form = _imprint(setting), Format(setting.size, setting.points)
        matter = self._matter(case, added)
        shown = paper.render(view.document(matter, imprint, form))
        if case.begun is None:
            self._write(case, added)
            case = replace(case, history=(*case.history, added), unwritten=())
        signed = view.document(matter, imprint, form, shown.content)
        sealed = self._sealed(shown, signed, self._evidence(case, matter, shown, setting))
        path = folder / f"{added.document}-{added.number}-{added.kind.replace('_', '-')}.pdf"
        _store_new(sealed, path)
        self._journal.append(case.name, _done(added, sealed.sha256))
        return Done(path, sealed.sha256, added, sealed.level)

    def _write(self, case: _Case, added: e.Added) -> None:
        for event in (*case.unwritten, added):
            self._journal.append(case.name, event, after=self._journal.head(case.name))

    def _setting(self, record: Evidence) -> ev.Setting:
        clinic, told = self._clinic, record.setting
        return ev.Setting(
            language=told.language, second=told.second, size=clinic.paper, points=clinic.points,
            clinic=clinic.clinic, contact=clinic.contact,
            demonstration_key=self._key().demonstration,
        )  # fmt: skip

    def _evidence(
        self, case: _Case, matter: view.Matter, shown: Rendered, setting: ev.Setting
    ) -> Evidence:
        from consent_app.paper import enclose

        added = matter.added
        own = ev.Addendum(
            kind=added.kind, number=added.number, record=added.record, previous=added.previous
        )
        made = enclose.evidence(matter.now, (), shown, setting)
        events, head = case.history, ev.head_of(case.history)
        return structs.replace(made, events=events, head=head, addendum=own)

    def _sealed(self, shown: Rendered, signed: Document, evidence: Evidence) -> Sealed:
        from consent_app.paper import document as paper
        from consent_app.paper import enclose
        from consent_app.paper.seals import seal

        say, at = Language(evidence.setting.language), datetime.fromisoformat(signed.made)
        sheet = paper.sign(shown, signed, enclose.attached(evidence, at))
        name = say.text("Seal of the clinic")
        return seal.seal(sheet, self._key(), at, name=name, reason=signed.title)


# --- files and journal together -------------------------------------------------------------------


def _so_far(
    links: tuple[Link, ...], local: tuple[e.Event, ...]
) -> tuple[tuple[e.Event | Withheld, ...], tuple[e.Event, ...]]:
    """Return all events of a document, and those of them that the journal here does not have yet.

    A journal that does not know the episode begins with the sealing of its document.
    """
    record, *others = links
    told = record.evidence.events
    history, unwritten = list[e.Event | ev.Withheld](), list[e.Event]()
    if local and isinstance(local[0], e.Began):
        history += ev.shown_events(local)[0]
        if tuple(history[: len(told)]) != told:
            raise AddendumError("other_episode", str(record.path))
    else:
        unwritten += () if local else (_opening(record),)
        history += (*told, *local, *unwritten)
    for one in others:
        more = _proven(one, history, last=one is links[-1])
        history += more
        unwritten += more
    return tuple(history), tuple(unwritten)


def _opening(record: Link) -> e.Sealed:
    """Return the sealing of a document that another installation made."""
    kind: e.DocumentKind = "for_ink" if record.evidence.kind == "for_ink" else "acknowledgement"
    at = max(event.at for event in ev.told(record.evidence.events))
    claimed = record.report.signed_at
    return e.Sealed(
        at=max(at, claimed) if claimed else at, document=record.evidence.document, kind=kind,
        sha256=record.sha256,
    )  # fmt: skip


def _proven(one: Link, history: Iterable[e.Event | Withheld], *, last: bool) -> tuple[e.Event, ...]:
    """Return what a file adds to what is known. One that was only begun is completed by `add`."""
    events = tuple(history)
    begun = {event.number for event in events if isinstance(event, e.Added)}
    sealed = {event.number: event.sha256 for event in events if isinstance(event, e.AddedSealed)}
    if one.added is None or sealed.get(one.number, one.sha256) != one.sha256:
        raise ChainError("chain_broken", str(one.path))
    if one.number in sealed or (one.number in begun and last):
        return ()
    done = _done(one.added, one.sha256)
    return (done,) if one.number in begun else (one.added, done)


def _done(added: e.Added, sha256: str) -> e.AddedSealed:
    """Return the event at the time that the seal claims, the same wherever it is noted."""
    return e.AddedSealed(at=added.at, document=added.document, number=added.number, sha256=sha256)


def _imprint(setting: ev.Setting) -> Imprint:
    codes = (code for code in (setting.language, setting.second) if code)
    languages = tuple(map(Language, codes))
    return Imprint(setting.clinic, setting.contact, setting.demonstration_key, languages)


def _store_new(sealed: Sealed, path: Path) -> None:
    try:
        write_new(path, sealed.pdf)
    except FileExistsError as error:
        raise AddendumError("in_the_way", str(path)) from error

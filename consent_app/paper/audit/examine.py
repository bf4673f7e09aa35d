"""All that can be found out about sealed files: more than that their bytes are whole.

Each file is verified first. Only in one that is whole the evidence is looked at: does it fit to the
pages, do its events hang together, do they lead to the same document again, and do the same pages
come out when they are made once more? Files that belong together must be a chain without a gap.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, cast

from consent_app import events as e
from consent_app import evidence as ev
from consent_app.episode import Episode, replay
from consent_app.language import SHIPPED
from consent_app.paper.audit import chain as chains
from consent_app.paper.audit.verify import UnreadableError, read, unreadable, verify
from consent_app.paper.join import attached
from consent_app.view import prints
from consent_app.view.about import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.evidence import Evidence
    from consent_app.paper.audit.verify import Report

Answer = Literal["yes", "no", "again", "not_here", "not_tried"]
"""The last two: this computer holds other content or versions; the key is not known here."""
Topic = Literal["evidence", "fits", "shown", "events", "replayed", "remade"]
"""What of the evidence was looked at; see `report` for the words."""
ChainCode = chains.Code | Literal["record_missing"]
RECORDS = ("acknowledgement", "for_ink")
"""Kinds of documents that something can be added to."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer about the evidence; the details are versions, files and codes."""

    code: Topic
    answer: Answer
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file, and what it carries."""

    path: Path
    report: Report
    sha256: str = ""
    """Of the file as it was sealed; empty where there is no whole seal."""
    evidence: Evidence | None = None
    proofs: tuple[Proof, ...] = ()
    given: bool = True
    """False for one that was found beside a given one."""

    @property
    def whole(self) -> bool:
        """Whether its bytes are as they were sealed, by whatever key."""
        return self.report.outcome in {"sealed", "not_trusted"}

    @property
    def wrong(self) -> bool:
        """Whether the evidence contradicts the pages or itself."""
        return any(proof.answer == "no" for proof in self.proofs if proof.code != "remade")

    @property
    def exit_code(self) -> int:
        """That of the report; 1 also for evidence that does not fit."""
        return max(self.report.exit_code, int(self.wrong))


@dataclass(frozen=True, slots=True)
class Chain:
    """A document and what was added to it, as far as the files are here."""

    document: str
    files: tuple[Path, ...]
    """In order; where there is a problem, as they were found."""
    problem: ChainCode | Literal[""] = ""
    detail: str = ""
    """Which file, or which number."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found about all files."""

    files: tuple[File, ...]
    chains: tuple[Chain, ...] = ()

    @property
    def exit_code(self) -> int:
        """The worst of all files; at least 1 where a chain is broken."""
        worst = max((file.exit_code for file in self.files), default=0)
        return max(worst, int(any(chain.problem for chain in self.chains)))


@dataclass(frozen=True, slots=True)
class Here:
    """What this computer has to compare a file with."""

    known: Sequence[bytes] = ()
    """Certificates that are trusted, DER."""
    pack: Callable[[], Pack | None] = lambda: None
    """Returns the content that is installed, if it loads; asked only where a file needs it."""
    remake: Callable[[Evidence], bytes] | None = None
    """Makes all bytes of a document up to the seal; may raise anything."""


def examine(
    paths: Iterable[Path], here: Here, tell: Callable[[float], None] = lambda _part: None
) -> Examination:
    """Look at files, and at those in the same folders that belong to them.

    Args:
        paths: the files; one that is named twice counts once.
        here: keys, content and press of this computer.
        tell: is told now and then which part is done, 0 to 1; may raise to
            stop, but not an OSError.

    """
    desk = _Desk(here, tell)
    unique = list({path.resolve(): path for path in paths}.values())
    for number, path in enumerate(unique):
        desk.look(path, number / len(unique), 1 / len(unique))
    given = list(desk.files.values())
    found = _chained(given, desk)
    return Examination(tuple(desk.files.values()), tuple(found))


@dataclass(slots=True)
class _Desk:
    """The files that lie open, each looked at once."""

    here: Here
    tell: Callable[[float], None]
    files: dict[Path, File] = field(default_factory=dict)

    def look(self, path: Path, start: float = 1, share: float = 0, *, given: bool = True) -> File:
        """Open a file, unless it lies open; `start` and `share` are its place in the whole."""
        place = path.resolve()
        if place not in self.files:
            half = share / 2  # reading is half of it
            made = self._opened(path, lambda part: self.tell(start + half * part), given=given)
            self.files[place] = made
        return self.files[place]

    def _opened(self, path: Path, tell: Callable[[float], None], *, given: bool) -> File:
        try:
            data = read(path, tell)
        except UnreadableError as error:
            return File(path, unreadable(error.code), given=given)
        report = verify(data, self.here.known)
        tell(1)
        if report.outcome not in {"sealed", "not_trusted"}:
            return File(path, report, given=given)
        first = chains.as_sealed(data)
        evidence, proofs = _inside(first, report, self.here)
        return File(path, report, sha256(first).hexdigest(), evidence, proofs, given)


# --- the evidence in one file ---------------------------------------------------------------------


def _inside(data: bytes, report: Report, here: Here) -> tuple[Evidence | None, tuple[Proof, ...]]:
    """Return the evidence of a file whose seal is whole, and what was found about it."""
    try:
        found = attached(data, ev.NAME)
    except Exception:  # noqa: BLE001 - the key may be anybody's, and so may the file
        return None, (Proof("evidence", "no"),)
    if found is None:
        return None, (Proof("evidence", "not_here"),)
    try:
        evidence = ev.decode(found)
    except e.UnreadableEventError:
        return None, (Proof("evidence", "no"),)
    return evidence, (Proof("evidence", "yes"), *_proofs(data, report, evidence, here))


def _proofs(data: bytes, report: Report, evidence: Evidence, here: Here) -> Iterator[Proof]:
    begins = sha256(data[: evidence.length]).hexdigest() == evidence.shown
    hangs = ev.head_of(evidence.events) == evidence.head
    yield Proof("fits", "yes" if _fits(report, evidence) else "no")
    yield Proof("shown", "no" if not begins else "again" if evidence.again else "yes")
    yield Proof("events", "yes" if hangs else "no")
    yield _replayed(evidence, here.pack())
    if evidence.addendum is None:
        yield _remade(data, report, evidence, here)


def _fits(report: Report, evidence: Evidence) -> bool:
    """Whether the file says of itself what its evidence says, and the events speak of it."""
    return chains.agree(report, evidence) and _speak_of(evidence)


def _speak_of(evidence: Evidence) -> bool:
    """Whether the first event names the content, and the last picture and signature the words."""
    events = evidence.events
    began = events[0] if events else None
    content = evidence.content
    if not isinstance(began, e.Began) or began.pack != content.id:
        return False
    if evidence.addendum:  # the words are those of what was added
        last = events[-1]
        return isinstance(last, e.Added) and last.number == evidence.addendum.number
    if (began.pack_version, began.pack_digest) != (content.version, content.digest):
        return False
    shown = [one for one in events if isinstance(one, e.Rendered)]
    signed = [one for one in events if isinstance(one, e.Signed)]
    return (
        bool(shown)
        and shown[-1].content == evidence.words
        and (evidence.again or shown[-1].pages in {"", evidence.shown})
        and all(one.content == evidence.words for one in signed)
    )


def _replayed(evidence: Evidence, pack: Pack | None) -> Proof:
    """Let everything happen again, but for what is withheld, and look where it leads."""
    if other := _other_content(evidence, pack):
        return Proof("replayed", "not_here", other)
    assert pack is not None  # noqa: S101 - it would be other content
    again = replay(pack, ev.told(evidence.events))
    if isinstance(again, Episode) and _leads_to(again, evidence):
        return Proof("replayed", "yes")
    code = () if isinstance(again, Episode) else (again.code,)
    other = _other_program(evidence)
    return Proof("replayed", "not_here" if other else "no", other or code)


def _leads_to(again: Episode, evidence: Evidence) -> bool:
    if again.document_id != evidence.document:
        return False
    if evidence.addendum:
        return bool(again.added) and again.added[-1].number == evidence.addendum.number
    shown, signed = again.rendered, again.signature is not None
    named = shown is not None and (shown.kind, shown.content) == (evidence.kind, evidence.words)
    return named and signed == (evidence.kind == "acknowledgement")


def _remade(data: bytes, report: Report, evidence: Evidence, here: Here) -> Proof:
    """Make the pages once more: the seal must follow directly behind the same bytes."""
    if report.outcome != "sealed":
        return Proof("remade", "not_tried")
    other = _other_content(evidence, here.pack())
    if other or here.remake is None:
        return Proof("remade", "not_here", other)
    code: tuple[str, ...] = ()
    try:
        again = here.remake(evidence)
    except Exception as error:  # noqa: BLE001 - whatever the events ask of the press
        again, code = b"", (str(error),)
    if again and data.startswith(again) and data[len(again) :].count(b"%%EOF") == 1:
        return Proof("remade", "yes")
    other = differences(evidence)
    if (pack := here.pack()) and prints.of_prices(pack) != evidence.content.prices:
        other = (*other, "prices.yaml")
    return Proof("remade", "not_here" if other else "no", other or code)


# --- what is here ---------------------------------------------------------------------------------


def _other_content(evidence: Evidence, pack: Pack | None) -> tuple[str, ...]:
    """Return how the content that is installed differs; nothing where it is the same."""
    then = evidence.content
    began = evidence.events[0] if evidence.events else None
    digest = began.pack_digest if isinstance(began, e.Began) else then.digest
    if pack is None:
        return (f"{then.id} {then.version} → –",)
    if pack.digest == digest:
        return ()
    now = pack.manifest
    same = (now.id, now.version) == (then.id, then.version)
    old, new = (digest[:12], pack.digest[:12]) if same else ("", "")
    return (
        f"{then.id} {then.version} {old}".strip() + f" → {now.id} {now.version} {new}".rstrip(),
    )


def _other_program(evidence: Evidence) -> tuple[str, ...]:
    from consent_app.paper.enclose import versions

    return _changed({"consent-app": evidence.versions.get("consent-app", "")}, versions())


def differences(evidence: Evidence) -> tuple[str, ...]:
    """Return what here is another version than that which made a file: name, then → now."""
    from consent_app.paper.enclose import versions

    return (
        *_changed(evidence.versions, versions()),
        *(f"messages {code}" for code, was in evidence.catalogues.items() if _words(code) != was),
        *(name for name, was in evidence.fonts.items() if _font(name) != was),
    )


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{name} {was} → {now.get(name, '–')}" for name, was in then.items() if now.get(name) != was
    )


def _words(code: str) -> str:
    return catalogue(code) if code in SHIPPED else ""


def _font(name: str) -> str:
    from consent_app.paper.enclose import font

    with suppress(OSError, ValueError):  # ValueError: not a name of a file in the folder
        return font(name)
    return ""


# --- files that belong together -------------------------------------------------------------------


def _chained(given: Sequence[File], desk: _Desk) -> Iterator[Chain]:
    """Yield a chain for each document, and one for each addition whose document is not here."""
    added = [file for file in given if file.evidence and file.evidence.addendum]
    records = {file.sha256: file for file in given if _is_record(file)}
    for file in added:
        if _of(file, records.values()) is None and (found := _beside(file, desk)):
            records.setdefault(found.sha256, found)
    for record in records.values():
        own = [file for file in added if _of(file, records.values()) is record]
        document = record.report.document_id
        near = [desk.look(path, given=False) for path in chains.beside(record.path, document)]
        yield _chain(
            record, list({file.sha256 or file.path: file for file in (*own, *near)}.values())
        )
    for file in added:
        if _of(file, records.values()) is None:
            yield Chain(file.report.document_id, (file.path,), "record_missing", str(file.path))


def _is_record(file: File) -> bool:
    return file.evidence is not None and file.report.kind in RECORDS


def _of(file: File, records: Iterable[File]) -> File | None:
    """Return the document that a file adds to; at least one of the same number."""
    named = file.report.keywords.get("record", "")
    same = [one for one in records if one.report.document_id == file.report.document_id]
    return next((one for one in same if one.sha256 == named), same[0] if same else None)


def _beside(file: File, desk: _Desk) -> File | None:
    """Return the document that a file adds to, if it lies in the same folder."""
    names = (f"{file.report.document_id}{ending}.pdf" for ending in ("", "-for-ink"))
    paths = [path for name in names if (path := file.path.parent / name).is_file()]
    found = [one for path in paths if _is_record(one := desk.look(path, given=False))]
    return _of(file, found)


def _chain(record: File, others: Sequence[File]) -> Chain:
    document, files = record.report.document_id, (record, *others)
    paths = tuple(file.path for file in files)
    for file in others:
        if not file.whole:
            return Chain(document, paths, _outcome(file), str(file.path))
        if record.report.outcome == "sealed" != file.report.outcome:
            return Chain(document, paths, "not_trusted", str(file.path))
        if file.evidence is None:
            return Chain(document, paths, "no_evidence", str(file.path))
    try:
        links = chains.chain(_link(record), [_link(file) for file in others])
    except chains.ChainError as error:
        return Chain(document, paths, cast("chains.Code", error.code), error.detail)
    return Chain(document, tuple(link.path for link in links))


def _outcome(file: File) -> ChainCode:
    return "unreadable" if file.report.outcome == "unreadable" else "altered"


def _link(file: File) -> chains.Link:
    assert file.evidence is not None  # noqa: S101 - only such files are linked
    return chains.Link(file.path, file.report, file.evidence, file.sha256)

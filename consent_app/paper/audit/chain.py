"""A sealed document and what was added to it: files that each name the one before by its SHA-256.

What counts is a file as it was sealed. Timestamps that are put behind the seal years later make the
file longer, and its place in the chain stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from consent_app import events as e
from consent_app import evidence as ev
from consent_app.paper.audit.verify import verify_file
from consent_app.paper.join import attached
from consent_app.session import PressError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from consent_app.evidence import Evidence
    from consent_app.paper.audit.verify import Report

Code = Literal[
    "unreadable", "altered", "not_trusted", "no_evidence", "not_a_record", "is_added",
    "number_missing", "number_twice", "other_record", "chain_broken",
]  # fmt: skip


class ChainError(PressError):
    """A file is not what it should be, or does not fit to the others: a code and which file."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the file, or what is missing; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Link:
    """A sealed file of a chain, found whole and sealed by a known key."""

    path: Path
    report: Report
    evidence: Evidence
    sha256: str
    """Of the file as it was sealed."""

    @property
    def number(self) -> int:
        """The place in the chain: 0 for the document itself."""
        return self.evidence.addendum.number if self.evidence.addendum else 0

    @property
    def added(self) -> e.Added | None:
        """What this file adds; None for the document itself."""
        last = self.evidence.events[-1] if self.evidence.events else None
        return last if isinstance(last, e.Added) else None


_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\]")


def as_sealed(data: bytes) -> bytes:
    """Return a file without what was put behind its first seal; all of it where there is none."""
    found = _RANGE.search(data)
    return data[: int(found[2]) + int(found[3])] if found else data


def link(path: Path, known: Sequence[bytes]) -> Link:
    """Verify a file and read what it carries.

    Args:
        path: the file.
        known: certificates that are trusted, DER.

    Raises:
        ChainError: ``unreadable``, ``altered`` or ``not_trusted`` as it was found to be,
            ``no_evidence`` where it carries none that fits.

    """
    report = verify_file(path, known)
    if report.outcome != "sealed":
        raise ChainError(report.outcome, str(path))
    data = path.read_bytes()
    inside = attached(data, ev.NAME)
    try:
        evidence = ev.decode(inside or b"")
    except e.UnreadableEventError as error:
        raise ChainError("no_evidence", str(path)) from error
    if not agree(report, evidence) or ev.head_of(evidence.events) != evidence.head:
        raise ChainError("no_evidence", str(path))
    return Link(path, report, evidence, sha256(as_sealed(data)).hexdigest())


def agree(report: Report, evidence: Evidence) -> bool:
    """Return whether a file says the same of itself as its evidence does."""
    own = evidence.addendum
    named = (report.document_id, report.kind, report.content)
    words = (report.keywords.get(name, "") for name in ("record", "previous", "number"))
    told = (own.record, own.previous, str(own.number)) if own else ("", "", "")
    return named == (evidence.document, evidence.kind, evidence.words) and tuple(words) == told


def beside(record: Path, document_id: str, *folders: Path) -> tuple[Path, ...]:
    """Return the files in the record's folder, and in others, whose names add to a document."""
    places = dict.fromkeys(folder.resolve() for folder in (record.parent, *folders))
    name = re.compile(rf"{re.escape(document_id)}-\d+-[a-z-]+\.pdf")
    found = (file for folder in places if folder.is_dir() for file in folder.iterdir())
    return tuple(sorted(file for file in found if name.fullmatch(file.name)))


def chain(record: Link, others: Iterable[Link]) -> tuple[Link, ...]:
    """Return a document and what was added to it, in order.

    Raises:
        ChainError: ``is_added`` or ``not_a_record`` for the first file, ``other_record``,
            ``number_missing``, ``number_twice`` or ``chain_broken`` for the others.

    """
    _check_record(record)
    links = [record]
    for one in sorted(others, key=lambda other: other.number):
        own = one.evidence.addendum
        if own is None or own.record != record.sha256:
            raise ChainError("other_record", str(one.path))
        if own.number == links[-1].number:
            raise ChainError("number_twice", str(one.path))
        if own.number != len(links):
            raise ChainError("number_missing", str(len(links)))
        if not _follows(record, links[-1], one):
            raise ChainError("chain_broken", str(one.path))
        links.append(one)
    return tuple(links)


def _check_record(record: Link) -> None:
    if record.evidence.addendum:
        raise ChainError("is_added", str(record.path))
    if record.evidence.kind not in {"acknowledgement", "for_ink"}:
        raise ChainError("not_a_record", str(record.path))


def _follows(record: Link, before: Link, after: Link) -> bool:
    """Whether a file names the one before, and goes on from the events that both tell."""
    own, told, events = after.evidence.addendum, record.evidence.events, after.evidence.events
    named = own is not None and own.previous == before.sha256
    known = before.added is None or before.added in events
    return named and known and after.added is not None and events[: len(told)] == told

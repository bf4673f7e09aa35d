"""Is this file as it was sealed, and by whom?

Whoever changes one byte is found out. Two ways are taken, and both must agree. Ours is strict: the
seal covers the whole file but for its own hexadecimal digits, and those digits are made anew from
the few values that may differ between two seals, so that none of them is free (`cms`). Behind it
may stand proofs of its age, and nothing else (`later`). The second is pyHanko's validation. A file
is taken apart only after the strict way has found a seal in it, or to tell a PDF without a seal
from something that is no PDF.
"""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import unquote

from consent_app.paper.seals import cms, later, proofs
from consent_app.paper.seals.seal import DEMONSTRATION, FIELD, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext

Outcome = Literal["sealed", "not_trusted", "altered", "unreadable"]
NotRead = Literal[
    "missing", "folder", "no_file", "no_permission", "not_read", "empty", "too_large", "no_pdf",
    "encrypted", "damaged",
]  # fmt: skip
"""Why a file is ``unreadable``."""
Why = (
    Literal[
        "intact", "unknown_key", "foreign", "seal_gone", "several_seals", "more_behind", "changed"
    ]
    | NotRead
)
"""What happened to a file, as far as it can be told."""
LARGEST = 20 * 1024 * 1024
"""Bytes; larger files are not looked at. A document of this program has less than one million."""
_PIECE = 1024 * 1024
"""Bytes that are read at a time."""
EXIT_CODES: Mapping[Outcome, int] = {"sealed": 0, "not_trusted": 1, "altered": 1, "unreadable": 2}


Code = Literal[
    "readable", "has_seal", "whole_file", "seal_form", "words_unchanged", "seal_unchanged",
    "proofs_of_age", "second_opinion", "known_key",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. The code names it; the detail is for the curious."""

    code: Code
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A time that an authority has confirmed."""

    at: datetime
    authority: str
    """The common name in its certificate."""
    known: bool
    """Whether it has confirmed times for this clinic; anyone can call himself an authority."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. Nothing but the checks is proven unless the outcome is ``sealed``."""

    outcome: Outcome
    checks: tuple[Check, ...] = ()
    signer: str = ""
    """The common name in the certificate."""
    fingerprint: str = ""
    """SHA-256 of the certificate."""
    signed_at: datetime | None = None
    """The time that the seal claims."""
    demonstration: bool = False
    document_id: str = ""
    kind: str = ""
    level: Level | Literal[""] = ""
    """The PAdES level that was found in the file."""
    times: tuple[Confirmed, ...] = ()
    """When the seal was there at the latest, as authorities confirm; the earliest first."""
    content: str = ""
    """SHA-256 of the document's words, as `document.digest` makes it."""
    keywords: Mapping[str, str] = field(default_factory=dict)
    """All names and values that the file carries."""

    @property
    def exit_code(self) -> int:
        """0 for a known seal, 1 for none, an unknown or a broken one, 2 for an unreadable file."""
        return EXIT_CODES[self.outcome]

    @property
    def why(self) -> Why:
        """What happened to the file, as far as the checks tell it."""
        if self.outcome in {"sealed", "not_trusted"}:
            return "intact" if self.outcome == "sealed" else "unknown_key"
        broken = self.checks[-1]
        if self.outcome == "unreadable":
            return cast("NotRead", broken.detail)
        if broken.code == "has_seal" and broken.detail == _NONE:
            return "seal_gone" if self.document_id else "foreign"
        if broken.code == "has_seal":
            return "several_seals"
        behind = broken.detail == _MORE or broken.code == "proofs_of_age"
        return "more_behind" if behind else "changed"


class UnreadableError(Exception):
    """A file on the disk cannot be read as a document; carries a code."""

    def __init__(self, code: NotRead) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def verify_file(path: Path, known: Sequence[bytes]) -> Report:
    """Verify a file on disk, as `verify`; what cannot be read is ``unreadable``."""
    try:
        return verify(read(path), known)
    except UnreadableError as error:
        return unreadable(error.code)


def read(path: Path, tell: Callable[[float], None] = lambda _part: None) -> bytes:
    """Return all bytes of a file that may be a document.

    Args:
        path: the file; never more than `LARGEST` bytes of it are read.
        tell: is told now and then which part has been read, 0 to 1; may raise to
            stop, but not an OSError.

    Raises:
        UnreadableError: there is no such file, or it cannot be a document.

    """
    try:
        size = _size(path)
        return b"".join(_pieces(path, size, tell))
    except FileNotFoundError as error:
        raise UnreadableError("missing") from error
    except PermissionError as error:
        raise UnreadableError("no_permission") from error
    except OSError as error:
        raise UnreadableError("not_read") from error


def _size(path: Path) -> int:
    """Return the bytes of an ordinary file that is neither empty nor too large."""
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise UnreadableError("folder")
    if not stat.S_ISREG(about.st_mode):  # a pipe or a device may have no end
        raise UnreadableError("no_file")
    if not about.st_size:
        raise UnreadableError("empty")
    if about.st_size > LARGEST:
        raise UnreadableError("too_large")
    return about.st_size


def _pieces(path: Path, size: int, tell: Callable[[float], None]) -> Iterator[bytes]:
    with path.open("rb") as file:
        for start in range(0, size, _PIECE):
            piece = file.read(min(_PIECE, size - start))
            if not start and not piece.startswith(_HEADER):
                raise UnreadableError("no_pdf")
            tell((start + len(piece)) / size)
            yield piece


def verify(data: bytes, known: Sequence[bytes]) -> Report:
    """Compare a file with its seal. Never raises.

    Args:
        data: all bytes of the file.
        known: certificates that are trusted, DER.

    """
    if len(data) > LARGEST:
        return unreadable("too_large")
    if not data.startswith(_HEADER):
        return unreadable("no_pdf" if data else "empty")
    try:
        return _examined(data, known)
    except Exception as error:  # noqa: BLE001 - hostile bytes may raise anything in two parsers
        return Report("altered", (Check("seal_form", passed=False, detail=type(error).__name__),))


class _BrokenError(Exception):
    """A check that failed: there is no seal, or not on these bytes."""

    def __init__(self, check: Check) -> None:
        super().__init__(check)
        self.check = check


class _EncryptedError(Exception):
    """A password is needed; a record never has one."""


def _examined(data: bytes, known: Sequence[bytes]) -> Report:
    checks: list[Check] = []
    try:
        seal = _strict(data, checks)
    except _BrokenError as broken:
        return _without_seal(data, (*checks, broken.check))
    return _with_seal(data, seal, known, checks)


def _with_seal(data: bytes, seal: Seal, known: Sequence[bytes], checks: list[Check]) -> Report:
    fingerprint = sha256(seal.certificate).hexdigest()
    try:
        about = _second_opinion(data, seal)
    except Exception as error:  # noqa: BLE001 - the vendor's parser may raise anything
        checks.append(Check("second_opinion", passed=False, detail=type(error).__name__))
        return Report("altered", tuple(checks), seal.signer, fingerprint)
    checks.append(Check("second_opinion", about.passed))
    trusted = seal.certificate in known
    checks.append(Check("known_key", trusted, fingerprint))
    return Report(
        "altered" if not about.passed else "sealed" if trusted else "not_trusted",
        tuple(checks),
        seal.signer,
        fingerprint,
        about.signed_at,
        DEMONSTRATION in seal.signer,
        level=about.level,
        times=tuple(
            Confirmed(one.at, one.authority, one.certificates[0] in known) for one in seal.stamps
        ),
        **_named(about.keywords),
    )


def _without_seal(data: bytes, checks: tuple[Check, ...]) -> Report:
    """Tell a changed or unsealed PDF from bytes that no reader can open."""
    broken = checks[-1]
    try:
        keywords = _keywords(_opened(data))
    except _EncryptedError:
        return unreadable("encrypted")
    except Exception:  # noqa: BLE001 - the vendor's parser may raise anything
        # with something of a seal and nothing missing it is a record, only a damaged one
        if broken.detail in {_NONE, _CUT_OFF}:
            return unreadable("damaged")
        return Report("altered", checks)
    return Report("altered", checks, **_named(keywords))


def unreadable(code: NotRead) -> Report:
    """Return the report of a file that cannot be read."""
    return Report("unreadable", (Check("readable", passed=False, detail=code),))


# --- the strict way -------------------------------------------------------------------------------

_HEADER = b"%PDF-"
_NONE, _CUT_OFF, _MORE = "none", "cut off", "more"
_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] *\n")
_STAMP = b"/DocTimeStamp"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was found to be whole, and the timestamps behind it."""

    certificates: tuple[bytes, ...]
    """Of the key that sealed, and those above it."""
    ends: tuple[int, ...]
    """Where the sealed file ends, and each revision behind it that holds a timestamp."""
    stamps: tuple[cms.Stamp, ...] = ()
    """The time of the seal, if it was confirmed, and those of the timestamps, in order."""

    @property
    def certificate(self) -> bytes:
        """That of the key, DER."""
        return self.certificates[0]

    @property
    def signer(self) -> str:
        """The common name in it."""
        return cms.name_of(self.certificate)


@dataclass(frozen=True, slots=True)
class _Range:
    """The bytes that a seal or timestamp covers: all up to `end`, but for its own digits."""

    first: int
    second: int
    end: int

    def digits(self, data: bytes) -> bytes:
        return data[self.first + 1 : self.second - 1]

    def covered(self, data: bytes) -> bytes:
        return sha256(data[: self.first] + data[self.second : self.end]).digest()

    def fits(self, data: bytes, start: int) -> bool:
        """Tell whether it lies behind `start`, and leaves out nothing but the digits."""
        edges = data[self.first : self.first + 1] + data[self.second - 1 : self.second]
        return (
            start < self.first < self.second - 1 < self.end <= len(data)
            and edges == b"<>"
            and data[: self.first].endswith(b"/Contents ")
        )


def seal_of(data: bytes) -> Seal:
    """Return the seal of a file that was found to be intact."""
    return _strict(data, [])


def _strict(data: bytes, checks: list[Check]) -> Seal:
    """Check all bytes against the seal and what stands behind it.

    A file is taken apart only to see that nothing else has come with its timestamps.

    Raises:
        _BrokenError: with the check that failed.

    """
    ranges = _ranges(data, checks)
    signed = _sealed_by(data, ranges[0], checks)
    seal = Seal(signed.certificates, tuple(one.end for one in ranges))
    try:
        stamps = _stamps(data, ranges, signed)
        if len(ranges) > 1:
            later.check(data, seal.ends)
    except Exception as error:
        raise _BrokenError(_failed("proofs_of_age", error)) from error
    if stamps:
        checks.append(Check("proofs_of_age", passed=True))
    return replace(seal, stamps=stamps)


def _failed(code: Code, error: Exception) -> Check:
    detail = error.code if isinstance(error, cms.FormError) else type(error).__name__
    return Check(code, passed=False, detail=detail)


def _ranges(data: bytes, checks: list[Check]) -> list[_Range]:
    """Return what the seal and each timestamp cover; the last must cover the whole file."""
    found = []
    for match in _RANGE.finditer(data):
        first, second, rest = (int(number) for number in match.groups())
        found.append(_Range(first, second, second + rest))
    starts = [0, *(one.end for one in found)]
    # the first is the seal, behind which only timestamps may stand
    others = [data[start:] for start in starts[1:-1]]
    if not found or data.count(b"/ByteRange") != len(found) or not all(_STAMP in o for o in others):
        detail = "several" if found else _NONE
        raise _BrokenError(Check("has_seal", passed=False, detail=detail))
    checks.append(Check("has_seal", passed=True))
    fit = all(one.fits(data, start) for one, start in zip(found, starts, strict=False))
    if not fit or found[-1].end != len(data):
        detail = _CUT_OFF if found[-1].end > len(data) else _MORE
        raise _BrokenError(Check("whole_file", passed=False, detail=detail))
    checks.append(Check("whole_file", passed=True))
    return found


def _sealed_by(data: bytes, place: _Range, checks: list[Check]) -> cms.Signed:
    """Check the seal's own bytes, and what it says about the others."""
    try:
        signed = cms.read(_bytes(place.digits(data)))
    except Exception as error:
        raise _BrokenError(_failed("seal_form", error)) from error
    checks.append(Check("seal_form", passed=True))
    try:
        cms.check_seal(signed, place.covered(data))
    except Exception as error:
        words = isinstance(error, cms.FormError) and error.code == "words"
        code: Code = "words_unchanged" if words else "seal_unchanged"
        raise _BrokenError(_failed(code, error)) from error
    checks.append(Check("words_unchanged", passed=True))
    checks.append(Check("seal_unchanged", passed=True))
    return signed


def _bytes(digits: bytes) -> bytes:
    """Return what hexadecimal digits stand for; there is one way to write them."""
    found = bytes.fromhex(digits.decode("ascii"))
    if found.hex().upper().encode() != digits:
        raise cms.FormError("digits")
    return found


def _stamps(data: bytes, ranges: Sequence[_Range], signed: cms.Signed) -> tuple[cms.Stamp, ...]:
    """Check each confirmed time, and return them in order.

    Raises:
        Exception: one is not what it should be; whatever the parsers make of damaged bytes.

    """
    found = []
    if signed.token:
        found.append(cms.check_stamp(signed.token, sha256(signed.signature).digest()))
    for one in ranges[1:]:
        token = cms.written(cms.read(_bytes(one.digits(data))))
        found.append(cms.check_stamp(token, one.covered(data)))
    return tuple(found)


# --- the second opinion ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Opinion:
    passed: bool
    signed_at: datetime | None
    level: Level
    keywords: Mapping[str, str]


def _opened(data: bytes) -> PdfFileReader:
    """Open a PDF for reading.

    Raises:
        _EncryptedError: it is encrypted.
        Exception: whatever pyHanko's parser makes of bytes that are no PDF.

    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(data))
    if reader.encrypted:
        raise _EncryptedError
    if not reader.root["/Pages"]["/Count"]:
        raise ValueError
    return reader


def _second_opinion(data: bytes, seal: Seal) -> _Opinion:
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature

    reader = _opened(data)
    (embedded,) = reader.embedded_regular_signatures
    timestamps = reader.embedded_timestamp_signatures
    behind = seal.stamps[len(seal.stamps) - len(seal.ends) + 1 :]
    at = embedded.self_reported_timestamp
    timed = _context(seal.stamps[0]) if len(seal.stamps) > len(behind) else None
    status = validate_pdf_signature(embedded, _trusting(seal.certificate, at), timed)
    whole = SignatureCoverageLevel.ENTIRE_REVISION if behind else SignatureCoverageLevel.ENTIRE_FILE
    passed = (
        embedded.field_name == FIELD
        and status.intact
        and status.valid
        and status.bottom_line
        and status.coverage is whole
        and len(timestamps) == len(behind)
        and all(map(_confirms, timestamps, behind))
    )
    return _Opinion(bool(passed), at, _level(reader, seal), _keywords(reader))


def _confirms(timestamp: EmbeddedPdfSignature, stamp: cms.Stamp) -> bool:
    from pyhanko.sign.validation import validate_pdf_timestamp

    status = validate_pdf_timestamp(timestamp, _context(stamp))
    return bool(status.intact and status.valid and status.trusted and status.timestamp == stamp.at)


def _context(stamp: cms.Stamp) -> ValidationContext:
    return _trusting(stamp.certificates[0], stamp.at)


def _trusting(certificate: bytes, at: datetime) -> ValidationContext:
    """Return what makes pyHanko trust one certificate, at one moment, and ask nobody.

    A seal outlives its key: it is judged for the moment at which it claims to be made. Whether the
    certificate is known is ours to say; here it is only the root that its own seal needs.
    """
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    root = Certificate.load(certificate)
    return ValidationContext(trust_roots=[root], allow_fetching=False, moment=at)


def _level(reader: PdfFileReader, seal: Seal) -> Level:
    """Return the level that the file itself proves, whatever was once asked for."""
    if not seal.stamps:
        return "PAdES-BASELINE-B"
    store = proofs.read(reader)
    if store is None:
        return "PAdES-BASELINE-T"
    first = proofs.Used(cms.path(seal.certificate, store.certificates), seal.stamps[0].at)
    used = [first, *(
        proofs.Used(cms.path(one.certificates[0], store.certificates), one.at)
        for one in seal.stamps
    )]  # fmt: skip
    # the last timestamp over all bytes makes the proofs last; its own come with the next one
    if len(seal.stamps) > 1 and len(seal.ends) > 1 and store.proves(used[:-1]):
        return "PAdES-BASELINE-LTA"
    return "PAdES-BASELINE-LT" if store.proves(used) else "PAdES-BASELINE-T"


def _keywords(reader: PdfFileReader) -> Mapping[str, str]:
    """Return the names and values among the file's keywords."""
    found: dict[str, str] = {}
    with suppress(KeyError):
        words = str(reader.trailer["/Info"]["/Keywords"])
        for word in words.split(", "):
            name, _, value = word.partition("=")
            found[unquote(name)] = unquote(value)
    return found


def _named(keywords: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document_id": keywords.get("document", ""),
        "kind": keywords.get("kind", ""),
        "content": keywords.get("content", ""),
        "keywords": keywords,
    }

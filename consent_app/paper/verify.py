"""Is this file as it was sealed, and by whom?

Whoever changes one byte is found out. Two ways are taken, and both must agree. Ours is strict: the
seal covers the whole file but for its own hexadecimal digits, and those digits are made anew from
the few values that may differ between two seals, so that none of them is free. The second is
pyHanko's validation. A file is taken apart only after the strict way has found a seal in it, or to
tell a PDF without a seal from something that is no PDF.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from consent_app.paper.seal import DEMONSTRATION, FIELD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pyhanko.pdf_utils.reader import PdfFileReader

Outcome = Literal["sealed", "not_trusted", "altered", "unreadable"]
LARGEST = 200 * 1024 * 1024
"""Bytes; larger files are not looked at."""
EXIT_CODES: Mapping[Outcome, int] = {"sealed": 0, "not_trusted": 1, "altered": 1, "unreadable": 2}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. The code names it; the detail is for the curious."""

    code: Literal[
        "readable", "has_seal", "whole_file", "seal_form", "words_unchanged", "seal_unchanged",
        "second_opinion", "known_key",
    ]  # fmt: skip
    passed: bool
    detail: str = ""


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
    content: str = ""
    """SHA-256 of the document's words, as `document.digest` makes it."""
    keywords: Mapping[str, str] = field(default_factory=dict)
    """All names and values that the file carries."""

    @property
    def exit_code(self) -> int:
        """0 for a known seal, 1 for none, an unknown or a broken one, 2 for an unreadable file."""
        return EXIT_CODES[self.outcome]


def verify_file(path: Path, known: Sequence[bytes]) -> Report:
    """Verify a file on disk, as `verify`; what cannot be read is ``unreadable``."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return _unreadable(f"{size} bytes")
        data = path.read_bytes()
    except OSError as error:
        return _unreadable(str(error.strerror))
    return verify(data, known)


def verify(data: bytes, known: Sequence[bytes]) -> Report:
    """Compare a file with its seal. Never raises.

    Args:
        data: all bytes of the file.
        known: certificates that are trusted, DER.

    """
    if len(data) > LARGEST:
        return _unreadable(f"{len(data)} bytes")
    if not data.startswith(b"%PDF-"):
        return _unreadable("no PDF header")
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


def _with_seal(data: bytes, seal: _Seal, known: Sequence[bytes], checks: list[Check]) -> Report:
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
        **_named(about.keywords),
    )


def _without_seal(data: bytes, checks: tuple[Check, ...]) -> Report:
    """Tell a changed or unsealed PDF from bytes that no reader can open."""
    broken = checks[-1]
    try:
        keywords = _keywords(_opened(data))
    except _EncryptedError:
        return _unreadable("encrypted")
    except Exception as error:  # noqa: BLE001 - the vendor's parser may raise anything
        # with something of a seal and nothing missing it is a record, only a damaged one
        if broken.detail in {_NONE, _CUT_OFF}:
            return _unreadable(type(error).__name__)
        return Report("altered", checks)
    return Report("altered", checks, **_named(keywords))


def _unreadable(detail: str) -> Report:
    return Report("unreadable", (Check("readable", passed=False, detail=detail),))


# --- the strict way -------------------------------------------------------------------------------

_NONE, _CUT_OFF = "none", "cut off"
_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] *\n")


@dataclass(frozen=True, slots=True)
class _Seal:
    certificate: bytes
    signer: str


def _strict(data: bytes, checks: list[Check]) -> _Seal:
    """Check all bytes against the seal, without taking the file apart.

    Raises:
        _BrokenError: with the check that failed.

    """
    ranges = _RANGE.findall(data)
    if len(ranges) != 1 or data.count(b"/ByteRange") != 1:
        raise _BrokenError(Check("has_seal", passed=False, detail="several" if ranges else _NONE))
    checks.append(Check("has_seal", passed=True))
    first, second, rest = (int(number) for number in ranges[0])
    digits = data[first + 1 : second - 1]
    whole = (
        0 < first < second - 1
        and second + rest == len(data)
        and data[first : first + 1] + data[second - 1 : second] == b"<>"
        and data[:first].endswith(b"/Contents ")
    )
    if not whole:
        detail = _CUT_OFF if second + rest > len(data) else "more"
        raise _BrokenError(Check("whole_file", passed=False, detail=detail))
    checks.append(Check("whole_file", passed=True))
    covered = sha256(data[:first] + data[second:]).digest()
    try:
        return _cms(digits, covered, checks)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise _BrokenError(Check("seal_form", passed=False, detail=type(error).__name__)) from error


def _cms(digits: bytes, covered: bytes, checks: list[Check]) -> _Seal:
    """Check the seal's own bytes, and what it says about the others."""
    from asn1crypto import cms, tsp, x509

    del tsp  # imported because it teaches `cms` the attribute that names the certificate
    # strict would refuse the zeros that fill the room behind the seal
    found = cms.ContentInfo.load(bytes.fromhex(digits.decode("ascii")))
    signed = found["content"]
    certificate = signed["certificates"][0].chosen
    info = signed["signer_infos"][0]
    attributes, signature = info["signed_attrs"], info["signature"].native
    canonical = x509.Certificate.load(certificate.dump(force=True), strict=True)
    again = _rebuilt(canonical, attributes.dump(force=True), signature)
    if again.hex().upper().encode().ljust(len(digits), b"0") != digits:
        raise _BrokenError(Check("seal_form", passed=False, detail="not canonical"))
    checks.append(Check("seal_form", passed=True))
    values = {a["type"].native: a["values"] for a in attributes}
    if len(values) != len(attributes) or values["message_digest"][0].native != covered:
        raise _BrokenError(Check("words_unchanged", passed=False))
    checks.append(Check("words_unchanged", passed=True))
    der = canonical.dump()
    _check_signature(der, values, attributes.untag().dump(), signature)
    checks.append(Check("seal_unchanged", passed=True))
    return _Seal(der, canonical.subject.native.get("common_name", ""))


def _rebuilt(certificate: Any, attributes: bytes, signature: bytes) -> bytes:  # noqa: ANN401 - untyped vendor
    """Return the one way to write a seal with this certificate, these attributes and signature."""
    from asn1crypto import algos, cms, core

    sha = algos.DigestAlgorithm({"algorithm": "sha256"})
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value=cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                ),
            ),
            "digest_algorithm": sha,
            "signed_attrs": cms.CMSAttributes.load(b"\x31" + attributes[1:], strict=True),
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": core.OctetString(signature),
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _check_signature(
    der: bytes, values: Mapping[str, Any], attributes: bytes, signature: bytes
) -> None:
    """Check the signature over the attributes, and that they name the certificate.

    Raises:
        _BrokenError: it is not the signature of this certificate's key, or not of this form.

    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import load_der_x509_certificate

    named = values["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
    if values["content_type"][0].native != "data" or named != sha256(der).digest():
        raise _BrokenError(Check("seal_unchanged", passed=False, detail="attributes"))
    public = load_der_x509_certificate(der).public_key()
    if not isinstance(public, RSAPublicKey):
        raise _BrokenError(Check("seal_unchanged", passed=False, detail="kind of key"))
    try:
        public.verify(signature, attributes, PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise _BrokenError(Check("seal_unchanged", passed=False)) from error


# --- the second opinion ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Opinion:
    passed: bool
    signed_at: datetime | None
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


def _second_opinion(data: bytes, seal: _Seal) -> _Opinion:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = _opened(data)
    (embedded,) = reader.embedded_signatures
    at = embedded.self_reported_timestamp
    # A seal outlives its key: it is judged for the moment at which it claims to be made. Whether
    # the certificate is known is ours to say; here it is only the root that its own seal needs.
    context = ValidationContext(
        trust_roots=[Certificate.load(seal.certificate)], allow_fetching=False, moment=at
    )
    status = validate_pdf_signature(embedded, context)
    passed = (
        embedded.field_name == FIELD
        and status.intact
        and status.valid
        and status.bottom_line
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    )
    return _Opinion(bool(passed), at, _keywords(reader))


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

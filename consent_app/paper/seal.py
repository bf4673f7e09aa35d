"""The seal: proof that a file is as the clinic's key left it, byte by byte.

A seal is the clinic's, not the patient's signature: who signed stands on the page. It is a PAdES
signature (ETSI.CAdES.detached, SHA-256) that certifies the file and allows no later change.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from glob import escape
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from consent_app.paper.document import Rendered, Signed
from consent_app.paper.join import writer
from consent_app.session import PressError

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

FIELD = "Seal"
DEMONSTRATION = "DEMONSTRATION"
_NAME, _ORGANISATION = "DEMONSTRATION key, not a clinic", "consent-app demonstration"
_KEY_BITS, _DAYS = 3072, 3653
_ROOM = 2048
"""Bytes that a seal needs besides the certificate, and some more; the rest stays zero."""

Code = Literal["not_signed", "key_unreadable", "cannot_write", "seal_failed"]


class SealError(PressError):
    """A file cannot be sealed or stored: carries a code and what it is about."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file; `sha256` is that of all its bytes, `content` the digest of its words."""

    pdf: bytes
    sha256: str
    content: str


@dataclass(frozen=True, slots=True)
class Key:
    """A private key with its certificate."""

    _signer: Any
    certificate: bytes
    """DER."""
    demonstration: bool
    label: str
    """The common name in the certificate."""
    fingerprint: str
    """SHA-256 of the certificate, in hexadecimal digits."""


# --- keys -----------------------------------------------------------------------------------------


def demonstration_key(folder: Path | None, now: datetime) -> Key:
    """Return the key for trying the program out, and make it at the first use.

    It is kept in `keys/demonstration.pem`, readable by this user only, and its certificate in
    `keys/known`. Without a folder it lives as long as the program.

    Raises:
        SealError: ``key_unreadable`` if the file is damaged, ``cannot_write`` if it cannot be made.

    """
    if folder is None:
        return _key(*_made(now))
    path = folder / "keys" / "demonstration.pem"
    try:
        return _key(*_read(path.read_bytes()))
    except FileNotFoundError:
        return _kept(path, *_made(now))
    except (OSError, ValueError, TypeError) as error:
        raise SealError("key_unreadable", str(path)) from error


def known_certificates(folder: Path) -> tuple[bytes, ...]:
    """Return the certificates that `folder` knows, DER.

    Raises:
        SealError: ``key_unreadable`` if one of the files is damaged.

    """
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    found = []
    for path in sorted((folder / "keys" / "known").glob("*.pem")):
        try:
            certificate = load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError) as error:
            raise SealError("key_unreadable", str(path)) from error
        found.append(certificate.public_bytes(Encoding.DER))
    return tuple(found)


def _made(now: datetime) -> tuple[RSAPrivateKey, Certificate]:
    """Make a private key and a certificate that it has signed itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    private = rsa.generate_private_key(65537, _KEY_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, _NAME),
        ]
    )
    usage = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
            "encipher_only", "decipher_only",
        ), False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False
        )
        .sign(private, SHA256())
    )
    return private, certificate


def _read(data: bytes) -> tuple[RSAPrivateKey, Certificate]:
    """Read a key and its certificate from one PEM file.

    Raises:
        ValueError: not an RSA key with its own certificate.
        TypeError: the key is encrypted.

    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    private = load_pem_private_key(data, password=None)
    certificate = load_pem_x509_certificate(data)
    if not isinstance(private, RSAPrivateKey) or private.public_key() != certificate.public_key():
        raise ValueError
    return private, certificate


def _kept(path: Path, private: RSAPrivateKey, certificate: Certificate) -> Key:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = _key(private, certificate)
    public = certificate.public_bytes(Encoding.PEM)
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The certificate comes first: whatever a key has sealed must be known, even if two programs
    # start at the same time and only one of their keys stays.
    _write(path.parent / "known" / f"{key.fingerprint}.pem", public)
    _write(path, secret + public)
    return key


def _key(private: RSAPrivateKey, certificate: Certificate) -> Key:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate as Asn1Certificate
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = certificate.public_bytes(Encoding.DER)
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=Asn1Certificate.load(der),
        signing_key=PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    label = str(names[0].value) if names else ""
    return Key(signer, der, DEMONSTRATION in label, label, sha256(der).hexdigest())


# --- sealing and storing --------------------------------------------------------------------------


def seal(  # noqa: PLR0913 - the words come from outside
    paper: Rendered | Signed,
    key: Key,
    at: datetime,
    *,
    name: str = "",
    reason: str = "",
    location: str = "",
) -> Sealed:
    """Add the seal of `key` behind the bytes of `paper`.

    Args:
        paper: what was laid out; an acknowledgement must be signed.
        key: whose seal it is.
        at: the claimed time, with its offset from UTC.
        name: what the seal is, for a screen reader; the key's label if empty.
        reason: what for, in a few words.
        location: where, in a few words.

    Raises:
        SealError: ``not_signed`` for an acknowledgement without signature, ``seal_failed`` with
            the name of the vendor's error.

    """
    if not isinstance(paper, Rendered | Signed):
        raise SealError("not_signed", type(paper).__name__)
    if isinstance(paper, Rendered) and paper.document.kind == "acknowledgement":
        raise SealError("not_signed", paper.document.document_id)
    from pyhanko.pdf_utils.misc import PdfError

    try:
        pdf = asyncio.run(_sealed(paper.pdf, key, at, name or key.label, reason, location))
    except (PdfError, ValueError) as error:
        raise SealError("seal_failed", f"{type(error).__name__}: {error}") from error
    return Sealed(pdf, sha256(pdf).hexdigest(), paper.content)


async def _sealed(  # noqa: PLR0913 - as `seal`
    pdf: bytes, key: Key, at: datetime, name: str, reason: str, location: str
) -> bytes:
    from pyhanko.sign.fields import (
        InvisSigSettings,
        MDPPerm,
        SigFieldSpec,
        SigSeedSubFilter,
    )
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    # Neither PDF/A nor PDF/UA allows an untagged seal on the page: its box lies outside.
    field = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
        readable_field_name=name,
    )
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason or None,
        location=location or None,
    )
    pdf_signer = PdfSigner(about, key._signer, new_field_spec=field)  # noqa: SLF001 - its own room
    session = pdf_signer.init_signing_session(writer(pdf))
    session.system_time = at
    digits = 2 * (len(key.certificate) + _ROOM)
    prepared = session.prepare_tbs_document(None, bytes_reserved=digits)
    output = BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    done = await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    await done.post_signature_processing(output)
    return output.getvalue()


def store(sealed: Sealed, path: Path) -> None:
    """Write a sealed file so that `path` holds all of it, or what it held before.

    Folders that are missing are made.

    Raises:
        SealError: ``cannot_write`` with the path and the system's reason.

    """
    _write(path, sealed.pdf)


def _write(path: Path, data: bytes) -> None:
    """Write a file, readable by this user only, at one stroke."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{escape(path.name)}.*"):  # by a process that was killed
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _settle(path.parent)
    except OSError as error:
        raise SealError("cannot_write", f"{path}: {error.strerror}") from error


def _settle(folder: Path) -> None:
    """Make a new name last through a power cut; where folders cannot be opened, there is no way."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

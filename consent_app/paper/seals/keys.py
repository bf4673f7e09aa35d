"""The keys that seal: for trying out, in a file of the clinic, or on a token that never gives it.

A passphrase or PIN is asked at the keyboard, read from a file that only its owner can read, or
taken from the system's keyring. It is held no longer than it takes to open the key, and stands in
no error: those carry a code and the name of a file or token.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from consent_app.paper.errors import SealError
from consent_app.paper.seals import cms
from consent_app.paper.seals.files import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

    from consent_app.paper.errors import SealCode
    from consent_app.settings import Seal

    Ask: TypeAlias = Callable[[str], str | None]
    """Asks a person for the passphrase of what is named; None where nobody can be asked."""

DEMONSTRATION = "DEMONSTRATION"
_NAME, _ORGANISATION = "DEMONSTRATION key, not a clinic", "consent-app demonstration"
_KEY_BITS, _DAYS = 3072, 3653
SERVICE = "consent-app"
"""Under this name passphrases stand in the system's keyring."""
NOTICE = timedelta(days=60)
"""So long before the end of a certificate it is time for another one."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A server that confirms times (RFC 3161), and where its certificates are kept."""

    address: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Key:
    """What seals: makes signatures (RSA or elliptic curve, SHA-256), and says whose they are."""

    sign: Callable[[bytes], bytes]
    certificates: tuple[bytes, ...]
    """DER: the key's own, then who issued it, as far as known."""
    demonstration: bool
    label: str
    """The common name in the certificate."""
    since: datetime
    until: datetime
    """The days between which the certificate is valid."""
    authority: Authority | None = None
    """Who confirms the time of each seal."""

    @property
    def certificate(self) -> bytes:
        """The key's own certificate, DER."""
        return self.certificates[0]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal digits."""
        return sha256(self.certificate).hexdigest()

    def ends_soon(self, now: datetime) -> bool:
        """Tell whether another certificate should be asked for."""
        return now > self.until - NOTICE

    def check(self, at: datetime) -> None:
        """Check that the certificate is valid at a moment; a demonstration proves nothing anyway.

        Raises:
            SealError: ``certificate_expired`` or ``certificate_early`` with the day.

        """
        if self.demonstration:
            return
        if at > self.until:
            raise SealError("certificate_expired", self.until.date().isoformat())
        if at < self.since:
            raise SealError("certificate_early", self.since.date().isoformat())


def open_key(seal: Seal, folder: Path, ask: Ask, now: datetime) -> Key:
    """Open the clinic's key, as its settings say, and let this clinic know its seals.

    Args:
        seal: the settings.
        folder: the data folder; names of files in the settings start from here.
        ask: asks for a passphrase or PIN.
        now: with its offset.

    Raises:
        SealError: the key cannot be used; the code says why.

    """
    server = authority(seal, folder) if seal.tsa and seal.level == "T" else None
    if seal.kind == "demonstration":
        return demonstration_key(folder, now, server)
    opened = _from_file if seal.kind == "pkcs12" else _from_token
    sign, certificates = opened(seal, folder, _Secret(seal, folder, ask))
    key = _key(sign, certificates, server)
    key.check(now)
    know(key.certificate, folder / "keys" / "known")
    return key


def authority(seal: Seal, folder: Path) -> Authority:
    """Return the server that the settings name.

    Raises:
        SealError: ``no_server`` if they name none.

    """
    if not seal.tsa:
        raise SealError("no_server", "")
    return Authority(seal.tsa, folder)


def know(certificate: bytes, folder: Path) -> None:
    """Keep a certificate in a folder, if it is not there yet.

    Raises:
        SealError: ``cannot_write``.

    """
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate

    place = folder / f"{sha256(certificate).hexdigest()}.pem"
    if not place.exists():
        write(place, load_der_x509_certificate(certificate).public_bytes(Encoding.PEM))


def known_certificates(folder: Path) -> tuple[bytes, ...]:
    """Return the certificates that `folder` knows, of keys and of authorities for time, DER.

    Raises:
        SealError: ``key_unreadable`` if one of the files is damaged.

    """
    places = (folder / "keys" / "known", folder / "keys" / "authorities")
    return tuple(der for place in places for der in _all_in(place))


def _all_in(folder: Path) -> tuple[bytes, ...]:
    return tuple(der for path in sorted(folder.glob("*.pem")) for der in _pem(path)[:1])


def _pem(path: Path) -> tuple[bytes, ...]:
    """Return the certificates in a PEM file, DER."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except FileNotFoundError as error:
        raise SealError("key_missing", str(path)) from error
    except (OSError, ValueError) as error:
        raise SealError("key_unreadable", str(path)) from error
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def _key(
    sign: Callable[[bytes], bytes], certificates: Sequence[bytes], authority: Authority | None
) -> Key:
    from cryptography.x509 import load_der_x509_certificate

    own = load_der_x509_certificate(certificates[0])
    label = cms.name_of(certificates[0])
    return Key(
        sign, tuple(certificates), DEMONSTRATION in label, label,
        own.not_valid_before_utc, own.not_valid_after_utc, authority,
    )  # fmt: skip


def _signing(private: RSAPrivateKey | EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Return what signs with a key in memory, which was loaded and checked once."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(private, RSAPrivateKey):
        return lambda data: private.sign(data, PKCS1v15(), SHA256())
    order = private.curve.group_order
    return lambda data: cms.lower(private.sign(data, ECDSA(SHA256())), order)


# --- for trying out -------------------------------------------------------------------------------


def demonstration_key(
    folder: Path | None, now: datetime, authority: Authority | None = None
) -> Key:
    """Return the key for trying the program out, and make it at the first use.

    It is kept in `keys/demonstration.pem`, readable by this user only, and its certificate in
    `keys/known`. Without a folder it lives as long as the program.

    Raises:
        SealError: ``key_unreadable`` if the file is damaged, ``cannot_write`` if it cannot be made.

    """
    if folder is None:
        return _demonstration(*_made(now), authority)
    path = folder / "keys" / "demonstration.pem"
    try:
        return _demonstration(*_read(path.read_bytes()), authority)
    except FileNotFoundError:
        return _kept(path, *_made(now), authority)
    except (OSError, ValueError, TypeError) as error:
        raise SealError("key_unreadable", str(path)) from error


def _demonstration(
    private: RSAPrivateKey, certificate: Certificate, authority: Authority | None
) -> Key:
    from cryptography.hazmat.primitives.serialization import Encoding

    return _key(_signing(private), [certificate.public_bytes(Encoding.DER)], authority)


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


def _kept(
    path: Path, private: RSAPrivateKey, certificate: Certificate, authority: Authority | None
) -> Key:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = _demonstration(private, certificate, authority)
    public = certificate.public_bytes(Encoding.PEM)
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The certificate comes first: whatever a key has sealed must be known, even if two programs
    # start at the same time and only one of their keys stays.
    know(key.certificate, path.parent / "known")
    write(path, secret + public)
    return key


# --- passphrases ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Secret:
    """Where the passphrase or PIN comes from; it is fetched only when it is needed."""

    seal: Seal
    folder: Path
    ask: Ask

    def fetch(self) -> str:
        """Return it.

        Raises:
            SealError: ``passphrase_missing``, ``passphrase_open`` or ``no_keyring``.

        """
        name = of_what(self.seal)
        if self.seal.passphrase == "file":  # noqa: S105 - where it is, not what it is
            return _from_line(self.folder / self.seal.passphrase_file)
        kept = self.seal.passphrase == "keyring"  # noqa: S105 - the same
        found = _from_keyring(name) if kept else self.ask(name)
        if found is None:
            raise SealError("passphrase_missing", name)
        return found


def of_what(seal: Seal) -> str:
    """Return the name of what a passphrase opens: a file or a token."""
    return seal.token if seal.kind == "pkcs11" else seal.file


def _from_line(path: Path) -> str:
    """Read a passphrase from the first line of a file that nobody else can read."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise SealError("passphrase_open", str(path))
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise SealError("passphrase_missing", str(path)) from None


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError):
        raise SealError("no_keyring", name) from None


def keep(seal: Seal, secret: str) -> None:
    """Keep a passphrase in the system's keyring.

    Raises:
        SealError: ``no_keyring`` if there is none, or it does not take it.

    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, of_what(seal), secret)
    except (KeyringError, RuntimeError):
        raise SealError("no_keyring", of_what(seal)) from None


# --- PKCS #12 -------------------------------------------------------------------------------------


def _from_file(
    seal: Seal, folder: Path, secret: _Secret
) -> tuple[Callable[[bytes], bytes], tuple[bytes, ...]]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    path = folder / seal.file
    private, own, others = _unlocked(path, secret)
    if private is None:
        raise SealError("certificate_alone", str(path))
    if own is None:
        raise SealError("key_alone", str(path))
    certificates = _chain(
        own.public_bytes(Encoding.DER),
        [*(one.public_bytes(Encoding.DER) for one in others), *beside(seal, folder)],
    )
    if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        raise SealError("key_kind", str(path))
    _check_kind(certificates[0], str(path))
    return _signing(private), certificates


def _unlocked(path: Path, secret: _Secret) -> tuple[Any, Certificate | None, list[Certificate]]:
    """Open a PKCS #12 file."""
    from asn1crypto.pkcs12 import Pfx
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        data = path.read_bytes()
        Pfx.load(data)["auth_safe"]["content_type"].native  # noqa: B018 - takes it apart
    except FileNotFoundError:
        raise SealError("key_missing", str(path)) from None
    except (OSError, ValueError):
        raise SealError("key_unreadable", str(path)) from None
    try:
        return load_key_and_certificates(data, secret.fetch().encode())
    except ValueError:
        raise SealError("passphrase_wrong", str(path)) from None


def beside(seal: Seal, folder: Path) -> tuple[bytes, ...]:
    """Return the certificates in the file that the settings name besides, DER, if they name one.

    Raises:
        SealError: ``key_missing`` or ``key_unreadable``.

    """
    return _pem(folder / seal.certificate) if seal.certificate else ()


def _chain(own: bytes, others: Iterable[bytes]) -> tuple[bytes, ...]:
    return cms.path(own, dict.fromkeys(others))


def _check_kind(certificate: bytes, name: str) -> None:
    try:
        cms.check_key(certificate)
    except cms.FormError:
        raise SealError("key_kind", name) from None


# --- PKCS #11 -------------------------------------------------------------------------------------


def _from_token(
    seal: Seal, folder: Path, secret: _Secret
) -> tuple[Callable[[bytes], bytes], tuple[bytes, ...]]:
    import pkcs11

    with _renamed(seal.token):
        session = _session(seal, secret)
        sign = _signing_on_token(_private_key(session, seal), seal.token)
        # certificates that only name another, by an address, have no value of their own
        query = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
        held = [bytes(one[pkcs11.Attribute.VALUE]) for one in session.get_objects(query)]
        others = [*(der for der in held if der), *beside(seal, folder)]
        # one signature tells which certificate is the key's, whatever the labels on the token say
        probe = b"Whose key is this?"
        made = sign(probe)
    own = [der for der in others if cms.verifies(der, made, probe)]
    if not own:
        raise SealError("key_alone", seal.token)
    _check_kind(own[0], seal.token)
    return sign, _chain(own[0], others)


def _session(seal: Seal, secret: _Secret) -> Any:  # noqa: ANN401 - types of C code
    import pkcs11

    try:
        slots = pkcs11.lib(seal.module).get_slots(token_present=True)
    except (pkcs11.PKCS11Error, RuntimeError):
        raise SealError("module_unusable", seal.module) from None
    tokens = [slot.get_token() for slot in slots]
    found = [token for token in tokens if token.label.strip() == seal.token]
    if not found:
        raise SealError("token_missing", seal.token)
    with suppress(pkcs11.UserAlreadyLoggedIn):
        return found[0].open(user_pin=secret.fetch())
    return found[0].open()  # a token asks each program once


def _private_key(session: Any, seal: Seal) -> Any:  # noqa: ANN401 - types of C code
    import pkcs11

    query: dict[Any, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
    if seal.key:
        query[pkcs11.Attribute.LABEL] = seal.key
    found = list(session.get_objects(query))
    if not found:
        raise SealError("certificate_alone", seal.token)
    if len(found) > 1:
        raise SealError("key_several", seal.token)
    return found[0]


def _signing_on_token(private: Any, name: str) -> Callable[[bytes], bytes]:  # noqa: ANN401
    """Return what signs on a token; the hash is made here, as not every token can."""
    import pkcs11
    from pkcs11.util.ec import encode_ecdsa_signature

    kind = private.key_type

    def sign(data: bytes) -> bytes:
        digest = sha256(data).digest()
        with _renamed(name):
            if kind == pkcs11.KeyType.RSA:
                named = _DIGEST_INFO + digest
                return bytes(private.sign(named, mechanism=pkcs11.Mechanism.RSA_PKCS))
            made = private.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
            return cms.lower(encode_ecdsa_signature(made), _order(len(made)))

    if kind not in {pkcs11.KeyType.RSA, pkcs11.KeyType.EC}:
        raise SealError("key_kind", name)
    return sign


_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest that RSA signs (RFC 8017, section 9.2)."""


def _order(length: int) -> int:
    """Return the order of the curve on which a signature of so many bytes was made."""
    from cryptography.hazmat.primitives.asymmetric import ec

    curves = {64: ec.SECP256R1(), 96: ec.SECP384R1()}
    if length not in curves:
        raise SealError("key_kind", str(length))
    return curves[length].group_order


_TOKEN_CODES: Mapping[str, SealCode] = {
    "PinIncorrect": "pin_wrong", "PinInvalid": "pin_wrong", "PinLenRange": "pin_wrong",
    "PinLocked": "token_locked", "PinExpired": "token_locked",
    "UserPinNotInitialized": "token_locked",
    "TokenNotPresent": "token_missing", "DeviceRemoved": "token_missing",
    "SlotIDInvalid": "token_missing", "NoSuchToken": "token_missing",
}  # fmt: skip
"""What the errors of a token mean; any other is ``token_failed``."""


@contextmanager
def _renamed(name: str) -> Iterator[None]:
    """Give an error of a token our code."""
    import pkcs11

    try:
        yield
    except pkcs11.PKCS11Error as error:
        kind = type(error).__name__
        code = _TOKEN_CODES.get(kind, "token_failed")
        raise SealError(code, name if code != "token_failed" else f"{name}: {kind}") from None

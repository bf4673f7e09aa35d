"""A clinician's signed word that a pack may be used with candidates.

What is signed is the digest of the content, with name, role, date and expiry, by an Ed25519 key.
The clinic's data folder holds approvals by digest (`approvals/`) and the public keys of those who
may approve (`approvers/`). A changed byte is another digest, and so without approval.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from consent_app.content.model import Approval

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from consent_app.content.model import Pack

Code = Literal[
    "key_missing", "key_there", "key_unreadable", "wrong_passphrase", "already_expired",
    "approval_unreadable", "approval_forged", "approver_unknown", "cannot_write",
]  # fmt: skip


class ApprovalError(Exception):
    """An approval cannot be given or does not hold: carries a code and the file it is about."""

    def __init__(self, code: Code, detail: str) -> None:
        """Keep the code and the detail; neither is a sentence for a person."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`approvals/<digest>.json`: what was approved, by whom, and the signature over all of it."""

    pack: str
    version: str
    digest: str
    name: str
    role: str
    approved_on: date
    expires_on: date
    key: str
    """The approver's public key, base64 of 32 bytes."""
    signature: str = ""
    """Base64 of 64 bytes over the canonical JSON of the rest."""

    def message(self) -> bytes:
        return msgspec.json.Encoder(order="sorted").encode(
            msgspec.structs.replace(self, signature="")
        )


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves, with the key that is theirs alone."""

    name: str
    role: str
    key: Ed25519PrivateKey


def make_key(file: Path, passphrase: bytes, data: Path) -> Path:
    """Make an approver's key, encrypted, and let this clinic know its public half.

    Returns the file with the public half, which other clinics can put into their `approvers/`.

    Raises:
        ApprovalError: ``key_there`` where the file exists, ``cannot_write``.

    """
    from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    key = Ed25519PrivateKey.generate()
    locked = s.BestAvailableEncryption(passphrase)
    private = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, locked)
    public = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    known = data / "approvers" / f"{file.stem}.pem"
    if file.exists() or known.exists():
        raise ApprovalError("key_there", str(file if file.exists() else known))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(private)
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_bytes(public)
    except OSError as error:
        raise ApprovalError("cannot_write", str(error)) from error
    return known


def read_key(file: Path, passphrase: bytes) -> Ed25519PrivateKey:
    """Open an approver's key.

    Raises:
        ApprovalError: ``key_missing``, ``key_unreadable``, ``wrong_passphrase``.

    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(file.read_bytes(), passphrase)
    except FileNotFoundError:
        raise ApprovalError("key_missing", str(file)) from None
    except ValueError as error:
        wrong = "decrypt" in str(error).lower() or "password" in str(error).lower()
        code: Code = "wrong_passphrase" if wrong else "key_unreadable"
        raise ApprovalError(code, str(file)) from error
    except (OSError, TypeError) as error:
        raise ApprovalError("key_unreadable", str(file)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ApprovalError("key_unreadable", str(file))
    return key


def approve(pack: Pack, who: Approver, on: date, until: date, data: Path) -> Path:
    """Sign the digest of a pack and store the approval; return its file.

    Raises:
        ApprovalError: ``already_expired``, ``cannot_write``.

    """
    if until <= on:
        raise ApprovalError("already_expired", until.isoformat())
    plain = _Stored(
        pack=pack.manifest.id, version=pack.manifest.version, digest=pack.digest,
        name=who.name, role=who.role, approved_on=on, expires_on=until,
        key=base64.b64encode(who.key.public_key().public_bytes_raw()).decode(),
    )  # fmt: skip
    signature = base64.b64encode(who.key.sign(plain.message())).decode()
    signed = msgspec.structs.replace(plain, signature=signature)
    file = _file(data, pack.digest)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(signed)) + b"\n")
    except OSError as error:
        raise ApprovalError("cannot_write", str(error)) from error
    return file


def approved(pack: Pack, data: Path) -> Pack:
    """Return the pack with its approval, or as it is where nobody has approved it.

    Raises:
        ApprovalError: there is an approval that does not hold: ``approval_unreadable``,
            ``approval_forged``, ``approver_unknown``.

    """
    file = _file(data, pack.digest)
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=_Stored)
        key, signature = base64.b64decode(stored.key), base64.b64decode(stored.signature)
    except FileNotFoundError:
        return pack
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise ApprovalError("approval_unreadable", str(file)) from error
    if stored.digest != pack.digest or not _signed(stored.message(), key, signature):
        raise ApprovalError("approval_forged", str(file))
    if key not in _known(data / "approvers"):
        raise ApprovalError("approver_unknown", str(file))
    given = Approval(
        name=stored.name, role=stored.role,
        approved_on=stored.approved_on, expires_on=stored.expires_on,
    )  # fmt: skip
    return replace(pack, approval=given)


def _file(data: Path, digest: str) -> Path:
    return data / "approvals" / f"{digest}.json"


def _signed(message: bytes, key: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _known(folder: Path) -> set[bytes]:
    """Return the public keys of those who may approve; a file that is no such key is no one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    found = set()
    for file in sorted(folder.glob("*.pem")):
        try:
            key = load_pem_public_key(file.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(key, Ed25519PublicKey):
            found.add(key.public_bytes_raw())
    return found

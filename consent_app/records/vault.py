"""What is stored is unreadable without its key: a store key, and under it one key per episode.

AES-256-GCM throughout, so that a changed byte is found. To wipe an episode is to destroy its key.

What this protects from depends on where the store key is. A key in a file beside the journal
protects a journal that was copied, sent or thrown away without it. It does not protect from whoever
has the whole disk, or all of a backup: for that, put the file where the backup does not go, keep
the key in the keyring, or encrypt the disk.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from consent_app.keeping import JournalError
from consent_app.records import files

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.settings import Store

KEY_BYTES, _NONCE_BYTES = 32, 12
SERVICE = "consent-app store"
"""Under this name the keyring holds store keys, each by the name of its store."""


class DamagedError(Exception):
    """Sealed bytes are not those that were sealed, or not under this key, or not in this place."""


def new_key() -> bytes:
    """Return a random key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, data: bytes, place: str) -> bytes:
    """Encrypt data for one place; in another place it does not open."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed for a place.

    Raises:
        DamagedError: a byte, the key or the place is another one.

    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError, TypeError) as error:  # SQLite holds text where it is put
        raise DamagedError(place) from error


# --- the store key --------------------------------------------------------------------------------


def store_key(store: Store, folder: Path | None, name: str, *, new: bool) -> bytes:
    """Return the key of a store, and make it where the store is new and there is none.

    Args:
        store: the settings.
        folder: the data folder, from which names of files start; None for a store in memory.
        name: of the store, for the keyring.
        new: whether nothing is encrypted yet.

    Raises:
        JournalError: ``key_missing``, ``key_open`` if others can read the file, ``key_wrong`` if it
            is not a key, ``no_keyring``, or ``cannot_open`` if it cannot be made.

    """
    if folder is None:
        return new_key()
    if store.key == "keyring":
        return _from_keyring(name, new=new)
    return _from_file(folder / store.key_file, new=new)


def _from_file(path: Path, *, new: bool) -> bytes:
    try:
        if new:
            files.write_new(path, new_key().hex().encode() + b"\n")
        if files.others_can_read(path):
            raise JournalError("key_open", str(path))
        return _key(path.read_bytes().decode("ascii", "replace"), str(path))
    except FileNotFoundError:
        raise JournalError("key_missing", str(path)) from None
    except OSError as error:
        raise JournalError("cannot_open", f"{path}: {error.strerror or error}") from error


def _from_keyring(name: str, *, new: bool) -> bytes:
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(SERVICE, name)
        if found is None and new:
            keyring.set_password(SERVICE, name, new_key().hex())
            found = keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError):
        raise JournalError("no_keyring", name) from None
    if found is None:
        raise JournalError("key_missing", name)
    return _key(found, name)


def _key(digits: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise JournalError("key_wrong", where)
    return key

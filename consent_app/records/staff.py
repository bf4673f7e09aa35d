"""The PIN of the staff: it opens what a candidate at a kiosk must not.

Kept as a salted hash (scrypt) in a small file. After five wrong ones in a row it is locked for one
minute, and after each further one for twice as long, up to 15 minutes. The count outlasts the
program, and setting the clock back unlocks nothing. A PIN of few digits keeps candidates out, and
not whoever can copy the file: who can read the data folder has to be let in by the system.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct, structs

from consent_app.records import files
from consent_app.session import wall_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "staff.json"
DIGITS = range(4, 13)
"""How many digits a PIN can have."""
TRIES = 5
LOCKED_FOR, LOCKED_AT_MOST = timedelta(minutes=1), timedelta(minutes=15)
_SALT_BYTES, _HASH_BYTES = 16, 32

StaffCode = Literal["pin_form", "staff_unreadable", "cannot_write"]


class StaffError(Exception):
    """The PIN cannot be set or read: carries a code and a detail."""

    def __init__(self, code: StaffCode, detail: str) -> None:
        """Keep the code and the file."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class _Kept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file holds."""

    salt: Annotated[bytes, Meta(min_length=_SALT_BYTES)]
    hash: Annotated[bytes, Meta(min_length=_HASH_BYTES)]
    n: int = 2**14
    r: int = 8
    p: int = 5
    """The cost of a try: 16 MiB, five times over (OWASP)."""
    wrong: Annotated[int, Meta(ge=0)] = 0
    """Wrong PINs in a row."""
    until: datetime | None = None
    """How long it is locked."""
    seen: datetime | None = None
    """The latest time at which somebody tried."""


class Staff:
    """The PIN of one installation; see `find`."""

    def __init__(self, path: Path, kept: _Kept, clock: Callable[[], datetime]) -> None:
        """Take what the file holds."""
        self._path, self._kept, self._clock = path, kept, clock

    @property
    def locked_until(self) -> datetime | None:
        """Until when no PIN is taken, or None."""
        until = self._kept.until
        return until if until is not None and self._now() < until else None

    def right(self, pin: str) -> bool:
        """Tell whether this is the PIN. While it is locked none is, and none is counted."""
        if self.locked_until is not None:
            return False
        now, wrong = self._now(), self._kept.wrong + 1
        until = now + _locked_for(wrong) if wrong >= TRIES else None
        self._keep(structs.replace(self._kept, wrong=wrong, until=until, seen=now))
        if not hmac.compare_digest(_hashed(pin, self._kept), self._kept.hash):
            return False
        self._keep(structs.replace(self._kept, wrong=0, until=None))
        return True

    def _now(self) -> datetime:
        """Return the time, which is never before that of an earlier try."""
        now = self._clock()
        return max(now, self._kept.seen) if self._kept.seen else now

    def _keep(self, kept: _Kept) -> None:
        """Count a try before it is answered; on a full disk, only until the program ends."""
        self._kept = kept
        with suppress(OSError):
            files.write(self._path, msgspec.json.encode(kept))


def _locked_for(wrong: int) -> timedelta:
    return min(LOCKED_FOR * (1 << min(wrong - TRIES, 10)), LOCKED_AT_MOST)


def _hashed(pin: str, kept: _Kept) -> bytes:
    return hashlib.scrypt(
        pin.encode("utf-8", "replace"), salt=kept.salt, n=kept.n, r=kept.r, p=kept.p,
        dklen=_HASH_BYTES,
    )  # fmt: skip


def find(folder: Path, clock: Callable[[], datetime] = wall_clock) -> Staff | None:
    """Return the PIN of a data folder, or None if none was set.

    Raises:
        StaffError: ``staff_unreadable``; that nothing is set must not follow from a damaged file.

    """
    path = folder / FILE
    try:
        return Staff(path, msgspec.json.decode(path.read_bytes(), type=_Kept), clock)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StaffError("staff_unreadable", str(path)) from error


def set_pin(folder: Path, pin: str) -> None:
    """Set the PIN of a data folder, in the place of an earlier one.

    Raises:
        StaffError: ``pin_form`` unless it is 4 to 12 digits from 0 to 9, or ``cannot_write``.

    """
    if len(pin) not in DIGITS or not (pin.isascii() and pin.isdigit()):
        raise StaffError("pin_form", "")
    path, empty = folder / FILE, _Kept(salt=os.urandom(_SALT_BYTES), hash=b"")
    kept = structs.replace(empty, hash=_hashed(pin, empty))
    try:
        files.write(path, msgspec.json.encode(kept))
    except OSError as error:
        raise StaffError("cannot_write", f"{path}: {error.strerror or error}") from error


def remove_pin(folder: Path) -> bool:
    """Remove the PIN of a data folder; tell whether there was one.

    Raises:
        StaffError: ``cannot_write``.

    """
    path = folder / FILE
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StaffError("cannot_write", f"{path}: {error.strerror or error}") from error
    return True

"""Content that loaded before, kept in a form that is quick to read.

A file is named by the digest of the content, begins with the digest of this program's own reader
and of what follows, and is read only where all three agree: after any edit, of a pack or of the
program, and after any damage, the pack is simply loaded again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consent_app.content.model import Pack

_SIZE = hashlib.sha256().digest_size


def read(folder: Path, digest: str) -> Pack | None:
    """Return the pack of a digest, or nothing where none is kept, or not by this program."""
    import msgspec  # noqa: PLC0415 - only where a cache is used

    from consent_app.content.model import Pack  # noqa: PLC0415

    try:
        data = _file(folder, digest).read_bytes()
    except OSError:
        return None
    head, body = data[:_SIZE], data[_SIZE:]
    if head != _seal(body):
        return None
    with contextlib.suppress(msgspec.DecodeError, ValueError):
        pack = msgspec.msgpack.decode(body, type=Pack)
        return pack if pack.digest == digest else None
    return None


def write(folder: Path, pack: Pack) -> None:
    """Keep a pack, and drop those of other digests. A folder that cannot be written is no fault."""
    import msgspec  # noqa: PLC0415

    body = msgspec.msgpack.encode(pack)
    file = _file(folder, pack.digest)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in folder.glob("*.pack"):
            old.unlink()
        new = file.with_suffix(f".{os.getpid()}")
        new.write_bytes(_seal(body) + body)
        new.replace(file)


def _file(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.pack"


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(_reader() + body).digest()


@cache
def _reader() -> bytes:
    """Return the digest of the code that reads content: other code may read it otherwise."""
    total = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        total.update(file.read_bytes())
    return total.digest()

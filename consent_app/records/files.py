"""Small files of the store: readable by this user only, and there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file at one stroke, in the place of an older one.

    Raises:
        OSError: it cannot be written; the older one is as it was.

    """
    _part(path, data).replace(path)
    _settle(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; if it is, leave it as it is.

    Raises:
        OSError: it cannot be written.

    """
    part = _part(path, data)
    try:
        os.link(part, path)  # unlike a move, this never replaces what another program has made
    except FileExistsError:
        pass
    except OSError:  # a file system that has no links
        if not path.exists():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _settle(path.parent)


def _part(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _settle(folder: Path) -> None:
    """Make a new name last through a power cut; where folders cannot be opened, there is no way."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def others_can_read(path: Path) -> bool:
    """Tell whether someone besides the owner can read a file; only where that can be known."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)

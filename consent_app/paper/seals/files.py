"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from glob import escape
from pathlib import Path

from consent_app.paper.errors import SealError


def write(path: Path, data: bytes) -> None:
    """Write a file, readable by this user only, at one stroke; folders that are missing are made.

    Raises:
        SealError: ``cannot_write`` with the path and the system's reason.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tidy(path)
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


def tidy(path: Path) -> None:
    """Remove what a process that was killed while it wrote a file has left beside it."""
    for left in path.parent.glob(f".{escape(path.name)}.*"):
        left.unlink(missing_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """Write a file as `write` does, but never in the place of another.

    Raises:
        FileExistsError: there is a file of this name; it is left as it is.
        SealError: ``cannot_write`` with the path and the system's reason.

    """
    part = path.with_name(f".{path.name}.part")
    write(part, data)
    try:
        os.link(part, path)
        _settle(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        if path.exists():
            raise FileExistsError(path) from error
        write(path, data)  # a file system that has no links
    finally:
        part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make a new name last through a power cut; where folders cannot be opened, there is no way."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

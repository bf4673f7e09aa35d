"""Keeping a window small that stands open for weeks."""

from __future__ import annotations

import ctypes
import gc
import sys

_ARENAS = -8
"""`M_ARENA_MAX` of the C library."""


def one_pool() -> None:
    """Let all threads take their memory from one pool: many pools keep what none of them needs."""
    library = _library()
    if library is not None:
        library.mallopt(_ARENAS, 1)


def give_back() -> None:
    """Give back what the last person's pages and documents took."""
    gc.collect()
    library = _library()
    if library is not None:
        library.malloc_trim(0)


def _library() -> ctypes.CDLL | None:
    """Return the C library where it is the one that can do this."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
        return library if hasattr(library, "malloc_trim") else None
    except OSError:
        return None

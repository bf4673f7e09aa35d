"""Keeping a window small that stands open for weeks."""

from __future__ import annotations

import ctypes
import gc
import linecache
import sys

_ARENAS, _LARGE_FROM, _SPARE = -8, -3, -1
"""`M_ARENA_MAX`, `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of the C library."""
_LARGE, _KEPT = 1 << 20, 4 << 20
"""Bytes from which something, such as the picture of a page, has a place of its own, and bytes that
are kept for the next page. Left alone, the C library lets both grow with the largest that was ever
freed."""


def stay_small() -> None:
    """Let all threads take their memory from one pool: many pools keep what none of them needs.

    What is large is given back as soon as it is freed.
    """
    library = _library()
    if library is not None:
        library.mallopt(_ARENAS, 1)
        library.mallopt(_LARGE_FROM, _LARGE)
        library.mallopt(_SPARE, _KEPT)


def forget_sources() -> None:
    """Forget the source of each module: 20 MB.

    PySide reads it at the import, in search of its own name, and Python keeps what was read.
    """
    linecache.clearcache()


def give_back() -> None:
    """Give back what the last person's pages and documents took."""
    forget_sources()
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

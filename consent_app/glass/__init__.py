"""The screen: the only room that knows Qt. Each block has one builder; pages emit events."""

import ctypes
import sys

_AMPLE = 1 << 40
"""References that no kiosk uses up: a million calls a second would take twelve days."""


def _hold_none() -> None:
    """Give `None` references to lose.

    PySide6 6.12 on Python 3.11 takes one reference from `None` with every call of a Qt method that
    returns nothing; after some thousand pages the interpreter would stop. From Python 3.12 on
    `None` cannot be used up.
    """
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += _AMPLE


_hold_none()

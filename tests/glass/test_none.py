from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

import consent_app.glass

CALLS = 100_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be used up there")
def test_calls_that_return_nothing_cannot_use_none_up() -> None:
    assert consent_app.glass.__doc__
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("x")
    lost = before - sys.getrefcount(None)
    assert sys.getrefcount(None) > 1_000_000 * max(lost, 1)

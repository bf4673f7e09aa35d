"""What the law on file says about a plan, and when its periods are over; codes, never a sentence.

Four stories: `ruling` decides what is asked on a day, `clock` counts the days to wait, `devices`
tells how a device stands, `signature` which signature is asked for. All are pure and total. A
country without an entry is "no specific rule found", which is never permission.
"""

from __future__ import annotations

from consent_app.regulation.clock import ANY_DAY, DEFAULT_DAYS, Clock, Period, clock
from consent_app.regulation.devices import Standing, State, authorities, standing, status
from consent_app.regulation.ruling import (
    VERDICTS,
    Need,
    Reason,
    ReasonCode,
    Ruling,
    Verdict,
    decide,
)
from consent_app.regulation.signature import signature

__all__ = [
    "ANY_DAY", "DEFAULT_DAYS", "VERDICTS", "Clock", "Need", "Period", "Reason", "ReasonCode",
    "Ruling", "Standing", "State", "Verdict", "authorities", "clock", "decide", "signature",
    "standing", "status",
]  # fmt: skip

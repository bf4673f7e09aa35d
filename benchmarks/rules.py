"""What a decision about the law costs, and what the rules cost when all content is read."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, get_args

from benchmarks.measure import Figure, Times
from consent_app import settings
from consent_app.content import load
from consent_app.content.model import Indication
from consent_app.profile import Profile
from consent_app.regulation import decide

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = 500
"""Of each decision in one run, so that the clock's own steps do not count."""
RUNS = 5
LIMIT = 20
"""Microseconds that no decision should take."""
TODAY = date(2026, 11, 21)


def measure(_folder: Path) -> Figure:
    """Decide for every entry and both reasons, with a profile that has an age and a home."""
    jurisdictions = settings.resource("jurisdictions")
    law = load.rules_on_file(jurisdictions)
    looked = [_least(partial(law.__getitem__, code)) for code in law]
    people = [
        Profile(
            country_of_surgery=code, indication=indication, country_of_residence="DE",
            date_of_birth=date(1999, 3, 27),
        )
        for code in law
        for indication in get_args(Indication)
    ]  # fmt: skip
    decided = [_least(partial(decide, person, law, TODAY)) for person in people]
    rules = _cpu(lambda: load.rules_on_file(jurisdictions))
    pack = settings.resource("packs", "leg-lengthening")
    whole = _cpu(lambda: load.load(pack, jurisdictions))
    decision, bare = median(decided), median(looked)
    return Figure(
        f"a decision takes {1e6 * decision:.1f} µs, {decision / bare:.0f} x a bare look-up; the "
        f"slowest {1e6 * max(decided):.1f} µs, of {LIMIT} µs",
        (
            f"{len(decided)} decisions, each the best of {RUNS} x {CALLS} calls",
            f"a bare look-up: {1e6 * bare:.3f} µs",
            f"all rules: {100 * rules.median / whole.median:.0f} % of the CPU time of all content",
            f"rules: {rules.in_ms()}", f"all content: {whole.in_ms()}",
        ),
    )  # fmt: skip


def _least(call: Callable[[], object]) -> float:
    """Return the seconds of one call in the best run."""
    runs = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        for _ in range(CALLS):
            call()
        runs.append(time.perf_counter() - begun)
    return min(runs) / CALLS


def _cpu(call: Callable[[], object]) -> Times:
    """Return the CPU times of several calls."""
    runs = []
    for _ in range(RUNS):
        begun = time.process_time()
        call()
        runs.append(time.process_time() - begun)
    return Times.of(runs)

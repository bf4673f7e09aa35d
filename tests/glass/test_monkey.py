from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EVENTS, SEEDS = 10_000, (7, 8, 9, 11)
PATIENCE = 600


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_touched_nothing_breaks_and_something_leads_on(
    seed: int, tmp_path: Path
) -> None:
    """In a process of its own, so that one that dies is seen."""
    monkey = Path(__file__).with_name("monkey.py")
    count = str(EVENTS // len(SEEDS))
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", monkey, count, str(seed), tmp_path],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    reached = json.loads(ended.stdout)
    assert sum(reached.values()) == EVENTS // len(SEEDS)
    assert {"reason", "plan", "check.swelling", "sure", "decision"} <= set(reached)

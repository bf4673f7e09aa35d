"""What all figures share: a place of their own, fresh processes, and how times are told."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0
"""Seconds after which a fresh process is taken to hang."""

_NOT_INHERITED = ("LANG", "LC_", "PYTHON", "QT_", "CONSENT_APP")
"""Beginnings of variables that would make one person's run differ from another's."""
_FOLDERS = ("CACHE", "CONFIG", "DATA", "STATE")


@dataclass(frozen=True, slots=True)
class Figure:
    """A line that can be quoted, and the lines below it."""

    line: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of several runs of the same thing."""

    seconds: tuple[float, ...]

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Times:
        """Sort and keep."""
        return cls(tuple(sorted(seconds)))

    @property
    def median(self) -> float:
        """The run in the middle."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """The run that 95 in 100 do not exceed."""
        return self.seconds[ceil(0.95 * len(self.seconds)) - 1]

    def in_ms(self) -> str:
        """Tell the times in milliseconds."""
        runs = [self.seconds[0], self.median, self.p95, self.seconds[-1]]
        low, mid, p95, high = (f"{1000 * seconds:.1f}" for seconds in runs)
        return f"min {low} ms, median {mid}, p95 {p95}, max {high} (n = {len(self.seconds)})"

    def in_s(self) -> str:
        """Tell the times in seconds."""
        runs = [self.seconds[0], self.median, self.p95]
        low, mid, p95 = (f"{seconds:.2f}" for seconds in runs)
        return f"min {low} s, median {mid}, p95 {p95} (n = {len(self.seconds)})"


@contextlib.contextmanager
def own_place() -> Iterator[Path]:
    """Give a folder that is gone afterwards, and an environment that touches nothing else.

    Byte code lies in that folder too, so that fresh processes find it as an installed program does,
    and no figure depends on whether it was run before.
    """
    before = dict(os.environ)
    platform = before.get("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="consent-app-bench-") as name:
        folder = Path(name)
        for key in before:
            if key.startswith(_NOT_INHERITED):
                del os.environ[key]
        os.environ.update({f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in _FOLDERS})
        os.environ.update(
            LC_ALL="C.UTF-8",
            TZ="UTC",
            QT_QPA_PLATFORM=platform,
            PYTHONPYCACHEPREFIX=str(folder / "bytecode"),
            CONSENT_APP_DATA=str(folder / "consent-app"),
        )
        try:
            yield folder
        finally:
            os.environ.clear()
            os.environ.update(before)


def peak() -> int:
    """Return the most bytes of memory that this process has had at one time.

    `getrusage` would begin with those of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        if found:
            return 1024 * int(found[1])
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def fresh(module: str, *arguments: object, patience: float = PATIENCE) -> tuple[float, str]:
    """Run a module of `benchmarks` in a fresh process; return the seconds to its end, its output.

    Raises:
        CalledProcessError: it failed.
        TimeoutExpired: it hangs.

    """
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=patience
    )
    seconds = time.perf_counter() - begun
    if done.returncode:  # else what Qt says about a missing screen is of no interest
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return seconds, done.stdout

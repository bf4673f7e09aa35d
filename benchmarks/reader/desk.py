"""An X server, a session bus, the window on them, and the client that reads it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from types import TracebackType

_HERE = Path(__file__).parent
_PYTHON = "/usr/bin/python3"
"""The one that Debian's `python3-gi` is for."""
_NEEDS_GI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"

_DISPLAY = f":{100 + os.getpid() % 50_000}"
"""Of this process alone, whatever else is open on this machine."""
_PATIENCE = 60.0
"""Seconds to wait for an answer."""
_GREETINGS = 40


def missing() -> str:
    """Return what this machine lacks, or nothing."""
    lacks = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    if not Path("/usr/libexec/at-spi-bus-launcher").exists():
        lacks.append("at-spi2-core")
    gi = subprocess.run([_PYTHON, "-c", _NEEDS_GI], check=False, capture_output=True)
    if gi.returncode:
        lacks.append("gir1.2-atspi-2.0 and python3-gi")
    return ", ".join(lacks)


class Told:
    """A process that is told lines, and answers lines of JSON."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def hear(self) -> object:
        """Return the next answer.

        Raises:
            EOFError: the process ended.
            TimeoutError: nothing came.

        """
        said = cast("IO[str]", self.process.stdout)
        if not select.select([said], [], [], _PATIENCE)[0]:
            raise TimeoutError(self.process.args)
        line = said.readline()
        if not line:
            raise EOFError(self.process.wait(_PATIENCE))
        return json.loads(line)

    def tell(self, word: str) -> None:
        """Say a line that has no answer."""
        to = cast("IO[str]", self.process.stdin)
        to.write(word + "\n")
        to.flush()

    def ask(self, word: str) -> object:
        """Say a line and return its answer."""
        self.tell(word)
        return self.hear()

    def end(self) -> int:
        """Say that there is nothing more; return how it ended."""
        cast("IO[str]", self.process.stdin).close()
        code = self.process.wait(30)
        cast("IO[str]", self.process.stdout).close()
        return code


class Desk:
    """Everything at once; all of it ends with the `with` block."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.app: Told
        self.client: Told
        self.first: object = None
        """What the window shows at first."""

    def __enter__(self) -> Self:
        try:
            self._start(self._open.enter_context(TemporaryDirectory(prefix="consent-app-desk-")))
        except BaseException:
            self._open.close()
            raise
        return self

    def _start(self, folder: str) -> None:
        """Start one after the other; each needs the address of the one before."""
        around = {**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder, "LANG": "C.UTF-8"}
        around |= {"CONSENT_APP_DATA": folder, "GSETTINGS_BACKEND": "memory"}
        around.pop("AT_SPI_BUS_ADDRESS", None)
        around["DISPLAY"] = ":" + self._server(
            ["Xvfb", _DISPLAY, "-noreset", "-screen", "0", "1024x768x24", "-displayfd"], around
        )
        around["DBUS_SESSION_BUS_ADDRESS"] = self._server(
            ["dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address"], around
        )
        around |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        around["QT_LOGGING_RULES"] = "qt.accessibility.*=false"  # a part that has gone is no fault
        self.app = Told([sys.executable, "-m", "benchmarks.reader.shown"], around)
        self._open.callback(_stop, self.app.process)
        self.first = self.app.hear()
        self.client = Told([_PYTHON, str(_HERE / "client.py"), "consent-app"], around)
        self._open.callback(_stop, self.client.process)
        self._meet()

    def _meet(self) -> None:
        """Let the client ask until it hears the window; both ask the bus, which takes its time.

        Raises:
            TimeoutError: the client never heard.

        """
        for _ in range(_GREETINGS):
            self.app.ask("greet")
            if self.client.ask("listen"):
                self.client.ask("calls")
                return
        raise TimeoutError(self.client.process.args)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._open.close()

    def _server(self, command: list[str], around: dict[str, str]) -> str:
        """Start a server that writes where it is; return that."""
        read, write = os.pipe()
        said = f"={write}" if command[-1].startswith("--") else ""
        words = [*command[:-1], command[-1] + said, *([] if said else [str(write)])]
        process = subprocess.Popen(words, env=around, pass_fds=[write], stderr=subprocess.DEVNULL)
        self._open.callback(_stop, process)
        os.close(write)
        with os.fdopen(read) as place:
            return place.readline().strip()


def _stop(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None and not stream.closed:
            stream.close()

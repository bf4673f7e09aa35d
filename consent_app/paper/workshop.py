"""Laying out in a process of its own.

It takes three times the memory of the wizard, which a kiosk must not keep all day; and should it
die, the wizard does not. It starts with the first document, is warm for the next one, and ends by
itself once nobody needs it. What it is given and what it gives goes through pipes and is nowhere
on a disk. The key that seals never comes here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias, cast

from consent_app.paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.episode import Episode
    from consent_app.events import Event
    from consent_app.evidence import Setting
    from consent_app.paper.document import Rendered
    from consent_app.paper.seals.keys import Key
    from consent_app.paper.seals.seal import Sealed
    from consent_app.view.blocks import Document

Work: TypeAlias = "Callable[..., Any]"
Sign: TypeAlias = "Callable[[bytes], bytes]"
Answer: TypeAlias = "tuple[Literal['done', 'failed', 'sign'], object]"
_SIZE = struct.Struct("<Q")
_IDLE = 120.0
"""Seconds without work after which the process ends and gives its memory back."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a sealed file is made from."""

    episode: Episode
    shown: Rendered
    events: tuple[Event, ...]
    setting: Setting
    name: str
    """What the seal is, for a screen reader."""


class Workshop:
    """Lays out and joins documents in a process of its own, one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def render(self, words: Document) -> Rendered:
        """Lay a document out, as `document.render`.

        Raises:
            PaperError: as there; ``renderer_lost`` where the process died, twice.

        """
        return cast("Rendered", self._call(_no_key, _render, words))

    def finish(self, matter: Matter, key: Key) -> Sealed:
        """Put the signature and the evidence behind what was shown, and seal it.

        Raises:
            PaperError: as for `render`.
            SealError: as `seal.seal`.

        """
        there = replace(key, sign=_no_key)
        return cast("Sealed", self._call(key.sign, _finish, matter, there))

    @property
    def process(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process, and with it whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _call(self, sign: Sign, work: Work, *given: object) -> object:
        with self._turn:
            for last in (False, True):
                try:
                    kind, found = self._ask(sign, (work, given))
                    break
                except (OSError, EOFError) as error:
                    self.close()
                    if last:
                        raise PaperError("renderer_lost", str(error)) from error
        if kind == "failed":
            raise cast("BaseException", found)
        return found

    def _ask(self, sign: Sign, task: tuple[Work, tuple[object, ...]]) -> Answer:
        """Give a task, sign what there is to sign meanwhile, and return how it ended."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
        assert process.stdin is not None  # noqa: S101 - it was started with pipes
        assert process.stdout is not None  # noqa: S101
        _put(process.stdin, task)
        while True:
            kind, found = cast("Answer", _get(process.stdout))
            if kind != "sign":
                return kind, found
            _put(process.stdin, _tried(sign, cast("bytes", found)))


def _tried(work: Work, *given: object) -> Answer:
    """Return what a call gives, or why it fails, in a form that can travel."""
    try:
        return "done", work(*given)
    except Exception as error:  # noqa: BLE001 - raised again where it was asked for
        return "failed", error


def _no_key(data: bytes) -> bytes:
    """Stand in for the key where it is not."""
    raise PaperError("renderer_lost", f"{len(data)} bytes")


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", __name__]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module


def _put(pipe: IO[bytes], thing: object) -> None:
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    pipe.write(_SIZE.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _get(pipe: IO[bytes]) -> object:
    head = pipe.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from the process that was started above


# --- in the other process -------------------------------------------------------------------------


def _render(_sign: Sign, words: Document) -> Rendered:
    from consent_app.paper import document as paper

    return paper.render(words)


def _finish(sign: Sign, matter: Matter, key: Key) -> Sealed:
    from consent_app.paper import press

    return press.sealed(matter, replace(key, sign=sign))


class _Bench:
    """The other end of the pipes."""

    def __init__(self, tasks: IO[bytes], results: IO[bytes]) -> None:
        self.tasks, self.results = tasks, results

    def sign(self, data: bytes) -> bytes:
        """Have the key sign, where it is."""
        _put(self.results, ("sign", data))
        kind, found = cast("Answer", _get(self.tasks))
        if kind == "failed":
            raise cast("BaseException", found)
        return cast("bytes", found)

    def work(self) -> None:
        """Do what is asked until nobody asks any more."""
        while select.select([self.tasks], [], [], _IDLE)[0]:
            task, given = cast("tuple[Work, tuple[object, ...]]", _get(self.tasks))
            answer = _tried(task, self.sign, *given)
            try:
                _put(self.results, answer)
            except (pickle.PicklingError, TypeError, AttributeError):
                _put(self.results, ("failed", RuntimeError(type(answer[1]).__name__)))


def main() -> None:
    """Work with the process that has started this one."""
    tasks = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints goes elsewhere
    with contextlib.suppress(EOFError, BrokenPipeError):
        _Bench(tasks, results).work()


if __name__ == "__main__":
    main()

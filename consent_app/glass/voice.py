"""A voice that reads aloud: Qt's own where it is installed, else a program of this computer.

What is read goes to the program by its standard input, so that no list of processes shows it.
"""

from __future__ import annotations

import importlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QLocale, QObject, QProcess, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.language import Language


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is read: steps from -2 to 2, 0 is usual."""

    volume: int = 0
    rate: int = 0


class Voice(Protocol):
    """Says one thing after the other; `done` is called with whether it could."""

    def read(self, words: str, manner: Manner) -> None:
        """Begin to say words; what was being said stops."""

    def stop(self) -> None:
        """Be silent at once, and call nobody."""


class Program(QObject):
    """A program that says what it reads on its standard input, and ends."""

    _said = Signal(bool)

    def __init__(
        self, command: Callable[[Manner], list[str]], done: Callable[[bool], None],
        parent: QObject, hush: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._command, self._hush = command, hush
        self._process: QProcess | None = None
        self._said.connect(done)

    def read(self, words: str, manner: Manner) -> None:
        """Start the program with words."""
        self.stop()
        self._process = process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        program, *arguments = self._command(manner)
        process.start(program, arguments)
        process.write(" ".join(words.split()).encode() + b"\n")  # one line
        process.closeWriteChannel()

    def stop(self) -> None:
        """End the program in the middle of a word."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._finished)
        process.errorOccurred.disconnect(self._failed)
        process.finished.connect(process.deleteLater)
        process.kill()
        if self._hush:  # a server goes on saying what its client asked for
            QProcess.startDetached(self._hush[0], list(self._hush[1:]))

    def _finished(self, code: int) -> None:
        self._end(well=code == 0)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # else it is finished as well
            self._end(well=False)

    def _end(self, *, well: bool) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
            self._said.emit(well)


_ESPEAK_LANGUAGES = {"zh": "cmn"}
_ESPEAK_RATE, _ESPEAK_RATE_STEP = 160, 30
"""Words in a minute."""
_ESPEAK_VOLUME, _ESPEAK_VOLUME_STEP = 100, 40
"""Of 200."""
_STEP = 40
"""Of 100 to either side, as speech-dispatcher counts."""
_PATIENCE = 2000
"""Milliseconds for a program to say whether it has a language."""


def find(say: Language, done: Callable[[bool], None], parent: QObject) -> Voice | None:
    """Return a voice for a language, or None where this computer has none for it."""
    return (
        _qt(say, done, parent)
        or _speech_dispatcher(say, done, parent)
        or _espeak(say, done, parent)
    )


def _short(say: Language) -> str:
    return say.code.partition("_")[0]


def _speech_dispatcher(
    say: Language, done: Callable[[bool], None], parent: QObject
) -> Program | None:
    """Return the voice that the system's settings choose."""
    found = shutil.which("spd-say")
    if found is None:
        return None

    def command(manner: Manner) -> list[str]:
        sound = [f"--volume={manner.volume * _STEP}", f"--rate={manner.rate * _STEP}"]
        return [found, "--wait", "--pipe-mode", f"--language={_short(say)}", *sound]

    return Program(command, done, parent, (found, "--cancel"))


def _espeak(say: Language, done: Callable[[bool], None], parent: QObject) -> Program | None:
    """Return espeak-ng, unless it reads the language's own name as one that it does not know."""
    found = shutil.which("espeak-ng")
    language = _ESPEAK_LANGUAGES.get(_short(say), _short(say))
    if found is None or not _pronounces(found, language, say.own_name):
        return None

    def command(manner: Manner) -> list[str]:
        volume = _ESPEAK_VOLUME + manner.volume * _ESPEAK_VOLUME_STEP
        rate = _ESPEAK_RATE + manner.rate * _ESPEAK_RATE_STEP
        return [found, "-v", language, "-a", str(volume), "-s", str(rate), "-b", "1", "--stdin"]

    return Program(command, done, parent)


def _pronounces(program: str, language: str, name: str) -> bool:
    """Return whether the sounds of a name are given without a turn to another language: "(en)"."""
    process = QProcess()
    process.start(program, ["-v", language, "-q", "-x", name])
    if not process.waitForFinished(_PATIENCE):
        process.kill()
        process.waitForFinished(_PATIENCE)
        return False
    sounds = bytes(process.readAllStandardOutput().data())
    return process.exitCode() == 0 and bool(sounds.strip()) and b"(" not in sounds


def _qt(say: Language, done: Callable[[bool], None], parent: QObject) -> _QtVoice | None:
    """Return Qt's own voice, where the part of Qt that speaks is installed and has an engine."""
    try:
        speech: Any = importlib.import_module("PySide6.QtTextToSpeech")
    except ImportError:
        return None
    engines = [name for name in speech.QTextToSpeech.availableEngines() if name != "mock"]
    if not engines:
        return None
    made = speech.QTextToSpeech(engines[0], parent)
    wanted = QLocale(say.tag).language()
    places = [place for place in made.availableLocales() if place.language() == wanted]
    if not places:
        made.deleteLater()
        return None
    made.setLocale(places[0])
    return _QtVoice(made, done)


class _QtVoice:
    """Qt's voice, which says that it is ready again when it has spoken."""

    def __init__(self, speech: Any, done: Callable[[bool], None]) -> None:  # noqa: ANN401 - an extra
        self._speech, self._done, self._reading = speech, done, False
        speech.stateChanged.connect(self._changed)

    def read(self, words: str, manner: Manner) -> None:
        """Say words; volume from 0 to 1, rate from -1 to 1."""
        self.stop()
        self._speech.setVolume(0.6 + manner.volume * 0.2)
        self._speech.setRate(manner.rate * 0.3)
        self._reading = True
        self._speech.say(words)

    def stop(self) -> None:
        """Be silent."""
        self._reading = False
        self._speech.stop()

    def _changed(self, state: object) -> None:
        name = getattr(state, "name", "")
        if self._reading and name in {"Ready", "Error"}:
            self._reading = False
            self._done(name == "Ready")

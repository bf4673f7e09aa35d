"""From the tap that signs to the sealed file on the disk, against a program that starts for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from benchmarks import sample
from benchmarks.measure import Times, fresh
from consent_app import episode as ep
from consent_app import events as e
from consent_app import walk
from consent_app.evidence import Setting
from consent_app.keeping import Memory
from consent_app.paper.press import worded
from consent_app.records.journal import Journal
from consent_app.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.episode import Episode
    from consent_app.language import Language
    from consent_app.paper.document import Rendered
    from consent_app.paper.press import Press
    from consent_app.session import Finished
    from consent_app.view.blocks import Document

WARM_RUNS, COLD_RUNS = 30, 3


@dataclass(frozen=True, slots=True)
class Scene:
    """The sample candidate before the last tap: the document is laid out and on the screen."""

    pack: Pack
    press: Press
    before: Episode
    signed: e.Signed
    events: tuple[e.Event, ...]
    """All but the signature."""

    def document(self) -> Document:
        """Return the words of the signed document."""
        after = ep.step(self.before, self.signed)
        assert isinstance(after, ep.Episode)  # noqa: S101 - the walk has done the same
        return worded(after, Setting(language=after.language))


def scene(folder: Path, language: str = "en") -> Scene:
    """Walk the sample candidate up to the signature; keys and documents lie in `folder`."""
    pack, press = sample.pack(), sample.press(folder)
    way = _Walk(press)
    try:
        walk.replay("sample", sample.journey(pack, language), pack, way, way)
    except _SignedError:
        *others, signed = next(iter(way.lists.values()))
        before = ep.replay(pack, others)
        if isinstance(before, ep.Episode) and isinstance(signed, e.Signed):
            return Scene(pack, press, before, signed, tuple(others))
    raise _SignedError


def warm(at: Scene, folder: Path) -> tuple[float, Times]:
    """Return the seconds of the first seal of this process, and of those that follow."""
    first, *others = (tap(at, folder / f"run-{n}")[0] for n in range(WARM_RUNS + 1))
    return first, Times.of(others)


def tap(at: Scene, folder: Path) -> tuple[float, Finished]:
    """Sign once, with a journal of its own; return the seconds to the stored file, and the file.

    As in the window: the signature is journalled, the journal read and checked for the evidence.
    """
    with Journal(folder) as journal:
        for event in at.events:
            journal.append(at.before.id, event)
        session = Session(at.pack, journal, at.press, clock=lambda: at.before.last)
        session.let_in(session.waiting()[0].handle)
        begun = time.perf_counter()
        refused = session.dispatch(at.signed)
        finished = at.press.finish(session.episode, session.say, session.record())
        seconds = time.perf_counter() - begun
    assert refused is None and finished.path is not None  # noqa: S101, PT018 - or it measured nothing
    finished.path.unlink()
    return seconds, finished


# --- the candidate's way to the signature ---------------------------------------------------------


class _SignedError(Exception):
    """The walk has come to its signature, or should have."""


class _Walk(Memory):
    """A press that stops at the seal, and a journal in memory: what a walk leaves until then."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self.press = press

    def preview(self, episode: Episode, say: Language) -> Rendered:
        """Lay out, as the page with the document does."""
        return self.press.preview(episode, say)

    def finish(self, _episode: Episode, _say: Language, _events: Iterable[e.Event]) -> Finished:
        """Stop."""
        raise _SignedError

    def again(self, _episode: Episode) -> Finished | None:
        """Nothing is stored."""

    def slip(self, _episode: Episode, _say: Language, _code: str) -> bytes:
        """Nobody comes back."""
        return b""

    def aside(self) -> Self:
        """Nothing is stored anyway."""
        return self


# --- the naive way --------------------------------------------------------------------------------


def naive(html: Path, style: Path, folder: Path) -> Times:
    """Return the seconds of fresh processes for the same words, style, fonts and key."""
    target = folder / "naive.pdf"
    key = folder / "keys" / "demonstration.pem"
    (certificate,) = (folder / "keys" / "known").glob("*.pem")
    fresh("naive_seal")
    runs = []
    for _ in range(COLD_RUNS):
        runs.append(fresh("naive_seal", html, style, key, certificate, target)[0])
        assert target.stat().st_size  # noqa: S101 - or it measured nothing
        target.unlink()
    return Times.of(runs)

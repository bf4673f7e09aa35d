"""From the tap that signs to the sealed file on the disk, against a program that starts for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks import sample
from benchmarks.measure import Figure, Times, fresh
from consent_app import episode as ep
from consent_app import events as e
from consent_app import walk
from consent_app.records.journal import Journal
from consent_app.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from consent_app.content.model import Pack
    from consent_app.episode import Episode
    from consent_app.language import Language
    from consent_app.paper.document import Rendered
    from consent_app.paper.press import Press
    from consent_app.session import Finished

WARM_RUNS, COLD_RUNS = 10, 3


def measure(folder: Path) -> Figure:
    """Seal one signed document many times warm, then lay out and sign the same words cold."""
    pack, press = sample.pack(), sample.press(folder)
    before, signed = _up_to_signature(pack, press)
    with Journal(folder) as journal:
        session = Session(pack, journal, press, resume=False)
        first = _seal(session, before, signed)
        warm = Times.of(_seal(session, before, signed) for _ in range(WARM_RUNS))
        html, style = _sources(lambda: _seal(session, before, signed))
    cold = Times.of(_cold(html, style, folder))
    return Figure(
        f"{cold.median / warm.median:.1f} times as fast from the last tap to the sealed file on "
        f"the disk as starting WeasyPrint and pyHanko for it "
        f"(p50 {warm.median:.2f} s, p95 {warm.p95:.2f} s, against {cold.median:.2f} s)",
        (
            f"in the running program: {warm.in_s()}; the first of the process: {first:.2f} s",
            f"in a fresh process: {cold.in_s()}",
        ),
    )


def _seal(session: Session, before: Episode, signed: e.Signed) -> float:
    """Return the seconds from the signature to the stored file; nothing is left from last time."""
    session.episode = before
    begun = time.perf_counter()
    refused = session.dispatch(signed)
    finished = session.press.finish(session.episode, session.say)
    seconds = time.perf_counter() - begun
    assert refused is None and finished.path is not None  # noqa: S101, PT018 - or it measured nothing
    finished.path.unlink()
    return seconds


# --- the candidate's way to the signature ---------------------------------------------------------


class _SignedError(Exception):
    """The walk has come to its signature, or should have."""


class _Walk:
    """A press that stops at the seal, and a journal in memory: what a walk leaves until then."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.kept: list[e.Event] = []

    def preview(self, episode: Episode, say: Language) -> Rendered:
        """Lay out, as the page with the document does."""
        return self.press.preview(episode, say)

    def finish(self, _episode: Episode, _say: Language) -> Finished:
        """Stop."""
        raise _SignedError

    def again(self, _episode: Episode) -> Finished | None:
        """Nothing is stored."""

    def prepare(self) -> None:
        """Nothing is to be opened."""

    def append(self, _episode: str, event: e.Event) -> None:
        """Keep an event."""
        self.kept.append(event)

    def events(self, _episode: str) -> Iterable[e.Event]:
        """Return what was kept."""
        return self.kept

    def unfinished(self) -> str | None:
        """Nothing is gone on with."""


def _up_to_signature(pack: Pack, press: Press) -> tuple[Episode, e.Signed]:
    """Walk the sample candidate; return the episode before the signature, and the signature."""
    way = _Walk(press)
    try:
        walk.replay("sample", sample.journey(pack), pack, way, way)
    except _SignedError:
        *others, signed = way.kept
        before = ep.replay(pack, others)
        if isinstance(before, ep.Episode) and isinstance(signed, e.Signed):
            return before, signed
    raise _SignedError


# --- the naive way --------------------------------------------------------------------------------


def _sources(call: Callable[[], object]) -> tuple[str, str]:
    """Return the HTML and the style sheet that the program gives to WeasyPrint during a call."""
    import weasyprint

    kept: dict[str, str] = {}

    def listening(name: str) -> Callable[..., object]:
        make = vars(weasyprint)[name]

        def made(*arguments: object, string: str, **others: object) -> object:
            kept[name] = string
            return make(*arguments, string=string, **others)

        return made

    own = {name: vars(weasyprint)[name] for name in ("HTML", "CSS")}
    vars(weasyprint).update({name: listening(name) for name in own})
    try:
        call()
    finally:
        vars(weasyprint).update(own)
    return kept["HTML"], kept["CSS"]


def _cold(html: str, style: str, folder: Path) -> list[float]:
    """Return the seconds of fresh processes for the same words, style, fonts and key."""
    page, sheet, target = (folder / f"naive.{kind}" for kind in ("html", "css", "pdf"))
    page.write_text(html, encoding="utf-8")
    sheet.write_text(style, encoding="utf-8")
    key = folder / "keys" / "demonstration.pem"
    (certificate,) = (folder / "keys" / "known").glob("*.pem")
    fresh("naive_seal")
    runs = []
    for _ in range(COLD_RUNS):
        runs.append(fresh("naive_seal", page, sheet, key, certificate, target)[0])
        assert target.stat().st_size  # noqa: S101 - or it measured nothing
        target.unlink()
    return runs

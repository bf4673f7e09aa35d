"""Declared journeys, walked: by replay here, by clicking in the glass.

Each leaves what a clinic needs to trust an installation: the document, a record of how it ended,
and whether that is what was declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import msgspec

from consent_app import candidate as c
from consent_app import episode as ep
from consent_app import events as e
from consent_app.session import FixedClock, PressError, Session
from consent_app.view import confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from consent_app.content.journey import Journey
    from consent_app.content.model import Pack
    from consent_app.episode import Refused
    from consent_app.session import Journal, Press

_MORNING = time(9, 0, tzinfo=UTC)
_PATIENCE = 500
"""Pages after which a journey is taken to go round in circles."""


class LostError(Exception):
    """A journey cannot go on: carries the page and the code of the refusal."""

    def __init__(self, page: str, code: str) -> None:
        """Keep where and why."""
        super().__init__(page, code)
        self.page, self.code = page, code


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a journey ended; written as `<journey>.json`."""

    journey: str
    title: str
    stage: str
    verdict: str
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    document: str
    document_id: str | None
    sha256: str | None
    level: str | None
    """Of the seal: PAdES-BASELINE-B, or -T where a server has confirmed the time."""
    events: int
    pack: str
    pack_version: str
    pack_digest: str
    stopped_at: str | None = None
    """The page and code of a refusal that ended the journey early."""


@dataclass(frozen=True, slots=True)
class Walked:
    """An outcome with the document's bytes, where there is one."""

    outcome: Outcome
    pdf: bytes | None


def clock(journey: Journey) -> FixedClock:
    """Return the clock of a journey: nine in the morning (UTC) of its day."""
    return FixedClock(datetime.combine(journey.today, _MORNING))


def session(journey: Journey, pack: Pack, journal: Journal, press: Press) -> Session:
    """Return a new session for a journey."""
    new = Session(
        pack, journal, press, language=journey.language, mode=journey.mode,
        clock=clock(journey), resume=False, reflection_days=journey.reflection_days,
    )  # fmt: skip
    if journey.looking:
        new.begin(journey.language, looking=True)
    if journey.helper != "nobody":
        new.dispatch(e.HelperNamed(at=new.now(), by=journey.helper))
    return new


def replay(  # noqa: PLR0913 - what a session needs, and a name
    name: str, journey: Journey, pack: Pack, journal: Journal, press: Press,
    heartbeat: Callable[[str], None] = lambda _page: None,
) -> Walked:  # fmt: skip
    """Walk a journey without a window. `heartbeat` is told each page."""
    walker = Walker(session(journey, pack, journal, press), c.Candidate(journey))
    stopped = None
    try:
        for _ in range(_PATIENCE):
            heartbeat(walker.session.episode.page)
            if not walker.turn():
                break
    except LostError as lost:
        stopped = f"{lost.page}: {lost.code}"
    except PressError as error:
        stopped = f"{walker.session.episode.page}: {error.code} {error.detail}"
    return Walked(outcome(name, journey, walker.session, stopped), walker.pdf)


def episodes(journey: Journey, pack: Pack, journal: Journal, press: Press) -> Iterator[ep.Episode]:
    """Yield how a journey stands on each page, up to where its document would be made.

    Raises:
        LostError: the journey cannot go on.

    """
    walker = Walker(session(journey, pack, journal, press), c.Candidate(journey))
    for _ in range(_PATIENCE):
        yield walker.session.episode
        if walker.session.episode.page == ep.DOCUMENT or not walker.turn():
            return


class Walker:
    """Plays a candidate on a session, page by page, without a window."""

    def __init__(self, session: Session, who: c.Candidate) -> None:
        self.session, self.who = session, who
        self.pdf: bytes | None = None

    def turn(self) -> bool:  # noqa: C901, PLR0912 - one branch per act
        """Do what the page asks for and open the next one; False at the end."""
        session, page = self.session, self.session.episode.page
        values: dict[str, str | float | None] = {}
        for act in list(self.who.acts(session.episode)):
            match act:
                case c.Fill(name=name, value=value):
                    values[name] = value
                case c.Choose(asks="stop", option=option):
                    self._send(e.StopAnswered(at=session.now(), choice=option))  # type: ignore[arg-type]
                case c.Choose(asks="check", name=name, option=option):
                    self._send(e.CheckAnswered(at=session.now(), item=name, answer=option))
                case c.Choose(asks="decide", option=option):
                    self._send(e.Decided(at=session.now(), decision=option))  # type: ignore[arg-type]
                case c.Choose(asks="private", name=name, option=option):
                    self._send(e.PrivatelyAnswered(at=session.now(), question=name, answer=option))
                case c.Choose(asks="sure", name=name, option=option):
                    self._send(e.SureAnswered(at=session.now(), item=name, answer=option))  # type: ignore[arg-type]
                case c.Choose(asks="paper", option=option):
                    self._send(e.PaperChosen(at=session.now(), points=18 if option == "18" else 14))
                case c.Choose(asks="practice", option=option):
                    self._send(e.Practised(at=session.now(), answer=option))
                case c.Change(page=other):
                    self._send(e.PageOpened(at=session.now(), page=other))
                case c.Rate(value=value, weight=weight):
                    self._send(e.ValueRated(at=session.now(), value=value, weight=weight))
                case c.Need(need=need, answer=answer):
                    self._send(e.NeedSaid(at=session.now(), need=need, answer=answer))
                case c.Tick(asks="factor", name=name):
                    self._send(e.FactorTold(at=session.now(), factor=name, on=True))
                case c.Tick(name=name):
                    self._send(e.PhrasePicked(at=session.now(), phrase=name, on=True))
                case c.Write(asks="note", strokes=strokes):
                    self._send(e.InkWritten(at=session.now(), strokes=strokes))
                case c.Write(strokes=strokes):
                    self._send(e.QuestionAdded(at=session.now(), page=page, strokes=strokes))
                case c.Ask(ready=ready, words=words):
                    self._send(
                        e.QuestionAdded(at=session.now(), page=page, ready=ready, words=words)
                    )
                case c.Confirm():
                    self._confirm(act)
                case c.Sign():
                    self._sign(act)
        if values:
            self._send(e.Answered(at=session.now(), values=values))
        return self._go_on() if session.episode.page == page else True

    def _go_on(self) -> bool:
        session, episode = self.session, self.session.episode
        if episode.page == ep.DOCUMENT:
            self._refuse(session.rendered(session.press.preview(episode, session.say)))
        if episode.page == ep.DONE:
            self._take_home()
            self._send(e.Finished(at=session.now()))
            return False
        if episode.review and episode.page == ep.CHECK + episode.review:
            page: str | None = episode.topic(episode.review).page
        else:
            page = session.episode.next_page
        if page is None:
            raise LostError(episode.page, "not_complete")
        self._send(e.PageOpened(at=session.now(), page=page))
        return True

    def _take_home(self) -> None:
        session, episode = self.session, self.session.episode
        if episode.document_kind in {"information", "for_ink"} and episode.sealed is None:
            self._refuse(session.rendered(session.press.preview(episode, session.say)))
            self._seal()

    def _confirm(self, act: c.Confirm) -> None:
        session = self.session
        filled = {**act.values, confirm.BY: act.by, confirm.ROLE: act.role}
        event = confirm.event(session.episode, act.name, filled, session.now())
        if isinstance(event, tuple):
            self._refuse(ep.Refused("invalid_answer", event))
        else:
            self._send(event)

    def _sign(self, act: c.Sign) -> None:
        session = self.session
        rendered = session.episode.rendered
        if rendered is None:
            raise LostError(session.episode.page, "not_rendered")
        self._send(
            e.Signed(
                at=session.now(),
                how=act.how,
                content=rendered.content,
                statements=ep.STATEMENTS,
                strokes=c.STROKES if act.how == "drawn" else (),
                words="" if act.how == "drawn" else act.words,
            )
        )
        self._seal()

    def _seal(self) -> None:
        session = self.session
        finished = session.press.finish(session.episode, session.say, session.record())
        self.pdf = finished.pdf
        self._refuse(self.session.sealed(finished))

    def _send(self, event: e.Event) -> None:
        self._refuse(self.session.dispatch(event))

    def _refuse(self, refused: Refused | None) -> None:
        if refused is not None:
            details = ", ".join(f"{p.field} {p.code}" for p in refused.problems)
            code = f"{refused.code} ({details})" if details else refused.code
            raise LostError(self.session.episode.page, code)


def outcome(name: str, journey: Journey, session: Session, stopped: str | None) -> Outcome:
    """Return how a session stands as the record of a journey."""
    episode = session.episode
    ruling = episode.ruling
    reasons: list[str] = [reason.code for reason in ruling.reasons]
    reasons += ["under_minimum_age"] if episode.under_age else []
    reasons += ["topics_to_discuss"] if episode.to_discuss else []
    reasons += ["decisional_conflict"] if episode.unsure else []
    reasons += ["ask_alone"] if episode.helped_by_family else []
    reasons += ["content_expired"] if episode.expired else []
    reasons += ["rules_expired"] if ruling.expired else []
    reasons += episode.waiting_for if episode.stage == "waiting" else ()
    reasons += ["device_suspended"] if episode.device_flag else []
    reasons += ["sign_by_hand"] if episode.stage == "to_be_signed_on_paper" else []
    sealed = episode.sealed
    return Outcome(
        journey=name,
        title=journey.title,
        stage=episode.stage,
        verdict=ruling.verdict,
        reasons=tuple(dict.fromkeys(reasons)),
        rules=tuple(rule.id for rule in ruling.rules),
        document=sealed.kind if sealed else "none",
        document_id=episode.document_id if sealed else None,
        sha256=sealed.sha256 if sealed else None,
        level=sealed.level if sealed else None,
        events=episode.events,
        pack=episode.pack.manifest.id,
        pack_version=episode.pack.manifest.version,
        pack_digest=episode.pack.digest,
        stopped_at=stopped,
    )


def differences(found: Outcome, journey: Journey) -> tuple[tuple[str, str, str], ...]:
    """Return (key, declared, found) wherever a journey did not end as it declares."""
    expect = journey.expect
    pairs = [
        (key, str(declared), str(getattr(found, key)))
        for key in ("verdict", "stage", "document")
        if (declared := getattr(expect, key)) is not None
    ]
    wrong = [(key, declared, is_) for key, declared, is_ in pairs if declared != is_]
    wrong += [
        ("reasons", reason, ", ".join(found.reasons))
        for reason in expect.reasons or ()
        if reason not in found.reasons
    ]
    if found.stopped_at:
        wrong.append(("end", "", found.stopped_at))
    return tuple(wrong)


def keep(walked: Walked, out: Path) -> None:
    """Write `<journey>.pdf` and `<journey>.json` into a folder.

    Raises:
        OSError: the folder cannot be written.

    """
    out.mkdir(parents=True, exist_ok=True)
    name = walked.outcome.journey
    record = msgspec.json.format(msgspec.json.encode(walked.outcome), indent=2)
    (out / f"{name}.json").write_bytes(record + b"\n")
    document = out / f"{name}.pdf"
    if walked.pdf is None:
        document.unlink(missing_ok=True)  # one of an earlier walk would speak for this one
    else:
        document.write_bytes(walked.pdf)

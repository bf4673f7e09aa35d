"""One candidate at one screen: the episode, its journal, its clock and its press.

`dispatch` is the only way in: an event is checked, then journalled, and only then does it hold.

At a kiosk nobody comes upon what another person entered. An episode that is left, or cut off, is
parked: it goes on with its code, or when the staff let its person in. After `PARKED_FOR` what was
entered is wiped. Who just looks around leaves nothing, neither parked nor stored.

A document that is being sealed is noted even when its person leaves the screen meanwhile.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import UNSET, structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app.keeping import (
    Finished,
    Journal,
    JournalError,
    Kept,
    Memory,
    Press,
    PressError,
    Preview,
    Staff,
    Waiting,
)
from consent_app.language import Language

__all__ = [
    "Finished", "FixedClock", "Journal", "JournalError", "Press", "PressError", "Preview",
    "Session", "Staff", "Waiting", "wall_clock",
]  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.content.model import Pack
    from consent_app.episode import Episode, Refused


PARKED_FOR = timedelta(hours=20)
"""How long a person can take to come back (WCAG 2.2.1 and the NHS ask for at least 20 hours)."""
CODE_TRIES = 5
"""Wrong codes in a row after which only the staff let people in."""
_CODE_DIGITS = 6


def wall_clock() -> datetime:
    """Return the time of this computer with its offset."""
    return datetime.now(UTC).astimezone()


@dataclass(slots=True)
class FixedClock:
    """A clock that starts at a given moment and goes on by one second at each look."""

    moment: datetime
    _looks: int = field(default=0)

    def __call__(self) -> datetime:
        """Return the next second."""
        self._looks += 1
        return self.moment + timedelta(seconds=self._looks)


@dataclass(slots=True, eq=False)
class Sealing:
    """A document on its way to its seal, and how its person left the screen meanwhile."""

    episode: Episode | None = None
    code: str = ""
    left: e.Parked | e.Finished | None = None


class Session:
    """The state that a face shows and the one door through which it changes."""

    def __init__(  # noqa: PLR0913 - its parts, each named
        self,
        pack: Pack,
        journal: Journal,
        press: Press,
        *,
        language: str = "en",
        mode: e.Mode = "kiosk",
        clock: Callable[[], datetime] = wall_clock,
        resume: bool = True,
        reflection_days: int = 0,
        staff: Staff | None = None,
    ) -> None:
        """Go on with the unfinished episode of the journal, or begin a new one.

        At a kiosk a new one begins, and what was cut off is parked. An episode that was begun with
        other content or in another mode, or whose record is damaged, cannot go on: `left_behind`
        says why.

        Raises:
            JournalError: the journal cannot be written.

        """
        self.pack, self._journal, self._press = pack, journal, press
        self.mode, self.clock, self.language = mode, clock, language
        self.reflection_days, self.staff = reflection_days, staff
        self._began: e.Began | None = None
        """Written with the first thing that happens: a candidate who never came leaves no trace."""
        self._came = False
        """Whether somebody has begun, even if nothing has happened since."""
        self.code = ""
        """Six digits with which the episode goes on later; none beside a clinician, or looking."""
        self.resumed = False
        """Whether the episode went on, and was not begun here."""
        self.left_behind: Refused | None = None
        self._shadow = Memory()
        """The journal of who just looks around."""
        self._aside: Press | None = None
        """The press of who just looks around; None for all others."""
        self._sealing: Sealing | None = None
        """Of the episode on the screen."""
        self._away: list[Sealing] = []
        """Of those whose person has left the screen."""
        self.episode: Episode = self._first(resume=resume)
        if self.resumed and self.episode.parked:
            self.dispatch(e.Resumed(at=self.now(), by="staff"))
        if self.resumed:
            self._look_again()

    @property
    def journal(self) -> Journal:
        """Where events are written: in memory, and not for long, while somebody just looks."""
        return self._shadow if self.episode.looking else self._journal

    @property
    def press(self) -> Press:
        """What makes documents; it stores nothing while somebody just looks."""
        return self._aside or self._press

    @press.setter
    def press(self, press: Press) -> None:
        self._press = press

    # --- how it begins ----------------------------------------------------------------------------

    def _first(self, *, resume: bool) -> Episode:
        """Return what the screen shows first."""
        found = self._resume() if resume else None
        if resume and self.mode == "kiosk":
            self._park_cut_off()
            found = None
        self.resumed = found is not None
        return found or self._begin(self.language)

    def _resume(self) -> Episode | None:
        name = self._journal.unfinished()
        waits = self.mode == "kiosk" and name in {one.episode for one in self._parked()}
        if name is None or waits:
            return None
        try:
            found = ep.replay(self.pack, self._journal.events(name))
        except JournalError:
            found = ep.Refused("record_damaged")
        if isinstance(found, ep.Refused):
            self.left_behind = found
            return None
        if found.mode != self.mode:  # nobody alone at a kiosk may hold a clinician's keys
            in_order = found.mode == "kiosk" and found.parked
            self.left_behind = None if in_order else ep.Refused("other_mode")
            return None
        return None if found.page == ep.WELCOME and found.events == 1 else found

    def _park_cut_off(self) -> None:
        """Park what was still open when the program ended: the next person is another one."""
        for one in self._journal.kept():
            if one.began.mode == "kiosk" and not one.parked:
                at = max(self.clock(), one.last)
                self._journal.append(one.episode, e.Parked(at=at, why="restarted"))

    def _look_again(self) -> None:
        """Let the page come up on a later day, so that what the day changes is seen at once."""
        now = self.now()
        if now.date() != self.episode.today:
            self.dispatch(e.PageOpened(at=now, page=self.episode.page))

    def _begin(self, language: str, *, looking: bool = False) -> Episode:
        manifest = self.pack.manifest
        event = e.Began(
            at=self.clock(),
            episode=secrets.token_hex(16),
            pack=manifest.id,
            pack_version=manifest.version,
            pack_digest=self.pack.digest,
            language=language,
            mode=self.mode,
            reflection_days=self.reflection_days,
            looking=True if looking else UNSET,
        )
        episode = ep.begin(event, self.pack)
        assert isinstance(episode, ep.Episode)  # noqa: S101 - the event was made from this pack
        self._began, self._came, self.resumed = event, False, False
        self._sealing = None
        self._shadow, self._aside = Memory(), self._press.aside() if looking else None
        self.code = "" if looking or self.mode != "kiosk" else self._free_code()
        return episode

    def _free_code(self) -> str:
        """Return a random code by which nobody waits."""
        taken: frozenset[str] = frozenset()
        with suppress(JournalError):  # a screen is cleared even where nothing can be written
            taken = self._journal.codes()
        while (code := f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}") in taken:
            pass
        return code

    def begin(self, language: str, *, looking: bool = False) -> None:
        """Begin with somebody who has come, in their language; perhaps just to look around."""
        self.episode = self._begin(language, looking=looking)
        self._came = not looking

    def restart(self) -> None:
        """Begin with the next candidate, in the language in which the program was started."""
        self.episode = self._begin(self.language)

    # --- parked and resumed -----------------------------------------------------------------------

    def park(self, why: e.ParkedWhy) -> None:
        """Put the episode away, to go on with later; what the screen shows now is a fresh one.

        Raises:
            JournalError: it could not be written. The screen has a fresh one all the same, and the
                next start of the program parks what is left.

        """
        left, began, came = self.episode, self._began, self._came
        code, sealing, event = self.code, self._sealing, e.Parked(at=self.now(), why=why)
        self.restart()
        if left.looking or left.finished or (began is not None and not came):
            return
        if sealing is not None:
            self._leave(sealing, left, code, event)
            return
        if began is not None:
            self._journal.append(left.id, began, code=code)
        self._journal.append(left.id, event)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return who is parked, who has waited longest first."""
        found = sorted(self._parked(), key=lambda one: one.last)
        return tuple(
            Waiting(one.episode, one.last, one.page, self._part(one), _unsealed(one))
            for one in found
        )

    def _parked(self) -> tuple[Kept, ...]:
        """Return the parked episodes of this mode."""
        kept = self._journal.kept()
        return tuple(one for one in kept if one.parked and one.began.mode == self.mode)

    def _part(self, one: Kept) -> str:
        """Return the title of the part of the way in which an episode stopped."""
        found = ep.replay(self.pack, one.events)
        if isinstance(found, ep.Refused):
            return ""
        parts = zip(self.pack.manifest.parts, found.parts, strict=True)
        return next((part.title for part, pages in parts if found.page in pages), "")

    @property
    def codes_left(self) -> int:
        """How many wrong codes are still taken; 0 means that only the staff let people in."""
        return max(0, CODE_TRIES - self._journal.wrong_codes)

    def allow_codes(self) -> None:
        """Take codes again, because somebody of the staff is there."""
        if self._journal.wrong_codes:
            self._journal.count_code(right=True)

    def resume(self, code: str) -> Refused | None:
        """Go on with the episode of a code, or return why not; an episode on the screen is parked.

        Raises:
            JournalError: the journal cannot be read or written.

        """
        if not self.codes_left:
            return ep.Refused("too_many_codes")
        given = code.encode()
        if any(hmac.compare_digest(one.code.encode(), given) for one in self._away):
            return ep.Refused("still_sealing")
        self._journal.count_code(right=False)  # first, so that pulling the plug undoes no try
        self.sweep()
        for one in self._parked():
            if one.code and hmac.compare_digest(one.code.encode(), given):
                self._journal.count_code(right=True)
                return self._go_on(one, "code")
        return ep.Refused("no_such_code" if self.codes_left else "too_many_codes")

    def let_in(self, handle: str) -> Refused | None:
        """Let the staff go on with an episode that waits; codes are taken again.

        Raises:
            JournalError: the journal cannot be read or written.

        """
        self.allow_codes()
        found = [one for one in self._parked() if one.episode == handle]
        return self._go_on(found[0], "staff") if found else ep.Refused("no_such_code")

    def _go_on(self, one: Kept, by: Literal["code", "staff"]) -> Refused | None:
        found = ep.replay(self.pack, one.events)
        if isinstance(found, ep.Refused):
            return found
        self.park("left")
        self.episode, self.code = found, one.code
        self._began, self._came, self.resumed = None, True, True
        refused = self.dispatch(e.Resumed(at=self.now(), by=by))
        self._look_again()
        if self.episode.sealed and self.episode.page == ep.SIGN:  # sealed after the person had left
            self.dispatch(e.PageOpened(at=self.now(), page=ep.DONE))
        return refused

    def sweep(self) -> None:
        """Close what has been parked for `PARKED_FOR` or more, and wipe what was entered.

        What was sealed is a record, and is finished instead. What was signed and not sealed waits
        for the staff: nothing that a person signed is ever wiped. Nor is what was begun beside a
        clinician, where weeks may lie between two visits.

        Raises:
            JournalError: the journal cannot be written.

        """
        now = self.clock()
        for one in self._parked() if self.mode == "kiosk" else ():
            if now - one.last < PARKED_FOR or _unsealed(one):
                continue
            if one.holds(e.Sealed):
                self._journal.append(one.episode, e.Finished(at=now))
            else:
                self._journal.wipe(one.episode, one.began, e.Closed(at=now))

    # --- what happens -----------------------------------------------------------------------------

    @property
    def say(self) -> Language:
        """The language of the episode."""
        return Language(self.episode.language)

    def now(self) -> datetime:
        """Return the time, which never goes back within an episode."""
        return max(self.clock(), self.episode.last)

    def dispatch(self, event: e.Event) -> Refused | None:
        """Let an event happen, or return why it may not. It is on the disk before it holds.

        Raises:
            JournalError: the event could not be written; nothing has changed.

        """
        after = ep.step(self.episode, event)
        if isinstance(after, ep.Refused):
            return after
        if self._began is not None:
            self.journal.append(self.episode.id, self._began, code=self.code)
            self._began = None
        self.journal.append(self.episode.id, event)
        self.episode = after
        return None

    def record(self) -> tuple[e.Event, ...]:
        """Return all that happened in the episode so far, as the journal has it.

        Raises:
            JournalError: it is not as it was written.

        """
        return tuple(self.journal.events(self.episode.id))

    def rendered(self, preview: Preview) -> Refused | None:
        """Note that a document was laid out, unless the same one was noted before."""
        kind = self.episode.document_kind
        noted = self.episode.rendered
        if kind is None:
            return ep.Refused("not_decided")
        if noted and (noted.kind, noted.content) == (kind, preview.content):
            return None
        return self.dispatch(
            e.Rendered(
                at=self.now(), document=self.episode.document_id, kind=kind,
                content=preview.content, pages=hashlib.sha256(preview.base).hexdigest(),
            )
        )  # fmt: skip

    def sealed(self, finished: Finished) -> Refused | None:
        """Note that the document was sealed."""
        event = _sealed(self.episode, finished, self.now())
        return event if isinstance(event, ep.Refused) else self.dispatch(event)

    def finish(self) -> Refused | None:
        """End the episode and begin with the next person, or return why it may not end.

        Raises:
            JournalError: it could not be written; nothing has changed.

        """
        left, sealing, event = self.episode, self._sealing, e.Finished(at=self.now())
        refused = self.dispatch(event) if sealing is None else None
        if refused is not None:
            return refused
        code = self.code
        self.restart()
        if sealing is not None and not left.looking:
            self._leave(sealing, left, code, event)
        return None

    # --- while a document is being sealed ---------------------------------------------------------

    def seal(self) -> Sealing:
        """Say that the document of the episode is being sealed; `ended` says how that went."""
        self._sealing = Sealing()
        return self._sealing

    def _leave(
        self, sealing: Sealing, left: Episode, code: str, event: e.Parked | e.Finished
    ) -> None:
        """Let the seal be noted first: once somebody has left, it could not be."""
        sealing.episode, sealing.code, sealing.left = left, code, event
        self._away.append(sealing)

    @property
    def sealing_away(self) -> int:
        """How many documents are being sealed whose person has left the screen."""
        return len(self._away)

    def ended(self, sealing: Sealing, finished: Finished | None) -> Refused | None:
        """Note how a sealing went, None where it failed, also for who has left the screen.

        Raises:
            JournalError: it could not be written.

        """
        if sealing is self._sealing:
            self._sealing = None
            return self.sealed(finished) if finished is not None else None
        if sealing in self._away:
            self._away.remove(sealing)
            self._put_away(sealing, finished)
        return None

    def _put_away(self, sealing: Sealing, finished: Finished | None) -> None:
        """Note the seal, then that its person left; without a seal the staff find it parked."""
        episode, left = sealing.episode, sealing.left
        assert episode is not None  # noqa: S101 - `_leave` has set both
        assert left is not None  # noqa: S101
        now = max(self.clock(), episode.last)
        event = _sealed(episode, finished, now) if finished is not None else None
        if isinstance(event, e.Sealed):
            self._journal.append(episode.id, event)
        elif isinstance(left, e.Finished):
            left = e.Parked(at=now, why="fault")
        self._journal.append(episode.id, structs.replace(left, at=now))


def _sealed(episode: Episode, finished: Finished, at: datetime) -> e.Sealed | Refused:
    """Return what happens when a document was sealed, or why that may not be."""
    kind = episode.document_kind
    if kind is None:
        return ep.Refused("not_decided")
    event = e.Sealed(
        at=at, document=episode.document_id, kind=kind, sha256=finished.sha256,
        level=finished.level,
    )  # fmt: skip
    after = ep.step(episode, event)
    return after if isinstance(after, ep.Refused) else event


def _unsealed(one: Kept) -> bool:
    """Whether a signature waits for its seal."""
    return one.holds(e.Signed) and not one.holds(e.Sealed)

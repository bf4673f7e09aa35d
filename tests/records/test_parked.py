"""An episode that was left: it waits, goes on with its code, and is wiped in the end."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from conftest import QuickPress, person

from consent_app import episode as ep
from consent_app import events as e
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.paper.audit import chain
from consent_app.paper.audit.examine import Here, examine
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key, known_certificates
from consent_app.records.journal import FILE, Journal, JournalError
from consent_app.session import CODE_TRIES, PARKED_FOR, Session
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from consent_app.content.model import Pack

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NAME, WORDS = "Aloisia Quittenbaum", "Will I be able to dance the waltz again?"
WISH = {
    "full_name": NAME, "reason": "looks", "side": "left", "depth_cm": 1.0,
    "country_of_surgery": "NO",
}  # fmt: skip


class Desk:
    """A kiosk whose program can be started anew, with a clock that is moved by hand."""

    def __init__(self, pack: Pack, folder: Path) -> None:
        self.pack, self.folder, self.now = pack, folder, AT
        self.journal = Journal(folder)

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def start(self, **others: Any) -> Session:  # noqa: ANN401
        self.journal.close()
        self.journal = Journal(self.folder)
        press = others.pop("press", QuickPress())
        return Session(self.pack, self.journal, press, clock=self.clock, **others)

    def bytes(self) -> dict[str, bytes]:
        """Return every file, also those that SQLite has beside its own."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return {str(file.relative_to(self.folder)): file.read_bytes() for file in files}

    def holds(self, words: str) -> bool:
        return any(words.encode() in data for data in self.bytes().values())


@pytest.fixture
def desk(tiny: Pack, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tiny, tmp_path)
    yield made
    made.journal.close()


def go(session: Session, page: str) -> None:
    """Walk a candidate up to a page."""
    walker = walk.Walker(session, Candidate(person(WISH, questions=(WORDS,))))
    while session.episode.page != page:
        assert walker.turn()


def left_at(desk: Desk, page: str) -> tuple[str, str, ep.Episode]:
    """Park a candidate who came as far as a page; return the name, the code and the state."""
    session = desk.start()
    session.begin("en")
    go(session, page)
    left, code = session.episode, session.code
    session.park("idle")
    return left.id, code, left


# --- it goes on -----------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [False, True])
def test_a_code_opens_the_same_page_with_the_same_answers(desk: Desk, *, again: bool) -> None:
    name, code, left = left_at(desk, ep.QUESTIONS)
    session = desk.start()
    assert session.episode.id != name
    assert session.episode.profile.full_name is None
    desk.now = left.last + PARKED_FOR - timedelta(minutes=1)
    if again:
        session = desk.start()
    assert session.resume(code) is None
    now = session.episode
    assert (now.id, now.page, now.profile) == (name, left.page, left.profile)
    assert (now.questions, now.ratings, now.tries) == (left.questions, left.ratings, left.tries)
    assert (session.code, session.resumed, now.parked) == (code, True, False)
    assert [type(event) for event in session.record()[left.events :]][:2] == [e.Parked, e.Resumed]
    assert session.waiting() == ()
    go(session, ep.DECISION)


def test_the_staff_see_who_waits_without_a_name_and_let_them_in(desk: Desk) -> None:
    name, _, left = left_at(desk, ep.QUESTIONS)
    session = desk.start()
    session.begin("en")
    session.park("left")  # who pressed Start was told a code, even without a word more
    first, second = session.waiting()
    assert (first.handle, first.page, first.part) == (name, ep.QUESTIONS, "Your choice")
    assert first.since - left.last < timedelta(minutes=1)
    assert NAME not in repr((first, second))
    assert session.let_in(second.handle) is None
    assert session.let_in("nobody") == ep.Refused("no_such_code")
    assert session.let_in(first.handle) is None
    assert session.episode.id == name
    assert [one.handle for one in session.waiting()] == [second.handle]


def test_what_was_on_the_screen_is_parked_when_another_goes_on(desk: Desk) -> None:
    name, code, _ = left_at(desk, ep.QUESTIONS)
    session = desk.start()
    session.begin("en")
    go(session, "reason")
    other = session.episode.id
    assert session.resume(code) is None
    assert session.episode.id == name
    assert [one.handle for one in session.waiting()] == [other]


def test_nobody_comes_upon_what_a_kill_cut_off(desk: Desk) -> None:
    session = desk.start()
    session.begin("en")
    go(session, ep.QUESTIONS)
    name, code = session.episode.id, session.code
    for _ in range(2):
        session = desk.start()
        assert (session.resumed, session.left_behind) == (False, None)
        assert session.episode.id != name
        assert [one.handle for one in session.waiting()] == [name]
    assert [event.why for event in desk.journal.events(name) if isinstance(event, e.Parked)] == [
        "restarted"
    ]
    assert session.resume(code) is None
    assert session.episode.page == ep.QUESTIONS


def test_nothing_happens_to_who_is_parked_before_they_are_back(desk: Desk) -> None:
    _, _, left = left_at(desk, "reason")
    parked = ep.step(left, e.Parked(at=desk.now, why="idle"))
    assert isinstance(parked, ep.Episode)
    answers = e.Answered(at=desk.now, values={"reason": "pain"})
    assert ep.step(parked, answers) == ep.Refused("parked")
    back = ep.step(parked, e.Resumed(at=desk.now, by="code"))
    assert isinstance(back, ep.Episode)
    assert isinstance(ep.step(back, answers), ep.Episode)


def test_who_never_came_leaves_no_trace(desk: Desk) -> None:
    session = desk.start()
    session.park("idle")
    session.restart()
    session.begin("en")
    session.restart()
    assert session.waiting() == ()
    assert desk.bytes() == {}


# --- codes ----------------------------------------------------------------------------------------


def test_only_who_stays_for_real_and_alone_has_a_code(desk: Desk) -> None:
    session = desk.start()
    session.begin("en")
    assert len(session.code) == 6
    assert session.code.isdigit()
    session.begin("en", looking=True)
    assert session.code == ""
    assert desk.start(mode="counselling").code == ""


def test_a_code_is_no_other_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code, _ = left_at(desk, "reason")
    drawn = iter([int(code), int(code), 7])
    monkeypatch.setattr("consent_app.session.secrets.randbelow", lambda _below: next(drawn))
    session = desk.start()
    assert session.code == "000007"


def test_five_wrong_codes_and_only_the_staff_help(desk: Desk) -> None:
    name, code, _ = left_at(desk, "reason")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for left in range(CODE_TRIES - 1, 0, -1):
        session = desk.start()  # starting anew gives no more tries
        assert session.resume(wrong) == ep.Refused("no_such_code")
        assert session.codes_left == left
    assert session.resume("") == ep.Refused("too_many_codes")
    session = desk.start()
    assert session.resume(code) == ep.Refused("too_many_codes")
    assert session.let_in(name) is None
    session.park("left")
    assert session.resume(wrong) == ep.Refused("no_such_code")
    assert session.resume(code) is None
    assert session.codes_left == CODE_TRIES


# --- it is wiped ----------------------------------------------------------------------------------


def test_after_20_hours_it_is_not_finished_and_wiped(desk: Desk) -> None:
    name, code, left = left_at(desk, ep.QUESTIONS)
    session = desk.start()
    desk.now = left.last + PARKED_FOR - timedelta(minutes=1)
    session.sweep()
    assert desk.journal.standing(name) == "parked"
    connection = sqlite3.connect(desk.folder / FILE)
    query = "SELECT sealed FROM entries WHERE episode = ? UNION SELECT sealed FROM episodes"
    before = [bytes(sealed) for (sealed,) in connection.execute(query, (name,))]
    connection.close()
    assert len(before) == left.events + 2
    desk.now = left.last + PARKED_FOR + timedelta(minutes=1)
    session.sweep()
    assert session.waiting() == ()
    assert session.resume(code) == ep.Refused("no_such_code")
    assert desk.journal.standing(name) == "not_finished"
    for words in (NAME, WORDS, code):
        assert not desk.holds(words)
    assert not [sealed for sealed in before for data in desk.bytes().values() if sealed in data]
    events = tuple(desk.start().journal.events(name))
    assert [type(event) for event in events] == [e.Began, e.Closed]
    closed = ep.replay(desk.pack, events)
    assert isinstance(closed, ep.Episode)
    assert closed.finished


def test_no_file_ever_holds_what_was_entered(desk: Desk) -> None:
    _, code, _ = left_at(desk, ep.QUESTIONS)
    for words in (NAME, WORDS, code):
        assert not desk.holds(words)
    desk.journal.close()
    assert not desk.holds(NAME)


def test_what_was_signed_or_sealed_is_not_wiped(desk: Desk) -> None:
    session = desk.start()
    session.begin("en")
    go(session, ep.SIGN)
    shown = session.episode.rendered
    assert shown is not None
    session.dispatch(
        e.Signed(
            at=session.now(), how="typed", content=shown.content, words=NAME,
            statements=ep.STATEMENTS,
        )
    )  # fmt: skip
    signed, code = session.episode.id, session.code
    session.park("fault")
    session.begin("en")
    go(session, ep.DONE)
    sealed = session.episode.id
    session.park("idle")
    desk.now += PARKED_FOR
    session.sweep()
    assert (desk.journal.standing(signed), desk.journal.standing(sealed)) == ("parked", "over")
    assert [one.signed for one in session.waiting()] == [True]
    assert len(list(desk.journal.events(sealed))) > 2
    assert session.resume(code) is None
    assert session.episode.signature is not None


def test_beside_a_clinician_it_goes_on_at_once_and_is_never_wiped(desk: Desk) -> None:
    session = desk.start(mode="counselling")
    session.begin("en")
    go(session, "person")
    name = session.episode.id
    assert desk.start(mode="counselling").episode.id == name
    alone = desk.start()
    assert alone.left_behind == ep.Refused("other_mode")
    session = desk.start(mode="counselling")
    session.park("fault")
    desk.now += PARKED_FOR
    session.sweep()
    again = desk.start(mode="counselling")
    assert (again.episode.id, again.episode.page, again.episode.parked) == (name, "person", False)


def test_the_screen_is_cleared_even_where_nothing_can_be_written(desk: Desk) -> None:
    session = desk.start()
    session.begin("en")
    go(session, "reason")
    name = session.episode.id
    blocker = sqlite3.connect(desk.folder / FILE)
    blocker.execute("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN "
                    "SELECT RAISE(ABORT, 'disk full'); END")  # fmt: skip
    blocker.commit()
    with pytest.raises(JournalError, match="cannot_write"):
        session.park("hidden")
    assert session.episode.id != name
    blocker.execute("DROP TRIGGER full")
    blocker.commit()
    blocker.close()
    assert [one.handle for one in desk.start().waiting()] == [name]


# --- just looking ---------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [False, True])
def test_who_just_looks_leaves_every_byte_as_it_was(desk: Desk, *, before: bool) -> None:
    if before:
        left_at(desk, "reason")
    desk.journal.close()
    was = desk.bytes()
    press = Press(Clinic(), lambda: demonstration_key(desk.folder, AT), desk.folder)
    session = desk.start(press=press)
    session.begin("en", looking=True)
    walker = walk.Walker(session, Candidate(person(WISH)))
    while walker.turn():
        pass
    assert len(session.episode.opened) > len(desk.pack.pages)
    assert session.episode.sealed is not None  # there was a paper to take home
    assert session.press.again(session.episode) is None
    assert len(list(session.journal.events(session.episode.id))) > 3
    session.park("hidden")
    assert (session.episode.looking, session.episode.events) == (False, 1)
    desk.journal.close()
    assert desk.bytes() == was


# --- the record -----------------------------------------------------------------------------------


def test_the_document_of_who_came_back_verifies_and_tells_so(desk: Desk) -> None:
    _, code, _ = left_at(desk, ep.QUESTIONS)
    press = Press(Clinic(), lambda: demonstration_key(desk.folder, AT), desk.folder)
    session = desk.start(press=press)
    assert session.resume(code) is None
    go(session, ep.DONE)
    assert session.episode.stage == "acknowledged"
    (stored,) = (desk.folder / "documents").glob("*.pdf")
    known = known_certificates(desk.folder)
    (file,) = examine([stored], Here(known, lambda: desk.pack)).files
    assert file.report.outcome == "sealed"
    assert [proof.answer for proof in file.proofs if proof.code == "replayed"] == ["yes"]
    kinds = [type(event) for event in chain.link(stored, known).evidence.events]
    assert kinds.index(e.Parked) + 1 == kinds.index(e.Resumed)

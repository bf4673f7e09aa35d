"""What all tests share: the shipped pack, a tiny pack, a way walked by a declared person."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from msgspec import UNSET

from consent_app import episode as ep
from consent_app import events as e
from consent_app import profile as p
from consent_app import walk
from consent_app.candidate import Candidate
from consent_app.content import journey, load
from consent_app.content.journey import Expect, Journey
from consent_app.content.model import Pack
from consent_app.keeping import Memory
from consent_app.paper.audit.verify import verify_file
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key, known_certificates
from consent_app.records.journal import Journal
from consent_app.session import Finished, Session
from consent_app.settings import Clinic, resource
from consent_app.view.blocks import Format
from consent_app.view.document import document
from consent_app.view.slip import slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hypothesis.vendor.pretty import RepresentationPrinter
    from pytestqt.qtbot import QtBot

    from consent_app.episode import Episode
    from consent_app.glass.drive import Driver
    from consent_app.language import Language
    from consent_app.paper.document import Rendered

TESTS = Path(__file__).parent

# times on a shared machine say nothing; a build server tries the same examples each time
settings.register_profile("tests", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """See to it that no test touches the user's data or needs a screen."""
    data = tempfile.TemporaryDirectory(prefix="consent-app-tests-")
    config.add_cleanup(data.cleanup)
    os.environ["CONSENT_APP_DATA"] = data.name
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite the files in tests/reference")


class Brief(Pack):
    """A pack that a failing test shows by its name."""

    def __repr__(self) -> str:
        return f"<pack {self.manifest.id}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        printer.text(repr(self))


def loaded(folder: Path, jurisdictions: Path) -> Pack:
    found = load.load(folder, jurisdictions)
    return Brief(**{item.name: getattr(found, item.name) for item in fields(found)})


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The shipped pack with the shipped rules."""
    return loaded(resource("packs", "leg-lengthening"), resource("jurisdictions"))


@pytest.fixture(scope="session")
def tiny() -> Pack:
    """A pack of another procedure, as small as a pack can be."""
    return loaded(TESTS / "packs" / "tiny", TESTS / "packs" / "tiny" / "jurisdictions")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with a file in `tests/reference`, or write it there with `--renew`."""

    def compare(name: str, found: str) -> None:
        file = TESTS / "reference" / name
        if request.config.getoption("--renew"):
            file.write_text(found, encoding="utf-8")
        assert found == file.read_text(encoding="utf-8")

    return compare


def _parts(thing: Any) -> Iterator[Any]:  # noqa: ANN401
    yield thing
    inside: Iterable[Any] = ()
    if is_dataclass(thing):
        inside = (getattr(thing, item.name) for item in fields(thing))
    elif isinstance(thing, tuple | dict):
        inside = thing.values() if isinstance(thing, dict) else thing
    for part in inside:
        yield from _parts(part)


@pytest.fixture(scope="session")
def parts() -> Callable[[object], Iterator[Any]]:
    """Return what takes a page, a document or a block apart, down to its words."""
    return _parts


@pytest.fixture(scope="session")
def said(parts: Callable[[object], Iterator[Any]]) -> Callable[[object], list[str]]:
    """Return what lists the words of a page or document, without drawings and addresses."""

    def words(thing: object) -> list[str]:
        found = (part for part in parts(thing) if isinstance(part, str) and part[:4] != "<svg")
        return [re.sub(r"https?://\S+", "", text) for text in found]

    return words


# --- a person's way -------------------------------------------------------------------------------

TALLER: dict[str, Any] = {
    "full_name": "Ada Test", "date_of_birth": date(1999, 3, 27), "record_number": "T-1",
    "country_of_residence": "NL", "country_of_surgery": "TR", "indication": "cosmetic",
    "height_cm": 168, "target_gain_cm": 5, "bone": "femur", "method": "motorised_nail",
}  # fmt: skip


def person(profile: dict[str, Any] | None = None, **others: Any) -> Journey:  # noqa: ANN401
    """Return a journey of a person who goes ahead, changed where something is given."""
    base = Journey(title="test", today=date(2026, 11, 21), profile=TALLER, expect=Expect())
    return msgspec.structs.replace(base, profile=TALLER | (profile or {}), **others)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was put into words and not laid out."""

    pdf: bytes
    content: str

    @property
    def base(self) -> bytes:
        return self.pdf


class QuickPress:
    """A press without paper: the words of a document are its bytes."""

    def aside(self) -> QuickPress:
        return self

    def preview(self, episode: Episode, say: Language) -> Draft:
        words = repr(document(episode, say)).encode()
        return Draft(words, hashlib.sha256(words).hexdigest())

    def finish(
        self,
        episode: Episode,
        say: Language,
        events: Iterable[e.Event],  # noqa: ARG002 - nothing is enclosed
    ) -> Finished:
        made = self.preview(episode, say)
        return Finished(made.pdf, made.content, None)

    def slip(self, episode: Episode, say: Language, code: str) -> bytes:
        words = slip(episode, say, code=code, clinic="", contact="", form=Format())
        return repr(words).encode()

    def again(self, episode: Episode) -> Finished | None:  # noqa: ARG002 - nothing is stored
        return None


@pytest.fixture
def press() -> QuickPress:
    return QuickPress()


@dataclass(frozen=True, slots=True)
class Way:
    """A journey that was walked: its events and the episode after each."""

    events: tuple[e.Event, ...]
    episodes: tuple[Episode, ...]
    outcome: walk.Outcome

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages in the order in which they came up."""
        names = [episode.page for episode in self.episodes]
        return tuple(n for n, before in zip(names, [None, *names], strict=False) if n != before)

    def at(self, page: str) -> Episode:
        """Return the first state on a page."""
        return next(episode for episode in self.episodes if episode.page == page)


@pytest.fixture(scope="session")
def walked(pack: Pack) -> Callable[..., Way]:
    """Return what walks a journey of `person`, in words only."""

    def go(
        profile: dict[str, Any] | None = None,
        pack: Pack = pack,
        **others: Any,  # noqa: ANN401
    ) -> Way:
        journal = Memory()
        done = walk.replay("test", person(profile, **others), pack, journal, QuickPress())
        (events,) = map(tuple, journal.lists.values())
        states = [ep.replay(pack, events[:1])]
        for event in events[1:]:
            assert isinstance(states[-1], ep.Episode)
            states.append(ep.step(states[-1], event))
        episodes = tuple(state for state in states if isinstance(state, ep.Episode))
        assert len(episodes) == len(events)
        return Way(events, episodes, done.outcome)

    return go


# --- a clinic with a folder on the disk -----------------------------------------------------------


def let_in(session: Session) -> Session:
    """Go on with who has waited longest, as the staff at a kiosk can."""
    assert session.let_in(session.waiting()[0].handle) is None
    return session


@dataclass
class Clinicroom:
    """A candidate who has seen the document and is about to sign, with a folder on the disk."""

    pack: Pack
    folder: Path
    events: tuple[e.Event, ...]
    shown: Rendered

    def session(self, folder: Path) -> Session:
        """Go on from the journal in a folder."""
        moment = self.events[-1].at + timedelta(minutes=1)
        press = Press(Clinic(), lambda: demonstration_key(folder, moment), folder)
        press._rendered = self.shown
        return let_in(Session(self.pack, Journal(folder), press, clock=lambda: moment))

    def sign_and_seal(self, session: Session) -> None:
        """Do what the last tap does."""
        now = session.episode
        if now.signature is None:
            assert now.rendered is not None
            content = now.rendered.content
            assert session.dispatch(e.Signed(
                at=session.now(), how="typed", content=content, words="Ada Test",
                statements=ep.STATEMENTS,
            )) is None  # fmt: skip
        finished = session.press.finish(session.episode, session.say, session.record())
        assert session.sealed(finished) is None

    def check(self, folder: Path, session: Session) -> None:
        """See to it that the record is whole, known, and the one that the journal names."""
        (stored,) = (folder / "documents").glob("*.pdf")
        report = verify_file(stored, known_certificates(folder))
        assert report.outcome == "sealed"
        assert session.episode.sealed is not None
        assert session.press.again(session.episode) is not None
        assert not [file for file in stored.parent.iterdir() if file != stored]


@pytest.fixture(scope="module")
def room(
    tiny: Pack, walked: Callable[..., Way], tmp_path_factory: pytest.TempPathFactory
) -> Clinicroom:
    folder = tmp_path_factory.mktemp("clinic")
    wish = {"reason": "looks", "side": "left", "depth_cm": 1.0, "country_of_surgery": "NO"}
    way = walked(wish, pack=tiny)
    upto = next(n for n, event in enumerate(way.events) if isinstance(event, e.Rendered))
    episode = way.episodes[upto - 1]
    press = Press(Clinic(), lambda: demonstration_key(folder, episode.last), folder)
    with Journal(folder) as journal:
        for event in way.events[:upto]:
            journal.append(episode.id, event)
        session = let_in(Session(tiny, journal, press, clock=lambda: episode.last))
        shown = press.preview(session.episode, session.say)
        session.rendered(shown)
        for page in (ep.PAUSE, ep.SIGN):
            session.dispatch(e.PageOpened(at=session.now(), page=page))
        events = session.record()
    assert session.episode.page == ep.SIGN
    return Clinicroom(tiny, folder, events, shown)


@pytest.fixture
def folder(room: Clinicroom, tmp_path: Path) -> Path:
    return shutil.copytree(room.folder, tmp_path / "clinic")


# --- a person who does anything -------------------------------------------------------------------

_NUMBERS = st.integers(0, 2**16)
_ODD = ("", " ", "x", "王小明", "\u202e", "\x00", "\ud800", "{0}%", "y" * 600, None, 1e400, -1.0, 5)
_STROKES = (
    (), ((),), (((0.1, 0.2),),), (((0.1, 0.2), (1.0, 0.0)),), (((float("nan"), 0.0), (0.0, 9e9)),),
)  # fmt: skip


class Steps(list["tuple[Episode, e.Event, Episode | ep.Refused]"]):
    """States, what was tried and what it led to; shown as what happened."""

    def __repr__(self) -> str:
        return "\n".join(ascii(event) for _, event, now in self if isinstance(now, ep.Episode))


@dataclass(slots=True)
class Wanderer:
    """Goes through a wizard as people and broken faces do, mostly forward."""

    draw: Callable[[st.SearchStrategy[int]], int]
    pack: Pack

    def pick(self, options: Sequence[Any]) -> Any:  # noqa: ANN401
        return options[self.draw(_NUMBERS) % len(options)]

    def go(self, steps: int = 90) -> Iterator[tuple[Episode, e.Event, Episode | ep.Refused]]:
        """Yield each state with the event that was tried and what it led to."""
        first = e.Began(
            at=datetime(2026, 11, 21, 23, 59, tzinfo=UTC), episode="0" * 32, language="en",
            pack=self.pack.manifest.id, pack_version="1.0.0", pack_digest=self.pack.digest,
            mode=self.pick(["kiosk", "counselling"]),
            looking=self.pick([UNSET, UNSET, UNSET, True]),
        )  # fmt: skip
        now = ep.begin(first, self.pack)
        assert isinstance(now, ep.Episode)
        for _ in range(steps):
            event = self.anything(now) if self.pick(range(4)) == 3 else self.forward(now)
            after = ep.step(now, event)
            yield now, event, after
            now = after if isinstance(after, ep.Episode) else now
            if now.finished:
                return

    def forward(self, now: Episode) -> e.Event:  # noqa: C901, PLR0911 - one line per kind of page
        """Return what a person who wants to get on does next."""
        at, page = now.last + timedelta(seconds=1), now.page
        if now.parked:
            return e.Resumed(at=at, by="code")
        if missing := p.missing(now.profile, now.fields(page)):
            return e.Answered(at=at, values={name: self.answer(name) for name in missing})
        if chosen := self.choice(now):
            return chosen
        if now.counselling and (confirmed := self.confirmation(now)):
            return confirmed
        match page:
            case ep.LEGAL_STOP if now.at_stop is None:
                return e.StopAnswered(at=at, choice=self.pick(["read", "finish"]))
            case ep.DECISION if now.decision is None:
                wish = self.pick(["go_ahead", "go_ahead", "think", "decline"])
                return e.Decided(at=at, decision=wish)
            case ep.DOCUMENT | ep.DONE if now.rendered is None and (kind := now.document_kind):
                return e.Rendered(at=at, document=now.document_id, kind=kind, content="a")
            case ep.SIGN if now.signature is None and now.rendered:
                return e.Signed(at=at, how="typed", content=now.rendered.content, words="Ada",
                                statements=ep.STATEMENTS)  # fmt: skip
            case ep.SIGN | ep.DONE if now.rendered and now.sealed is None:
                kind = now.rendered.kind
                return e.Sealed(at=at, document=now.document_id, kind=kind, sha256="f")
            case _ if (topic := now.asked_on(page)) and not now.complete(page) and not now.review:
                item = now.item(topic)
                right = next(a.id for a in item.answers if a.right)
                given = self.pick([right, right, ep.NOT_SURE, item.answers[-1].id])
                return e.CheckAnswered(at=at, item=item.id, answer=given)
        back = now.topic(now.review).page if now.review and page.startswith(ep.CHECK) else None
        return e.PageOpened(at=at, page=back or now.next_page or ep.DECISION)

    def choice(self, now: Episode) -> e.Event | None:
        """Return what is said next on a page about the choice, if anything is left to say."""
        at, page = now.last + timedelta(seconds=1), now.page
        if page == ep.PRIVATE and not now.private and self.pick(range(3)):
            given = self.pick(ep.PRIVATE_ANSWERS)
            return e.PrivatelyAnswered(at=at, question=ep.PRESSURE, answer=given, salt="s")
        if now.complete(page):
            return None
        if asked := now.statements(page):
            value = next(value.id for value in asked if value.id not in now.ratings)
            return e.ValueRated(at=at, value=value, weight=self.pick(ep.WEIGHTS))
        if needs := [need for need in now.needs_on(page) if need not in now.needs]:
            return e.NeedSaid(at=at, need=needs[0], answer=self.pick(["have", "need", "not_sure"]))
        if page == ep.SURE:
            item = next(i.theme for i in now.sure_items if i.theme not in now.sure)
            return e.SureAnswered(at=at, item=item, answer=self.pick(["yes", "yes", "no"]))
        return None

    def confirmation(self, now: Episode) -> e.Event | None:
        """Return what a clinician who wants to get on confirms next on a page."""
        at, today = now.last + timedelta(seconds=1), now.today
        if now.page == ep.INDICATION and not now.recorded:
            taken = (today - timedelta(days=self.pick([30, 30, 900]))).isoformat()
            values = {"cause": self.pick(["tooth", "tooth", "nothing"]), "gap_mm": 3.0,
                      "picture_date": taken}  # fmt: skip
            return e.IndicationRecorded(at=at, values=values, by="Ida", role="surgeon")
        if now.page == ep.INDICATION and not now.second_key and not now.indication_flags:
            return e.IndicationConfirmed(at=at, by="Ole", role="clinician")
        missing = [c.id for c in now.conditions if not c.confirmed and c.kind != "diagnosis"]
        if now.page != ep.CONDITIONS or not missing or self.pick(range(9)) == 0:
            return None
        on = today - timedelta(days=self.pick([30, 30, 3]))
        return e.ConditionConfirmed(at=at, condition=missing[0], by="Ida", role="nurse", on=on)

    def answer(self, name: str) -> str | float:
        """Return an answer that fits a field."""
        good: dict[str, tuple[Any, ...]] = {
            "full_name": ("Ada", "王小明", "محمد", "<b>{x}%"),
            "date_of_birth": ("1999-03-27", "1999-03-27", "2008-11-22", "2012-01-01"),
            "country_of_residence": ("NL", "CN", "CN-11"),
            "country_of_surgery": ("TR", "MN", "NO", "FR", "CN", "CN-11"),
            "reason": tuple(reason.id for reason in self.pack.manifest.reasons),
        }
        for item in self.pack.manifest.fields:
            options = getattr(item, "options", ())
            good[item.id] = tuple(o.id for o in options) or (getattr(item, "low", 1), "1,5")
        return cast("str | float", self.pick(good.get(name, ("x",))))

    def anything(self, now: Episode) -> e.Event:
        """Return any event at all, at a time that may be wrong."""
        at = now.last + timedelta(seconds=self.pick([1, 0, 86_400, -1]))
        name = self.pick([*p.names(self.pack), "no_such"])
        odd, content = self.pick(_ODD), self.pick(["a", "b"])
        page = self.pick([*now.pages, ep.AGE_STOP, ep.LEGAL_STOP, ep.SIGN, ep.DONE, "no_such"])
        document, kind = (
            self.pick([now.document_id, "x"]),
            self.pick(["information", "acknowledgement"]),
        )
        item = self.pick([i.id for t in self.pack.checks.topics for i in t.items])
        words = odd if isinstance(odd, str) else ""
        value = self.pick([*(v.id for v in self.pack.values.statements), "x"])
        condition = self.pick([*(c.id for c in now.conditions), "x"])
        day = now.today - timedelta(days=self.pick([0, 1, 20, 9999, -1]))
        role = self.pick(get_args(e.Role))
        factors = [*(item.id for item in self.pack.suitability.items), "x"]
        makers: tuple[Callable[[], e.Event], ...] = (
            lambda: e.Answered(at=at, values={name: self.answer(name)}),
            lambda: e.PageOpened(at=at, page=page),
            lambda: e.Decided(at=at, decision=self.pick(["go_ahead", "think", "decline"])),
            lambda: e.Rendered(at=at, document=document, kind=kind, content=content),
            lambda: e.Sealed(at=at, document=document, kind=kind, sha256=content),
            lambda: e.Signed(at=at, how=self.pick(["drawn", "typed", "witnessed"]), content=content,
                             words=words, strokes=self.pick(_STROKES),
                             statements=self.pick([ep.STATEMENTS, ep.STATEMENTS[1:], ()])),
            lambda: e.LanguageChosen(at=at, language=self.pick(["en", "zh_Hans", "xx"])),
            lambda: e.Answered(at=at, values={name: odd}),
            lambda: e.StopAnswered(at=at, choice=self.pick(["read", "finish"])),
            lambda: e.CheckAnswered(at=at, item=item, answer=self.pick(["a", "b", "x"])),
            lambda: e.ValueRated(at=at, value=value, weight=self.pick([-1, 0, 3, 5, 6])),
            lambda: e.QuestionAdded(at=at, page=page, ready=self.pick([None, "when_to_eat", "x"]),
                                    words=words),
            lambda: e.SureAnswered(at=at, item=self.pick(["certain", "x"]), answer="no"),
            lambda: e.PrivatelyAnswered(at=at, question=self.pick([ep.PRESSURE, "x"]), salt="s",
                                        answer=self.pick([*ep.PRIVATE_ANSWERS, "x"])),
            lambda: e.NeedSaid(at=at, need=self.pick(["bed", "x"]), answer="have"),
            lambda: e.FactorTold(at=at, factor=self.pick(factors), on=self.pick([True, False])),
            lambda: e.PhrasePicked(at=at, phrase=self.pick(["glad", "x"]), on=True),
            lambda: e.InkWritten(at=at, strokes=self.pick(_STROKES)),
            lambda: e.HelperNamed(at=at, by=self.pick(get_args(e.Helper))),
            lambda: e.PaperChosen(at=at, points=self.pick([14, 18])),
            lambda: e.Practised(at=at, answer=self.pick([*ep.PRACTICE, "x"])),
            lambda: e.Parked(at=at, why="hidden"),
            lambda: e.Resumed(at=at, by="code"),
            lambda: e.QuestionDropped(at=at, number=self.pick([0, 1, -1])),
            lambda: e.ConditionConfirmed(at=at, condition=condition, by=words, role=role, on=day),
            lambda: e.ConditionReopened(at=at, condition=condition),
            lambda: e.IndicationRecorded(at=at, by="Ida", role=role,
                                         values={"cause": "tooth", "gap_mm": self.pick([1, 5]),
                                                 "picture_date": day.isoformat()}),
            lambda: e.IndicationConfirmed(at=at, by=self.pick([" IDA", "Ole", ""]), role=role),
            lambda: e.Finished(at=at),
            lambda: e.Began(at=at, episode="1", pack="x", pack_version="1", pack_digest="x",
                            language="en", mode="kiosk"),
        )  # fmt: skip
        return cast("e.Event", self.pick(makers)())


@pytest.fixture(scope="session")
def small(tiny: Pack, pack: Pack) -> Pack:
    """The tiny pack under the shipped rules: short ways with every kind of verdict."""
    spoken = msgspec.structs.replace(tiny.manifest, languages=pack.manifest.languages)
    law = {**pack.jurisdictions, **tiny.jurisdictions}
    return replace(tiny, manifest=spoken, jurisdictions=law)


@pytest.fixture(scope="session")
def wandered(small: Pack) -> st.SearchStrategy[Steps]:
    """Ways through the small pack: each state, the event that was tried, what it led to."""

    @st.composite
    def ways(draw: st.DrawFn) -> Steps:
        return Steps(Wanderer(draw, small).go())

    return ways()


@pytest.fixture
def sample(pack: Pack, qtbot: QtBot) -> Iterator[Callable[..., Driver]]:
    """Open the real window on the sample candidate, or on a changed one."""
    from consent_app.glass.drive import Driver

    opened: list[tuple[Driver, Journal]] = []

    def open_window(clinic: Clinic | None = None, **changes: object) -> Driver:
        path = resource("samples", "sample-candidate.yaml")
        declared = journey.load(path, p.names(pack), ("en", "zh_Hans"))
        declared = msgspec.structs.replace(declared, **changes)
        clock, journal = walk.clock(declared), Journal(None)
        key = demonstration_key(None, clock.moment)
        session = Session(
            pack, journal, Press(Clinic(), lambda: key, None), language=declared.language,
            mode=declared.mode, clock=clock,
        )  # fmt: skip
        driver = Driver(session, Candidate(declared), clinic or Clinic())
        qtbot.addWidget(driver.window)
        qtbot.waitExposed(driver.window)
        opened.append((driver, journal))
        return driver

    yield open_window
    for driver, journal in opened:
        driver.window.close()
        journal.close()

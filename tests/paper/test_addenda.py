"""What is added to a sealed document: real files, a real journal, a real pack."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from conftest import TESTS, loaded, person

from consent_app import events as e
from consent_app import evidence as ev
from consent_app import walk
from consent_app.cli import cli
from consent_app.paper.addenda import Addenda, AddendumError, Done, Order, RefusedError
from consent_app.paper.audit import chain as chains
from consent_app.paper.audit.chain import ChainError
from consent_app.paper.join import attached
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key, known_certificates
from consent_app.records.journal import Journal
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from consent_app.content.model import Pack

SIGNED = datetime(2026, 11, 21, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 20, 8, 30, tzinfo=UTC)
WISH = {"reason": "looks", "side": "left", "depth_cm": 1.0, "country_of_surgery": "NO"}


@dataclass
class Office:
    """A data folder with a journal, a key, and the signed document of one person."""

    folder: Path
    pack: Pack

    @property
    def record(self) -> Path:
        return min((self.folder / "documents").glob("*.pdf"), key=lambda file: len(file.name))

    @property
    def files(self) -> list[str]:
        names = (file.name for file in (self.folder / "documents").iterdir())
        return sorted(name.removeprefix(self.record.stem) for name in names)

    def add(self, kind: e.AddedKind, at: datetime = LATER, **others: Any) -> Done:  # noqa: ANN401
        parts = {"pack": self.pack, "old_pack": None, "file": self.record, "out": None}
        own = {name: others.pop(name, usual) for name, usual in parts.items()}
        order = Order(**{"kind": kind, "by": "Dr Ida Berg", "role": "surgeon", **others})
        with Journal(self.folder) as journal:
            desk = Addenda(
                own["pack"], journal, Clinic(clinic="Clinic", contact="+47 1"),
                lambda: demonstration_key(self.folder, SIGNED),
                lambda: known_certificates(self.folder),
                old_pack=own["old_pack"], clock=lambda: at,
            )  # fmt: skip
            return desk.add(own["file"], order, own["out"])

    def chain(self) -> tuple[chains.Link, ...]:
        known = known_certificates(self.folder)
        record = chains.link(self.record, known)
        beside = chains.beside(self.record, record.evidence.document)
        return chains.chain(record, [chains.link(path, known) for path in beside])

    def events(self) -> list[e.Event]:
        episode = self.chain()[0].evidence.events[0]
        assert isinstance(episode, e.Began)
        with Journal(self.folder) as journal:
            return list(journal.events(episode.episode))


@pytest.fixture(scope="module")
def signed(tiny: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    press = Press(Clinic(), lambda: demonstration_key(folder, SIGNED), folder)
    with Journal(folder) as journal:
        done = walk.replay("test", person(WISH), tiny, journal, press)
    assert done.outcome.stage == "acknowledged"
    return folder


@pytest.fixture
def office(signed: Path, tiny: Pack, tmp_path: Path) -> Office:
    return Office(shutil.copytree(signed, tmp_path / "clinic"), tiny)


def _text(path: Path) -> str:
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as pdf:
        pages = (page.get_textpage().get_text_range() for page in pdf)
        return " ".join(" ".join(pages).split())


def _code(raised: pytest.ExceptionInfo[Any]) -> str:
    error = raised.value
    return str(error.refused.code if isinstance(error, RefusedError) else error.code)


# --- the chain ------------------------------------------------------------------------------------


def test_what_is_added_is_a_chain_and_the_document_stays_as_it_was(office: Office) -> None:
    before = office.record.read_bytes()
    steps: list[tuple[e.AddedKind, dict[str, Any]]] = [
        ("confirmation", {"person": "Ada Test"}),
        ("day_of_surgery", {"role": "clinician"}),
        ("reaffirmation", {"stage": "start", "role": "nurse", "person": "Ada Test"}),
        ("withdrawal", {"role": "nurse", "phase": "rest", "words": "By telephone"}),
        ("correction", {"wrong": "Left", "words": "Right", "role": "administrator"}),
    ]
    for kind, more in steps:
        office.add(kind, **more)
        assert office.record.read_bytes() == before
    assert [link.number for link in office.chain()] == [0, 1, 2, 3, 4, 5]
    assert office.files == [
        "-1-confirmation.pdf", "-2-day-of-surgery.pdf", "-3-reaffirmation.pdf",
        "-4-withdrawal.pdf", "-5-correction.pdf", ".pdf",
    ]  # fmt: skip


def test_a_file_names_the_document_and_the_file_before(office: Office) -> None:
    first = office.add("confirmation").path
    second = office.add("day_of_surgery").path
    record, one, two = office.chain()
    assert record.sha256 == sha256(office.record.read_bytes()).hexdigest()
    assert one.report.keywords["previous"] == one.report.keywords["record"] == record.sha256
    assert two.report.keywords["record"] == record.sha256
    assert two.report.keywords["previous"] == sha256(first.read_bytes()).hexdigest()
    assert (two.report.keywords["number"], two.path) == ("2", second)
    assert record.sha256 in _text(second).replace(" ", "")


def test_the_evidence_goes_on_from_that_of_the_document(office: Office) -> None:
    path = office.add("withdrawal").path
    told = ev.decode(attached(path.read_bytes(), ev.NAME) or b"")
    assert told.addendum is not None
    assert told.addendum.kind == "withdrawal"
    assert ev.head_of(told.events) == told.head
    assert not any(isinstance(event, e.PRIVATE) for event in told.events)
    assert sha256(path.read_bytes()[: told.length]).hexdigest() == told.shown
    assert office.events()[-2] == told.events[-1]
    assert office.events()[-1] == e.AddedSealed(
        at=LATER, document=told.document, number=1, sha256=sha256(path.read_bytes()).hexdigest()
    )


def test_a_finished_episode_is_not_gone_on_with_because_something_was_added(office: Office) -> None:
    office.add("withdrawal")
    with Journal(office.folder) as journal:
        assert journal.unfinished() is None


# --- what may not be added ------------------------------------------------------------------------

REFUSED: dict[str, tuple[e.AddedKind, dict[str, Any]]] = {
    "clock_running": ("confirmation", {"at": datetime(2026, 12, 5, 9, tzinfo=UTC)}),
    "not_the_surgeon": ("confirmation", {"role": "nurse"}),
    "stage_missing": ("reaffirmation", {}),
    "no_such_stage": ("reaffirmation", {"stage": "end"}),
    "no_such_phase": ("withdrawal", {"phase": "nowhere"}),
    "words_missing": ("correction", {"words": "Right"}),
    "day_in_future": ("withdrawal", {"on": date(2027, 1, 1)}),
    "day_before_record": ("withdrawal", {"on": date(2026, 11, 1)}),
    "name_missing": ("withdrawal", {"by": " "}),
    "invalid_answer": ("day_of_surgery", {"changes": {"depth_cm": "9"}}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_may_not_be_added_leaves_nothing(office: Office, code: str) -> None:
    before = office.events()
    kind, others = REFUSED[code]
    with pytest.raises((RefusedError, AddendumError)) as raised:
        office.add(kind, **others)
    assert _code(raised) == code
    assert (office.files, office.events()) == ([".pdf"], before)


def test_after_a_withdrawal_only_a_correction_can_be_added(office: Office) -> None:
    office.add("withdrawal")
    for kind in ("confirmation", "day_of_surgery", "reaffirmation", "withdrawal"):
        with pytest.raises(RefusedError) as raised:
            office.add(kind, stage="start")
        assert _code(raised) == "withdrawn"
    office.add("correction", wrong="Left", words="Right")


def test_an_altered_document_is_refused(office: Office) -> None:
    data = bytearray(office.record.read_bytes())
    data[len(data) // 3] ^= 1
    office.record.write_bytes(data)
    with pytest.raises(ChainError, match="altered"):
        office.add("withdrawal")


def test_a_seal_by_an_unknown_key_is_refused(office: Office) -> None:
    for known in (office.folder / "keys" / "known").iterdir():
        known.unlink()
    with pytest.raises(ChainError, match="not_trusted"):
        office.add("withdrawal")


def test_an_addition_that_is_missing_or_belongs_elsewhere_is_found(office: Office) -> None:
    first = office.add("confirmation").path
    office.add("day_of_surgery")
    with pytest.raises(ChainError, match="is_added"):
        office.add("withdrawal", file=first)
    away = first.rename(office.folder / "away.pdf")
    with pytest.raises(ChainError, match="number_missing"):
        office.add("withdrawal")
    shutil.copy(away, first)
    shutil.copy(away, first.with_name(first.name.replace("-1-", "-3-")))
    with pytest.raises(ChainError, match="number_twice"):
        office.add("withdrawal")


def test_the_last_addition_cannot_be_hidden_from_the_journal(office: Office) -> None:
    office.add("withdrawal").path.unlink()
    with pytest.raises(ChainError, match="number_missing"):
        office.add("confirmation")


def test_another_file_of_the_name_is_left_as_it_is(office: Office) -> None:
    other = office.folder / "elsewhere"
    other.mkdir()
    place = other / f"{office.record.stem}-1-withdrawal.pdf"
    place.write_bytes(b"mine")
    with pytest.raises(ChainError, match="unreadable"):
        office.add("withdrawal", out=other)
    assert place.read_bytes() == b"mine"


# --- what has changed -----------------------------------------------------------------------------


def test_nothing_has_changed_where_nothing_has(office: Office) -> None:
    text = _text(office.add("day_of_surgery").path)
    assert "Nothing has changed since you signed" in text
    assert "Pages to read again" not in text


def test_a_changed_plan_is_told_with_old_and_new_words(office: Office) -> None:
    text = _text(office.add("day_of_surgery", changes={"side": "right"}).path)
    assert "Which side? Left Right" in text
    assert "Pages to read again before you go on What happens" in text
    assert "A swollen cheek" not in text


def test_what_changed_once_holds_for_all_that_is_added_later(office: Office) -> None:
    office.add("day_of_surgery", changes={"record_number": "K-778"})
    assert "Record number K-778" in _text(office.add("withdrawal").path)


@pytest.fixture
def newer(tmp_path: Path) -> Pack:
    folder = shutil.copytree(TESTS / "packs" / "tiny", tmp_path / "newer")
    page = folder / "pages" / "swelling.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nAsk for ice.\n", encoding="utf-8")
    manifest = folder / "pack.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("0.0.1", "0.0.2"), "utf-8")
    return loaded(folder, folder / "jurisdictions")


def test_changed_content_is_told_by_its_pages(office: Office, newer: Pack) -> None:
    text = _text(office.add("day_of_surgery", pack=newer).path)
    assert "Content and rules 0.0.1 0.0.2" in text
    assert "Pages to read again before you go on A swollen cheek" in text
    assert "I have read what changed" in text
    assert "What happens" not in text


def test_old_words_stand_beside_new_ones_where_the_old_content_is_at_hand(
    office: Office, newer: Pack
) -> None:
    text = _text(office.add("day_of_surgery", pack=newer, old_pack=office.pack).path)
    assert "It said It says now – Ask for ice." in text
    with pytest.raises(AddendumError, match="not_that_content"):
        office.add("day_of_surgery", pack=newer, old_pack=newer)


# --- killed, and elsewhere ------------------------------------------------------------------------

MOMENTS = {
    # file, function, at its start or end, which time: what was written down by then, and stored
    ("addenda.py", "_write", "call", 1): (0, False),
    ("addenda.py", "_write", "return", 1): (1, False),
    ("files.py", "write_new", "call", 1): (1, False),
    ("files.py", "_settle", "return", 1): (1, False),
    ("files.py", "_settle", "return", 2): (1, True),
    ("files.py", "write_new", "return", 1): (1, True),
    ("addenda.py", "_make", "return", 1): (2, True),
}


def _dies_at(moment: tuple[str, str, str, int]) -> Callable[[FrameType, str, object], None]:
    """Return what kills the process when it begins or ends a function for so many times."""
    file, function, end, times = moment
    left = [times]

    def watch(frame: FrameType, what: str, _: object) -> None:
        code = frame.f_code
        if what == end and code.co_name == function and code.co_filename.endswith(file):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


def _killed(office: Office, moment: tuple[str, str, str, int]) -> bool:
    """Add in a copy of this process that is killed; return whether it was."""
    child = os.fork()
    if child == 0:
        try:
            sys.setprofile(_dies_at(moment))
            office.add("confirmation", person="Ada Test")
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_killed_at_any_moment_leaves_nothing_or_what_is_completed(
    office: Office, moment: tuple[str, str, str, int]
) -> None:
    assert _killed(office, moment)
    later = [event for event in office.events() if isinstance(event, e.Added | e.AddedSealed)]
    assert (len(later), len(office.chain()) == 2) == MOMENTS[moment]
    if len(later) < 2:
        office.add("confirmation", person="Ada Test")
    assert office.files == ["-1-confirmation.pdf", ".pdf"]
    later = [event for event in office.events() if isinstance(event, e.Added | e.AddedSealed)]
    assert [type(event).__name__ for event in later] == ["Added", "AddedSealed"]


def test_something_else_is_added_only_after_what_was_begun(office: Office) -> None:
    with Journal(office.folder) as journal:
        began = office.events()[0]
        assert isinstance(began, e.Began)
        (record,) = office.chain()
        begun = Order("confirmation", "Dr Ida Berg", "surgeon").event((record,), LATER)
        journal.append(began.episode, begun)
    done = office.add("withdrawal")
    assert done.first is not None
    assert office.files == ["-1-confirmation.pdf", "-2-withdrawal.pdf", ".pdf"]


def test_a_document_from_elsewhere_begins_a_chain_here(
    office: Office, tiny: Pack, tmp_path: Path
) -> None:
    office.add("confirmation")
    other = Office(tmp_path / "other", tiny)
    shutil.copytree(office.folder / "documents", other.folder / "documents")
    shutil.copytree(office.folder / "keys", other.folder / "keys")
    other.add("day_of_surgery")
    other.add("withdrawal")
    kinds = [type(event).__name__ for event in other.events()]
    assert kinds == ["Sealed", *["Added", "AddedSealed"] * 3]
    assert len(other.chain()) == 4
    for file in (other.folder / "documents").glob("*-[23]-*.pdf"):
        shutil.copy(file, office.record.parent)
    assert office.add("correction", wrong="Left", words="Right").added.number == 4


# --- the command ----------------------------------------------------------------------------------


def test_the_command_adds_and_says_why_not(office: Office) -> None:
    folder = ["--data", str(office.folder), "--pack", str(TESTS / "packs" / "tiny")]
    order = ["add", "withdrawal", str(office.record), "--by", "Ida", "--role", "nurse", *folder]
    made = CliRunner().invoke(cli, order)
    assert made.exit_code == 0
    assert made.output.splitlines() == [
        f"Added and sealed: {office.chain()[1].path}", "Its level: PAdES-BASELINE-B",
    ]  # fmt: skip
    again = CliRunner().invoke(cli, order)
    assert again.exit_code == 1
    assert again.output == "Consent was withdrawn. Only a correction can still be added.\n"
    office.record.write_bytes(b"")
    assert CliRunner().invoke(cli, order).exit_code == 2

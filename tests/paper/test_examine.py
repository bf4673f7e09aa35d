"""What can be proven of sealed files beyond their bytes: evidence, chain, the same pages again."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from click.testing import CliRunner

from consent_app import evidence as ev
from consent_app.cli import cli
from consent_app.content.model import PriceList
from consent_app.language import Language
from consent_app.paper import document as paper
from consent_app.paper import enclose
from consent_app.paper.addenda import Addenda, Order
from consent_app.paper.audit import report
from consent_app.paper.audit.examine import Here, differences, examine
from consent_app.paper.join import attached, join
from consent_app.paper.press import remake, worded
from consent_app.paper.seals.seal import demonstration_key, known_certificates, seal
from consent_app.records.journal import Journal
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Clinicroom

    from consent_app.content.model import Pack
    from consent_app.events import AddedKind
    from consent_app.evidence import Evidence
    from consent_app.paper.audit.examine import Examination


@dataclass
class Office:
    """A data folder with keys, journal and the sealed document of one person."""

    folder: Path
    pack: Pack

    @property
    def here(self) -> Here:
        known = known_certificates(self.folder)
        return Here(known, lambda: self.pack, partial(remake, pack=self.pack))

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def record(self) -> Path:
        return min(self.documents.iterdir(), key=lambda file: len(file.name))

    def evidence(self) -> Evidence:
        return ev.decode(attached(self.record.read_bytes(), ev.NAME) or b"")

    def add(self, kind: AddedKind, **others: Any) -> Path:  # noqa: ANN401
        at = self.evidence().events[-1].at  # type: ignore[union-attr]
        key = demonstration_key(self.folder, at)
        with Journal(self.folder) as journal:
            desk = Addenda(
                self.pack, journal, Clinic(), lambda: key,
                lambda: known_certificates(self.folder), clock=lambda: at + timedelta(days=60),
            )  # fmt: skip
            order = Order(**{"kind": kind, "by": "Ida Berg", "role": "surgeon", **others})
            return desk.add(self.record, order, None).path

    def look(self, *paths: Path, **others: Any) -> Examination:  # noqa: ANN401
        return examine(paths or (self.record,), replace(self.here, **others))


@pytest.fixture(scope="module")
def sealed(room: Clinicroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a clinic with one sealed record."""
    folder = shutil.copytree(room.folder, tmp_path_factory.mktemp("data") / "clinic")
    session = room.session(folder)
    room.sign_and_seal(session)
    return folder


@pytest.fixture
def office(room: Clinicroom, sealed: Path, tmp_path: Path) -> Office:
    return Office(shutil.copytree(sealed, tmp_path / "clinic"), room.pack)


def _answers(found: Examination) -> dict[str, str]:
    (file,) = found.files
    return {proof.code: proof.answer for proof in file.proofs}


def _said(found: Examination) -> str:
    return " ".join(report.in_words(found, Language("en")).split())


ALL = {"evidence", "fits", "shown", "events", "replayed", "remade"}


# --- one record -----------------------------------------------------------------------------------


def test_a_record_is_proven_twice(office: Office) -> None:
    found = office.look()
    assert found.exit_code == 0
    assert _answers(found) == dict.fromkeys(ALL, "yes")
    for words in (
        "Intact", "Made again: the same, byte by byte: yes", "Rules applied: Norway",
        "Ada Test, Candidate, ", "This is not consent.", "not clinically approved",
    ):  # fmt: skip
        assert words in _said(found)


def test_the_json_holds_everything(office: Office) -> None:
    run = CliRunner().invoke(
        cli, ["verify", str(office.record), "--json", "--data", str(office.folder)]
    )
    told = json.loads(run.stdout)
    (file,) = told["files"]
    assert (run.exit_code, told["exit_code"], file["why"]) == (0, 0, "intact")
    assert file["evidence"]["events"][0]["event"] == "began"
    answers = {proof["code"]: proof["answer"] for proof in file["proofs"]}
    assert answers["replayed"] == "not_here"  # the shipped pack is another one
    assert set(answers) == ALL


def test_without_the_content_the_chain_of_events_is_still_checked(
    office: Office, small: Pack
) -> None:
    others: tuple[Callable[[], Pack | None], ...] = (
        lambda: None,
        lambda: replace(small, digest="0" * 64),
    )
    for pack in others:
        found = office.look(pack=pack)
        answers = _answers(found)
        assert found.exit_code == 0
        assert (answers["replayed"], answers["remade"]) == ("not_here", "not_here")
        assert answers["events"] == answers["shown"] == "yes"


def test_an_unknown_key_proves_nothing_again(office: Office) -> None:
    found = office.look(known=())
    assert found.exit_code == 1
    assert _answers(found) == {**dict.fromkeys(ALL, "yes"), "remade": "not_tried"}


def test_other_pages_are_a_proof_that_is_missing_and_no_damage(office: Office) -> None:
    found = office.look(remake=lambda _: b"%PDF-1.7 others")
    assert (found.exit_code, _answers(found)["remade"]) == (0, "no")
    assert "The seal still proves this file" in _said(found)


def test_the_versions_that_differ_are_listed(office: Office) -> None:
    evidence = office.evidence()
    assert differences(evidence) == ()
    older = {**evidence.versions, "weasyprint": "1.0"}
    fonts = {**dict.fromkeys(evidence.fonts, "0"), "../fonts/x.ttf": "0"}
    other = msgspec.structs.replace(
        evidence, versions=older, fonts=fonts, catalogues={"en": "0", "../xx": "0"}
    )
    library, *files = differences(other)
    assert library.startswith("weasyprint 1.0 → ")
    assert set(files) == {"messages en", "messages ../xx", *fonts}


# --- evidence that does not fit -------------------------------------------------------------------


@pytest.fixture(scope="module")
def forge(room: Clinicroom, sealed: Path) -> Callable[[bytes | None], bytes]:
    """Return what seals the signed pages with any evidence, by the clinic's own key."""
    session = room.session(sealed)
    setting = Office(sealed, room.pack).evidence().setting
    at = session.episode.last
    signed = paper.sign(room.shown, worded(session.episode, setting))

    def make(evidence: bytes | None) -> bytes:
        file = enclose.attached(Office(sealed, room.pack).evidence(), at)(signed.base)
        pdf = join(signed.pdf, attachment=replace(file, data=evidence)) if evidence else signed.pdf
        return seal(replace(signed, pdf=pdf), demonstration_key(sealed, at), at).pdf

    return make


def _with(evidence: Evidence, **others: Any) -> bytes:  # noqa: ANN401
    return ev.encode(msgspec.structs.replace(evidence, **others))


FORGED: dict[str, tuple[Callable[[Evidence], bytes | None], set[str], int]] = {
    "none": (lambda _: None, set(), 0),
    "no evidence": (lambda _: b"{}", {"evidence"}, 1),
    "another document": (lambda x: _with(x, document="X"), {"fits", "replayed"}, 1),
    "another start": (lambda x: _with(x, shown="0" * 64), {"fits", "shown"}, 1),
    "another length": (lambda x: _with(x, length=5), {"shown"}, 1),
    "an event less": (lambda x: _with(x, events=x.events[:-1]), {"events", "replayed"}, 1),
    "no events": (lambda x: _with(x, events=()), {"fits", "events", "replayed"}, 1),
    "events turned": (
        lambda x: _with(x, events=(*x.events[:-2], x.events[-1], x.events[-2])),
        {"events", "replayed"}, 1,
    ),
    "private": (
        lambda x: _with(x, events=(*x.events[:-1], ev.Withheld(digest=x.head))),
        {"events", "replayed"}, 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_evidence_that_does_not_fit_is_found_in_spite_of_the_seal(
    name: str, office: Office, forge: Callable[[bytes | None], bytes]
) -> None:
    change, wrong, code = FORGED[name]
    office.record.write_bytes(forge(change(office.evidence())))
    found = office.look(remake=None)
    assert found.files[0].report.outcome == "sealed"
    answers = _answers(found)
    assert {topic for topic, answer in answers.items() if answer == "no"} == wrong
    assert found.exit_code == code
    said = _said(found)
    assert ("contradicts itself" in said) == bool(wrong)


# --- files that belong together -------------------------------------------------------------------


@pytest.fixture
def added(office: Office) -> list[Path]:
    """The files of a document to which three were added, in order."""
    office.add("confirmation")
    office.add("day_of_surgery")
    office.add("withdrawal", person="Ada Test", phase="rest")
    return sorted(office.documents.iterdir(), key=lambda file: (len(file.stem) > 14, file.name))


def test_any_file_of_a_chain_finds_the_others(office: Office, added: list[Path]) -> None:
    assert len(added) == 4
    for given in (added[:1], added[-1:], added, [added[2], added[0], added[2]]):
        found = office.look(*given)
        (chain,) = found.chains
        assert (found.exit_code, chain.problem) == (0, "")
        assert chain.files == tuple(added)
        assert {file.path for file in found.files if file.given} == set(given)
    said = _said(found)
    assert "up to number 3" in said
    assert "cannot be seen from the files" in said


def test_a_chain_with_a_gap_a_double_or_a_stranger_is_named(
    office: Office, added: list[Path], tmp_path: Path
) -> None:
    record, first, second, third = added
    aside = tmp_path / "aside"
    aside.mkdir()
    moved = first.rename(aside / first.name)
    (gap,) = office.look(record).chains
    assert (gap.problem, gap.detail) == ("number_missing", "1")
    assert office.look(record, moved).exit_code == 0
    for file in (second, third):
        file.rename(aside / file.name)
    office.folder.rename(tmp_path / "before")
    (alone,) = office.look(aside / third.name, known=known_certificates(tmp_path / "before")).chains
    assert alone.problem == "record_missing"


def test_the_same_number_twice_and_another_record_are_named(
    office: Office, sealed: Path, room: Clinicroom, tmp_path: Path
) -> None:
    twin = Office(shutil.copytree(sealed, tmp_path / "twin"), room.pack)
    first, other = office.add("confirmation"), twin.add("confirmation", by="Ole Dahl")
    (twice,) = office.look(office.record, first, other).chains
    assert twice.problem == "number_twice"
    twin.record.write_bytes(b"%PDF-1.7 cut")
    again = twin.look(first, twin.record)
    assert (again.exit_code, again.chains[0].problem) == (2, "")


def test_a_changed_file_beside_breaks_the_chain(office: Office, added: list[Path]) -> None:
    second = added[2].read_bytes()
    added[2].write_bytes(second[:3000] + bytes([second[3000] ^ 1]) + second[3001:])
    found = office.look(office.record)
    assert (found.exit_code, found.chains[0].problem) == (1, "altered")
    assert found.chains[0].detail == str(added[2])
    added[2].write_bytes(b"")
    assert office.look(office.record).chains[0].problem == "unreadable"


def test_the_worst_file_gives_the_exit_code(office: Office, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_bytes(office.record.read_bytes()[:-9])
    found = office.look(office.record, tmp_path / "other.pdf", tmp_path / "missing.pdf")
    assert [file.exit_code for file in found.files] == [0, 2, 2]
    said = _said(found)
    assert "Files that are not as they should be: 2 of 3" in said


def test_one_can_stop_waiting(office: Office) -> None:
    parts: list[float] = []
    office_files = (office.record, office.documents)
    examine(office_files, replace(office.here, remake=None), parts.append)
    assert parts == sorted(parts)
    assert 0 < parts[-1] <= 1

    def stop(_part: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(office_files, office.here, stop)


def test_other_prices_of_the_clinic_are_named(office: Office) -> None:
    pack = replace(office.pack, prices=PriceList(as_of=date(2026, 10, 1), currency="EUR", items={}))
    found = office.look(pack=lambda: pack, remake=lambda _: b"other")
    (proof,) = (p for p in found.files[0].proofs if p.code == "remade")
    assert (proof.answer, proof.details) == ("not_here", ("prices.yaml",))

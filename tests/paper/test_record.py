"""The sealed file: what was shown, what was signed, and the evidence that says so."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec
import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from consent_app import events as e
from consent_app import evidence as ev
from consent_app.paper import document as paper
from consent_app.paper import enclose
from consent_app.paper.press import remake
from consent_app.records.journal import Journal
from consent_app.view.blocks import Block, Paragraph, SignatureMark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Clinicroom


@pytest.fixture(scope="module")
def record(room: Clinicroom, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sealed file of a candidate who also had something to say in private."""
    folder = tmp_path_factory.mktemp("record")
    with Journal(folder) as journal:
        for event in room.events:
            journal.append(room.events[0].episode, event)  # type: ignore[union-attr]
    session = room.session(folder)
    room.sign_and_seal(session)
    (stored,) = (folder / "documents").iterdir()
    return stored.read_bytes()


@pytest.fixture(scope="module")
def catalogue(record: bytes) -> Any:  # noqa: ANN401
    return PdfFileReader(BytesIO(record)).root


@pytest.fixture(scope="module")
def attached(catalogue: Any) -> Any:  # noqa: ANN401
    (spec,) = catalogue["/AF"]
    return spec.get_object()


@pytest.fixture(scope="module")
def evidence(attached: Any) -> ev.Evidence:  # noqa: ANN401
    return ev.decode(attached["/EF"]["/F"].data)


def test_the_file_begins_with_the_bytes_that_were_shown(
    room: Clinicroom, record: bytes, evidence: ev.Evidence
) -> None:
    assert record.startswith(room.shown.base)
    assert evidence.length == len(room.shown.base)
    assert evidence.shown == sha256(record[: evidence.length]).hexdigest()
    (noted,) = (event for event in evidence.events if isinstance(event, e.Rendered))
    assert (noted.pages, noted.content) == (evidence.shown, evidence.words)


def test_the_evidence_is_attached_as_an_archive_wants_it(attached: Any) -> None:  # noqa: ANN401
    data = attached["/EF"]["/F"]
    assert attached["/AFRelationship"] == "/Data"
    assert (attached["/UF"], data["/Subtype"]) == (ev.NAME, "/application/json")
    assert attached["/Desc"]
    assert data["/Params"]["/ModDate"] == data["/Params"]["/CreationDate"]
    assert data["/Params"]["/Size"] == len(data.data)


def test_the_evidence_is_canonical_and_holds_the_chain(
    room: Clinicroom,
    attached: Any,  # noqa: ANN401
    evidence: ev.Evidence,
) -> None:
    data = attached["/EF"]["/F"].data
    again = msgspec.json.encode(msgspec.json.decode(data), order="sorted")
    assert data == again == ev.encode(evidence)
    assert ev.head_of(evidence.events) == evidence.head
    pairs = list(zip(evidence.events, room.events, strict=False))
    assert all(kept == was for kept, was in pairs if not isinstance(was, e.PRIVATE))
    assert evidence.content.digest == room.pack.digest
    assert set(evidence.content.pages) == set(room.pack.pages)


def test_what_was_said_in_private_is_in_no_file(
    room: Clinicroom,
    evidence: ev.Evidence,
    record: bytes,
    attached: Any,  # noqa: ANN401
) -> None:
    (said,) = (event for event in room.events if isinstance(event, e.PrivatelyAnswered))
    (withheld,) = (event for event in evidence.events if isinstance(event, ev.Withheld))
    for text in (said.salt, said.question):
        assert text.encode() not in attached["/EF"]["/F"].data
        assert text.encode() not in record
    assert withheld.digest == e.digest(e.encode(said))
    for place in range(len(evidence.events)):
        rest = (*evidence.events[:place], *evidence.events[place + 1 :])
        assert ev.head_of(rest) != evidence.head


def test_the_same_versions_make_the_same_bytes_again(
    room: Clinicroom, record: bytes, evidence: ev.Evidence
) -> None:
    again = remake(evidence, room.pack)
    assert record.startswith(again)
    assert record[len(again) :].count(b"/ByteRange") == 1
    other = msgspec.structs.replace(evidence.setting, clinic="Another clinic")
    assert not record.startswith(
        remake(msgspec.structs.replace(evidence, setting=other), room.pack)
    )


def test_the_signature_page_is_counted_tagged_and_found(
    room: Clinicroom,
    record: bytes,
    catalogue: Any,  # noqa: ANN401
) -> None:
    with pypdfium2.PdfDocument(record) as pdf:
        pages = len(pdf)
        texts = [page.get_textpage().get_text_range() for page in pdf]
        marks = [mark.get_title() for mark in pdf.get_toc()]
    assert f"Page {pages} of {pages}" in texts[-1]
    assert f"Page 1 of {pages}" in texts[0]
    assert room.shown.document.signature is not None
    assert marks[-1] == room.shown.document.signature.title
    rows = catalogue["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    numbers = [page.get_object()["/StructParents"] for page in catalogue["/Pages"]["/Kids"]]
    assert numbers == list(range(pages)) == list(rows)[::2]


def test_no_two_cells_have_the_same_name(catalogue: Any) -> None:  # noqa: ANN401
    names = [str(one["/ID"]) for one in _elements(catalogue["/StructTreeRoot"]) if "/ID" in one]
    assert len(names) == len(set(names)) > 0
    assert any(name.startswith("signature-") for name in names)


def _elements(parent: Any) -> Iterator[Any]:  # noqa: ANN401
    for kid in parent.get("/K", ()):
        if isinstance(element := kid.get_object(), dict):
            yield element
            yield from _elements(element)


def test_a_longer_signature_section_lays_all_pages_out_again_and_says_so(
    room: Clinicroom, evidence: ev.Evidence
) -> None:
    words = room.shown.document
    assert words.signature is not None
    mark = SignatureMark("typed", "Ada", (), (), "Ada", "Ada, candidate")
    more: tuple[Block, ...] = (mark, *(Paragraph(f"More, line {n}.") for n in range(60)))
    longer = replace(words, signature=replace(words.signature, blocks=more))
    made = paper.sign(room.shown, longer, enclose.attached(evidence, evidence.events[-1].at))  # type: ignore[union-attr]
    (spec,) = PdfFileReader(BytesIO(made.pdf)).root["/AF"]
    told = ev.decode(spec.get_object()["/EF"]["/F"].data)
    assert (told.again, evidence.again) == (True, False)
    assert told.shown == sha256(made.pdf[: told.length]).hexdigest() != evidence.shown
    assert made.content == room.shown.content
    assert made.pages > room.shown.pages
    assert re.search(rf"Page 1 of {made.pages}\b", _first_page(made.pdf))


def _first_page(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return str(opened[0].get_textpage().get_text_range())

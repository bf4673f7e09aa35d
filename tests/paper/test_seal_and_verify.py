from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_app.paper.audit import verify as strict
from consent_app.paper.audit.verify import LARGEST, verify, verify_file
from consent_app.paper.document import Rendered, Signed, render, sign
from consent_app.paper.seals.seal import (
    Key,
    Sealed,
    SealError,
    demonstration_key,
    known_certificates,
    seal,
    store,
)
from consent_app.view.blocks import Document, Section, SignatureMark

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 11, 21, 9, 15, 30, tzinfo=UTC)
EMPTY = SignatureMark("none", "Sara", (("Signed by", "Sara"),), (), "", "")


def a_document(mark: SignatureMark = EMPTY) -> Document:
    return Document(
        kind="acknowledgement", document_id="7H3K-9M2P-4QRS", language="en", direction="ltr",
        title="What you were told", status="Not consent", warning="", page_label="{page} {pages}",
        id_label="7H3K-9M2P-4QRS", made=NOW.isoformat(), summary=(), sections=(),
        signature=Section("Signature", (mark,)), author="Clinic", keywords=("pack=a, b",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return render(a_document())


@pytest.fixture(scope="module")
def signed(rendered: Rendered) -> Signed:
    mark = replace(EMPTY, how="typed", words="Sara", alternative="Typed by Sara")
    return sign(rendered, a_document(mark))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def key(folder: Path) -> Key:
    return demonstration_key(folder, NOW)


@pytest.fixture(scope="module")
def sealed(signed: Signed, key: Key) -> Sealed:
    return seal(signed, key, NOW, name="Seal of the clinic", reason="Unaltered since")


@pytest.fixture(scope="module")
def known(folder: Path, key: Key) -> tuple[bytes, ...]:
    assert key.demonstration
    return known_certificates(folder)


def _digits(pdf: bytes) -> range:
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, pdf.index(b">", start))


# --- keys -----------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_only_for_its_owner(folder: Path, key: Key) -> None:
    assert demonstration_key(folder, NOW).fingerprint == key.fingerprint
    assert (folder / "keys" / "demonstration.pem").stat().st_mode & 0o777 == 0o600
    assert known_certificates(folder) == (key.certificate,)
    assert "DEMONSTRATION" in key.label


def test_a_damaged_key_is_named(tmp_path: Path, folder: Path, key: Key) -> None:
    assert key.label
    whole = (folder / "keys" / "demonstration.pem").read_bytes()
    path = tmp_path / "keys" / "demonstration.pem"
    path.parent.mkdir()
    for damaged in (b"", b"no key", whole[:1000], whole[: whole.index(b"-----END PRIV")]):
        path.write_bytes(damaged)
        with pytest.raises(SealError) as caught:
            demonstration_key(tmp_path, NOW)
        assert (caught.value.code, caught.value.detail) == ("key_unreadable", str(path))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(SealError, match=r"cannot_write|key_unreadable"):
        demonstration_key(tmp_path, NOW)


# --- sealing --------------------------------------------------------------------------------------


def test_what_is_not_signed_is_not_sealed(rendered: Rendered, key: Key) -> None:
    with pytest.raises(SealError, match="not_signed"):
        seal(rendered, key, NOW, name="Seal")


def test_information_needs_no_signature(rendered: Rendered, key: Key) -> None:
    information = replace(rendered, document=replace(rendered.document, kind="information"))
    assert seal(information, key, NOW, name="Seal").pdf.startswith(rendered.pdf)


def test_the_file_starts_with_the_signed_bytes(signed: Signed, sealed: Sealed) -> None:
    assert sealed.pdf.startswith(signed.pdf)
    assert sealed.content == signed.content


def test_a_foreign_program_finds_the_seal_valid(sealed: Sealed, tmp_path: Path) -> None:
    store(sealed, tmp_path / "sealed.pdf")
    said = subprocess.run(
        ["pdfsig", str(tmp_path / "sealed.pdf")], check=True, capture_output=True, text=True
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert [path.name for path in tmp_path.iterdir()] == ["sealed.pdf"]


def test_a_file_that_cannot_be_stored_is_named(sealed: Sealed, tmp_path: Path) -> None:
    store(sealed, tmp_path / "made" / "sealed.pdf")
    (tmp_path / "sealed.pdf").touch()
    with pytest.raises(SealError, match="cannot_write"):
        store(sealed, tmp_path / "sealed.pdf" / "a file is in the way.pdf")


# --- verifying ------------------------------------------------------------------------------------


def test_a_sealed_file_says_whose_and_what(sealed: Sealed, known: tuple[bytes, ...]) -> None:
    report = verify(sealed.pdf, known)
    assert (report.outcome, report.exit_code) == ("sealed", 0)
    assert all(check.passed for check in report.checks)
    assert (report.document_id, report.kind) == ("7H3K-9M2P-4QRS", "acknowledgement")
    assert (report.content, report.signed_at) == (sealed.content, NOW)
    assert report.keywords["pack"] == "a, b"
    assert report.demonstration


def test_a_seal_outlives_its_key(signed: Signed) -> None:
    old = datetime(1999, 1, 1, tzinfo=UTC)
    key = demonstration_key(None, old)
    assert verify(seal(signed, key, old, name="Seal").pdf, [key.certificate]).outcome == "sealed"


def test_an_unknown_key_is_not_trusted(sealed: Sealed) -> None:
    report = verify(sealed.pdf, ())
    assert (report.outcome, report.exit_code) == ("not_trusted", 1)
    assert [check.code for check in report.checks if not check.passed] == ["known_key"]


def _is_found(data: bytes) -> bool:
    """The strict way alone, which is what is fast enough for thousands of files."""
    try:
        strict._strict(data, [])
    except strict._BrokenError:
        return True
    return False


def test_one_changed_byte_is_found(sealed: Sealed, known: tuple[bytes, ...]) -> None:
    random = Random(1)  # noqa: S311 - a sample, not a secret
    digits, everywhere = _digits(sealed.pdf), range(5, len(sealed.pdf))
    used = digits[: len(sealed.pdf[digits.start : digits.stop].rstrip(b"0"))]
    places = {
        *used[:200], *used[-200:], *random.sample(used, 300), *digits[-200:],
        *range(used.start - 20, used.start), *range(digits.stop, digits.stop + 100),
        *random.sample(everywhere, 200),
    }  # fmt: skip
    for place in places:
        assert _is_found(_changed(sealed.pdf, place, random)), place
    for place in {*range(5), *random.sample(digits, 60), *random.sample(everywhere, 60)}:
        report = verify(_changed(sealed.pdf, place, random), known)
        assert report.outcome in {"altered", "unreadable"}, place


def _changed(data: bytes, place: int, random: Random) -> bytes:
    other = data[place] ^ random.choice((1, 2, 4, 8, 16, 32, 64, 128))
    return data[:place] + bytes([other]) + data[place + 1 :]


def test_digits_in_another_case_are_a_change(sealed: Sealed, known: tuple[bytes, ...]) -> None:
    digits = _digits(sealed.pdf)
    lower = sealed.pdf[digits.start : digits.stop].lower()
    changed = sealed.pdf[: digits.start] + lower + sealed.pdf[digits.stop :]
    assert verify(changed, known).outcome == "altered"


def test_anything_behind_the_seal_is_a_change(
    sealed: Sealed, known: tuple[bytes, ...], signed: Signed
) -> None:
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(sealed.pdf))
    writer.root["/PageLayout"] = NameObject("/OneColumn")
    writer.update_root()  # type: ignore[no-untyped-call]
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    other = seal(signed, demonstration_key(None, NOW), NOW, name="Seal").pdf
    for longer in (output.getvalue(), sealed.pdf + b"\n", sealed.pdf + other):
        assert verify(longer, known).outcome == "altered"


def test_a_paper_without_a_seal_is_not_a_record(signed: Signed, known: tuple[bytes, ...]) -> None:
    report = verify(signed.pdf, known)
    assert (report.outcome, report.exit_code) == ("altered", 1)
    assert report.checks[-1].code == "has_seal"


def test_the_certificate_of_another_does_not_help(signed: Signed, key: Key) -> None:
    forged = seal(signed, demonstration_key(None, NOW), NOW, name="Seal").pdf
    own = demonstration_key(None, NOW)
    assert len(own.certificate) == len(key.certificate)
    assert verify(forged, [key.certificate]).outcome == "not_trusted"


def test_what_is_no_whole_pdf_is_unreadable(
    sealed: Sealed, signed: Signed, known: tuple[bytes, ...], tmp_path: Path
) -> None:
    half, most = sealed.pdf[: len(sealed.pdf) // 2], sealed.pdf[:-40]
    for data in (b"", b"\x89PNG\r\n\x1a\n", b"%PDF-", half, most, _encrypted(signed)):
        report = verify(data, known)
        assert (report.outcome, report.exit_code) == ("unreadable", 2)
    assert verify_file(tmp_path / "missing.pdf", known).outcome == "unreadable"
    assert verify_file(tmp_path, known).outcome == "unreadable"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert verify_file(path, ()).outcome == "unreadable"


def _encrypted(signed: Signed) -> bytes:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(signed.pdf)))
    writer.encrypt("owner", "user")  # type: ignore[no-untyped-call]
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


@given(data=st.data())
def test_no_bytes_make_it_raise(
    sealed: Sealed, known: tuple[bytes, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(sealed.pdf)))
    until = data.draw(st.integers(cut, len(sealed.pdf)))
    changed = sealed.pdf[:cut] + data.draw(st.binary(max_size=40)) + sealed.pdf[until:]
    assert verify(changed, known).outcome != "sealed" or changed == sealed.pdf

"""What people hand in instead of a sealed document: each is told apart, with what to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from click.testing import CliRunner
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from consent_app.cli import cli
from consent_app.paper.audit import verify as strict
from consent_app.paper.audit.verify import EXIT_CODES, LARGEST, read, verify, verify_file
from consent_app.paper.join import attached
from consent_app.paper.seals.seal import known_certificates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Clinicroom


@pytest.fixture(scope="module")
def data(room: Clinicroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a clinic with one sealed record."""
    folder = shutil.copytree(room.folder, tmp_path_factory.mktemp("data") / "clinic")
    session = room.session(folder)
    room.sign_and_seal(session)
    return folder


@pytest.fixture(scope="module")
def record(data: Path) -> bytes:
    (stored,) = (data / "documents").iterdir()
    return stored.read_bytes()


@pytest.fixture(scope="module")
def known(data: Path) -> tuple[bytes, ...]:
    return known_certificates(data)


# --- made from a sealed record --------------------------------------------------------------------


def _written(writer: Any) -> bytes:  # noqa: ANN401 - untyped vendor
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _updated(record: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(record))
    writer.root["/PageLayout"] = NameObject("/OneColumn")
    writer.update_root()  # type: ignore[no-untyped-call]
    return _written(writer)


def _another_attachment(record: bytes) -> bytes:
    """Put other evidence into the file, as an update."""
    writer = IncrementalPdfFileWriter(BytesIO(record))
    stream = writer.root["/AF"][0]["/EF"]["/F"]
    stream._data, stream._encoded_data = stream.data.replace(b"Ada Test", b"Eve Test"), None
    writer.update_container(stream)
    return _written(writer)


def _signed_again(record: bytes) -> bytes:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives import serialization as as_
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Careless(PdfSigner):
        def _enforce_certification_constraints(self, reader: object) -> None:
            """Sign although the seal forbids it."""

    private, certificate = _self_signed()
    der = private.private_bytes(as_.Encoding.DER, as_.PrivateFormat.PKCS8, as_.NoEncryption())
    signer = SimpleSigner(
        signing_cert=Certificate.load(certificate.public_bytes(as_.Encoding.DER)),
        signing_key=PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    writer = IncrementalPdfFileWriter(BytesIO(record))
    about = PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    signed = Careless(about, signer).sign_pdf(writer)
    return bytes(signed.getvalue())


def _self_signed() -> Any:  # noqa: ANN401 - a pair of vendor types
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Somebody")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, private.public_key(), 1)
    made = made.not_valid_before(day).not_valid_after(day + timedelta(days=9999))
    return private, made.sign(private, SHA256())


def _saved_by_pdfium(record: bytes, *, without: int | None = None) -> bytes:
    with pypdfium2.PdfDocument(record) as pdf:
        if without is not None:
            pdf[without].close()
            del pdf[without]
        output = BytesIO()
        pdf.save(output)
    return output.getvalue()


def _saved_by_pyhanko(record: bytes) -> bytes:
    return _written(copy_into_new_writer(PdfFileReader(BytesIO(record))))


def _encrypted(record: bytes) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(record)))
    writer.encrypt("owner", "user")  # type: ignore[no-untyped-call]
    return _written(writer)


def _without_seal(record: bytes) -> bytes:
    """Cut the last update off."""
    return record[: record[:-6].rindex(b"%%EOF") + 6]


def _somebodys(_record: bytes) -> bytes:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 200)
    output = BytesIO()
    pdf.save(output)
    pdf.close()
    return output.getvalue()


BAD: dict[str, tuple[Callable[[bytes], bytes], str, int]] = {
    "empty": (lambda _: b"", "empty", 2),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(5000), "no_pdf", 2),
    "only a header": (lambda _: b"%PDF-1.7\n", "damaged", 2),
    "cut in the middle": (lambda r: r[: len(r) // 2], "damaged", 2),
    "cut at the end": (lambda r: r[:-20], "damaged", 2),
    "encrypted": (_encrypted, "encrypted", 2),
    "twice": (lambda r: r + r, "several_seals", 1),
    "with another behind": (lambda r: r + _somebodys(r), "more_behind", 1),
    "behind another": (lambda r: _somebodys(r) + r, "more_behind", 1),
    "updated": (_updated, "more_behind", 1),
    "other evidence": (_another_attachment, "more_behind", 1),
    "signed again": (_signed_again, "several_seals", 1),
    "a line behind": (lambda r: r + b"\n", "more_behind", 1),
    "seal cut off": (_without_seal, "seal_gone", 1),
    "saved by pdfium": (_saved_by_pdfium, "seal_gone", 1),
    "saved by pyHanko": (_saved_by_pyhanko, "seal_gone", 1),
    "a page taken out": (lambda r: _saved_by_pdfium(r, without=1), "seal_gone", 1),
    "somebody's": (_somebodys, "foreign", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_told_apart(
    name: str, record: bytes, known: tuple[bytes, ...], tmp_path: Path
) -> None:
    make, why, code = BAD[name]
    file = tmp_path / "handed-in.pdf"
    file.write_bytes(make(record))
    report = verify_file(file, known)
    assert (report.why, report.exit_code) == (why, code)


def test_a_file_saved_by_qpdf_has_no_seal(
    record: bytes, known: tuple[bytes, ...], tmp_path: Path
) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    (tmp_path / "a.pdf").write_bytes(record)
    for switches in (["--object-streams=generate"], ["--pages", ".", "1", "--"]):
        command = ["qpdf", str(tmp_path / "a.pdf"), *switches, str(tmp_path / "b.pdf")]
        subprocess.run(command, check=True)
        report = verify_file(tmp_path / "b.pdf", known)
        assert (report.why, report.exit_code) == ("seal_gone", 1)


# --- what is no file of that kind -----------------------------------------------------------------


@contextmanager
def _nobody() -> Iterator[None]:
    """Have no rights for a while, where the tests run with all of them."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_cannot_be_opened_is_told_apart(tmp_path: Path, record: bytes) -> None:
    assert verify_file(tmp_path / "missing.pdf", ()).why == "missing"
    assert verify_file(tmp_path, ()).why == "folder"
    os.mkfifo(tmp_path / "pipe.pdf")
    assert verify_file(tmp_path / "pipe.pdf", ()).why == "no_file"
    (tmp_path / "locked.pdf").write_bytes(record)
    (tmp_path / "locked.pdf").chmod(0)
    with _nobody():
        assert verify_file(tmp_path / "locked.pdf", ()).why == "no_permission"


def test_a_gigabyte_is_not_read(tmp_path: Path, record: bytes) -> None:
    huge = tmp_path / "huge.pdf"
    huge.write_bytes(record)
    os.truncate(huge, 1 << 30)
    assert verify_file(huge, ()).why == "too_large"
    os.truncate(huge, LARGEST)
    parts: list[float] = []

    def stop(part: float) -> None:
        parts.append(part)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(huge, stop)
    assert len(parts) == 1
    assert parts[0] < 0.1


# --- what is said ---------------------------------------------------------------------------------


def test_the_command_says_what_happened_and_what_to_do(
    data: Path, record: bytes, tmp_path: Path
) -> None:
    run = CliRunner()
    for name, (make, _, code) in BAD.items():
        file = tmp_path / "handed-in.pdf"
        file.write_bytes(make(record))
        said = run.invoke(cli, ["verify", str(file), "--data", str(data)])
        assert said.exit_code == code, name
        about, verdict, *advice = said.stdout.split("\n\n")[0].splitlines()
        assert about == str(file)
        assert verdict.strip() in {"Not as it was sealed", "Cannot be read"}
        words = " ".join(" ".join(advice).split())
        assert re.search(r"Ask |Choose |Check ", words), (name, words)
        assert all(len(one.split()) <= 20 for one in re.split(r"[.:] ", words)), words


# --- any byte -------------------------------------------------------------------------------------


def _regions(record: bytes) -> dict[str, range]:
    """Return where each part of a sealed file lies."""
    ends = [found.end() for found in re.finditer(rb"%%EOF\n?", record)]
    base, joined = ends[0], ends[-2]
    digits = record.rindex(b"/Contents <") + len(b"/Contents <")
    xmp = record.index(b"stream", record.index(b"/Type /Metadata"))
    name = record.rindex(b"/EmbeddedFile", base, joined)
    stream = record.index(b"stream", name)
    table = record.rindex(b"xref", 0, record.rindex(b"startxref"))
    return {
        "header": range(5, 100),
        "base pages": range(100, base),
        "signature page": range(base, joined),
        "attachment": range(stream + 8, record.index(b"endstream", stream)),
        "metadata": range(xmp + 8, record.index(b"endstream", xmp + 8)),
        "seal": range(joined, len(record)),
        "seal digits": range(digits, record.index(b">", digits)),
        "cross-references": range(table, len(record)),
    }


def test_one_changed_byte_in_any_region_is_found(record: bytes, known: tuple[bytes, ...]) -> None:
    random = Random(2026)  # noqa: S311 - a sample, not a secret
    regions = _regions(record)
    for name, region in regions.items():
        for place in random.sample(region, min(150, len(region))):
            changed = _flipped(record, place, random)
            assert _refused(changed), (name, place)
        for place in random.sample(region, 8):
            report = verify(_flipped(record, place, random), known)
            assert report.outcome in {"altered", "unreadable"}, (name, place)
            assert report.exit_code == EXIT_CODES[report.outcome] > 0


def _flipped(data: bytes, place: int, random: Random) -> bytes:
    other = data[place] ^ random.choice((1, 2, 4, 8, 16, 32, 64, 128))
    return data[:place] + bytes([other]) + data[place + 1 :]


def _refused(data: bytes) -> bool:
    """The strict way alone, which is fast enough for a sample of thousands."""
    try:
        strict._strict(data, [])
    except strict._BrokenError:
        return True
    return False


def test_the_record_itself_is_whole(record: bytes, known: tuple[bytes, ...]) -> None:
    assert verify(record, known).why == "intact"
    assert attached(record, "evidence.json")

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from threading import Event
from typing import TYPE_CHECKING, Any, get_args

import keyring
import pytest
from authorities import NOW, PASSPHRASE, Party, answer, authority, root, rsa_key, served
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from keyring.backend import KeyringBackend
from msgspec.structs import replace as changed
from pyhanko.pdf_utils.generic import NameObject, NumberObject

from consent_app import cli
from consent_app.cli.shared import SEAL_WORDS
from consent_app.language import Language
from consent_app.paper.audit import verify as strict
from consent_app.paper.audit.verify import verify
from consent_app.paper.document import Rendered, render
from consent_app.paper.errors import SealCode, SealError
from consent_app.paper.join import writer
from consent_app.paper.seals import augment, cms, keys, times, trial
from consent_app.paper.seals.keys import Authority, Key, known_certificates, open_key
from consent_app.paper.seals.seal import Sealed, embedded, seal
from consent_app.settings import Seal, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[Any], None]

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN, PIN, WRONG = "Clinic of a test", "4711-0815", "not what opens it"
FILED, KEPT = {"passphrase": "file", "passphrase_file": "word"}, {"passphrase": "keyring"}
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


def asked(secret: str | None) -> Callable[[str], str | None]:
    return lambda _name: secret


@pytest.fixture(scope="module")
def top() -> Party:
    return root()


@pytest.fixture(scope="module")
def middle(top: Party) -> Party:
    return top.certify("Issuer of a test", rsa_key(), authority=True)


@pytest.fixture(scope="module")
def clinics(middle: Party) -> dict[str, Party]:
    made = {name: ec.generate_private_key(curve) for name, curve in CURVES.items()}
    return {
        name: middle.certify(f"Clinic {name}", private)
        for name, private in {"rsa": rsa_key(), **made}.items()
    }


@pytest.fixture(scope="module")
def paper() -> Rendered:
    key = keys.demonstration_key(None, NOW)
    return render(trial._document(key, NOW, Language("en")))


# --- a token --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tokens(
    tmp_path_factory: pytest.TempPathFactory, clinics: dict[str, Party], middle: Party
) -> Iterator[None]:
    """Make a token in software with an RSA key, and one with an EC key."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "conf").write_text(f"directories.tokendir = {folder}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        for name in ("rsa", "p256"):
            _fill(folder, f"{TOKEN} {name}", clinics[name], [clinics[name], middle])
        for name in ("bare", "shut"):
            _fill(folder, f"{TOKEN} {name}", clinics["rsa"], [])
        _fill(folder, f"{TOKEN} two", clinics["rsa"], [clinics["rsa"]])
        _import(folder, f"{TOKEN} two", clinics["p256"], "02")
        yield


def _fill(folder: Path, token: str, party: Party, certificates: list[Party]) -> None:
    import pkcs11

    _run("--init-token", "--free", "--label", token, "--so-pin", PIN, "--pin", PIN)
    _import(folder, token, party, "01")
    found = pkcs11.lib(MODULE)
    found.reinitialize()
    with found.get_token(token_label=token).open(user_pin=PIN, rw=True) as session:
        for one in certificates:
            session.create_object({
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.VALUE: one.der,
                pkcs11.Attribute.SUBJECT: one.certificate.subject.public_bytes(),
            })  # fmt: skip


def _import(folder: Path, token: str, party: Party, number: str) -> None:
    file = folder / "key.pem"
    file.write_bytes(party.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _run("--import", str(file), "--token", token, "--label", party.name, "--id", number,
         "--pin", PIN)  # fmt: skip


def _run(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)


def on_token(name: str, **more: str) -> Seal:
    return Seal(kind="pkcs11", module=MODULE, token=f"{TOKEN} {name}", **more)  # type: ignore[arg-type]


# --- every kind of key seals ----------------------------------------------------------------------

KINDS = ("demonstration", "p12 rsa", "p12 p256", "p12 p384", "token rsa", "token p256")


@dataclass(frozen=True)
class Opened:
    key: Key
    folder: Path
    issuers: int


@pytest.fixture(scope="module", params=KINDS)
def opened(  # noqa: PLR0913 - the keys of a clinic, and where they lie
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
    clinics: dict[str, Party], middle: Party, top: Party, tokens: None,
) -> Opened:  # fmt: skip
    assert tokens is None
    folder = tmp_path_factory.mktemp("data")
    place, _, name = request.param.partition(" ")
    settings, secret = Seal(), ""
    if place == "p12":
        (folder / "clinic.p12").write_bytes(clinics[name].p12(above=[top, middle]))
        settings, secret = Seal(kind="pkcs12", file="clinic.p12"), PASSPHRASE
    if place == "token":
        settings, secret = on_token(name), PIN
    issuers = {"demonstration": 0, "p12": 2, "token": 1}[place]
    return Opened(open_key(settings, folder, asked(secret), NOW), folder, issuers)


@pytest.fixture(scope="module")
def sealed(opened: Opened, paper: Rendered) -> Sealed:
    return seal(paper, opened.key, NOW, name="Seal of the clinic")


def test_each_kind_of_key_seals_and_is_known(opened: Opened, sealed: Sealed) -> None:
    report = verify(sealed.pdf, known_certificates(opened.folder))
    assert (report.outcome, report.level, sealed.level) == ("sealed", *["PAdES-BASELINE-B"] * 2)
    assert (report.signer, report.times) == (opened.key.label, ())
    assert len(strict.seal_of(sealed.pdf).certificates) == 1 + opened.issuers
    assert verify(sealed.pdf, ()).outcome == "not_trusted"


def test_others_find_the_seal_valid(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(sealed.pdf)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "a.pdf")], check=True, capture_output=True, text=True
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_each_changed_byte_is_found(sealed: Sealed) -> None:
    _all_found(sealed.pdf, sealed.pdf.rindex(b"/Contents <"), 150)


def _all_found(pdf: bytes, start: int, many: int) -> None:
    random = Random(2)  # noqa: S311 - a sample, not a secret
    end = pdf.index(b">", start)
    used = start + len(pdf[start:end].rstrip(b"0"))
    places = [*random.choices(range(start, used), k=many), *random.choices(range(len(pdf)), k=30)]
    for place in places:
        other = bytes([pdf[place] ^ random.choice((1, 2, 4, 8, 16, 32, 64, 128))])
        with pytest.raises(strict._BrokenError):
            strict.seal_of(pdf[:place] + other + pdf[place + 1 :])


def test_the_same_seal_has_the_same_bytes(opened: Opened, sealed: Sealed, paper: Rendered) -> None:
    again = seal(paper, opened.key, NOW, name="Seal of the clinic")
    by_rsa = len(opened.key.sign(b"")) >= 256
    assert (again.pdf == sealed.pdf) is by_rsa


def test_a_certificate_above_cannot_be_changed_for_another(
    clinics: dict[str, Party], middle: Party, top: Party, paper: Rendered
) -> None:
    twin = top.certify(middle.name, middle.private, authority=True)
    key = keys._key(keys._signing(clinics["rsa"].private), clinics["rsa"].chain, None)
    pdf = seal(paper, key, NOW, name="Seal").pdf
    place = strict._ranges(pdf, [])[0]
    signed = cms.read(strict._bytes(place.digits(pdf)))
    for chain in ((clinics["rsa"].der, twin.der, top.der), (clinics["rsa"].der,)):
        other = cms.written(replace(signed, certificates=chain)).hex().upper().encode()
        digits = other.ljust(len(place.digits(pdf)), b"0")
        changed = pdf[: place.first + 1] + digits + pdf[place.second - 1 :]
        assert verify(changed, [key.certificate]).outcome == "altered"


# --- passphrases ----------------------------------------------------------------------------------


class Drawer(KeyringBackend):
    """A keyring that is a file."""

    priority = 1

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder

    def get_password(self, service: str, username: str) -> str | None:
        file = self.folder / f"{service} {username}"
        return file.read_text() if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        (self.folder / f"{service} {username}").write_text(password)


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[None]:
    before = keyring.get_keyring()
    (tmp_path / "drawer").mkdir()
    keyring.set_keyring(Drawer(tmp_path / "drawer"))
    yield
    keyring.set_keyring(before)


@pytest.fixture
def p12(tmp_path: Path, clinics: dict[str, Party]) -> Seal:
    (tmp_path / "clinic.p12").write_bytes(clinics["p256"].p12())
    return Seal(kind="pkcs12", file="clinic.p12")


def fails(settings: Seal, folder: Path, secret: str | None = PASSPHRASE) -> tuple[str, str]:
    with pytest.raises(SealError) as caught:
        open_key(settings, folder, asked(secret), NOW)
    assert secret is None or secret not in _all_said(caught.value)
    return caught.value.code, caught.value.detail


def _all_said(error: BaseException | None) -> str:
    """Return all that an error and those behind it hold."""
    said = ""
    while error is not None:
        said, error = said + repr(error) + str(vars(error)), error.__cause__ or error.__context__
    return said


def test_a_passphrase_comes_from_a_file_of_its_owner(tmp_path: Path, p12: Seal) -> None:
    settings = changed(p12, **FILED)
    assert fails(settings, tmp_path) == ("passphrase_missing", str(tmp_path / "word"))
    (tmp_path / "word").write_text(PASSPHRASE + "\n")
    (tmp_path / "word").chmod(0o644)
    assert fails(settings, tmp_path) == ("passphrase_open", str(tmp_path / "word"))
    (tmp_path / "word").chmod(0o600)
    assert open_key(settings, tmp_path, asked(None), NOW).label == "Clinic p256"


@pytest.mark.usefixtures("drawer")
def test_a_passphrase_comes_from_the_keyring(tmp_path: Path, p12: Seal) -> None:
    settings = changed(p12, **KEPT)
    assert fails(settings, tmp_path) == ("passphrase_missing", "clinic.p12")
    keys.keep(settings, PASSPHRASE)
    assert open_key(settings, tmp_path, asked(None), NOW).label == "Clinic p256"


def test_without_a_keyring_it_says_so(tmp_path: Path, p12: Seal) -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
    try:
        assert fails(changed(p12, **KEPT), tmp_path) == ("no_keyring", "clinic.p12")
    finally:
        keyring.set_keyring(before)


def test_nobody_sees_a_passphrase(
    tmp_path: Path, p12: Seal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert p12.file
    caplog.set_level(logging.DEBUG)
    (tmp_path / "settings.toml").write_text('[seal]\nkind = "pkcs12"\nfile = "clinic.p12"\n')
    words = ["keys", "--data", str(tmp_path), "--trial", str(tmp_path / "trial.pdf")]
    good = CliRunner().invoke(cli.cli, words, input=PASSPHRASE + "\n")
    bad = CliRunner().invoke(cli.cli, words, input=WRONG + "\n")
    assert (good.exit_code, bad.exit_code) == (0, 2), good.output + bad.output
    assert "The passphrase does not open" in bad.output
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    for secret in (PASSPHRASE, WRONG):
        assert secret not in good.output + bad.output + caplog.text + str(os.environ)
        assert not any(secret.encode() in data for data in files)
    monkeypatch.setenv("CONSENT_APP_DATA", str(tmp_path))
    nobody = CliRunner().invoke(cli.cli, ["keys"], input="")
    assert (nobody.exit_code, "nobody can be asked" in nobody.output) == (2, True)


# --- keys that are no use -------------------------------------------------------------------------


def test_a_file_that_is_no_use_is_named(
    tmp_path: Path, clinics: dict[str, Party], middle: Party
) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    place = tmp_path / "clinic.p12"
    settings = Seal(kind="pkcs12", file=place.name)
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    own = clinics["rsa"]

    def found(data: bytes, secret: str = PASSPHRASE) -> tuple[str, str]:
        place.write_bytes(data)
        return fails(settings, tmp_path, secret)

    named = str(place)
    assert fails(settings, tmp_path) == ("key_missing", named)
    assert found(b"") == found(b"no key") == found(own.p12()[:700]) == ("key_unreadable", named)
    assert found(own.p12(), WRONG) == ("passphrase_wrong", named)
    alone = pkcs12.serialize_key_and_certificates(b"a", own.private, None, None, locked)
    assert found(alone) == ("key_alone", named)
    alone = pkcs12.serialize_key_and_certificates(b"a", None, own.certificate, None, locked)
    assert found(alone) == ("certificate_alone", named)
    assert found(clinics["p521"].p12()) == ("key_kind", named)
    old = middle.certify("Old", clinics["p256"].private, days=(-900, -1))
    assert found(old.p12()) == ("certificate_expired", "2026-11-20")
    young = middle.certify("Young", clinics["p256"].private, days=(2, 900))
    assert found(young.p12()) == ("certificate_early", "2026-11-23")


def test_a_certificate_that_ends_while_the_program_runs_seals_no_more(
    clinics: dict[str, Party], middle: Party, paper: Rendered
) -> None:
    party = middle.certify("Clinic", clinics["p256"].private, days=(-900, 30))
    key = keys._key(keys._signing(party.private), party.chain, None)
    assert key.ends_soon(NOW)
    assert not key.ends_soon(NOW - timedelta(days=31))
    with pytest.raises(SealError, match="certificate_expired"):
        seal(paper, key, NOW + timedelta(days=31), name="Seal")


@pytest.mark.usefixtures("tokens")
def test_a_token_that_is_no_use_is_named(tmp_path: Path, clinics: dict[str, Party]) -> None:
    assert fails(on_token("shut"), tmp_path, WRONG) == ("pin_wrong", f"{TOKEN} shut")
    assert fails(on_token("gone"), tmp_path, PIN) == ("token_missing", f"{TOKEN} gone")
    assert fails(on_token("bare"), tmp_path, PIN) == ("key_alone", f"{TOKEN} bare")
    assert fails(on_token("two"), tmp_path, PIN) == ("key_several", f"{TOKEN} two")
    named = on_token("rsa", key="another")
    assert fails(named, tmp_path, PIN) == ("certificate_alone", f"{TOKEN} rsa")
    nothing = Seal(kind="pkcs11", module=str(tmp_path / "no.so"), token=TOKEN)
    assert fails(nothing, tmp_path, PIN) == ("module_unusable", str(tmp_path / "no.so"))
    (tmp_path / "own.pem").write_bytes(clinics["rsa"].certificate.public_bytes(Encoding.PEM))
    beside = on_token("bare", certificate="own.pem")
    assert open_key(beside, tmp_path, asked(PIN), NOW).label == "Clinic rsa"
    one_of_two = on_token("two", key="Clinic rsa")
    assert open_key(one_of_two, tmp_path, asked(PIN), NOW).label == "Clinic rsa"


def test_a_token_says_why_it_stopped() -> None:
    import pkcs11

    codes = {pkcs11.PinLocked: "token_locked", pkcs11.DeviceRemoved: "token_missing",
             pkcs11.SessionHandleInvalid: "token_failed"}  # fmt: skip
    for error, code in codes.items():
        with pytest.raises(SealError, match=code), keys._renamed(TOKEN):
            raise error


def test_settings_name_what_they_lack(tmp_path: Path) -> None:
    from consent_app.settings import SettingsError

    for wrong in ('kind = "pkcs12"', 'kind = "pkcs11"', 'passphrase = "file"', 'tsa = "file:///x"'):
        (tmp_path / "settings.toml").write_text(f"[seal]\n{wrong}\n")
        with pytest.raises(SettingsError):
            load(data=tmp_path)


def test_each_code_has_its_sentence() -> None:
    assert set(SEAL_WORDS) == set(get_args(SealCode))


def test_the_end_of_a_certificate_is_told_ahead(tmp_path: Path, middle: Party) -> None:
    from datetime import UTC, datetime

    private, days = ec.generate_private_key(ec.SECP256R1()), (datetime.now(UTC) - NOW).days
    (tmp_path / "settings.toml").write_text('[seal]\nkind = "pkcs12"\nfile = "clinic.p12"\n')
    for left, told in ((59, True), (65, False)):
        party = middle.certify("Clinic", private, days=(-900, days + left))
        (tmp_path / "clinic.p12").write_bytes(party.p12())
        ran = CliRunner().invoke(cli.cli, ["keys", "--data", str(tmp_path)], input=PASSPHRASE)
        assert ran.exit_code == 0
        assert ("Ask for a new one now" in ran.stderr) is told


# --- times that a server confirms -----------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A clinic, an authority for time, and the servers that tell about their certificates."""

    key: Key
    clock: Authority
    pages: dict[str, Any]
    top: Party
    clinic: Party
    party: Party

    @property
    def known(self) -> tuple[bytes, ...]:
        assert self.clock.folder is not None
        return known_certificates(self.clock.folder)


@pytest.fixture
def town(tmp_path: Path, clinics: dict[str, Party]) -> Iterator[Town]:
    pages: dict[str, Any] = {}
    with served(pages) as address:
        top, crl = root(), f"{address}/crl"
        clinic = top.certify("Clinic", clinics["rsa"].private, crl=crl)
        party = authority(top, crl=crl)
        pages |= {"/crl": top.revoked(), "/tsa": lambda question: answer(party, question)}
        key = keys._key(keys._signing(clinic.private), clinic.chain, None)
        keys.know(key.certificate, tmp_path / "keys" / "known")
        yield Town(key, Authority(f"{address}/tsa", tmp_path), pages, top, clinic, party)


def test_a_confirmed_time_is_in_the_seal(town: Town, paper: Rendered) -> None:
    made = seal(paper, replace(town.key, authority=town.clock), NOW, name="Seal")
    report = verify(made.pdf, town.known)
    assert (made.level, report.level, report.outcome) == (*["PAdES-BASELINE-T"] * 2, "sealed")
    assert [(one.at, one.authority, one.known) for one in report.times] == [
        (NOW, "Clock of a test", True)
    ]
    assert not verify(made.pdf, [town.key.certificate]).times[0].known
    _all_found(made.pdf, made.pdf.rindex(b"/Contents <"), 150)


def test_without_the_server_the_seal_is_made_at_the_lower_level(
    town: Town, paper: Rendered
) -> None:
    not_a_clock = town.top.certify("No clock", rsa_key())
    other = answer(town.party, times._question(b"0" * 32, 1))
    for wrong in (
        None, b"", b"no answer", other, lambda q: answer(not_a_clock, q),
        lambda q: answer(town.party, times._question(b"1" * 32, _nonce(q))),
        lambda q: answer(town.party, q)[:-1],
        lambda q: answer(town.party, q, NOW.replace(year=1999)),
    ):  # fmt: skip
        town.pages["/tsa"] = wrong
        made = seal(paper, replace(town.key, authority=town.clock), NOW, name="Seal")
        assert (made.level, made.untimed[:4]) == ("PAdES-BASELINE-B", "http")
        report = verify(made.pdf, town.known)
        assert (report.outcome, report.level) == ("sealed", "PAdES-BASELINE-B")


def _nonce(question: bytes) -> int:
    from asn1crypto import tsp

    return int(tsp.TimeStampReq.load(question)["nonce"].native)


def test_a_silent_server_is_not_waited_for(town: Town) -> None:
    over = Event()
    town.pages["/tsa"] = lambda _question: over.wait() and b""
    try:
        with pytest.raises(SealError, match="no_time"):
            times.token(town.clock.address, b"0" * 32, seconds=0.2)
    finally:
        over.set()


# --- raised to a higher level ---------------------------------------------------------------------


@pytest.fixture
def plain(town: Town, paper: Rendered) -> bytes:
    return seal(paper, town.key, NOW, name="Seal").pdf


def test_a_file_is_raised_and_raised_again(town: Town, paper: Rendered, plain: bytes) -> None:
    timed = seal(paper, replace(town.key, authority=town.clock), NOW, name="Seal").pdf
    for pdf, count in ((plain, 2), (timed, 2)):
        once = augment.raised(pdf, town.clock)
        town.pages["/crl"] = None  # what is in the file need not be asked for again
        twice = augment.raised(once, town.clock)
        town.pages["/crl"] = town.top.revoked()
        assert twice.startswith(once)
        assert once.startswith(pdf)
        for raised, times_in_it in ((once, count), (twice, count + 1)):
            report = verify(raised, town.known)
            assert (report.outcome, report.level) == ("sealed", "PAdES-BASELINE-LTA")
            assert len(report.times) == times_in_it
    _all_found(once, once.rindex(b"/Contents <"), 100)


def test_a_level_that_cannot_be_proven_is_not_claimed(town: Town, plain: bytes) -> None:
    for lists in (None, b"no list", town.top.revoked(town.clinic)):
        town.pages["/crl"] = lists
        raised = augment.raised(plain, town.clock)
        assert verify(raised, town.known).level == "PAdES-BASELINE-T"
        with pytest.raises(SealError, match="not_proven"):
            augment.raised(raised, town.clock)


def test_a_raised_file_is_stored_after_it_was_verified(
    town: Town, plain: bytes, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.pdf", tmp_path / "b.pdf"
    file.write_bytes(plain)
    clock, known = town.clock, lambda: town.known
    assert augment.augment(file, out, clock, known).level == "PAdES-BASELINE-LTA"
    assert file.read_bytes() == plain
    assert augment.augment(file, None, clock, known).level == "PAdES-BASELINE-LTA"
    assert {each.name for each in tmp_path.glob("*.pdf*")} == {"a.pdf", "b.pdf"}
    town.pages["/tsa"] = None
    before = file.read_bytes()
    with pytest.raises(SealError, match="no_time"):
        augment.augment(file, None, clock, known)
    assert file.read_bytes() == before
    file.write_bytes(before[:-9])
    with pytest.raises(SealError, match="not_intact"):
        augment.augment(file, None, clock, known)


def test_the_command_raises_a_file(town: Town, plain: bytes, tmp_path: Path) -> None:
    file, words = tmp_path / "a.pdf", ["augment", "--data", str(tmp_path)]
    file.write_bytes(plain)
    assert CliRunner().invoke(cli.cli, [*words, str(file)]).exit_code == 2
    (tmp_path / "settings.toml").write_text(f'[seal]\ntsa = "{town.clock.address}"\n')
    done = CliRunner().invoke(cli.cli, [*words, str(file)])
    assert (done.exit_code, "PAdES-BASELINE-LTA" in done.output) == (0, True), done.output
    assert "Clock of a test" in done.output
    file.write_bytes(plain[:-1])
    assert CliRunner().invoke(cli.cli, [*words, str(file)]).exit_code == 1


# --- nothing else may come later ------------------------------------------------------------------


def _another_page_size(out: Any) -> None:  # noqa: ANN401 - untyped vendor
    page = out.root["/Pages"]["/Kids"][0]
    page["/MediaBox"][2] = NumberObject(99)  # type: ignore[no-untyped-call]
    out.update_container(page)


def _another_layout(out: Any) -> None:  # noqa: ANN401 - untyped vendor
    out.root["/PageLayout"] = NameObject("/OneColumn")
    out.update_root()


def _another_text(out: Any) -> None:  # noqa: ANN401 - untyped vendor
    content = out.root["/Pages"]["/Kids"][0]["/Contents"]
    content._data = content.data + b" "
    content._encoded_data = None
    out.update_container(content)


def _another_field(out: Any) -> None:  # noqa: ANN401 - untyped vendor
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    append_signature_field(out, SigFieldSpec("Another", box=(10, 10, 200, 90)))


def _another_title(out: Any) -> None:  # noqa: ANN401 - untyped vendor
    from pyhanko.pdf_utils.generic import pdf_string

    out.trailer["/Info"]["/Title"] = pdf_string("Another")
    out.update_container(out.trailer["/Info"])


@pytest.mark.parametrize(
    "change", [_another_page_size, _another_layout, _another_text, _another_field, _another_title]
)
def test_a_change_with_a_timestamp_is_still_a_change(
    town: Town, plain: bytes, change: Change
) -> None:
    out = writer(plain)
    change(out)
    report = verify(_stamped(out, town), town.known)
    assert (report.outcome, report.checks[-1].code) == ("altered", "proofs_of_age")


def test_a_hidden_object_with_a_timestamp_is_a_change(town: Town, plain: bytes) -> None:
    out = writer(plain)
    assert verify(_stamped(out, town), town.known).outcome == "sealed"
    out = writer(plain)
    out.input_stream = BytesIO(plain + b"\n4 0 obj\n<< >>\nendobj\n")
    assert verify(_stamped(out, town), town.known).outcome == "altered"


def _stamped(out: Any, town: Town) -> bytes:  # noqa: ANN401 - untyped vendor
    """Put a timestamp over whatever was changed."""
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    about = DocumentTimestamp(16384)  # type: ignore[no-untyped-call]
    address = town.clock.address
    return embedded(out, "Time", "Time", about, lambda covered: times.token(address, covered)[0])


def test_softhsm_is_there() -> None:
    assert shutil.which("softhsm2-util"), "install the Debian package softhsm2"
    assert Path(MODULE).exists()

from __future__ import annotations

import base64
import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent_app.content import approval, kept, load, prices
from consent_app.content.problems import ContentError

if TYPE_CHECKING:
    from consent_app.content.model import Pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"
TODAY, UNTIL = date(2026, 11, 21), date(2027, 11, 21)
SECRET = b"correct horse"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose clinic knows one approver."""
    data = tmp_path_factory.mktemp("clinic")
    approval.make_key(data / "own" / "lin.pem", SECRET, data)
    return data


@pytest.fixture
def plain(tiny: Pack) -> Pack:
    """The tiny pack as it loads, without anyone's approval."""
    assert tiny.demonstration
    return tiny


def approve(pack: Pack, data: Path, until: date = UNTIL) -> Path:
    key = approval.read_key(data / "own" / "lin.pem", SECRET)
    who = approval.Approver("Dr Lin", "Consultant surgeon", key)
    return approval.approve(pack, who, TODAY, until, data)


def code(pack: Pack, data: Path) -> str:
    with pytest.raises(approval.ApprovalError) as found:
        approval.approved(pack, data)
    return found.value.code


def test_an_approval_names_who_and_until_when(plain: Pack, clinic: Path) -> None:
    approve(plain, clinic)
    pack = approval.approved(plain, clinic)
    assert pack.approval is not None
    assert (pack.approval.name, pack.approval.role) == ("Dr Lin", "Consultant surgeon")
    assert not pack.demonstration
    assert (pack.expired(UNTIL), pack.expired(date(2027, 11, 22))) == (False, True)


def test_a_changed_byte_voids_the_approval(plain: Pack, clinic: Path, tmp_path: Path) -> None:
    approve(plain, clinic)
    folder = shutil.copytree(TINY, tmp_path / "pack")
    with (folder / "pages" / "swelling.md").open("a", encoding="utf-8") as page:
        page.write("\n")
    changed = load.load(folder, folder / "jurisdictions")
    assert approval.approved(changed, clinic).demonstration


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_an_approval_that_was_touched_does_not_hold(
    plain: Pack, clinic: Path, place: int, bit: int
) -> None:
    file = approve(plain, clinic)
    before = json.loads(file.read_bytes())
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= 1 << bit
    file.write_bytes(bytes(data))
    try:
        after = json.loads(file.read_bytes())
    except ValueError:
        after = None
    if after == before or (after and _same_bytes(before, after)):
        assert not approval.approved(plain, clinic).demonstration
    else:
        assert code(plain, clinic).startswith("appro")


def _same_bytes(before: dict[str, str], after: dict[str, str]) -> bool:
    """Base64 has spare bits at its end: other letters, the same signature."""
    coded = ("key", "signature")
    if any(before[k] != after.get(k) for k in before if k not in coded) or len(after) != len(
        before
    ):
        return False
    try:
        return all(base64.b64decode(before[k]) == base64.b64decode(after[k]) for k in coded)
    except (ValueError, KeyError):
        return False


def test_an_approver_whom_the_clinic_does_not_know_is_nobody(
    plain: Pack, clinic: Path, tmp_path: Path
) -> None:
    file = approve(plain, clinic)
    (tmp_path / "approvals").mkdir()
    shutil.copy(file, tmp_path / "approvals")
    assert code(plain, tmp_path) == "approver_unknown"


def test_what_cannot_be_approved_says_why(plain: Pack, clinic: Path, tmp_path: Path) -> None:
    def failing(key: Path, secret: bytes, until: date = UNTIL) -> str:
        try:
            who = approval.Approver("A", "B", approval.read_key(key, secret))
            approval.approve(plain, who, TODAY, until, clinic)
        except approval.ApprovalError as error:
            return error.code
        return "approved"

    own, other = clinic / "own" / "lin.pem", tmp_path / "x.pem"
    assert failing(own, b"wrong") == "wrong_passphrase"
    assert failing(other, SECRET) == "key_missing"
    other.write_bytes(b"no key")
    assert failing(other, SECRET) == "key_unreadable"
    assert failing(own, SECRET, TODAY) == "already_expired"
    with pytest.raises(approval.ApprovalError, match="key_there"):
        approval.make_key(own, SECRET, clinic)


# --- what loaded before ---------------------------------------------------------------------------


def test_a_pack_from_the_cache_is_the_pack(tmp_path: Path) -> None:
    first = load.load(TINY, TINY / "jurisdictions", tmp_path)
    again = load.load(TINY, TINY / "jurisdictions", tmp_path)
    assert again == first
    assert again is not first


def test_after_an_edit_the_cache_is_not_asked(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "pack")
    before = load.load(folder, folder / "jurisdictions", tmp_path / "cache")
    page = folder / "pages" / "swelling.md"
    page.write_text(page.read_text(encoding="utf-8").replace("days", "weeks"), encoding="utf-8")
    after = load.load(folder, folder / "jurisdictions", tmp_path / "cache")
    assert after.pages != before.pages
    page.write_text("no title", encoding="utf-8")
    with pytest.raises(ContentError):
        load.load(folder, folder / "jurisdictions", tmp_path / "cache")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 100_000), length=st.integers(0, 3))
def test_a_damaged_cache_is_read_anew(tmp_path: Path, tiny: Pack, place: int, length: int) -> None:
    load.load(TINY, TINY / "jurisdictions", tmp_path)
    (file,) = tmp_path.glob("*.pack")
    data = file.read_bytes()
    cut = place % len(data)
    file.write_bytes(data[:cut] + b"\x00" * length + data[cut + 1 :])
    found = kept.read(tmp_path, tiny.digest)
    assert found is None or found.digest == tiny.digest
    assert load.load(TINY, TINY / "jurisdictions", tmp_path).facts == tiny.facts


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert load.load(TINY, TINY / "jurisdictions", blocked / "cache").manifest.id


# --- the clinic's own prices ----------------------------------------------------------------------


def test_a_price_list_is_checked_against_the_pack(tiny: Pack, tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    assert prices.load(file, tiny) is None
    file.write_text("as_of: 2026-10-01\ncurrency: NOK\nitems:\n  removal: [900, 1200]\n")
    own = prices.load(file, tiny)
    assert own is not None
    assert own.items["removal"] == (900, 1200)
    file.write_text("as_of: 2026-10-01\ncurrency: NOK\nitems:\n  removl: [900, 12]\n")
    with pytest.raises(ContentError) as found:
        prices.load(file, tiny)
    assert [(p.line, p.code, p.near) for p in found.value.problems] == [
        (4, "unknown_id", "removal"), (4, "backward_range", ""),
    ]  # fmt: skip

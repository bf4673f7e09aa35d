"""What lies in the data folder is unreadable without the key, and a changed byte is found."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from consent_app import events as e
from consent_app.cli.shared import no_journal
from consent_app.keeping import JournalCode
from consent_app.records import vault
from consent_app.records.journal import FILE, Journal, JournalError
from consent_app.settings import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NAME, WORDS = "Aloisia Quittenbaum", "Will I be able to dance the waltz again?"
BEGAN = e.Began(
    at=AT, episode="A", pack="p", pack_version="1.0.0", pack_digest="d", language="en", mode="kiosk"
)
EVENTS: tuple[e.Event, ...] = (
    BEGAN,
    e.Answered(at=AT, values={"full_name": NAME}),
    e.QuestionAdded(at=AT, page="rules", words=WORDS),
)
KEY = bytes(range(32))


def write(folder: Path, **settings: Any) -> None:  # noqa: ANN401
    with Journal(folder, Store(**settings)) as journal:
        for event in EVENTS:
            journal.append("A", event)


def read(folder: Path, **settings: Any) -> tuple[e.Event, ...]:  # noqa: ANN401
    with Journal(folder, Store(**settings)) as journal:
        return tuple(journal.events("A"))


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


# --- sealed ---------------------------------------------------------------------------------------


@given(st.binary(), st.text())
def test_what_was_sealed_opens_again(data: bytes, place: str) -> None:
    place = place.encode("utf-8", "replace").decode()
    assert vault.unseal(KEY, vault.seal(KEY, data, place), place) == data


@given(st.binary(), st.integers(min_value=0), st.integers(1, 255))
def test_any_changed_byte_is_found(data: bytes, place: int, change: int) -> None:
    sealed = bytearray(vault.seal(KEY, data, "A 1"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(vault.DamagedError):
        vault.unseal(KEY, bytes(sealed), "A 1")


@given(st.binary(max_size=60))
def test_what_was_never_sealed_does_not_open(data: bytes) -> None:
    with pytest.raises(vault.DamagedError):
        vault.unseal(KEY, data, "A 1")


def test_neither_another_key_nor_another_place_opens_it() -> None:
    sealed = vault.seal(KEY, b"x", "A 1")
    for key, place in ((KEY[::-1], "A 1"), (KEY, "A 2")):
        with pytest.raises(vault.DamagedError):
            vault.unseal(key, sealed, place)


# --- the file -------------------------------------------------------------------------------------


def test_no_file_holds_what_was_entered(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for event in EVENTS:
            journal.append("A", event, code="482913")
        lying = bytes_of(tmp_path)  # while it is open, with what SQLite has beside the file
    assert (tmp_path / "store.key").stat().st_mode & 0o077 == 0
    for found in (lying, bytes_of(tmp_path)):
        for words in (NAME, WORDS, "full_name", "482913"):
            assert words.encode() not in found


@pytest.mark.parametrize("share", range(12))
def test_any_changed_byte_of_a_row_is_found(tmp_path: Path, share: int) -> None:
    write(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        number = share % len(EVENTS)
        row = "SELECT sealed FROM entries WHERE number = ?"
        sealed = bytearray(connection.execute(row, (number,)).fetchone()[0])
        sealed[share * (len(sealed) - 1) // 11] ^= 1 << share % 8
        change = "UPDATE entries SET sealed = ? WHERE number = ?"
        connection.execute(change, (bytes(sealed), number))
    connection.close()
    with pytest.raises(JournalError, match="chain_broken"):
        read(tmp_path)
    with Journal(tmp_path) as journal:
        assert journal.kept() == ()


# --- the key --------------------------------------------------------------------------------------


def test_the_key_can_lie_somewhere_else(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere" / "key"
    write(tmp_path / "data", key_file=str(place))
    assert read(tmp_path / "data", key_file=str(place)) == EVENTS
    assert not (tmp_path / "data" / "store.key").exists()


def test_a_key_that_is_missing_wrong_or_open_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    key = tmp_path / "store.key"
    right = key.read_text()
    for code, text in (("key_wrong", "00" * 32), ("key_wrong", "no key"), ("key_missing", None)):
        key.unlink()
        if text is not None:
            key.touch(0o600)
            key.write_text(text)
        with pytest.raises(JournalError, match=code) as found:
            Journal(tmp_path)
        assert str(tmp_path) in found.value.detail
    assert not key.exists()  # a new one would hide that the old one is gone
    key.write_text(right)
    key.chmod(0o644)
    with pytest.raises(JournalError, match="key_open"):
        Journal(tmp_path)
    key.chmod(0o600)
    assert read(tmp_path) == EVENTS


@pytest.mark.parametrize("code", get_args(JournalCode))
def test_each_fault_of_the_journal_has_its_sentence(code: JournalCode) -> None:
    said = no_journal(JournalError(code, "/data/x"))
    assert said[0].isupper()
    assert "/data/x" in said or code == "no_keyring"


class Ring(KeyringBackend):
    """A keyring that a login has opened."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_the_keyring_can_hold_the_key(tmp_path: Path, ring: Ring) -> None:
    write(tmp_path / "one", key="keyring")
    write(tmp_path / "other", key="keyring")
    assert len(ring.held) == 2
    (tmp_path / "one").rename(tmp_path / "moved")
    assert read(tmp_path / "moved", key="keyring") == EVENTS
    assert not list(tmp_path.rglob("store.key"))
    ring.held.clear()
    with pytest.raises(JournalError, match="key_missing"):
        Journal(tmp_path / "moved", Store(key="keyring"))


# --- a journal of an earlier version --------------------------------------------------------------

LEGACY = """
CREATE TABLE events (
    row INTEGER NOT NULL, episode VARCHAR(32) NOT NULL, number INTEGER NOT NULL,
    event BLOB NOT NULL, hash VARCHAR(64) NOT NULL, PRIMARY KEY (row), UNIQUE (episode, number)
)
"""


def write_legacy(folder: Path, change: str = "") -> None:
    """Write a journal as the version before did, in clear."""
    connection = sqlite3.connect(folder / FILE)
    connection.execute("PRAGMA journal_mode=WAL")
    with connection:
        connection.execute(LEGACY)
        row = "INSERT INTO events (episode, number, event, hash) VALUES (?, ?, ?, ?)"
        heads = {"A": e.START, "B": e.START}
        for number, event in enumerate(EVENTS):
            for name, before in heads.items():
                data = e.encode(event)
                heads[name] = e.link(before, e.digest(data))
                connection.execute(row, (name, number, data, heads[name]))
        finished = e.encode(e.Finished(at=AT))
        link = e.link(heads["B"], e.digest(finished))
        connection.execute(row, ("B", len(EVENTS), finished, link))
        connection.executescript(change)
    connection.close()


def test_a_journal_in_clear_is_converted_and_nothing_is_lost(tmp_path: Path) -> None:
    write_legacy(tmp_path)
    assert NAME.encode() in bytes_of(tmp_path)
    for _ in range(2):
        with Journal(tmp_path) as journal:
            assert tuple(journal.events("A")) == EVENTS
            assert tuple(journal.events("B")) == (*EVENTS, e.Finished(at=AT))
            assert [one.episode for one in journal.kept()] == ["A"]
            assert (journal.standing("A"), journal.standing("B")) == ("open", "over")
            assert journal.unfinished() is None  # B went on last, and is over
            for words in (NAME, WORDS, "full_name"):
                assert words.encode() not in bytes_of(tmp_path)
    with Journal(tmp_path) as journal:
        journal.append("A", e.PageOpened(at=AT, page="rules"))
        assert journal.unfinished() == "A"


SWAP = """
UPDATE events SET number = 9 WHERE number = 1;
UPDATE events SET number = 1 WHERE number = 2;
UPDATE events SET number = 2 WHERE number = 9;
"""
REPEAT = """
INSERT INTO events (episode, number, event, hash)
SELECT 'A', 4, event, hash FROM events WHERE episode = 'A' AND number = 2;
"""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET event = CAST(replace(event, 'rules', 'sign') AS BLOB) WHERE number = 2",
        "UPDATE events SET event = replace(event, 'rules', 'sign') WHERE number = 2",
        "UPDATE events SET hash = upper(hash) WHERE number = 1",
        "UPDATE events SET hash = 'ä' WHERE number = 1",
        "UPDATE events SET number = number + 1 WHERE number = 2 AND episode = 'A'",
        "DELETE FROM events WHERE number = 1",
        "DELETE FROM events WHERE number = 0",
        SWAP,
        "UPDATE events SET event = (SELECT event FROM events WHERE number = 2) WHERE number = 1",
        REPEAT,
    ],
)
def test_what_was_damaged_in_clear_is_still_found_as_damaged(tmp_path: Path, sql: str) -> None:
    write_legacy(tmp_path, sql)
    with pytest.raises(JournalError) as found:
        read(tmp_path)
    assert found.value.code == "chain_broken"


def test_a_conversion_that_fails_midway_leaves_the_old_journal(tmp_path: Path) -> None:
    write_legacy(tmp_path)
    blocker = sqlite3.connect(tmp_path / FILE)
    blocker.execute("CREATE TABLE entries (row INTEGER PRIMARY KEY, episode, number, sealed)")
    blocker.execute(
        "CREATE TRIGGER full BEFORE INSERT ON entries WHEN new.number = 2 BEGIN "
        "SELECT RAISE(ABORT, 'disk full'); END"
    )
    blocker.commit()
    with pytest.raises(JournalError, match="disk full"):
        Journal(tmp_path)
    assert blocker.execute("SELECT count(*) FROM events").fetchone() == (7,)
    assert blocker.execute("SELECT count(*) FROM entries").fetchone() == (0,)
    blocker.execute("DROP TRIGGER full")
    blocker.commit()
    blocker.close()
    assert read(tmp_path) == EVENTS

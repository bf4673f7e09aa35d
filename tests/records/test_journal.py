from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from consent_app import events as e
from consent_app.records import store
from consent_app.records.journal import FILE, Journal, JournalError

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
EVENTS = (
    e.Began(at=AT, episode="A", pack="p", pack_version="1.0.0", pack_digest="d", language="en",
            mode="kiosk"),
    e.Answered(at=AT, values={"full_name": 'محمد <b>&"', "target_gain_cm": 5.5, "reason": None}),
    e.PageOpened(at=AT, page="rules"),
    e.Signed(at=AT, how="drawn", content="c", strokes=(((0.1, 0.25), (1.0, 0.0)),)),
)  # fmt: skip


def write(folder: Path) -> None:
    with Journal(folder) as journal:
        for event in EVENTS:
            journal.append("A", event)
            journal.append("B", event)


def read(folder: Path, episode: str = "A") -> list[e.Event]:
    with Journal(folder) as journal:
        return list(journal.events(episode))


def edit(folder: Path, sql: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    with connection:
        connection.executescript(sql)
    connection.close()


def test_events_come_back_as_they_were_and_go_on_after_reopening(tmp_path: Path) -> None:
    write(tmp_path)
    assert tuple(read(tmp_path)) == EVENTS
    with Journal(tmp_path) as journal:
        head = journal.head("A")
        journal.append("A", e.Finished(at=AT))
        assert journal.head("A") != head
    assert read(tmp_path)[-1] == e.Finished(at=AT)
    assert tuple(read(tmp_path, "B")) == EVENTS


SWAP = """
UPDATE entries SET number = 9 WHERE number = 1;
UPDATE entries SET number = 1 WHERE number = 2;
UPDATE entries SET number = 2 WHERE number = 9;
"""
REPEAT = """
INSERT INTO entries (episode, number, sealed)
SELECT 'A', 4, sealed FROM entries WHERE episode = 'A' AND number = 2;
"""
FROM_ROW_2 = """
UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE number = 2 AND episode = 'A')
WHERE number = 1;
"""
FROM_EPISODE_B = """
UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE number = 1 AND episode = 'B')
WHERE number = 1;
"""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET sealed = CAST(substr(sealed, 1, 40) || 'rules' AS BLOB)",
        "UPDATE entries SET sealed = hex(sealed) WHERE number = 2",
        "UPDATE entries SET sealed = x'' WHERE number = 2",
        "UPDATE entries SET number = number + 1 WHERE number = 3",
        "UPDATE entries SET episode = 'C' WHERE episode = 'A' AND number = 0",
        "DELETE FROM entries WHERE number = 1",
        "DELETE FROM entries WHERE number = 0",
        SWAP,
        FROM_ROW_2,
        FROM_EPISODE_B,
        "UPDATE episodes SET sealed = (SELECT sealed FROM episodes WHERE episode = 'B')",
        "UPDATE episodes SET sealed = x'00'",
        "DELETE FROM episodes",
        REPEAT,
    ],
)
def test_a_row_that_was_touched_is_found(tmp_path: Path, sql: str) -> None:
    write(tmp_path)
    edit(tmp_path, sql)
    with pytest.raises(JournalError) as found:
        read(tmp_path)
    assert found.value.code == "chain_broken"


def test_an_event_of_another_program_is_not_taken_for_one_of_ours(tmp_path: Path) -> None:
    write(tmp_path)
    data = b'{"at":"2026-11-21T09:00:00Z","event":"signed_by_magic"}'
    with Journal(tmp_path) as journal:
        link = e.link(journal.head("A"), e.digest(data))
        sealed = store.sealed_entry(journal._known_key("A"), "A", 4, link, data)
    edit(tmp_path, f"INSERT INTO entries VALUES (99, 'A', 4, x'{sealed.hex()}')")  # noqa: S608
    with pytest.raises(JournalError) as found:
        read(tmp_path)
    assert found.value.code == "chain_broken"


def test_a_file_with_damaged_pages_is_not_trusted(tmp_path: Path) -> None:
    write(tmp_path)
    data = bytearray((tmp_path / FILE).read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(JournalError):
        read(tmp_path)


def test_the_episode_to_go_on_with_is_the_last_unfinished_one(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert journal.unfinished() is None
        assert journal.head("A") == e.START
        journal.append("A", EVENTS[0])
        words = e.QuestionAdded(at=AT, page="rules", words='"event":"finished"')
        journal.append("A", words)
        assert journal.unfinished() == "A"
        journal.append("A", e.Finished(at=AT))
        assert journal.unfinished() is None


def test_what_is_added_to_a_document_is_no_episode_to_go_on_with(tmp_path: Path) -> None:
    added = e.Added(
        at=AT, document="D", kind="withdrawal", number=1, record="r", previous="r", by="Ida",
        role="nurse", on=AT.date(),
    )  # fmt: skip
    with Journal(tmp_path) as journal:
        journal.append("A", EVENTS[0])
        journal.append("B", added)
        journal.append("B", e.AddedSealed(at=AT, document="D", number=1, sha256="s"))
        assert journal.unfinished() == "A"
        journal.append("A", added)
        assert journal.unfinished() is None


def test_an_event_that_has_to_follow_another_one_does_or_is_not_written(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append("A", EVENTS[0], after=e.START)
        head = journal.head("A")
        journal.append("A", EVENTS[1], after=head)
        with pytest.raises(JournalError, match="cannot_write"):
            journal.append("A", EVENTS[2], after=head)
    assert read(tmp_path) == list(EVENTS[:2])


def test_in_memory_nothing_is_kept() -> None:
    with Journal(None) as journal:
        journal.append("A", EVENTS[0])
        assert list(journal.events("A")) == [EVENTS[0]]
    with Journal(None) as journal:
        assert list(journal.events("A")) == []


def test_a_folder_that_cannot_hold_a_journal_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder" / FILE).mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / FILE).write_bytes(b"not a database" * 99)
    for folder in (tmp_path / "file", tmp_path / "folder", tmp_path / "other"):
        with pytest.raises(JournalError) as found:
            Journal(folder)
        assert found.value.code == "cannot_open"
        assert str(folder) in found.value.detail


def test_what_cannot_be_written_is_not_half_written(tmp_path: Path) -> None:
    write(tmp_path)
    with Journal(tmp_path) as journal:
        blocker = sqlite3.connect(tmp_path / FILE)
        blocker.execute("CREATE TRIGGER stop BEFORE INSERT ON entries BEGIN "
                        "SELECT RAISE(ABORT, 'disk full'); END")  # fmt: skip
        blocker.commit()
        blocker.close()
        with pytest.raises(JournalError) as found:
            journal.append("A", e.Finished(at=AT))
    assert found.value.code == "cannot_write"
    assert tuple(read(tmp_path)) == EVENTS


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from consent_app import events as e
from consent_app.records.journal import Journal

journal, number = Journal(Path(sys.argv[1])), 0
while True:
    journal.append("A", e.PageOpened(at=datetime.now(UTC), page=str(number)))
    print(number, flush=True)
    number += 1
"""


def test_a_killed_program_loses_nothing_that_was_written(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        told = [writer.stdout.readline() for _ in range(25)]
        writer.kill()
        told += writer.stdout.readlines()
    pages = [event.page for event in read(tmp_path) if isinstance(event, e.PageOpened)]
    assert pages[: len(told)] == [line.strip() for line in told]
    assert len(pages) <= len(told) + 1  # one may be written and not told

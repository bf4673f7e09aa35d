"""The database behind the journal: its tables, how it is opened, and how an older one is converted.

In clear are only random names, numbers, and whether an episode is over. All else is sealed: each
event under the key of its episode, and that key under the key of the store.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from consent_app import events as e
from consent_app.keeping import JournalError
from consent_app.records import vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row, Table

    from consent_app.settings import Store

FILE = "journal.sqlite"
Standing = Literal["open", "parked", "over", "not_finished"]
"""Going on; waiting for the person to come back; at its end; closed and wiped."""
LATER = frozenset({"added", "added_sealed"})
"""Events that come to an episode from outside, perhaps months after its end."""
_STANDINGS: Mapping[str, Standing] = {
    "parked": "parked", "resumed": "open", "finished": "over", "closed": "not_finished",
    **dict.fromkeys(LATER, "over"),
}  # fmt: skip
_CHECK = "check"
_LEGACY = "events"
"""The table of a journal that was written in clear, by an earlier version."""


def standing_after(event: str, before: Standing) -> Standing:
    """Return how an episode stands after an event, by the event's tag."""
    return _STANDINGS.get(event, before)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database and the key of the store."""

    engine: Engine
    entries: Table
    """One row per event: its number in its episode, and the event sealed with its hash."""
    episodes: Table
    """One row per episode: its sealed key and code, how it stands, the row that it went on with."""
    facts: Table
    """About the store itself: its name, what its key opens, wrong codes so far."""
    vendor_error: type[Exception]
    key: bytes

    def sealed_key(self, episode: str, key: bytes, code: str) -> bytes:
        """Return the key of an episode with its code, sealed under the key of the store."""
        return vault.seal(self.key, key + code.encode(), f"episode {episode}")

    def opened_key(self, row: Row[Any]) -> tuple[bytes, str]:
        """Return the key of an episode and its code, from its row.

        Raises:
            DamagedError: it is not what was stored.

        """
        found = vault.unseal(self.key, row.sealed, f"episode {row.episode}")
        return found[: vault.KEY_BYTES], found[vault.KEY_BYTES :].decode()

    def settle(self, *, rewrite: bool = False) -> None:
        """Bring all into the one file, so that nothing old stands in the one beside it (WAL)."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if rewrite:
                connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def sealed_entry(key: bytes, episode: str, number: int, head: str, event: bytes) -> bytes:
    """Return an event with the hash of its chain, sealed for its place."""
    return vault.seal(key, head.encode() + b"\n" + event, f"{episode} {number}")


def opened_entry(key: bytes, row: Row[Any]) -> tuple[str, bytes]:
    """Return the hash of the chain and the event in a row.

    Raises:
        DamagedError: it is not what was stored, or not in this place.

    """
    found = vault.unseal(key, row.sealed, f"{row.episode} {row.number}")
    head, _, event = found.partition(b"\n")
    return head.decode("utf-8", "replace"), event


def opened_chain(key: bytes, rows: Iterable[Row[Any]]) -> list[bytes]:
    """Return the events in the rows of an episode, each checked to follow the one before.

    Raises:
        DamagedError: one is not what was stored, or one is missing.

    """
    before, found = e.START, []
    for place, row in enumerate(rows):
        head, event = opened_entry(key, row)
        if (row.number, head) != (place, e.link(before, e.digest(event))):
            raise vault.DamagedError(place)
        before = head
        found.append(event)
    return found


# --- opening --------------------------------------------------------------------------------------


def open_database(folder: Path | None, store: Store) -> Database:
    """Open or make the database of a data folder, or one in memory.

    Raises:
        JournalError: ``cannot_open``, or as `vault.store_key`; ``key_wrong`` for the key of another
            store.

    """
    import sqlalchemy as sa

    engine = _engine(folder)
    entries, episodes, facts = tables = _tables()
    try:
        tables[0].metadata.create_all(engine)
        key = _key(engine, facts, folder, store)
        found = Database(engine, entries, episodes, facts, sa.exc.SQLAlchemyError, key)
        legacy = sa.inspect(engine).has_table(_LEGACY)
        if legacy:
            _convert(found)
        if folder is not None:
            found.settle(rewrite=legacy)
    except sa.exc.SQLAlchemyError as error:
        engine.dispose()
        raise JournalError("cannot_open", f"{folder}: {error}") from error
    except JournalError:
        engine.dispose()
        raise
    return found


def _engine(folder: Path | None) -> Engine:
    import sqlalchemy as sa

    if folder is None:
        engine = sa.create_engine(
            "sqlite://", poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = sa.create_engine(f"sqlite:///{folder / FILE}")

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for setting in (
            "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY",
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    return engine


def _tables() -> tuple[Table, Table, Table]:
    import sqlalchemy as sa

    known = sa.MetaData()
    entries = sa.Table(
        "entries",
        known,
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("episode", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("episode", "number"),
    )
    episodes = sa.Table(
        "episodes",
        known,
        sa.Column("episode", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("standing", sa.String(16), nullable=False, index=True),
        sa.Column("touched", sa.Integer, index=True),
    )
    facts = sa.Table(
        "store",
        known,
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    return entries, episodes, facts


def _key(engine: Engine, facts: Table, folder: Path | None, store: Store) -> bytes:
    """Return the key of the store after it has opened what it closed at the beginning."""
    name = _fact(engine, facts, "name", secrets.token_hex(8).encode()).decode()
    new = _fact(engine, facts, _CHECK) == b""
    key = vault.store_key(store, folder, name, new=new)
    check = _fact(engine, facts, _CHECK, vault.seal(key, name.encode(), _CHECK))
    try:
        vault.unseal(key, check, _CHECK)
    except vault.DamagedError:
        raise JournalError("key_wrong", str(folder)) from None
    return key


def _fact(engine: Engine, facts: Table, name: str, first: bytes = b"") -> bytes:
    """Return a fact about the store, after it was set if it was not known yet."""
    from sqlalchemy.dialects.sqlite import insert

    with engine.begin() as connection:
        if first:
            new = insert(facts).values(name=name, value=first)
            connection.execute(new.on_conflict_do_nothing())
        found = connection.execute(facts.select().where(facts.c.name == name)).first()
    return bytes(found.value) if found else b""


# --- a journal of an earlier version --------------------------------------------------------------


def _convert(database: Database) -> None:
    """Seal every row of a journal in clear, all or none, in its order and with its own hash.

    Nothing is checked and nothing made good: what was damaged before is found as damaged later.
    """
    with database.engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        keys: dict[str, bytes] = {}
        states: dict[str, tuple[Standing, int | None]] = {}
        rows = connection.exec_driver_sql(
            f"SELECT row, episode, number, event, hash FROM {_LEGACY} ORDER BY row"  # noqa: S608
        )
        for row in rows.all():
            name, event = str(row.episode), _bytes(row.event)
            key = keys.setdefault(name, vault.new_key())
            _seal_row(database, connection, row, key)
            states[name] = _state(states.get(name, ("open", None)), _tag(event), row.row)
        for name, (standing, touched) in states.items():
            sealed = database.sealed_key(name, keys[name], "")
            connection.execute(database.episodes.insert().values(
                episode=name, sealed=sealed, standing=standing, touched=touched
            ))  # fmt: skip
        connection.exec_driver_sql(f"DROP TABLE {_LEGACY}")


def _seal_row(database: Database, connection: Connection, row: Row[Any], key: bytes) -> None:
    name, number = str(row.episode), row.number
    sealed = sealed_entry(key, name, number, str(row.hash), _bytes(row.event))
    connection.execute(
        database.entries.insert().values(row=row.row, episode=name, number=number, sealed=sealed)
    )


def _state(
    before: tuple[Standing, int | None], event: str, row: int
) -> tuple[Standing, int | None]:
    standing, touched = before
    return standing_after(event, standing), touched if event in LATER else row


def _bytes(value: object) -> bytes:
    """Return what an editor of the file may have put there as text."""
    return value if isinstance(value, bytes) else str(value).encode()


def _tag(event: bytes) -> str:
    try:
        return str(json.loads(event)["event"])
    except (ValueError, KeyError, TypeError):
        return ""

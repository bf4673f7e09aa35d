"""Events, appended and flushed before anything is repainted, each chained to the one before.

One SQLite file. The chain is SHA-256 over the hash before and the digest of the event, per
episode, so that a changed, missing or added row is found when the episode is opened again.
"""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from consent_app import events as e
from consent_app.session import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Engine, Row, Select, Table

__all__ = ["FILE", "Journal", "JournalError"]

FILE = "journal.sqlite"
_ADDED = b'"event":"added'
"""What the events hold that add to a sealed document; no word of a person's can look like it."""


class Journal:
    """The events of all episodes of one installation."""

    def __init__(self, folder: Path | None) -> None:
        """Take a folder, or None for a journal in memory that is gone with the program.

        A journal that is there already is opened at once. A new one is made with its first event,
        or by `prepare`: SQLAlchemy takes longer to load than the first page to show.

        Raises:
            JournalError: `cannot_open`, with the folder and the reason.

        """
        self._folder = folder
        self._lock = threading.Lock()
        self._store: _Store | None = None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError("cannot_open", f"{folder}: {error.strerror or error}") from error
        if not os.access(folder, os.W_OK):
            raise JournalError("cannot_open", f"{folder}: {os.strerror(errno.EACCES)}")
        if (folder / FILE).exists():
            self.prepare()

    def prepare(self) -> None:
        """Open the store if it is not open yet; may be called from another thread.

        Raises:
            JournalError: `cannot_open`, with the folder and the reason.

        """
        self._opened()

    def _opened(self) -> _Store:
        with self._lock:
            if self._store is None:
                self._store = _open(self._folder)
            return self._store

    def __enter__(self) -> Self:
        """Use as a context manager, to close at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            self._store.engine.dispose()

    def append(self, episode: str, event: e.Event, after: str | None = None) -> None:
        """Write an event and flush it to the disk.

        With `after`, only behind the event of this hash: nobody may have written in between.

        Raises:
            JournalError: `cannot_write`; nothing was written.

        """
        from sqlalchemy import select

        data = e.encode(event)
        store = self._opened()
        rows = store.table
        last = (
            select(rows.c.number, rows.c.hash)
            .where(rows.c.episode == episode)
            .order_by(rows.c.number.desc())
            .limit(1)
        )
        try:
            with store.engine.begin() as connection:
                found = connection.execute(last).first()
                number, before = (found.number + 1, found.hash) if found else (0, e.START)
                if after not in {None, before}:
                    raise JournalError("cannot_write", f"{episode} {number}")
                connection.execute(
                    rows.insert().values(
                        episode=episode,
                        number=number,
                        event=data,
                        hash=e.link(before, e.digest(data)),
                    )
                )
        except store.vendor_error as error:
            raise JournalError("cannot_write", str(error)) from error

    def events(self, episode: str) -> Iterator[e.Event]:
        """Yield the events of an episode in order.

        Raises:
            JournalError: `chain_broken` where an event is not the one that was written.

        """
        from sqlalchemy import select

        rows = self._opened().table
        query = select(rows).where(rows.c.episode == episode).order_by(rows.c.number)
        before = e.START
        for place, row in enumerate(self._read(query)):
            if (row.number, row.hash) != (place, e.link(before, e.digest(row.event))):
                raise JournalError("chain_broken", f"{episode} {place}")
            before = row.hash
            try:
                yield e.decode(row.event)
            except e.UnreadableEventError as error:
                raise JournalError("chain_broken", f"{episode} {place}: {error}") from error

    def unfinished(self) -> str | None:
        """Return the episode that went on last, unless it was finished or has been added to.

        What is added to another episode, months later, does not count as going on.
        """
        if self._store is None:
            return None
        from sqlalchemy import func, select

        rows = self._store.table
        own = select(rows.c.episode, rows.c.event)
        added = func.instr(rows.c.event, _ADDED)
        for last in self._read(own.where(added == 0).order_by(rows.c.row.desc()).limit(1)):
            if b'"event":"finished"' in last.event:
                return None
            later = own.where(rows.c.episode == last.episode, added > 0).limit(1)
            return None if self._read(later) else str(last.episode)
        return None

    def head(self, episode: str) -> str:
        """Return the hash of the last event of an episode."""
        from sqlalchemy import select

        rows = self._opened().table
        query = (
            select(rows.c.hash)
            .where(rows.c.episode == episode)
            .order_by(rows.c.number.desc())
            .limit(1)
        )
        return next((str(row.hash) for row in self._read(query)), e.START)

    def _read(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return rows; a file that can no longer be read is one that cannot be trusted."""
        store = self._opened()
        try:
            with store.engine.connect() as connection:
                found = connection.execute(query).all()
        except store.vendor_error as error:
            raise JournalError("chain_broken", str(error)) from error
        for row in found:  # SQLite keeps whatever type an editor of the file has put there
            if not isinstance(getattr(row, "event", b""), bytes):
                raise JournalError("chain_broken", str(row))
        return found


@dataclass(frozen=True, slots=True)
class _Store:
    """An open database."""

    engine: Engine
    table: Table
    vendor_error: type[Exception]


def _open(folder: Path | None) -> _Store:
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
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    table = sa.Table(
        "events",
        sa.MetaData(),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("episode", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("episode", "number"),
    )
    try:
        table.create(engine, checkfirst=True)
    except sa.exc.SQLAlchemyError as error:
        raise JournalError("cannot_open", f"{folder}: {error}") from error
    return _Store(engine, table, sa.exc.SQLAlchemyError)

"""Events, appended and flushed before anything is repainted, each chained to the one before.

One SQLite file. The chain is SHA-256 over the hash before and the event's canonical JSON, per
episode, so that a changed, missing or added row is found when the episode is opened again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Self

from consent_app import events as e
from consent_app.session import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Engine, Row, Select, Table

__all__ = ["FILE", "START", "Journal", "JournalError"]

FILE = "journal.sqlite"
START = "0" * 64
"""What the first event of an episode is chained to."""


class Journal:
    """The events of all episodes of one installation."""

    def __init__(self, folder: Path | None) -> None:
        """Open the journal in a folder, or one in memory that is gone with the program.

        Raises:
            JournalError: `cannot_open`, with the folder and the reason.

        """
        from sqlalchemy import exc

        self._vendor_error = exc.SQLAlchemyError
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._engine, self._table = _open(folder)
        except (OSError, self._vendor_error) as error:
            raise JournalError("cannot_open", f"{folder}: {error}") from error

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
        self._engine.dispose()

    def append(self, episode: str, event: e.Event) -> None:
        """Write an event and flush it to the disk.

        Raises:
            JournalError: `cannot_write`; nothing was written.

        """
        from sqlalchemy import select

        data = e.encode(event)
        rows = self._table
        last = (
            select(rows.c.number, rows.c.hash)
            .where(rows.c.episode == episode)
            .order_by(rows.c.number.desc())
            .limit(1)
        )
        try:
            with self._engine.begin() as connection:
                found = connection.execute(last).first()
                number, before = (found.number + 1, found.hash) if found else (0, START)
                connection.execute(
                    rows.insert().values(
                        episode=episode, number=number, event=data, hash=_link(before, data)
                    )
                )
        except self._vendor_error as error:
            raise JournalError("cannot_write", str(error)) from error

    def events(self, episode: str) -> Iterator[e.Event]:
        """Yield the events of an episode in order.

        Raises:
            JournalError: `chain_broken` where an event is not the one that was written.

        """
        from sqlalchemy import select

        rows = self._table
        query = select(rows).where(rows.c.episode == episode).order_by(rows.c.number)
        before = START
        for place, row in enumerate(self._read(query)):
            if (row.number, row.hash) != (place, _link(before, row.event)):
                raise JournalError("chain_broken", f"{episode} {place}")
            before = row.hash
            try:
                yield e.decode(row.event)
            except e.UnreadableEventError as error:
                raise JournalError("chain_broken", f"{episode} {place}: {error}") from error

    def unfinished(self) -> str | None:
        """Return the episode that was begun last, unless it was finished."""
        from sqlalchemy import select

        rows = self._table
        query = select(rows.c.episode, rows.c.event).order_by(rows.c.row.desc()).limit(1)
        for last in self._read(query):
            return None if b'"event":"finished"' in last.event else str(last.episode)
        return None

    def head(self, episode: str) -> str:
        """Return the hash of the last event of an episode."""
        from sqlalchemy import select

        rows = self._table
        query = (
            select(rows.c.hash)
            .where(rows.c.episode == episode)
            .order_by(rows.c.number.desc())
            .limit(1)
        )
        return next((str(row.hash) for row in self._read(query)), START)

    def _read(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return rows; a file that can no longer be read is one that cannot be trusted."""
        try:
            with self._engine.connect() as connection:
                found = connection.execute(query).all()
        except self._vendor_error as error:
            raise JournalError("chain_broken", str(error)) from error
        for row in found:  # SQLite keeps whatever type an editor of the file has put there
            if not isinstance(getattr(row, "event", b""), bytes):
                raise JournalError("chain_broken", str(row))
        return found


def _link(before: str, data: bytes) -> str:
    return hashlib.sha256(before.encode("ascii") + data).hexdigest()


def _open(folder: Path | None) -> tuple[Engine, Table]:
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
    table.create(engine, checkfirst=True)
    return engine, table

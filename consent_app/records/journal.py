"""Events, appended and flushed before anything is repainted, each chained to the one before.

One SQLite file, its rows encrypted (see `vault`). The chain is SHA-256 over the hash before and the
digest of the event, per episode, so that a changed, missing or added row is found when the episode
is opened again.
"""

from __future__ import annotations

import errno
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from consent_app import events as e
from consent_app.keeping import JournalError, Kept
from consent_app.records import store, vault
from consent_app.records.store import FILE, Database, Standing
from consent_app.settings import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Executable, Row

__all__ = ["FILE", "Journal", "JournalError"]

_TRIES = "tries"


class Journal:
    """The events of all episodes of one installation."""

    def __init__(self, folder: Path | None, settings: Store = Store()) -> None:  # noqa: B008 - frozen
        """Take a folder, or None for a journal in memory that is gone with the program.

        A journal that is there already is opened at once. A new one is made with its first event,
        or by `prepare`: SQLAlchemy takes longer to load than the first page to show.

        Raises:
            JournalError: `cannot_open` with the folder and the reason; or about the key of the
                store, as `vault.store_key`.

        """
        self._folder, self._settings = folder, settings
        self._lock = threading.Lock()
        self._store: Database | None = None
        self._last_key: tuple[str, bytes] | None = None
        """Of the episode that was used last."""
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
            JournalError: as when a journal is made.

        """
        self._opened()

    def _opened(self) -> Database:
        with self._lock:
            if self._store is None:
                self._store = store.open_database(self._folder, self._settings)
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

    # --- events -----------------------------------------------------------------------------------

    def append(
        self, episode: str, event: e.Event, after: str | None = None, code: str = ""
    ) -> None:
        """Write an event and flush it to the disk.

        With `after`, only behind the event of this hash: nobody may have written in between. A
        `code` is kept with the first event of an episode.

        Raises:
            JournalError: `cannot_write`, or `chain_broken` behind an event that is not the one that
                was written; nothing was written.

        """
        with self._writing() as connection:
            key = self._key(connection, episode) or self._new_key(connection, episode, code)
            number, before = self._end(connection, episode, key)
            if after not in {None, before}:
                raise JournalError("cannot_write", f"{episode} {number}")
            self._insert(connection, episode, key, number, before, event)
        left = isinstance(event, e.Parked | e.Finished | e.Closed)
        self._last_key = None if left else (episode, key)

    def _new_key(self, connection: Connection, episode: str, code: str) -> bytes:
        database, key = self._opened(), vault.new_key()
        sealed = database.sealed_key(episode, key, code)
        row = database.episodes.insert().values(episode=episode, sealed=sealed, standing="open")
        connection.execute(row)
        return key

    def _end(self, connection: Connection, episode: str, key: bytes) -> tuple[int, str]:
        """Return the number of the next event of an episode, and the hash of the last one."""
        entries = self._opened().entries
        last = (
            entries.select()
            .where(entries.c.episode == episode)
            .order_by(entries.c.number.desc())
            .limit(1)
        )
        found = connection.execute(last).first()
        if found is None:
            return 0, e.START
        try:
            return found.number + 1, store.opened_entry(key, found)[0]
        except vault.DamagedError as error:
            raise JournalError("chain_broken", f"{episode}: {error}") from error

    def _insert(  # noqa: PLR0913 - the parts of a row
        self, connection: Connection, episode: str, key: bytes, number: int, before: str,
        event: e.Event,
    ) -> str:  # fmt: skip
        """Write one event, note how its episode stands by now, and return its hash."""
        database, data = self._opened(), e.encode(event)
        head, tag = e.link(before, e.digest(data)), str(event.__struct_config__.tag)
        sealed = store.sealed_entry(key, episode, number, head, data)
        row = database.entries.insert().values(episode=episode, number=number, sealed=sealed)
        made = connection.execute(row).inserted_primary_key
        changed: dict[str, object] = {}
        if tag not in store.LATER and made is not None:
            changed["touched"] = made[0]
        if (standing := store.standing_after(tag, "open")) != "open" or tag == "resumed":
            changed["standing"] = standing
        own = database.episodes.c.episode == episode
        connection.execute(database.episodes.update().where(own).values(**changed))
        return head

    def events(self, episode: str) -> Iterator[e.Event]:
        """Return the events of an episode in order, after all of them were checked.

        Raises:
            JournalError: `chain_broken` where an event is not the one that was written.

        """
        entries = self._opened().entries
        query = entries.select().where(entries.c.episode == episode).order_by(entries.c.number)
        rows = self._read(query)
        try:
            chain = store.opened_chain(self._known_key(episode), rows) if rows else []
            return iter([e.decode(data) for data in chain])
        except (vault.DamagedError, e.UnreadableEventError) as error:
            raise JournalError("chain_broken", f"{episode}: {error}") from error

    def head(self, episode: str) -> str:
        """Return the hash of the last event of an episode.

        Raises:
            JournalError: `chain_broken` where an event is not the one that was written.

        """
        with self._reading() as connection:
            key = self._key(connection, episode)
            return self._end(connection, episode, key)[1] if key else e.START

    # --- keys -------------------------------------------------------------------------------------

    def _key(self, connection: Connection, episode: str) -> bytes | None:
        """Return the key of an episode, or None for a new one."""
        if self._last_key and self._last_key[0] == episode:
            return self._last_key[1]
        episodes = self._opened().episodes
        found = connection.execute(episodes.select().where(episodes.c.episode == episode)).first()
        return self._unlocked(found)[0] if found else None

    def _known_key(self, episode: str) -> bytes:
        with self._reading() as connection:
            key = self._key(connection, episode)
        if key is None:
            raise JournalError("chain_broken", episode)
        return key

    def _unlocked(self, row: Row[Any]) -> tuple[bytes, str]:
        """Return the key and the code in a row about an episode."""
        try:
            return self._opened().opened_key(row)
        except vault.DamagedError as error:
            raise JournalError("chain_broken", f"{row.episode}: {error}") from error

    # --- episodes that are not over ---------------------------------------------------------------

    def unfinished(self) -> str | None:
        """Return the episode that went on last, unless it is over or has been added to.

        What is added to another episode, months later, does not count as going on.
        """
        if self._store is None:
            return None
        episodes = self._store.episodes
        touched = episodes.c.touched
        query = episodes.select().where(touched.is_not(None)).order_by(touched.desc()).limit(1)
        for row in self._read(query):
            return str(row.episode) if row.standing in {"open", "parked"} else None
        return None

    def standing(self, episode: str) -> Standing | None:
        """Return how an episode stands, or None where it is not known."""
        episodes = self._opened().episodes
        rows = self._read(episodes.select().where(episodes.c.episode == episode))
        found: Standing | None = rows[0].standing if rows else None
        return found

    def codes(self) -> frozenset[str]:
        """Return the codes of all episodes that are not over."""
        return frozenset(code for _, code in self._going_on() if code)

    def kept(self) -> tuple[Kept, ...]:
        """Return all episodes that are not over; one that is damaged is found when it is opened."""
        return tuple(one for name, code in self._going_on() if (one := self._kept(name, code)))

    def _going_on(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the code of each episode that is not over."""
        if self._store is None:
            return
        episodes = self._store.episodes
        query = episodes.select().where(episodes.c.standing.in_(["open", "parked"]))
        for row in self._read(query.order_by(episodes.c.touched)):
            try:
                yield str(row.episode), self._unlocked(row)[1]
            except JournalError:
                continue

    def _kept(self, episode: str, code: str) -> Kept | None:
        try:
            found = tuple(self.events(episode))
        except JournalError:
            return None
        return Kept(episode, code, found) if found and isinstance(found[0], e.Began) else None

    def wipe(self, episode: str, began: e.Began, closed: e.Closed) -> None:
        """Destroy all that was entered in an episode, and its key and its code.

        What is left is a new chain of two events: that it began, and that it was closed.

        Raises:
            JournalError: `cannot_write`; all is as it was.

        """
        database = self._opened()
        entries, episodes = database.entries, database.episodes
        self._last_key = None
        with self._writing() as connection:
            connection.execute(entries.delete().where(entries.c.episode == episode))
            connection.execute(episodes.delete().where(episodes.c.episode == episode))
            key = self._new_key(connection, episode, "")
            head = self._insert(connection, episode, key, 0, e.START, began)
            self._insert(connection, episode, key, 1, head, closed)
        if self._folder is not None:
            with self._renamed("cannot_write"):
                database.settle()

    # --- wrong codes ------------------------------------------------------------------------------

    @property
    def wrong_codes(self) -> int:
        """How many wrong codes in a row were entered here."""
        if self._store is None:
            return 0
        facts = self._store.facts
        rows = self._read(facts.select().where(facts.c.name == _TRIES))
        return int(rows[0].value) if rows else 0

    def count_code(self, *, right: bool) -> None:
        """Note a try, which outlasts the program; a right one makes up for the wrong ones.

        Raises:
            JournalError: `cannot_write`.

        """
        facts = self._opened().facts  # before anything else is loaded: see `prepare`
        from sqlalchemy.dialects.sqlite import insert

        tries = b"0" if right else str(self.wrong_codes + 1).encode()
        row = insert(facts).values(name=_TRIES, value=tries)
        with self._writing() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["name"], set_={"value": tries})
            )

    # --- the file ---------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._renamed("cannot_write"), self._opened().engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._renamed("chain_broken"), self._opened().engine.connect() as connection:
            yield connection

    @contextmanager
    def _renamed(self, code: Any) -> Iterator[None]:  # noqa: ANN401 - one of JournalError's
        """Give an error of the database our code."""
        try:
            yield
        except self._opened().vendor_error as error:
            raise JournalError(code, str(error)) from error

    def _read(self, query: Executable) -> Sequence[Row[Any]]:
        """Return rows; a file that can no longer be read is one that cannot be trusted."""
        with self._reading() as connection:
            return connection.execute(query).all()

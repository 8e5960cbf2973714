"""The store: one encrypted file, many readers, one writer at a time.

`read()` and `write()` give a Session, which is one transaction. A write is one
`BEGIN IMMEDIATE` transaction; when it is committed, listeners are told which tables it touched.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from downtime_desk.core import ballast
from downtime_desk.core.anchor import Anchor, AnchorFile
from downtime_desk.core.clock import Now
from downtime_desk.core.connection import check_library, connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import RootKey
from downtime_desk.core.paths import KEY_FILE as KEY_FILE
from downtime_desk.core.paths import STORE_FILE as STORE_FILE
from downtime_desk.core.permit import Permit
from downtime_desk.core.pool import Pool
from downtime_desk.core.refused import (
    Unread,
    in_use,
    is_for_reading,
    is_full,
    is_of_a_page,
    is_of_the_disk,
    not_known,
    not_saved,
)
from downtime_desk.core.seal import Sealer
from downtime_desk.core.session import Session
from downtime_desk.core.wiping import Key

Touched = frozenset[str]
Listener = Callable[[Touched], None]

# Seconds. The longest write, a whole copy taken in, is over much sooner.
LONGEST_WAIT = 30

_WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+\"?(\w+)",
    re.I,
)


@dataclass(frozen=True)
class Acting:
    """Who is acting, at which desk, by which clock, and what they may record. Every fact carries it.

    No permit is the program itself, founding a store or reading a backup; whoever signs in has one.
    """

    desk: str
    manager: str
    name: str
    now: Now
    permit: Permit | None = None

    def refusal(self, kind: str) -> Trouble | None:
        """Return in words why they may not record a fact of this kind; None when they may."""
        return self.permit.refusal(kind, self.now()) if self.permit else None


class Store:
    """An open store. Close it to forget its keys. `purpose` names the key of its file."""

    def __init__(self, folder: Path, store_id: str, root: RootKey, purpose: str = "") -> None:
        check_library()
        self.folder = folder
        self.path = folder / STORE_FILE
        self.store_id = store_id
        self._root = root
        self._key = root.derive(purpose or f"sqlcipher/v1/{store_id}")
        self.passing = False
        """Whether its folder goes when it is closed."""
        self._listeners: list[Listener] = []
        self.anchor = AnchorFile(folder, root.derive("anchor/v1"))
        self._readers = Pool(self._engine("BEGIN"), most_kept=4)
        self._writer = Pool(self._engine("BEGIN IMMEDIATE"), most_kept=1)
        self._turn_to_write = Lock()
        _watch_writes(self._writer.engine)

    def _engine(self, begin: str) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=sqlite,
            creator=lambda: connect(self.path, self._key),
            poolclass=NullPool,
            hide_parameters=True,
        )

        def do_begin(dbapi_connection: Any) -> None:
            dbapi_connection.execute(begin)

        # By the dialect, not by an event: an engine with events pays for them at every statement.
        engine.dialect.do_begin = do_begin  # type: ignore[method-assign]
        return engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and writes nothing.

        Raises Unread when the disk does not answer, or a page is not whole.
        """
        try:
            with self._readers.one() as connection:
                yield self._session(connection)
        except DBAPIError as error:
            if is_of_the_disk(error) or is_of_a_page(error) or is_for_reading(error):
                raise Unread(str(error.orig)) from error
            raise

    @contextmanager
    def write(self, acting: Acting) -> Iterator[Session]:
        """Give a session in one transaction: kept whole at the end of the block, or not at all.

        Raises Trouble when the disk or another program stops it; the words typed are the caller's to keep.
        """
        ballast.give_way(self.folder.parent)
        try:
            with self._writing() as connection:
                session = self._session(connection)
                session.info["acting"] = acting
                connection.info["touched"] = set()
                connection.begin()
                yield session
                touched = frozenset(connection.info["touched"])
                self._commit(session)
                self._move_anchor(session)
        except DBAPIError as error:
            raise not_saved(error) from error
        for listener in tuple(self._listeners):
            listener(touched)

    def _commit(self, session: Session) -> None:
        facts = tuple(session.info.get("recorded", ()))
        try:
            session.commit()
        except DBAPIError as error:
            session.rollback()
            # A COMMIT that raises may still have reached the disk: look before saying "not saved".
            if facts and self._holds(facts[-1]):
                return
            if not is_full(error):
                _write_over(session)
            raise

    def _move_anchor(self, session: Session) -> None:
        if head := session.info.get("head"):
            self.anchor.write(Anchor(self.store_id, *head))

    def _holds(self, fact_id: str) -> bool:
        try:
            with self.read() as session:
                found = session.execute(text("SELECT 1 FROM journal WHERE id = :id"), {"id": fact_id}).first()
        except (DBAPIError, Trouble) as error:
            raise not_known() from error
        return found is not None

    def _session(self, connection: Connection) -> Session:
        session = Session(connection)
        session.info["store"] = self
        return session

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give the connection that writes, to one at a time."""
        if not self._turn_to_write.acquire(timeout=LONGEST_WAIT):
            raise in_use()
        try:
            with self._writer.one() as connection:
                yield connection
        finally:
            self._turn_to_write.release()

    def on_commit(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the names of the tables each commit touched; return what undoes it.

        It is called on the thread that wrote.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def sealer(self, purpose: str) -> Sealer:
        """Return the sealer for one purpose."""
        return Sealer(self._root, purpose)

    @property
    def root(self) -> RootKey:
        """Return the root key itself: only for changing who may sign in."""
        return self._root

    def key(self, purpose: str) -> Key:
        """Return the derived 32-byte key for one purpose; it is wiped when the store is closed."""
        return self._root.derive(purpose)

    def slim(self) -> None:
        """Let go of the pages a large write left in memory. Waits for a write that is under way."""
        with self._writing() as connection:
            connection.connection.cursor().execute("PRAGMA shrink_memory")

    def elsewhere(self, folder: Path, purpose: str = "") -> "Store":
        """Return the same store as it lies in another folder: a backup, or what was put aside.

        Both hold one root key, so let go of this one by `release`, not by `close`.
        """
        return Store(folder, self.store_id, self._root, purpose)

    def whole(self) -> Any:
        """Return a connection of the caller's own, to copy the whole file with, and to close."""
        return connect(self.path, self._key, guarded=False)

    def release(self) -> None:
        """Close every connection, so that the folder can be moved; they open again when needed."""
        self._readers.dispose()
        self._writer.dispose()

    def moved_to(self, folder: Path) -> None:
        """Go on in another folder."""
        self.folder, self.path = folder, folder / STORE_FILE
        self.anchor = AnchorFile(folder, self._root.derive("anchor/v1"))

    def close(self) -> None:
        """Close every connection and wipe the key."""
        self.release()
        self._key.wipe()
        self._root.wipe()
        if self.passing:
            shutil.rmtree(self.folder, ignore_errors=True)


def _watch_writes(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def _note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if table := _written(statement):
            connection.info.setdefault("touched", set()).add(table)


@lru_cache(maxsize=1024)
def _written(statement: str) -> str | None:
    """Return the table a statement writes; None when it writes none."""
    written = _WRITES.match(statement)
    return written[1] if written else None


def _write_over(session: Session) -> None:
    """Write over what a refused COMMIT left at the end of the log.

    It is not seen now, but may be there whole, and a crash would find it: then “not saved” would not have been true.
    """
    connection = session.connection()
    try:
        number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
        session.commit()
    except DBAPIError as error:
        connection.invalidate(error)
        raise not_known() from error


def acting(session: Session) -> Acting:
    """Return who acts in a writing session."""
    who: Acting = session.info["acting"]
    return who


def store_of(session: Session) -> Store:
    """Return the store a session belongs to."""
    store: Store = session.info["store"]
    return store

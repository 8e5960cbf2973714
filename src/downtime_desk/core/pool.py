"""Connections kept from one transaction to the next.

A short reading takes less time than SQLAlchemy's own pool does to hand out a connection and to take it back.
"""

from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from downtime_desk.core.refused import is_for_reading, is_of_a_page

Kept = list[Connection]


class Pool:
    """Connections of an engine that pools none itself. The one used last goes first: it has the pages at hand."""

    def __init__(self, engine: Engine, most_kept: int) -> None:
        self.engine = engine
        self._most_kept = most_kept
        self._kept: Kept = []
        self._lock = Lock()

    def one(self) -> "Lent":
        """Lend a connection for a `with` block."""
        return Lent(self)

    def take(self) -> tuple[Connection, "Kept"]:
        """Return a connection, and where it is to be given back."""
        with self._lock:
            kept = self._kept
            if kept:
                return kept.pop(), kept
        return self.engine.connect(), kept

    def give_back(self, connection: Connection, kept: "Kept") -> None:
        """Take a connection back; what was not committed is undone."""
        if _undone(connection):
            with self._lock:
                # Those of before a `dispose` belong to files that may have been moved since.
                if kept is self._kept and len(kept) < self._most_kept:
                    kept.append(connection)
                    return
        connection.close()

    def dispose(self) -> None:
        """Close every connection; one that is in use is closed at the end of its block."""
        with self._lock:
            kept, self._kept = self._kept, []
        for connection in kept:
            connection.close()


class Lent:
    """A connection for the time of a `with` block."""

    __slots__ = ("_connection", "_kept", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __enter__(self) -> Connection:
        self._connection, self._kept = self._pool.take()
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        if isinstance(error, DBAPIError) and (is_of_a_page(error) or is_for_reading(error)):
            # a connection that once could not read a page reads that page no more, and writes none
            self._connection.invalidate(error)
        self._pool.give_back(self._connection, self._kept)


def _undone(connection: Connection) -> bool:
    """Undo what was not committed; say whether the connection can be used again."""
    if connection.invalidated:
        return False
    try:
        connection.rollback()
    except DBAPIError as error:
        connection.invalidate(error)
    return not connection.invalidated

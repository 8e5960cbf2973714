"""Connections kept from one transaction to the next.

A short reading takes less time than SQLAlchemy's own pool does to hand out a connection and to take it back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from downtime_desk.core.refused import is_for_reading, is_of_a_page


class Pool:
    """Connections of an engine that pools none itself. The one used last goes first: it has the pages at hand."""

    def __init__(self, engine: Engine, most_kept: int) -> None:
        self.engine = engine
        self._most_kept = most_kept
        self._kept: list[Connection] = []
        self._lock = Lock()

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """Give a connection; what was not committed is undone at the end of the block."""
        with self._lock:
            kept = self._kept
            connection = kept.pop() if kept else None
        connection = connection or self.engine.connect()
        try:
            yield connection
        except DBAPIError as error:
            if is_of_a_page(error) or is_for_reading(error):
                # a connection that once could not read a page reads that page no more, and writes none
                connection.invalidate(error)
            raise
        finally:
            self._take_back(connection, kept)

    def _take_back(self, connection: Connection, kept: list[Connection]) -> None:
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


def _undone(connection: Connection) -> bool:
    """Undo what was not committed; say whether the connection can be used again."""
    if connection.invalidated:
        return False
    try:
        connection.rollback()
    except DBAPIError as error:
        connection.invalidate(error)
    return not connection.invalidated

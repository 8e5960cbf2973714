"""The session: one transaction, and what is known about it while it runs.

SQLAlchemy's own is part of its object mapper, which nothing here uses and every start would wait for.
"""

from typing import Any

from sqlalchemy import Connection


class Session:
    """A connection inside one transaction. `execute` is the connection's own; `info` is the caller's to fill."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.execute = connection.execute
        self.info: dict[str, Any] = {}

    def connection(self) -> Connection:
        """Return the connection, for statements as the driver takes them."""
        return self._connection

    def commit(self) -> None:
        """Keep what was written."""
        self._connection.commit()

    def rollback(self) -> None:
        """Undo what was written, and end the transaction."""
        self._connection.rollback()

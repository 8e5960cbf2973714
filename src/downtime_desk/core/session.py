"""The session: one transaction, and what is known about it while it runs.

SQLAlchemy's own is part of its object mapper, which nothing here uses and every start would wait for.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.sql.selectable import TypedReturnsRows

from downtime_desk.core.prepared import Prepared, Rows

Columns = TypeVarTuple("Columns")
Values: TypeAlias = Mapping[str, Any]


class Session:
    """A connection inside one transaction. `info` is the caller's to fill."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.info: dict[str, Any] = {}

    @overload
    def execute(self, statement: Prepared, values: Values = ...) -> Rows: ...

    @overload
    def execute(
        self, statement: TypedReturnsRows[*Columns], values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*Columns]: ...

    @overload
    def execute(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...

    def execute(self, statement: Any, values: Any = None) -> Any:
        """Execute a statement of SQLAlchemy's, or one prepared, with values by name."""
        if isinstance(statement, Prepared):
            return statement.execute(self._connection, values or {})
        return self._connection.execute(statement, values)

    def connection(self) -> Connection:
        """Return the connection, for statements as the driver takes them."""
        return self._connection

    def commit(self) -> None:
        """Keep what was written."""
        self._connection.commit()

    def rollback(self) -> None:
        """Undo what was written, and end the transaction."""
        self._connection.rollback()

"""Statements worked out once, for what is asked again and again.

SQLAlchemy looks up the compiled form of a statement, its parameters and the shape of its rows at every call, which
costs several times what SQLite needs to answer a short question. A prepared statement keeps all of that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, LargeBinary, Select, bindparam, func, select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.engine import IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]

_DIALECT = dialect(paramstyle="qmark")


class Prepared:
    """A statement that stays the same, kept as a constant of its module; only the values by name differ.

    A list of its own for an IN would make it another statement for each length: see `among`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def execute(self, connection: Connection, values: Values) -> Result[Any]:
        """Execute it in the connection's transaction; what it returns holds rows only where it reads."""
        names = tuple(values)
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = _Form(self._statement, names)
        return form.execute(connection, values)


class _Form:
    """A statement as the driver takes it, for values of some names: an INSERT writes only the columns it is given."""

    def __init__(self, statement: ClauseElement, names: tuple[str, ...]) -> None:
        compiled = _DIALECT.statement_compiler(_DIALECT, statement, column_keys=sorted(names))
        _refuse_what_it_cannot_hold(compiled, names)
        written = compiled.construct_expanded_state(dict.fromkeys(names))
        self._sql = written.statement
        self._fixed = {name: value for name, value in written.parameters.items() if name not in names}
        self._in_order = _picker(written.positiontup or ())
        self._shape: SimpleResultMetaData | None = None

    def execute(self, connection: Connection, values: Values) -> Result[Any]:
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        given = self._in_order({**self._fixed, **values})
        for heard in connection.engine.dispatch.before_cursor_execute:
            heard(connection, cursor, self._sql, given, None, False)
        try:
            cursor.execute(self._sql, given)
        except sqlite.Error as error:
            raise self._as_usual(error) from error
        if self._shape is None:
            self._shape = SimpleResultMetaData([column[0] for column in cursor.description or ()])
        return IteratorResult(self._shape, self._rows(cursor))

    def _rows(self, cursor: Any) -> Iterator[Any]:
        try:
            yield from cursor
        except sqlite.Error as error:
            raise self._as_usual(error) from error

    def _as_usual(self, error: Exception) -> BaseException:
        """Return an error as SQLAlchemy raises it, without the values: they are about people."""
        return DBAPIError.instance(self._sql, None, error, sqlite.Error, hide_parameters=True)


def among(name: str) -> Select[Any]:
    """Return what an IN takes, for a list of any length given as `listed` under this name."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def listed(values: Iterable[object]) -> str:
    """Return values as `among` takes them."""
    return msgspec.json.encode(list(values)).decode()


def _picker(places: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple(values[name] for name in places)


def _refuse_what_it_cannot_hold(compiled: SQLCompiler, names: tuple[str, ...]) -> None:
    """Raise TypeError for a list that differs, and for a value SQLAlchemy would convert on its way to the driver."""
    for name, bind in compiled.binds.items():
        kind = bind.type.dialect_impl(_DIALECT)
        if bind.expanding and name in names:
            raise TypeError(f"{name} is a list: a prepared statement takes it by `among`")
        if not isinstance(kind, LargeBinary) and kind.bind_processor(_DIALECT) is not None:
            raise TypeError(f"{name} would be converted, which a prepared statement does not do")

"""Statements worked out once, for what is asked again and again.

SQLAlchemy looks up the compiled form of a statement, its parameters and the shape of its rows at every call, which
costs several times what SQLite needs to answer a short question. A prepared statement keeps all of that.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, LargeBinary, Select, bindparam, func, select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]

_DIALECT = dialect(paramstyle="qmark")


class Rows:
    """What a prepared statement reads: named tuples, each read when it is asked for. It can be gone through once."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def all(self) -> list[Any]:
        """Return every row."""
        return list(self._rows)

    def first(self) -> Any:
        """Return the first row, None when there is none, and read no further."""
        row = next(self._rows, None)
        # SQLite goes on reading, and sees what there was, until the cursor is let go.
        self._rows = iter(())
        return row

    def one(self) -> Any:
        """Return the only row; raise when there is none, or another."""
        rows = self.all()
        if not rows:
            raise NoResultFound("No row was found when one was required")
        if len(rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when exactly one was required")
        return rows[0]

    def scalar(self) -> Any:
        """Return the first value of the first row, None when there is none."""
        row = self.first()
        return None if row is None else row[0]

    def scalars(self) -> "Rows":
        """Return the first value of each row."""
        return Rows(map(itemgetter(0), self._rows))


class Prepared:
    """A statement that stays the same, kept as a constant of its module; only the values by name differ.

    A list of its own for an IN would make it another statement for each length: see `among`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def execute(self, connection: Connection, values: Values) -> Rows:
        """Execute it in the connection's transaction; what it returns holds rows only where it reads."""
        names = tuple(values)
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = _Form(self._statement, names)
        if not connection.in_transaction():
            connection.begin()
        driver: Any = connection.connection.dbapi_connection
        cursor = driver.cursor()
        given = form.in_order({**form.fixed, **values})
        for heard in connection.engine.dispatch.before_cursor_execute:
            heard(connection, cursor, form.sql, given, None, False)
        try:
            cursor.execute(form.sql, given)
        except sqlite.Error as error:
            raise form.as_usual(error) from error
        return Rows(form.rows(cursor))


class _Form:
    """A statement as the driver takes it, for values of some names: an INSERT writes only the columns it is given."""

    def __init__(self, statement: ClauseElement, names: tuple[str, ...]) -> None:
        compiled = _DIALECT.statement_compiler(_DIALECT, statement, column_keys=sorted(names))
        _refuse_what_it_cannot_hold(compiled, names)
        written = compiled.construct_expanded_state(dict.fromkeys(names))
        self.sql = written.statement
        self.fixed = {name: value for name, value in written.parameters.items() if name not in names}
        self.in_order = _picker(written.positiontup or ())
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def rows(self, cursor: Any) -> Iterator[Any]:
        """Yield what a cursor reads, as named tuples."""
        if self._row is None:
            self._row = _named(cursor)
        row = self._row
        try:
            for each in cursor:
                yield row(each)
        except sqlite.Error as error:
            raise self.as_usual(error) from error

    def as_usual(self, error: Exception) -> BaseException:
        """Return an error as SQLAlchemy raises it, without the values: they are about people."""
        return DBAPIError.instance(self.sql, None, error, sqlite.Error, hide_parameters=True)


def _named(cursor: Any) -> Callable[[Sequence[Any]], Any]:
    """Return what makes a row of a cursor a tuple with names; what writes has no columns, and no rows."""
    names = [column[0] for column in cursor.description or ()]
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc] # known only now
    make: Callable[[Sequence[Any]], Any] = row._make
    return make


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

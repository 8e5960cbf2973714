"""The one schema: every slice declares its tables here, so that migrations and replay see them all."""

from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def projection(name: str, *parts: Any) -> Table:
    """Declare a table of ours: only a fact's `apply` writes it, and replay rebuilds it."""
    return Table(name, metadata, *parts, sqlite_strict=True, info={"projection": True})


def table(name: str, *parts: Any) -> Table:
    """Declare any other table: the journal, a mirror of the main system, what is waiting to be done."""
    return Table(name, metadata, *parts, sqlite_strict=True, info={"projection": False})


def kept_bytes(name: str) -> Table:
    """Declare a table of files, each under the SHA-256 of its bytes in hexadecimal.

    A projection's column of such digests says so by `info={"bytes_in": name}`; `examine` compares all of them.
    """
    columns = (Column("sha256", Text, primary_key=True), Column("bytes", LargeBinary, nullable=False))
    return Table(name, metadata, *columns, sqlite_strict=True, info={"projection": False})


def projections() -> list[Table]:
    """Return the tables replay rebuilds."""
    return [each for each in metadata.sorted_tables if each.info["projection"]]

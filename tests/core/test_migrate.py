"""Migrations: the schema they make is the schema the program declares, and nothing is lost on the way."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from downtime_desk.core import migrate
from downtime_desk.core.connection import connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.tables import metadata

KEY = bytes(range(32))


def _ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    return not (kind == "table" and (name == "alembic_version" or "_fts" in (name or "")))


def test_migrations_make_the_tables_the_program_declares(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.bring_up_to_date(path, KEY)
    engine = create_engine("sqlite://", module=sqlite, creator=lambda: connect(path, KEY, guarded=False))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_store_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.bring_up_to_date(path, KEY)
    with closing(connect(path, KEY, guarded=False)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = path.read_bytes()
    with pytest.raises(Trouble, match="newer"):
        migrate.bring_up_to_date(path, KEY)
    assert path.read_bytes() == before


def test_a_wrong_key_makes_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.bring_up_to_date(path, KEY)
    before = path.read_bytes()
    with pytest.raises(Trouble, match="cannot be read"):
        migrate.bring_up_to_date(path, bytes(32))
    assert path.read_bytes() == before


def test_an_older_store_is_copied_and_checked_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.bring_up_to_date(path, KEY)
    with closing(connect(path, KEY, guarded=False)) as connection:
        connection.execute("DROP TABLE managers")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.execute("ALTER TABLE delivery DROP COLUMN way")
        connection.execute("DROP INDEX ix_mirror_past_until")
        connection.execute("DROP INDEX ix_people_seen")
        connection.execute("ALTER TABLE people DROP COLUMN holds")
        for later in _made_after("0003"):
            connection.execute(f"DROP TABLE {later}")
        connection.execute("INSERT INTO settings VALUES ('organisation', '{\"name\":\"Harbour Lane\"}')")
        connection.execute("PRAGMA user_version = 2")
    copy = migrate.bring_up_to_date(path, KEY)
    assert copy is not None
    for each in (copy, path):
        with closing(connect(each, KEY)) as connection:
            assert connection.execute("SELECT count(*) FROM settings").fetchone() == (1,)
    with closing(connect(path, KEY)) as connection:
        assert migrate.schema_number(connection) == migrate.latest()
        assert connection.execute("SELECT count(*) FROM managers").fetchone() == (0,)


def _made_after(version: str) -> list[str]:
    """Return the tables later migrations make, read from their own text."""
    import re

    names: list[str] = []
    for path in sorted((migrate.shipped("migrations") / "versions").glob("*.py")):
        if path.name[:4] > version:
            names += re.findall(r'op\.create_table\(\s*"(\w+)"', path.read_text())
    return names

"""Bringing a store from an earlier release up to this one, with a checked copy made first.

The schema's number is `PRAGMA user_version`: the count of migrations. Alembic is imported only when the
numbers differ.
"""

import contextlib
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from downtime_desk.core.connection import connect, give_key
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import OWNER_ONLY
from downtime_desk.core.paths import shipped


def latest() -> int:
    """Return the schema number of this release."""
    versions = shipped("migrations") / "versions"
    # not `glob`, which leaves out what it cannot read
    names = (path.name for path in versions.iterdir())
    return max(int(found[1]) for name in names if (found := re.fullmatch(r"(\d{4})_\w+\.py", name)))


def schema_number(connection: Any) -> int:
    """Return the schema number of an open store."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(path: Path, key: bytes | bytearray) -> Path | None:
    """Migrate the store if it is older than this release; return the copy made before, if one was.

    Raises Trouble when the store was written by a newer release; nothing is changed then.
    """
    _keep_private(path)
    with closing(connect(path, key, guarded=False)) as connection:
        found = schema_number(connection)
        if found == latest():
            return None
        if found > latest():
            raise Trouble(
                f"This store was last used by a newer Downtime Desk (it is at {found}, this one knows {latest()}).",
                "Install the newer version to open it. Nothing was changed.",
            )
        copy = _checked_copy(connection, path, key, found) if found else None
    _upgrade(path, key, latest())
    return copy


def _keep_private(path: Path) -> None:
    """Let only its owner read a store, before there is anything in it; what SQLite puts beside it follows."""
    with contextlib.suppress(OSError):  # a file system without modes, or one that cannot be written
        path.touch(OWNER_ONLY)
        path.chmod(OWNER_ONLY)


def _checked_copy(connection: Any, path: Path, key: bytes | bytearray, number: int) -> Path:
    copy = path.with_name(f"{path.stem}-before-{number + 1:04d}.db")
    copy.unlink(missing_ok=True)
    with closing(sqlite.connect(str(copy), isolation_level=None)) as target:
        give_key(target, key)
        connection.backup(target)
    copy.chmod(OWNER_ONLY)
    with closing(connect(copy, key)) as reopened:
        verdict = [row[0] for row in reopened.execute("PRAGMA quick_check")]
        if verdict != ["ok"] or schema_number(reopened) != number:
            raise Trouble(
                "The copy made before the upgrade does not check out, so the upgrade was not started.",
                "Nothing was changed. Free some disk space and try again.",
            )
    return copy


def _upgrade(path: Path, key: bytes | bytearray, number: int) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: connect(path, key, guarded=False),
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, f"{number:04d}")
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    finally:
        engine.dispose()

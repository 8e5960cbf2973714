"""The libraries underneath are the ones we judged safe, and the lock says so for every system."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from packaging.requirements import Requirement
from packaging.version import Version

CHECKOUT = Path(__file__).parents[2]
LOCKS = [CHECKOUT / "packaging" / "requirements.lock", CHECKOUT / "packaging" / "requirements-dev.lock"]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())

WAL_RESET_FIXED = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can corrupt a store when the write-ahead log is reset."""

LOSES_NONE_ON_311 = Version("6.12")
"""From here PySide6 loses references to None on Python 3.11 and aborts after a few thousand calls."""


def pins(lock: Path) -> dict[str, Version]:
    """Return each library in a lock with its version."""
    return {
        name: Version(version)
        for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(), re.M)
    }


def test_sqlite_does_not_corrupt_the_store_when_the_log_is_reset():
    assert sqlcipher3.dbapi2.sqlite_version_info >= WAL_RESET_FIXED


@pytest.mark.parametrize("library", ["PySide6-Essentials", "PySide6-Addons", "shiboken6"])
def test_qt_does_not_lose_none(library):
    assert Version(importlib.metadata.version(library)) < LOSES_NONE_ON_311


def test_qt_survives_ten_thousand_model_resets():
    many = (
        "from PySide6.QtCore import QAbstractListModel\n"
        "class Model(QAbstractListModel):\n"
        "    def rowCount(self, parent=None): return 0\n"
        "model = Model()\n"
        "for _ in range(10_000):\n"
        "    model.beginResetModel()\n"
        "    model.endResetModel()\n"
    )
    assert subprocess.run([sys.executable, "-c", many], check=False).returncode == 0


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_library_is_pinned_by_hash(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert len(entries) > 30
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_place_to_fetch_from(lock):
    assert re.findall(r"://|--\w*index|--find-links|--trusted-host| @ ", lock.read_text()) == []


def test_what_the_program_needs_is_what_the_lock_pins():
    project = PROJECT["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["practice"]
    assert unmet(needed, pins(LOCKS[0])) == []
    assert unmet(needed + PROJECT["dependency-groups"]["dev"], pins(LOCKS[1])) == []


def test_both_locks_agree():
    runtime, dev = map(pins, LOCKS)
    assert runtime.items() <= dev.items()


def unmet(needed: list[str], pinned: dict[str, Version]) -> list[str]:
    """Return the requirements a lock does not meet."""
    parsed = {re.sub(r"[._]", "-", r.name.lower()): r for r in map(Requirement, needed)}
    return [str(r) for name, r in parsed.items() if name not in pinned or pinned[name] not in r.specifier]

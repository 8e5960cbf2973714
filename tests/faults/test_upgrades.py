"""A store of every earlier release, killed at any moment of its upgrade: as it was, or new; whole, and with all it held."""

from contextlib import closing
from pathlib import Path

import pytest

from downtime_desk.core import migrate
from downtime_desk.core.connection import connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.paths import STORE_FILE
from tests.faults.acts import BARE_KEY
from tests.faults.kill import each_kill, strace_is_here
from tests.faults.recording import prefixes, record
from tests.plugins.matrix import Tally

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
POINTS = 60
"""Calls at which each of the releases below is killed, as rebuilt from one record of it."""
AGAIN, REAL = 3, 3
HELD = "INSERT INTO settings VALUES ('organisation', '{\"name\":\"Harbour Lane\"}')"


def of_release(folder: Path, number: int) -> Path:
    """Make the store of an earlier release, with something in it."""
    folder.mkdir()
    migrate._upgrade(folder / STORE_FILE, BARE_KEY, number)
    with closing(connect(folder / STORE_FILE, BARE_KEY, guarded=False)) as connection:
        connection.execute(HELD)
    return folder


def look(store: Path) -> int:
    """Return the release of a store; it has to be whole and to hold what it held."""
    with closing(connect(store, BARE_KEY, guarded=False)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (1,)
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        number = migrate.schema_number(connection)
    assert int(version) == number, "the tables and what they are said to be"
    return number


@pytest.mark.takes(15)
def test_killed_in_an_upgrade(tmp_path: Path, tally: Tally) -> None:
    killed = again = begun = 0
    for number in (1, migrate.latest() // 2, migrate.latest() - 1):
        template = of_release(tmp_path / f"release-{number}", number)
        recording = record(template, tmp_path, "tests.faults.acts:upgrade")
        step = max(1, len(recording.calls) // POINTS)
        for place, disk in prefixes(recording):
            if place % step:
                continue
            store = disk.put(tmp_path / "left") / STORE_FILE
            found = look(store)
            assert found in (number, migrate.latest()), f"release {number}, before call {place}"
            begun += found == number
            killed += 1
            if killed % (POINTS // AGAIN) == 0:
                migrate.bring_up_to_date(store, BARE_KEY)
                assert look(store) == migrate.latest(), f"release {number}, before call {place}"
                again += 1
    assert again >= 2 * AGAIN
    assert 0 < begun < killed, "some kills came before it was in place, some after"
    told = f"whole, as before or upgraded; {again} of them upgraded again"
    tally(18, "stores of three releases, killed at a call", killed, "kills", told)


def test_a_real_kill_in_an_upgrade_leaves_one_of_these(tmp_path: Path) -> None:
    template = of_release(tmp_path / "release", migrate.latest() - 1)
    for left in each_kill(template, tmp_path, "tests.faults.acts:upgrade", most=REAL):
        assert look(left.home / STORE_FILE) in (migrate.latest() - 1, migrate.latest()), left.at


def test_the_store_of_every_earlier_release_is_upgraded(tmp_path: Path, tally: Tally) -> None:
    for number in range(1, migrate.latest()):
        store = of_release(tmp_path / f"release-{number}", number) / STORE_FILE
        copy = migrate.bring_up_to_date(store, BARE_KEY)
        assert copy is not None
        assert look(copy) == number, "the copy made first is of the release before"
        assert look(store) == migrate.latest()
    tally(18, "every earlier release", migrate.latest() - 1, "upgrades", "copied first, then upgraded whole")


def test_a_newer_store_is_left_alone_by_each(tmp_path: Path) -> None:
    store = of_release(tmp_path / "newer", migrate.latest()) / STORE_FILE
    with closing(connect(store, BARE_KEY, guarded=False)) as connection:
        connection.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    before = store.read_bytes()
    with pytest.raises(Trouble, match="newer Downtime Desk"):
        migrate.bring_up_to_date(store, BARE_KEY)
    assert store.read_bytes() == before

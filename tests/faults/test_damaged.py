"""A store that was damaged, cut, put back or tampered with: found out every time, and never read as if it were whole."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from downtime_desk.access.actions import Founded, store_folder
from downtime_desk.core.connection import connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import STORE_FILE
from downtime_desk.outages.actions import Declare, Note, declare, note
from tests.conftest import NIGHT
from tests.faults.acts import signed_in
from tests.faults.looking import Eyes
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.faults
DAMAGES = 1000
TAMPERINGS = 100
PAGE = 4096


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    """A store with an outage declared, all of it in the one file."""
    here = founded.signed_in
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    here.store.close()
    return tmp_path / "home"


@pytest.fixture
def eyes(home: Path, tmp_path: Path) -> Eyes:
    shutil.copytree(home, tmp_path / "opened")
    return Eyes.of(tmp_path / "opened")


@pytest.fixture
def grown(home: Path, tmp_path: Path) -> Path:
    """The same store a while later, its last words still in the log beside it."""
    later = tmp_path / "later"
    shutil.copytree(home, later)
    here = signed_in(later)
    for number in range(6):
        with here.store.write(here.acting) as session:
            note(session, Note(f"Note {number}.", here.acting.now()))
    shutil.copytree(later, tmp_path / "grown")
    here.store.close()
    return tmp_path / "grown"


def flip(data: bytearray, draw: random.Random) -> None:
    """Turn one bit over."""
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def smash(data: bytearray, draw: random.Random) -> None:
    """Fill a sector with noise."""
    start = draw.randrange(len(data) // 512) * 512
    data[start : start + 512] = draw.randbytes(512)


def cut_off(data: bytearray, draw: random.Random) -> None:
    """Lose the end."""
    del data[draw.randrange(len(data)) :]


def empty(data: bytearray, _draw: random.Random) -> None:
    """Lose everything."""
    data.clear()


KINDS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "a bit flipped": flip,
    "a sector smashed": smash,
    "cut short": cut_off,
    "empty": empty,
}


def found_wrong(eyes: Eyes, home: Path) -> list[str]:
    """Return what is said to be wrong with a store: pages, chain, tables, or how far it reaches."""
    path = store_folder(home) / STORE_FILE
    try:
        with closing(connect(path, eyes.key)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
            found += [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except (sqlite.DatabaseError, Trouble) as error:
        return [str(error)]
    return found or eyes.faults(home, [])


def test_a_whole_store_is_found_whole(home: Path, grown: Path, eyes: Eyes) -> None:
    assert found_wrong(eyes, grown) == []
    assert found_wrong(eyes, home) == []


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_pages_are_found(home: Path, eyes: Eyes, tmp_path: Path, kind: str, tally: Tally) -> None:
    draw = random.Random(kind)
    path, here = store_folder(home) / STORE_FILE, tmp_path / "damaged"
    whole, times = path.read_bytes(), 1 if kind == "empty" else DAMAGES // 4
    shutil.copytree(home, here)
    for number in range(times):
        data = bytearray(whole)
        KINDS[kind](data, draw)
        _put(here, bytes(data))
        assert found_wrong(eyes, here), f"{kind}, number {number}"
    tally(10, kind, times, "stores", "each found out")


@pytest.mark.parametrize("how", ["gone", "a bit flipped", "cut short"])
def test_a_log_that_lost_its_end_is_found(
    grown: Path, eyes: Eyes, tmp_path: Path, how: str, tally: Tally
) -> None:
    draw, here = random.Random(how), tmp_path / "damaged"
    shutil.copytree(grown, here)
    log = store_folder(grown) / f"{STORE_FILE}-wal"
    logged, whole = log.read_bytes(), (store_folder(grown) / STORE_FILE).read_bytes()
    times = 1 if how == "gone" else DAMAGES // 8
    lost, all_of_it = 0, _reached(eyes, grown)
    for number in range(times):
        data = bytearray(logged)
        if how != "gone":
            KINDS[how](data, draw)
        _put(here, whole, None if how == "gone" else bytes(data))
        reached = _reached(eyes, here)
        if reached < all_of_it:
            lost += 1
            assert found_wrong(eyes, here), f"{how}, number {number}: it reaches {reached}"
    assert lost
    tally(10, f"log beside it, {how}", lost, "stores", "each found out")


def test_an_older_store_put_back_is_found(home: Path, grown: Path, eyes: Eyes, tally: Tally) -> None:
    (store_folder(grown) / f"{STORE_FILE}-wal").unlink()
    shutil.copyfile(store_folder(home) / STORE_FILE, store_folder(grown) / STORE_FILE)
    (found,) = found_wrong(eyes, grown)
    assert "before the" in found
    tally(10, "an older store put back", 1, "stores", "found out")


def test_an_older_page_put_back_is_found(
    home: Path, grown: Path, eyes: Eyes, tmp_path: Path, tally: Tally
) -> None:
    with closing(connect(store_folder(grown) / STORE_FILE, eyes.key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    old = (store_folder(home) / STORE_FILE).read_bytes()
    new = (store_folder(grown) / STORE_FILE).read_bytes()
    changed = [
        page for page in range(1, min(len(old), len(new)) // PAGE) if _page(old, page) != _page(new, page)
    ]
    here = tmp_path / "damaged"
    shutil.copytree(grown, here)
    for page in changed:
        _put(here, new[: page * PAGE] + _page(old, page) + new[(page + 1) * PAGE :])
        assert found_wrong(eyes, here), f"page {page}"
    assert changed
    tally(10, "an older page put back", len(changed), "stores", "each found out")


TAMPERED = {
    "words changed": "UPDATE journal SET payload = payload || ' ' WHERE seq = :seq",
    "another person": "UPDATE journal SET actor_name = 'Nobody' WHERE seq = :seq",
    "another time": "UPDATE journal SET recorded_at = '2020-01-01T00:00:00Z' WHERE seq = :seq",
    "an entry taken out": "DELETE FROM journal WHERE seq = :seq",
    "the end cut off": "DELETE FROM journal WHERE seq >= :seq",
    "two entries changed about": "UPDATE journal SET seq = CASE seq WHEN :seq THEN -1 ELSE :seq END WHERE seq IN (:seq, :seq + 1)",
    "an entry put in": "INSERT INTO journal SELECT :seq + 1000, 'forged', desk, desk_seq + 1000, recorded_at, actor, actor_name, outage, kind, schema, subject, base_version, corrects, payload, payload_salt, payload_digest, prev_hash, hash FROM journal WHERE seq = :seq",
    "a hash changed": "UPDATE journal SET hash = upper(hash) WHERE seq = :seq",
}


def test_a_journal_that_was_tampered_with_is_found(
    grown: Path, eyes: Eyes, tmp_path: Path, tally: Tally
) -> None:
    """By somebody who has the key: the triggers are dropped first."""
    draw, here = random.Random("tamper"), tmp_path / "tampered"
    entries = _reached(eyes, grown)
    counted = dict.fromkeys(TAMPERED, 0)
    for number in range(TAMPERINGS):
        how = list(TAMPERED)[number % len(TAMPERED)]
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(grown, here)
        if _tampered(eyes, here, TAMPERED[how], draw.randrange(1, entries)):
            assert found_wrong(eyes, here), f"{how}, number {number}"
            counted[how] += 1
    assert all(counted.values())
    for how, times in counted.items():
        tally(14, how, times, "forgeries", "each found out")


def _tampered(eyes: Eyes, home: Path, statement: str, seq: int) -> bool:
    with closing(connect(store_folder(home) / STORE_FILE, eyes.key, guarded=False)) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        )
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        return bool(connection.execute(statement, {"seq": seq}).rowcount)


def _put(home: Path, store: bytes, log: bytes | None = None) -> None:
    folder = store_folder(home)
    (folder / f"{STORE_FILE}-shm").unlink(missing_ok=True)
    (folder / STORE_FILE).write_bytes(store)
    beside = folder / f"{STORE_FILE}-wal"
    beside.unlink(missing_ok=True)
    if log is not None:
        beside.write_bytes(log)


def _page(data: bytes, number: int) -> bytes:
    return data[number * PAGE : (number + 1) * PAGE]


def _reached(eyes: Eyes, home: Path) -> int:
    copied = home.with_name(f"{home.name}-read")
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(home, copied)
    with closing(connect(store_folder(copied) / STORE_FILE, eyes.key)) as connection:
        return int(connection.execute("SELECT max(seq) FROM journal").fetchone()[0])

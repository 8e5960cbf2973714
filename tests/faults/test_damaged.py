"""A store that was damaged, cut, put back or tampered with: found out every time, and never read as if it were whole."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import pytest

from downtime_desk.access.actions import Founded, read_keyfile, store_folder
from downtime_desk.backups.ladder import in_words, look_at_pages
from downtime_desk.core.connection import StoreError, connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.keys import RootKey, unlock
from downtime_desk.core.proving import look_at_the_end
from downtime_desk.core.store import STORE_FILE, Store
from downtime_desk.outages.actions import Declare, Note, declare, note
from tests.conftest import NIGHT, PASSPHRASE
from tests.faults.acts import signed_in
from tests.faults.test_every_call import MEMORY
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.faults
DAMAGES, LOGS, WHOLE = 300, 60, 10
TAMPERINGS = 100
PAGE = 4096
FALLS_SHORT = "The journal reaches as far as this laptop had written"


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    """A store with an outage declared, all of it in the one file."""
    here = founded.signed_in
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    here.store.close()
    return tmp_path / "home"


@pytest.fixture
def root(home: Path) -> RootKey:
    keyfile = read_keyfile(home)
    return unlock(keyfile, keyfile.of_kind("manager")[0], PASSPHRASE)


@pytest.fixture
def key(root: RootKey, home: Path) -> bytes:
    """The key of the file itself, as somebody has it who tampers with knowledge."""
    return bytes(root.derive(f"sqlcipher/v1/{read_keyfile(home).store_id}"))


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


@dataclass(frozen=True)
class Looking:
    """The program's own ways to find what is wrong with a store; it has the key."""

    root: RootKey
    opened: dict[Path, Store] = field(default_factory=dict)

    def wrong(self, home: Path) -> list[str]:
        """Return what is said when the store is opened, or else by `verify-store`."""
        try:
            look_at_pages(home, read_keyfile(home), self.root)
        except (Trouble, StoreError) as wrong:
            return [in_words(wrong, home).what]
        with self.store(home) as store:
            return [f"{each.what}: {fault}" for each in examine(store).findings for fault in each.faults]

    def at_sign_in(self, home: Path) -> str:
        """Return what is in doubt about the journal when somebody signs in."""
        with self.store(home) as store:
            return look_at_the_end(store) or ""

    @contextmanager
    def store(self, home: Path) -> Iterator[Store]:
        """Give the store in a home; what is kept of it meanwhile are compiled queries."""
        folder = store_folder(home)
        if folder not in self.opened:
            self.opened[folder] = Store(folder, read_keyfile(home).store_id, self.root.copy())
        try:
            yield self.opened[folder]
        finally:
            self.opened[folder].release()


@pytest.fixture
def looking(root: RootKey) -> Iterator[Looking]:
    made = Looking(root)
    yield made
    for store in made.opened.values():
        store.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """Return where the damaged ones are looked at: in memory, where the system has a folder there."""
    folder = Path(mkdtemp(prefix="downtime-desk-damaged-", dir=MEMORY if MEMORY.is_dir() else tmp_path))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


def test_a_whole_store_is_found_whole(home: Path, grown: Path, looking: Looking) -> None:
    assert looking.wrong(grown) == []
    assert looking.wrong(home) == []


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_pages_are_found(home: Path, looking: Looking, here: Path, kind: str, tally: Tally) -> None:
    draw = random.Random(kind)
    whole, times = (store_folder(home) / STORE_FILE).read_bytes(), 1 if kind == "empty" else DAMAGES
    shutil.copytree(home, here)
    for number in range(times):
        data = bytearray(whole)
        KINDS[kind](data, draw)
        _put(here, bytes(data))
        named = "".join(looking.wrong(here))
        assert "is damaged" in named or "Every page of the store is whole: " in named, (
            f"number {number}: {named}"
        )
    tally(10, kind, times, "stores", "each named as damage")


@pytest.mark.parametrize("how", ["gone", "a bit flipped", "cut short"])
def test_a_log_that_lost_its_end_is_found(
    grown: Path, looking: Looking, key: bytes, here: Path, how: str, tally: Tally
) -> None:
    draw = random.Random(how)
    shutil.copytree(grown, here)
    log = store_folder(grown) / f"{STORE_FILE}-wal"
    logged, whole = log.read_bytes(), (store_folder(grown) / STORE_FILE).read_bytes()
    times = 1 if how == "gone" else LOGS
    lost, all_of_it = 0, _reached(key, grown)
    for _ in range(times):
        data = bytearray(logged)
        if how != "gone":
            KINDS[how](data, draw)
        _put(here, whole, None if how == "gone" else bytes(data))
        reached = _reached(key, here)
        if reached < all_of_it:
            lost += 1
            ends = f"The journal ends at entry {reached}, but this laptop had come to entry {all_of_it}, "
            assert ends in looking.at_sign_in(here)
            assert lost % WHOLE or f"{FALLS_SHORT}: {ends}" in "".join(looking.wrong(here))
    assert lost
    tally(10, f"log beside it, {how}", lost, "stores", "each found out, and where the journal ends")


def test_an_older_store_put_back_is_found(home: Path, grown: Path, looking: Looking, tally: Tally) -> None:
    (store_folder(grown) / f"{STORE_FILE}-wal").unlink()
    shutil.copyfile(store_folder(home) / STORE_FILE, store_folder(grown) / STORE_FILE)
    (found,) = looking.wrong(grown)
    assert "an older store was put back" in found
    tally(10, "an older store put back", 1, "stores", "found out")


def test_an_older_page_put_back_is_found(
    home: Path, grown: Path, looking: Looking, key: bytes, here: Path, tally: Tally
) -> None:
    with closing(connect(store_folder(grown) / STORE_FILE, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    old = (store_folder(home) / STORE_FILE).read_bytes()
    new = (store_folder(grown) / STORE_FILE).read_bytes()
    changed = [
        page for page in range(1, min(len(old), len(new)) // PAGE) if _page(old, page) != _page(new, page)
    ]
    shutil.copytree(grown, here)
    for page in changed:
        _put(here, new[: page * PAGE] + _page(old, page) + new[(page + 1) * PAGE :])
        assert looking.wrong(here), f"page {page}"
    assert changed
    tally(10, "an older page put back", len(changed), "stores", "each found out")


@dataclass(frozen=True)
class Forgery:
    """A change of the journal at an entry, and how the program names it and the place."""

    statement: str
    named: Callable[[int], str]


TAMPERED = {
    "words changed": Forgery(
        "UPDATE journal SET payload = payload || ' ' WHERE seq = :seq",
        lambda seq: f"entry {seq}: its content was changed after it was written",
    ),
    "another person": Forgery(
        "UPDATE journal SET actor_name = 'Nobody' WHERE seq = :seq",
        lambda seq: f"entry {seq}: it was changed after it was written",
    ),
    "another time": Forgery(
        "UPDATE journal SET recorded_at = '2020-01-01T00:00:00Z' WHERE seq = :seq",
        lambda seq: f"entry {seq}: it was changed after it was written",
    ),
    "an entry taken out": Forgery(
        "DELETE FROM journal WHERE seq = :seq",
        lambda seq: f"entry {seq + 1}: number {seq + 1} stands where {seq} should",
    ),
    "the end cut off": Forgery(
        "DELETE FROM journal WHERE seq >= :seq", lambda seq: f"The journal ends at entry {seq - 1}, but"
    ),
    "two entries changed about": Forgery(
        "UPDATE journal SET seq = CASE seq WHEN :seq THEN -1 ELSE :seq END WHERE seq IN (:seq, :seq + 1)",
        lambda seq: f"entry {seq}: number {seq + 1} stands where {seq} should",
    ),
    "an entry put in": Forgery(
        "INSERT INTO journal SELECT :seq + 1000, 'forged', desk, desk_seq + 1000, recorded_at, actor, actor_name, outage, kind, schema, subject, base_version, corrects, payload, payload_salt, payload_digest, prev_hash, hash FROM journal WHERE seq = :seq",
        lambda seq: f"entry {seq + 1000}: number {seq + 1000} stands where",
    ),
    "a hash changed": Forgery(
        "UPDATE journal SET hash = upper(hash) WHERE seq = :seq",
        lambda seq: f"entry {seq}: it was changed after it was written",
    ),
}


def test_a_journal_that_was_tampered_with_is_found_and_the_place_named(
    grown: Path, looking: Looking, key: bytes, here: Path, tally: Tally
) -> None:
    """By somebody who has the key: the triggers are dropped first."""
    draw = random.Random("tamper")
    entries = _reached(key, grown)
    counted = dict.fromkeys(TAMPERED, 0)
    for number in range(TAMPERINGS):
        how = list(TAMPERED)[number % len(TAMPERED)]
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(grown, here)
        seq = draw.randrange(1, entries)
        if _tampered(key, here, TAMPERED[how].statement, seq):
            named = looking.wrong(here)
            assert TAMPERED[how].named(seq) in "".join(named), f"{how}, number {number}: {named}"
            counted[how] += 1
    assert all(counted.values())
    for how, times in counted.items():
        tally(14, how, times, "forgeries", "each named with its place")


def _tampered(key: bytes, home: Path, statement: str, seq: int) -> bool:
    with closing(connect(store_folder(home) / STORE_FILE, key, guarded=False)) as connection:
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


def _reached(key: bytes, home: Path) -> int:
    copied = home.with_name(f"{home.name}-read")
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(home, copied)
    with closing(connect(store_folder(copied) / STORE_FILE, key)) as connection:
        return int(connection.execute("SELECT max(seq) FROM journal").fetchone()[0])

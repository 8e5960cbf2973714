"""What was done to a store is named by `verify-store`, each thing by its own words; what cannot be proved is said."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from downtime_desk.access.actions import Found, Founded, found, sign_in, store_folder
from downtime_desk.backups.actions import back_up
from downtime_desk.cli import DONE, STORE_WRONG
from downtime_desk.core.anchor import ANCHOR_FILE
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.connection import connect
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import head
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.core.proving import make_checkpoint
from downtime_desk.core.store import Acting, Store
from tests.cli.conftest import Run, Runs
from tests.cli.test_ladder import a_page, manager
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.matrix
PAGE = 4096


class Laptop:
    """A store folder, what it was at two earlier times, a branch that went on by itself, and a code on paper."""

    def __init__(self, tmp_path: Path, founded: Founded, clock: Clock) -> None:
        self.clock, self.founded, self.folder = clock, founded, tmp_path
        self.home, self.store = tmp_path / "home", founded.signed_in.store
        self.key = self.store.key(f"sqlcipher/v1/{self.store.store_id}")
        self.write("x", 1)
        self.early = self.kept("early")
        self.sign()
        self.write("x", 2)
        self.sign()
        back_up(founded.signed_in, "close")
        self.late = self.kept("late")
        for number in (3, 4, 5):
            self.write("x", number)
        with self.store.read() as session:
            self.code = head(session).code
        with self.store.read():  # a connection that is open keeps the log from being moved into the file
            self.write("x", 6)
            self.in_log = self.copied("in-log")
        self.store.release()

    def write(self, name: str, value: object) -> None:
        note(self.store, self.founded.signed_in.acting, name, value)

    def sign(self) -> None:
        with self.store.write(self.founded.signed_in.acting) as session:
            make_checkpoint(session)

    def kept(self, name: str) -> Path:
        self.store.release()
        return self.copied(name)

    def copied(self, name: str) -> Path:
        return Path(shutil.copytree(store_folder(self.home), self.folder / name))

    def put(self, place: Path, *names: str) -> None:
        """Put files of another time or store in place of those that are there."""
        for name in names:
            (store_folder(self.home) / name).unlink(missing_ok=True)
            if (place / name).exists():
                shutil.copy2(place / name, store_folder(self.home) / name)


STORE = (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm")


def note(store: Store, acting: Acting, name: str, value: object) -> None:
    with store.write(acting) as session:
        change_setting(session, name, value)


def the_log_dropped(laptop: Laptop) -> None:
    laptop.put(laptop.in_log, STORE_FILE)


def an_older_store(laptop: Laptop) -> None:
    laptop.put(laptop.late, *STORE)


def the_tail_cut(laptop: Laptop) -> None:
    """By somebody with the key."""
    with closing(laptop.store.whole()) as whole:
        for (name,) in whole.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            whole.execute(f"DROP TRIGGER {name}")
        whole.execute("DELETE FROM journal WHERE seq > 9")


def a_page_replayed(laptop: Laptop) -> None:
    """The page of the settings as it was; it is whole, and opens with the key."""
    with closing(connect(laptop.store.path, laptop.key)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'settings'"
        page = connection.execute(query).fetchone()[0]
    old, new = (laptop.late / STORE_FILE).read_bytes(), bytearray(laptop.store.path.read_bytes())
    new[(page - 1) * PAGE : page * PAGE] = old[(page - 1) * PAGE : page * PAGE]
    laptop.store.path.write_bytes(new)


def a_branch_of_it(laptop: Laptop) -> None:
    """A copy that went on by itself, with as many entries and more."""
    other = laptop.folder / "other"
    other.mkdir()
    shutil.copytree(laptop.late, other / "store")
    there = sign_in(other, manager(laptop.home), PASSPHRASE, laptop.clock)
    for number in range(9):
        note(there.store, there.acting, "y", number)
    there.store.close()
    laptop.put(other / "store", *STORE)


def another_store(laptop: Laptop) -> Path:
    command = Found("Fernway Care", "01632 960500", "Joan Ellis", PASSPHRASE)
    found(laptop.folder / "another", command, laptop.clock, CHEAP).signed_in.store.close()
    return store_folder(laptop.folder / "another")


def another_s_store(laptop: Laptop) -> None:
    laptop.put(another_store(laptop), *STORE)


def another_s_anchor(laptop: Laptop) -> None:
    laptop.put(another_store(laptop), ANCHOR_FILE)


def an_older_anchor(laptop: Laptop) -> None:
    laptop.put(laptop.early, ANCHOR_FILE)


def no_anchor(laptop: Laptop) -> None:
    laptop.put(laptop.folder, ANCHOR_FILE)


def a_page_damaged(laptop: Laptop) -> None:
    a_page(store_folder(laptop.home))


Done = Callable[[Laptop], None]
NAMED: dict[Done, str] = {
    the_log_dropped: "an older store was put back, or its last changes were cut off",
    an_older_store: "an older store was put back, or its last changes were cut off",
    the_tail_cut: "The journal ends at entry 9, but this laptop had come to entry ",
    a_page_replayed: "settings x does not match the journal",
    a_branch_of_it: "another entry stands there: the store was exchanged",
    another_s_store: "it is not the one its keys belong to",
    another_s_anchor: "is damaged, or another store’s",
    an_older_anchor: "an older file was put in its place, or the disk did not take it for a while",
    no_anchor: "The file that says how far the journal had come is missing",
    a_page_damaged: "The store on this laptop is damaged.",
}


@pytest.fixture
def laptop(tmp_path: Path, founded: Founded, clock: Clock) -> Laptop:
    return Laptop(tmp_path, founded, clock)


@pytest.fixture
def run(laptop: Laptop, runs: Runs) -> Run:
    return runs(laptop.home)


def test_a_store_nobody_touched_holds(run: Run) -> None:
    code, said = run("verify-store")
    assert code == DONE, said
    assert "in doubt" not in said
    assert "notice" not in said


@pytest.mark.parametrize("done", NAMED, ids=lambda done: done.__name__)
def test_what_was_done_is_named(laptop: Laptop, run: Run, done: Done, tally: Tally) -> None:
    done(laptop)
    code, said = run("verify-store")
    assert code == STORE_WRONG, said
    assert NAMED[done] in said
    others = {words for other, words in NAMED.items() if words != NAMED[done] and done is not the_tail_cut}
    assert not [words for words in others if words in said], "and nothing else"
    tally(10, f"verify-store: {done.__name__.replace('_', ' ')}", 1, "stores", "named")


def test_a_whole_older_pair_holds_is_said_not_to_be_proved_and_paper_tells(
    laptop: Laptop, run: Run, tally: Tally
) -> None:
    laptop.put(laptop.late, *STORE, ANCHOR_FILE)
    code, said = run("verify-store")
    assert code == DONE, said
    assert "That this is not an earlier store, put back together with the file" in said
    code, said = run("verify-store", "--code", laptop.code)
    assert code == STORE_WRONG
    assert f"{laptop.code} is NOT in this journal" in said
    tally(
        10,
        "verify-store: both put back together",
        1,
        "stores",
        "said not to be proved; a code on paper tells",
    )


def test_a_clock_that_was_set_back_is_noticed_and_is_no_fault(
    laptop: Laptop, run: Run, clock: Clock, tally: Tally
) -> None:
    clock.back(hours=26)
    laptop.write("x", 7)
    laptop.store.release()
    code, said = run("verify-store")
    assert code == DONE, said
    assert said.count("notice The clock was set back before entry ") == 1
    then, before = full_stamp(clock()), full_stamp(NIGHT)
    assert f"{then}, and before that {before}." in said
    tally(9, "verify-store: a clock set back by a day", 1, "clocks", "noticed, with both times")

"""A disk that refuses any one call, or all from one on: what the person is told is what a clean opening then finds."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import select

from downtime_desk.access.actions import Founded, read_keyfile
from downtime_desk.core import delivery, keys
from downtime_desk.core.anchor import ANCHOR_FILE
from downtime_desk.core.backup.file import compare
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import journal
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.proving import cut_off
from downtime_desk.core.store import Store
from downtime_desk.people.model import people
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.conftest import PASSPHRASE
from tests.faults.desk import EXPORTS
from tests.faults.kill import strace_is_here
from tests.faults.refusing import Answer, Point, points, reopened, seat
from tests.faults.test_every_call import MEMORY
from tests.faults.test_kill import _later, export
from tests.plugins.matrix import Tally

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
KEYS_UNREAD = ("The key file of this store cannot be read", "The key file of this store may not be read")
STORE_UNREAD = ("That cannot be read", "The store on this laptop cannot be read")
NOT_DONE = ("Not saved.", "Not changed.", "Not backed up.", "The file", *KEYS_UNREAD, *STORE_UNREAD)
OF_THE_STORE = (
    "tries.json",
    *(
        f"store/{name}"
        for name in (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", KEY_FILE, ANCHOR_FILE)
    ),
)
"""What is on the disk that refuses, where what can be read is copied to another."""
NOT_KNOWN = "It is not known"
TOLD = ("saved", "not saved", "not known")
AT_A_SIGN_IN = ("in as usual", "for reading, or why not")
EXAMINED = 25
"""Once in so many points all of the store is examined."""


@dataclass
class Truth:
    """What the program said was kept, and the store as a clean opening finds it."""

    home: Path
    clean: Path
    store: Store
    said: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)
    """What the copy says, by the export it is of, and as it is now."""
    secret: str = ""
    backups: set[str] = field(default_factory=set)
    written: int = 0
    refuses: Point | None = None
    counted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOLD, 0))

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Give the store as a crash would leave it now, opened by the program's own code."""
        reopened(self.home, self.clean)
        try:
            yield self.store
        finally:
            self.store.release()

    def all_there(self) -> set[str]:
        """Return every fact a clean opening finds."""
        with self.opened() as store:
            return ids_in(store)

    def count(self, answer: Answer) -> str:
        """Count an answer by what it says, and return that."""
        if not answer.told:
            how = "saved"
        elif answer.told.startswith(NOT_KNOWN):
            how = "not known"
        else:
            assert answer.told.startswith(NOT_DONE), answer.told
            how = "not saved"
        self.counted[how] += 1
        return how


@pytest.fixture
def template(tmp_path: Path, founded: Founded) -> Path:
    """A store with a copy of the practice provider, and two exports beside it that differ."""
    home, here = tmp_path / "home", founded.signed_in
    for name, change in zip(EXPORTS, (lambda _: None, _later), strict=True):
        export(home / name, change)
    refresh(here.store, here.acting, Folder(home / EXPORTS[0]))
    here.store.close()
    return home


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where the system has one."""
    folder = Path(mkdtemp(prefix="downtime-desk-errors-", dir=MEMORY if MEMORY.is_dir() else tmp_path))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def truth(template: Path, disk: Path) -> Iterator[Truth]:
    """The store in memory, opened once before anything is refused."""
    home = disk / "home"
    shutil.copytree(template, home)
    keyfile = read_keyfile(home)
    root = keys.unlock(keyfile, keyfile.of_kind("manager")[0], PASSPHRASE)
    clean = disk / "clean"
    store = Store(clean / "store", keyfile.store_id, root)
    yield Truth(home, clean, store)
    store.close()


Check = Callable[[Truth, Answer], None]


def facts_are_as_said(truth: Truth, answer: Answer) -> None:
    """What was said to be saved is there, what was said not to be is not, and nothing is halved or lost."""
    with truth.opened() as store:
        there = ids_in(store)
        assert cut_off(store) is None
        assert sum(truth.counted.values()) % EXAMINED or examine(store).holds
    before, truth.said = truth.said, truth.said | set(answer.made or ())
    assert before <= there, "lost"
    how = truth.count(answer)
    if how != "not known":
        assert there == truth.said
    assert len(there - before) <= 1


def ids_in(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.execute(select(journal.c.id)).scalars())


def the_secret_said_opens(truth: Truth, answer: Answer, kind: keys.SlotKind) -> None:
    """The secret that was said to open does, and where it is not known whether it was changed the one before may."""
    keyfile = read_keyfile(reopened(truth.home, truth.clean))
    (slot, *_) = keyfile.of_kind(kind)
    how = truth.count(answer)
    if how == "saved":
        truth.secret = answer.made
    if truth.secret and not opens(keyfile, slot, truth.secret):
        assert how == "not known"
        truth.secret = ""  # until the next one


def opens(keyfile: keys.KeyFile, slot: keys.Slot, secret: str) -> bool:
    try:
        keys.unlock(keyfile, slot, secret).wipe()
    except keys.WrongSecret:
        return False
    return True


def backups_are_as_said(truth: Truth, answer: Answer) -> None:
    """A backup that was said to be made is there and whole, and no earlier one was touched by one that was not."""
    found = listed(truth.home / "backups")
    there = {each.about.id for each in found.backups}
    assert found.damaged == ()
    if truth.count(answer) == "saved":
        (made,) = (each for each in found.backups if each.about.id == answer.made)
        compare(made)
        truth.backups = there
    assert truth.backups <= there


def the_copy_is_one_or_the_other(truth: Truth, answer: Answer) -> None:
    """The copy is the one of the export that was said to be taken in, or the one of before."""
    with truth.opened() as store, store.read() as session:
        rows = session.execute(select(people).order_by(people.c.id)).all()
        copy = hashlib.sha256(repr(rows).encode()).hexdigest()
    if truth.count(answer) == "saved":
        assert truth.known.setdefault(answer.made, copy) == copy
        truth.known["now"] = copy
    assert truth.known["now"] == copy


def files_are_as_said(truth: Truth, answer: Answer) -> None:
    """What counts as written is in files that are whole."""
    with truth.opened() as store, store.read() as session:
        sent = delivery.counts(session)["sent"]
    if truth.count(answer) == "saved":
        assert all(Path(each).stat().st_size for each in answer.made)
        assert sent > truth.written
        truth.written = sent
    assert truth.written == sent


def the_log_is_read_whole(truth: Truth, answer: Answer) -> None:
    """What is read is all there is, or nothing."""
    assert truth.count(answer) == "not saved" or set(answer.made) == truth.said


def who_signs_in_is_in(truth: Truth, answer: Answer) -> None:
    """Somebody who signs in reads, whatever the disk refuses; the store is as it was."""
    with truth.opened() as store:
        assert truth.said <= ids_in(store)
        assert cut_off(store) is None
        assert sum(truth.counted.values()) % EXAMINED or examine(store).holds
    truth.counted["not saved" if answer.told or answer.made else "saved"] += 1
    if answer.told:  # where nothing of it may be opened, or the key file may not
        assert truth.refuses is not None
        assert truth.refuses.call == "openat"
        assert truth.refuses.sticky or answer.told.startswith(KEYS_UNREAD)
    assert not answer.made or answer.made.startswith("Reading and printing only.")


OPERATIONS: dict[str, tuple[str, Check, int]] = {
    "look_at_the_log": ("read the log from the disk", the_log_is_read_whole, 12),
    "log_an_entry": ("log an entry", facts_are_as_said, 60),
    "log_an_entry_anew": ("move the log into the store, open it anew", facts_are_as_said, 100),
    "verify_a_visit": ("verify a visit", facts_are_as_said, 70),
    "log_a_deviation": ("log a deviation", facts_are_as_said, 60),
    "change_the_passphrase": (
        "change a passphrase", partial(the_secret_said_opens, kind="manager"), 60,
    ),
    "make_an_envelope": ("make an envelope", partial(the_secret_said_opens, kind="break-glass"), 60),
    "back_up": ("back up", backups_are_as_said, 24),
    "refresh": ("refresh the copy", the_copy_is_one_or_the_other, 16),
    "give_back_by_file": ("give back by file", files_are_as_said, 30),
    "sign_in": ("sign in", who_signs_in_is_in, 60),
}  # fmt: skip
"""Each act by what it is, what has to be true after it, and at how many places the disk refuses it at most."""


@pytest.mark.parametrize("act", OPERATIONS)
def test_a_disk_that_refuses_a_call_makes_nothing_that_was_said_untrue(
    truth: Truth, act: str, tmp_path: Path, tally: Tally
) -> None:
    operation, check, most = OPERATIONS[act]
    number = 0
    only = tuple(truth.home / each for each in OF_THE_STORE) if act == "sign_in" else ()
    with seat(truth.home, tmp_path / "refused.log", only) as sitting:
        assert sitting.do("log_an_entry").made  # signed in by now
        truth.said = truth.all_there()
        for _ in range(2):  # what is imported on the way is none of the act's calls
            check(truth, sitting.do(act))
        clean, calls = sitting.counted(act)
        check(truth, clean)
        truth.counted = dict.fromkeys(TOLD, 0)
        places = points(calls, most)
        for point in places:
            truth.refuses, answer = point, sitting.refused(act, point)
            try:
                check(truth, answer)
            except AssertionError as wrong:
                raise AssertionError(f"{act}, {point}: {answer}") from wrong
            number += bool(answer.refused)
        assert not sitting.do(act).told, "a disk that answers again takes everything"
    assert number > len(places) * 0.6, "what is refused is what the act calls"
    words = AT_A_SIGN_IN if act == "sign_in" else TOLD
    told = ", ".join(f"{count} {how}" for how, count in zip(words, truth.counted.values(), strict=False))
    tally(3, operation, number, "points", f"told {told}; true each time")

"""The end of the journal: what is cut off, put back or exchanged is found at the next sign-in, and named."""

import shutil
from pathlib import Path

import pytest

from downtime_desk.access.actions import Found, Founded, SignedIn, found, sign_in
from downtime_desk.core import settings
from downtime_desk.core.anchor import ANCHOR_FILE, Anchor, AnchorFile
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import decode, entries, head
from downtime_desk.core.proving import (
    CheckpointMade,
    JournalDoubted,
    SettleDoubt,
    SignedHead,
    doubts,
    is_checkpoint_due,
    make_checkpoint,
    make_due_checkpoint,
    place_of,
    settle_doubt,
    signed_head,
)
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock


def note(store: Store, acting: Acting, number: int) -> None:
    """Record something."""
    with store.write(acting) as session:
        change_setting(session, "x", number)


def sign(store: Store, acting: Acting) -> None:
    """Sign the journal's end."""
    with store.write(acting) as session:
        make_checkpoint(session)


def again(founded: Founded, clock: Clock) -> SignedIn:
    """Sign in again, as the same manager."""
    here = founded.signed_in
    return sign_in(here.store.folder.parent, here.acting.manager, PASSPHRASE, clock)


@pytest.fixture
def kept(founded: Founded, tmp_path: Path) -> Path:
    """Two entries, signed; the store as it was then, in another folder; and three entries more."""
    store, acting = founded.signed_in.store, founded.signed_in.acting
    note(store, acting, 1)
    sign(store, acting)
    store.release()
    shutil.copytree(store.folder, tmp_path / "kept")
    for number in (2, 3, 4):
        note(store, acting, number)
    return tmp_path / "kept"


def put_back(founded: Founded, kept: Path, *names: str) -> None:
    """Put files of the older store in place of the newer ones; a file the older has not goes away."""
    folder = founded.signed_in.store.folder
    founded.signed_in.store.release()
    for name in names:
        (folder / name).unlink(missing_ok=True)
        if (kept / name).exists():
            shutil.copy2(kept / name, folder / name)


def said_at_sign_in(founded: Founded, clock: Clock) -> list[str]:
    """Sign in, and return what is in doubt then."""
    here = again(founded, clock)
    with here.store.read() as session:
        return [each.words for each in doubts(session)]


def test_a_journal_that_is_whole_is_not_doubted(founded: Founded, kept: Path, clock: Clock) -> None:
    assert kept.exists()
    assert said_at_sign_in(founded, clock) == []
    assert examine(founded.signed_in.store).holds


def test_an_older_store_put_back_is_found(founded: Founded, kept: Path, clock: Clock) -> None:
    put_back(founded, kept, "desk.db", "desk.db-wal", "desk.db-shm")
    (words,) = said_at_sign_in(founded, clock)
    assert words.startswith("The journal ends at entry 5, but this laptop had come to entry 8, head ")
    assert "put back, or its last changes were cut off" in words


def test_a_dropped_log_is_found(founded: Founded, clock: Clock) -> None:
    """What was committed last is in the write-ahead log until it is moved into the file: throw it away."""
    store, acting = founded.signed_in.store, founded.signed_in.acting
    sign(store, acting)
    store.release()  # everything is in the file now
    with store.read():  # a connection that is open keeps the log from being moved
        note(store, acting, 2)
        whole = store.path.read_bytes()
    store.release()
    store.path.write_bytes(whole)
    (words,) = said_at_sign_in(founded, clock)
    assert "its last changes were cut off" in words


def test_entries_cut_off_with_the_keys_in_hand_are_found(founded: Founded, kept: Path, clock: Clock) -> None:
    """Whoever has the file's key can delete the last lines, and leave a chain that holds."""
    assert kept.exists()
    store = founded.signed_in.store
    whole = store.whole()
    whole.execute("DROP TRIGGER IF EXISTS journal_no_delete")
    for (name,) in whole.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        whole.execute(f"DROP TRIGGER {name}")
    whole.execute("DELETE FROM journal WHERE seq > 6")
    whole.close()
    (words,) = said_at_sign_in(founded, clock)
    assert words.startswith("The journal ends at entry 6, but")


def test_a_store_written_on_from_an_older_one_is_found(
    founded: Founded, kept: Path, clock: Clock, tmp_path: Path
) -> None:
    """A copy that went on by itself has as many entries, and others."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept.rename(elsewhere / "store")
    other = sign_in(elsewhere, founded.signed_in.acting.manager, PASSPHRASE, clock)
    for number in (7, 8, 9):
        note(other.store, other.acting, number)
    other.store.close()
    put_back(founded, elsewhere / "store", "desk.db", "desk.db-wal", "desk.db-shm")
    (words,) = said_at_sign_in(founded, clock)
    assert "another entry stands there: the store was exchanged" in words


def test_the_file_taken_away_is_said(founded: Founded, kept: Path, clock: Clock) -> None:
    assert kept.exists()
    (founded.signed_in.store.folder / ANCHOR_FILE).unlink()
    (words,) = said_at_sign_in(founded, clock)
    assert "is missing" in words


def test_a_file_of_an_older_time_put_back_with_its_store_is_what_it_was(
    founded: Founded, kept: Path, clock: Clock
) -> None:
    """Nothing on the laptop can tell a whole older folder from the truth: paper can, and so it is not claimed."""
    store = founded.signed_in.store
    with store.read() as session:
        on_paper = head(session).code
    put_back(founded, kept, "desk.db", "desk.db-wal", "desk.db-shm", ANCHOR_FILE)
    assert said_at_sign_in(founded, clock) == []
    with again(founded, clock).store.read() as session:
        assert place_of(session, on_paper) is None


def test_another_store_s_file_is_not_believed(founded: Founded, clock: Clock, tmp_path: Path) -> None:
    store, acting = founded.signed_in.store, founded.signed_in.acting
    sign(store, acting)
    another = found(tmp_path / "another", Found("Harbour", "01632 960400", "Joan", PASSPHRASE), clock, CHEAP)
    another.signed_in.store.close()
    shutil.copy2(tmp_path / "another" / "store" / ANCHOR_FILE, store.folder / ANCHOR_FILE)
    (words,) = said_at_sign_in(founded, clock)
    assert "damaged, or another store’s" in words


def test_a_store_of_a_release_that_kept_no_file_is_not_doubted(founded: Founded, clock: Clock) -> None:
    (founded.signed_in.store.folder / ANCHOR_FILE).unlink()
    assert said_at_sign_in(founded, clock) == []


def test_a_doubt_stays_until_somebody_says_why_it_does_not(
    founded: Founded, kept: Path, clock: Clock
) -> None:
    put_back(founded, kept, "desk.db", "desk.db-wal", "desk.db-shm")
    here = again(founded, clock)
    assert said_at_sign_in(founded, clock)  # said once, however often somebody signs in
    with here.store.read() as session:
        (doubt,) = doubts(session)
    assert not examine(here.store).holds
    with here.store.write(here.acting) as session, pytest.raises(Trouble, match="not said why"):
        settle_doubt(session, SettleDoubt(doubt.id, " "))
    with here.store.write(here.acting) as session:
        settle_doubt(session, SettleDoubt(doubt.id, "Laptop restored by Dan after the disk failed."))
    with here.store.write(here.acting) as session, pytest.raises(Trouble, match="settled already"):
        settle_doubt(session, SettleDoubt(doubt.id, "Again."))
    assert examine(here.store).holds
    with here.store.read() as session:
        said = [what for each in entries(session) if isinstance(what := decode(each), JournalDoubted)]
        assert differences(session) == []
    assert len(said) == 1


def test_the_anchor_survives_a_torn_write_in_either_place(tmp_path: Path) -> None:
    key = bytes(range(32))
    for number in range(1, 6):
        AnchorFile(tmp_path, key).write(Anchor("s", number, "ab" * 32, "2026-11-22T02:06:00.000Z"))
        whole = (tmp_path / ANCHOR_FILE).read_bytes()
        place = (number - 1) % 2 * 512
        (tmp_path / ANCHOR_FILE).write_bytes(whole[: place + 100] + b"\0" * 32 + whole[place + 132 :])
        left = AnchorFile(tmp_path, key).read()
        assert (left.seq if left else 0) == number - 1
        (tmp_path / ANCHOR_FILE).write_bytes(whole)
    assert AnchorFile(tmp_path, bytes(32)).read() is None


def test_a_disk_that_does_not_take_the_anchor_loses_nothing(store: Store, acting: Acting) -> None:
    anchor = store.folder / ANCHOR_FILE
    anchor.unlink()
    anchor.mkdir()
    note(store, acting, 5)
    with store.read() as session:
        assert settings.read(session, "x", int, 0) == 5


def test_a_checkpoint_is_due_by_number_by_time_and_by_an_outage(
    store: Store, acting: Acting, clock: Clock
) -> None:
    def due() -> bool:
        with store.read() as session:
            return is_checkpoint_due(session, clock())

    assert due()
    sign(store, acting)
    clock.forward(hours=1)
    assert not due()  # nothing was recorded since
    note(store, acting, 1)
    assert due()
    with store.write(acting) as session:
        make_due_checkpoint(session)
        make_due_checkpoint(session)
    note(store, acting, 2)
    assert not due()
    with store.write(acting) as session:
        change_setting(session, "outage", "DT-2026-004")
    assert due()
    sign(store, acting)
    for number in range(100):
        note(store, acting, 100 + number)
    assert due()


def test_a_signed_head_is_checked_by_anybody(store: Store, acting: Acting) -> None:
    sign(store, acting)
    with store.read() as session:
        (made,) = [what for each in entries(session) if isinstance(what := decode(each), CheckpointMade)]
        last = list(entries(session))[-1]
    assert made.head.holds()
    assert not SignedHead(made.head.seq + 1, made.head.hash, made.head.key, made.head.signature).holds()
    assert not SignedHead(made.head.seq, "0" * 64, made.head.key, made.head.signature).holds()
    assert not SignedHead(made.head.seq, made.head.hash, "ff" * 32, made.head.signature).holds()
    assert signed_head(store, last) == signed_head(store, last)


def test_a_checkpoint_that_signs_something_else_is_named(store: Store, acting: Acting) -> None:
    """Whoever has all keys can write a chain that holds; an older signature then fits nothing."""
    from downtime_desk.core.journal import record

    sign(store, acting)
    with store.write(acting) as session:
        here = list(entries(session))[-1]
        good = signed_head(store, here)
        record(session, CheckpointMade(SignedHead(2, good.hash, good.key, good.signature)), subject="journal")
    found = examine(store)
    (wrong,) = [each for each in found.findings if each.faults]
    assert wrong.what == "Every signature in the journal fits what it signs"
    assert wrong.faults == ("the checkpoint at entry 5 is not signed by the key it names",)


@pytest.mark.parametrize("typed", ["7F3A", "7F3A-92C1-5G", "", "7F3A-92C1-5B-00"])
def test_what_is_no_code_is_said(store: Store, typed: str) -> None:
    with store.read() as session, pytest.raises(Trouble, match="not a code of the journal"):
        place_of(session, typed)


def test_a_code_from_paper_is_found_in_the_journal(store: Store, acting: Acting) -> None:
    with store.read() as session:
        code = head(session).code
    note(store, acting, 1)
    with store.read() as session:
        placed = place_of(session, f" {code.lower()} ")
    assert placed is not None
    assert (placed.seq, placed.after) == (3, 1)

"""The way in when something is wrong with the store: always to reading and printing, never over what is there.

Tried one after the other: the store as usual; the store as it stands, copied to where it can be read; the newest backup
that opens, with what the store still says of later entries; the emergency pages. What is opened for reading is a copy that goes when it is
closed: sheets printed from it have numbers of a desk of their own, so that none is given twice.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from downtime_desk.access.actions import SignedIn, new_desk_mark, read_keyfile, store_folder
from downtime_desk.access.actions.keying import make_dearer, unlock
from downtime_desk.access.actions.night import NIGHT, NightOver, check_night, come_back, until_of
from downtime_desk.access.actions.signing_in import acting_of, naming_whose, sign_in_with
from downtime_desk.access.actions.unwritten import take_in
from downtime_desk.backups.emergency.rung import last_rung
from downtime_desk.backups.queries import DEFAULT_FOLDER
from downtime_desk.core import ballast, calibrating, keys, migrate, reading_copy
from downtime_desk.core.backup.file import Backup
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.backup.proving import Unpacked
from downtime_desk.core.clock import Now, full_stamp
from downtime_desk.core.connection import StoreError, check_pages
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, entries, head, kinds, take_over
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.core.permit import Permit
from downtime_desk.core.proving import look_at_the_end
from downtime_desk.core.store import Acting, Store

ON_PAPER = ("copy.", "printer.", "entry_code.", "handout.")
"""What may still be recorded: paper, and the codes on it. It is kept only as long as the copy is open."""
CHECKED_UP_TO = 256 << 20
"""Bytes of a store that is checked at every sign-in; a larger one takes too long."""
WENT_WRONG = (Trouble, DBAPIError, StoreError, OSError)


@dataclass(frozen=True)
class ReadingOnly(Permit):
    """Reading and printing: why there is no more, what is read, and what else is to be known."""

    why: Trouble = field(default_factory=lambda: Trouble("The store can only be read."))
    shows: str = ""
    also: str = ""

    def words(self) -> tuple[str, str]:
        """Return what stands over every page: what happened, then what is shown and what to do."""
        shown = f"Shown: {self.shows}. Nothing you write down here is kept"
        sheets = "sheets printed now are not in the register, so keep their numbers"
        do = f"{shown}; {sheets}. {self.why.do} {self.also}".rstrip()
        return f"Reading and printing only. {self.why.what}", do

    def refusal(self, kind: str, now: datetime) -> Trouble | None:
        """Refuse truthfully all but paper, and that too once the time of a break-glass is over."""
        if self.until is not None and now >= self.until:
            return super().refusal(kind, now)
        if kind in self.allowed:
            return None
        do = f"Your words are still here: print them or write them on paper. {self.why.do}"
        return Trouble(f"Not saved. {self.why.what}", do)


def reading_only(signed_in: SignedIn) -> ReadingOnly | None:
    """Return why a store is open for reading only; None when it is open as usual."""
    permit = signed_in.acting.permit
    return permit if isinstance(permit, ReadingOnly) else None


def way_in(home: Path, manager: str, passphrase: str, now: Now) -> SignedIn:
    """Sign in with a passphrase, to the store or to what of it can still be read.

    Raises Trouble when the passphrase does not open, and when nothing can be read.
    """
    ballast.give_way(home)
    keyfile = read_keyfile(home)
    slot = keyfile.with_passphrase(manager)
    if slot is None:
        raise Trouble("That manager is not on this laptop any more.", "Choose another name.")
    check_night(slot, now())
    begun = time.perf_counter()
    root = unlock(home, keyfile, slot, passphrase, now())
    was_quick = time.perf_counter() - begun < calibrating.QUICK
    try:
        look_at_pages(home, keyfile, root)
        here = _signed_in(home, keyfile, slot, root.copy(), passphrase, now)
        take_in(home, here.store, here.acting)
        if was_quick and slot.kind == "manager":
            make_dearer(home, here.store, slot, passphrase)
    except NightOver:
        raise
    except WENT_WRONG as error:
        return read_only(home, keyfile, slot, root, now, in_words(error, home), until=until_of(slot))
    finally:
        root.wipe()
    return here


def _signed_in(
    home: Path, keyfile: keys.KeyFile, slot: keys.Slot, root: keys.RootKey, passphrase: str, now: Now
) -> SignedIn:
    if slot.kind == NIGHT:
        return come_back(home, keyfile, slot, root, now)
    return sign_in_with(home, keyfile, slot, root, passphrase, now)


def look_at_pages(home: Path, keyfile: keys.KeyFile, root: keys.RootKey) -> None:
    """Raise what is wrong with the pages of the store before anything is written to it."""
    path = store_folder(home) / STORE_FILE
    if path.exists() and path.stat().st_size <= CHECKED_UP_TO:
        try:
            check_pages(path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
        except Trouble as trouble:
            raise naming_whose(trouble, keyfile) from trouble


def read_only(
    home: Path,
    keyfile: keys.KeyFile,
    slot: keys.Slot,
    root: keys.RootKey,
    now: Now,
    why: Trouble,
    also: str = "",
    until: datetime | None = None,
) -> SignedIn:
    """Open what can still be read, as the one of a slot; raise Trouble, which says why, when no store can.

    The Trouble is `OnlyPages` where the emergency pages open.
    """
    for rung in (_as_it_stands, _newest_backup):
        for store, shows in rung(home, keyfile, root):
            acting = replace(acting_of(store, slot, now), desk=new_desk_mark())
            more = f"{also} {_doubted(store)}".strip()
            return SignedIn(store, replace(acting, permit=_permit(why, shows, more, until)))
    raise last_rung(store_folder(home), keyfile, root, why, also, until)


def _doubted(store: Store) -> str:
    """Return in words how a store that could not be written to falls short; a backup says nothing of that."""
    found = look_at_the_end(store) if store.anchor.exists() else None
    return f"The journal is in doubt. {found}" if found else ""


def _permit(why: Trouble, shows: str, also: str, until: datetime | None) -> ReadingOnly:
    allowed = frozenset(kind for kind in kinds() if kind.startswith(ON_PAPER))
    return ReadingOnly("reading only", {}, allowed, "", until, why, shows, also)


def _as_it_stands(home: Path, keyfile: keys.KeyFile, root: keys.RootKey) -> Iterator[tuple[Store, str]]:
    """Yield the store, copied to where it can be read, if all of it can."""
    store = None
    try:
        store = _passing(Store(reading_copy.copy_of(store_folder(home), home), keyfile.store_id, root.copy()))
        migrate.bring_up_to_date(store.path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
        check_pages(store.path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
    except WENT_WRONG:
        if store is not None:
            store.close()
        return
    yield store, "all that was written down"


def _newest_backup(home: Path, keyfile: keys.KeyFile, root: keys.RootKey) -> Iterator[tuple[Store, str]]:
    """Yield the newest backup that opens, with the entries the store still has beyond it."""
    for backup in listed(home / DEFAULT_FOLDER, keyfile.store_id).backups:
        try:
            store = _unpacked(backup, home, root)
        except WENT_WRONG:
            continue
        made = full_stamp(backup.about.made())
        saved = _salvage(home, keyfile, root, store)
        more = f" and {saved} later {'entry' if saved == 1 else 'entries'} of the store" if saved else ""
        yield store, f"the backup of {made}{more}"


def _unpacked(backup: Backup, home: Path, root: keys.RootKey) -> Store:
    folder = reading_copy.new_folder(home, backup.about.size)
    try:
        Unpacked(backup, root, folder).close()
        return _passing(Store(folder, backup.about.store_id, root.copy(), backup.about.purpose))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _salvage(home: Path, keyfile: keys.KeyFile, root: keys.RootKey, backup: Store) -> int:
    """Take over what can still be read of the store's journal beyond a backup; return how many entries."""
    damaged = None
    taken = 0
    try:
        damaged = _passing(
            Store(reading_copy.copy_of(store_folder(home), home), keyfile.store_id, root.copy())
        )
        with backup.read() as session:
            last = head(session).seq
        for entry in _readable(damaged, last):
            with backup.write(Acting(entry.desk, entry.actor, entry.actor_name, _never)) as session:
                take_over(session, entry)
            taken += 1
    except WENT_WRONG:
        pass
    finally:
        if damaged is not None:
            damaged.close()
    return taken


def _readable(store: Store, after: int) -> Iterator[Entry]:
    """Yield entries of a damaged store up to the first that cannot be read."""
    with store.read() as session:
        yield from entries(session, after)


def _never() -> datetime:
    raise RuntimeError("an entry that is taken over has its own time")


def _passing(store: Store) -> Store:
    store.passing = True
    return store


def in_words(error: BaseException, home: Path) -> Trouble:
    """Return what is wrong with a store in words, and what to do."""
    if isinstance(error, Trouble):
        if not isinstance(error.__cause__, DBAPIError):
            return error
        # what was refused is signing in, and not words that somebody typed
        error = error.__cause__
    said, number = str(error), getattr(error, "errno", None)
    for holds, words in _WORDS:
        if holds(said, number, home):
            return Trouble(*words)
    return Trouble(
        "The store does not open: the disk does not answer as it should.",
        "Print what is needed now. Then have the disk of this laptop looked at, or go on from a backup on another.",
    )


def _is_full(said: str, number: int | None, home: Path) -> bool:
    return number == 28 or "full" in said or (_is_disk(said) and ballast.is_full(home))


def _is_disk(said: str) -> bool:
    return "I/O" in said or "unable to open" in said


def _is_kept_from_writing(said: str, number: int | None, _home: Path) -> bool:
    return (
        number in (1, 13, 30) or "readonly" in said or "unable to open" in said or "attempt to write" in said
    )


def _is_damaged(said: str, _number: int | None, _home: Path) -> bool:
    return any(words in said for words in _OF_DAMAGE)


_OF_DAMAGE = (
    "malformed",
    "not a database",
    "corrupt",
    "no such table",
    # a page of the search cannot be read
    "vtable constructor failed",
)
Holds = Callable[[str, int | None, Path], bool]
_WORDS: tuple[tuple[Holds, tuple[str, str]], ...] = (
    (
        _is_damaged,
        (
            "The store on this laptop is damaged.",
            "Print what is needed now. Then lock, and choose “Open a backup or pack”: the damaged store is kept aside.",
        ),
    ),
    (
        _is_full,
        ("The disk is full.", "Free some space, then lock and sign in again. What was saved before is safe."),
    ),
    (
        _is_kept_from_writing,
        (
            "Nothing may be written where the store lies.",
            "Have the write protection or the rights of its folder looked at, then lock and sign in again.",
        ),
    ),
)

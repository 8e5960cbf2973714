"""Backing up, taking a pack, and going on from either."""

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Recover,
    SignedIn,
    is_founded,
    new_desk_mark,
    renewed,
    role_of,
    settle_managers,
)
from downtime_desk.access.facts import RECOVERY, ManagerSignedIn, PassphraseChanged
from downtime_desk.access.home import read_keyfile, replace_store, store_folder
from downtime_desk.backups import queries
from downtime_desk.backups.facts import PackMade, StoreRestored
from downtime_desk.backups.resealing import reseal
from downtime_desk.core import keys
from downtime_desk.core.backup.file import Backup, Why, read_about, read_keys
from downtime_desk.core.backup.keeping import rotate
from downtime_desk.core.backup.making import copy_whole, in_words, keys_beside, make
from downtime_desk.core.backup.proving import Unpacked
from downtime_desk.core.clock import Now
from downtime_desk.core.codes import tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.files import OWNER_ONLY, force_to_disk, private_folder
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase
from downtime_desk.core.session import Session
from downtime_desk.core.store import KEY_FILE, Acting, Store, acting

RESTORING = "store.restoring"
PACKED = "packed"


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made and checked. `trouble` says why it is not in the folder a manager chose."""

    backup: Backup
    trouble: Trouble | None = None


def back_up(here: SignedIn, why: Why) -> BackedUp:
    """Back up to the folder a manager chose, or to this laptop when that fails; remove what is not kept.

    Raises Trouble when there is no backup anywhere.
    """
    home = here.store.folder.parent
    with here.store.read() as session:
        chosen = queries.folder(session, home, here.acting.desk)
    try:
        return BackedUp(_make_and_rotate(here, chosen, why))
    except Trouble as trouble:
        at_home = home / queries.DEFAULT_FOLDER
        if chosen == at_home:
            raise
        return BackedUp(_make_and_rotate(here, at_home, why), trouble)


def _make_and_rotate(here: SignedIn, folder: Path, why: Why) -> Backup:
    if folder != here.store.folder.parent / queries.DEFAULT_FOLDER and not folder.is_dir():
        # a folder made where a stick is not plugged in would hide on this laptop's own disk
        raise Trouble(
            f"Not backed up to {folder}: it is not there.",
            "Put the stick or drive back in, or choose another folder in Settings.",
        )
    made = make(here.store, keys_beside(here.store), here.acting, folder, why)
    with suppress(OSError):  # it is made; what it takes the place of goes with the next one
        rotate(folder, here.store.store_id, here.acting.now(), made)
    return made


def make_pack(here: SignedIn, folder: Path) -> Backup:
    """Put a pack into a folder, and record that it was taken."""
    if not folder.is_dir():
        raise Trouble(f"The folder {folder} is not there.", "Put the stick in, or choose another folder.")
    pack = make(here.store, keys_beside(here.store), here.acting, folder, "pack")
    with here.store.write(here.acting) as session:
        fact = PackMade(pack.path.name, pack.about.entries, pack.about.head)
        record(session, fact, subject=f"backup/{pack.about.id}")
    return pack


@dataclass(frozen=True)
class ChooseFolder:
    """Where backups go from now on; an empty one is this laptop's own."""

    folder: str


def choose_folder(session: Session, command: ChooseFolder) -> None:
    """Keep the folder, for this desk alone: another laptop has other drives."""
    if command.folder and not Path(command.folder).is_dir():
        raise Trouble(f"The folder {command.folder} is not there.", "Put the drive in, or choose another.")
    change_setting(session, f"{queries.FOLDER}/{acting(session).desk}", command.folder)


@dataclass(frozen=True)
class Candidate:
    """A backup that was opened and proved, and waits beside the store to take its place. Drop it or put it in place."""

    home: Path
    backup: Backup
    store: Store
    slot: keys.Slot
    by: str = "passphrase"
    code: str = ""
    """A new recovery code, when the one before opened it; it exists nowhere else."""

    def changes(self) -> queries.Changes:
        """Return what would change."""
        return queries.changes(self.home, self.store)

    def drop(self) -> None:
        """Forget it; nothing was changed."""
        self.store.close()
        shutil.rmtree(self.store.folder, ignore_errors=True)


def keys_for(home: Path, path: Path) -> keys.KeyFile:
    """Return who may open a backup here: this store's own list, if it is this store's backup, else the backup's.

    A backup of before somebody was removed is opened with this store's own list too. Raises Trouble when the
    backup is another store's than the one here.
    """
    backup, there = read_about(path), read_keys(path)
    if not is_founded(home):
        return there
    try:
        here = read_keyfile(home)
    except Trouble:
        return there
    if here.store_id != backup.about.store_id:
        raise Trouble(
            f"That is a backup of another store, of {backup.about.organisation}.",
            "Open it on a laptop that has no store yet, or in another folder. Nothing was changed.",
        )
    return here if keys.knows(here, there.key_id) else there


def root_of(path: Path, keyfile: keys.KeyFile, root: keys.RootKey) -> keys.RootKey:
    """Return the root key a backup was made under: the one given, or one of before somebody was removed."""
    return keys.former_root(keyfile, root, read_keys(path).key_id)


def open_backup(home: Path, path: Path, who: str, passphrase: str) -> Candidate:
    """Open a backup with a manager's passphrase and prove it, beside the store; raise Trouble when it does not hold."""
    keyfile = keys_for(home, path)
    slot = keyfile.slot_of("manager", who)
    if slot is None:
        raise Trouble("That manager is not in this backup.", "Choose another name.")
    root = keys.unlock(keyfile, slot, passphrase)
    return _candidate(home, path, keyfile, root, slot)


def open_backup_with_code(
    home: Path, path: Path, command: Recover, cost: keys.Cost | None = None
) -> Candidate:
    """Open a backup with the recovery code: a manager gets a new passphrase, and there is a new code.

    The code and the passphrase of before still open the backup itself. Raises Trouble when the code does not fit.
    """
    keyfile = keys_for(home, path)
    slot = keyfile.slot_of("manager", command.manager)
    recovery = next(iter(keyfile.of_kind("recovery")), None)
    if slot is None or recovery is None:
        raise Trouble("That manager is not in this backup.", "Choose another name.")
    root = keys.unlock(keyfile, recovery, tidy_code(command.code, "recovery"))
    check_passphrase(command.passphrase, [*keyfile.organisation.split(), *slot.name.split()])
    keyfile, code = renewed(keyfile, root, slot, command.passphrase, cost)
    now = keyfile.slot_of("manager", command.manager)
    found = _candidate(home, path, keyfile, root, now or slot)
    return replace(found, by=RECOVERY, code=code)


def _candidate(
    home: Path, path: Path, keyfile: keys.KeyFile, root: keys.RootKey, slot: keys.Slot
) -> Candidate:
    backup, aside = read_about(path), home / RESTORING
    with in_words(home):
        shutil.rmtree(aside, ignore_errors=True)
        private_folder(home)
        packed = private_folder(private_folder(aside) / PACKED)
        try:
            store = Store(aside, keyfile.store_id, root)
            _unpack(backup, root_of(path, keyfile, root), packed, store)
            keys.write_keyfile(aside / KEY_FILE, keyfile)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return Candidate(home, backup, store, slot)


def _unpack(backup: Backup, root: keys.RootKey, packed: Path, store: Store) -> None:
    unpacked = Unpacked(backup, root, packed)
    try:
        copy_whole(unpacked.store, store.path, store.key(f"sqlcipher/v1/{store.store_id}"))
        if root is not store.root:
            reseal(unpacked.store, store)
    finally:
        unpacked.close()
    shutil.rmtree(packed)
    store.path.chmod(OWNER_ONLY)
    force_to_disk(store.path)


def put_in_place(candidate: Candidate, now: Now) -> SignedIn:
    """Go on from a backup, as a new desk; the store that was here is put aside whole. Return it open."""
    home, store, slot, about = candidate.home, candidate.store, candidate.slot, candidate.backup.about
    found = candidate.changes()
    kept = _aside(home, now) if found.here else None
    lost = len(found.lost) if found.lost is not None else None
    program = Acting(new_desk_mark(), slot.who, slot.name, now)
    settle_managers(store, keys.read_keyfile(store.folder / KEY_FILE), program)
    with store.read() as session:
        who = replace(program, permit=roles.permit(role_of(session, slot.who)))
    with store.write(who) as session:
        name = kept.name if kept else ""
        fact = StoreRestored(who.desk, about.desk, about.made_at, about.entries, about.head, lost, name)
        record(session, fact, subject=f"store/{store.store_id}")
        if candidate.code:
            changed = PassphraseChanged(slot.who, public=slot.public.hex())
            record(session, changed, subject=f"manager/{slot.who}")
        record(session, ManagerSignedIn(slot.who, candidate.by), subject=f"manager/{slot.who}")
    store.release()
    with in_words(home):
        replace_store(home, store.folder, kept or home)
    store.moved_to(store_folder(home))
    return SignedIn(store, who)


def _aside(home: Path, now: Now) -> Path:
    name = f"store-kept-{now():%Y%m%dT%H%M%SZ}"
    taken = sum(1 for _ in home.glob(f"{name}*"))
    return home / (f"{name}-{taken + 1}" if taken else name)

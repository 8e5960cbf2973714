"""Removing a manager: the store goes to a new file under a new root key, which is handed to everybody who stays.

Taking a slot away would not keep somebody out who has an older copy of the key file. So nothing of the old file is
used on: its content is copied under the new key and proved, what is sealed inside it is sealed anew, and the old
file is destroyed. The others sign in with the passphrases they have, for the new key is sealed to their slots. The
recovery code and the break-glass envelope are made anew. A crash leaves the old store in use, or the new one.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from downtime_desk.access.actions import Made, SignedIn, check_one_left, with_code
from downtime_desk.access.facts import (
    CodeKind,
    EnvelopeMade,
    InvitationEnded,
    ManagerRemoved,
    RecoveryCodeMade,
)
from downtime_desk.access.facts.codes import next_number
from downtime_desk.access.home import LEAVING_FOLDER, read_keyfile, replace_store, settle_store, store_folder
from downtime_desk.access.lock import FILE as LOCK_FILE
from downtime_desk.access.model import managers
from downtime_desk.backups.emergency.file import hand_on
from downtime_desk.backups.queries import DEFAULT_FOLDER, folder
from downtime_desk.backups.resealing import reseal
from downtime_desk.core import keys
from downtime_desk.core.backup.file import Backup, read_keys
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.backup.making import copy_whole, in_words
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.files import OWNER_ONLY, force_to_disk, private_folder
from downtime_desk.core.journal import record
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.sync.carrying import carry

REKEYING = "store.rekeying"


@dataclass(frozen=True)
class Remove:
    """Remove a manager, and why."""

    manager: str
    why: str


@dataclass(frozen=True)
class Removed:
    """A manager is out. The codes exist nowhere else; `backups` are those the one removed could still open."""

    name: str
    codes: tuple[Made, ...]
    backups: tuple[Backup, ...]


def remove_manager(home: Path, here: SignedIn, command: Remove, cost: keys.Cost = keys.CODE_COST) -> Removed:
    """Give the store a new file and a new key without one manager. The open store is closed: sign in again.

    Nothing else may be using the store. Raises Trouble, and changes nothing, when nobody would be left to look after
    who may sign in, somebody has to sign in once first, or the disk does not take it.
    """
    name = _check(home, here, command)
    root, aside = keys.RootKey.new(), home / REKEYING
    with in_words(home):
        shutil.rmtree(aside, ignore_errors=True)
        private_folder(aside)
        try:
            made = _make(home, here, command, name, root, aside, cost)
            old = _older(home, here)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        here.store.close()
        replace_store(home, aside, home / LEAVING_FOLDER)
        settle_store(home)
    root.wipe()
    return Removed(name, made, old)


def _check(home: Path, here: SignedIn, command: Remove) -> str:
    """Return the name; raise Trouble when they cannot be removed."""
    if (refusal := here.acting.refusal(ManagerRemoved.kind)) is not None:
        raise refusal
    if not command.why.strip():
        raise Trouble(
            "It is not said why.", "Type it: left, or the laptop or passphrase got into other hands."
        )
    if command.manager == here.acting.manager:
        raise Trouble("You cannot remove yourself.", "Ask another registered manager to do it.")
    with here.store.read() as session:
        row = session.execute(select(managers).where(managers.c.id == command.manager)).first()
        if row is None or row.state != "active":
            raise Trouble("That manager is not on this laptop.", "Withdraw an invitation under Managers.")
        check_one_left(session, command.manager)
        _check_slots(session, home, command.manager)
    return str(row.name)


def _check_slots(session: Session, home: Path, leaving: str) -> None:
    """Raise Trouble when the new key cannot be handed to somebody, or their slot is not the one written down."""
    written = {row.id: row.public for row in session.execute(select(managers))}
    for slot in read_keyfile(home).of_kind("manager"):
        if slot.who == leaving:
            continue
        if not slot.public:
            raise Trouble(
                f"{slot.name} has not signed in since this version of Downtime Desk came.",
                f"Ask {slot.name} to sign in once, then remove. Nothing was changed.",
            )
        if written.get(slot.who) != slot.public.hex():
            raise Trouble(
                f"The slot of {slot.name} in the key file is not the one written down in the store.",
                f"Ask {slot.name} to sign in, and ask why it changed. Nothing was changed.",
            )


def _make(
    home: Path,
    here: SignedIn,
    command: Remove,
    name: str,
    root: keys.RootKey,
    aside: Path,
    cost: keys.Cost,
) -> tuple[Made, ...]:
    """Make the new store in `aside`, whole and proved; return its new codes."""
    old, keyfile = here.store, read_keyfile(home)
    new = Store(aside, old.store_id, root)
    copy_whole(old, aside / STORE_FILE, new.key(f"sqlcipher/v1/{old.store_id}"))
    (aside / STORE_FILE).chmod(OWNER_ONLY)
    try:
        reseal(old, new)
        hand_on(old.folder, old.root, aside, root)
        carry(old, new, here.acting)
        staying = [slot.id for slot in keyfile.of_kind("manager") if slot.who != command.manager]
        changed = keys.rekeyed(keyfile, old.root, root, staying)
        with new.write(here.acting) as session:
            fact = ManagerRemoved(command.manager, name, _sentence(command.why))
            record(session, fact, subject=f"manager/{command.manager}")
            _end_invitations(session, keyfile)
            made, changed = _new_codes(session, keyfile, changed, root, cost)
        examined = examine(new)
        if not examined.holds:
            raise Trouble(
                "Nobody was removed: the new file does not check out.",
                "The store is as it was. Examine it (downtime-desk verify-store), then try again.",
            )
    finally:
        new.release()
    force_to_disk(aside / STORE_FILE)
    keys.write_keyfile(aside / KEY_FILE, changed)
    if (note := store_folder(home) / LOCK_FILE).exists():
        shutil.copy2(note, aside / LOCK_FILE)
    return made


def _end_invitations(session: Session, keyfile: keys.KeyFile) -> None:
    for slot in keyfile.of_kind("invitation"):
        fact = InvitationEnded(slot.who, slot.name, "the store has a new key: invite again")
        record(session, fact, subject=f"manager/{slot.who}")


def _new_codes(
    session: Session, keyfile: keys.KeyFile, changed: keys.KeyFile, root: keys.RootKey, cost: keys.Cost
) -> tuple[tuple[Made, ...], keys.KeyFile]:
    kinds: list[CodeKind] = ["recovery"]
    if keyfile.of_kind("break-glass"):
        kinds.append("break-glass")
    made = []
    for kind in kinds:
        number = next_number(session, kind)
        record(
            session,
            RecoveryCodeMade(number) if kind == "recovery" else EnvelopeMade(number),
            subject=f"way-in/{number}",
        )
        changed, code = with_code(changed, root, kind, number, cost)
        made.append(Made(kind, number, code))
    return tuple(made), changed


def _older(home: Path, here: SignedIn) -> tuple[Backup, ...]:
    """Return the backups that were made before: whoever was removed could still open them."""
    return tuple(
        each for place in _folders(home, here) for each in listed(place, here.store.store_id).backups
    )


def _folders(home: Path, here: SignedIn) -> list[Path]:
    with here.store.read() as session:
        chosen = folder(session, home, here.acting.desk)
    return sorted({chosen, home / DEFAULT_FOLDER})


def older_backups(home: Path, here: SignedIn) -> tuple[Backup, ...]:
    """Return the backups of before somebody was removed, which that person could still open."""
    now = read_keyfile(home).key_id
    return tuple(each for each in _older(home, here) if read_keys(each.path).key_id != now)


def destroy_backups(home: Path, here: SignedIn) -> int:
    """Remove backups of before a removal, but only once there is one of after it; return how many went."""
    if (refusal := here.acting.refusal(ManagerRemoved.kind)) is not None:
        raise refusal
    old, every = older_backups(home, here), _older(home, here)
    if old and len(old) == len(every):
        raise Trouble(
            "There is no backup of the new store yet, so none was destroyed.",
            "Back up now, then destroy them.",
        )
    for each in old:
        each.path.unlink()
    return len(old)


def _sentence(typed: str) -> str:
    said = typed.strip()
    return said if said.endswith((".", "!", "?")) else f"{said}."

"""Signing in with a passphrase, and opening the store for whoever got a root key."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from downtime_desk.access import roles
from downtime_desk.access.actions.keying import changing_keys, replace_slot, unlock
from downtime_desk.access.facts import (
    COUNTED_SINCE,
    DESK,
    InvitationEnded,
    KeyFound,
    ManagerAdded,
    ManagerRemoved,
    ManagerSignedIn,
)
from downtime_desk.access.home import read_keyfile, store_folder
from downtime_desk.access.model import managers
from downtime_desk.core import keys, migrate, settings, tries
from downtime_desk.core.clock import Now, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.proving import JournalDoubted, look_at_the_end
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store


@dataclass(frozen=True)
class SignedIn:
    """An open store and who acts in it."""

    store: Store
    acting: Acting


def sign_in(home: Path, manager: str, passphrase: str, now: Now) -> SignedIn:
    """Open the store with a manager's passphrase. `manager` is an id of the key file.

    Brings the store up to date first if an earlier release wrote it. Takes 0.5 to 1.5 s, by design. Raises
    Trouble when the passphrase does not open, or the next try has to wait.
    """
    keyfile = read_keyfile(home)
    slot = keyfile.slot_of("manager", manager)
    if slot is None:
        raise Trouble("That manager is not on this laptop any more.", "Choose another name.")
    root = unlock(home, keyfile, slot, passphrase, now())
    return sign_in_with(home, keyfile, slot, root, passphrase, now)


def sign_in_with(
    home: Path, keyfile: keys.KeyFile, slot: keys.Slot, root: keys.RootKey, passphrase: str, now: Now
) -> SignedIn:
    """Open the store with a root key a passphrase gave. It is the store's from then on, which wipes it."""
    if not slot.public:
        keyfile = replace_slot(keyfile, root, slot, passphrase, slot.cost)
        keys.write_keyfile(store_folder(home) / KEY_FILE, keyfile)
    return open_store(home, keyfile, slot, root, now, "passphrase")


def open_store(
    home: Path, keyfile: keys.KeyFile, slot: keys.Slot, root: keys.RootKey, now: Now, by: str
) -> SignedIn:
    """Open the store as the manager of a slot, and record that they signed in."""
    store = store_of(home, keyfile, root)
    try:
        acting = acting_of(store, slot, now)
        settle_journal(store, acting)
        settle_managers(store, keyfile, acting)
        note_sign_in(home, store, acting, slot, by)
        with store.read() as session:
            acting = replace(acting, permit=roles.permit(role_of(session, slot.who)))
        _end_what_is_over(home, keyfile, store, acting)
    except BaseException:
        store.close()
        raise
    return SignedIn(store, acting)


def store_of(home: Path, keyfile: keys.KeyFile, root: keys.RootKey) -> Store:
    """Return the store of a key file, brought up to date; raise Trouble when it is missing or another's."""
    folder = store_folder(home)
    path = folder / STORE_FILE
    if not path.exists():
        raise Trouble(
            "The store file of this laptop is missing.",
            f"Put {STORE_FILE} back into {folder}, or use a backup. Nothing was made in its place.",
        )
    try:
        migrate.bring_up_to_date(path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
    except Trouble as trouble:
        raise naming_whose(trouble, keyfile) from trouble
    return Store(folder, keyfile.store_id, root)


def naming_whose(trouble: Trouble, keyfile: keys.KeyFile) -> Trouble:
    """Return the trouble of a store that cannot be read with whose the key file is: it may be another store's."""
    if "cannot be read" not in trouble.what:
        return trouble
    whose = keyfile.organisation or "this laptop"
    what = f"{trouble.what} The key file is that of {whose} (store {keyfile.store_id[:6]})."
    return Trouble(what, trouble.do)


def acting_of(store: Store, slot: keys.Slot, now: Now) -> Acting:
    """Return who acts, without a permit yet: the program itself still has to settle things."""
    with store.read() as session:
        desk = settings.read(session, DESK, str, "")
    return Acting(desk, slot.who, slot.name, now)


def role_of(session: Session, manager: str) -> str:
    """Return a manager's role; read-only when the store does not know them."""
    found = session.execute(select(managers.c.role).where(managers.c.id == manager)).scalar()
    return found if found in roles.ROLES else roles.READ_ONLY


def settle_journal(store: Store, acting: Acting) -> None:
    """Record that entries were cut off the journal's end, before anything else moves its anchor on."""
    cut_off = look_at_the_end(store)
    if cut_off is not None:
        with store.write(acting) as session:
            record(session, JournalDoubted(cut_off), subject="journal")


def settle_managers(store: Store, keyfile: keys.KeyFile, acting: Acting) -> None:
    """Record where the key file and the list of managers differ: after a crash, or going on from an older backup."""
    with store.read() as session:
        known = {row.id: row for row in session.execute(select(managers))}
    slots = {slot.who: slot for slot in keyfile.of_kind("manager")}
    invited = {slot.who for slot in keyfile.of_kind("invitation")}
    found: list[ManagerAdded | ManagerRemoved | KeyFound] = []
    for who, slot in slots.items():
        row = known.get(who)
        if row is None or row.state != "active":
            role = slot.role or (row.role if row else roles.READ_ONLY)
            found.append(ManagerAdded(who, slot.name, role, slot.public.hex()))
        elif row.public != slot.public.hex():
            found.append(KeyFound(who, slot.name, slot.public.hex()))
    for who, row in known.items():
        if row.state != "removed" and who not in slots and who not in invited:
            found.append(ManagerRemoved(who, row.name, "not in the key file of this laptop."))
    if found:
        with store.write(acting) as session:
            for each in found:
                record(session, each, subject=f"manager/{each.manager}")


def note_sign_in(home: Path, store: Store, acting: Acting, slot: keys.Slot, by: str) -> None:
    """Record the sign-in with the wrong tries before it."""
    record_with_tries(
        home,
        store,
        acting,
        slot,
        lambda session, count, since, lost: record(
            session,
            ManagerSignedIn(
                slot.who, by, count.number if count else 0, count.first if count else "", since, lost
            ),
            subject=f"manager/{slot.who}",
        ),
    )


Recorded = Callable[[Session, tries.Count | None, str, bool], object]


def record_with_tries(home: Path, store: Store, acting: Acting, slot: keys.Slot, recorded: Recorded) -> None:
    """Record an opening together with the count of tries, and begin the count anew.

    `recorded` gets the wrong tries at this slot, the mark of the new count, and whether the old one was changed.
    """
    before = tries.read_tries(home)
    with store.read() as session:
        since = settings.read(session, COUNTED_SINCE, str, "")
    lost = bool(since) and not tries.is_as_left(before, store.root, since)
    count = before.counts.get(slot.id)
    with store.write(acting) as session:
        recorded(session, count, to_text(acting.now()), lost)
    try:
        tries.settled(home, store.root, slot.id, acting.now())
    except OSError:
        # The count is a lesser thing than getting in: a full disk must not keep anybody out.
        return


def _end_what_is_over(home: Path, keyfile: keys.KeyFile, store: Store, acting: Acting) -> None:
    """Take invitations and nights whose time is up out of the key file; of an invitation it is written down."""
    now = to_text(acting.now())
    timed = (*keyfile.of_kind("invitation"), *keyfile.of_kind("night"))
    over = [slot for slot in timed if slot.until <= now]
    if not over:
        return
    left = keys.without(keyfile, store.root, *over)
    with changing_keys(home, store, replace(acting, permit=None)) as session:
        for slot in over:
            if slot.kind == "night":
                continue
            record(
                session,
                InvitationEnded(slot.who, slot.name, "its time was up"),
                subject=f"manager/{slot.who}",
            )
        keys.retire_keyfiles(store_folder(home) / KEY_FILE, left)

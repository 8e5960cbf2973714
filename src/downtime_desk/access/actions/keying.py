"""Slots: opening one with what was typed, counting wrong tries, and putting a changed key file in place."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from downtime_desk.access.home import read_keyfile, store_folder
from downtime_desk.core import calibrating, keys, tries
from downtime_desk.core.errors import Trouble
from downtime_desk.core.paths import KEY_FILE
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store


def unlock(home: Path, keyfile: keys.KeyFile, slot: keys.Slot, secret: str, now: datetime) -> keys.RootKey:
    """Return the root key; raise Trouble when the secret does not open the slot, or the next try has to wait.

    A wrong try is counted before it is said that it was wrong.
    """
    tries.check(home, slot.id, now)
    try:
        return keys.unlock(keyfile, slot, secret)
    except keys.WrongSecret as wrong:
        _count(home, slot.id, now)
        left = tries.wait_left(home, slot.id, now)
        wait = f"Wait {tries.wait_in_words(left)} before the next try." if left else "Try again."
        raise keys.WrongSecret(wrong.what, f"You are not locked out. {wait}") from None


def _count(home: Path, slot: str, now: datetime) -> None:
    try:
        tries.count(home, slot, now)
    except OSError:
        # A full or read-only disk must not keep anybody out; it does not let a wrong secret in either.
        return


def replace_slot(
    keyfile: keys.KeyFile, root: keys.RootKey, old: keys.Slot, secret: str, cost: keys.Cost | None
) -> keys.KeyFile:
    """Return the key file with a manager's slot under another secret, under a key pair of its own.

    Without a cost a guess costs what this machine bears.
    """
    cost = cost or calibrating.measured()
    without = keys.without(keyfile, root, old)
    return keys.add_slot(
        without, root, kind="manager", who=old.who, name=old.name, secret=secret, cost=cost, role=old.role
    )


def public_of(keyfile: keys.KeyFile, manager: str) -> str:
    """Return the public half of a manager's slot in hexadecimal; empty when there is none."""
    slot = keyfile.slot_of("manager", manager)
    return slot.public.hex() if slot else ""


def make_dearer(home: Path, store: Store, slot: keys.Slot, secret: str) -> None:
    """Let a guess at a slot cost what this machine bears, if that is a good deal more; it never gets cheaper.

    The key pair stays, so that nothing about it is new to the journal. What the disk does not take waits for the next time.
    """
    keyfile, cost = read_keyfile(home), calibrating.measured()
    if not slot.public or slot not in keyfile.slots or not calibrating.is_dearer(cost, slot.cost):
        return
    with suppress(Trouble):
        put_in_place(home, keys.with_cost(keyfile, store.root, slot, secret, cost))


@contextmanager
def changing_keys(home: Path, store: Store, who: Acting) -> Iterator[Session]:
    """Give a session in which a changed key file may be put in place; both are kept, or neither.

    Raises Trouble as writing does, and one of its own when the key file of before cannot be put back either.
    """
    before = read_keyfile(home)
    try:
        with store.write(who) as session:
            yield session
    except BaseException:
        _put_back(home, before)
        raise


def _put_back(home: Path, before: keys.KeyFile) -> None:
    if _is_in_use(home, before):
        return
    try:
        keys.put_back_keyfile(store_folder(home) / KEY_FILE, before)
    except OSError as error:
        if not _is_in_use(home, before):
            raise Trouble(
                "It is not known whether that was changed: the disk does not answer.",
                "The passphrase or code of before may open nothing now: do not lock or close before somebody else "
                "got in. Once the disk answers, change it again.",
            ) from error


def _is_in_use(home: Path, keyfile: keys.KeyFile) -> bool:
    """Say whether a key file is the one in use, not a copy beside it; no when that cannot be read."""
    try:
        return keys.read_keyfile(store_folder(home) / KEY_FILE) == keyfile
    except Trouble:
        return False


def put_in_place(home: Path, keyfile: keys.KeyFile) -> None:
    """Put a changed key file in place of all there are; raise Trouble when the disk does not take it.

    Reading it back decides: a disk may refuse to say that it has what it has.
    """
    try:
        keys.retire_keyfiles(store_folder(home) / KEY_FILE, keyfile)
    except OSError as error:
        if not _is_in_use(home, keyfile):
            raise Trouble(
                "Not changed. The disk did not take the key file.",
                "Everybody gets in as before. Free some space, then try again.",
            ) from error


def code_cost(cost: keys.Cost | None) -> keys.Cost:
    """Return what a guess at a code costs: no more than a code needs."""
    return min(cost or keys.CODE_COST, keys.CODE_COST, key=lambda each: each.memory_kib)

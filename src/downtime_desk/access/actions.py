"""Founding a store and signing in to it."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from downtime_desk.access.facts import (
    DESK,
    ORGANISATION,
    ManagerAdded,
    ManagerSignedIn,
    Organisation,
    PassphraseChanged,
    StoreFounded,
)
from downtime_desk.access.home import STORE_FOLDER
from downtime_desk.access.home import is_founded as is_founded
from downtime_desk.access.home import read_keyfile as read_keyfile
from downtime_desk.access.home import settle_store as settle_store
from downtime_desk.access.home import store_folder as store_folder
from downtime_desk.core import keys, migrate, settings
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.files import private_folder, settle_folder
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase
from downtime_desk.core.proving import JournalDoubted, look_at_the_end
from downtime_desk.core.session import Session
from downtime_desk.core.store import KEY_FILE, STORE_FILE, Acting, Store

REGISTERED_MANAGER = "registered manager"


@dataclass(frozen=True)
class Found:
    """The command of the first run. `phone` is the duty desk's number, printed on every page."""

    organisation: str
    phone: str
    manager: str
    passphrase: str


@dataclass(frozen=True)
class SignedIn:
    """An open store and who acts in it."""

    store: Store
    acting: Acting


@dataclass(frozen=True)
class Founded:
    """A new store, open, and the recovery code, which exists nowhere else."""

    signed_in: SignedIn
    recovery_code: str


def found(home: Path, command: Found, now: Now, cost: keys.Cost = keys.PASSPHRASE_COST) -> Founded:
    """Make the encrypted store of this laptop with its first manager, and sign them in.

    It is made aside and put in place whole, so that a crash leaves no half of a store. Raises Trouble when
    there is a store already, a name is missing, or the passphrase is too weak.
    """
    if is_founded(home):
        raise Trouble("There is a store on this laptop already.", "Sign in to it. It was not touched.")
    organisation, manager = command.organisation.strip(), command.manager.strip()
    if not organisation or not manager:
        raise Trouble("The name of the organisation or of the manager is missing.", "Type both, then go on.")
    check_passphrase(command.passphrase, [*organisation.split(), *manager.split()])

    store_id, manager_id = secrets.token_hex(16), new_id(now())
    root, code = keys.RootKey.new(), keys.new_recovery_code()
    keyfile = keys.KeyFile(store_id=store_id, slots=(), organisation=organisation)
    keyfile = keys.add_slot(
        keyfile, root, kind="manager", who=manager_id, name=manager, secret=command.passphrase, cost=cost
    )
    keyfile = keys.add_slot(
        keyfile, root, kind="recovery", who="", name="Recovery code", secret=code, cost=_code_cost(cost)
    )

    aside = home / f"{STORE_FOLDER}.new"
    shutil.rmtree(aside, ignore_errors=True)
    private_folder(home)
    private_folder(aside)
    migrate.bring_up_to_date(aside / STORE_FILE, root.derive(f"sqlcipher/v1/{store_id}"))
    desk = new_desk_mark()
    acting = Acting(desk, manager_id, manager, now)
    store = Store(aside, store_id, root)
    with store.write(acting) as session:
        about = Organisation(organisation, command.phone.strip())
        record(session, StoreFounded(desk, about), subject=f"store/{store_id}")
        record(
            session, ManagerAdded(manager_id, manager, REGISTERED_MANAGER), subject=f"manager/{manager_id}"
        )
        record(session, ManagerSignedIn(manager_id, "passphrase"), subject=f"manager/{manager_id}")
    store.release()
    keys.write_keyfile(aside / KEY_FILE, keyfile)
    aside.rename(store_folder(home))
    settle_folder(home)
    store.moved_to(store_folder(home))
    return Founded(SignedIn(store, acting), code)


def new_desk_mark() -> str:
    """Return a new desk's mark: it stands in the numbers of its sheets, outages and added visits."""
    return "D" + secrets.token_hex(3).upper()


def _code_cost(cost: keys.Cost) -> keys.Cost:
    return min(cost, keys.CODE_COST, key=lambda each: each.memory_kib)


def sign_in(home: Path, manager: str, passphrase: str, now: Now) -> SignedIn:
    """Open the store with a manager's passphrase. `manager` is an id of the key file.

    Brings the store up to date first if an earlier release wrote it. Takes 0.5 to 1.5 s, by design.
    """
    keyfile = read_keyfile(home)
    slot = next((each for each in keyfile.of_kind("manager") if each.who == manager), None)
    if slot is None:
        raise Trouble("That manager is not on this laptop any more.", "Choose another name.")
    return _open(home, keyfile, slot, keys.unlock(keyfile, slot, passphrase), now, "passphrase")


def _open(
    home: Path, keyfile: keys.KeyFile, slot: keys.Slot, root: keys.RootKey, now: Now, by: str
) -> SignedIn:
    folder = store_folder(home)
    path = folder / STORE_FILE
    if not path.exists():
        raise Trouble(
            "The store file of this laptop is missing.",
            f"Put {STORE_FILE} back into {folder}, or use a backup. Nothing was made in its place.",
        )
    migrate.bring_up_to_date(path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
    store = Store(folder, keyfile.store_id, root)
    with store.read() as session:
        desk = settings.read(session, DESK, str, "")
    acting = Acting(desk, slot.who, slot.name, now)
    cut_off = look_at_the_end(store)
    with store.write(acting) as session:
        if cut_off is not None:
            record(session, JournalDoubted(cut_off), subject="journal")
        record(session, ManagerSignedIn(slot.who, by), subject=f"manager/{slot.who}")
    return SignedIn(store, acting)


@dataclass(frozen=True)
class Recover:
    """Signing in with the recovery code: a manager of the key file gets a new passphrase."""

    code: str
    manager: str
    passphrase: str


def recover(home: Path, command: Recover, now: Now, cost: keys.Cost = keys.PASSPHRASE_COST) -> Founded:
    """Open the store with the recovery code, set a manager's new passphrase and make a new code.

    The old code stops working. Raises Trouble when the code is mistyped or does not fit.
    """
    keyfile = read_keyfile(home)
    recovery = next(iter(keyfile.of_kind("recovery")), None)
    old = next((each for each in keyfile.of_kind("manager") if each.who == command.manager), None)
    if recovery is None or old is None:
        raise Trouble(
            "There is no recovery code for that name here.", "Choose another name, or ask for help."
        )
    root = keys.unlock(keyfile, recovery, keys.tidy_recovery_code(command.code))
    check_passphrase(command.passphrase, [*keyfile.organisation.split(), *old.name.split()])
    code = keys.new_recovery_code()
    keyfile = keys.without_slot(keys.without_slot(keyfile, root, recovery.id), root, old.id)
    keyfile = keys.add_slot(
        keyfile, root, kind="manager", who=old.who, name=old.name, secret=command.passphrase, cost=cost
    )
    keyfile = keys.add_slot(
        keyfile, root, kind="recovery", who="", name="Recovery code", secret=code, cost=_code_cost(cost)
    )
    signed_in = _open(home, keyfile, old, root, now, "recovery code")
    with signed_in.store.write(signed_in.acting) as session:
        record(session, PassphraseChanged(old.who), subject=f"manager/{old.who}")
    keys.write_keyfile(store_folder(home) / KEY_FILE, keyfile)
    return Founded(signed_in, code)


@dataclass(frozen=True)
class ChangeOrganisation:
    """Change the organisation's name or the duty desk's number."""

    name: str
    phone: str


def change_organisation(session: Session, command: ChangeOrganisation) -> None:
    """Keep the new words; raise Trouble when the name is missing."""
    name = command.name.strip()
    if not name:
        raise Trouble("The organisation’s name is missing.", "Type it: it is printed on every page.")
    change_setting(session, ORGANISATION, {"name": name, "phone": command.phone.strip()})

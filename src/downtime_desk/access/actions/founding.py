"""Making the store of a laptop."""

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from downtime_desk.access import roles
from downtime_desk.access.actions.keying import code_cost, public_of
from downtime_desk.access.actions.signing_in import SignedIn
from downtime_desk.access.facts import ManagerAdded, ManagerSignedIn, Organisation, StoreFounded
from downtime_desk.access.home import STORE_FOLDER, is_founded, store_folder
from downtime_desk.core import calibrating, keys, migrate
from downtime_desk.core.clock import Now
from downtime_desk.core.codes import new_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder, settle_folder
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.places import why_not_here
from downtime_desk.core.store import Acting, Store


@dataclass(frozen=True)
class Found:
    """The command of the first run. `phone` is the duty desk's number, printed on every page."""

    organisation: str
    phone: str
    manager: str
    passphrase: str


@dataclass(frozen=True)
class Founded:
    """A store, open, and a recovery code that exists nowhere else."""

    signed_in: SignedIn
    recovery_code: str


def found(home: Path, command: Found, now: Now, cost: keys.Cost | None = None) -> Founded:
    """Make the encrypted store of this laptop with its first manager, and sign them in.

    It is made aside and put in place whole, so that a crash leaves no half of a store. Raises Trouble when
    there is a store already, a name is missing, or the passphrase is too weak.
    """
    if is_founded(home):
        raise Trouble("There is a store on this laptop already.", "Sign in to it. It was not touched.")
    if (why := why_not_here(home)) is not None:
        raise Trouble(
            f"{why} A store in it would come back in halves.", "Choose a folder on this laptop’s own disk."
        )
    organisation, manager = command.organisation.strip(), command.manager.strip()
    if not organisation or not manager:
        raise Trouble("The name of the organisation or of the manager is missing.", "Type both, then go on.")
    check_passphrase(command.passphrase, [*organisation.split(), *manager.split()])

    store_id, manager_id = secrets.token_hex(16), new_id(now())
    root, code = keys.RootKey.new(), new_code()
    keyfile = keys.KeyFile(store_id=store_id, slots=(), organisation=organisation)
    keyfile = keys.add_slot(
        keyfile, root, kind="manager", who=manager_id, name=manager, secret=command.passphrase,
        cost=cost or calibrating.measured(),
        role=roles.REGISTERED,
    )  # fmt: skip
    keyfile = keys.add_slot(
        keyfile, root, kind="recovery", who="", name="Recovery code", secret=code, cost=code_cost(cost)
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
        public = public_of(keyfile, manager_id)
        added = ManagerAdded(manager_id, manager, roles.REGISTERED, public)
        record(session, added, subject=f"manager/{manager_id}")
        record(session, ManagerSignedIn(manager_id, "passphrase"), subject=f"manager/{manager_id}")
    store.release()
    keys.write_keyfile(aside / KEY_FILE, keyfile)
    aside.rename(store_folder(home))
    settle_folder(home)
    store.moved_to(store_folder(home))
    return Founded(SignedIn(store, replace(acting, permit=roles.permit(roles.REGISTERED))), code)


def new_desk_mark() -> str:
    """Return a new desk's mark: it stands in the numbers of its sheets, outages and added visits."""
    return "D" + secrets.token_hex(3).upper()

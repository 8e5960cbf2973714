"""Getting in with the recovery code."""

from dataclasses import dataclass
from pathlib import Path

from downtime_desk.access.actions.codes import with_code
from downtime_desk.access.actions.founding import Founded
from downtime_desk.access.actions.keying import (
    changing_keys,
    public_of,
    put_in_place,
    replace_slot,
    unlock,
)
from downtime_desk.access.actions.signing_in import open_store
from downtime_desk.access.facts import PassphraseChanged
from downtime_desk.access.home import read_keyfile
from downtime_desk.core import keys
from downtime_desk.core.clock import Now
from downtime_desk.core.codes import tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase


@dataclass(frozen=True)
class Recover:
    """Signing in with the recovery code: a manager of the key file gets a new passphrase."""

    code: str
    manager: str
    passphrase: str


@dataclass(frozen=True)
class Recovering:
    """A recovery code that fits: for whom, and the root key, which is the caller's to wipe or to hand on."""

    command: Recover
    keyfile: keys.KeyFile
    slot: keys.Slot
    root: keys.RootKey


def try_recovery(home: Path, command: Recover, now: Now) -> Recovering:
    """Try the recovery code; nothing is opened or changed. Raises Trouble when it is mistyped or does not fit."""
    keyfile = read_keyfile(home)
    recovery = next(iter(keyfile.of_kind("recovery")), None)
    old = keyfile.slot_of("manager", command.manager)
    if recovery is None or old is None:
        raise Trouble(
            "There is no recovery code for that name here.", "Choose another name, or ask for help."
        )
    typed = tidy_code(command.code, "recovery")
    check_passphrase(command.passphrase, [*keyfile.organisation.split(), *old.name.split()])
    return Recovering(command, keyfile, old, unlock(home, keyfile, recovery, typed, now()))


def recover(home: Path, command: Recover, now: Now, cost: keys.Cost | None = None) -> Founded:
    """Open the store with the recovery code, set a manager's new passphrase and make a new code.

    The old code stops working, also in the copies of the key file beside it. Raises Trouble when the code is
    mistyped or does not fit.
    """
    found = try_recovery(home, command, now)
    return recover_with(home, found, found.root, now, cost)


def recover_with(
    home: Path, found: Recovering, root: keys.RootKey, now: Now, cost: keys.Cost | None = None
) -> Founded:
    """Open the store with the root key of a recovery code, which is the store's from then on."""
    old = found.slot
    # Signed in first: what is recorded says who came in, also when the new code is never put in place.
    signed_in = open_store(home, found.keyfile, old, root, now, "recovery code")
    try:
        keyfile, code = renewed(read_keyfile(home), root, old, found.command.passphrase, cost)
        changed = PassphraseChanged(old.who, public=public_of(keyfile, old.who))
        with changing_keys(home, signed_in.store, signed_in.acting) as session:
            record(session, changed, subject=f"manager/{old.who}")
            put_in_place(home, keyfile)
    except BaseException:
        signed_in.store.close()
        raise
    return Founded(signed_in, code)


def renewed(
    keyfile: keys.KeyFile, root: keys.RootKey, old: keys.Slot, passphrase: str, cost: keys.Cost | None
) -> tuple[keys.KeyFile, str]:
    """Return the key file with a manager's new passphrase and a new recovery code, and the code."""
    keyfile = replace_slot(keyfile, root, old, passphrase, cost)
    return with_code(keyfile, root, "recovery", "", cost)

"""Who may sign in: invitations, passphrases, roles. Removing somebody is in `backups.removing`."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from downtime_desk.access import roles
from downtime_desk.access.actions.keying import (
    changing_keys,
    code_cost,
    public_of,
    put_in_place,
    replace_slot,
    unlock,
)
from downtime_desk.access.actions.signing_in import SignedIn, open_store
from downtime_desk.access.facts import (
    InvitationEnded,
    ManagerInvited,
    ManagerJoined,
    PassphraseChanged,
    RoleChanged,
)
from downtime_desk.access.home import read_keyfile
from downtime_desk.access.model import managers
from downtime_desk.core import keys
from downtime_desk.core.clock import Now, from_text, full_stamp, to_text
from downtime_desk.core.codes import INVITATION_LENGTH, new_code, tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting

DAYS = 7
MOST_DAYS = 30


@dataclass(frozen=True)
class Invite:
    """Invite somebody to be a manager on this laptop."""

    name: str
    role: str
    days: int = DAYS


@dataclass(frozen=True)
class Invitation:
    """An invitation: who for, and the code, which exists nowhere else."""

    manager: str
    name: str
    role: str
    until: str
    code: str


def invite(home: Path, here: SignedIn, command: Invite, cost: keys.Cost = keys.CODE_COST) -> Invitation:
    """Make a one-time code with which somebody chooses a passphrase on this laptop; it needs no network.

    Raises Trouble when the name is missing or taken, the role is none, or whoever asks may not.
    """
    name = command.name.strip()
    if not name:
        raise Trouble("The name is missing.", "Type the name of whoever is invited.")
    if command.role not in roles.ROLES:
        raise Trouble(f"“{command.role}” is not a role.", f"Choose one: {', '.join(roles.ROLES)}.")
    if not 1 <= command.days <= MOST_DAYS:
        raise Trouble("That is not a number of days.", f"An invitation holds for 1 to {MOST_DAYS} days.")
    store, who = here.store, here.acting
    _check_free(here, name)
    manager, until = new_id(who.now()), to_text(who.now() + timedelta(days=command.days))
    code = new_code(INVITATION_LENGTH)
    keyfile = keys.add_slot(
        read_keyfile(home), store.root, kind="invitation", who=manager, name=name, secret=code,
        cost=code_cost(cost), role=command.role, until=until,
    )  # fmt: skip
    with changing_keys(home, store, who) as session:
        fact = ManagerInvited(manager, name, command.role, until)
        record(session, fact, subject=f"manager/{manager}")
        put_in_place(home, keyfile)
    return Invitation(manager, name, command.role, until, code)


def _check_free(here: SignedIn, name: str) -> None:
    with here.store.read() as session:
        taken = session.execute(select(managers.c.name).where(managers.c.state != "removed")).scalars()
        if name.casefold() in {each.casefold() for each in taken}:
            raise Trouble(
                f"{name} is on the list already.",
                "Withdraw the invitation first, or add a letter to tell the two apart.",
            )


def withdraw(home: Path, here: SignedIn, manager: str) -> None:
    """Take an invitation back; its code opens nothing any more."""
    keyfile = read_keyfile(home)
    slot = keyfile.slot_of("invitation", manager)
    if slot is None:
        raise Trouble("There is no invitation of that name.", "It was used, or its time was up.")
    left = keys.without(keyfile, here.store.root, slot)
    with changing_keys(home, here.store, here.acting) as session:
        fact = InvitationEnded(slot.who, slot.name, "it was withdrawn")
        record(session, fact, subject=f"manager/{slot.who}")
        put_in_place(home, left)


@dataclass(frozen=True)
class Accept:
    """Use an invitation: the code, and the passphrase chosen. `manager` is an id of the key file."""

    manager: str
    code: str
    passphrase: str


def accept(home: Path, command: Accept, now: Now, cost: keys.Cost | None = None) -> SignedIn:
    """Turn an invitation into a manager's own slot and sign them in; the code is used up.

    Raises Trouble when the code is mistyped or does not fit, its time is up, or the passphrase is too weak.
    """
    keyfile = read_keyfile(home)
    slot = keyfile.slot_of("invitation", command.manager)
    if slot is None:
        raise Trouble("There is no invitation for that name here.", "It was used already, or taken back.")
    if slot.until <= to_text(now()):
        raise Trouble(
            f"The invitation ended {full_stamp(from_text(slot.until))}.",
            "Ask a registered manager for another.",
        )
    typed = tidy_code(command.code, "invitation")
    check_passphrase(command.passphrase, [*keyfile.organisation.split(), *slot.name.split()])
    root = unlock(home, keyfile, slot, typed, now())
    signed_in = open_store(home, keyfile, slot, root, now, "invitation")
    try:
        taken_up = replace_slot(read_keyfile(home), root, slot, command.passphrase, cost)
        joined = ManagerJoined(slot.who, slot.name, public_of(taken_up, slot.who))
        with changing_keys(home, signed_in.store, _as_program(signed_in)) as session:
            record(session, joined, subject=f"manager/{slot.who}")
            put_in_place(home, taken_up)
    except BaseException:
        signed_in.store.close()
        raise
    return signed_in


def _as_program(here: SignedIn) -> Acting:
    return replace(here.acting, permit=None)


def change_passphrase(home: Path, here: SignedIn, old: str, new: str, cost: keys.Cost | None = None) -> None:
    """Give whoever is signed in another passphrase; raise Trouble when the old one is not theirs or the new is weak."""
    keyfile = read_keyfile(home)
    unlock(home, keyfile, _own_slot(keyfile, here), old, here.acting.now()).wipe()
    set_passphrase(home, here, new, cost)


def set_passphrase(home: Path, here: SignedIn, new: str, cost: keys.Cost | None = None) -> None:
    """Give somebody who typed their passphrase just now another one; raise Trouble when it is weak."""
    keyfile = read_keyfile(home)
    slot = _own_slot(keyfile, here)
    check_passphrase(new, [*keyfile.organisation.split(), *slot.name.split()])
    changed = replace_slot(keyfile, here.store.root, slot, new, cost)
    fact = PassphraseChanged(slot.who, "own", public_of(changed, slot.who))
    with changing_keys(home, here.store, here.acting) as session:
        record(session, fact, subject=f"manager/{slot.who}")
        put_in_place(home, changed)


def _own_slot(keyfile: keys.KeyFile, here: SignedIn) -> keys.Slot:
    slot = keyfile.slot_of("manager", here.acting.manager)
    if slot is None:
        raise Trouble("There is no passphrase to change.", "Sign in as a manager first.")
    return slot


@dataclass(frozen=True)
class ChangeRole:
    """Give a manager another role, from the next sign-in on."""

    manager: str
    role: str


def change_role(home: Path, here: SignedIn, command: ChangeRole) -> None:
    """Keep the role; raise Trouble when nobody would be left to look after who may sign in."""
    with changing_keys(home, here.store, here.acting) as session:
        row = session.execute(select(managers).where(managers.c.id == command.manager)).first()
        if row is None or row.state == "removed" or command.role not in roles.ROLES:
            raise Trouble("There is no such manager, or no such role.", "Choose both from the list.")
        if row.role == command.role:
            return
        check_one_left(session, command.manager)
        fact = RoleChanged(row.id, row.name, row.role, command.role)
        record(session, fact, subject=f"manager/{row.id}")
        put_in_place(home, _with_role(read_keyfile(home), here, command))


def _with_role(keyfile: keys.KeyFile, here: SignedIn, command: ChangeRole) -> keys.KeyFile:
    slots = tuple(
        msgspec.structs.replace(slot, role=command.role) if slot.who == command.manager else slot
        for slot in keyfile.slots
    )
    return keys.signed(msgspec.structs.replace(keyfile, slots=slots), here.store.root)


def check_one_left(session: Session, without: str) -> None:
    """Raise Trouble when no registered manager who can sign in would be left without one of them."""
    others = select(func.count()).where(
        managers.c.role == roles.REGISTERED, managers.c.state == "active", managers.c.id != without
    )
    if not session.execute(others).scalar_one():
        raise Trouble(
            "Nobody would be left to look after who may sign in.",
            "Make somebody else a registered manager first.",
        )

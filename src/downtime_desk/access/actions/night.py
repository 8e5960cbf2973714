"""The rest of a night: a passphrase of whoever opened the envelope, so that a lock does not ask for the whole code again.

It opens what the envelope does, within the same limits and not an hour longer, and only as long as nobody has looked
through that opening.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from downtime_desk.access import roles
from downtime_desk.access.actions.keying import changing_keys, put_in_place
from downtime_desk.access.actions.signing_in import (
    SignedIn,
    acting_of,
    record_with_tries,
    settle_journal,
    settle_managers,
    store_of,
)
from downtime_desk.access.facts import BreakGlassReturned, NightPassphraseSet
from downtime_desk.access.home import read_keyfile
from downtime_desk.access.model import break_glass
from downtime_desk.core import calibrating, keys
from downtime_desk.core.clock import Now, from_text, full_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.passphrases import check_passphrase
from downtime_desk.core.store import Store

NIGHT: keys.SlotKind = "night"


class NightOver(Trouble):
    """The time of a break-glass is over, or it was looked through: its passphrase opens nothing, not even for reading."""


@dataclass(frozen=True)
class SetNight:
    """Set a passphrase for the rest of a break-glass."""

    passphrase: str


def set_night(home: Path, here: SignedIn, command: SetNight, cost: keys.Cost | None = None) -> None:
    """Let a passphrase open the store until this break-glass ends; one that was set before opens nothing any more.

    Raises Trouble outside a break-glass, when the passphrase is easy to guess, and when the disk does not take it.
    """
    permit, who = here.acting.permit, here.acting
    if permit is None or permit.role != roles.BREAK_GLASS or permit.until is None:
        raise Trouble("This is no break-glass.", "Sign in with the passphrase you have.")
    keyfile = read_keyfile(home)
    check_passphrase(command.passphrase, [*keyfile.organisation.split(), *who.name.split()])
    until = to_text(permit.until)
    with changing_keys(home, here.store, who) as session:
        record(session, NightPassphraseSet(until), subject=who.manager)
        keyfile = keys.without(keyfile, here.store.root, *keyfile.of_kind(NIGHT))
        keyfile = keys.add_slot(
            keyfile, here.store.root, kind=NIGHT, who=who.manager, name=who.name,
            secret=command.passphrase, cost=cost or calibrating.measured(), until=until,
        )  # fmt: skip
        put_in_place(home, keyfile)


def until_of(slot: keys.Slot) -> datetime | None:
    """Return when what a slot opens ends; None for a manager's."""
    return from_text(slot.until) if slot.kind == NIGHT else None


def check_night(slot: keys.Slot, now: datetime) -> None:
    """Raise NightOver when the time of a slot is over."""
    until = until_of(slot)
    if until is not None and now >= until:
        raise NightOver(
            f"The time of this break-glass ended {full_stamp(until)}.",
            "Open the envelope again, and say why.",
        )


def come_back(home: Path, keyfile: keys.KeyFile, slot: keys.Slot, root: keys.RootKey, now: Now) -> SignedIn:
    """Open the store again with the root key a passphrase of the night gave, which is the store's from then on.

    Raises NightOver when that break-glass was looked through.
    """
    store = store_of(home, keyfile, root)
    try:
        _check_open(store, slot)
        program = acting_of(store, slot, now)
        settle_journal(store, program)
        settle_managers(store, keyfile, program)
        who = replace(program, permit=roles.permit(roles.BREAK_GLASS, until_of(slot)))
        record_with_tries(
            home, store, who, slot,
            lambda session, *_: record(session, BreakGlassReturned(slot.until), subject=slot.who),
        )  # fmt: skip
    except BaseException:
        store.close()
        raise
    return SignedIn(store, who)


def _check_open(store: Store, slot: keys.Slot) -> None:
    """An old key file that was put back does not bring a night back."""
    waiting = select(break_glass.c.id).where(
        break_glass.c.until == slot.until, break_glass.c.reviewed_at.is_(None)
    )
    with store.read() as session:
        if session.execute(waiting).first() is None:
            raise NightOver(
                "A manager has looked through this break-glass: it is over.",
                "Open the new envelope, and say why.",
            )

"""The recovery code and the break-glass envelope: making new ones, saying they are put away, testing them."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from downtime_desk.access.actions.keying import changing_keys, code_cost, put_in_place, unlock
from downtime_desk.access.actions.signing_in import SignedIn
from downtime_desk.access.facts import CodeKind, CodeTested, EnvelopeMade, RecoveryCodeMade, WayInKept
from downtime_desk.access.facts.codes import NAMES, next_number
from downtime_desk.access.home import read_keyfile
from downtime_desk.access.model import ways_in
from downtime_desk.core import keys
from downtime_desk.core.codes import new_code, tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class Made:
    """A new code, which exists nowhere else: its kind and number (`E-02`)."""

    kind: CodeKind
    number: str
    code: str


def make_recovery_code(home: Path, here: SignedIn, cost: keys.Cost = keys.CODE_COST) -> Made:
    """Make a new recovery code; the one before opens nothing any more."""
    return _make(home, here, "recovery", cost)


def make_envelope(home: Path, here: SignedIn, cost: keys.Cost = keys.CODE_COST) -> Made:
    """Make a new break-glass code for a sealed envelope; the one before opens nothing any more."""
    return _make(home, here, "break-glass", cost)


def _make(home: Path, here: SignedIn, kind: CodeKind, cost: keys.Cost) -> Made:
    with changing_keys(home, here.store, here.acting) as session:
        number = next_number(session, kind)
        fact = RecoveryCodeMade(number) if kind == "recovery" else EnvelopeMade(number)
        record(session, fact, subject=f"way-in/{number}")
        keyfile, code = with_code(read_keyfile(home), here.store.root, kind, number, cost)
        put_in_place(home, keyfile)
    return Made(kind, number, code)


def with_code(
    keyfile: keys.KeyFile, root: keys.RootKey, kind: CodeKind, number: str, cost: keys.Cost | None
) -> tuple[keys.KeyFile, str]:
    """Return the key file with a new code in place of any of its kind, and the code.

    A new envelope ends the passphrase of a night that was set with the one before.
    """
    nights = keyfile.of_kind("night") if kind == "break-glass" else ()
    keyfile = keys.without(keyfile, root, *keyfile.of_kind(kind), *nights)
    code = new_code()
    who = number if kind == "break-glass" else ""
    name = f"{NAMES[kind]} {number}" if kind == "break-glass" else NAMES[kind]
    keyfile = keys.add_slot(keyfile, root, kind=kind, who=who, name=name, secret=code, cost=code_cost(cost))
    return keyfile, code


def put_away(session: Session, kind: CodeKind) -> None:
    """Record that the code in use is printed or written down and put away."""
    number = number_of(session, kind)
    record(session, WayInKept(kind, number), subject=f"way-in/{number}")


def number_of(session: Session, kind: CodeKind) -> str:
    """Return the number of the code in use; raise Trouble when there is none."""
    alive = select(ways_in.c.number).where(ways_in.c.kind == kind, ways_in.c.dead_at.is_(None))
    number = session.execute(alive).scalar()
    if number is None:
        raise Trouble(f"There is no {NAMES[kind].lower()} yet.", "Make one in Settings, under Ways in.")
    return str(number)


def try_code(home: Path, here: SignedIn, kind: CodeKind, typed: str) -> str:
    """Prove that a code opens this store, without using it up; record it and return its number.

    Raises Trouble when it is mistyped or does not open.
    """
    keyfile = read_keyfile(home)
    slot = next(iter(keyfile.of_kind(kind)), None)
    if slot is None:
        raise Trouble(f"There is no {NAMES[kind].lower()} yet.", "Make one in Settings, under Ways in.")
    tidied = tidy_code(typed, kind)
    unlock(home, keyfile, slot, tidied, here.acting.now()).wipe()
    with here.store.write(here.acting) as session:
        number = number_of(session, kind)
        record(session, CodeTested(kind, number), subject=f"way-in/{number}")
    return number

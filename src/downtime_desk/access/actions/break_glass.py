"""Break-glass: getting in with the sealed envelope, recorded before anything is shown, looked through afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from downtime_desk.access import roles
from downtime_desk.access.actions.codes import Made, with_code
from downtime_desk.access.actions.keying import changing_keys, put_in_place, unlock
from downtime_desk.access.actions.signing_in import (
    SignedIn,
    acting_of,
    record_with_tries,
    settle_journal,
    settle_managers,
    store_of,
)
from downtime_desk.access.facts import BreakGlassLooked, BreakGlassOpened, BreakGlassReviewed, EnvelopeMade
from downtime_desk.access.facts.codes import next_number
from downtime_desk.access.home import read_keyfile
from downtime_desk.access.model import break_glass
from downtime_desk.core import keys
from downtime_desk.core.clock import Now, to_text
from downtime_desk.core.codes import tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting

LASTS = timedelta(hours=12)
LEAST_REASON = 10
"""Characters: enough that “x” is no reason, few enough for two in the morning."""


@dataclass(frozen=True)
class BreakGlass:
    """Getting in with the envelope: its code, who opens it, what they are, and why."""

    code: str
    name: str
    job: str
    reason: str


@dataclass(frozen=True)
class Broken:
    """An envelope whose code fits: who opens it, and the root key, which is the caller's to wipe or to hand on."""

    said: BreakGlass
    keyfile: keys.KeyFile
    slot: keys.Slot
    root: keys.RootKey
    until: datetime

    def opened(self, at: str = "") -> BreakGlassOpened:
        """Return what is to be in the journal; `at` is when it was, where it could not be recorded then."""
        said = self.said
        return BreakGlassOpened(self.slot.who, said.name, said.job, said.reason, to_text(self.until), at)

    def acting(self, program: Acting) -> Acting:
        """Return the one who opened it in the place of the program."""
        permit = roles.permit(roles.BREAK_GLASS, self.until)
        return replace(program, manager=actor_of(self.slot.who), name=name_of(self.said.name), permit=permit)


def actor_of(number: str) -> str:
    """Return under what id the journal knows whoever opened an envelope."""
    return f"break-glass/{number}"


def name_of(name: str) -> str:
    """Return how the journal names whoever opened an envelope."""
    return f"{name} (break-glass)"


def break_seal(home: Path, command: BreakGlass, now: Now) -> Broken:
    """Try the envelope's code; nothing of the store is opened.

    Raises Trouble when the code does not fit, or the name or the reason is missing.
    """
    said = _said(command)
    keyfile = read_keyfile(home)
    slot = next(iter(keyfile.of_kind("break-glass")), None)
    if slot is None:
        raise Trouble("No break-glass envelope was made for this laptop.", "Use the recovery code.")
    typed = tidy_code(said.code, "break-glass")
    root = unlock(home, keyfile, slot, typed, now())
    return Broken(said, keyfile, slot, root, now() + LASTS)


def open_glass(home: Path, command: BreakGlass, now: Now) -> SignedIn:
    """Open the store with the envelope's code, for 12 hours and within the limits of break-glass.

    Who and why is in the journal before anything of the store is given out; when that cannot be kept, nothing
    opens. Raises Trouble when the code does not fit, or the name or the reason is missing.
    """
    broken = break_seal(home, command, now)
    return open_broken(home, broken, broken.root, now)


def open_broken(home: Path, broken: Broken, root: keys.RootKey, now: Now) -> SignedIn:
    """Open the store with the root key of an envelope, which is the store's from then on."""
    store = store_of(home, broken.keyfile, root)
    try:
        program = acting_of(store, broken.slot, now)
        settle_journal(store, program)
        settle_managers(store, broken.keyfile, program)
        who = broken.acting(program)
        record_with_tries(
            home, store, who, broken.slot,
            lambda session, *_: record(session, broken.opened(), subject=actor_of(broken.slot.who)),
        )  # fmt: skip
    except BaseException:
        store.close()
        raise
    return SignedIn(store, who)


def _said(command: BreakGlass) -> BreakGlass:
    name, job, reason = command.name.strip(), command.job.strip(), command.reason.strip()
    if not name or not job:
        raise Trouble("Your name or what you do here is missing.", "Type both: they are kept.")
    if len(reason) < LEAST_REASON:
        raise Trouble(
            "It is not said why the envelope was opened.", "Say in a sentence why no manager can sign in."
        )
    return BreakGlass(command.code, name, job, reason)


def look(session: Session, what: str) -> None:
    """Record what was looked at in a break-glass."""
    record(session, BreakGlassLooked(what), subject="break-glass/looked")


@dataclass(frozen=True)
class Review:
    """What a manager says after looking through what was done in break-glass."""

    note: str


@dataclass(frozen=True)
class Reviewed:
    """The review is kept; the new envelope's code exists nowhere else."""

    made: Made


def review(home: Path, here: SignedIn, command: Review, cost: keys.Cost = keys.CODE_COST) -> Reviewed:
    """Keep what a manager found, and make the next envelope: the code that was used opens nothing any more.

    Raises Trouble when there is nothing to look through, or nothing was said about it.
    """
    note = command.note.strip()
    if not note:
        raise Trouble("It is not said what you found.", "Type it, even if it is “all as it should be”.")
    with changing_keys(home, here.store, here.acting) as session:
        waiting = select(break_glass.c.id).where(break_glass.c.reviewed_at.is_(None))
        openings = tuple(session.execute(waiting.order_by(break_glass.c.opened_at)).scalars())
        if not openings:
            raise Trouble("No break-glass waits to be looked through.", "Somebody did it already.")
        record(session, BreakGlassReviewed(openings, note), subject="break-glass/review")
        number = next_number(session, "break-glass")
        record(session, EnvelopeMade(number), subject=f"way-in/{number}")
        keyfile, code = with_code(read_keyfile(home), here.store.root, "break-glass", number, cost)
        put_in_place(home, keyfile)
    return Reviewed(Made("break-glass", number, code))

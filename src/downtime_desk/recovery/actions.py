"""Settling what needs a person, giving back, and closing the outage."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from downtime_desk.core.delivery import delivery
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.reasons import reason
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store, acting
from downtime_desk.outages import actions as outages
from downtime_desk.outages import queries as outages_known
from downtime_desk.people import copies
from downtime_desk.recovery.choices import NEED_NOT, offers
from downtime_desk.recovery.gate import deviations_of, gate
from downtime_desk.recovery.queries import item, main_system_name
from downtime_desk.recovery.reconciling.actions import let_go
from downtime_desk.recovery.reconciling.queries import SecondLook
from downtime_desk.recovery.workbench.notes import due, write_notes
from downtime_desk.rota.model import local_visits
from downtime_desk.sync import connection
from downtime_desk.sync.files import giving
from downtime_desk.sync.outcome import Answer
from downtime_desk.sync.reconnect import queries as reconnect
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.sync.sending.run import Ran, Step, send
from downtime_desk.sync.sending.verdicts import Choice

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem


ROLLED_WAITS: Final = (
    "It is of a visit rolled forward, and the copy is older than the main system’s return. "
    "Refresh the copy first."
)


@dataclass(frozen=True)
class Settle:
    """Decide about a thing that needs you. `fact` is the id of the fact that waits; `why` in own words."""

    fact: str
    choice: Choice
    why: str = ""
    fact_id: str | None = None


def settle(session: Session, command: Settle) -> Entry:
    """Keep a person's decision. It holds for exactly the records they were shown.

    Raises Trouble when it was settled meanwhile, or a reason is missing.
    """
    shown = item(session, command.fact)
    if shown is None or shown.matter is None:
        raise Trouble("This does not need you any more.", "It was settled meanwhile. Choose another.")
    offered = {each.choice: each for each in offers(shown.matter.kind, main_system_name(session))}
    if command.choice not in offered:
        raise ValueError(f"{command.choice} is not offered for {shown.matter.kind}")
    why = " ".join(command.why.split())
    if offered[command.choice].needs_why:
        why = reason(why, such_as=NEED_NOT)
    decided = ReturnDecided(
        command.fact,
        command.choice,
        shown.matter.kind,
        why,
        shown.matter.seen,
        shown.words(),
    )
    return record(session, decided, subject=shown.subject, fact_id=command.fact_id)


@dataclass(frozen=True)
class SendAgain:
    """Write anew what was taken but is not shown back, by the id of its fact."""

    fact: str
    why: str = ""


def send_again(session: Session, command: SendAgain) -> Entry:
    """Let the next run make it anew if it is still not there; raise Trouble when it is not on its way."""
    row = session.execute(
        select(delivery.c.subject, delivery.c.state).where(delivery.c.fact_id == command.fact)
    ).first()
    if row is None or row.state != "sent":
        raise Trouble("This is not on its way.", "Look at the list again.")
    decided = ReturnDecided(command.fact, "again", "gone", command.why.strip())
    return record(session, decided, subject=row.subject)


class Stopper:
    """Ends a run from another thread."""

    def __init__(self) -> None:
        self._asked = Event()

    def stop(self) -> None:
        """Let the run end after what it is doing now."""
        self._asked.set()

    def asked(self) -> bool:
        """Return whether the run shall end."""
        return self._asked.is_set()

    def wait(self, pause: timedelta) -> None:
        """Wait so long, or until the run shall end."""
        self._asked.wait(pause.total_seconds())


class _Watching:
    def __init__(self, stopper: Stopper, report: Callable[[Step], object]) -> None:
        self._stopper, self._report = stopper, report

    def tell(self, step: Step) -> None:
        self._report(step)

    def cancelled(self) -> bool:
        return self._stopper.asked()

    def wait(self, pause: timedelta) -> None:
        self._stopper.wait(pause)


def give_back(store: Store, who: Acting, stopper: Stopper, report: Callable[[Step], object]) -> Ran:
    """Send what waits to the main system and read it back. Runs beside the window.

    What is of a visit rolled forward waits for a refresh after the main system's return; all else goes. Raises
    Trouble when no main system is connected that things can be sent to, or it is not cleared yet.
    """
    held = prepare(store, who)

    def connect() -> "MainSystem":
        with store.read() as session:
            return connection.server(session, who.now)

    return send(store, who, connect, _Watching(stopper, report), held)


def prepare(store: Store, who: Acting) -> dict[str, str]:
    """Write the downtime notes that are due, and return what is not to go this time, with why.

    Sent or carried by hand alike, nothing goes before the main system is cleared: raises Trouble.
    """
    with store.read() as session:
        reconnect.not_held(session)
        running = outages_known.current(session)
        ready = running is not None and running.back_at is not None and bool(due(session, running))
        held = wait_for_refresh(session)
    if running is not None and ready:
        with store.write(who) as session:
            write_notes(session, running)
    return held


def write_files(store: Store, who: Acting, folder: Path) -> giving.Written:
    """Write what waits to files in a folder, with the downtime notes that are due. Runs beside the window.

    Raises Trouble when nothing waits, the folder does not take it, or the main system is not cleared yet.
    """
    return giving.write_files(store, who, folder, prepare(store, who).keys())


def wait_for_refresh(session: Session) -> dict[str, str]:
    """Return the facts of visits rolled forward that wait until the copy says whether these are booked, and why.

    None once a copy was taken after the main system's return: what is booked there is known to be the same then.
    """
    running, copy = outages_known.current(session), copies.last(session)
    if running is None or running.back_at is None or copy is None or copy.started >= running.back_at:
        return {}
    waiting = select(delivery.c.fact_id).where(
        delivery.c.state.in_(("waiting", "sent")),
        delivery.c.subject.in_(
            select("visit/" + local_visits.c.id).where(local_visits.c.origin == "rolled forward")
        ),
    )
    return dict.fromkeys(session.execute(waiting).scalars(), ROLLED_WAITS)


def see_it_answer(store: Store, who: Acting) -> datetime:
    """Ask the main system for a record; return the present when it answers. Runs beside the window.

    Raises NoAnswer with its words when it does not. A folder of files is always there.
    """
    with store.read() as session:
        chosen = connection.chosen(session)
        if chosen is not None and chosen.kind in connection.ON_DISK:
            return who.now()
        system = connection.server(session, who.now)
    with closing(system):
        outcome = system.health()
    if not isinstance(outcome, Answer):
        raise NoAnswer(outcome.words, "The outage goes on. Try again when its supplier says that it is back.")
    return who.now()


def see_that_it_was_looked_at(second: SecondLook) -> None:
    """Raise Trouble unless plan, desk and main system were laid beside each other since the last thing was sent."""
    match second.state:
        case "never":
            raise Trouble("Nobody looked at what the main system has now.", "Take the second look on Return.")
        case "cut off":
            raise Trouble("The second look did not come to its end.", "Look again: it goes on where it was.")
        case "old":
            raise Trouble(
                "Something was sent or written down since the main system was looked at.",
                "Look again: what was found may not hold any more.",
            )
        case _ if second.undecided:
            raise Trouble(
                f"{second.undecided} things do not agree and are not decided.",
                "Decide each under Second look on Return.",
            )


def close_outage(session: Session, _command: object = None) -> str:
    """Close the outage and return its certificate's number.

    Raises Trouble while a visit is unaccounted for, something has not gone back, a sheet is out, or what the main system
    has was not looked at since, or does not agree.
    """
    outage = outages.running(session)
    here = gate(session, outage, acting(session).now())
    if here.left:
        raise Trouble(
            "1 thing has not gone back yet."
            if here.left == 1
            else f"{here.left} things have not gone back yet.",
            "Send them or type them in, settle what needs you, or say what is not required.",
        )
    if here.notes_due and not here.without_answer:
        people = "1 person has" if here.notes_due == 1 else f"{here.notes_due} people have"
        raise Trouble(
            f"{people} no downtime note, or one older than what was written since.",
            "Write the downtime notes on the Return page, then give them back.",
        )
    if here.sheets_out:
        raise Trouble(
            f"{here.sheets_out} numbered sheets are still out.", "Write down what became of each on Print."
        )
    if not here.without_answer:
        see_that_it_was_looked_at(here.second_look)
    number = f"{outage.reference}-C"
    names = tuple(each.name for each in here.unaccounted)
    left = here.without_answer
    figures = {**here.figures(), "deviations": deviations_of(session, outage.reference)}
    outages.stand_down(session, outages.StandDown(names, figures, number, left))
    let_go(session)
    return number

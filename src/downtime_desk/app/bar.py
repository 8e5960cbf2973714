"""What the bar, the counters and the foot of the window say, read from the store."""

from dataclasses import replace
from datetime import datetime

import msgspec

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.access.lock import LockNote
from downtime_desk.core import delivery, settings
from downtime_desk.core.clock import age_in_words, clock_face, day_and_clock, from_text, to_text
from downtime_desk.core.journal import last_written
from downtime_desk.core.proving import doubts
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.outages.integrity import queries as integrity
from downtime_desk.outages.queries import Mode, Outage
from downtime_desk.people import copies
from downtime_desk.printing import losses
from downtime_desk.printing.limits import limits
from downtime_desk.sync import by_itself
from downtime_desk.sync.connection import chosen
from downtime_desk.sync.facts import waiting
from downtime_desk.sync.reconnect import queries as reconnect
from downtime_desk.ui.shell import BarCell, BarState, CopyAge, FootLine, NextClock
from downtime_desk.ui.tokens import Mode as Look
from downtime_desk.visits import queries as visits
from downtime_desk.visits.queries import Queue

TABLES = frozenset(
    {"copies", "journal", "delivery", *integrity.TABLES, *outages.TABLES, *visits.TABLES, *losses.TABLES}
)

MOST_OF_A_NAME = 22
NOT_TRUSTED, CHECK = "DATA NOT TRUSTED", "Check before you act on it"
COPY_WAITS = "New copy waits: Settings"
INCIDENT_OPEN = "Data incident: Settings"

_CELLS = (
    ("Rota copy as of", "rota"),
    ("People, medicines as of", "people"),
    ("Contacts as of", "contacts"),
    ("Entry codes as of", "entry codes"),
)


def bar_state(session: Session, waiting: Queue, duty: str) -> BarState:
    """Return what the bar shows: the mode, every copy's time, and what is due next."""
    state = standing(session, duty)
    clocks = [
        _visit_clock(waiting) if state.mode is Look.OUTAGE else state.clock,
        _decision_clock(session),
    ]
    due = [clock for clock in clocks if clock is not None]
    return replace(state, clock=min(due, key=_when_due, default=None))


def standing(session: Session, duty: str) -> BarState:
    """Return what the bar shows at once: all but which visit is next in an outage."""
    running = outages.current(session)
    as_of: dict[str, datetime] = {str(kind): at for kind, at in copies.as_of(session).items()}
    main_system = chosen(session)
    name = main_system.name if main_system else "No main system yet"
    if running is None:
        name = _about_copying(session) or name
    ages = tuple(CopyAge(label, as_of.get(kind)) for label, kind in _CELLS)
    if running is None:
        return BarState(Look.NORMAL, under=name, cells=ages, clock=_copy_clock(session, as_of), duty=duty)
    if running.mode is Mode.OUTAGE:
        state = BarState(Look.OUTAGE, running.since, cells=ages, duty=duty)
    else:
        cells = _returning(running, as_of, name, reconnect.standing(session))
        state = BarState(Look.RETURNING, running.back_at, cells=cells, duty=duty)
    return replace(state, called=NOT_TRUSTED, under=CHECK) if outages.is_data_doubted(session) else state


def _about_copying(session: Session) -> str:
    """Return what is to be said about new copies; nothing while they come as they should."""
    if waiting(session) is not None:
        return COPY_WAITS
    if integrity.is_open(session):
        return INCIDENT_OPEN
    failing = by_itself.fails_since(session)
    return f"Copying fails since {clock_face(failing[0])}" if failing else ""


def _returning(
    running: Outage, as_of: dict[str, datetime], name: str, connecting: reconnect.Standing | None
) -> tuple[BarCell | CopyAge, ...]:
    back = running.back_at or running.since
    compared = connecting.compared_at if connecting else None
    said = f"Back, {connecting.said()}" if connecting and compared else "Back"
    if connecting is not None and connecting.holds:
        said = "Back, not checked yet" if not compared else said
    span = f"{day_and_clock(running.since)} to {day_and_clock(back)}"
    return (
        BarCell(f"Outage {running.reference}", span, age_in_words(running.since, back)),
        BarCell(f"{name}, main system", said, clock_face(compared or back)),
        CopyAge("Rota copy as of", as_of.get("rota")),
    )


def _copy_clock(session: Session, as_of: dict[str, datetime]) -> NextClock | None:
    """Return when the copy is past its limit; nothing when there is no copy."""
    due = [(as_of[kind] + limit, kind) for kind, limit in limits(session).items() if kind in as_of]
    if not due:
        return None
    at, kind = min(due)
    return NextClock(at, f"{kind.capitalize()} copy out of date")


def _visit_clock(waiting: Queue) -> NextClock | None:
    """Return what the first visit of the queue waits for, or when the next visit begins."""
    for row in waiting.rows:
        return NextClock(row.rank.by, _surname(row.name))
    if waiting.next_due is None:
        return None
    name, at = waiting.next_due
    return NextClock(at, _surname(name), "Next visit")


def _decision_clock(session: Session) -> NextClock | None:
    """Return the decision that is due first: one to look at again, or whether a loss is a breach to report."""
    lost = {each.decision: each for each in losses.open_breaches(session)}
    due = [NextClock(each.due, f"{each.numbers[0]} lost: report?") for each in lost.values()]
    due += [
        NextClock(each.look_again_at, _short(f"D-{each.number:02d} {each.title}"))
        for each in outages.to_look_at_again(session)
        if each.fact_id not in lost
    ]
    return min(due, key=_when_due, default=None)


def _when_due(clock: NextClock) -> datetime:
    return clock.due


def _surname(name: str) -> str:
    """Return the surname, short enough for the bar."""
    return _short(name.partition(",")[0])


def _short(words: str) -> str:
    return words if len(words) <= MOST_OF_A_NAME else f"{words[: MOST_OF_A_NAME - 1]}…"


def is_loss_next(session: Session, waiting: Queue) -> bool:
    """Return whether the clock is about a lost sheet."""
    lost = losses.open_breaches(session)
    clock = bar_state(session, waiting, "").clock
    return bool(lost) and clock is not None and clock.due == lost[0].due


def first_visit(waiting: Queue) -> str | None:
    """Return the id of the visit the clock is about, or None when the queue is empty."""
    return next((row.visit for row in waiting.rows), None)


def mode(session: Session) -> Mode:
    """Return how the desk stands."""
    return outages.mode(session)


def lock_note(session: Session, before: LockNote, clock: NextClock | None) -> LockNote:
    """Return what the locked screen may say from now on: of the clock only when it is due."""
    running = outages.current(session)
    main_system = chosen(session)
    since = None if running is None else running.back_at or running.since
    return msgspec.structs.replace(
        before,
        organisation=settings.read(session, ORGANISATION, Organisation, Organisation()).name,
        mode=outages.mode(session).value,
        since=to_text(since) if since else None,
        copies={str(kind): to_text(at) for kind, at in copies.as_of(session).items()},
        last_written=last_written(session),
        main_system=main_system.name if main_system else "",
        due=to_text(clock.due) if clock else None,
        data_doubted=outages.is_data_doubted(session),
    )


def foot_lines(session: Session) -> tuple[FootLine, ...]:
    """Return what was last saved, and what waits for the main system."""
    saved = last_written(session)
    counted = delivery.counts(session)
    open_ = delivery.left(counted)
    lines = [FootLine("save", f"Saved on this laptop {clock_face(from_text(saved))}")] if saved else []
    if open_:
        lines.append(FootLine("hourglass", f"{open_} to give back"))
    elif delivery.all_checked(counted):
        lines.append(FootLine("check-check", "All sent and checked"))
    else:
        lines.append(FootLine("check", "Nothing to give back"))
    if doubts(session):
        lines.insert(0, FootLine("shield-alert", "The journal is in doubt: see Settings"))
    return tuple(lines)

"""What every act by hand asks first."""

from datetime import datetime, timedelta

from sqlalchemy import select

from downtime_desk.core import settings
from downtime_desk.core.clock import clock_face, from_text, short_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.rota.queries.clashes import clashes
from downtime_desk.rota.standing import NOT_GOING, Standing, off_between, standing
from downtime_desk.rota.today import visits

LONGEST = timedelta(hours=24)


class Doubt(Trouble):
    """Something speaks against it. It is done once every one of `doubts` is accepted as it stands here."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        super().__init__(doubts[0], "If it is right all the same, say so. If not, change it.")
        self.doubts = doubts


def in_outage(session: Session) -> None:
    """Raise Trouble unless an outage runs: at any other time the main system keeps the rota."""
    if settings.outage(session) is None:
        raise Trouble("No outage is running.", "Change the rota in the main system.")


def may_change(session: Session, visit: str | None = None) -> None:
    """Raise Trouble when the rota, or one visit of it, cannot be changed by hand now: before anything is typed."""
    in_outage(session)
    if visit is not None and standing(session, visit).visit.status == "cancelled":
        raise Trouble("This visit is cancelled.", "Add a visit if the person needs one after all.")


def said_why(why: str) -> str:
    """Return why, as one sentence; raise Trouble when nothing is said."""
    words = why.strip()
    if not words:
        raise Trouble("Why is missing.", "Write it in a few words: it stands in the log and in the evidence.")
    return words if words[-1] in ".!?" else f"{words}."


def to_change(session: Session, visit: str, seen: str | None) -> Standing:
    """Return the visit to change; raise Trouble when it is cancelled or was changed since it was looked at."""
    in_outage(session)
    found = standing(session, visit)
    if found.last_entry != seen:
        raise Trouble(
            "Somebody else changed this visit since you opened it.", "Look at what is new, then try again."
        )
    if found.visit.status == "cancelled":
        raise Trouble("This visit is cancelled.", "Add a visit if the person needs one after all.")
    return found


def checked_times(start: datetime, end: datetime) -> tuple[str, str]:
    """Return typed times in stored form; raise Trouble when they cannot be."""
    if end <= start:
        raise Trouble(
            f"It would end {clock_face(end)}, before it begins {clock_face(start)}.", "Type the times again."
        )
    if end - start > LONGEST:
        raise Trouble("A visit is at most 24 hours long.", "Add a second visit for the rest.")
    return to_text(start), to_text(end)


def carer_doubts(session: Session, visit: str, start: str, end: str, carers: dict[str, str]) -> list[str]:
    """Return what speaks against carers (id to name) making a visit at a time, each as one sentence."""
    off = {each.carer: each for each in off_between(session, start, end)}
    found = []
    for carer, name in carers.items():
        if carer in off:
            until = off[carer].until
            said = f"until {short_stamp(from_text(until))}" if until else "until further notice"
            found.append(f"{name} is off {said}.")
    for clash in clashes(session, list(carers), start, end, without=visit):
        times = f"{clock_face(from_text(clash.start))}–{clock_face(from_text(clash.end))}"
        found.append(f"{carers[clash.carer]} is to be at {clash.person_name} {times}.")
    return found


def there_already(session: Session, person: str, start: str, end: str) -> list[str]:
    """Return which visits a person has at a time already, each as one sentence: none is to be added twice."""
    rows = session.execute(
        select(visits.c.start, visits.c.end)
        .where(
            visits.c.person_id == person,
            visits.c.start < end,
            visits.c.end > start,
            visits.c.withdrawn_at.is_(None),
            visits.c.status.not_in(NOT_GOING),
        )
        .order_by(visits.c.start)
    )
    return [
        f"There is a visit {clock_face(from_text(row.start))}–{clock_face(from_text(row.end))} in the rota already."
        for row in rows
    ]


def answered(doubts: list[str], accepted: tuple[str, ...]) -> None:
    """Raise Doubt with what nobody accepted."""
    left = tuple(doubt for doubt in doubts if doubt not in accepted)
    if left:
        raise Doubt(left)

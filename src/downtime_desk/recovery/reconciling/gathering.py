"""The three sides out of the store: the rota as it stands, the accounts of the desk, and what the last look found."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.delivery import delivery
from downtime_desk.core.session import Session
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.recovery.reconciling.matching import Account, Planned, Sides
from downtime_desk.recovery.reconciling.model import reconciled
from downtime_desk.rota.model import matched_visits
from downtime_desk.rota.references import is_ours
from downtime_desk.rota.today import visits
from downtime_desk.sync.looking.agreeing import tolerance
from downtime_desk.sync.looking.reading import There
from downtime_desk.sync.looking.record import Attended, Dose, Span
from downtime_desk.visits.facts import CarerTimes, MedicineOutcome
from downtime_desk.visits.model import verification_history, verifications
from downtime_desk.visits.queries.states import belongs, planned_between

AROUND: Final = timedelta(hours=12)
"""Records so far before and after an outage are read too, so that none is taken for another visit's."""

_ids = msgspec.json.Decoder(tuple[str, ...])
_carers = msgspec.json.Decoder(tuple[CarerTimes, ...])
_medicines = msgspec.json.Decoder(tuple[MedicineOutcome, ...])


def span(outage: Outage, now: datetime) -> Span:
    """Return from when to when a main system is looked at for an outage."""
    return Span(outage.since - AROUND, (outage.back_at or outage.stood_down_at or now) + AROUND)


def sides(session: Session, outage: Outage, now: datetime, there: There) -> Sides:
    """Return the three sides of an outage."""
    return Sides(
        plan=_plan(session, outage, now),
        desk=_desk(session, outage),
        visits=there.visits,
        records=there.records,
        doses=there.doses,
        marks=_marks(session),
        told=_told(session, outage.reference),
        tolerance=tolerance(session),
    )


def _plan(session: Session, outage: Outage, now: datetime) -> list[Planned]:
    around = span(outage, now)
    of_outage = belongs(session, outage, now)
    counted = set(session.execute(select(visits.c.id).where(of_outage)).scalars())
    critical = set(session.execute(select(people.c.id).where(people.c.time_critical == 1)).scalars())
    bookings = dict(session.execute(select(matched_visits.c.id, matched_visits.c.booking)).all())
    rows = session.execute(
        select(
            visits.c.id,
            visits.c.person_id,
            visits.c.start,
            visits.c.end,
            visits.c.carers,
            visits.c.status,
            visits.c.withdrawn_at,
        ).where(or_(planned_between(around.since, around.until), of_outage))
    )
    return [
        Planned(
            visit=row.id,
            booking=bookings.get(row.id) if is_ours(row.id) else row.id,
            person=row.person_id,
            start=from_text(row.start),
            end=from_text(row.end),
            carers=_ids.decode(row.carers),
            status="cancelled" if row.withdrawn_at else row.status,
            counts=row.id in counted,
            critical=row.person_id in critical,
        )
        for row in rows
    ]


def _desk(session: Session, outage: Outage) -> dict[str, Account]:
    # a visit moved by hand to a later time is of the outage too, so there is no end to where they are looked for
    since = to_text(outage.since - 2 * AROUND)
    rows = session.execute(
        select(
            verifications.c.visit,
            verifications.c.outcome,
            verifications.c.carers,
            verifications.c.medicines,
            delivery.c.state,
            delivery.c.remote_id,
            delivery.c.remote_version,
        )
        .outerjoin(delivery, delivery.c.fact_id == verifications.c.last_entry)
        .where(verifications.c.planned_start >= since)
    )
    return {
        row.visit: Account(
            outcome=row.outcome,
            came=tuple(
                Attended(each.carer, each.name, _instant(each.arrived), _instant(each.left))
                for each in _carers.decode(row.carers)
                if each.arrived or each.left
            ),
            doses=tuple(
                Dose(each.name, each.outcome, _instant(each.at)) for each in _medicines.decode(row.medicines)
            ),
            state=row.state,
            shown=f"{row.remote_id}@{row.remote_version or ''}" if row.remote_id else None,
        )
        for row in rows
    }


def _marks(session: Session) -> dict[str, str]:
    history = verification_history
    return dict(session.execute(select(history.c.entry, history.c.visit)).all())


def _told(session: Session, outage: str) -> dict[str, str]:
    """Return which visit a person gave a record to, by the record as they saw it."""
    rows = session.execute(
        select(reconciled.c.seen, reconciled.c.visit).where(
            reconciled.c.outage == outage,
            reconciled.c.standing == "which visit",
            reconciled.c.visit.is_not(None),
        )
    )
    return {seen: visit for row in rows for visit in (row.visit,) for seen in _ids.decode(row.seen)}


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else from_text(stored)

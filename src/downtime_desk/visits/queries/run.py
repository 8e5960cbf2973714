"""The run of one carer round now: what they are likely to read out when they ring."""

from datetime import datetime, timedelta

from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.today import runs, visits
from downtime_desk.visits.model import verifications
from downtime_desk.visits.queries.one import Seen, seen
from downtime_desk.visits.queries.states import CANCELLED_THERE

LAST_HOURS = timedelta(hours=12)
NEXT_HOURS = timedelta(hours=3)


def run_of(session: Session, carer: str, now: datetime) -> tuple[Seen, ...]:
    """Return the visits planned for a carer in the last and the next hours, in time order."""
    theirs = session.execute(
        select(runs.c.visit_id).where(
            runs.c.carer_id == carer,
            runs.c.start >= to_text(now - LAST_HOURS),
            runs.c.start < to_text(now + NEXT_HOURS),
        )
    ).scalars()
    ids = session.execute(
        select(visits.c.id)
        .select_from(visits.outerjoin(verifications, verifications.c.visit == visits.c.id))
        .where(visits.c.id.in_(theirs.all()), ~CANCELLED_THERE)
        .order_by(visits.c.start, visits.c.id)
    ).scalars()
    return tuple(seen(session, each) for each in ids)

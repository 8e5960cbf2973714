"""When carers were last heard of, from what was written about their visits."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, literal, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.visits.model import verifications, visit_times

# A carer nobody spoke of for so long is not heard of.
HEARD_WITHIN = timedelta(hours=24)

_voice = func.json_each(verifications.c.sources).table_valued("value")
_HEARD = (
    select(visit_times.c.carer, func.max(func.json_extract(_voice.c.value, "$.at")).label("at"))
    .select_from(
        visit_times.join(verifications, verifications.c.visit == visit_times.c.visit).join(
            _voice, literal(True)
        )
    )
    .where(
        visit_times.c.carer.in_(bindparam("wanted", expanding=True)),
        visit_times.c.arrived >= bindparam("first"),
        func.json_extract(_voice.c.value, "$.method") != "none",
    )
    .group_by(visit_times.c.carer)
)


def heard_of(session: Session, carers: list[str], now: datetime) -> dict[str, datetime]:
    """Return when carers were last heard of: the latest voice that told of a visit with their times in it."""
    rows = session.execute(_HEARD, {"wanted": carers, "first": to_text(now - HEARD_WITHIN)})
    return {row.carer: from_text(row.at) for row in rows}

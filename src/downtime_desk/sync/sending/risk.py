"""What can harm while the main system does not know it: the order of giving back, by hand and by itself."""

from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from downtime_desk.core.delivery import delivery
from downtime_desk.core.journal import journal
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.people.model import people

PERSON: Final = func.coalesce(
    func.json_extract(journal.c.payload, "$.person"), func.json_extract(journal.c.payload, "$.visit.person")
)
PRIORITY: Final[ColumnElement[str | None]] = func.coalesce(
    func.json_extract(journal.c.payload, "$.priority"),
    select(people.c.priority).where(people.c.id == PERSON).scalar_subquery(),
)
_MEDICINE: Final = or_(
    and_(
        journal.c.kind == "visit.verified",
        func.coalesce(func.json_array_length(journal.c.payload, "$.medicines"), 0) > 0,
    ),
    and_(
        journal.c.kind == "deviation.logged", func.json_extract(journal.c.payload, "$.medicine").is_not(None)
    ),
    and_(
        journal.c.kind == "person.told",
        func.json_extract(journal.c.payload, "$.about").in_(("allergy", "medicine")),
    ),
)
_GRAVE: Final = or_(_MEDICINE, journal.c.kind == "deviation.logged")
RISK: Final[ColumnElement[int]] = case(
    (and_(_GRAVE, PRIORITY == "red"), 0),
    (_GRAVE, 1),
    (PRIORITY == "red", 2),
    (PRIORITY == "amber", 3),
    else_=4,
)
"""What harms first when the main system does not know it: medicine and deviations of red people before all else."""

_FIRST = Prepared(
    select(delivery.c.subject)
    .join(journal, journal.c.id == delivery.c.fact_id)
    .where(
        delivery.c.state.in_(("waiting", "sent")),
        func.coalesce(delivery.c.way, "send") == "send",
        RISK == 0,
    )
    .distinct()
)


def what_harms_first(session: Session) -> frozenset[str]:
    """Return the subjects of which something grave of a red person is to be sent."""
    return frozenset(session.execute(_FIRST).scalars())

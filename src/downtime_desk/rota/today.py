"""The rota as it stands: the copy with what was changed by hand over it. The one way to read visits.

`visits` and `runs` are read like tables. `visits` has the columns of the copy's visits that say what is
planned, and two more: `origin` (copy, changed, added, rolled forward) and `changes`, the sentences that say
what was changed by hand, by whom and why, as JSON.

Measured at 20,000 visits a day: reading through it costs what reading the copy alone does, because SQLite takes
it apart and reads each side by its own index. It does so only while

- both sides have the same types (a literal has none of its own, so it is cast), and
- the statement neither adds up nor sorts by what is worked out. One that does finds its columns first, in
  `each_of`, and adds up or sorts these. Otherwise every column of every visit is carried along.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.rota import model

Origin = Literal["copy", "changed", "added", "rolled forward"]
MARKS: Final[dict[Origin, str | None]] = {
    "copy": None,
    "changed": "CHANGED AT THE DESK",
    "added": "ADDED AT THE DESK, not in the record",
    "rolled forward": "ROLLED FORWARD, not in the record",
}
"""What stands beside a visit on every screen and page, by where it comes from."""
TABLES: Final = frozenset({"visits", "local_visits", "matched_visits", "absences"})

_PLANNED = (
    "id",
    "person_id",
    "start",
    "end",
    "status",
    "carers_needed",
    "carers",
    "service",
    "tasks",
    "area",
    "note",
    "version",
)
_copied, _ours, _matched = model.visits, model.local_visits, model.matched_visits
# In the statement itself: for a value that is bound, SQLite prepares it anew each time, to use the index of these few.
_CHANGED: Final[ColumnElement[str]] = literal_column("'changed'")
# visits of the copy that something of ours stands for, under the same id or under a reference of ours
_changed = union_all(
    select(_ours.c.id).where(_ours.c.origin == _CHANGED),
    # by way of the few that are matched: what is rolled forward is many
    select(_matched.c.booking).where(exists().where(_ours.c.id == _matched.c.id)),
)

visits: Final[Subquery] = union_all(
    select(
        *(_copied.c[name] for name in _PLANNED),
        _copied.c.withdrawn_at,
        cast(literal("copy"), Text).label("origin"),
        cast(literal("[]"), Text).label("changes"),
    ).where(_copied.c.id.not_in(_changed)),
    select(
        *(_ours.c[name] for name in _PLANNED),
        # what a manager changed or added stands, whatever the main system did with its own since
        cast(null(), Text).label("withdrawn_at"),
        _ours.c.origin,
        _ours.c.changes,
    ),
).subquery("visit")

_copied_runs, _our_runs = model.visit_carers, model.local_runs

runs: Final[Subquery] = union_all(
    select(_copied_runs.c.carer_id, _copied_runs.c.start, _copied_runs.c.visit_id).where(
        _copied_runs.c.visit_id.not_in(_changed)
    ),
    select(_our_runs.c.carer_id, _our_runs.c.start, _our_runs.c.visit_id),
).subquery("run")

SHORT: Final[ColumnElement[bool]] = func.json_array_length(visits.c.carers) < visits.c.carers_needed
"""Says which visits have fewer carers than they need."""


def each_of(wanted: Select[Any]) -> Subquery:
    """Return what a statement finds, to be added up or sorted: each side is still read by itself."""
    # the limit stops nothing; without one SQLite merges the two statements and carries every column along
    return wanted.limit(-1).subquery("each")


def carers_between(session: Session, since: str, until: str) -> Sequence[str]:
    """Return ids of the carers with a visit that begins from `since` on and before `until`.

    From each carer to the next by the index, because reading all runs would read the whole rota. Instants are in
    their stored form.
    """
    copied = and_(_copied_runs.c.start >= since, _copied_runs.c.start < until)
    ours = and_(_our_runs.c.start >= since, _our_runs.c.start < until)
    found: set[str] = set()
    for one in (
        _each_carer(_copied_runs, and_(copied, _copied_runs.c.visit_id.not_in(_changed))),
        _each_carer(_our_runs, ours),
    ):
        found.update(session.execute(one).scalars())
    return sorted(found)


def _each_carer(listed: Table, wanted: ColumnElement[bool]) -> Select[str]:
    """Return the carers of a list of runs who have one that is wanted."""
    first = select(func.min(listed.c.carer_id).label("carer")).cte(f"each_of_{listed.name}", recursive=True)
    after = select(func.min(listed.c.carer_id)).where(listed.c.carer_id > first.c.carer).scalar_subquery()
    every = first.union_all(select(after).where(first.c.carer.is_not(None)))
    return select(every.c.carer).where(exists().where(listed.c.carer_id == every.c.carer, wanted))


def moved_out(session: Session, since: datetime, until: datetime) -> list[str]:
    """Return ids of visits moved by hand out of a stretch of time in which they were planned to begin.

    Whoever counts the visits of an outage counts these too: the main system, once it is back, has them at the
    time they were moved away from. `since` and `until` are aware.
    """
    planned = func.json_extract(_ours.c.base, "$.start")
    first, last = to_text(since), to_text(until)
    moved = select(_ours.c.id).where(
        _ours.c.base.is_not(None),
        planned >= first,
        planned < last,
        or_(_ours.c.end <= first, _ours.c.start >= last),
    )
    return list(session.execute(moved).scalars())


def page(session: Session, since: str, until: str, offset: int, limit: int) -> Sequence[str]:
    """Return ids of the visits that begin from `since` on and before `until`, in order of start and id.

    Instants are in their stored form.
    """
    copied = select(_copied.c.id, _copied.c.start).where(
        _copied.c.start >= since,
        _copied.c.start < until,
        ~exists().where(_ours.c.id == _copied.c.id, _ours.c.origin == _CHANGED),
        ~exists().where(_matched.c.booking == _copied.c.id, _matched.c.id == _ours.c.id),
    )
    ours = select(_ours.c.id, _ours.c.start).where(_ours.c.start >= since, _ours.c.start < until)
    wanted = union_all(copied, ours).order_by("start", "id").offset(offset).limit(limit)
    return session.execute(wanted).scalars().all()

"""What screens ask about copies from before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.people import copies
from downtime_desk.people.copies import Snapshot
from downtime_desk.people.differences import Difference, differences
from downtime_desk.people.fold import folded
from downtime_desk.people.model import mirror_past, people
from downtime_desk.people.names import listed, short_name
from downtime_desk.people.summary import Person
from downtime_desk.sync.previous import rules
from downtime_desk.sync.previous.reading import person_at, person_of, rows

TABLES: Final = frozenset({"snapshots", "settings"})
MOST_SHOWN: Final = 40


@dataclass(frozen=True)
class Changed:
    """What a copy changed against the one before it. `lines` are the first of the people, in words."""

    people_new: tuple[str, ...]
    people_gone: tuple[str, ...]
    people_changed: tuple[tuple[str, tuple[Difference, ...]], ...]
    visits_changed: int

    def lines(self) -> list[str]:
        """Return all of it in sentences."""
        said = [
            f"{word}: {_some(names)}."
            for word, names in (("New", self.people_new), ("Gone", self.people_gone))
            if names
        ]
        said += [
            f"{name}. {'. '.join(each.words() for each in found)}."
            for name, found in self.people_changed[:MOST_SHOWN]
        ]
        more = len(self.people_changed) - MOST_SHOWN
        said += [f"and {more} more people changed."] if more > 0 else []
        visits = "1 visit is" if self.visits_changed == 1 else f"{self.visits_changed:,} visits are"
        said += [f"{visits} not as in the copy before."] if self.visits_changed else []
        return said or ["Nothing changed against the copy before."]


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_SHOWN
    return "; ".join((*names[:MOST_SHOWN], *((f"and {more} more",) if more > 0 else ())))


def kept(session: Session) -> tuple[Snapshot, ...]:
    """Return the copies that can be looked into, the one in use first."""
    return copies.taken(session, rules.kept(session))


def changed(session: Session, copy: Snapshot, before: Snapshot | None) -> Changed:
    """Return what a copy changed against the one before it; all of it is new in the first one."""
    at = to_text(copy.started)
    was = to_text(before.started) if before else ""
    touched = set(
        session.execute(
            select(mirror_past.c.id).where(mirror_past.c.kind == "person", mirror_past.c.until == at)
        ).scalars()
    )
    arrived = {row.id for row in session.execute(select(people.c.id).where(people.c.received_at == at))}
    arrived |= set(
        session.execute(
            select(mirror_past.c.id).where(mirror_past.c.kind == "person", mirror_past.c.since == at)
        ).scalars()
    )
    gone = select(people.c.family, people.c.given).where(people.c.withdrawn_at == at)
    new, both = [], []
    for id_ in touched | arrived:
        first, second = person_at(session, was, id_), person_at(session, at, id_)
        if second is None:
            continue
        if first is None:
            new.append(short_name(second))
        elif found := differences(first, second):
            both.append((short_name(second), found))
    return Changed(
        tuple(sorted(new)),
        tuple(sorted(listed(row.family, row.given) for row in session.execute(gone))),
        tuple(sorted(both, key=lambda each: each[0])),
        _visits_changed(session, at),
    )


def _visits_changed(session: Session, at: str) -> int:
    asked = text(
        "SELECT (SELECT count(*) FROM visits WHERE received_at = :at)"
        " + (SELECT count(*) FROM visits WHERE withdrawn_at = :at)"
        " + (SELECT count(*) FROM mirror_past WHERE kind = 'visit' AND since = :at)"
    )
    return int(session.execute(asked, {"at": at}).scalar_one())


@dataclass(frozen=True)
class AsItWas:
    """A person as a copy had them, and what the copy in use says otherwise. None: not listed there."""

    person: Person
    since: tuple[Difference, ...] | None


def look_up(session: Session, copy: Snapshot, typed: str) -> list[AsItWas]:
    """Return the people of a copy whose name holds what is typed, each with what the copy in use says otherwise."""
    wanted, at = folded(typed.strip()), to_text(copy.started)
    if not wanted:
        return []
    found = [
        person_of(row)
        for row in rows(session, "person", at)
        if wanted in folded(f"{row['family']} {row['given']}") or wanted == (row["nhs_number"] or "")
    ]
    now = "~"
    said = []
    for each in sorted(found, key=lambda one: (folded(one.family), folded(one.given)))[:MOST_SHOWN]:
        today = person_at(session, now, each.id)
        said.append(AsItWas(each, differences(each, today) if today else None))
    return said


def size(session: Session) -> int:
    """Return the bytes that copies from before take in the store."""
    asked = select(func.total(func.length(mirror_past.c.body)))
    return int(session.execute(asked).scalar_one())


def begun(session: Session, number: int) -> datetime | None:
    """Return when a copy was begun; None when it cannot be looked into any more."""
    return next((each.started for each in kept(session) if each.number == number), None)

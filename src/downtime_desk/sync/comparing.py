"""Holding a copy that was read against the one in use: what the guard finds, and whose notes came incomplete."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from downtime_desk.core import settings
from downtime_desk.core.session import Session
from downtime_desk.outages.integrity.actions import BY_ITSELF, OpenIncident, open_by_itself
from downtime_desk.outages.integrity.facts import Affected
from downtime_desk.people import copies
from downtime_desk.sync import rules
from downtime_desk.sync.facts import CLOCK
from downtime_desk.sync.guard import Compared, Finding, Incomplete, Picture, findings, incomplete
from downtime_desk.sync.picture import pictures
from downtime_desk.sync.staged import Staged
from downtime_desk.sync.staging import CAME_TWICE

OF_NO_PERSON = frozenset({None, "Appointment", "Practitioner", "Organization", "Medication"})


@dataclass(frozen=True)
class Held:
    """What holds a copy back: what was found, and whose notes came incomplete, if that is a wave of them.

    `after` is the copy as it would be, as the guard looked at it.
    """

    findings: tuple[Finding, ...] = ()
    incomplete: Incomplete | None = None
    after: Picture | None = None


def compared(session: Session, staged: Staged, *, is_first: bool) -> Held:
    """Return what is wrong with a copy against the one in use. Writes nothing."""
    both, limits = pictures(session, staged, is_first=is_first), rules.limits(session)
    told = Compared(
        staged.source,
        both.before,
        both.after,
        staged.ahead,
        timedelta(seconds=settings.read(session, CLOCK, int, 0)),
        both.twice,
        (
            *(f"{each.resource_type} {each.id}" for each in staged.rejected if each.reason == CAME_TWICE),
            *(f"Appointment {id_}" for id_ in sorted(both.contradicting)),
        ),
        _unread(staged) - {each.person_id for each in copies.not_read(session) if each.person_id},
        staged.as_of,
        _in_use(session, staged),
    )
    return Held(findings(told, limits), incomplete(told, limits), both.after)


def _in_use(session: Session, staged: Staged) -> datetime | None:
    """Return of when the newest part of the copy in use is that a staged one speaks of."""
    spoken = {"rota": staged.can.read_rota, "people": staged.can.read_people}
    return max((at for kind, at in copies.as_of(session).items() if spoken.get(kind)), default=None)


def _unread(staged: Staged) -> frozenset[str]:
    """Return the people of whom some statement could not be read."""
    return frozenset(
        each.person_id
        for each in staged.rejected
        if each.person_id and each.resource_type not in OF_NO_PERSON and each.reason != CAME_TWICE
    )


def note_incident(session: Session, source: str, found: Incomplete | None) -> None:
    """Open a data-integrity incident for a wave of incomplete notes, in the transaction that keeps the copy back."""
    if found is None:
        return
    affected = (Affected(id_, found.names[id_], missing) for id_, missing in found.missing.items())
    ordered = tuple(sorted(affected, key=lambda each: each.name))
    open_by_itself(session, OpenIncident(source, found.words(source), BY_ITSELF, ordered, found.of))

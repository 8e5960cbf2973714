"""Settling a visit changed here and in the copy too: ours stays, or theirs stands."""

from dataclasses import dataclass

from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.rota.actions.common import said_why
from downtime_desk.rota.facts import ChangeDropped, DifferenceKept
from downtime_desk.rota.queries.differences import Differs, differences


@dataclass(frozen=True)
class Settle:
    """Settle a difference. `seen` is our last change of the visit, `version` the copy's, as they were shown."""

    visit: str
    why: str
    seen: str
    version: str | None
    fact_id: str | None = None


def keep_ours(session: Session, command: Settle) -> Entry:
    """Keep what was changed by hand, although the copy says otherwise now."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = _shown(session, command), said_why(command.why)
    kept_ours = DifferenceKept(found.visit, found.person_name, found.theirs, found.version, why)
    return _record(session, kept_ours, command)


def take_theirs(session: Session, command: Settle) -> Entry:
    """Let the visit stand as the copy has it now."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = _shown(session, command), said_why(command.why)
    return _record(session, ChangeDropped(found.visit, found.person_name, found.ours, why), command)


def _shown(session: Session, command: Settle) -> Differs:
    for each in differences(session):
        if each.visit == command.visit:
            if (each.last_entry, each.version) == (command.seen, command.version):
                return each
            break
    raise Trouble("This visit is not as it was shown any more.", "Look at what is new, then decide.")


def _record(session: Session, fact: DifferenceKept | ChangeDropped, command: Settle) -> Entry:
    return journal.record(
        session,
        fact,
        subject=f"visit/{command.visit}",
        base_version=command.version,
        fact_id=command.fact_id,
    )

"""Facts of the journal as reports: what the main system must hear, gathered from the fact and the copy."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from downtime_desk.core.clock import clock_face, from_text, short_stamp
from downtime_desk.core.journal import Entry, decode, find
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.people.facts import PersonTold, PersonToldChecked
from downtime_desk.people.kinds import KINDS
from downtime_desk.people.model import mirror_past
from downtime_desk.people.told import one_told
from downtime_desk.rota.facts import VisitCancelled
from downtime_desk.rota.model import matched_visits, visits
from downtime_desk.rota.references import is_ours
from downtime_desk.sync.sending.note import DowntimeNoteWritten
from downtime_desk.sync.sending.reports import (
    Attendance,
    CancelledReport,
    DeviationReport,
    Evidence,
    NoteReport,
    Outcome,
    Report,
    Seen,
    ToldReport,
    VisitReport,
)
from downtime_desk.visits import codes
from downtime_desk.visits.facts import DeviationLogged, VisitVerified
from downtime_desk.visits.model import verification_history

# Without a limit, which would be bound and have SQLite prepare it anew each time: only the first row is read.
_FIRST = Prepared(
    select(verification_history.c.entry)
    .where(verification_history.c.visit == bindparam("visit"))
    .order_by(verification_history.c.number)
)
_MATCHED = Prepared(select(matched_visits.c.booking).where(matched_visits.c.id == bindparam("visit")))
_PLANNED = Prepared(select(visits.c.id).where(visits.c.id == bindparam("visit")))
_PLANNED_ROW = Prepared(select(visits).where(visits.c.id == bindparam("visit")))
_PAST = Prepared(
    select(mirror_past.c.body).where(mirror_past.c.kind == "visit", mirror_past.c.id == bindparam("visit"))
)

OUTCOMES: dict[str, Outcome] = {"done": "done", "there now": "in progress", "not known yet": "not known"}


def report_of(session: Session, entry: Entry) -> Report | None:
    """Return the report of a fact; None when its content was erased or it has no home in the main system."""
    match decode(entry):
        case VisitVerified() as verified:
            return _visit(session, entry, verified)
        case DeviationLogged() as logged:
            return _deviation(session, entry, logged)
        case PersonTold() | PersonToldChecked():
            return _told(session, entry)
        case VisitCancelled() as cancelled:
            return _cancelled(session, entry, cancelled)
        case DowntimeNoteWritten() as written:
            root = _first_of(session, entry).id
            return NoteReport(
                entry.id, root, written.person, "\n".join(written.lines), from_text(entry.recorded_at)
            )
        case _:
            return None


def _visit(session: Session, entry: Entry, said: VisitVerified) -> VisitReport:
    booking = _booking(session, entry, said.visit)
    return VisitReport(
        fact=entry.id,
        root=_first_account(session, said.visit) or entry.id,
        visit=booking,
        person=said.person,
        outcome=_outcome(said),
        carers=tuple(
            Attendance(each.carer, each.name, _instant(each.arrived), _instant(each.left))
            for each in said.carers
        ),
        evidence=_evidence(said),
        manager=entry.actor_name,
        recorded=from_text(entry.recorded_at),
        note=_note(said) or None,
        seen=_seen(session, entry, said) if booking else None,
        reference=_reference(said.visit),
    )


def _outcome(said: VisitVerified) -> Outcome:
    if said.outcome != "did not happen":
        return OUTCOMES[said.outcome]
    return "cancelled" if said.reason in codes.REASONS_WITHOUT_NEED else "missed"


def _evidence(said: VisitVerified) -> Evidence:
    voices = [
        ", ".join(filter(None, (codes.said(codes.METHODS, each.method), each.told_by)))
        + f", {clock_face(from_text(each.at))}"
        for each in said.sources
    ]
    what = codes.OUTCOMES[said.outcome]
    reason = f" Reason: {said.reason_said()}." if said.reason else ""
    first = said.sources[0] if said.sources else None
    return Evidence(
        words=f"{what}. {'; '.join(voices) or codes.METHODS['none']} (grade {said.grade}).{reason}",
        method=first.method if first else "none",
        grade=said.grade,
        second_source=said.sources[1].method if len(said.sources) > 1 else None,
        reason_code=said.reason,
        told_by=first.told_by if first else None,
    )


def _note(said: VisitVerified) -> str:
    """Return the note and everything else that has no element of its own there, a line each."""
    lines = [said.note.strip(), *_rota(said)]
    lines += [
        f"Medicine {each.name}, due {each.time}: {each.outcome}"
        + (f" at {clock_face(from_text(each.at))}" if each.at else "")
        + "."
        for each in said.medicines
    ]
    lines += [f"Not done: {task}." for task in said.tasks_not_done]
    lines += [f"{each.what} Accepted because: {each.why}" for each in said.challenges]
    return "\n".join(filter(None, lines))


def _rota(said: VisitVerified) -> list[str]:
    """Return where the planned visit came from and what was changed of it by hand, a line each."""
    lines = {
        "added": f"Visit added at the desk, {said.visit}.",
        "rolled forward": f"Visit of the rota rolled forward at the desk, {said.visit}.",
    }
    return [
        *filter(None, [lines.get(said.origin)]),
        *(f"Rota at the desk: {each}" for each in said.rota_changes),
    ]


def _first_account(session: Session, visit: str) -> str | None:
    """Return the first fact told of a visit: all later accounts are of the same record there."""
    first: str | None = session.execute(_FIRST, {"visit": visit}).scalar()
    return first


def _booking(session: Session, entry: Entry, visit: str) -> str | None:
    """Return the main system's id of a visit; None when it is not on its rota."""
    if entry.base_version is not None and not is_ours(visit):
        return visit
    booking: str | None = session.execute(_MATCHED if is_ours(visit) else _PLANNED, {"visit": visit}).scalar()
    return booking


def _reference(visit: str | None) -> str | None:
    return visit if visit is not None and is_ours(visit) else None


def _seen(session: Session, entry: Entry, said: VisitVerified) -> Seen:
    """Return the visit as the copy had it when the manager looked, as far as that copy is still known."""
    start, end = from_text(said.planned_start), from_text(said.planned_end)
    kept = _copy(session, said.visit, entry.base_version)
    if kept is None:
        return Seen(start, end, entry.base_version)
    return Seen(
        from_text(kept["start"]),
        from_text(kept["end"]),
        entry.base_version or kept["version"],
        kept["status"],
        tuple(kept["carers"]),
    )


def _copy(session: Session, visit: str, version: str | None) -> dict[str, Any] | None:
    row = session.execute(_PLANNED_ROW, {"visit": visit}).first()
    if row is not None and version in (None, row.version):
        return {**row._asdict(), "carers": msgspec.json.decode(row.carers)}
    for body in session.execute(_PAST, {"visit": visit}).scalars():
        before: dict[str, Any] = msgspec.json.decode(body)
        if version is not None and before["version"] == version:
            return before
    return None


def _deviation(session: Session, entry: Entry, said: DeviationLogged) -> DeviationReport:
    medicine = f" {said.medicine.words()}" if said.medicine else ""
    hazard = f" Hazard: {codes.said(codes.HAZARDS, said.hazard)}." if said.hazard else ""
    return DeviationReport(
        fact=entry.id,
        root=_first_of(session, entry).id,
        visit=_booking(session, entry, said.visit) if said.visit else None,
        person=said.person,
        code=said.type,
        label=said.type_said(),
        severity=said.severity,
        at=from_text(said.happened_at),
        detail=f"{said.what}{medicine}{hazard}",
        harm=codes.HARMS[said.harm],
        safeguarding=said.safeguarding,
        safeguarding_reason=said.safeguarding_reason or "not given",
        mitigations=said.actions_said(),
        reference=_reference(said.visit),
    )


def _cancelled(session: Session, entry: Entry, said: VisitCancelled) -> CancelledReport:
    before, written = said.before, short_stamp(from_text(entry.recorded_at))
    planned = f"Visit of {short_stamp(from_text(before.start))}–{clock_face(from_text(before.end))}"
    goes_on = " Agreed for every week." if said.lasts == "every week" else ""
    ours = _reference(said.visit.id)
    known = f", {ours}, not in the main system's rota" if ours else ""
    return CancelledReport(
        fact=entry.id,
        visit=_booking(session, entry, said.visit.id),
        reference=ours,
        person=said.visit.person,
        words=(
            f"{planned}{known}. {said.said()} {said.why}{goes_on} Written down by {entry.actor_name}, {written}."
        ),
        at=from_text(entry.recorded_at),
    )


def _told(session: Session, entry: Entry) -> ToldReport | None:
    """Return what was told as it stands now: a later word on it is in the record there as soon as the first."""
    told = one_told(session, _first_of(session, entry).id)
    if told is None:
        return None
    return ToldReport(
        fact=entry.id,
        root=told.id,
        person=told.person,
        kind=told.kind,
        label=KINDS[told.kind],
        words=told.words(),
        at=told.told_at,
        taken_back=told.withdrawn_why is not None,
    )


def _first_of(session: Session, entry: Entry) -> Entry:
    """Return the entry a chain of corrections begins with."""
    while entry.corrects and (before := find(session, entry.corrects)):
        entry = before
    return entry


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else from_text(stored)

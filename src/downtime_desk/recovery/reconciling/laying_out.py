"""What does not agree, laid out for a person: whose visit it is, all sides in words, and what they are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from downtime_desk.core.clock import clock_face, from_text, short_stamp
from downtime_desk.core.session import Session
from downtime_desk.people import names
from downtime_desk.people.model import people
from downtime_desk.recovery.reconciling.matching import FULFILLED, Found, Planned, Sides
from downtime_desk.rota.model import carers
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.looking.record import Attended, Dose, Record
from downtime_desk.sync.sending.matters import STATUS_WORDS
from downtime_desk.sync.sending.verdicts import Row
from downtime_desk.sync.staged import Rejected
from downtime_desk.visits import codes
from downtime_desk.visits.facts import Source
from downtime_desk.visits.model import verifications

NOT_MADE = "Did not happen"
ALONE = "NOT RECORDED"

_sources = msgspec.json.Decoder(tuple[Source, ...])
_VERIFIED = select(verifications).where(verifications.c.visit == bindparam("visit"))
_PERSON = select(
    people.c.family, people.c.given, people.c.title, people.c.born, people.c.nhs_number, people.c.priority
).where(people.c.id == bindparam("person"))


@dataclass(frozen=True)
class Whose:
    """Whose visit a finding is about."""

    name: str = "Nobody’s name is on it"
    born: str | None = None
    nhs_number: str | None = None
    priority: str | None = None


class LayingOut:
    """Lays findings out, with the names as the copy has them."""

    def __init__(self, session: Session, sides: Sides) -> None:
        self._session, self._sides = session, sides
        self._plan = {each.visit: each for each in sides.plan}
        rows = session.execute(select(carers.c.id, carers.c.given, carers.c.family))
        self._carers = {row.id: f"{row.given} {row.family}".strip() for row in rows}

    def row(self, found: Found, look: int) -> dict[str, Any]:
        """Return the row of a finding."""
        planned = self._plan.get(found.visit or "")
        said = self._session.execute(_VERIFIED, {"visit": found.visit}).first() if found.visit else None
        whose = self._whose(found, planned, said)
        start, end = _when(found, planned)
        return {
            "key": found.key,
            "look": look,
            "standing": found.standing,
            "visit": found.visit,
            "name": whose.name,
            "born": whose.born,
            "nhs_number": whose.nhs_number,
            "priority": whose.priority,
            "start": start,
            "end": end,
            "grade": said.grade if said else None,
            "fact": said.last_entry if said else None,
            "seen": _text(found.seen),
            "rows": _text(tuple(self._rows(found, planned, said))),
            "candidates": _text([(each, self._candidate(each)) for each in found.candidates]),
            "pure": int(self._is_pure(found, planned)),
        }

    def unread(self, rejected: Rejected, look: int) -> dict[str, Any]:
        """Return the row of a record that could not be read."""
        whose = self._person(rejected.person_id) or Whose()
        rows = (Row("Record", None, rejected.id or ALONE), Row("Why", None, rejected.reason))
        return {
            "key": f"unread/{rejected.id or rejected.where}",
            "look": look,
            "standing": "not read",
            "visit": None,
            "name": whose.name,
            "born": whose.born,
            "nhs_number": whose.nhs_number,
            "priority": whose.priority,
            "start": None,
            "end": None,
            "grade": None,
            "fact": None,
            "seen": _text((f"{rejected.id or rejected.where}@{rejected.reason}",)),
            "rows": _text(rows),
            "candidates": "[]",
            "pure": 0,
        }

    def _whose(self, found: Found, planned: Planned | None, said: Any) -> Whose:
        if said is not None:
            return Whose(said.person_name, said.born, said.nhs_number, said.priority)
        record = found.records[0].person if found.records else None
        there = found.there.person_id if found.there else None
        return self._person(planned.person if planned else record or there) or Whose()

    def _person(self, person: str | None) -> Whose | None:
        row = self._session.execute(_PERSON, {"person": person}).first() if person else None
        if row is None:
            return Whose(f"Person {person}, not in this copy") if person else None
        name = names.listed(row.family, row.given)
        return Whose(f"{name} ({row.title})" if row.title else name, row.born, row.nhs_number, row.priority)

    def _rows(self, found: Found, planned: Planned | None, said: Any) -> Iterable[Row]:
        account = self._sides.desk.get(found.visit or "")
        came = account.came if account else ()
        records = [each for each in found.records if not each.marks] or list(found.records)
        theirs = [each for record in records for each in record.carers]
        base = planned or found.there
        outcome = codes.OUTCOMES[said.outcome] if said else None
        if not _is_done_on_both(said, found):
            yield Row(
                "The visit",
                outcome,
                self._there_said(found),
                _status(planned.status) if planned else None,
                compared=found.standing in {"cancelled there", "said not made", "gone", "unknown visit"},
            )
        if found.there is not None and _span(planned) != _span(found.there):
            yield Row(
                "Planned", _span(planned), _span(found.there), _span(planned), compared=planned is not None
            )
        yield Row("Arrived", _first(came), _first(theirs), clock_face(base.start) if base else None)
        yield Row("Left", _last(came), _last(theirs), clock_face(base.end) if base else None)
        yield Row("Carer", self._names(came), self._names(theirs), self._ids(base.carers if base else ()))
        if found.standing == "other person":
            person = self._person(found.records[0].person)
            yield Row("Person", said.person_name if said else None, person.name if person else None)
        if doses := self._doses(found):
            yield doses
        yield Row("How known", _known(said), _sourced(records), compared=False)
        if said is not None and said.note:
            yield Row("Note", said.note, None, compared=False)
        yield Row("Written by", _by(said), _recorded(records), compared=False)
        if len(records) < len(found.records):
            yield Row("Our record", "went back", "is there too", compared=False)
        for number, record in enumerate(records[1:], start=2):
            more = (clock_face(each) for each in (record.arrived, record.left) if each)
            yield Row(f"Record {number}", None, f"{'–'.join(more)}, {self._names(record.carers)}")
        for doubt in sorted({each.doubt for each in records if each.doubt}):
            yield Row("Doubt", None, doubt, compared=False)

    def _there_said(self, found: Found) -> str | None:
        if found.there is not None:
            return _status(found.there.status)
        return "recorded, without a visit" if found.records else "not there"

    def _doses(self, found: Found) -> Row | None:
        account = self._sides.desk.get(found.visit or "")
        ids = {each.id for each in found.records}
        theirs = [each for each in self._sides.doses if each.record in ids]
        ours = account.doses if account else ()
        return Row("Medicine", _given(ours), _given(theirs)) if theirs else None

    def _names(self, came: Sequence[Attended]) -> str | None:
        return ", ".join(sorted({self._name(each) for each in came})) or None

    def _name(self, each: Attended) -> str:
        return self._carers.get(each.carer or "") or each.name or each.carer or ALONE

    def _ids(self, ids: Sequence[str]) -> str | None:
        return ", ".join(sorted(self._carers.get(each, each) for each in ids)) or None

    def _candidate(self, visit: str) -> str:
        planned = self._plan[visit]
        whose = self._person(planned.person) or Whose()
        return f"{whose.name}, {short_stamp(planned.start)}"

    def _is_pure(self, found: Found, planned: Planned | None) -> bool:
        """Return whether a finding only adds: a record nobody contradicts, by the planned carers, at the planned time."""
        if found.standing != "only there" or planned is None:
            return False
        came = sorted(each.carer or "" for record in found.records for each in record.carers)
        on_time = all(
            record.status == "done"
            and record.doubt is None
            and record.arrived is not None
            and record.arrived <= planned.end
            and (record.left or record.arrived) >= planned.start
            for record in found.records
        )
        not_cancelled = found.there is None or found.there.status not in {"cancelled", "noshow"}
        return came == sorted(planned.carers) and on_time and not_cancelled


def _is_done_on_both(said: Any, found: Found) -> bool:
    """Return whether nobody doubts that the visit was made: then the choices have the room of that line."""
    here = said is not None and said.outcome == "done"
    return here and found.there is not None and found.there.status in FULFILLED


def _when(found: Found, planned: Planned | None) -> tuple[str | None, str | None]:
    at = planned or found.there
    if at is not None:
        return at.start.isoformat(), at.end.isoformat()
    record = found.records[0]
    return tuple(each.isoformat() if each else None for each in (record.arrived, record.left))  # type: ignore[return-value]


def _status(code: str) -> str:
    return STATUS_WORDS.get(code, code)


def _span(visit: Planned | PlannedVisit | None) -> str | None:
    return f"{clock_face(visit.start)}–{clock_face(visit.end)}" if visit else None


def _first(came: Sequence[Attended]) -> str | None:
    first = min((each.arrived for each in came if each.arrived), default=None)
    return clock_face(first) if first else None


def _last(came: Sequence[Attended]) -> str | None:
    last = max((each.left for each in came if each.left), default=None)
    return clock_face(last) if last else None


def _given(doses: Iterable[Dose]) -> str | None:
    said = [f"{each.name} {each.outcome}{f' {clock_face(each.at)}' if each.at else ''}" for each in doses]
    return "; ".join(said) or None


def _known(said: Any) -> str | None:
    if said is None:
        return None
    voices = [codes.said(codes.METHODS, each.method) for each in _sources.decode(said.sources)]
    return f"{', '.join(voices) or codes.METHODS['none']} (grade {said.grade})"


def _sourced(records: Sequence[Record]) -> str | None:
    sources = dict.fromkeys(
        ", ".join(filter(None, (f"its own record, from {each.source}" if each.source else "its own record",
                                f"noted as {each.method}" if each.method else None)))
        for each in records
    )  # fmt: skip
    return "; ".join(sources) or None


def _by(said: Any) -> str | None:
    return f"{said.recorded_by}, {short_stamp(from_text(said.last_recorded_at))}" if said else None


def _recorded(records: Sequence[Record]) -> str | None:
    times = [f"arrived {short_stamp(each.recorded)}" for each in records if each.recorded]
    return "; ".join(dict.fromkeys(times)) or None


def _text(what: object) -> str:
    return msgspec.json.encode(what).decode()

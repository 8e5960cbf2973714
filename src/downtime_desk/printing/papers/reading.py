"""What the papers of the desk and of single people are made from, read as the copy stands now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from sqlalchemy import func, select

from downtime_desk.core.clock import clock_face, from_text, local, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.people.entry_codes import labels
from downtime_desk.people.queries import Known, person
from downtime_desk.people.summary import EntryCode, Person, PriorityLevel
from downtime_desk.printing.batch import Batch
from downtime_desk.printing.papers.chart_parts import Given
from downtime_desk.printing.papers.contact_sheet import ABOUT as CONTACTS
from downtime_desk.printing.papers.contact_sheet import KIND as CONTACT_SHEET
from downtime_desk.printing.papers.contact_sheet import ContactSheet, OnCall, ToRing
from downtime_desk.printing.papers.incident_form import IncidentForm
from downtime_desk.printing.papers.key_slip import KIND as KEY_SLIP
from downtime_desk.printing.papers.key_slip import KeySlip
from downtime_desk.printing.papers.medicine_chart import BACK, MedicineChart
from downtime_desk.printing.papers.medicine_chart import KIND as MEDICINE_CHART
from downtime_desk.printing.papers.wall_list import KIND as WALL_LIST
from downtime_desk.printing.papers.wall_list import WallList, WallRow, place_of
from downtime_desk.printing.queries import chunks, coming, sheets_out
from downtime_desk.printing.run_sheet import KIND as RUN_SHEET
from downtime_desk.printing.said import of_person
from downtime_desk.printing.summary.reading import next_visits
from downtime_desk.printing.summary.sheet import ROTA
from downtime_desk.rota.model import carers
from downtime_desk.rota.today import runs, visits
from downtime_desk.visits.doses import due
from downtime_desk.visits.facts import MedicineOutcome
from downtime_desk.visits.model import verifications

WHO_THEY_ARE: Final = ("name, born or NHS number", "on the main system’s list")
ON_A_CHART: Final = (*WHO_THEY_ARE, "told since the copy", "priority", "allergies", "medicines")
TOLD_TO_RING: Final = frozenset({"contact", "access", "home", "hospital"})
"""What is told of a person that whoever rings for them must know."""
ON_CONTACTS: Final = (*WHO_THEY_ARE, "who to ring", "address, way in or phone")
ON_THE_WALL: Final = (
    *ON_A_CHART,
    "risks",
    "moving and handling",
    "eating and drinking",
    "capacity, alone, calling for help",
    "address, way in or phone",
)
"""What each paper says of a person, by `said.GROUPS`: it is called back when one of them changes."""
LEVELS: Final[tuple[PriorityLevel | None, ...]] = ("red", None, "amber", "green")
_outcomes = msgspec.json.Decoder(tuple[MedicineOutcome, ...])


def known_people(batch: Batch, ids: Iterable[str]) -> Iterator[Known]:
    """Yield people with their entry codes, which are there to be kept off the page."""
    for person_id in ids:
        known = batch.known(person_id)
        if known is None:
            raise Trouble("One of the people chosen is not in this copy.", "Choose again.")
        yield known


def wall_lists(batch: Batch, ids: Sequence[str]) -> tuple[WallList, ...]:
    """Return one list for each priority anybody has; who has none comes right after Red."""
    rota = ROTA in batch.stamp.as_of
    following = next_visits(batch.session, ids, batch.now) if rota else {}
    rows: dict[PriorityLevel | None, list[WallRow]] = {}
    for known in known_people(batch, ids):
        coming_up = following.get(known.person.id, ())
        first = coming_up[0].start if coming_up else None
        row = WallRow(known.person, known.told, first, tuple(of_person(known, ON_THE_WALL)))
        rows.setdefault(known.person.summary.priority.level, []).append(row)
    present = [level for level in LEVELS if level in rows]
    older = sheets_out(batch.session, WALL_LIST, [place_of(level) for level in present])
    return tuple(
        WallList(
            batch.number(),
            batch.stamp,
            level,
            tuple(rows[level]),
            _elsewhere({other: len(rows[other]) for other in present if other != level}),
            rota,
            replaces=older.get(place_of(level)),
        )
        for level in present
    )


def _elsewhere(others: Mapping[PriorityLevel | None, int]) -> str:
    if not others:
        return ""
    counted = (
        f"{level.capitalize() if level else 'No priority'} {number}" for level, number in others.items()
    )
    return f"{', '.join(counted)}: on lists of their own."


def contact_sheet(batch: Batch, ids: Sequence[str]) -> tuple[ContactSheet, ...]:
    """Return the sheet of everybody's numbers."""
    people = tuple(
        ToRing(
            known.person,
            tuple(each for each in known.told if each.kind in TOLD_TO_RING),
            tuple(of_person(known, ON_CONTACTS)),
        )
        for known in known_people(batch, ids)
    )
    older = sheets_out(batch.session, CONTACT_SHEET, (CONTACTS,)).get(CONTACTS)
    return (ContactSheet(batch.number(), batch.stamp, tuple(_on_call(batch)), people, replaces=older),)


def _on_call(batch: Batch) -> Iterator[OnCall]:
    each = (
        select(
            runs.c.carer_id, func.count().label("number"), func.min(visits.c.start), func.max(visits.c.start)
        )
        .join(visits, visits.c.id == runs.c.visit_id)
        .where(*coming(batch.now))
        .group_by(runs.c.carer_id)
    )
    counted = {carer: tuple(rest) for carer, *rest in batch.session.execute(each)}
    found = []
    for part in chunks(sorted(counted)):
        for row in batch.session.execute(select(carers).where(carers.c.id.in_(part))):
            number, first, last = counted.pop(row.id)
            name = f"{row.given} {row.family}".strip()
            found.append(OnCall(name, row.phone, row.area, number, from_text(first), from_text(last)))
    found += [
        OnCall(carer, None, None, number, from_text(first), from_text(last))
        for carer, (number, first, last) in counted.items()
    ]
    yield from sorted(found, key=lambda one: (one.name.casefold(), one.first))


def medicine_charts(batch: Batch, ids: Sequence[str]) -> tuple[MedicineChart, ...]:
    """Return a chart for each person; it replaces the one that is out."""
    older = sheets_out(batch.session, MEDICINE_CHART, ids)
    return tuple(
        MedicineChart(
            batch.number(),
            batch.stamp,
            known.person,
            known.told,
            _given(batch, known.person),
            tuple(of_person(known, ON_A_CHART)),
            replaces=older.get(known.person.id),
        )
        for known in known_people(batch, ids)
    )


def _given(batch: Batch, whose: Person) -> dict[tuple[str, str, date], Given]:
    """Return what the desk wrote down of a person's doses in the days of the chart."""
    since = to_text(batch.now - timedelta(days=BACK + 1))
    rows = batch.session.execute(
        select(verifications.c.planned_start, verifications.c.planned_end, verifications.c.medicines).where(
            verifications.c.person == whose.id, verifications.c.planned_start > since
        )
    )
    found: dict[tuple[str, str, date], Given] = {}
    for row in rows:
        start, end = from_text(row.planned_start), from_text(row.planned_end)
        days = {
            (dose.name, dose.time): local(dose.at).date()
            for dose in due(whose.summary.medicines.items, start, end)
        }
        for each in _outcomes.decode(row.medicines):
            day = days.get((each.name, each.time), local(start).date())
            at = clock_face(from_text(each.at)) if each.at else None
            found[each.name, each.time, day] = Given(each.outcome, at)
    return found


def incident_forms(batch: Batch, ids: Sequence[str]) -> tuple[IncidentForm, ...]:
    """Return an incident form for each person."""
    people = known_people(batch, ids)
    return tuple(
        IncidentForm(batch.number(), batch.stamp, known.person, tuple(of_person(known, WHO_THEY_ARE)))
        for known in people
    )


def blank_incident_forms(batch: Batch, number: int) -> tuple[IncidentForm, ...]:
    """Return incident forms for whoever it will be."""
    return tuple(IncidentForm(batch.number(), batch.stamp) for _ in range(number))


def key_slips(
    batch: Batch, ids: Sequence[str], shown: Mapping[str, Sequence[EntryCode]], given_to: str, why: str
) -> tuple[KeySlip, ...]:
    """Return a slip for each entry code of these people; the code is on those `shown`, by person."""
    older = sheets_out(batch.session, KEY_SLIP, ids)
    made = []
    for person_id in dict.fromkeys(ids):
        known = person(batch.session, person_id)
        if known is None:
            raise Trouble("One of the people chosen is not in this copy.", "Choose again.")
        named = labels(batch.session, person_id)
        revealed = shown.get(person_id, ())
        for place, label in enumerate(named):
            made.append(
                KeySlip(
                    batch.slip_number(),
                    batch.stamp,
                    known.person,
                    label,
                    revealed[place].code if place < len(revealed) else None,
                    given_to,
                    why,
                    _used_on(batch, person_id),
                    replaces=older.get(person_id) if len(named) == 1 else None,
                )
            )
    if not made:
        raise Trouble("None of these people has an entry code in this copy.", "Ring a key holder.")
    return tuple(made)


def _used_on(batch: Batch, person_id: str) -> tuple[str, ...]:
    """Return the run sheets that are out and lead to a person."""
    going = select(runs.c.carer_id).join(visits, visits.c.id == runs.c.visit_id)
    theirs = batch.session.execute(
        going.where(visits.c.person_id == person_id, *coming(batch.now)).distinct()
    )
    about = [f"carer/{carer}" for carer in theirs.scalars()]
    return tuple(sorted(sheets_out(batch.session, RUN_SHEET, about).values()))

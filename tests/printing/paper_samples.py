"""One sheet of each kind of paper, believable or with one text in every field."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from downtime_desk.people.summary import EntryCode, Medicine, Person
from downtime_desk.people.told import Told
from downtime_desk.printing.numbered import Stamp
from downtime_desk.printing.papers.chart_parts import Given
from downtime_desk.printing.papers.contact_sheet import ContactSheet, OnCall, ToRing
from downtime_desk.printing.papers.hand_over import HandOver
from downtime_desk.printing.papers.hand_over_lines import Clock, Holder, Off, OpenVisit, Watched
from downtime_desk.printing.papers.incident_form import IncidentForm
from downtime_desk.printing.papers.key_slip import KeySlip
from downtime_desk.printing.papers.large_print import of as large
from downtime_desk.printing.papers.medicine_chart import MedicineChart
from downtime_desk.printing.papers.wall_list import WallList, WallRow
from tests.printing.samples import TED, at, sheet
from tests.printing.test_hostile_text import with_text
from tests.printing.test_run_papers import STAMP

PATCH = Medicine(
    "Buprenorphine patch 10 micrograms an hour",
    "1 patch",
    "on the skin",
    support="administer",
    instructions="Mondays. Take the old one off first.",
)
WEEKLY = Medicine(
    "Alendronic acid 70 mg",
    "1 tablet",
    times=("07:00",),
    instructions="Once a week, Thursdays",
    days=("thu",),
)
ALONE = Medicine("Vitamin D", None, times=("08:00",), support="self")
MEDICATED: Person = msgspec.structs.replace(
    TED,
    summary=msgspec.structs.replace(
        TED.summary,
        medicines=msgspec.structs.replace(
            TED.summary.medicines, items=(*TED.summary.medicines.items, PATCH, WEEKLY, ALONE)
        ),
    ),
)
CODED: Person = msgspec.structs.replace(MEDICATED, entry_codes=(EntryCode("Key safe", "4711"),))
SAFE = replace(STAMP, as_of={**STAMP.as_of, "entry codes": at(12, 0)})


def told(text: str = "Use the wheelchair tonight.") -> tuple[Told, ...]:
    """Return something told and not checked."""
    return (
        Told("t", "p-1", text, "moving", text, text, text, at(22, 40), None, None, None, None, text, "t"),
    )


def papers(person: Person = MEDICATED, stamp: Stamp = SAFE, text: str = "Iwan Prosser") -> dict[str, Any]:
    """Return a sheet of each kind, with `text` in every field that is not the person's."""
    since = told() if text == "Iwan Prosser" else told(text)
    dose = person.summary.medicines.items[0]
    given = {(dose.name, dose.times[0], date(2026, 11, 21)): Given("given", "20:55")}
    number = "C-3FA-0500"
    return {
        "wall": WallList(number, stamp, "red", (WallRow(person, since, at(1, 45, 22)),), "Amber 78."),
        "contacts": ContactSheet(
            number, stamp, (OnCall(text, text, text, 4, at(22, 30), at(5, 30, 22)),), (ToRing(person, since),)
        ),
        "hand-over": HandOver(
            number,
            stamp,
            (Watched(person, since, at(1, 45, 22), (text,)),),
            (OpenVisit(person, text, at(1, 45, 22), (text,), at(2, 15, 22), text),),
            (Clock(at(21, 0), text, text, person), Clock(at(21, 30), text, text)),
            (Off(text, at(20, 0), None, text),),
            (Holder(text, ("C-3FA-0447",), ("C-3FA-0413",)),),
            at(19, 52),
        ),
        "chart": MedicineChart(number, stamp, person, since, given),
        "incident": IncidentForm(number, stamp, person),
        "blank incident": IncidentForm(number, stamp),
        "slip": KeySlip("K-3FA-0012", stamp, person, "Key safe", "4072B", text, text, ("C-3FA-0445",)),
        "large print": large(sheet(person)),
    }


def hostile(text: str) -> dict[str, Any]:
    """Return a sheet of each kind with the text in every field."""
    person = with_text(msgspec.structs.replace(MEDICATED, version="1", id="p", local_id="7"), text)
    stamp = replace(SAFE, organisation=text, desk_phone=text, printed_by=text, outage=text)
    return papers(person, stamp, text)

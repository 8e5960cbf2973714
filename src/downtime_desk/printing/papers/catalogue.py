"""Every kind of paper: how its sheets are read from the store, and how each is described."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from downtime_desk.people.summary import EntryCode
from downtime_desk.printing import run_sheet, runs, visit_record
from downtime_desk.printing.batch import Batch
from downtime_desk.printing.blocks import Document
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.papers import (
    contact_sheet,
    hand_over,
    incident_form,
    key_slip,
    large_print,
    medicine_chart,
    reading,
    return_worksheet,
    shift,
    wall_list,
)
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.summary import pack as summary_pack
from downtime_desk.printing.summary.reading import summaries
from downtime_desk.printing.summary.sheet import SummarySheet
from downtime_desk.printing.who import Paper, Sort, Who, carers_of, people_of

ESSENTIAL_BLANKS: Final = 10
"""How many blank visit records are in the pack of what a desk cannot do without."""


@dataclass(frozen=True)
class Wanted:
    """Which paper, for whom, in which order. For slips: the codes `shown` by person, for whom, and why."""

    paper: Paper
    who: Who
    sort: Sort = "name"
    shown: Mapping[str, Sequence[EntryCode]] = field(default_factory=dict)
    given_to: str = ""
    why: str = ""


Read = Callable[[Batch, Wanted], Iterable[Numbered]]


def sheets_of(batch: Batch, wanted: Wanted) -> tuple[Numbered, ...]:
    """Return the numbered sheets of what is wanted, in their order; none when there is nobody in it."""
    return tuple(READ[wanted.paper](batch, wanted))


def described(sheet: Any) -> tuple[Document, MustSay]:
    """Return the pages of any sheet, and what they must say."""
    pages: tuple[Document, MustSay] = DESCRIBED[type(sheet)](sheet)
    return pages


def _ids(batch: Batch, wanted: Wanted) -> tuple[str, ...]:
    return people_of(batch.session, wanted.who, batch.now, wanted.sort)


def _everyone(batch: Batch) -> tuple[str, ...]:
    return people_of(batch.session, Who("everyone"), batch.now)


def _summaries(batch: Batch, wanted: Wanted) -> Sequence[Numbered]:
    return summaries(batch, _ids(batch, wanted))


def _large_print(batch: Batch, wanted: Wanted) -> Sequence[Numbered]:
    return tuple(map(large_print.of, summaries(batch, _ids(batch, wanted), large_print.KIND)))


def _run_sheets(batch: Batch, wanted: Wanted) -> Iterator[Numbered]:
    carers = carers_of(batch.session, wanted.who, batch.now)
    return (sheet for carer in carers for sheet in runs.run_sheet(batch, carer))


def _visit_records(batch: Batch, wanted: Wanted) -> Sequence[Numbered]:
    if wanted.who.kind == "blank":
        return runs.blank_records(batch, int(wanted.who.id))
    if wanted.who.kind == "visit":
        return runs.visit_records(batch, wanted.who.id)
    carers = carers_of(batch.session, wanted.who, batch.now)
    return tuple(record for carer in carers for record in runs.run_records(batch, carer))


def _incident_forms(batch: Batch, wanted: Wanted) -> Sequence[Numbered]:
    if wanted.who.kind == "blank":
        return reading.blank_incident_forms(batch, runs.how_many(int(wanted.who.id)))
    return reading.incident_forms(batch, _ids(batch, wanted))


def _key_slips(batch: Batch, wanted: Wanted) -> Sequence[Numbered]:
    return reading.key_slips(batch, _ids(batch, wanted), wanted.shown, wanted.given_to, wanted.why)


def _run_packs(batch: Batch, wanted: Wanted) -> Iterator[Numbered]:
    """Yield each run sheet and behind it the summaries of the people on it."""
    for carer in carers_of(batch.session, wanted.who, batch.now):
        yield from runs.run_sheet(batch, carer)
        yield from summaries(batch, people_of(batch.session, Who("run", carer), batch.now))


def essentials(batch: Batch) -> Iterator[Numbered]:
    """Yield what a desk needs for 24 hours without this laptop, in the order it is reached for, as it is read."""
    everyone = _everyone(batch)
    red = people_of(batch.session, Who("red"), batch.now)
    yield from shift.hand_over(batch, everyone)
    yield from reading.wall_lists(batch, everyone)
    yield from reading.contact_sheet(batch, everyone)
    yield from _run_sheets(batch, Wanted("run sheet", Who("everyone")))
    yield from summaries(batch, red)
    yield from reading.medicine_charts(batch, red)
    yield from runs.blank_records(batch, ESSENTIAL_BLANKS)


READ: Final[Mapping[Paper, Read]] = {
    "summary": _summaries,
    "large print": _large_print,
    "run sheet": _run_sheets,
    "visit record": _visit_records,
    "medicine chart": lambda batch, wanted: reading.medicine_charts(batch, _ids(batch, wanted)),
    "incident form": _incident_forms,
    "key-safe slip": _key_slips,
    "wall list": lambda batch, _: reading.wall_lists(batch, _everyone(batch)),
    "contact sheet": lambda batch, _: reading.contact_sheet(batch, _everyone(batch)),
    "hand-over sheet": lambda batch, _: shift.hand_over(batch, _everyone(batch)),
    "run pack": _run_packs,
    "essentials": lambda batch, _: essentials(batch),
}
DESCRIBED: Final[Mapping[type, Callable[[Any], tuple[Document, MustSay]]]] = {
    SummarySheet: summary_pack.described,
    large_print.LargePrint: large_print.described,
    run_sheet.RunSheet: run_sheet.described,
    visit_record.VisitRecord: visit_record.described,
    medicine_chart.MedicineChart: medicine_chart.described,
    incident_form.IncidentForm: incident_form.described,
    key_slip.KeySlip: key_slip.described,
    wall_list.WallList: wall_list.described,
    contact_sheet.ContactSheet: contact_sheet.described,
    hand_over.HandOver: hand_over.described,
    return_worksheet.ReturnWorksheet: return_worksheet.described,
}

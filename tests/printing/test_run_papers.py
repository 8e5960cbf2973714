"""Visit records and run sheets: what they say, what they never say, and what the register keeps of them."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import msgspec
import pytest

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode, Person
from downtime_desk.printing import run_sheet, visit_record
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.making import Made, Order, make
from downtime_desk.printing.numbered import Stamp
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.proof import MustSay, Reader, prove, squashed
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.run_sheet import RunSheet, Stop
from downtime_desk.printing.visit_record import PlannedVisit, VisitRecord
from downtime_desk.printing.who import Group, Paper, Who
from downtime_desk.visits.doses import due
from tests.conftest import NIGHT
from tests.printing.reading import all_described, our_pages, paragraphs, pypdf_pages
from tests.printing.samples import PRINTED, TED, at
from tests.printing.test_hostile_text import CORPUS, with_text

UNTIL = NIGHT + timedelta(hours=12)
START, END = at(1, 45, 22), at(2, 15, 22)
STAMP = Stamp(
    "Harbour Lane Home Care",
    "01632 960400",
    "D3FA",
    PRINTED,
    "Priya Nair",
    at(10, 52, 22),
    "7F3A-92C1",
    163,
    "DT-2026-004",
    {"people": at(19, 15), "rota": at(19, 30)},
)
NIGHT_VISIT = PlannedVisit(
    "v1", START, END, "Iwan Prosser", (), 2, ("Pad", "turn"), due(TED.summary.medicines.items, START, END)
)
RECORD = VisitRecord("C-3FA-0448", STAMP, TED, NIGHT_VISIT)
STOP = Stop(TED, START, END, (), 1, ("Pad", "turn"), None, NIGHT_VISIT.doses)
RUN = RunSheet("C-3FA-0450", STAMP, "c1", "Iwan Prosser", (STOP,))


def pdf_of(sheet: VisitRecord | RunSheet) -> bytes:
    if isinstance(sheet, VisitRecord):
        return press_all([sheet], visit_record.described).pdf
    return press_all([sheet], run_sheet.described).pdf


MEANT: dict[str, tuple[Paper, Group]] = {
    "run sheet": ("run sheet", "run"),
    "records": ("visit record", "run"),
    "visit": ("visit record", "visit"),
    "blank": ("visit record", "blank"),
    "person": ("summary", "person"),
}


def made(copy: Store, acting: Acting, kind: str, which: str) -> Made:
    paper, group = MEANT[kind]
    order = Order(Who(group, which), acting, UNTIL, Event(), paper)
    return make(copy.read, order, lambda _: None)


def test_a_record_has_the_visit_printed_in_and_the_real_times_left_empty() -> None:
    (page,) = our_pages(pdf_of(RECORD))
    for words in (
        "HOLLOWAY, Edwin (Mr)", "14-Mar-1941 (85)", "999 000 2312", "Sun 22-Nov-2026 01:45 to 02:15",
        "Iwan Prosser", "TWO CARERS NEEDED", "Co-beneldopa dispersible 12.5/50 mg", "1 tablet in water",
        "01:45", "EXACT TIME", "C-3FA-0448", "Outage DT-2026-004", "Carer’s signature",
        "Arrived (24 hour) : Left (24 hour) : Rang the desk at :",
    ):  # fmt: skip
        assert squashed(words) in page, words


def test_a_record_that_has_a_time_typed_in_is_not_released() -> None:
    pages = list(Reader(pdf_of(RECORD)).pages())
    filled = [
        replace(
            page, flows=tuple((at, words.replace("Left (24", "01:46 Left (24")) for at, words in page.flows)
        )
        for page in pages
    ]
    prove(pages, visit_record.must_say(RECORD))
    with pytest.raises(Trouble, match="real times are left empty"):
        prove(filled, visit_record.must_say(RECORD))


def test_a_blank_record_names_nobody() -> None:
    (page,) = our_pages(pdf_of(VisitRecord("C-3FA-0449", STAMP)))
    assert "HOLLOWAY" not in page
    assert squashed("Wash or personal care") in page


def test_the_code_on_a_record_says_nothing_of_the_person() -> None:
    first, *_, last = RECORD.code().split(":")
    assert (first, RECORD.code().count(":")) == ("DD1", 3)
    assert last == RECORD.about().reference
    other = replace(RECORD, visit=replace(NIGHT_VISIT, id="v2"))
    assert other.reference() != RECORD.reference()


def test_a_run_sheet_says_who_only_to_whoever_knows_them() -> None:
    (page,) = our_pages(pdf_of(RUN))
    for words in ("Edwin H.", "WX9", "R RED", "01:45 Co-beneldopa", "by 02:15", "Allergy: Penicillin"):
        assert squashed(words) in page, words
    for words in ("HOLLOWAY", "Holloway", "Quarry Cottages", "9990002312", "4LB", "01632960281"):
        assert squashed(words) not in page, words


def test_people_whose_surnames_begin_alike_have_their_birth_dates() -> None:
    patricia = msgspec.structs.replace(TED, id="p9", family="Hughes", given="Patricia")
    both = replace(RUN, stops=(STOP, replace(STOP, person=patricia)))
    (page,) = our_pages(pdf_of(both))
    assert squashed("Patricia H. (WX9) born 14-Mar-1941") in page
    assert squashed("born") not in our_pages(pdf_of(RUN))[0]


def test_what_is_not_recorded_is_said_to_be() -> None:
    nobody = Stop(Person("x", "Nash", "Arthur"), START, END, (), 2, (), None, ())
    (page,) = our_pages(pdf_of(replace(RUN, stops=(nobody,))))
    for words in (
        "AREA NOT RECORDED",
        "Priority NOT RECORDED",
        "Tasks NOT RECORDED",
        "Allergies NOT RECORDED",
    ):
        assert squashed(words) in page
    assert squashed("2 CARERS NEEDED") in page
    assert squashed("No known allergies") not in page


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS.keys())
@pytest.mark.parametrize("paper", ["record", "run"])
def test_every_field_is_printed_as_it_stands(paper: str, text: str) -> None:
    person = with_text(msgspec.structs.replace(TED, version="1", id="p"), text)
    stamp = replace(STAMP, organisation=text, desk_phone=text, printed_by=text, outage=text)
    doses = tuple(replace(dose, name=text, dose=text) for dose in NIGHT_VISIT.doses)
    sheet: Any
    if paper == "record":
        visit = replace(NIGHT_VISIT, carer=text, others=(text,), tasks=(text, text), doses=doses)
        sheet = VisitRecord("C-1", stamp, person, visit)
        body = visit_record.describe(sheet).body
    else:
        sheet = RunSheet(
            "C-1",
            stamp,
            "c",
            text,
            (replace(STOP, person=person, others=(text,), note=text, tasks=(text,), doses=doses),),
        )
        body = run_sheet.describe(sheet).body
    pdf = pdf_of(sheet)
    read = [
        words
        for words in paragraphs(pdf)
        if words and not words.startswith(("CHANGESREAD", "time,what,your"))
    ]
    assert sorted(read) == all_described(body)
    assert sum(squashed(text) in words for words in read) >= 5
    assert sorted("".join(pypdf_pages(pdf))) == sorted("".join(our_pages(pdf)))


def test_no_entry_code_in_the_words_of_a_visit_is_printed() -> None:
    coded = msgspec.structs.replace(
        TED, entry_codes=(EntryCode("Key safe", "4711"), EntryCode("Gate", "1941"))
    )
    task = "Key safe 4711, then turn"
    record = replace(RECORD, person=coded, visit=replace(NIGHT_VISIT, tasks=(task,)))
    run = replace(RUN, stops=(replace(STOP, person=coded, tasks=(task,), note=task),))
    for sheet in (record, run):
        page = "".join(our_pages(pdf_of(sheet)))
        assert squashed("Key safe [code is on the slip], then turn") in page
        assert "4711" not in page


def test_a_code_that_got_through_stops_the_sheet() -> None:
    coded = msgspec.structs.replace(TED, entry_codes=(EntryCode("Key safe", "4711"),))
    must: MustSay = run_sheet.must_say(replace(RUN, stops=(replace(STOP, person=coded),)))
    leaking = list(
        Reader(pdf_of(replace(RUN, stops=(replace(STOP, tasks=("Pad", "turn", "4711")),)))).pages()
    )
    with pytest.raises(Trouble, match="must not be"):
        prove(leaking, must)


def test_a_run_has_a_record_for_each_visit_in_order(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "Dose"),))
    records = made(copy, acting, "records", "c1")
    assert [sheet.about().visit for sheet in records.sheets] == ["v2", "v1"]
    assert [sheet.about().whose for sheet in records.sheets] == ["HOLLOWAY, Edwin", "NDIAYE, Awa"]
    assert "[codeisontheslip]" in our_pages(records.pack.pdf)[0]


def test_a_visit_for_two_has_a_record_for_each_carer_planned(copy: Store, acting: Acting) -> None:
    (only,) = made(copy, acting, "visit", "v3").sheets
    assert only.about().visit == "v3"
    assert len(made(copy, acting, "blank", "5").sheets) == 5
    with pytest.raises(Trouble, match="cannot be made at once"):
        made(copy, acting, "blank", "51")


def test_the_register_knows_the_visit_and_what_the_code_says(copy: Store, acting: Acting) -> None:
    for kind, which in (("run sheet", "c1"), ("records", "c1"), ("blank", "2"), ("run sheet", "c1")):
        pack = made(copy, acting, kind, which)
        with copy.write(acting) as session:
            entries = issue_copies(
                session, IssueCopies(pack.sheets, pack.pack, "Iwan Prosser", "Laser", "On call tonight")
            )
        assert [decode(entry).reference for entry in entries] == [
            sheet.about().reference for sheet in pack.sheets
        ]
    with copy.read() as session:
        kept = numbered_sheets(session)
        assert [row.kind for row in kept] == [
            "Run sheet", "Blank visit record", "Blank visit record", "Visit record", "Visit record", "Run sheet",
        ]  # fmt: skip
        assert kept[-1].replaced_by == kept[0].number
        assert kept[0].person_name == "Iwan Prosser, 2 visits, 2 people"
        assert replay.differences(session) == []


def test_a_summary_does_not_replace_a_visit_record(copy: Store, acting: Acting) -> None:
    pack = made(copy, acting, "visit", "v2")
    with copy.write(acting) as session:
        issue_copies(session, IssueCopies(pack.sheets, pack.pack, "Iwan", "Laser", "On call tonight"))
    assert made(copy, acting, "person", "p-1").sheets[0].replaces is None

"""Told since the copy, on paper: dashed, as not checked, beside what it changes, and read back with the rest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.actions import Check, Tell, check, tell
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode, Listed
from downtime_desk.people.told import Told as ToldSince
from downtime_desk.printing import run_sheet, visit_record
from downtime_desk.printing.batch import begin
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.proof import MustSay, Reader, prove, squashed
from downtime_desk.printing.runs import run_records
from downtime_desk.printing.runs import run_sheet as run_of
from downtime_desk.printing.summary.pack import must_say, render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.summary.sheet import Told
from tests.conftest import NIGHT
from tests.printing.reading import our_pages
from tests.printing.samples import TED, at, sheet
from tests.printing.test_run_papers import RECORD, RUN, STOP, pdf_of
from tests.printing.test_summary import box

UNTIL = NIGHT + timedelta(hours=12)
PLASTERS = Told(
    at(21, 10), "Plasters make his skin blister.", "Told by Anne (daughter) to Priya Nair", kind="allergy"
)
WHEELCHAIR = replace(PLASTERS, what="Use the wheelchair tonight.", kind="moving")
LONG = (
    "The side door sticks after the rain: lift it by the handle and push it at the bottom with a knee. " * 2
)
ON_RUN = ToldSince(
    id="1",
    person="p-1",
    person_name="HOLLOWAY, Edwin (Mr)",
    kind="medicine",
    what="Mr Holloway had Apixaban stopped on Friday.",
    told_by="Anne Holloway-Reid",
    relation="daughter",
    told_at=at(21, 10),
    checked_with=None,
    checked_at=None,
    found=None,
    withdrawn_why=None,
    recorded_by="Priya Nair",
    last_entry="1",
)


def run_with(*told: ToldSince) -> str:
    return "".join(our_pages(pdf_of(replace(RUN, stops=(replace(STOP, told=told),)))))


def test_an_allergy_told_stands_whole_above_no_known_allergies() -> None:
    nobody_knows = msgspec.structs.replace(TED.summary, allergies=Listed("none"))
    person = msgspec.structs.replace(TED, summary=nobody_knows)
    shown = box(sheet(person, told=(replace(PLASTERS, what=LONG),)), "ALLERGIES")
    assert shown.index("Told Sat 21:10, NOT CHECKED: The side door") < shown.index("In the record:")
    assert shown.index("In the record:") < shown.index("No known allergies")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("moving", "MOVING"),
        ("medicine", "OTHER MEDICINES"),
        ("access", "GETTING IN"),
        ("contact", "PEOPLE TO RING, IN ORDER"),
        ("hospital", "VISITS OF THE NEXT 24 HOURS"),
    ],
)
def test_it_stands_beside_what_it_changes_and_long_words_stand_once(kind: Any, title: str) -> None:
    short, long = replace(WHEELCHAIR, kind=kind), replace(WHEELCHAIR, kind=kind, what=LONG)
    assert "Told Sat 21:10, NOT CHECKED:" in box(sheet(told=(short,)), title)
    assert "NOT CHECKED: see the dashed box." in box(sheet(told=(long,)), title)
    assert "Told" not in box(
        sheet(told=(replace(short, stands=False, checked="with Bill, 22:00: not true"),)), title
    )


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"what": "Use the hoist tonight."}, "what was told at Sat 21:10"),
        ({"from_whom": "Told by the ward (hospital) to Priya Nair"}, "who told it at Sat 21:10"),
        ({"checked": "with Bill, 22:44: true"}, "whether it was checked, told at Sat 21:10"),
        ({"at": at(21, 11)}, "what was told at Sat 21:11"),
    ],
)
def test_the_page_is_not_released_unless_it_says_all_that_was_told(
    change: dict[str, Any], missing: str
) -> None:
    printed = sheet(told=(WHEELCHAIR,))
    pages = list(Reader(render_pack([printed]).pdf).pages())
    prove(pages, must_say(printed))
    with pytest.raises(Trouble, match=missing):
        prove(pages, must_say(sheet(told=(replace(WHEELCHAIR, **change),))))


def test_a_run_sheet_says_it_without_surname_or_the_name_of_who_told_it() -> None:
    shown = run_with(ON_RUN)
    for words in (
        "TOLD SINCE THE COPY",
        "Edwin H. (WX9), Sat 21:10: Medicine: Mr H. had Apixaban stopped on Friday. Daughter. NOT CHECKED.",
        "TOLD 21:10 Medicine: Mr H. had Apixaban stopped on Friday. Not checked.",
    ):
        assert squashed(words) in shown, words
    for words in ("Holloway", "HOLLOWAY", "Anne", "Priya Nair told"):
        assert squashed(words) not in shown, words
    assert "TOLD" not in run_with()


def test_long_words_stand_once_on_a_run_sheet_and_allergies_in_both_places() -> None:
    shown = run_with(
        replace(ON_RUN, what=LONG), replace(ON_RUN, what=LONG.replace("door", "gate"), kind="allergy")
    )
    assert shown.count(squashed("The side door sticks")) == 2
    assert shown.count(squashed("The side gate sticks")) == 4
    assert squashed("Medicine: see the dashed box at the top.") in shown


def test_a_stay_in_hospital_sends_nobody_without_a_call() -> None:
    ward = replace(ON_RUN, kind="hospital", what="Taken to ward 4.")
    assert squashed("Ring the desk before you go.") in run_with(ward)
    wrong = replace(ward, checked_with="The ward", checked_at=at(22, 0), found="not true")
    assert squashed("Ring the desk before you go.") not in run_with(wrong)
    assert squashed("FOUND NOT TRUE.") in run_with(wrong)


def test_a_run_sheet_is_not_released_without_what_was_told() -> None:
    told = replace(RUN, stops=(replace(STOP, told=(ON_RUN,)),))
    prove(list(Reader(pdf_of(told)).pages()), run_sheet.must_say(told))
    with pytest.raises(Trouble, match="what was told of Edwin H"):
        prove(list(Reader(pdf_of(RUN)).pages()), run_sheet.must_say(told))


def test_a_visit_record_says_what_was_told_of_its_medicines_and_stays_one_page() -> None:
    told = replace(
        RECORD, told=(ON_RUN, replace(ON_RUN, kind="allergy", what="Plasters make his skin blister."))
    )
    (page,) = our_pages(pdf_of(told))
    for words in (
        "Medicine: Mr Holloway had Apixaban stopped on Friday. Daughter. NOT CHECKED.",
        "Allergy: Plasters",
    ):
        assert squashed(words) in page, words
    with pytest.raises(Trouble, match="told since the copy"):
        prove(list(Reader(pdf_of(RECORD)).pages()), visit_record.must_say(told))


def test_what_is_told_at_the_desk_reaches_every_paper(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        moving = Tell("p-1", "moving", "Use the wheelchair. The tin is 4471C", "Anne", "daughter", at(22, 40))
        entry = tell(session, moving)
        check(session, Check(entry.id, "Dr Shah", at(23, 0), "true"))
        tell(session, replace(moving, kind="allergy", what="Plasters make his skin blister"))
        keep(session, "p-1", (EntryCode("Side door", "4471C"),))
    with copy.read() as session:
        summaries = sheets_for(session, ("p-1",), acting, UNTIL)
        runs = run_of(begin(session, acting, UNTIL), "c1")
        records = run_records(begin(session, acting, UNTIL), "c1")
    summary = "".join(our_pages(render_pack(summaries).pdf))
    run = "".join(our_pages(press_all(runs, run_sheet.described).pdf))
    record = "".join(our_pages(press_all(records, visit_record.described).pdf))
    for page in (summary, run, record):
        assert squashed("Plasters make his skin blister.") in page
        assert "4471C" not in page
    assert squashed("Told Sat 22:40, checked: Use the wheelchair.") in summary
    assert squashed("Checked with Dr Shah, 23:00: true.") in summary
    assert squashed("Use the wheelchair. The tin is [code is on the slip]. Daughter. CHECKED.") in run
    assert squashed("wheelchair") not in record


def test_must_say_names_each_thing_told() -> None:
    must: MustSay = must_say(sheet(told=(WHEELCHAIR, PLASTERS)))
    assert sum("told" in what for what, _ in must.once) == 6

"""The emergency summary: what it says in each of the three states, on how many pages, and how heavy it is."""

import re
from datetime import date
from io import BytesIO

import msgspec
import pytest
from pypdf import PdfReader

from downtime_desk.core.errors import Trouble
from downtime_desk.people.summary import (
    Allergy,
    Contact,
    CprDecision,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)
from downtime_desk.printing.blocks import Band, full_width
from downtime_desk.printing.proof import Reader, squashed
from downtime_desk.printing.summary import boxes
from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.sheet import MOST_VISITS, NextVisit, SummarySheet
from tests.printing.reading import described, our_pages
from tests.printing.samples import TED, TOLD, at, sheet

NOBODY = Person(id="p-9", family="Cardew", given="Ann")


def said(summary: Summary, **changes: object) -> str:
    person = msgspec.structs.replace(TED, summary=summary)
    return "".join(our_pages(render_pack([sheet(person, **changes)]).pdf))


def box(of: SummarySheet, title: str) -> str:
    """Return the words of the box with the title, from its description."""
    (found,) = (
        box
        for band in describe(of).body
        if isinstance(band, Band)
        for stack in band.stacks
        for box in stack.boxes
        if box.title == title
    )
    return " ".join(described((full_width(found),)))


def ted(**changes: object) -> Person:
    return msgspec.structs.replace(TED, summary=msgspec.structs.replace(TED.summary, **changes))


def test_an_ordinary_person_has_one_page() -> None:
    assert render_pack([sheet()]).pages == (1,)
    assert render_pack([sheet(NOBODY)]).pages == (1,)


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (Listed("listed", (Allergy("Penicillin", "rash", "severe"),)), "Penicillin Rash. Severe."),
        (Listed("none", as_of=date(2024, 6, 11)), "No known allergies"),
        (Listed(), "NOT RECORDED Ask the person, family or GP."),
        (Listed("listed", ()), "NOT RECORDED Ask the person, family or GP."),
        (Listed("none", (Allergy("Latex"),)), "Latex"),
    ],
)
def test_allergies_are_said_in_three_states(listed: Listed[Allergy], words: str) -> None:
    shown = said(msgspec.structs.replace(TED.summary, allergies=listed))
    assert squashed(words).lower() in shown.lower()
    assert (squashed("No known allergies") in shown) == (listed.state == "none" and not listed.items)


def test_nothing_recorded_is_never_said_to_be_none() -> None:
    shown = "".join(our_pages(render_pack([sheet(NOBODY, visits=None, told=(), as_of={})]).pdf))
    assert shown.count("NOTRECORDED") > 20
    for word in ("Noknown", "Nomedicine", "Norisks", "Nocontacts", "noneintherecord", "DNACPRrecorded"):
        assert word not in shown


def test_recorded_as_none_is_said_in_words() -> None:
    none = Summary(
        allergies=Listed("none"),
        medicines=Listed("none"),
        alerts=Listed("none"),
        conditions=Listed("none"),
        contacts=Listed("none"),
    )
    shown = said(none)
    for words in (
        "No known allergies",
        "No medicines in the record",
        "No risks in the record",
        "No contacts",
    ):
        assert squashed(words) in shown


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (CprDecision(True, "ReSPECT form", "blue folder"), "DNACPR recorded: YES, ReSPECT form"),
        (CprDecision(False), "DNACPR recorded: NO. Start CPR."),
        (CprDecision(), "NOT RECORDED Start CPR."),
    ],
)
def test_the_sheet_is_never_the_form(decision: CprDecision, words: str) -> None:
    shown = said(msgspec.structs.replace(TED.summary, cpr=decision))
    assert squashed(words) in shown
    assert squashed("This sheet is not the form. If the form cannot be found, start CPR.") in shown


@pytest.mark.parametrize(
    ("level", "letter", "word"), [("red", "R", "RED"), ("amber", "A", "AMBER"), ("green", "G", "GREEN")]
)
def test_priority_is_a_letter_and_a_word(level: str, letter: str, word: str) -> None:
    shown = said(msgspec.structs.replace(TED.summary, priority=Priority(level)))  # type: ignore[arg-type]
    assert shown.startswith(letter + word)


def test_no_priority_is_said() -> None:
    assert said(msgspec.structs.replace(TED.summary, priority=Priority())).startswith("–PRIORITYNOTRECORDED")


def test_two_identifiers_copy_page_and_seal_are_on_every_page() -> None:
    long = ted(what_matters="He likes the radio and the river. " * 400)
    pages = list(Reader(render_pack([sheet(long)]).pdf).pages())
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        frame = "".join(page.frame.split())
        assert frame.count("HOLLOWAY,Edwin") == 2
        assert frame.count("14-Mar-1941") == 2
        assert frame.count("9990002312") == 2
        assert (
            squashed(f"Copy C-0447, page {number} of {len(pages)}. Log seal 7F3A-92C1 at entry 163") in frame
        )
        assert squashed(f"THIS SUMMARY HAS {len(pages)} PAGES. This is page {number}.") in frame


def test_one_page_does_not_speak_of_more() -> None:
    assert "THISSUMMARYHAS" not in our_pages(render_pack([sheet()]).pdf)[0]


def test_a_sheet_says_what_it_replaces_only_when_it_does() -> None:
    assert squashed("Replaces C-0413") in our_pages(render_pack([sheet()]).pdf)[0]
    assert "Replaces" not in our_pages(render_pack([sheet(replaces=None)]).pdf)[0]


def test_nothing_told_leaves_the_dashed_box_out() -> None:
    assert "TOLDSINCE" in said(TED.summary, told=TOLD)
    assert "TOLDSINCE" not in said(TED.summary, told=())


def test_what_was_told_and_not_checked_says_so() -> None:
    shown = box(sheet(), "TOLD SINCE THE RECORD WAS COPIED")
    assert shown.index("Sat 22:40 Use the wheelchair tonight.") < shown.index("Sat 20:31")
    assert shown.count("NOT CHECKED.") == 1


def test_an_old_copy_says_so_in_words() -> None:
    fresh = {"people": at(19, 15), "rota": at(19, 30)}
    assert "OLDCOPY" not in said(TED.summary, as_of=fresh)
    old = said(TED.summary, as_of=fresh | {"people": at(20, 0, 20)})
    assert squashed("The record was 1 d 2 h old when this was printed; the limit is 24 h.") in old
    assert "Therotawas" not in old
    assert squashed("The rota: there is no copy") in said(TED.summary, as_of={"people": at(19, 15)})


def test_classes_copied_at_other_times_say_when() -> None:
    assert "asofSat21-Nov-202619:30" in said(TED.summary)
    same = {"people": at(19, 15), "rota": at(19, 15)}
    assert "asofSat21-Nov-202619:15" not in said(TED.summary, as_of=same).replace("Recordasof", "")


def test_a_second_carer_nobody_is_assigned_to_is_said() -> None:
    visit = NextVisit(at(8, 0, 22), at(8, 30, 22), ("Ann Lee",), 2)
    assert "2 CARERS: Ann Lee 1 MORE NOT ASSIGNED YET." in box(sheet(visits=(visit,)), boxes.NEXT_VISITS)
    nobody = NextVisit(at(8, 0, 22), at(8, 30, 22))
    assert "NOBODY ASSIGNED YET." in box(sheet(visits=(nobody,)), boxes.NEXT_VISITS)


def test_visits_there_is_no_room_for_are_asked_of_the_desk() -> None:
    hourly = tuple(NextVisit(at(hour, 0, 22), at(hour, 30, 22), ("Ann Lee",)) for hour in range(MOST_VISITS))
    assert "The first 6. Ask the desk for any after them." in box(sheet(visits=hourly), boxes.NEXT_VISITS)
    assert "The first" not in box(sheet(visits=hourly[:-1]), boxes.NEXT_VISITS)


def test_visit_times_are_on_the_clock_on_the_wall() -> None:
    summer = NextVisit(at(8, 0).replace(month=7), at(8, 30).replace(month=7), ("Ann Lee",))
    assert "09:00–09:30" in box(sheet(visits=(summer,)), boxes.NEXT_VISITS)


def test_the_entry_code_is_pointed_to_only_when_there_is_one() -> None:
    assert "entry code is on a separate slip" in box(sheet(), "GETTING IN")
    assert "entry code" not in box(sheet(ted(has_entry_code=False)), "GETTING IN")


def test_who_may_not_be_told_is_said() -> None:
    contacts = Listed(
        "listed",
        (
            Contact("Al", phone="01632 960001", may_be_told=True),
            Contact("Bo", may_be_told=False),
            Contact("Cy"),
        ),
    )
    shown = box(sheet(ted(contacts=contacts)), "PEOPLE TO RING, IN ORDER")
    assert "1 Al, may be told" in shown
    assert "2 Bo, MAY NOT BE TOLD" in shown
    assert "3 Cy, may be told: not recorded" in shown
    assert "NOT RECORDED 2 Bo" in shown
    assert "may be told: all" not in shown


def test_missing_must_know_facts_are_named() -> None:
    assert "All must-know facts are here." in box(sheet(), "MISSING FROM THE RECORD")
    shown = box(sheet(ted(mobility=Mobility(), cpr=CprDecision(True))), "MISSING FROM THE RECORD")
    assert shown.endswith(
        "NOT RECORDED how many carers, how to move, where the CPR form is."
        " All other must-know facts are here."
    )
    empty = box(sheet(ted(allergies=Listed("listed", ()))), "MISSING FROM THE RECORD")
    assert "NOT RECORDED allergies." in empty


def test_a_person_the_main_system_stopped_listing_is_said() -> None:
    assert "NOTONTHELIST" not in said(TED.summary)
    gone = said(TED.summary, withdrawn_at=at(18, 0))
    assert squashed("The main system no longer listed this person on Sat 21-Nov-2026 18:00.") in gone


def test_a_medicine_at_exact_times_without_its_facts_shows_each_gap() -> None:
    bare = Medicine("Levodopa", time_critical=True)
    shown = box(sheet(ted(medicines=Listed("listed", (bare,)))), "MEDICINE AT EXACT TIMES")
    assert shown.count("NOT RECORDED") == 6


def test_every_exact_time_is_printed() -> None:
    times = tuple(f"{hour:02d}:15" for hour in range(24))
    medicine = Medicine("Levodopa", dose="1", times=times, time_critical=True)
    shown = said(msgspec.structs.replace(TED.summary, medicines=Listed("listed", (medicine,))))
    assert "".join(times) in shown


def test_a_number_that_does_not_check_is_printed_and_says_so() -> None:
    wrong = msgspec.structs.replace(TED, nhs_number="9990002313")
    assert squashed("NHS No. 999 000 2313 (does not check)") in our_pages(render_pack([sheet(wrong)]).pdf)[0]


def test_the_same_data_makes_the_same_bytes() -> None:
    assert render_pack([sheet(), sheet(NOBODY, 448)]).pdf == render_pack([sheet(), sheet(NOBODY, 448)]).pdf


def test_a_pack_is_one_pdf_with_a_bookmark_a_person_and_no_person_in_its_properties() -> None:
    pack = render_pack([sheet(), sheet(NOBODY, 448)])
    reader = PdfReader(BytesIO(pack.pdf))
    assert [entry.title for entry in reader.outline] == ["HOLLOWAY, Edwin", "CARDEW, Ann"]  # type: ignore[union-attr]
    assert reader.metadata is not None
    assert reader.metadata.title == "Emergency summary, copy C-0447 to C-0448"
    assert reader.metadata["/CreationDate"] == "D:20261121225200"
    assert reader.root_object["/Lang"] == "en-GB"
    properties = " ".join(map(str, reader.metadata.values()))
    assert not re.search(r"Holloway|Edwin|Cardew|9990002312", properties, re.IGNORECASE)


def test_only_our_fonts_are_used_and_all_are_in_the_file() -> None:
    for page in PdfReader(BytesIO(render_pack([sheet()]).pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            name = font.get_object()["/BaseFont"]
            if name not in {"/Helvetica", "/ZapfDingbats", "/Symbol"}:
                assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_a_pack_stays_light() -> None:
    pack = render_pack(sheet(msgspec.structs.replace(TED, given=f"Edwin{n}"), n) for n in range(60))
    assert len(pack.pdf) / sum(pack.pages) < 6000
    assert len(render_pack([sheet()]).pdf) < 40_000


def test_progress_is_told_after_each_sheet() -> None:
    seen: list[Progress] = []
    render_pack((sheet(TED, number) for number in (1, 2)), 2, seen.append)
    assert seen == [Progress(1, 2), Progress(2, 2)]


def test_a_pack_can_be_stopped_and_then_nothing_is_released() -> None:
    seen: list[Progress] = []
    with pytest.raises(Trouble, match=r"Printing was stopped\."):
        render_pack((sheet(TED, number) for number in range(9)), 9, seen.append, lambda: len(seen) == 3)
    assert len(seen) == 3


def test_nobody_is_nothing_to_print() -> None:
    with pytest.raises(Trouble, match="Nobody was chosen"):
        render_pack([])

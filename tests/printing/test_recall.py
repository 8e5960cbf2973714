"""Calling paper back: a fact changes, and the register names the sheets that are wrong, who holds them, their phone."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import delete

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import actions as people_actions
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.summary import Allergy, Listed, Person
from downtime_desk.printing import runs
from downtime_desk.printing.actions import (
    AccountFor,
    HandOn,
    IssueCopies,
    Tell,
    account_for,
    hand_on,
    issue_copies,
    tell_holder,
)
from downtime_desk.printing.batch import begin
from downtime_desk.printing.losses import open_breaches
from downtime_desk.printing.model import sheet_facts
from downtime_desk.printing.recall import WrongSheet, called_back, phones, wrong_sheets
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.rota import actions as rota_actions
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.plan import Carer, PlannedVisit
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.printing.conftest import CARERS, COPIED, PEOPLE, VISITS
from tests.printing.test_copies import issue, made

UNTIL = NIGHT + timedelta(hours=12)
ALL = rota_mirror.Window(NIGHT - timedelta(days=1), NIGHT + timedelta(days=3))


def wrong(copy: Store, now=NIGHT) -> tuple[WrongSheet, ...]:
    with copy.read() as session:
        return wrong_sheets(session, now)


def refresh(copy: Store, acting: Acting, *people: Person) -> None:
    with copy.write(acting) as session:
        people_mirror.apply(session, people, COPIED + timedelta(hours=1), frozenset())


def new_rota(copy: Store, acting: Acting, *planned: PlannedVisit) -> None:
    rows = [rota_mirror.row_of(each) for each in planned]
    with copy.write(acting) as session:
        unseen = rota_mirror.known_digests(session) - {row[-1] for row in rows}
        read = rota_mirror.Rota(CARERS, [rows], unseen, window=ALL)
        rota_mirror.apply(session, read, COPIED + timedelta(hours=1))


def tell(copy: Store, acting: Acting, what: str, corrects: str | None = None) -> str:
    command = people_actions.Tell("p-1", "allergy", what, "Anne", "daughter", NIGHT, corrects)
    with copy.write(acting) as session:
        return people_actions.tell(session, command).id


def run_sheet(copy: Store, acting: Acting, carer: str = "c1") -> str:
    from downtime_desk.printing import run_sheet as document
    from downtime_desk.printing.pack import press_all

    with copy.read() as session:
        sheets = runs.run_sheet(begin(session, acting, UNTIL), carer)
    pack = press_all(sheets, document.described)
    (number,) = issue(copy, acting, IssueCopies(sheets, pack, "Iwan Prosser", "Office laser", "His run"))
    return number


def test_paper_that_says_what_is_known_is_not_called_back(copy: Store, acting: Acting) -> None:
    issue(copy, acting, made(copy, acting, "p-1", "p2", "p3"))
    run_sheet(copy, acting)
    refresh(copy, acting, *PEOPLE)
    new_rota(copy, acting, *VISITS)
    assert wrong(copy) == ()


def test_something_told_calls_back_the_sheets_that_do_not_have_it(copy: Store, acting: Acting) -> None:
    summary, other = issue(copy, acting, made(copy, acting, "p-1", "p2"))
    run = run_sheet(copy, acting)
    tell(copy, acting, "Latex too.")
    found = {each.number: each.what for each in wrong(copy)}
    assert found == {summary: ("told since the copy",), run: ("HOLLOWAY: told since the copy",)}
    assert other not in found
    (newer,) = issue(copy, acting, made(copy, acting, "p-1"))
    assert newer not in {each.number for each in wrong(copy)}


def test_what_was_checked_and_is_true_calls_nothing_back_but_what_is_not_true_does(
    copy: Store, acting: Acting
) -> None:
    told = tell(copy, acting, "Latex too.")
    issue(copy, acting, made(copy, acting, "p-1"))
    for verdict, expected in (("true", ()), ("not true", (("told since the copy",),))):
        with copy.write(acting) as session:
            command = people_actions.Check(told, "Dr Shah", NIGHT, verdict)  # type: ignore[arg-type]
            told = people_actions.check(session, command).id
        assert tuple(each.what for each in wrong(copy)) == expected


def test_a_newer_copy_of_the_record_calls_back_what_it_changed(copy: Store, acting: Acting) -> None:
    first, second = issue(copy, acting, made(copy, acting, "p2", "p3"))
    ash, ndiaye = PEOPLE[1], PEOPLE[2]
    allergies = Listed("listed", (Allergy("Penicillin"),))
    refresh(
        copy,
        acting,
        PEOPLE[0],
        structs.replace(ash, version="2", summary=structs.replace(ash.summary, allergies=allergies)),
        structs.replace(ndiaye, version="2", summary=structs.replace(ndiaye.summary, phone="01632 960999")),
    )
    assert {each.number: each.what for each in wrong(copy)} == {
        first: ("allergies",),
        second: ("address, way in or phone",),
    }


def test_none_known_and_not_recorded_are_not_the_same(copy: Store, acting: Acting) -> None:
    issue(copy, acting, made(copy, acting, "p2"))
    ash = PEOPLE[1]
    none = structs.replace(ash, version="2", summary=structs.replace(ash.summary, allergies=Listed("none")))
    refresh(copy, acting, PEOPLE[0], none, PEOPLE[2])
    assert [each.what for each in wrong(copy)] == [("allergies",)]


def test_somebody_the_main_system_stopped_listing_is_called_back(copy: Store, acting: Acting) -> None:
    issue(copy, acting, made(copy, acting, "p2"))
    refresh(copy, acting, PEOPLE[0], PEOPLE[2])
    assert [each.what for each in wrong(copy)] == [("on the main system’s list",)]


def test_a_visit_that_moved_calls_back_run_sheet_and_summary(copy: Store, acting: Acting) -> None:
    (summary,) = issue(copy, acting, made(copy, acting, "p3"))
    run = run_sheet(copy, acting)
    other = run_sheet(copy, acting, "c2")
    moved = structs.replace(
        VISITS[0], start=VISITS[0].start + timedelta(hours=1), end=VISITS[0].end + timedelta(hours=1)
    )
    new_rota(copy, acting, moved, *VISITS[1:])
    found = {each.number: each.what for each in wrong(copy)}
    assert found == {summary: ("visit Sun 06:00",), run: ("NDIAYE: visit Sun 06:00",)}
    assert other not in found


def test_a_visit_taken_off_a_run_and_one_put_on_it_are_said(copy: Store, acting: Acting) -> None:
    mine, theirs = run_sheet(copy, acting), run_sheet(copy, acting, "c2")
    new_rota(copy, acting, structs.replace(VISITS[0], carers=("c2",)), *VISITS[1:])
    assert {each.number: each.what for each in wrong(copy)} == {
        mine: ("NDIAYE: no longer: visit Sun 05:00",),
        theirs: ("NDIAYE: new: visit Sun 05:00",),
    }


def test_a_visit_that_is_over_no_longer_matters(copy: Store, acting: Acting) -> None:
    run_sheet(copy, acting)
    new_rota(copy, acting, *(each for each in VISITS if each.id != "v1"))
    assert [each.what for each in wrong(copy)] == [("NDIAYE: no longer: visit Sun 05:00",)]
    assert wrong(copy, VISITS[0].end) == ()


def test_time_going_by_alone_calls_nothing_back(copy: Store, acting: Acting, clock: Clock) -> None:
    more = [
        structs.replace(
            VISITS[1],
            id=f"more{hours}",
            start=NIGHT + timedelta(hours=hours),
            end=NIGHT + timedelta(hours=hours, minutes=20),
        )
        for hours in range(2, 30, 3)
    ]
    new_rota(copy, acting, *VISITS, *more)
    issue(copy, acting, made(copy, acting, "p-1"))
    run_sheet(copy, acting)
    for hours in (3, 6, 9, 11):
        assert wrong(copy, NIGHT + timedelta(hours=hours)) == ()
    gone = [each for each in (*VISITS, *more) if each.end > NIGHT + timedelta(hours=9)]
    new_rota(copy, acting, *gone)
    assert wrong(copy, NIGHT + timedelta(hours=9)) == ()


def test_the_holder_and_their_phone_are_named(copy: Store, acting: Acting) -> None:
    twice = (*CARERS, Carer("c3", "Prosser", "Iwan", "07700 900333"))
    with_phone = (structs.replace(CARERS[0], phone="07700 900111"), CARERS[1])
    with copy.write(acting) as session:
        rota_mirror.apply(session, rota_mirror.Rota(with_phone, [[]]), COPIED)
    with copy.read() as session:
        assert phones(session, ["iwan prosser", "Dorota Nowak", "Duty folder"]) == {
            "iwan prosser": "07700 900111"
        }
    with copy.write(acting) as session:
        rota_mirror.apply(session, rota_mirror.Rota(twice, [[]]), COPIED)
    with copy.read() as session:
        assert phones(session, ["Iwan Prosser"]) == {}


def test_a_holder_who_was_told_is_not_rung_again_until_more_changes(copy: Store, acting: Acting) -> None:
    (number,) = issue(copy, acting, made(copy, acting, "p-1"))
    with pytest.raises(Trouble, match="Nothing on"), copy.write(acting) as session:
        tell_holder(session, Tell([number]))
    told = tell(copy, acting, "Latex too.")
    with copy.write(acting) as session:
        (entry,) = tell_holder(session, Tell([number]))
    assert decode(entry).words() == (
        f"{number}: Iwan Prosser was told what changed (told since the copy) and said it back."
    )
    assert [each.told for each in wrong(copy)] == [True]
    tell(copy, acting, "Not latex: lanolin.", corrects=told)
    assert [each.told for each in wrong(copy)] == [False]
    with copy.read() as session:
        assert replay.differences(session) == []


def test_a_sheet_handed_on_is_with_somebody_who_was_told_nothing(copy: Store, acting: Acting) -> None:
    (number,) = issue(copy, acting, made(copy, acting, "p-1"))
    tell(copy, acting, "Latex too.")
    with copy.write(acting) as session:
        tell_holder(session, Tell([number]))
        entry = hand_on(session, HandOn(number, " Dorota Nowak "))
    assert decode(entry).words() == f"{number} went from Iwan Prosser to Dorota Nowak."
    assert [each.told for each in wrong(copy)] == [False]
    for holder, match in (("", "is missing"), ("Dorota Nowak", "already")):
        with pytest.raises(Trouble, match=match), copy.write(acting) as session:
            hand_on(session, HandOn(number, holder))


def test_paper_that_is_back_or_past_its_time_is_not_called_back(copy: Store, acting: Acting) -> None:
    first, _ = issue(copy, acting, made(copy, acting, "p-1", "p2"))
    tell(copy, acting, "Latex too.")
    assert [each.number for each in wrong(copy)] == [first]
    assert wrong(copy, UNTIL) == ()
    with copy.write(acting) as session:
        account_for(session, AccountFor(first, "back"))
    assert wrong(copy) == ()


def test_the_register_holds_digests_and_no_word_of_the_record(copy: Store, acting: Acting) -> None:
    command = made(copy, acting, "p-1")
    with copy.write(acting) as session:
        (entry,) = issue_copies(session, command)
    payload = msgspec.json.encode(decode(entry).said).decode()
    assert "Penicillin" not in payload
    assert len(decode(entry).said) > 15
    with copy.read() as session:
        assert replay.differences(session) == []


def test_a_sheet_of_an_earlier_release_has_nothing_to_compare(copy: Store, acting: Acting) -> None:
    issue(copy, acting, made(copy, acting, "p-1"))
    with copy.write(acting) as session:
        session.execute(delete(sheet_facts))
    tell(copy, acting, "Latex too.")
    assert wrong(copy) == ()


def test_a_sheet_without_a_reason_is_not_issued(copy: Store, acting: Acting) -> None:
    command = replace(made(copy, acting, "p-1"), reason="  ")
    with pytest.raises(Trouble, match="What the sheets are for"):
        issue(copy, acting, command)


def test_every_paper_that_names_a_person_says_what_it_holds(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        papers = [
            *sheets_for(session, ["p-1"], acting, UNTIL),
            *runs.run_sheet(begin(session, acting, UNTIL), "c1"),
            *runs.run_records(begin(session, acting, UNTIL), "c1"),
        ]
        blank = runs.blank_records(begin(session, acting, UNTIL), 1)
    assert all(paper.about().said for paper in papers)
    assert [paper.about().said for paper in blank] == [()]


def test_the_recall_list_says_why_who_and_where_to_ring(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        with_phone = (structs.replace(CARERS[0], phone="07700 900111"), CARERS[1])
        rota_mirror.apply(session, rota_mirror.Rota(with_phone, [[]]), COPIED)
    first, second, third = issue(copy, acting, made(copy, acting, "p-1", "p2", "p3"))
    with copy.write(acting) as session:
        hand_on(session, HandOn(third, "Dorota Nowak"))
        declare(session, Declare(("Rota",), NIGHT - timedelta(hours=2), "Carers cannot load visits"))
        hour_ago = NIGHT - timedelta(hours=1)
        rota_actions.carer_off(session, rota_actions.TakeOff("c2", hour_ago, None, "Went home ill"))
    (newer,) = issue(copy, acting, made(copy, acting, "p2"))
    tell(copy, acting, "Latex too.")
    with copy.read() as session:
        found = called_back(session, NIGHT)
    assert [(each.number, each.holder, each.phone, each.why()) for each in found] == [
        (
            first,
            "Iwan Prosser",
            "07700 900111",
            "Changed since it was printed: told since the copy, visit Sun 09:00.",
        ),
        (third, "Dorota Nowak", None, "With somebody who is off since 01:06."),
        (second, "Iwan Prosser", "07700 900111", f"{newer} replaces it."),
    ]
    with copy.read() as session:
        assert {each.number: each.why() for each in called_back(session, UNTIL + timedelta(minutes=1))} == {
            first: "Past its time since Sun 14:06.",
            second: f"{newer} replaces it.",
            third: "Past its time since Sun 14:06.",
            newer: "Past its time since Sun 14:06.",
        }


def test_a_recall_from_the_printer_to_the_last_sheet(copy: Store, acting: Acting, clock: Clock) -> None:
    """Printed for three, something is told, the holders are rung, one sheet is replaced, one lost, all accounted for."""
    with copy.write(acting) as session:
        with_phone = (structs.replace(CARERS[0], phone="07700 900111"), CARERS[1])
        rota_mirror.apply(session, rota_mirror.Rota(with_phone, [[]]), COPIED)
    edwin, maureen, awa = issue(copy, acting, made(copy, acting, "p-1", "p2", "p3"))
    run = run_sheet(copy, acting)
    clock.forward(minutes=40)
    tell(copy, acting, "Latex too.")
    with copy.read() as session:
        called = called_back(session, clock())
    assert {(each.number, each.holder, each.phone) for each in called} == {
        (edwin, "Iwan Prosser", "07700 900111"),
        (run, "Iwan Prosser", "07700 900111"),
    }
    with copy.write(acting) as session:
        tell_holder(session, Tell([edwin, run]))
    (newer,) = issue(copy, acting, made(copy, acting, "p-1"))
    with copy.read() as session:
        assert {each.number: (each.told, each.replaced_by) for each in called_back(session, clock())} == {
            edwin: (True, newer),
            run: (True, None),
        }
    with copy.write(acting) as session:
        account_for(session, AccountFor(edwin, "back"))
        account_for(session, AccountFor(run, "lost", "Blew out of the car; street searched."))
        for number in (maureen, awa, newer):
            account_for(session, AccountFor(number, "destroyed", "Shredded."))
    with copy.read() as session:
        assert called_back(session, clock()) == ()
        (open_,) = open_breaches(session)
        assert (open_.numbers, open_.due) == ((run,), clock() + timedelta(hours=72))
        assert replay.differences(session) == []

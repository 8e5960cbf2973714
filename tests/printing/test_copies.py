"""Numbered sheets: who they can be made for, what is recorded before they leave, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode, head
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.actions import (
    AccountFor,
    HearOfJob,
    IssueCopies,
    WriteOff,
    account_for,
    hear_of_job,
    issue_copies,
    write_off,
)
from downtime_desk.printing.queries import Run, choices, numbered_sheets, open_jobs, runs, state_counts
from downtime_desk.printing.spool import Queue
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.who import Who, people_of
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.printing.reading import our_pages

UNTIL = NIGHT + timedelta(hours=12)


def made(copy: Store, acting: Acting, *ids: str) -> IssueCopies:
    with copy.read() as session:
        sheets = sheets_for(session, ids, acting, UNTIL)
    return IssueCopies(sheets, render_pack(sheets), "Iwan Prosser", "Office laser", "On call tonight")


def issue(copy: Store, acting: Acting, command: IssueCopies) -> list[str]:
    with copy.write(acting) as session:
        return [entry.subject.removeprefix("copy/") for entry in issue_copies(session, command)]


def test_sheets_can_be_made_for_red_people_everyone_or_a_run(copy: Store) -> None:
    with copy.read() as session:
        offered = choices(session)
        assert (offered.red, offered.everyone) == (2, 3)
        assert runs(session, NIGHT) == (Run("c2", "Dorota Nowak", 1, 1), Run("c1", "Iwan Prosser", 2, 2))
        assert people_of(session, Who("red"), NIGHT) == ("p2", "p-1")
        assert people_of(session, Who("everyone"), NIGHT) == ("p2", "p-1", "p3")
        assert people_of(session, Who("person", "p3"), NIGHT) == ("p3",)
        assert people_of(session, Who("run", "c1"), NIGHT) == ("p-1", "p3")


def test_a_sheet_holds_the_copy_the_seal_and_the_next_visits(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        (sheet,) = sheets_for(session, ("p-1",), acting, UNTIL)
        assert (sheet.seal, sheet.seal_entry) == (head(session).code, head(session).seq)
    assert sheet.copy_number == f"C-{acting.desk[1:4]}-0001"
    assert (sheet.organisation, sheet.desk_phone, sheet.printed_by) == (
        "Harbour Lane Home Care",
        "01632 960400",
        "Priya Nair",
    )
    assert sheet.visits is not None
    assert [(visit.carers, visit.carers_needed, visit.tasks) for visit in sheet.visits] == [
        (("Iwan Prosser",), 1, ("Dose", "drink")),
        (("Dorota Nowak",), 2, ("Dose", "drink")),
    ]


def test_without_a_copy_of_the_rota_the_page_says_so(store: Store, acting: Acting, copy: Store) -> None:
    from sqlalchemy import delete

    from downtime_desk.people.model import copies

    with copy.write(acting) as session:
        session.execute(delete(copies).where(copies.c.kind == "rota"))
    with copy.read() as session:
        (sheet,) = sheets_for(session, ("p-1",), acting, UNTIL)
    assert sheet.visits is None
    assert "rota" in sheet.too_old()


def test_every_sheet_of_a_pack_is_recorded_with_its_number_before_it_leaves(
    copy: Store, acting: Acting
) -> None:
    command = made(copy, acting, "p-1", "p2")
    numbers = issue(copy, acting, command)
    assert numbers == [sheet.copy_number for sheet in command.sheets]
    with copy.read() as session:
        second, first = numbered_sheets(session)
        assert (first.person_name, first.holder, first.went_to, first.state) == (
            "HOLLOWAY, Edwin",
            "Iwan Prosser",
            "Office laser",
            "out",
        )
        assert (second.number, second.use_until) == (numbers[1], UNTIL)
        assert state_counts(session) == {"out": 2}
        assert replay.differences(session) == []


def test_the_fact_holds_the_pdf_and_the_seal(copy: Store, acting: Acting) -> None:
    command = made(copy, acting, "p-1")
    with copy.write(acting) as session:
        (entry,) = issue_copies(session, command)
    fact = decode(entry)
    assert (fact.sha256, fact.seal, fact.pages) == (command.pack.sha256, command.sheets[0].seal, 1)
    assert fact.words() == (
        f"{fact.number}, emergency summary of HOLLOWAY, Edwin, for Iwan Prosser: sent to Office laser."
        " Use until Sun 22 Nov 14:06. Why: On call tonight."
    )
    assert fact.seal in our_pages(command.pack.pdf)[0]


def test_a_newer_sheet_calls_the_older_one_back(copy: Store, acting: Acting) -> None:
    (old,) = issue(copy, acting, made(copy, acting, "p-1"))
    newer = made(copy, acting, "p-1")
    assert newer.sheets[0].replaces == old
    issue(copy, acting, newer)
    with copy.read() as session:
        new, was = numbered_sheets(session)
        assert was.replaced_by == new.number
        assert was.to_get_back(NIGHT)
        assert not new.to_get_back(NIGHT)
        assert new.to_get_back(UNTIL + timedelta(minutes=1))
        assert replay.differences(session) == []


def test_numbers_given_away_meanwhile_stop_the_pack(copy: Store, acting: Acting) -> None:
    mine, other = made(copy, acting, "p-1"), made(copy, acting, "p2")
    issue(copy, acting, other)
    with pytest.raises(Trouble, match="given these numbers"):
        issue(copy, acting, mine)
    with copy.read() as session:
        assert state_counts(session) == {"out": 1}


def test_sheets_for_nobody_in_particular_are_not_issued(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="who the sheets are for"):
        issue(copy, acting, replace(made(copy, acting, "p-1"), holder=" "))
    with copy.read() as session:
        assert state_counts(session) == {}


def test_an_old_copy_is_printed_only_when_somebody_says_how_it_is_checked(
    copy: Store, acting: Acting, clock: Clock
) -> None:
    now = clock.forward(hours=30)
    with copy.read() as session:
        sheets = sheets_for(session, ("p-1",), acting, now + timedelta(hours=12))
    command = IssueCopies(sheets, render_pack(sheets), "Iwan", "Office laser", "On call tonight")
    with pytest.raises(Trouble, match="past its limit"):
        issue(copy, acting, command)
    with copy.write(acting) as session:
        (entry,) = issue_copies(session, replace(command, old_copy="I will check each by phone."))
    assert decode(entry).old_copy == "I will check each by phone."
    assert "Printed from an old copy: I will check each by phone." in decode(entry).words()


def test_a_fresh_copy_keeps_no_word_about_age(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        (entry,) = issue_copies(session, replace(made(copy, acting, "p-1"), old_copy="not needed"))
    assert decode(entry).old_copy is None


def test_what_became_of_a_sheet_is_kept(copy: Store, acting: Acting) -> None:
    (number,) = issue(copy, acting, made(copy, acting, "p-1"))
    for fate, note in (("lost", "left on the 37 bus"), ("back", "")):
        with copy.write(acting) as session:
            entry = account_for(session, AccountFor(number, fate, note))  # type: ignore[arg-type]
    assert decode(entry).words() == f"{number} is back."
    with copy.read() as session:
        (row,) = numbered_sheets(session)
        assert (row.state, row.state_note) == ("back", None)
        assert not row.to_get_back(UNTIL + timedelta(days=1))
        assert replay.differences(session) == []


@pytest.mark.parametrize(
    ("command", "match"),
    [
        (("C-000-0009", "back", ""), "There is no sheet"),
        (("1", "lost", " "), "How it was lost is missing"),
    ],
)
def test_a_fate_that_cannot_be_is_refused(
    copy: Store, acting: Acting, command: tuple[str, str, str], match: str
) -> None:
    (number,) = issue(copy, acting, made(copy, acting, "p-1"))
    asked = AccountFor(number if command[0] == "1" else command[0], command[1], command[2])  # type: ignore[arg-type]
    with pytest.raises(Trouble, match=match), copy.write(acting) as session:
        account_for(session, asked)
    with copy.read() as session:
        assert state_counts(session) == {"out": 1}


def test_sheets_that_would_be_out_of_date_at_once_are_not_made(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="is past"), copy.read() as session:
        sheets_for(session, ("p-1",), acting, NIGHT)


def test_somebody_who_is_not_in_the_copy_cannot_be_printed(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="not in this copy"), copy.read() as session:
        sheets_for(session, ("nobody",), acting, UNTIL)


def test_sheets_that_never_left_leave_the_older_ones_in_force(copy: Store, acting: Acting) -> None:
    (old,) = issue(copy, acting, made(copy, acting, "p-1"))
    (newer,) = issue(copy, acting, made(copy, acting, "p-1"))
    with copy.write(acting) as session:
        write_off(session, WriteOff([newer], "The printer is out of paper."))
    with copy.read() as session:
        refused, kept = numbered_sheets(session)
        assert (refused.number, refused.state) == (newer, "not sent")
        assert (kept.number, kept.replaced_by) == (old, None)
        assert replay.differences(session) == []
        (third,) = sheets_for(session, ("p-1",), acting, UNTIL)
        assert third.replaces == old
        assert third.copy_number not in {old, newer}


def test_an_entry_code_written_among_other_words_is_kept_off_the_page(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "4471"),))
    with copy.read() as session:
        (sheet,) = sheets_for(session, ("p-1",), acting, UNTIL)
    told = structs.replace(sheet.person.summary, what_matters="Says the key safe is 4471.")
    pack = render_pack([replace(sheet, person=structs.replace(sheet.person, summary=told))])
    page = "".join(our_pages(pack.pdf))
    assert "4471" not in page
    assert "Saysthekeysafeis" in page


def test_a_job_is_asked_after_again_until_its_queue_has_said_the_last(
    copy: Store, acting: Acting, clock: Clock
) -> None:
    numbers = issue(copy, acting, made(copy, acting, "p-1", "p2"))
    saved = replace(made(copy, acting, "p3"), went_to="file sheets.pdf")
    issue(copy, acting, saved)

    def open_now(days: int = 1) -> list[tuple[str, tuple[str, ...]]]:
        with copy.read() as session:
            found = open_jobs(session, acting.now() - timedelta(days=days))
        return [(job.printer, job.numbers) for job in found]

    assert open_now() == [("Office laser", tuple(numbers))]
    with copy.write(acting) as session:
        hear_of_job(session, HearOfJob(numbers, "Office laser", Queue.WAITING))
    assert open_now() == [("Office laser", tuple(numbers))]
    clock.forward(hours=25)
    assert open_now() == []
    assert open_now(2) != []
    with copy.write(acting) as session:
        hear_of_job(session, HearOfJob(numbers, "Office laser", Queue.HANDED_OVER))
    assert open_now(2) == []

"""Giving back by file: written out whole, on its way until a person saw it there, and never called checked."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.core import delivery, replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.people.facts import PersonTold
from downtime_desk.sync.files.facts import FilesTakenIn
from downtime_desk.sync.files.giving import TakeIn, Written, take_in, write_files
from downtime_desk.visits.facts import CarerTimes
from tests.recovery.conftest import outage
from tests.sync_return.conftest import START, Desk, deviation, verified

__all__ = ["outage"]


def rows(written: Written, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV that was written."""
    file = next(each for each in written.files if each.name.endswith(f"-{name}.csv"))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def counts(desk: Desk) -> dict[str, int]:
    """Return how many are in each state, without the states nothing is in."""
    with desk.store.read() as session:
        return {state: number for state, number in delivery.counts(session).items() if number}


def two_carers() -> tuple[CarerTimes, ...]:
    """Return two carers of one visit, of whom the second came four minutes later."""
    return (
        CarerTimes("c1", "Keira Dunn", "2026-11-21T23:04:00Z", "2026-11-21T23:31:00Z"),
        CarerTimes("c2", "=Tom", "2026-11-21T23:08:00Z", "2026-11-21T23:31:00Z"),
    )


def test_everything_that_waits_is_written(outage: Desk, tmp_path: Path) -> None:
    outage.record(verified("v1", carers=two_carers(), carers_needed=2))
    outage.record(verified("v2", outcome="did not happen", carers=(), reason="DT09", note="=cmd"))
    outage.record(deviation("v2"))
    written = write_files(outage.store, outage.acting, tmp_path)
    assert written.facts == 3
    parts = ("-visits.csv", "-actuals.csv", "-deviations.csv", ".xlsx")
    assert [each.name for each in written.files] == [f"{written.reference}{part}" for part in parts]
    visits = rows(written, "visits")
    assert [(each["Visit"], each["Carer"], each["Outcome"]) for each in visits] == [
        ("v1", "c1", "Done"),
        ("v1", "c2", "Done"),
        ("v2", "", "Not needed"),
    ]
    assert (visits[0]["Planned start"], visits[0]["Arrived"]) == ("21/11/2026 23:00", "21/11/2026 23:04")
    assert (visits[1]["Carer’s name"], visits[2]["Note"]) == ("'=Tom", "'=cmd")
    assert {each["Corrects a line taken in before"] for each in visits} == {"No"}
    first, second = rows(written, "actuals")
    assert (first["VisitDate"], first["WeekEnding"], first["StartTimeClaimed"]) == (
        "21/11/2026",
        "22/11/2026",
        "23:00:00",
    )
    assert (first["ActualStartTime"], first["ActualDuration"], first["DurationClaimed"]) == (
        "23:04:00",
        "00:27:00",
        "00:30:00",
    )
    assert [each["SecondaryVisit"] for each in (first, second)] == ["False", "True"]
    assert (first["FileReference"], first["NumberOfCarers"], first["ContractNumber"]) == (
        written.reference,
        "2",
        "",
    )
    (late,) = rows(written, "deviations")
    assert (late["Code"], late["What happened"], late["Safeguarding"]) == (
        "late",
        "Four minutes late.",
        "not referred",
    )
    assert counts(outage) == {"sent": 3}


def test_it_is_settled_only_when_somebody_saw_it_there_and_never_as_checked(
    outage: Desk, tmp_path: Path
) -> None:
    outage.record(verified("v1"))
    second = outage.record(verified("v2"))
    written = write_files(outage.store, outage.acting, tmp_path)
    with outage.store.read() as session:
        seq = {row.fact_id: row.seq for row in session.execute(delivery.delivery.select())}
    with pytest.raises(Trouble, match="who saw it"), outage.store.write(outage.acting) as session:
        take_in(session, TakeIn(written.reference, " "))
    with pytest.raises(Trouble, match="Nothing of X"), outage.store.write(outage.acting) as session:
        take_in(session, TakeIn("X", "Sam Okoro"))
    with pytest.raises(Trouble, match="Entry 9999"), outage.store.write(outage.acting) as session:
        take_in(session, TakeIn(written.reference, "Sam Okoro", (9999,)))
    assert counts(outage) == {"sent": 2}
    with outage.store.write(outage.acting) as session:
        take_in(session, TakeIn(written.reference, "Sam Okoro", (seq[second],)))
    assert counts(outage) == {"sent": 1, "taken in": 1}
    with outage.store.write(outage.acting) as session:
        take_in(session, TakeIn(written.reference, "Sam Okoro"))
    with outage.store.read() as session:
        answers = {row.answer for row in session.execute(delivery.delivery.select())}
        assert replay.differences(session) == []
    assert counts(outage) == {"taken in": 2}
    assert answers == {
        f"Taken in from {written.reference}, seen there by Sam Okoro. Not read back by this laptop."
    }


def test_a_later_account_takes_the_place_of_one_never_written(outage: Desk, tmp_path: Path) -> None:
    first = outage.record(verified("v1"))
    outage.record(verified("v1", START + timedelta(minutes=9)), corrects=first)
    written = write_files(outage.store, outage.acting, tmp_path)
    (only,) = rows(written, "visits")
    assert (only["Arrived"], only["Corrects a line taken in before"]) == ("21/11/2026 23:09", "No")
    assert counts(outage) == {"sent": 2}
    outage.record(verified("v1", START + timedelta(minutes=11)), corrects=first)
    again = write_files(outage.store, outage.acting, tmp_path)
    (later,) = rows(again, "visits")
    assert (later["Arrived"], later["Corrects a line taken in before"]) == ("21/11/2026 23:11", "Yes")
    assert again.reference != written.reference


def test_what_was_told_is_written(outage: Desk, tmp_path: Path) -> None:
    told = PersonTold(
        person="p1",
        person_name="PIKE, Ronald (Mr)",
        born="1950-05-11",
        nhs_number="9990006237",
        about="allergy",
        what="Penicillin brings him out in a rash.",
        told_by="Ann Pike",
        relation="daughter",
        told_at="2026-11-22T02:00:00Z",
    )
    with outage.store.write(outage.acting) as session:
        record(session, told, subject="person/p1")
    (said,) = rows(write_files(outage.store, outage.acting, tmp_path), "told-and-cancelled")
    assert "Penicillin" in said["What was said"]
    assert (said["Person"], said["Taken back"]) == ("p1", "No")


def test_nothing_counts_as_written_when_it_cannot_be(outage: Desk, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="Nothing waits"):
        write_files(outage.store, outage.acting, tmp_path)
    outage.record(verified("v1"))
    with pytest.raises(Trouble, match="cannot be written"):
        write_files(outage.store, outage.acting, tmp_path / "gone")
    assert counts(outage) == {"waiting": 1}


def test_what_waits_for_a_refresh_is_held_with_all_that_is_later_about_it(
    outage: Desk, tmp_path: Path
) -> None:
    first = outage.record(verified("v1"))
    outage.record(verified("v1", START + timedelta(minutes=9)), corrects=first)
    outage.record(verified("v2"))
    written = write_files(outage.store, outage.acting, tmp_path, {first})
    assert (written.facts, written.held) == (1, 2)
    assert counts(outage) == {"waiting": 2, "sent": 1}


def test_what_was_not_written_is_never_taken_in(outage: Desk) -> None:
    waits = outage.record(verified("v1"))
    with outage.store.write(outage.acting) as session:
        record(session, FilesTakenIn("X", (waits,), "Sam Okoro"), subject="files/X")
    assert counts(outage) == {"waiting": 1}

"""What was done to the rota by hand goes back as evidence with what happened, and as nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.detectedissue import DetectedIssue
from fhir.resources.R4B.encounter import Encounter
from sqlalchemy import delete, insert

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.replay import differences
from downtime_desk.outages import actions as outage_acts
from downtime_desk.outages import queries as outages
from downtime_desk.outages.facts import MainSystemGoneAgain
from downtime_desk.people.model import snapshots
from downtime_desk.recovery.actions import close_outage, wait_for_refresh
from downtime_desk.recovery.certificate import figures
from downtime_desk.recovery.gate import Gate, gate
from downtime_desk.recovery.queries import standing as things
from downtime_desk.rota import actions, mirror
from downtime_desk.rota.actions import AddVisit, CancelVisit, MoveVisit, Reassign, RollForward, find_bookings
from downtime_desk.rota.plan import Carer
from downtime_desk.rota.standing import standing
from downtime_desk.sync.sending.verdicts import Matter
from downtime_desk.visits import actions as visits
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, Source
from downtime_desk.visits.planned import planned
from downtime_desk.visits.queries import day as of_day
from downtime_desk.visits.queries.written import written_about
from tests.recovery.conftest import SINCE, outage, version_of
from tests.sync_return.conftest import Desk, appointment

__all__ = ["outage"]

Do = Callable[..., Any]
REFERENCE = "https://fhir.downtimedesk.example/downtime-reference"
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def do(outage: Desk) -> Do:
    """Do an act in a transaction of its own, at a moment the clock is set to."""

    def run(action: Callable[..., Any], command: Any, at: datetime | None = None) -> Any:
        outage.clock.present = at or outage.clock.present
        with outage.store.write(outage.acting) as session:
            return action(session, command)

    return run


@pytest.fixture
def verify(outage: Desk, do: Do) -> Callable[..., str]:
    """Verify a visit as done by Keira Dunn at its planned times, by two voices; return the fact."""

    def run(visit: str) -> str:
        with outage.store.read() as session:
            seen = planned(session, visit)
            came = CarerTimes("c1", "Keira Dunn", text(seen.start), text(seen.end))
            ends = text(seen.end + timedelta(minutes=5))
            sources = Source("carer-at-time", "Keira Dunn", ends), Source("family", "Ruth", ends)
            command = Verify(visit, "done", (came,), sources, "DT01")
            outage.clock.present = max(outage.clock.present, seen.end + timedelta(minutes=10))
            doubts = visits.look_at(session, command, outage.clock()).doubts
        sure = tuple(Challenge(each, "Asked again.") for each in doubts)
        fact: str = do(visits.verify, replace(command, accepted=sure)).id
        return fact

    return run


def text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def night(face: str) -> datetime:
    """Return an instant of the night: 12:00 to 23:59 is Saturday, earlier is Sunday."""
    hour, minute = int(face[:2]), int(face[3:])
    return SINCE.replace(day=21 if hour >= 12 else 22, hour=hour, minute=minute)


def the_gate(desk: Desk) -> Gate:
    with desk.store.read() as session:
        running = outages.current(session)
        assert running is not None
        return gate(session, running, desk.clock())


def said(desk: Desk) -> str:
    return "\n".join(
        part["contentString"] for each in desk.here.all("Communication") for part in each["payload"]
    )


def plans(desk: Desk) -> list[dict[str, Any]]:
    return sorted(desk.here.all("Appointment"), key=lambda each: str(each["id"]))


def without_meta(resource: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != "meta"}


def test_an_added_visit_goes_back_as_it_was_made_and_no_planned_visit_with_it(
    outage: Desk, do: Do, verify: Any
) -> None:
    before = plans(outage)
    command = AddVisit("p1", night("04:00"), night("04:30"), "He fell", ("c1",))
    reference = do(actions.add_visit, command, night("03:40")).subject.removeprefix("visit/")
    fact = verify(reference)
    do(
        visits.log_deviation,
        LogDeviation(
            "p1",
            reference,
            "unscheduled",
            "low",
            "none",
            text(night("04:00")),
            "Fell in the hall",
            ("gp-111-999",),
            "to decide",
        ),
    )
    assert outage.send().all_checked
    (made,) = outage.here.all("Encounter")
    Encounter.model_validate(without_meta(made))
    assert {"system": REFERENCE, "value": reference} in made["identifier"]
    assert made["subject"] == {"reference": "Patient/p1"}
    assert "appointment" not in made
    (carer,) = made["participant"]
    assert carer["individual"]["reference"] == "Practitioner/c1"
    assert carer["period"] == {"start": text(night("04:00")), "end": text(night("04:30"))}
    assert f"Visit added at the desk, {reference}." in said(outage)
    assert "Rota at the desk: Added here. He fell. Priya Nair, Sun 22 Nov 03:40." in said(outage)
    (issue,) = outage.here.all("DetectedIssue")
    DetectedIssue.model_validate(without_meta(issue))
    assert {"system": REFERENCE, "value": reference} in issue["identifier"]
    assert "implicated" not in issue
    assert plans(outage) == before
    assert outage.row(fact).state == "checked"


def test_a_changed_visit_says_what_was_changed_and_why_and_its_plan_stays(
    outage: Desk, do: Do, verify: Any
) -> None:
    times, seen = (night("23:45"), night("23:59")), version_of(outage, "v1")
    moved = do(actions.move_visit, MoveVisit("v1", *times, "His son is there first"), night("22:00"))
    fact = verify("v1")
    assert outage.send().all_checked
    there = outage.here.visit("v1")
    assert without_meta(there) == {**appointment("v1"), "status": "fulfilled"}
    assert (
        "Rota at the desk: Moved from 23:00–23:30 to 23:45–23:59. His son is there first. "
        "Priya Nair, Sat 21 Nov 22:00." in said(outage)
    )
    (made,) = outage.here.all("Encounter")
    assert made["period"]["start"] == text(times[0])
    assert made["appointment"] == [{"reference": "Appointment/v1"}]
    assert journal.decode(moved).visit.version == seen
    assert outage.row(fact).state == "checked"


def test_a_changed_visit_that_was_changed_there_too_waits_for_a_person(
    outage: Desk, do: Do, verify: Any
) -> None:
    do(actions.move_visit, MoveVisit("v1", night("23:45"), night("23:59"), "Asked"), night("22:00"))
    theirs = {**appointment("v1"), "start": "2026-11-21T23:20:00Z"}
    outage.here.update("Appointment", "v1", msgspec.json.encode(theirs))
    # the copy learns of it: what was changed here was still decided on the version before
    outage.copy_rota("v1", "v2")
    fact = verify("v1")
    outage.send()
    row = outage.row(fact)
    assert row.state == "needs you"
    assert msgspec.json.decode(row.theirs, type=Matter).kind == "visit changed"
    assert outage.here.all("Encounter") == []
    assert outage.here.visit("v1")["status"] == "booked"


def test_a_cancelled_visit_is_accounted_for_here_and_said_there(outage: Desk, do: Do) -> None:
    assert the_gate(outage).without_answer == 2
    before = plans(outage)
    amber = CancelVisit("v1", "His daughter stays the night", "Ruth, daughter")
    entry = do(actions.cancel_visit, amber, night("22:00"))
    stands = the_gate(outage)
    assert (stands.planned, stands.cancelled, stands.without_answer, stands.left) == (2, 1, 1, 1)
    with outage.store.read() as session:
        (thing,) = things(session).on_its_way
    assert thing.words() == "PIKE, Ronald (Mr), cancelled visit of Sat 21 Nov 23:00"
    assert outage.send().all_checked
    (told,) = outage.here.all("Communication")
    Communication.model_validate(without_meta(told))
    assert told["category"][0]["coding"][0]["code"] == "cancelled"
    assert told["about"] == [{"reference": "Appointment/v1"}]
    assert said(outage) == (
        "Visit of Sat 21 Nov 23:00–23:30. Cancelled, agreed with Ruth, daughter. His daughter stays the night. "
        "Written down by Priya Nair, Sat 21 Nov 22:00."
    )
    assert plans(outage) == before, "a person cancels it there"
    assert outage.row(entry.id).state == "checked"
    outage.here.calls.clear()
    assert outage.send().all_checked
    assert outage.here.calls == [("GET", "metadata")]


@pytest.fixture
def long_outage(outage: Desk, do: Do) -> Desk:
    """The outage went on: the main system is gone again, and the rota is rolled forward by a week."""
    with outage.store.write(outage.acting) as session:
        running = outages.current(session)
        assert running is not None
        again = MainSystemGoneAgain(running.reference, text(outage.clock()))
        journal.record(session, again, subject=f"outage/{running.reference}")
    do(actions.roll_forward, RollForward(SUNDAY + timedelta(days=6)))
    return outage


def rolled(desk: Desk, day: date) -> str:
    """Return the first visit rolled forward to a day."""
    with desk.store.read() as session:
        return min(row.visit for row in of_day(session, day, desk.clock()))


def book(desk: Desk, visit: str, day: date, face: str = "23:00") -> None:
    """Book a visit in the main system, and take the copy of it as a refresh does."""
    start = datetime.fromisoformat(f"{day}T{face}:00+00:00")
    made = {
        **appointment(visit),
        "id": visit,
        "start": text(start),
        "end": text(start + timedelta(minutes=30)),
    }
    desk.here.system.shelf.put(made, visit)
    desk.copy_rota("v1", "v2", visit)
    with desk.store.write(desk.acting) as session:
        find_bookings(session, written_about(session))


def test_a_visit_rolled_forward_and_verified_is_the_booking_found_later(
    long_outage: Desk, verify: Any
) -> None:
    visit = rolled(long_outage, SUNDAY)
    verify(visit)
    book(long_outage, "v77", SUNDAY)
    assert long_outage.send().all_checked
    (made,) = long_outage.here.all("Encounter")
    assert made["appointment"] == [{"reference": "Appointment/v77"}]
    assert {"system": REFERENCE, "value": visit} in made["identifier"]
    assert long_outage.here.visit("v77")["status"] == "fulfilled"
    assert f"Visit of the rota rolled forward at the desk, {visit}." in said(long_outage)
    with long_outage.store.read() as session:
        assert differences(session) == []


def test_before_a_refresh_only_what_was_rolled_forward_waits(long_outage: Desk, do: Do, verify: Any) -> None:
    waiting = verify(rolled(long_outage, SUNDAY))
    fact = verify("v1")
    back = long_outage.clock()
    do(outage_acts.main_system_back, back)

    def held_with_a_copy_of(started: datetime) -> dict[str, str]:
        with long_outage.store.write(long_outage.acting) as session:
            session.execute(delete(snapshots))
            taken = {"number": 1, "source": "Fernway", "counts": '{"people": 1, "carers": 1, "visits": 2}'}
            times = {"started": to_text(started), "finished": to_text(started)}
            session.execute(insert(snapshots).values(**taken, **times, rejected=0))
            return wait_for_refresh(session)

    held = held_with_a_copy_of(back - timedelta(minutes=1))
    assert list(held) == [waiting]
    ran = long_outage.send(held=held)
    assert (ran.held, ran.stopped, ran.all_checked) == (held, None, False)
    assert (long_outage.row(fact).state, long_outage.row(waiting).state) == ("checked", "waiting")
    assert held_with_a_copy_of(back) == {}


def test_a_booking_at_another_time_is_shown_to_a_person(long_outage: Desk, verify: Any) -> None:
    fact = verify(rolled(long_outage, SUNDAY))
    book(long_outage, "v77", SUNDAY, "23:25")
    long_outage.send()
    row = long_outage.row(fact)
    assert row.state == "needs you"
    matter = msgspec.json.decode(row.theirs, type=Matter)
    assert ("Planned", "23:00–23:30", "23:25–23:55") in [
        (each.label, each.ours, each.theirs) for each in matter.rows
    ]
    long_outage.decide(fact, "ours")
    assert long_outage.send().all_checked
    (made,) = long_outage.here.all("Encounter")
    assert made["appointment"] == [{"reference": "Appointment/v77"}]


def test_a_visit_rolled_forward_that_nobody_verified_holds_the_gate(
    long_outage: Desk, do: Do, verify: Any
) -> None:
    verify("v1")
    do(actions.cancel_visit, CancelVisit("v2", "Twice by mistake", "Ruth, daughter"))
    visit = rolled(long_outage, SUNDAY)
    long_outage.clock.present = night("23:00") + timedelta(days=1, minutes=20)
    (asked, *_) = [each for each in the_gate(long_outage).unaccounted if each.visit == visit]
    assert (asked.origin, asked.missing) == ("rolled forward", ("what happened",))
    for each in the_gate(long_outage).unaccounted:
        verify(each.visit)
    long_outage.write_notes()
    long_outage.send()
    stands = the_gate(long_outage)
    assert stands.without_answer == 0
    assert (stands.planned, stands.verified, stands.cancelled) == (4, 3, 1)
    assert long_outage.look() == 0
    assert the_gate(long_outage).open
    with long_outage.store.write(long_outage.acting) as session:
        number = close_outage(session)
    with long_outage.store.read() as session:
        certified = figures(session, number.removesuffix("-C"), long_outage.acting)
    assert (certified.planned, certified.verified, certified.cancelled, certified.unaccounted) == (4, 3, 1, 0)
    assert certified.checked == 5


def test_two_carers_in_place_of_another_are_said_by_name(outage: Desk, do: Do, verify: Any) -> None:
    with outage.store.write(outage.acting) as session:
        both = [Carer("c1", "Dunn", "Keira"), Carer("c2", "Petrova", "Mina")]
        mirror.apply(session, mirror.Rota(carers=both, chunks=[]), outage.clock())
    do(actions.reassign, Reassign("v1", ("c2",), "Keira’s car broke down"), night("22:00"))
    verify("v1")
    assert outage.send().all_checked
    assert "Rota at the desk: Mina Petrova in place of Keira Dunn. Keira’s car broke down." in said(outage)
    actors = [each["actor"]["reference"] for each in outage.here.visit("v1")["participant"]]
    assert actors == ["Patient/p1", "Practitioner/c1"], "the plan is the main system's"
    with outage.store.read() as session:
        assert standing(session, "v1").visit.carers[0].name == "Mina Petrova"

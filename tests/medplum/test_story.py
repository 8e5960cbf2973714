"""The whole story against a FHIR server nobody here wrote: copies, an outage, giving back, the second look, the end."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from downtime_desk.core.clock import to_text
from downtime_desk.core.delivery import counts
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.replay import differences
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import queries as people
from downtime_desk.people.actions import Tell, tell
from downtime_desk.recovery import certificate
from downtime_desk.recovery.actions import Settle, Stopper, close_outage, give_back, see_it_answer, settle
from downtime_desk.recovery.queries import Thing, standing
from downtime_desk.recovery.reconciling.actions import Decide, decide, take_look
from downtime_desk.recovery.reconciling.queries import Finding, open_findings
from downtime_desk.recovery.reconciling.queries import standing as second_look
from downtime_desk.sync.fhir import server
from downtime_desk.sync.reconnect.actions import Check, Judge, begin, check, judge, keep_sample
from downtime_desk.sync.reconnect.facts import CHECKS
from downtime_desk.sync.reconnect.sample import compare
from downtime_desk.sync.sending.run import Ran
from downtime_desk.visits.actions import LogDeviation, Verify, log_deviation, look_at, verify
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source
from tests.medplum.server import Desk, Medplum

pytestmark = pytest.mark.medplum

NAMES = [
    "Ashworth",
    "Banerjee",
    "Cardew",
    "Dunning",
    "Eccles",
    "Fairhurst",
    "Garside",
    "Holloway",
    "Iqbal",
    "Jessop",
    "Kowalski",
    "Lomax",
]
CARERS = {"c1": "Dunn", "c2": "Petrova"}
SINCE = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
BACK = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
PLANNED = {
    "agrees": ("p01", "c1", "07:00"),
    "conflict": ("p02", "c2", "07:00"),
    "late": ("p03", "c1", "08:00"),
    "medicine": ("p04", "c2", "08:00"),
    "not needed": ("p05", "c1", "09:00"),
    "cancelled": ("p06", "c2", "09:00"),
}
"""A visit each, by what becomes of it: its person, its carer and when it begins."""
INSULIN = "Insulin glargine 10 units"


def at(clock: str, minutes: int = 0) -> str:
    """Return a time of the morning of the outage, as FHIR and the store write it."""
    hour, minute = map(int, clock.split(":"))
    return to_text(datetime(2026, 11, 22, hour, minute, tzinfo=UTC) + timedelta(minutes=minutes))


def visit_of(name: str) -> str:
    return name.replace(" ", "-")


def allergy(id_: str, person: str, words: str) -> dict[str, Any]:
    active = {
        "coding": [
            {"code": "active", "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"}
        ]
    }
    return {
        "resourceType": "AllergyIntolerance",
        "id": id_,
        "clinicalStatus": active,
        "code": {"text": words},
        "patient": {"reference": f"Patient/{person}"},
    }  # fmt: skip


def booked(id_: str, person: str, carer: str, clock: str) -> dict[str, Any]:
    actors = (f"Patient/{person}", f"Practitioner/{carer}")
    return {
        "resourceType": "Appointment",
        "id": id_,
        "status": "booked",
        "start": at(clock),
        "end": at(clock, 30),
        "participant": [{"actor": {"reference": each}, "status": "accepted"} for each in actors],
    }


@pytest.fixture
def provider(there: Medplum) -> Medplum:
    """The server with twelve people, their allergies and medicine, and the visits of a morning."""
    for number, family in enumerate(NAMES, 1):
        person = {
            "resourceType": "Patient",
            "id": f"p{number:02}",
            "name": [{"family": family, "given": ["Al"]}],
        }
        there.put(person)
        there.put(allergy(f"a{number:02}", f"p{number:02}", "Penicillin"))
    timing = {"repeat": {"timeOfDay": ["08:00:00"]}}
    there.put(
        {
            "resourceType": "MedicationRequest",
            "id": "insulin",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": INSULIN},
            "subject": {"reference": "Patient/p04"},
            "dosageInstruction": [{"text": "10 units each morning", "timing": timing}],
        }
    )
    for name, (person, carer, clock) in PLANNED.items():
        there.put(booked(visit_of(name), person, carer, clock))
    return there


def summary(desk: Desk, person: str) -> str:
    with desk.store.read() as session:
        known = people.person(session, person)
    assert known is not None
    return msgspec.json.encode(known.person.summary).decode()


def later(desk: Desk, there: Medplum, **much: int) -> None:
    desk.clock.forward(**much)
    there.set_clock(desk.clock())


def test_only_what_changed_is_read_again_and_what_was_deleted_is_found_by_its_id(
    desk: Desk, provider: Medplum
) -> None:
    there = provider
    first = desk.refresh()
    assert not first.only_changes
    assert (first.counts.people, first.counts.visits, first.counts.allergies) == (13, 6, 12)
    assert (first.rejected, first.notes) == (0, ())

    later(desk, there, hours=2)
    there.put(allergy("a02", "p02", "Penicillin, and latex"))
    there.put({**there.read("Appointment/late"), "comment": "Ring twice."})
    fact = desk.refresh()
    assert (fact.only_changes, fact.changed, fact.notes) == (True, 2, ())
    assert "latex" in summary(desk, "p02")
    again = desk.refresh()
    assert (again.only_changes, again.changed) == (True, 0), (
        "what lies in the overlap comes again, and is known"
    )

    there.set_clock(desk.clock() - timedelta(minutes=3))
    there.put(allergy("a03", "p03", "Written late, with an earlier time"))
    later(desk, there, minutes=30)
    assert desk.refresh().changed == 1
    assert "an earlier time" in summary(desk, "p03")

    there.remove("AllergyIntolerance/a04")
    there.remove("Appointment/not-needed")
    later(desk, there, hours=2)
    unseen = desk.refresh()
    assert (unseen.only_changes, unseen.changed, unseen.withdrawn) == (True, 0, 0), "no search tells of it"
    later(desk, there, days=1)
    daily = desk.refresh()
    assert (daily.only_changes, daily.withdrawn, daily.notes) == (True, 1, ())
    assert "Withdrawn by the main system" in summary(desk, "p04")
    with desk.store.read() as session:
        gone = session.connection().exec_driver_sql("SELECT id FROM visits WHERE withdrawn_at IS NOT NULL")
        assert gone.scalars().all() == ["not-needed"]
        assert differences(session) == []


def test_a_page_that_is_not_all_and_leads_nowhere_never_becomes_a_copy(
    desk: Desk, provider: Medplum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This server gives as many as asked for, says how many there are, and no way to the rest."""
    desk.refresh()
    provider.put(allergy("a13", "p12", "Latex"))
    monkeypatch.setattr(server, "PAGE", "5")
    with pytest.raises(Trouble, match="no way to the 8 others"):
        desk.refresh()


def told(desk: Desk, name: str, **said: Any) -> None:
    """Write down what the desk was told of a visit, sure of what it asks about."""
    person, carer, clock = PLANNED[name]
    rang = Source("carer-later", CARERS[carer], at(clock, 90))
    usual = {
        "outcome": "done",
        "carers": (CarerTimes(carer, CARERS[carer], at(clock, 2), at(clock, 31)),),
        "sources": (rang, Source("person", person, at(clock, 95))),
    }
    account = Verify(visit_of(name), **{**usual, **said})
    with desk.store.write(desk.acting) as session:
        doubts = look_at(session, account, desk.clock()).doubts
        sure = tuple(Challenge(each, "Asked again: sure.") for each in doubts)
        verify(session, replace(account, accepted=sure))


def phone(there: Medplum, name: str, minutes: int = 2) -> str:
    """Let the phone of the carer hand in a visit; return the id of its record."""
    person, carer, clock = PLANNED[name]
    when = {"start": at(clock, minutes), "end": at(clock, minutes + 29)}
    noted = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "HH", "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode"},
        "identifier": [{"system": "https://phone.harbourlane.example/visit", "value": name}],
        "subject": {"reference": f"Patient/{person}"},
        "appointment": [{"reference": f"Appointment/{visit_of(name)}"}],
        "period": when,
        "participant": [{"individual": {"reference": f"Practitioner/{carer}"}, "period": when}],
    }
    return str(there.create(noted)["id"])


def send(desk: Desk) -> Ran:
    return give_back(desk.store, desk.acting, Stopper(), lambda _step: None)


def needing(desk: Desk) -> dict[str, Thing]:
    with desk.store.read() as session:
        return {each.subject: each for each in standing(session).needs_you}


def look(desk: Desk) -> dict[str, Finding]:
    take_look(desk.store, desk.acting, lambda: False, lambda _page: None)
    with desk.store.read() as session:
        running = outages.current(session)
        assert running is not None
        return {each.key: each for each in open_findings(session, running.reference, None)}


def do(desk: Desk, action: Any, command: Any = None) -> Any:
    with desk.store.write(desk.acting) as session:
        return action(session, command)


def reconnect(desk: Desk) -> None:
    """Make the checks before the main system is relied on again."""
    do(desk, begin, see_it_answer(desk.store, desk.acting))
    with pytest.raises(Trouble, match="are not done"):
        send(desk)
    for each in CHECKS:
        do(desk, check, Check(each, "Anna at the supplier: the database was full."))
    sample = compare(desk.store, desk.acting, "seed")
    do(desk, keep_sample, sample)
    assert len(sample.sample) == 10
    for each in sample.sample:
        assert each.differences == ()
        do(desk, judge, Judge(each.id, right=True))


def the_night(desk: Desk) -> None:
    """Declare the outage and write down what is heard of each visit, of a person, and what went wrong."""
    with pytest.raises(Trouble):
        see_it_answer(desk.store, desk.acting)
    do(desk, declare, Declare(("Rota", "Care records"), SINCE, "Three carers cannot load visits"))
    desk.clock.present = datetime(2026, 11, 22, 10, 50, tzinfo=UTC)
    told(desk, "agrees", note="Ate well.")
    told(desk, "conflict")
    told(desk, "late", note="Slept badly.")
    given = MedicineOutcome(INSULIN, "08:00", "given", at("08:00", 5))
    told(desk, "medicine", medicines=(given,))
    told(desk, "not needed", outcome="did not happen", carers=(), reason="DT09")
    told(desk, "cancelled")
    late = LogDeviation(
        "p02", visit_of("conflict"), "late", "low", "none", at("07:00", 2), "Came after the bus.",
        ("kin-told",), "not referred", "No harm came of it.",
    )  # fmt: skip
    do(desk, log_deviation, late)
    do(
        desk,
        tell,
        Tell("p08", "allergy", "Plasters bring her out in a rash", "Ann", "daughter", desk.clock()),
    )


def test_from_the_outage_to_the_certificate(desk: Desk, provider: Medplum, tmp_path: Path) -> None:
    there = provider
    desk.refresh()
    there.control("away")
    desk.clock.present = SINCE
    the_night(desk)

    there.control("back")
    desk.clock.present = BACK
    there.set_clock(BACK)
    agreed, conflicting = phone(there, "agrees"), phone(there, "conflict", 14)
    there.put({**there.read("Appointment/cancelled"), "status": "cancelled"})
    reconnect(desk)

    assert send(desk).stopped is None
    needs = needing(desk)
    assert {subject: each.matter.kind for subject, each in needs.items() if each.matter} == {
        "visit/conflict": "two records",
        "visit/cancelled": "visit changed",
    }
    rows = {row.label: (row.ours, row.theirs) for row in needs["visit/conflict"].matter.rows if row.differs}
    assert (rows["Arrived"], rows["Left"]) == (("07:02", "07:14"), ("07:31", "07:43"))
    (only,) = there.of_visit("agrees")
    assert only["id"] == agreed, "what says the same is only added to"
    assert there.found(f"Provenance?target=Encounter/{agreed}")
    assert there.of_visit("conflict")[0]["id"] == conflicting
    do(desk, settle, Settle(needs["visit/conflict"].fact, "theirs", "The phone noted it as it happened."))
    do(desk, settle, Settle(needs["visit/cancelled"].fact, "ours", "She was there; the letter was wrong."))
    assert send(desk).all_checked
    assert there.read("Appointment/cancelled")["status"] == "fulfilled"
    assert there.read("Appointment/not-needed")["status"] == "cancelled"
    assert len(there.found("DetectedIssue")) == 1
    assert any("Plasters" in json.dumps(each) for each in there.found("Communication"))

    later(desk, there, minutes=20)
    assert desk.refresh().rejected == 0
    phone(there, "late", 12)
    (ours,) = there.of_visit("medicine")
    there.create(
        {
            "resourceType": "MedicationAdministration",
            "status": "not-done",
            "medicationCodeableConcept": {"text": INSULIN},
            "subject": {"reference": "Patient/p04"},
            "context": {"reference": f"Encounter/{ours['id']}"},
            "effectiveDateTime": at("08:00", 5),
        }
    )
    found = look(desk)
    assert {key: each.standing for key, each in found.items()} == {
        "visit/late": "two records",
        "visit/medicine": "medicine",
    }
    with pytest.raises(Trouble, match="2 things do not agree"):
        do(desk, close_outage)
    do(desk, decide, Decide("visit/late", "theirs", "The phone noted it as it happened."))
    do(desk, decide, Decide("visit/medicine", "ours", "Given: the chart at the house says so."))
    assert send(desk).all_checked
    (stands,) = [each for each in there.of_visit("late") if each["status"] == "finished"]
    assert stands["period"]["start"] == at("08:00", 12)
    with pytest.raises(Trouble, match="Something was sent or written down since"):
        do(desk, close_outage)
    assert look(desk) == {}

    number = do(desk, close_outage)
    with desk.store.read() as session:
        figures = certificate.figures(session, number.removesuffix("-C"), desk.acting)
        left = counts(session)
        looked = second_look(session, number.removesuffix("-C"))
        assert differences(session) == []
    page, machine = certificate.save(figures, tmp_path)
    said = json.loads(machine.read_bytes())
    assert page.stat().st_size > 0
    assert (said["planned"], said["verified"], said["not_done"], said["unaccounted"]) == (6, 5, 1, 0)
    assert (said["waiting"], said["sent"], said["needs_you"]) == (0, 0, 0)
    assert said["checked"] == left["checked"] > 0
    assert looked.undecided == 0
    assert certificate.check_file(machine.read_bytes()).holds
    assert examine(desk.store).holds

"""Read from, and give back to, a FHIR server nobody here wrote."""

import pytest

from downtime_desk.core.replay import differences
from downtime_desk.people import queries as people
from downtime_desk.sync.http import MainSystem
from downtime_desk.visits.planned import planned
from tests.medplum.server import Desk, Medplum
from tests.sync_return.conftest import appointment, deviation, verified

pytestmark = pytest.mark.medplum


def visit(there: Medplum, name: str) -> str:
    there.put({**appointment("x"), "id": name})
    return name


def test_people_carers_and_visits_are_read(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-read")
    desk.refresh()
    with desk.store.read() as session:
        found = planned(session, name)
        assert (found.name, [carer.name for carer in found.carers]) == ("PIKE, Ronald", ["Dunn"])
        assert found.version == there.read(f"Appointment/{name}")["meta"]["versionId"]
        assert people.listed(session, "p1") is not None


def test_a_visit_and_its_deviation_are_given_back_and_read_back_the_same(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-return")
    desk.refresh()
    desk.record(verified(name))
    desk.record(deviation(name))
    assert desk.send().all_checked
    (encounter,) = there.of_visit(name)
    assert encounter["period"] == {"start": "2026-11-21T23:04:00Z", "end": "2026-11-21T23:31:00Z"}
    assert there.read(f"Appointment/{name}")["status"] == "fulfilled"
    assert there.read(f"Provenance?target=Encounter/{encounter['id']}")["total"] == 1
    with desk.store.read() as session:
        assert differences(session) == []


def test_a_replay_by_a_desk_that_forgot_doubles_nothing(desk: Desk, there: Medplum, monkeypatch) -> None:
    """Send, lose what was kept of it (a crash before it was written down), and send again."""
    name = visit(there, "m-replay")
    desk.refresh()
    desk.record(verified(name))
    with monkeypatch.context() as crash:
        crash.setattr("downtime_desk.sync.sending.run._Run._keep_sent", lambda *_: None)
        crash.setattr("downtime_desk.sync.sending.run._Run._keep", lambda *_: None)
        crash.setattr("downtime_desk.sync.sending.run._Run._read_next", once(desk))
        assert not desk.send().all_checked
    (before,) = there.of_visit(name)
    assert desk.send().all_checked
    assert there.of_visit(name) == [before]


def once(desk: Desk):
    """Return a `_read_next` that gives what waits a single time, as if the program ended after it."""
    from downtime_desk.sync.sending.run import _Run

    ordinary, left = _Run._read_next, [1]

    def following(run: _Run):
        left[0] -= 1
        return ordinary(run) if left[0] >= 0 else None

    return following


def test_a_correction_changes_the_same_record(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-correct")
    desk.refresh()
    first = desk.record(verified(name))
    assert desk.send().all_checked
    desk.record(verified(name, note="Ate all of it.", grade="A"), corrects=first)
    assert desk.send().all_checked
    (encounter,) = there.of_visit(name)
    assert len(there.read(f"Encounter/{encounter['id']}/_history")["entry"]) == 2


def test_a_visit_cancelled_there_meanwhile_waits_for_a_person(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-cancelled")
    desk.refresh()
    there.put({**there.read(f"Appointment/{name}"), "status": "cancelled"})
    fact = desk.record(verified(name))
    desk.send()
    matter = desk.matter(fact)
    assert matter.words == "It is cancelled there"
    assert there.of_visit(name) == []
    desk.decide(fact, "ours", matter)
    assert desk.send().all_checked
    assert there.read(f"Appointment/{name}")["status"] == "fulfilled"


def test_a_phone_that_came_late_waits_for_a_person_and_their_times_stay(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-phone")
    desk.refresh()
    theirs = {"start": "2026-11-21T22:58:00Z", "end": "2026-11-21T23:27:00Z"}
    there.create(
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "HH"},
            "subject": {"reference": "Patient/p1"},
            "appointment": [{"reference": f"Appointment/{name}"}],
            "period": theirs,
        }
    )
    fact = desk.record(verified(name))
    desk.send()
    matter = desk.matter(fact)
    assert matter.kind == "two records"
    desk.decide(fact, "theirs", matter)
    assert desk.send().all_checked
    (encounter,) = there.of_visit(name)
    assert encounter["period"] == theirs
    assert there.read(f"Communication?encounter=Encounter/{encounter['id']}")["total"] == 1


def test_a_colleague_between_our_reading_and_writing_is_not_overwritten(desk: Desk, there: Medplum) -> None:
    name = visit(there, "m-between")
    desk.refresh()
    desk.record(verified(name))
    ordinary, done = MainSystem.batch, []

    def batch(system, entries):
        if not done and any(entry.method == "PUT" for entry in entries):
            done.append(there.put({**there.read(f"Appointment/{name}"), "comment": "Key with the warden."}))
        return ordinary(system, entries)

    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(MainSystem, "batch", batch)
        assert desk.send().all_checked
    assert done
    shown = there.read(f"Appointment/{name}")
    assert (shown["comment"], shown["status"]) == ("Key with the warden.", "fulfilled")

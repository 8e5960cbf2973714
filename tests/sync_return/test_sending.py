"""What was done at the desk arrives once, and is called checked only when it was read back the same."""

from downtime_desk.core import journal
from downtime_desk.core.replay import differences
from downtime_desk.people import mirror as people
from downtime_desk.people.summary import Person, Priority, Summary
from downtime_desk.sync.sending.parcels import next_facts
from downtime_desk.sync.sending.risk import what_harms_first
from downtime_desk.visits.facts import MedicineOutcome
from tests.sync_return.conftest import Desk, deviation, verified


def test_a_verified_visit_arrives_whole_and_is_checked(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    ran = desk.send()
    assert ran.all_checked
    assert ran.stopped is None
    (encounter,) = desk.here.all("Encounter")
    assert encounter["status"] == "finished"
    assert encounter["period"] == {"start": "2026-11-21T23:04:00Z", "end": "2026-11-21T23:31:00Z"}
    assert encounter["participant"][0]["individual"]["reference"] == "Practitioner/c1"
    (note,) = desk.here.all("Communication")
    assert note["payload"][0]["contentString"] == "Pad changed. Ate half a sandwich."
    (told,) = desk.here.all("Provenance")
    assert "grade C" in told["activity"]["text"]
    visit = desk.here.visit("v1")
    assert (visit["status"], visit["comment"]) == ("fulfilled", "Ring twice.")
    row = desk.row(fact)
    assert (row.state, row.remote_id) == ("checked", f"Encounter/{encounter['id']}")
    with desk.store.read() as session:
        assert differences(session) == []


def test_a_second_run_asks_for_nothing(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.send()
    desk.here.calls.clear()
    desk.send()
    assert desk.here.calls == [("GET", "metadata")]


def test_a_deviation_goes_after_its_visit(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.record(deviation("v1"))
    assert desk.send().all_checked
    (issue,) = desk.here.all("DetectedIssue")
    assert issue["code"]["coding"][0]["code"] == "late"
    assert "Safeguarding: not referred. Reason: No harm came of it." in issue["detail"]


def test_many_visits_travel_in_few_bundles(desk: Desk) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}"))
    assert desk.send().all_checked
    assert len(desk.here.all("Encounter")) == 8
    assert len(desk.here.calls) < 12


def test_a_correction_changes_the_same_record(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    desk.send()
    desk.record(verified("v1", note="Ate all of it.", grade="B"), corrects=first)
    assert desk.send().all_checked
    (encounter,) = desk.here.all("Encounter")
    assert encounter["meta"]["versionId"] == "2"
    assert len(desk.here.all("Provenance")) == 2


def test_a_correction_sent_with_the_first_account_still_comes_second(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    desk.record(verified("v1", outcome="did not happen", carers=(), reason="DT11", note=""), corrects=first)
    assert desk.send().all_checked
    (encounter,) = desk.here.all("Encounter")
    assert encounter["status"] == "entered-in-error"
    assert desk.here.visit("v1")["status"] == "noshow"


def test_a_visit_not_on_the_rota_arrives_without_one(desk: Desk) -> None:
    desk.record(verified("not-on-the-rota"), base_version=None)
    assert desk.send().all_checked
    (encounter,) = desk.here.all("Encounter")
    assert "appointment" not in encounter


def test_a_visit_that_did_not_happen_leaves_no_record_of_one(desk: Desk) -> None:
    desk.record(verified("v1", outcome="did not happen", carers=(), reason="DT09"))
    assert desk.send().all_checked
    assert desk.here.all("Encounter") == []
    assert desk.here.visit("v1")["status"] == "cancelled"
    (told,) = desk.here.all("Provenance")
    assert told["target"] == [{"reference": "Appointment/v1"}]


def test_a_visit_nobody_knows_of_is_told_and_its_status_left_alone(desk: Desk) -> None:
    desk.record(verified("v1", outcome="not known yet", carers=(), sources=(), grade="D", note=""))
    assert desk.send().all_checked
    assert desk.here.visit("v1")["status"] == "booked"
    assert "Not known yet" in desk.here.all("Provenance")[0]["activity"]["text"]


def test_nothing_is_asked_of_a_main_system_that_is_not_there(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.off = True
    ran = desk.send()
    assert ran.stopped == "Fernway cannot be reached from this laptop."
    assert desk.states() == {"waiting": 1}


def test_the_log_says_once_that_it_went_out_and_once_that_it_is_proved(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.send()
    with desk.store.read() as session:
        kinds = [each.kind for each in journal.entries(session) if each.kind.startswith("return.")]
    assert kinds == ["return.sent", "return.checked"]


MEDICINE = (MedicineOutcome("Insulin 10 units", "23:00", "given", "2026-11-21T23:10:00Z"),)


def sent_in_order(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        kept = [each for each in journal.entries(session) if each.kind == "return.sent"]
        return [journal.decode(each).fact for each in kept]  # type: ignore[attr-defined]


def test_what_can_harm_a_red_person_goes_before_what_is_older(desk: Desk) -> None:
    pike = Person("p1", "Pike", "Ronald", summary=Summary(priority=Priority(level="red")))
    with desk.store.write(desk.acting) as session:
        people.apply(session, [pike], desk.clock(), set())
    plain = desk.record(verified("v1", priority="green"))
    first = desk.record(verified("v2", priority="green"))
    later = desk.record(deviation("v2"))
    insulin = desk.record(verified("v3", priority="red", medicines=MEDICINE))
    amber = desk.record(verified("v4", priority="amber", medicines=MEDICINE))
    with desk.store.read() as session:
        grave = what_harms_first(session)
        assert grave == {"visit/v2", "visit/v3"}
        assert next_facts(session, 1, first=grave) == [first], "the deviation comes after its visit"
        assert next_facts(session, 50, first=grave) == [first, insulin, plain, amber], "a group is filled"
        assert next_facts(session, 50, {first}, grave) == [insulin, plain, amber]
    assert desk.send().all_checked
    assert sent_in_order(desk) == [first, insulin, plain, amber, later]


def test_what_harms_first_holds_nothing_else_back(desk: Desk) -> None:
    plain = desk.record(verified("v1"))
    insulin = desk.record(verified("v3", priority="red", medicines=MEDICINE))
    desk.here.system.cancel_visit("v3")
    desk.send()
    assert (desk.row(insulin).state, desk.row(plain).state) == ("needs you", "checked")
    with desk.store.read() as session:
        assert what_harms_first(session) == frozenset(), "what needs a person is not on its way"

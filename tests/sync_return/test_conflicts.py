"""What the main system says otherwise is put before a person, and their decision is carried out exactly."""

import msgspec
import pytest

from downtime_desk.core.replay import differences
from downtime_desk.sync.sending.verdicts import Matter
from tests.sync_return.conftest import START, Desk, verified
from tests.sync_return.test_awkward import call_by_call, forget_what_is_created

OURS = {"start": "2026-11-21T23:04:00Z", "end": "2026-11-21T23:31:00Z"}
THEIRS = {"start": "2026-11-21T22:58:00Z", "end": "2026-11-21T23:27:00Z"}


def matter_of(desk: Desk, fact: str) -> Matter:
    row = desk.row(fact)
    assert row.state == "needs you", row
    return msgspec.json.decode(row.theirs, type=Matter)


def phone_came_late(desk: Desk) -> str:
    """Let the carer's phone hand in v1 while we were away; return our fact after it met that record."""
    fact = desk.record(verified("v1"))
    desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    desk.send()
    return fact


def periods(desk: Desk) -> list[dict]:
    return [each["period"] for each in desk.here.all("Encounter") if each["status"] == "finished"]


def test_a_phone_that_handed_in_its_own_record_is_shown_side_by_side(desk: Desk) -> None:
    matter = matter_of(desk, phone_came_late(desk))
    assert (matter.kind, matter.words) == ("two records", "Times do not agree")
    rows = {row.label: row for row in matter.rows}
    assert (rows["Arrived"].ours, rows["Arrived"].theirs) == ("23:04", "22:58")
    assert (rows["Left"].ours, rows["Left"].theirs) == ("23:31", "23:27")
    assert rows["Arrived"].differs
    assert periods(desk) == [THEIRS]


@pytest.mark.parametrize("noted", [None, "Ate well."])
def test_what_they_noted_is_shown_beside_ours(desk: Desk, noted: str | None) -> None:
    fact = desk.record(verified("v1"))
    kept = desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    if noted:
        note = {
            "resourceType": "Communication",
            "status": "completed",
            "encounter": {"reference": f"Encounter/{kept.id}"},
            "payload": [{"contentString": noted}],
        }
        desk.here.system.shelf.put(note)
    desk.send()
    rows = {row.label: row for row in matter_of(desk, fact).rows}
    assert (rows["Note"].theirs, rows["Note"].differs) == (noted, True)


def test_a_note_that_could_not_be_looked_up_is_not_called_empty(desk: Desk) -> None:
    desk.here.capability = lambda: desk.here.get("Patient/p1")
    desk.here.system.go_awkward("database-down", times=None, path="/Communication", method="GET")
    fact = desk.record(verified("v1", note=""))
    desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    desk.send()
    rows = {row.label: row for row in matter_of(desk, fact).rows}
    assert (rows["Note"].theirs, rows["Note"].differs) == ("not known", False)


def test_nothing_is_written_before_a_person_decides(desk: Desk) -> None:
    phone_came_late(desk)
    before = [*desk.here.all("Encounter"), *desk.here.all("Appointment")]
    desk.send()
    assert [*desk.here.all("Encounter"), *desk.here.all("Appointment")] == before
    assert desk.here.all("Communication") == []


def test_their_times_with_our_note(desk: Desk) -> None:
    fact = phone_came_late(desk)
    desk.decide(fact, "theirs")
    assert desk.send().all_checked
    assert periods(desk) == [THEIRS]
    (note,) = desk.here.all("Communication")
    (encounter,) = desk.here.all("Encounter")
    assert note["encounter"]["reference"] == f"Encounter/{encounter['id']}"


def test_our_times_in_the_place_of_theirs_which_their_history_keeps(desk: Desk) -> None:
    fact = phone_came_late(desk)
    desk.decide(fact, "ours")
    assert desk.send().all_checked
    assert periods(desk) == [OURS]
    (encounter,) = desk.here.all("Encounter")
    before = desk.here.system.shelf.history("Encounter", encounter["id"])[-1].resource()
    assert before["period"] == THEIRS
    assert {each["system"] for each in encounter["identifier"]} > {"https://fhir.downtimedesk.example/fact"}


def test_a_decision_holds_only_for_what_the_person_was_shown(desk: Desk) -> None:
    fact = phone_came_late(desk)
    (encounter,) = desk.here.all("Encounter")
    moved = {"start": "2026-11-21T22:50:00Z", "end": "2026-11-21T23:20:00Z"}
    desk.here.system.shelf.put({**encounter, "period": moved}, encounter["id"])
    desk.decide(fact, "ours")
    desk.send()
    assert {row.label: row.theirs for row in matter_of(desk, fact).rows}["Arrived"] == "22:50"
    assert periods(desk) == [moved]


def test_a_decision_holds_only_for_what_was_shown_where_no_versions_are_kept_too(desk: Desk) -> None:
    desk.here.system.go_awkward("no-etag", times=None)
    test_a_decision_holds_only_for_what_the_person_was_shown(desk)


def test_a_visit_cancelled_after_our_first_account_is_asked_about_where_no_versions_are_kept_too(
    desk: Desk,
) -> None:
    desk.here.system.go_awkward("no-etag", times=None)
    first = desk.record(verified("v1"))
    assert desk.send().all_checked
    desk.here.system.cancel_visit("v1")
    second = desk.record(verified("v1", note="Ate all of it."), corrects=first)
    desk.send()
    assert matter_of(desk, second).words == "It is cancelled there"
    assert desk.here.visit("v1")["status"] == "cancelled"


def test_keep_both_stays_with_the_person(desk: Desk) -> None:
    fact = phone_came_late(desk)
    desk.decide(fact, "both")
    desk.send()
    assert desk.row(fact).state == "needs you"
    assert periods(desk) == [THEIRS]


def test_not_required_sends_nothing(desk: Desk) -> None:
    fact = phone_came_late(desk)
    desk.decide(fact, "not required")
    desk.here.calls.clear()
    assert desk.send().all_checked
    assert desk.here.calls == [("GET", "metadata")]


def test_a_phone_that_comes_between_our_write_and_our_reading_back_is_seen(desk: Desk) -> None:
    fact = desk.record(verified("v1"))

    def late(_number: int) -> None:
        if desk.here.all("Encounter"):
            desk.here.after = lambda _number: None
            desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])

    desk.here.after = late
    desk.send()
    assert matter_of(desk, fact).kind == "two records"
    desk.decide(fact, "ours")
    assert desk.send().all_checked
    assert periods(desk) == [OURS]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "cancelled"}, "It is cancelled there"),
        ({"start": "2026-11-22T08:00:00Z", "end": "2026-11-22T08:30:00Z"}, "The visit was changed there"),
        (
            {
                "participant": [
                    {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
                    {"actor": {"reference": "Practitioner/c2"}, "status": "accepted"},
                ]
            },
            "The visit was changed there",
        ),
    ],
    ids=["cancelled", "moved", "another carer"],
)
def test_a_visit_changed_meanwhile_is_a_persons_to_judge(desk: Desk, changes: dict, words: str) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.change_visit("v1", **changes)
    desk.send()
    matter = matter_of(desk, fact)
    assert (matter.kind, matter.words) == ("visit changed", words)
    assert desk.here.all("Encounter") == []


def test_a_change_that_does_not_matter_is_kept_and_no_conflict(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.system.change_visit("v1", comment="Key under the pot.")
    assert desk.send().all_checked
    assert desk.here.visit("v1")["comment"] == "Key under the pot."


def test_our_status_over_a_cancelled_visit_when_a_person_says_so(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.cancel_visit("v1")
    desk.send()
    desk.decide(fact, "ours")
    assert desk.send().all_checked
    assert desk.here.visit("v1")["status"] == "fulfilled"


def test_their_status_stays_and_our_record_goes(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.cancel_visit("v1")
    desk.send()
    desk.decide(fact, "theirs")
    assert desk.send().all_checked
    assert desk.here.visit("v1")["status"] == "cancelled"
    assert periods(desk) == [OURS]


def test_the_echo_of_our_own_lost_answer_is_no_conflict(desk: Desk) -> None:
    desk.here.capability = lambda: desk.here.get("Patient/p1")
    desk.record(verified("v1"))
    desk.here.system.go_awkward("lost-answer", method="PUT")
    assert desk.send().all_checked
    assert desk.here.visit("v1")["meta"]["versionId"] == "2"


def test_a_visit_that_is_gone_is_said_so(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.shelf.remove("Appointment", "v1")
    desk.send()
    assert matter_of(desk, fact).words == "The visit is not there any more"


def test_somebody_who_changed_our_record_before_our_correction_is_not_overwritten(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    desk.send()
    (encounter,) = desk.here.all("Encounter")
    edited = {**encounter, "period": THEIRS}
    desk.here.system.shelf.put(edited, encounter["id"])
    fact = desk.record(verified("v1", note="Ate all of it.", outcome="there now"), corrects=first)
    desk.send()
    assert matter_of(desk, fact).kind == "record changed"
    assert periods(desk) == [THEIRS]
    desk.decide(fact, "ours")
    assert desk.send().all_checked


def test_two_desks_that_verified_one_visit_are_two_records(desk: Desk) -> None:
    desk.here.system.shelf.put(
        {
            "resourceType": "Encounter",
            "identifier": [{"system": "https://fhir.downtimedesk.example/fact", "value": "another-desk"}],
            "status": "finished",
            "class": {"code": "HH"},
            "subject": {"reference": "Patient/p1"},
            "appointment": [{"reference": "Appointment/v1"}],
            "period": OURS,
        }
    )
    fact = desk.record(verified("v1"))
    desk.send()
    assert matter_of(desk, fact).words == "Two records for one visit"


def test_a_fact_settled_once_is_never_moved_by_a_late_run(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    desk.send()
    desk.decide(fact, "again")
    assert desk.states() == {"checked": 1}
    with desk.store.read() as session:
        assert differences(session) == []


def test_a_cancellation_kept_for_one_account_is_asked_about_again_for_the_next(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    desk.here.system.cancel_visit("v1")
    desk.send()
    desk.decide(first, "theirs")
    assert desk.send().all_checked
    second = desk.record(verified("v1", note="Ate all of it."), corrects=first)
    desk.send()
    assert matter_of(desk, second).words == "It is cancelled there"
    assert desk.here.visit("v1")["status"] == "cancelled"


@pytest.mark.parametrize("choice", ["ours", "theirs"])
def test_a_visit_that_two_others_recorded_can_be_decided_about(desk: Desk, choice: str) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    desk.send()
    matter = matter_of(desk, fact)
    assert len(matter.seen) == 2
    assert [row.theirs for row in matter.rows if row.label == "Another record"] == ["22:58–23:27, Keira Dunn"]
    desk.decide(fact, choice)
    assert desk.send().all_checked
    standing = [each for each in desk.here.all("Encounter") if each["status"] != "entered-in-error"]
    assert [each["period"] for each in standing] == ([OURS] if choice == "ours" else [THEIRS, THEIRS])


def test_a_correction_goes_though_the_first_account_was_taken_and_forgotten(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    forget_what_is_created(desk.here)
    assert desk.send().held
    desk.here._answered = type(desk.here)._answered.__get__(desk.here)
    desk.here.system.phone_syncs_late("v1", THEIRS["start"], THEIRS["end"])
    desk.decide(first, "again")
    desk.send()
    desk.decide(first, "theirs")
    desk.send()
    second = desk.record(verified("v1", note="Ate all of it."), corrects=first)
    desk.send()
    assert desk.row(second).state == "needs you"
    desk.decide(second, "theirs")
    assert desk.send().all_checked


def test_our_own_earlier_account_is_no_conflict_though_its_version_was_never_read_back(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    call_by_call(desk)
    desk.here.system.go_awkward("no-etag", times=None)
    desk.send()
    second = desk.record(verified("v1", arrived=START, note="Ate all of it."), corrects=first)
    assert desk.send().all_checked
    assert desk.row(second).state == "checked"


def test_a_main_system_without_versions_is_said_to_keep_none(desk: Desk) -> None:
    first = desk.record(verified("v1"))
    call_by_call(desk)
    desk.here.system.go_awkward("no-etag", times=None)
    desk.send()
    (encounter,) = desk.here.all("Encounter")
    desk.here.system.shelf.put({**encounter, "period": THEIRS}, encounter["id"])
    second = desk.record(verified("v1", note="Ate all of it."), corrects=first)
    desk.send()
    matter = matter_of(desk, second)
    assert (matter.kind, matter.words[:12]) == ("record changed", "Nobody can t")


def test_ours_written_over_theirs_and_not_kept_goes_once_more(desk: Desk) -> None:
    fact = phone_came_late(desk)
    desk.decide(fact, "ours")
    forget_what_is_created(desk.here)
    desk.send()
    desk.here._answered = type(desk.here)._answered.__get__(desk.here)
    assert desk.send().all_checked
    assert periods(desk) == [OURS]

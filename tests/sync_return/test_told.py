"""What was told since the copy goes back once, says who and whether it was checked, and is read back."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.communication import Communication

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.replay import differences
from downtime_desk.people.facts import PersonTold, PersonToldChecked
from tests.conftest import NIGHT
from tests.sync_return.conftest import Desk, verified

TOLD = PersonTold(
    person="p1",
    person_name="PIKE, Ronald (Mr)",
    born="1950-05-11",
    nhs_number="9990006237",
    about="medicine",
    what="Warfarin stopped today.",
    told_by="Ward 4",
    relation="hospital",
    told_at=to_text(NIGHT - timedelta(minutes=20)),
)
CHECKED = PersonToldChecked("p1", "PIKE, Ronald (Mr)", TOLD.what, "The GP", to_text(NIGHT), "true")


@pytest.fixture
def keep(desk: Desk) -> Any:
    """Record something told, or what came of it."""

    def record(what: PersonTold | PersonToldChecked, corrects: str | None = None) -> str:
        with desk.store.write(desk.acting) as session:
            return journal.record(session, what, subject="person/p1", corrects=corrects).id

    return record


def only(desk: Desk) -> dict[str, Any]:
    (there,) = desk.here.all("Communication")
    return there


def text(there: dict[str, Any]) -> str:
    (payload,) = there["payload"]
    return str(payload["contentString"])


def test_it_arrives_whole_marked_as_told_and_is_checked(desk: Desk, keep: Any) -> None:
    fact = keep(TOLD)
    assert desk.send().all_checked
    there = only(desk)
    Communication.model_validate({key: value for key, value in there.items() if key != "meta"})
    assert there["category"][0]["coding"][0]["code"] == "told"
    assert there["category"][1]["text"] == "Medicine"
    assert there["subject"] == {"reference": "Patient/p1"}
    assert there["identifier"][0]["value"] == fact
    assert text(there) == (
        "Medicine: Warfarin stopped today. Told by Ward 4 (hospital) to Priya Nair, Sun 01:46. Not checked."
    )
    assert desk.row(fact).state == "checked"
    with desk.store.read() as session:
        assert differences(session) == []


def test_a_check_changes_the_same_record(desk: Desk, keep: Any) -> None:
    first = keep(TOLD)
    desk.send()
    keep(CHECKED, first)
    assert desk.send().all_checked
    there = only(desk)
    assert there["meta"]["versionId"] == "2"
    assert text(there).endswith("Checked with The GP, 02:06: true.")


def test_told_checked_and_taken_back_before_it_was_sent_is_one_record_taken_back(
    desk: Desk, keep: Any
) -> None:
    first = keep(TOLD)
    second = keep(CHECKED, first)
    keep(PersonTold(**{**vars(TOLD), "withdrawn": "It was the man in the next bed."}), second)
    assert desk.send().all_checked
    there = only(desk)
    assert there["status"] == "entered-in-error"
    assert "Taken back: It was the man in the next bed." in text(there)


def test_a_second_run_changes_nothing(desk: Desk, keep: Any) -> None:
    keep(TOLD)
    desk.send()
    desk.here.calls.clear()
    assert desk.send().all_checked
    assert desk.here.calls == [("GET", "metadata")]


def test_what_somebody_changed_there_is_for_a_person(desk: Desk, keep: Any) -> None:
    first = keep(TOLD)
    desk.send()
    there = only(desk)
    there["payload"] = [{"contentString": "Warfarin goes on."}]
    desk.here.update("Communication", there["id"], msgspec.json.encode(there))
    keep(CHECKED, first)
    desk.send()
    assert desk.states() == {"checked": 1, "needs you": 1}


def test_the_rota_at_the_desk_travels_with_the_visit_and_never_alone(desk: Desk) -> None:
    changes = ("Moved from 23:00–23:30 to 23:45–00:15. Priya Nair, Sat 21 Nov 22:10.",)
    desk.record(verified("v1", origin="changed", rota_changes=changes, note=""))
    assert desk.send().all_checked
    assert text(only(desk)) == f"Rota at the desk: {changes[0]}"
    visit = desk.here.visit("v1")
    assert (visit["start"], visit["end"]) == ("2026-11-21T23:00:00Z", "2026-11-21T23:30:00Z")


def test_a_visit_rolled_forward_goes_back_without_a_planned_visit(desk: Desk) -> None:
    desk.record(verified("DT-R0123456789ABC", origin="rolled forward", note=""), base_version=None)
    assert desk.send().all_checked
    (encounter,) = desk.here.all("Encounter")
    assert "appointment" not in encounter
    assert "rolled forward at the desk, DT-R0123456789ABC" in text(only(desk))

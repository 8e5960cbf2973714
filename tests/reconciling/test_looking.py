"""A look keeps each page as it comes, goes on where it was cut off, and proves nothing once something was sent."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from downtime_desk.core.delivery import delivery
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.replay import differences
from downtime_desk.outages import queries as outages
from downtime_desk.practice.faults import Awkward
from downtime_desk.recovery.actions import close_outage
from downtime_desk.recovery.reconciling.actions import (
    Decide,
    LookByHand,
    decide,
    look_at,
    look_by_hand,
    take_all_pure,
)
from downtime_desk.recovery.reconciling.model import findings
from downtime_desk.recovery.reconciling.queries import Finding, SecondLook, open_findings, standing
from downtime_desk.recovery.workbench.actions import ChooseWay, Which, choose_way
from downtime_desk.sync.fhir import looking as fhir
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.records import FileRecords
from downtime_desk.sync.looking.model import looked_at
from downtime_desk.sync.outcome import Outcome, judge
from tests.recovery.conftest import outage, version_of
from tests.sync_return.conftest import Desk, here, verified
from tests.sync_return.main_system import Killed

__all__ = ["here", "outage"]

THEIRS = ("2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")
ALIKE = ("2026-11-21T23:02:00Z", "2026-11-21T23:33:00Z")


def look_of(desk: Desk) -> SecondLook:
    with desk.store.read() as session:
        return standing(session, outages.current(session).reference)


def found_by(desk: Desk) -> dict[str, Finding]:
    with desk.store.read() as session:
        left = open_findings(session, outages.current(session).reference)
    return {each.key: each for each in left}


def both_went_back(desk: Desk) -> None:
    desk.record(verified("v1", priority="amber"), version_of(desk, "v1"))
    desk.record(
        verified("v2", priority="amber", outcome="did not happen", carers=(), reason="DT09"),
        version_of(desk, "v2"),
    )
    desk.write_notes()
    assert desk.send().all_checked


def last_of(desk: Desk, subject: str) -> str:
    with desk.store.read() as session:
        wanted = select(delivery.c.fact_id).where(delivery.c.subject == subject)
        return session.execute(wanted.order_by(delivery.c.seq.desc())).scalars().first()


def do(desk: Desk, action, command=None):
    with desk.store.write(desk.acting) as session:
        return action(session, command)


def test_a_phone_that_says_the_same_is_only_added_to(outage: Desk) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    kept = outage.here.system.phone_syncs_late("v1", *ALIKE)
    assert outage.send().all_checked
    (only,) = outage.here.all("Encounter")
    assert (only["id"], only["meta"]["versionId"]) == (kept.id, "1")
    (told,) = outage.here.all("Provenance")
    assert told["target"] == [{"reference": f"Encounter/{kept.id}"}]
    outage.look()
    assert look_of(outage).counts["same"] == 1


def test_a_phone_that_comes_after_ours_is_found_decided_and_carried_out(outage: Desk) -> None:
    both_went_back(outage)
    assert outage.look() == 0
    outage.here.system.phone_syncs_late("v1", *THEIRS)
    assert outage.look() == 1
    assert found_by(outage)["visit/v1"].standing == "two records"
    with pytest.raises(Trouble, match="1 things do not agree"):
        do(outage, close_outage)
    do(outage, decide, Decide("visit/v1", "theirs"))
    assert outage.states()["waiting"] == 1
    assert outage.send().all_checked
    standing_there = [each for each in outage.here.all("Encounter") if each["status"] == "finished"]
    assert [each["period"]["start"] for each in standing_there] == [THEIRS[0]]
    with pytest.raises(Trouble, match="Something was sent or written down since"):
        do(outage, close_outage)
    assert outage.look() == 0
    do(outage, close_outage)
    with outage.store.read() as session:
        assert differences(session) == []


def test_an_account_written_after_the_look_makes_it_old_though_nothing_of_it_is_sent(outage: Desk) -> None:
    both_went_back(outage)
    assert outage.look() == 0
    fact = outage.record(
        verified("v1", priority="amber", outcome="did not happen", carers=(), reason="DT09"),
        version_of(outage, "v1"),
        corrects=last_of(outage, "visit/v1"),
    )
    do(outage, choose_way, ChooseWay(Which(fact=fact), "not required", "Put right there by hand."))
    outage.write_notes()
    outage.send()
    with pytest.raises(Trouble, match="Something was sent or written down since"):
        do(outage, close_outage)
    assert outage.look() == 1
    assert found_by(outage)["visit/v1"].standing == "said not made"
    do(outage, decide, Decide("visit/v1", "ours"))
    assert outage.states()["waiting"] == 1, "what was not required is, now that ours shall stand there"
    assert outage.send().counts["checked"] > 0
    assert [each["status"] for each in outage.here.all("Encounter")] == ["entered-in-error"]
    assert outage.look() == 0
    assert look_of(outage).counts == {"not made": 2}


def test_what_a_look_found_is_not_passed_over_by_looking_by_hand(outage: Desk) -> None:
    both_went_back(outage)
    for visit in ("v1", "v2"):
        outage.here.system.phone_syncs_late(visit, *THEIRS)
    assert outage.look() == 2
    do(outage, decide, Decide("visit/v1", "theirs", "Keira says so."))
    outage.send()
    assert look_of(outage).state == "old"
    with pytest.raises(Trouble, match="found 1 that do not agree and are not decided"):
        do(outage, look_by_hand, LookByHand("Both visits are there."))
    do(outage, decide, Decide("visit/v2", "theirs", "Keira says so."))
    do(outage, look_by_hand, LookByHand("Both visits are there."))


def test_what_is_decided_in_the_look_is_carried_out_where_no_versions_are_kept_too(outage: Desk) -> None:
    outage.here.system.go_awkward(Awkward.NO_ETAG, times=None)
    both_went_back(outage)
    outage.here.system.phone_syncs_late("v1", *THEIRS)
    assert outage.look() == 1
    do(outage, decide, Decide("visit/v1", "ours"))
    assert outage.send().all_checked
    living = [each for each in outage.here.all("Encounter") if each["status"] == "finished"]
    assert [each["period"]["start"] for each in living] == ["2026-11-21T23:04:00Z"]
    assert outage.look() == 0


def test_our_own_record_that_somebody_changed_there_is_found_and_put_right(outage: Desk) -> None:
    both_went_back(outage)
    (ours,) = outage.here.all("Encounter")
    participant = [{**ours["participant"][0], "period": {"start": THEIRS[0], "end": THEIRS[1]}}]
    changed = {**ours, "period": {"start": THEIRS[0], "end": THEIRS[1]}, "participant": participant}
    outage.here.system.shelf.put(changed, ours["id"])
    assert outage.look() == 1
    assert found_by(outage)["visit/v1"].standing == "times"
    do(outage, decide, Decide("visit/v1", "ours"))
    assert outage.send().all_checked
    assert outage.here.all("Encounter")[0]["period"] == ours["period"]
    assert outage.look() == 0
    assert look_of(outage).counts == {"given back": 1, "not made": 1}


def test_what_was_found_is_forgotten_once_the_outage_is_closed(outage: Desk) -> None:
    both_went_back(outage)
    outage.here.system.phone_syncs_late("v1", *THEIRS)
    outage.look()
    do(outage, decide, Decide("visit/v1", "theirs", "Keira says so."))
    outage.send()
    outage.look()
    do(outage, close_outage)
    with outage.store.read() as session:
        for table in (findings, looked_at):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_phone_that_names_no_visit_is_given_to_one_by_a_person_and_met_when_ours_goes_back(
    outage: Desk,
) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    kept = outage.here.system.phone_syncs_late("v1", *ALIKE, how="without the visit")
    assert outage.look() == 1
    found = found_by(outage)[f"record/Encounter/{kept.id}"]
    assert [visit for visit, _ in found.candidates] == ["v1", "v2"]
    do(outage, decide, Decide(found.key, "visit:v1"))
    assert look_of(outage).counts == {"same": 1, "no answer": 1}
    outage.send()
    assert [each["id"] for each in outage.here.all("Encounter")] == [kept.id]


def test_records_that_only_add_are_taken_together_and_no_others(outage: Desk) -> None:
    outage.here.system.phone_syncs_late("v1", *ALIKE)
    outage.here.system.phone_syncs_late("v2", *ALIKE, how="twice")
    assert outage.look() == 2
    taken = do(outage, take_all_pure, [*found_by(outage)])
    assert taken == 1
    assert [*found_by(outage)] == ["visit/v2"]


def test_a_decision_holds_for_what_was_shown_and_no_more(outage: Desk) -> None:
    outage.here.system.phone_syncs_late("v1", *ALIKE)
    outage.look()
    do(outage, decide, Decide("visit/v1", "accept"))
    assert outage.look() == 0
    (kept,) = outage.here.all("Encounter")
    outage.here.system.shelf.put({**kept, "period": {"start": THEIRS[0], "end": THEIRS[1]}}, kept["id"])
    assert outage.look() == 1


def test_one_record_that_cannot_be_read_is_listed_and_holds_back_no_other(outage: Desk) -> None:
    both_went_back(outage)
    broken = {"resourceType": "Encounter", "status": "finished", "class": {"code": "HH"}}
    outage.here.system.shelf.put(
        {**broken, "period": {"start": ALIKE[0], "end": "2026-11-21T23:00:00Z"}}, "bad"
    )
    assert outage.look() == 1
    assert found_by(outage)["unread/bad"].standing == "not read"
    assert look_of(outage).counts["given back"] == 1
    with pytest.raises(Trouble, match="do not agree and are not decided"):
        do(outage, close_outage)
    with pytest.raises(Trouble, match="The reason is missing"):
        do(outage, decide, Decide("unread/bad", "accept"))


def test_a_look_cut_off_between_pages_goes_on_from_there(
    outage: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_went_back(outage)
    monkeypatch.setattr(fhir, "PAGE", "1")
    asked = len(outage.here.calls)

    def killed(number: int) -> None:
        if number == asked + 2:
            raise Killed

    outage.here.before = killed
    with pytest.raises(Killed):
        outage.look()
    assert look_of(outage).state == "cut off"
    outage.here.before = lambda _number: None
    before = len(outage.here.calls)
    assert outage.look() == 0
    assert look_of(outage).counts == {"given back": 1, "not made": 1}
    again = [url for _, url in outage.here.calls[before:]]
    assert len(again) == 3, "the page that was kept is not asked for again"


def test_what_was_kept_before_something_was_sent_is_not_gone_on_with(
    outage: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir, "PAGE", "1")
    outage.here.system.go_awkward(Awkward.HANG, 1, method="GET", path="Encounter")
    with pytest.raises(NoAnswer):
        outage.look()
    both_went_back(outage)
    assert outage.look() == 0
    assert look_of(outage).counts == {"given back": 1, "not made": 1}


@pytest.mark.parametrize("inside", ["", "a Bundle"])
def test_a_failure_that_came_as_a_success_is_never_taken_for_nothing_there(outage: Desk, inside: str) -> None:
    both_went_back(outage)
    failed = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "diagnostics": "connect ECONNREFUSED"}],
    }
    said = {"resourceType": "Bundle", "entry": [{"resource": failed}]} if inside else failed
    ordinary = outage.here._answered

    def answered(method: str, url: str, *rest) -> Outcome:
        if url.startswith("Encounter"):
            return judge("Fernway", 200, json.dumps(said).encode(), now=outage.clock)
        return ordinary(method, url, *rest)

    outage.here._answered = answered
    with pytest.raises(Trouble, match="ECONNREFUSED"):
        outage.look()
    with pytest.raises(Trouble, match="did not come to its end"):
        do(outage, close_outage)


LOG = (
    "VisitID,UserID,PlannedCarerID,PlannedStartDateTime,PlannedEndDateTime,CheckInDateTime,CheckOutDateTime,CheckOutMethod\n"
    "v1,p1,c1,21/11/2026 23:00,21/11/2026 23:30,{came},{went},2\n"
    "v2,p1,c1,21/11/2026 23:00,21/11/2026 23:30,NULL,NULL,NULL\n"
)


@pytest.mark.parametrize(
    ("came", "went", "stands"),
    [
        ("21/11/2026 23:02", "21/11/2026 23:33", "same"),
        ("21/11/2026 22:58", "21/11/2026 23:27", "times"),
        ("NULL", "NULL", "kept here"),
    ],
)
def test_a_visit_log_is_laid_beside_what_was_verified(
    outage: Desk, tmp_path: Path, came: str, went: str, stands: str
) -> None:
    fact = outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    outage.decide(fact, "not required")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "visits.csv").write_text(LOG.format(came=came, went=went))
    look_at(outage.store, outage.acting, FileRecords(Files(tmp_path / "exports")))
    assert look_of(outage).counts == {stands: 1, "no answer": 1}

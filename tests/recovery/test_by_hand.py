"""What goes back by hand: in safe order, by two people, and never called more than it is."""

from dataclasses import replace
from typing import Any

import pytest

from downtime_desk.core import delivery, journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting
from downtime_desk.outages import queries as outages
from downtime_desk.recovery import certificate
from downtime_desk.recovery.actions import close_outage
from downtime_desk.recovery.queries import settled_words, standing
from downtime_desk.recovery.reconciling.actions import LookByHand, look_by_hand
from downtime_desk.recovery.workbench.actions import (
    ChooseWay,
    GiveBackBlock,
    LookAt,
    ScanIn,
    TakeBlock,
    TypeIn,
    Which,
    choose_way,
    give_back_block,
    look_at,
    scan_in,
    take_block,
    type_in,
)
from downtime_desk.recovery.workbench.notes import due
from downtime_desk.recovery.workbench.things import IDLE, ByHand, things
from downtime_desk.recovery.workbench.worksheet import worksheet
from downtime_desk.sync import connection
from downtime_desk.visits.facts import MedicineOutcome
from tests.recovery.conftest import version_of
from tests.sync_return.conftest import START, Desk, deviation, verified
from tests.sync_return.test_awkward import keep_notes_as

PARACETAMOL = (MedicineOutcome("Paracetamol", "23:00", "given", "2026-11-21T23:10:00Z"),)


def do(desk: Desk, action: Any, command: Any, who: Acting | None = None) -> Any:
    with desk.store.write(who or desk.acting) as session:
        return action(session, command)


def by_hand(desk: Desk) -> tuple[ByHand, ...]:
    with desk.store.read() as session:
        return things(session, desk.clock())


def another(desk: Desk) -> Acting:
    """Return Helen Ashdown, signed in at the same desk."""
    return replace(desk.acting, manager="helen", name="Helen Ashdown")


@pytest.fixture
def files(outage: Desk, tmp_path: Any) -> Desk:
    """Return the desk of a provider whose main system is a folder of exports."""
    with outage.store.write(outage.acting) as session:
        here = connection.Connection("Paperway", "files", str(tmp_path))
        connection.choose(session, connection.Choose(here))
    return outage


def test_the_usual_way_is_what_the_main_system_can_do(outage: Desk, tmp_path: Any) -> None:
    fact = outage.record(verified("v1"), version_of(outage, "v1"))
    assert by_hand(outage) == ()
    with outage.store.write(outage.acting) as session:
        connection.choose(
            session, connection.Choose(connection.Connection("Paperway", "files", str(tmp_path)))
        )
    assert [(each.fact, each.stage) for each in by_hand(outage)] == [(fact, "to type")]
    with pytest.raises(Trouble, match="Nothing can be sent to Paperway"):
        do(outage, choose_way, ChooseWay(Which(), "send"))


def test_what_is_typed_by_hand_is_never_sent_as_well(outage: Desk) -> None:
    first = outage.record(verified("v1"), version_of(outage, "v1"))
    second = outage.record(verified("v2"), version_of(outage, "v2"))
    do(outage, choose_way, ChooseWay(Which(fact=first), "type in"))
    outage.send()
    assert (outage.row(first).state, outage.row(second).state) == ("waiting", "checked")
    again = outage.record(verified("v1", START.replace(minute=9)), version_of(outage, "v1"), corrects=first)
    outage.send()
    assert outage.row(again).state == "waiting", "a later account goes the way of the first"
    (thing,) = by_hand(outage)
    assert thing.facts == (first, again)


def test_what_can_harm_comes_first_and_the_oldest_of_each_before_its_later_ones(files: Desk) -> None:
    amber = files.record(verified("v1", priority="amber"))
    red = files.record(verified("v2", priority="red"))
    harmed = files.record(deviation("v2"))
    dosed = files.record(verified("v3", priority="amber", medicines=PARACETAMOL))
    dosed_red = files.record(verified("v4", priority="red", medicines=PARACETAMOL))
    assert [each.fact for each in by_hand(files)] == [dosed_red, red, harmed, dosed, amber]


def test_many_ways_are_chosen_at_once_and_a_fact_says_which(files: Desk) -> None:
    files.record(verified("v1", priority="amber"))
    red = files.record(verified("v2", priority="red"))
    files.record(deviation("v2"))
    do(files, choose_way, ChooseWay(Which(kind="deviation"), "scan"))
    assert sorted(each.stage for each in by_hand(files)) == ["to scan", "to type", "to type"]
    with pytest.raises(Trouble, match="The reason is missing"):
        do(files, choose_way, ChooseWay(Which(priority="red"), "not required"))
    for said in ("x", "..........", "a b c"):
        with pytest.raises(Trouble, match="The reason is too short"):
            do(files, choose_way, ChooseWay(Which(priority="red"), "not required", said))
    do(files, choose_way, ChooseWay(Which(priority="red"), "not required", "Typed there in the night."))
    assert files.row(red).state == "not required"
    do(files, choose_way, ChooseWay(Which(fact=red), "type in"))
    assert files.row(red).state == "waiting", "it may be changed until it is done"
    with pytest.raises(Trouble, match="Nothing that fits"):
        do(files, choose_way, ChooseWay(Which(name="Nobody"), "scan"))
    with files.store.read() as session:
        assert differences(session) == []


def test_what_was_sent_and_not_proved_is_typed_over_what_may_be_there_and_not_beside_it(outage: Desk) -> None:
    fact = outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    keep_notes_as(outage.here, "Pad changed.")
    outage.send()
    assert outage.row(fact).state == "needs you"
    do(outage, choose_way, ChooseWay(Which(fact=fact), "type in"))
    (thing,) = by_hand(outage)
    (encounter,) = outage.here.all("Encounter")
    with outage.store.read() as session:
        lines = {each.label: each.words for each in worksheet(session, thing, "", outage.clock()).lines}
    assert lines["Sent before"] == (
        f"as Encounter/{encounter['id']}: look for it there first and change that one, do not add another"
    )


def test_another_person_looks_before_it_is_settled(files: Desk) -> None:
    fact = files.record(verified("v1"))
    do(files, type_in, TypeIn(fact, reference="PW-77"))
    assert (files.row(fact).state, files.row(fact).remote_id) == ("typed", "PW-77")
    for command in (LookAt(fact, "right"), LookAt(fact, "right", by=" priya  NAIR ", how="Here.")):
        with pytest.raises(Trouble, match="Priya Nair typed it"):
            do(files, look_at, command)
    with pytest.raises(Trouble, match="How they looked is missing"):
        do(files, look_at, LookAt(fact, "right", by="Sam Okoro"))
    with pytest.raises(Trouble, match="How they looked is too short"):
        do(files, look_at, LookAt(fact, "right", by="Sam Okoro", how="x"))
    with pytest.raises(Trouble, match="“x” is nobody’s name"):
        do(files, look_at, LookAt(fact, "right", by=" x ", how="Read it to me over the telephone."))
    do(files, look_at, LookAt(fact, "right", by="Sam Okoro", how="Read it to me over the telephone."))
    assert files.row(fact).state == "second-checked"
    assert "Not read back by this laptop" in files.row(fact).answer
    with files.store.read() as session:
        assert differences(session) == []


def test_a_manager_may_look_at_what_a_named_person_typed_and_no_manager_at_their_own(files: Desk) -> None:
    one, two = files.record(verified("v1")), files.record(verified("v2"))
    do(files, type_in, TypeIn(one, by="Sam Okoro"))
    do(files, look_at, LookAt(one, "right"))
    do(files, type_in, TypeIn(two))
    renamed = replace(files.acting, name="P. Nair")
    with pytest.raises(Trouble, match="Somebody else must look"):
        do(files, look_at, LookAt(two, "right"), renamed)
    do(files, look_at, LookAt(two, "right"), another(files))
    assert {files.row(each).state for each in (one, two)} == {"second-checked"}


def test_what_is_wrong_there_is_typed_again_with_what_was_wrong(files: Desk) -> None:
    fact = files.record(verified("v1"))
    do(files, type_in, TypeIn(fact))
    with pytest.raises(Trouble, match="What is wrong there is missing"):
        do(files, look_at, LookAt(fact, "wrong"), another(files))
    do(files, look_at, LookAt(fact, "wrong", wrong="It says 23:40."), another(files))
    (thing,) = by_hand(files)
    assert (thing.stage, thing.wrong) == ("to type", "It says 23:40.")
    do(files, type_in, TypeIn(fact))
    (thing,) = by_hand(files)
    assert (thing.stage, thing.wrong) == ("to look at", None)


def test_a_scan_names_its_paper(files: Desk) -> None:
    fact = files.record(deviation("v1"))
    do(files, choose_way, ChooseWay(Which(fact=fact), "scan"))
    with pytest.raises(Trouble, match="not said which paper"):
        do(files, scan_in, ScanIn(fact, " "))
    do(files, scan_in, ScanIn(fact, "C-3FA-0449, page 1", by="Sam Okoro"))
    assert files.row(fact).state == "scanned"


def test_nobody_scans_what_another_took(files: Desk) -> None:
    fact = files.record(verified("v1"))
    do(files, choose_way, ChooseWay(Which(fact=fact), "scan"))
    do(files, take_block, TakeBlock(fact=fact), another(files))
    with pytest.raises(Trouble, match="Helen Ashdown took this one"):
        do(files, scan_in, ScanIn(fact, "C-1"))
    do(files, scan_in, ScanIn(fact, "C-1", by="Helen Ashdown"))
    assert files.row(fact).state == "scanned"


def test_nobody_types_what_another_took_until_it_was_left_lying(files: Desk) -> None:
    first, second = files.record(verified("v1")), files.record(verified("v2"))
    do(files, take_block, TakeBlock(1))
    do(files, take_block, TakeBlock(5), another(files))
    assert [each.taken_by for each in by_hand(files)] == ["Priya Nair", "Helen Ashdown"]
    with pytest.raises(Trouble, match="Nothing is free"):
        do(files, take_block, TakeBlock(1, by="Sam Okoro"))
    with pytest.raises(Trouble, match="Helen Ashdown took this one"):
        do(files, type_in, TypeIn(second))
    do(files, give_back_block, GiveBackBlock(), another(files))
    do(files, take_block, TakeBlock(by="Sam Okoro", fact=second))
    third = files.record(verified("v3"))
    do(files, take_block, TakeBlock(by="Sam Okoro", fact=third))
    files.clock.forward(minutes=40)
    do(files, type_in, TypeIn(third, by="Sam Okoro"))
    files.clock.forward(minutes=40)
    assert [each.taken_by for each in by_hand(files) if each.fact == second] == ["Sam Okoro"], "still at it"
    do(files, look_at, LookAt(third, "right"))
    files.clock.forward(minutes=IDLE.total_seconds() / 60 + 1)
    assert [each.taken_by for each in by_hand(files)] == [None, None]
    do(files, type_in, TypeIn(first))
    with files.store.read() as session:
        assert differences(session) == []


def test_proofs_are_told_apart_in_the_gate_the_words_and_the_certificate(files: Desk) -> None:
    typed = files.record(verified("v1", priority="amber"))
    files.record(verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"))
    do(files, choose_way, ChooseWay(Which(priority="red"), "scan"))
    do(files, type_in, TypeIn(typed))
    do(files, look_at, LookAt(typed, "right"), another(files))
    (paper,) = by_hand(files)
    do(files, scan_in, ScanIn(paper.fact, "C-1"))
    with pytest.raises(Trouble, match="1 person has no downtime note"):
        do(files, close_outage, None)
    files.write_notes()
    (note,) = by_hand(files)
    assert (note.kind, note.what) == ("note", "Downtime note")
    with pytest.raises(Trouble, match="1 thing has not gone back"):
        do(files, close_outage, None)
    do(files, choose_way, ChooseWay(Which(kind="note"), "not required", "The family has the letter."))
    with files.store.read() as session:
        counted = delivery.counts(session)
        assert standing(session).all_settled
        reference = outages.current(session).reference
    assert settled_words(counted) == (
        "Nothing is left: 0 sent and checked, 1 typed in and second-checked, 1 scanned, 1 not required."
    )
    with pytest.raises(Trouble, match="Nobody looked at what the main system has now"):
        do(files, close_outage, None)
    do(files, look_by_hand, LookByHand("Both visits are there as written."))
    do(files, close_outage, None)
    with files.store.read() as session:
        figures = certificate.figures(session, reference, files.acting)
    assert (figures.checked, figures.second_checked, figures.scanned, figures.not_required) == (0, 1, 1, 1)
    assert figures.nothing_left()
    assert not figures.all_read_back()


def test_a_note_tells_all_that_happened_once_and_anew_when_more_is_written(outage: Desk) -> None:
    outage.record(verified("v1", priority="amber"), version_of(outage, "v1"))
    outage.write_notes()
    with outage.store.read() as session:
        running = outages.current(session)
        assert [each.person for each in due(session, running)] == ["p1"], "v2 has no answer: not written yet"
    outage.record(
        verified("v2", priority="red", outcome="did not happen", carers=(), reason="DT09"),
        version_of(outage, "v2"),
    )
    outage.record(deviation("v1"), version_of(outage, "v1"))
    outage.write_notes()
    outage.write_notes()
    assert outage.send().all_checked
    (there,) = [each for each in outage.here.all("Communication") if _is_note(each)]
    text = there["payload"][0]["contentString"]
    assert "Keira Dunn 23:04 to 23:31" in text
    assert "not needed" in text
    assert "Deviation Sat 21 Nov 23:04" in text
    outage.record(deviation("v2", what="Nobody rang."), version_of(outage, "v2"))
    outage.write_notes()
    assert outage.send().all_checked
    (there,) = [each for each in outage.here.all("Communication") if _is_note(each)]
    assert "Nobody rang." in there["payload"][0]["contentString"]
    with outage.store.read() as session:
        kinds = [each.kind for each in journal.entries(session)]
        assert kinds.count("downtime_note.written") == 2
        assert due(session, outages.current(session)) == ()
        assert differences(session) == []


def _is_note(there: dict[str, Any]) -> bool:
    coded = [each["coding"][0]["code"] for each in there.get("category", ())]
    return coded == ["downtime-note"]

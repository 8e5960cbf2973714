"""The rota kept by hand: what may be done, what is kept, how it shows everywhere, and that none of it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from downtime_desk.core import delivery, journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences as not_replayed
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import StandDown, stand_down
from downtime_desk.printing.queries import people_on_run
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import (
    AddVisit,
    CancelVisit,
    ComeBack,
    DoubleUp,
    Doubt,
    MoveVisit,
    Reassign,
    RollForward,
    Settle,
    TakeOff,
)
from downtime_desk.rota.facts import VisitMoved
from downtime_desk.rota.model import local_runs, local_visits
from downtime_desk.rota.standing import standing
from downtime_desk.visits.actions import Verify, verify
from downtime_desk.visits.planned import planned
from downtime_desk.visits.queries import State, day, figures, queue, unaccounted
from tests.conftest import NIGHT
from tests.visits.conftest import CARERS, VISITS, at

Do = Callable[..., Any]
SUNDAY = date(2026, 11, 22)
MOVED = MoveVisit("v6", at("03:30"), at("04:00"), "Olive is up late")


def days(store: Store) -> dict[str, Any]:
    with store.read() as session:
        return {row.visit: row for row in day(session, SUNDAY, NIGHT)}


def last_change(store: Store, visit: str) -> str | None:
    with store.read() as session:
        return standing(session, visit).last_entry


def copied_again(store: Store, acting: Acting, *changed: Any, without: tuple[str, ...] = ()) -> None:
    """Take a later copy, in which some visits are otherwise or gone."""
    new = {each.id: each for each in changed}
    rows = [mirror.row_of(new.get(each.id, each)) for each in VISITS if each.id not in without]
    unseen = frozenset(mirror.row_of(each)[-1] for each in VISITS if each.id in without or each.id in new)
    with store.write(acting) as session:
        mirror.apply(session, mirror.Rota(CARERS, [rows], unseen), NIGHT)


def test_a_moved_visit_stands_at_its_new_time_everywhere(do: Do, outage: Store) -> None:
    entry = do(actions.move_visit, MOVED)
    row = days(outage)["v6"]
    assert (row.start, row.end, row.origin) == (at("03:30"), at("04:00"), "changed")
    with outage.read() as session:
        assert "v6" not in {each.visit for each in queue(session, NIGHT).rows}
        assert "v6" in {each.visit for each in queue(session, at("03:46")).rows}
        seen = planned(session, "v6")
        assert seen.version == "7"
        assert seen.changes == (
            "Moved from 02:30–03:00 to 03:30–04:00. Olive is up late. Priya Nair, Sun 22 Nov 02:06.",
        )
        assert isinstance(journal.decode(entry), VisitMoved)
        assert not_replayed(session) == []


def test_nothing_done_by_hand_is_queued_for_the_main_system(do: Do, outage: Store) -> None:
    do(actions.move_visit, MOVED)
    do(actions.add_visit, AddVisit("p3", at("04:00"), at("04:30"), "She rang", ("c2",)))
    do(actions.carer_off, TakeOff("c1", at("02:10"), None, "Sick"))
    with outage.read() as session:
        assert sum(delivery.counts(session).values()) == 0


def test_verifying_takes_the_change_along_as_evidence(do: Do, outage: Store) -> None:
    do(actions.reassign, Reassign("v3", ("c1",), "Keira's car broke down"))
    entry = do(verify, Verify("v3", "did not happen", reason="DT08"))
    said = journal.decode(entry)
    assert said.origin == "changed"
    assert said.rota_changes == (
        "Iwan Prosser in place of Keira Dunn. Keira's car broke down. Priya Nair, Sun 22 Nov 02:06.",
    )


def test_an_added_visit_is_due_late_and_unaccounted_like_any_other(do: Do, outage: Store) -> None:
    entry = do(actions.add_visit, AddVisit("p3", at("02:10"), at("02:40"), "She fell", ("c2",)))
    (added,) = set(days(outage)) - {each.id for each in VISITS}
    assert added == f"DT-{entry.desk.removeprefix('D')}-{entry.desk_seq:04d}"
    assert days(outage)[added].origin == "added"
    with outage.read() as session:
        assert planned(session, added).reference == added
        assert "p3" in people_on_run(session, "c2", NIGHT)
        running = outages.current(session)
        assert running is not None
        assert added in {each.visit for each in unaccounted(session, running, at("03:30"))}
        assert figures(session, at("03:30")).due == figures(session, NIGHT).due + 2
        assert not_replayed(session) == []
    do(verify, Verify(added, "did not happen", reason="DT08"))
    assert days(outage)[added].state is State.NOT_DONE


def test_references_of_two_desks_never_meet(outage: Store, acting: Acting) -> None:
    other = replace(acting, desk="DBEEF01")
    made = []
    for who in (acting, other, acting, other):
        with outage.write(who) as session:
            again = ("There is a visit 04:00–04:30 in the rota already.",)
            command = AddVisit("p3", at("04:00"), at("04:30"), "She rang", accepted=again)
            made.append(actions.add_visit(session, command).subject)
    assert len(set(made)) == 4


def test_a_cancelled_visit_is_accounted_for_and_says_who_agreed(do: Do, outage: Store) -> None:
    with pytest.raises(Trouble, match="Nobody agreed"):
        do(actions.cancel_visit, CancelVisit("v8", "Family is there", " "))
    do(actions.cancel_visit, CancelVisit("v8", "Family is there", "Patricia"))
    assert days(outage)["v8"].state is State.CANCELLED
    with pytest.raises(Trouble, match="cancelled"):
        do(actions.move_visit, replace(MOVED, visit="v8", seen=last_change(outage, "v8")))


def test_a_red_visit_is_cancelled_only_by_somebody_who_answers_for_it(do: Do, outage: Store) -> None:
    wanted = CancelVisit("v6", "Her son is there", "Olive's son")
    with pytest.raises(Doubt, match="The person is red") as trouble:
        do(actions.cancel_visit, wanted)
    do(actions.cancel_visit, replace(wanted, accepted=(trouble.value.what,)))
    assert days(outage)["v6"].state is State.CANCELLED


def test_doubling_up_needs_two_from_then_on(do: Do, outage: Store) -> None:
    do(actions.double_up, DoubleUp("v6", 2, ("c1",), "Needs the hoist"))
    with outage.read() as session:
        (row,) = (each for each in queue(session, at("02:20")).rows if each.visit == "v6")
    assert (row.carers_needed, row.carers) == (2, ("Iwan Prosser",))
    assert "it takes two carers and not all are confirmed" in row.rank.because


def test_a_carer_who_is_to_be_elsewhere_is_doubted(do: Do, outage: Store) -> None:
    wanted = Reassign("v6", ("c3",), "Iwan is tired")
    do(actions.add_visit, AddVisit("p3", at("02:40"), at("03:10"), "She rang", ("c3",)))
    with pytest.raises(Doubt, match="Keira Dunn is to be at BANERJEE, Sunita 02:40–03:10") as trouble:
        do(actions.reassign, wanted)
    do(actions.reassign, replace(wanted, accepted=(trouble.value.what,)))
    assert days(outage)["v6"].carers == ("Keira Dunn",)


def test_a_carer_off_loses_the_run_and_the_queue_shows_it(do: Do, outage: Store) -> None:
    do(actions.carer_off, TakeOff("c1", at("02:10"), at("12:00") + timedelta(days=1), "Vomiting"))
    assert days(outage)["v6"].carers == ()
    assert days(outage)["v8"].carers == ()
    # it had begun: the carer may still be there, and is asked
    assert days(outage)["v1"].carers == ("Iwan Prosser",)
    with outage.read() as session:
        (row,) = (each for each in queue(session, at("02:20")).rows if each.visit == "v6")
        assert row.rank.because[0] == "nobody is to go"
        open_ones = queries.uncovered(session, NIGHT, at("11:59"))
        assert [each.visit for each in open_ones] == ["v6", "v8"]
        assert people_on_run(session, "c1", at("02:16")) == ()
        assert not_replayed(session) == []
    with pytest.raises(Doubt, match="Iwan Prosser is off"):
        do(actions.reassign, Reassign("v6", ("c1",), "He is well again", seen=last_change(outage, "v6")))


def test_a_carer_who_is_back_gets_what_nobody_took_over(do: Do, outage: Store) -> None:
    off = do(actions.carer_off, TakeOff("c1", at("02:20"), None, "Vomiting"))
    do(actions.reassign, Reassign("v6", ("c3",), "Covers for Iwan", seen=last_change(outage, "v6")))
    do(actions.carer_back, ComeBack(off.id, at("06:00")))
    assert days(outage)["v6"].carers == ("Keira Dunn",)
    assert days(outage)["v8"].carers == ("Iwan Prosser",)
    with outage.read() as session:
        assert queries.who_is_off(session, at("06:30")) == ()
        assert not_replayed(session) == []
    with pytest.raises(Trouble, match="not written down as off"):
        do(actions.carer_back, ComeBack(off.id, at("07:00")))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(do: Do, outage: Store) -> None:
    do(actions.move_visit, MOVED)
    with pytest.raises(Trouble, match="Somebody else"):
        do(actions.reassign, Reassign("v6", ("c3",), "Covers"))
    assert days(outage)["v6"].carers == ("Iwan Prosser",)


def test_saving_twice_is_saving_once(do: Do, outage: Store) -> None:
    command = replace(MOVED, fact_id="0195f0a0-0000-7000-8000-000000000001")
    assert do(actions.move_visit, command).id == do(actions.move_visit, command).id
    assert len(days(outage)["v6"].carers) == 1


@pytest.mark.parametrize(
    ("action", "command", "said"),
    [
        ("move_visit", replace(MOVED, end=at("03:00")), "before it begins"),
        ("move_visit", replace(MOVED, why=" "), "Why is missing"),
        ("move_visit", replace(MOVED, visit="v99"), "not in the rota"),
        ("move_visit", replace(MOVED, start=at("02:30"), end=at("03:00")), "has already"),
        ("reassign", Reassign("v6", ("c2", "c3"), "Both"), "takes 1, and 2"),
        ("reassign", Reassign("v6", ("c1",), "Same"), "on it already"),
        ("reassign", Reassign("v6", ("c9",), "Who?"), "not in the copy"),
        ("add_visit", AddVisit("p9", at("04:00"), at("04:30"), "Who?"), "not in the copy"),
        ("add_visit", AddVisit("p3", at("04:00"), at("04:30"), "Two", ("c2", "c2"), 2), "twice"),
        ("carer_off", TakeOff("c1", at("04:00"), at("03:00"), "Sick"), "is before"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    do: Do, outage: Store, action: str, command: object, said: str
) -> None:
    with pytest.raises(Trouble, match=said):
        do(getattr(actions, action), command)
    with outage.read() as session:
        assert session.execute(select(local_visits)).all() == []


def test_the_rota_is_changed_here_only_while_an_outage_runs(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="No outage is running"), copy.write(acting) as session:
        actions.move_visit(session, MOVED)


def test_a_change_stands_when_the_copy_changes_and_the_difference_is_listed(
    do: Do, outage: Store, acting: Acting
) -> None:
    entry = do(actions.move_visit, MOVED)
    with outage.read() as session:
        assert queries.differences(session) == ()
    theirs = replace_visit("v6", start=at("05:00"), end=at("05:30"), version="8")
    copied_again(outage, acting, theirs)
    assert days(outage)["v6"].start == at("03:30")
    with outage.read() as session:
        (found,) = queries.differences(session)
        assert found.words() == (
            "03:30–04:00, Iwan Prosser",
            "05:00–05:30, Iwan Prosser",
            "02:30–03:00, Iwan Prosser",
        )
    do(actions.keep_ours, Settle("v6", "Olive was asked", entry.id, "8"))
    with outage.read() as session:
        assert queries.differences(session) == ()
        assert planned(session, "v6").version == "8"
        assert not_replayed(session) == []


def test_theirs_stands_when_a_manager_says_so(do: Do, outage: Store, acting: Acting) -> None:
    entry = do(actions.move_visit, MOVED)
    copied_again(outage, acting, without=("v6",))
    assert "v6" in days(outage)
    with outage.read() as session:
        (found,) = queries.differences(session)
        assert found.theirs is None
    do(actions.take_theirs, Settle("v6", "She is in hospital", entry.id, found.version))
    assert days(outage)["v6"].state is State.CANCELLED
    with outage.read() as session:
        assert session.execute(select(local_runs)).all() == []
        assert not_replayed(session) == []


def test_a_change_for_every_week_kept_although_the_main_system_dropped_the_visit_hinders_no_roll_forward(
    do: Do, outage: Store, acting: Acting
) -> None:
    entry = do(actions.move_visit, replace(MOVED, lasts="every week"))
    copied_again(outage, acting, without=("v6",))
    do(actions.keep_ours, Settle("v6", "She was asked", entry.id, "7"))
    do(actions.roll_forward, RollForward(SUNDAY + timedelta(days=7)))
    with outage.read() as session:
        assert queries.reach(session).rolled_visits > 0
        assert not_replayed(session) == []


def test_after_the_stand_down_the_main_system_s_rota_stands_alone(
    do: Do, outage: Store, acting: Acting
) -> None:
    do(actions.move_visit, MOVED)
    do(actions.reassign, Reassign("v5", ("c3",), "Covered"))
    do(stand_down, StandDown(()))
    rows = days(outage)
    assert (rows["v6"].start, rows["v6"].origin) == (at("02:30"), "copy")
    with outage.read() as session:
        # what began before stays as it was: it is evidence
        assert planned(session, "v5").origin == "changed"
        assert not_replayed(session) == []


def replace_visit(visit: str, **changes: Any) -> Any:
    """Return a visit of the copy with some fields changed."""
    import msgspec

    (found,) = (each for each in VISITS if each.id == visit)
    return msgspec.structs.replace(found, **changes)

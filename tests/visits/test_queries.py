"""The rescue queue, the day, one visit and the gate of the stand-down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import KeepDraft, keep_draft
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import actions as outage_actions
from downtime_desk.outages import queries as outages
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.visits import actions
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source
from downtime_desk.visits.queries import State, day, figures, queue, seen, unaccounted
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.visits.conftest import BEGAN, CARERS, COPIED, VISITS, at, visit

RANG = Source("carer-at-time", None, to_text(NIGHT))
EDWIN_SAID = Source("person", "Edwin", to_text(NIGHT))
IWAN = CarerTimes("c1", "Iwan Prosser", to_text(at("01:35")), to_text(at("02:04")))


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def test_the_queue_is_worst_first_and_says_why(outage: Store) -> None:
    with outage.read() as session:
        shown = queue(session, NIGHT)
    assert [row.name for row in shown.rescue] == ["HOLLOWAY, Edwin", "ASHWORTH, Maureen", "MARLOW, Olive"]
    assert [row.name for row in shown.verify] == ["BANERJEE, Sunita", "NUTTALL, Arthur"]
    by_name = {row.name: row for row in shown.rows}
    edwin = by_name["HOLLOWAY, Edwin"]
    assert edwin.rank.because == (
        "Co-beneldopa 12.5/50 mg must be given by 02:15, in 9 min",
        "the person lives alone",
    )
    assert by_name["MARLOW, Olive"].silent == ("Iwan Prosser",)
    assert by_name["NUTTALL, Arthur"].rank.because == ("priority is not recorded, so it counts as amber",)


def test_there_is_no_queue_without_an_outage(copy: Store) -> None:
    with copy.read() as session:
        assert queue(session, NIGHT).rows == ()
        assert figures(session, NIGHT).due == 0


def test_a_settled_visit_leaves_the_queue_and_a_weak_one_stays(do: Callable[..., Any], outage: Store) -> None:
    weak = Verify("v1", "done", (IWAN,), (RANG,))
    first = do(actions.verify, weak)
    with outage.read() as session:
        row = next(row for row in queue(session, NIGHT).rows if row.visit == "v1")
    assert row.open_points == ("a second source, one of them at the time: red needs two",)
    do(actions.verify, replace(weak, sources=(RANG, EDWIN_SAID), seen=first.id))
    with outage.read() as session:
        assert "v1" not in {row.visit for row in queue(session, NIGHT).rows}


def test_a_dose_that_was_given_no_longer_drives_the_rank(do: Callable[..., Any], outage: Store) -> None:
    given = MedicineOutcome("Co-beneldopa 12.5/50 mg", "01:45", "given", to_text(at("01:50")))
    do(actions.verify, Verify("v1", "done", (IWAN,), (RANG,), medicines=(given,)))
    with outage.read() as session:
        row = next(row for row in queue(session, NIGHT).rows if row.visit == "v1")
    assert not any("must be given" in why for why in row.rank.because)


def test_who_is_there_now_leaves_the_queue_until_they_should_have_left(
    do: Callable[..., Any], outage: Store
) -> None:
    do(actions.verify, Verify("v1", "there now", (replace(IWAN, left=None),), (RANG,)))
    with outage.read() as session:
        assert "v1" not in {row.visit for row in queue(session, NIGHT).rows}
        assert "v1" in {row.visit for row in queue(session, at("02:10")).rows}


def test_a_visit_that_did_not_happen_stays_until_its_deviation_is_written_down(
    do: Callable[..., Any], outage: Store
) -> None:
    do(actions.verify, Verify("v3", "did not happen", reason="DT11"))
    with outage.read() as session:
        row = next(row for row in queue(session, NIGHT).rows if row.visit == "v3")
        assert (row.proposed, row.open_points) == ("missed", ())
    do(
        actions.log_deviation,
        LogDeviation(
            "p3",
            "v3",
            "missed",
            "high",
            "none",
            to_text(at("20:50")),
            "Nobody came.",
            ("welfare-call",),
            "to decide",
        ),
    )
    with outage.read() as session:
        assert "v3" not in {row.visit for row in queue(session, NIGHT).rows}


def test_figures_count_what_was_due_and_what_is_open(do: Callable[..., Any], outage: Store) -> None:
    do(
        actions.verify,
        Verify(
            "v3",
            "done",
            (CarerTimes("c3", "Keira Dunn", to_text(at("20:55")), to_text(at("21:20"))),),
            (RANG,),
        ),
    )
    with outage.read() as session:
        counted = figures(session, NIGHT)
    assert (counted.due, counted.verified, counted.open, counted.since) == (4, 1, 3, BEGAN)
    assert counted.open_by_level == {"red": 2, "amber": 0, "green": 0, None: 1}


def test_the_day_shows_every_state(do: Callable[..., Any], outage: Store) -> None:
    do(actions.verify, Verify("v1", "there now", (replace(IWAN, left=None),), (RANG,)))
    do(actions.verify, Verify("v5", "did not happen", reason="DT08"))
    with outage.read() as session:
        sunday = {row.visit: row.state for row in day(session, date(2026, 11, 22), NIGHT)}
        saturday = {row.visit: row.state for row in day(session, date(2026, 11, 21), NIGHT)}
        late = day(session, date(2026, 11, 22), at("01:46"), only=State.LATE)
    assert sunday == {
        "v1": State.IN_PROGRESS,
        "v2": State.UNACCOUNTED,
        "v6": State.DUE,
        "v8": State.DUE,
    }
    assert saturday == {
        "v3": State.UNACCOUNTED,
        "v4": State.CANCELLED,
        "v5": State.NOT_DONE,
        "v7": State.ELSEWHERE,
    }
    assert [row.visit for row in late] == ["v2"]


def test_without_an_outage_nothing_is_late(copy: Store) -> None:
    with copy.read() as session:
        states = {row.state for row in day(session, date(2026, 11, 22), NIGHT)}
    assert states == {State.ELSEWHERE}


def test_one_visit_brings_its_person_and_who_has_the_same_surname(
    do: Callable[..., Any], outage: Store
) -> None:
    first = do(actions.verify, Verify("v1", "there now", (replace(IWAN, left=None),), (RANG,)))
    do(keep_draft, KeepDraft("visit/v1", '{"left":"2"}'))
    with outage.read() as session:
        found = seen(session, "v1")
    assert [(each.given, each.born) for each in found.alike] == [("Patricia", date(1952, 11, 30))]
    assert found.account is not None
    assert (found.account.entry, found.account.grade) == (first.id, "C")
    assert [each.entry for each in found.history] == [first.id]
    assert found.draft == '{"left":"2"}'
    assert [(dose.name, dose.time) for dose in found.planned.doses()] == [
        ("Co-beneldopa 12.5/50 mg", "01:45")
    ]


def test_every_visit_of_the_outage_is_accounted_for_or_named(do: Callable[..., Any], outage: Store) -> None:
    with outage.read() as session:
        running = outages.current(session)
        assert running is not None
        found = unaccounted(session, running, NIGHT)
    # not v4, which the main system cancelled, nor v7, which was over before the outage, nor v6, still to come
    assert [row.visit for row in found] == ["v3", "v5", "v2", "v1"]
    assert found[0].missing == ("what happened",)
    do(actions.verify, Verify("v1", "done", (IWAN,), (RANG, EDWIN_SAID)))
    do(actions.verify, Verify("v3", "did not happen", reason="DT09"))
    do(actions.verify, Verify("v5", "did not happen", reason="DT11"))
    with outage.read() as session:
        left = {row.visit: row.missing for row in unaccounted(session, running, NIGHT)}
    assert left == {"v5": ("the deviation, written down",), "v2": ("what happened",)}


def test_who_was_missed_before_in_this_outage_comes_sooner_and_it_says_why(
    do: Callable[..., Any], outage: Store, acting: Acting
) -> None:
    extra = visit("v9", "p3", "01:00", 30, ("c3",))
    with outage.write(acting) as session:
        chunks = [[rota_mirror.row_of(each) for each in (*VISITS, extra)]]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, chunks), COPIED)
    with outage.read() as session:
        before = next(row for row in queue(session, NIGHT).rows if row.visit == "v9")
    do(actions.verify, Verify("v3", "did not happen", reason="DT08"))
    with outage.read() as session:
        not_needed = next(row for row in queue(session, NIGHT).rows if row.visit == "v9")
        first = seen(session, "v3").account
    assert first is not None
    assert not_needed.rank == before.rank
    why = Challenge("x", "y")
    do(actions.verify, Verify("v3", "did not happen", reason="DT11", seen=first.entry, accepted=(why,)))
    with outage.read() as session:
        after = {row.visit: row for row in queue(session, NIGHT).rows}
    assert after["v9"].rank.minutes == max(before.rank.minutes - 30, 31)
    assert "a visit was missed earlier in this outage" in after["v9"].rank.because
    assert "a visit was missed earlier in this outage" not in after["v3"].rank.because


def test_visits_after_the_return_are_the_main_systems(outage: Store, acting: Acting, clock: Clock) -> None:
    clock.present = at("03:00")
    with outage.read() as session:
        assert "v6" in {row.visit for row in queue(session, clock()).rows}
        due = figures(session, clock()).due
    with outage.write(acting) as session:
        outage_actions.main_system_back(session, at("02:20"))
    with outage.read() as session:
        assert {row.visit for row in queue(session, clock()).rows} == {"v1", "v2", "v3", "v5"}
        assert figures(session, clock()).due == due - 1
        states = {row.visit: row.state for row in day(session, date(2026, 11, 22), clock())}
    assert (states["v6"], states["v1"]) == (State.ELSEWHERE, State.UNACCOUNTED)

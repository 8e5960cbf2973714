"""The rota of a day at a glance: every run once, what its carer holds, and what needs somebody, in one reading."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import (
    CancelVisit,
    ComeBack,
    GiveHandout,
    MoveVisit,
    ReadBack,
    Reassign,
    RollForward,
    TakeOff,
)
from downtime_desk.rota.queries import DayRota, RunInShort
from tests.conftest import NIGHT
from tests.visits.conftest import CARERS, VISITS, at

Do = Callable[..., Any]
SUNDAY = date(2026, 11, 22)


def rota(store: Store) -> DayRota:
    with store.read() as session:
        return queries.day_rota(session, SUNDAY)


def run_of(store: Store, carer: str) -> RunInShort:
    return next(each for each in rota(store).runs if each.carer == carer)


def test_every_carer_has_one_run_with_its_first_and_last_time(outage: Store) -> None:
    found = rota(outage)
    assert [(each.name, each.visits, each.first, each.last) for each in found.runs] == [
        ("Iwan Prosser", 3, at("01:45"), at("09:30")),
        ("Keira Dunn", 1, at("01:30"), at("02:00")),
        ("Mina Petrova", 1, at("01:30"), at("02:00")),
    ]
    assert (found.visits, found.short, found.uncovered, found.off) == (4, 0, (), ())


def test_a_cancelled_visit_is_in_no_run(do: Do, outage: Store) -> None:
    do(actions.cancel_visit, CancelVisit("v8", "Away", "Patricia"))
    assert (run_of(outage, "c1").visits, run_of(outage, "c1").last) == (2, at("03:00"))


def test_a_carer_off_leaves_visits_that_need_one_and_the_reason(do: Do, outage: Store) -> None:
    do(actions.carer_off, TakeOff("c1", NIGHT, None, "Sick"))
    found = rota(outage)
    assert [(each.visit, each.short_of) for each in found.uncovered] == [("v6", 1), ("v8", 1)]
    assert found.short == 2
    assert found.uncovered[0].why() == "Iwan Prosser is off. Sick. Priya Nair, Sun 22 Nov 02:06."
    assert [each.carer for each in found.off] == ["c1"]
    assert run_of(outage, "c1").off
    with outage.read() as session:
        assert queries.to_cover(session, NIGHT) == 2
        assert queries.to_cover(session, at("03:00")) == 1


def test_nobody_is_asked_to_cover_a_visit_while_the_main_system_keeps_the_rota(copy: Store) -> None:
    with copy.read() as session:
        assert queries.to_cover(session, NIGHT) == 0


def test_whoever_is_back_before_the_day_is_not_off_on_it(do: Do, outage: Store) -> None:
    entry = do(actions.carer_off, TakeOff("c1", at("20:30"), None, "Sick"))
    do(actions.carer_back, ComeBack(entry.id, at("23:00")))
    assert rota(outage).off == ()


@pytest.mark.parametrize("by_telephone", [True, False])
def test_what_is_held_says_whether_it_still_stands(do: Do, outage: Store, by_telephone: bool) -> None:  # noqa: FBT001
    reader = "Iwan" if by_telephone else None
    entry = do(actions.give_handout, GiveHandout("c1", SUNDAY, "phone", reader))
    held = run_of(outage, "c1").held
    assert held is not None
    assert held.words() == f"holds version 1, {'read back 02:06' if by_telephone else 'not read back'}"
    assert run_of(outage, "c1").to_put_right is not by_telephone
    if not by_telephone:
        do(actions.read_back, ReadBack(entry.id, NIGHT, "Iwan"))
        assert not run_of(outage, "c1").to_put_right
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "Olive is up late"))
    moved = run_of(outage, "c1")
    assert moved.held is not None
    assert moved.held.words() == "holds version 1, 1 changed since"
    assert moved.to_put_right


def test_a_run_given_stays_listed_when_all_its_visits_are_gone(do: Do, outage: Store) -> None:
    do(actions.give_handout, GiveHandout("c3", SUNDAY, "paper", "Keira"))
    do(actions.reassign, Reassign("v2", ("c2",), "Keira's car will not start"))
    gone = run_of(outage, "c3")
    assert (gone.visits, gone.first, gone.to_put_right) == (0, None, True)


def test_the_reading_of_the_day_agrees_with_the_reading_of_each_run(do: Do, outage: Store) -> None:
    for carer in ("c1", "c2", "c3"):
        do(actions.give_handout, GiveHandout(carer, SUNDAY, "paper", "all"))
    do(actions.reassign, Reassign("v2", ("c3",), "Mina is needed elsewhere"))
    with outage.read() as session:
        each_by_itself = {held.carer: len(held.changes) for held in queries.who_holds(session, SUNDAY)}
    assert each_by_itself == {each.carer: each.held.changed for each in rota(outage).runs if each.held}
    assert each_by_itself == {"c1": 0, "c2": 1, "c3": 1}


def test_a_run_names_who_goes_too_and_what_was_changed(do: Do, outage: Store) -> None:
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "Olive is up late"))
    with outage.read() as session:
        iwan, mina = queries.carer_run(session, "c1", SUNDAY), queries.carer_run(session, "c2", SUNDAY)
    assert (iwan.name, iwan.phone) == ("Iwan Prosser", "07700 900147")
    assert [(each.visit, each.start, each.origin) for each in iwan.visits] == [
        ("v1", at("01:45"), "copy"),
        ("v6", at("03:30"), "changed"),
        ("v8", at("09:00"), "copy"),
    ]
    assert iwan.visits[1].changes[0].startswith("Moved from 02:30–03:00 to 03:30–04:00.")
    assert [(each.person_name, each.beside) for each in mina.visits] == [
        ("ASHWORTH, Maureen", ("Keira Dunn",))
    ]


def test_what_rolling_forward_would_make_is_what_it_makes(do: Do, outage: Store) -> None:
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "Later from now on", "every week"))
    do(actions.carer_off, TakeOff("c1", NIGHT, None, "Sick"))
    wanted = RollForward(date(2026, 12, 6))
    with outage.read() as session:
        seen = actions.preview(session, wanted, NIGHT)
        assert queries.reach(session).rolled_until is None
    entry = do(actions.roll_forward, wanted)
    with outage.read() as session:
        reached = queries.reach(session)
        open_now = sum(queries.day_rota(session, date(2026, 11, day)).short for day in range(23, 31))
        open_now += sum(queries.day_rota(session, date(2026, 12, day)).short for day in range(1, 7))
    assert entry.kind == "rota.rolled_forward"
    assert (seen.first_day, seen.last_day) == (date(2026, 11, 23), date(2026, 12, 6))
    assert (seen.visits, seen.open) == (reached.rolled_visits, open_now)
    assert seen.open > 0
    assert (seen.off, seen.every_week) == (("Iwan Prosser",), 1)
    assert seen.repeats == reached.repeats


@pytest.mark.parametrize(
    ("change", "which", "why"),
    [
        ({"status": "cancelled"}, "ours", "nobody going any more"),
        ({"start": at("03:30"), "end": at("04:00")}, "theirs", "says the same now"),
        ({"carers": ()}, "ours", "too few carers"),
        ({"start": at("02:45"), "end": at("03:15")}, None, "Nothing speaks for either"),
    ],
)
def test_the_suggestion_about_a_difference_has_a_reason(
    do: Do, outage: Store, acting: Acting, change: dict[str, Any], which: str | None, why: str
) -> None:
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "Olive is up late"))
    copied_again(outage, acting, change)
    [found] = rota(outage).differences
    suggested, reason = found.suggestion()
    assert suggested == which
    assert why in reason


def copied_again(store: Store, acting: Acting, change: dict[str, Any]) -> None:
    """Take a later copy in which Olive's visit is otherwise."""
    rows = [
        mirror.row_of(msgspec.structs.replace(each, version="8", **change) if each.id == "v6" else each)
        for each in VISITS
    ]
    unseen = frozenset(mirror.row_of(each)[-1] for each in VISITS if each.id == "v6")
    with store.write(acting) as session:
        mirror.apply(session, mirror.Rota(CARERS, [rows], unseen), NIGHT)

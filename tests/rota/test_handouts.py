"""What a carer holds: versions, read-backs, and whether it still says what the rota says."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Store
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import CancelVisit, GiveHandout, MoveVisit, ReadBack, Reassign
from downtime_desk.rota.facts import GivenVisit
from downtime_desk.rota.queries.handed import changes
from tests.conftest import NIGHT
from tests.visits.conftest import at

Do = Callable[..., Any]
SUNDAY = date(2026, 11, 22)


def held(store: Store, carer: str = "c1") -> queries.Holds:
    with store.read() as session:
        found = queries.holds(session, carer, SUNDAY)
        assert found is not None
        return found


def test_a_carer_holds_the_last_version_and_says_when_it_was_read_back(do: Do, outage: Store) -> None:
    do(actions.give_handout, GiveHandout("c1", SUNDAY, "paper"))
    assert held(outage).words() == "holds version 1, not read back"
    given = do(actions.give_handout, GiveHandout("c1", SUNDAY, "phone", "Iwan"))
    assert held(outage).words() == "holds version 2, read back 02:06"
    do(actions.read_back, ReadBack(given.id, NIGHT, "Iwan Prosser"))
    assert held(outage).read_back_by == "Iwan Prosser"
    assert not held(outage).out_of_date
    with outage.read() as session:
        assert queries.holds(session, "c3", SUNDAY) is None
        assert differences(session) == []


def test_what_they_hold_is_out_of_date_after_a_change_and_says_how(do: Do, outage: Store) -> None:
    do(actions.give_handout, GiveHandout("c1", SUNDAY, "paper"))
    do(actions.give_handout, GiveHandout("c2", SUNDAY, "paper"))
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "Up late"))
    do(actions.reassign, Reassign("v2", ("c2", "c1"), "Keira is ill", accepted=doubts(do, outage)))
    do(actions.cancel_visit, CancelVisit("v8", "Family is there", "Patricia"))
    assert held(outage).changes == (
        "New: ASHWORTH, Maureen 01:30–02:00.",
        "MARLOW, Olive: 02:30–03:00 before, 03:30–04:00 now.",
        "No longer theirs: HOLLOWAY, Patricia 09:00–09:30.",
    )
    assert held(outage, "c2").changes == ("ASHWORTH, Maureen 01:30–02:00: with Iwan Prosser now.",)
    do(actions.give_handout, GiveHandout("c2", SUNDAY, "phone"))
    with outage.read() as session:
        assert [
            (each.carer, each.version, each.out_of_date) for each in queries.who_holds(session, SUNDAY)
        ] == [
            ("c1", 1, True),
            ("c2", 2, False),
        ]


def doubts(do: Do, outage: Store) -> tuple[str, ...]:
    """Return what speaks against Iwan going to Maureen, asked for by trying."""
    with pytest.raises(Trouble) as trouble:
        do(actions.reassign, Reassign("v2", ("c2", "c1"), "Keira is ill"))
    return (trouble.value.what,)


def test_somebody_with_nothing_to_do_is_given_nothing_unless_they_hold_something(
    do: Do, outage: Store
) -> None:
    with pytest.raises(Trouble, match="no visit on that day"):
        do(actions.give_handout, GiveHandout("c1", date(2026, 11, 25), "paper"))
    do(actions.give_handout, GiveHandout("c1", SUNDAY, "paper"))
    for visit, who in (("v1", "p1"), ("v6", "p6"), ("v8", "p4")):
        red = (
            ()
            if who == "p4"
            else ("The person is red: every visit is to be made. Who makes sure that they are safe?",)
        )
        do(actions.cancel_visit, CancelVisit(visit, "In hospital", "The ward", accepted=red))
    do(actions.give_handout, GiveHandout("c1", SUNDAY, "phone"))
    assert held(outage).version == 2
    assert not held(outage).out_of_date


def test_it_cannot_be_read_back_before_it_was_given_or_in_the_future(do: Do, outage: Store) -> None:
    given = do(actions.give_handout, GiveHandout("c1", SUNDAY, "paper"))
    for when, said in ((at("02:00"), "before"), (at("02:30"), "not come yet")):
        with pytest.raises(Trouble, match=said):
            do(actions.read_back, ReadBack(given.id, when, "Iwan"))
    assert held(outage).read_back_at is None


def test_a_run_that_stayed_the_same_has_not_changed() -> None:
    run = (GivenVisit("v1", "MARLOW, Olive", "2026-11-22T02:30:00Z", "2026-11-22T03:00:00Z", ("Keira",)),)
    assert changes(run, run) == ()
    assert changes((), ()) == ()

"""The next visits of a person, and how many are still to begin today."""

from datetime import UTC, datetime

from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import queries
from tests.people.cast import copy

NIGHT = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)


def test_next_visits_begin_with_the_one_going_on_and_leave_out_cancelled_ones(
    store: Store, acting: Acting
) -> None:
    copy(store, acting)
    with store.read() as session:
        coming = queries.next_visits(session, "p-1", NIGHT)
        assert queries.next_visits(session, "p-2", NIGHT) == ()
    assert [(each.id, each.carers, each.short_of) for each in coming] == [
        ("v-1", ("Iwan Prosser",), 0),
        ("v-2", ("Iwan Prosser",), 0),
        ("v-4", ("Dorota Nowak",), 0),
    ]


def test_visits_before_midnight_are_those_still_to_begin(store: Store, acting: Acting) -> None:
    copy(store, acting)
    with store.read() as session:
        assert queries.due_before_midnight(session, NIGHT) == 2
        assert queries.due_before_midnight(session, datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == 1

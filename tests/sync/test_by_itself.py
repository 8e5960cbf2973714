"""Copies taken by themselves: when one is due, what is said when they fail, and stopping one half-way."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.sync import by_itself, rules
from downtime_desk.sync.facts import CopyRefreshFailed
from downtime_desk.sync.refresh import refresh
from downtime_desk.sync.rules import Rules
from downtime_desk.sync.stopping import Stoppable, Stopped
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Given
from tests.sync.test_refresh import everything, facts, many


class Silent(Given):
    """A source that does not answer."""

    def resources(self) -> Iterator[tuple[str, bytes]]:
        raise Trouble("Fernway did not answer in time.", "Try again later.")
        yield


def due(store: Store, clock: Clock, tried: timedelta | None = None) -> bool:
    with store.read() as session:
        return by_itself.is_due(session, clock(), None if tried is None else clock() - tried)


def test_a_copy_is_due_a_quarter_of_an_hour_after_the_last(
    store: Store, acting: Acting, clock: Clock
) -> None:
    assert due(store, clock), "there is none yet"
    refresh(store, acting, many(1))
    clock.forward(minutes=14)
    assert not due(store, clock)
    clock.forward(minutes=1)
    assert due(store, clock)
    assert not due(store, clock, timedelta(minutes=14)), (
        "the last one came to nothing, and is not begun each minute"
    )
    assert due(store, clock, timedelta(minutes=15))


def test_a_clock_put_back_does_not_stop_copying(store: Store, acting: Acting, clock: Clock) -> None:
    refresh(store, acting, many(1))
    clock.back(hours=5)
    assert due(store, clock)


def test_none_is_due_while_an_outage_runs_nor_when_switched_off(
    store: Store, acting: Acting, clock: Clock
) -> None:
    with store.write(acting) as session:
        rules.change(session, Rules(every_minutes=0))
    assert not due(store, clock)
    with store.write(acting) as session:
        rules.change(session, Rules(every_minutes=60))
    assert due(store, clock)
    with store.write(acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers rang"))
    assert not due(store, clock)


def test_rules_have_bounds_and_are_kept(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        rules.change(session, Rules(people_percent=25, every_minutes=30))
    with store.read() as session:
        assert rules.kept(session) == Rules(people_percent=25, every_minutes=30)
        assert rules.limits(session).people_percent == 25
        assert differences(session) == []
    with pytest.raises(Trouble, match="Wait when visits are gone"), store.write(acting) as session:
        rules.change(session, Rules(visits_percent=90))


def test_a_failure_that_goes_on_is_written_once_until_a_copy_is_taken(
    store: Store, acting: Acting, clock: Clock
) -> None:
    refresh(store, acting, many(1))
    for _ in range(3):
        with pytest.raises(Trouble):
            refresh(store, acting, Silent([]))
        clock.forward(minutes=15)
    assert [type(each) for each in facts(store)].count(CopyRefreshFailed) == 1
    with store.read() as session:
        assert by_itself.fails_since(session) == (NIGHT, "Fernway did not answer in time.")
    refresh(store, acting, many(1))
    with store.read() as session:
        assert by_itself.fails_since(session) is None
    with pytest.raises(Trouble):
        refresh(store, acting, Silent([]))
    assert [type(each) for each in facts(store)].count(CopyRefreshFailed) == 2


def test_a_copy_stopped_half_way_changes_nothing_and_is_no_failure(store: Store, acting: Acting) -> None:
    refresh(store, acting, many(3))
    before, told = everything(store), facts(store)
    stop = Event()

    class Stops(Given):
        def resources(self) -> Iterator[tuple[str, bytes]]:
            for number, each in enumerate(super().resources()):
                if number == 4:
                    stop.set()
                yield each

    with pytest.raises(Stopped):
        refresh(store, acting, Stoppable(Stops(many(9).given), stop))
    assert everything(store) == before
    assert facts(store) == told

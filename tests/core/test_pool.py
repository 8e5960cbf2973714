"""Connections kept from one transaction to the next: used again, undone in between, and gone when they have to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from downtime_desk.core import settings
from downtime_desk.core import store as store_module
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.store import Acting, Store


def files_open(store: Store) -> Any:
    """Return the driver's connection a reading goes over."""
    with store.read() as session:
        settings.read(session, "x", int, 0)
        return session.connection().connection.dbapi_connection


@contextmanager
def under_way(store: Store, acting: Acting) -> Iterator[None]:
    """Let a write be under way on another thread until the block ends."""
    begun, may_end = Event(), Event()

    def write() -> None:
        with store.write(acting) as session:
            change_setting(session, "x", 1)
            begun.set()
            assert may_end.wait(30)

    writer = Thread(target=write)
    writer.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        may_end.set()
        writer.join()


def test_one_reading_after_the_other_goes_over_one_connection(store: Store) -> None:
    assert files_open(store) is files_open(store)


def test_readings_at_the_same_time_each_have_their_own(store: Store) -> None:
    with store.read() as session:
        settings.read(session, "x", int, 0)
        assert files_open(store) is not session.connection().connection.dbapi_connection


def test_a_reading_sees_what_was_written_since_the_one_before(store: Store, acting: Acting) -> None:
    for number in range(3):
        with store.write(acting) as session:
            change_setting(session, "x", number)
        with store.read() as session:
            assert settings.read(session, "x", int, -1) == number


def test_what_an_error_cut_short_is_undone_before_the_connection_is_used_again(
    store: Store, acting: Acting
) -> None:
    def cut_short() -> None:
        with store.write(acting) as session:
            change_setting(session, "x", 1)
            raise Trouble("it", "again")

    with pytest.raises(Trouble, match="it"):
        cut_short()
    with store.write(acting) as session:
        assert settings.read(session, "x", int, 7) == 7


def test_a_reading_that_was_under_way_goes_on_and_its_connection_is_closed_after_it(store: Store) -> None:
    with store.read() as session:
        settings.read(session, "x", int, 0)
        before = session.connection().connection.dbapi_connection
        store.release()
        assert settings.read(session, "x", int, 7) == 7
    assert files_open(store) is not before


def test_whoever_writes_waits_for_the_write_under_way(store: Store, acting: Acting) -> None:
    with under_way(store, acting):
        second = Thread(target=lambda: change(store, acting, 2))
        second.start()
    second.join()
    with store.read() as session:
        assert settings.read(session, "x", int, 0) == 2


def test_whoever_waits_too_long_is_told(
    store: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "LONGEST_WAIT", 0.01)
    with under_way(store, acting), pytest.raises(Trouble, match="Something else is using the store"):
        change(store, acting, 2)
    change(store, acting, 3)


def change(store: Store, acting: Acting, number: int) -> None:
    with store.write(acting) as session:
        change_setting(session, "x", number)

"""A page the disk did not give once: said in words, and read again as soon as the disk gives it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.refused import Unread
from downtime_desk.core.store import Acting, Store
from tests.core.test_examine import _page_of_settings

PAGE = 4096


@contextmanager
def unreadable(store: Store) -> Iterator[None]:
    """Let the page of the settings be noise until the block ends."""
    store.release()
    place = (_page_of_settings(store) - 1) * PAGE
    with store.path.open("r+b") as file:
        file.seek(place)
        whole = file.read(PAGE)
        file.seek(place)
        file.write(bytes(PAGE))
        file.flush()
        yield
        file.seek(place)
        file.write(whole)


@pytest.fixture
def kept(store: Store, acting: Acting) -> Store:
    with store.write(acting) as session:
        change_setting(session, "x", 1)
    return store


def x_of(store: Store) -> int:
    with store.read() as session:
        return settings.read(session, "x", int, 0)


def test_what_cannot_be_read_is_said_and_is_read_once_the_disk_gives_it(kept: Store) -> None:
    with unreadable(kept):
        for _ in range(2):
            with pytest.raises(Unread, match="cannot be read"):
                x_of(kept)
    assert x_of(kept) == 1


def test_what_cannot_be_written_for_it_is_written_once_the_disk_gives_it(kept: Store, acting: Acting) -> None:
    with unreadable(kept):
        for _ in range(2):
            with pytest.raises(Trouble, match="Not saved"), kept.write(acting) as session:
                change_setting(session, "x", 2)
    with kept.write(acting) as session:
        change_setting(session, "x", 3)
    assert x_of(kept) == 3

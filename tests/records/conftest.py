"""A copy of three people, and things that were done about them."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from downtime_desk.core.store import Acting, Store
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.actions import LookAt, Reveal, Tell, look_at, reveal, tell
from downtime_desk.people.summary import EntryCode, Person
from downtime_desk.rota import mirror as rota_mirror
from tests.plugins.clock import Clock
from tests.printing.conftest import ASH, CARERS, COPIED, NDIAYE, PEOPLE, VISITS

TED = "p-1"
HELD = (msgspec.structs.replace(PEOPLE[0], entry_codes=(EntryCode("Key safe", "4471X"),)), ASH, NDIAYE)


@pytest.fixture
def kept(store: Store, acting: Acting, clock: Clock) -> Store:
    """The copy of 19:15; Ted and Maureen were looked at, Ted's code was shown, something was told of him."""
    with store.write(acting) as session:
        people_mirror.apply(session, HELD, COPIED, frozenset())
        rows = [[rota_mirror.row_of(each) for each in VISITS]]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, rows), COPIED)
    with store.write(acting) as session:
        look_at(session, LookAt(TED))
        look_at(session, LookAt("p2"))
        reveal(session, Reveal(TED, "Iwan is at the door"))
        tell(session, Tell(TED, "other", "Sleeps downstairs now", "Joan", "daughter", clock()))
    return store


@pytest.fixture
def leave(store: Store, acting: Acting) -> Callable[[str, datetime], None]:
    """Return what takes a person off the main system's list, at an instant."""

    def gone(person: str, at: datetime) -> None:
        def those_left() -> list[Person]:
            return [each for each in HELD if each.id != person]

        with store.write(acting) as session:
            people_mirror.apply(session, those_left(), at, frozenset())

    return gone


LONG_AGO = datetime(2018, 11, 1, tzinfo=UTC)

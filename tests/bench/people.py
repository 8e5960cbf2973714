"""Rows about people: finding somebody among a national group's, key by key."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from statistics import quantiles

from downtime_desk.people import mirror
from downtime_desk.people.search import Search
from tests.bench.branch import COPIED, empty_store, some_people
from tests.bench.harness import Pair, Row, at_most, milliseconds

PEOPLE = 50_000
FRAME = 16.0
"""Milliseconds: one picture of a screen that shows sixty a second."""
TYPED = ("holloway ed", "szymanski", "o'brien maur", "m", "x", "hl0123", "zak lukasz", "holowey")


@contextmanager
def a_key_pressed() -> Iterator[Pair]:
    """Type several names letter by letter; the slowest key of a hundred has to fit into a frame."""
    with empty_store() as signed_in:
        with signed_in.store.write(signed_in.acting) as session:
            mirror.apply(session, some_people(PEOPLE), COPIED, frozenset())
        search = Search()
        keys = [name[: n + 1] for name in TYPED for n in range(len(name))]

        def slowest() -> float:
            with signed_in.store.read() as session:
                taken = [milliseconds(partial(search.find, session, typed))() for typed in keys]
            return quantiles(taken, n=100)[-1]

        yield slowest, at_most(FRAME)


ROWS = [Row("G7", "A key pressed, 50,000 people, 99 in 100", "a frame", "ms", a_key_pressed, most=1)]
"""Finding alone; what painting adds is measured with the page."""

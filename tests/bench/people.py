"""Rows about people: finding somebody among a national group's, key by key, until it is painted."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from statistics import quantiles

from PySide6.QtWidgets import QApplication

from downtime_desk.people import mirror
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from tests.bench.branch import COPIED, empty_store, now, some_people
from tests.bench.harness import Pair, Row, at_most, milliseconds

PEOPLE = 50_000
FRAME = 16.0
"""Milliseconds: one picture of a screen that shows sixty a second."""
TYPED = ("holloway ed", "szymanski", "o'brien maur", "m", "x", "hl0123", "zak lukasz", "holowey")


@contextmanager
def a_key_pressed() -> Iterator[Pair]:
    """Type several names letter by letter; the slowest key of a hundred has to fit into a frame."""
    app = QApplication.instance() or QApplication([])
    theme.wear(theme.Look())
    with empty_store() as signed_in:
        with signed_in.store.write(signed_in.acting) as session:
            mirror.apply(session, some_people(PEOPLE), COPIED, frozenset())
        jobs = Jobs()
        desk = Desk(signed_in.store, jobs, now)
        page = PeopleScreen(desk, lambda _person: None, lambda _person: ())
        page.resize(1366, 768)
        page.show()
        app.processEvents()

        def press(typed: str) -> None:
            page.field.line.setText(typed)
            app.processEvents()

        def slowest() -> float:
            taken = [
                milliseconds(partial(press, name[: n + 1]))() for name in TYPED for n in range(len(name))
            ]
            return quantiles(taken, n=100)[-1]

        yield slowest, at_most(FRAME)
        page.close()
        jobs.close()
        desk.close()


ROWS = [
    Row(
        "G7",
        f"A key to its results painted, {PEOPLE:,} people, 99 in 100",
        "a frame",
        "ms",
        a_key_pressed,
        most=1,
    )
]

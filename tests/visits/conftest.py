"""A small branch on the night of the pictures: people, carers and visits, as a copy brings them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Communication,
    Contact,
    CprDecision,
    Eating,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.plan import Carer, PlannedVisit
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from downtime_desk.visits.screen import VisitsScreen
from tests.plugins.clock import Clock

KEY = Qt.Key

COPIED = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
BEGAN = datetime(2026, 11, 21, 19, 52, tzinfo=UTC)


def at(face: str) -> datetime:
    """Return an instant of the night: 12:00 to 23:59 is Saturday, earlier is Sunday."""
    hour, minute = int(face[:2]), int(face[3:])
    return datetime(2026, 11, 21 if hour >= 12 else 22, hour, minute, tzinfo=UTC)


EDWIN = Person(
    id="p1",
    family="Holloway",
    given="Edwin",
    title="Mr",
    known_as="Ted",
    born=date(1941, 3, 14),
    nhs_number="9990002312",
    version="1",
    summary=Summary(
        priority=Priority("red", ("Parkinson's medicine at exact times",)),
        allergies=Listed(
            "listed",
            (Allergy("Penicillin", "rash, swollen face", "severe", date(2024, 6, 11)),),
            date(2024, 6, 11),
        ),
        medicines=Listed(
            "listed",
            (
                Medicine(
                    "Co-beneldopa 12.5/50 mg",
                    "1 dispersible",
                    times=("01:45", "08:00"),
                    time_critical=True,
                    window_minutes=30,
                    support="administer",
                ),
            ),
        ),
        contacts=Listed("listed", (Contact("Bill Trott", "neighbour", "01632 960274", key_holder=True),)),
        cpr=CprDecision(decided=True, form="ReSPECT", where="yellow folder, kitchen drawer"),
        mobility=Mobility(carers=1),
        eating=Eating(6, 2),
        communication=Communication(text="slow to answer: wait 10 seconds"),
        lives_alone=True,
        can_summon_help=True,
        alerts=Listed("listed", (Alert("Falls"),)),
    ),
)


def person(
    id_: str, family: str, given: str, summary: Summary, born: date | None = date(1940, 1, 2)
) -> Person:
    return Person(
        id=id_, family=family, given=given, born=born, nhs_number=None, summary=summary, version="1"
    )


PEOPLE = (
    EDWIN,
    person(
        "p2",
        "Ashworth",
        "Maureen",
        Summary(
            priority=Priority("red"),
            mobility=Mobility(carers=2),
            lives_alone=False,
            allergies=Listed("none", (), date(2025, 2, 1)),
        ),
    ),
    person("p3", "Banerjee", "Sunita", Summary(priority=Priority("amber"), lives_alone=False)),
    person(
        "p4",
        "Holloway",
        "Patricia",
        Summary(priority=Priority("green"), lives_alone=False),
        date(1952, 11, 30),
    ),
    person("p5", "Nuttall", "Arthur", Summary()),
    person("p6", "Marlow", "Olive", Summary(priority=Priority("red"), lives_alone=True)),
)
CARERS = (
    Carer("c1", "Prosser", "Iwan", "07700 900147"),
    Carer("c2", "Petrova", "Mina", "07700 900148"),
    Carer("c3", "Dunn", "Keira", "07700 900149"),
)


def visit(
    id_: str,
    person_id: str,
    start: str,
    minutes: int,
    carers: tuple[str, ...],
    needed: int = 1,
    status: str = "booked",
) -> PlannedVisit:
    begins = at(start)
    return PlannedVisit(
        id=id_,
        person_id=person_id,
        start=begins,
        end=begins + timedelta(minutes=minutes),
        status=status,
        carers=carers,
        carers_needed=needed,
        service="Personal care",
        version="7",
    )


VISITS = (
    visit("v1", "p1", "01:45", 30, ("c1",)),
    visit("v2", "p2", "01:30", 30, ("c2", "c3"), 2),
    visit("v3", "p3", "20:50", 30, ("c3",)),
    visit("v4", "p4", "21:00", 30, ("c2",), 1, "cancelled"),
    visit("v5", "p5", "23:00", 30, ("c2",)),
    visit("v6", "p6", "02:30", 30, ("c1",)),
    visit("v7", "p4", "18:00", 30, ("c1",)),
    visit("v8", "p4", "09:00", 30, ("c1",)),
)


@pytest.fixture
def copy(store: Store, acting: Acting) -> Store:
    """A store with the copy of 19:30."""
    with store.write(acting) as session:
        people_mirror.apply(session, PEOPLE, COPIED, frozenset())
        chunks = [[rota_mirror.row_of(each) for each in VISITS]]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, chunks), COPIED)
    return store


@pytest.fixture
def outage(copy: Store, acting: Acting) -> Store:
    """The same store with the outage of 19:52 running."""
    with copy.write(acting) as session:
        declare(session, Declare(("Rota",), BEGAN, "Carers rang: the app shows nothing"))
    return copy


@contextmanager
def desk_of(store: Store, acting: Acting, clock: Clock) -> Iterator[Desk]:
    """A signed-in desk over a store, in the plain look."""
    theme.wear(theme.Look())
    jobs = Jobs()
    jobs.sign_in(store, acting)
    made = Desk(store, jobs, clock)
    yield made
    made.close()
    jobs.close()


@pytest.fixture
def desk(outage: Store, acting: Acting, clock: Clock, qapp: QApplication) -> Iterator[Desk]:
    with desk_of(outage, acting, clock) as made:
        yield made


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    made = VisitsScreen(desk)
    qtbot.addWidget(made)
    made.resize(1184, 709)
    with qtbot.waitActive(made):
        made.show()
    qtbot.waitUntil(made.beside.begun)
    made.find()
    return made


class Walk:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, screen: QWidget) -> None:
        self.screen, self.pressed = screen, 0

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> "Walk":
        self.pressed += 1
        QTest.keyClick(self._focus(), key, modifiers)
        return self

    def type(self, words: str, *, counted: bool = True) -> "Walk":
        self.pressed += len(words) if counted else 0
        QTest.keyClicks(self._focus(), words)
        return self

    def tab(self) -> "Walk":
        return self.key(KEY.Key_Tab)

    def save(self) -> "Walk":
        """Press Ctrl+Enter, which the window hands to `primary()`."""
        self.pressed += 1
        assert isinstance(self.screen, VisitsScreen)
        self.screen.primary()
        return self

    def _focus(self) -> QWidget:
        focused = self.screen.focusWidget()
        assert focused is not None
        return focused

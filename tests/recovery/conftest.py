"""An outage at Harbour Lane, over at 07:25, with visits to give back."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.core.journal import record
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import actions as outages
from downtime_desk.people import mirror as people
from downtime_desk.people.summary import Person, Priority, Summary
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.rota import mirror as rota
from downtime_desk.rota.plan import Carer
from downtime_desk.sync import connection
from downtime_desk.sync.reconnect.facts import ReconnectBegan
from downtime_desk.ui.desk import Desk as UiDesk
from tests.plugins.clock import Clock
from tests.sync_return.conftest import Desk, appointment, here
from tests.sync_return.main_system import Here

__all__ = ["here"]

SINCE = datetime(2026, 11, 21, 19, 52, tzinfo=UTC)
BACK = datetime(2026, 11, 22, 7, 25, tzinfo=UTC)
PIKE = Person(
    id="p1",
    family="Pike",
    given="Ronald",
    title="Mr",
    nhs_number="9990006237",
    summary=Summary(priority=Priority(level="amber")),
)


@pytest.fixture
def outage(store: Store, acting: Acting, here: Here, clock: Clock) -> Desk:
    """Return the desk at 09:20 on Sunday, with two visits of the night in its copy."""
    made = Desk(store, acting, here, clock)
    for number in range(1, 9):
        here.system.shelf.remove("Appointment", f"v{number}")
    for visit in ("v1", "v2"):
        here.system.shelf.put(appointment(visit), visit)
    with store.write(acting) as session:
        people.apply(session, [PIKE], clock(), set())
        rota.apply(session, rota.Rota(carers=[Carer("c1", "Dunn", "Keira")], chunks=[]), clock())
        chosen = connection.Connection("Fernway", "server", "http://127.0.0.1:9")
        connection.choose(session, connection.Choose(chosen))
    made.copy_rota("v1", "v2")
    clock.present = SINCE
    with store.write(acting) as session:
        outages.declare(session, outages.Declare(("Rota",), SINCE, "The board went blank."))
    clock.present = datetime(2026, 11, 22, 9, 20, tzinfo=UTC)
    with store.write(acting) as session:
        outages.main_system_back(session, BACK)
    return made


def checks_begin(desk: Desk) -> None:
    """Begin the checks before the main system is relied on again."""
    with desk.store.write(desk.acting) as session:
        reference = outages.running(session).reference
        record(session, ReconnectBegan(reference), subject=f"outage/{reference}")


def version_of(desk: Desk, visit: str) -> str:
    """Return the version of a visit in the copy."""
    return desk.here.visit(visit)["meta"]["versionId"]


def shown(outage: Desk, desk: UiDesk, qtbot: QtBot) -> ReturnScreen:
    """Show the Return page of a desk, as wide as it is at 1366."""
    QAccessible.setActive(True)
    made = ReturnScreen(desk, outage.store)
    qtbot.addWidget(made)
    made.resize(1184, 706)
    made.show()
    settle_events()
    return made


@pytest.fixture
def screen(outage: Desk, desk: UiDesk, qtbot: QtBot) -> ReturnScreen:
    """Return the Return page of the outage."""
    return shown(outage, desk, qtbot)


def settle_events() -> None:
    """Let redraws that were asked for happen, and what is read for them beside the window arrive."""
    for _ in range(3):
        QApplication.processEvents()
    while any(isinstance(each, ReturnScreen) and each.beside.busy() for each in QApplication.allWidgets()):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

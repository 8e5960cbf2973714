"""The proofs are looked at by themselves while somebody is signed in, and each day keeps its first look."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded
from downtime_desk.app.daily import DailyCheck
from downtime_desk.assurance.queries import last_days
from downtime_desk.ui.desk import Desk
from tests.plugins.clock import Clock


def test_each_day_that_the_program_is_open_has_one_figure(
    desk: Desk, founded: Founded, clock: Clock, qtbot: QtBot
) -> None:
    parent = QObject()
    check = DailyCheck(desk, founded.signed_in, parent)
    assert check.counter() is None, "nothing was looked at yet"

    def kept() -> list[bool]:
        with desk.read() as session:
            return [day.held is not None for day in last_days(session, clock())[-3:]]

    check.look()
    qtbot.waitUntil(lambda: kept() == [False, False, True])
    counter = check.counter()
    assert counter is not None
    assert counter.number > 0
    clock.forward(days=2)
    check.look()
    qtbot.waitUntil(lambda: kept() == [True, False, True])

"""Run as a program that is killed: it types into one of the forms, says once the draft is kept, and waits.

`python -m tests.visits.typing HOME FORM`
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.core.drafts import drafts
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from tests.conftest import NIGHT
from tests.faults.acts import signed_in
from tests.plugins.clock import Clock

VISIT = "v1"
PATIENCE = 20
"""Seconds after which no draft is expected any more."""


def deviation(screen: VisitsScreen) -> None:
    """Write half a deviation."""
    screen.open(VISIT)
    screen.ask_deviation()
    dialog = screen.findChild(DeviationDialog)
    assert dialog is not None
    dialog.what.area.setPlainText("He was on the floor beside his ch")
    dialog.severity._segments[1].click()
    dialog.done_about["gp-111-999"].click()
    dialog.why.line.setText("Neighbour saw no bruise, to as")


def door(screen: VisitsScreen) -> None:
    """Write half of what was found at a silent door."""
    screen.open(VISIT)
    screen.no_reply()
    card = screen.pane.no_reply
    QTest.keyClicks(card.at.line, "15")
    QTest.keyClicks(card.who.line, "Iwan Pros")


def follow_up(screen: VisitsScreen) -> None:
    """Write half a reason for a decision."""
    screen.follow_up()
    dialog = screen.findChild(FollowUpDialog)
    assert dialog is not None
    dialog.decision._segments[1].click()
    QTest.keyClicks(dialog.words.line, "Talked to his daugh")


FORMS: dict[str, tuple[Callable[[VisitsScreen], None], str]] = {
    "deviation": (deviation, "no bruise, to as"),
    "door": (door, "Iwan Pros"),
    "follow-up": (follow_up, "his daugh"),
}


def main(home: str, form: str) -> None:
    """Type, wait until what was typed is in the store, say so, and wait to be killed."""
    application = QApplication([])
    here = signed_in(Path(home))
    jobs = Jobs()
    jobs.sign_in(here.store, here.acting)
    desk = Desk(here.store, jobs, Clock(NIGHT))
    screen = VisitsScreen(desk)
    screen.resize(1184, 709)
    screen.show()
    while not screen.beside.begun():
        application.processEvents()
    type_, words = FORMS[form]
    type_(screen)
    give_up = time.monotonic() + PATIENCE
    while not _kept(desk, words) and time.monotonic() < give_up:
        application.processEvents()
        time.sleep(0.01)
    sys.stdout.write("kept\n" if _kept(desk, words) else "nothing is kept\n")
    sys.stdout.flush()
    time.sleep(600)


def _kept(desk: Desk, words: str) -> bool:
    with desk.read() as session:
        return any(words in kept for kept in session.execute(select(drafts.c.words)).scalars())


if __name__ == "__main__":
    main(*sys.argv[1:])

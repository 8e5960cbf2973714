"""A visit that stands otherwise here than in the record says so wherever it is shown, and who changed it and why."""

from collections import defaultdict
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from downtime_desk.core.store import Acting, Store
from downtime_desk.people.told import Told
from downtime_desk.rota.actions import AddVisit, MoveVisit, add_visit, move_visit
from downtime_desk.rota.today import MARKS
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import queries
from downtime_desk.visits.queries import DayRow, QueueRow
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog
from downtime_desk.visits.screen.rows import Rows, alike
from tests.conftest import NIGHT
from tests.ui.tree import tree
from tests.visits.conftest import at, shown

CHANGED, ADDED = MARKS["changed"], MARKS["added"]


@pytest.fixture
def screen(outage: Store, acting: Acting, desk: Desk, qtbot: QtBot) -> VisitsScreen:
    """The night, in which Olive's visit was moved and one was added for Arthur."""
    with outage.write(acting) as session:
        move_visit(session, MoveVisit("v6", at("02:20"), at("02:50"), "Olive wants to sleep"))
        add_visit(session, AddVisit("p5", at("02:10"), at("02:30"), "He rang: the pad is wet", ("c3",)))
    return shown(desk, qtbot)


def rows_said(screen: VisitsScreen) -> str:
    model = screen.board.list.model()
    places = range(model.rowCount())
    return " ".join(model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) for place in places)


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_pane_says_what_was_changed_by_whom_and_why(screen: VisitsScreen) -> None:
    screen.open("v6")
    said = words(tree(screen.pane))
    assert f"{CHANGED}." in said
    assert "Priya Nair" in screen.pane.origin.words()
    assert "Olive wants to sleep" in screen.pane.origin.words()
    screen.open("v1")
    assert screen.pane.origin.isHidden()


def test_the_queue_and_the_whole_day_mark_it_and_say_it(screen: VisitsScreen) -> None:
    assert "MARLOW, Olive, Red, 02:20 to 02:50, 1 carer. " in rows_said(screen)
    assert rows_said(screen).count(str(CHANGED)) == 1
    screen.board.which._segments[1].click()
    said = rows_said(screen)
    assert (said.count(str(CHANGED)), said.count(str(ADDED))) == (1, 1)


def test_every_origin_has_its_line_in_a_row_and_the_copy_none(screen: VisitsScreen, outage: Store) -> None:
    rows = Rows(NIGHT)
    with outage.read() as session:
        queue = queries.queue(session, NIGHT).rescue[0]
        day = queries.day(session, NIGHT.date(), NIGHT)[0]
    for origin, mark in MARKS.items():
        shown_rows: tuple[QueueRow | DayRow, ...] = tuple(
            replace(each, origin=origin) for each in (queue, day)
        )
        for each in shown_rows:
            drawn = "".join(
                run.text for line in rows.picture(each).lines for run in (*line.left, *line.right)
            )
            assert (str(mark) in drawn, str(mark) in rows.sentence(each)) == (bool(mark), bool(mark))


def test_rows_that_count_as_alike_are_equally_high(screen: VisitsScreen, outage: Store) -> None:
    rows, heights = Rows(NIGHT), defaultdict(set)
    with outage.read() as session:
        queue, day = queries.queue(session, NIGHT), queries.day(session, NIGHT.date(), NIGHT)
    told = Told(
        "t", "p1", "Edwin", "hospital", "Ward 4.", "Anne", "daughter", NIGHT, *[None] * 4, "Priya", "t"
    )
    for each in (*queue.rows, *day):
        for origin in MARKS:
            for where in (None, told):
                row = replace(each, origin=origin, whereabouts=where)
                heights[alike(row)].add(sum(line.height() for line in rows.picture(row).lines))
    assert len(heights) == 8
    assert all(len(each) == 1 for each in heights.values())


def test_a_call_says_it_on_its_row(screen: VisitsScreen, desk: Desk) -> None:
    dialog = CallDialog(screen, desk)
    dialog.open()
    dialog._show_run("c1")
    olive = next(each for each in dialog.rows if each.seen.planned.visit == "v6")
    said = words(tree(olive))
    assert str(CHANGED) in said
    assert "Olive wants to sleep" in said
    assert not any(str(CHANGED) in words(tree(each)) for each in dialog.rows if each is not olive)
    dialog.close_as_it_is()

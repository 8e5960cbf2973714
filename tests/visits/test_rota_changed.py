"""The rota changed from the screen of visits, and what the timeline shows of it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import actions
from downtime_desk.rota.actions import AddVisit, CancelVisit, MoveVisit, Reassign, TakeOff
from downtime_desk.rota.queries.away import away
from downtime_desk.rota.screen.changing import AddVisitDialog, MoveTimeDialog, ReassignDialog
from downtime_desk.rota.standing import standing
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import queries
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.timeline.looks import looks
from tests.conftest import NIGHT
from tests.visits.conftest import at

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
Do = Callable[..., Any]


@pytest.fixture
def do(outage: Store, acting: Acting) -> Do:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def dialog(screen: VisitsScreen, kind: type[Modal]) -> Any:
    found = [each for each in screen.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def to_timeline(screen: VisitsScreen, qtbot: QtBot) -> None:
    next(each for each in screen.board.which._segments if each.value == "timeline").click()
    qtbot.waitUntil(lambda: screen.focusWidget() is screen.timeline.canvas)


def choose(menu: QMenu, words: str) -> None:
    next(each for each in menu.actions() if each.text().replace("&", "") == words).trigger()


def test_ctrl_n_asks_for_a_visit_not_on_the_rota(screen: VisitsScreen, qtbot: QtBot) -> None:
    assert screen.changing.add.words() == "Add visit"
    QTest.keyClick(screen, KEY.Key_N, CTRL)
    made = dialog(screen, AddVisitDialog)
    made.reject()
    screen.changing.add.click()
    dialog(screen, AddVisitDialog).reject()


def test_a_visit_that_was_made_opens_to_be_verified(
    screen: VisitsScreen, qtbot: QtBot, outage: Store
) -> None:
    screen.changing.add_visit()
    asked = dialog(screen, AddVisitDialog)
    asked.person.choose("p4")
    asked.which.choose("made")
    for field, words in ((asked.begins, "2200"), (asked.ends, "+30"), (asked.why, "She rang")):
        field.line.setFocus()
        QTest.keyClicks(field.line, words)
    asked.number.choose("1")
    qtbot.waitUntil(lambda: bool(asked.who.list.model().rowCount()))
    asked.who.choose("c3")
    asked.do_button.click()
    qtbot.waitUntil(asked.to_ring.isVisible)
    added = asked.visit
    asked.do_button.click()
    qtbot.waitUntil(lambda: screen.verifying.visit() == added)
    assert screen.form.outcome.value() is None
    assert screen.form.outcome.isAncestorOf(screen.focusWidget())


def test_the_visit_in_view_is_moved_and_what_is_typed_stays(
    screen: VisitsScreen, qtbot: QtBot, outage: Store
) -> None:
    screen.open("v6")
    screen.form.note.line.setFocus()
    QTest.keyClicks(screen.form.note.line, "She asked for tea")
    choose(screen.changing.menu(), "Move to another time")
    asked = dialog(screen, MoveTimeDialog)
    for field, words in ((asked.begins, "330"), (asked.ends, "+30"), (asked.why, "She is up late")):
        field.line.setFocus()
        QTest.keyClicks(field.line, words)
    asked.do_button.click()
    qtbot.waitUntil(asked.to_ring.isVisible)
    asked.do_button.click()
    qtbot.waitUntil(
        lambda: bool(screen.verifying.seen and screen.verifying.seen.planned.start == at("03:30"))
    )
    assert screen.form.note.text() == "She asked for tea"


def test_m_asks_who_goes_instead(screen: VisitsScreen, qtbot: QtBot, outage: Store) -> None:
    to_timeline(screen, qtbot)
    QTest.keyClick(screen.timeline.canvas, KEY.Key_Right)
    assert screen.timeline.canvas.current().visit == "v6"  # type: ignore[union-attr]
    QTest.keyClick(screen.timeline.canvas, KEY.Key_M)
    asked = dialog(screen, ReassignDialog)
    assert asked.seen.visit.id == "v6"
    qtbot.waitUntil(lambda: bool(asked.who.list.model().rowCount()))
    asked.who.choose("c3")
    QTest.keyClicks(asked.why.line, "Iwan is held up")
    asked.do_button.click()
    qtbot.waitUntil(asked.to_ring.isVisible)
    asked.do_button.click()
    with outage.read() as session:
        assert [each.carer for each in standing(session, "v6").visit.carers] == ["c3"]
    qtbot.waitUntil(lambda: screen.timeline.canvas.shelf.find("c3", "v6") is not None)


def test_without_an_outage_nothing_is_asked(screen: VisitsScreen, do: Do, qtbot: QtBot) -> None:
    do(actions.cancel_visit, CancelVisit("v8", "In hospital", "Ward 4"))
    screen.open("v8")
    choose(screen.changing.menu(), "Move to another carer")
    told = [each for each in screen.findChildren(Modal) if each.isVisible()]
    assert [each.accessibleName() for each in told] == ["This visit is cancelled."]
    told[0].accept()


def test_who_is_off_has_a_stretch_with_words_in_their_lane(
    do: Do, outage: Store, screen: VisitsScreen
) -> None:
    off = do(actions.carer_off, TakeOff("c1", at("02:00"), None, "Went home sick"))
    do(actions.reassign, Reassign("v6", ("c3",), "Iwan is off", seen=off.id))
    with outage.read() as session:
        lanes = queries.lanes(session, NIGHT, at("14:00"), at("11:59"))
    [lane] = [each for each in lanes if each.carer == "c1"]
    [stretch] = lane.off
    assert (stretch.since, stretch.until) == (at("02:00"), None)
    assert stretch.words() == (
        "Went home sick 02:00. MARLOW 02:30 moved to Keira Dunn. HOLLOWAY 09:00 has no carer."
    )
    assert [each.off for each in lanes if each.carer == "c2"] == [()]


def test_who_came_back_is_off_no_longer_than_that(do: Do, outage: Store) -> None:
    off = do(actions.carer_off, TakeOff("c1", at("02:00"), None, "Sick"))
    do(actions.carer_back, actions.ComeBack(off.id, at("04:00")))
    with outage.read() as session:
        [found] = away(session, at("00:00"), at("09:30"))
    assert found.until == at("04:00")
    assert found.words() == "Sick 02:00. MARLOW 02:30 has no carer. HOLLOWAY 09:00 is theirs again."


def test_a_carer_whose_whole_run_went_keeps_a_lane(do: Do, outage: Store) -> None:
    do(actions.carer_off, TakeOff("c1", at("08:00"), None, "Sick"))
    with outage.read() as session:
        lanes = queries.lanes(session, NIGHT, at("08:30"), at("11:00"))
    assert [each.name for each in lanes if each.off] == ["Iwan Prosser"]


def test_what_is_not_as_the_copy_has_it_is_marked_by_letter_and_word(do: Do, outage: Store) -> None:
    do(actions.move_visit, MoveVisit("v6", at("03:30"), at("04:00"), "She is up late"))
    do(actions.add_visit, AddVisit("p3", at("05:00"), at("05:30"), "She rang", ("c1",)))
    since, until = at("14:00"), at("11:59")
    with outage.read() as session:
        [lane] = [each for each in queries.lanes(session, NIGHT, since, until) if each.carer == "c1"]
        read = queries.read_lanes(session, [lane], NIGHT, since, until)["c1"]
    marked = {block.name: look for block, look in zip(read.blocks, looks(lane, read, NIGHT), strict=True)}
    assert marked["MARLOW, Olive"].mark == "C"
    assert marked["MARLOW, Olive"].sentence.endswith("Changed at the desk.")
    assert marked["BANERJEE, Sunita"].mark == "N"
    assert marked["BANERJEE, Sunita"].sentence.endswith("Added at the desk, not in the record.")
    assert marked["HOLLOWAY, Edwin"].mark == ""


@pytest.mark.parametrize("look", [theme.Look(THEMES[name], text) for name in THEMES for text in (100, 200)])
def test_the_timeline_draws_it_in_every_look(
    look: theme.Look, screen: VisitsScreen, qtbot: QtBot, do: Do
) -> None:
    do(actions.carer_off, TakeOff("c1", at("02:00"), at("06:00"), "Went home sick"))
    do(
        actions.move_visit,
        MoveVisit("v5", at("23:30"), at("23:59"), "Asked", accepted=("Sat 21 Nov 23:30 has passed.",)),
    )
    theme.wear(look)
    to_timeline(screen, qtbot)
    assert not screen.timeline.canvas.grab().isNull()
    assert to_text(NIGHT)
    theme.wear(theme.Look())

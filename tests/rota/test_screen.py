"""The page of the rota: worst first, nobody chosen beforehand, all of it by keyboard, and read beside the window."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import StandDown, stand_down
from downtime_desk.people.actions import Tell, tell
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import (
    AddVisit,
    CancelVisit,
    GiveHandout,
    MoveVisit,
    Reassign,
    RollForward,
    TakeOff,
)
from downtime_desk.rota.candidates import Candidate
from downtime_desk.rota.model import handouts, local_visits
from downtime_desk.rota.queries import Uncovered
from downtime_desk.rota.screen.changing import (
    AddVisitDialog,
    CancelDialog,
    CarerBackDialog,
    CarerOffDialog,
    DoubleUpDialog,
    MoveTimeDialog,
    ReassignDialog,
)
from downtime_desk.rota.screen.giving import GiveOutDialog, ReadBackDialog
from downtime_desk.rota.screen.page import RotaScreen
from downtime_desk.rota.screen.rolling import EndRollForwardDialog, RollForwardDialog
from downtime_desk.rota.screen.rows import Key
from downtime_desk.rota.standing import standing
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Section
from downtime_desk.ui.parts import Button, Kind
from downtime_desk.visits.queries.written import written_about
from downtime_desk.visits.settings import NAME, Thresholds
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import CARERS, VISITS, at, desk_of

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SUNDAY = date(2026, 11, 22)
SICK = TakeOff("c1", NIGHT, None, "Sick")
MOVED = MoveVisit("v6", at("03:30"), at("04:00"), "Olive is up late")
Do = Callable[..., Any]
Dialog = TypeVar("Dialog", bound=Modal)


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> RotaScreen:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot, wide: int = 1184) -> RotaScreen:
    made = RotaScreen(desk, written_about, print)
    qtbot.addWidget(made)
    made.resize(wide, 709)
    with qtbot.waitActive(made):
        made.show()
    made.find()
    settled(made, qtbot)
    return made


def settled(screen: RotaScreen, qtbot: QtBot) -> None:
    """Wait until all that was asked for has been read and shown."""
    qtbot.waitUntil(
        lambda: (
            not screen.desk.jobs.busy()
            and not any(each.busy() for each in (screen.reading, screen.reaching, screen.right.cover.ranking))
        )
    )
    QApplication.processEvents()


def heads(screen: RotaScreen) -> list[str]:
    return [row.title for row in screen.board.list._rows._rows if isinstance(row, Section)]


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)
    QApplication.processEvents()


def type_words(words: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, words)


def opened(kind: type[Dialog], qtbot: QtBot) -> Dialog:
    """Return the dialog that is open, which has to be of a kind."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), Modal))
    dialog = QApplication.activeWindow()
    assert type(dialog) is kind
    return dialog


def choose(screen: RotaScreen, qtbot: QtBot, key: Key) -> None:
    assert screen.board.list.select(key), key
    settled(screen, qtbot)


def filled(screen: RotaScreen) -> list[str]:
    """Return the words of every filled button that is seen."""
    return [
        button.words()
        for button in screen.findChildren(Button)
        if button.isVisible() and button._kind in (Kind.PRIMARY, Kind.BIG)
    ]


def carers_of(store: Store, visit: str) -> tuple[str, ...]:
    with store.read() as session:
        return tuple(each.carer for each in standing(session, visit).visit.carers)


def copied_again(store: Store, acting: Acting, **change: Any) -> None:
    """Take a later copy in which Olive's visit is otherwise."""
    rows = [
        mirror.row_of(msgspec.structs.replace(each, version="8", **change) if each.id == "v6" else each)
        for each in VISITS
    ]
    unseen = frozenset(mirror.row_of(each)[-1] for each in VISITS if each.id == "v6")
    with store.write(acting) as session:
        mirror.apply(session, mirror.Rota(CARERS, [rows], unseen), NIGHT)


def test_what_a_screen_reader_is_told(do: Do, desk: Desk, qtbot: QtBot) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    said = tree(screen)
    for line in (
        'list "Rota, what needs somebody first"',
        'row "Need a carer: 2. soonest first"',
        'row "MARLOW, Olive, Red, 02:30 to 03:00. Nobody is to go. Iwan Prosser is off. Sick. Priya Nair, Sun 22',
        'Nov 02:06. CHANGED AT THE DESK."',
        'row "Iwan Prosser, off from Sun 22 Nov 02:06 until further notice. Sick."',
        'row "Keira Dunn, 1 visit, 01:30 to 02:00, given nothing yet."',
        'list "Who could go, best first"',
        'row "Mina Petrova. For it: free at that time',
        'button "Choose who goes" (key: Ctrl Enter)',
        'button "Day before" (key: Alt Left)',
        'button "Add a visit" (key: Ctrl N)',
    ):
        assert line in said, line
    assert "Sun 22 Nov, today" in said
    assert "Born 02-Jan-1940 (86)" in said
    assert "NHS No. NOT RECORDED" in said


def test_a_stay_in_hospital_told_since_the_copy_stands_in_every_row_of_the_person(
    do: Do, desk: Desk, qtbot: QtBot
) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    desk.jobs.write(screen, tell, Tell("p6", "hospital", "Ward 4", "Anne", "daughter", at("01:10")))
    settled(screen, qtbot)
    choose(screen, qtbot, ("visit", "v6"))
    said = tree(screen)
    where = "Told 01:10, not checked: in hospital"
    assert f"02:30 to 03:00. {where}. Nobody is to go." in said
    assert f'group "{where}"' in said
    assert "Ring before a carer goes." in said
    row = screen.board.list.current()
    assert isinstance(row, Uncovered)
    assert screen.board._rows.picture(row).dashed
    with desk.read() as session:
        seen = standing(session, "v6").last_entry
    do(actions.reassign, Reassign("v6", ("c2",), "She can", seen=seen))
    screen.refresh()
    settled(screen, qtbot)
    choose(screen, qtbot, ("run", "c2"))
    assert f"MARLOW, Olive, Red, 02:30 to 03:00. {where}." in tree(screen.right.run)


def test_everything_that_can_be_operated_has_a_name(do: Do, desk: Desk, qtbot: QtBot) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    for key in (("visit", "v6"), ("run", "c2"), ("off", screen.found.off[0].id)):  # type: ignore[union-attr]
        choose(screen, qtbot, key)
        assert all(name_of(part) for part in controls(screen)), key


def test_the_worst_stands_first(do: Do, desk: Desk, outage: Store, acting: Acting, qtbot: QtBot) -> None:
    do(actions.move_visit, MOVED)
    copied_again(outage, acting, start=at("02:45"), end=at("03:15"))
    do(actions.give_handout, GiveHandout("c2", SUNDAY, "paper"))
    do(actions.give_handout, GiveHandout("c3", SUNDAY, "phone", "Keira"))
    do(actions.reassign, Reassign("v2", ("c3",), "Mina is needed elsewhere"))
    screen = shown(desk, qtbot)
    assert heads(screen) == [
        "Need a carer: 1",
        "The copy says otherwise: 1",
        "Tell the carer: 2",
        "Other runs: 1",
    ]
    assert screen.board.current() == screen.found.uncovered[0]  # type: ignore[union-attr]


def test_the_focus_is_in_the_list_when_the_day_has_been_read(screen: RotaScreen) -> None:
    assert screen.board.list.hasFocus()
    assert heads(screen) == ["Runs: 3"]
    assert "Nothing is rolled forward" in screen.head.reach_words()


def test_nobody_is_chosen_by_the_focus_nor_by_reading_again(do: Do, desk: Desk, qtbot: QtBot) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    press(KEY.Key_Return)
    assert screen.right.cover.list.hasFocus()
    assert screen.right.cover.picked() is None
    screen.refresh()
    settled(screen, qtbot)
    assert screen.right.cover.picked() is None
    press(KEY.Key_Down)
    assert screen.right.cover.picked() == "c2"
    screen.refresh()
    settled(screen, qtbot)
    assert screen.right.cover.picked() == "c2"


def test_a_visit_is_covered_by_keyboard_alone(do: Do, desk: Desk, outage: Store, qtbot: QtBot) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    assert screen.board.current().visit == "v6"  # type: ignore[union-attr]
    press(KEY.Key_Return)
    press(KEY.Key_Down)
    press(KEY.Key_Return)
    dialog = opened(ReassignDialog, qtbot)
    assert dialog.who.chosen() == ("c2",)
    dialog.why.line.setFocus()
    type_words("Iwan is sick")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: carers_of(outage, "v6") == ("c2",))
    qtbot.waitUntil(dialog.do_button.isEnabled)
    dialog.do_button.click()
    settled(screen, qtbot)
    assert [each.visit for each in screen.found.uncovered] == ["v8"]  # type: ignore[union-attr]
    assert screen.right.cover.visit() == "v8"
    assert screen.right.cover.picked() is None


def test_whoever_goes_already_stays_beside_the_one_who_is_chosen(do: Do, desk: Desk, qtbot: QtBot) -> None:
    do(actions.reassign, Reassign("v2", ("c3",), "Mina is needed elsewhere"))
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("visit", "v2"))
    assert "Keira Dunn goes." in screen.right.cover.head.words()
    screen.right.cover.list.select("c2")
    screen.primary()
    dialog = opened(ReassignDialog, qtbot)
    assert set(dialog.who.chosen()) == {"c3", "c2"}
    dialog.reject()


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        (KEY.Key_R, ReassignDialog),
        (KEY.Key_T, MoveTimeDialog),
        (KEY.Key_D, DoubleUpDialog),
        (KEY.Key_X, CancelDialog),
        (KEY.Key_G, GiveOutDialog),
        (KEY.Key_O, CarerOffDialog),
    ],
)
def test_letters_act_on_the_run_that_has_the_focus(
    screen: RotaScreen, qtbot: QtBot, letter: Qt.Key, kind: type[Modal]
) -> None:
    choose(screen, qtbot, ("run", "c1"))
    press(KEY.Key_Return)
    assert screen.right.run.visit() == "v1"
    press(letter)
    opened(kind, qtbot).reject()


def test_in_the_list_letters_jump_to_a_name(screen: RotaScreen, qtbot: QtBot) -> None:
    assert screen.board.current().name == "Iwan Prosser"  # type: ignore[union-attr]
    press(KEY.Key_M)
    assert screen.board.current().name == "Mina Petrova"  # type: ignore[union-attr]
    assert QApplication.activeModalWidget() is None


def test_a_run_says_its_gaps_and_its_clashes(do: Do, desk: Desk, qtbot: QtBot) -> None:
    with desk.read() as session:
        seen = standing(session, "v6").last_entry
    doubt = "Iwan Prosser is to be at HOLLOWAY, Edwin 01:45–02:15."
    passed = "Sun 22 Nov 02:00 has passed."
    moved = MoveVisit("v6", at("02:00"), at("02:30"), "Now", accepted=(doubt, passed), seen=seen)
    do(actions.move_visit, moved)
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("run", "c1"))
    said = tree(screen.right.run)
    assert "Clash: 15 min at the same time as HOLLOWAY, Edwin (Mr)." in said
    assert "CHANGED AT THE DESK. Moved from 02:30–03:00 to 02:00–02:30. Now. Priya Nair" in said
    assert "6 h 30 m free before." in said


def test_a_run_is_given_out_read_back_and_out_of_date(
    do: Do, screen: RotaScreen, outage: Store, qtbot: QtBot
) -> None:
    choose(screen, qtbot, ("run", "c1"))
    assert "Given nothing for this day yet." in screen.right.run.holds.words()
    assert filled(screen) == ["Give out"]
    screen.primary()
    give = opened(GiveOutDialog, qtbot)
    assert give.how.value() is None
    give.do_button.click()
    assert "How it is given was not chosen." in give._trouble.words()
    give.how.choose("phone")
    give.do_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    settled(screen, qtbot)
    assert screen.right.run.holds.words().startswith("Holds version 1, not read back.")
    assert "Nothing is sent to a phone" in screen.right.run.holds.words()
    assert heads(screen)[0] == "Tell the carer: 1"
    assert filled(screen) == ["Read back"]
    screen.primary()
    read = opened(ReadBackDialog, qtbot)
    assert (read.at.text(), read.by.text()) == ("", "")
    read.at.show_text("now")
    read.by.show_text("Iwan")
    read.do_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    settled(screen, qtbot)
    assert screen.right.run.holds.words().startswith("Holds version 1, read back 02:06.")
    assert filled(screen) == []
    do(actions.move_visit, MOVED)
    out_of_date = "Out of date: holds version 1, read back 02:06."
    qtbot.waitUntil(lambda: screen.right.run.holds.words().startswith(out_of_date))
    assert "MARLOW, Olive: 02:30–03:00 before, 03:30–04:00 now." in screen.right.run.holds.words()
    assert filled(screen) == ["Give out again"]
    with outage.read() as session:
        assert [row.version for row in session.execute(select(handouts))] == [1]


def test_a_run_changed_while_it_is_read_out_is_not_given(do: Do, screen: RotaScreen, qtbot: QtBot) -> None:
    choose(screen, qtbot, ("run", "c1"))
    screen.primary()
    give = opened(GiveOutDialog, qtbot)
    give.how.choose("phone")
    do(actions.move_visit, MOVED)
    give.do_button.click()
    assert "The run was changed while you read it out." in give._trouble.words()
    with screen.desk.read() as session:
        assert queries.holds(session, "c1", SUNDAY) is None
    give.reject()


def test_what_somebody_else_changes_comes_into_view(do: Do, screen: RotaScreen, qtbot: QtBot) -> None:
    assert heads(screen) == ["Runs: 3"]
    do(actions.carer_off, SICK)
    qtbot.waitUntil(lambda: heads(screen) == ["Need a carer: 2", "Off: 1", "Runs: 3"])


def test_a_carer_who_is_back_is_written_down_from_the_list(do: Do, desk: Desk, qtbot: QtBot) -> None:
    entry = do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("off", entry.id))
    assert filled(screen) == ["They are back"]
    screen.primary()
    opened(CarerBackDialog, qtbot).reject()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    choose(screen, qtbot, ("run", "c1"))
    screen.show_list()
    assert not screen.right.run.off.isVisible()
    press(KEY.Key_Return)
    press(KEY.Key_O)
    opened(CarerBackDialog, qtbot).reject()


@pytest.mark.parametrize(("side", "begins"), [("ours", "03:30"), ("theirs", "02:45")])
def test_a_difference_is_settled_by_choosing_and_saying_why(
    do: Do, desk: Desk, outage: Store, acting: Acting, qtbot: QtBot, side: str, begins: str
) -> None:
    do(actions.move_visit, MOVED)
    copied_again(outage, acting, start=at("02:45"), end=at("03:15"))
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("differs", "v6"))
    press(KEY.Key_Return)
    pane = screen.right.difference
    assert pane.chosen() is None
    assert "No suggestion." in pane.reason.text()
    screen.primary()
    assert "Nothing is chosen." in pane.trouble.words()
    if side == "theirs":
        press(KEY.Key_Down)
    press(KEY.Key_Return)
    assert pane.chosen() == side
    screen.primary()
    qtbot.waitUntil(lambda: "Why is missing." in pane.trouble.words())
    type_words("Rang Olive")
    screen.primary()
    qtbot.waitUntil(lambda: screen.found is not None and not screen.found.differences)
    with outage.read() as session:
        assert from_text(standing(session, "v6").visit.start) == at(begins)


def test_a_why_that_is_being_typed_outlives_what_others_do(
    do: Do, desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    do(actions.move_visit, MOVED)
    copied_again(outage, acting, start=at("02:45"), end=at("03:15"))
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("differs", "v6"))
    screen.right.difference.why.show_text("Rang Olive")
    copied_again(outage, acting, start=at("02:30"), end=at("03:00"))
    screen.refresh()
    settled(screen, qtbot)
    assert screen.found is not None
    assert screen.found.differences == ()
    assert screen.right.difference.isVisible()
    assert screen.right.difference.why.text() == "Rang Olive"


def test_a_why_outlives_a_kill_and_belongs_to_its_visit(
    do: Do, desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    do(actions.move_visit, MOVED)
    do(actions.move_visit, MoveVisit("v8", at("09:30"), at("10:00"), "Asked"))
    later = {
        "v6": {"start": at("02:45"), "end": at("03:15"), "version": "8"},
        "v8": {"start": at("09:10"), "end": at("09:40"), "version": "8"},
    }
    rows = [mirror.row_of(msgspec.structs.replace(each, **later.get(each.id, {}))) for each in VISITS]
    with outage.write(acting) as session:
        mirror.apply(session, mirror.Rota(CARERS, [rows]), NIGHT)
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("differs", "v6"))
    screen.right.difference.why.line.setText("Rang Olive")
    choose(screen, qtbot, ("differs", "v8"))
    assert screen.right.difference.why.text() == ""
    again = shown(desk, qtbot)
    choose(again, qtbot, ("differs", "v6"))
    assert again.right.difference.why.text() == "Rang Olive"


def test_those_who_could_go_are_ranked_anew_only_when_it_matters(
    do: Do, desk: Desk, acting: Acting, qtbot: QtBot
) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    choose(screen, qtbot, ("visit", "v6"))
    ranked = QSignalSpy(screen.right.cover.list.model().modelReset)
    desk.jobs.write(
        screen, lambda session, what: settings.put(session, NAME, what), Thresholds(late_after=10)
    )
    settled(screen, qtbot)
    screen.refresh()
    settled(screen, qtbot)
    assert ranked.count() == 0
    desk.jobs.write(screen, actions.carer_off, TakeOff("c2", NIGHT, None, "Sick"))
    settled(screen, qtbot)
    assert ranked.count() > 0
    assert [each.carer for each in screen.right.cover.list._rows._rows if isinstance(each, Candidate)] == [
        "c3"
    ]


def test_without_an_outage_the_rota_is_read_and_not_changed(
    copy: Store, acting: Acting, clock: Clock, qapp: QApplication, qtbot: QtBot
) -> None:
    with desk_of(copy, acting, clock) as desk:
        screen = shown(desk, qtbot)
        assert heads(screen) == ["Runs: 3"]
        assert "It is changed by hand in an outage only" in screen.head.note.words()
        choose(screen, qtbot, ("run", "c1"))
        for button in (screen.head.add, screen.head.roll, screen.right.run.off):
            assert not button.isEnabled()
        assert not any(each.isEnabled() for each in screen.right.run.acts.buttons.values())
        press(KEY.Key_Return)
        for letter in (KEY.Key_R, KEY.Key_T, KEY.Key_D, KEY.Key_X, KEY.Key_O):
            press(letter)
            assert QApplication.activeModalWidget() is None
        screen.close()


def test_the_page_sees_the_outage_end(do: Do, screen: RotaScreen, qtbot: QtBot) -> None:
    assert not screen.head.note.isVisible()
    do(stand_down, StandDown(()))
    qtbot.waitUntil(screen.head.note.isVisible)
    assert not screen.head.add.isEnabled()


def test_days_are_gone_through_by_key(screen: RotaScreen, qtbot: QtBot) -> None:
    choose(screen, qtbot, ("run", "c2"))
    press(KEY.Key_Left, ALT)
    settled(screen, qtbot)
    assert screen.day() == date(2026, 11, 21)
    assert screen.head.said.text() == "Sat 21 Nov, yesterday"
    assert screen.board.current().carer == "c2"  # type: ignore[union-attr]
    assert screen.board.list.hasFocus()
    press(KEY.Key_Right, ALT)
    press(KEY.Key_Right, ALT)
    settled(screen, qtbot)
    assert screen.head.said.text() == "Mon 23 Nov, tomorrow"
    assert "No visit is planned on Mon 23 Nov. Roll the rota forward" in tree(screen.board).replace(
        '"\nwords "', " "
    )
    press(KEY.Key_Home, ALT)
    settled(screen, qtbot)
    assert screen.day() == SUNDAY


def test_only_the_newest_day_that_was_asked_for_is_shown(screen: RotaScreen, qtbot: QtBot) -> None:
    for days in range(1, 6):
        screen.show_day(SUNDAY - timedelta(days=days))
    screen.show_day(SUNDAY)
    settled(screen, qtbot)
    assert screen.found is not None
    assert screen.found.day == SUNDAY
    assert heads(screen) == ["Runs: 3"]


def test_rolling_forward_says_what_it_would_make_and_then_makes_it(
    do: Do, desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    screen.head.roll.click()
    dialog = opened(RollForwardDialog, qtbot)
    assert not dialog.do_button.isEnabled()
    type_words("20 weeks")
    qtbot.waitUntil(lambda: "at most" in dialog.preview.text())
    assert not dialog.do_button.isEnabled()
    dialog.until.show_text("soon")
    assert "That is not a day." in dialog.until.under()
    dialog.until.show_text("2 weeks")
    qtbot.waitUntil(dialog.do_button.isEnabled)
    said = dialog.preview.text()
    assert "on 14 days, Mon 23 Nov to Sun 6 Dec." in said
    assert "Off in that time and left out: Iwan Prosser." in said
    assert "need a carer" in said
    dialog.do_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    settled(screen, qtbot)
    assert "Rolled forward until Sun 6 Dec" in screen.head.reach_words()
    with outage.read() as session:
        made = session.execute(select(local_visits).where(local_visits.c.origin == "rolled forward")).all()
    assert said.startswith(f"{len(made)} visits")
    screen.show_day(date(2026, 11, 29))
    settled(screen, qtbot)
    assert screen.head.said.text() == "Sun 29 Nov, rolled forward"
    choose(screen, qtbot, ("run", "c2"))
    assert "ROLLED FORWARD, not in the record" in tree(screen.right.run)


def test_where_a_new_copy_reaches_the_visits_rolled_forward_are_given_up(
    do: Do, desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    do(actions.roll_forward, RollForward(date(2026, 12, 6)))
    week = timedelta(days=1)
    later = [
        msgspec.structs.replace(
            each, id=f"{each.id}-{day}", start=each.start + day * week, end=each.end + day * week
        )
        for each in VISITS
        for day in range(1, 4)
    ]
    with outage.write(acting) as session:
        chunks = [[mirror.row_of(each) for each in (*VISITS, *later)]]
        mirror.apply(session, mirror.Rota(CARERS, chunks), NIGHT)
    screen = shown(desk, qtbot)
    assert "The copy covers the days from Mon 23 Nov on itself now." in screen.head.reach_words()
    screen.head.end.click()
    dialog = opened(EndRollForwardDialog, qtbot)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Why is missing." in dialog._trouble.words())
    dialog.why.show_text("A new copy came")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    settled(screen, qtbot)
    assert "Nothing is rolled forward." in screen.head.reach_words()
    assert not screen.head.end.isVisible()


def test_a_visit_is_added_by_key_on_the_day_in_view(screen: RotaScreen, qtbot: QtBot) -> None:
    press(KEY.Key_N, Qt.KeyboardModifier.ControlModifier)
    opened(AddVisitDialog, qtbot).reject()


def test_a_visit_that_was_added_is_shown_or_asked_about(do: Do, desk: Desk, qtbot: QtBot) -> None:
    asked: list[str] = []
    screen = RotaScreen(desk, written_about, asked.append)
    qtbot.addWidget(screen)
    screen.show()
    settled(screen, qtbot)
    entry = do(actions.add_visit, AddVisit("p3", at("05:00"), at("05:30"), "She rang"))
    visit = entry.subject.removeprefix("visit/")
    screen.acts.added.emit(visit, False)
    settled(screen, qtbot)
    qtbot.waitUntil(lambda: screen.right.cover.visit() == visit)
    assert "ADDED AT THE DESK, not in the record." in screen.right.cover.why.words()
    assert asked == []
    screen.acts.added.emit(visit, True)
    assert asked == [visit]


def test_a_visit_cancelled_meanwhile_is_said_to_be_so(do: Do, screen: RotaScreen, qtbot: QtBot) -> None:
    choose(screen, qtbot, ("run", "c1"))
    assert screen.right.run.visit() == "v1"
    doubt = "The person is red: every visit is to be made. Who makes sure that they are safe?"
    do(actions.cancel_visit, CancelVisit("v1", "Away", "Edwin", accepted=(doubt,)))
    screen.right.run.acts.buttons["R"].click()
    told = QApplication.activeModalWidget()
    assert type(told) is Modal
    assert told.accessibleName() == "This visit is cancelled."
    told.close()


def test_time_passes_without_anything_being_read(do: Do, desk: Desk, clock: Clock, qtbot: QtBot) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot)
    assert "Nobody is to go. Iwan Prosser is off." in tree(screen.board)
    clock.forward(hours=2)
    screen._minute()
    assert not screen.reading.busy()
    assert "MARLOW, Olive, Red, 02:30 to 03:00. Nobody is to go, ended 1 h 06 m ago." in tree(screen.board)
    assert screen.board.list._rows.rows()[0].visit == "v8"


def test_a_visit_is_opened_from_anywhere(do: Do, screen: RotaScreen, qtbot: QtBot) -> None:
    screen.open("visit/v3")
    settled(screen, qtbot)
    assert screen.day() == date(2026, 11, 21)
    assert screen.board.current().carer == "c3"  # type: ignore[union-attr]
    do(actions.carer_off, SICK)
    screen.open("visit/v6")
    settled(screen, qtbot)
    assert (screen.day(), screen.right.cover.visit()) == (SUNDAY, "v6")
    screen.open("visit/unheard-of")
    assert "This visit is not in the rota on this laptop." in tree(screen.right)


def test_where_there_is_room_for_one_pane_enter_opens_and_escape_goes_back(
    do: Do, desk: Desk, qtbot: QtBot
) -> None:
    do(actions.carer_off, SICK)
    screen = shown(desk, qtbot, wide=620)
    assert (screen.board.isVisible(), screen.right.isVisible()) == (True, False)
    assert filled(screen) == ["Open"]
    press(KEY.Key_Return)
    assert (screen.board.isVisible(), screen.right.isVisible()) == (False, True)
    assert filled(screen) == ["Who goes"]
    assert screen.back()
    assert screen.board.list.hasFocus()
    assert not screen.back()


@pytest.mark.parametrize("text", [100, 125, 150, 200])
def test_every_pane_fits_with_its_filled_button_in_view(
    do: Do, outage: Store, acting: Acting, desk: Desk, qtbot: QtBot, text: int
) -> None:
    do(actions.move_visit, MOVED)
    copied_again(outage, acting, start=at("02:45"), end=at("03:15"))
    entry = do(actions.carer_off, SICK)
    theme.wear(theme.Look(text=text))
    screen = shown(desk, qtbot, wide=1184 if text < 150 else 1262)
    for key in (("visit", "v8"), ("differs", "v6"), ("run", "c2"), ("off", entry.id)):
        screen.show_list()
        choose(screen, qtbot, key)
        screen.work_on_it()
        QApplication.processEvents()
        [button] = [each for each in screen.findChildren(Button) if each.isVisible() and _is_filled(each)]
        spot = button.mapTo(screen, button.rect().bottomRight())
        assert screen.rect().contains(spot), key
        assert screen.minimumSizeHint().height() <= 684, key
        assert screen.minimumSizeHint().width() <= screen.width(), key


def _is_filled(button: Button) -> bool:
    return button._kind in (Kind.PRIMARY, Kind.BIG)


def test_f6_goes_from_the_list_to_the_pane_to_the_head(screen: RotaScreen) -> None:
    assert screen.panes() == [screen.board, screen.right.run, screen.head]


def test_a_large_day_is_read_beside_the_window(
    desk: Desk, outage: Store, acting: Acting, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window goes on while the day is read: a key pressed meanwhile is answered before the day is there."""
    reading, go_on = threading.Event(), threading.Event()
    read = queries.day_rota

    def slow(session: Session, day: date) -> queries.DayRota:
        reading.set()
        go_on.wait(10)
        return read(session, day)

    monkeypatch.setattr(queries, "day_rota", slow)
    screen = RotaScreen(desk, written_about, print)
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
    qtbot.waitUntil(reading.is_set)
    assert "Reading the rota of Sun 22 Nov." in tree(screen.board)
    press_on: QWidget = screen.head.after
    QTest.mouseClick(press_on, Qt.MouseButton.LeftButton)
    assert "Reading the rota of Mon 23 Nov." in tree(screen.board)
    ever_shown: list[str] = []
    screen.board.list.model().modelReset.connect(lambda: ever_shown.extend(heads(screen)))
    go_on.set()
    settled(screen, qtbot)
    assert ever_shown == [], "the runs of Sunday under the head of Monday"
    assert screen.found is not None
    assert screen.found.day == date(2026, 11, 23)

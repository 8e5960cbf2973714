"""Changing the rota by hand on screen: nothing filled in, doubts asked about, nothing typed lost, who is to be rung."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import draft_of, drafts
from downtime_desk.core.journal import journal
from downtime_desk.core.store import Store
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import AddVisit, GiveHandout, Reassign, TakeOff
from downtime_desk.rota.model import absences, local_visits
from downtime_desk.rota.screen.changing import (
    AddVisitDialog,
    CancelDialog,
    CarerBackDialog,
    CarerOffDialog,
    DoubleUpDialog,
    MoveTimeDialog,
    ReassignDialog,
)
from downtime_desk.rota.screen.changing.base import ChangeDialog
from downtime_desk.rota.standing import Standing, standing
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Segmented, TextField, Tick
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits.queries import queue
from tests.conftest import NIGHT
from tests.ui.tree import controls, name_of
from tests.visits.conftest import at

KEY = Qt.Key
SUNDAY = date(2026, 11, 22)
Do = Callable[..., Any]


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 697)
    with qtbot.waitActive(made):
        made.show()
    return made


class Seen:
    """What became of a dialog: it deletes itself when it is closed."""

    def __init__(self, dialog: Modal) -> None:
        self.accepted = self.closed = False
        dialog.accepted.connect(self._accept)
        dialog.finished.connect(self._close)

    def _accept(self) -> None:
        self.accepted = True

    def _close(self, _result: int) -> None:
        self.closed = True


class Shown(QObject):
    """Counts how often a part comes into view, however short."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self.times = 0
        part.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Show
        return False


def opened(dialog: Any, qtbot: QtBot) -> Any:
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog


def type_in(field: TextField, words: str) -> None:
    field.line.setFocus()
    QTest.keyClicks(field.line, words)


def press(dialog: ChangeDialog) -> None:
    """Press the primary button, as every dialog does on Ctrl+Enter."""
    dialog.do_button.click()


def ranked(dialog: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.who.list.model().rowCount()))


def entries(store: Store) -> int:
    with store.read() as session:
        return session.execute(select(func.count()).select_from(journal)).scalar_one()


def now_standing(store: Store, visit: str) -> Standing:
    with store.read() as session:
        return standing(session, visit)


def going(store: Store, visit: str) -> tuple[str, ...]:
    return tuple(each.carer for each in now_standing(store, visit).visit.carers)


def kept_drafts(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {row.subject: row.words for row in session.execute(select(drafts))}


def rows(dialog: Any) -> list[str]:
    model = dialog.who.list.model()
    return [
        model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(model.rowCount())
    ]


def test_nothing_is_filled_in_anywhere(
    desk: Desk, under: QWidget, qtbot: QtBot, do: Do, outage: Store
) -> None:
    do(actions.carer_off, TakeOff("c1", at("04:00"), None, "Sick"))
    with outage.read() as session:
        [away] = queries.who_is_off(session, NIGHT)
    for made in (
        ReassignDialog(under, desk, "v6"),
        MoveTimeDialog(under, desk, "v6"),
        DoubleUpDialog(under, desk, "v6"),
        CancelDialog(under, desk, "v6"),
        AddVisitDialog(under, desk),
        CarerOffDialog(under, desk),
        CarerBackDialog(under, desk, away.id),
    ):
        dialog = opened(made, qtbot)
        assert [each.text() for each in dialog.findChildren(TextField) if each.text()] == []
        assert [each.value() for each in dialog.findChildren(Segmented) if each.value()] == []
        assert [each.text() for each in dialog.findChildren(Tick) if each.isChecked()] == []
        before = entries(outage)
        press(dialog)
        qtbot.waitUntil(dialog._trouble.isVisible)
        assert "missing" in dialog._trouble.words() or "chosen" in dialog._trouble.words()
        assert entries(outage) == before
        dialog.reject()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    assert kept_drafts(outage) == {}


def test_a_visit_goes_to_another_carer_by_keyboard_alone(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(ReassignDialog(under, desk, "v6"), qtbot)
    seen = Seen(dialog)
    ranked(dialog, qtbot)
    said = rows(dialog)
    assert said[0] == "On it now: 1"
    assert any(each.startswith("Keira Dunn. For it: free at that time; ") for each in said)
    type_in(dialog.who.name, "kei")
    QTest.keyClick(dialog.who.name.line, KEY.Key_Return)
    assert dialog.who.chosen() == ("c3",)
    type_in(dialog.why, "Iwan is held up")
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    assert going(outage, "v6") == ("c3",)
    press(dialog)
    qtbot.waitUntil(lambda: seen.closed)
    assert seen.accepted
    qtbot.waitUntil(lambda: kept_drafts(outage) == {})


def test_an_empty_place_is_only_left_when_it_is_said(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(ReassignDialog(under, desk, "v2"), qtbot)
    ranked(dialog, qtbot)
    dialog.who.choose("c2")
    type_in(dialog.why, "Keira is sick")
    press(dialog)
    assert dialog._trouble.words().startswith("The visit takes 2, and 1 of 2 is chosen.")
    dialog.who.open.click()
    press(dialog)
    qtbot.waitUntil(lambda: going(outage, "v2") == ("c2",))
    qtbot.waitUntil(dialog.to_ring.isVisible)
    press(dialog)


def test_a_doubt_is_asked_about_in_words_and_accepted(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(MoveTimeDialog(under, desk, "v2"), qtbot)
    type_in(dialog.begins, "2310")
    assert dialog.begins.under() == "23:10 yesterday, 2 h 56 m ago"
    type_in(dialog.ends, "+45")
    assert dialog.ends.under() == "23:55 yesterday, 2 h 11 m ago"
    type_in(dialog.why, "She asked for it")
    press(dialog)
    qtbot.waitUntil(dialog.doubts.isVisible)
    asked = ("Mina Petrova is to be at NUTTALL, Arthur 23:00–23:30.", "Sat 21 Nov 23:10 has passed.")
    assert dialog.doubts.asked() == asked
    assert now_standing(outage, "v2").last_entry is None
    QTest.keyClick(dialog.doubts.tick(asked[0]), KEY.Key_Space)
    press(dialog)
    qtbot.waitUntil(lambda: not dialog._waiting)
    assert now_standing(outage, "v2").last_entry is None
    QTest.keyClick(dialog.doubts.tick(asked[1]), KEY.Key_Space)
    press(dialog)
    qtbot.waitUntil(lambda: now_standing(outage, "v2").visit.start == to_text(at("23:10")))
    qtbot.waitUntil(dialog.to_ring.isVisible)
    press(dialog)


def test_another_time_is_doubted_anew(desk: Desk, under: QWidget, qtbot: QtBot, outage: Store) -> None:
    dialog = opened(MoveTimeDialog(under, desk, "v6"), qtbot)
    for field, words in ((dialog.begins, "130"), (dialog.ends, "+30"), (dialog.why, "It was")):
        type_in(field, words)
    press(dialog)
    qtbot.waitUntil(dialog.doubts.isVisible)
    for each in dialog.doubts.asked():
        dialog.doubts.tick(each).click()
    dialog.begins.line.setText("140")
    assert dialog.doubts.asked() == ()
    press(dialog)
    qtbot.waitUntil(dialog.doubts.isVisible)
    assert "Sun 22 Nov 01:40 has passed." in dialog.doubts.asked()
    assert now_standing(outage, "v6").last_entry is None


def test_what_somebody_else_changed_is_said_and_the_words_stay(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store, do: Do
) -> None:
    dialog = opened(MoveTimeDialog(under, desk, "v6"), qtbot)
    for field, words in ((dialog.begins, "330"), (dialog.ends, "+30"), (dialog.why, "She is up late")):
        type_in(field, words)
    do(actions.reassign, Reassign("v6", ("c3",), "Iwan is held up"))
    qtbot.waitUntil(lambda: "Keira Dunn in place of Iwan Prosser" in dialog._trouble.words())
    press(dialog)
    qtbot.waitUntil(lambda: not dialog._waiting)
    assert now_standing(outage, "v6").visit.start == to_text(at("02:30"))
    assert (dialog.begins.text(), dialog.why.text()) == ("330", "She is up late")
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    found = now_standing(outage, "v6").visit
    assert (found.start, going(outage, "v6")) == (to_text(at("03:30")), ("c3",))
    press(dialog)


def test_our_own_change_is_not_taken_for_somebody_elses(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(MoveTimeDialog(under, desk, "v6"), qtbot)
    for field, words in ((dialog.begins, "330"), (dialog.ends, "+30"), (dialog.why, "She is up late")):
        type_in(field, words)
    shown = Shown(dialog._trouble)
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    qtbot.waitUntil(lambda: kept_drafts(outage) == {})
    assert shown.times == 0
    press(dialog)


def test_who_holds_something_out_of_date_is_to_be_rung(
    desk: Desk, under: QWidget, qtbot: QtBot, do: Do
) -> None:
    do(actions.give_handout, GiveHandout("c1", SUNDAY, "paper", "Iwan Prosser"))
    dialog = opened(ReassignDialog(under, desk, "v6"), qtbot)
    ranked(dialog, qtbot)
    dialog.who.choose("c3")
    type_in(dialog.why, "Iwan is held up")
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    said = " ".join(name_of(each) for each in _words(dialog.to_ring))
    assert "Iwan Prosser holds version 1, read back 02:06, for Sun 22 Nov: ring them." in said
    assert "07700 900147" in said
    assert "No longer theirs: MARLOW, Olive 02:30–03:00." in said
    assert "Keira Dunn was given no run here, for Sun 22 Nov: ring them." in said
    press(dialog)


def test_what_was_typed_survives_a_kill_and_means_the_same_later(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store, clock: Any
) -> None:
    dialog = opened(CarerOffDialog(under, desk), qtbot)
    type_in(dialog.carer.field, "iwan")
    QTest.keyClick(dialog.carer.field.line, KEY.Key_Return)
    type_in(dialog.since, "-20")
    dialog.notice.click()
    type_in(dialog.why, "Went home sick")
    qtbot.waitUntil(lambda: "Went home sick" in str(kept_drafts(outage)))
    dialog.deleteLater()
    clock.forward(minutes=30)
    again = opened(CarerOffDialog(under, desk), qtbot)
    assert again.since.known() == at("01:46")
    assert again.carer.chosen().id == "c1"
    assert (again.notice.isChecked(), again.why.text()) == (True, "Went home sick")
    press(again)
    qtbot.waitUntil(lambda: not again._waiting or again._saved)
    with outage.read() as session:
        assert session.execute(select(absences.c.since)).scalar() == to_text(at("01:46"))


def test_words_on_their_way_to_the_store_come_up_again_too(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    # as when a whole copy is just being taken in
    with outage.write(desk.acting):
        seen = Seen(dialog := opened(CancelDialog(under, desk, "v6"), qtbot))
        type_in(dialog.why, "In hospital")
        QTest.keyClick(dialog, KEY.Key_Escape)
        qtbot.waitUntil(lambda: seen.closed)
        again = opened(CancelDialog(under, desk, "v6"), qtbot)
        assert again.why.text() == "In hospital"
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    with outage.read() as session:
        assert "In hospital" in draft_of(session, again._draft._subject)


def test_closing_keeps_what_was_typed_and_it_can_be_thrown_away(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(CancelDialog(under, desk, "v6"), qtbot)
    seen = Seen(dialog)
    type_in(dialog.why, "In hospital")
    QTest.keyClick(dialog, KEY.Key_Escape)
    qtbot.waitUntil(lambda: seen.closed)
    assert not seen.accepted
    again = opened(CancelDialog(under, desk, "v6"), qtbot)
    assert again.why.text() == "In hospital"
    assert opened(CancelDialog(under, desk, "v1"), qtbot).why.text() == ""
    again._start_empty()
    qtbot.waitUntil(lambda: kept_drafts(outage) == {})
    assert again.why.text() == ""


def test_a_red_visit_is_cancelled_only_after_the_doubt(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(CancelDialog(under, desk, "v6"), qtbot)
    type_in(dialog.why, "She is in hospital")
    press(dialog)
    qtbot.waitUntil(lambda: dialog._trouble.words().startswith("Nobody agreed to it yet."))
    type_in(dialog.agreed, "Ward 4")
    press(dialog)
    qtbot.waitUntil(dialog.doubts.isVisible)
    [doubt] = dialog.doubts.asked()
    assert doubt.startswith("The person is red")
    dialog.doubts.tick(doubt).click()
    press(dialog)
    qtbot.waitUntil(lambda: now_standing(outage, "v6").visit.status == "cancelled")
    qtbot.waitUntil(dialog.to_ring.isVisible)
    press(dialog)


def test_a_visit_takes_two_and_both_are_chosen(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(DoubleUpDialog(under, desk, "v6"), qtbot)
    ranked(dialog, qtbot)
    dialog.number.setFocus()
    QTest.keyClick(dialog.number, "2")
    dialog.who.choose("c1")
    dialog.who.choose("c3")
    type_in(dialog.why, "She fell")
    dialog.lasts.choose("every week")
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    found = now_standing(outage, "v6").visit
    assert (found.carers_needed, going(outage, "v6")) == (2, ("c1", "c3"))
    with outage.read() as session:
        assert session.execute(select(local_visits.c.every_week)).scalar() is not None
    press(dialog)


def test_who_is_off_leaves_a_run_that_is_shown_before_and_queued_after(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store, do: Do
) -> None:
    do(actions.add_visit, AddVisit("p4", at("02:20"), at("02:25"), "She rang", ("c1",)))
    dialog = opened(CarerOffDialog(under, desk), qtbot)
    seen = Seen(dialog)
    type_in(dialog.carer.field, "iwan")
    QTest.keyClick(dialog.carer.field.line, KEY.Key_Return)
    type_in(dialog.since, "215")
    type_in(dialog.until, "mon 0700")
    qtbot.waitUntil(dialog.run.list.isVisible)
    assert dialog.run.words.text() == (
        "3 visits will need somebody else: 1 Red, 2 Green. The queue of visits then says: nobody is to go."
    )
    model = dialog.run.list.model()
    assert [model.index(place, 0).data() for place in range(2)] == ["MARLOW, Olive", "HOLLOWAY, Patricia"]
    type_in(dialog.why, "Went home sick")
    press(dialog)
    qtbot.waitUntil(lambda: seen.closed)
    assert seen.accepted
    assert (going(outage, "v6"), going(outage, "v8")) == ((), ())
    with outage.read() as session:
        row = next(each for each in queue(session, NIGHT).rows if each.visit == "v6")
    assert row.carers == ()


def test_who_is_back_gets_the_run_again(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store, do: Do
) -> None:
    away = do(actions.carer_off, TakeOff("c1", at("02:10"), None, "Sick"))
    do(actions.reassign, Reassign("v6", ("c3",), "Iwan is off", seen=away.id))
    dialog = opened(CarerBackDialog(under, desk, away.id), qtbot)
    seen = Seen(dialog)
    type_in(dialog.at, "+5")
    qtbot.waitUntil(dialog.run.list.isVisible)
    assert dialog.run.words.text().startswith("1 visit is theirs again:")
    press(dialog)
    qtbot.waitUntil(lambda: seen.closed)
    assert (going(outage, "v6"), going(outage, "v8")) == (("c3",), ("c1",))


def fill_visit(dialog: AddVisitDialog, which: str, begins: str, qtbot: QtBot) -> None:
    type_in(dialog.person.field, "holloway")
    QTest.keyClick(dialog.person.field.line, KEY.Key_Down)
    QTest.keyClick(dialog.person.field.line, KEY.Key_Return)
    dialog.which.setFocus()
    dialog.which.findChildren(QWidget)[0 if which == "to come" else 1].click()  # type: ignore[attr-defined]
    type_in(dialog.begins, begins)
    type_in(dialog.ends, "+30")
    dialog.number.setFocus()
    QTest.keyClick(dialog.number, "1")
    ranked(dialog, qtbot)
    dialog.who.choose("c3")
    type_in(dialog.what_for, "Catheter")
    type_in(dialog.why, "She rang")


def test_a_visit_not_on_the_rota_is_added_for_the_right_one_of_two(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(AddVisitDialog(under, desk), qtbot)
    type_in(dialog.person.field, "holloway")
    model = dialog.person.list.model()
    assert [model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(2)] == [
        "HOLLOWAY, Edwin. Born 14-Mar-1941",
        "HOLLOWAY, Patricia. Born 30-Nov-1952",
    ]
    dialog.person.field.line.clear()
    fill_visit(dialog, "to come", "400", qtbot)
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    assert dialog.visit is not None
    assert not dialog.made
    found = now_standing(outage, dialog.visit).visit
    assert (found.person, found.start, found.service) == ("p4", to_text(at("04:00")), "Catheter")
    assert going(outage, dialog.visit) == ("c3",)
    press(dialog)


def test_a_visit_that_is_there_already_is_doubted(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(AddVisitDialog(under, desk, "p4"), qtbot)
    dialog.which.choose("to come")
    type_in(dialog.begins, "915")
    type_in(dialog.ends, "+30")
    dialog.number.choose("1")
    ranked(dialog, qtbot)
    dialog.who.choose("c3")
    type_in(dialog.why, "She rang")
    before = entries(outage)
    press(dialog)
    qtbot.waitUntil(dialog.doubts.isVisible)
    assert dialog.doubts.asked() == ("There is a visit 09:00–09:30 in the rota already.",)
    assert entries(outage) == before


def test_a_doubt_is_in_view_where_not_all_fits(desk: Desk, under: QWidget, qtbot: QtBot) -> None:
    theme.wear(theme.Look(text=200))
    dialog = opened(MoveTimeDialog(under, desk, "v2"), qtbot)
    for field, words in ((dialog.begins, "2310"), (dialog.ends, "+45"), (dialog.why, "Asked")):
        type_in(field, words)
    press(dialog)
    qtbot.waitUntil(lambda: bool(dialog.doubts.asked()))
    first = dialog.doubts.tick(dialog.doubts.asked()[0])
    assert first.hasFocus()
    qtbot.waitUntil(lambda: first.visibleRegion().boundingRect().height() == first.height())
    theme.wear(theme.Look())


def test_a_visit_that_was_made_is_in_the_past(
    desk: Desk, under: QWidget, qtbot: QtBot, outage: Store
) -> None:
    dialog = opened(AddVisitDialog(under, desk), qtbot)
    fill_visit(dialog, "made", "2200", qtbot)
    assert dialog.begins.under() == "22:00 yesterday, 4 h 06 m ago"
    press(dialog)
    qtbot.waitUntil(dialog.to_ring.isVisible)
    assert dialog.made
    assert now_standing(outage, dialog.visit or "").visit.start == to_text(at("22:00"))
    press(dialog)


def test_a_moved_visit_is_read_near_its_own_time(desk: Desk, under: QWidget, qtbot: QtBot) -> None:
    dialog = opened(MoveTimeDialog(under, desk, "v8"), qtbot)
    type_in(dialog.begins, "930")
    assert dialog.begins.known() == at("09:30")
    dialog.begins.line.clear()
    type_in(dialog.begins, "tue 930")
    assert dialog.begins.under().startswith("09:30 Tue 24-Nov-2026, in 2 d")
    dialog.reject()


@pytest.mark.parametrize("look", [theme.Look(THEMES[name], text) for name in THEMES for text in (100, 200)])
def test_every_part_has_a_name_and_nothing_is_cut(
    desk: Desk, under: QWidget, qtbot: QtBot, look: theme.Look
) -> None:
    theme.wear(look)
    for made in (ReassignDialog(under, desk, "v2"), AddVisitDialog(under, desk), CarerOffDialog(under, desk)):
        dialog = opened(made, qtbot)
        assert [each for each in controls(dialog) if not name_of(each)] == []
        assert dialog.width() <= under.width()
        assert dialog.height() <= under.height()
        assert dialog.do_button.visibleRegion().boundingRect().size() == dialog.do_button.size()
        dialog.reject()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    theme.wear(theme.Look())


def _words(part: QWidget) -> list[Any]:
    from PySide6.QtGui import QAccessible

    return [QAccessible.queryAccessibleInterface(each) for each in part.findChildren(QWidget)]

"""Writing down a call: the whole run by keyboard, each row its own account, doubts under their row, drafts kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import drafts
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import actions
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.call import DRAFT, RowTyped, touched
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.model import verifications
from downtime_desk.visits.screen.call import CallDialog
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import at

KEY = Qt.Key


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 697)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def dialog(desk: Desk, under: QWidget, qtbot: QtBot) -> CallDialog:
    return opened(desk, under, qtbot)


def opened(desk: Desk, under: QWidget, qtbot: QtBot) -> CallDialog:
    made = CallDialog(under, desk)
    with qtbot.waitActive(made):
        made.open()
    return made


def focus(dialog: CallDialog) -> QWidget:
    found = dialog.focusWidget()
    assert found is not None
    return found


def type_(dialog: CallDialog, *parts: str | Qt.Key) -> None:
    """Type words and press keys where the focus is; nothing else moves it."""
    for part in parts:
        if isinstance(part, str):
            QTest.keyClicks(focus(dialog), part)
        else:
            QTest.keyClick(focus(dialog), part)


def rings(dialog: CallDialog) -> None:
    """Iwan rings at the time: his name, then how we know, then past the fields of the message to his run."""
    dialog.who.combo.setFocus()
    type_(dialog, "I", "c")
    dialog.rows[0].arrived.line.setFocus()


def save(dialog: CallDialog) -> None:
    """Press the primary button, as every dialog does on Ctrl+Enter."""
    dialog.do_button.click()


def kept(store: Store) -> dict[str, tuple[str, str | None, str | None, str]]:
    with store.read() as session:
        rows = session.execute(select(verifications).order_by(verifications.c.visit))
        return {row.visit: (row.outcome, row.arrived, row.left, row.grade) for row in rows}


def draft(store: Store) -> str | None:
    with store.read() as session:
        return session.execute(select(drafts.c.words).where(drafts.c.subject == DRAFT)).scalar()


def closed(under: QWidget) -> bool:
    return not [each for each in under.findChildren(CallDialog) if each.isVisible()]


def test_nothing_is_filled_in(dialog: CallDialog) -> None:
    assert (dialog.who.value(), dialog.method.value(), dialog.told_by.text()) == (None, None, "")
    rings(dialog)
    assert [each.seen.planned.visit for each in dialog.rows] == ["v7", "v1", "v6"]
    assert [each.typed() for each in dialog.rows] == [RowTyped()] * 3


def test_a_run_is_read_out_without_leaving_the_keyboard(
    dialog: CallDialog, under: QWidget, outage: Store, qtbot: QtBot
) -> None:
    rings(dialog)
    type_(dialog, KEY.Key_Return, "136", KEY.Key_Tab, "203", KEY.Key_Tab, "2", KEY.Key_Tab, "1")
    assert dialog.rows[1].typed().medicines[0].outcome == "given"
    type_(dialog, KEY.Key_Return)
    assert focus(dialog) is dialog.rows[2].arrived.line
    save(dialog)
    qtbot.waitUntil(lambda: closed(under))
    assert kept(outage) == {"v1": ("done", to_text(at("01:36")), to_text(at("02:03")), "B")}
    with outage.read() as session:
        row = session.execute(select(verifications)).one()
    assert '"told_by":"Iwan Prosser"' in row.sources
    assert f'"at":"{to_text(NIGHT)}"' in row.sources
    qtbot.waitUntil(lambda: draft(outage) is None)


def test_a_doubt_keeps_its_row_and_the_others_are_saved(
    dialog: CallDialog, under: QWidget, outage: Store, qtbot: QtBot
) -> None:
    rings(dialog)
    type_(dialog, "1802", KEY.Key_Tab, "1829", KEY.Key_Tab, "2")
    type_(dialog, KEY.Key_Return, "136", KEY.Key_Tab, "203", KEY.Key_Tab, "2", KEY.Key_Return)
    dialog.rows[0].left.line.setText("1810")
    save(dialog)
    qtbot.waitUntil(lambda: dialog.rows[1].typed() == RowTyped())
    doubts = list(dialog.rows[0].whys)
    assert doubts
    assert "stayed 8 of 30 minutes" in doubts[0]
    assert set(kept(outage)) == {"v1"}
    assert not dialog.rows[2].touched()
    qtbot.waitUntil(lambda: focus(dialog) is dialog.rows[0].whys[doubts[0]].line)
    for what in doubts:
        dialog.rows[0].whys[what].line.setText("she sent him home")
    save(dialog)
    qtbot.waitUntil(lambda: closed(under))
    assert set(kept(outage)) == {"v1", "v7"}


def test_what_another_carer_said_stays_beside_what_is_told_now(
    desk: Desk, under: QWidget, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    mina = CarerTimes("c2", "Mina Petrova", to_text(at("01:31")), to_text(at("01:58")))
    with outage.write(acting) as session:
        source = Source("person", "Maureen", to_text(NIGHT))
        actions.verify(session, Verify("v2", "done", (mina,), (source,)))
    dialog = opened(desk, under, qtbot)
    dialog.who.combo.setFocus()
    type_(dialog, "K", "c")
    row = next(each for each in dialog.rows if each.seen.planned.visit == "v2")
    row.arrived.line.setFocus()
    type_(dialog, "133", KEY.Key_Tab, "200")
    save(dialog)
    qtbot.waitUntil(lambda: closed(under))
    with outage.read() as session:
        kept_row = session.execute(select(verifications)).one()
    assert (kept_row.arrivals, kept_row.leavings, kept_row.grade, kept_row.entries) == (2, 2, "A", 2)


def test_what_is_typed_survives_closing(
    dialog: CallDialog, desk: Desk, under: QWidget, outage: Store, clock: Clock, qtbot: QtBot
) -> None:
    rings(dialog)
    type_(dialog, KEY.Key_Return, "148", KEY.Key_Tab, "2", KEY.Key_Escape)
    qtbot.waitUntil(lambda: draft(outage) is not None)
    clock.forward(minutes=10)
    again = opened(desk, under, qtbot)
    assert (again.who.value(), again.method.value()) == ("c1", "carer-at-time")
    assert (again.rows[1].arrived.text(), again.rows[1].left.text()) == ("148", "2")
    assert again.call().began == to_text(NIGHT)
    assert "put back as it was being typed" in again.note.text()


def test_another_carer_is_not_chosen_over_what_is_typed(dialog: CallDialog) -> None:
    rings(dialog)
    type_(dialog, "1802")
    dialog.who.combo.setFocus()
    type_(dialog, KEY.Key_Down)
    assert dialog.who.value() == "c1"
    assert dialog.rows[0].arrived.text() == "1802"
    assert "Something is typed for Iwan Prosser." in tree(dialog)


def test_how_it_is_known_is_asked_for_the_whole_call(dialog: CallDialog, outage: Store) -> None:
    dialog.who.combo.setFocus()
    type_(dialog, "I")
    dialog.rows[0].arrived.line.setFocus()
    type_(dialog, "1802")
    save(dialog)
    assert "How you know was not chosen." in tree(dialog)
    assert kept(outage) == {}


def test_a_text_message_is_proposed_and_counts_only_once_taken(
    dialog: CallDialog, under: QWidget, outage: Store, qtbot: QtBot
) -> None:
    rings(dialog)
    dialog.message.field.area.setPlainText(
        "done ted 136-203, marlow 9pm lovely, holloway 1802-1829, dobson 815"
    )
    dialog.message.read.click()
    assert [row.proposed is not None for row in dialog.rows] == [False, True, True]
    assert not any(touched(row.typed()) for row in dialog.rows)
    said = tree(dialog)
    assert "Proposed from the text: “done ted 136-203” arrived 136, left 203, visit done" in said
    assert "“holloway 1802-1829”: it could be HOLLOWAY, Patricia 18:00" in said
    assert "“dobson 815”: nobody on this run is called that." in said
    save(dialog)
    assert kept(outage) == {}
    assert focus(dialog) is dialog.rows[1].take
    type_(dialog, KEY.Key_Return)
    assert focus(dialog) is dialog.rows[2].take
    save(dialog)
    qtbot.waitUntil(lambda: "v1" in kept(outage))
    with outage.read() as session:
        row = session.execute(select(verifications)).one()
    assert row.note == "Text message from Iwan Prosser: “done ted 136-203”"
    assert not closed(under)


def test_everything_that_can_be_operated_has_a_name(dialog: CallDialog) -> None:
    before = tree(dialog)
    assert 'choice "Who rings"' in before
    assert 'choice "How do you know"' in before
    rings(dialog)
    assert [part for part in controls(dialog) if not name_of(part)] == []
    said = tree(dialog)
    for line in (
        'field "HOLLOWAY, Edwin 01:45–02:15: arrived"',
        'tick "HOLLOWAY, Edwin 01:45–02:15: Co-beneldopa 12.5/50 mg 01:45: Given"',
        'button "Save what was typed" (key: Ctrl Enter)',
    ):
        assert line in said, line


@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("worn", list(THEMES))
def test_the_primary_action_is_in_view(dialog: CallDialog, under: QWidget, text: int, worn: str) -> None:
    theme.wear(theme.Look(THEMES[worn], text))
    rings(dialog)
    dialog._settle()
    QApplication.processEvents()
    corner = dialog.do_button.mapTo(dialog, dialog.do_button.rect().bottomRight())
    assert dialog.rect().contains(corner)
    assert dialog.width() <= under.width()
    body, view = dialog._content, dialog._scroll.viewport()
    assert body.width() <= view.width()

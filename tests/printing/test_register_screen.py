"""The register on screen: what is called back and whom to ring, what a loss asks for, and one pane at a time."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from downtime_desk.core.store import Acting, Store
from downtime_desk.people import actions as people_actions
from downtime_desk.people.entry_codes import keep
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.actions import HandOn, hand_on
from downtime_desk.printing.losses import open_breaches, open_codes
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.screen import PrintRoom, order
from downtime_desk.printing.screen.losing import BreachDialog, CodesDialog, LostDialog
from downtime_desk.printing.screen.register import Register
from downtime_desk.printing.screen.ringing import RingDialog
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import RowsTable
from downtime_desk.ui.parts import Button, TextField
from tests.conftest import NIGHT
from tests.printing.test_copies import issue, made
from tests.ui.tree import tree


@pytest.fixture
def numbers(copy: Store, acting: Acting) -> list[str]:
    """Three sheets that Iwan Prosser has; of two of the people there is an entry code."""
    with copy.write(acting) as session:
        keep(session, "p-1", (EntryCode("Key safe", "4471"),))
        keep(session, "p3", (EntryCode("Alarm", "9002"),))
    return issue(copy, acting, made(copy, acting, "p-1", "p2", "p3"))


@pytest.fixture
def register(desk: Desk, numbers: list[str], qtbot: QtBot) -> Register:
    shown = Register(desk)
    qtbot.addWidget(shown)
    shown.resize(1187, 500)
    shown.show()
    return shown


def press(where: Register | Modal, words: str) -> None:
    (found,) = (each for each in where.findChildren(Button) if each.words() == words and each.isVisible())
    found.click()


def choose(register: Register, number: str) -> None:
    table = register.findChild(RowsTable)
    assert table is not None
    assert table.select(number)


def rows(register: Register) -> str:
    """Return what the table shows."""
    table = register.findChild(RowsTable)
    assert table is not None
    model = table.model()
    cells = [model.index(row, place).data() for row in range(model.rowCount()) for place in range(6)]
    return " | ".join(cells)


def tell(desk: Desk, register: Register) -> None:
    command = people_actions.Tell("p-1", "allergy", "Latex too.", "Anne", "daughter", NIGHT)
    desk.jobs.write(register, people_actions.tell, command)


def test_a_changed_fact_is_on_the_register_at_once_with_whom_to_ring(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    assert "sheet to get back" not in tree(register)
    tell(desk, register)
    qtbot.waitUntil(lambda: "1 sheet to get back." in tree(register))
    said = tree(register)
    assert f"{numbers[0]}, with Iwan Prosser: Changed since it was printed: told since the copy." in said
    assert "Old: told since the copy." in rows(register)
    assert "To get back 1" in said


def test_ringing_reads_who_and_what_and_keeps_that_they_said_it_back(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    tell(desk, register)
    qtbot.waitUntil(lambda: "1 sheet to get back." in tree(register))
    dialog = register.ring()
    assert isinstance(dialog, RingDialog)
    qtbot.waitUntil(lambda: "Iwan Prosser, no phone in the copy" in tree(dialog))
    assert dialog.do_button.isEnabled()
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Iwan Prosser was told and said it back" in tree(dialog))
    qtbot.waitUntil(lambda: "They were told." in tree(dialog))
    assert not dialog.do_button.isEnabled()
    qtbot.waitUntil(lambda: "Old: told since the copy. Told 02:06, said back." in rows(register))
    dialog.reject()


def test_all_that_somebody_held_can_be_lost_at_once(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    desk.jobs.write(register, hand_on, HandOn(numbers[2], "Dorota Nowak"))
    qtbot.waitUntil(lambda: "Dorota Nowak" in rows(register))
    choose(register, numbers[0])
    press(register, "Lost")
    dialog = register.window().findChild(LostDialog)
    assert dialog is not None
    assert "All 2 that Iwan Prosser has" in tree(dialog)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "How it was lost is missing." in tree(dialog))
    dialog.which.choose("all")
    dialog.how.show_text("Bag left on the 37 bus; depot told.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Decide by Wed 25 Nov 02:06 whether it is a breach to report." in tree(register))
    with desk.read() as session:
        assert (
            sorted(sheet.number for sheet in numbered_sheets(session) if sheet.state == "lost") == numbers[:2]
        )
    assert "2 sheets lost, held by Iwan Prosser." in tree(register)
    assert "1 code to change" in tree(register)


def lost(register: Register, qtbot: QtBot, number: str) -> None:
    choose(register, number)
    press(register, "Lost")
    dialog = register.window().findChild(LostDialog)
    assert dialog is not None
    dialog.how.show_text("Left on the bus.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "whether it is a breach to report" in tree(register))


def test_the_decision_is_asked_in_full_and_goes_when_it_is_made(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    lost(register, qtbot, numbers[1])
    dialog = register.decide()
    assert isinstance(dialog, BreachDialog)
    assert "To decide by Wed 25-Nov-2026 02:06: 3 d 0 h left." in tree(dialog)
    dialog.do_button.click()
    assert "It is not chosen what was done." in tree(dialog)
    dialog.reported.choose(False)
    dialog.told.choose(True)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Missing: why." in tree(dialog))
    dialog.why.show_text("Found by the driver, face down, and handed in unread.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "whether it is a breach to report" not in tree(register))
    with desk.read() as session:
        assert open_breaches(session) == ()


def test_codes_are_ticked_off_and_none_is_shown(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    lost(register, qtbot, numbers[0])
    dialog = register.change_codes()
    assert isinstance(dialog, CodesDialog)
    assert "HOLLOWAY, Edwin" in tree(dialog)
    assert "4471" not in tree(dialog)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Who did it is missing." in tree(dialog))
    dialog.by.show_text("Ade Balogun")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "code to change" not in tree(register))
    with desk.read() as session:
        assert open_codes(session) == ()


def test_a_sheet_is_given_to_somebody_else(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    choose(register, numbers[1])
    press(register, "Give to")
    (dialog,) = (each for each in register.window().findChildren(Modal) if each.isVisible())
    (to,) = dialog.findChildren(TextField)
    to.show_text("Dorota Nowak")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "for Dorota Nowak" in tree(register))


def test_hostile_names_stand_as_they_are(
    register: Register, desk: Desk, numbers: list[str], qtbot: QtBot
) -> None:
    name = "<b>Iwan</b> & <img src=//x/y>"
    desk.jobs.write(register, hand_on, HandOn(numbers[0], name))
    tell(desk, register)
    qtbot.waitUntil(lambda: f"with {name}" in tree(register))
    dialog = register.ring()
    qtbot.waitUntil(lambda: f"{name}, no phone in the copy" in tree(dialog))
    dialog.reject()


@pytest.mark.parametrize(("wide", "high", "text"), [(1187, 640, 100), (1187, 569, 100), (1126, 680, 200)])
def test_the_button_that_sends_is_never_cut(
    desk: Desk, copy: Store, qtbot: QtBot, wide: int, high: int, text: int
) -> None:
    theme.wear(theme.Look(text=text))  # type: ignore[arg-type]
    room = PrintRoom(desk, printers=())
    qtbot.addWidget(room)
    room.resize(wide, high)
    room.show()
    qtbot.waitUntil(lambda: room._choosing.list.select_first() or room._made is not None)
    room._panes.on_to_form()
    QApplication.processEvents()
    save = room._form._save
    assert save.isVisible()
    whole = save.rect().translated(save.mapTo(room, save.rect().topLeft()))
    assert room.rect().contains(whole)
    assert save.height() >= save.sizeHint().height()
    theme.wear(theme.Look())


def test_where_only_one_pane_is_seen_choosing_leads_on_to_the_form(
    desk: Desk, copy: Store, qtbot: QtBot
) -> None:
    theme.wear(theme.Look(text=200))
    room = PrintRoom(desk, printers=())
    qtbot.addWidget(room)
    room.resize(1126, 680)
    room.show()
    assert room._choosing.isVisible()
    assert not room._register.isVisible()
    assert not room._form.isVisible()
    room._choosing.list.select_first()
    room._choosing.list.opened.emit(room._choosing.list.current())
    assert room._form.isVisible()
    assert not room._choosing.isVisible()
    room._panes.show_pane("register")
    assert room._register.isVisible()
    assert not room._form.isVisible()
    theme.wear(theme.Look())


def test_the_form_of_a_laptop_with_a_printer_is_never_wider_than_its_pane(
    desk: Desk, copy: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "both_sides", lambda _name: True)
    theme.wear(theme.Look())
    room = PrintRoom(desk, printers=("Office laser",))
    qtbot.addWidget(room)
    room.resize(1187, 641)
    room.show()
    room._choosing.list.select_first()
    QApplication.processEvents()
    (scroll,) = (each for each in room._form.findChildren(QScrollArea) if each.isVisible())
    assert scroll.horizontalScrollBar().maximum() == 0

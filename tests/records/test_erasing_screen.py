"""Erasing somebody who left, in the window: what goes and stays is said first, the name is typed, the role is held to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access import roles
from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.records.rules import still_kept
from downtime_desk.records.screen.erasing import EraseDialog
from downtime_desk.sync.sending.facts import ReturnChecked
from downtime_desk.ui.desk import Desk
from tests.plugins.clock import Clock
from tests.records.conftest import LONG_AGO, TED
from tests.ui.tree import tree

Leave = Callable[[str, datetime], None]


class Window(QWidget):
    """A window of somebody with a role."""

    def __init__(self, role: str, acting: Acting) -> None:
        super().__init__()
        self._who = replace(acting, permit=roles.permit(role))

    def refusal(self, records: str) -> Trouble | None:
        return self._who.refusal(records)


@pytest.fixture
def gone(kept: Store, acting: Acting, leave: Leave) -> Store:
    """Ted left long ago, and what was told of him went back."""
    with kept.write(acting) as session:
        (told,) = [each for each in journal.entries(session) if each.kind == "person.told"]
        journal.record(session, ReturnChecked(told.id, (), None), subject=told.subject)
    leave(TED, LONG_AGO)
    return kept


Opened = Callable[[str], EraseDialog]


@pytest.fixture
def opened(desk: Desk, acting: Acting, qtbot: QtBot) -> Iterator[Opened]:
    """Return what opens the dialog over the window of somebody with a role."""
    windows: list[Window] = []

    def opening(role: str) -> EraseDialog:
        window = Window(role, acting)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        made = EraseDialog(window, desk)
        made.open()
        return made

    yield opening
    qtbot.waitUntil(lambda: not desk.jobs.busy())


def chosen(dialog: EraseDialog, qtbot: QtBot, person: str = TED) -> EraseDialog:
    dialog.who.choose(person)
    dialog.who.chosen.emit(person)
    qtbot.waitUntil(dialog.name.isVisible)
    return dialog


def words(store: Store) -> str:
    with store.read() as session:
        return "\n".join(each.payload or "" for each in journal.entries(session))


def test_what_goes_and_stays_is_said_before_the_name_is_typed_and_it_goes(
    opened: Opened, gone: Store, acting: Acting, qtbot: QtBot
) -> None:
    dialog = chosen(opened(roles.REGISTERED), qtbot)
    said = tree(dialog)
    assert "What goes: the words of 4 lines of the log about this person and nobody else" in said
    assert "Backups and packs made before hold all of it" in said
    assert not dialog.before_time.isVisible(), "their time is up"
    dialog.why.show_text("Time is up. Dana Whitlock decided it.")
    dialog.name.show_text("ASH, Maureen")
    dialog.do_button.click()
    assert "The name is not the one of whom you chose." in tree(dialog)
    assert "downstairs" in words(gone)
    dialog.name.show_text(f" {dialog._people[TED].name.lower()} ")
    with qtbot.waitSignal(dialog.erased) as erased:
        dialog.do_button.click()
    assert erased.args is not None
    assert erased.args[0].lines == 4
    assert "downstairs" not in words(gone)
    with gone.read() as session:
        assert still_kept(session, acting.now()) == ()


def test_before_its_time_it_is_ticked_and_the_reason_is_never_left_out(
    opened: Opened, gone: Store, leave: Leave, clock: Clock, qtbot: QtBot
) -> None:
    leave("p2", clock())
    dialog = chosen(opened(roles.REGISTERED), qtbot, "p2")
    assert "The rules keep all of it until 22-Nov-2034." in dialog.stays.text()
    dialog.name.show_text(dialog._people["p2"].name)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "Why it is erased is missing." in tree(dialog))
    dialog.why.show_text("A court decided it.")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "The rules keep this for 8 years" in tree(dialog))
    QTest.keyClick(dialog.before_time, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.erased):
        dialog.do_button.click()
    with gone.read() as session:
        assert still_kept(session, clock()) == ()


@pytest.mark.parametrize("role", [roles.DUTY, roles.READ_ONLY, roles.BREAK_GLASS])
def test_only_a_registered_manager_erases(opened: Opened, gone: Store, qtbot: QtBot, role: str) -> None:
    dialog = chosen(opened(role), qtbot)
    assert not dialog.do_button.isEnabled()
    assert f"As {role} you may not erase what is kept of a person who left." in tree(dialog)
    assert dialog.do_button.held()
    assert "downstairs" in words(gone)

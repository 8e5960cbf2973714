"""The audit over the window, and the form of how long things stay."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.app.records_form import Tidying
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.screen.looking import Looking
from downtime_desk.records.queries import Act, Wanted, audit
from downtime_desk.records.rules import left
from downtime_desk.records.screen.audit import AuditDialog
from downtime_desk.ui.desk import Desk
from tests.plugins.clock import Clock
from tests.records.conftest import TED


@pytest.fixture
def dialog(desk: Desk, kept: Store, qtbot: QtBot) -> AuditDialog:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = AuditDialog(window, desk, kept)
    made.open()
    qtbot.waitUntil(lambda: shown(made) == 7)
    return made


def shown(dialog: AuditDialog) -> int:
    return dialog.table.model().rowCount()


def test_a_person_is_found_by_name_and_only_their_lines_stay(dialog: AuditDialog, qtbot: QtBot) -> None:
    dialog.name.show_text("hollo")
    qtbot.waitUntil(lambda: shown(dialog) == 3)
    assert dialog.who.value() == TED
    dialog.act.choose(Act.SHOWN)
    dialog.read()
    qtbot.waitUntil(lambda: shown(dialog) == 1)
    dialog.name.show_text("")
    dialog.act.choose("")
    dialog.read()
    qtbot.waitUntil(lambda: shown(dialog) == 7)


def test_lines_are_written_with_the_reason(dialog: AuditDialog, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "audit.csv"
    dialog.give(file)
    qtbot.waitUntil(lambda: "Why it is written to a file is missing" in dialog.told.words())
    assert not file.exists()
    dialog.why.show_text("The commissioner asked")
    dialog.give(file)
    qtbot.waitUntil(lambda: "Written to" in dialog.told.words())
    assert len(file.read_text("utf-8-sig").splitlines()) == 8
    qtbot.waitUntil(lambda: shown(dialog) == 8)  # giving it out is a line of its own


def test_all_that_is_kept_of_one_person_asks_who(dialog: AuditDialog, qtbot: QtBot, tmp_path: Path) -> None:
    assert not dialog.record_button.isEnabled()
    dialog.name.show_text("hollo")
    qtbot.waitUntil(dialog.record_button.isEnabled)
    dialog.give_all(tmp_path)
    qtbot.waitUntil(lambda: "Who asks, or how" in dialog.told.words())
    dialog.why.show_text("Ted himself")
    dialog.known.show_text("Seen at home")
    dialog.give_all(tmp_path)
    qtbot.waitUntil(lambda: "Written to" in dialog.told.words())
    (made,) = tmp_path.glob("all-that-is-kept-*")
    assert sorted(each.name for each in made.iterdir()) == ["pages.pdf", "record.json"]


def test_somebody_who_stays_with_a_person_is_written_down(desk: Desk, kept: Store, qtbot: QtBot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    looking = Looking(pane, desk)
    looking.see("p3")
    looking.keep()  # not on the screen: not looked at
    pane.show()
    looking.keep()

    def acts() -> list[Act]:
        with kept.read() as session:
            return [each.act for each in audit(session, Wanted(person="p3"))]

    qtbot.waitUntil(lambda: acts() == [Act.LOOKED])


Leave = Callable[[str, datetime], None]


def test_what_is_due_is_let_go_of_once_a_day(
    desk: Desk, kept: Store, acting: Acting, leave: Leave, clock: Clock, qtbot: QtBot
) -> None:
    leave(TED, clock())
    clock.forward(days=91)
    owner = QWidget()
    qtbot.addWidget(owner)
    tidying = Tidying(desk, owner)
    tidying.look()

    def gone() -> bool:
        with kept.read() as session:
            return not left(session, clock())

    qtbot.waitUntil(gone)
    tidying.look()
    assert acting

"""The journal in the settings: proved beside the window, codes from paper placed, doubts settled with a reason."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded, sign_in
from downtime_desk.access.screen.journal import JournalForm
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import head
from downtime_desk.core.proving import doubts, make_checkpoint
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock


@pytest.fixture
def form(desk: Desk, store: Store, qtbot: QtBot) -> JournalForm:
    made = JournalForm(desk, store)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_sound_store_is_said_to_hold_and_what_is_not_proved_stands_beside(
    form: JournalForm, qtbot: QtBot
) -> None:
    QTest.mouseClick(form.prove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.prove_button.isEnabled())
    assert form.said.words().startswith("Everything holds. 3 entries, head ")
    assert form.lines.text().count("Holds: ") == 6


def test_damage_is_named(form: JournalForm, qtbot: QtBot, store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        for number in range(50):
            change_setting(session, "x", number)
    store.release()
    whole = bytearray(store.path.read_bytes())
    whole[-2000] ^= 1
    store.path.write_bytes(whole)
    form.prove()
    qtbot.waitUntil(lambda: form.prove_button.isEnabled())
    assert form.said.words().startswith("Not everything holds.")
    assert "WRONG: Every page of the store is whole." in form.lines.text()


def test_a_code_of_a_page_is_placed_or_said_to_be_gone(form: JournalForm, store: Store) -> None:
    with store.read() as session:
        form.code.show_text(head(session).code)
    form.place()
    assert "is entry 3, written" in form.placed.words()
    form.code.show_text("0000-0000-00")
    form.place()
    assert "is NOT in this journal" in form.placed.words()
    form.code.show_text("seven")
    form.place()
    assert form.placed.words().startswith("That is not a code of the journal.")


def test_a_doubt_is_shown_and_settled(founded: Founded, clock: Clock, tmp_path: Path, qtbot: QtBot) -> None:
    store, acting = founded.signed_in.store, founded.signed_in.acting
    with store.write(acting) as session:
        make_checkpoint(session)
    store.release()
    shutil.copy2(store.path, tmp_path / "older.db")
    with store.write(acting) as session:
        change_setting(session, "x", 1)
    store.release()
    shutil.copy2(tmp_path / "older.db", store.path)
    here = sign_in(store.folder.parent, acting.manager, PASSPHRASE, clock)
    jobs = Jobs()
    jobs.sign_in(here.store, here.acting)
    desk = Desk(here.store, jobs, clock)
    form = JournalForm(desk, here.store)
    qtbot.addWidget(form)
    form.show()
    assert form.doubt.isVisible()
    assert "The journal ends at entry 4, but this laptop had come to entry 5" in form.doubt.words()
    form.settle()
    qtbot.waitUntil(lambda: "It is not said why." in form.doubt.words())
    form.why.show_text("Dan put the disk back.")
    form.settle()
    qtbot.waitUntil(lambda: not form.doubt.isVisible())
    with here.store.read() as session:
        assert doubts(session) == []
    jobs.close()
    desk.close()
    here.store.close()

"""A store whose journal falls short: the program says so from the first page on, in words that name it, until it is settled."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Found, found
from downtime_desk.access.home import store_folder
from downtime_desk.access.screen.journal import JournalForm
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.actions import back_up
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.core.proving import make_checkpoint
from downtime_desk.outages.actions import Note, note
from tests.app.conftest import at_rest
from tests.app.hand import KEY, Hand
from tests.app.test_window import copied
from tests.cli.test_ladder import a_page
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.ui.tree import tree

HARBOUR_LANE = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
Opens = Callable[[], DeskWindow]


@pytest.fixture
def older(program: Program, clock: Clock, tmp_path: Path) -> Path:
    """Make a store that goes on after its journal was signed; return the file as it was then."""
    here = found(program.home, HARBOUR_LANE, clock, CHEAP).signed_in
    copied(here)
    with here.store.write(here.acting) as session:
        make_checkpoint(session)
    back_up(here, "close")
    here.store.release()
    shutil.copy2(here.store.path, tmp_path / "older.db")
    clock.forward(minutes=5)
    with here.store.write(here.acting) as session:
        note(session, Note("Written after it.", clock()))
    here.store.close()
    return tmp_path / "older.db"


@pytest.fixture
def opens(
    program: Program, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None]
) -> Callable[[], DeskWindow]:
    """Return what types the passphrase into the first window, and gives the one that comes."""

    def type_in() -> DeskWindow:
        unlock = program.window or program.start()
        assert isinstance(unlock, UnlockWindow)
        active(unlock)
        hand.type(PASSPHRASE)
        hand.press(KEY.Key_Return)
        qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=30_000)
        at_rest(program, qtbot)
        assert isinstance(program.window, DeskWindow)
        return program.window

    return type_in


def form_in(window: DeskWindow) -> JournalForm:
    window.go("settings")
    (form,) = window.findChildren(JournalForm)
    return form


def test_an_older_store_put_back_is_said_on_every_page_until_a_manager_settles_it(
    program: Program, older: Path, opens: Opens, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None]
) -> None:
    shutil.copy2(older, store_folder(program.home) / STORE_FILE)
    window = opens()
    for page in ("visits", "people", "log", "print"):
        window.go(page)
        at_rest(program, qtbot)
        assert "The journal is in doubt. The journal ends at entry 4" in tree(window), page
    form = form_in(window)
    at_rest(program, qtbot)
    words = form.doubt.words()
    assert "The journal ends at entry 4, but this laptop had come to entry 5, head " in words
    assert "an older store was put back, or its last changes were cut off" in words
    form.prove()
    qtbot.waitUntil(form.prove_button.isEnabled)
    assert form.said.words().startswith("Not everything holds.")
    assert "WRONG: The journal reaches as far as this laptop had written." in form.lines.text()

    active(window)
    form.why.line.setFocus()
    hand.type("Dan put the disk of Saturday back.")
    hand.push(form.settle_button)
    qtbot.waitUntil(lambda: not form.doubt.isVisible())
    at_rest(program, qtbot)
    window.go("visits")
    at_rest(program, qtbot)
    assert "in doubt" not in tree(window)
    program.lock()
    assert "in doubt" not in tree(opens())


def test_a_store_that_can_only_be_read_is_not_said_to_hold(
    program: Program, older: Path, opens: Opens, qtbot: QtBot
) -> None:
    assert older.exists()
    a_page(store_folder(program.home))
    window = opens()
    assert "Reading and printing only. The store on this laptop is damaged." in tree(window)
    form = form_in(window)
    form.prove()
    qtbot.waitUntil(lambda: form.said.words().startswith("Not everything holds."))
    assert "a copy for reading was examined" in form.lines.text()

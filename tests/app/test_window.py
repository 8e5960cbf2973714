"""The program round its pages: what is imported when, locking, one at a time, and hostile names on every page."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Found, SignedIn, found
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.program import INSTANCE, Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.files import private_folder
from downtime_desk.outages import actions as outages
from downtime_desk.people import mirror as people
from downtime_desk.people.summary import Allergy, Listed, Person
from downtime_desk.rota import mirror as rota
from tests.app.conftest import at_rest
from tests.app.hand import CTRL, KEY, SHIFT, Hand
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally
from tests.ui.tree import tree
from tests.visits.conftest import CARERS, COPIED, PEOPLE, VISITS

HEAVY = ("sqlalchemy", "alembic", "reportlab", "httpx")
FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from downtime_desk.app.program import Program
from downtime_desk.ui import theme
app = QApplication([])
theme.load_fonts()
theme.wear(theme.Look())
window = Program(Path(sys.argv[1])).start()
app.processEvents()
window.grab()
print(type(window).__name__, *sorted(name for name in {heavy!r} if name in sys.modules))
import os
os._exit(0)
"""
BIDI = "\u202eREVERSED\u2066"
HOSTILE = ("<b>Bold</b> & <img src=x onerror=y>", f"{BIDI} \x07\x00 {{percent}} %s", "X" * 20_000)


@pytest.fixture
def home(tmp_path: Path, clock: Clock) -> Path:
    """Return a folder with a store in it, closed."""
    made = tmp_path / "home"
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    found(made, command, clock, CHEAP).signed_in.store.close()
    return made


@pytest.mark.parametrize(("folder", "first"), [("home", "UnlockWindow"), ("nothing here", "FirstRun")])
def test_the_first_paint_waits_for_no_database_and_no_paper(home: Path, folder: str, first: str) -> None:
    where = home.parent / folder
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT.format(heavy=HEAVY), str(where)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    window, *imported = done.stdout.split()
    assert window == first
    assert imported == []


def copied(here: SignedIn, folk: tuple[Person, ...] = PEOPLE) -> None:
    """Put the people and the rota of the night into the store."""
    with here.store.write(here.acting) as session:
        people.apply(session, list(folk), COPIED, set())
        rota.apply(session, rota.Rota(CARERS, [[rota.row_of(each) for each in VISITS]]), COPIED)


def words_in(window: QWidget) -> str:
    """Return every word a window holds, hidden pages too."""
    typed = [each.text() for each in window.findChildren(QLineEdit)]
    return "\n".join(
        [tree(window), *typed, *(each.accessibleName() for each in window.findChildren(QWidget))]
    )


def test_locking_closes_the_store_and_names_nobody(
    program: Program,
    signed_in: DeskWindow,
    hand: Hand,
    qtbot: QtBot,
    active: Callable[[QWidget], None],
) -> None:
    here = program._signed_in
    assert here is not None
    copied(here)
    for page in ("visits", "print", "people"):
        signed_in.go(page)
    at_rest(program, qtbot)
    assert "HOLLOWAY" in words_in(signed_in)
    hand.press(KEY.Key_L, CTRL | SHIFT)
    locked = program.window
    assert isinstance(locked, UnlockWindow)
    active(locked)
    assert not any(here.store._key)
    assert not any(here.store._root._raw), "the root key is overwritten"
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            said = words_in(window)
            assert not any(each.family.upper() in said.upper() for each in PEOPLE), said
    hand.type("gravel lantern")
    hand.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: "That passphrase does not open this laptop." in tree(locked), timeout=20_000)
    hand.type_over(PASSPHRASE)
    hand.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=20_000)
    at_rest(program, qtbot)
    assert isinstance(program.window, DeskWindow)
    program.window.go("people")
    again = program._signed_in
    assert again is not None
    assert again.store is not here.store
    assert "HOLLOWAY" in words_in(program.window)


def test_what_is_under_way_when_the_desk_is_locked_is_finished_and_told_to_nobody(
    program: Program, signed_in: DeskWindow, qtbot: QtBot
) -> None:
    told: list[object] = []
    done: list[str] = []

    def work() -> str:
        with signed_in.desk.read() as session:
            done.append(str(session is not None))
        return "read"

    program.jobs.work(signed_in, work, then=told.append)
    program.lock()
    QApplication.processEvents()
    assert done == ["True"], "the store is closed only when nothing reads it any more"
    assert told == []


def test_a_second_window_on_one_laptop_is_refused_in_words(tmp_path: Path) -> None:
    home = private_folder(tmp_path / "home")
    held = QLockFile(str(home / INSTANCE))
    assert held.tryLock(100)
    program = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from downtime_desk.app import program
def look(app):
    [window] = [each for each in app.topLevelWidgets() if each.isVisible()]
    print(*(each.accessibleName() for each in window.findChildren(type(window)) if each.accessibleName()), sep="|")
    app.quit()
exec_ = QApplication.exec
def run(app):
    QTimer.singleShot(0, lambda: look(app))
    return exec_()
QApplication.exec = run
sys.exit(program.run(Path(sys.argv[1])))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    held.unlock()
    assert done.returncode == 1, done.stderr
    assert "Downtime Desk is open already on this laptop." in done.stdout
    assert "Go to its window" in done.stdout


@pytest.mark.matrix
@pytest.mark.parametrize("name", HOSTILE, ids=["markup", "bidi", "long"])
def test_hostile_names_go_through_every_page_as_they_stand(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot, name: str, tally: Tally
) -> None:
    here = program._signed_in
    assert here is not None
    bad = msgspec.structs.replace(
        PEOPLE[0],
        family=name,
        known_as=name,
        summary=msgspec.structs.replace(
            PEOPLE[0].summary, allergies=Listed("listed", (Allergy(substance=name, reaction=name),))
        ),
    )
    copied(here, (bad, *PEOPLE[1:]))
    clock.present = COPIED
    with here.store.write(here.acting) as session:
        outages.declare(session, outages.Declare(("Rota",), clock(), name[:500]))
    clock.forward(hours=7)
    signed_in.look_again()
    at_rest(program, qtbot)
    said = []
    for page, ref in (
        ("visits", "v1"),
        ("people", PEOPLE[0].id),
        ("log", None),
        ("print", None),
        ("return", None),
    ):
        signed_in.go(page, ref)
        at_rest(program, qtbot)
        said.append(tree(signed_in))
        assert not signed_in.grab().isNull()
    found = signed_in.find_or_do()
    found.field.show_text("<b>")
    QApplication.processEvents()
    found.reject()
    whole = "\n".join(said)
    assert "\u202e" not in whole
    assert ("[U+202E]" in whole) == (BIDI in name)
    if name.startswith("<b>"):
        assert "<b>Bold</b> & <img src=x onerror=y>".casefold() in whole.casefold()
    tally(13, "names and notes on five pages", 1, "texts", "shown as it stands")

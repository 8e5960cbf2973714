"""The unlock window: there at once, says what it may, opens by keyboard, and lets nobody be locked out."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded, SignedIn, read_keyfile
from downtime_desk.access.lock import LockNote, read_lock, write_lock
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.core import journal, tries
from downtime_desk.core.clock import to_text
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Tick
from downtime_desk.ui.tokens import THEMES
from tests.conftest import PASSPHRASE
from tests.people.cast import AS_OF
from tests.plugins.clock import Clock
from tests.ui.tree import tree

Make = Callable[[], UnlockWindow]


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    founded.signed_in.store.close()
    home = tmp_path / "home"
    manager = founded.signed_in.acting.manager
    write_lock(
        home,
        LockNote(
            "Harbour Lane Home Care",
            "OUTAGE",
            "2026-11-21T19:52:00Z",
            {kind: to_text(at) for kind, at in AS_OF.items()},
            {manager: "2026-11-21T22:00:00Z"},
            "2026-11-22T02:03:00Z",
            "Fernway",
        ),
    )
    return home


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    theme.wear(theme.Look())
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def make(home: Path, clock: Clock, jobs: Jobs, qtbot: QtBot) -> Make:
    def window() -> UnlockWindow:
        QAccessible.setActive(True)
        made = UnlockWindow(home, clock, jobs, lambda: None)
        qtbot.addWidget(made)
        made.resize(1366, 768)
        made.show()
        return made

    return window


def told(window: UnlockWindow) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(window)


def test_what_a_screen_reader_is_told(make: Make) -> None:
    assert told(make()) == SNAPSHOT.strip()


def test_it_opens_by_keyboard(make: Make, qtbot: QtBot) -> None:
    window = make()
    with qtbot.waitSignal(window.opened, timeout=20000) as opened:
        QTest.keyClicks(window.passphrase.line, PASSPHRASE)
        QTest.keyClick(window.passphrase.line, Qt.Key.Key_Return)
    signed_in = opened.args[0]
    assert isinstance(signed_in, SignedIn)
    assert signed_in.acting.name == "Priya Nair"
    assert window.passphrase.text() == ""
    signed_in.store.close()


def test_a_wrong_passphrase_locks_nobody_out(make: Make, qtbot: QtBot) -> None:
    window = make()
    QTest.keyClicks(window.passphrase.line, "gravel lantern harbour kitten mosaik")
    window.unlock()
    assert not window.unlock_button.isEnabled()
    qtbot.waitUntil(
        lambda: "That passphrase does not open this laptop. You are not locked out." in told(window),
        timeout=20000,
    )
    assert window.unlock_button.isEnabled()
    assert window.passphrase.line.hasSelectedText()


def test_the_wait_after_wrong_tries_counts_down_and_ends_by_itself(
    make: Make, home: Path, clock: Clock, qtbot: QtBot
) -> None:
    slot = read_keyfile(home).of_kind("manager")[0].id
    for _ in range(tries.FREE + 1):
        tries.count(home, slot, clock())
    window = make()
    QTest.keyClicks(window.passphrase.line, PASSPHRASE)
    window.unlock()
    qtbot.waitUntil(lambda: "Next try in 0:15" in told(window), timeout=20000)
    assert not window.unlock_button.isEnabled()
    assert "You are not locked out" in told(window)
    clock.forward(seconds=14)
    qtbot.waitUntil(lambda: "Next try in 0:01" in told(window))
    assert not window.unlock_button.isEnabled()
    clock.forward(seconds=1)
    qtbot.waitUntil(window.unlock_button.isEnabled)
    assert "You can try again now." in told(window)
    with qtbot.waitSignal(window.opened, timeout=20000) as opened:
        QTest.keyClick(window.passphrase.line, Qt.Key.Key_Return)
    opened.args[0].store.close()


def test_a_wait_is_for_one_name(make: Make, home: Path, clock: Clock, qtbot: QtBot) -> None:
    slot = read_keyfile(home).of_kind("manager")[0].id
    for _ in range(tries.FREE):
        tries.count(home, slot, clock())
    window = make()
    QTest.keyClicks(window.passphrase.line, "wrong")
    window.unlock()
    qtbot.waitUntil(lambda: "Next try in 0:05" in told(window), timeout=20000)
    (home / tries.FILE).unlink()  # as for a name with no wrong tries
    window.managers.chosen.emit(window.managers.current())
    assert window.unlock_button.isEnabled()
    assert window.unlock_button.words() == "Unlock"
    assert "Next try" not in told(window)


def test_a_missing_key_file_is_said_with_what_to_do(make: Make, home: Path) -> None:
    (home / "store" / "keyslots.json").unlink()
    window = make()
    assert "The key file of this store is missing." in told(window)
    assert window.recover() is None


def test_the_passphrase_is_hidden_until_it_is_asked_to_be_shown(make: Make) -> None:
    window = make()
    QTest.keyClicks(window.passphrase.line, "gravel")
    assert "gravel" not in told(window)
    QTest.mouseClick(window.show_button, Qt.MouseButton.LeftButton)
    assert "gravel" in told(window)


def test_the_rest_is_imported_once_from_the_first_letter(
    home: Path, clock: Clock, jobs: Jobs, qtbot: QtBot
) -> None:
    warmed: list[int] = []
    window = UnlockWindow(home, clock, jobs, lambda: warmed.append(1))
    qtbot.addWidget(window)
    assert warmed == []
    QTest.keyClicks(window.passphrase.line, "gr")
    qtbot.waitUntil(lambda: warmed == [1])


def test_the_recovery_code_gives_a_new_passphrase_and_a_new_code(
    make: Make, founded: Founded, home: Path, qtbot: QtBot
) -> None:
    window = make()
    dialog = window.recover()
    assert dialog is not None
    dialog.code.show_text(founded.recovery_code.lower().replace("-", " "))
    dialog.do_button.click()
    assert "No name is chosen." in tree(dialog)
    dialog.who.choose(founded.signed_in.acting.manager)
    dialog.chooser.trial.show_text(dialog.chooser.words.text())
    dialog.do_button.click()
    qtbot.waitUntil(lambda: dialog.do_button.words() == "Go on", timeout=20000)
    dialog.reject()
    dialog.reject()
    assert dialog.isVisible()
    assert "Throw away" not in tree(dialog)
    assert not dialog.do_button.isEnabled()
    assert "Recovery code" in tree(dialog)
    dialog.findChildren(Tick)[0].click()
    with qtbot.waitSignal(window.recovered) as recovered:
        dialog.do_button.click()
    store = recovered.args[0].signed_in.store
    with store.read() as session:
        kinds = [entry.kind for entry in journal.entries(session)]
    store.close()
    assert kinds[-1] == "manager.passphrase_changed"
    assert len(read_keyfile(home).of_kind("recovery")) == 1


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_it_fits_at_every_size_and_theme(make: Make, name: str, text: int) -> None:
    window = make()
    theme.wear(theme.Look(THEMES[name], text))
    window.resize(1366, 697)
    told(window)
    assert (window.width(), window.height()) == (1366, 697)
    for pressed in window.findChildren(QPushButton):
        if pressed.isVisible() and pressed.text():
            assert pressed.width() >= pressed.sizeHint().width(), pressed.text()
    spot = window.unlock_button.mapTo(window, window.unlock_button.rect().bottomRight())
    assert spot.x() <= 1366
    assert spot.y() <= 697
    theme.wear(theme.Look())


def test_the_database_is_not_imported_before_the_window_is_painted(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PAINT, str(home)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.split() == ["painted"]


_PAINT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.core.clock import utc_now
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
theme.wear(theme.Look())
jobs = Jobs()
window = UnlockWindow(Path(sys.argv[1]), utc_now, jobs, lambda: None)
window.show()
app.processEvents()
assert not window.grab().isNull()
heavy = ("sqlalchemy", "sqlcipher3", "alembic", "httpx", "reportlab", "zxcvbn")
print("painted", *(name for name in heavy if name in sys.modules))
jobs.close()
"""

SNAPSHOT = """
group "Downtime Desk"
  group "Status"
    group "OUTAGE 06:14, since Saturday 19:52"
    group "Locked: Sun 22 Nov 02:06"
    group "Downtime Desk: Harbour Lane Home Care"
  words "Your copy is safe on this laptop"
  words "It is a copy of Fernway, with what the desk has written down since. It opens without internet, for as long as an outage lasts."
  words "What is here"
  words "Copy as of"
  words "Age"
  words "Rota"
  words "Sat 19:30"
  words "6 h 36 m"
  words "People, medicines, risks"
  words "Sat 19:15"
  words "6 h 51 m"
  words "Contacts"
  words "Sat 18:00"
  words "8 h 06 m"
  words "Entry codes, kept apart"
  words "Sat 12:00"
  words "14 h 06 m"
  words "Written at the desk"
  words "Sun 02:03"
  words "saved here"
  words "Without signing in"
  button "Display"
  words "Sign in"
  words "Your name"
  list "Your name"
    row "Priya Nair. last unlocked Sat 22:00, 21 Nov" [chosen]
  words "Your passphrase"
  field "Your passphrase" (no code from a phone is needed.)
  words "No code from a phone is needed."
  button "Show"
  button "Unlock" (key: Enter)
  button "Use the recovery code"
  button "Open a backup or pack"
"""


def test_it_says_that_the_data_is_not_trusted_and_names_nobody(home: Path, make: Make) -> None:
    write_lock(home, msgspec.structs.replace(read_lock(home), data_doubted=True))
    window = make()
    assert "DATA NOT TRUSTED" in window.bar.mode.accessibleName()
    assert "HOLLOWAY" not in tree(window)

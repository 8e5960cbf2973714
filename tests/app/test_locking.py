"""The desk is locked by itself: nobody touched it, the laptop slept, the laptop was locked. And by whom it is not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from downtime_desk.access import rules
from downtime_desk.access.idle import Idle, Moment
from downtime_desk.access.rules import LockRules
from downtime_desk.access.screen.locking import LockForm
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.clipboard import MARKS
from downtime_desk.app.front import bring_to_front
from downtime_desk.app.laptop.windows import (
    RESUMES_BY_ITSELF,
    SESSION_LOCKED,
    SUSPENDS,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    Messages,
)
from downtime_desk.app.locking import Locking
from downtime_desk.app.practice import NAME
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.errors import Trouble
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.sync.connection import Choose, Connection, choose
from tests.app.conftest import at_rest
from tests.app.test_window import copied
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally
from tests.ui.tree import tree
from tests.visits.conftest import PEOPLE

START = Moment(1_000_000.0, 500.0)


def later(at: Moment, seconds: float) -> Moment:
    return Moment(at.wall + seconds, at.steady + seconds)


class Clocks:
    """The two clocks, moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> Moment:
        return self.at

    def pass_time(self, idle: Idle, seconds: int) -> list[str]:
        """Look every five seconds, as the program does; return what was said."""
        said = []
        for _ in range(seconds // 5):
            self.at = later(self.at, 5)
            said.append(idle.look(self.at))
        return [each for each in said if each]


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_a_desk_nobody_touches_is_locked_when_its_minutes_are_over(clocks: Clocks) -> None:
    idle = Idle(5, START)
    assert clocks.pass_time(idle, 295) == []
    assert clocks.pass_time(idle, 5) == ["idle"]


def test_a_touch_begins_the_minutes_anew(clocks: Clocks) -> None:
    idle = Idle(5, START)
    clocks.pass_time(idle, 290)
    idle.touched(clocks.at)
    assert clocks.pass_time(idle, 295) == []
    assert clocks.pass_time(idle, 5) == ["idle"]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("wall", "steady"), [(3600.0, 5.0), (5.0, 3600.0), (3600.0, 3600.0)], ids=["wall", "steady", "both"]
)
def test_a_jump_of_either_clock_means_that_the_laptop_slept(wall: float, steady: float, tally: Tally) -> None:
    idle = Idle(15, START)
    woken = Moment(START.wall + wall, START.steady + steady)
    idle.touched(woken)
    assert idle.look(woken) == "sleep", "the key that woke it does not keep it open"
    tally(9, "locking after a jump of either clock", 1, "clocks", "locked")


@pytest.mark.matrix
def test_a_clock_set_back_does_not_keep_the_desk_open(clocks: Clocks, tally: Tally) -> None:
    idle = Idle(5, START)
    clocks.at = Moment(START.wall - 86_400, START.steady + 5)
    assert idle.look(clocks.at) is None
    assert clocks.pass_time(idle, 295) == ["idle"]
    tally(9, "locking with a clock set back", 1, "clocks", "locked in its time all the same")


def test_a_clock_put_forward_an_hour_locks_and_is_no_fault() -> None:
    assert Idle(5, START).look(replace(START, wall=START.wall + 3600)) == "sleep"


def test_the_minutes_are_kept_within_bounds(signed_in: DeskWindow) -> None:
    here = signed_in.signed_in
    with here.store.write(here.acting) as session:
        with pytest.raises(Trouble, match="1 min without a key is not possible"):
            rules.change(session, LockRules(1))
        rules.change(session, LockRules(15, may_be_captured=True))
        assert rules.kept(session) == LockRules(15, may_be_captured=True)


def test_keys_and_the_mouse_in_any_window_of_the_program_count(
    signed_in: DeskWindow, clocks: Clocks, qtbot: QtBot
) -> None:
    locking = Locking(signed_in, clocks)
    clocks.pass_time(locking.idle, 290)
    QTest.keyClick(signed_in.windowHandle(), Qt.Key.Key_Shift)
    assert clocks.pass_time(locking.idle, 290) == []
    dialog = signed_in.declare()
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    over = QPointF(5, 5)
    moved = QMouseEvent(
        QEvent.Type.MouseMove, over, over, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(dialog.windowHandle(), moved)
    assert clocks.pass_time(locking.idle, 290) == []
    typed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(dialog.windowHandle(), typed)
    assert clocks.pass_time(locking.idle, 290) == []
    with qtbot.waitSignal(locking.due) as due:
        clocks.at = later(clocks.at, 10)
        locking.look()
    assert due.args == ["idle"]


def test_other_minutes_hold_at_once(program: Program, signed_in: DeskWindow, qtbot: QtBot) -> None:
    assert program._locking is not None
    assert program._locking.idle.minutes == 5
    (form,) = signed_in.go("settings").findChildren(LockForm)
    form.minutes.show_text("soon")
    form.save()
    assert "soon is not a number of minutes" in tree(form)
    form.minutes.show_text("12")
    form.save()
    qtbot.waitUntil(lambda: "Saved on this laptop" in tree(form))
    at_rest(program, qtbot)
    assert program._locking.idle.minutes == 12
    program.lock("idle")
    assert program.window is not None
    assert "Locked after 12 min without a key" in tree(program.window)


def test_the_locked_window_shows_the_mode_the_clock_and_the_copies_and_nobody(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    here = signed_in.signed_in
    copied(here)
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), clock(), "Carers cannot load visits"))
    clock.forward(hours=7)
    signed_in.look_again()
    at_rest(program, qtbot)
    clock_shown = signed_in.state().clock
    assert clock_shown is not None
    program.lock("system")
    window = program.window
    assert isinstance(window, UnlockWindow)
    said = tree(window)
    assert "OUTAGE 07:00" in said
    assert "Locked with the laptop" in said
    assert "unlock to see it" in said
    assert window.state().clock is not None
    assert window.state().clock.due == clock_shown.due
    assert "Copy as of" in said
    assert not any(each.family.upper() in said.upper() for each in PEOPLE)
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [window]


def test_a_laptop_that_goes_to_sleep_does_not_wait_for_a_backup(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    before = sorted((program.home / "backups").iterdir())
    clock.forward(minutes=40)
    program.lock("sleep")
    assert isinstance(program.window, UnlockWindow)
    assert sorted((program.home / "backups").iterdir()) == before
    assert not any(signed_in.signed_in.store._key)


def test_a_dialog_of_the_system_is_closed_first(
    program: Program, signed_in: DeskWindow, qtbot: QtBot
) -> None:
    """It runs inside a call of a page: taken away under it, the page would take the program with it."""
    chosen: list[str] = []

    def ask() -> None:
        chosen.append(QFileDialog.getExistingDirectory(signed_in, "The folder"))

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, True)
    QTimer.singleShot(0, ask)
    QTimer.singleShot(300, lambda: program.lock("idle"))
    qtbot.waitUntil(lambda: isinstance(program.window, UnlockWindow), timeout=20_000)
    assert chosen == [""]
    assert not any(signed_in.signed_in.store._key)


BUS = shutil.which("dbus-daemon")
LOGIND = Path(__file__).with_name("logind.py")


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Start a bus of the test's own; give the environment in which it is that of the system and of the session."""
    assert BUS is not None
    rules_of_the_bus = tmp_path / "bus.conf"
    rules_of_the_bus.write_text(
        f"""<busconfig><type>custom</type><listen>unix:path={tmp_path}/bus</listen><auth>EXTERNAL</auth>
        <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
        <allow own="*"/></policy></busconfig>"""
    )
    command = [BUS, f"--config-file={rules_of_the_bus}", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        yield {"DBUS_SYSTEM_BUS_ADDRESS": address, "DBUS_SESSION_BUS_ADDRESS": address}
        daemon.terminate()


@pytest.mark.skipif(BUS is None, reason="dbus-daemon is not installed")
@pytest.mark.parametrize(
    ("signal", "why"), [("PrepareForSleep", "sleep"), ("Lock", "system"), ("ActiveChanged", "system")]
)
def test_linux_says_that_it_sleeps_and_that_it_was_locked(bus: dict[str, str], signal: str, why: str) -> None:
    done = subprocess.run(
        [sys.executable, str(LOGIND), signal],
        env={**os.environ, **bus, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["holds-sleep", why, "lets-go" if why == "sleep" else "holds-sleep"], done
    assert done.returncode == 0


def test_nobody_answers_where_no_program_is(tmp_path: Path) -> None:
    assert not bring_to_front(tmp_path)


def test_what_is_copied_is_marked_and_goes_when_the_desk_is_locked(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # without a display nobody ever owns the clipboard
    monkeypatch.setattr("downtime_desk.app.clipboard.is_ours", lambda _clipboard: True)
    clipboard = QApplication.clipboard()
    clipboard.setText("HOLLOWAY, Edwin (Mr)")
    qtbot.waitUntil(lambda: clipboard.mimeData().hasFormat("x-kde-passwordManagerHint"))
    assert set(MARKS) <= set(clipboard.mimeData().formats())
    assert clipboard.text() == "HOLLOWAY, Edwin (Mr)"
    assert program._clipboard is not None
    assert program._clipboard._gone.remainingTime() > 0
    program._clipboard._gone.timeout.emit()
    assert clipboard.text() == ""
    clipboard.setText("HOLLOWAY, Edwin (Mr)")
    program.lock()
    assert clipboard.text() == ""


def test_no_title_of_a_window_names_anybody(program: Program, signed_in: DeskWindow, qtbot: QtBot) -> None:
    copied(signed_in.signed_in)
    at_rest(program, qtbot)
    dialog = signed_in.write_change(PEOPLE[0].id)
    assert dialog is not None
    assert PEOPLE[0].family.upper() in dialog.accessibleName().upper()
    titles = {each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible()}
    assert titles == {"Downtime Desk"}
    dialog.close()


@pytest.mark.parametrize(
    ("message", "about", "why"),
    [
        (WM_POWERBROADCAST, SUSPENDS, ["sleep"]),
        (WM_POWERBROADCAST, RESUMES_BY_ITSELF, ["sleep"]),
        (WM_WTSSESSION_CHANGE, SESSION_LOCKED, ["system"]),
        (WM_WTSSESSION_CHANGE, 0x8, []),
        (WM_POWERBROADCAST, 0xA, []),
    ],
    ids=["suspends", "resumes", "is locked", "is unlocked", "battery"],
)
def test_messages_of_windows_are_understood(
    signed_in: DeskWindow, message: int, about: int, why: list[str]
) -> None:
    messages, heard = Messages(signed_in, signed_in), []
    messages.told.connect(heard.append)
    messages.hear(message, about)
    assert heard == why


def test_people_are_left_out_of_captures_unless_a_setting_or_practice_lets_them_in(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(
        "downtime_desk.app.locking.leave_out", lambda _window, *, of_captures: asked.append(of_captures)
    )
    here, watch = signed_in.signed_in, program._locking
    assert watch is not None
    watch.take_rules()
    with here.store.write(here.acting) as session:
        rules.change(session, LockRules(5, may_be_captured=True))
    qtbot.waitUntil(lambda: len(asked) == 2)
    with here.store.write(here.acting) as session:
        rules.change(session, LockRules(5))
        choose(session, Choose(Connection(NAME, "server", "http://127.0.0.1:1")))
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert asked == [True, False, False]

"""The real program in a folder of its own, with a clock that stands still and a hand on the keyboard."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded
from downtime_desk.access.screen.break_glass import BreakGlassDialog
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.ui import theme
from tests.app.hand import Hand
from tests.plugins.clock import Clock
from tests.plugins.flashes import flashes

__all__ = ["flashes"]

SATURDAY_EVENING = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(SATURDAY_EVENING)


@pytest.fixture
def program(tmp_path: Path, clock: Clock, qapp: QApplication) -> Iterator[Program]:
    theme.wear(theme.Look())
    made = Program(tmp_path / "home", clock)
    yield made
    window = made.window
    made.close()
    if window is not None:
        window.close()
        window.deleteLater()
    made.deleteLater()


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    return Hand(qtbot)


@pytest.fixture
def active(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Return what waits until a window has the keyboard."""

    def wait(window: QWidget) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    return wait


@pytest.fixture
def signed_in(
    program: Program,
    clock: Clock,
    qtbot: QtBot,
    active: Callable[[QWidget], None],
    harbour_lane: Callable[[Path, Clock], Founded],
) -> DeskWindow:
    """Return the window of Priya Nair over a new, empty store."""
    window = program.enter(harbour_lane(program.home, clock).signed_in)
    active(window)
    at_rest(program, qtbot)
    return window


def at_rest(program: Program, qtbot: QtBot) -> None:
    """Wait until nothing is under way beside the window, and all of it has been shown."""
    qtbot.waitUntil(lambda: not program.jobs.busy(), timeout=30_000)
    QApplication.processEvents()


def break_the_glass(unlock: UnlockWindow, code: str) -> None:
    """Open the store with the envelope, as somebody does who is no manager."""
    unlock.glass_button.click()
    [dialog] = unlock.findChildren(BreakGlassDialog)
    for field, words in (
        (dialog.code, code),
        (dialog.name, "Ruth Adeleke"),
        (dialog.job, "care coordinator"),
    ):
        field.show_text(words)
    dialog.reason.show_text("Priya is in hospital, Gareth does not answer.")
    dialog.do_button.click()

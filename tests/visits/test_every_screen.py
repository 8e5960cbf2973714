"""Visits, Rota and People in every theme and at twice the text: one filled button, no small text, no small target."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.store import Acting, Store
from downtime_desk.people.actions import Tell, tell
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.rota.actions import TakeOff, carer_off
from downtime_desk.rota.screen.page import RotaScreen
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Kind
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits.queries.written import written_about
from downtime_desk.visits.screen import VisitsScreen
from tests.conftest import NIGHT
from tests.visits.conftest import at

LEAST_TARGET, LEAST_TEXT = 32, 12
FILLED = (Kind.PRIMARY, Kind.BIG)
SOURCE = Path(theme.__file__).parents[1]


def visits(made: Desk) -> QWidget:
    screen = VisitsScreen(made)
    screen.open("v1")
    return screen


def day(made: Desk) -> QWidget:
    screen = VisitsScreen(made)
    screen.board.which.choose("day")
    return screen


def timeline(made: Desk) -> QWidget:
    screen = VisitsScreen(made)
    screen.board.which.choose("timeline")
    return screen


def rota(made: Desk) -> QWidget:
    return RotaScreen(made, written_about, print)


def people(made: Desk) -> QWidget:
    screen = PeopleScreen(made, print, lambda _person: ())
    screen.open("p1")
    return screen


@pytest.fixture
def look() -> Iterator[None]:
    yield
    theme.wear(theme.Look())


@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("worn", THEMES)
@pytest.mark.parametrize("build", [visits, day, timeline, rota, people])
def test_one_filled_button_no_small_text_and_no_small_target(
    build: Callable[[Desk], QWidget], worn: str, text: int, desk: Desk, outage: Store, acting: Acting,
    qtbot: QtBot, look: None,
) -> None:  # fmt: skip
    with outage.write(acting) as session:
        tell(session, Tell("p1", "hospital", "Ward 4", "Anne", "daughter", at("21:10")))
        carer_off(session, TakeOff("c1", NIGHT, None, "Sick"))
    theme.wear(theme.Look(THEMES[worn], text))
    screen = build(desk)
    qtbot.addWidget(screen)
    screen.resize(1184, 641)
    screen.show()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    QApplication.processEvents()
    seen = [each for each in screen.findChildren(QWidget) if each.isVisible()]
    filled = [each.words() for each in seen if isinstance(each, Button) and each._kind in FILLED]
    assert len(filled) <= 1, filled
    assert not [each for each in map(small_text, seen) if each]
    assert not [each for each in map(small_target, seen) if each]


def small_text(part: QWidget) -> str:
    """Return what is wrong with the text of a part, or nothing."""
    said = part.text() if isinstance(part, QLabel | QLineEdit | QAbstractButton) else ""
    size = part.font().pixelSize() * 100 / theme.look().text
    return f"{size} px: {said}" if said and size < LEAST_TEXT - 0.5 else ""


def small_target(part: QWidget) -> str:
    """Return what is wrong with the height of a part that is pressed or typed in, or nothing."""
    is_target = isinstance(part, QAbstractButton | QLineEdit) and (
        part.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(part, Button)
    )
    small = is_target and part.height() < LEAST_TARGET
    return f"{part.height()} px: {part.accessibleName() or part}" if small else ""


def test_nothing_is_drawn_in_less_than_twelve_pixels() -> None:
    called = re.compile(r"(?:theme\.(?:font|figures)\(|\bsize=)(\d+(?:\.\d+)?)")
    small = [
        f"{path.relative_to(SOURCE)}: {found.group(0)}"
        for path in SOURCE.rglob("*.py")
        if "screen" in path.parts or "ui" in path.parts
        for found in called.finditer(path.read_text())
        if float(found.group(1)) < LEAST_TEXT
    ]
    assert small == []

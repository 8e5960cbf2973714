"""The timeline on the screen: by keyboard alone, in words for who hears it, and read only where it is seen."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.theme import Look
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import actions
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.queries import Lane, LaneRead
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.timeline.canvas import Canvas
from downtime_desk.visits.screen.timeline.scale import SPANS, Scale
from downtime_desk.visits.screen.timeline.scene import lane_words
from downtime_desk.visits.screen.timeline.shelf import A_READ
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree
from tests.visits.conftest import at

KEY = Qt.Key


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    made = VisitsScreen(desk)
    qtbot.addWidget(made)
    made.resize(1184, 709)
    with qtbot.waitActive(made):
        made.show()
    timeline = next(each for each in made.board.which._segments if each.value == "timeline")
    timeline.click()
    qtbot.waitUntil(lambda: made.focusWidget() is made.timeline.canvas)
    return made


def press(screen: VisitsScreen, *keys: Qt.Key) -> str:
    """Press keys where the focus is; return the visit that is current then."""
    for key in keys:
        focused = screen.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
    block = screen.timeline.canvas.current()
    return block.visit if block else ""


def test_arrows_home_and_end_move_between_visits(screen: VisitsScreen) -> None:
    assert press(screen) == "v1"
    assert press(screen, KEY.Key_Right) == "v6"
    assert press(screen, KEY.Key_Right) == "v8"
    assert press(screen, KEY.Key_Right) == "v8"
    assert press(screen, KEY.Key_Home) == "v7"
    assert press(screen, KEY.Key_Down) == "v3"
    assert press(screen, KEY.Key_End) == "v2"
    assert press(screen, KEY.Key_Down, KEY.Key_Left) == "v5"
    assert press(screen, KEY.Key_PageUp) == "v1"


def test_the_current_visit_is_said_as_one_sentence(screen: VisitsScreen) -> None:
    press(screen, KEY.Key_Right)
    said = tree(screen)
    assert "Timeline of visits. MARLOW, Olive, Red, planned 02:30 to 03:00, Iwan Prosser." in said
    assert "the carer was not heard of at the visit before" in said
    assert "Planned 02:30 to 03:00, Iwan Prosser." in said
    assert "3 carers : first the 3" in said
    assert [part for part in controls(screen) if not name_of(part)] == []
    assert "Key: Done, grade A to D, Carer is there, Late, Not heard, not verified" in said


def test_enter_opens_the_visit_in_the_queue(screen: VisitsScreen) -> None:
    press(screen, KEY.Key_Home)
    screen.primary()
    assert screen.board.which.value() == "queue"
    assert screen.form.outcome.isAncestorOf(screen.focusWidget())
    assert "HOLLOWAY, Patricia" in screen.pane.banner._name.text()
    assert screen.timeline.isHidden()


def test_plus_and_minus_zoom_and_n_goes_to_now(screen: VisitsScreen) -> None:
    canvas = screen.timeline.canvas
    press(screen, KEY.Key_Plus)
    assert (canvas.hours, screen.timeline.hours.value()) == (3, 3)
    press(screen, KEY.Key_Minus, KEY.Key_Minus, KEY.Key_Minus)
    assert (canvas.hours, screen.timeline.hours.value()) == (12, 12)
    press(screen, KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Home)
    assert not canvas.scale().head < canvas.scale().x(NIGHT) < canvas.width()
    press(screen, KEY.Key_N)
    assert canvas.scale().head < canvas.scale().x(NIGHT) < canvas.width()


def test_a_visit_written_about_elsewhere_changes_in_place(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    told = CarerTimes("c1", "Iwan Prosser", to_text(at("01:50")))
    with outage.write(acting) as session:
        actions.verify(
            session, Verify("v1", "there now", (told,), (Source("carer-at-time", None, to_text(NIGHT)),))
        )
    name = screen.timeline.canvas.accessibleName
    qtbot.waitUntil(lambda: "There since 01:50" in name())
    assert press(screen) == "v1"


def test_without_an_outage_the_plan_is_shown(
    copy: Store, acting: Acting, clock: Clock, qtbot: QtBot, qapp: QApplication
) -> None:
    jobs = Jobs()
    jobs.sign_in(copy, acting)
    desk = Desk(copy, jobs, clock)
    screen = VisitsScreen(desk)
    qtbot.addWidget(screen)
    screen.show()
    screen.board.which._segments[2].click()
    assert "As planned, with the main system" in screen.timeline.canvas.accessibleName()
    desk.close()
    jobs.close()


class Shelves:
    """Counts which lanes were read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, wanted: Sequence[Lane]) -> Mapping[str | None, LaneRead]:
        self.read += [lane.name for lane in wanted]
        return {lane.carer: LaneRead() for lane in wanted}


def test_only_lanes_in_view_are_read(qtbot: QtBot, qapp: QApplication) -> None:
    theme.wear(theme.Look())
    shelves = Shelves()
    canvas = Canvas(shelves, NIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(1184, 560)
    many = [Lane(f"c{n}", f"Carer {n}", 0, 0, NIGHT) for n in range(500)]
    canvas.shelf.fill(many, NIGHT)
    canvas._measure()
    canvas.show()
    in_view = 560 // 56
    qtbot.waitUntil(lambda: canvas.shelf.read_count() >= in_view)
    QApplication.processEvents()
    assert canvas.shelf.read_count() <= in_view + A_READ
    canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: "Carer 499" in shelves.read)
    assert canvas.shelf.read_count() <= 2 * (in_view + A_READ)
    assert len(shelves.read) == len(set(shelves.read))


@pytest.mark.parametrize("text", [100, 125, 150, 200])
@pytest.mark.parametrize("worn", list(THEMES))
def test_the_primary_action_is_in_view_at_every_size(screen: VisitsScreen, text: int, worn: str) -> None:
    theme.wear(theme.Look(THEMES[worn], text))
    wide = 1366 - {100: 176, 125: 220, 150: 78, 200: 100}[text] - 6
    # a screen that stands alone was given its least size at the text size before
    screen.setMinimumSize(1, 1)
    screen.resize(wide, 638)
    QApplication.processEvents()
    button = screen.timeline.verify
    assert screen.rect().contains(button.mapTo(screen, button.rect().bottomRight()))
    assert screen.timeline.canvas.viewport().height() > theme.px(80)
    assert screen.minimumSizeHint().width() <= wide
    assert screen.minimumSizeHint().height() <= 638


def test_the_now_line_follows_the_clock(screen: VisitsScreen, clock: Clock) -> None:
    canvas = screen.timeline.canvas
    before = canvas.scale().along(NIGHT)
    clock.forward(minutes=20)
    screen.refresh()
    assert canvas.scale().x(NIGHT + timedelta(minutes=20)) == pytest.approx(
        canvas.scale().head + canvas.scale().room * 0.58, abs=2
    )
    assert canvas.scale().along(NIGHT) == before


@pytest.mark.parametrize("text", [100, 150, 200])
@pytest.mark.parametrize("hours", SPANS)
def test_times_on_the_axis_do_not_touch(hours: int, text: int) -> None:
    theme.wear(Look(text=text))
    wide = QFontMetrics(theme.figures(13)).horizontalAdvance("00:00")
    scale = Scale(
        NIGHT - timedelta(hours=24), NIGHT + timedelta(hours=24), hours, 1184, theme.px(182), 56, 30, 4000, 0
    )
    ticks = [x for x, _ in scale.ticks()]
    assert len(ticks) > 2
    assert min(after - before for before, after in pairwise(ticks)) > wide


def test_carers_of_one_name_are_told_apart_by_the_end_of_their_number() -> None:
    assert lane_words("Keira Dunn", "heard 22:08") == ("Keira Dunn", "heard 22:08")
    assert lane_words("Keira Dunn, 07700 900123", "heard 22:08") == ("Keira Dunn", "…900123, heard 22:08")
    assert lane_words("Keira Dunn, c12", "") == ("Keira Dunn", "…c12")

"""What was told since the copy, where visits are verified: seen, in words, and deciding nothing by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from downtime_desk.core.store import Acting, Store
from downtime_desk.people.actions import Check, Tell, check, tell
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits import queries
from downtime_desk.visits.screen import VisitsScreen
from tests.conftest import NIGHT
from tests.ui.tree import tree
from tests.visits.conftest import at

Do = Callable[[Callable[..., Any], object], Any]
WARD = Tell("p1", "hospital", "Taken to Wexshire General, ward 4", "Anne", "daughter", at("21:10"))
PLASTERS = replace(WARD, person="p2", kind="allergy", what="Plasters make her skin blister")
CHAIR = replace(WARD, kind="moving", what="Use the wheelchair tonight", told_at=at("22:40"))
LONG = "The side door sticks after the rain: lift it by the handle and push at the bottom with a knee. " * 3


@pytest.fixture
def do(outage: Store, acting: Acting) -> Do:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    made = VisitsScreen(desk)
    qtbot.addWidget(made)
    made.resize(1184, 709)
    made.show()
    return made


def shown(screen: VisitsScreen) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(screen)


def test_a_stay_in_hospital_stands_in_the_row_and_above_the_form_and_moves_nothing(
    screen: VisitsScreen, do: Do, outage: Store
) -> None:
    def order() -> list[tuple[str, float]]:
        with outage.read() as session:
            return [(row.visit, row.rank.minutes) for row in queries.queue(session, NIGHT).rows]

    before, screened = order(), [row.visit for row in screen.board.queue.rows]
    entry = do(tell, WARD)
    screen.refresh()
    screen.open("v1")
    said = shown(screen)
    row = next(line for line in said.splitlines() if "row" in line and "HOLLOWAY, Edwin" in line)
    assert "Told 21:10, not checked: in hospital. Not arrived as far as we know" in row
    assert 'group "Told 21:10, not checked: in hospital. Ring before a carer goes."' in said
    assert screen.form.typed().outcome is None
    assert (order(), [row.visit for row in screen.board.queue.rows]) == (before, screened)
    do(check, Check(entry.id, "Ward 4", NIGHT, "not true"))
    screen.refresh()
    said = shown(screen)
    assert "in hospital. Ring" not in said
    assert "Told 21:10, not checked" not in said
    assert "found not true: in hospital" not in said


def test_coming_home_is_said_in_place_of_the_hospital(screen: VisitsScreen, do: Do) -> None:
    do(tell, WARD)
    do(tell, replace(WARD, kind="home", what="Came home by ambulance", told_at=at("23:30")))
    screen.refresh()
    screen.open("v1")
    said = shown(screen)
    assert "Told 23:30, not checked: home from hospital. Came home by ambulance." in said
    assert "not checked: in hospital" not in said


def test_the_whole_day_says_it_too(do: Do, outage: Store) -> None:
    do(tell, WARD)
    with outage.read() as session:
        rows = queries.day(session, NIGHT.date(), NIGHT)
        (found,) = [row for row in queries.of_people(session, ["p1"], NIGHT) if row.visit == "v1"]
    assert {row.visit: row.whereabouts is not None for row in rows}["v1"]
    assert found.whereabouts is not None


def test_a_list_asks_once_for_what_was_told_however_many_rows_it_has(do: Do, outage: Store) -> None:
    for person in ("p1", "p2", "p3", "p5", "p6"):
        do(tell, replace(WARD, person=person))
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM told" in statement:
            asked.append(statement)

    with outage.read() as session:
        event.listen(session.connection().engine, "before_cursor_execute", note)
        rows = queries.queue(session, NIGHT).rows
        event.remove(session.connection().engine, "before_cursor_execute", note)
    assert len([row for row in rows if row.whereabouts]) >= 4
    assert len(asked) == 1


def test_an_allergy_told_stands_before_no_known_allergies(screen: VisitsScreen, do: Do) -> None:
    do(tell, PLASTERS)
    screen.open("v2")
    said = shown(screen)
    assert (
        "Allergy told since the copy, not checked: Plasters make her skin blister (told 21:10). "
        "In the copy: No known allergies (01-Feb-2025)." in said
    )


def test_what_is_told_takes_the_place_of_the_risks_and_loses_none(screen: VisitsScreen, do: Do) -> None:
    screen.open("v1")
    assert '"Main risks: Falls"' in shown(screen)
    do(tell, CHAIR)
    screen.refresh()
    said = shown(screen)
    assert (
        "Told since the copy, not checked: Moving and handling: Use the wheelchair tonight. 22:40, Anne (daughter)"
        in said
    )
    assert "Main risks, moving, talking: Falls. 1 carer. Drinks Level 2, food 6" in said


def test_it_is_heard_while_the_visit_is_in_view_and_what_is_typed_stays(
    screen: VisitsScreen, do: Do, desk: Desk, qtbot: QtBot
) -> None:
    screen.open("v1")
    screen.form.outcome.choose("there now")
    typed = screen.form.typed()
    desk.jobs.write(screen, tell, CHAIR)
    qtbot.waitUntil(lambda: "Use the wheelchair tonight" in shown(screen))
    assert screen.form.typed() == typed
    assert screen.person() == "p1"


@pytest.mark.parametrize("text", [100, 150, 200])
@pytest.mark.parametrize("name", THEMES)
def test_allergies_told_and_the_primary_action_stay_at_any_size(
    screen: VisitsScreen, do: Do, name: str, text: int
) -> None:
    for minute, kind in enumerate(("allergy", "medicine", "hospital", "contact", "access", "moving")):
        do(tell, replace(WARD, kind=kind, what=LONG, told_at=at(f"22:0{minute}")))  # type: ignore[arg-type]
    theme.wear(theme.Look(THEMES[name], text))
    screen.resize(1366 - theme.px(50 if text >= 150 else 176), 697 - theme.px(56))
    screen.open("v1")
    shown(screen)
    corner = screen.form.save.mapTo(screen, screen.form.save.rect().bottomRight())
    assert screen.form.save.isVisible()
    assert (corner.x() <= screen.width(), corner.y() <= screen.height()) == (True, True)
    facts = screen.pane.facts
    folded = facts._folded
    seen = facts._told_box if folded else facts._cells[3]
    assert seen.isVisible()
    assert "Penicillin" in (facts._allergies.text() if folded else facts._cells[0].accessibleName())
    theme.wear(theme.Look())

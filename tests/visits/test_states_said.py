"""Each state of a visit is said in words on the whole day, and no two in the same words: colour is not needed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions
from downtime_desk.visits.actions import BeginNoReply, EndNoReply, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, Source
from downtime_desk.visits.queries import State
from downtime_desk.visits.screen import VisitsScreen
from tests.plugins.clock import Clock
from tests.visits.conftest import at, shown

RANG = Source("carer-at-time", "Keira Dunn", to_text(at("21:20")))
KEIRA = CarerTimes("c3", "Keira Dunn", to_text(at("20:52")))
DONE = Verify("v3", "done", (replace(KEIRA, left=to_text(at("21:20"))),), (RANG,))


@pytest.fixture
def screen(clock: Clock, outage: Store, desk: Desk, qtbot: QtBot) -> VisitsScreen:
    clock.back(hours=5, minutes=21)  # 20:45, before Sunita's visit of 20:50
    made = shown(desk, qtbot)
    made.board.which._segments[1].click()
    return made


def line(screen: VisitsScreen, visit: str) -> tuple[State, str]:
    """Return the state of a visit, and the words its row says of it and shows."""
    screen.refresh()
    model = screen.board.list.model()
    row = next(each for each in model.rows() if each.visit == visit)  # type: ignore[attr-defined]
    shown_words = screen.board._rows.picture(row).lines[1].left[0].text
    places = range(model.rowCount())
    said = [model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) for place in places]
    assert [each for each in said if each.startswith(f"{row.name}, ") and each.endswith(f" {shown_words}.")]
    return row.state, shown_words


def test_a_visit_goes_through_every_state_in_words_of_its_own(
    screen: VisitsScreen, outage: Store, acting: Acting, clock: Clock
) -> None:
    def do(action: object, command: object) -> str:
        with outage.write(acting) as session:
            return action(session, command).id  # type: ignore[operator, no-any-return]

    said: dict[State, str] = {}

    def look(state: State, words: str, visit: str = "v3") -> None:
        found, shown_words = line(screen, visit)
        assert (found, shown_words) == (state, words)
        said[state] = shown_words

    look(State.DUE, "Due")
    look(State.CANCELLED, "Cancelled", "v4")
    look(State.ELSEWHERE, "With the main system", "v7")
    clock.forward(minutes=22)  # 21:07
    look(State.LATE, "Late, not arrived as far as we know")
    door = do(actions.begin_no_reply, BeginNoReply("v3", "Keira Dunn"))
    look(State.NO_REPLY, "No reply")
    do(actions.end_no_reply, EndNoReply(door, "found safe", "Keira Dunn", "asleep"))
    there = do(actions.verify, Verify("v3", "there now", (KEIRA,), (RANG,)))
    look(State.IN_PROGRESS, "There since 20:52")
    clock.forward(minutes=20)  # 21:27
    unsure = do(actions.verify, Verify("v3", "not known yet", (KEIRA,), (RANG,), seen=there))
    look(State.UNACCOUNTED, "Not verified, grade D")
    done = do(actions.verify, replace(DONE, seen=unsure))
    look(State.DONE, "Done, grade B")
    not_done = Verify("v3", "did not happen", reason="DT08", seen=done)
    with outage.read() as session:
        doubts = actions.look_at(session, not_done, clock()).doubts
    answers = tuple(Challenge(each, "wrong visit") for each in doubts)
    do(actions.verify, replace(not_done, accepted=answers))
    look(State.NOT_DONE, "Did not happen: person away or in hospital")
    assert set(said) == set(State)
    assert len(set(said.values())) == len(State)

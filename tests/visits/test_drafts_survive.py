"""What is being typed when the program is killed is there again: in the deviation, at a silent door, in a decision."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import drafts
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions
from downtime_desk.visits.actions import LogDeviation
from downtime_desk.visits.model import deviations, no_replies
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from tests.ui.tree import tree
from tests.visits.conftest import at, shown

FALL = LogDeviation(
    "p1",
    "v1",
    "record-gap",
    "low",
    "none",
    to_text(at("02:00")),
    "Found on the floor.",
    ("no-action",),
    "to decide",
)


@pytest.fixture
def killed(tmp_path: Path, outage: Store) -> Callable[[str], None]:
    """Return what types into a form in a program of its own, and kills it once the words are kept."""

    def kill(form: str) -> None:
        command = [sys.executable, "-m", "tests.visits.typing", str(tmp_path / "home"), form]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as typing:
            assert typing.stdout is not None
            said = typing.stdout.readline()
            typing.kill()
        assert said == "kept\n"
        assert typing.returncode == -9

    return kill


def subjects(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(select(drafts.c.subject)).scalars())


def deviation(screen: VisitsScreen) -> DeviationDialog:
    screen.open("v1")
    screen.ask_deviation()
    dialog = screen.findChildren(DeviationDialog)[-1]
    assert isinstance(dialog, DeviationDialog)
    return dialog


def follow_up(screen: VisitsScreen) -> FollowUpDialog:
    screen.follow_up()
    dialog = screen.findChildren(FollowUpDialog)[-1]
    assert isinstance(dialog, FollowUpDialog)
    return dialog


def test_half_a_deviation_is_there_again_after_a_kill(
    killed: Callable[[str], None], desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    killed("deviation")
    dialog = deviation(shown(desk, qtbot))
    typed = dialog.typed()
    assert (typed.what, typed.severity) == ("He was on the floor beside his ch", "moderate")
    assert (typed.actions, typed.why) == (("gp-111-999",), "Neighbour saw no bruise, to as")
    assert "Put back as it was being typed." in tree(dialog)
    dialog.at.show_text("2")
    dialog.at.line.setText("205")
    dialog.type.choose("record-gap")
    dialog.harm.choose("potential")
    dialog.safeguarding._segments[2].click()
    dialog.do_button.click()
    qtbot.waitUntil(lambda: subjects(outage) == [])
    with outage.read() as session:
        assert session.execute(select(deviations.c.what)).scalars().all() == [
            "He was on the floor beside his ch"
        ]


def test_a_deviation_put_back_can_be_begun_again(desk: Desk, outage: Store, qtbot: QtBot) -> None:
    screen = shown(desk, qtbot)
    first = deviation(screen)
    first.what.show_text("He was on the fl")
    first.reject()
    qtbot.waitUntil(lambda: subjects(outage) == ["deviation/v1"])
    again = deviation(screen)
    assert again.what.text() == "He was on the fl"
    again.again.click()
    qtbot.waitUntil(lambda: subjects(outage) == [])
    assert again.what.text() == ""
    again.reject()
    assert "Put back" not in tree(deviation(screen))


def test_half_a_step_at_a_silent_door_is_there_again_after_a_kill(
    killed: Callable[[str], None], desk: Desk, outage: Store, qtbot: QtBot
) -> None:
    killed("door")
    screen = shown(desk, qtbot)
    screen.open("v1")
    card = screen.pane.no_reply
    assert card.isVisible()
    assert (card.who.text(), card.at.text()) == ("Iwan Pros", "15")
    card.at.show_text("-3")
    card.act()
    qtbot.waitUntil(lambda: subjects(outage) == [])
    with outage.read() as session:
        assert session.execute(select(no_replies.c.told_by)).scalars().all() == ["Iwan Pros"]
    qtbot.waitUntil(lambda: (card.who.text(), card.at.text()) == ("", ""))


def test_what_was_typed_of_a_step_that_is_taken_since_is_not_put_back(
    desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    screen = shown(desk, qtbot)
    screen.open("v1")
    screen.no_reply()
    screen.pane.no_reply.who.line.setText("Iwan Pros")
    screen.open("v2")
    qtbot.waitUntil(lambda: subjects(outage) == ["door/v1"])
    with outage.write(acting) as session:
        actions.begin_no_reply(session, actions.BeginNoReply("v1", "Iwan Prosser"))
    screen.open("v1")
    assert screen.pane.no_reply.who.text() == ""
    assert screen.pane.no_reply.ending.isVisible()


def test_half_a_decision_is_there_again_after_a_kill(
    killed: Callable[[str], None], desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    with outage.write(acting) as session:
        actions.log_deviation(session, FALL)
    killed("follow-up")
    dialog = follow_up(shown(desk, qtbot))
    assert (dialog.words.text(), dialog.decision.value()) == ("Talked to his daugh", "not referred")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: subjects(outage) == [])
    with outage.read() as session:
        assert session.execute(select(deviations.c.safeguarding)).scalars().all() == ["not referred"]


def test_words_about_one_row_are_never_saved_about_another(
    desk: Desk, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    with outage.write(acting) as session:
        first = actions.log_deviation(session, FALL)
        actions.log_deviation(session, replace(FALL, person="p2", visit="v2"))
    dialog = follow_up(shown(desk, qtbot))
    dialog.list.select(first.id)
    dialog.words.show_text("Seen by the GP")
    other = next(each for each in _rows(dialog) if each != first.id)
    dialog.list.select(other)
    assert (dialog.words.text(), dialog.decision.value()) == ("", None)
    dialog.list.select(first.id)
    assert dialog.words.text() == "Seen by the GP"


def _rows(dialog: FollowUpDialog) -> list[str]:
    return [each.id for each in dialog.list.model().rows()]  # type: ignore[attr-defined]

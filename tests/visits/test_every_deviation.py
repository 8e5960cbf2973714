"""Every kind of deviation can be written down from the dialog, several about one visit, and nothing is decided for anybody."""

from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions, codes
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.model import deviations
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from tests.ui.tree import tree
from tests.visits.conftest import shown

# Late, early, short, missed, not verified, single-handed, carer swapped, medicine, task, no access, record gap,
# unscheduled, data: what is agreed that a desk must be able to write down.
AGREED = {
    "late",
    "early",
    "short",
    "missed",
    "not-verified",
    "single-handed",
    "carer-swapped",
    "medicine",
    "task-omitted",
    "no-access",
    "record-gap",
    "unscheduled",
    "data",
}


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    made = shown(desk, qtbot)
    made.open("v1")
    return made


def opened(screen: VisitsScreen) -> DeviationDialog:
    screen.ask_deviation()
    dialog = screen.findChildren(DeviationDialog)[-1]
    assert isinstance(dialog, DeviationDialog)
    return dialog


def fill(dialog: DeviationDialog, kind: str) -> None:
    dialog.type.choose(kind)
    dialog.type.chosen.emit(kind)
    dialog.at.line.setText("150")
    dialog.what.show_text(f"What happened: {kind}.")
    dialog.severity.choose("moderate")
    dialog.harm.choose("potential")
    dialog.done_about["welfare-call"].setChecked(True)
    dialog.safeguarding.choose("not referred")
    dialog.why.show_text("Nobody was neglected.")
    if kind == "medicine":
        dialog.medicine.which.choose(("Co-beneldopa 12.5/50 mg", "01:45"))
        dialog.medicine.variance.choose("late")


def kept(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(select(deviations.c.type)).scalars())


def has(store: Store, number: int) -> bool:
    return len(kept(store)) == number


def test_every_kind_is_written_down_about_one_visit(
    screen: VisitsScreen, outage: Store, qtbot: QtBot
) -> None:
    assert set(codes.DEVIATIONS) == AGREED
    for number, kind in enumerate(codes.DEVIATIONS, start=1):
        dialog = opened(screen)
        fill(dialog, kind)
        dialog.do_button.click()
        qtbot.waitUntil(partial(has, outage, number))
        qtbot.waitUntil(lambda: not screen.findChildren(DeviationDialog))
    assert set(kept(outage)) == AGREED
    said = tree(screen.pane)
    assert all(f"What happened: {kind}." in said for kind in AGREED)


@pytest.mark.parametrize("decision", ["referred", "not referred"])
def test_safeguarding_is_decided_with_a_reason_either_way(
    screen: VisitsScreen, outage: Store, qtbot: QtBot, decision: str
) -> None:
    dialog = opened(screen)
    fill(dialog, "late")
    dialog.safeguarding.clear()
    dialog.do_button.click()
    assert "Safeguarding was not looked at." in tree(dialog)
    dialog.safeguarding.choose(decision)
    dialog.why.show_text("")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: f"Safeguarding is decided ({decision}) without a reason." in tree(dialog))
    assert kept(outage) == []


def test_what_is_proposed_is_said_and_not_imposed(
    screen: VisitsScreen, outage: Store, acting: Acting, qtbot: QtBot
) -> None:
    with outage.write(acting) as session:
        actions.verify(session, Verify("v3", "did not happen", reason="DT11"))
    screen.open("v3")
    dialog = opened(screen)
    assert dialog.type.under() == "Proposed: The visit did not happen. High, hazard: basic needs not met"
    assert (dialog.severity.value(), dialog.harm.value(), dialog.hazard.value()) == (None, None, None)
    fill(dialog, "data")
    assert dialog.type.under() == ""
    dialog.do_button.click()
    qtbot.waitUntil(lambda: kept(outage) == ["data"])
    assert "To write down? Missed: The visit did not happen." in " ".join(tree(screen.pane).split())

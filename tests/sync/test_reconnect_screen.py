"""The checks as a manager makes them: kept one by one, ten records judged, then nothing is held back."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.app import bar
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.reconnect.actions import Check, check, keep_sample
from downtime_desk.sync.reconnect.facts import CHECKS, Compared, SampleCompared
from downtime_desk.sync.screen.reconnect import ReconnectDialog
from downtime_desk.ui.desk import Desk
from tests.sync.test_reconnect import back, here
from tests.ui.tree import tree

__all__ = ["back"]


@pytest.fixture
def dialog(back: Store, desk: Desk, qtbot: QtBot) -> Iterator[ReconnectDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = ReconnectDialog(window, desk, back)
    made.open()
    yield made
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    made.close_as_it_is()


def test_the_whole_list_by_hand(dialog: ReconnectDialog, back: Store, desk: Desk, qtbot: QtBot) -> None:
    dialog.checks["supplier"].done.click()
    qtbot.waitUntil(lambda: "It is not said who at the supplier said so." in tree(dialog))
    for row in dialog.checks.values():
        row.how.show_text("Ade at Fernway")
        row.done.click()
    qtbot.waitUntil(lambda: len(here(back).left) == 1)
    qtbot.waitUntil(lambda: not dialog.checks["staff"].done.isVisible())
    assert "Ade at Fernway. Priya Nair, 07:11" in tree(dialog)
    dialog.read.click()
    qtbot.waitUntil(lambda: len(dialog.cards) == 10, timeout=20_000)
    assert "Says the same as the copy in every field." in tree(dialog)
    for done in range(1, 11):
        next(card.right for card in dialog.cards if card.right).click()
        qtbot.waitUntil(lambda done=done: sum(card.right is None for card in dialog.cards) == done)  # type: ignore[misc]
    qtbot.waitUntil(lambda: "All checks are done." in tree(dialog))
    assert not dialog.ahead.isVisible()
    with back.read() as session:
        state = bar.standing(session, "Priya Nair")
    assert state.cells[1].value == "Back, 10 of 10 checks right"  # type: ignore[union-attr]


def test_a_difference_stands_in_words_and_going_ahead_needs_a_reason(
    dialog: ReconnectDialog, back: Store, acting: Acting, qtbot: QtBot
) -> None:
    with back.write(acting) as session:
        for each in CHECKS:
            check(session, Check(each, "Ade"))
        keep_sample(session, SampleCompared("Fernway", "s", (Compared("p1", "FELL, Ann", None),)))
    qtbot.waitUntil(lambda: len(dialog.cards) == 1)
    assert "The main system does not list this person any more." in tree(dialog)
    dialog.ahead.click()
    qtbot.waitUntil(lambda: "It is not said why it cannot wait." in tree(dialog))
    (card,) = dialog.cards
    assert card.how is not None
    assert card.wrong is not None
    card.how.show_text("Her label says otherwise")
    card.wrong.click()
    qtbot.waitUntil(lambda: here(back).left == ("Wrong in the main system: FELL, Ann",))
    dialog.why.show_text("Insulin at 07:00")
    dialog.ahead.click()
    qtbot.waitUntil(lambda: not here(back).holds)

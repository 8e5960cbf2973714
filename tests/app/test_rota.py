"""The page of the rota in the real window: its key, its place in the navigation, and its counter."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.clock import Now
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror as people_mirror
from downtime_desk.rota import mirror
from downtime_desk.rota.actions import TakeOff, carer_off
from downtime_desk.rota.screen.page import RotaScreen
from downtime_desk.ui.shell import Counter
from tests.app.conftest import at_rest
from tests.app.hand import ALT, Hand
from tests.ui.tree import tree
from tests.visits.conftest import CARERS, COPIED, PEOPLE, VISITS

KEY = Qt.Key


def test_alt_3_opens_the_rota_with_the_focus_in_its_list(
    signed_in: DeskWindow, program: Program, hand: Hand, qtbot: QtBot
) -> None:
    hand.press(KEY.Key_3, ALT)
    at_rest(program, qtbot)
    page = signed_in.page()
    assert isinstance(page, RotaScreen)
    assert page.board.list.hasFocus()
    assert "No visit is planned on Sat 21 Nov." in tree(page)
    assert "There is no rota in this copy." in tree(page)


def test_what_needs_a_carer_is_counted_and_a_visit_made_already_is_verified(
    signed_in: DeskWindow,
    program: Program,
    hand: Hand,
    clock: Now,
    qtbot: QtBot,
) -> None:
    here = program._signed_in
    assert here is not None
    with here.store.write(here.acting) as session:
        people_mirror.apply(session, PEOPLE, COPIED, frozenset())
        mirror.apply(session, mirror.Rota(CARERS, [[mirror.row_of(each) for each in VISITS]]), COPIED)
        declare(session, Declare(("Rota",), clock(), "Carers rang: the app shows nothing"))
        carer_off(session, TakeOff("c1", clock(), None, "Sick"))
    at_rest(program, qtbot)
    assert signed_in.counters()["rota"] == Counter(3, hot=True, say="3 visits need a carer")
    hand.press(KEY.Key_3, ALT)
    at_rest(program, qtbot)
    page = signed_in.page()
    assert isinstance(page, RotaScreen)
    hand.press(KEY.Key_Right, ALT)
    at_rest(program, qtbot)
    assert "Need a carer: 3" in tree(page)
    page.acts.added.emit("v1", True)
    assert signed_in.key() == "visits"

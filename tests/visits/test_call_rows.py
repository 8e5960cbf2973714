"""A call of five visits without a mouse: its keystrokes, reasons, dose times, and who else said so."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.ui.desk import Desk
from downtime_desk.visits.model import verifications
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog
from tests.ui.tree import tree
from tests.visits.conftest import CARERS, COPIED, VISITS, Walk, at, shown, visit

KEY = Qt.Key
RUN = tuple(
    visit(f"r{place}", person, start, 20, ("c1",))
    for place, (person, start) in enumerate(
        (("p3", "20:00"), ("p4", "20:40"), ("p5", "21:20"), ("p3", "22:10"), ("p4", "23:00"))
    )
)
AS_TOLD = (("2003", "2021"), ("2042", "2101"), ("2125", "2144"), ("2212", "2231"), ("2304", "2325"))


@pytest.fixture
def run(outage: Store, acting: Acting) -> Store:
    """The night, with a run of five visits of Iwan."""
    others = [
        msgspec.structs.replace(each, carers=("c2",)) if "c1" in each.carers else each for each in VISITS
    ]
    with outage.write(acting) as session:
        rows = [rota_mirror.row_of(each) for each in (*others, *RUN)]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, [rows]), COPIED + timedelta(minutes=1))
    return outage


@pytest.fixture
def screen(desk: Desk, qtbot: QtBot) -> VisitsScreen:
    return shown(desk, qtbot)


def opened(screen: VisitsScreen, qtbot: QtBot) -> CallDialog:
    screen.board.call.click()
    dialog = screen.findChildren(CallDialog)[-1]
    assert isinstance(dialog, CallDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def kept(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {row.visit: row.carers for row in session.execute(select(verifications))}


def stands(store: Store, which: str) -> object:
    with store.read() as session:
        return session.execute(select(verifications).where(verifications.c.visit == which)).first()


def test_the_head_offers_a_call_with_its_key(screen: VisitsScreen) -> None:
    assert 'button "Write down a call" (key: Ctrl L)' in tree(screen)
    assert screen.board.call.isVisible()


def test_five_visits_in_one_call_take_four_keys_each_beyond_their_times(
    run: Store, screen: VisitsScreen, qtbot: QtBot
) -> None:
    dialog = opened(screen, qtbot)
    walk = Walk(dialog)
    walk.pressed += 1  # Ctrl+L
    walk.type("I").type("c").key(KEY.Key_Return)
    at_the_head = walk.pressed
    for place, (arrived, left) in enumerate(AS_TOLD):
        assert dialog.focusWidget() is dialog.rows[place].arrived.line, "the next row is ready at once"
        walk.type(arrived, counted=False).tab().type(left, counted=False).tab().type("2").key(KEY.Key_Return)
    assert dialog.focusWidget() is dialog.do_button
    walk.key(KEY.Key_Space)
    qtbot.waitUntil(lambda: set(kept(run)) == {each.id for each in RUN})
    each_visit = (walk.pressed - at_the_head - 1) / len(RUN)
    assert each_visit == 4
    # a call of one visit pays the head alone, and stays within what one visit may take
    assert at_the_head + each_visit + 1 <= 12


def test_a_reason_and_when_a_dose_was_given_are_kept_from_the_row(
    outage: Store, screen: VisitsScreen, qtbot: QtBot
) -> None:
    dialog = opened(screen, qtbot)
    walk = Walk(dialog).type("I").type("c").key(KEY.Key_Return)
    edwin = dialog.rows[1]
    assert not edwin.reason.isVisible()
    walk.key(KEY.Key_Return).type("136").tab().type("203").tab().type("2").tab().type("1").tab().type("158")
    assert edwin.doses[0].at.under() == "01:58 today, inside the window"
    assert edwin.reason.isVisible()
    walk.tab().type("DT10")
    assert edwin.reason.value() == "DT10"
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "v1" in kept(outage))
    row = stands(outage, "v1")
    assert row.reason == "DT10"  # type: ignore[attr-defined]
    assert f'"at":"{to_text(at("01:58"))}"' in row.medicines  # type: ignore[attr-defined]


def test_a_red_visit_gets_its_second_source_in_the_call(
    outage: Store, screen: VisitsScreen, qtbot: QtBot
) -> None:
    dialog = opened(screen, qtbot)
    walk = Walk(dialog).type("I").type("c").key(KEY.Key_Return)
    walk.key(KEY.Key_Return).type("136").tab().type("203").tab().type("2").tab().type("1").tab().tab().tab()
    assert dialog.focusWidget() is dialog.rows[1].second.method.combo
    walk.type("The")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "v1" in kept(outage))
    row = stands(outage, "v1")
    assert (row.grade, row.settled) == ("A", 1)  # type: ignore[attr-defined]
    assert '"method":"person"' in row.sources  # type: ignore[attr-defined]


def test_only_a_red_row_asks_who_else_said_so(screen: VisitsScreen, qtbot: QtBot) -> None:
    dialog = opened(screen, qtbot)
    Walk(dialog).type("I").type("c").key(KEY.Key_Return).type("1802")
    assert dialog.rows[0].reason.isVisible()
    assert not dialog.rows[0].second.isVisible()


def test_what_is_typed_in_a_row_survives_closing_whole(
    screen: VisitsScreen, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(screen, qtbot)
    walk = Walk(dialog).type("I").type("c").key(KEY.Key_Return)
    walk.key(KEY.Key_Return).type("136").tab().tab().type("2").tab().type("1").tab().type("158").tab()
    walk.type("DT10").tab().type("The")
    before = dialog.call()
    dialog.reject()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    assert opened(screen, qtbot).call() == before


def test_every_part_of_a_row_is_within_the_dialog(screen: VisitsScreen, qtbot: QtBot) -> None:
    dialog = opened(screen, qtbot)
    Walk(dialog).type("I").type("c").key(KEY.Key_Return).key(KEY.Key_Return).type("136")
    inside = dialog._scroll.viewport().width()
    for part in dialog.rows[1].stops():
        assert isinstance(part, QWidget)
        if part.isVisible():
            assert part.mapTo(dialog._content, part.rect().topRight()).x() <= inside, part.accessibleName()

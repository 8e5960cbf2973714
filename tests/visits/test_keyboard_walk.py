"""The whole screen of visits in the real window with keys alone, the focus in view at every key, no part out of reach."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import msgspec
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from downtime_desk.access.actions import Founded
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.store import Acting, Store
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.making import Made, Order, make
from downtime_desk.printing.screen.scan import ScanDialog
from downtime_desk.printing.who import Who
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Segmented
from downtime_desk.visits.model import deviations, follow_ups, no_replies, verifications, visit_attachments
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from downtime_desk.visits.screen.photos import PhotosDialog
from tests.app.conftest import at_rest
from tests.app.hand import ALT, CTRL, KEY, SHIFT, Hand
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.plugins.flashes import FlashWatch, flashes
from tests.printing.test_run_papers import MEANT
from tests.printing.test_scan import codes
from tests.ui.tree import tree
from tests.visits.conftest import CARERS, COPIED, VISITS, visit
from tests.visits.test_attachments import png

__all__ = ["flashes"]

AREAS = {"v1": "Harbour", "v2": "Harbour", "v3": "Old Town"}
RUN = (visit("r1", "p3", "22:10", 20, ("c1",)), visit("r2", "p4", "23:00", 20, ("c1",)))
STOPS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


class SeenHand(Hand):
    """A hand that looks where the focus is after every key."""

    def press(self, key: KEY, modifiers: object = None) -> None:
        super().press(key, *([] if modifiers is None else [modifiers]))  # type: ignore[arg-type]
        self.look()

    def type(self, words: str) -> None:
        super().type(words)
        self.look()

    def look(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None:
            assert not focused.visibleRegion().isEmpty(), f"the focus is out of sight: {named(focused)}"


class Visits:
    """The real window at the screen of visits, and what is kept of it."""

    def __init__(self, program: Program, window: DeskWindow, qtbot: QtBot) -> None:
        self.program, self.window, self.qtbot = program, window, qtbot
        self.hand = SeenHand(qtbot)
        page = window.page()
        assert isinstance(page, VisitsScreen)
        self.page = page
        self.store = window.store

    def until(self, so: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(so()), timeout=15_000)
        QApplication.processEvents()

    def rest(self) -> None:
        at_rest(self.program, self.qtbot)

    def modal(self, kind: type[Modal]) -> Modal:
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, kind)
        shown.activateWindow()
        self.until(shown.isActiveWindow)
        return shown

    def gone(self) -> None:
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.rest()

    def how_many(self, column: object) -> int:
        with self.store.read() as session:
            return int(session.execute(select(func.count(column))).scalar_one())  # type: ignore[arg-type]

    def stands(self, which: str) -> tuple[str, int, str] | None:
        with self.store.read() as session:
            row = session.execute(select(verifications).where(verifications.c.visit == which)).first()
        return None if row is None else (row.outcome, row.entries, row.grade)

    def to_list(self, name: str) -> None:
        """Go to the list and jump to a person by name, then open the visit."""
        self.hand.press(KEY.Key_F, CTRL)
        # letters typed within this time of the last name would go on with it; no hand is as fast as this one
        QTest.qWait(QApplication.keyboardInputInterval() + 1)
        self.hand.type(name)
        self.hand.press(KEY.Key_Return)
        assert name in self.page.pane.banner._name.text()


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
def visits(program: Program, founded: Founded, outage: Store, acting: Acting, qtbot: QtBot) -> Visits:
    """The window of the night at 1366 by 768, with areas, and two more visits in Iwan's run."""
    rows = [msgspec.structs.replace(each, area=AREAS.get(each.id)) for each in (*VISITS, *RUN)]
    with outage.write(acting) as session:
        rota = rota_mirror.Rota(CARERS, [[rota_mirror.row_of(each) for each in rows]])
        rota_mirror.apply(session, rota, COPIED + timedelta(minutes=1))
    window = program.enter(founded.signed_in)
    window.resize(1366, 768)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    at_rest(program, qtbot)
    return Visits(program, window, qtbot)


def named(part: QWidget) -> str:
    return f"{part.accessibleName() or type(part).__name__}"


def _expected(root: QWidget) -> set[QWidget]:
    """Return what can be operated in a part of the window and takes Tab by its policy."""
    return {
        part
        for part in root.findChildren(QWidget)
        if isinstance(part, STOPS)
        and part.isVisible()
        and part.isEnabled()
        and not isinstance(part.parent(), QComboBox)
        and not _beside_the_stop(part)
        and bool(part.focusPolicy() & part.focusPolicy().TabFocus)
    }


def _beside_the_stop(part: QWidget) -> bool:
    """Say whether it is an answer among others: Tab comes to one of them, arrows and numbers to the rest."""
    choice = part.parent()
    return isinstance(choice, Segmented) and choice.stop() is not part


def out_of_reach(hand: Hand, root: QWidget) -> list[str]:
    """Go round with Tab; return what never had the focus, or had it out of sight."""
    missing, first = _expected(root), hand.focus()
    assert missing
    for _ in range(200):
        missing.discard(hand.focus())
        hand.press(KEY.Key_Tab)
        if not missing or hand.focus() is first:
            break
    return sorted(named(part) for part in missing)


def test_every_part_of_the_screen_is_reached_by_tab(visits: Visits) -> None:
    hand, page = visits.hand, visits.page
    visits.to_list("ASHWORTH")
    assert out_of_reach(hand, page) == []
    hand.tab_to(page.board.which)
    hand.press(KEY.Key_Right)
    hand.press(KEY.Key_Space)
    assert page.board.whole_day()
    assert out_of_reach(hand, page) == []
    hand.tab_to(page.board.which)
    hand.press(KEY.Key_Right)
    hand.press(KEY.Key_Space)
    assert page.board.timeline()
    assert out_of_reach(hand, page) == []


def test_every_part_of_its_dialogs_is_reached_by_tab(visits: Visits) -> None:
    hand = visits.hand
    visits.to_list("HOLLOWAY, Edwin")
    hand.press(KEY.Key_V, CTRL | SHIFT)
    dialog = visits.modal(DeviationDialog)
    assert isinstance(dialog, DeviationDialog)
    hand.pick(dialog.type, "medicine")
    assert out_of_reach(hand, dialog) == []
    hand.press(KEY.Key_Escape)
    visits.gone()
    hand.press(KEY.Key_L, CTRL)
    call = visits.modal(CallDialog)
    assert isinstance(call, CallDialog)
    hand.type("I")
    hand.type("c")
    hand.press(KEY.Key_Return)
    hand.press(KEY.Key_Return)
    hand.type("136")
    assert out_of_reach(hand, call) == []


def test_a_night_of_visits_with_keys_alone(
    visits: Visits,
    acting: Acting,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flashes: FlashWatch,
) -> None:
    assert visits.page.board.list.hasFocus(), "the queue has the focus when the window opens"
    _verify_and_correct(visits)
    _deviation_with_a_follow_up(visits)
    _silent_door(visits)
    _call_with_a_text_message(visits)
    _follow_up(visits)
    _whole_day(visits)
    _timeline(visits)
    _picture(visits, tmp_path, monkeypatch)
    _scan(visits, acting)
    assert flashes.seen == []


def _verify_and_correct(visits: Visits) -> None:
    hand, page = visits.hand, visits.page
    visits.to_list("BANERJEE")
    hand.type("2")
    for words in ("=", "2052", "2118", "c"):
        hand.press(KEY.Key_Tab)
        hand.type(words)
    hand.do()
    visits.until(lambda: visits.stands("v3"))
    visits.rest()
    assert visits.stands("v3") == ("done", 1, "C")
    page.open("v3")
    hand.tab_to(page.form.carers[0].left)
    hand.type_over("2120")
    hand.do()
    assert list(page.form.whys) == ["Keira Dunn left 21:18 before, now 21:20."]
    hand.type("she read the wrong line")
    hand.do()
    visits.until(lambda: visits.stands("v3") == ("done", 2, "C"))
    visits.rest()
    page.open("v3")
    before = " ".join(tree(page.pane).split())
    assert "left 21:18, grade C, by Priya Nair." in before
    assert "left 21:20, grade C, by Priya Nair." in before
    assert "she read the wrong line" in before


def _deviation_with_a_follow_up(visits: Visits) -> None:
    hand = visits.hand
    visits.to_list("HOLLOWAY, Edwin")
    hand.press(KEY.Key_V, CTRL | SHIFT)
    dialog = visits.modal(DeviationDialog)
    assert isinstance(dialog, DeviationDialog)
    hand.pick(dialog.type, "late")
    hand.tab_to(dialog.at)
    hand.type("-15")
    hand.tab_to(dialog.what)
    hand.type("The carer's car would not start.")
    hand.tab_to(dialog.severity)
    hand.press(KEY.Key_Space)
    hand.pick(dialog.harm, "potential")
    hand.push(dialog.done_about["welfare-call"])
    hand.tab_to(dialog.safeguarding)
    hand.press(KEY.Key_3)
    hand.tab_to(dialog.to_do)
    hand.type("ring the GP about the dose")
    hand.tab_to(dialog.owner)
    hand.type("Priya Nair")
    hand.tab_to(dialog.due)
    hand.type("+60")
    hand.do()
    visits.gone()
    assert (visits.how_many(deviations.c.id), visits.how_many(follow_ups.c.id)) == (1, 1)


def _silent_door(visits: Visits) -> None:
    hand, page = visits.hand, visits.page
    visits.to_list("NUTTALL")
    hand.press(KEY.Key_N, CTRL | SHIFT)
    hand.type("Mina Petrova")
    hand.press(KEY.Key_Return)
    visits.until(lambda: visits.how_many(no_replies.c.id) == 1 and page.pane.no_reply.ending.isVisible())
    visits.rest()
    hand.type("2")
    hand.tab_to(page.pane.no_reply.found)
    hand.type("asleep in the chair")
    hand.press(KEY.Key_Return)
    visits.until(lambda: visits.how_many(no_replies.c.ended_at) == 1)
    visits.rest()


def _call_with_a_text_message(visits: Visits) -> None:
    hand = visits.hand
    hand.press(KEY.Key_L, CTRL)
    dialog = visits.modal(CallDialog)
    assert isinstance(dialog, CallDialog)
    hand.type("I")
    hand.type("c")
    hand.tab_to(dialog.message.field)
    clipboard = QApplication.clipboard()
    clipboard.setText("sunita 2212-2231, ted 136-203 all ok")
    hand.press(KEY.Key_V, CTRL)
    hand.press(KEY.Key_R, ALT)
    visits.until(lambda: hand.focus() in [each.take for each in dialog.rows])
    for _ in range(2):
        assert hand.focus() in [each.take for each in dialog.rows]
        hand.press(KEY.Key_Return)
    patricia = next(each for each in dialog.rows if each.seen.planned.visit == "r2")
    hand.tab_to(patricia.arrived)
    for words in ("2304", "2323", "2"):
        hand.type(words)
        hand.press(KEY.Key_Tab)
    hand.do()
    visits.gone()
    assert [visits.stands(each) for each in ("r1", "v1", "r2")] == [
        ("done", 1, "C"),
        ("done", 1, "B"),
        ("done", 1, "C"),
    ]


def _follow_up(visits: Visits) -> None:
    hand = visits.hand
    hand.press(KEY.Key_U, CTRL | SHIFT)
    dialog = visits.modal(FollowUpDialog)
    assert isinstance(dialog, FollowUpDialog)
    hand.tab_to(dialog.decision)
    hand.press(KEY.Key_2)
    hand.tab_to(dialog.words)
    hand.type("No harm, and he agrees.")
    hand.do()
    visits.until(lambda: dialog.decision.isHidden())
    hand.tab_to(dialog.words)
    hand.type("GP told: next dose as planned.")
    hand.do()
    visits.until(lambda: visits.how_many(follow_ups.c.done_at) == 1)
    visits.rest()
    assert "Nothing is left to follow up." in tree(dialog)
    hand.press(KEY.Key_Escape)
    visits.gone()


def _rows(page: VisitsScreen) -> list[str]:
    return [each.visit for each in page.board.list.model().rows()]  # type: ignore[attr-defined]


def _whole_day(visits: Visits) -> None:
    hand, page = visits.hand, visits.page
    hand.press(KEY.Key_F, CTRL)
    hand.tab_to(page.board.which)
    hand.press(KEY.Key_Right)
    hand.press(KEY.Key_Space)
    assert _rows(page) == ["v2", "v1", "v6", "v8"]
    hand.pick(page.filters.level, ("red",))
    assert _rows(page) == ["v2", "v1", "v6"]
    hand.pick(page.filters.area, ("Harbour",))
    assert _rows(page) == ["v2", "v1"]
    hand.pick(page.filters.carer, ("c1",))
    assert _rows(page) == ["v1"]
    hand.pick(page.board.state, "done")
    assert _rows(page) == []
    hand.pick(page.board.state, "unaccounted")
    visits.rest()
    again = VisitsScreen(visits.window.desk)
    assert again.filters.kept().area == "Harbour"
    assert again.board.state_kept() == "unaccounted"
    again.deleteLater()
    hand.push(page.filters.all_button)
    assert page.filters.kept().area is None


def _timeline(visits: Visits) -> None:
    hand, page = visits.hand, visits.page
    hand.tab_to(page.board.which)
    hand.press(KEY.Key_Right)
    hand.press(KEY.Key_Space)
    visits.until(lambda: page.timeline.canvas.hasFocus())
    hand.press(KEY.Key_Right)
    hand.press(KEY.Key_Down)
    block = page.timeline.canvas.current()
    assert block is not None
    hand.press(KEY.Key_Return)
    assert page.verifying.visit() == block.visit
    assert page.form.isAncestorOf(hand.focus())


def _picture(visits: Visits, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand, page = visits.hand, visits.page
    scan = folder / "sheet.png"
    scan.write_bytes(png())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(scan), ""))
    hand.push(page.pane.photos)
    dialog = visits.modal(PhotosDialog)
    assert isinstance(dialog, PhotosDialog)
    hand.push(dialog.add)
    visits.until(lambda: visits.how_many(visit_attachments.c.id) == 1)
    visits.until(lambda: dialog.list.current() is not None)
    hand.do()
    visits.gone()


def _issued(store: Store, acting: Acting) -> Made:
    """Print the visit record of Maureen's visit."""
    paper, group = MEANT["visit"]
    order = Order(Who(group, "v2"), acting, NIGHT + timedelta(hours=12), Event(), paper)  # type: ignore[arg-type]
    made = make(store.read, order, lambda _: None)
    words = "I ring each carer"
    with store.write(acting) as session:
        issue_copies(
            session, IssueCopies(made.sheets, made.pack, "Iwan Prosser", "Office laser", "On call", words)
        )
    return made


def _scan(visits: Visits, acting: Acting) -> None:
    hand, page = visits.hand, visits.page
    made = _issued(visits.store, acting)
    hand.press(KEY.Key_F7)
    visits.modal(ScanDialog)
    hand.type(codes(made)[0])
    hand.press(KEY.Key_Return)
    visits.gone()
    visits.until(lambda: page.verifying.visit() == "v2")
    assert made.sheets[0].copy_number in page.pane.paper.words()

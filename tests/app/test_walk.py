"""One night, by keyboard alone, in the real window: from a new laptop to the certificate."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QFileDialog, QRadioButton, QWidget
from pytestqt.exceptions import TimeoutError as QtBotTimeoutError
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.screen.first_run import FirstRun
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.practice_form import PracticeForm
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.cli.story import acts
from downtime_desk.cli.story.scene import Scene, StoryClock
from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.examine import examine
from downtime_desk.outages import queries as outages
from downtime_desk.outages.screen import DeclareDialog, LogScreen
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.screen import PrintRoom
from downtime_desk.recovery.gate import gate
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.sync.screen.reconnect import ReconnectDialog
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.find import FindOrDo
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.queries import seen
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.deviation import DeviationDialog
from tests.app.conftest import at_rest
from tests.app.hand import ALT, CTRL, KEY, SHIFT, Hand
from tests.plugins.clock import Clock
from tests.plugins.flashes import FlashWatch
from tests.ui.tree import tree

STOPPED = datetime(2026, 11, 21, 19, 52, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 7, 25, tzinfo=UTC)
SEED = 1


class Walk:
    """The program, the hand and the clock of one night."""

    def __init__(self, program: Program, hand: Hand, clock: Clock, qtbot: QtBot) -> None:
        self.program, self.hand, self.clock, self.qtbot = program, hand, clock, qtbot
        self.passphrase = ""
        self.heard: dict[str, str] = {}
        self.rung = STOPPED - timedelta(hours=1)

    def until(self, so: Callable[[], object]) -> None:
        try:
            self.qtbot.waitUntil(lambda: bool(so()), timeout=15_000)
        except QtBotTimeoutError:
            shown = QApplication.activeModalWidget() or self.program.window
            raise AssertionError(f"the window stayed at:\n{tree(shown) if shown else 'nothing'}") from None
        QApplication.processEvents()

    def rest(self) -> None:
        at_rest(self.program, self.qtbot)

    def window(self) -> DeskWindow:
        shown = self.program.window
        assert isinstance(shown, DeskWindow)
        return shown

    def here(self) -> SignedIn:
        assert self.program._signed_in is not None
        return self.program._signed_in

    def active(self, kind: type[QWidget]) -> None:
        self.until(lambda: isinstance(self.program.window, kind))
        assert self.program.window is not None
        self.program.window.activateWindow()
        self.until(self.program.window.isActiveWindow)

    def modal(self, kind: type[Modal]) -> Modal:
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, kind)
        shown.activateWindow()
        self.until(shown.isActiveWindow)
        return shown

    def gone(self) -> None:
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.active(DeskWindow)

    def page(self, key: KEY) -> QWidget:
        self.hand.press(key, ALT)
        self.rest()
        shown = self.window().page()
        assert shown is not None
        return shown

    def visits(self) -> VisitsScreen:
        shown = self.page(KEY.Key_1)
        assert isinstance(shown, VisitsScreen)
        return shown

    def first_run(self) -> None:
        run = self.program.start()
        assert isinstance(run, FirstRun)
        self.active(FirstRun)
        for words in ("Harbour Lane Home Care", "01632 960400", "Priya Nair"):
            self.hand.type(words)
            self.hand.press(KEY.Key_Tab)
        self.hand.do()
        self.passphrase = run.chooser.words.text()
        self.hand.type(self.passphrase)
        self.hand.do()
        self.until(lambda: run.code)
        assert run.code is not None
        self.hand.push(run.code.tick)
        self.hand.do()
        assert run.connect_page is not None
        self.hand.push(run.connect_page.practice_button)
        self.until(lambda: "The copy is here." in tree(run))
        self.hand.do()
        self.active(DeskWindow)
        self.rest()

    def lock_and_unlock(self) -> None:
        self.hand.press(KEY.Key_L, CTRL | SHIFT)
        self.active(UnlockWindow)
        self.hand.type(self.passphrase)
        self.hand.press(KEY.Key_Return)
        self.active(DeskWindow)
        self.rest()

    def switch_main_system(self) -> None:
        self.hand.press(KEY.Key_Comma, CTRL)
        settings = self.window().page()
        assert settings is not None
        form = settings.findChild(PracticeForm)
        assert form is not None
        before = self.program.practice().answers
        self.hand.push(form.switch)
        self.until(lambda: self.program.practice().answers is not before)
        self.rest()

    def declare(self) -> None:
        self.hand.press(KEY.Key_O, CTRL | SHIFT)
        dialog = self.modal(DeclareDialog)
        assert isinstance(dialog, DeclareDialog)
        self.hand.type("12")
        self.hand.tab_to(dialog.since)
        self.hand.type("1938")
        self.hand.tab_to(dialog.sign)
        self.hand.type("Three carers: cannot load visits")
        self.hand.do()
        self.gone()
        self.rest()

    def print_to(self, file: Path) -> None:
        """Print the summary of the person that is open, to a file."""
        self.hand.press(KEY.Key_P, CTRL)
        room = self.window().page()
        assert isinstance(room, PrintRoom)
        self.until(lambda: room._made)
        self.hand.tab_to(room._form._holder)
        self.hand.type("Duty folder")
        self.hand.do()
        self.until(file.exists)
        self.rest()

    def verify(self, typed: str, lines: tuple[tuple[str, str], ...], dose: str = "") -> str:
        """Write down a visit of the queue that a carer and the person told of; return its id."""
        page = self.visits()
        assert page.board.list.hasFocus(), "the list has the focus when Visits opens"
        self.hand.type(typed)
        self.hand.press(KEY.Key_Return)
        visit = page.verifying.visit()
        assert visit is not None
        self.hand.press(KEY.Key_2)
        for line, (arrived, left) in zip(page.form.carers, lines, strict=True):
            self.hand.tab_to(line.who)
            self.hand.type("=")
            self.hand.tab_to(line.arrived)
            self.hand.type(arrived)
            self.hand.tab_to(line.left)
            self.hand.type(left)
        self.hand.pick(page.form.sources[0].method, "carer-at-time")
        self.hand.pick(page.form.sources[1].method, "person")
        if dose:
            self.hand.tab_to(page.form.medicines[0].outcome)
            self.hand.press(KEY.Key_1)
            self.hand.tab_to(page.form.medicines[0].at)
            self.hand.type(dose)
        self.save(page, visit)
        return visit

    def save(self, page: VisitsScreen, visit: str) -> None:
        """Save what is typed, with a why for each doubt, and wait until it is kept."""
        before = self.account(visit)
        self.hand.do()
        for _ in page.form.whys:
            self.hand.type("Asked again: the carer is sure.")
            self.hand.press(KEY.Key_Tab)
        if page.form.whys:
            self.hand.do()
        self.until(lambda: self.account(visit) != before)
        self.rest()

    def account(self, visit: str) -> tuple[str, str] | None:
        """Return the grade of the account that stands, and its entry."""
        with self.here().store.read() as session:
            row = session.execute(select(verifications).where(verifications.c.visit == visit)).first()
        return None if row is None else (row.grade, row.last_entry)

    def needs_you(self) -> int:
        with self.here().store.read() as session:
            return delivery.counts(session)["needs you"]

    def needs_fewer(self, than: int) -> bool:
        return self.needs_you() < than

    def let_the_telephone_ring(self, until: datetime, done: Collection[str] = ()) -> None:
        """Write down what carers and families ring about, as the story of the night has it."""
        here = self.here()
        running = self.program.practice()._running
        assert running is not None
        evening = STOPPED.replace(hour=12)
        scene = Scene(self.program.home, running, StoryClock(evening), evening, lambda _words: None)
        for call in acts.calls_of_the_night(scene, here, SEED):
            if self.rung < call.at <= until and call.visit not in done:
                self.clock.present = max(self.clock.present, call.at)
                acts.write_down(here, call, self.heard)
        self.rung = self.clock.present = until
        self.rest()


def test_a_night_by_keyboard(
    program: Program,
    hand: Hand,
    clock: Clock,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flashes: FlashWatch,
) -> None:
    walk = Walk(program, hand, clock, qtbot)
    sheet, saved = tmp_path / "holloway.pdf", tmp_path / "saved"
    saved.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(sheet), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(saved))

    walk.first_run()
    walk.lock_and_unlock()
    clock.present = STOPPED
    walk.switch_main_system()
    walk.declare()

    walk.let_the_telephone_ring(NIGHT)
    one = walk.verify("HOLLOWAY", (("147", "204"),), dose="150")
    pair = walk.verify("ASHWORTH", (("128", "159"), ("131", "200")))
    assert (walk.account(one) or "?")[0] == (walk.account(pair) or "?")[0] == "A"

    _correct(walk, pair)
    _log_a_deviation(walk, pair)
    _write_in_the_log(walk)
    _find_and_read(walk)
    walk.print_to(sheet)
    assert "HOLLOWAY" in PdfReader(sheet).pages[0].extract_text()

    walk.let_the_telephone_ring(MORNING, {one, pair})
    running = program.practice()._running
    assert running is not None
    running.system.cancel_visit(one, "Cancelled by the family by letter")
    walk.switch_main_system()
    _return(walk, {one, pair}, saved)

    assert flashes.seen == [], "a part was shown as a window of its own, and took the keyboard"
    store = walk.here().store
    assert examine(store).holds
    with store.read() as session:
        [closed] = outages.all_outages(session)
        end = gate(session, closed, clock())
        counted = delivery.counts(session)
        words = [journal.decode(each) for each in journal.entries(session)]
    assert closed.stood_down_at is not None
    assert (end.unaccounted, end.left, end.sheets_out, end.sheets_issued) == ((), 0, 0, 1)
    assert counted["checked"] > 100
    assert (counted["waiting"], counted["sent"], counted["needs you"]) == (0, 0, 0)
    assert len(words) > 200
    assert sorted(each.suffix for each in saved.iterdir()) == [".json", ".pdf"]


def _correct(walk: Walk, visit: str) -> None:
    """Put right when the first carer left; the first account stays in the log."""
    walk.hand.press(KEY.Key_K, CTRL)
    walk.until(lambda: isinstance(QApplication.activeModalWidget(), FindOrDo))
    found = QApplication.activeModalWidget()
    assert isinstance(found, FindOrDo)
    walk.hand.type("ashworth")
    while "Sun 01:30" not in found.list.current().title:
        walk.hand.press(KEY.Key_Down)
    walk.hand.press(KEY.Key_Return)
    walk.active(DeskWindow)
    page = walk.window().page()
    assert isinstance(page, VisitsScreen)
    walk.hand.tab_to(page.form.carers[0].left)
    walk.hand.type_over("157")
    walk.save(page, visit)
    with walk.here().store.read() as session:
        account = seen(session, visit)
    assert account.account is not None
    assert account.account.entries == 2, "the first account stays beside the one that puts it right"
    assert to_text(NIGHT.replace(hour=1, minute=57)) in {each.left for each in account.account.carers}


def _log_a_deviation(walk: Walk, visit: str) -> None:
    page = walk.visits()
    page.open(visit)
    walk.hand.press(KEY.Key_V, CTRL | SHIFT)
    dialog = walk.modal(DeviationDialog)
    assert isinstance(dialog, DeviationDialog)
    walk.hand.pick(dialog.type, "task-omitted")
    walk.hand.tab_to(dialog.at)
    walk.hand.type("150")
    walk.hand.tab_to(dialog.what)
    walk.hand.type("The heel was not looked at: the dressing is due at nine.")
    walk.hand.tab_to(dialog.severity)
    walk.hand.press(KEY.Key_Space)
    walk.hand.pick(dialog.harm, "none")
    walk.hand.push(dialog.done_about["welfare-call"])
    walk.hand.tab_to(dialog.safeguarding)
    walk.hand.press(KEY.Key_2)
    walk.hand.tab_to(dialog.why)
    walk.hand.type("The nurse was told and comes at nine.")
    walk.hand.do()
    walk.gone()
    walk.rest()
    with walk.here().store.read() as session:
        kept = session.execute(select(deviations.c.type).where(deviations.c.visit == visit)).scalars().all()
    assert kept == ["task-omitted"]


def _write_in_the_log(walk: Walk) -> None:
    page = walk.page(KEY.Key_5)
    assert isinstance(page, LogScreen)
    assert page.line.words.line.hasFocus(), "the line to write in has the focus when the log opens"
    walk.hand.type("Council told: 60 people, papers are out.")
    walk.hand.press(KEY.Key_Return)
    walk.until(lambda: page.line.words.under().startswith("Saved on this laptop 02:06"))
    walk.rest()


def _find_and_read(walk: Walk) -> None:
    page = walk.page(KEY.Key_2)
    assert isinstance(page, PeopleScreen)
    assert page.field.line.hasFocus(), "the search has the focus when People opens"
    walk.hand.type("holloway ed")
    walk.hand.press(KEY.Key_Return)
    said = tree(page.pane)
    assert "HOLLOWAY, Edwin (Mr)" in said
    assert "Penicillin" in said


def _return(walk: Walk, done: set[str], saved: Path) -> None:
    page = walk.page(KEY.Key_7)
    assert isinstance(page, ReturnScreen)
    walk.hand.push(page.send)
    checks = walk.modal(ReconnectDialog)
    assert isinstance(checks, ReconnectDialog)
    walk.hand.tab_to(checks.why)
    walk.hand.type("Nobody of the supplier answers at night.")
    walk.hand.push(checks.ahead)
    walk.until(lambda: page.send.words() == "Send now")
    walk.hand.do()
    walk.gone()
    walk.let_the_telephone_ring(MORNING + timedelta(hours=2), done)
    walk.hand.push(page.send)
    walk.until(lambda: page.pane.settle.isVisible() and not page.sending.under_way())
    walk.rest()
    walk.hand.tab_to(page.list)
    walk.hand.press(KEY.Key_Home)
    while needs := walk.needs_you():
        words = [each.accessibleName() for each in page.pane.findChildren(QRadioButton)]
        ours = next(place for place, said in enumerate(words, start=1) if said.startswith("Our account"))
        walk.hand.type(str(ours))
        walk.hand.tab_to(page.pane.why)
        walk.hand.type("The carer was there; the letter was about next week.")
        walk.hand.do()
        walk.until(partial(walk.needs_fewer, needs))
        walk.rest()
        walk.hand.tab_to(page.list)
    walk.hand.push(page.send)
    walk.until(lambda: page.send.words() == "Send now" and "All sent and checked." in tree(page))
    walk.rest()

    room = walk.page(KEY.Key_6)
    assert isinstance(room, PrintRoom)
    walk.hand.tab_to(room._register._table)
    walk.hand.press(KEY.Key_Home)
    walk.hand.push(room._register._buttons["destroyed"])
    walk.until(lambda: all(each.state == "destroyed" for each in _sheets(walk)))
    walk.rest()

    page = walk.page(KEY.Key_7)
    assert isinstance(page, ReturnScreen)
    walk.hand.push(page.second.look)
    walk.until(page.gate.button.isEnabled)
    walk.rest()
    walk.hand.do()
    walk.modal(Modal)
    walk.hand.do()
    walk.gone()
    walk.until(lambda: "The outage is closed." in tree(page))
    walk.hand.push(page.save)
    walk.until(lambda: len(list(saved.iterdir())) == 2)


def _sheets(walk: Walk) -> list[object]:
    with walk.here().store.read() as session:
        return list(numbered_sheets(session))

"""What the page does by hand and by file: the acts behind the pane for one thing, and behind the button More."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.store import Store
from downtime_desk.recovery import actions as returning
from downtime_desk.recovery import certificate
from downtime_desk.recovery.queries import Page
from downtime_desk.recovery.screen.giving_out import Block, GivingOutDialog
from downtime_desk.recovery.screen.hand_pane import HandPane
from downtime_desk.recovery.screen.taking_in import TakenInDialog
from downtime_desk.recovery.screen.time_left import TimeLeftDialog, has_words
from downtime_desk.recovery.screen.ways import WaysDialog
from downtime_desk.recovery.workbench import actions
from downtime_desk.recovery.workbench.actions import (
    ChooseWay,
    GiveBackBlock,
    LookAt,
    ScanIn,
    TakeBlock,
    TypeIn,
    Which,
)
from downtime_desk.recovery.workbench.facts import Found, WayChosen
from downtime_desk.recovery.workbench.forecast import burn_down, forecast
from downtime_desk.recovery.workbench.notes import write_due
from downtime_desk.recovery.workbench.paper import Printed, print_block
from downtime_desk.sync.files import giving
from downtime_desk.sync.files.giving import TakeIn, Written
from downtime_desk.sync.reconnect import queries as reconnect
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Button


class HandWork(QObject):
    """Acts of the Return page done by hand. Signals `told(strong words, words, tone)` and `done()`."""

    told: ClassVar[Signal] = Signal(str, str, str)
    done: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, store: Store, page: QWidget, pane: HandPane) -> None:
        super().__init__(page)
        self._desk, self._store, self._window, self._pane = desk, store, page, pane
        self._shown: Page | None = None
        pane.done_asked.connect(self.do)
        pane.wrong_asked.connect(self.say_wrong)
        pane.way_asked.connect(self.choose_way_of_this)
        pane.take_asked.connect(self.take_this)

    def show_page(self, page: Page) -> None:
        """Know how things stand."""
        self._shown = page

    def do(self) -> None:
        """Tick off the thing shown: it is typed, it is right, or it is scanned."""
        thing = self._pane.thing
        if thing is None:
            return
        by, fact_id = self._pane.by.text(), new_id(self._desk.now())
        if thing.stage == "to type":
            self._write(actions.type_in, TypeIn(thing.fact, by, self._pane.reference.text(), fact_id))
        elif thing.stage == "to scan":
            self._write(actions.scan_in, ScanIn(thing.fact, self._pane.sheet.text(), by, fact_id))
        else:
            self._look("right")

    def say_wrong(self) -> None:
        """Give the thing shown back to be typed again."""
        self._look("wrong")

    def take_this(self) -> None:
        """Take the thing shown, so that nobody else types it."""
        if self._pane.thing is not None:
            self._write(actions.take_block, TakeBlock(fact=self._pane.thing.fact))

    def choose_way_of_this(self) -> None:
        """Ask how the thing shown goes back."""
        if self._pane.thing is not None:
            self.choose_ways((self._pane.thing.fact, f"{self._pane.thing.words()}."))

    def choose_ways(self, one: tuple[str, str] | None = None) -> WaysDialog | None:
        """Ask how things go back: one by its fact and words, or all that fit."""
        if self._shown is None:
            return None
        asked = WaysDialog(self._window, self._shown.ways, self._count, one)
        asked.chosen.connect(partial(self._keep_way, asked))
        asked.open()
        return asked

    def take_next(self) -> None:
        """Take the next things."""
        self._write(actions.take_block, TakeBlock(), self._took)

    def give_back(self) -> None:
        """Let others have what was taken and not done."""
        self._write(actions.give_back_block, GiveBackBlock())

    def write_notes(self) -> None:
        """Write the downtime notes that are due."""
        self._write(write_due, None, self._wrote_notes)

    def write_files(self) -> None:
        """Ask for a folder and write what waits to files there."""
        if self._is_held():
            return
        where = QFileDialog.getExistingDirectory(
            self._window, "Where to write the files", str(certificate.suggested_folder())
        )
        if where:
            self.write_files_into(Path(where))

    def write_files_into(self, folder: Path) -> None:
        """Write what waits to files in a folder, beside the window."""
        self._desk.jobs.work(
            self,
            returning.write_files,
            self._store,
            self._desk.acting,
            folder,
            then=self._wrote_files,
            otherwise=self._failed,
        )

    def give_out(self) -> GivingOutDialog | None:
        """Ask who types, and how many things they get on paper."""
        if self._is_held():
            return None
        asked = GivingOutDialog(self._window)
        asked.given.connect(partial(self._choose_folder, asked))
        asked.open()
        return asked

    def print_block_into(self, asked: Modal, block: Block, folder: Path) -> None:
        """Make the worksheet of a block in a folder, beside the window."""
        self._desk.jobs.work(
            self,
            print_block,
            self._store,
            self._desk.acting,
            block.holder,
            block.number,
            folder,
            then=partial(self._printed, asked),
            otherwise=asked.show_trouble,
        )

    def take_in(self) -> TakenInDialog | None:
        """Ask which files were taken in, and who saw it there."""
        with self._desk.read() as session:
            written = giving.open_files(session)
        if not written or self._shown is None:
            self.told.emit("No files wait to be taken in.", "Write the files first.", "amber")
            return None
        asked = TakenInDialog(self._window, self._shown.there, written)
        asked.said.connect(partial(self._keep_taken_in, asked))
        asked.open()
        return asked

    def say_time_left(self) -> TimeLeftDialog:
        """Show how long is left and what that rests on."""
        now = self._desk.now()
        since = self._shown.back_at if self._shown and self._shown.back_at else now
        by_hand = self._shown.standing.by_hand if self._shown else ()
        with self._desk.read() as session:
            found, points = forecast(session, since, now), burn_down(session, since, now)
        asked = TimeLeftDialog(self._window, found, points, has_words(by_hand))
        asked.open()
        return asked

    def open_menu(self, button: Button) -> None:
        """Open the acts under the button More."""
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def menu(self) -> QMenu:
        """Return the acts of the page that are not its main one; held, with why at the top, for who may not do them."""
        menu = QMenu(self._window)
        refused = self._desk.acting.refusal(WayChosen.kind)
        if refused is not None:
            menu.addAction(refused.what.removeprefix("Not saved. ")).setEnabled(False)
        for words, act in self._acts():
            made = menu.addAction(words)
            made.triggered.connect(act)
            made.setEnabled(refused is None or act == self.say_time_left)
        return menu

    def _acts(self) -> tuple[tuple[str, Callable[..., object]], ...]:
        return (
            ("How things go back…", self._ask_ways),
            (f"I take the next {actions.BLOCK}", self.take_next),
            ("Give back what I took", self.give_back),
            ("A worksheet for somebody…", self.give_out),
            ("Write the downtime notes", self.write_notes),
            ("Write the files…", self.write_files),
            ("Files were taken in…", self.take_in),
            ("How long is left…", self.say_time_left),
        )

    def _is_held(self) -> bool:
        """Say what is to be done first, before anything is asked, when nothing may be carried there yet."""
        try:
            with self._desk.read() as session:
                reconnect.not_held(session)
        except Trouble as trouble:
            self._failed(trouble)
            return True
        return False

    def _ask_ways(self) -> None:
        self.choose_ways()

    def _look(self, found: Found) -> None:
        if self._pane.thing is None:
            return
        pane, fact_id = self._pane, new_id(self._desk.now())
        looked = LookAt(
            self._pane.thing.fact, found, pane.by.text(), pane.how.text(), pane.wrong.text(), fact_id
        )
        self._write(actions.look_at, looked)

    def _count(self, which: Which) -> int:
        with self._desk.read() as session:
            return len(actions.fitting(session, which))

    def _keep_way(self, asked: Modal, command: ChooseWay) -> None:
        self._desk.jobs.write(
            self,
            actions.choose_way,
            command,
            then=partial(self._kept, asked),
            otherwise=asked.show_trouble,
        )

    def _choose_folder(self, asked: Modal, block: Block) -> None:
        where = QFileDialog.getExistingDirectory(
            self._window, "Where to save the worksheet", str(certificate.suggested_folder())
        )
        if where:
            self.print_block_into(asked, block, Path(where))

    def _printed(self, asked: Modal, made: Printed) -> None:
        asked.close_done()
        self.told.emit(
            f"{made.number} is made, with {made.things:,} to type.",
            f"Print {made.file}. It is on the list of numbered sheets until it is back.",
            "green",
        )
        self.done.emit()

    def _keep_taken_in(self, asked: Modal, command: TakeIn) -> None:
        self._desk.jobs.write(
            self, giving.take_in, command, then=partial(self._kept, asked), otherwise=asked.show_trouble
        )

    def _kept(self, asked: Modal, _entry: object) -> None:
        asked.close_done()
        self.done.emit()

    def _write(
        self, action: Callable[..., object], command: object, then: Callable[..., None] | None = None
    ) -> None:
        # the pane says what is the matter with its own thing, the page what is the matter with many
        otherwise = self._failed if then else self._pane.show_trouble
        self._desk.jobs.write(self, action, command, then=then or self._ticked, otherwise=otherwise)

    def _ticked(self, _entry: object) -> None:
        self._pane.thing = None
        self.done.emit()

    def _took(self, _entry: object) -> None:
        self.told.emit("They are yours.", "They stand in the list with your name; others see that.", "green")
        self.done.emit()

    def _wrote_notes(self, number: int) -> None:
        words = "1 downtime note is written." if number == 1 else f"{number:,} downtime notes are written."
        self.told.emit(words, "They go back as everything else.", "green")
        self.done.emit()

    def _wrote_files(self, written: Written) -> None:
        where = written.files[0].parent
        self.told.emit(
            f"{written.facts:,} entries are written to files {written.reference}.",
            f"They are in {where}. Nothing is in the main system yet: say so when they were taken in.",
            "green",
        )
        self.done.emit()

    def _failed(self, trouble: Trouble) -> None:
        self.told.emit(trouble.what, trouble.do, "red")

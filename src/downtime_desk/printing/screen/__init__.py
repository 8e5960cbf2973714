"""The print room: choose who sheets are for, look at the pages, and give them a number before they leave.

Nothing leaves before the register says so. The register says sent, never printed: nobody here sees paper.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QFrame, QScrollArea, QSplitter, QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.printing.actions import IssueCopies, WriteOff, issue_copies, write_off
from downtime_desk.printing.making import Made, Order, make
from downtime_desk.printing.queries import Who
from downtime_desk.printing.screen import paper
from downtime_desk.printing.screen.choosing import Choosing, Offer
from downtime_desk.printing.screen.following import Following
from downtime_desk.printing.screen.order import OrderForm
from downtime_desk.printing.screen.preview import Preview
from downtime_desk.printing.screen.register import Register
from downtime_desk.printing.screen.viewer import Viewer
from downtime_desk.printing.spool import TROUBLED, Queue, in_words
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Fit, Head, SafeLabel, column, holder

WIDE = 1060
"""Design width under which the preview is left out, so that what must be typed stays in view."""
NARROW = 700


class PrintRoom(QWidget):
    """Emergency summaries on numbered paper, and the register of all of it."""

    def __init__(self, desk: Desk, printers: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._stop = Event()
        self._offer: Offer | None = None
        self._made: Made | None = None
        known = paper.printers() if printers is None else printers
        said = (
            f"{known[0]} is this laptop’s usual printer." if known else "No printer is set up on this laptop."
        )
        self._choosing = Choosing(desk)
        self._preview = Preview()
        self._form = OrderForm(desk, known)
        self._register = Register(desk)
        self._following = Following(self, desk)
        self._following.heard.connect(self._heard)
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._panes.setContentsMargins(0, 0, 0, 0)
        self._panes.setSpacing(0)
        for pane, share in ((self._choosing, 4), (self._preview, 3), (self._form, 5)):
            self._panes.addWidget(pane, share)
        top = holder(self._panes)
        top.setMinimumHeight(theme.px(335))
        self._register.setMinimumHeight(theme.px(230))
        inner = QSplitter(Qt.Orientation.Vertical)
        inner.setChildrenCollapsible(False)
        inner.addWidget(top)
        inner.addWidget(self._register)
        inner.setStretchFactor(0, 3)
        inner.setStretchFactor(1, 2)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        whole = column(Head("Print", SafeLabel(said, size=13, tone="ink2", fit=Fit.LINE), 0), scroll, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.first: QWidget = self._choosing.list
        self._choosing.chosen.connect(self._choose)
        self._preview.look_asked.connect(self.look)
        self._form.until_changed.connect(self._make_again)
        self._form.print_asked.connect(self.print_pages)
        self._form.save_asked.connect(self.save_pages)

    def open(self, ref: str) -> None:
        """Show the summary of `person/ID`, or the visit records of `visit/ID`."""
        kind, _, about = ref.partition("/")
        if kind == "person":
            self._choose(Offer(Who("person", about), "One summary", "", "1 person"))
        elif kind == "visit":
            self._choose(Offer(Who("visit", about), "Visit record", "", "1 visit"))

    def look(self, page: int = 0) -> Viewer | None:
        """Show the pages large enough to read, from a page on, counted from 0."""
        if self._made is None:
            return None
        viewer = Viewer(self, self._made, page=page, can_print=self._form.printer() is not None)
        viewer.print_asked.connect(self.print_pages)
        viewer.open()
        return viewer

    def print_this(self) -> None:
        """Print what is shown."""
        self.primary()

    def primary(self) -> None:
        """Do the main thing: print, or save to a file where there is no printer."""
        if self._form.printer() is None:
            self.save_pages()
        else:
            self.print_pages()

    def find(self) -> None:  # type: ignore[override]  # what the window calls on Ctrl+F
        """Go to the field that finds one person."""
        self._choosing.start_finding()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the preview out of a narrow window, and put the panes one under the other in a very narrow one."""
        super().resizeEvent(event)
        room = self.width() / theme.px(1000) * 1000
        self._preview.setVisible(room >= WIDE)
        down = room < NARROW
        self._panes.setDirection(
            QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
        )

    def _choose(self, offer: Offer) -> None:
        if self._offer is not None and offer.who == self._offer.who:
            return
        self._offer = offer
        self._form.start(f"{offer.title}, {offer.count}")
        if offer.who.kind in {"run", "run sheet", "records"}:
            self._form.show_holder(offer.title)
        self._make_again()

    def _make_again(self) -> None:
        """Make the pages that are shown."""
        self._made = None
        self._form.making()
        if self._offer is None:
            return
        if self._form.use_until() is None:
            self._preview.say("The time in “Use until” is not a time yet.")
            return
        self._preview.say("Making the pages.")
        self._make(self._shown, self._not_made)

    def _make(self, then: Callable[[Made], None], otherwise: Callable[[Trouble], None]) -> None:
        """Make the pages of what is chosen beside the window; an answer nobody waits for any more is dropped."""
        until = self._form.use_until()
        if self._offer is None or until is None:
            return
        self._stop.set()
        self._stop = Event()
        order = Order(self._offer.who, self._desk.acting, until, self._stop, self._form.copies())
        self._desk.jobs.work(
            self,
            make,
            self._desk.read,
            order,
            then=partial(_if_wanted, order.stop, then),
            otherwise=partial(_if_wanted, order.stop, otherwise),
            progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        if self._made is None and progress.done % 20 == 0:
            self._preview.say(f"Making sheet {progress.done} of {progress.total}.")

    def _shown(self, made: Made) -> None:
        self._made = made
        self._preview.show_made(made)
        self._form.show_made(made)

    def _not_made(self, trouble: Trouble) -> None:
        self._preview.say(trouble.what, trouble.do, "circle-alert")

    def print_pages(self) -> None:
        """Make the pages anew, number them, and send them to the printer."""
        name = self._form.printer()
        if name is None or self._made is None or not self._form.holder_name():
            return
        ways, look = self._form.ways(), "Look at the paper before you rely on it."
        leaving = _Leaving(name, partial(_send, name, ways), f"Sent to {name}", look, name)
        self._form.making()
        self._desk.jobs.work(
            self, paper.check, name, then=partial(self._checked, leaving), otherwise=self._refused
        )

    def _checked(self, leaving: "_Leaving", _nothing: object) -> None:
        """Number and send: the printer is there, and takes what it is given."""
        self._issue(leaving)

    def save_pages(self) -> None:
        """Make the pages anew, number them, and write them to a file that is chosen."""
        if self._made is None or not self._form.holder_name():
            return
        number, more = self._made.sheets[0].copy_number, len(self._made.sheets) - 1
        suggested = f"{number} and {more} more.pdf" if more else f"{number}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the sheets", suggested, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            open_to_all = "The file is not locked: whoever has it can read it."
            self._issue(
                _Leaving(f"file {path.name}", partial(_keep, path), f"Saved as {path.name}", open_to_all)
            )

    def _issue(self, leaving: "_Leaving") -> None:
        """Make the pages as they are now, record every sheet, and only then let them leave."""
        self._form.making()
        self._make(partial(self._record, leaving), self._refused)

    def _record(self, leaving: "_Leaving", made: Made) -> None:
        command = IssueCopies(
            made.sheets,
            made.pack,
            self._form.holder_name(),
            leaving.went_to,
            self._form.reason(),
            self._form.old_copy(),
        )
        then = partial(self._let_go, leaving, made)
        self._desk.jobs.write(self, issue_copies, command, then, self._refused)

    def _let_go(self, leaving: "_Leaving", made: Made, _entries: object) -> None:
        self._desk.jobs.work(
            self,
            leaving.take,
            made,
            then=partial(self._gone, leaving, made),
            otherwise=partial(self._stayed, made),
        )

    def _gone(self, leaving: "_Leaving", made: Made, _nothing: object) -> None:
        said = f"{leaving.done} {clock_face(self._desk.now())}."
        self._form.say_done(said, f"{made.numbers()}. {leaving.warning}")
        if leaving.printer:
            self._following.follow(leaving.printer, _title(made), [each.copy_number for each in made.sheets])
        self._make_again()

    def _heard(self, printer: str, said: Queue) -> None:
        """Show what the queue says of the job that left last."""
        words = in_words(said, printer)
        if said in TROUBLED:
            self._form.say_trouble(words.words, words.do)
        else:
            self._form.say_done(words.words, words.do)

    def _stayed(self, made: Made, trouble: Trouble) -> None:
        """The sheets have their numbers but never left: say so in the register."""
        numbers = [sheet.copy_number for sheet in made.sheets]
        self._desk.jobs.write(self, write_off, WriteOff(numbers, trouble.what))
        self._refused(trouble)

    def _refused(self, trouble: Trouble) -> None:
        self._form.say_trouble(trouble.what, trouble.do)
        self._make_again()


Answer = TypeVar("Answer")


def _if_wanted(stop: Event, then: Callable[[Answer], None], answer: Answer) -> None:
    if not stop.is_set():
        then(answer)


@dataclass(frozen=True)
class _Leaving:
    """How pages leave the desk: where to, what takes them, and what is said when they are gone."""

    went_to: str
    take: Callable[[Made], None]
    done: str
    warning: str
    printer: str = ""


def _title(made: Made) -> str:
    """Return what a job is called in a queue, where anybody may read it: numbers of ours, and no name."""
    return f"Downtime Desk {made.numbers()}"


def _send(name: str, ways: paper.Ways, made: Made) -> None:
    paper.send(name, _title(made), ways, made.pack.pdf)


def _keep(path: Path, made: Made) -> None:
    try:
        replace_file(path, made.pack.pdf)
    except OSError as error:
        raise Trouble(
            f"The file {path.name} could not be written: {error.strerror or 'the disk refused it'}.",
            "Choose another folder or a USB stick, and save again.",
        ) from error

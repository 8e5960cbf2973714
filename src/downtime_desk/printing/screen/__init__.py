"""The print room: choose what is printed and for whom, look at the pages, and number them before they leave.

Nothing leaves before the register says so. The register says sent, never printed: nobody here sees paper.
"""

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.actions import (
    IssueCopies,
    ShowCodes,
    WriteOff,
    issue_copies,
    show_codes,
    write_off,
)
from downtime_desk.printing.making import Made, Order, make, make_singly
from downtime_desk.printing.screen import going, paper
from downtime_desk.printing.screen.choosing import TITLES, Choosing
from downtime_desk.printing.screen.following import Following
from downtime_desk.printing.screen.going import AnyMade, Leaving
from downtime_desk.printing.screen.maker import Maker, Making
from downtime_desk.printing.screen.order import OrderForm, Shown
from downtime_desk.printing.screen.panes import Panes
from downtime_desk.printing.screen.preview import Preview
from downtime_desk.printing.screen.register import Register
from downtime_desk.printing.screen.testing import Testing
from downtime_desk.printing.screen.viewer import Viewer
from downtime_desk.printing.spool import TROUBLED, Queue, in_words
from downtime_desk.printing.who import FOR, Paper, Who
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import column


class PrintRoom(QWidget):
    """Every kind of paper with a number on it, and the register of all of it. Signal `scan_asked()`."""

    scan_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, printers: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._paper: Paper | None = None
        self._made: Made | None = None
        known = paper.printers() if printers is None else printers
        self._choosing = Choosing(desk)
        self._preview = Preview()
        self._form = OrderForm(desk, known)
        self._register = Register(desk)
        self._maker = Maker(self, desk)
        self._maker.went_on.connect(self._preview.say_progress)
        self._following = Following(self, desk)
        self._following.heard.connect(self._heard)
        self._panes = Panes(
            "No printer is set up on this laptop.", self._choosing, self._preview, self._form, self._register
        )
        self.setLayout(column(self._panes, gap=0))
        self.first: QWidget = self._choosing.list
        self._choosing.chosen.connect(self._choose)
        self._choosing.person.connect(self._choose_person)
        self._choosing.list.clicked.connect(self._panes.on_to_form)
        self._choosing.list.opened.connect(self._panes.on_to_form)
        self._panes.scan_asked.connect(self.scan_asked)
        self._testing = Testing(self, desk, self._panes)
        if known:
            self._testing.offer(known[0])
        else:
            self._panes.without_test()
        self._preview.look_asked.connect(self.look)
        self._preview.stop_asked.connect(self.stop_making)
        self._preview.again_asked.connect(self._make_again)
        self._form.whom.changed.connect(self._for_somebody_else)
        self._form.until_changed.connect(self._make_again)
        self._form.print_asked.connect(self.print_pages)
        self._form.save_asked.connect(self.save_pages)

    def open(self, ref: str) -> None:
        """Show the summary of `person/ID`, the visit records of `visit/ID`, or the decision about what is `lost`.

        `test` sends a test page to the usual printer.
        """
        kind, _, about = ref.partition("/")
        if kind == "person":
            self._begin("summary", Who("person", about))
            self._panes.on_to_form()
        elif kind == "visit":
            self._begin("visit record", Who("visit", about))
            self._panes.on_to_form()
        elif kind == "lost":
            self._panes.show_pane("register")
            self._register.decide()
        elif kind == "test":
            self._testing.send()

    def choose(self, wanted: Paper, who: Who) -> bool:
        """Choose a paper and for whom from the program's side; say whether both are there."""
        return self._choosing.choose(wanted) and self._form.whom.choose(who)

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

    def _choose(self, wanted: Paper) -> None:
        if wanted != self._paper:
            self._begin(wanted)

    def _choose_person(self, person: str, name: str) -> None:
        who = Who("person", person)
        wanted = self._paper if self._paper and "person" in FOR[self._paper] else "summary"
        if wanted != self._paper or self._form.whom.value() != who:
            self._begin(wanted, who, name)

    def _begin(self, wanted: Paper, who: Who | None = None, name: str = "") -> None:
        """Begin another order."""
        self._paper = wanted
        self._form.start(wanted)
        self._form.whom.start(wanted, who, name)
        self._for_somebody_else()

    def _for_somebody_else(self) -> None:
        if self._paper is None:
            return
        words = self._form.whom.words()
        self._form.entitle(", ".join(filter(None, (TITLES[self._paper], words))))
        carer = self._form.whom.carer()
        if carer:
            self._form.show_holder(carer)
        self._make_again()

    def stop_making(self) -> None:
        """Give up making the pages."""
        self._maker.give_up()
        self._made = None
        self._form.making()
        self._preview.say_stopped()

    def _make_again(self) -> None:
        """Make the pages that are shown."""
        self._made = None
        self._form.making()
        if self._paper is None:
            return
        if self._form.use_until() is None:
            self._preview.say("The time in “Use until” is not a time yet.")
            return
        order = self._order()
        if order is None:
            self._maker.give_up()
            self._preview.say(self._form.whom.missing())
            return
        self._preview.say("Making the pages.")
        self._maker.make(make, order, self._shown, self._not_made)

    def _order(self, shown: Shown | None = None) -> Order | None:
        """Return what is to be made now; None while it is not said for whom or until when."""
        if self._paper is None:
            return None
        return self._form.order(self._paper, self._maker.stop, shown)

    def _shown(self, made: AnyMade) -> None:
        if isinstance(made, Made):
            self._made = made
            self._preview.show_made(made)
            self._form.show_made(made)

    def _not_made(self, trouble: Trouble) -> None:
        self._preview.say(trouble.what, trouble.do, "circle-alert")

    def print_pages(self) -> None:
        """Make the pages anew, number them, and send them to the printer."""
        name = self._form.printer()
        if name is None or not self._ready():
            return
        out = going.to_printer(name, self._form.ways())
        self._form.making()
        self._desk.jobs.work(
            self, paper.check, name, then=partial(self._checked, out), otherwise=self._refused
        )

    def _checked(self, out: Leaving, _nothing: object) -> None:
        """Number and send: the printer is there, and takes what it is given."""
        self._issue(out)

    def save_pages(self) -> None:
        """Make the pages anew, number them, and write them to a file, or a folder of files, that is chosen."""
        if self._made is None or not self._ready():
            return
        if self._form.whom.singly():
            folder = QFileDialog.getExistingDirectory(self, "Save the sheets in this folder")
            if folder:
                self._issue(going.to_folder(Path(folder)))
            return
        number, more = self._made.sheets[0].copy_number, len(self._made.sheets) - 1
        suggested = f"{number} and {more} more.pdf" if more else f"{number}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the sheets", suggested, "PDF (*.pdf)")
        if chosen:
            self._issue(going.to_file(Path(chosen)))

    def _ready(self) -> bool:
        """Say whether all is said that has to be before sheets leave."""
        if self._made is None or not self._form.holder_name():
            return False
        return self._paper != "key-safe slip" or bool(self._form.why_shown())

    def _issue(self, out: Leaving) -> None:
        """Make the pages as they are now, record every sheet, and only then let them leave."""
        if self._paper == "key-safe slip" and self._made is not None:
            people = tuple(dict.fromkeys(sheet.about().person or "" for sheet in self._made.sheets))
            command = ShowCodes(people, self._form.holder_typed(), self._form.why.text())
            self._desk.jobs.write(self, show_codes, command, partial(self._issue_made, out), self._refused)
        else:
            self._issue_made(out)

    def _issue_made(self, out: Leaving, shown: Shown | None = None) -> None:
        order = self._order(shown)
        self._form.making()
        if order is not None:
            making: Making = make_singly if out.singly else make
            self._made = None
            self._maker.make(making, order, partial(self._record, out), self._refused)

    def _record(self, out: Leaving, made: AnyMade) -> None:
        self._preview.say("Writing the numbers down.")
        command = IssueCopies(
            made.sheets,
            made.pack,
            self._form.holder_name(),
            out.went_to,
            self._form.reason(),
            self._form.old_copy(),
        )
        then = partial(self._let_go, out, made)
        self._desk.jobs.write(self, issue_copies, command, then, self._refused)

    def _let_go(self, out: Leaving, made: AnyMade, _entries: object) -> None:
        self._desk.jobs.work(
            self,
            out.take,
            made,
            then=partial(self._gone, out, made),
            otherwise=partial(self._stayed, made),
        )

    def _gone(self, out: Leaving, made: AnyMade, _nothing: object) -> None:
        said = f"{out.done} {clock_face(self._desk.now())}."
        self._form.say_done(said, f"{made.numbers()}. {out.warning}")
        if out.printer:
            self._following.follow(out.printer, going.numbers(made))
        self._make_again()

    def _heard(self, printer: str, said: Queue) -> None:
        """Show what the queue says of the job that left last."""
        words = in_words(said, printer)
        if said in TROUBLED:
            self._form.say_trouble(words.words, words.do)
        else:
            self._form.say_done(words.words, words.do)

    def _stayed(self, made: AnyMade, trouble: Trouble) -> None:
        """The sheets have their numbers but never left: say so in the register."""
        self._desk.jobs.write(self, write_off, WriteOff(going.numbers(made), trouble.what))
        self._refused(trouble)

    def _refused(self, trouble: Trouble) -> None:
        self._form.say_trouble(trouble.what, trouble.do)
        self._make_again()

"""The emergency pages in a window: every sheet to choose from, each page to read, and printing from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.backups.emergency.rung import LastPages
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.screen import paper
from downtime_desk.printing.screen.going import OPEN_TO_ALL, write_pdf
from downtime_desk.printing.screen.page import PageView
from downtime_desk.printing.spool import job_title
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Kind,
    Note,
    Option,
    SafeLabel,
    Scroll,
    Segmented,
    TextField,
    bold,
    column,
    holder,
    primary,
    quiet,
    row,
    second,
)
from downtime_desk.ui.shell import BarCell, BarState, Framed

SUGGESTED: Final = "emergency-pages.pdf"
NO_PRINTER: Final = "No printer is set up on this laptop: save to a file, and print it from another one."
CALLED: Final = "EMERGENCY PAGES"
LIST_WIDE: Final = 380
TWO_SIDES: Final = 900
"""From this width on, in design pixels, a page stands beside the sheets; under it one of them is seen."""


@dataclass(frozen=True)
class SheetRow:
    """A sheet in the list, by its place in the pages."""

    place: int
    number: str
    kind: str
    whose: str
    pages: int

    def words(self) -> str:
        """Return it as it is spoken."""
        return f"{self.whose}. {self.kind}, {self.number}, {_pages(self.pages)}"


class PagesWindow(Framed):
    """Reading and printing the emergency pages. Signal `lock_asked`."""

    lock_asked: ClassVar[Signal] = Signal()

    def __init__(self, last: LastPages, now: Now, jobs: Jobs) -> None:
        self._last, self._jobs = last, jobs
        self._rows = _rows(last)
        self._document, self._buffer = paper.opened(last.pages.pdf)
        self._page = 0
        printers = paper.printers()
        self.banner = Note(*last.words(now()), tone="red")
        self.find_field = TextField("Find a sheet", placeholder="A name, a run, a kind of paper")
        self.sheets = RowsList("Sheets", RowsModel(_key, SheetRow.words, _name), _picture)
        self.view = PageView(to_read=True)
        self.back = Button("Page before", icon="arrow-up", keys="PgUp", kind=Kind.SMALL)
        self.on = Button("Page after", icon="arrow-down", keys="PgDown", kind=Kind.SMALL)
        self.where = SafeLabel("", size=13)
        self.printer = Choice("Printer", [Option(name, name) for name in printers])
        self.print_button = primary("Print this sheet", "printer")
        self.print_all = Button(f"Print all {_pages(last.pages.page_count())}", icon="printer")
        self.save_button = Button("Save as a PDF", icon="save")
        self.lock_button = Button("Lock", icon="lock", hint="Ctrl Shift L")
        self.said = Note("", tone="green")
        self.said.hide()
        if printers:
            self.printer.choose(printers[0])
        for part in (self.printer, self.print_button, self.print_all):
            part.setVisible(bool(printers))
        self._choosing = self._left(last, has_printer=bool(printers))
        self._reading = self._right()
        self.which = Segmented("Show", (Option("sheets", "Sheets"), Option("page", "The page")), height=32)
        self.which.choose("sheets")
        across = row(self._choosing, self._reading, gap=0)
        across.setStretch(1, 1)
        top = holder(column(self.banner, row(self.which, 0), gap=8, margins=(12, 10, 12, 8)))
        body = column(top, across, gap=0)
        body.setStretch(1, 1)
        super().__init__(now, holder(body))
        self.setMinimumSize(320, 300)
        self.show_state(
            BarState(
                cells=(BarCell("Downtime Desk", "Reading and printing only"),), locked=True, called=CALLED
            )
        )
        self.listen(jobs)
        self._connect()
        self.sheets.setMinimumHeight(theme.px(130))
        self._arrange()
        self.sheets.show_rows(self._rows)
        self.sheets.select_first()
        self._show_sheet(self._rows[0])

    def shut(self) -> None:
        """Let go of the pages, and go away."""
        self.view.forget()
        self._document.close()
        self._buffer.close()
        self.close()
        self.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both sides, or one of them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self.width() * 100 / theme.look().text >= TWO_SIDES
        page = self.which.value() == "page"
        self.which.setVisible(not both)
        self._choosing.setVisible(both or not page)
        self._reading.setVisible(both or page)
        self._choosing.setFixedWidth(theme.px(LIST_WIDE) if both else max(self.width() - 8, 0))

    def _read(self, _sheet: object) -> None:
        self.which.choose("page")
        self._arrange()
        self.view.setFocus()

    def print_sheet(self) -> None:
        """Send the chosen sheet to the printer."""
        chosen = self.sheets.current()
        if isinstance(chosen, SheetRow):
            self._send(chosen.number, chosen.number, self._last.pages.of_sheet(chosen.place))

    def print_everything(self) -> None:
        """Send all pages to the printer."""
        self._send(self._rows[0].number, self._rows[-1].number, range(self._last.pages.page_count()))

    def save_pages(self) -> None:
        """Write all pages to a file that is chosen."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the emergency pages", SUGGESTED, "PDF (*.pdf)")
        if chosen:
            self.save_as(Path(chosen))

    def save_as(self, path: Path) -> None:
        """Write all pages to a file, and say that whoever has it can read it."""
        self._jobs.work(
            self, write_pdf, path, self._last.pages.pdf,
            then=lambda _: self._say(f"Saved as {path.name}.", OPEN_TO_ALL), otherwise=self._refuse,
        )  # fmt: skip

    def _left(self, last: LastPages, *, has_printer: bool) -> QWidget:
        without = SafeLabel(NO_PRINTER, tone="ink2")
        without.setVisible(not has_printer)
        whole = column(
            second(last.covers()),
            self.find_field,
            self.sheets,
            self.printer,
            without,
            self.print_button,
            row(self.print_all, self.save_button, 0, gap=8),
            row(self.lock_button, 0),
            self.said,
            gap=8,
            margins=(12, 4, 12, 12),
        )
        whole.setStretch(2, 1)
        area = Scroll()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder(whole))
        return area

    def _right(self) -> QWidget:
        leaf = row(self.back, self.on, self.where, 0, gap=8, margins=(8, 4, 8, 4))
        whole = column(self.view, leaf, gap=0)
        whole.setStretch(0, 1)
        return holder(whole)

    def _connect(self) -> None:
        self.find_field.changed.connect(self._find)
        self.sheets.chosen.connect(self._show_sheet)
        self.sheets.opened.connect(self._read)
        self.which.chosen.connect(self._arrange)
        self.back.clicked.connect(self._page_before)
        self.on.clicked.connect(self._page_after)
        self.print_button.clicked.connect(self.print_sheet)
        self.print_all.clicked.connect(self.print_everything)
        self.save_button.clicked.connect(self.save_pages)
        self.lock_button.clicked.connect(self.lock_asked)
        self.minute.connect(self._tick)
        for keys, act in {
            "Ctrl+Return": self.print_sheet,
            "Ctrl+Shift+L": self.lock_asked.emit,
            "Ctrl+F": self.find_field.setFocus,
        }.items():
            QShortcut(QKeySequence(keys), self, act)

    def _tick(self) -> None:
        now = self._now()
        self.banner.say(*self._last.words(now), "red")
        if _is_over(self._last, now):
            self.lock_asked.emit()

    def _find(self, typed: str) -> None:
        wanted = typed.casefold().split()
        self.sheets.show_rows([each for each in self._rows if _fits(each, wanted)])
        self.sheets.select_first()

    def _show_sheet(self, chosen: object) -> None:
        if isinstance(chosen, SheetRow):
            self._show_page(self._last.pages.of_sheet(chosen.place).start)

    def _page_before(self) -> None:
        self._show_page(self._page - 1)

    def _page_after(self) -> None:
        self._show_page(self._page + 1)

    def _show_page(self, page: int) -> None:
        last = self._last.pages.page_count() - 1
        self._page = min(max(page, 0), last)
        self.back.setEnabled(self._page > 0)
        self.on.setEnabled(self._page < last)
        self.where.setText(f"Page {self._page + 1} of {last + 1}")
        self.view.show_page(self._document, self._page)

    def _send(self, first: str, last: str, pages: Sequence[int]) -> None:
        name = self.printer.value()
        if not isinstance(name, str):
            self._refuse(Trouble("No printer is chosen.", "Choose one, or save to a file."))
            return
        numbers = [first] if first == last else [first, last]
        self._jobs.work(
            self, paper.send, name, job_title(numbers), paper.Ways(), self._last.pages.pdf, pages,
            then=lambda _: self._say(f"Sent to {name}.", "Look at the paper before you rely on it."),
            otherwise=self._refuse,
        )  # fmt: skip

    def _say(self, strong: str, words: str) -> None:
        self.said.say(strong, words, "green")
        self.said.show()

    def _refuse(self, trouble: Trouble) -> None:
        self.said.say(trouble.what, trouble.do, "red")
        self.said.show()


def _rows(last: LastPages) -> list[SheetRow]:
    return [
        SheetRow(place, each.number, each.kind, each.whose, each.pages)
        for place, each in enumerate(last.pages.index.sheets)
    ]


def _fits(each: SheetRow, wanted: Sequence[str]) -> bool:
    words = f"{each.whose} {each.kind} {each.number}".casefold()
    return all(word in words for word in wanted)


def _is_over(last: LastPages, now: datetime) -> bool:
    return last.until is not None and now >= last.until


def _key(each: SheetRow) -> int:
    return each.place


def _name(each: SheetRow) -> str:
    return each.whose


def _picture(each: SheetRow) -> RowPicture:
    about = quiet(f"{each.kind}, {_pages(each.pages)}")
    return RowPicture((Line((bold(each.whose),)), Line((about,))))


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"

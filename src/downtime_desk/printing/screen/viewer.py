"""The pages large enough to read: every page to choose from, words to search for, and printing from here."""

from typing import ClassVar

from PySide6.QtCore import QBuffer, Signal
from PySide6.QtPdf import QPdfDocument, QPdfLink, QPdfSearchModel
from PySide6.QtWidgets import QWidget

from downtime_desk.printing.making import Made
from downtime_desk.printing.screen.page import PageView
from downtime_desk.printing.screen.paper import opened
from downtime_desk.printing.screen.thumbnails import Thumbnails
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Button, Kind, SafeLabel, TextField, column, holder, row

WIDE = 1240
HIGH = 560
LOW = 250


class Viewer(Modal):
    """Shows a finished pack to read. Signal `print_asked()` when it is to be printed as it is."""

    print_asked: ClassVar[Signal] = Signal()

    def __init__(self, window: QWidget, made: Made, *, page: int, can_print: bool) -> None:
        self._made = made
        self._document: QPdfDocument
        self._buffer: QBuffer
        self._document, self._buffer = opened(made.pack.pdf)
        self.view = PageView(to_read=True)
        self.pages = Thumbnails()
        self.find_field = TextField("Find on these pages", placeholder="A name, a medicine", inside="Find")
        self.find_field.setMinimumWidth(theme.px(260))
        self.found = SafeLabel("", size=13, tone="ink2")
        self.next = Button("Next", icon="arrow-down", keys="F3", kind=Kind.SMALL)
        self.next.hide()
        self._search = QPdfSearchModel()
        self._search.setDocument(self._document)
        self._at = -1
        self._looking_for = ""
        self._moved = False
        line = row(self.find_field, self.next, self.found, gap=10)
        line.setStretch(2, 1)
        panes = row(self.pages, self.view, gap=0)
        panes.setStretch(1, 1)
        whole = column(line, panes, gap=8)
        whole.setStretch(1, 1)
        inner = holder(whole)
        inner.setMinimumHeight(theme.px(HIGH if theme.look().text < 150 else LOW))
        content = holder(column(inner))
        super().__init__(
            window,
            f"{made.numbers()}, {_pages(made.page_count())}",
            content,
            do="Print these",
            icon="printer",
            width=WIDE,
            cancel="Close",
        )
        # it goes with the dialog: left behind, it would go on searching a document that is gone
        self._search.setParent(self)
        self.do_button.setVisible(can_print)
        self.asked.connect(self._print)
        self.find_field.changed.connect(self._look_for)
        self.next.clicked.connect(self._go_on)
        self._search.countChanged.connect(self._count)
        self.pages.page_chosen.connect(self._show)
        self.pages.show_made(self._document, made)
        self.pages.choose(page)

    def done(self, result: int) -> None:
        """Let go of the pages, and close."""
        self.pages.forget()
        self.view.forget()
        self._search.setDocument(QPdfDocument(self))
        self._document.close()
        self._buffer.close()
        super().done(result)

    def _go_on(self) -> None:
        self._moved = True
        self.next_found()

    def next_found(self) -> None:
        """Go to the next place where the words stand, and round again."""
        number = self._search.rowCount(self._search.index(-1, -1))
        if number:
            self._at = (self._at + 1) % number
            link = self._search.resultAtIndex(self._at)
            self.pages.choose(link.page())
            self._show(link.page())
            self.found.setText(f"{self._at + 1} of {_places(number)}")

    def reject(self) -> None:
        """Close at once: nothing typed here is kept or missed."""
        self._kept = self._typed()
        super().reject()

    def _print(self) -> None:
        self.print_asked.emit()
        self.close_done()

    def _look_for(self, typed: str) -> None:
        self._at, self._looking_for, self._moved = -1, typed.strip(), False
        self._search.setSearchString(self._looking_for)
        self.next.setVisible(False)
        # the search says nothing when it ends without a place
        self.found.setText(f"No “{self._looking_for}” found." if self._looking_for else "")
        self._show(self.view.page() or 0)

    def _count(self) -> None:
        """Say how many places were found, and go to the first."""
        number = self._search.rowCount(self._search.index(-1, -1))
        self.next.setVisible(number > 0)
        if number and not self._moved:
            # pages are read one by one, in no order: what is found may come to stand before the first so far
            self._at = -1
            self.next_found()
        elif number:
            self.found.setText(f"{self._at + 1} of {_places(number)}")

    def _show(self, page: int) -> None:
        found: list[QPdfLink] = self._search.resultsOnPage(page) if self._looking_for else []
        if self._at >= 0 and found:
            chosen = self._search.resultAtIndex(self._at)
            # the one gone to comes first: the page is scrolled to it
            found.sort(key=lambda link: link.location() != chosen.location())
        self.view.show_page(self._document, page, [box for link in found for box in link.rectangles()])


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"

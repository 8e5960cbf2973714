"""The finished pages, shown inside the program from memory: no file is written."""

from typing import ClassVar

from PySide6.QtCore import QBuffer, Qt, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QStackedWidget, QWidget

from downtime_desk.printing.making import Made
from downtime_desk.printing.screen.page import PageView
from downtime_desk.printing.screen.paper import opened
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Empty, Ground, Kind, SafeLabel, column, row


class Preview(QWidget):
    """One page at a time, whose it is, and two buttons to leaf through. Signals `look_asked(page)`, from 0,
    `stop_asked()` while a pack is made, and `again_asked()` once that was stopped.

    `PgUp` and `PgDown` leaf too; `F2` asks to see the pages large enough to read.
    """

    look_asked: ClassVar[Signal] = Signal(int)
    stop_asked: ClassVar[Signal] = Signal()
    again_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Preview")
        self._made: Made | None = None
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._page = 0
        self._view = PageView()
        self._stop = Button("Stop", icon="ban", kind=Kind.SMALL)
        self._stop.clicked.connect(self.stop_asked)
        self._again = Button("Make the pages", icon="printer", kind=Kind.SMALL)
        self._again.clicked.connect(self.again_asked)
        self._words = Empty("Choose what to print.", "", self._stop, self._again, icon="printer")
        self._stop.hide()
        self._again.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._view)
        self._back = Button("", icon="arrow-up", keys="PgUp", kind=Kind.SMALL)
        self._on = Button("", icon="arrow-down", keys="PgDown", kind=Kind.SMALL)
        self._back.setAccessibleName("Page before")
        self._on.setAccessibleName("Page after")
        self._look = Button("Read", icon="search", keys="F2", kind=Kind.SMALL)
        self._back.clicked.connect(self.page_before)
        self._on.clicked.connect(self.page_after)
        self._look.clicked.connect(self._ask_to_look)
        self._where = SafeLabel("", size=13)
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._leaf = Ground(
            column(
                self._where, row(0, self._back, self._look, self._on, 0, gap=8), gap=4, margins=(8, 5, 8, 6)
            ),
            fill="sunken",
        )
        self._leaf.hide()
        whole = column(self._stack, self._leaf, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(290))

    def say(self, strong: str, text: str = "", icon: str = "printer") -> None:
        """Show words in place of pages."""
        self._forget()
        self._stop.hide()
        self._again.hide()
        self._words.say(strong, text, icon)
        self._stack.setCurrentIndex(0)
        self._leaf.hide()

    def say_progress(self, done: int, total: int) -> None:
        """Show how far a pack is, which can be stopped."""
        self._words.say(f"Sheet {done} of {total} is made.", "Nothing has left the desk yet.")
        self._stack.setCurrentIndex(0)
        self._leaf.hide()
        self._stop.show()

    def say_stopped(self) -> None:
        """Show that making was stopped, and how it begins again."""
        self.say("Stopped.", "Nothing was printed, and no number was given.", "ban")
        self._again.show()

    def show_made(self, made: Made) -> None:
        """Show the first page of a finished pack."""
        self._forget()
        self._made = made
        self._document, self._buffer = opened(made.pack.pdf)
        self._stack.setCurrentIndex(1)
        self._leaf.show()
        self._turn(0)

    def page(self) -> int:
        """Return which page is shown, counted from 1; 0 when none is."""
        return self._page + 1 if self._document else 0

    def where(self) -> str:
        """Return the words under the page."""
        return self._where.text()

    def page_before(self) -> None:
        """Show the page before."""
        self._turn(self.page() - 2)

    def page_after(self) -> None:
        """Show the page after."""
        self._turn(self.page())

    def _ask_to_look(self) -> None:
        if self._made is not None:
            self.look_asked.emit(self._page)

    def _turn(self, page: int) -> None:
        if self._made is None or self._document is None or not 0 <= page < self._made.page_count():
            return
        self._page = page
        self._view.show_page(self._document, page)
        self._where.setText(f"Page {page + 1} of {self._made.page_count()}: {self._made.whose(page + 1)}")
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page + 1 < self._made.page_count())

    def _forget(self) -> None:
        """Let go of the pages that were shown."""
        if self._document is None:
            return
        self._view.forget()
        self._document.close()
        self._made = self._document = self._buffer = None

"""How the print room lies: choosing, preview and form over the register, or one of them at a time."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Fit, Head, Option, SafeLabel, Segmented, column, holder, row

WIDE: Final = 1060
"""Design width under which the preview is left out, so that what must be typed stays in view."""
NARROW: Final = 700
LOW: Final = 560
"""Design height under which choosing and the register do not fit one above the other."""
SHARES: Final = (4, 3, 5)


class Panes(QWidget):
    """The head and the panes under it. Where they do not fit, one is seen at a time. Signals `scan_asked()`, `test_asked()`."""

    scan_asked: ClassVar[Signal] = Signal()
    test_asked: ClassVar[Signal] = Signal()

    def __init__(
        self, said: str, choosing: QWidget, preview: QWidget, form: QWidget, register: QWidget
    ) -> None:
        super().__init__()
        self._choosing, self._preview, self._form, self._register = choosing, preview, form, register
        self._can_test = True
        side_by_side = row(choosing, preview, form, gap=0)
        for place, share in enumerate(SHARES):
            side_by_side.setStretch(place, share)
        self._top = holder(side_by_side)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self._top)
        both.addWidget(register)
        both.setStretchFactor(0, 11)
        both.setStretchFactor(1, 10)
        self.which = Segmented(
            "Show",
            (Option("choose", "What"), Option("form", "For whom"), Option("register", "Numbered sheets")),
            height=32,
        )
        self.which.choose("choose")
        self.which.chosen.connect(self._arrange)
        self._said = SafeLabel(said, size=13, tone="ink2", fit=Fit.LINE)
        self._scan = Button("Scan a sheet", icon="scan-line", hint="F7", records="copy.accounted_for")
        self._scan.clicked.connect(self.scan_asked)
        self.test = Button("Test page", icon="printer", records="printer.tested")
        self.test.clicked.connect(self.test_asked)
        whole = column(Head("Print", self._said, 0, self.which, self.test, self._scan), both, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def say(self, said: str) -> None:
        """Show what is known of the printer."""
        self._said.setText(said)

    def show_pane(self, which: str) -> None:
        """Bring a pane into view: choose, form or register."""
        self.which.choose(which)
        self._arrange()

    def without_test(self) -> None:
        """Offer no test page: there is no printer."""
        self._can_test = False
        self._arrange()

    def on_to_form(self, _chosen: object = None) -> None:
        """Go on to the form, where only one pane is seen."""
        if self.which.isVisibleTo(self):
            self.show_pane("form")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane at a time where they do not fit, and leave the preview out of a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, _chosen: object = None) -> None:
        room = self.width() / theme.px(1000) * 1000
        single = room < NARROW or self.height() < theme.px(LOW)
        shown = self.which.value()
        self.which.setVisible(single)
        self._said.setVisible(not single)
        self._scan.setVisible(room >= NARROW)
        self.test.setVisible(self._can_test and room >= WIDE)
        self._top.setVisible(not single or shown != "register")
        self._register.setVisible(not single or shown == "register")
        self._choosing.setVisible(not single or shown == "choose")
        self._form.setVisible(not single or shown == "form")
        self._preview.setVisible(room >= WIDE if not single else room >= NARROW and shown != "register")

"""The form beside the preview: for whom, until when, how an old copy is checked, and where the pages go."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Event
from typing import ClassVar, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from downtime_desk.core.clock import full_stamp
from downtime_desk.core.settings import outage
from downtime_desk.core.typed_time import Ask, At, meaning, read_time_ahead
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.making import Made, Order
from downtime_desk.printing.screen.paper import AS_SET, MOST_COPIES, SIDES, TRAYS, Ways, both_sides
from downtime_desk.printing.screen.whom import Whom
from downtime_desk.printing.who import Paper
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Choice,
    Heading,
    Kind,
    Note,
    Option,
    SafeLabel,
    TextField,
    Tick,
    column,
    holder,
    primary,
    row,
)

Shown = Mapping[str, Sequence[EntryCode]]
USUAL: Final = timedelta(hours=12)
READY: Final = "Kept ready for an outage"
I_WILL_CHECK: Final = "I will check allergies and medicines by phone before they are acted on"
WHY: Final = "Who is at which door. It goes into the log, and the code is shown only then"
SHEETS_FOR: Final = "A name, or duty folder"
SLIPS_FOR: Final = "Which carer takes the slips"
NO_PRINTER: Final = ("No printer is set up on this laptop.", "Save to a file and print it from another one.")


class OrderForm(QWidget):
    """What is said before sheets leave. Signals `until_changed()`, `print_asked()`, `save_asked()`."""

    until_changed: ClassVar[Signal] = Signal()
    print_asked: ClassVar[Signal] = Signal()
    save_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, printers: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self.whom = Whom(desk)
        self.why = TextField("Why the code is needed", hint=WHY)
        self.why.hide()
        self._until: datetime | None = desk.now() + USUAL
        self._title = Heading("Nothing chosen yet")
        self._holder = TextField("For", hint=SHEETS_FOR)
        self._reason = TextField("What for", hint="The register keeps it")
        self._typed = TextField("Use until", placeholder="2100 or +720")
        self._typed.finished.connect(self._read_until)
        self._printer = Choice("Printer", tuple(Option(name, name) for name in printers))
        if printers:
            self._printer.choose(printers[0])
        self._no_printer = Note(*NO_PRINTER)
        self._copies = Choice("Copies", tuple(Option(each, str(each)) for each in range(1, MOST_COPIES + 1)))
        self._copies.choose(1)
        self._copies.combo.setMinimumContentsLength(2)
        self._sides = Choice("Sides", tuple(Option(words, words) for words in SIDES))
        self._tray = Choice("Tray", tuple(Option(words, words) for words in TRAYS))
        self._sides.choose(AS_SET)
        self._tray.choose(AS_SET)
        self._ways = holder(row(self._copies, self._sides, self._tray, gap=8))
        self._ways.setVisible(bool(printers))
        self._copies.chosen.connect(self._ask_again)
        self._printer.chosen.connect(self._offer_sides)
        (self._no_printer if printers else self._printer).hide()
        self._numbers = SafeLabel("", size=13, tone="ink2")
        self._know = SafeLabel("", size=14)
        self._old = Note("", tone="red")
        self._check = Tick(I_WILL_CHECK, boxed=True)
        self._result = Note("", tone="green")
        for part in (self._know, self._old, self._check, self._result):
            part.hide()
        whom = row(self._holder, self._reason, gap=10)
        where = row(self._typed, self._printer, gap=10)
        form = holder(
            column(
                self._title, self._result, self._old, self._check, self.whom, whom, self.why, where,
                self._no_printer, self._ways, self._numbers, self._know, 0, gap=8, margins=(16, 8, 16, 8),
            )
        )  # fmt: skip
        scroll = QScrollArea()
        scroll.setWidget(form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._save = Button("Save to a file", icon="save", keys="Ctrl+S", records="copy.issued")
        self._print = primary("Print", hint="Ctrl P", icon="printer", records="copy.issued")
        self._save.clicked.connect(self.save_asked)
        self._print.clicked.connect(self.print_asked)
        strip = ActionStrip(0, self._save, self._print)
        whole = column(scroll, strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(380))
        self._say_until()
        self._offer_actions(made=None)
        self._offer_sides()

    def start(self, paper: Paper) -> None:
        """Begin another order; who takes it is asked anew."""
        slips = paper == "key-safe slip"
        self.why.setVisible(slips)
        self.why.show_text("")
        self.why.show_wrong("")
        self._holder.show_hint(SLIPS_FOR if slips else SHEETS_FOR)
        self._holder.show_text("")
        self._holder.show_wrong("")
        self._reason.show_text(self._usual_reason())
        self._reason.line.setCursorPosition(0)
        self._result.hide()
        self.making()

    def entitle(self, title: str) -> None:
        """Say what the order is for."""
        self._title.setText(title)

    def why_shown(self) -> str:
        """Return why codes are to be shown, or say under the field that it is missing."""
        why = self.why.text().strip()
        self.why.show_wrong("" if why else "Write why the code is needed: who is at which door.")
        if not why:
            self.why.setFocus()
        return why

    def making(self) -> None:
        """Show that pages are not ready."""
        self._know.hide()
        self._offer_actions(made=None)

    def show_made(self, made: Made) -> None:
        """Show what there is to know of finished pages."""
        silent = made.without_allergies()
        if silent:
            some = ", ".join(silent[:6]) + (" and others" if len(silent) > 6 else "")
            have = "1 person has" if len(silent) == 1 else f"{len(silent)} people have"
            self._know.setText(f"Please know: {have} allergies NOT RECORDED: {some}. The sheet says so.")
        self._know.setVisible(bool(silent))
        old = made.too_old()
        self._old.setVisible(bool(old))
        self._check.setVisible(bool(old))
        self._old.say("Old copy: " + ", ".join(old) + ".", "Each sheet says so at its top.", "red")
        self._offer_actions(made)

    def _offer_actions(self, made: Made | None) -> None:
        self._save.setVisible(made is not None)
        to_print = made is not None and self.printer() is not None
        self._print.setVisible(to_print)
        self._save.become(Kind.PLAIN if to_print else Kind.PRIMARY)
        if made is None:
            self._numbers.setText("")
            return
        pages = "1 page" if made.page_count() == 1 else f"{made.page_count()} pages"
        self._print.say(f"Print {pages}")
        self._numbers.setText(f"These will be copies {made.numbers()}.")

    def say_done(self, strong: str, text: str) -> None:
        """Say where the pages went."""
        self._result.say(strong, text, "green")
        self._result.show()

    def say_trouble(self, what: str, do: str) -> None:
        """Say what went wrong; all that was typed stays."""
        self._result.say(what, do, "red")
        self._result.show()

    def holder_name(self) -> str:
        """Return who the sheets are for, or say under the field that it is missing."""
        name = self._holder.text().strip()
        self._holder.show_wrong("" if name else "Type who takes the sheets, or duty folder.")
        if not name:
            self._holder.setFocus()
        return name

    def holder_typed(self) -> str:
        """Return who the sheets are for as far as it is typed."""
        return self._holder.text().strip()

    def reason(self) -> str:
        """Return what the sheets are for."""
        return self._reason.text().strip()

    def _usual_reason(self) -> str:
        with self._desk.read() as session:
            running = outage(session)
        return f"Outage {running}" if running else READY

    def use_until(self) -> datetime | None:
        """Return until when the sheets may be used, None while what is typed is not a time.

        With nothing typed it is the usual time from now, not from when the page was opened.
        """
        if not self._typed.text().strip():
            self._until = self._desk.now() + USUAL
            self._say_until()
        return self._until

    def order(self, paper: Paper, stop: Callable[[], Event], shown: Shown | None = None) -> Order | None:
        """Return what is to be made; None while it is not said for whom or until when.

        `stop` gives up what is being made and returns what stops this one; `shown` are codes for slips.
        """
        who, until = self.whom.value(), self.use_until()
        if who is None or until is None:
            return None
        return Order(
            who,
            self._desk.acting,
            until,
            stop(),
            paper,
            self.whom.sort(),
            shown or {},
            self.holder_typed() if shown else "",
            self.why.text().strip() if shown else "",
            self.copies(),
        )

    def printer(self) -> str | None:
        """Return the printer chosen, if there is one."""
        name = self._printer.value()
        return name if isinstance(name, str) else None

    def copies(self) -> int:
        """Return how often each sheet is made; each has its own number."""
        number = self._copies.value()
        return number if isinstance(number, int) else 1

    def ways(self) -> Ways:
        """Return how the sheets are printed."""
        return Ways(SIDES[str(self._sides.value() or AS_SET)], TRAYS[str(self._tray.value() or AS_SET)])

    def _ask_again(self, _chosen: object) -> None:
        self.until_changed.emit()

    def _offer_sides(self, _chosen: object = None) -> None:
        name = self.printer()
        self._sides.setVisible(name is not None and both_sides(name))

    def old_copy(self) -> str | None:
        """Return what was said about an old copy."""
        return f"{I_WILL_CHECK}." if self._check.isChecked() else None

    def show_holder(self, name: str) -> None:
        """Put in who the sheets are for: a carer whose run it is."""
        self._holder.show_text(name)

    def _read_until(self) -> None:
        typed = self._typed.text().strip()
        read = read_time_ahead(typed, self._desk.now()) if typed else At(self._desk.now() + USUAL)
        before = self._until
        if isinstance(read, At):
            self._until = read.instant
            self._say_until()
        else:
            self._until = None
            self._typed.show_wrong(read.question if isinstance(read, Ask) else read.why)
        if self._until != before:
            self.until_changed.emit()

    def _say_until(self) -> None:
        if self._until is not None:
            usual = "" if self._typed.text().strip() else " Left empty: 12 hours."
            self._typed.show_hint(
                f"{full_stamp(self._until)}, {meaning(self._until, self._desk.now())}.{usual}"
            )

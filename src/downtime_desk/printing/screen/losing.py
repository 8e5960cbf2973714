"""What a loss asks for: how it was lost, whether it is a breach to report, and the entry codes to change."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import age_in_words, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.printing.actions import (
    DecideBreach,
    Lose,
    SettleCode,
    decide_breach,
    lose,
    settle_code,
)
from downtime_desk.printing.facts import Settled
from downtime_desk.printing.losses import CodeToChange, OpenBreach, open_codes
from downtime_desk.printing.queries import SheetRow
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import (
    Button,
    NoteField,
    Option,
    SafeLabel,
    Segmented,
    TextField,
    bold,
    column,
    holder,
    quiet,
    row,
)


class LostDialog(Modal):
    """Asks how a sheet was lost, and whether all that its holder has went with it."""

    def __init__(self, window: QWidget, desk: Desk, sheet: SheetRow, together: Sequence[str]) -> None:
        self._desk, self._sheet, self._together = desk, sheet, tuple(together)
        self.how = NoteField("How it was lost", hint="Where it was last seen, and who was told")
        every = f"All {len(self._together)} that {sheet.holder} has"
        self.which = Segmented("Which are lost", (Option("one", sheet.number), Option("all", every)))
        self.which.choose("one")
        self.which.setVisible(len(self._together) > 1)
        super().__init__(
            window,
            f"{sheet.number} is lost",
            holder(column(self.which, self.how, gap=10)),
            do="Write it down",
            records="copy.accounted_for",
            icon="circle-alert",
            note="Opens the decision whether it is a breach to report, within 72 hours.",
        )
        self.asked.connect(self._lose)

    def _lose(self) -> None:
        numbers = self._together if self.which.value() == "all" else (self._sheet.number,)
        self.set_busy(busy=True)
        command = Lose(numbers, self.how.text())
        self._desk.jobs.write(self, lose, command, lambda _: self.close_done(), self.show_trouble)


class BreachDialog(Modal):
    """Decides whether a loss is a breach to report: recorded either way, with the reason."""

    def __init__(self, window: QWidget, desk: Desk, breach: OpenBreach) -> None:
        self._desk, self._breach, self._fact_id = desk, breach, new_id(desk.now())
        left = age_in_words(desk.now(), breach.due) if breach.due > desk.now() else "none"
        due = SafeLabel(f"To decide by {full_stamp(breach.due)}: {left} left.", weight=theme.SEMIBOLD)
        self.knew = NoteField("What we know", lines=3)
        self.knew.show_text(breach.what_we_knew)
        self.reported = Segmented(
            "Information Commissioner",
            (Option(True, "Reported"), Option(False, "Not reported")),
            numbered=True,
        )
        self.told = Segmented("People on it", (Option(True, "Told"), Option(False, "Not told")))
        self.reference = TextField("Commissioner’s reference", hint="If there is one")
        self.why = NoteField(
            "Why", lines=2, hint="Who could read it, what they could do with it, what was done"
        )
        choices = row(
            column(SafeLabel("Information Commissioner", size=13), self.reported, gap=2),
            column(SafeLabel("People on it", size=13), self.told, gap=2),
            0,
            gap=24,
        )
        super().__init__(
            window,
            f"Loss of {_some(breach.numbers)}: a breach to report?",
            holder(column(due, self.knew, choices, self.reference, self.why, gap=10)),
            do="Save the decision",
            records="decision.recorded",
            icon="gavel",
            note="It cannot be changed afterwards. A later decision can follow it.",
            width=760,
        )
        self.asked.connect(self._decide)

    def _decide(self) -> None:
        reported, told = self.reported.value(), self.told.value()
        if not isinstance(reported, bool) or not isinstance(told, bool):
            self.show_trouble(
                Trouble(
                    "It is not chosen what was done.",
                    "Say whether it is reported, and whether people are told.",
                )
            )
            return
        command = DecideBreach(
            self._breach.decision,
            reported,
            told,
            self.why.text(),
            self.knew.text(),
            self.reference.text(),
            self._fact_id,
        )
        self.set_busy(busy=True)
        self._desk.jobs.write(self, decide_breach, command, lambda _: self.close_done(), self.show_trouble)


class CodesDialog(Modal):
    """The entry codes to change after a loss, ticked off one by one with who changed each."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._desk = desk
        self.list = RowsList("Codes to change", RowsModel(lambda code: code.person, _sentence), _picture)
        self.list.setMinimumHeight(theme.px(220 if theme.look().text < 150 else 120))
        self.by = TextField("Who changed it", hint="Their name; for a code that is kept, who says so")
        self.kept_why = TextField("Why it is kept", hint="Only when it is kept as it is")
        self.keep = Button("Keep the code", records="code.settled")
        fields = row(self.by, self.kept_why, gap=12)
        super().__init__(
            window,
            "Entry codes to change",
            holder(column(self.list, fields, row(0, self.keep), gap=10)),
            do="Changed at the door",
            records="code.settled",
            icon="key-round",
            cancel="Close",
            note="No code is shown here.",
            width=760,
        )
        self.asked.connect(partial(self._settle_code, "changed"))
        self.keep.clicked.connect(partial(self._settle_code, "kept"))
        self._show()

    def _show(self) -> None:
        with self._desk.read() as session:
            codes = open_codes(session)
        self.list.show_rows(codes)
        if not codes:
            self.close_done()
        elif self.list.current() is None:
            self.list.select_first()

    def _settle_code(self, settled: Settled, *_clicked: object) -> None:
        code = self.list.current()
        if code is None:
            return
        self.set_busy(busy=True)
        note = self.kept_why.text() if settled == "kept" else ""
        command = SettleCode(code.person, settled, self.by.text(), note)
        self._desk.jobs.write(self, settle_code, command, self._done_one, self.show_trouble)

    def _done_one(self, _entry: object) -> None:
        self.set_busy(busy=False)
        self.kept_why.show_text("")
        self._trouble.hide()
        self._show()


def _some(numbers: tuple[str, ...]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} and {len(numbers) - 1} more"


def _picture(code: CodeToChange) -> RowPicture:
    return RowPicture((Line((bold(code.person_name, size=15),)), Line((quiet(code.words()),))))


def _sentence(code: CodeToChange) -> str:
    return f"{code.person_name}. {code.words()}"

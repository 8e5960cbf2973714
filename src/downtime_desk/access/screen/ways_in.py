"""The recovery code and the break-glass envelope in the settings: made, put away, tested each quarter."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from downtime_desk.access.actions import (
    Made,
    SignedIn,
    make_envelope,
    make_recovery_code,
    put_away,
    try_code,
)
from downtime_desk.access.facts import CodeKind
from downtime_desk.access.queries import TABLES, WayIn, organisation, ways_in_now
from downtime_desk.access.screen.listed import Line, Listed
from downtime_desk.access.screen.recovery_code import RECOVERY, RecoveryCodePage, envelope_paper
from downtime_desk.access.screen.settings import Section
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.session import Session
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Answer,
    Button,
    Kind,
    Note,
    TextField,
    column,
    holder,
    second,
    strong,
)

ABOUT = (
    "For a night when nobody’s passphrase can be had. Try each once a quarter: a code nobody tried is a hope."
)
_NEEDS: dict[CodeKind, str] = {"recovery": "way_in.recovery_code_made", "break-glass": "way_in.envelope_made"}


class WaysInForm(QWidget):
    """Both codes by number, never by their signs."""

    def __init__(self, desk: Desk, here: SignedIn) -> None:
        super().__init__()
        self._desk, self._here = desk, here
        self._list = Listed(("", "Made", "Tested last"), (2, 0, 2), self._lines)
        self._said = Answer()
        self.setLayout(column(self._list, self._said, gap=8))
        self.new: dict[CodeKind, Button] = {}
        self.tries: dict[CodeKind, Button] = {}
        self.kept: dict[CodeKind, Button] = {}
        desk.refresh_on(self, TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read both again."""
        self._list.refresh()

    def make_new(self, kind: CodeKind) -> "NewCodeDialog":
        """Make a new code and show it once."""
        dialog = NewCodeDialog(self, self._desk, self._here, kind)
        dialog.open()
        return dialog

    def try_it(self, kind: CodeKind) -> "TryCodeDialog":
        """Ask for a code and prove that it opens."""
        dialog = TryCodeDialog(self, self._desk, self._here, kind)
        dialog.open()
        return dialog

    def put_away(self, kind: CodeKind) -> None:
        """Write down that the code in use is put away; the list is read again when it is."""
        self._desk.jobs.write(self, _put_away, kind, otherwise=self._said.refuse)

    def _lines(self) -> list[Line]:
        with self._desk.read() as session:
            both = ways_in_now(session)
        return [self._line(each) for each in both]

    def _line(self, each: WayIn) -> Line:
        want = each.wants(self._desk.now())
        return Line(
            (
                strong(f"{each.name} {each.number or ''}".strip()),
                second(short_stamp(each.made_at) if each.made_at else "None yet", "ink"),
                second(short_stamp(each.tested_at) if each.tested_at else "Never", "ink"),
            ),
            self._buttons(each),
            second(want, "amber") if want else None,
        )

    def _buttons(self, each: WayIn) -> tuple[Button, ...]:
        kind = each.kind
        words = "Make a new one" if each.number else "Make one"
        new = Button(words, icon="key-round", kind=Kind.SMALL, records=_NEEDS[kind])
        new.setAccessibleName(f"{words}: {each.name}")
        new.clicked.connect(lambda: self.make_new(kind))
        tried = Button("Try the code", icon="shield-check", kind=Kind.SMALL, records="way_in.tested")
        tried.setAccessibleName(f"Try the code: {each.name}")
        tried.clicked.connect(lambda: self.try_it(kind))
        tried.setEnabled(each.number is not None)
        self.new[kind], self.tries[kind] = new, tried
        if each.number is None or each.kept_at is not None:
            return new, tried
        return new, tried, self._kept_button(each)

    def _kept_button(self, each: WayIn) -> Button:
        kept = Button("It is put away", icon="check", kind=Kind.SMALL, records="way_in.kept")
        kept.setAccessibleName(f"It is put away: {each.name}")
        kept.clicked.connect(lambda: self.put_away(each.kind))
        self.kept[each.kind] = kept
        return kept


class NewCodeDialog(Modal):
    """Asks before the old code dies, then shows the new one."""

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn, kind: CodeKind) -> None:
        self._desk, self._here, self._kind = desk, here, kind
        self._made: Made | None = None
        recovery = kind == "recovery"
        what = "recovery code" if recovery else "break-glass envelope"
        self._asking = holder(
            column(
                second(f"The {what} of before, if there is one, opens nothing from then on.", "ink"),
                second("Have a printer or a pen at hand: the new code is shown once.", "ink"),
                gap=6,
            )
        )
        self._box = column(self._asking)
        super().__init__(
            window,
            f"A new {what}",
            holder(self._box),
            do="Make it",
            icon="key-round",
            width=640,
            records=_NEEDS[kind],
        )
        self.asked.connect(self._go_on)

    def _go_on(self) -> None:
        if self._made is not None:
            self._desk.jobs.write(self, _put_away, self._kind, then=self._closed, otherwise=self.show_trouble)
            return
        self.set_busy(busy=True)
        make = make_recovery_code if self._kind == "recovery" else make_envelope
        home: Path = self._here.store.folder.parent
        self._desk.jobs.work(self, make, home, self._here, then=self._show_code, otherwise=self.show_trouble)

    def _show_code(self, made: Made) -> None:
        self._made = made
        with self._desk.read() as session:
            name = organisation(session).name
        paper = RECOVERY if made.kind == "recovery" else envelope_paper(made.number)
        page = RecoveryCodePage(name, made.code, paper)
        page.settled.connect(self.do_button.setEnabled)
        self.turn_to(self._box, self._asking, page, "It is put away")

    def _closed(self, _nothing: None) -> None:
        self.close_done()

    def reject(self) -> None:
        """Stay open while the code is shown: it exists nowhere else."""
        if self._made is None:
            super().reject()


def _put_away(session: Session, kind: CodeKind) -> None:
    put_away(session, kind)


class TryCodeDialog(Modal):
    """Proves that a code opens the store, without using it up."""

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn, kind: CodeKind) -> None:
        self._desk, self._here, self._kind = desk, here, kind
        self.code = TextField("The code on the paper", hint="Capitals and hyphens do not matter.")
        self._said = Note("", tone="green")
        self._said.hide()
        what = "recovery code" if kind == "recovery" else "envelope’s code"
        super().__init__(
            window, f"Try the {what}", holder(column(self.code, self._said, gap=10)), do="Try it",
            icon="shield-check", note="It is not used up. Seal it again afterwards.", cancel="Close", records="way_in.tested",
        )  # fmt: skip
        self.asked.connect(self._try)

    def _try(self) -> None:
        self._said.hide()
        self.set_busy(busy=True)
        home: Path = self._here.store.folder.parent
        self._desk.jobs.work(
            self, try_code, home, self._here, self._kind, self.code.text(),
            then=self._opens, otherwise=self.show_trouble,
        )  # fmt: skip

    def _opens(self, number: str) -> None:
        self.code.show_text("")
        self._kept = self._typed()
        self.set_busy(busy=False)
        self._said.say(f"{number} opens this laptop.", "Written down with today’s date.", "green")
        self._said.show()
        self._settle()


def ways_in(desk: Desk, here: SignedIn) -> Section:
    """Return the section of the codes."""
    return Section("Recovery code and break-glass", "key-round", ABOUT, lambda: WaysInForm(desk, here), "")

"""The recovery code and the break-glass envelope in the settings: made, put away, tested each quarter."""

from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

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
from downtime_desk.access.screen.recovery_code import RECOVERY, RecoveryCodePage, envelope_paper
from downtime_desk.access.screen.settings import Section
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Button,
    Kind,
    Note,
    Rule,
    TextField,
    column,
    holder,
    label,
    row,
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
        self._list = QWidget()
        self._said = Note("")
        self._said.hide()
        self._box = column(self._list, self._said, gap=8)
        self.setLayout(self._box)
        self.new: dict[CodeKind, Button] = {}
        self.tries: dict[CodeKind, Button] = {}
        self.kept: dict[CodeKind, Button] = {}
        desk.refresh_on(self, TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read both again."""
        with self._desk.read() as session:
            both = ways_in_now(session)
        shown = self._made(both)
        self._box.replaceWidget(self._list, shown)
        self._list.deleteLater()
        self._list = shown

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
        self._desk.jobs.write(self, _put_away, kind, otherwise=self._refuse)

    def _refuse(self, trouble: Trouble) -> None:
        self._said.say(trouble.what, trouble.do, "red")
        self._said.show()

    def _made(self, both: tuple[WayIn, ...]) -> QWidget:
        grid, now = QGridLayout(), self._desk.now()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(5))
        for place, head in enumerate(("", "Made", "Tested last", "")):
            grid.addWidget(label(head), 0, place)
        for number, each in enumerate(both):
            line = 1 + 3 * number
            grid.addWidget(Rule(), line, 0, 1, 4)
            grid.addWidget(strong(f"{each.name} {each.number or ''}".strip()), line + 1, 0)
            grid.addWidget(
                second(short_stamp(each.made_at) if each.made_at else "None yet", "ink"), line + 1, 1
            )
            grid.addWidget(
                second(short_stamp(each.tested_at) if each.tested_at else "Never", "ink"), line + 1, 2
            )
            grid.addWidget(holder(row(*self._buttons(each), 0, gap=6)), line + 1, 3)
            if want := each.wants(now):
                grid.addWidget(second(want, "amber"), line + 2, 0, 1, 4)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 2)
        return holder(grid)

    def _buttons(self, each: WayIn) -> list[QWidget]:
        kind = each.kind
        new = Button("Make a new one" if each.number else "Make one", icon="key-round", kind=Kind.SMALL)
        new.setAccessibleName(f"{new.words()}: {each.name}")
        new.clicked.connect(lambda: self.make_new(kind))
        tried = Button("Try the code", icon="shield-check", kind=Kind.SMALL)
        tried.setAccessibleName(f"Try the code: {each.name}")
        tried.clicked.connect(lambda: self.try_it(kind))
        tried.setEnabled(each.number is not None)
        self.new[kind], self.tries[kind] = new, tried
        needed = [(new, _NEEDS[kind]), (tried, "way_in.tested")]
        if each.number is not None and each.kept_at is None:
            needed.append((self._kept_button(each), "way_in.kept"))
        for button, needs in needed:
            if (refusal := self._desk.acting.refusal(needs)) is not None:
                button.hold(f"{refusal.what.removeprefix('Not saved. ')} {refusal.do}")
        return [button for button, _ in needed]

    def _kept_button(self, each: WayIn) -> Button:
        kept = Button("It is put away", icon="check", kind=Kind.SMALL)
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
            window, f"A new {what}", holder(self._box), do="Make it", icon="key-round", width=640
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
            icon="shield-check", note="It is not used up. Seal it again afterwards.", cancel="Close",
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

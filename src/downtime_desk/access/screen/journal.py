"""The journal in the settings: what is proved about the store and what is not, and where a code from a page stands."""

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.settings import Section
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import NOT_PROVED, Examined, Finding, examine
from downtime_desk.core.proving import Doubt, SettleDoubt, doubts, place_of, placed_words, settle_doubt
from downtime_desk.core.store import Store
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Note, TextField, column, holder, row, second

ABOUT = "Every act is one line that cannot be changed. Here you see whether that still holds, and how far."


class JournalForm(QWidget):
    """Proves the store beside the window, finds the code of a page, and settles doubts with a reason."""

    def __init__(self, desk: Desk, store: Store) -> None:
        super().__init__()
        self._desk, self._store = desk, store
        self._doubts: list[Doubt] = []
        self.doubt = Note("")
        self.why = TextField("Why it stands no longer: what was found out, and by whom")
        self.settle_button = Button("Settle the doubt", icon="gavel", records="journal.doubt_settled")
        self._doubted = holder(column(self.doubt, self.why, row(self.settle_button, 0), gap=8))
        self.prove_button = Button("Prove the store now", icon="shield-check")
        self.said = Note("")
        self.said.hide()
        self.lines = second("")
        self.lines.hide()
        self.code = TextField("A code of the journal from a page or certificate, such as 7F3A-92C1-5B")
        self.find_button = Button("Find it", icon="search-check")
        self.placed = Note("")
        self.placed.hide()
        whole = column(
            self._doubted,
            row(self.prove_button, 0),
            self.said,
            self.lines,
            self.code,
            row(self.find_button, 0),
            self.placed,
            second("\n".join(("Not proved:", *NOT_PROVED))),
            gap=8,
        )
        self.setLayout(whole)
        self.prove_button.clicked.connect(self.prove)
        self.find_button.clicked.connect(self.place)
        self.settle_button.clicked.connect(self.settle)
        desk.refresh_on(self, {"settings"}, self._show)
        self._show()

    def prove(self) -> None:
        """Examine the whole store beside the window."""
        self.prove_button.setEnabled(False)
        self._say("Reading every page and every line", "", "accent")
        self._desk.jobs.work(self, examine, self._store, then=self._proved, otherwise=self._refuse)

    def place(self) -> None:
        """Say where a code from a page stands."""
        typed = self.code.text()
        try:
            with self._desk.read() as session:
                found = place_of(session, typed)
        except Trouble as trouble:
            self.placed.say(trouble.what, trouble.do, "red")
        else:
            self.placed.say(placed_words(typed, found), "", "green" if found else "red")
        self.placed.show()

    def settle(self) -> None:
        """Keep why the doubts that are shown stand no longer."""
        why = self.why.text()
        for each in self._doubts:
            self._desk.jobs.write(
                self, settle_doubt, SettleDoubt(each.id, why), then=self._settled, otherwise=self._not_settled
            )

    def _settled(self, _nothing: None) -> None:
        self.why.show_text("")

    def _not_settled(self, trouble: Trouble) -> None:
        self.doubt.say(trouble.what, trouble.do, "red")

    def _proved(self, found: Examined) -> None:
        self.prove_button.setEnabled(True)
        signed = f"signed to entry {found.signed:,}" if found.signed else "not signed yet"
        end = f"{found.entries:,} entries, head {found.head}, {signed}."
        if found.holds:
            self._say("Everything holds.", end, "green")
        else:
            self._say(
                "Not everything holds.", f"{end} Print what you need, and have this looked into.", "red"
            )
        self.lines.setText("\n".join((*map(_line, found.findings), *found.noticed)))
        self.lines.show()

    def _refuse(self, trouble: Trouble) -> None:
        self.prove_button.setEnabled(True)
        self._say(trouble.what, trouble.do, "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self.said.say(what, do, tone)
        self.said.show()

    def _show(self) -> None:
        with self._desk.read() as session:
            self._doubts = doubts(session)
        self._doubted.setVisible(bool(self._doubts))
        self.doubt.say("The journal is in doubt.", "\n".join(each.words for each in self._doubts), "red")


def _line(finding: Finding) -> str:
    if not finding.faults:
        return f"Holds: {finding.what}."
    return f"WRONG: {finding.what}. {' '.join(finding.faults)}"


def section(desk: Desk, store: Store) -> Section:
    """Return the section of the journal."""
    return Section("The journal", "stamp", ABOUT, lambda: JournalForm(desk, store))

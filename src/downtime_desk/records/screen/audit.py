"""The audit over the window: kept to a person, a manager, an act and words, and written to a file with the reason."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.people import names
from downtime_desk.people.queries import Filter
from downtime_desk.people.search import Search
from downtime_desk.records import queries
from downtime_desk.records.giving import GiveAudit, GiveRecord, save_audit, save_record
from downtime_desk.records.queries import Act, AuditLine, Wanted
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Column, RowsTable, TableModel
from downtime_desk.ui.parts import Answer, Button, Choice, Option, TextField, column, holder, row, second

MOST = 500
CLOSE = 12
"""How many people are offered while a name is typed."""
EVERYBODY = ""


class AuditDialog(Modal):
    """Shows the last lines that fit; the file has all of them. `person` is an id to begin with."""

    def __init__(self, window: QWidget, desk: Desk, store: Store, person: str = EVERYBODY) -> None:
        self._desk, self._store = desk, store
        self._giving = False
        self._search = Search()
        self.name = TextField("Find a person", placeholder="Name or NHS number")
        self.who = Choice("About")
        self.by = Choice("By")
        self.act = Choice("What", [Option("", "Everything"), *(Option(each, each.value) for each in Act)])
        self.words = TextField("Words in the line")
        columns = (
            Column("When", lambda line: full_stamp(line.at), 170),
            Column("Who", lambda line: line.by, 150),
            Column("What", lambda line: line.act.value, 130),
            Column("In words", lambda line: line.words),
        )
        self.table = RowsTable("Lines of the audit", TableModel(columns, _number, _sentence), row_height=30)
        self.table.setMinimumHeight(theme.px(220))
        self._said, self.whole = second(""), second("", "ink")
        self.why = TextField("Why it is given out, and to whom")
        self.known = TextField("How it is known who asks", hint="For all that is kept of one person only.")
        self.record_button = Button(
            "All that is kept of this person", icon="file-plus", records="record.given"
        )
        self.told = Answer()
        about = row(self.name, self.who, gap=12)
        kept_to = row(self.by, self.act, self.words, gap=12)
        for line in (about, kept_to):
            for place in range(line.count()):
                line.setStretch(place, 1)
        content = column(
            about,
            kept_to,
            self.table,
            self.whole,
            self._said,
            row(self.why, self.known, gap=12),
            row(self.record_button, 0),
            self.told,
            gap=8,
        )
        super().__init__(
            window,
            "Who looked at what, and who wrote it",
            holder(content),
            do="Write these lines to a file",
            records="audit.given",
            cancel="Close",
            icon="eye",
            note="Lines are never changed. A line whose time was up says so.",
            width=1040,
        )
        self.table.chosen.connect(self._show_whole)
        self.asked.connect(self._ask_file)
        self.record_button.clicked.connect(self._ask_folder)
        with desk.read() as session:
            managers = queries.managers(session)
            named = queries.name_of(session, person) if person else None
        self.by.show_options([Option("", "Everybody"), *(Option(each, each) for each in managers)])
        self.who.show_options([Option(EVERYBODY, "Everybody")] + ([Option(person, named)] if named else []))
        self.who.choose(person if named else EVERYBODY)
        self.by.choose("")
        self.act.choose("")
        self.name.changed.connect(self._offer)
        for choice in (self.who, self.by, self.act):
            choice.chosen.connect(self.read)
        self.words.finished.connect(self.read)
        self.read()

    def wanted(self) -> Wanted:
        """Return what is chosen."""
        act = self.act.value()
        return Wanted(
            str(self.who.value() or ""),
            str(self.by.value() or ""),
            act if isinstance(act, Act) else None,
            words=self.words.text().strip(),
        )

    def read(self) -> None:
        """Read the lines beside the window."""
        self._said.setText("Reading")
        self._desk.jobs.work(self, self._lines, self.wanted(), then=self._show)

    def give(self, file: Path) -> None:
        """Record why, and write the lines to a file, beside the window."""
        command = GiveAudit(self.wanted(), self.why.text())
        self._work(save_audit, command, file, self._written)

    def give_all(self, folder: Path) -> None:
        """Record who asks, and write all that is kept of the person chosen into a folder, beside the window."""
        command = GiveRecord(str(self.who.value() or ""), self.why.text(), self.known.text())
        self._work(save_record, command, folder, self._saved)

    def _lines(self, wanted: Wanted) -> tuple[Wanted, list[AuditLine]]:
        with self._desk.read() as session:
            return wanted, queries.audit(session, wanted, limit=MOST)

    def _show(self, found: tuple[Wanted, list[AuditLine]]) -> None:
        wanted, lines = found
        if wanted != self.wanted():  # something else was chosen meanwhile, and is on its way
            return
        self.table.show_rows(lines)
        more = f"The last {MOST} lines; the file has all." if len(lines) == MOST else f"{len(lines)} lines."
        self._said.setText(more if lines else "No line fits.")
        self.record_button.setEnabled(bool(self.who.value()))

    def _show_whole(self, line: AuditLine) -> None:
        """Show all the words of the line that is chosen: a table cuts them."""
        self.whole.setText(line.words)
        self._settle()

    def _offer(self) -> None:
        typed = self.name.text().strip()
        found: list[Option] = []
        if typed:
            with self._desk.read() as session:
                matches = self._search.find(session, typed, Filter.ALL, CLOSE)
            found = [
                Option(each.id, names.listed(each.family, each.given))
                for each in (*matches.by_name, *matches.elsewhere)
            ]
        self.who.show_options([Option(EVERYBODY, "Everybody"), *found])
        self.who.choose(found[0].value if found else EVERYBODY)
        self.read()

    def _ask_file(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, "Write the lines to", "audit.csv", "CSV (*.csv)")
        if file:
            self.give(Path(file))

    def _ask_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "The folder to write it in"):
            self.give_all(Path(folder))

    def _work(
        self, do: Callable[..., Path], command: object, where: Path, then: Callable[[Path], None]
    ) -> None:
        if self._giving:
            return
        self._giving = True
        self.told.tell("Reading the journal and writing it out.", "This can take a while.", "accent")
        acting = self._desk.acting
        self._desk.jobs.work(self, do, self._store, acting, command, where, then=then, otherwise=self._refuse)

    def _written(self, file: Path) -> None:
        self._giving = False
        self.told.tell(f"Written to {file}.", "The log says that it was done.")
        self.read()

    def _saved(self, made: Path) -> None:
        self._giving = False
        self.told.tell(
            f"Written to {made}.", "Read it before you hand it over: others’ words may be in it.", "amber"
        )
        self.read()

    def _refuse(self, trouble: Trouble) -> None:
        self._giving = False
        self.told.refuse(trouble)


def _number(line: AuditLine) -> int:
    return line.seq


def _sentence(line: AuditLine) -> str:
    return f"{full_stamp(line.at)}, {line.by}: {line.act.value}. {line.words}"

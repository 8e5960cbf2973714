"""Copies from before, in the settings: which there are, what each changed, who was in it, and going back to one."""

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import day_and_clock, local, long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.core.sentences import ended
from downtime_desk.people.copies import Snapshot
from downtime_desk.people.differences import FIELDS
from downtime_desk.sync.previous import queries, rules
from downtime_desk.sync.previous.actions import PutBack, put_back
from downtime_desk.sync.previous.queries import AsItWas
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Answer,
    Button,
    Card,
    Choice,
    Option,
    TextField,
    column,
    holder,
    row,
    second,
    strong,
    whole_number,
)

MOST_LISTED = 200


class PreviousForm(QWidget):
    """Looks into a copy from before. Only going back to one writes anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._copies: tuple[Snapshot, ...] = ()
        self.which = Choice("Which copy", [], prompt="Choose a copy")
        self.which.chosen.connect(self._show_copy)
        self._about = second("")
        self.lines = second("")
        self.name = TextField("Look somebody up in it", hint="Surname or first name, then Enter")
        self.name.line.returnPressed.connect(self.look_up)
        self.search = Button("Look up", icon="search")
        self.search.clicked.connect(self.look_up)
        finding = row(self.name, self.search, gap=8)
        finding.setStretch(0, 1)
        self._found = column(gap=8)
        self.people: list[Card] = []
        self.why = TextField("Why go back to it", hint="What is wrong with the copy in use, and who says so.")
        self.back = Button("Use this copy again", icon="rotate-ccw", records="copy.put_back")
        self.back.clicked.connect(self.go_back)
        going = row(self.why, self.back, gap=8)
        going.setStretch(0, 1)
        self._inside = holder(column(self.lines, holder(finding), holder(self._found), holder(going), gap=10))
        self._inside.hide()
        self.number = TextField("How many copies are kept", hint=f"{rules.LEAST} to {rules.MOST:,}")
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        self._said = Answer()
        self.setLayout(
            column(
                self._about,
                self.which,
                self._inside,
                self._said,
                row(self.number, self.save, 0, gap=8),
                gap=10,
            )
        )
        with desk.read() as session:
            self.number.show_text(str(rules.kept(session)))
        desk.refresh_on(self, queries.TABLES, self._list)
        self._list()

    def look_up(self) -> None:
        """Show the people of the copy whose name holds what is typed."""
        copy = self._chosen()
        if copy is None:
            return
        with self._desk.read() as session:
            found = queries.look_up(session, copy, self.name.text())
        self._clear()
        self.people = [_card(each) for each in found]
        for card in self.people:
            self._found.addWidget(card)
        if not found:
            self._said.tell(f"Nobody of that name is in copy {copy.number}.", "", "accent")

    def go_back(self) -> None:
        """Put the chosen copy in use again, with the reason."""
        copy = self._chosen()
        if copy is not None:
            command = PutBack(copy.number, self.why.text())
            self._desk.jobs.write(self, put_back, command, then=self._is_back, otherwise=self._said.refuse)

    def _chosen(self) -> Snapshot | None:
        return next((each for each in self._copies if each.number == self.which.value()), None)

    def _list(self) -> None:
        with self._desk.read() as session:
            self._copies = queries.kept(session)
            taken = queries.size(session)
        before = self.which.value()
        options = [Option(each.number, _named(each)) for each in self._copies[:MOST_LISTED]]
        self.which.show_options(options)
        if before is not None:
            self.which.choose(before)
        number = len(self._copies)
        kept = "1 copy is" if number == 1 else f"{number:,} copies are"
        self._about.setText(
            f"{kept} kept. What changed between them takes {taken / 1_000_000:.1f} MB in the store."
        )

    def _show_copy(self, _number: object) -> None:
        copy = self._chosen()
        self._clear()
        self._inside.setVisible(copy is not None)
        if copy is None:
            return
        place = self._copies.index(copy)
        before = self._copies[place + 1] if place + 1 < len(self._copies) else None
        self.back.setVisible(place > 0)
        self.why.setVisible(place > 0)
        with self._desk.read() as session:
            found = queries.changed(session, copy, before)
        head = "In use. " if not place else ""
        if before is None:
            self.lines.setText(f"{head}The oldest copy that is kept.")
        else:
            self.lines.setText("\n".join([f"{head}Against the copy before it:", *found.lines()]))

    def _clear(self) -> None:
        self._said.hide()
        for card in self.people:
            self._found.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.people = []

    def _is_back(self, _entry: object) -> None:
        self.why.show_text("")
        self._said.tell(
            "That copy is in use again.", "The next copy of the main system is compared with it.", "green"
        )

    def _save(self) -> None:
        try:
            number = whole_number(self.number.text(), "How many copies are kept")
        except Trouble as trouble:
            self._said.refuse(trouble)
            return
        self._desk.jobs.write(self, rules.change, number, then=self._kept, otherwise=self._said.refuse)

    def _kept(self, _nothing: None) -> None:
        self._said.saved(self._desk.now())


def _named(copy: Snapshot) -> str:
    counts = copy.counts
    return (
        f"Copy {copy.number}, {day_and_clock(copy.started)} {long_date(local(copy.started).date())}:"
        f" {counts.people:,} people, {counts.visits:,} visits, from {copy.source}"
    )


def _card(found: AsItWas) -> Card:
    """Return a person as the copy had them, field by field, with what the copy in use says otherwise."""
    person = found.person
    since = {each.field: each.theirs for each in found.since or ()}
    lines: list[QWidget] = [strong(FIELDS["Name"](person))]
    if found.since is None:
        lines.append(second("Not listed in the copy in use.", "amber"))
    for name, say in list(FIELDS.items())[1:]:
        now = f" Copy in use: {ended(since[name])}" if name in since else ""
        lines.append(second(f"{name}: {ended(say(person))}{now}", "amber" if now else "ink2"))
    return Card(column(*lines, gap=2))

"""Data-integrity incidents, in the settings: who is affected, what became known, spot checks, closing one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import day_and_clock, long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.sentences import ended
from downtime_desk.core.session import Session
from downtime_desk.outages.integrity import actions, queries
from downtime_desk.outages.integrity.actions import Amend, Close, OpenIncident, SpotCheck
from downtime_desk.outages.integrity.queries import Incident
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Answer,
    Button,
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

MOST_NAMED = 12


class IntegrityForm(QWidget):
    """Shows one incident at a time, takes what becomes known of it, and opens one by hand. `there` is the main system."""

    def __init__(self, desk: Desk, there: str) -> None:
        super().__init__()
        self._desk, self._there = desk, there
        self._shown: Incident | None = None
        self.which = Choice("Which incident", [], prompt="Choose an incident")
        self.which.chosen.connect(self._choose)
        self._none = second(
            "No data-integrity incident. One opens by itself when many notes come incomplete."
        )
        self.about = second("")
        self.person = TextField("Whose record was checked", inside="Person")
        self.against = TextField("Held against what", inside="Label, chart, family")
        self.right = TextField("How many statements were right", inside="Right")
        self.wrong = TextField("How many were wrong", inside="Wrong")
        self.found = TextField("What was wrong", inside="What was wrong")
        self.check = Button("Write down the check", icon="search-check", records="integrity.spot_checked")
        self.check.clicked.connect(self.write_check)
        self.cause = TextField("Root cause", inside="Root cause")
        self.agreed = TextField("Agreed with whom at the supplier", inside="Agreed with")
        self.ticket = TextField("Supplier’s ticket number", inside="Ticket")
        self.until = TextField("Extra supervision until", inside="Until, as 2026-12-06")
        self.before = TextField("Accuracy before, per cent", inside="Accuracy before, %")
        self.add = Button("Add it", icon="plus", records="integrity.amended")
        self.add.clicked.connect(self.write_more)
        self.closing = TextField("What was put right", inside="What was put right")
        self.close_it = Button("Close the incident", icon="check", records="integrity.closed")
        self.close_it.clicked.connect(self.write_end)
        self.wrong_there = TextField(
            "What is missing or wrong, and for whom", inside="What is wrong, for whom"
        )
        self.how_found = TextField("How it was found", inside="How it was found")
        # a new copy opens one for whoever is signed in; by hand it is written down as all that is known of one
        self.open_one = Button("Open an incident", icon="shield-alert", records="integrity.amended")
        self.open_one.clicked.connect(self.open_by_hand)
        self._said = Answer()
        self._open = holder(
            column(
                strong("A spot check"), self.person, self.against,
                row(self.right, self.wrong, gap=8), self.found, row(self.check, 0),
                strong("What became known"), self.cause, self.agreed,
                self.ticket, self.until, self.before, row(self.add, 0),
                strong("Closing it"), self.closing, row(self.close_it, 0), gap=8,
            )
        )  # fmt: skip
        anew = column(
            strong("Something else is wrong"), self.wrong_there, self.how_found, row(self.open_one, 0), gap=8
        )
        self.setLayout(
            column(self._none, self.which, self.about, self._said, self._open, holder(anew), gap=10)
        )
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the incidents as they stand."""
        with self._desk.read() as session:
            found = queries.all_incidents(session)
        self.which.show_options([Option(each.reference, _named(each)) for each in found])
        chosen = self._shown.reference if self._shown else found[0].reference if found else None
        if chosen is not None:
            self.which.choose(chosen)
        self._none.setVisible(not found)
        self.which.setVisible(bool(found))
        self._show(next((each for each in found if each.reference == chosen), None))

    def write_check(self) -> None:
        """Keep a spot check."""
        if self._shown is None:
            return
        try:
            right = whole_number(self.right.text() or "0", "Right")
            wrong = whole_number(self.wrong.text() or "0", "Wrong")
        except Trouble as trouble:
            self._said.refuse(trouble)
            return
        typed = (self.person.text(), self.against.text(), right, wrong, self.found.text())
        self._write(actions.spot_check, SpotCheck(self._shown.reference, "", *typed))

    def write_more(self) -> None:
        """Keep what became known."""
        if self._shown is None:
            return
        accuracy = self.before.text().strip()
        try:
            before = whole_number(accuracy, "Accuracy before") if accuracy else None
            until = date.fromisoformat(self.until.text().strip()) if self.until.text().strip() else None
        except Trouble as trouble:
            self._said.refuse(trouble)
            return
        except ValueError:
            self._said.refuse(Trouble(f"“{self.until.text()}” is not a day.", "Type it as 2026-12-06."))
            return
        more = Amend(
            self._shown.reference, self.ticket.text(), self.cause.text(), self.agreed.text(), until, before
        )
        self._write(actions.amend, more)

    def write_end(self) -> None:
        """Close the incident."""
        if self._shown is not None:
            self._write(actions.close, Close(self._shown.reference, self.closing.text()))

    def open_by_hand(self) -> None:
        """Open an incident somebody found, and show it."""
        command = OpenIncident(self._there, self.wrong_there.text(), self.how_found.text())
        self._desk.jobs.write(
            self, actions.open_incident, command, then=self._opened, otherwise=self._said.refuse
        )

    def _opened(self, reference: str) -> None:
        for field in (self.wrong_there, self.how_found):
            field.show_text("")
        self._choose(reference)
        self.which.choose(reference)
        self._said.tell(f"{reference} is open.", "Spot checks and what becomes known are written down above.")

    def _write(self, act: Callable[[Session, Any], Entry], command: object) -> None:
        self._desk.jobs.write(self, act, command, then=self._written, otherwise=self._said.refuse)

    def _written(self, entry: Entry) -> None:
        for field in (self.person, self.against, self.right, self.wrong, self.found, self.closing):
            field.show_text("")
        self._said.tell(f"Saved on this laptop, entry {entry.seq} of the log.")

    def _choose(self, reference: object) -> None:
        with self._desk.read() as session:
            self._show(queries.incident(session, str(reference)))

    def _show(self, shown: Incident | None) -> None:
        self._shown = shown
        self.about.setVisible(shown is not None)
        self._open.setVisible(shown is not None and shown.closed_at is None)
        if shown is None:
            return
        with self._desk.read() as session:
            made = queries.checks(session, shown.reference)
        self.about.setText("\n".join(_lines(shown, made)))


def _named(here: Incident) -> str:
    state = "closed" if here.closed_at else "OPEN"
    return f"{here.reference}, {state}, opened {day_and_clock(here.opened_at)}"


def _lines(here: Incident, made: list[queries.SpotCheck]) -> list[str]:
    names = [f"{each.name} ({', '.join(each.missing)})" for each in here.affected[:MOST_NAMED]]
    more = here.number_affected - len(names)
    lines = [here.what, f"{ended(f'Found: {here.how_found}')} Opened by {here.opened_by}."]
    if names:
        lines.append(f"Affected: {'; '.join(names)}{f'; and {more} more' if more > 0 else ''}.")
    known = {
        "Root cause": here.root_cause,
        "Agreed with": here.agreed_with,
        "Supplier ticket": here.ticket,
        "Extra supervision until": long_date(here.supervised_until) if here.supervised_until else None,
        "Accuracy before": f"{here.accuracy_before} %" if here.accuracy_before is not None else None,
    }
    lines += [ended(f"{name}: {value or 'not known yet'}") for name, value in known.items()]
    lines += [
        f"Checked: {each.person_name}, against {each.against}: {each.right} of {each.right + each.wrong} right."
        f" {ended(each.words) if each.words else ''}".rstrip()
        for each in made
    ]
    counted = queries.accuracy(made)
    by = "1 spot check" if len(made) == 1 else f"{len(made)} spot checks"
    lines.append(f"Accuracy by {by}: {'not known yet' if counted is None else f'{counted} %'}.")
    if here.closed_at:
        lines.append(f"Closed {day_and_clock(here.closed_at)} by {here.closed_by}. {here.closing_words}")
    return lines

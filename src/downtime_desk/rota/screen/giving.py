"""Giving a carer their run, and hearing it read back. Nothing is sent: it is read out, or handed over on paper."""

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import GiveHandout, ReadBack
from downtime_desk.rota.facts import GivenVisit, How
from downtime_desk.rota.facts.keeping import span
from downtime_desk.rota.queries import CarerRun, Holds
from downtime_desk.rota.screen.words import NEVER_SENT, day_said
from downtime_desk.rota.today import MARKS
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Card,
    Option,
    Segmented,
    TextField,
    Words,
    bold,
    column,
    holder,
    label,
    quiet,
    second,
    times,
)
from downtime_desk.ui.time_field import TimeField

HOW = (Option("phone", "Read out by telephone"), Option("paper", "Handed over on paper"))


class GiveOutDialog(Modal):
    """The run as it stands, to be read out; how it was given; who read it back, if somebody did at once."""

    def __init__(self, owner: QWidget, desk: Desk, run: CarerRun, day: date) -> None:
        self._desk, self._carer, self._day = desk, run.carer, day
        self._fact_id: str | None = None
        with desk.read() as session:
            visits = queries.run_of(session, run.carer, day)
        self._shown = visits
        self.how = Segmented("How it is given", HOW)
        self.read_by = TextField(
            "Read back by", hint="Only if it was read back to you just now. Else leave it empty."
        )
        marks = {each.visit: MARKS[each.origin] or "" for each in run.visits}
        lines = [_line(each, marks.get(each.visit, "")) for each in visits] or [
            Words(bold("No visit any more: tell them so."))
        ]
        held = f"It replaces version {run.holds.version}." if run.holds else "It is the first they are given."
        super().__init__(
            owner,
            f"Give {run.name} their run of {day_said(day)}",
            holder(
                column(
                    second(f"Read out every line, and have it read back. {held}"),
                    Card(column(*lines, gap=4)),
                    label("How it is given"),
                    self.how,
                    self.read_by,
                    0,
                    gap=8,
                )
            ),
            do="It is given",
            records="handout.given",
            icon="clipboard-list",
            note=NEVER_SENT,
            width=700,
        )
        self.asked.connect(self._save)

    def command(self) -> GiveHandout:
        """Return what was given; raise Trouble when how was not chosen, or the run is another one since."""
        how = self.how.value()
        if how is None:
            raise Trouble("How it is given was not chosen.", "Choose by telephone or on paper.")
        with self._desk.read() as session:
            if queries.run_of(session, self._carer, self._day) != self._shown:
                raise Trouble(
                    "The run was changed while you read it out.", "Close this, and give out what stands now."
                )
        return GiveHandout(
            self._carer, self._day, cast("How", how), self.read_by.text() or None, self._fact_id
        )

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        try:
            command = self.command()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        self._desk.jobs.write(self, actions.give_handout, command, self._given, self.show_trouble)

    def _given(self, _entry: object) -> None:
        self.close_done()


class ReadBackDialog(Modal):
    """When a carer read back what they hold, and who did."""

    def __init__(self, owner: QWidget, desk: Desk, held: Holds) -> None:
        self._desk, self._held = desk, held
        self._fact_id: str | None = None
        self.at = TimeField("Read back at", desk.now, hint="815, now or -20")
        self.by = TextField("Who read it back", hint="Their name: the carer, or whoever holds the paper.")
        older = (
            Words(bold("It is out of date. ", "red"), quiet(" ".join(held.changes), 14), lines=6)
            if held.out_of_date
            else second("It is what stands now.")
        )
        super().__init__(
            owner,
            f"{held.carer_name} read back version {held.version}",
            holder(column(older, self.at, self.by, 0, gap=10)),
            do="It was read back",
            records="handout.read_back",
            icon="phone",
            width=560,
        )
        self.asked.connect(self._save)

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        try:
            command = ReadBack(self._held.handout, self.at.instant(), self.by.text(), self._fact_id)
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        self._desk.jobs.write(self, actions.read_back, command, self._heard, self.show_trouble)

    def _heard(self, _entry: object) -> None:
        self.close_done()


def _line(visit: GivenVisit, mark: str) -> Words:
    beside = f" with {' and '.join(visit.beside)}" if visit.beside else ""
    when = times(f"{span(visit.start, visit.end)} ", 15)
    return Words(
        when, bold(visit.person_name), quiet(beside, 14), bold(f"  {mark}" if mark else "", "accent", 12)
    )

"""Erasing what is kept of somebody who left: what goes and what stays first, then the name typed, then the reason."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import local, long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.records.actions import ErasePerson, WhatGoes, erase_person, what_goes
from downtime_desk.records.rules import Left, still_kept
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Choice,
    Note,
    NoteField,
    Option,
    TextField,
    Tick,
    column,
    holder,
    second,
)

KEPT_ALL_THE_SAME = "Backups and packs made before hold all of it until they are replaced."


class EraseDialog(Modal):
    """Says what goes and what stays, and erases. Signal `erased(Erased)` once it is gone."""

    erased: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._desk = desk
        self._found: WhatGoes | None = None
        with desk.read() as session:
            self._people = {each.person: each for each in still_kept(session, desk.now())}
        self.who = Choice("Who left", [Option(each.person, _named(each)) for each in self._people.values()])
        self.goes = Note("", tone="red")
        self.stays = second("")
        self.before_time = Tick("It has to go before its time")
        self.name = TextField("Their name, typed to be sure")
        self.why = NoteField(
            "Why", hint="Who decided it, and on what ground. It stays in the log: name nobody else.", lines=2
        )
        self._asking = holder(column(self.goes, self.stays, self.before_time, self.name, self.why, gap=9))
        self._asking.hide()
        super().__init__(
            window,
            "Erase what is kept of somebody who left",
            holder(column(self.who, self._asking, 0, gap=10)),
            do="Erase for good",
            icon="trash-2",
            fill="red_tile",
            text="on_red",
            note="Nothing brings it back.",
            width=720,
            records="record.erased",
        )
        self.do_button.setEnabled(False)
        self.who.chosen.connect(self._look)
        self.asked.connect(self._erase)

    def _look(self, person: object) -> None:
        """Count what goes, beside the window."""
        self._found = None
        if not self.do_button.held():
            self.hide_trouble()
        self._asking.hide()
        self.do_button.setEnabled(False)
        self._desk.jobs.work(
            self, self._count, str(person), then=partial(self._show, person), otherwise=self.show_trouble
        )

    def _count(self, person: str) -> WhatGoes:
        with self._desk.read() as session:
            return what_goes(session, person, self._desk.now())

    def _show(self, person: object, found: WhatGoes) -> None:
        if person != self.who.value():  # another was chosen meanwhile, and is on its way
            return
        self._found = found
        whose = self._people[str(person)]
        self.goes.say("What goes:", goes(found), "red")
        until = (
            "" if found.due else f"\nThe rules keep all of it until {long_date(local(found.until).date())}."
        )
        self.stays.setText(f"What stays: {stays(found)}{until}")
        self.before_time.setVisible(not found.due)
        self.before_time.setChecked(False)
        self.name.show_text("")
        self.name.show_hint(f"As it stands here: {whose.name}")
        self._asking.show()
        self.do_button.setEnabled(True)
        self._settle()

    def _erase(self) -> None:
        chosen = self._people.get(str(self.who.value()))
        if chosen is None or self._found is None:
            return
        if _folded(self.name.text()) != _folded(chosen.name):
            self.show_trouble(
                Trouble("The name is not the one of whom you chose.", f"Type it as it stands: {chosen.name}.")
            )
            return
        self.set_busy(busy=True)
        command = ErasePerson(chosen.person, self.why.text(), self.before_time.isChecked())
        self._desk.jobs.write(self, erase_person, command, then=self._gone, otherwise=self.show_trouble)

    def _gone(self, done: object) -> None:
        self.close_done()
        self.erased.emit(done)


def goes(found: WhatGoes) -> str:
    """Return what erasing takes, as a sentence."""
    written = (
        f"the words of {_lines(found.lines)} about this person and nobody else, with photos and scans; "
        if found.lines
        else "nothing of the log, in which nothing is about this person alone; "
    )
    return f"{written}their record and their visits in the copy; what was being typed about them."


def stays(found: WhatGoes) -> str:
    """Return what erasing leaves, as sentences."""
    shared = f"{_lines(found.shared)} about others too. " if found.shared else ""
    return (
        f"{shared}That there were such lines, when, and by whom. A line that says they were erased, with your name "
        f"and the reason. {KEPT_ALL_THE_SAME}"
    )


def _lines(number: int) -> str:
    return "1 line of the log" if number == 1 else f"{number:,} lines of the log"


def _named(each: Left) -> str:
    due = ", its time is up" if each.record_due else ""
    return f"{each.name}, left {long_date(local(each.left_at).date())}{due}, number {each.person}"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()

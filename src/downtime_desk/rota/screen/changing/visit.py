"""The visit a change is about, as it stands; and what every dialog about one visit does."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QLayout, QWidget

from downtime_desk.core.clock import age_in_years, clock_face, from_text, local, long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.people.names import nhs_number
from downtime_desk.people.summary import Person
from downtime_desk.rota import queries
from downtime_desk.rota.queries import Standing
from downtime_desk.rota.screen.changing.base import ChangeDialog
from downtime_desk.rota.screen.changing.when import day_words
from downtime_desk.rota.today import MARKS
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Card, PriorityTile, Run, SafeLabel, Words, bold, column, quiet, row, times

LETTERS = {"red": "R", "amber": "A", "green": "G"}
NOT_RECORDED = "NOT RECORDED"


class VisitCard(Card):
    """Who, when, who goes; and what was changed by hand so far."""

    def __init__(self, found: Standing, today: date) -> None:
        self._tile = PriorityTile(LETTERS.get(found.priority or "", ""), side=24)
        self._name = SafeLabel("", size=17, weight=bold("").weight)
        self._who, self._plan, self._changes = Words(lines=2), Words(lines=3), Words(lines=6)
        words = column(self._name, self._who, self._plan, self._changes, gap=2)
        across = row(column(self._tile, 0), words, gap=12)
        across.setStretch(1, 1)
        super().__init__(across)
        self._today = today
        self.show_visit(found)

    def show_visit(self, found: Standing) -> None:
        """Say it anew."""
        visit = found.visit
        self._name.setText(visit.person_name)
        self._who.say(*identity(found, self._today))
        begins, ends = from_text(visit.start), from_text(visit.end)
        number = "1 carer" if visit.carers_needed == 1 else f"{visit.carers_needed} carers"
        going = " and ".join(each.name for each in visit.carers)
        self._plan.say(
            quiet(f"{day_words(begins)} "),
            times(f"{clock_face(begins)}–{clock_face(ends)}", 14),
            quiet(f", {number}: "),
            bold(going) if going else bold("nobody is to go", "red"),
        )
        mark = MARKS[visit.origin] if found.changes or visit.origin != "changed" else None
        self._changes.say(bold(f"{mark}. ", "accent", 12) if mark else "", quiet(" ".join(found.changes)))
        self._changes.setVisible(bool(mark or found.changes))


def identity(found: Standing, today: date) -> tuple[Run, ...]:
    """Return when the person was born and their NHS number, in words."""
    born, number = found.visit.born, found.visit.nhs_number
    who = Person(found.visit.person, "", "", nhs_number=number)
    said = NOT_RECORDED
    if born:
        day = date.fromisoformat(born)
        said = f"{long_date(day)} ({age_in_years(day, today)})"
    return (
        quiet("Born "),
        times(said, 14),
        Run(" · ", "ink3"),
        quiet("NHS No. "),
        times(nhs_number(who) or NOT_RECORDED, 14),
    )


class VisitDialog(ChangeDialog):
    """A change of one visit. When somebody else changes it meanwhile, that is said, and nothing typed is lost."""

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        visit: str,
        title: str,
        fields: QLayout,
        *,
        do: str,
        icon: str,
        kept: Mapping[str, QWidget],
    ) -> None:
        self._desk, self._visit = desk, visit
        self.seen = self.look()
        self.card = VisitCard(self.seen, local(desk.now()).date())
        super().__init__(
            owner,
            desk,
            title,
            column(self.card, fields, gap=12),
            do=do,
            icon=icon,
            subject=f"rota/{type(self).__name__}/{visit}",
            kept=kept,
        )
        desk.refresh_on(self, queries.TABLES, self._look_again)

    def look(self) -> Standing:
        """Return the visit as it stands now."""
        with self._desk.read() as session:
            return queries.standing(session, self._visit)

    def not_saved(self, trouble: Trouble) -> None:
        """Say what went wrong; when the visit is another now, the next try goes by what is shown."""
        now = self.look()
        if now.last_entry == self.seen.last_entry:
            super().not_saved(trouble)
            return
        self._say_changed(now)
        self.seen = now
        self.doubts.clear()
        self.visit_changed()

    def visit_changed(self) -> None:
        """Ask anew for what depends on how the visit stands."""

    def _look_again(self) -> None:
        if self._saved or self._waiting:
            return
        now = self.look()
        if now.last_entry != self.seen.last_entry:
            self._say_changed(now)

    def _say_changed(self, now: Standing) -> None:
        self.card.show_visit(now)
        last = now.changes[-1] if now.changes else "It stands as the main system has it."
        self.show_trouble(
            Trouble(
                f"Somebody else changed this visit since you opened it: {last}",
                "Your words are still here. Look at what is new, then press again.",
            )
        )

"""Rolling the rota forward, with what would be made before it is made; and going by the copy again."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.session import Session
from downtime_desk.core.typed_day import day_in_words, read_day
from downtime_desk.core.typed_time import Refused
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import EndRollForward, Preview, RollForward
from downtime_desk.rota.queries import Reach
from downtime_desk.rota.rollforward import MOST_WEEKS
from downtime_desk.rota.screen.words import day_said, reach_said, visits_said
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Card, Note, Run, TextField, Words, bold, column, holder, quiet, second
from downtime_desk.ui.reading import Reading

Written = Callable[[Session], frozenset[str]]
"""Which visits the main system does not know somebody wrote about, by id."""


class RollForwardDialog(Modal):
    """Asks until which day; what would be made is worked out beside the window and said before it is made."""

    def __init__(self, owner: QWidget, desk: Desk, reach: Reach | None) -> None:
        self._desk = desk
        self._fact_id: str | None = None
        self._until: date | None = None
        self.until = TextField("Until which day", hint="As 12 dec, 12/12 or 4 weeks. That day is included.")
        self.preview = Words(quiet("Type a day to see what would be made.", 14), lines=12)
        reached = reach_said(reach) if reach else "Looking how far the rota reaches."
        super().__init__(
            owner,
            "Roll the rota forward",
            holder(
                column(
                    second(
                        f"{reached} The days of the copy are repeated at the same clock times, for at most "
                        f"{MOST_WEEKS} weeks. Every such visit says that it is rolled forward."
                    ),
                    self.until,
                    Card(column(self.preview)),
                    0,
                    gap=10,
                )
            ),
            do="Roll forward",
            records="rota.rolled_forward",
            icon="calendar-plus",
            note="Nothing is sent to the main system as a rota.",
            width=680,
        )
        self._looking: Reading[date, Preview] = Reading(
            self, desk, self._look, self._seen, self._not_possible
        )
        self.until.changed.connect(self._day_typed)
        self.asked.connect(self._save)
        self.set_busy(busy=True)

    def busy(self) -> bool:
        """Say whether what would be made is still being worked out."""
        return self._looking.busy()

    def _today(self) -> date:
        return local(self._desk.now()).date()

    def _day_typed(self) -> None:
        self._trouble.hide()
        self._until, self._fact_id = None, None
        self.set_busy(busy=True)
        typed = self.until.text().strip()
        read = read_day(typed, self._today()) if typed else None
        if not isinstance(read, date):
            self.until.show_hint(read.why if isinstance(read, Refused) else "As 12 dec, 12/12 or 4 weeks.")
            self._say(quiet("Type a day to see what would be made.", 14))
            return
        self.until.show_hint(day_in_words(read, self._today()), "green")
        self._say(quiet(f"Working out what would be made until {day_said(read)}.", 14))
        self._until = read
        self._looking.ask(read)

    def _look(self, session: Session, until: date) -> Preview:
        return actions.preview(session, RollForward(until), self._desk.now())

    def _seen(self, until: date, found: Preview) -> None:
        if until != self._until:
            return
        self._say(*_said(found))
        self.set_busy(busy=False)

    def _not_possible(self, trouble: Trouble) -> None:
        if self._until is not None:
            self._say(bold(trouble.what, "red"), quiet(f" {trouble.do}", 14))

    def _say(self, *runs: Run) -> None:
        self.preview.say(*runs)
        self._settle()

    def _save(self) -> None:
        if self._until is None:
            return
        self._fact_id = self._fact_id or new_id(self._desk.now())
        self.set_busy(busy=True)
        self._say(
            quiet("Making the visits. You can go on with something else; this closes when it is done.", 14)
        )
        command = RollForward(self._until, self._fact_id)
        self._desk.jobs.write(self, actions.roll_forward, command, self._made, self._not_made)

    def _made(self, _entry: object) -> None:
        self.close_done()

    def _not_made(self, trouble: Trouble) -> None:
        self.show_trouble(trouble)
        self._day_typed()


def _said(found: Preview) -> tuple[Run, ...]:
    first, last = found.repeats
    days = (found.last_day - found.first_day).days + 1
    said = [
        bold(
            f"{visits_said(found.visits)} on {days} days, {day_said(found.first_day)} to {day_said(found.last_day)}."
        ),
        quiet(f" They repeat the copied days {day_said(first)} to {day_said(last)}.", 14),
    ]
    if found.off:
        names = ", ".join(found.off[:6]) + (f" and {len(found.off) - 6} more" if len(found.off) > 6 else "")
        said.append(quiet(f" Off in that time and left out: {names}.", 14))
    else:
        said.append(quiet(" Nobody is written down as off in that time.", 14))
    if found.open:
        needs = "1 of them needs" if found.open == 1 else f"{found.open:,} of them need"
        said.append(bold(f" {needs} a carer.", "red"))
    if found.every_week:
        changes = "1 change" if found.every_week == 1 else f"{found.every_week} changes"
        said.append(quiet(f" {changes} by hand made for every week are carried on.", 14))
    if found.there_already:
        said.append(quiet(f" {visits_said(found.there_already)} the copy has itself are not made twice.", 14))
    return tuple(said)


class EndRollForwardDialog(Modal):
    """Takes visits rolled forward out again where the copy reaches now; those somebody wrote about stay."""

    def __init__(self, owner: QWidget, desk: Desk, covered_from: date, written: Written) -> None:
        self._desk, self._from = desk, covered_from
        self._fact_id: str | None = None
        with desk.read() as session:
            ids = queries.rolled_from(session, covered_from)
            about = written(session)
            self._stay = tuple(each for each in ids if each in about)
        self.why = TextField("Why", hint="In a few words. It stands in the log and in the evidence.")
        kept = visits_said(len(self._stay))
        super().__init__(
            owner,
            f"Go by the copy again from {day_said(covered_from)}",
            holder(
                column(
                    Note(
                        f"{visits_said(len(ids) - len(self._stay))} rolled forward "
                        f"from {day_said(covered_from)} on are taken out of the rota.",
                        f"The copy has those days itself now. {kept} somebody wrote about stay. What was changed "
                        "by hand in those taken out has to be changed again in the copy's own visits.",
                        tone="amber",
                    ),
                    self.why,
                    0,
                    gap=10,
                )
            ),
            do="Go by the copy",
            records="rota.roll_forward_ended",
            icon="undo-2",
            width=640,
        )
        self.asked.connect(self._save)

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        command = EndRollForward(self._from, self.why.text(), self._stay, self._fact_id)
        self.set_busy(busy=True)
        self._desk.jobs.write(self, actions.end_roll_forward, command, self._ended, self.show_trouble)

    def _ended(self, _entry: object) -> None:
        self.close_done()

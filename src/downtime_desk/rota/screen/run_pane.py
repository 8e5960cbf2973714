"""The run of one carer: the visits in order, what the carer holds of them, and what may be done."""

from datetime import datetime
from functools import partial

from downtime_desk.core.clock import clock_face, short_stamp
from downtime_desk.rota.queries import CarerRun, Holds
from downtime_desk.rota.screen.pane import ON_A_VISIT, Pane, VisitActs, told, where_told
from downtime_desk.rota.screen.words import (
    LETTERS,
    LEVELS,
    NEVER_SENT,
    Stop,
    off_said,
    span_said,
    stops,
    visits_said,
)
from downtime_desk.rota.today import MARKS
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Empty,
    Ground,
    Kind,
    Note,
    Run,
    Words,
    bold,
    column,
    quiet,
    row,
    times,
)

MOST_CHANGES = 4


class RunPane(Pane):
    """A carer's run of a day. Letters act on the visit that is chosen, and on the run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._run: CarerRun | None = None
        self._outage = False
        self._off = Note("", tone="amber")
        self._off.hide()
        self.holds = Note("", tone="accent")
        model = RowsModel(_key, lambda stop: _sentence(stop, desk.now()), _name)

        def picture(stop: Stop) -> RowPicture:
            return _picture(stop, desk.now())

        self.list = RowsList("Visits of the run", model, picture)
        self.list.letters = {letter: partial(self._letter, letter) for letter in "RTDXGBO"}
        self._empty = Empty("No visit on this day.", "What is assigned to this carer appears here.")
        self._chosen = Words(lines=1)
        self.acts = VisitActs()
        across = row(self._chosen, self.acts, gap=10, margins=(12, 5, 12, 5))
        across.setStretch(0, 1)
        self._on_visit = Ground(across, fill="bg", top="line")
        self.off = Button("Off", icon="user-x", hint="O", records="rota.carer_off")
        self.back_at_work = Button("Back", icon="user-check", hint="O", records="rota.carer_back")
        self.back_at_work.hide()
        self.read_back = Button("Read back", icon="phone", hint="B", records="handout.read_back")
        self.give = Button("Give out", icon="clipboard-list", hint="G", records="handout.given")
        self._strip = ActionStrip(self.off, self.back_at_work, 0, self.read_back, self.give)
        above = column(self.head, self._off, self.holds, gap=8, margins=(14, 10, 14, 8))
        whole = column(above, self.list, self._empty, self._on_visit, self._strip, gap=0)
        whole.setStretch(1, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.first = self.list
        self.list.chosen.connect(self._say_chosen)
        self.acts.asked.connect(self.asked)
        for button, letter in (
            (self.off, "O"),
            (self.back_at_work, "O"),
            (self.read_back, "B"),
            (self.give, "G"),
        ):
            button.clicked.connect(partial(self._press, letter))

    def show_run(self, found: CarerRun, *, outage: bool) -> None:
        """Show a run as it stands; the visit that was chosen stays chosen while it is the same carer's."""
        other = self._run is None or self._run.carer != found.carer
        self._run, self._outage = found, outage
        area = f", {found.area}" if found.area else ""
        self.head.show_who(
            found.name,
            Run(found.phone or "number NOT RECORDED", "ink2" if found.phone else "red", figures=True),
            quiet(f", {_in_short(found)}{area}", 14),
        )
        self._say_off(found)
        self._say_holds(found.holds, bool(found.visits))
        self.list.show_rows(list(stops(found.visits)))
        self.list.setVisible(bool(found.visits))
        self._empty.setVisible(not found.visits)
        if other or self.list.current() is None:
            self.list.select_first()
        self._say_chosen(self.list.current())

    def run(self) -> CarerRun | None:
        """Return the run that is shown."""
        return self._run

    def visit(self) -> str | None:
        """Return the id of the visit that is chosen."""
        chosen = self.list.current()
        return chosen.visit.visit if isinstance(chosen, Stop) else None

    def primary(self) -> None:
        """Do what is needed next: give the run out, or hear it read back."""
        if _to_give(self._run):
            self._press("G")
        elif _to_read_back(self._run):
            self._press("B")

    def narrow(self, *, narrow: bool) -> None:
        """Use less room."""
        self.acts.narrow(narrow=narrow)
        self._chosen.setVisible(not narrow)

    def _say_off(self, found: CarerRun) -> None:
        self._off.setVisible(bool(found.off))
        self.off.setVisible(not found.off)
        self.back_at_work.setVisible(bool(found.off))
        self.off.setEnabled(self._outage)
        self.back_at_work.setEnabled(self._outage)
        if found.off:
            said = "; ".join(off_said(each) for each in found.off)
            self._off.say(f"{said[0].upper()}{said[1:]}.", found.off[0].why)

    def _say_holds(self, held: Holds | None, any_visit: bool) -> None:  # noqa: FBT001 - a state
        if held is None:
            self.holds.say("Given nothing for this day yet.", NEVER_SENT, "accent")
        else:
            words = held.words()
            how = "on paper" if held.how == "paper" else "by telephone"
            given = f"Given {how} {short_stamp(held.given_at)} by {held.given_by}."
            if held.out_of_date:
                more = len(held.changes) - MOST_CHANGES
                also = f" And {more} more." if more > 0 else ""
                since = " ".join(held.changes[:MOST_CHANGES])
                self.holds.say(f"Out of date: {words}.", f"{since}{also} {given}", "red")
            elif held.read_back_at is None:
                self.holds.say(f"{words[0].upper()}{words[1:]}.", f"{given} {NEVER_SENT}", "amber")
            else:
                by = f" Read back by {held.read_back_by}." if held.read_back_by else ""
                self.holds.say(f"{words[0].upper()}{words[1:]}.", f"{given}{by}", "green")
        self.give.setEnabled(any_visit or held is not None)
        self.give.say("Give out" if held is None else "Give out again")
        self.read_back.setVisible(held is not None)
        self.give.become(Kind.PRIMARY if _to_give(self._run) else Kind.PLAIN)
        self.read_back.become(Kind.PRIMARY if _to_read_back(self._run) else Kind.PLAIN)

    def _say_chosen(self, chosen: Stop | None) -> None:
        self._on_visit.setVisible(chosen is not None)
        self.acts.enable(on=self._outage)
        if chosen is not None:
            self._chosen.say(times(f"{clock_face(chosen.visit.start)} ", 14), bold(chosen.visit.person_name))

    def _letter(self, letter: str, _row: object) -> None:
        self._press(letter)

    def _press(self, letter: str, _checked: object = None) -> None:
        on_visit = letter in {act.letter for act in ON_A_VISIT}
        buttons = self.acts.buttons if on_visit else {"O": self.off, "B": self.read_back, "G": self.give}
        if letter == "O" and not self.back_at_work.isHidden():
            buttons = {"O": self.back_at_work}
        if buttons[letter].isEnabled() and not buttons[letter].isHidden():
            self.asked.emit(letter)


def _to_give(run: CarerRun | None) -> bool:
    if run is None:
        return False
    return bool(run.visits) if run.holds is None else run.holds.out_of_date


def _to_read_back(run: CarerRun | None) -> bool:
    return run is not None and run.holds is not None and not _to_give(run) and run.holds.read_back_at is None


def _in_short(found: CarerRun) -> str:
    if not found.visits:
        return "no visit on this day"
    last = max(each.end for each in found.visits)
    return f"{visits_said(len(found.visits))}, {span_said(found.visits[0].start, last)}"


def _key(stop: Stop) -> str:
    return stop.visit.visit


def _name(stop: Stop) -> str:
    return stop.visit.person_name


def _with(stop: Stop) -> str:
    if stop.visit.short_of:
        return f"{stop.visit.short_of} more needed"
    return f"with {' and '.join(stop.visit.beside)}" if stop.visit.beside else ""


def _sentence(stop: Stop, now: datetime) -> str:
    visit = stop.visit
    when = f"{clock_face(visit.start)} to {clock_face(visit.end)}"
    parts = [
        f"{visit.person_name}, {LEVELS[visit.priority]}, {when}.",
        f"{visit.whereabouts.heading(now)}." if visit.whereabouts else "",
        f"{'Clash: ' if stop.clash else ''}{stop.between}.",
        f"{_with(stop)}." if _with(stop) else "",
        f"{MARKS[visit.origin]}." if MARKS[visit.origin] else "",
        *visit.changes,
    ]
    return " ".join(filter(None, parts))


def _picture(stop: Stop, now: datetime) -> RowPicture:
    visit = stop.visit
    between = Line(
        (bold(f"Clash: {stop.between}", "red", 13),) if stop.clash else (quiet(stop.between),),
        (Run(_with(stop), "red" if visit.short_of else "ink2", theme.MEDIUM, 13),) if _with(stop) else (),
        icon="triangle-alert" if stop.clash else "",
        icon_tone="red",
    )
    lines = [
        Line((bold(visit.person_name, size=15),), (times(span_said(visit.start, visit.end)),)),
        *where_told(visit.whereabouts, now),
        between,
    ]
    if mark := MARKS[visit.origin]:
        lines.append(Line((bold(mark, "accent", 12),)))
    if visit.changes:
        lines.append(told(" ".join(visit.changes)))
    return RowPicture(tuple(lines), priority=LETTERS[visit.priority], dashed=visit.whereabouts is not None)

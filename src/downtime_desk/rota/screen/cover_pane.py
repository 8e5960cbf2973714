"""A visit that needs a carer: why nobody goes, and who could, ranked, each with the reasons in words."""

from functools import partial

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.rota import queries
from downtime_desk.rota.candidates import Candidate
from downtime_desk.rota.queries import Uncovered
from downtime_desk.rota.screen.changing.visit import identity
from downtime_desk.rota.screen.pane import CANCEL, DOUBLE, MOVE, ONE_LINE, Pane, VisitActs, told
from downtime_desk.rota.screen.picking import PickList
from downtime_desk.rota.screen.words import LETTERS, day_said, short_said, span_said
from downtime_desk.rota.standing import standing
from downtime_desk.rota.today import MARKS
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsModel, Section
from downtime_desk.ui.parts import (
    ActionStrip,
    Dashed,
    Empty,
    Note,
    Words,
    bold,
    column,
    primary,
    quiet,
    times,
)
from downtime_desk.ui.reading import Reading

CHOOSE = "Choose who goes"


class CoverPane(Pane):
    """A visit without enough carers. Nobody is chosen beforehand: Enter on a carer goes on with them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: Uncovered | None = None
        self._outage = False
        self.why = Note("", tone="red")
        self._where = Words(lines=2)
        self.where = Dashed(column(self._where))
        self.where.hide()
        self.list = PickList(
            "Who could go, best first",
            RowsModel(lambda each: each.carer, _sentence, lambda each: each.name),
            _picture,
            _alike,
        )
        self.list.letters = {letter: partial(self._letter, letter) for letter in "RTDX"}
        self.state = Empty("Looking who could go.", "Runs, skills and the days of the copy.", icon="search")
        self.acts = VisitActs((MOVE, DOUBLE, CANCEL))
        self.choose = primary(CHOOSE, icon="user-check", records="rota.visit_reassigned")
        self._strip = ActionStrip(self.acts, 0, self.choose)
        above = column(self.head, self.where, self.why, gap=8, margins=(14, 10, 14, 8))
        whole = column(above, self.list, self.state, self._strip, gap=0)
        whole.setStretch(1, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.first = self.list
        self.ranking: Reading[str, tuple[Candidate, ...]] = Reading(
            self, desk, _ranked, self._show_ranked, self._not_ranked
        )
        self.list.opened.connect(self._opened)
        self.acts.asked.connect(self.asked)
        self.choose.clicked.connect(self.primary)
        desk.refresh_on(self, queries.RANKED_BY, self._rank_again)

    def show_visit(self, found: Uncovered, *, outage: bool) -> None:
        """Show a visit as it stands, and look who could make it."""
        other = self._row is None or self._row.visit != found.visit
        self._row, self._outage = found, outage
        with self._desk.read() as session:
            stands = standing(session, found.visit)
        going = [each.name for each in stands.visit.carers]
        there = f" {' and '.join(going)} {'goes' if len(going) == 1 else 'go'}." if going else ""
        self.head.show_who(
            found.person_name,
            quiet(f"{day_said(local(found.start).date())} ", 14),
            times(span_said(found.start, found.end), 14),
            bold(f"  {short_said(found.short_of, found.carers_needed)}.", "red"),
            quiet(f"{there} ", 14),
            *identity(stands, local(self._desk.now()).date()),
            letter=LETTERS[found.priority],
        )
        self.where.setVisible(found.whereabouts is not None)
        if found.whereabouts is not None:
            heading = found.whereabouts.heading(self._desk.now())
            ring = " Ring before a carer goes." if found.whereabouts.kind == "hospital" else ""
            self._where.say(bold(f"{heading}.{ring}", "accent"))
            self.where.setAccessibleName(heading)
        mark = MARKS[found.origin]
        said = " ".join(found.changes) if found.changes else found.why()
        self.why.say(f"{mark}." if mark else "Nobody in the plan.", said, "red")
        self.acts.enable(on=outage)
        self.choose.setEnabled(outage)
        if other:
            self._say_state("Looking who could go.", "Runs, skills and the days of the copy.", "search")
            self.ranking.ask(found.visit)

    def row(self) -> Uncovered | None:
        """Return the visit that is shown."""
        return self._row

    def visit(self) -> str | None:
        """Return its id."""
        return self._row.visit if self._row else None

    def picked(self) -> str | None:
        """Return the carer somebody stands at, by id; None while nobody was chosen."""
        row = self.list.picked()
        return row.carer if isinstance(row, Candidate) else None

    def primary(self) -> None:
        """Go on to say who goes."""
        if self.choose.isEnabled():
            self.asked.emit("R")

    def narrow(self, *, narrow: bool) -> None:
        """Use less room."""
        self.acts.narrow(narrow=narrow)
        self.choose.say("Who goes" if narrow else CHOOSE)

    def _opened(self, which: Candidate) -> None:
        self.list.select(which.carer)
        self.primary()

    def _letter(self, letter: str, _row: object) -> None:
        if self._outage:
            self.asked.emit(letter)

    def _rank_again(self) -> None:
        """Rank anew what is shown: something it depends on was written."""
        if self._row is not None:
            self.ranking.ask(self._row.visit)

    def _show_ranked(self, _visit: str, found: tuple[Candidate, ...]) -> None:
        if not found:
            self._say_state("Nobody could go.", "Every carer of the copy is off or on it already.", "user-x")
            return
        fit = [each for each in found if not each.against]
        rest = [each for each in found if each.against]
        rows: list[Candidate | Section] = []
        if fit:
            rows += [Section(f"Nothing speaks against it: {len(fit)}", "best first"), *fit]
        if rest:
            rows += [Section(f"Something speaks against it: {len(rest)}", "best first"), *rest]
        self.list.show_rows(rows)
        self.list.show()
        self.state.hide()

    def _not_ranked(self, trouble: Trouble) -> None:
        self._say_state(trouble.what, trouble.do, "circle-alert")

    def _say_state(self, what: str, more: str, icon: str) -> None:
        self.list.show_rows(())
        self.list.hide()
        self.state.say(what, more, icon)
        self.state.show()


def _ranked(session: Session, visit: str) -> tuple[Candidate, ...]:
    return queries.candidates(session, visit)


def _alike(each: Candidate | Section) -> object:
    if isinstance(each, Section):
        return "section"
    return (
        len("; ".join(each.speaks_for)) > ONE_LINE,
        len("; ".join(each.against)) > ONE_LINE,
        bool(each.against),
    )


def _sentence(each: Candidate) -> str:
    against = f" Against it: {'; '.join(each.against)}." if each.against else ""
    return f"{each.name}. For it: {'; '.join(each.speaks_for) or 'nothing known'}.{against}"


def _picture(each: Candidate) -> RowPicture:
    phone = (times(each.phone, 13, theme.NORMAL, "ink2"),) if each.phone else ()
    lines = [Line((bold(each.name, size=15),), phone), told("; ".join(each.speaks_for))]
    if each.against:
        lines.append(told("; ".join(each.against), "amber", "triangle-alert"))
    return RowPicture(tuple(lines), choice=False)

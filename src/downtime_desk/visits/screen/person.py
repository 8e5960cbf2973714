"""The person of a visit: banner, the facts a manager needs while ringing, and the carers to ring."""

from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from downtime_desk.core.clock import long_date
from downtime_desk.people import names
from downtime_desk.people.summary import Summary
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Ground,
    Heading,
    Kind,
    PriorityTile,
    Run,
    Words,
    bold,
    column,
    label,
    row,
    times,
)
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.rows import LETTERS

NOT_RECORDED = "NOT RECORDED"

NARROW = 640
"""Under this width, in design pixels, all facts but allergies fold away."""


class Banner(QWidget):
    """Who it is: SURNAME, First (Title); Known as; Born; NHS No.; and who else has that surname."""

    def __init__(self) -> None:
        super().__init__()
        self._tile = PriorityTile("", side=32, word=False)
        self._name = Heading("")
        self._second = Words(lines=3)
        self._alike = Words(lines=3)
        self._box = Card(row(self._alike), tone="ink", thick=2, margins=(10, 4, 10, 4))
        words = column(self._name, self._second, gap=0)
        across = row(self._tile, words, self._box, gap=12)
        across.setStretch(1, 1)
        self.setLayout(across)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_person(self, seen: Seen, today: date) -> None:
        """Show the person of a visit."""
        visit = seen.planned
        self._tile.show_letter(LETTERS[visit.summary.priority.level])
        self._name.setText(visit.name)
        known = (Run("Known as ", "ink2"), bold(f"{visit.who.known_as}    ")) if visit.who.known_as else ()
        self._second.say(
            *known,
            Run("Born ", "ink2"),
            bold(f"{names.born(visit.who, today) or NOT_RECORDED}    "),
            Run("NHS No. ", "ink2"),
            times(names.nhs_number(visit.who) or NOT_RECORDED, 14),
        )
        self._box.setVisible(bool(seen.alike))
        if seen.alike:
            self._alike.say(bold("Same surname tonight: ", size=13), Run(_alike(seen), size=13))


def _alike(seen: Seen) -> str:
    return ", ".join(
        f"{each.given}, Born {long_date(each.born) if each.born else 'not recorded'}" for each in seen.alike
    )


class Facts(QWidget):
    """Six facts in a grid; allergies never fold away, the others do when there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = [_Cell() for _ in range(6)]
        self._more = Button("More facts: 5", icon="chevron-right", kind=Kind.SMALL)
        self._more.clicked.connect(self._toggle)
        self._open = False
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self._card = Card(self._grid, margins=(0, 0, 0, 0))
        self.setLayout(column(self._card, self._more, gap=4))
        self._more.hide()

    def show_person(self, seen: Seen) -> None:
        """Show the facts of a visit's person."""
        visit = seen.planned
        facts = (
            allergy_fact(visit.summary),
            medicine_fact(visit),
            cpr_fact(visit.summary),
            risk_fact(visit.summary),
            moving_fact(visit.summary),
            home_fact(visit.summary),
        )
        for cell, fact in zip(self._cells, facts, strict=True):
            cell.show_fact(*fact)
        self._open = False
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the columns that fit."""
        super().resizeEvent(event)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Return the least room: the width is the pane's to give."""
        return QSize(theme.px(200), super().minimumSizeHint().height())

    def _toggle(self) -> None:
        self._open = not self._open
        self._more.say(
            "Fewer facts" if self._open else "More facts: 5",
            "chevron-down" if self._open else "chevron-right",
        )
        self._lay_out()

    def _lay_out(self) -> None:
        wide = self.width() * 100 // theme.look().text
        folded = wide < NARROW
        columns = 3 if wide >= NARROW else 2
        self._more.setVisible(folded)
        for place, cell in enumerate(self._cells):
            cell.setVisible(place == 0 or not folded or self._open)
        if columns == self._columns:
            return
        self._columns = columns
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
        for place in range(3):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)


class _Cell(Ground):
    """One fact: what it is, the fact, and more of it."""

    def __init__(self) -> None:
        self._what = label()
        self._fact = Words(lines=6)
        self._more = Words(lines=6)
        super().__init__(
            column(self._what, self._fact, self._more, gap=1, margins=(10, 6, 10, 6)),
            fill="surface",
            bottom="line",
        )

    def show_fact(self, what: str, fact: str, more: str, tone: str = "ink") -> None:
        """Show another fact."""
        self._what.setText(what)
        self._fact.say(bold(fact, tone))
        self._more.say(Run(more, "ink2", size=13))
        self._more.setVisible(bool(more))
        self.setAccessibleName(f"{what}: {fact}. {more}" if more else f"{what}: {fact}")


Fact = tuple[str, str, str, str]


def allergy_fact(summary: Summary) -> Fact:
    """Return allergies in one of their three states."""
    listed = summary.allergies
    if listed.items:
        dated = f", recorded {long_date(listed.as_of)}" if listed.as_of else ""
        first, *others = listed.items
        detail = ": ".join(filter(None, (first.reaction, first.severity))) or "reaction not recorded"
        rest = "".join(f"; {each.substance}: {each.reaction or 'reaction not recorded'}" for each in others)
        names = ", ".join(each.substance for each in listed.items)
        return f"Allergies{dated}", names, f"{detail}{rest}", "red"
    if listed.state == "none":
        dated = f" ({long_date(listed.as_of)})" if listed.as_of else ""
        return "Allergies", f"No known allergies{dated}", "", "ink"
    return "Allergies", "NOT RECORDED", "ask the person, family or GP", "red"


def medicine_fact(visit: Planned) -> Fact:
    """Return the medicine of this visit that must be given at an exact time."""
    what = "Medicine at an exact time"
    critical = [dose for dose in visit.doses() if dose.critical]
    if critical:
        dose = critical[0]
        window = f"within {dose.window} min of it" if dose.window is not None else "window not recorded"
        more = f", and {len(critical) - 1} more" if len(critical) > 1 else ""
        return what, f"{dose.name} at {dose.time}{more}", ", ".join(filter(None, (dose.dose, window))), "ink"
    listed = visit.summary.medicines
    if listed.state == "not recorded" and not listed.items:
        return what, "Medicines NOT RECORDED", "look at the chart in the home", "ink"
    return what, "None in this visit", "", "ink"


def cpr_fact(summary: Summary) -> Fact:
    """Return the CPR decision and where its form is."""
    cpr = summary.cpr
    if cpr.decided is None:
        return "CPR decision", "NOT RECORDED", "start CPR", "ink"
    if not cpr.decided:
        return "CPR decision", "No decision against CPR", "start CPR", "ink"
    return (
        "CPR decision",
        f"DNACPR, on a {cpr.form or 'form not recorded'}",
        cpr.where or "place of the form NOT RECORDED",
        "ink",
    )


def risk_fact(summary: Summary) -> Fact:
    """Return the main risks in one of their three states."""
    alerts = summary.alerts
    if alerts.items:
        first = alerts.items[0]
        rest = ", ".join(each.kind for each in alerts.items[1:])
        return "Main risks", first.kind, "; ".join(filter(None, (first.text, rest))), "ink"
    if alerts.state == "none":
        return "Main risks", "None in the record", "", "ink"
    return "Main risks", "NOT RECORDED", "", "ink"


def moving_fact(summary: Summary) -> Fact:
    """Return how the person moves, eats and talks."""
    carers = summary.mobility.carers
    moves = "Carers NOT RECORDED" if carers is None else f"{carers} carer{'s' * (carers != 1)}"
    levels = [
        f"{what} Level {level}"
        for what, level in (("Drinks", summary.eating.drink_level), ("food", summary.eating.food_level))
        if level is not None
    ]
    eats = ", ".join(levels) or summary.eating.text or "food and drink NOT RECORDED"
    talks = summary.communication.text or summary.communication.language or "talking NOT RECORDED"
    return "Moving, eating, talking", f"{moves}. {eats}", talks, "ink"


def home_fact(summary: Summary) -> Fact:
    """Return who is at home and who holds a key."""
    alone = {True: "Lives alone", False: "Does not live alone", None: "Living alone NOT RECORDED"}[
        summary.lives_alone
    ]
    help_ = {True: "can summon help", False: "cannot summon help", None: ""}[summary.can_summon_help]
    holder_ = next((each for each in summary.contacts.items if each.key_holder), None)
    key = (
        "key holder NOT RECORDED"
        if holder_ is None
        else ", ".join(filter(None, (holder_.name, holder_.phone)))
    )
    return "Home and key holder", ", ".join(filter(None, (alone, help_))), key, "ink"

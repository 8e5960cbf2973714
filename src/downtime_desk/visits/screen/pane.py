"""The right pane: the person, the facts, whom to ring, and the form."""

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, from_text, local
from downtime_desk.ui.parts import Button, Kind, Run, Words, bold, column, quiet, row
from downtime_desk.visits import codes
from downtime_desk.visits.facts import CarerTimes
from downtime_desk.visits.queries import Earlier, Seen
from downtime_desk.visits.screen.form import VerifyForm
from downtime_desk.visits.screen.person import Banner, Facts


class VisitPane(QWidget):
    """One visit with its person. Signal `back_asked` when the list is to be seen again."""

    back_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back = Button("Queue", icon="arrow-left", hint="Esc", kind=Kind.SMALL)
        self.back.clicked.connect(self.back_asked)
        self.banner = Banner()
        self.facts = Facts()
        self._ring = Words(lines=4)
        self._before = Words(lines=6)
        self.form = VerifyForm()
        head = row(self.back, self.banner, gap=12)
        head.setStretch(1, 1)
        whole = column(head, self.facts, self._ring, self._before, self.form, gap=8, margins=(14, 10, 14, 12))
        whole.setStretch(4, 1)
        self.setLayout(whole)

    def show_visit(self, seen: Seen, now: datetime) -> None:
        """Show the person of a visit, whom to ring and what was said before; the form is filled apart."""
        self.banner.show_person(seen, local(now).date())
        self.facts.show_person(seen)
        self._say_whom_to_ring(seen)
        self._say_history(seen)

    def show_single(self, *, single: bool) -> None:
        """Offer the way back to the list where only one pane is seen."""
        self.back.setVisible(single)

    def _say_whom_to_ring(self, seen: Seen) -> None:
        runs: list[Run] = []
        for carer in seen.planned.carers:
            number = carer.phone or "number NOT RECORDED"
            runs += [bold(f"{carer.name} "), Run(f"{number}    ", "ink2", figures=True)]
        if not runs:
            runs = [bold("Nobody is planned for this visit.", "amber")]
        if seen.planned.summary.phone:
            runs += [quiet("At home "), Run(seen.planned.summary.phone, "ink2", figures=True)]
        self._ring.say(*runs)

    def _say_history(self, seen: Seen) -> None:
        runs: list[Run] = []
        for place, entry in enumerate(seen.history, start=1):
            first = "Written down" if place == 1 else "Then"
            runs += [bold(f"{first} {clock_face(entry.recorded_at)} ", size=13), quiet(f"{_said(entry)}  ")]
        for deviation in seen.deviations:
            kind = codes.said(codes.DEVIATIONS, deviation.type)
            runs += [bold("Deviation ", "amber", 13), quiet(f"{kind}: {deviation.what}  ")]
        self._before.setVisible(bool(runs))
        self._before.say(*runs)


def _said(entry: Earlier) -> str:
    came = ", ".join(_came(each) for each in entry.carers)
    what = codes.OUTCOMES[entry.outcome].lower()
    return f"{what}{f', {came}' if came else ''}, grade {entry.grade}, by {entry.recorded_by}."


def _came(each: CarerTimes) -> str:
    arrived = f" arrived {clock_face(from_text(each.arrived))}" if each.arrived else ""
    left = f" left {clock_face(from_text(each.left))}" if each.left else ""
    return f"{each.name}{arrived}{left}"

"""Letting others make a visit, and letting it take more carers or fewer."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import DoubleUp, Reassign
from downtime_desk.rota.candidates import Candidate
from downtime_desk.rota.screen.changing.base import Action, lasts, lasts_field, why_field
from downtime_desk.rota.screen.changing.fields import named
from downtime_desk.rota.screen.changing.visit import VisitDialog
from downtime_desk.rota.screen.changing.who import Who
from downtime_desk.ui.desk import Desk, Sessions
from downtime_desk.ui.parts import Option, Segmented, column

NUMBERS = tuple(Option(str(number), str(number)) for number in range(1, 5))


@dataclass(frozen=True)
class _Ranked:
    found: tuple[Candidate, ...]


class _WhoDialog(VisitDialog):
    """A change of who goes. The carers are ranked beside the window."""

    who: Who

    def _begin(self, needed: int | None) -> None:
        """Begin with how many it takes; whoever is chosen otherwise takes back what was accepted."""
        self.who.entered.connect(self.bring_up)
        self.who.need(needed)
        self.who.changed.connect(self.doubts.clear)
        self._rank()

    def _rank(self) -> None:
        self._desk.jobs.work(
            self, _ranked, self._desk.sessions, self.seen.visit.id, then=self._offer, otherwise=self._no_list
        )

    def visit_changed(self) -> None:
        """Rank anew: it may be at another time."""
        self._rank()

    def _offer(self, ranked: _Ranked) -> None:
        self.who.offer(self.seen.visit.carers, ranked.found)
        self.settle_soon()

    def _no_list(self, trouble: Trouble) -> None:
        self.who.say_state(trouble.what, trouble.do)


class ReassignDialog(_WhoDialog):
    """Asks who goes instead, everybody who is to go, and why."""

    def __init__(self, owner: QWidget, desk: Desk, visit: str) -> None:
        self.who, self.why, self.lasts = Who(), why_field(), lasts_field()
        super().__init__(
            owner,
            desk,
            visit,
            "Move to another carer",
            column(self.who, self.why, named("How long it lasts", self.lasts), gap=10),
            do="Reassign",
            icon="user-check",
            kept={"who": self.who, "why": self.why, "lasts": self.lasts},
        )
        self._begin(self.seen.visit.carers_needed)

    def command(self) -> Reassign:
        """Return who goes now; raise Trouble when fewer go than it takes and nobody said so."""
        going = self.who.chosen()
        check_places(len(going), self.seen.visit.carers_needed, left_open=self.who.left_open())
        return Reassign(
            visit=self.seen.visit.id,
            carers=going,
            why=self.why.text(),
            lasts=lasts(self.lasts),
            accepted=self.doubts.accepted(),
            seen=self.seen.last_entry,
            fact_id=self.fact_id(),
        )

    def action(self) -> Action:
        """Reassign it."""
        return actions.reassign


class DoubleUpDialog(_WhoDialog):
    """Asks how many carers a visit takes, who they are, and why."""

    def __init__(self, owner: QWidget, desk: Desk, visit: str) -> None:
        self.number = Segmented("How many carers it takes", NUMBERS)
        self.who, self.why, self.lasts = Who(), why_field(), lasts_field()
        super().__init__(
            owner,
            desk,
            visit,
            "More carers, or fewer",
            column(
                named("How many carers it takes", self.number),
                self.who,
                self.why,
                named("How long it lasts", self.lasts),
                gap=10,
            ),
            do="Change how many go",
            icon="users",
            kept={"number": self.number, "who": self.who, "why": self.why, "lasts": self.lasts},
        )
        self.number.chosen.connect(self._numbered)
        self._begin(self._needed())

    def command(self) -> DoubleUp:
        """Return how many and who go now."""
        needed = self._needed()
        if needed is None:
            raise Trouble("How many carers it takes was not chosen.", "Choose a number from 1 to 4.")
        going = self.who.chosen()
        check_places(len(going), needed, left_open=self.who.left_open())
        return DoubleUp(
            visit=self.seen.visit.id,
            carers_needed=needed,
            carers=going,
            why=self.why.text(),
            lasts=lasts(self.lasts),
            accepted=self.doubts.accepted(),
            seen=self.seen.last_entry,
            fact_id=self.fact_id(),
        )

    def action(self) -> Action:
        """Change how many it takes."""
        return actions.double_up

    def _needed(self) -> int | None:
        chosen = self.number.value()
        return int(chosen) if isinstance(chosen, str) else None

    def _numbered(self, _value: object) -> None:
        self.doubts.clear()
        self.who.need(self._needed())


def check_places(going: int, needed: int, *, left_open: bool) -> None:
    """Raise Trouble when places are empty and nobody said that they stay open, or the other way round."""
    if going < needed and not left_open:
        said = "nobody is chosen" if not going else f"{going} of {needed} is chosen"
        raise Trouble(
            f"The visit takes {needed}, and {said}.", "Choose who goes, or tick that a place stays open."
        )
    if going >= needed and left_open:
        raise Trouble(
            "It is ticked that a place stays open, and none is.", "Leave somebody out, or take the tick away."
        )


def _ranked(sessions: Sessions, visit: str) -> _Ranked:
    with sessions.read() as session:
        return _Ranked(queries.candidates(session, visit))

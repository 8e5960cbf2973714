"""A visit not on the rota: one to come, or one that was made already and is to be verified."""

from datetime import date, datetime
from typing import cast

from PySide6.QtWidgets import QWidget

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.typed_day import read_after, read_before, read_on_day
from downtime_desk.core.typed_time import Refused, Typed
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import AddVisit
from downtime_desk.rota.candidates import Candidate
from downtime_desk.rota.facts import DeskVisit, VisitAdded
from downtime_desk.rota.screen.changing.base import Action, ChangeDialog, lasts, lasts_field, why_field
from downtime_desk.rota.screen.changing.fields import named, pair
from downtime_desk.rota.screen.changing.pick import person_picker
from downtime_desk.rota.screen.changing.reassign import NUMBERS, check_places
from downtime_desk.rota.screen.changing.when import UntilField, WhenField
from downtime_desk.rota.screen.changing.who import Who
from downtime_desk.ui.desk import Desk, Sessions
from downtime_desk.ui.parts import Option, Segmented, TextField, column

TO_COME, MADE = "to come", "made"
_BEFORE_A_LIST = ("Who could go shows here", "when the person and the times are typed.")
Asked = tuple[str, str, str]


class AddVisitDialog(ChangeDialog):
    """Asks for whom, when, how long, who goes, what for and why.

    When it is accepted, `visit` is the new visit's id, and `made` says that it was made already.
    """

    def __init__(
        self, owner: QWidget, desk: Desk, person: str | None = None, day: date | None = None
    ) -> None:
        self._desk, self._day = desk, day
        self.visit: str | None = None
        self._of: Asked | None = None
        self.person = person_picker(desk)
        self.which = Segmented(
            "Which visit", [Option(TO_COME, "It is to come"), Option(MADE, "It was made already")]
        )
        self.number = Segmented("How many carers it takes", NUMBERS)
        self.begins = WhenField("Begins", desk.now, self._read_begins)
        self.ends = UntilField("Ends", desk.now, self.begins.known)
        self.what_for = TextField("What for", hint="What the carer does there, as personal care or insulin")
        self.why, self.who, self.lasts = why_field(), Who(), lasts_field()
        self.who.say_state(*_BEFORE_A_LIST)
        if person is not None:
            self.person.choose(person)
        super().__init__(
            owner,
            desk,
            "Visit not on the rota",
            column(
                self.person,
                pair(named("Which visit", self.which), named("How many carers it takes", self.number)),
                pair(self.begins, self.ends),
                pair(self.what_for, self.why),
                self.who,
                named("How long it lasts", self.lasts),
                gap=10,
            ),
            do="Add the visit",
            icon="calendar-plus",
            subject=f"rota/AddVisitDialog/{person or ''}",
            kept={
                "person": self.person,
                "which": self.which,
                "begins": self.begins,
                "ends": self.ends,
                "number": self.number,
                "who": self.who,
                "what for": self.what_for,
                "why": self.why,
                "lasts": self.lasts,
            },
            width=820,
        )
        self.which.chosen.connect(self.begins.again)
        self.which.chosen.connect(self.ends.again)
        self.begins.changed.connect(self.ends.again)
        self.begins.again()
        self.ends.again()
        self.number.chosen.connect(self._numbered)
        for signal in (self.person.changed, self.begins.changed, self.ends.changed, self.who.changed):
            signal.connect(self.doubts.clear)
        self.who.entered.connect(self.bring_up)
        self._draft.typed.connect(self._rank)
        self.who.need(self._needed())
        self._rank()

    @property
    def made(self) -> bool:
        """Return whether the visit was made already."""
        return self.which.value() == MADE

    def command(self) -> AddVisit:
        """Return the visit as typed; raise Trouble in words when something is missing."""
        who, needed = self.person.chosen(), self._needed()
        if who is None:
            raise Trouble("Nobody is chosen.", "Type the person's name and press Enter.")
        if self.which.value() is None:
            raise Trouble("Whether it is to come was not chosen.", "Choose it: the times go by it.")
        begins, ends = self._times()
        if needed is None:
            raise Trouble("How many carers it takes was not chosen.", "Choose a number from 1 to 4.")
        going = self.who.chosen()
        check_places(len(going), needed, left_open=self.who.left_open())
        return AddVisit(
            person=who.id,
            start=begins,
            end=ends,
            why=self.why.text(),
            carers=going,
            carers_needed=needed,
            service=self.what_for.text().strip() or None,
            lasts=lasts(self.lasts),
            accepted=self.doubts.accepted(),
            fact_id=self.fact_id(),
        )

    def action(self) -> Action:
        """Add it."""
        return actions.add_visit

    def kept_as(self, entry: Entry) -> None:
        """Take the id of the new visit."""
        self.visit = cast("VisitAdded", journal.decode(entry)).visit.id

    def _times(self) -> tuple[datetime, datetime]:
        begins, now = self.begins.instant(), self._desk.now()
        if not self.ends.text().strip():
            raise Trouble("When it ends is missing.", "Type how long it takes, as +30, or a time.")
        ends = self.ends.instant()
        if self.made and begins > now:
            raise Trouble(
                f"{clock_face(begins)} has not come yet.", "Choose “It is to come”, or type the time."
            )
        if not self.made and ends <= now:
            raise Trouble(
                f"It would be over since {clock_face(ends)}.",
                "Choose “It was made already”, or type the time.",
            )
        return begins, ends

    def _read_begins(self, typed: str) -> Typed:
        now = self._desk.now()
        if self._day is not None:
            return read_on_day(typed, self._day, now)
        if self.which.value() is None:
            return Refused("Choose first whether it is to come or was made already.")
        return read_before(typed, now) if self.made else read_after(typed, now, now)

    def _needed(self) -> int | None:
        chosen = self.number.value()
        return int(chosen) if isinstance(chosen, str) else None

    def _numbered(self, _value: object) -> None:
        self.doubts.clear()
        self.who.need(self._needed())

    def _rank(self) -> None:
        """Ask beside the window who could go, once the person and the times are known."""
        of = self._what()
        if of == self._of:
            return
        self._of = of
        if of is None:
            self.who.say_state(*_BEFORE_A_LIST)
            return
        self.who.say_state("Looking who could go…", "Their runs, skills and the days of the copy.")
        self._desk.jobs.work(
            self, _ranked, self._desk.sessions, of, then=self._offer, otherwise=self._no_list
        )

    def _what(self) -> Asked | None:
        who, begins, ends = self.person.chosen(), self.begins.known(), self.ends.known()
        if who is None or begins is None or ends is None or ends <= begins:
            return None
        return who.id, to_text(begins), to_text(ends)

    def _offer(self, ranked: tuple[Asked, tuple[Candidate, ...]]) -> None:
        of, found = ranked
        if of == self._of:
            self.who.offer((), found)
            self.settle_soon()

    def _no_list(self, trouble: Trouble) -> None:
        self.who.say_state(trouble.what, trouble.do)


def _ranked(sessions: Sessions, of: Asked) -> tuple[Asked, tuple[Candidate, ...]]:
    person, start, end = of
    visit = DeskVisit(
        id="",
        person=person,
        person_name="",
        born=None,
        nhs_number=None,
        start=start,
        end=end,
        carers=(),
        carers_needed=1,
        status="booked",
        service=None,
        tasks=(),
        area=None,
        note=None,
        version=None,
        origin="added",
    )
    with sessions.read() as session:
        return of, queries.candidates_for(session, visit)

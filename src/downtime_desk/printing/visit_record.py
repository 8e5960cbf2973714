"""The visit record: what a carer writes down at the visit, blank or with what is known of the visit printed in.

What was planned is printed; what happened never is. The boxes for the real times are always empty.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import clock_face, day_and_clock, full_stamp, local
from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.people.told import Told
from downtime_desk.printing import glyphs, record_parts
from downtime_desk.printing.blocks import (
    FOOT,
    IDENTITY,
    NAME,
    NOT_RECORDED,
    REASON,
    Document,
    Frame,
    Masthead,
    StripCell,
    Text,
    bold,
    plain,
)
from downtime_desk.printing.fitting import Fitted, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped, code_on_page
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said
from downtime_desk.visits.doses import Dose

KIND: Final = "Visit record"
NAME_LIMIT: Final = 60
WAS_TOLD: Final = "what was told since the copy"
BLANK: Final = "nobody yet"


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """The visit a record is for. `carer` is who takes the sheet, `others` who is to come with them."""

    id: str
    start: datetime
    end: datetime
    carer: str
    others: tuple[str, ...]
    carers_needed: int
    tasks: tuple[str, ...]
    doses: tuple[Dose, ...]

    def when(self) -> str:
        """Return `Sun 22-Nov-2026 01:45 to 02:15`."""
        return f"{full_stamp(self.start)} to {clock_face(self.end)}"


@dataclass(frozen=True, slots=True)
class VisitRecord(Stamped):
    """One numbered visit record; a blank one has neither person nor visit.

    `told` is what was told since the copy of what the record prints in: medicines, and allergies to them.
    """

    person: Person | None = None
    visit: PlannedVisit | None = None
    said: tuple[Said, ...] = ()
    told: tuple[Told, ...] = ()

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes that are too old; a blank form has none."""
        return self.stamp.too_old() if self.person else ()

    def reference(self) -> str:
        """Return what the code on the page ends in: the register has it beside the visit, paper says no more."""
        about = f"{self.seal}/{self.copy_number}/{self.visit.id if self.visit else ''}"
        return f"V{hashlib.sha256(about.encode()).hexdigest()[:8].upper()}"

    def about(self) -> About:
        """Return what the register says of it."""
        if self.person is None or self.visit is None:
            return About(f"Blank {KIND.lower()}", BLANK, reference=self.reference())
        whose = names.short_name(self.person)
        return About(KIND, whose, self.person.id, self.visit.id, self.reference(), self.said)

    def code(self) -> str:
        """Return what the code on the page says; nothing in it is about the person."""
        return code_on_page(self.copy_number, self.stamp.desk, self.reference())


def describe(record: VisitRecord) -> Document:
    """Return the document of one visit record."""
    fitted = Fitted()
    heads = _Heads(record, fitted)
    hide = code_hider(record.person) if record.person else str
    body = record_parts.body(record.visit, hide, record.told)
    return Document(
        f"{record.copy_number} {heads.name}",
        heads.frame,
        (*old_copy(record), *body, *record_parts.in_full(fitted)),
    )


def must_say(record: VisitRecord) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    everywhere = [
        ("the copy number", record.copy_number),
        ("the log seal", record.seal),
    ]
    empty = (("that the real times are left empty", record_parts.EMPTY_TIMES),)
    if record.person is None or record.visit is None:
        return MustSay(record.copy_number, tuple(everywhere), (), (), empty)
    person, visit = record.person, record.visit
    everywhere += _identity(person, record.stamp.printed_at)
    hide = code_hider(person)
    facts = (*_facts(visit), *((WAS_TOLD, change.kind_and_what) for change in record.told))
    once = tuple((what, hide(said)) for what, said in facts if said.strip())
    own = f"{visit.when()} {names.born(person, local(record.stamp.printed_at).date())} {names.nhs_number(person)}"
    own += " ".join(clock_face(dose.at) for dose in visit.doses)
    own += " ".join(day_and_clock(change.told_at) for change in record.told)
    never = tuple(codes_to_miss((person,), own))
    return MustSay(names.short_name(person), tuple(everywhere), once, never, empty)


def _identity(person: Person, printed_at: datetime) -> Iterator[tuple[str, str]]:
    name = names.short_name(person)
    spelled = glyphs.spelled(name)
    if len(spelled) <= NAME_LIMIT and "\n" not in spelled:
        yield "the name", name
    if (born := names.born(person, local(printed_at).date())) is not None:
        yield "the date of birth", born.split(" ")[0]
    if (number := names.nhs_number(person)) is not None and len(number) <= 12:
        yield "the NHS number", number


def _facts(visit: PlannedVisit) -> Iterator[tuple[str, str]]:
    yield "the planned time", visit.when()
    yield "the carer", visit.carer
    yield from (("another carer", other) for other in visit.others)
    yield from ((f"the task {task}", task) for task in visit.tasks)
    for dose in visit.doses:
        yield f"the medicine {dose.name}", dose.name
        yield f"the dose of {dose.name}", dose.dose or "NOT RECORDED"
        yield f"the time of {dose.name}", clock_face(dose.at)


class _Heads:
    """The head and feet of each page of one record."""

    def __init__(self, record: VisitRecord, fitted: Fitted) -> None:
        stamp, person = record.stamp, record.person
        self._record = record
        self.name = "nobody yet"
        self._full = "Visit record"
        self._ids = ""
        self._organisation = fitted.fit("Organisation", stamp.organisation, 50)
        self._phone = fitted.fit("Duty desk", stamp.desk_phone, 24)
        self._printed_by = fitted.fit("Printed by", stamp.printed_by, 30)
        self._outage = fitted.fit("Outage", stamp.outage, 30) if stamp.outage else "none running"
        if person is not None:
            self.name = fitted.fit("Name", names.short_name(person), NAME_LIMIT)
            self._full = fitted.fit("Name", names.full_name(person), 70)
        self._born = names.born(person, local(stamp.printed_at).date()) if person else None
        number = names.nhs_number(person) if person else None
        self._number = fitted.fit("NHS No.", number, 40) if number else None

    def frame(self, page: int, pages: int) -> Frame:
        """Return what stands around page `page` of `pages`."""
        masthead = Masthead(
            kind="VISIT RECORD, MAIN SYSTEM DOWN",
            provider=(plain(f"{self._organisation}, duty desk "), bold(self._phone)),
            lines=tuple(self._lines(page, pages)),
            code=self._record.code(),
        )
        return Frame(masthead, tuple(self._strip(page, pages)), self._left(page, pages), self._right())

    def _lines(self, page: int, pages: int) -> Iterator[Text]:
        yield Text((bold(self._full),), NAME, above=2.3)
        if self._record.person is not None:
            born = bold(self._born) if self._born else NOT_RECORDED
            number = bold(self._number) if self._number else NOT_RECORDED
            yield Text((plain("Born "), born, plain("\u00a0\u00a0 NHS\u00a0No. "), number), IDENTITY)
        if page == 1:
            keep = plain("Fill in at the visit, in pen, in capitals. This is the ")
            rest = plain(": keep it. One sheet a visit and carer.")
            yield Text((keep, bold("original record"), rest), REASON)
        if pages > 1:
            yield Text((bold(f"THIS RECORD HAS {pages} PAGES. This is page {page}."),), REASON)

    def _strip(self, page: int, pages: int) -> Iterator[StripCell]:
        record, stamp = self._record, self._record.stamp
        yield StripCell("Copy number", record.copy_number, "reversed")
        yield StripCell("Page", f"{page} of {pages}")
        yield StripCell("Outage", self._outage)
        yield StripCell(f"Printed by {self._printed_by}", full_stamp(stamp.printed_at))
        yield StripCell("Back at the desk by", full_stamp(stamp.use_until), "reversed")

    def _left(self, page: int, pages: int) -> tuple[Text, ...]:
        record = self._record
        ids = f", Born {self._born or 'NOT RECORDED'}, NHS No. {self._number or 'NOT RECORDED'}"
        whose = Text((bold(self.name), plain(ids)), FOOT)
        seal = f"Copy {record.copy_number}, page {page} of {pages}. Log seal {record.seal} at entry {record.seal_entry}"
        return (*((whose,) if record.person else ()), Text((plain(seal),), FOOT))

    def _right(self) -> tuple[Text, ...]:
        keep = "Hand to the desk after your shift. Never leave it in a car or home."
        found = f"If found, please ring {self._phone}. Do not read on."
        return Text((bold(keep),), FOOT, "right"), Text((plain(found),), FOOT, "right")


def described(record: VisitRecord) -> tuple[Document, MustSay]:
    """Return the pages of a record, and what they must say."""
    return describe(record), must_say(record)

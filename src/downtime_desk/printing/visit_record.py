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
from downtime_desk.printing import record_parts
from downtime_desk.printing.blocks import (
    FOOT,
    NAME,
    REASON,
    Document,
    StripCell,
    Text,
    bold,
    plain,
)
from downtime_desk.printing.fitting import Fitted, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import Frames, Head, identity, on_every_page, who_on_every_page
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said
from downtime_desk.visits.doses import Dose

KIND: Final = "Visit record"
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


def describe(record: VisitRecord) -> Document:
    """Return the document of one visit record."""
    fitted = Fitted()
    frames = Frames(record, _head(record, fitted), fitted)
    hide = code_hider(record.person) if record.person else str
    body = record_parts.body(record.visit, hide, record.told)
    return Document(
        f"{record.copy_number} {record.about().whose}",
        frames.frame,
        (*old_copy(record), *body, *record_parts.in_full(fitted)),
    )


def _head(record: VisitRecord, fitted: Fitted) -> Head:
    stamp = record.stamp
    who = identity(record.person, stamp.printed_at, fitted) if record.person else None
    outage = fitted.fit("Outage", stamp.outage, 30) if stamp.outage else "none running"
    keep = (
        plain("Fill in at the visit, in pen, in capitals. This is the "), bold("original record"),
        plain(": keep it. One sheet a visit and carer."),
    )  # fmt: skip
    return Head(
        kind="VISIT RECORD, MAIN SYSTEM DOWN",
        lines=who.lines() if who else (Text((bold(KIND),), NAME, above=2.3),),
        first=(Text(keep, REASON),),
        pages="THIS RECORD HAS",
        copied=("people", "rota") if who else (),
        # a strip of one row is read at a glance: printed in, it has no room for the outage
        more=() if who else (StripCell("Outage", outage),),
        under=(Text((plain(f"Outage {outage}."),), FOOT),) if who else (),
        until="Back at the desk by",
        foot=(who.foot(),) if who else (),
        keep="Hand to the desk after your shift. Never leave it in a car or home.",
    )


def must_say(record: VisitRecord) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    everywhere = on_every_page(record)
    empty = (("that the real times are left empty", record_parts.EMPTY_TIMES),)
    if record.person is None or record.visit is None:
        return MustSay(record.copy_number, everywhere, (), (), empty)
    person, visit = record.person, record.visit
    everywhere += tuple(who_on_every_page(person, record.stamp.printed_at))
    hide = code_hider(person)
    facts = (*_facts(visit), *((WAS_TOLD, change.kind_and_what) for change in record.told))
    once = tuple((what, hide(said)) for what, said in facts if said.strip())
    own = f"{visit.when()} {names.born(person, local(record.stamp.printed_at).date())} {names.nhs_number(person)}"
    own += " ".join(clock_face(dose.at) for dose in visit.doses)
    own += " ".join(day_and_clock(change.told_at) for change in record.told)
    never = tuple(codes_to_miss((person,), own))
    return MustSay(names.short_name(person), everywhere, once, never, empty)


def _facts(visit: PlannedVisit) -> Iterator[tuple[str, str]]:
    yield "the planned time", visit.when()
    yield "the carer", visit.carer
    yield from (("another carer", other) for other in visit.others)
    yield from ((f"the task {task}", task) for task in visit.tasks)
    for dose in visit.doses:
        yield f"the medicine {dose.name}", dose.name
        yield f"the dose of {dose.name}", dose.dose or "NOT RECORDED"
        yield f"the time of {dose.name}", clock_face(dose.at)


def described(record: VisitRecord) -> tuple[Document, MustSay]:
    """Return the pages of a record, and what they must say."""
    return describe(record), must_say(record)

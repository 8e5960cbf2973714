"""The run sheet: a carer's visits in order, for the road. First names, areas and must-dos; never an entry code."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import clock_face, day_and_clock, full_stamp, long_date
from downtime_desk.people.summary import Person
from downtime_desk.people.told import Told
from downtime_desk.printing import run_parts, run_told
from downtime_desk.printing.blocks import (
    FOOT,
    IDENTITY,
    NAME,
    REASON,
    Document,
    Text,
    bold,
    plain,
)
from downtime_desk.printing.fitting import Fitted, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import NAME_LIMIT, Frames, Head, on_every_page
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.said import Said
from downtime_desk.printing.surnames import without_surname
from downtime_desk.visits.doses import Dose

KIND: Final = "Run sheet"
POSTCODE: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?[0-9][A-Z]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of the run. `others` are the names of whoever comes too; instants are aware UTC.

    `told` is what was told of the person since the copy, newest first; `slips` the numbers of the key-safe slips
    that are out for their door.
    """

    person: Person
    start: datetime
    end: datetime
    others: tuple[str, ...]
    carers_needed: int
    tasks: tuple[str, ...]
    note: str | None
    doses: tuple[Dose, ...]
    told: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()
    slips: tuple[str, ...] = ()

    def who(self) -> str:
        """Return `Edwin H.`: enough to know them by at the door, not enough for a stranger who finds the sheet."""
        return f"{self.person.given} {self.initial()}".strip()

    def without_surname(self, text: str) -> str:
        """Return words of others with the surname as it stands on this sheet, by its first letter."""
        return without_surname(self.person, self.initial(), text)

    def initial(self) -> str:
        """Return the first letter of the surname with a full stop."""
        first = self.person.family.strip()[:1].upper()
        return f"{first}." if first else ""

    def area(self) -> str | None:
        """Return the area of the postcode; None when it is not recorded or is not a postcode."""
        found = POSTCODE.fullmatch((self.person.summary.postcode or "").strip())
        return found.group(1).upper() if found else None


@dataclass(frozen=True, slots=True)
class RunSheet(Stamped):
    """One numbered sheet of one carer's visits, in the order they are made."""

    carer_id: str
    carer: str
    stops: tuple[Stop, ...]

    def about(self) -> About:
        """Return what the register says of it."""
        whose = f"{self.carer}, {self.count()}"
        said = dict.fromkeys(each for stop in self.stops for each in stop.said)
        return About(KIND, whose, f"carer/{self.carer_id}", reference=self.seal, said=tuple(said))

    def count(self) -> str:
        """Return `6 visits, 4 people`."""
        people = len({stop.person.id for stop in self.stops})
        visits = f"{len(self.stops)} visit{'' if len(self.stops) == 1 else 's'}"
        return f"{visits}, {people} {'person' if people == 1 else 'people'}"

    def alike(self) -> tuple[Stop, ...]:
        """Return the first stop of each person whose surname begins like another's on the run."""
        first = {stop.person.id: stop for stop in reversed(self.stops)}
        shared = Counter(stop.initial() for stop in first.values())
        return tuple(
            stop for stop in self.stops if first[stop.person.id] is stop and shared[stop.initial()] > 1
        )


def describe(sheet: RunSheet) -> Document:
    """Return the document of one run."""
    fitted = Fitted()
    carer = fitted.fit("Carer", sheet.carer, NAME_LIMIT)
    frames = Frames(sheet, _head(sheet, carer), fitted)
    return Document(
        f"{sheet.copy_number} {carer}",
        frames.frame,
        (*run_parts.body(sheet), *(run_parts.full_width(box) for box in fitted.box())),
    )


def _head(sheet: RunSheet, carer: str) -> Head:
    first, last = sheet.stops[0].start, max(stop.end for stop in sheet.stops)
    when = (bold(full_stamp(first)), plain(" to "), bold(full_stamp(last)), plain(f". {sheet.count()}"))
    down = "The main system is down. This sheet is your rota. The phone app will not update."
    return Head(
        kind="CARER RUN SHEET",
        lines=(Text((bold(carer),), NAME, above=2.3), Text(when, IDENTITY)),
        first=(Text((plain(down),), REASON),),
        pages="THIS RUN HAS",
        copied=("people", "rota"),
        under=(Text((plain("First names and areas only. No entry codes on this sheet."),), FOOT),),
        keep="Keep on you. Hand back at the end of your shift.",
        found="",
    )


def must_say(sheet: RunSheet) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    once = tuple((what, said) for what, said in _facts(sheet) if said.strip())
    own = " ".join(_own_words(sheet))
    never = tuple(codes_to_miss((stop.person for stop in sheet.stops), own))
    return MustSay(f"{sheet.carer}’s run", on_every_page(sheet), once, never)


def _own_words(sheet: RunSheet) -> Iterator[str]:
    yield from (
        "1 Knock, ring, look in. 2 Ring their landline. 3 Ring the desk. 4 Stay",
        sheet.stamp.desk_phone,
    )
    for number, stop in enumerate(sheet.stops):
        yield f"{number + 1} {clock_face(stop.start)} {clock_face(stop.end)} {run_parts.minutes(stop)}"
        yield long_date(stop.person.born) if stop.person.born else ""
        yield from (f"{clock_face(dose.at)} {run_parts.by(dose)}" for dose in stop.doses)
        yield from (day_and_clock(change.told_at) for change in stop.told)
        yield from stop.slips
        yield from map(str, range(1, len(stop.tasks) + len(stop.doses) + 3))
        yield f"{stop.person.summary.eating.food_level} {stop.person.summary.eating.drink_level}"
        yield f"{stop.person.summary.mobility.carers}"


def _facts(sheet: RunSheet) -> Iterator[tuple[str, str]]:
    for stop in sheet.stops:
        whose = stop.who()
        hide = run_parts.code_hider(stop.person)
        yield f"the time of {whose}", clock_face(stop.start)
        yield f"who {whose} is", whose
        yield f"the area of {whose}", stop.area() or "AREA NOT RECORDED"
        yield from ((f"the task {task}", hide(task)) for task in stop.tasks)
        yield from ((f"who comes to {whose} too", other) for other in stop.others)
        yield from ((f"the slip with the code of {whose}", number) for number in stop.slips)
        if stop.note:
            yield f"the note on {whose}", hide(stop.note)
        for dose in stop.doses:
            yield f"the medicine {dose.name}", hide(dose.name)
            yield f"the dose of {dose.name}", hide(dose.dose) if dose.dose else "amount NOT RECORDED"
        for change in stop.told:
            yield f"what was told of {whose}", run_told.hidden(stop, change.kind_and_what)
            yield f"when it was told of {whose}", day_and_clock(change.told_at)
        allergies = stop.person.summary.allergies
        yield from ((f"an allergy of {whose}", hide(each.substance)) for each in allergies.items)
        if not allergies.items:
            none = allergies.state == "none"
            yield f"the allergies of {whose}", "No known allergies" if none else "Allergies NOT RECORDED"
        yield from ((f"a risk of {whose}", hide(alert.kind)) for alert in stop.person.summary.alerts.items)
    for stop in sheet.alike():
        if stop.person.born:
            yield f"when {stop.who()} was born", long_date(stop.person.born)


def described(sheet: RunSheet) -> tuple[Document, MustSay]:
    """Return the pages of a run sheet, and what they must say."""
    return describe(sheet), must_say(sheet)

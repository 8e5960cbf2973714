"""The medicine chart: a chart to initial by hand, from seven days back, so that weekly doses and patches are seen.

What the chart in the home says is not known here. The days before today are there to copy it into, and the page
says that an empty box of those days does not mean that a dose was missed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from downtime_desk.core.clock import local, long_date
from downtime_desk.people import names
from downtime_desk.people.summary import Medicine, Person
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import Body, Document, StripCell, full_width
from downtime_desk.printing.fitting import Fitted, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import TILES, Frames, Head, identity, on_every_page, who_on_every_page
from downtime_desk.printing.papers import chart_parts
from downtime_desk.printing.papers.chart_parts import Given
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said

KIND: Final = "Medicine chart"
BACK: Final = 7
AHEAD: Final = 7


@dataclass(frozen=True, slots=True)
class MedicineChart(Stamped):
    """The numbered chart of one person. `given` is what the desk wrote down, by medicine, planned time and day."""

    person: Person
    told: tuple[Told, ...] = ()
    given: Mapping[tuple[str, str, date], Given] = field(default_factory=dict)
    said: tuple[Said, ...] = ()

    def about(self) -> About:
        """Return what the register says of it."""
        return About(KIND, names.short_name(self.person), self.person.id, reference=self.seal, said=self.said)

    def days(self) -> tuple[date, ...]:
        """Return the days of the chart: seven back, today, seven ahead."""
        first = local(self.printed_at).date() - timedelta(days=BACK)
        return tuple(first + timedelta(days=number) for number in range(BACK + 1 + AHEAD))


def describe(sheet: MedicineChart) -> Document:
    """Return the pages of a chart."""
    fitted = Fitted()
    who = identity(sheet.person, sheet.printed_at, fitted)
    days = sheet.days()
    frames = Frames(
        sheet,
        Head(
            kind="MEDICINE CHART, MAIN SYSTEM DOWN",
            lines=who.lines(),
            pages="THIS CHART HAS",
            copied=("people",),
            more=(StripCell("Days", f"{long_date(days[0])[:6]} to {long_date(days[-1])[:6]}"),),
            until="Facts hold until",
            foot=(who.foot(),),
            keep="Stays with the person. Hand to the desk when it is full.",
            tile=TILES[sheet.person.summary.priority.level],
        ),
        fitted,
    )
    body: Body = (
        *old_copy(sheet),
        *chart_parts.body(sheet.person, sheet.told, days, local(sheet.printed_at).date(), sheet.given),
        *(full_width(box) for box in fitted.box()),
    )
    return Document(f"{sheet.copy_number} {sheet.about().whose}", frames.frame, body)


def must_say(sheet: MedicineChart) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    person, hide = sheet.person, code_hider(sheet.person)
    once = tuple((what, hide(said)) for what, said in _facts(sheet) if said.strip())
    own = " ".join(said for _, said in once) + f" {names.born(person, local(sheet.printed_at).date())}"
    own += f"{chart_parts.OWN} {' '.join(str(day.day) for day in sheet.days())}"
    everywhere = (*on_every_page(sheet), *who_on_every_page(person, sheet.printed_at))
    return MustSay(names.short_name(person), everywhere, once, tuple(codes_to_miss((person,), own)))


def _facts(sheet: MedicineChart) -> Iterator[tuple[str, str]]:
    listed = sheet.person.summary.allergies
    for allergy in listed.items:
        yield f"the allergy to {allergy.substance}", allergy.substance
        yield f"the reaction to {allergy.substance}", allergy.reaction or ""
    if not listed.items:
        none = listed.state == "none"
        yield "the state of the allergies", "No known allergies" if none else "Allergies NOT RECORDED"
    yield from (("what was told", change.what) for change in sheet.told)
    for medicine in sheet.person.summary.medicines.items:
        yield from _medicine(medicine)
        due = chart_parts.next_day(medicine, local(sheet.printed_at).date())
        if due and medicine.support != "self" and not medicine.as_needed:
            yield f"the next dose of {medicine.name}", chart_parts.due_words(due)
    if not sheet.person.summary.medicines.items:
        none = sheet.person.summary.medicines.state == "none"
        yield (
            "that there are no medicines",
            "No medicines in the record" if none else "Medicines NOT RECORDED",
        )


def _medicine(medicine: Medicine) -> Iterator[tuple[str, str]]:
    yield f"the medicine {medicine.name}", medicine.name
    yield f"the dose of {medicine.name}", medicine.dose or "Dose NOT RECORDED"
    yield f"how {medicine.name} is taken", medicine.route or ""
    yield f"what to know of {medicine.name}", medicine.instructions or ""
    yield from ((f"a time of {medicine.name}", time) for time in medicine.times)
    if medicine.time_critical:
        yield f"what to do when {medicine.name} is late", medicine.if_late or ""
        yield f"what to do when {medicine.name} is missed", medicine.if_missed or ""


def described(sheet: MedicineChart) -> tuple[Document, MustSay]:
    """Return the pages of a chart, and what they must say."""
    return describe(sheet), must_say(sheet)

"""Who a person is, in the one form every screen uses: Known as, Born, NHS No."""

from datetime import date

from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.ui.parts import Run, bold, times
from downtime_desk.ui.runs import Runs

NOT_RECORDED = "NOT RECORDED"


def identity(person: Person, on: date) -> Runs:
    """Return what stands under the name: `Known as Ted · Born 14-Mar-1941 (85) · NHS No. 999 000 2312`."""
    between = Run(" · ", "ink3")
    known_as = (Run("Known as ", "ink2"), bold(person.known_as), between) if person.known_as else ()
    return (
        *known_as,
        Run("Born ", "ink2"),
        times(names.born(person, on) or NOT_RECORDED, 14),
        between,
        Run("NHS No. ", "ink2"),
        times(names.nhs_number(person) or NOT_RECORDED, 14),
    )

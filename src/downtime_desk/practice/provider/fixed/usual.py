"""What people without much trouble have in common."""

from dataclasses import replace

from downtime_desk.practice.provider.person import ATTEMPT_CPR, Person, Visit

WASH, TEA, BED = "Wash; dress; breakfast; medicines", "Tea; drink; toilet", "Supper drink; medicines; settle"


def calm(person: Person) -> Person:
    """Return somebody who moves, eats and decides without trouble."""
    return replace(
        person,
        transfer="Walks with a frame.",
        equipment="Walking frame",
        eating="Normal food and drink.",
        capacity="Can decide about daily care.",
        cpr=ATTEMPT_CPR,
    )


def thrice(first: str = "08:00") -> tuple[Visit, ...]:
    """Return a day of three visits, the first at a clock time."""
    return (Visit(first, 45, WASH), Visit("17:00", 30, TEA), Visit("20:30", 30, BED))

"""How a person is named, on screens and on paper alike."""

from datetime import date

from nhs_number.validate import is_valid

from downtime_desk.core.clock import age_in_years, long_date
from downtime_desk.people.summary import Person


def full_name(person: Person) -> str:
    """Return `HOLLOWAY, Edwin (Mr)`."""
    return f"{short_name(person)} ({person.title})" if person.title else short_name(person)


def short_name(person: Person) -> str:
    """Return `HOLLOWAY, Edwin`."""
    return listed(person.family, person.given)


def listed(family: str, given: str) -> str:
    """Return `HOLLOWAY, Edwin`; who goes by one name is that name alone, `LAKSHMI`."""
    return ", ".join(filter(None, (family.upper(), given)))


def born(person: Person, on: date) -> str | None:
    """Return `14-Mar-1941 (85)`."""
    if person.born is None:
        return None
    return f"{long_date(person.born)} ({age_in_years(person.born, on)})"


def nhs_number(person: Person) -> str | None:
    """Return the number in groups of 3, 3 and 4; one that does not check stands as it came."""
    number = person.nhs_number
    if not number:
        return None
    if len(number) == 10 and number.isascii() and number.isdigit():
        spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
        return spaced if is_valid(number) else f"{spaced} (does not check)"
    return f"{number} (does not check)"

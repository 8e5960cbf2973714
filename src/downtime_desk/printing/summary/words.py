"""How facts are said on paper. Nothing here turns what is not recorded into none."""

from collections.abc import Iterable
from datetime import date

from nhs_number.validate import is_valid

from downtime_desk.core.clock import age_in_years, long_date
from downtime_desk.people.summary import Person
from downtime_desk.printing.blocks import NOT_RECORDED, Run, Runs, bold, plain


def full_name(person: Person) -> str:
    """Return `HOLLOWAY, Edwin (Mr)`."""
    return f"{short_name(person)} ({person.title})" if person.title else short_name(person)


def short_name(person: Person) -> str:
    """Return `HOLLOWAY, Edwin`."""
    return f"{person.family.upper()}, {person.given}"


def born(person: Person, on: date) -> str | None:
    """Return `14-Mar-1941 (85)`."""
    if person.born is None:
        return None
    return f"{long_date(person.born)} ({age_in_years(person.born, on)})"


def nhs_number(person: Person) -> str | None:
    """Return the number in groups of 3, 3 and 4; one that does not check is printed as it came."""
    number = person.nhs_number
    if not number:
        return None
    if len(number) == 10 and number.isascii() and number.isdigit():
        spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
        return spaced if is_valid(number) else f"{spaced} (does not check)"
    return f"{number} (does not check)"


def said(text: str | None, label: str = "") -> Runs:
    """Return the text, or NOT RECORDED, after its label in bold."""
    head: Runs = (bold(f"{label} "),) if label else ()
    return (*head, plain(text)) if text else (*head, NOT_RECORDED)


def sentence(text: str) -> str:
    """Return the text ending in a full stop."""
    stripped = text.rstrip()
    return stripped if stripped[-1:] in {".", "!", "?"} else f"{stripped}."


def spread(groups: Iterable[Runs]) -> Runs:
    """Return the groups as one paragraph, a space between them."""
    runs: list[Run] = []
    for group in groups:
        if runs and group:
            runs.append(plain(" "))
        runs.extend(group)
    return tuple(runs)


def capital(text: str) -> str:
    """Return the text beginning with a capital."""
    return text[:1].upper() + text[1:]

"""How people look in the list, and what a screen reader says of them."""

from dataclasses import dataclass
from datetime import date

from downtime_desk.core.clock import age_in_years, long_date
from downtime_desk.people.matched import matched_parts
from downtime_desk.people.queries import Found
from downtime_desk.ui import theme
from downtime_desk.ui.lists import Line, RowPicture
from downtime_desk.ui.parts import Run, bold, quiet

LETTERS = {"red": "R", "amber": "A", "green": "G", None: "?"}
PRIORITIES = {"red": "Red", "amber": "Amber", "green": "Green", None: "Priority not recorded"}


@dataclass(frozen=True)
class PersonRow:
    """A person in the list, with what was typed to find them and the day their age is of."""

    found: Found
    typed: str
    today: date


def picture(row: PersonRow) -> RowPicture:
    """Return how a row looks: name, birth, allergies and where they live."""
    found = row.found
    told = (Line(_told(found)),) if found.allergies_told else ()
    return RowPicture(
        (
            Line(_name(found, row.typed)),
            Line((quiet(_born(row)),)),
            *told,
            Line((*_recorded(found), quiet(_where(found)))),
        ),
        priority=LETTERS[found.priority],
    )


def sentence(row: PersonRow) -> str:
    """Return the row as one sentence."""
    found = row.found
    said = "".join(run.text for run in (*_told(found), *_recorded(found)))
    return f"{name(found)}. {PRIORITIES[found.priority]}. {_born(row)}. {said}{_where(found)}"


def name(found: Found) -> str:
    """Return `HOLLOWAY, Edwin`."""
    return f"{found.family.upper()}, {found.given}" if found.given else found.family.upper()


def _name(found: Found, typed: str) -> tuple[Run, ...]:
    return tuple(
        Run(part, "ink", theme.SEMIBOLD, 15, matched=hit) for part, hit in matched_parts(name(found), typed)
    )


def _born(row: PersonRow) -> str:
    if row.found.born is None:
        return "Born NOT RECORDED"
    return f"Born {long_date(row.found.born)} ({age_in_years(row.found.born, row.today)})"


def _told(found: Found) -> tuple[Run, ...]:
    """Return the allergies told since the copy: they stand before those of the record."""
    if found.allergies_told is None:
        return ()
    return (bold(f"Told since, allergy: {found.allergies_told} ", "accent", 13),)


def _recorded(found: Found) -> tuple[Run, ...]:
    """Return the allergies of the record."""
    before = (quiet("In the copy: "),) if found.allergies_told else ()
    return (*before, *_allergies(found.allergies))


def _allergies(allergies: tuple[str, ...] | None) -> tuple[Run, ...]:
    if allergies is None:
        return (quiet("Allergies "), bold("NOT RECORDED", size=13), quiet(". "))
    if not allergies:
        return (quiet("No known allergies. "),)
    named = ", ".join(_small(each) for each in allergies)
    return (quiet(f"{'Allergy' if len(allergies) == 1 else 'Allergies'}: {named}. "),)


def _small(word: str) -> str:
    """Return a word with a small first letter, unless it is a name in capitals."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _where(found: Found) -> str:
    if found.withdrawn:
        return "Not in the last copy"
    return found.address or "Address NOT RECORDED"

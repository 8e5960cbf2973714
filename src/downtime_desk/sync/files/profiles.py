"""Which column of an export holds which of our fields, known again by the names in its header.

A shipped profile fits when every column it needs is there; one a person made fits exactly the header it was made
for, in any order. Columns no profile speaks of are counted and left out.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files.tables import folded
from downtime_desk.sync.files.values import Order, Zone

# What a field is called on screen; several columns may be joined into those of `JOINED`.
FIELDS: Mapping[str, str] = {
    "person.id": "Person: their id",
    "person.name": "Person: whole name",
    "person.family": "Person: family name",
    "person.given": "Person: given name",
    "person.title": "Person: title",
    "person.known_as": "Person: known as",
    "person.born": "Person: date of birth",
    "person.nhs_number": "Person: NHS number",
    "person.local_id": "Person: local number",
    "person.gender": "Person: gender",
    "person.address": "Person: address",
    "person.postcode": "Person: postcode",
    "person.phone": "Person: telephone",
    "person.directions": "Person: how to get in",
    "person.entry_code": "Person: home-entry code",
    "person.priority": "Person: red, amber or green",
    "person.allergies": "Person: allergies",
    "person.medicines": "Person: medicines",
    "person.conditions": "Person: conditions",
    "person.alert": "Person: a risk, under the column’s name",
    "person.dnacpr": "Person: DNACPR, yes or no",
    "person.capacity": "Person: capacity",
    "person.lives_alone": "Person: lives alone, yes or no",
    "person.communication": "Person: communication",
    "person.late_or_missed": "Person: if a visit is late or missed",
    "person.what_matters": "Person: what matters",
    "person.gp_name": "Person: GP",
    "person.gp_phone": "Person: GP’s telephone",
    "person.contact_name": "Person: contact",
    "person.contact_role": "Person: contact’s relationship",
    "person.contact_phone": "Person: contact’s telephone",
    "carer.id": "Carer: their id",
    "carer.name": "Carer: whole name",
    "carer.family": "Carer: family name",
    "carer.given": "Carer: given name",
    "carer.phone": "Carer: telephone",
    "carer.role": "Carer: role",
    "carer.area": "Carer: area",
    "carer.skills": "Carer: skills",
    "visit.id": "Visit: its id",
    "visit.start": "Visit: planned start, date and time",
    "visit.end": "Visit: planned end, date and time",
    "visit.day": "Visit: day",
    "visit.start_time": "Visit: planned start, time alone",
    "visit.end_time": "Visit: planned end, time alone",
    "visit.length": "Visit: planned length",
    "visit.arrived": "Visit: when the carer came",
    "visit.left": "Visit: when the carer left",
    "visit.method": "Visit: how coming and leaving were noted",
    "visit.status": "Visit: status",
    "visit.cancelled": "Visit: cancelled, yes or no",
    "visit.carers_needed": "Visit: carers needed",
    "visit.service": "Visit: service",
    "visit.tasks": "Visit: tasks",
    "visit.area": "Visit: area",
    "visit.note": "Visit: note",
    "visit.version": "Visit: version",
}
JOINED = frozenset(
    {
        "person.address",
        "person.alert",
        "person.allergies",
        "person.conditions",
        "person.medicines",
        "person.what_matters",
        "visit.note",
        "visit.tasks",
    }
)


class Column(msgspec.Struct, frozen=True):
    """A column by the name in the header, and the field it holds."""

    header: str
    field: str


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one kind of export is read. `needed` are the columns a shipped profile is known by.

    `parts` says that several files of this header are parts of one export. `tasks_by` parts the tasks of a cell.
    """

    name: str
    columns: tuple[Column, ...]
    needed: tuple[str, ...] = ()
    fingerprint: str = ""
    zone: Zone = "London"
    order: Order = "day first"
    tasks_by: str = ";"
    parts: bool = False

    def within(self, header: Iterable[str]) -> "Profile":
        """Return it with those columns alone that a header has."""
        there = set(map(folded, header))
        return msgspec.structs.replace(
            self, columns=tuple(each for each in self.columns if folded(each.header) in there)
        )

    def holds(self, part: str) -> bool:
        """Return whether it speaks of people, carers or visits (`person`, `carer`, `visit`) enough to make one."""
        fields = {each.field for each in self.columns}
        makes = {
            "person": {"person.name", "person.family"},
            "carer": {"carer.id"},
            "visit": {"visit.start", "visit.day"},
        }
        return bool(fields & makes[part])


def fingerprint(header: Iterable[str]) -> str:
    """Return what tells a header from another, whatever the order of its columns."""
    names = "\n".join(sorted(filter(None, map(folded, header))))
    return hashlib.blake2b(names.encode(), digest_size=16, person=b"columns").hexdigest()


def fitting(header: Sequence[str], own: Iterable[Profile], shipped: Iterable[Profile]) -> Profile | None:
    """Return the profile of a header: a person's own before a shipped one, and that with most columns there."""
    mark = fingerprint(header)
    for each in own:
        if each.fingerprint == mark:
            return each
    there = {folded(name) for name in header}
    fits = [each for each in shipped if there.issuperset(map(folded, each.needed))]
    return max(fits, key=lambda each: len(each.needed), default=None)


@dataclass(frozen=True)
class Mapped:
    """What a person chose for the columns of a header, before it is a profile."""

    name: str
    header: tuple[str, ...]
    fields: Mapping[str, str]
    zone: Zone = "London"
    order: Order = "day first"
    parts: bool = False


def profile_of(mapped: Mapped) -> Profile:
    """Return the profile of what a person chose; raise Trouble when nothing can be read with it."""
    chosen = {header: field_ for header, field_ in mapped.fields.items() if field_}
    there = set(map(folded, mapped.header))
    missing = [header for header in chosen if folded(header) not in there]
    if missing:
        raise Trouble(f"There is no column “{missing[0]}”.", "Choose among the columns of the file.")
    fields = list(chosen.values())
    for field_ in fields:
        if field_ not in FIELDS:
            raise Trouble(f"There is no field “{field_}”.", "Choose one of the list.")
        if field_ not in JOINED and fields.count(field_) > 1:
            raise Trouble(
                f"Two columns are chosen for “{FIELDS[field_]}”.",
                "Choose the one that is right, and leave the other out.",
            )
    made = Profile(
        mapped.name.strip() or "Columns of our own",
        tuple(Column(header, field_) for header, field_ in chosen.items()),
        fingerprint=fingerprint(mapped.header),
        zone=mapped.zone,
        order=mapped.order,
        parts=mapped.parts,
    )
    _see_that_it_is_enough(made, set(fields))
    return made


def _see_that_it_is_enough(profile: Profile, fields: set[str]) -> None:
    people, carers, visits = (profile.holds(part) for part in ("person", "carer", "visit"))
    if not (people or carers or visits):
        raise Trouble(
            "Nothing of these columns makes a person, a carer or a visit.",
            "Choose at least an id with a name, or a person’s id with a visit’s start.",
        )
    if (people or visits) and "person.id" not in fields:
        raise Trouble(
            "The person’s id is missing.", "Choose the column it is in: names alone can be mixed up."
        )
    if visits and not fields & {"visit.start", "visit.start_time"}:
        raise Trouble("The visit’s start is missing.", "Choose the column with its time.")
    if visits and not fields & {"visit.end", "visit.end_time", "visit.length"}:
        raise Trouble("The visit’s end is missing.", "Choose the column with its end, or with its length.")

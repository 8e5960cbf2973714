"""One area of the provider: its carers, its people and their visits. Areas are made one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import Literal

from downtime_desk.practice.provider import names
from downtime_desk.practice.provider.diary import Diary
from downtime_desk.practice.provider.fixed import FIXED
from downtime_desk.practice.provider.people import invent
from downtime_desk.practice.provider.person import Level, Person
from downtime_desk.practice.provider.record import record
from downtime_desk.practice.provider.rota import (
    ONE_DAY,
    SHIFTS,
    Planned,
    Shift,
    Standing,
    appointment,
    carers_needed,
    on_duty,
    plan_shift,
    staff_size,
)
from downtime_desk.practice.provider.shapes import STAFF_ID, Resource, phones, refer

SHARES: dict[Level, float] = {"red": 0.17, "amber": 0.50, "green": 0.33}

KNOWN_CARERS: dict[Shift, tuple[tuple[str, str], ...]] = {
    "morning": (("Dorota", "Nowak"), ("Bethany", "Cole"), ("Gwen", "Tudor"), ("Amaka", "Obi")),
    "evening": (("Colm", "Tierney"), ("Asha", "Rao"), ("Lorna", "Birtles")),
    "night": (("Iwan", "Prosser"), ("Shanice", "Grant"), ("Marek", "Pawlak")),
}

SKILLS = (
    "Medicines level 2",
    "Moving and handling",
    "PEG feeding",
    "Insulin (delegated)",
    "Catheter care",
    "Buccal midazolam",
    "End of life care",
)


@dataclass(frozen=True, slots=True)
class Carer:
    """A care worker of one shift."""

    id: str
    given: str
    family: str
    phone: str
    skills: tuple[str, ...]
    role: str

    @property
    def name(self) -> str:
        """Return the name in full."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Area:
    """Some sixty people who live near one another. `first` is the number of the first of them."""

    number: int
    first: int
    size: int
    seed: int
    today: date
    days: int
    busy: bool

    def resources(self) -> Iterator[Resource]:
        """Yield the area's carers, then each person's record, then the visits day by day."""
        chance = Random(f"{self.seed}:{self.number}")  # noqa: S311 - the same provider every time, no secret
        people = {f"p{self.first + n:05d}": person for n, person in enumerate(self._people(chance), 1)}
        standing = [
            Standing(person_id, person.level, visit)
            for person_id, person in people.items()
            for visit in person.visits
        ]
        staff = {shift: self._staff(chance, shift, standing) for shift in SHIFTS}
        for carer in chain.from_iterable(staff.values()):
            yield from self._carer(carer)
        for person_id, person in people.items():
            practice = f"gp{person.gp:04d}"
            yield from record(person, person_id, practice, self.today)
        yield from self._visits(chance, standing, staff)

    def _people(self, chance: Random) -> Iterator[Person]:
        fixed = FIXED if self.number == 0 else ()
        yield from fixed
        diary = Diary()
        for visit in chain.from_iterable(person.visits for person in fixed):
            diary.add(visit)
        levels = self._levels(fixed)
        chance.shuffle(levels)
        for place, level in enumerate(levels, self.first + len(fixed)):
            yield invent(chance, self.number, place, level, self.today, diary, busy=self.busy)

    def _levels(self, fixed: tuple[Person, ...]) -> list[Level]:
        red = round(self.size * SHARES["red"])
        amber = round(self.size * SHARES["amber"])
        wanted: dict[Level, int] = {"red": red, "amber": amber, "green": self.size - red - amber}
        for person in fixed:
            wanted[person.level] -= 1
        left = self.size - len(fixed)
        levels: list[Level] = [level for level, count in wanted.items() for _ in range(count)]
        return levels[:left]

    def _staff(self, chance: Random, shift: Shift, standing: list[Standing]) -> list[Carer]:
        size = staff_size(carers_needed(standing, shift))
        known = KNOWN_CARERS[shift] if self.number == 0 else ()
        return [self._hire(chance, shift, place, known) for place in range(size)]

    def _hire(self, chance: Random, shift: Shift, place: int, known: tuple[tuple[str, str], ...]) -> Carer:
        gender: Literal["female", "male"] = "female" if chance.random() < 0.8 else "male"
        origin = names.pick_origin(chance)
        given, family = names.pick_given(chance, origin, gender), chance.choice(origin.families)
        if place < len(known):
            given, family = known[place]
        return Carer(
            id=f"c{self.number:04d}{shift[0]}{place:02d}",
            given=given,
            family=family,
            phone=names.pick_mobile(chance),
            skills=tuple(chance.sample(SKILLS, chance.randint(2, 4))),
            role="Senior carer" if place % 6 == 0 else "Carer",
        )

    def _carer(self, carer: Carer) -> Iterator[Resource]:
        yield {
            "resourceType": "Practitioner",
            "id": carer.id,
            "identifier": [{"system": STAFF_ID, "value": carer.id.upper()}],
            "active": True,
            "name": [{"use": "official", "family": carer.family, "given": [carer.given]}],
            "telecom": phones(carer.phone, "work"),
        }
        yield {
            "resourceType": "PractitionerRole",
            "id": f"{carer.id}-role",
            "active": True,
            "practitioner": refer("Practitioner", carer.id),
            "organization": refer("Organization", "harbour-lane"),
            "code": [{"text": carer.role}],
            "specialty": [{"text": skill} for skill in carer.skills],
            "location": [{"display": names.place_name(self.number)}],
        }

    def _visits(
        self, chance: Random, standing: list[Standing], staff: dict[Shift, list[Carer]]
    ) -> Iterator[Resource]:
        called = {carer.id: carer.name for carer in chain.from_iterable(staff.values())}
        ids: dict[Shift, list[str]] = {shift: [carer.id for carer in staff[shift]] for shift in SHIFTS}
        first = self.today - ONE_DAY
        last = first + timedelta(days=self.days - 1)
        day = first - ONE_DAY
        while day <= last:
            for shift in SHIFTS:
                for planned in plan_shift(standing, shift, day, on_duty(ids[shift], day)):
                    if first <= planned.day <= last:
                        yield self._appointment(chance, planned, called)
            day += ONE_DAY

    def _appointment(self, chance: Random, planned: Planned, called: dict[str, str]) -> Resource:
        drawn = chance.random()
        area = names.place_name(self.number)
        if planned.day < self.today:
            status = "noshow" if drawn < 0.003 and planned.standing.level == "green" else "fulfilled"
            return appointment(planned, status, area, called)
        if planned.standing.level != "red" and drawn < 0.004:
            nobody = Planned(planned.standing, planned.day, planned.start, planned.end)
            return appointment(nobody, "pending", area, called)
        if planned.standing.level != "red" and drawn < 0.01:
            away = appointment(planned, "cancelled", area, called)
            return {**away, "cancelationReason": {"text": "Person in hospital"}, "comment": "Back next week"}
        status = "booked" if len(planned.carers) == planned.standing.visit.carers else "pending"
        return appointment(planned, status, area, called)

"""A branch in a store of its own: invented people, their visits of a day, and an outage that began in the evening."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec

from downtime_desk import wiring  # noqa: F401 - all tables are known
from downtime_desk.access.actions import Found, SignedIn, found
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.summary import Listed, Person, Priority, PriorityLevel
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.plan import Carer, PlannedVisit
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.printing.samples import TED

COPIED = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
VISITS_A_CARER = 12
FAMILIES = [
    "Ashworth",
    "Banerjee",
    "Cardew",
    "Dunn",
    "Eccles",
    "Fairhurst",
    "Garside",
    "Holloway",
    "Iqbal",
    "Jessop",
    "Kowalski",
    "Lomax",
    "Marlow",
    "Nuttall",
    "Okafor",
    "Petrova",
    "Quigley",
    "Ramsbottom",
    "Szymański",
    "Trott",
    "Underhill",
    "Vasquez",
    "Whitlock",
    "Xu",
    "Yarwood",
    "Żak",
    "O’Brien",
    "Ó’Dálaigh",
]
GIVEN = [
    "Edwin",
    "Maureen",
    "Sunita",
    "Patricia",
    "Arthur",
    "Olive",
    "Chidi",
    "Mina",
    "Keira",
    "Iwan",
    "Dorota",
    "Bethany",
    "Łukasz",
    "Zoë",
    "Siân",
]


def now() -> datetime:
    """Return the clock of the pictures."""
    return NIGHT


def some_people(number: int) -> list[Person]:
    """Return invented people in order of their names, the same each time."""
    dice = Random(2026)
    people = [
        msgspec.structs.replace(
            TED,
            id=f"p{n}",
            family=dice.choice(FAMILIES),
            given=dice.choice(GIVEN),
            nhs_number=None,
            local_id=f"HL{n:06}",
            version="1",
        )
        for n in range(number)
    ]
    return sorted(people, key=lambda person: (person.family, person.given))


def mixed(people: list[Person]) -> list[Person]:
    """Return people of whom one in eight is red, one in twenty without a priority, few with a medicine at a time."""
    dice = Random(7)
    none_at_a_time = Listed("listed", TED.summary.medicines.items[1:])
    levels: list[PriorityLevel | None] = ["red", "amber", "green", None]

    def one(person: Person) -> Person:
        level = dice.choices(levels, (12, 33, 50, 5))[0]
        summary = msgspec.structs.replace(person.summary, priority=Priority(level))
        if dice.random() > 0.06:
            summary = msgspec.structs.replace(summary, medicines=none_at_a_time)
        return msgspec.structs.replace(person, summary=summary)

    return [one(person) for person in people]


def some_visits(people: int, number: int, days: int = 1) -> Iterator[list[PlannedVisit]]:
    """Yield days of visits, each spread evenly over it; the outage is in the first."""
    for day in range(days):
        yield _day(people, number, day)


def _day(people: int, number: int, day: int) -> list[PlannedVisit]:
    apart = timedelta(hours=24) / number
    return [
        PlannedVisit(
            id=f"v{n}" if day == 0 else f"v{n}-{day}",
            person_id=f"p{n % people}",
            start=FIRST + timedelta(days=day) + n * apart,
            end=FIRST + timedelta(days=day) + n * apart + timedelta(minutes=30),
            status="booked",
            carers=(f"c{n % carers_for(number)}",) if n % 100 else (),
            area=f"Area {n % carers_for(number) % 12}",
            service="Personal care",
            tasks=("Wash", "Dose", "Breakfast"),
            version="7",
        )
        for n in range(number)
    ]


def carers_for(visits: int) -> int:
    """Return how many carers make that many visits in a day."""
    return visits // VISITS_A_CARER + 1


@contextmanager
def empty_store() -> Iterator[SignedIn]:
    """Give a new store with its manager signed in."""
    with TemporaryDirectory() as folder:
        command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
        signed_in = found(Path(folder) / "home", command, now, CHEAP).signed_in
        yield signed_in
        signed_in.store.close()


@contextmanager
def branch(people: int, visits: int, days: int = 1) -> Iterator[SignedIn]:
    """Give a store with the copy of 19:30 and an outage running since; `visits` is how many a day has."""
    carers = [
        Carer(f"c{n}", "Prosser", f"Iwan {n}", "07700 900147") for n in range(visits // VISITS_A_CARER + 1)
    ]
    chunks = ([rota_mirror.row_of(each) for each in day] for day in some_visits(people, visits, days))
    rota = rota_mirror.Rota(carers, chunks)
    with empty_store() as signed_in:
        with signed_in.store.write(signed_in.acting) as session:
            people_mirror.apply(session, mixed(some_people(people)), COPIED, frozenset())
            rota_mirror.apply(session, rota, COPIED)
            declare(session, Declare(("Rota",), COPIED, "Carers rang: the app shows nothing"))
        yield signed_in

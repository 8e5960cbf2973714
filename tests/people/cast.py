"""The invented people of the tests, and a copy of them as a refresh would write it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import mirror
from downtime_desk.people.model import copies
from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Communication,
    Contact,
    CprDecision,
    Eating,
    EntryCode,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.mirror import Rota, row_of
from downtime_desk.rota.plan import Carer, PlannedVisit

RECEIVED = datetime(2026, 11, 21, 19, 15, tzinfo=UTC)
AS_OF = {
    "rota": datetime(2026, 11, 21, 19, 30, tzinfo=UTC),
    "people": RECEIVED,
    "contacts": datetime(2026, 11, 21, 18, 0, tzinfo=UTC),
    "entry codes": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
}

EDWIN = Person(
    "p-1",
    "Holloway",
    "Edwin",
    title="Mr",
    known_as="Ted",
    born=date(1941, 3, 14),
    nhs_number="9990002312",
    summary=Summary(
        priority=Priority("red", ("exact-time medicine", "lives alone"), date(2026, 11, 2), "Helen Ashdown"),
        allergies=Listed(
            "listed",
            (Allergy("Penicillin", "Rash and swollen face", "Severe", date(2024, 6, 11)),),
            date(2024, 6, 11),
        ),
        medicines=Listed(
            "listed",
            (
                Medicine(
                    "Co-beneldopa 12.5/50 mg dispersible",
                    "1 tablet in water",
                    "by mouth",
                    ("21:00", "01:45", "05:30"),
                    time_critical=True,
                    window_minutes=30,
                    if_late="give it at once, up to 02:15.",
                    if_missed="never double the next dose. Ring 111, say Parkinson’s.",
                    support="administer",
                ),
                Medicine("Apixaban", "5 mg", "by mouth", ("09:00", "21:00"), support="administer"),
                Medicine("Paracetamol", "1 g", as_needed=True, instructions="4 hours apart"),
            ),
        ),
        alerts=Listed(
            "listed",
            (
                Alert("Falls", "2 in 90 days. Takes a blood thinner: ring 999 for any knock to the head."),
                Alert("Choking", "drinks Level 2 mildly thick, food Level 6 soft. Sit him upright."),
                Alert("Dog", "Meg, friendly, shut in the kitchen."),
            ),
        ),
        conditions=Listed("listed", ("Parkinson’s disease", "Atrial fibrillation")),
        contacts=Listed(
            "listed",
            (
                Contact("Bill Trott", "neighbour", "01632 960274", key_holder=True),
                Contact("Susan", "daughter", "07700 900311", may_be_told=True),
                Contact("Peter", "son", "07700 900312"),
            ),
        ),
        gp=Contact("Nether Wick Surgery", "GP", "01632 960118"),
        services=(Contact("Lifeline", "pendant alarm", "01632 960190"),),
        cpr=CprDecision(True, "ReSPECT", "yellow folder, kitchen drawer", date(2025, 8, 5)),
        mobility=Mobility(
            1, "Walking frame. Freezes in doorways: count “one, two, step”. Turns in bed with help."
        ),
        eating=Eating(6, 2, "Sit upright for 30 minutes after."),
        communication=Communication(
            "English", "Soft voice, slow to answer: wait 10 seconds. Nods for yes. Glasses."
        ),
        capacity="Can decide about daily care. Health attorney: Susan Holloway-Reid.",
        lives_alone=True,
        can_summon_help=True,
        address="3 Quarry Cottages, Nether Wick",
        postcode="WX9 4LB",
        directions="Side door, unlit gravel lane. No mobile signal.",
        phone="01632 960281",
        if_late_or_missed="ring Bill Trott, then Susan. Red: tell Helen at 30 min.",
        what_matters="The wireless at six, and Meg.",
        has_entry_code=True,
    ),
    entry_codes=(EntryCode("Key safe by the side door", "4471C"),),
)


def _other(
    id_: str, family: str, given: str, born: date, level: str | None, address: str, allergies: Listed[Allergy]
) -> Person:
    return Person(
        id_,
        family,
        given,
        born=born,
        summary=Summary(
            priority=Priority(level, ("reviewed",) if level else ()),  # type: ignore[arg-type]
            allergies=allergies,
            mobility=Mobility(2 if level == "amber" else 1),
            address=address,
        ),
    )


NONE_KNOWN: Listed[Allergy] = Listed("none")
OTHERS = (
    _other("p-2", "Holloway", "Patricia", date(1952, 11, 30), "amber", "12 Mill Close", NONE_KNOWN),
    _other("p-3", "Hollis", "Margaret", date(1947, 8, 22), "green", "Flat 4", NONE_KNOWN),
    _other(
        "p-4",
        "Hollyoak",
        "Jean",
        date(1939, 6, 4),
        "amber",
        "61 Station Road",
        Listed("listed", (Allergy("Latex"),)),
    ),
    _other("p-5", "Holt", "Dennis", date(1945, 1, 18), "amber", "8 Ferry Lane", Listed()),
    _other("p-6", "Ashworth", "Maureen", date(1938, 2, 2), "red", "22 Alma Terrace", NONE_KNOWN),
    _other(
        "p-7",
        "Kowalczyk",
        "Józef",
        date(1947, 6, 19),
        "red",
        "5 Dock Street",
        Listed("listed", (Allergy("Trimethoprim"),)),
    ),
    _other("p-8", "O’Brien-Łukasz", "Siân", date(1950, 5, 11), None, "40 Tanyard", Listed()),
    _other("p-9", "Pike", "Ronald", date(1950, 5, 11), "amber", "40 Hollow Way", Listed()),
)
HOSTILE = Person(
    "p-10",
    "<b>Smith</b>&",
    "=HYPERLINK('x')\u202eeiram",
    summary=Summary(
        allergies=Listed("listed", (Allergy("<img src=x> & nuts"),)),
        alerts=Listed("listed", (Alert("Dog\u0000", "<a href='file:///'>bites</a>" * 30),)),
        address="1\n2\n3 <br> Lane",
        mobility=Mobility(1, "W" * 400),
    ),
)

CARERS = (Carer("c-1", "Prosser", "Iwan"), Carer("c-2", "Nowak", "Dorota"))


def planned(
    id_: str, day: int, hour: int, minute: int, *, carers: tuple[str, ...] = ("c-1",), status: str = "booked"
) -> PlannedVisit:
    """Return a half-hour visit to Edwin Holloway."""
    start = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    return PlannedVisit(id_, "p-1", start, start + timedelta(minutes=30), status, carers)


VISITS = (
    planned("v-0", 21, 21, 0),
    planned("v-1", 22, 1, 45),
    planned("v-2", 22, 5, 30),
    planned("v-3", 22, 6, 0, status="cancelled"),
    planned("v-4", 22, 8, 45, carers=("c-2",)),
)


def copy(store: Store, acting: Acting, *more: Person) -> None:
    """Write the copy of Saturday evening."""
    people = sorted((EDWIN, *OTHERS, *more), key=lambda each: (each.family, each.given))
    with store.write(acting) as session:
        mirror.apply(session, people, RECEIVED, frozenset())
        rota_mirror.apply(session, Rota(CARERS, [[row_of(visit) for visit in VISITS]]), RECEIVED)
        session.execute(
            insert(copies),
            [{"kind": kind, "as_of": to_text(instant), "snapshot": 1} for kind, instant in AS_OF.items()],
        )

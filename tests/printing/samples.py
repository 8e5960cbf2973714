"""Invented people, whole and hostile, for pages."""

from datetime import UTC, date, datetime

from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Communication,
    Contact,
    CprDecision,
    Eating,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)
from downtime_desk.printing.summary.sheet import NextVisit, SummarySheet, Told

PRINTED = datetime(2026, 11, 21, 22, 52, tzinfo=UTC)


def at(hour: int, minute: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


TED = Person(
    id="p-1",
    family="Holloway",
    given="Edwin",
    title="Mr",
    known_as="Ted",
    born=date(1941, 3, 14),
    nhs_number="9990002312",
    summary=Summary(
        priority=Priority("red", ("medicine at exact times", "lives alone"), date(2026, 11, 2)),
        allergies=Listed(
            "listed", (Allergy("Penicillin", "Rash and swollen face", "severe"),), date(2024, 6, 11)
        ),
        medicines=Listed(
            "listed",
            (
                Medicine(
                    "Co-beneldopa dispersible 12.5/50 mg",
                    dose="1 tablet in water",
                    route="by mouth, sitting upright",
                    times=("09:00", "13:00", "17:00", "21:00", "01:45", "05:30"),
                    time_critical=True,
                    window_minutes=30,
                    if_late="give it when you arrive if the next dose is more than 2 hours away",
                    if_missed="never double the next dose. Ring 111 and say “Parkinson’s”, then the duty desk",
                    support="administer",
                ),
                Medicine("Apixaban", dose="5 mg", times=("09:00", "21:00"), support="prompt"),
                Medicine("Senna", dose="7.5 mg", times=("21:00",), support="prompt"),
                Medicine(
                    "Paracetamol",
                    dose="1 g",
                    as_needed=True,
                    support="assist",
                    instructions="At least 4 hours apart. Locked tin, kitchen.",
                ),
            ),
        ),
        alerts=Listed(
            "listed",
            (
                Alert("Falls", "2 in 90 days. Takes a blood thinner: ring 999 for any knock to the head"),
                Alert("Choking", "see eating and drinking"),
                Alert("Stiffness", "when a dose is late"),
                Alert("Dog", "Meg, friendly, shut in the kitchen"),
            ),
        ),
        conditions=Listed("listed", ("Parkinson’s disease", "atrial fibrillation")),
        contacts=Listed(
            "listed",
            (
                Contact("Bill Trott", "neighbour", "01632 960274", key_holder=True, may_be_told=True),
                Contact("Susan Holloway-Reid", "daughter", "07700 900311", may_be_told=True),
            ),
        ),
        gp=Contact("Nether Wick Surgery", "GP", "01632 960118"),
        services=(
            Contact("Lifeline", "pendant alarm", "01632 960190"),
            Contact("Wickham Pharmacy", "pharmacy", "01632 960155"),
            Contact("District nurses", "24 hours", "01632 960133"),
            Contact("Wexshire emergency duty team", None, "01632 960500"),
        ),
        cpr=CprDecision(
            True,
            "ReSPECT form",
            "yellow folder, kitchen drawer left of the sink",
            date(2025, 8, 5),
            date(2027, 8, 5),
        ),
        mobility=Mobility(
            1,
            "Can bear weight. Freezes in doorways: count “one, two, step”. Turns in bed with help",
            "walking frame",
        ),
        eating=Eating(6, 2, "2 scoops to 200 ml. Upright for 30 minutes after"),
        communication=Communication(
            "English", "Soft voice, slow to answer: wait 10 seconds. Nods for yes. Glasses"
        ),
        capacity="can decide about daily care. Health and welfare attorney: Susan",
        lives_alone=True,
        can_summon_help=True,
        address="3 Quarry Cottages, Nether Wick",
        postcode="WX9 4LB",
        directions="At the chapel take the gravel lane, unlit, last house. Park at No. 1. Side door",
        phone="01632 960281",
        if_late_or_missed="ring Bill Trott to sit with Ted, then Susan. Duty desk tells Helen Ashdown at 30 minutes",
        what_matters="Was a bus driver. Radio low and landing light on at night. Do not hurry him.",
        has_entry_code=True,
    ),
)

VISITS = (
    NextVisit(at(1, 45, 22), at(2, 15, 22), ("Iwan Prosser",), 1, ("Dose", "drink", "pad", "turn")),
    NextVisit(at(5, 30, 22), at(6, 0, 22), ("Iwan Prosser",), 1, ("Dose", "drink", "pad", "turn")),
    NextVisit(at(8, 45, 22), at(9, 30, 22), ("Dorota Nowak",), 1, ("Wash", "dose", "breakfast")),
    NextVisit(at(12, 45, 22), at(13, 15, 22), ("Bethany Cole",), 2, ("Dose", "lunch")),
)

TOLD = (
    Told(
        at(20, 31), "Susan is away until Monday", "Ring Bill Trott first. Susan, daughter", "with Bill 20:44"
    ),
    Told(
        at(22, 40),
        "Use the wheelchair tonight",
        "Slipped in the bathroom about 18:00, no injury seen. Susan, daughter",
    ),
)


def sheet(person: Person = TED, number: int = 447, **changes: object) -> SummarySheet:
    facts: dict[str, object] = {
        "person": person,
        "organisation": "Harbour Lane Home Care",
        "desk_phone": "01632 960400",
        "desk": "HLHC1",
        "copy_number": f"C-{number:04d}",
        "replaces": "C-0413",
        "as_of": {"people": at(19, 15), "rota": at(19, 30)},
        "printed_at": PRINTED,
        "printed_by": "Priya Nair",
        "use_until": at(10, 52, 22),
        "visits": VISITS,
        "told": TOLD,
        "seal": "7F3A-92C1",
        "seal_entry": 163,
    }
    return SummarySheet(**(facts | changes))  # type: ignore[arg-type]

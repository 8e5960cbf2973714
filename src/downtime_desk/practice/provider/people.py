"""Invents the people of one area: who they are, what they need, and when they are visited."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import Literal

from nhs_number.validate import calculate_checksum

from downtime_desk.practice.provider import names
from downtime_desk.practice.provider.care import NEEDS, OTHER_CONDITIONS, OTHER_MEDICINES, Need
from downtime_desk.practice.provider.diary import Diary, minutes_of
from downtime_desk.practice.provider.person import (
    ATTEMPT_CPR,
    Allergy,
    Contact,
    Cpr,
    Level,
    Medicine,
    Person,
    Service,
    Visit,
)

FIRST_NUMBER, NUMBER_STEP = 999_010_000, 13

ALLERGIES = (
    Allergy("Penicillin", "Rash", "moderate"),
    Allergy("Trimethoprim", "Swollen lips", "severe", high_risk=True),
    Allergy("Codeine", "Vomiting and confusion", "moderate"),
    Allergy("Aspirin", "Stomach bleed", "severe", high_risk=True),
    Allergy("Latex", "Itching", "mild"),
    Allergy("Plasters (adhesive)", "Rash", "mild"),
    Allergy("Ibuprofen and other anti-inflammatories", "Wheeze", "moderate"),
    Allergy("Shellfish", "Hives", "moderate"),
    Allergy("Eggs", "Hives", "mild"),
    Allergy("Nuts (all)", "Anaphylaxis: throat swells, collapse", "severe", high_risk=True),
)

NEVER_WITH = {"Codeine": ("Codeine", "Oramorph"), "Latex": (), "Penicillin": ("Phenoxymethylpenicillin",)}

PASTIMES = (
    "Watches the snooker. Tea with two sugars.",
    "Likes the door left ajar and the radio on.",
    "Was a nurse for 30 years: explain what you do.",
    "Talks about the allotment. Boots off at the door.",
    "Prefers a wash to a shower. Own towel, the blue one.",
    "Needs the hearing aid in before anything else.",
    "Feeds the birds at ten. Do not move the seed.",
    "Private person. Knock and wait.",
)

FORM_PLACES = (
    "Green folder by the telephone",
    "Yellow folder on the hall table",
    "Inside the wardrobe door",
    "Message in a bottle, fridge door",
)

REVIEWERS = ("Helen Ashdown", "Martin Okell", "Ruth Penhallow")

DAY_STARTS = ((420, 645), (705, 810), (960, 1095), (1170, 1305))
"""Between which minutes of the day the four visits of a full day begin."""


def nhs_number_of(place: int) -> str:
    """Return the NHS number of the person at a place: from the range for tests, with its check digit."""
    start = FIRST_NUMBER + place * NUMBER_STEP
    checked = ((number, calculate_checksum(str(number))) for number in range(start, start + NUMBER_STEP))
    return next(f"{number}{digit}" for number, digit in checked if digit is not None and digit < 10)


def clock(minutes: int) -> str:
    """Return `07:45` for minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def invent(
    chance: Random, area: int, place: int, level: Level, today: date, diary: Diary, *, busy: bool
) -> Person:
    """Return an invented person. `busy` providers visit as often as the needs allow."""
    gender: Literal["female", "male"] = "female" if chance.random() < 0.62 else "male"
    origin = names.pick_origin(chance)
    need = chance.choice(NEEDS[level])
    alone = need.lives_alone if need.lives_alone is not None else chance.random() < 0.5
    allergies = _allergies(chance)
    given = names.pick_given(chance, origin, gender)
    family = chance.choice(origin.families)
    foreign = origin.languages and chance.random() < 0.3
    return Person(
        family=family,
        given=given,
        title=chance.choice(("Mrs", "Mrs", "Miss", "Ms")) if gender == "female" else "Mr",
        known_as=given[:3] if chance.random() < 0.05 else "",
        born=_born(chance, level, today),
        gender=gender,
        nhs_number=nhs_number_of(place),
        level=level,
        reasons=need.reasons,
        reviewed=chance.randint(3, 200),
        reviewer=chance.choice(REVIEWERS),
        address=f"{names.pick_street(chance)}, {names.place_name(area)}",
        postcode=names.pick_postcode(chance, area),
        directions=chance.choice(("", "", "Park on the road.", "Side gate.", "Ring twice and wait.")),
        phone=names.pick_landline(chance) if chance.random() < 0.94 else "",
        language=chance.choice(origin.languages) if foreign else "English",
        communication=need.communication or "No difficulty.",
        allergies=allergies,
        medicines=_medicines(chance, need, allergies),
        alerts=need.alerts + (("Dog: friendly, shut in the kitchen",) if chance.random() < 0.08 else ()),
        conditions=tuple(
            dict.fromkeys((*need.conditions, *chance.sample(OTHER_CONDITIONS, chance.randint(0, 2))))
        ),
        contacts=_contacts(chance, origin, family, alone=alone),
        services=_services(chance, level),
        gp=area // 2,
        cpr=_cpr(chance, level),
        carers=need.carers,
        transfer=need.transfer,
        equipment=need.equipment,
        food_level=need.food_level,
        drink_level=need.drink_level,
        eating=need.eating,
        capacity=need.capacity,
        lives_alone=alone,
        can_summon_help=need.can_summon_help if need.can_summon_help is not None else chance.random() < 0.9,
        if_late_or_missed=chance.choice(
            (
                "Ring to say so, then the first contact.",
                "Ring the first contact to look in.",
                "Send the nearest carer, then ring the first contact.",
            )
        ),
        what_matters=chance.choice(PASTIMES),
        entry_codes=(f"Key safe, {chance.choice(('front', 'side', 'porch'))}: {chance.randint(0, 9999):04d}",)
        if alone and chance.random() < 0.6
        else (),
        visits=tuple(_visits(chance, need, level, diary, busy=busy)),
    )


def _born(chance: Random, level: Level, today: date) -> date:
    oldest = {"red": 97, "amber": 96, "green": 92}[level]
    years = int(chance.triangular(44, oldest, 83))
    return today - timedelta(days=years * 365 + chance.randint(100, 460))


def _allergies(chance: Random) -> tuple[Allergy, ...] | None:
    drawn = chance.random()
    if drawn < 0.04:
        return None
    if drawn < 0.62:
        return ()
    found = chance.sample(ALLERGIES, 1 if drawn < 0.92 else 2)
    return tuple(replace(allergy, recorded=chance.randint(20, 2500)) for allergy in found)


def _conditions(chance: Random, need: Need) -> tuple[str, ...]:
    others = chance.sample(OTHER_CONDITIONS, chance.randint(0, 2))
    return tuple(dict.fromkeys((*need.conditions, *others)))


def _medicines(
    chance: Random, need: Need, allergies: tuple[Allergy, ...] | None
) -> tuple[Medicine, ...] | None:
    if chance.random() < 0.02 and not need.medicines:
        return None
    refused = tuple(chain.from_iterable(NEVER_WITH.get(one.substance, ()) for one in allergies or ()))
    found = [one for one in need.medicines if not refused or not one.name.startswith(refused)]
    if "nothing by mouth" in need.reasons:
        return tuple(found)
    taken = {one.name.split()[0] for one in found}
    if "Home oxygen" in need.conditions:
        taken.add("Zerobase")
    others = [one for one in OTHER_MEDICINES if one.name.split()[0] not in taken]
    return (*found, *chance.sample(others, chance.randint(0, 3)))


def _contacts(chance: Random, origin: names.Names, family: str, *, alone: bool) -> tuple[Contact, ...] | None:
    drawn = chance.random()
    if drawn < 0.03:
        return None
    if drawn < 0.05 and alone:
        return ()
    first = Contact(
        chance.choice(origin.women if chance.random() < 0.6 else origin.men),
        family,
        chance.choice(("daughter", "son", "niece", "brother", "sister"))
        if alone
        else chance.choice(("wife, at home", "husband, at home", "daughter, at home")),
        names.pick_mobile(chance),
        key_holder=chance.random() < 0.5,
        may_be_told=chance.choices((True, False, None), (90, 4, 6))[0],
    )
    if chance.random() < 0.4:
        return (first,)
    other = names.pick_origin(chance)
    neighbour = Contact(
        chance.choice(other.women), chance.choice(other.families), "neighbour", names.pick_landline(chance)
    )
    return (first, neighbour)


def _services(chance: Random, level: Level) -> tuple[Service, ...]:
    found = [Service("Wexshire emergency duty team", "council, out of hours", "01632 960500")]
    if level != "green":
        found.append(Service("District nurses", "24 hours", "01632 960133"))
    if chance.random() < 0.7:
        found.append(Service("Wickham Pharmacy", "pharmacy", "01632 960155"))
    if chance.random() < 0.5:
        found.append(Service("Lifeline", "pendant alarm", "01632 960190"))
    return tuple(found)


def _cpr(chance: Random, level: Level) -> Cpr | None:
    if chance.random() >= {"red": 0.4, "amber": 0.12, "green": 0.03}[level]:
        return ATTEMPT_CPR if chance.random() < 0.93 else None
    form = chance.choice(("DNACPR form", "ReSPECT"))
    review = chance.randint(30, 600) if form == "ReSPECT" else None
    return Cpr(form, chance.choice(FORM_PLACES), chance.randint(10, 900), review)


def _visits(chance: Random, need: Need, level: Level, diary: Diary, *, busy: bool) -> Iterator[Visit]:
    yield from need.nights if busy or chance.random() < 0.5 else ()
    for slot in _slots(chance, level, busy=busy):
        earliest, latest = DAY_STARTS[slot]
        minutes = chance.choice((45, 45, 60, 30)) if slot == 0 else 30
        start = _timed(need, slot) or diary.quiet_start(chance, earliest, latest, minutes)
        service = "Domestic" if level == "green" and slot in (1, 2) else "Personal care"
        visit = Visit(clock(start), minutes, need.tasks[slot], need.carers, service)
        diary.add(visit)
        yield visit


def _slots(chance: Random, level: Level, *, busy: bool) -> tuple[int, ...]:
    if level == "red" or (level == "amber" and busy):
        return (0, 1, 2, 3)
    if level == "amber":
        return chance.choice(((0, 1, 2, 3), (0, 1, 2, 3), (0, 1, 3), (0, 2, 3)))
    if busy:
        return chance.choice(((0, 1, 2), (0, 1, 2, 3), (0, 2, 3)))
    return chance.choice(((0, 2), (0, 1, 2), (0, 2, 3)))


def _timed(need: Need, slot: int) -> int | None:
    """Return when the visit must begin for a dose at an exact time to be given inside it, if one must."""
    earliest, latest = DAY_STARTS[slot]
    doses = [time for medicine in need.medicines if medicine.window for time in medicine.times]
    due = [minutes_of(dose) - 15 for dose in doses]
    return next((start for start in due if earliest - 60 <= start <= latest), None)

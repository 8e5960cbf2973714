"""Plans the runs of one area: who goes where and when, so that nobody is in two places at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from downtime_desk.core.clock import LONDON, to_text
from downtime_desk.practice.provider.person import Level, Visit
from downtime_desk.practice.provider.shapes import OURS, Resource, extension, refer

Shift = Literal["night", "morning", "evening"]

SHIFTS: tuple[Shift, ...] = ("morning", "evening", "night")
MORNING, EVENING, NIGHT = time(6, 30), time(14, 30), time(22, 30)
TRAVEL = timedelta(minutes=10)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit somebody has on its days of the week, whatever the date."""

    person_id: str
    level: Level
    visit: Visit

    @property
    def clock(self) -> time:
        """Return the local clock time at which it begins."""
        return time.fromisoformat(self.visit.at)

    @property
    def shift(self) -> Shift:
        """Return which carers make it."""
        if MORNING <= self.clock < EVENING:
            return "morning"
        return "evening" if EVENING <= self.clock < NIGHT else "night"


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit on its day, in UTC, with the carers who go; they may be fewer than it takes."""

    standing: Standing
    day: date
    start: datetime
    end: datetime
    carers: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the visit's id: the person, the day and the clock time."""
        day, clock = self.day.isoformat().replace("-", ""), self.standing.visit.at.replace(":", "")
        return f"v{self.standing.person_id[1:]}-{day}-{clock}"


def plan_shift(
    standing: Sequence[Standing], shift: Shift, day: date, carers: Sequence[str]
) -> Iterator[Planned]:
    """Yield the visits of a shift that begins on a day, in order of time, each with carers free to go.

    A night ends on the morning after. Clock times are London's and skip or repeat an hour with it, so the
    order is that of the instants.
    """
    free_from = dict.fromkeys(carers, datetime.min.replace(tzinfo=UTC))
    for planned in sorted(
        _on_days(standing, shift, day), key=lambda one: (one.start, one.standing.person_id)
    ):
        able = [carer for carer, since in free_from.items() if since <= planned.start]
        going = tuple(able[: planned.standing.visit.carers])
        for carer in going:
            free_from[carer] = planned.end + TRAVEL
        yield Planned(planned.standing, planned.day, planned.start, planned.end, going)


def carers_needed(standing: Sequence[Standing], shift: Shift) -> int:
    """Return how many carers a shift takes at its fullest moment, on a day without a clock change."""
    moves: list[tuple[datetime, int]] = []
    for planned in _on_days(standing, shift, date(2001, 6, 4), every_day=True):
        moves.append((planned.start, planned.standing.visit.carers))
        moves.append((planned.end + TRAVEL, -planned.standing.visit.carers))
    out = most = 0
    for _, change in sorted(moves):
        out += change
        most = max(most, out)
    return most


def staff_size(needed: int) -> int:
    """Return how many carers are employed for a shift that takes so many: one spare, a third at rest."""
    return (needed + 1) * 3 // 2 + 1 if needed else 0


def on_duty(staff: Sequence[str], day: date) -> Sequence[str]:
    """Return the carers of a shift on a day: two in three, the same for four days."""
    if not staff:
        return ()
    first = day.toordinal() // 4 % len(staff)
    turned = [*staff[first:], *staff[:first]]
    return turned[: -(-len(staff) * 2 // 3)]


def _on_days(
    standing: Sequence[Standing], shift: Shift, day: date, *, every_day: bool = False
) -> Iterator[Planned]:
    for one in standing:
        if one.shift != shift:
            continue
        its_day = day + ONE_DAY if one.clock < MORNING else day
        if every_day or its_day.weekday() in one.visit.days:
            start = datetime.combine(its_day, one.clock, LONDON).astimezone(UTC)
            yield Planned(one, its_day, start, start + timedelta(minutes=one.visit.minutes))


def appointment(planned: Planned, status: str, area: str, names: Mapping[str, str]) -> Resource:
    """Return the Appointment of a visit. `names` are the carers' names by id."""
    standing, visit = planned.standing, planned.standing.visit
    carers = [_carer(carer, names[carer]) for carer in planned.carers]
    missing = [_carer_wanted() for _ in range(visit.carers - len(carers))]
    return {
        "resourceType": "Appointment",
        "id": planned.id,
        "extension": [extension("area", "String", area)],
        "status": status,
        "serviceType": [{"text": visit.service}],
        "start": to_text(planned.start),
        "end": to_text(planned.end),
        "minutesDuration": visit.minutes,
        "patientInstruction": visit.tasks,
        "participant": [
            {"actor": refer("Patient", standing.person_id), "status": "accepted"},
            *carers,
            *missing,
        ],
    }


def _carer_wanted() -> Resource:
    kind = {"coding": [{"system": f"{OURS}/CodeSystem/participant", "code": "carer"}]}
    return {"type": [kind], "status": "needs-action"}


def _carer(carer: str, name: str) -> Resource:
    return {
        **_carer_wanted(),
        "actor": {**refer("Practitioner", carer), "display": name},
        "status": "accepted",
    }

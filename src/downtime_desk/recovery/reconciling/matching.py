"""Matches plan, desk and main system: which record is of which visit, and whether they say the same.

A pure function of its input, whatever the order it comes in. A record belongs to the visit it names; one that names
none belongs to the visit of its person that its carer made, if there is exactly one such at the time. It is never
given to two visits, and where two could have it a person decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from downtime_desk.core.delivery import LEFT, State
from downtime_desk.recovery.reconciling.standings import Standing
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.looking.agreeing import Tolerance, close, differs
from downtime_desk.sync.looking.record import Attended, Dose, Record
from downtime_desk.visits.codes import Outcome

OVER = frozenset({"cancelled", "noshow", "entered-in-error"})
CANCELLED = frozenset({"cancelled", "entered-in-error"})
FULFILLED = frozenset({"fulfilled", "finished", "completed"})
NO_SHOW = "noshow"
ELSEWHERE: Final[frozenset[State]] = frozenset({"not required", "scanned"})
THERE: Final[frozenset[State]] = frozenset({"checked", "second-checked", "taken in"})


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit of the plan. `booking` is the main system's id of it, None when it is not on its rota.

    `counts` says that it is of the outage; others are here so that their records are not taken for anybody else's.
    `critical` is for a person with a medicine at an exact time.
    """

    visit: str
    booking: str | None
    person: str
    start: datetime
    end: datetime
    carers: tuple[str, ...]
    status: str
    counts: bool = True
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What stands at the desk about a visit. `state` is how it goes back, None when it does not.

    `shown` is our own record as it was read back (`Record.seen`), None where nothing was.
    """

    outcome: Outcome
    came: tuple[Attended, ...] = ()
    doses: tuple[Dose, ...] = ()
    state: State | None = None
    shown: str | None = None


@dataclass(frozen=True)
class Sides:
    """Everything that is laid beside each other.

    `marks` says of which visit each fact of ours is; `told` which visit a person gave a record (`Record.seen`) to.
    """

    plan: Sequence[Planned]
    desk: Mapping[str, Account]
    visits: Sequence[PlannedVisit] = ()
    records: Sequence[Record] = ()
    doses: Sequence[Dose] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)


@dataclass(frozen=True, slots=True)
class Found:
    """One visit, or one record that is of none, and how it stands.

    `visit` is None for a record of no visit, `candidates` the visits it could be of. `there` is the planned visit as the
    main system has it.
    """

    key: str
    standing: Standing
    visit: str | None = None
    records: tuple[Record, ...] = ()
    candidates: tuple[str, ...] = ()
    there: PlannedVisit | None = None

    @property
    def seen(self) -> tuple[str, ...]:
        """Return what of the main system a person is shown, each as `Type/id@version`."""
        shown = [each.seen for each in self.records]
        if self.there is not None and (self.standing == "cancelled there" or not shown):
            shown.append(f"Appointment/{self.there.id}@{self.there.version or ''}")
        return tuple(shown)


def match(sides: Sides) -> tuple[Found, ...]:
    """Return how each visit of the outage stands, and each record that is of none, in the order of their keys."""
    matching = _Matching(sides)
    return tuple(sorted(matching.found(), key=lambda each: each.key))


class _Matching:
    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._plan = {each.visit: each for each in sides.plan}
        self._booked = {each.booking: each for each in sides.plan if each.booking}
        self._there = {each.id: each for each in sides.visits}
        self._of_person: dict[str, list[Planned]] = defaultdict(list)
        for each in sides.plan:
            self._of_person[each.person].append(each)
        self._doses: dict[str | None, list[Dose]] = defaultdict(list)
        for dose in sides.doses:
            self._doses[dose.record].append(dose)
        self._near = timedelta(minutes=sides.tolerance.near_minutes)
        counted = [each for each in sides.plan if each.counts]
        self._first = min((each.start for each in counted), default=None)
        self._last = max((each.end for each in counted), default=None)

    def found(self) -> Iterable[Found]:
        of_visit: dict[str, list[Record]] = defaultdict(list)
        loose: list[Found] = []
        beyond: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(self._sides.records, key=lambda each: each.id):
            planned = self._named(record)
            if planned is not None:
                of_visit[planned.visit].append(record)
            elif record.visit in self._there:
                beyond[record.visit].append(record)
            else:
                loose += self._loose(record, of_visit)
        for planned in self._sides.plan:
            if planned.counts:
                yield self._visit(planned, tuple(of_visit[planned.visit]))
        yield from loose
        yield from self._not_planned_here(beyond)

    def _named(self, record: Record) -> Planned | None:
        """Return the visit a record says it is of: by a person's word, by our own mark, by the visit it names."""
        ours = (self._sides.marks.get(mark) for mark in record.marks)
        for visit in (self._sides.told.get(record.seen), *ours):
            if visit in self._plan:
                return self._plan[visit]
        return self._booked.get(record.visit) if record.visit is not None else None

    def _loose(self, record: Record, of_visit: dict[str, list[Record]]) -> Iterable[Found]:
        """Give a record that names no visit of ours to the one it can be of, or return what a person must look at."""
        candidates = self._candidates(record)
        if len(candidates) == 1:
            of_visit[candidates[0].visit].append(record)
        elif any(each.counts for each in candidates):
            names = tuple(sorted(each.visit for each in candidates))
            yield Found(f"record/{record.id}", "which visit", None, (record,), names)
        elif not candidates and not record.marks and self._of_outage(record):
            yield Found(f"record/{record.id}", "no plan", None, (record,))

    def _candidates(self, record: Record) -> list[Planned]:
        """Return the visits a record can be of: its carer's at that time, else those near, else anybody's at that time."""
        begin = record.arrived
        if record.person is None or begin is None:
            return []
        end = record.left or begin
        who = {each.carer for each in record.carers if each.carer}
        all_of = self._of_person.get(record.person, [])
        at_the_time = [each for each in all_of if each.start <= end and begin <= each.end]
        theirs = [each for each in all_of if who & self._who(each)]
        exact = [each for each in at_the_time if each in theirs]
        near = [each for each in theirs if abs(each.start - begin) <= self._near]
        return exact or near or at_the_time

    def _who(self, planned: Planned) -> set[str]:
        """Return the carers who were to go, and those who went as far as the desk knows."""
        account = self._sides.desk.get(planned.visit)
        went = {each.carer for each in account.came if each.carer} if account else set()
        return {*planned.carers, *went}

    def _of_outage(self, record: Record) -> bool:
        begin = record.arrived
        return begin is not None and self._in_outage(begin, record.left or begin + timedelta(minutes=1))

    def _in_outage(self, start: datetime, end: datetime) -> bool:
        """Return whether a stretch of time lies among the visits of the outage; with none of them all does."""
        if self._first is None or self._last is None:
            return True
        return start < self._last and end > self._first

    def _visit(self, planned: Planned, records: tuple[Record, ...]) -> Found:
        there = self._there.get(planned.booking) if planned.booking else None
        standing = self._standing(planned, records, there)
        return Found(f"visit/{planned.visit}", standing, planned.visit, records, (), there)

    def _standing(
        self, planned: Planned, records: tuple[Record, ...], there: PlannedVisit | None
    ) -> Standing:
        account = self._sides.desk.get(planned.visit)
        others = [each for each in records if not each.marks]
        if any(each.person not in (None, planned.person) for each in others):
            return "other person"
        if account is None or account.outcome == "not known yet":
            return _untold(planned, others, there)
        ours = [each for each in records if each.marks]
        if account.outcome == "did not happen":
            return _not_made(account, ours, others)
        if len(ours) > 1 or (ours and others) or _doubled(others):
            return "two records"
        if others:
            return self._beside(planned, account, others)
        if ours:
            return self._given_back(planned, account, ours)
        return _not_there(account, planned, there)

    def _given_back(self, planned: Planned, account: Account, ours: Sequence[Record]) -> Standing:
        """Return how a visit stands of which our own record is there; somebody may have changed it since."""
        if account.state not in LEFT and all(each.seen != account.shown for each in ours):
            found = self._beside(planned, account, ours)
            return "given back" if found == "same" else found
        return "medicine" if self._doses_differ(planned, account, ours) else "given back"

    def _beside(self, planned: Planned, account: Account, others: Sequence[Record]) -> Standing:
        came = tuple(each for record in others for each in record.carers)
        minutes = self._sides.tolerance.of(critical=planned.critical)
        if found := differs(account.came, came, minutes):
            return "hour twice" if found == "times" and any(each.doubt for each in others) else found
        if account.outcome == "done" and any(each.status != "done" for each in others):
            return "times"
        if any(each.doubt for each in others):
            return "hour twice"
        return "medicine" if self._doses_differ(planned, account, others) else "same"

    def _doses_differ(self, planned: Planned, account: Account, records: Sequence[Record]) -> bool:
        """Return whether a medicine both sides speak of became of otherwise, or at another time."""
        minutes = self._sides.tolerance.of(critical=planned.critical)
        theirs = [dose for record in records for dose in self._doses.get(record.id, ())]
        return any(
            _same_medicine(ours.name, other.name)
            and (
                ours.outcome != other.outcome
                or (ours.at and other.at and not close(ours.at, other.at, minutes))
            )
            for ours in account.doses
            if ours.outcome != "not known"
            for other in theirs
            if other.outcome != "not known"
        )

    def _not_planned_here(self, beyond: Mapping[str, list[Record]]) -> Iterable[Found]:
        """Return the visits the main system planned in the outage that are not in our plan, with their records."""
        for visit in self._sides.visits:
            records = tuple(beyond.get(visit.id, ()))
            if visit.id in self._booked or (visit.status in OVER and not records):
                continue
            if records or self._in_outage(visit.start, visit.end):
                yield Found(f"there/{visit.id}", "unknown visit", None, records, (), visit)


def _untold(planned: Planned, others: Sequence[Record], there: PlannedVisit | None) -> Standing:
    """Return how a visit stands that nobody here accounted for."""
    status = there.status if there is not None else planned.status
    if others:
        return "only there"
    if CANCELLED & {status, planned.status}:
        return "cancelled"
    if status in FULFILLED:
        return "done there"
    return "not made" if status == NO_SHOW else "no answer"


def _not_made(account: Account, ours: Sequence[Record], others: Sequence[Record]) -> Standing:
    """Return how a visit stands that was not made by our account; our own earlier account may say otherwise there."""
    if ours and not others and account.state in LEFT:
        return "on its way"
    return "said not made" if ours or others else "not made"


def _not_there(account: Account, planned: Planned, there: PlannedVisit | None) -> Standing:
    """Return how a visit stands that was made by our account, and of which no record is there."""
    if account.state in ELSEWHERE:
        return "kept here"
    if there is not None and there.status in OVER and planned.booking:
        return "cancelled there"
    return "gone" if account.state in THERE else "on its way"


def _doubled(records: Sequence[Record]) -> bool:
    """Return whether one carer is in more than one record."""
    counted = Counter(who for record in records for who in {each.who for each in record.carers})
    return any(number > 1 for number in counted.values())


def _same_medicine(one: str, other: str) -> bool:
    """Return whether two names are of one medicine: the first word of each, which is the drug."""
    first, second = one.casefold().split(), other.casefold().split()
    return bool(first and second) and first[0] == second[0]

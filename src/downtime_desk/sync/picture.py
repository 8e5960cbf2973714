"""What the guard looks at: the copy in use and the one just read, reduced to a picture each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

import msgspec
from sqlalchemy import select

from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.session import Session
from downtime_desk.people import sections
from downtime_desk.people.names import listed
from downtime_desk.rota.mirror import ID, PERSON, START, Window
from downtime_desk.rota.model import visits
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.sync.guard import SECTIONS, Picture, Seen, State
from downtime_desk.sync.staged import Counted, Staged

STATUS = 4
ALWAYS = ("", "9")
FEW = 5_000
AT_A_TIME = 500


class _Packed(msgspec.Struct, frozen=True):
    """The part of a packed person the guard looks at."""

    id: str
    family: str
    given: str
    born: date | None = None
    nhs_number: str | None = None
    summary: sections.Part = sections.Part()
    entry_codes: tuple[msgspec.Raw, ...] = ()


_person = msgspec.msgpack.Decoder(_Packed)

_PEOPLE = "SELECT id, family, given, born, nhs_number, holds FROM people WHERE withdrawn_at IS NULL"
_WITHIN = "FROM visits WHERE withdrawn_at IS NULL AND start >= ? AND start < ?"
_GOING = f"{_WITHIN} AND status NOT IN ({', '.join('?' * len(NOT_GOING))})"
_BY_START = f"SELECT start, count(*) {_GOING} GROUP BY start"
_BY_PERSON = f"SELECT person_id, count(*) {_GOING} GROUP BY person_id"
_AT_ONCE = f"SELECT person_id, start, count(*) {_GOING} GROUP BY start, person_id"
_OF_ONE = _AT_ONCE.replace("start >= ? AND start < ?", "person_id = ? AND start = ?")
_UNCHANGED = "SELECT start, digest FROM visits WHERE withdrawn_at IS NULL"
_EACH = f"SELECT id, person_id, start, status, digest {_WITHIN}"


@dataclass(frozen=True)
class Pictures:
    """The copy in use and the new one, within the days the new one speaks about. No `before` without a copy.

    `twice` counts, by person, visits that came beside another of theirs at the same time. `contradicting` are
    ids of visits that came as the copy has them and once more otherwise.
    """

    before: Picture | None
    after: Picture
    twice: Mapping[str, int] = field(default_factory=dict)
    contradicting: frozenset[str] = frozenset()


@dataclass
class _Rota:
    """Planned visits that go ahead, counted by day and by person."""

    days: Counter[date] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def count(self, person: str, start: str, number: int) -> None:
        self.days[_day(start)] += number
        self.of[person] += number


def pictures(session: Session, staged: Staged, *, is_first: bool) -> Pictures:
    """Return both pictures. Reads the copy once, and the visits only that did not come again as they were."""
    after_people = {said.id: _seen(said) for said in map(_person.decode, staged.packed_people())}
    if is_first:
        return Pictures(None, Picture(after_people))
    kept = _people_kept(session)
    after_people |= {id_: kept[id_] for id_ in staged.keep_people & kept.keys()}
    contradicting = _contradicting(session, staged)
    before, after, twice = _rotas(session, staged, contradicting)
    # what the source does not speak of stays as it is
    after_people = after_people if staged.can.read_people else kept
    after = after if staged.can.read_rota else before
    was, will_be = Picture(kept, before.days, before.of), Picture(after_people, after.days, after.of)
    return Pictures(was, will_be, twice, contradicting)


def of_all(session: Session, staged: Staged, after: Picture) -> Staged:
    """Return a copy of what changed with the counts of the whole that it makes."""
    since, until = _bounds(session, staged)
    part = staged.part
    old = sum(since <= each.start < until for each in part.visits) if part else 0
    had = part.counted.visits if part and part.counted else _number(session, since, until)
    number = had - old + staged.changed_visits()
    marks = staged.marks
    if marks is not None and (staged.unseen or staged.changed_visits()):
        counted = Counted(dict(after.days), dict(after.visits_of), number)
        marks = msgspec.structs.replace(marks, counted=counted)
    elif marks is not None and part is not None:
        # nothing of the rota changed, so nothing of it was counted
        marks = msgspec.structs.replace(marks, counted=part.counted)
    # few combinations of many people
    holds = Counter(each.holds for each in after.people.values())
    sections = {
        name: sum(number for each, number in holds.items() if each[place] != State.NOT_RECORDED)
        for place, name in enumerate(SECTIONS)
        if name in {"allergies", "medicines", "contacts", "entry codes"}
    }
    return replace(
        staged,
        people_count=len(after.people),
        visits_count=number,
        sections=Counter(sections),
        marks=marks,
    )


def _number(session: Session, since: str, until: str) -> int:
    counted = session.connection().exec_driver_sql(f"SELECT count(*) {_WITHIN}", (since, until))
    return int(counted.scalar_one())


def _seen(said: _Packed) -> Seen:
    holds = sections.held(said.summary, has_codes=bool(said.entry_codes))
    return Seen(listed(said.family, said.given), said.born, said.nhs_number, _states(holds))


def _people_kept(session: Session) -> dict[str, Seen]:
    rows = session.connection().exec_driver_sql(_PEOPLE)
    return {
        id_: Seen(
            listed(family, given), date.fromisoformat(born) if born else None, nhs_number, _states(holds)
        )
        for id_, family, given, born, nhs_number, holds in rows
    }


@lru_cache
def _states(holds: str) -> tuple[State, ...]:
    return tuple(State(int(each)) for each in holds)


def _contradicting(session: Session, staged: Staged) -> frozenset[str]:
    """Return the new or changed visits whose record also came just as the copy has it."""
    if staged.part is not None:
        return staged.part.again & {row[ID] for row in staged.visits()}
    ids = [row[ID] for row in staged.visits()]
    found: set[str] = set()
    for at in range(0, len(ids), AT_A_TIME):
        some = ids[at : at + AT_A_TIME]
        rows = session.execute(
            select(visits.c.id, visits.c.digest).where(visits.c.id.in_(some), visits.c.withdrawn_at.is_(None))
        )
        found.update(row.id for row in rows if row.digest not in staged.unseen)
    return frozenset(found)


def _rotas(
    session: Session, staged: Staged, contradicting: frozenset[str]
) -> tuple[_Rota, _Rota, Mapping[str, int]]:
    """Return the rota before and after, and how many visits came twice for each person."""
    before, after = _Rota(), _Rota()
    if not staged.unseen and not staged.changed_visits():
        # every visit came again as it was: there is nothing to compare
        return before, after, {}
    since, until = _bounds(session, staged)
    query = session.connection().exec_driver_sql
    going = (since, until, *NOT_GOING)
    counted = staged.part.counted if staged.part is not None else None
    if counted is not None:
        before.days.update(counted.days)
        before.of.update(counted.of)
    else:
        for start, number in query(_BY_START, going):
            before.days[_day(start)] += number
        before.of.update(dict(tuple(row) for row in query(_BY_PERSON, going)))
    after.days.update(before.days)
    after.of.update(before.of)
    gone, new = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    if staged.part is not None:
        for old in staged.part.visits:
            stays = old.id in staged.keep_visits or old.status in NOT_GOING
            if since <= old.start < until and not stays:
                after.count(old.person, old.start, -1)
                gone[old.person, old.start] += 1
    elif staged.unseen:
        for id_, person, start, status, digest in query(_EACH, (since, until)):
            if digest in staged.unseen and id_ not in staged.keep_visits and status not in NOT_GOING:
                after.count(person, start, -1)
                gone[person, start] += 1
    for row in staged.visits():
        known = row[ID] in staged.keep_visits or row[ID] in contradicting
        if since <= row[START] < until and row[STATUS] not in NOT_GOING and not known:
            after.count(row[PERSON], row[START], 1)
            new[row[PERSON], row[START]] += 1
    return before, after, _twice(session, new, gone)


def _twice(
    session: Session, new: Counter[tuple[str, str]], gone: Counter[tuple[str, str]]
) -> Mapping[str, int]:
    """Return by person how many visits more than before start when another of theirs does.

    A main system that keeps a double-up as two visits has them before as well as after.
    """
    # where as many went as came, nobody has more visits at once than before
    new = Counter({key: number for key, number in new.items() if number > gone[key]})
    if not new:
        return {}
    had = _had(session, new)
    twice: Counter[str] = Counter()
    for key, number in new.items():
        before = had.get(key, 0)
        after = before - gone[key] + number
        if (more := max(after - 1, 0) - max(before - 1, 0)) > 0:
            twice[key[0]] += more
    return twice


def _had(session: Session, new: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how many visits the copy has of these people at these starts."""
    starts = {start for _, start in new}
    query = session.connection().exec_driver_sql
    # each start by itself while they are few; else all of the days they lie on
    if len(new) <= FEW:
        rows = [row for key in new for row in query(_OF_ONE, (*key, *NOT_GOING))]
    else:
        # `~` sorts after every instant: the last start itself is among them
        rows = list(query(_AT_ONCE, (min(starts), f"{max(starts)}~", *NOT_GOING)))
    return {(person, start): number for person, start, number in rows if (person, start) in new}


def _bounds(session: Session, staged: Staged) -> tuple[str, str]:
    """Return the stretch both are counted in: the window asked for, or the whole days the visits lie on."""
    if staged.window is not None:
        return _texts(staged.window)
    starts = [row[START] for row in staged.visits()]
    if staged.unchanged:
        rows = session.connection().exec_driver_sql(_UNCHANGED)
        starts += [start for start, digest in rows if digest not in staged.unseen]
    if not starts:
        return ALWAYS
    first, last = from_text(min(starts)), from_text(max(starts))
    return _texts(Window(day_bounds(local(first).date())[0], day_bounds(local(last).date())[1]))


def _texts(window: Window) -> tuple[str, str]:
    return to_text(window.since), to_text(window.until)


@lru_cache(maxsize=1 << 15)
def _day(start: str) -> date:
    return local(from_text(start)).date()


def parsed(watermark: str | None) -> datetime | None:
    """Return an instant as a main system wrote it; None when it is not one with a zone."""
    try:
        instant = datetime.fromisoformat(watermark or "")
    except ValueError:
        return None
    return instant if instant.tzinfo else None

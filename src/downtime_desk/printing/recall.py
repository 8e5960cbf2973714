"""Which sheets that are out no longer say what is known, what changed, and who holds them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select

from downtime_desk.core.clock import clock_face, day_and_clock, from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.queries import Known, person
from downtime_desk.printing.model import sheet_facts, sheets
from downtime_desk.printing.queries import CHUNK
from downtime_desk.printing.run_sheet import KIND as RUN_SHEET
from downtime_desk.printing.runs import run_from
from downtime_desk.printing.said import Change, Said, changes, mark_of, of_person, of_visit, people_on
from downtime_desk.printing.summary.reading import next_visits
from downtime_desk.printing.summary.sheet import MOST_VISITS, SUMMARIES
from downtime_desk.rota import today
from downtime_desk.rota.model import carers
from downtime_desk.rota.queries.off import who_is_off
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import visits

TABLES: Final = today.TABLES | {"sheets", "told", "people", "carers", "delivery", "settings"}
"""What the recall list depends on."""
NO_LIMIT: Final = 1_000_000
_IS_GOING = (visits.c.withdrawn_at.is_(None), visits.c.status.not_in(NOT_GOING))


@dataclass(frozen=True)
class WrongSheet:
    """A sheet that is out and says something that is no longer so.

    `what` says in words what changed; `mark` stands for what it says now; `told` whether the holder knows.
    """

    number: str
    what: tuple[str, ...]
    mark: str
    told: bool


def wrong_sheets(
    session: Session, now: datetime, numbers: Sequence[str] | None = None
) -> tuple[WrongSheet, ...]:
    """Return the sheets that are out on which something changed, the last issued first; of `numbers` if given.

    A sheet of an earlier release kept nothing to compare, and is never here.
    """
    wanted = select(sheets).where(
        sheets.c.state == "out", sheets.c.made_at.is_not(None), sheets.c.use_until > to_text(now)
    )
    if numbers is not None:
        wanted = wanted.where(sheets.c.number.in_(numbers))
    out = session.execute(wanted.order_by(sheets.c.issued_at.desc(), sheets.c.place.desc())).all()
    compare = _Comparing(session, out)
    return tuple(found for row in out if (found := compare.one(row, to_text(now))) is not None)


class _Comparing:
    """Compares sheets with the store, reading each person and each printing's visits once."""

    def __init__(self, session: Session, out: Sequence[Row[Any]]) -> None:
        self._session = session
        self._people: dict[str, Known | None] = {}
        self._printed = said_on(session, [row.fact_id for row in out])
        self._ahead: dict[str, dict[str, tuple[Said, ...]]] = {}
        self._together: dict[str, list[str]] = defaultdict(list)
        for row in out:
            if row.kind in SUMMARIES and row.person:
                self._together[row.made_at].append(row.person)

    def one(self, row: Row[Any], now: str) -> WrongSheet | None:
        printed = self._printed.get(row.fact_id, ())
        if not printed:
            return None
        most = MOST_VISITS if row.kind in SUMMARIES else NO_LIMIT
        changed = changes(printed, self._here(row, printed), now, most)
        if not changed:
            return None
        mark = mark_of(changed)
        return WrongSheet(row.number, self._words(changed, printed), mark, row.told_mark == mark)

    def _words(self, changed: tuple[Change, ...], printed: tuple[Said, ...]) -> tuple[str, ...]:
        """Say what changed; of whom, where a sheet speaks of several people."""
        if len(people_on((*printed, *(each.said for each in changed)))) == 1:
            return tuple(each.words() for each in changed)
        return tuple(f"{self._surname(each.said.person)}: {each.words()}" for each in changed)

    def _surname(self, who: str) -> str:
        known = self._known(who)
        return known.person.family.upper() if known else who

    def _here(self, row: Row[Any], printed: tuple[Said, ...]) -> Iterator[Said]:
        groups: dict[str, list[str]] = defaultdict(list)
        for each in printed:
            if each.until is None:
                groups[each.person].append(each.about)
        for who, said in groups.items():
            known = self._known(who)
            if known is not None:
                yield from of_person(known, said)
        yield from self._visits(row)

    def _visits(self, row: Row[Any]) -> Iterator[Said]:
        if row.kind == RUN_SHEET:
            made_at = from_text(row.made_at)
            yield from map(of_visit, run_from(self._session, row.person.removeprefix("carer/"), made_at))
        elif row.visit is not None:
            yield from map(
                of_visit, self._session.execute(select(visits).where(visits.c.id == row.visit, *_IS_GOING))
            )
        elif row.kind in SUMMARIES:
            yield from self._summary_visits(row.made_at).get(row.person, ())

    def _summary_visits(self, made_at: str) -> dict[str, tuple[Said, ...]]:
        if made_at not in self._ahead:
            found = next_visits(self._session, self._together[made_at], from_text(made_at))
            self._ahead[made_at] = {
                who: tuple(visit.said for visit in each if visit.said is not None)
                for who, each in found.items()
            }
        return self._ahead[made_at]

    def _known(self, who: str) -> Known | None:
        if who not in self._people:
            self._people[who] = person(self._session, who)
        return self._people[who]


@dataclass(frozen=True)
class Called:
    """A sheet to get back, and why. `off_since` is since when its holder is off; `phone` None is not in the copy.

    `changed` is empty when every fact on it still holds: it is replaced, past its time or with somebody off.
    """

    number: str
    kind: str
    whose: str
    holder: str
    phone: str | None
    use_until: datetime
    replaced_by: str | None
    off_since: datetime | None
    changed: tuple[str, ...]
    told: bool
    past: bool

    def why(self) -> str:
        """Say in one sentence why it is called back."""
        if self.changed:
            return f"Changed since it was printed: {', '.join(self.changed)}."
        if self.replaced_by:
            return f"{self.replaced_by} replaces it."
        if self.past:
            return f"Past its time since {day_and_clock(self.use_until)}."
        since = f" since {clock_face(self.off_since)}" if self.off_since else ""
        return f"With somebody who is off{since}."


def called_back(session: Session, now: datetime) -> tuple[Called, ...]:
    """Return the sheets to get back: with a changed fact first, those whose holder does not know it before all."""
    wrong = {each.number: each for each in wrong_sheets(session, now)}
    off = {each.carer_name.casefold(): each.since for each in who_is_off(session, now) if each.since <= now}
    rows = session.execute(
        select(sheets)
        .where(sheets.c.state == "out")
        .order_by(sheets.c.issued_at.desc(), sheets.c.place.desc())
    ).all()
    ring = phones(session, {row.holder for row in rows})
    found = []
    for row in rows:
        what, until = wrong.get(row.number), from_text(row.use_until)
        off_since = off.get(row.holder.casefold())
        if not (what or row.replaced_by or until < now or off_since):
            continue
        called = Called(
            number=row.number,
            kind=row.kind,
            whose=row.person_name,
            holder=row.holder,
            phone=ring.get(row.holder),
            use_until=until,
            replaced_by=row.replaced_by,
            off_since=off_since,
            changed=what.what if what else (),
            told=what.told if what else False,
            past=until < now,
        )
        found.append(called)
    return tuple(sorted(found, key=lambda each: (not each.changed, each.told)))


def said_on(session: Session, facts: Sequence[str]) -> dict[str, tuple[Said, ...]]:
    """Return what sheets say, by the id of the fact that issued them."""
    found: dict[str, list[Said]] = defaultdict(list)
    for first in range(0, len(facts), CHUNK):
        wanted = select(sheet_facts).where(sheet_facts.c.sheet.in_(facts[first : first + CHUNK]))
        for row in session.execute(wanted):
            found[row.sheet].append(Said(row.person, row.about, row.digest, row.words, row.until))
    return {sheet: tuple(each) for sheet, each in found.items()}


def phones(session: Session, names: Iterable[str]) -> dict[str, str]:
    """Return the phone numbers of holders who are carers, by name; a name two carers share has none."""
    wanted = {name.casefold(): name for name in names}
    found: dict[str, list[str | None]] = defaultdict(list)
    for row in session.execute(
        select(carers.c.given, carers.c.family, carers.c.phone).where(carers.c.withdrawn_at.is_(None))
    ):
        name = f"{row.given} {row.family}".strip().casefold()
        if name in wanted:
            found[wanted[name]].append(row.phone)
    return {name: each[0] for name, each in found.items() if len(each) == 1 and each[0]}

"""Collecting what a connector reads, until the whole of it is there.

Whatever could not be read is listed with its reason, and its owner keeps what the copy said before.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set

from downtime_desk.people.fold import folded
from downtime_desk.people.mirror import packed, unpacked
from downtime_desk.people.summary import Person
from downtime_desk.rota.mirror import ID, PERSON, VisitRow, row_of
from downtime_desk.rota.plan import Carer, PlannedVisit
from downtime_desk.sync.staged import (
    KeepsTime,
    Known,
    Place,
    Rejected,
    Staged,
    packed_rows,
    unpacked_rows,
)

CHUNK = 500
CAME_TWICE = "it came twice and the two do not agree; the first was kept"


class Staging:
    """Collects what a connector reads. `finish` gives the whole."""

    def __init__(self, known: Known) -> None:
        self.carers: dict[str, Carer] = {}
        self.rejected: list[Rejected] = []
        self.left_out: Counter[str] = Counter()
        self.sections: Counter[str] = Counter()
        self.keep_people: set[str] = set()
        self.keep_visits: set[str] = set()
        self.aliases: dict[str, str] = {}
        self.watermark = ""
        self.made_of: dict[str, bytes] = {}
        self._known_people = known.people
        self._known_visits = len(known.visits)
        self._unseen = known.visits
        self._people: dict[str, tuple[tuple[str, str], bytes]] = {}
        self._open: list[VisitRow] = []
        self._chunks: list[bytes] = []
        self._ids = array("q")
        self._visited: set[str] = set()

    def seen_before(self, digest: bytes) -> bool:
        """Return whether a visit with this digest is in the copy already, and note that it came again."""
        if digest not in self._unseen:
            return False
        self._unseen.discard(digest)
        return True

    def knows_people(self, ids: Set[str] | None) -> None:
        """Take the people of the copy for those of this reading, which is of the rota alone."""
        self._known_people = ids

    def reject(self, rejected: Rejected) -> None:
        """List a record that could not be read."""
        self.rejected.append(rejected)

    def person(self, person: Person, where: str) -> None:
        """Take a person. The same id twice is taken once, and refused when it says something else."""
        said = packed(person)
        before = self._people.get(person.id)
        if before is None:
            self._people[person.id] = (folded(person.family), folded(person.given)), said
            self.sections.update(_recorded(person))
        elif before[1] != said:
            self.reject(_twice(where, "Patient", person.id, person.id))

    def taken(self, id_: str) -> Person | None:
        """Return a person that was taken already, for a source that speaks of them in several places."""
        before = self._people.get(id_)
        return unpacked(before[1]) if before else None

    def person_instead(self, before: Person, person: Person, where: str) -> None:
        """Take a person in place of how they were taken before."""
        del self._people[before.id]
        self.sections.subtract(_recorded(before))
        self.person(person, where)

    def carer(self, carer: Carer, where: str) -> None:
        """Take a carer; the same rule as for a person."""
        before = self.carers.setdefault(carer.id, carer)
        if before != carer:
            self.reject(_twice(where, "Practitioner", carer.id, None))

    def visit(self, visit: PlannedVisit, digest: bytes | None = None) -> None:
        """Take a visit. `digest` is of the source's record, where there is one."""
        row = row_of(visit, digest)
        if digest is None and self.seen_before(row[-1]):
            return
        self.visit_rows([row])

    def visit_rows(self, rows: list[VisitRow]) -> None:
        """Take visits that are rows already."""
        self._open += rows
        if len(self._open) >= CHUNK:
            self._close_chunk()

    def _close_chunk(self) -> None:
        rows = self._open
        if rows:
            self._ids.extend([hash(row[ID]) for row in rows])
            self._visited.update([row[PERSON] for row in rows])
            self._chunks.append(packed_rows(rows))
            self._open = []

    def finish(self, source: Place) -> Staged:
        """Return the whole, with people in order of display and what contradicts itself refused."""
        self._close_chunk()
        ordered = sorted(self._people.values())
        skip = self._repeated() | self._without_person()
        unchanged = self._known_visits - len(self._unseen)
        return Staged(
            source.name,
            source.can,
            people_count=len(ordered),
            carers=list(self.carers.values()),
            visits_count=len(self._ids) - len(skip) + unchanged,
            unchanged=unchanged,
            unseen=self._unseen,
            rejected=self.rejected,
            left_out=self.left_out,
            keep_people=self.keep_people,
            keep_visits=self.keep_visits,
            sections=self.sections,
            window=source.window,
            as_of=source.as_of,
            ahead=source.ahead() if isinstance(source, KeepsTime) else None,
            watermark=self.watermark or None,
            made_of=self.made_of,
            _people=[said for _, said in ordered],
            _chunks=self._chunks,
            _skip=frozenset(skip),
            _aliases=self.aliases,
        )

    def _repeated(self) -> set[int]:
        """Return the positions of visits whose id came before; list those that say something else."""
        different: set[int] = set()
        # some at a time: the window is to have its turn in between
        for at in range(0, len(self._ids), CHUNK):
            different.update(self._ids[at : at + CHUNK])
        if len(different) == len(self._ids):
            return set()
        often = {id_ for id_, times in Counter(self._ids).items() if times > 1}
        first: dict[str, bytes] = {}
        again: dict[int, bool] = {}
        for position, row in enumerate(self._all_rows()):
            if hash(row[ID]) not in often:
                continue
            if row[ID] in first:
                again[position] = first[row[ID]] != row[-1]
            else:
                first[row[ID]] = row[-1]
        self._list(again, lambda row: _twice("the rota", "Appointment", row[ID], row[PERSON]))
        return set(again)

    def _without_person(self) -> set[int]:
        if self._known_people is None:
            return set()
        known = self._people.keys() | self._known_people | self.keep_people
        strangers = self._visited - known
        if not strangers:
            return set()
        positions = {
            position: True for position, row in enumerate(self._all_rows()) if row[PERSON] in strangers
        }
        self._list(
            positions,
            stranger,
        )
        return set(positions)

    def _list(self, positions: Mapping[int, bool], words: Callable[[VisitRow], Rejected]) -> None:
        if not any(positions.values()):
            return
        for position, row in enumerate(self._all_rows()):
            if positions.get(position):
                self.reject(words(row))
                self.keep_visits.add(row[ID])

    def _all_rows(self) -> Iterator[VisitRow]:
        for chunk in self._chunks:
            yield from unpacked_rows(chunk)


def _recorded(person: Person) -> Iterator[str]:
    """Yield the sections that are recorded of a person."""
    for section in ("allergies", "medicines", "conditions", "contacts"):
        if getattr(person.summary, section).state != "not recorded":
            yield section
    if person.entry_codes:
        yield "entry codes"


def stranger(row: VisitRow) -> Rejected:
    """Return why a visit to somebody nobody knows is not taken."""
    why = "the person it is for is not among the people that came"
    return Rejected("the rota", "Appointment", row[ID], why, row[PERSON])


def _twice(where: str, kind: str, id_: str, person_id: str | None) -> Rejected:
    return Rejected(where, kind, id_, CAME_TWICE, person_id)

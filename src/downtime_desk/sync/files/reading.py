"""Reading tables, row by row, into what is staged.

A row that cannot be read is listed with its line, and whatever it could have been about stays in the copy as it
was. A statement that cannot be read is listed, and its section does not read as none.
"""

from collections.abc import Sequence

from downtime_desk.people.summary import Person
from downtime_desk.rota.plan import Carer
from downtime_desk.sync.files import people, values
from downtime_desk.sync.files.profiles import Profile
from downtime_desk.sync.files.rows import Places, Row
from downtime_desk.sync.files.tables import Table
from downtime_desk.sync.files.together import SOMEBODY_ELSE, is_somebody_else, marked, together
from downtime_desk.sync.files.visits import Visits, cells_as_ids
from downtime_desk.sync.staged import Known, Place, Rejected, Staged
from downtime_desk.sync.staging import CAME_TWICE, Staging
from downtime_desk.sync.strict import Unreadable

KINDS = {"person": "Patient", "carer": "Practitioner", "visit": "Appointment"}


class Reading:
    """One reading of a folder, under way."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.staging = Staging(Known(known.visits))
        self.holds_people = self.holds_visits = self.holds_records = False
        self._visits = Visits()
        self._named: dict[str, Carer] = {}
        self._only_spoken_of: dict[str, Carer] = {}

    def places(self, table: Table, profile: Profile) -> Places:
        """Return where the fields of a table are."""
        return Places(table, profile)

    def take(self, places: Places) -> int:
        """Read a table and return how many rows it has."""
        parts = [part for part in KINDS if places.profile.holds(part)]
        # a rota says the same of a person or a carer in hundreds of rows
        often = [part for part in ("person", "carer") if part in parts and "visit" in parts]
        said_before: set[tuple[str, ...]] = set()
        self.holds_people |= "person" in parts
        self.holds_visits |= "visit" in parts
        self.holds_records |= "visit" in parts and "visit.arrived" in places.of
        number = 0
        for line, cells in places.table.rows():
            number += 1
            if len(cells) != places.width and not _only_blanks_over(cells, places.width):
                self._spoiled(places, parts, line, cells)
                continue
            row = Row(places, line, cells)
            for part in parts:
                if part in often:
                    said = (part, *places.says_of(part, cells))
                    if said in said_before:
                        continue
                    said_before.add(said)
                self._part(part, row, places, cells)
        return number

    def finish(self, source: Place) -> Staged:
        """Put visits and carers together and return everything that was read."""
        staging = self.staging
        if not self.holds_people:
            staging.knows_people(self._known.people)
        for visit in self._visits.finished():
            staging.visit(visit)
        for carer in (self._only_spoken_of | self._named).values():
            staging.carer(carer, "the rota")
        return staging.finish(source)

    def _part(self, part: str, row: Row, places: Places, cells: Sequence[str]) -> None:
        row.unread.clear()
        try:
            id_ = self._taken(part, row, places)
        except Unreadable as why:
            self._refused(part, row, cells, str(why))
            return
        for _, words in row.unread:
            about = id_ if part == "person" else _id(row, "person.id")
            self.staging.reject(Rejected(row.where, KINDS[part], id_, words, about))

    def _taken(self, part: str, row: Row, places: Places) -> str | None:
        if part == "visit":
            return self._visits.take(row, places)
        if part == "person":
            return self._person(people.person(row, places.profile.order), row)
        return self._carer(row, places)

    def _person(self, person: Person, row: Row) -> str:
        """Take a person, together with what other rows said of them."""
        before = self.staging.taken(person.id)
        if before is None:
            self.staging.person(person, row.where)
        elif before != person and is_somebody_else(before, person):
            self.staging.person_instead(before, marked(before), row.where)
            raise Unreadable(f"{SOMEBODY_ELSE}; the first was kept")
        elif before != person:
            both, differ = together(before, person)
            self.staging.person_instead(before, both, row.where)
            if differ:
                row.unread.append(("person", differ))
        return person.id

    def _carer(self, row: Row, places: Places) -> str | None:
        """Take a carer. A file of carers says more than a rota that only speaks of them."""
        carer = people.carer(row)
        if carer is None:
            return None
        if places.profile.holds("visit"):
            self._only_spoken_of.setdefault(carer.id, carer)
        elif self._named.setdefault(carer.id, carer) != carer:
            raise Unreadable(CAME_TWICE)
        return carer.id

    def _refused(self, part: str, row: Row, cells: Sequence[str], why: str) -> None:
        id_, person = _id(row, f"{part}.id"), _id(row, "person.id")
        if part == "visit":
            self.staging.keep_visits |= {id_} if id_ else cells_as_ids(cells)
        elif part == "person":
            self.staging.keep_people |= {id_} if id_ else cells_as_ids(cells)
        self.staging.reject(Rejected(row.where, KINDS[part], id_, why, person))

    def _spoiled(self, places: Places, parts: Sequence[str], line: int, cells: Sequence[str]) -> None:
        """List a row of the wrong length: which cell is whose cannot be known."""
        ids = cells_as_ids(cells)
        if "visit" in parts:
            self.staging.keep_visits |= ids
        if "person" in parts:
            self.staging.keep_people |= ids
        why = f"it has {len(cells)} cells and the header has {places.width}"
        self.staging.reject(Rejected(places.where(line), KINDS[parts[-1]] if parts else None, None, why))


def _id(row: Row, field: str) -> str | None:
    try:
        return row.must(field, values.identity)
    except Unreadable:
        return None


def _only_blanks_over(cells: Sequence[str], width: int) -> bool:
    """Return whether a row is longer than its header by blanks alone, as spreadsheets write them."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])

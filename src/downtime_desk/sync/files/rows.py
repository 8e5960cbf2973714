"""One row of a table under a profile: where each field is, and what it says."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files.profiles import Profile
from downtime_desk.sync.files.tables import Table, folded
from downtime_desk.sync.files.values import WrongOrder
from downtime_desk.sync.strict import Unreadable

Said = TypeVar("Said")


class Places:
    """Where the fields of a profile are in the rows of one table."""

    def __init__(self, table: Table, profile: Profile) -> None:
        self.table, self.profile = table, profile.within(table.header)
        self.width = len(table.header)
        positions = {folded(name): number for number, name in enumerate(table.header) if name}
        self.of: dict[str, tuple[tuple[int, str], ...]] = {}
        for each in self.profile.columns:
            place = positions[folded(each.header)], each.header
            self.of[each.field] = (*self.of.get(each.field, ()), place)
        self._of_part = {
            part: [
                number for field, places in self.of.items() if field.startswith(part) for number, _ in places
            ]
            for part in ("person", "carer")
        }
        mapped = {number for places in self.of.values() for number, _ in places}
        self.unused = tuple(name for number, name in enumerate(table.header) if name and number not in mapped)

    def column(self, field: str) -> int | None:
        """Return the position of a field that is in one column, None when it is in none."""
        places = self.of.get(field)
        return places[0][0] if places else None

    def says_of(self, part: str, cells: Sequence[str]) -> tuple[str, ...]:
        """Return all a row says of a part, to see whether it was said before."""
        return tuple(cells[position] for position in self._of_part[part])

    def where(self, line: int) -> str:
        """Return the place of a row in words."""
        return f"{self.table.name} {self.table.unit} {line}"


class Row:
    """One row, with what could not be read of it so far, in words."""

    __slots__ = ("_cells", "_places", "line", "unread")

    def __init__(self, places: Places, line: int, cells: Sequence[str]) -> None:
        self._places, self._cells, self.line = places, cells, line
        self.unread: list[tuple[str, str]] = []

    @property
    def where(self) -> str:
        """Return its place in words."""
        return self._places.where(self.line)

    @property
    def profile(self) -> Profile:
        """Return the profile it is read under."""
        return self._places.profile

    def must(self, field: str, read: Callable[[str], Said | None]) -> Said | None:
        """Return what a field says, None for a blank. Raises `Unreadable` with the column's name."""
        if field not in self._places.of:
            return None
        for position, header in self._places.of[field]:
            try:
                return read(self._cells[position])
            except WrongOrder as why:
                raise Trouble(
                    f"{self.where}, column “{header}”: {why}.",
                    "If the whole file has its dates so, map its columns anew and say so;"
                    " if not, mend the row. Nothing was kept.",
                ) from None
            except Unreadable as why:
                raise Unreadable(f"column “{header}”: {why}") from None
        return None

    def may(self, field: str, read: Callable[[str], Said | None]) -> Said | None:
        """Return what a field says; what cannot be read is noted and left out."""
        if field not in self._places.of:
            return None
        try:
            return self.must(field, read)
        except Unreadable as why:
            self.unread.append((field, str(why)))
            return None

    def each(self, field: str, read: Callable[[str], Said | None]) -> list[tuple[str, Said]]:
        """Return what every column of a field says, with the columns' names."""
        found: list[tuple[str, Said]] = []
        for position, header in self._places.of.get(field, ()):
            try:
                said = read(self._cells[position])
            except Unreadable as why:
                self.unread.append((field, f"column “{header}”: {why}"))
                continue
            if said is not None:
                found.append((header, said))
        return found

    def spoiled(self, field: str) -> bool:
        """Return whether something of a field could not be read."""
        return any(each == field for each, _ in self.unread)

"""A folder of CSV, XLSX and JSON exports as a main system.

The whole folder is read before anything is kept. Two files with the same columns are refused, unless the profile
says that they are parts: an old export beside the new one would bring back visits that were cancelled since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.files.profiles import Profile, fingerprint, fitting
from downtime_desk.sync.files.reading import Reading
from downtime_desk.sync.files.rows import Places
from downtime_desk.sync.files.shipped import SHIPPED
from downtime_desk.sync.files.tables import READABLE, Table, tables
from downtime_desk.sync.staged import Can, Known, Staged

OLD_WORKBOOKS = frozenset({".xls", ".ods", ".xlsb", ".xlsm"})
SAMPLE = 5


@dataclass(frozen=True)
class Seen:
    """A table as it was read: under which profile, how its letters were read, its rows and its unused columns."""

    name: str
    profile: str
    said: str
    rows: int
    unused: tuple[str, ...]


class Unmapped(Trouble):
    """A file whose columns no profile knows. A person says what they are; `sample` are its first rows."""

    def __init__(self, name: str, header: tuple[str, ...], sample: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(
            f"The columns of {name} are not known yet.",
            "Say once which column is which, in Settings under Files, or by `map-columns`; what is no export,"
            " take out or hide. Nothing was kept.",
        )
        self.name, self.header, self.sample = name, header, sample


class Files:
    """The exports in one folder, in the order of their names. The oldest file says how old the copy is."""

    def __init__(self, folder: Path, own: Sequence[Profile] = ()) -> None:
        self.folder = folder
        self.name = f"Folder {folder.name}"
        self.window: Window | None = None
        self.as_of: datetime | None = None
        self.can = Can()
        self.seen: list[Seen] = []
        self._own = own

    def stage(self, known: Known) -> Staged:
        """Read every file. Raises Trouble when one cannot be relied on, `Unmapped` when its columns are not known."""
        files = self._files()
        if not files:
            raise Trouble(
                f"There are no exports in the folder {self.folder.name}.",
                "Put the .csv, .xlsx or .json files there; a folder of FHIR files is connected anew.",
            )
        self.as_of = datetime.fromtimestamp(min(file.stat().st_mtime for file in files), UTC)
        self.seen = []
        reading = Reading(known)
        first: dict[str, str] = {}
        for file in files:
            before = file.stat()
            for table in tables(file):
                self._take(reading, table, first)
            after = file.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise Trouble(
                    f"The file {file.name} is still being written.", "Wait a moment, then try again."
                )
        self.can = Can(reading.holds_people, reading.holds_visits, read_records=reading.holds_records)
        if not (self.can.read_people or self.can.read_rota):
            raise Trouble(
                f"The folder {self.folder.name} holds carers, but neither people nor visits.",
                "Put the export of people or of visits beside them.",
            )
        return reading.finish(self)

    def close(self) -> None:
        """Nothing is left open between files."""

    def places(self) -> Iterator[Places]:
        """Yield each table with where its fields are; raise `Unmapped` when its columns are not known."""
        for file in self._files():
            for table in tables(file):
                yield Places(table, self._profile(table))

    def written_at(self) -> datetime | None:
        """Return when the oldest of the files was written, None when there is none."""
        times = [file.stat().st_mtime for file in self._files()]
        return datetime.fromtimestamp(min(times), UTC) if times else None

    def _profile(self, table: Table) -> Profile:
        profile = fitting(table.header, self._own, SHIPPED)
        if profile is None:
            raise Unmapped(table.name, table.header, _sample(table))
        return profile

    def _take(self, reading: Reading, table: Table, first: dict[str, str]) -> None:
        profile = self._profile(table)
        mark = fingerprint(table.header)
        if mark in first and not profile.parts:
            raise Trouble(
                f"{first[mark]} and {table.name} have the same columns.",
                "Take the older one out of the folder. If both are parts of one export, map their columns and say so.",
            )
        first[mark] = table.name
        places = reading.places(table, profile)
        rows = reading.take(places)
        self.seen.append(Seen(table.name, profile.name, table.said, rows, places.unused))

    def _files(self) -> list[Path]:
        try:
            here = sorted(each for each in self.folder.iterdir() if each.is_file())
        except OSError as failure:
            raise Trouble(
                f"The folder {self.folder.name} cannot be opened ({failure.strerror}).",
                "Check that the disk or stick is still there, then try again.",
            ) from failure
        here = [each for each in here if not each.name.startswith((".", "~$"))]
        for each in here:
            if each.suffix.lower() in OLD_WORKBOOKS:
                raise Trouble(
                    f"{each.name} is a workbook of another kind.", "Save it as .xlsx or .csv, then try again."
                )
        return [each for each in here if each.suffix.lower() in READABLE]


def holds_tables(folder: Path) -> bool:
    """Return whether a folder holds exports of columns rather than FHIR files, or is to: nothing lies in it yet."""
    try:
        kinds = {each.suffix.lower() for each in folder.iterdir() if each.is_file()}
    except OSError:
        # said when it is read
        return True
    if kinds & (READABLE - {".json"}) or not kinds:
        return True
    if ".ndjson" in kinds or ".jsonl" in kinds:
        return False
    return any(not _is_fhir(each) for each in sorted(folder.glob("*.json"))[:1])


def _is_fhir(file: Path) -> bool:
    with file.open("rb") as opened:
        return b'"resourceType"' in opened.read(64 * 1024)


def _sample(table: Table) -> tuple[tuple[str, ...], ...]:
    found = []
    for _, cells in table.rows():
        found.append(tuple(cells))
        if len(found) == SAMPLE:
            break
    return tuple(found)

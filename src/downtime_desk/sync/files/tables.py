"""Files as tables: a header, and rows of text with their line numbers.

Nothing is guessed away. A quotation mark that does not close, two columns of one name or bytes in no known
encoding stop the whole file, because any row could be missing; a row of the wrong length is handed on as it
is, for the reading to list.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files import nested, workbook

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
DELIMITERS = ",;\t|"
TEXTS = frozenset({".csv", ".tsv"})
WORKBOOKS = frozenset({".xlsx"})
RECORDS = frozenset({".json"})
READABLE = TEXTS | WORKBOOKS | RECORDS
AGAIN = "Export it from the main system again. Nothing was kept."

Row = tuple[int, Sequence[str]]

_BREAKS = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Table:
    """One file or sheet. `unit` is what its rows are counted in; `said` is how its letters were read, in words."""

    name: str
    header: tuple[str, ...]
    unit: str = "line"
    said: str = ""
    _rows: Iterator[Row] = field(default_factory=lambda: iter(()), repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield line numbers and cells, once; blank rows are left out. Raises Trouble when the file breaks off."""
        for count, row in enumerate(self._rows):
            if count >= MOST_ROWS:
                raise Trouble(
                    f"{self.name} has more than {MOST_ROWS:,} rows.", "Export fewer days at a time."
                )
            yield row


def tables(file: Path) -> list[Table]:
    """Return the tables of a file. Raises Trouble when it cannot be relied on."""
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise Trouble(
                f"The file {file.name} is larger than {MOST_BYTES // 1024 // 1024} MB.",
                "Export fewer days at a time.",
            )
        raw = file.read_bytes()
    except OSError as failure:
        raise Trouble(
            f"The file {file.name} cannot be read ({failure.strerror}).",
            "Check that the disk or stick is still there, then try again.",
        ) from failure
    kind = file.suffix.lower()
    if kind in WORKBOOKS:
        return [
            _table(name, "row", "", workbook.rows(sheet)) for name, sheet in workbook.sheets(file.name, raw)
        ]
    said, words = decoded(file.name, raw)
    if kind in RECORDS:
        return [_table(file.name, "record", words, nested.rows(file.name, said))]
    return [_table(file.name, "line", words, _lines(file.name, said))]


def decoded(name: str, raw: bytes) -> tuple[str, str]:
    """Return the text of a file, and in words how its letters were read when that had to be chosen."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if not raw.startswith(mark):
            continue
        try:
            return raw.decode(encoding), "" if encoding != "utf-16" else "read as UTF-16"
        except UnicodeDecodeError:
            continue
    try:
        return raw.decode("cp1252"), "read as Windows letters (cp1252): check the accents in names"
    except UnicodeDecodeError as broken:
        line = len(_BREAKS.findall(raw[: broken.start].decode("latin-1"))) + 1
        raise Trouble(f"{name} line {line}: the letters are in no form that is known.", AGAIN) from None


def _table(name: str, unit: str, said: str, rows: Iterator[Row]) -> Table:
    """Return a table whose header is the first row of two cells or more; a title may stand above it."""
    for number, cells in rows:
        if sum(bool(cell.strip()) for cell in cells) < 2:
            continue
        header = tuple(cell.strip() for cell in cells)
        _refuse_doubled(name, unit, number, header)
        return Table(name, header, unit, said, rows)
    raise Trouble(f"{name} has no row of column names.", AGAIN)


def _refuse_doubled(name: str, unit: str, number: int, header: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for each in filter(None, map(folded, header)):
        if each in seen:
            raise Trouble(f"{name} {unit} {number}: two columns are called “{each}”.", AGAIN)
        seen.add(each)


def folded(header: str) -> str:
    """Return a column's name as it is compared: without its star, its case and its spaces' number."""
    return " ".join(header.replace("*", " ").casefold().split())


def _lines(name: str, said: str) -> Iterator[Row]:
    delimiter = _sniffed(said)
    reader = csv.reader(io.StringIO(said, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as broken:
        raise Trouble(f"{name} line {line}: {_csv_words(str(broken))}.", AGAIN) from None


def _csv_words(said: str) -> str:
    if "unexpected end of data" in said:
        return "a quotation mark opens there and never closes, so rows could be lost"
    if "field larger" in said:
        return "a cell is longer than anything a person writes"
    return "its quotation marks do not fit, so rows could be lost"


def _sniffed(said: str) -> str:
    """Return the delimiter of the first line that has any: the one it has most of."""
    for line in said[:MOST_HEADER].splitlines():
        counts = {each: line.count(each) for each in DELIMITERS}
        most = max(counts, key=lambda each: counts[each])
        if counts[most]:
            return most
    return ","


MOST_HEADER = 64 * 1024

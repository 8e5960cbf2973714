"""Files as tables: a header, and rows of text with their line numbers.

Nothing is guessed away. A quotation mark that does not close, two columns of one name or bytes in no known
encoding stop the whole file, because any row could be missing; a row of the wrong length is handed on as it
is, for the reading to list.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files import nested, workbook

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
MOST_ABOVE = 20
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
        shown, hidden = workbook.sheets(file.name, raw)
        left_out = f"left out, because hidden: {', '.join(hidden)}" if hidden else ""
        return [_table(name, "row", left_out, workbook.rows(sheet)) for name, sheet in shown]
    said, words = decoded(file.name, raw)
    if kind in RECORDS:
        return [_table(file.name, "record", words, nested.rows(file.name, said))]
    return [_table(file.name, "line", words, _lines(file.name, said))]


def decoded(name: str, raw: bytes) -> tuple[str, str]:
    """Return the text of a file, and in words how its letters were read when that had to be chosen."""
    if wide := _two_byte(raw):
        words = raw.decode(wide, "replace")
        if "\ufffd" not in words and "\0" not in words[:200]:
            return words, "read as UTF-16"
        raise Trouble(f"{name}: the letters are in no form that is known.", AGAIN)
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), "read as Windows letters (cp1252): check the accents in names"
    except UnicodeDecodeError as broken:
        line = len(_BREAKS.findall(raw[: broken.start].decode("latin-1"))) + 1
        raise Trouble(f"{name} line {line}: the letters are in no form that is known.", AGAIN) from None


def _two_byte(raw: bytes) -> str:
    """Return how letters of two bytes each are read: by the mark at the start, else by where the noughts stand."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:200]
    if len(start) < 4 or start.count(0) * 3 < len(start):
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _table(name: str, unit: str, said: str, rows: Iterator[Row]) -> Table:
    """Return a table under its header: the first row that fills more than half of the columns; a title may stand above.

    Of a header of two rows, whose first spans several columns, that is the second.
    """
    near = list(islice(rows, MOST_ABOVE))
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in near]
    enough = max(2, max(filled, default=0) // 2 + 1)
    place = next((place for place, number in enumerate(filled) if number >= enough), None)
    if place is None:
        raise Trouble(f"{name} has no row of column names.", AGAIN)
    number, cells = near[place]
    header = tuple(cell.strip() for cell in cells)
    _refuse_doubled(name, unit, number, header)
    return Table(name, header, unit, said, chain(near[place + 1 :], rows))


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
    line, at, widest, last = 1, 1, 0, 0
    try:
        for cells in reader:
            if cells:
                yield line, cells
                widest, last, at = max(widest, last), len(cells), line
            line = reader.line_num + 1
    except csv.Error as broken:
        raise Trouble(f"{name} line {line}: {_csv_words(str(broken))}.", AGAIN) from None
    if last < widest and not said.endswith(("\n", "\r")):
        raise Trouble(f"{name} line {at}: the file breaks off there, so rows could be lost.", AGAIN)


def _csv_words(said: str) -> str:
    if "unexpected end of data" in said:
        return "a quotation mark opens there and never closes, so rows could be lost"
    if "field larger" in said:
        return "a cell is longer than anything a person writes"
    return "its quotation marks do not fit, so rows could be lost"


def _sniffed(said: str) -> str:
    """Return the delimiter by which most of the first rows are of one width; a title above them is of another."""
    return max(DELIMITERS, key=lambda by: _alike(said[:MOST_HEADER], by))


def _alike(said: str, by: str) -> tuple[int, int]:
    """Return how many of the first rows are as wide as most are, and how wide that is."""
    try:
        rows = list(islice(csv.reader(io.StringIO(said, newline=""), delimiter=by), MOST_ABOVE))
    except csv.Error:
        return 0, 0
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    return max(((number, width) for width, number in widths.items()), default=(0, 0))


MOST_HEADER = 64 * 1024

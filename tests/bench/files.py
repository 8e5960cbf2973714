"""Rows about reading exports: XLSX against openpyxl, CSV against the command line of SQLite.

Ours reads a file as the connector does: whole, with every check of its size, its letters and its quotation marks,
as rows of text with their line numbers. What the rows say is judged after that and is not measured here.
"""

import csv
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import xlsxwriter

from downtime_desk.sync.files.tables import tables
from tests.bench.harness import Pair, Row, milliseconds
from tests.conftest import NIGHT

IN_A_BOOK, IN_A_TEXT = 28_000, 280_000
HEADER = (
    "VisitID",
    "UserID",
    "PlannedCarerID",
    "PlannedStartDateTime",
    "PlannedEndDateTime",
    "Tasks",
    "Area",
)


def visits(number: int) -> Iterator[tuple[str, ...]]:
    """Yield so many visits of 5,000 people and 400 carers."""
    for each in range(number):
        start = NIGHT + timedelta(days=each // 20_000, minutes=300 + 15 * (each % 60))
        times = [f"{at:%d/%m/%Y %H:%M}" for at in (start, start + timedelta(minutes=30))]
        yield (
            f"V{each}",
            f"P{each % 5000}",
            f"C{each % 400}",
            *times,
            "wash-dress-breakfast",
            "North",
        )


def read(file: Path) -> int:
    """Read a file as the connector does; return the number of its rows."""
    (table,) = tables(file)
    return sum(1 for _ in table.rows())


@contextmanager
def book() -> Iterator[Pair]:
    """A workbook against openpyxl, which is asked for values only and keeps none."""
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "rota.xlsx"
        with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as made:
            page = made.add_worksheet()
            for number, row in enumerate([HEADER, *visits(IN_A_BOOK)]):
                page.write_row(number, 0, row)

        def theirs() -> None:
            opened = openpyxl.load_workbook(file, read_only=True)
            assert sum(1 for _ in opened.active.iter_rows(values_only=True)) == IN_A_BOOK + 1
            opened.close()

        assert read(file) == IN_A_BOOK
        yield milliseconds(lambda: read(file)), milliseconds(theirs)


@contextmanager
def text() -> Iterator[Pair]:
    """A text file against `sqlite3 .import --csv` into a new database."""
    program = shutil.which("sqlite3")
    if program is None:
        raise RuntimeError("the command line of SQLite is the yardstick: install sqlite3")
    with TemporaryDirectory() as scratch:
        here = Path(scratch)
        file, made = here / "rota.csv", here / "rota.db"
        with file.open("w", newline="") as out:
            csv.writer(out).writerows([HEADER, *visits(IN_A_TEXT)])

        def theirs() -> None:
            made.unlink(missing_ok=True)
            subprocess.run([program, made, f".import --csv {file} rota"], check=True)

        assert read(file) == IN_A_TEXT
        yield milliseconds(lambda: read(file)), milliseconds(theirs)


ROWS = [
    Row("G6", f"XLSX rota of {IN_A_BOOK:,} visits as rows", "openpyxl", "ms", book, least=5, rounds=3),
    Row("G6", f"CSV of {IN_A_TEXT:,} visits as rows", "sqlite3 .import", "ms", text, most=2.5, rounds=3),
]

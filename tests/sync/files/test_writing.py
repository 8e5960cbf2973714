"""Worksheets as files: nothing in them is a formula, nothing is lost, and they open."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync.files.tables import tables
from downtime_desk.sync.files.writing import CUT, MOST_OF_A_CELL, Worksheet, as_csv, as_workbook, harmless
from tests.sync.files.make import put

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://attacker.example","x")',
    "+44 1632 960123",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "＠x",
    "|cmd",
    "%0A",
]
SHEET = Worksheet("Visits", ("Note", "Other"), tuple((cell, "x") for cell in HOSTILE))


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    assert harmless(cell)[0] in "'["
    assert harmless(cell).endswith(cell.strip()[-1])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_was_typed_no_cell_is_a_formula_and_words_stay(cell: str) -> None:
    shown = harmless(cell)
    assert not shown.strip().startswith(tuple("=+-@＝＋－＠|%"))
    plain = "".join(letter for letter in cell if letter.isalnum())
    assert plain in "".join(letter for letter in shown if letter.isalnum()) or "[U+" in shown


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_a_csv_is_read_back_row_by_row(rows: list[tuple[str, str]]) -> None:
    said = as_csv(Worksheet("A", ("One", "Two"), tuple(rows))).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    assert back == [["One", "Two"], *([harmless(cell) for cell in row] for row in rows)]


def test_ordinary_words_stay_as_they_are() -> None:
    for cell in ("Ate half a sandwich.", "O’Brien <3", "22/11/2026 07:30", "Łucja", "a\nb", "3-4"):
        assert harmless(cell) == cell
    assert harmless("a\x07b\u202ec") == "a[U+0007]b[U+202E]c"


def test_a_workbook_holds_text_alone(tmp_path: Path) -> None:
    file = put(tmp_path, "a.xlsx", as_workbook([SHEET, Worksheet("Told", ("A", "B"), (("x" * 40_000, ""),))]))
    book = openpyxl.load_workbook(file)
    cells = [cell for row in book["Visits"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[::2]] == [harmless(cell) for cell in HOSTILE]
    long = book["Told"]["A2"].value
    assert long == "x" * MOST_OF_A_CELL + CUT
    first, second = tables(file)
    assert (first.name, second.header) == ("a.xlsx, sheet Visits", ("A", "B"))

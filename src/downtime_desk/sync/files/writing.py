"""Worksheets as files: CSV one each, and one workbook of all. No cell is ever taken for a formula.

A cell that begins as a formula does is given an apostrophe, in both; characters no spreadsheet shows are named.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Also the wide forms, which spreadsheets of some languages take for the plain ones.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
MOST_OF_A_CELL = 32_000
CUT = " … (cut: the rest is in the CSV)"


@dataclass(frozen=True)
class Worksheet:
    """A table to be written: its name, its columns, its rows of text."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, with every character that cannot be shown named."""
    shown = _CONTROLS.sub(
        lambda found: f"[U+{ord(found[0]):04X}]", cell.replace("\r\n", "\n").replace("\t", " ")
    )
    return f"'{shown}" if _FORMULA.match(shown) else shown


def as_csv(sheet: Worksheet) -> bytes:
    """Return a worksheet as CSV, in UTF-8 with the mark that makes spreadsheets read it as such."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(harmless, sheet.header))
    writer.writerows(map(harmless, row) for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(sheets: Iterable[Worksheet]) -> bytes:
    """Return worksheets as one workbook in which every cell is text."""
    # brought in when something is given back by file: hardly ever
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        strong = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = made.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for sheet in sheets:
            page = made.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.header):
                page.write_string(0, column, name, strong)
                page.set_column(column, column, _width(sheet, column), plain)
            for number, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    page.write_string(number, column, _fitting(harmless(cell)), plain)
    return out.getvalue()


def _fitting(cell: str) -> str:
    return cell if len(cell) <= MOST_OF_A_CELL else cell[:MOST_OF_A_CELL] + CUT


def _width(sheet: Worksheet, column: int) -> int:
    longest = max((len(row[column]) for row in sheet.rows), default=0)
    return min(max(longest, _longest_word(sheet.header[column])) + 2, 48)


def _longest_word(name: str) -> int:
    words: Sequence[str] = name.split() or ("",)
    return max(map(len, words))

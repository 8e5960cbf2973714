"""Measures the rows asked for, or all of them, and prints the table."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from rich.console import Console
from rich.table import Table

from tests.bench import (
    alive,
    board,
    changes,
    files,
    giving,
    memory,
    office,
    paper,
    people,
    refresh,
    returning,
    second_look,
    start,
    store,
    visits,
    window,
)
from tests.bench.harness import Result, measure

ROWS = [
    *start.ROWS,
    *window.ROWS,
    *paper.ROWS,
    *office.ROWS,
    *people.ROWS,
    *visits.ROWS,
    *board.ROWS,
    *memory.ROWS,
    *refresh.ROWS,
    *second_look.ROWS,
    *changes.ROWS,
    *files.ROWS,
    *store.ROWS,
    *alive.ROWS,
    *giving.ROWS,
    *returning.ROWS,
]
WIDTH = 130
COLUMNS = ("", "what", "ours", "yardstick", "", "ratio", "goal", "holds?")


def figure(value: float, unit: str) -> str:
    """Return a figure as people read it, in three digits."""
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def as_table(results: list[Result]) -> Table:
    """Return the results as a table."""
    table = Table(*COLUMNS, title="Medians, measured in turns in one run")
    for result in results:
        row = result.row
        table.add_row(
            row.id,
            row.what,
            figure(result.ours, row.unit),
            figure(result.yardstick, row.unit),
            row.against,
            f"{result.ratio:.2f}x",
            row.goal,
            "yes" if result.holds else "NO",
        )
    return table


def main(asked: list[str]) -> None:
    """Measure and print."""
    console = Console(width=max(WIDTH, Console().width))
    rows = [row for row in ROWS if not asked or row.id in asked]
    results = []
    for row in rows:
        with console.status(f"{row.id} {row.what}"):
            results.append(measure(row))
    console.print(as_table(results))
    for note in office.NOTES:
        console.print(note)


main(sys.argv[1:])

"""Numbers of sheets: `C-3FA-0447`, the running number of one desk behind the desk's own mark, so two never meet.

Key-safe slips count on their own, from `K-3FA-0001`: a run sheet can name a slip and nobody takes it for a page.
"""

from collections.abc import Iterator
from itertools import count
from typing import Final, Literal

from sqlalchemy import func, select

from downtime_desk.core.session import Session
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbered import KEY_SLIP

Series = Literal["C", "K"]
SERIES: Final[tuple[Series, ...]] = ("C", "K")


def series_of(kind: str) -> Series:
    """Return which numbers a kind of sheet has."""
    return "K" if kind == KEY_SLIP else "C"


def number_of(desk: str, place: int, series: Series = "C") -> str:
    """Return the number of a desk's sheet as it is printed."""
    return f"{series}-{desk.removeprefix('D')[:3]}-{place:04d}"


def last_place(session: Session, desk: str, series: Series = "C") -> int:
    """Return the running number of the last sheet a desk issued in a series, 0 before the first."""
    # by the number, not the kind: slips of earlier releases have numbers of the other series
    wanted = select(func.max(sheets.c.place)).where(
        sheets.c.desk == desk, sheets.c.number.startswith(f"{series}-")
    )
    highest: int | None = session.execute(wanted).scalar()
    return highest or 0


def next_numbers(session: Session, desk: str, series: Series = "C") -> Iterator[str]:
    """Return the numbers the desk's next sheets will have, one after the other, without end."""
    first = last_place(session, desk, series) + 1
    return (number_of(desk, place, series) for place in count(first))

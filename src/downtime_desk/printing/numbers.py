"""Numbers of sheets: `C-3FA-0447`, the running number of one desk behind the desk's own mark, so two never meet."""

from collections.abc import Iterator
from itertools import count

from sqlalchemy import func, select

from downtime_desk.core.session import Session
from downtime_desk.printing.model import sheets


def number_of(desk: str, place: int) -> str:
    """Return the number of a desk's sheet as it is printed."""
    return f"C-{desk.removeprefix('D')[:3]}-{place:04d}"


def last_place(session: Session, desk: str) -> int:
    """Return the running number of the last sheet a desk issued, 0 before the first."""
    highest: int | None = session.execute(
        select(func.max(sheets.c.place)).where(sheets.c.desk == desk)
    ).scalar()
    return highest or 0


def next_numbers(session: Session, desk: str) -> Iterator[str]:
    """Return the numbers the desk's next sheets will have, one after the other, without end."""
    first = last_place(session, desk) + 1
    return (number_of(desk, place) for place in count(first))

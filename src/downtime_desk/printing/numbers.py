"""Numbers of sheets: `C-3FA-0447`, the running number of one desk behind the desk's own mark, so two never meet."""

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

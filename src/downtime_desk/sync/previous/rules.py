"""How many copies from before can be looked into."""

from typing import Final

from sqlalchemy import delete, select

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.people.model import mirror_past, snapshots

SETTING: Final = "copies kept"
# Two weeks of copies every quarter of an hour: what has changed alone takes room.
USUAL: Final = 1344
LEAST, MOST = 2, 20_000


def kept(session: Session) -> int:
    """Return how many copies are kept: the one in use and those before it."""
    return settings.read(session, SETTING, int, USUAL)


def change(session: Session, number: int) -> None:
    """Keep another number of copies; raise Trouble when it is out of bounds."""
    if not LEAST <= number <= MOST:
        raise Trouble(f"{number} copies are not possible.", f"Type {LEAST} to {MOST}.")
    change_setting(session, SETTING, number)


def oldest(session: Session) -> str | None:
    """Return when the oldest copy that can be looked into was begun; None without a copy."""
    begun = select(snapshots.c.started).order_by(snapshots.c.number.desc()).limit(kept(session))
    found = list(session.execute(begun).scalars())
    return found[-1] if found else None


def forget_older(session: Session) -> int:
    """Erase rows that only older copies need; return how many. Part of a refresh."""
    since = oldest(session)
    if since is None:
        return 0
    return session.execute(delete(mirror_past).where(mirror_past.c.until <= since)).rowcount

"""Times and days as they are typed behind an option: read once, said back, refused in words."""

from datetime import date, datetime, timedelta

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.typed_time import At, Refused, asked, read_answered


def past_time(typed: str, now: datetime, since: datetime | None = None) -> datetime:
    """Return the past instant that was typed; empty words mean now.

    Raises Trouble when it is no time, or could be meant two ways: the letter that answers goes behind it.
    """
    found = read_answered(typed or "now", now, since)
    if isinstance(found, At):
        return found.instant
    if isinstance(found, Refused):
        raise Trouble(f"“{typed}” was not understood.", found.why)
    raise Trouble(f"“{typed}”: {asked(found)}.", f"Put the letter behind it, as in {typed}y.")


def day_named(said: str, now: datetime) -> date:
    """Return the London day that was typed; raise Trouble when it is none."""
    today, named = local(now).date(), {"today": 0, "yesterday": -1, "tomorrow": 1}
    if said in named:
        return today + timedelta(days=named[said])
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Trouble(
            f"“{said}” is not a day.", "Type today, yesterday, tomorrow or a date like 2026-11-22."
        ) from None

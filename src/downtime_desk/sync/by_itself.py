"""Copying by itself: when the next copy is due, and since when copying fails."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.journal import journal
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people import copies
from downtime_desk.sync import rules
from downtime_desk.sync.facts import CopyRefreshFailed

FAILED: Final = "copy/failed"


def is_due(session: Session, now: datetime, tried: datetime | None) -> bool:
    """Return whether a copy is to be taken now: never while an outage runs or is being returned from.

    `tried` is when the last one was begun, also when it came to nothing. A clock that was put back does not
    stop copying.
    """
    every = rules.kept(session).every_minutes
    if not every or outages.current(session) is not None:
        return False
    last = copies.last(session)
    before = [at for at in (tried, last.started if last else None) if at is not None and at <= now]
    return not before or now - max(before) >= timedelta(minutes=every)


def is_said_already(session: Session, what: CopyRefreshFailed) -> bool:
    """Return whether the last attempt failed with the same words: once is enough for the log."""
    failure = _last_failure(session)
    return failure is not None and failure[1] == what


def fails_since(session: Session) -> tuple[datetime, str] | None:
    """Return since when copying fails, and why; None when the last copy was taken."""
    failure = _last_failure(session)
    return None if failure is None else (failure[0], failure[1].why)


def _last_failure(session: Session) -> tuple[datetime, CopyRefreshFailed] | None:
    """Return the last failure that no copy came after."""
    last = copies.last(session)
    taken = _newest(session, f"copy/{last.number}") if last else None
    failure = _newest(session, FAILED)
    if failure is None or failure.payload is None or (taken and taken.seq > failure.seq):
        return None
    return from_text(failure.recorded_at), msgspec.json.decode(failure.payload, type=CopyRefreshFailed)


def _newest(session: Session, subject: str) -> Row[*tuple[Any, ...]] | None:
    wanted = select(journal.c.seq, journal.c.recorded_at, journal.c.payload)
    rows = session.execute(wanted.where(journal.c.subject == subject).order_by(journal.c.seq.desc()).limit(1))
    return rows.first()

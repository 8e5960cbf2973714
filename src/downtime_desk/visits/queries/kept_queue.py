"""The queue and the figures, kept from one look to the next: after a save only what it changed is read.

What was written since is told by the journal. An account, a no reply or a deviation changes its visit and what is
said of other visits of its person; anything else, such as a change of the rota or something told, and each new
minute, is a reason to read all of it again.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from downtime_desk.core.journal import journal
from downtime_desk.core.session import Session
from downtime_desk.visits.facts import VisitVerified
from downtime_desk.visits.model import verifications
from downtime_desk.visits.queries.figures import Figures, counted_again, figures
from downtime_desk.visits.queries.queue import FIRST_SCREEN, Queue, Reading, read_again, read_queue

PLANNED: Final = frozenset(
    {
        "visits",
        "local_visits",
        "matched_visits",
        "absences",
        "people",
        "carers",
        "outages",
        "settings",
        "told",
    }
)
"""The tables after whose change everything is read again."""
FEW: Final = 20
"""So many facts may have been written meanwhile; after more, reading all of it is as quick."""

_OF_ONE_VISIT = ("visit.", "no_reply.", "deviation.")
_SUBJECT = "visit/"


@dataclass(frozen=True)
class Known:
    """The queue and the figures as of an instant, aware UTC."""

    now: datetime
    queue: Queue
    figures: Figures


@dataclass(frozen=True)
class KeptReading:
    """All that was read of the queue, to go on from."""

    known: Known
    reading: Reading
    seq: int


class KeptQueue:
    """Ask `read`; call `forget` after a change of one of the tables `PLANNED`. To be read by one thread at a time."""

    def __init__(
        self, sessions: Callable[[], AbstractContextManager[Session]], limit: int = FIRST_SCREEN
    ) -> None:
        self._sessions, self._limit = sessions, limit
        self._kept: KeptReading | None = None
        self._forgotten = 0

    def forget(self) -> None:
        """Read all of it the next time."""
        self._forgotten += 1
        self._kept = None

    def forgotten(self) -> int:
        """Return how often it was forgotten: what is read beside from now on is as good as that."""
        return self._forgotten

    def keep(self, made: KeptReading, forgotten: int) -> None:
        """Go on from what was read beside, unless that was forgotten meanwhile, or is from before what is known."""
        known = self._kept.known.now if self._kept else made.known.now
        if forgotten == self._forgotten and known <= made.known.now:
            self._kept = made

    def read(self, now: datetime) -> Known:
        """Return the queue and the figures as of this minute."""
        forgotten, kept = self._forgotten, self._kept
        with self._sessions() as session:
            made = None
            if kept is not None and _same_minute(kept.known.now, now):
                made = _again(session, kept, self._limit)
            made = made or read_whole(session, now, self._limit)
        # what was forgotten while it was read may not be in it
        self._kept = made if forgotten == self._forgotten else None
        return made.known


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def read_whole(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> KeptReading:
    """Read all of the queue and the figures as of an instant, to be kept."""
    seq = session.execute(_LAST).scalar() or 0
    reading = read_queue(session, now, limit)
    return KeptReading(Known(now, reading.queue, figures(session, now)), reading, seq)


def _again(session: Session, kept: KeptReading, limit: int) -> KeptReading | None:
    """Return what is known now by what was written since, or None when that is not enough."""
    facts = session.execute(_SINCE.where(journal.c.seq > kept.seq).limit(FEW + 1)).all()
    if not facts:
        return kept
    if len(facts) > FEW or not all(each.kind.startswith(_OF_ONE_VISIT) for each in facts):
        return None
    visits = {each.subject.removeprefix(_SUBJECT) for each in facts if each.subject.startswith(_SUBJECT)}
    accounts = _accounts_before(session, kept.reading, facts)
    reading = read_again(session, kept.reading, visits, limit)
    if accounts is None or reading is None:
        return None
    now = kept.known.now
    counted = counted_again(session, kept.known.figures, now, accounts)
    return KeptReading(Known(now, reading.queue, counted), reading, facts[-1].seq)


def _accounts_before(
    session: Session, before: Reading, facts: Iterable[Any]
) -> dict[str, bool | None] | None:
    """Return how visits stood of which accounts were written: None for one nothing was known of, else whether settled.

    None when one of them was corrected whose earlier account is not known.
    """
    written = {each.id for each in facts if each.kind == VisitVerified.kind}
    if not written:
        return {}
    found: dict[str, bool | None] = {}
    subjects = {each.subject.removeprefix(_SUBJECT) for each in facts if each.id in written}
    for row in session.execute(_FIRST.where(verifications.c.visit.in_(subjects))):
        if row.first_entry in written:
            found[row.visit] = None
        elif row.visit in before.found:
            found[row.visit] = bool(before.found[row.visit].settled)
        else:
            return None
    return found


_LAST = select(func.max(journal.c.seq))
_SINCE = select(journal.c.seq, journal.c.id, journal.c.kind, journal.c.subject).order_by(journal.c.seq)
_FIRST = select(verifications.c.visit, verifications.c.first_entry)

"""Watching the main system of an open store: a look, what it adds up to, and a fact when that has changed."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import copies
from downtime_desk.sync import connection
from downtime_desk.sync.connection import ON_DISK, Connection
from downtime_desk.sync.health import rules
from downtime_desk.sync.health.course import Health, Look, PartName, follow
from downtime_desk.sync.health.facts import fact_of, health_of, is_news, seen
from downtime_desk.sync.health.looking import look_at_folder, look_at_server
from downtime_desk.sync.health.rules import WatchRules

WHILE_IT_FAILS: Final = timedelta(minutes=1)


def look(store: Store, who: Acting) -> Look:
    """Look at the main system once; raise Trouble when none is connected. Records nothing."""
    with store.read() as session:
        here = connection.chosen(session)
        if here is None:
            raise Trouble("No main system is connected yet.", "Connect one in Settings.")
        watch, expected = rules.kept(session), _expected(session)
        system = None if here.kind in ON_DISK else connection.server(session, who.now)
    if system is None:
        return look_at_folder(Path(here.where), here.name, who.now, watch)
    with closing(system):
        return look_at_server(system, who.now, expected)


def _expected(session: Session) -> frozenset[PartName]:
    """Return the parts that the copy in use holds something of, so that a main system without any is not well."""
    last = copies.last(session)
    parts: list[PartName] = []
    if last is not None and last.counts.people:
        parts.append("Care records")
    if last is not None and last.counts.medicines:
        parts.append("Medicine charts")
    return frozenset(parts)


class Watching:
    """Looks at the main system of one open store, one look at a time, and keeps what they add up to."""

    def __init__(self, store: Store, who: Acting) -> None:
        self._store, self._who = store, who
        self._tried: datetime | None = None
        with store.read() as session:
            kept, here = seen(session), connection.chosen(session)
        self.health = health_of(kept) if kept is not None and _is_of(kept.source, here) else Health()

    def is_due(self, session: Session, now: datetime) -> bool:
        """Say whether a look is due: every so many minutes, and each minute while something is not as it should be."""
        watch = rules.kept(session)
        if not watch.every_minutes or connection.chosen(session) is None:
            return False
        settling = self.health.failing() or bool(self.health.bad()) or bool(self.health.own)
        every = WHILE_IT_FAILS if settling else timedelta(minutes=watch.every_minutes)
        return self._tried is None or not self._tried <= now < self._tried + every

    def look(self) -> Health:
        """Look once and return what the looks add up to; record it when it has changed. Runs on a worker."""
        self._tried = self._who.now()
        found = look(self._store, self._who)
        with self._store.read() as session:
            watch, kept = rules.kept(session), seen(session)
        self.health = follow(self.health, found, watch)
        fact = fact_of(self.health)
        if is_news(kept, fact):
            with self._store.write(self._who) as session:
                record(session, fact, subject="main system")
        return self.health

    def back_since(self, watch: WatchRules) -> datetime | None:
        """Return since when the main system seems to be back, if it does."""
        return self.health.back_since(watch)


def _is_of(source: str, here: Connection | None) -> bool:
    return here is not None and here.name == source

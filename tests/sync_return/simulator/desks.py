"""A desk as the simulator plays it: the real store, put back to its beginning for each schedule."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import bindparam, event, select

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.access.actions import Found, found
from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import Now
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.prepared import Prepared, among, listed
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import mirror
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.sending import run
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.sync.sending.verdicts import Choice, Matter
from downtime_desk.visits.model import deviations, verification_history
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock

Step = Callable[[], None]
MOST_PLAYED = 25


class Killed(BaseException):
    """The program was killed here: whatever it had in memory is gone."""


class _Store(Store):
    """The store, which tells of every statement of a write, and of the moments around its end."""

    step: Step = staticmethod(lambda: None)
    writes = 0
    """How many writes began. While it stays the same, so does the file."""

    def watch(self) -> None:
        """Begin to tell."""
        event.listen(self._writer.engine, "begin", self._begins)
        event.listen(self._writer.engine, "before_cursor_execute", lambda *_: self.step())

    def _begins(self, _connection: Any) -> None:
        self.step()
        self.writes += 1

    def _commit(self, session: Session) -> None:
        self.step()
        super()._commit(session)
        self.step()


@dataclass
class Laptop:
    """A founded store and the file it began as."""

    store: _Store
    desk: str
    manager: str
    begun: bytes
    played: int = 0
    """How many schedules were played on it since it was put back."""

    @classmethod
    def founded(cls, home: Path, manager: str) -> "Laptop":
        """Found a store that the simulator can put back."""
        command = Found("Harbour Lane Home Care", "01632 960400", manager, PASSPHRASE)
        made = found(home, command, Clock(NIGHT), CHEAP).signed_in
        made.store.release()
        store = _Store(made.store.folder, made.store.store_id, made.store._root)
        store.watch()
        return cls(store, made.acting.desk, manager, store.path.read_bytes())

    def ready(self) -> None:
        """Be ready for another schedule, which touches nothing of the ones before it; begin anew now and then."""
        self.played += 1
        if self.played > MOST_PLAYED:
            self.put_back()

    def put_back(self) -> None:
        """Begin again with the store as it was founded."""
        self.played = 1
        self.store.release()
        for left in ("-wal", "-shm"):
            self.store.path.with_name(self.store.path.name + left).unlink(missing_ok=True)
        self.store.path.write_bytes(self.begun)

    def close(self) -> None:
        """Forget the keys."""
        self.store.close()


@dataclass
class Desk:
    """One desk in one schedule. `kept` are the ids of facts it told a person were kept."""

    name: str
    laptop: Laptop
    now: Now
    kept: dict[str, Entry] = field(default_factory=dict)
    crash_in: int | None = None
    opens_anew: bool = False
    """Whether the next kill closes the files too. A transaction is undone either way; this is what costs."""
    gives_way: Step = lambda: None
    _seen: dict[str, tuple[int, list[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.laptop.ready()
        self.store = self.laptop.store
        self.began_at = self._last_entry()
        self.begins_after = self.began_at.seq
        self.store.step = self._may_crash  # type: ignore[method-assign]
        self.acting = Acting(self.laptop.desk, self.laptop.manager, self.laptop.manager, self.now)

    def _last_entry(self) -> Entry:
        with self.store.read() as session:
            last = journal.entry_at(session, journal.head(session).seq)
        assert last is not None
        return last

    def at_call(self) -> None:
        """Stand where a call begins or ends: others may act, or the program is killed."""
        self.gives_way()
        self._may_crash()

    def _may_crash(self) -> None:
        if self.crash_in is None:
            return
        self.crash_in -= 1
        if self.crash_in < 0:
            raise Killed

    @contextmanager
    def until_killed(self) -> Iterator[None]:
        """Do something that may be killed; what was in memory is gone then, and what was not kept is undone."""
        try:
            yield
        except Killed:
            if self.opens_anew:
                self.store.release()
        finally:
            self.crash_in = None

    def take_copy(self, planned: list[PlannedVisit]) -> None:
        """Take the copy of some visits."""
        with self.store.write(self.acting) as session:
            rota = mirror.Rota(carers=[], chunks=[[mirror.row_of(each) for each in planned]])
            mirror.apply(session, rota, self.now())

    def record(self, what: Fact, subject: str, base_version: str | None, corrects: str | None) -> Entry:
        """Record a fact, and tell the person that it was kept."""
        with self.store.write(self.acting) as session:
            entry = journal.record(
                session, what, subject=subject, base_version=base_version, corrects=corrects
            )
        self.kept[entry.id] = entry
        return entry

    def send(self, connect: Callable[[], Any], watch: Any) -> run.Ran:
        """Run once."""
        return run.send(self.store, self.acting, connect, watch)

    def decide(self, row: Any, choice: Choice) -> None:
        """Let a person decide about what they are shown; what is only on its way can be sent again."""
        asked = row.state == "needs you"
        matter = msgspec.json.decode(row.theirs, type=Matter) if asked else Matter("gone", "")
        with self.store.write(self.acting) as session:
            what = ReturnDecided(row.fact_id, choice, matter.kind, "Decided in practice.", matter.seen)
            journal.record(session, what, subject=row.subject)

    def rows(self) -> list[Any]:
        """Return what has to go back of this schedule, in the order it was recorded."""
        return self._look("rows", lambda each: each.execute(_ROWS, {"after": self.begins_after}).all())

    def entries(self) -> list[Entry]:
        """Return the journal of this schedule."""
        return self._look("entries", lambda each: journal.entries(each, self.begins_after))

    def accounts(self, visits: list[str]) -> set[str]:
        """Return the facts that the tables of this schedule speak of."""
        return set(
            self._look(
                "accounts",
                lambda each: [
                    *each.execute(_ACCOUNTS, {"after": self.begins_after}).scalars(),
                    *each.execute(_DEVIATIONS, {"visits": listed(visits)}).scalars(),
                ],
            )
        )

    def _look(self, what: str, read: Callable[[Session], Iterable[Any]]) -> list[Any]:
        """Read something from the file, unless nothing was written since it was read."""
        at, found = self._seen.get(what, (-1, []))
        if at != self.store.writes:
            at = self.store.writes
            with self.store.read() as session:
                found = list(read(session))
            self._seen[what] = at, found
        return found


_ROWS = Prepared(
    select(delivery.delivery)
    .where(delivery.delivery.c.seq > bindparam("after"))
    .order_by(delivery.delivery.c.seq)
)
_ACCOUNTS = Prepared(
    select(verification_history.c.entry).where(verification_history.c.number > bindparam("after"))
)
_DEVIATIONS = Prepared(select(deviations.c.id).where(deviations.c.visit.in_(among("visits"))))

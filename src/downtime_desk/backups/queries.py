"""What going on from a backup would change, and where backups are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, func, select
from sqlalchemy.exc import DBAPIError

from downtime_desk.access.home import store_folder
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode, entries, journal
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.outages.model import outages
from downtime_desk.people import copies
from downtime_desk.people.model import people, told
from downtime_desk.printing.model import sheets
from downtime_desk.rota.model import local_visits, visits
from downtime_desk.visits.model import deviations, verifications

FOLDER = "backup folder"
DEFAULT_FOLDER = "backups"
NO_COPY = "no copy"


@dataclass(frozen=True)
class Row:
    """One thing that would change: as it is here (None: there is nothing to read), and in the backup."""

    what: str
    here: str | None
    there: str

    @property
    def same(self) -> bool:
        """Say whether it would not change."""
        return self.here == self.there


@dataclass(frozen=True)
class Lost:
    """An entry that is here and not in the backup: when it was written, by whom, what it says."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True)
class Changes:
    """All that would change. `lost` is None when the store here cannot be read, so that nobody knows."""

    rows: tuple[Row, ...]
    lost: tuple[Lost, ...] | None
    gained: int
    here: bool
    """Whether there is a store here at all."""

    def words(self) -> str:
        """Say in a sentence what would be lost."""
        if not self.here:
            return "There is no store on this laptop, so nothing is replaced."
        if self.lost is None:
            return "The store on this laptop cannot be read, so what would be lost from it is not known. It is kept aside."
        if not self.lost:
            return "Everything written down here is in the backup."
        number = len(self.lost)
        said = "1 entry written down here is" if number == 1 else f"{number} entries written down here are"
        return f"{said} not in the backup. What is not in it stays in the store that is kept aside."


def changes(home: Path, backup: Store) -> Changes:
    """Return what would change if the desk in a folder went on from a backup. Changes nothing."""
    with backup.read() as there:
        if not store_folder(home).exists():
            return Changes(tuple(Row(*each) for each in _beside(None, _figures(there))), None, 0, here=False)
        current = backup.elsewhere(store_folder(home))
        try:
            with current.read() as here:
                rows = tuple(Row(*each) for each in _beside(_figures(here), _figures(there)))
                return Changes(rows, _missing(here, there), len(_only_in(there, here)), here=True)
        except (Trouble, DBAPIError):
            return Changes(tuple(Row(*each) for each in _beside(None, _figures(there))), None, 0, here=True)
        finally:
            current.release()


def folder(session: Session, home: Path, desk: str) -> Path:
    """Return where a desk keeps its backups: what a manager chose here, else a folder of its own home."""
    chosen = settings.read(session, f"{FOLDER}/{desk}", str, "")
    return Path(chosen) if chosen else home / DEFAULT_FOLDER


def _figures(session: Session) -> dict[str, str]:
    as_of = {str(kind): at for kind, at in copies.as_of(session).items()}
    return {
        "Last entry in the log": _last(session),
        "Entries in the log": _count(session, journal),
        "Rota, copy as of": _stamp(as_of.get("rota")),
        "People, copy as of": _stamp(as_of.get("people")),
        "People": _count(session, people),
        "Visits of the rota": _count(session, visits),
        "Visits changed by hand": _count(session, local_visits),
        "Visits verified": _count(session, verifications),
        "Deviations": _count(session, deviations),
        "Told since the copy": _count(session, told),
        "Numbered sheets": _count(session, sheets),
        "Outages": _count(session, outages),
    }


def _beside(here: dict[str, str] | None, there: dict[str, str]) -> list[tuple[str, str | None, str]]:
    return [(what, here[what] if here else None, figure) for what, figure in there.items()]


def _count(session: Session, table: Table) -> str:
    return f"{session.execute(select(func.count()).select_from(table)).scalar_one():,}"


def _last(session: Session) -> str:
    at = session.execute(select(journal.c.recorded_at).order_by(journal.c.seq.desc()).limit(1)).scalar()
    return _stamp(from_text(at) if at else None)


def _stamp(at: datetime | None) -> str:
    return full_stamp(at) if at else NO_COPY


def _only_in(one: Session, other: Session) -> set[str]:
    ids: Callable[[Session], set[str]] = lambda session: set(session.execute(select(journal.c.id)).scalars())  # noqa: E731
    return ids(one) - ids(other)


def _missing(here: Session, there: Session) -> tuple[Lost, ...]:
    missing = _only_in(here, there)
    return tuple(_lost(entry) for entry in entries(here) if entry.id in missing)


def _lost(entry: Entry) -> Lost:
    what = decode(entry)
    words = what.words() if what else "Its content was erased when its time was up."
    return Lost(from_text(entry.recorded_at), entry.actor_name, words)

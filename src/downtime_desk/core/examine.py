"""What can be proved about a store, and what was found wrong."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.journal import Head, broken_links, head, journal, unexplained_gaps
from downtime_desk.core.proving import bad_checkpoints, cut_off, doubts, signed_to
from downtime_desk.core.replay import differences
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, store_of
from downtime_desk.core.tables import metadata, projections

NOT_PROVED: Final = (
    "That everything that happened was written down.",
    "That nobody with the keys wrote the journal’s end anew: compare codes on paper that somebody else keeps.",
    "That this is not an earlier store, put back together with the file that says how far it had come: compare codes too.",
)
SET_BACK: Final = timedelta(minutes=1)
"""By less than this a laptop puts its own clock right."""
NOT_ITSELF: Final = (
    "a copy for reading was examined, since the store on this laptop does not open as it should"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was examined; `faults` are sentences, none when it holds."""

    what: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """All findings, and where the journal ends."""

    findings: tuple[Finding, ...]
    entries: int
    head: str
    signed: int
    """Up to which entry the journal was signed; 0 when it never was."""
    noticed: tuple[str, ...] = ()
    """What is no fault of the store and worth knowing, in sentences."""

    @property
    def holds(self) -> bool:
        """Say whether nothing was found wrong."""
        return not any(finding.faults for finding in self.findings)


def examine(store: Store) -> Examined:
    """Examine the whole store without changing it: pages, chain, its end, signatures, tables and files.

    `NOT_PROVED` says what it cannot. 100,000 entries take a few seconds.
    """
    with store.read() as session:
        pages = _faults(bad_pages, session)
        links = _faults(_bad_links, session)
        # what a broken journal says cannot be replayed
        tables = _faults(differences, session) if not (pages or links) else ("not examined: see above",)
        end = Head(0, "unreadable") if pages or links else head(session)
        last = _faults(_short_of, session) if not pages else ("not examined: see above",)
        signatures = (
            _faults(bad_checkpoints, session) if not (pages or links) else ("not examined: see above",)
        )
        signed = 0 if pages or links else signed_to(session)
        files = _faults(_bad_files, session) if not pages else ("not examined: see above",)
        noticed = () if pages or links else _faults(_clock_set_back, session)
    findings = [
        Finding("Every page of the store is whole", pages),
        Finding("The journal is unbroken from its first entry", links),
        Finding("Every table says what the journal says", tables),
        Finding("The journal reaches as far as this laptop had written", last),
        Finding("Every signature in the journal fits what it signs", signatures),
        Finding("Every photo and scan is the one that was recorded", files),
    ]
    if store.passing:
        findings.insert(0, Finding("The store of this laptop itself was examined", (NOT_ITSELF,)))
    return Examined(tuple(findings), end.seq, end.code, signed, noticed)


def _bad_links(session: Session) -> list[str]:
    return [*broken_links(session), *unexplained_gaps(session)]


def _short_of(session: Session) -> list[str]:
    """Return how the journal falls short of what this laptop had written, now or at a sign-in that nobody settled."""
    store = store_of(session)
    now = cut_off(store) if store.anchor.exists() else None
    return [*(each.words for each in doubts(session)), *([now] if now else [])]


def _clock_set_back(session: Session) -> list[str]:
    """Return in words where the clock of a desk was set back: the order of entries is that of their numbers all the same."""
    before = func.lag(journal.c.recorded_at).over(partition_by=journal.c.desk, order_by=journal.c.seq)
    rows = select(journal.c.seq, journal.c.recorded_at, before.label("before")).subquery()
    jumps = session.execute(select(rows).where(rows.c.recorded_at < rows.c.before).order_by(rows.c.seq))
    found = []
    for row in jumps:
        was, then = from_text(row.before), from_text(row.recorded_at)
        if was - then >= SET_BACK:
            found.append(
                f"The clock was set back before entry {row.seq}: {full_stamp(then)}, and before that {full_stamp(was)}."
            )
    return found


def _faults(examine_one: Callable[[Session], list[str]], session: Session) -> tuple[str, ...]:
    try:
        return tuple(examine_one(session))
    except DBAPIError as error:
        return (f"it cannot be read: {error.orig}",)


def bad_pages(session: Session) -> list[str]:
    """Return what is wrong with the pages of a store, in words."""
    found = [row[0] for row in session.execute(text("PRAGMA cipher_integrity_check"))]
    found += [row[0] for row in session.execute(text("PRAGMA quick_check")) if row[0] != "ok"]
    return found


def _bad_files(session: Session) -> list[str]:
    """Return in words which files the tables name are missing, and which are not what they were."""
    found: list[str] = []
    for each in projections():
        for column in (column for column in each.columns if "bytes_in" in column.info):
            kept = metadata.tables[column.info["bytes_in"]]
            named = select(column).distinct().order_by(column)
            for sha256 in session.execute(named).scalars().all():
                data = session.execute(select(kept.c.bytes).where(kept.c.sha256 == sha256)).scalar()
                if data is None:
                    found.append(f"the file {sha256[:12]} is not in this store")
                elif hashlib.sha256(data).hexdigest() != sha256:
                    found.append(f"the file {sha256[:12]} is not the one that was recorded")
    return found

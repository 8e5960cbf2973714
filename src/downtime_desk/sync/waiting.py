"""The copy that waits for a person: kept sealed beside the store until it is accepted, refused or overtaken."""

from pathlib import Path

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.copies import Counts
from downtime_desk.sync import sealed
from downtime_desk.sync.comparing import note_incident
from downtime_desk.sync.facts import CopyHeld, CopyRefused, Waiting, waiting
from downtime_desk.sync.guard import Finding, Incomplete
from downtime_desk.sync.sealed import Unlooked

FILE = "waiting.copy"


def hold(
    store: Store,
    who: Acting,
    copy: Unlooked,
    found: tuple[Finding, ...],
    counts: Counts,
    incomplete: Incomplete | None = None,
) -> Waiting:
    """Keep a copy waiting, sealed, and record why. One that waits already with the same findings stays.

    A wave of incomplete notes opens a data-integrity incident.
    """
    with store.read() as session:
        before = waiting(session)
    if before is not None and before.findings == found and place(store).exists():
        return before
    # the file first: a fact without its file could never be accepted, a file without its fact is written over
    mark = sealed.put(place(store), sealed.lock_of(store), copy)
    kept = Waiting(copy.staged.source, to_text(copy.started), copy.replaces or 0, counts, found, mark)
    with store.write(who) as session:
        record(session, CopyHeld(kept), subject="copy/waiting")
        note_incident(session, kept.source, incomplete)
    return kept


def place(store: Store) -> Path:
    """Return where the copy that waits is kept."""
    return store.folder / FILE


def opened(store: Store) -> tuple[Waiting, Unlooked]:
    """Return the copy that waits; raise Trouble when none does, or its file is gone or damaged."""
    with store.read() as session:
        kept = waiting(session)
    if kept is None:
        raise Trouble("No copy waits for an answer.", "It was answered already, or a newer one was taken.")
    return kept, sealed.take(place(store), store, kept.mark)


def refuse(session: Session, why: str) -> None:
    """Refuse the copy that waits; the one from before stays in use. Raises Trouble without a reason."""
    kept = waiting(session)
    if kept is None:
        raise Trouble("No copy waits for an answer.", "It was answered already, or a newer one was taken.")
    record(session, CopyRefused(kept, reason(why)), subject="copy/waiting")


def reason(typed: str) -> str:
    """Return why a person decided so; raise Trouble when nothing was typed."""
    if not typed.strip():
        raise Trouble("It is not said why.", "Type what you saw in the main system, or who told you.")
    return typed.strip()


def clear(store: Store) -> None:
    """Remove the file of a copy that no longer waits."""
    with store.read() as session:
        kept = waiting(session)
    if kept is None:
        place(store).unlink(missing_ok=True)

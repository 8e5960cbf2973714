"""What a person decides about the copy that waits: put it in use all the same, or refuse it."""

from dataclasses import replace

from downtime_desk.core.store import Acting, Store
from downtime_desk.sync import waiting
from downtime_desk.sync.facts import CopyRefreshed, CopyRefused
from downtime_desk.sync.refresh import Swap, look_at, put_in_use


def accept(store: Store, who: Acting, why: str) -> CopyRefreshed:
    """Put the copy that waits in use; record what was found and why it was taken. Raises Trouble without a reason."""
    if (refusal := who.refusal(CopyRefused.kind)) is not None:
        raise refusal
    said = waiting.reason(why)
    kept, copy = waiting.opened(store)
    prepared = look_at(store, copy)
    # what is recorded as accepted is what the person was shown
    return put_in_use(
        store, who, Swap(replace(prepared, findings=kept.findings), accept_findings=True, why=said)
    )


def refuse(store: Store, who: Acting, why: str) -> None:
    """Refuse the copy that waits and remove it; the one from before stays in use."""
    with store.write(who) as session:
        waiting.refuse(session, why)
    waiting.clear(store)

"""A call in which a carer reads out several visits, as it is typed, and what each row of it means.

A row that nobody typed in is no account and is never saved. What stands about a visit already stays beside
what is typed: another carer's times, the doses told before, the note. The words are those of the whole call:
who rang, how we know, and that it was told when the call began.
"""

import msgspec

from downtime_desk.visits.codes import Outcome
from downtime_desk.visits.heard import OnRun, Proposed
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.times import TimeTyped
from downtime_desk.visits.typed import (
    CarerTyped,
    MedicineTyped,
    SourceTyped,
    Typed,
    account_typed,
)

DRAFT = "call"
"""What the draft of the call is kept under: one is written down at a time."""


class RowTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed about one visit of the run. `said` is the part of a text message that was taken for it.

    `second` is who else said so, which a red visit needs.
    """

    arrived: TimeTyped = TimeTyped()
    left: TimeTyped = TimeTyped()
    outcome: Outcome | None = None
    medicines: tuple[MedicineTyped, ...] = ()
    said: str = ""
    reason: str | None = None
    second: SourceTyped = SourceTyped()
    whys: tuple[tuple[str, str], ...] = ()


class CallTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole call as typed. `began` is UTC text; `rows` are by visit, only those that hold anything."""

    carer: str | None = None
    name: str = ""
    began: str | None = None
    method: str | None = None
    told_by: str = ""
    text: str = ""
    rows: tuple[tuple[str, RowTyped], ...] = ()


def touched(row: RowTyped) -> bool:
    """Say whether anything was typed in a row."""
    return bool(
        row.arrived.text.strip()
        or row.left.text.strip()
        or row.outcome
        or row.reason
        or row.second.method
        or any(each.outcome or each.at.text.strip() for each in row.medicines)
    )


def encode(call: CallTyped) -> str:
    """Return a call as its draft is kept; nothing typed is an empty draft."""
    empty = not (call.method or call.told_by or call.text or call.rows)
    return "" if empty else msgspec.json.encode(call).decode()


def decode(words: str) -> CallTyped:
    """Return a call from its draft."""
    return msgspec.json.decode(words, type=CallTyped)


def account_of(call: CallTyped, row: RowTyped, seen: Seen) -> Typed:
    """Return what a row adds to what stands about its visit, as the verify form would hold it."""
    before = account_typed(seen.account) if seen.account else Typed()
    return Typed(
        outcome=row.outcome or before.outcome,
        carers=_carers(call, row, before.carers),
        sources=_sources(call, row, before.sources),
        medicines=_medicines(row, before.medicines),
        tasks_not_done=before.tasks_not_done,
        reason=row.reason or before.reason,
        note=_note(call, row, before.note),
        whys=row.whys,
        seen=seen.account.entry if seen.account else None,
    )


def _carers(call: CallTyped, row: RowTyped, before: tuple[CarerTyped, ...]) -> tuple[CarerTyped, ...]:
    """Put the times of who rings in their line; a time that was told before and not now stays."""
    known = next((each for each in before if each.carer == call.carer), None)
    others = tuple(each for each in before if each is not known)
    arrived = row.arrived if row.arrived.text.strip() else (known.arrived if known else TimeTyped())
    left = row.left if row.left.text.strip() else (known.left if known else TimeTyped())
    if known is None and not arrived.text and not left.text:
        return others
    return (*others, CarerTyped(call.carer, call.name, arrived, left))


def _sources(call: CallTyped, row: RowTyped, before: tuple[SourceTyped, ...]) -> tuple[SourceTyped, ...]:
    """Put this call, and who else said so, behind what was told before; of earlier voices one of another kind stays."""
    if call.method is None:
        return before
    mine = SourceTyped(call.method, call.told_by or call.name, chosen_at=call.began)
    if row.second.method:
        return mine, row.second
    others = tuple(each for each in before if each.method != call.method)
    return (*others[:1], mine)


def _medicines(row: RowTyped, before: tuple[MedicineTyped, ...]) -> tuple[MedicineTyped, ...]:
    told = {(each.name, each.time): each for each in before}
    told |= {(each.name, each.time): each for each in row.medicines if each.outcome}
    return tuple(told.values())


def _note(call: CallTyped, row: RowTyped, before: str) -> str:
    """Keep the carer's own words of this visit with it; the rest of a message may be about somebody else."""
    if not row.said:
        return before
    words = f"Text message from {call.name}: “{row.said}”"
    return f"{before}\n{words}".strip()


def on_run(seen: Seen, label: str) -> OnRun:
    """Return how the person of a visit may be called in a message."""
    who = seen.planned.who
    return OnRun(seen.planned.visit, who.family or who.given, who.given, who.known_as, label)


def taken(row: RowTyped, proposed: Proposed, at: str) -> RowTyped:
    """Return a row with a proposal taken into it; what was typed by hand stays. `at` is now, as UTC text."""

    def time(typed: TimeTyped, text: str) -> TimeTyped:
        return typed if typed.text.strip() or not text else TimeTyped(text, None, at)

    return msgspec.structs.replace(
        row,
        arrived=time(row.arrived, proposed.arrived),
        left=time(row.left, proposed.left),
        outcome=row.outcome or proposed.outcome,
        said=proposed.said,
    )

"""What the hand-over sheet is made from: the desk as it stands when a shift ends."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from downtime_desk.outages.queries import current, to_look_at_again
from downtime_desk.printing.batch import Batch
from downtime_desk.printing.papers.hand_over import (
    ABOUT,
    KIND,
    Clock,
    HandOver,
    Holder,
    Off,
    OpenVisit,
    Watched,
)
from downtime_desk.printing.papers.reading import WHO_THEY_ARE, known_people
from downtime_desk.printing.queries import numbered_sheets, sheets_out
from downtime_desk.printing.said import of_person
from downtime_desk.printing.summary.reading import next_visits
from downtime_desk.rota.queries.off import who_is_off
from downtime_desk.visits.queries.no_reply import open_no_replies
from downtime_desk.visits.queries.queue import queue
from downtime_desk.visits.queries.queue_row import QueueRow
from downtime_desk.visits.queries.to_do import to_do

ON_HAND_OVER: Final = (*WHO_THEY_ARE, "priority", "allergies", "told since the copy")
MOST_SHEETS: Final = 100_000


def hand_over(batch: Batch, ids: Sequence[str]) -> tuple[HandOver, ...]:
    """Return the sheet; `ids` are all people, of whom it shows those to be watched."""
    session, now = batch.session, batch.now
    waiting, running = queue(session, now), current(session)
    return (
        HandOver(
            batch.number(),
            batch.stamp,
            red=tuple(_watched(batch, ids)),
            open=tuple(map(_open, waiting.rows)),
            clocks=tuple(sorted(_clocks(batch, waiting.rows), key=lambda clock: clock.due)),
            off=tuple(
                Off(each.carer_name, each.since, each.until, each.why) for each in who_is_off(session, now)
            ),
            holders=tuple(_holders(batch)),
            since=running.declared_at if running else None,
            more=waiting.more,
            replaces=sheets_out(session, KIND, (ABOUT,)).get(ABOUT),
        ),
    )


def _watched(batch: Batch, ids: Sequence[str]) -> Iterator[Watched]:
    """Yield who is Red, has no priority, or was told of since the copy."""
    following = next_visits(batch.session, ids, batch.now)
    for known in known_people(batch, ids):
        if known.person.summary.priority.level not in ("red", None) and not known.told:
            continue
        first = next(iter(following.get(known.person.id, ())), None)
        yield Watched(
            known.person,
            known.told,
            first.start if first else None,
            first.carers if first else (),
            tuple(of_person(known, ON_HAND_OVER)),
        )


def _open(row: QueueRow) -> OpenVisit:
    why = ". ".join(part for part in (", ".join(row.rank.because), ", ".join(row.open_points)) if part)
    priority = row.priority.capitalize() if row.priority else "No priority in the record"
    return OpenVisit(row.name, priority, row.start, row.carers, row.rank.by, why)


def _clocks(batch: Batch, rows: Sequence[QueueRow]) -> Iterator[Clock]:
    session = batch.session
    names = {row.visit: row.name for row in rows}
    for visit, silent in open_no_replies(session).items():
        whose = names.get(visit, "A visit")
        yield Clock(
            silent.due, f"{whose} does not answer the door, {silent.which}: {silent.step}", silent.told_by
        )
    for decision in to_look_at_again(session):
        yield Clock(decision.look_again_at, f"Look again at decision {decision.number}: {decision.title}", "")
    for each in to_do(session):
        what = "Decide about safeguarding" if each.kind == "safeguarding" else each.what
        yield Clock(each.due, f"{each.name}: {what}", each.owner)


def _holders(batch: Batch) -> Iterator[Holder]:
    out = [each for each in numbered_sheets(batch.session, MOST_SHEETS) if each.state == "out"]
    by_name = sorted(out, key=lambda each: (each.holder.casefold(), each.number))
    for _, held in groupby(by_name, key=lambda each: each.holder.casefold()):
        sheets = list(held)
        back = tuple(each.number for each in sheets if each.to_get_back(batch.now))
        yield Holder(sheets[0].holder, tuple(each.number for each in sheets if each.number not in back), back)

"""What the hand-over sheet is made from: the desk as it stands when a shift ends."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from downtime_desk.outages.queries import current, to_look_at_again
from downtime_desk.people.summary import Person
from downtime_desk.printing.batch import Batch
from downtime_desk.printing.papers.hand_over import ABOUT, KIND, HandOver
from downtime_desk.printing.papers.hand_over_lines import Clock, Holder, Off, OpenVisit, Watched
from downtime_desk.printing.papers.reading import WHO_THEY_ARE, known_people
from downtime_desk.printing.queries import numbered_sheets, sheets_out
from downtime_desk.printing.said import Said, of_person
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
    waiting, running, named = queue(session, now), current(session), _Named(batch)
    return (
        HandOver(
            batch.number(),
            batch.stamp,
            red=tuple(_watched(batch, ids)),
            open=tuple(_open(row, named) for row in waiting.rows),
            clocks=tuple(sorted(_clocks(batch, named), key=lambda clock: clock.due)),
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


class _Named:
    """Who the lines are about."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def who(self, person_id: str, name: str) -> Person:
        """Return the person; who is not in this copy has nothing but the name."""
        known = self._batch.known(person_id)
        if known is not None:
            return known.person
        family, _, given = name.partition(", ")
        return Person(person_id, family, given)

    def said(self, person_id: str, groups: tuple[str, ...] = WHO_THEY_ARE) -> tuple[Said, ...]:
        """Return what a line says of the person, for the register."""
        known = self._batch.known(person_id)
        return tuple(of_person(known, groups)) if known is not None else ()


def _open(row: QueueRow, named: _Named) -> OpenVisit:
    why = ". ".join(part for part in (", ".join(row.rank.because), ", ".join(row.open_points)) if part)
    return OpenVisit(
        named.who(row.person, row.name),
        row.priority.capitalize() if row.priority else "No priority in the record",
        row.start,
        row.carers,
        row.rank.by,
        why,
        named.said(row.person, (*WHO_THEY_ARE, "priority")),
    )


def _clocks(batch: Batch, named: _Named) -> Iterator[Clock]:
    session = batch.session
    for silent in open_no_replies(session).values():
        what = f"Does not answer the door, {silent.which}: {silent.step}"
        who, said = named.who(silent.person, silent.name), named.said(silent.person)
        yield Clock(silent.due, what, silent.told_by, who, said)
    for decision in to_look_at_again(session):
        yield Clock(decision.look_again_at, f"Look again at decision {decision.number}: {decision.title}", "")
    for each in to_do(session):
        what = "Decide about safeguarding" if each.kind == "safeguarding" else each.what
        who, said = named.who(each.person, each.name), named.said(each.person)
        yield Clock(each.due, what, each.owner, who, said)


def _holders(batch: Batch) -> Iterator[Holder]:
    out = [each for each in numbered_sheets(batch.session, MOST_SHEETS) if each.state == "out"]
    by_name = sorted(out, key=lambda each: (each.holder.casefold(), each.number))
    for _, held in groupby(by_name, key=lambda each: each.holder.casefold()):
        sheets = list(held)
        back = tuple(each.number for each in sheets if each.to_get_back(batch.now))
        yield Holder(sheets[0].holder, tuple(each.number for each in sheets if each.number not in back), back)

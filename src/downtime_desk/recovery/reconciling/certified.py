"""The second look of a closed outage, as its certificate says it."""

from collections.abc import Mapping

from sqlalchemy import select

from downtime_desk.core.session import Session
from downtime_desk.printing.certificate_figures import FindingFigures, SecondLookFigures
from downtime_desk.recovery.reconciling.model import second_looks
from downtime_desk.recovery.reconciling.queries import decisions, second_look_of
from downtime_desk.recovery.reconciling.standings import words

UNDECIDED = "findings undecided"


def certified(session: Session, outage: str, closing: Mapping[str, int]) -> SecondLookFigures | None:
    """Return how the last second look of an outage ended, None when there was none.

    `closing` are the figures the outage was closed with: what was undecided then is not counted anew, because the next
    outage has findings of its own.
    """
    row = session.execute(select(second_looks).where(second_looks.c.outage == outage)).first()
    if row is None or UNDECIDED not in closing:
        return None
    second = second_look_of(row)
    return SecondLookFigures(
        source=second.source,
        looked_at=second.looked_at,
        looked_by=second.looked_by,
        tolerance=second.tolerance.words(),
        agreed=second.agrees,
        disagreed=second.disagrees,
        undecided=closing[UNDECIDED],
        unread=second.unread,
        counts=tuple((words(each), many) for each, many in second.counts.items()),
        findings=tuple(
            FindingFigures(
                each.about, words(each.standing), each.said, each.why, each.by, each.at, each.entry
            )
            for each in decisions(session, outage)
        ),
        by_hand=second.why,
    )

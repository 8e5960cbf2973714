"""Which visits the main system does not know somebody wrote about."""

from sqlalchemy import select, union

from downtime_desk.core.drafts import drafts
from downtime_desk.core.session import Session
from downtime_desk.rota.references import MARK
from downtime_desk.visits.model import deviations, no_replies, verifications, visit_attachments

_KEPT = tuple(
    select(each.c.visit).where(each.c.visit.startswith(MARK))
    for each in (verifications, deviations, no_replies, visit_attachments)
)
_SUBJECT = "visit/"


def written_about(session: Session) -> frozenset[str]:
    """Return the downtime references under which anything is written, words that are being typed included."""
    kept = session.execute(union(*_KEPT)).scalars()
    typed = session.execute(
        select(drafts.c.subject).where(drafts.c.subject.startswith(_SUBJECT + MARK))
    ).scalars()
    return frozenset((*kept, *(each.removeprefix(_SUBJECT) for each in typed)))

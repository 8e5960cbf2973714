"""Keeping what is being typed, so that a kill loses none of it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.visits.model import drafts


@dataclass(frozen=True)
class KeepDraft:
    """What is being typed about one subject (`visit/42`), as JSON; empty words forget it."""

    subject: str
    words: str


def keep_draft(session: Session, command: KeepDraft) -> None:
    """Keep what is being typed, so that a kill loses none of it."""
    if not command.words:
        forget_draft(session, command.subject)
        return
    who = acting(session)
    row = {"words": command.words, "typed_at": to_text(who.now()), "typed_by": who.name}
    kept = upsert(drafts).values(subject=command.subject, **row)
    session.execute(kept.on_conflict_do_update(index_elements=["subject"], set_=row))


def forget_draft(session: Session, subject: str) -> None:
    """Forget what was being typed about a subject."""
    session.execute(_FORGET, {"about": subject})


_FORGET = delete(drafts).where(drafts.c.subject == bindparam("about"))

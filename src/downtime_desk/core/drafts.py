"""What is being typed and was not saved yet, as it is typed.

Not ours to send and not a fact: it is emptied when the words are saved, and a kill loses none of it.
"""

from dataclasses import dataclass

from sqlalchemy import Column, Text, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.core.tables import table

drafts = table(
    "drafts",
    Column("subject", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("typed_at", Text, nullable=False),
    Column("typed_by", Text, nullable=False),
)


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


def draft_of(session: Session, subject: str) -> str:
    """Return what was being typed about a subject, or nothing."""
    return session.execute(select(drafts.c.words).where(drafts.c.subject == subject)).scalar() or ""


_FORGET = delete(drafts).where(drafts.c.subject == bindparam("about"))

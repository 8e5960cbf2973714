"""Putting a photo or scan to a visit."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.visits.facts.attachment import AttachmentAdded
from downtime_desk.visits.model import attachments, visit_attachments
from downtime_desk.visits.picture_kinds import picture
from downtime_desk.visits.planned import planned


@dataclass(frozen=True)
class Attach:
    """Put the file's bytes to a visit; `name` is as the file is called."""

    visit: str
    name: str
    data: bytes


def attach(session: Session, command: Attach) -> Entry:
    """Keep a photo or scan in the store and record its digest, both or neither.

    Raises Trouble when it is too large, not whole, of another kind, or there already.
    """
    sound = picture(command.name, command.data)
    about = planned(session, command.visit)
    sha256 = hashlib.sha256(sound.data).hexdigest()
    same = select(visit_attachments.c.id).where(
        visit_attachments.c.visit == command.visit, visit_attachments.c.sha256 == sha256
    )
    if session.execute(same).first() is not None:
        raise Trouble("This file is with the visit already.", "Nothing was added.")
    kept = upsert(attachments).values(sha256=sha256, bytes=sound.data)
    session.execute(kept.on_conflict_do_nothing())
    fact = AttachmentAdded(command.visit, about.name, sha256, sound.name, len(sound.data), sound.kind)
    return record(session, fact, subject=f"visit/{command.visit}", base_version=about.version)

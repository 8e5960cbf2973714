"""A photo or scan that was put to a visit. The fact names the bytes by their digest; it does not hold them."""

from dataclasses import dataclass

from sqlalchemy import insert

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.visits.model import visit_attachments
from downtime_desk.visits.picture_kinds import PictureKind


@dataclass(frozen=True)
class AttachmentAdded(Fact, kind="visit.attachment_added", sort="Paper"):
    """Something on paper was photographed or scanned. `size` is in bytes, `sha256` in hexadecimal."""

    visit: str
    person_name: str
    sha256: str
    name: str
    size: int
    picture: PictureKind

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what belongs to the visit; the bytes stand in a table of their own."""
        session.execute(
            insert(visit_attachments).values(
                id=entry.id,
                visit=self.visit,
                sha256=self.sha256,
                name=self.name,
                kind=self.picture,
                size=self.size,
                added_at=entry.recorded_at,
                added_by=entry.actor_name,
            )
        )

    def words(self) -> str:
        """Say what was put to whose visit."""
        return f"{self.person_name}: {self.picture.upper()} “{self.name}” put to the visit ({self.size:,} bytes)."

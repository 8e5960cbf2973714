"""What a copy would change, before anything of it is kept: read, new, changed, as it was, gone, and not read."""

from dataclasses import dataclass

from downtime_desk.core.session import Session
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.mirror import Foreseen
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.sync.refresh import Prepared, rota_of
from downtime_desk.sync.staged import Rejected


@dataclass(frozen=True)
class Preview:
    """What a prepared copy would do to the people and the visits of this laptop.

    None where the source does not speak of them: those stay as they are.
    """

    source: str
    people: Foreseen | None
    visits: Foreseen | None
    rejected: tuple[Rejected, ...]
    left_out: tuple[tuple[str, int], ...]


def preview(session: Session, prepared: Prepared) -> Preview:
    """Compare a prepared copy with the one in use. Writes nothing."""
    staged = prepared.staged
    people = visits = None
    if staged.can.read_people:
        people = people_mirror.foresee(session, staged.people(), staged.keep_people)
    if staged.can.read_rota:
        visits = rota_mirror.foresee(session, rota_of(staged))
    return Preview(
        staged.source, people, visits, tuple(staged.rejected), tuple(sorted(staged.left_out.items()))
    )

"""Home-entry codes: sealed under a key of their own, apart from the person they belong to."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, store_of
from downtime_desk.people.model import entry_codes
from downtime_desk.people.summary import EntryCode

PURPOSE = "entry-codes"


def keep(session: Session, person_id: str, codes: Iterable[EntryCode]) -> None:
    """Replace a person's codes. Only a refresh calls this."""
    sealer = store_of(session).sealer(PURPOSE)
    session.execute(delete(entry_codes).where(entry_codes.c.person_id == person_id))
    rows = [
        {
            "person_id": person_id,
            "position": position,
            "label": code.label,
            "sealed": sealer.seal(code.code.encode(), _about(person_id, position)),
        }
        for position, code in enumerate(codes)
    ]
    if rows:
        session.execute(insert(entry_codes), rows)


def unsealed(session: Session, person_id: str) -> tuple[EntryCode, ...]:
    """Return a person's codes in the clear. Whoever shows them records that first."""
    sealer = store_of(session).sealer(PURPOSE)
    rows = session.execute(
        select(entry_codes).where(entry_codes.c.person_id == person_id).order_by(entry_codes.c.position)
    )
    return tuple(
        EntryCode(row.label, sealer.open(row.sealed, _about(person_id, row.position)).decode())
        for row in rows
    )


def labels(session: Session, person_id: str) -> tuple[str, ...]:
    """Return what a person's codes open, in their order; the codes stay sealed."""
    rows = select(entry_codes.c.label).where(entry_codes.c.person_id == person_id)
    return tuple(session.execute(rows.order_by(entry_codes.c.position)).scalars())


def reseal(session: Session, old: Store) -> None:
    """Seal every code anew for the store of the session, whose content came from `old` under another root key."""
    opener, sealer = old.sealer(PURPOSE), store_of(session).sealer(PURPOSE)
    for row in session.execute(select(entry_codes)).all():
        about = _about(row.person_id, row.position)
        here = (entry_codes.c.person_id == row.person_id) & (entry_codes.c.position == row.position)
        sealed = sealer.seal(opener.open(row.sealed, about), about)
        session.execute(update(entry_codes).where(here).values(sealed=sealed))


def _about(person_id: str, position: int) -> str:
    return f"{person_id}/{position}"

"""Downtime references: ids of visits the main system does not know, which two desks never give twice.

An added visit carries the desk's own mark and the number of its entry there, `DT-3FA9B2-0147`. A visit rolled forward
carries what it is made from, the person, the clock time and the day, `DT-R7K3QZ0MB5X2C1`: rolled forward
again, here or at another desk, it is the same visit and keeps its reference.
"""

import hashlib
from typing import Final

from sqlalchemy import func, select

from downtime_desk.core.journal import journal
from downtime_desk.core.session import Session

MARK: Final = "DT-"
# No I, L, O or U: read over the telephone they are taken for 1, 1, 0 and V.
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS: Final = 65


def is_ours(visit: str) -> bool:
    """Return whether a visit is one the main system does not know."""
    return visit.startswith(MARK)


def next_added(session: Session, desk: str) -> str:
    """Return the reference of a visit the desk adds now: its number is that of the entry that will add it."""
    last = select(func.max(journal.c.desk_seq)).where(journal.c.desk == desk)
    return f"{MARK}{desk.removeprefix('D')}-{(session.execute(last).scalar() or 0) + 1:04d}"


def rolled(person: str, begins: str, nth: int, day: str) -> str:
    """Return the reference of a visit rolled forward.

    `begins` is the clock face; `nth` tells apart visits to one person that begin at one time; `day` is a
    London date.
    """
    what = "\0".join((person, begins, str(nth), day))
    number = int.from_bytes(hashlib.sha256(b"DD-ROLLED-v1\0" + what.encode()).digest()[:9]) >> 72 - _BITS
    signs = (_SIGNS[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{MARK}R{''.join(signs)}"

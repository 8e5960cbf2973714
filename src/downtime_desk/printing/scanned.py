"""Paper that comes back: what a scanner reads off a page, or somebody types, and which sheet that is."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbers import number_of

CODE: Final = re.compile(r"DD1:([^:]+):([^:]+):([^:]+)")
# A desk's own mark may begin with a C or K, so what is before it counts only with what parts it from the mark.
NUMBER: Final = re.compile(r"(?:([CK])[- ])?([0-9A-Z]{1,3})[- ]([0-9]{1,6})")
SHORT: Final = re.compile(r"[0-9]{1,6}")
SLIP: Final = re.compile(r"K[- ]?([0-9]{1,6})")
LONGEST: Final = 80
TEST: Final = "TEST"
"""What stands on a test page in place of a number."""


SEAL: Final = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{2}")


def test_seal(typed: str) -> str | None:
    """Return the log seal of a test page from its code, or from the seal as it stands at its foot; None for others."""
    words = typed.strip().upper()
    code = CODE.fullmatch(words)
    if code is not None:
        return code[3] if code[1] == TEST else None
    return words if SEAL.fullmatch(words) else None


@dataclass(frozen=True)
class Scanned:
    """A sheet somebody holds. `visit` is the visit a visit record is for; `since` is when `state` began."""

    number: str
    kind: str
    whose: str
    holder: str
    state: str
    since: datetime
    visit: str | None


def scanned(session: Session, typed: str, desk: str) -> Scanned:
    """Return the sheet a code or a number names; raise Trouble in words when there is none here.

    A code is only believed when its desk, its number and its last part all fit the register.
    """
    words = typed.strip().upper()
    if not words or len(words) > LONGEST:
        raise _not_ours()
    code = CODE.fullmatch(words)
    if code is not None and code[1] == TEST:
        raise Trouble("This is a test page.", "It scans: paper and scanner work. Throw it away.")
    if code is not None:
        return _coded(session, code[1], code[2], code[3], desk)
    if words.startswith("DD1"):
        raise Trouble(
            "Only a part of the code was read.",
            "Hold the scanner still and scan again, or type the copy number.",
        )
    return _typed(session, words, desk)


def _coded(session: Session, number: str, theirs: str, reference: str, ours: str) -> Scanned:
    rows = session.execute(select(sheets).where(sheets.c.number == number, sheets.c.desk == theirs)).all()
    if not rows and theirs != ours:
        raise Trouble(
            f"{number} is a sheet of another desk, {theirs}.",
            "Nothing was written down here. Hand it to that desk, or type it in there.",
        )
    if not rows:
        raise Trouble(
            f"There is no sheet {number} in this desk’s register.",
            "Keep the paper apart, and check that this is the right store.",
        )
    if rows[0].reference is not None and rows[0].reference != reference:
        raise Trouble(
            f"The code on this paper does not belong to {number} of this desk.",
            "It may be from another store. Keep it apart, and compare it with the register by hand.",
        )
    return _sheet(rows[0])


def _typed(session: Session, words: str, desk: str) -> Scanned:
    found, slip = NUMBER.fullmatch(words), SLIP.fullmatch(words)
    if slip is not None:
        number = number_of(desk, int(slip[1]), "K")
    elif found is not None:
        number = f"{found[1] or 'C'}-{found[2]}-{int(found[3]):04d}"
    elif SHORT.fullmatch(words):
        number = number_of(desk, int(words))
    else:
        raise _not_ours()
    rows = session.execute(select(sheets).where(sheets.c.number == number)).all()
    if not rows:
        raise Trouble(f"There is no sheet {number} in this desk’s register.", "Read the number again.")
    if len(rows) > 1:
        raise Trouble(f"Two desks have a sheet {number}.", "Scan the code on the paper.")
    return _sheet(rows[0])


def _sheet(row: Row[Any]) -> Scanned:
    return Scanned(
        number=row.number,
        kind=row.kind,
        whose=row.person_name,
        holder=row.holder,
        state=row.state,
        since=from_text(row.state_at),
        visit=row.visit,
    )


def _not_ours() -> Trouble:
    return Trouble(
        "This is not a code or number of ours.",
        "Scan the square code at the top right, or type the copy number, such as C-3FA-0447.",
    )

"""Codes on paper: random, in letters that cannot be confused, with a sign at the end that shows a slip of the pen."""

import base64
import os

from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import SlotKind
from downtime_desk.core.keys import SECRETS

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 32
INVITATION_LENGTH = 20
"""Signs of an invitation: 100 random bits, for it lives for days and is typed once."""


def new_code(length: int = CODE_LENGTH) -> str:
    """Return random signs (32: 160 bits) and a check sign, `XXXX-XXXX-…`, in letters that cannot be confused."""
    body = base64.b32encode(os.urandom(-(-length * 5 // 8))).decode()[:length]
    plain = body.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CROCKFORD))
    whole = plain + _check_sign(plain)
    return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _check_sign(plain: str) -> str:
    total = sum((place + 1) * CROCKFORD.index(sign) for place, sign in enumerate(plain))
    return CROCKFORD[total % 31]


def tidy_code(typed: str, kind: SlotKind) -> str:
    """Return the code as it was made, forgiving case, spaces, O for 0, I and L for 1; Trouble if mistyped."""
    length = INVITATION_LENGTH if kind == "invitation" else CODE_LENGTH
    signs = typed.upper().translate(str.maketrans("OIL", "011", " -\t\n\u2010\u2011\u2012\u2013"))
    bad = sorted({sign for sign in signs if sign not in CROCKFORD})
    if bad or len(signs) != length + 1 or _check_sign(signs[:-1]) != signs[-1]:
        groups = {INVITATION_LENGTH: "five", CODE_LENGTH: "eight"}[length]
        raise Trouble(
            f"That is not a whole {SECRETS[kind]}: a sign is missing or mistyped.",
            f"It has {groups} groups of four signs and one more at the end. Check it against the paper.",
        )
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))

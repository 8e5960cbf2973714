"""While a break-glass waits to be looked through, whoever may look through it writes nothing else first."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.queries import to_review
from downtime_desk.core.errors import Trouble
from downtime_desk.core.permit import Permit

GOES_ON: Final = frozenset(
    {
        "manager.signed_in", "break_glass", "way_in", "journal", "readiness", "copy", "main_system.seen",
        "integrity.opened", "rota.bookings_found", "person.looked_at", "people.listed", "entry_code", "printer",
    }
)  # fmt: skip
"""Signing in, the review itself, reading, paper, and what the program does by itself, by kind or family."""


@dataclass(frozen=True)
class ReviewFirst(Permit):
    """A role's permit that refuses what is not reading or paper until the review is done."""

    def refusal(self, kind: str, now: datetime) -> Trouble | None:
        """Return in words why a fact of this kind may not be recorded yet; None when it may."""
        refused = super().refusal(kind, now)
        if refused is not None or kind in GOES_ON or kind.partition(".")[0] in GOES_ON:
            return refused
        return Trouble(
            "Not saved. A break-glass waits to be looked through.",
            "Look through it first: downtime-desk break-glass review, then again with --note. Reading and printing go on.",
        )


def review_first(here: SignedIn) -> SignedIn:
    """Return whoever signed in, held to the review of a break-glass if one waits and they may do it."""
    permit = here.acting.permit
    if permit is None or "break_glass.reviewed" not in permit.allowed:
        return here
    with here.store.read() as session:
        if not to_review(session):
            return here
    held = ReviewFirst(permit.role, permit.acts, permit.allowed, permit.ask, permit.until)
    return SignedIn(here.store, replace(here.acting, permit=held))

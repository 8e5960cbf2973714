"""What a person may choose about a thing that needs them, in words. Nothing is chosen for them."""

from dataclasses import dataclass, replace

from downtime_desk.sync.sending.verdicts import Choice, Kind


@dataclass(frozen=True)
class Offer:
    """A choice. `suggested` gives the reason why it may be the better one, None when there is none."""

    choice: Choice
    label: str
    meaning: str
    suggested: str | None = None

    @property
    def needs_why(self) -> bool:
        """Return whether a person must say why."""
        return self.choice == "not required"


NEED_NOT = "Type why it need not go back, in a few words."
"""What to do when the reason of what is not required is missing."""
TOLD_LATER = frozenset({"C", "D"})


def offers(kind: Kind, there: str, grade: str | None = None) -> tuple[Offer, ...]:
    """Return the choices for a kind of matter.

    `there` is what the main system is called, `grade` how well ours is known: their record is suggested only
    when ours was told later than the visit.
    """
    offered = _by_kind(there)[kind]
    if kind == "two records" and grade not in TOLD_LATER:
        offered = tuple(replace(each, suggested=None) for each in offered)
    return (*offered, _not_required())


def _not_required() -> Offer:
    return Offer("not required", "Not required", "It need not be there. Say why.")


def _by_kind(there: str) -> dict[Kind, tuple[Offer, ...]]:
    ask = Offer("both", "Keep both and ask the carer", "Stays here until somebody answers.")
    return {
        "two records": (
            Offer(
                "theirs",
                f"{there}’s times, our note",
                "Our note is added.",
                "a record made at the visit is better proof than one told later.",
            ),
            Offer("ours", "Our times and note", f"{there}’s times are kept in its history."),
            ask,
        ),
        "visit changed": (
            Offer("ours", "Our account", f"The visit is set in {there} as we have it, and our record goes."),
            Offer(
                "theirs",
                f"Leave the visit as {there} has it",
                "Our record of what happened goes all the same.",
            ),
            ask,
        ),
        "gone": (
            Offer("again", "Send it again", f"When it was put back in {there}, or to write it there anew."),
        ),
        "record changed": (
            Offer("ours", "Ours", f"What they wrote is kept in {there}’s history."),
            Offer("theirs", f"What {there} has now", "Nothing more is sent. Ours stays in the log."),
            ask,
        ),
        "not the same": (
            Offer("ours", "Send ours once more", "It is read back and compared again."),
            Offer("theirs", f"Accept it as {there} keeps it", "Nothing more is sent. Ours stays in the log."),
        ),
        "doubled": (Offer("again", "Look again", f"When one of the two was taken out in {there}."),),
        "refused": (Offer("again", "Send it again", f"When it was put right in {there}."),),
    }

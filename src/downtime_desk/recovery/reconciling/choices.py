"""What a person may decide about what does not agree. Nothing is chosen for them; a suggestion gives its reason."""

from dataclasses import dataclass
from typing import Final

from downtime_desk.recovery.choices import TOLD_LATER
from downtime_desk.recovery.reconciling.standings import Open

ASK: Final = "ask"
VISIT: Final = "visit:"
BETTER_PROOF: Final = "The phone noted the times as they happened, so they are the better proof."


@dataclass(frozen=True)
class Way:
    """One way to decide. `choice` is ours, theirs, again, accept, mistake, ask, or `visit:` and the visit's id."""

    choice: str
    label: str
    meaning: str
    suggested: str | None = None
    needs_why: bool = False


def ways(
    standing: Open,
    there: str,
    *,
    grade: str | None = None,
    candidates: tuple[tuple[str, str], ...] = (),
    pure: bool = False,
) -> tuple[Way, ...]:
    """Return the ways to decide about a finding; `there` is what the main system is called."""
    if standing == "which visit":
        return (
            *(Way(f"{VISIT}{visit}", f"It is of {words}", "Then both are compared.") for visit, words in candidates),
            Way("mistake", "It is of none of them", f"Stays in {there} until it is put right there.", needs_why=True),
            _ask(),
        )  # fmt: skip
    return (*_by_standing(standing, there, grade, pure=pure), _ask())


def _ask() -> Way:
    return Way(ASK, "Keep both and ask the carer", "Stays here until somebody answers.")


def _mistake(there: str) -> Way:
    return Way(
        "mistake", f"It is a mistake in {there}", "Nothing is changed there. Say who puts it right.", needs_why=True
    )  # fmt: skip


def _by_standing(standing: Open, there: str, grade: str | None, *, pure: bool) -> tuple[Way, ...]:
    ours = Way("ours", "Our times and note", f"{there}’s times are kept in its history.")
    match standing:
        case "times" | "carer" | "one carer" | "two records" | "hour twice":
            better = BETTER_PROOF if grade in TOLD_LATER and standing == "times" else None
            return Way("theirs", f"{there}’s times, our note", "Our note is added.", better), ours
        case "medicine":
            return (
                Way("theirs", f"What {there} has is right", "Ours stays in the log."),
                Way("ours", "Ours is right", f"Our note in {there} says it. Correct the dose there by hand."),
            )
        case "only there":
            better = BETTER_PROOF if pure else None
            return (
                Way("accept", f"Take {there}’s record", "It stands as it is; nothing is sent.", better),
                _mistake(there),
            )
        case "said not made":
            return (
                Way(
                    "theirs", f"It was made: {there} is right", "Our note is added, the visit stays as it is."
                ),
                Way("ours", "It was not made", f"The record in {there} is marked as entered by mistake."),
            )
        case "cancelled there":
            return (
                Way(
                    "ours", "Our account", f"The visit is set in {there} as we have it, and our record goes."
                ),
                Way("theirs", f"Leave the visit as {there} has it", "Our record goes all the same."),
            )
        case "gone":
            return (
                Way("again", "Send ours again", f"It is written in {there} anew."),
                Way("accept", "Leave it out", "Ours stays in the log.", needs_why=True),
            )
        case "other person":
            return (_mistake(there),)
        case "no plan" | "unknown visit":
            stands = f"It stands as {there} has it"
            return Way("accept", stands, "Say how you know that it is right.", needs_why=True), _mistake(
                there
            )
        case _:
            return (Way("accept", "Looked at by hand", "Say what it says.", needs_why=True),)

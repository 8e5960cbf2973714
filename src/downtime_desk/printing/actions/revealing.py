"""Showing entry codes for slips: the log has it, and why, before anything with a code on it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people.actions import Reveal, reveal
from downtime_desk.people.entry_codes import labels
from downtime_desk.people.summary import EntryCode


@dataclass(frozen=True)
class ShowCodes:
    """Show the entry codes of `people` for slips that are given to a carer. `why` is what the log says of it."""

    people: Sequence[str]
    given_to: str
    why: str


def show_codes(session: Session, command: ShowCodes) -> dict[str, tuple[EntryCode, ...]]:
    """Record for each person who has codes that they are shown, and why; then return them by person."""
    given_to, why = command.given_to.strip(), command.why.strip()
    if not given_to:
        raise Trouble("It is not said who takes the slips.", "Type the name of the carer.")
    if not why:
        raise Trouble("Why the code is needed is missing.", "Write it in a few words: who is at which door.")
    reason = f"{why.rstrip('.')}. Key-safe slip for {given_to}."
    return {
        person: reveal(session, Reveal(person, reason))
        for person in dict.fromkeys(command.people)
        if labels(session, person)
    }

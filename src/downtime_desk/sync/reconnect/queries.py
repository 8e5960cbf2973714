"""How far connecting again is, and whether anything is held back by it."""

from dataclasses import dataclass
from datetime import datetime

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.outages.queries import Mode
from downtime_desk.sync.reconnect.facts import CHECKS, State, state

TABLES = frozenset({"settings", "outages"})


@dataclass(frozen=True)
class Standing:
    """How far connecting again is in the outage that returns. `left` is what is still to do, in words."""

    state: State
    left: tuple[str, ...]

    @property
    def right(self) -> int:
        """Return how many records of the sample were found right."""
        return sum(each.right for each in self.state.judged.values())

    @property
    def compared_at(self) -> datetime | None:
        """Return when the last record of the sample was judged; None until all are."""
        judged = self.state.judged.values()
        if not judged or len(judged) < len(self.state.sample):
            return None
        return max(from_text(each.at) for each in judged)

    @property
    def holds(self) -> bool:
        """Return whether copying and sending wait."""
        return bool(self.left) and not self.state.ahead_why

    def said(self) -> str:
        """Return the sample in a few words, `10 of 10 checks right`; nothing until all are judged."""
        return f"{self.right} of {len(self.state.sample)} checks right" if self.compared_at else ""


def standing(session: Session) -> Standing | None:
    """Return how far connecting again is; None when no return is under way, or it began without the checks."""
    running, kept = outages.current(session), state(session)
    if (
        running is None
        or running.mode is not Mode.RETURNING
        or kept is None
        or kept.outage != running.reference
    ):
        return None
    return Standing(kept, tuple(_left(kept)))


def _left(kept: State) -> list[str]:
    left = [words for check, words in CHECKS.items() if check not in kept.ticked]
    if not kept.sample:
        return [*left, "Ten records compared"]
    open_ = len(kept.sample) - len(kept.judged)
    wrong = [each.name for each in kept.sample if each.id in kept.judged and not kept.judged[each.id].right]
    if open_:
        left.append(f"{open_} of {len(kept.sample)} records to be judged")
    if wrong:
        left.append(f"Wrong in the main system: {', '.join(wrong)}")
    return left


def not_held(session: Session) -> None:
    """Raise Trouble while the checks before connecting again are not done: nothing is copied, sent or carried there until then."""
    here = standing(session)
    if here is not None and here.holds:
        raise Trouble(
            f"The checks before the main system is relied on again are not done: {here.left[0]}"
            + (f", and {len(here.left) - 1} more." if len(here.left) > 1 else "."),
            "Finish them on the Return page, or go ahead there with a reason.",
        )

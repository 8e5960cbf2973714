"""When two accounts of one visit say the same: the carers, and the times within a tolerance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.sync.looking.record import Attended
from downtime_desk.sync.rules import Bound

NAME: Final = "second look"
Differs = Literal["carer", "one carer", "times"]


@dataclass(frozen=True)
class Tolerance:
    """Minutes. Two times may lie so far apart and still agree; `critical_minutes` for people with a medicine at an exact time.

    `near_minutes` is how far a record that names no visit may lie from a planned one to be of it.
    """

    minutes: int = 5
    critical_minutes: int = 0
    near_minutes: int = 60

    def of(self, *, critical: bool) -> int:
        """Return what holds for a person."""
        return self.critical_minutes if critical else self.minutes

    def words(self) -> str:
        """Say it in one sentence."""
        exact = "to the minute" if not self.critical_minutes else f"within {self.critical_minutes} min"
        return f"Times agree within {self.minutes} min, {exact} where a medicine has an exact time."


BOUNDS: Final[Mapping[str, Bound]] = {
    "minutes": Bound("Times agree within", 0, 30, "min"),
    "critical_minutes": Bound("Times agree within, medicine at an exact time", 0, 15, "min"),
    "near_minutes": Bound("A record without a visit is of one at most so far away", 0, 240, "min"),
}


def tolerance(session: Session) -> Tolerance:
    """Return the tolerance in force."""
    return settings.read(session, NAME, Tolerance, Tolerance())


def change(session: Session, wanted: Tolerance) -> None:
    """Keep another tolerance; raise Trouble when it is out of bounds."""
    values: dict[str, int] = asdict(wanted)
    for name, each in BOUNDS.items():
        if not each.least <= values[name] <= each.most:
            raise Trouble(
                f"{each.words}: {values[name]} min is not possible.", f"Type {each.least} to {each.most}."
            )
    if wanted.critical_minutes > wanted.minutes:
        raise Trouble(
            "A medicine at an exact time cannot be allowed more than other visits.", "Type a smaller number."
        )
    change_setting(session, NAME, values)


def differs(ours: Sequence[Attended], theirs: Sequence[Attended], minutes: int) -> Differs | None:
    """Return in what two accounts differ, the gravest first; None when they agree.

    A time that only one of the two knows is a difference: nobody may read agreement out of a gap.
    """
    mine, others = _by_carer(ours), _by_carer(theirs)
    if mine.keys() != others.keys():
        return "one carer" if others and others.keys() < mine.keys() else "carer"
    near = all(
        close(each.arrived, others[who].arrived, minutes) and close(each.left, others[who].left, minutes)
        for who, each in mine.items()
    )
    return None if near else "times"


def close(one: datetime | None, other: datetime | None, minutes: int) -> bool:
    """Return whether two times agree, as they read on the clock; two that are both unknown do."""
    if one is None or other is None:
        return one is other
    # most times are the same to the second, and there are very many of them
    if one == other:
        return True
    apart = one.replace(second=0, microsecond=0) - other.replace(second=0, microsecond=0)
    return abs(apart) <= timedelta(minutes=minutes)


def _by_carer(came: Sequence[Attended]) -> dict[str, Attended]:
    """Return who came, one entry a carer from the first arrival to the last leaving."""
    found: dict[str, Attended] = {}
    for each in came:
        before = found.get(each.who)
        found[each.who] = each if before is None else _whole(before, each)
    return found


def _whole(one: Attended, other: Attended) -> Attended:
    arrived = min((at for at in (one.arrived, other.arrived) if at), default=None)
    left = max((at for at in (one.left, other.left) if at), default=None)
    return Attended(one.carer, one.name, arrived, left)

"""A group of journeys on their way together: round by round, from the first request to the last verdict."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from downtime_desk.core.clock import Now
from downtime_desk.sync.outcome import Answer, Outcome, Unreachable
from downtime_desk.sync.sending.carrier import Carried, Carrier, Failed
from downtime_desk.sync.sending.parcels import Parcel
from downtime_desk.sync.sending.rounds import Round
from downtime_desk.sync.sending.verdicts import Matter, NeedsYou, Verdict

ERASED = "Its content was erased here, so it cannot be sent"


@dataclass(frozen=True)
class Group:
    """Facts of different subjects that go together, in Bundles where `together`, else call by call."""

    facts: tuple[str, ...]
    together: bool


class UnderWay:
    """The journeys of a group. `verdicts` fills as they end; `whole` is why a Bundle as a whole got no answer.

    `carrier` is what the last round went by, and `heard_at` when its answer was there.
    """

    def __init__(self, group: Group, parcels: Mapping[str, Parcel], now: Now) -> None:
        self.group, self.parcels = group, parcels
        self.whole: Failed | None = None
        self.carrier: Carrier | None = None
        self.heard_at: datetime = now()
        self.verdicts: dict[str, Verdict] = {
            fact: NeedsYou(Matter("gone", ERASED)) for fact, each in parcels.items() if each.journey is None
        }
        self._now = now
        self._ways = {
            fact: each.journey.steps() for fact, each in parcels.items() if each.journey is not None
        }
        self._rounds: dict[str, Round] = {}
        self._coming: Callable[[], Carried] | None = None
        self._carried: Carried | None = None
        for fact, way in self._ways.items():
            advance(fact, way, None, self._rounds, self.verdicts)

    @property
    def asks(self) -> bool:
        """Return whether a journey has more to ask."""
        return bool(self._rounds)

    def ask(self, carrier: Carrier) -> None:
        """Send the next round on its way, and go on."""
        carry = carrier.together if self.group.together else carrier.one_by_one
        self.carrier, self._carried = carrier, None
        self._coming = carrier.system.beside(partial(carry, self._rounds))

    def hear(self) -> None:
        """Wait until what was asked has come back."""
        if self._coming is not None:
            coming, self._coming = self._coming, None
            self._carried = coming()
            self.heard_at = self._now()

    def go_on(self) -> list[Parcel]:
        """Hand the journeys what came back; return what went out, or may have."""
        self.hear()
        if self._carried is None:
            return []
        outcomes, self.whole, self._carried = self._carried.outcomes, self._carried.whole, None
        asked, self._rounds = self._rounds, {}
        for fact in asked:
            advance(fact, self._ways[fact], outcomes[fact], self._rounds, self.verdicts)
        return [
            self.parcels[fact] for fact, each in asked.items() if each.writes and _went_out(outcomes[fact])
        ]


def advance(
    fact: str,
    way: Generator[Round, Sequence[Outcome], Verdict],
    outcomes: Sequence[Outcome] | None,
    rounds: dict[str, Round],
    verdicts: dict[str, Verdict],
) -> None:
    """Hand a journey its outcomes; keep what it asks for next, or its verdict."""
    try:
        rounds[fact] = next(way) if outcomes is None else way.send(outcomes)
    except StopIteration as end:
        verdicts[fact] = end.value


def _went_out(outcomes: Iterable[Outcome]) -> bool:
    return any(
        isinstance(each, Answer) or (isinstance(each, Unreachable) and each.may_have_arrived)
        for each in outcomes
    )

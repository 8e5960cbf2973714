"""Carries rounds to the main system: many journeys' requests in one Bundle, or call by call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from downtime_desk.sync.outcome import Busy, Outcome, Refused, Unreachable
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending.rounds import Round

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

MOST_ENTRIES = 100

Rounds = Mapping[str, Round]
Outcomes = dict[str, list[Outcome]]
Failed = Unreachable | Busy | Refused


@dataclass(frozen=True)
class Carried:
    """What became of each request. `whole` is set when a Bundle as a whole got no usable answer."""

    outcomes: Outcomes
    whole: Failed | None = None


class Carrier:
    """The way to one main system."""

    def __init__(self, system: "MainSystem") -> None:
        self.system = system

    def together(self, rounds: Rounds) -> Carried:
        """Carry rounds in Bundles; each request is judged by its own status."""
        owners = [(fact, entry) for fact, each in rounds.items() for entry in each.requests]
        outcomes: Outcomes = {fact: [] for fact in rounds}
        whole: Failed | None = None
        for start in range(0, len(owners), MOST_ENTRIES):
            chunk = owners[start : start + MOST_ENTRIES]
            judged: Sequence[Outcome]
            if whole is not None:
                judged = [_not_sent(whole)] * len(chunk)
            else:
                answer = self.system.batch([entry for _, entry in chunk])
                if isinstance(answer, Failed):
                    whole, judged = answer, [_not_judged(answer)] * len(chunk)
                else:
                    judged = answer
            for (fact, _), outcome in zip(chunk, judged, strict=True):
                outcomes[fact].append(outcome)
        return Carried(outcomes, whole)

    def one_by_one(self, rounds: Rounds) -> Carried:
        """Carry rounds call by call."""
        return Carried(
            {fact: [self._call(entry) for entry in each.requests] for fact, each in rounds.items()}
        )

    def _call(self, entry: Entry) -> Outcome:
        if entry.method == "GET":
            return self.system.get(entry.url)
        body = entry.resource or b""
        if entry.method == "POST":
            return self.system.create(entry.url, body, entry.if_none_exist)
        kind, _, place = entry.url.partition("/")
        return self.system.update(kind, place, body, entry.if_match)


class _Interaction(msgspec.Struct):
    code: str = ""


class _Rest(msgspec.Struct):
    interaction: tuple[_Interaction, ...] = ()


class _Capability(msgspec.Struct):
    """What is read of a CapabilityStatement, which may be very long."""

    rest: tuple[_Rest, ...] = ()


_capability = msgspec.json.Decoder(_Capability)


def takes_batches(body: bytes) -> bool:
    """Return whether a CapabilityStatement says that many requests may travel in one Bundle."""
    try:
        said = _capability.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return any(each.code == "batch" for rest in said.rest for each in rest.interaction)


def _not_judged(whole: Failed) -> Outcome:
    """Return what is known of one request when its Bundle was refused: not that anybody looked at it."""
    if isinstance(whole, Refused):
        return Unreachable(whole.words, may_have_arrived=True)
    return whole


def _not_sent(whole: Failed) -> Outcome:
    return Unreachable(whole.words, may_have_arrived=False)

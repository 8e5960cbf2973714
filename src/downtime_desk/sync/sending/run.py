"""One run of giving back: everything that waits, what harms first before the rest and the oldest of each subject first, until it is proved.

Two groups are under way by turns: while the answer to one is on its way, the other is written down and made ready.
No transaction is open while the network is waited for, and each change of state is a short write of its own, so
a run may be killed anywhere and begun again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from downtime_desk.core import delivery
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable
from downtime_desk.sync.sending import matters
from downtime_desk.sync.sending.carrier import Carrier, takes_batches
from downtime_desk.sync.sending.facts import ReturnChecked, ReturnNeedsYou, ReturnSent
from downtime_desk.sync.sending.group import Group, UnderWay
from downtime_desk.sync.sending.parcels import Parcel, next_facts, parcel
from downtime_desk.sync.sending.risk import what_harms_first
from downtime_desk.sync.sending.verdicts import Checked, Later, Matter, NeedsYou, Refusal, Verdict

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

TOGETHER = 50
AT_ONCE = 2
MOST_TRIES = 6
MOST_FRUITLESS = 8
"""How often running nothing may come of it, for each group under way: more than an item has tries."""
LONGEST_BACKOFF = timedelta(minutes=2)
NO_BUNDLES = frozenset({403, 404, 405, 501})


@dataclass(frozen=True)
class Step:
    """How far a run is. `words` say what it is doing; `tries_again` when it waits for the main system."""

    counts: dict[delivery.State, int]
    words: str
    tries_again: datetime | None = None


@dataclass(frozen=True)
class Ran:
    """How a run ended. `stopped` says why it could not go on, None when it came to its end.

    `held` are facts it could not prove this time, with the reason in words; they stay as they are.
    `no_answer` says that it stopped because the main system does not answer.
    """

    counts: dict[delivery.State, int]
    stopped: str | None = None
    held: dict[str, str] = field(default_factory=dict)
    no_answer: bool = False

    @property
    def all_checked(self) -> bool:
        """Return whether nothing waits, nothing is unproved and nothing needs a person."""
        return not delivery.left(self.counts)


class Watch(Protocol):
    """Whoever waits for a run: is told how far it is, and may end it."""

    def tell(self, step: Step) -> None:
        """Hear how far the run is."""

    def cancelled(self) -> bool:
        """Return whether the run shall end."""

    def wait(self, pause: timedelta) -> None:
        """Wait so long, or until the run shall end."""


class _Stopped(Exception):  # noqa: N818 - never leaves this module
    """The run cannot go on, in words."""


class _Silent(_Stopped):
    """The main system does not answer."""


def send(
    store: Store,
    acting: Acting,
    connect: "Callable[[], MainSystem]",
    watch: Watch,
    held: Mapping[str, str] | None = None,
) -> Ran:
    """Send everything that waits and prove it. `connect` signs in to the main system anew.

    `held` are facts that are not to go this time, each with the reason in words; what is later about the same
    subject waits with them.

    Nothing is lost when it ends early: what was not proved stays waiting or sent, and the next run begins
    with reading what is there.
    """
    return _Run(store, acting, connect, watch, held or {}).go()


@dataclass(frozen=True)
class _Next:
    """A group that is to begin, made ready, and how far the run was then."""

    group: Group
    parcels: dict[str, Parcel]
    counts: dict[delivery.State, int]


class _Run:
    def __init__(
        self,
        store: Store,
        acting: Acting,
        connect: "Callable[[], MainSystem]",
        watch: Watch,
        held: Mapping[str, str],
    ) -> None:
        self._store, self._acting, self._connect, self._watch = store, acting, connect, watch
        self._carrier = Carrier(connect())
        self._together = False
        self._signed_in_again = False
        self._again: deque[Group] = deque()
        self._under_way: deque[UnderWay] = deque()
        self._tries: dict[str, int] = {}
        self._sent: set[str] = set()
        self._refused: set[str] = set()
        self._parcels: dict[str, Parcel] = {}
        self._held: dict[str, str] = dict(held)
        self._first: Set[str] | None = None
        self._fruitless = 0
        self._put_aside: set[str] = set()
        # Nothing else becomes ready until something is settled: no need to look at every round.
        self._nothing_more = False

    def go(self) -> Ran:
        stopped: _Stopped | None = None
        try:
            self._ask_what_it_can()
            while self._fill():
                self._carry_on(self._under_way.popleft())
        except _Stopped as why:
            stopped = why
            self._leave()
        finally:
            self._come_to_rest()
            self._carrier.system.close()
        words = str(stopped) if stopped else None
        return Ran(self._counts(), words, self._held, isinstance(stopped, _Silent))

    def _ask_what_it_can(self) -> None:
        for _ in range(2):
            answer = self._carrier.system.capability()
            if isinstance(answer, Unreachable):
                raise _Silent(answer.words)
            if isinstance(answer, Refused) and answer.status == 401:
                self._sign_in_again(answer.words)
                continue
            self._together = isinstance(answer, Answer) and takes_batches(answer.body)
            return

    def _fill(self) -> bool:
        """Begin with what is next while there is room; return whether anything is under way."""
        if self._watch.cancelled():
            raise _Stopped("You stopped it. What was not proved stays here.")
        while len(self._under_way) < AT_ONCE and (next_ := self._read_next()):
            self._watch.tell(Step(next_.counts, "Sending and reading back."))
            self._begin(next_)
        return bool(self._under_way)

    def _read_next(self) -> "_Next | None":
        """Read in one transaction all that a group needs to begin with."""
        if self._nothing_more and self._under_way and not self._again:
            return None
        with self._store.read() as session:
            group = self._again.popleft() if self._again else self._ready(session)
            if group is None:
                return None
            parcels = {fact: parcel(session, fact) for fact in group.facts}
            return _Next(group, parcels, delivery.counts(session))

    def _ready(self, session: Session) -> Group | None:
        if self._first is None:
            self._first = what_harms_first(session)
        under_way = {fact for each in self._under_way for fact in each.group.facts}
        most = TOGETHER if self._together else 1
        facts = next_facts(session, most, self._held.keys() | under_way, self._first)
        self._nothing_more = not facts
        return Group(tuple(facts), self._together) if facts else None

    def _begin(self, next_: "_Next") -> None:
        self._parcels |= next_.parcels
        way = UnderWay(next_.group, next_.parcels, self._acting.now)
        if way.asks:
            way.ask(self._carrier)
        self._under_way.append(way)

    def _carry_on(self, way: UnderWay) -> None:
        """Hear what a group asked for and ask for more, until each of its journeys has its verdict."""
        self._keep_sent(way.go_on())
        if way.asks:
            way.ask(self._carrier)
            self._under_way.append(way)
            return
        self._settle(way, way.verdicts)
        for fact in way.group.facts:
            del self._parcels[fact]

    def _come_to_rest(self) -> None:
        """Wait until nothing is on its way to the main system or back."""
        for way in self._under_way:
            way.hear()

    def _leave(self) -> None:
        """Keep what is known of the groups under way, and ask for nothing more."""
        for way in self._under_way:
            self._keep_sent(way.go_on())
            self._keep(_settled(way.verdicts))

    def _keep_sent(self, gone_out: Sequence[Parcel]) -> None:
        new = [each for each in gone_out if each.state != "sent" and each.fact not in self._sent]
        if not new:
            return
        self._sent |= {each.fact for each in new}
        with self._store.write(self._acting) as session:
            for each in new:
                reached = each.journey.reached if each.journey else None
                record(session, ReturnSent(each.fact, reached), subject=each.subject)

    def _settle(self, way: UnderWay, verdicts: dict[str, Verdict]) -> None:
        """Keep what is proved, ask for a person where one is needed, and try the rest again."""
        settled = _settled(verdicts)
        self._keep(settled)
        rest = {fact: each for fact, each in verdicts.items() if fact not in settled}
        self._fruitless = 0 if settled else self._fruitless + 1
        self._signed_in_again = self._signed_in_again and not settled
        if not rest:
            return
        self._come_to_rest()
        group, whole = way.group, way.whole
        if self._locked_out(whole, rest.values()):
            if way.carrier is self._carrier:
                self._sign_in_again("It did not let us in.")
            self._again.append(Group(tuple(rest), group.together))
            return
        if isinstance(whole, Refused) and whole.status in NO_BUNDLES:
            self._together = False
        self._wait_or_look(rest.values(), way.heard_at)
        if self._try_again(group, rest, split=whole is not None and not isinstance(whole, Busy)):
            self._fruitless = 0
        elif self._fruitless >= MOST_FRUITLESS * (1 + len(self._under_way)):
            raise _Stopped(_words(next(iter(rest.values()))))

    def _try_again(self, group: Group, rest: dict[str, Verdict], *, split: bool) -> bool:
        """Say what is to be tried once more; return whether anything was put before a person or given up now."""
        refused = {fact: each for fact, each in rest.items() if isinstance(each, Refusal)}
        twice = {fact: each for fact, each in refused.items() if fact in self._refused}
        self._refused |= refused.keys()
        self._keep({fact: NeedsYou(self._refusal(fact, each)) for fact, each in twice.items()})
        again: list[str] = []
        given_up: list[str] = []
        for fact in (each for each in rest if each not in twice):
            self._tries[fact] = self._tries.get(fact, 0) + (0 if split and len(rest) > 1 else 1)
            if self._tries[fact] >= MOST_TRIES:
                self._held[fact] = _words(rest[fact])
                given_up.append(fact)
            else:
                again.append(fact)
        self._keep_sent([self._parcels[fact] for fact in given_up if _was_out(self._parcels[fact])])
        if again:
            self._again.extend(_smaller(group, again, split=split))
        new = {*twice, *given_up} - self._put_aside
        self._put_aside |= new
        return bool(new)

    def _refusal(self, fact: str, refusal: Refusal) -> Matter:
        journey = self._parcels[fact].journey
        words = f"{refusal.words} ({refusal.status})"
        return matters.refused(journey.report, words) if journey else Matter("refused", words)

    def _keep(self, settled: Mapping[str, Verdict]) -> None:
        if not settled:
            return
        subjects = {fact: self._parcels[fact].subject for fact in settled}
        with self._store.write(self._acting) as session:
            for fact, verdict in settled.items():
                if isinstance(verdict, Checked):
                    remotes = tuple(verdict.remotes.items())
                    record(session, ReturnChecked(fact, remotes, verdict.remark), subject=subjects[fact])
                elif isinstance(verdict, NeedsYou):
                    record(session, ReturnNeedsYou(fact, verdict.matter), subject=subjects[fact])
        self._nothing_more = False

    def _locked_out(self, whole: object, verdicts: Iterable[Verdict]) -> bool:
        if isinstance(whole, Refused):
            return whole.status == 401
        return any(isinstance(each, Refusal) and each.status == 401 for each in verdicts)

    def _sign_in_again(self, words: str) -> None:
        if self._signed_in_again:
            raise _Stopped(f"{self._carrier.system.name} did not let us in. {words}")
        self._signed_in_again = True
        self._carrier.system.close()
        self._carrier = Carrier(self._connect())

    def _wait_or_look(self, verdicts: Iterable[Verdict], heard_at: datetime) -> None:
        """Wait as the main system asked at `heard_at`; where it only failed, look whether it is there at all."""
        waits = [each.wait for each in verdicts if isinstance(each, Later) and each.wait is not None]
        if waits:
            backoff = min(timedelta(seconds=2**self._fruitless), LONGEST_BACKOFF)
            now = self._acting.now()
            until = heard_at + max(*waits, backoff)
            if until > now:
                self._watch.tell(Step(self._counts(), "The main system asks us to wait.", until))
                self._watch.wait(until - now)
            return
        health = self._carrier.system.health()
        if isinstance(health, Busy):
            self._watch.wait(health.retry_after)
        elif not isinstance(health, Answer) and not _is_locked(health):
            raise (_Silent if isinstance(health, Unreachable) else _Stopped)(health.words)

    def _counts(self) -> dict[delivery.State, int]:
        with self._store.read() as session:
            return delivery.counts(session)


def _settled(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {fact: each for fact, each in verdicts.items() if isinstance(each, Checked | NeedsYou)}


def _was_out(parcel: Parcel) -> bool:
    """Return whether the main system once took it and never showed it: a decision put it back, and it is out still."""
    return parcel.journey is not None and None in parcel.journey.known.remotes.values()


def _smaller(group: Group, facts: list[str], *, split: bool) -> list[Group]:
    """Return what is tried again: halves when a Bundle failed as a whole, down to call by call."""
    if not split:
        return [Group(tuple(facts), group.together)]
    if len(facts) == 1:
        return [Group(tuple(facts), together=False)]
    middle = len(facts) // 2
    return [Group(tuple(half), together=True) for half in (facts[:middle], facts[middle:])]


def _is_locked(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.status == 401


def _words(verdict: Verdict) -> str:
    return verdict.words if isinstance(verdict, Later | Refusal) else ""

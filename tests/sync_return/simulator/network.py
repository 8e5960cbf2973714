"""The network and the main system behind it. What becomes of each request is drawn from the seed."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from downtime_desk.core.clock import Now
from downtime_desk.practice.faults import Awkward, Rule
from downtime_desk.practice.messages import Answer as Given
from downtime_desk.practice.messages import Ask, refusal
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.sync.http.messages import bundle
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable, entries_of, judge
from downtime_desk.sync.request import Entry
from tests.sync_return.main_system import BASE
from tests.sync_return.simulator.tally import Tally

NAME = "Fernway"
T = TypeVar("T")
CUT = Unreachable(f"{NAME} did not answer in time.", may_have_arrived=True)
CLOSED = Unreachable(f"{NAME} cannot be reached from this laptop.", may_have_arrived=False)


class Net(StrEnum):
    """What a network does to a request."""

    NO_WAY = "no connection at all"
    LOST = "request lost on its way"
    ANSWER_LOST = "answer lost on its way back"
    LATE = "request arrives late, after the desk gave up"
    DOUBLED = "request arrives a second time, later"
    HANG = "hangs until the desk gives up"
    FORGOTTEN = "taken by the main system, and not kept"
    RESTART = "main system restarts: sessions are gone (401)"


ODD_ANSWERS = (
    Awkward.SERVER_ERROR,
    Awkward.UNAVAILABLE,
    Awkward.DATABASE_DOWN,
    Awkward.RATE_LIMITED,
    Awkward.RATE_LIMITED_INSIDE,
    Awkward.UNAUTHORISED,
    Awkward.APPLIED_TWICE,
    Awkward.STALE_READ,
    Awkward.RACY_CREATE,
    Awkward.IGNORES_SEARCH,
    Awkward.CAPTIVE_PORTAL,
    Awkward.EMPTY,
    Awkward.TRUNCATED,
)
FAULTS: tuple[Net | Awkward, ...] = (*Net, Net.LATE, Net.ANSWER_LOST, Net.FORGOTTEN, *ODD_ANSWERS)
"""What is drawn from for a bundle; what hurts most is there twice."""
READS = {Awkward.STALE_READ, Awkward.IGNORES_SEARCH}
WRITES = {Net.FORGOTTEN, Net.DOUBLED, Awkward.APPLIED_TWICE, Awkward.RACY_CREATE}
OF_BUNDLES = {Awkward.RATE_LIMITED_INSIDE}
FAULTS_OF_A_READ = tuple(each for each in FAULTS if each not in WRITES | OF_BUNDLES)
FAULTS_OF_A_WRITE = tuple(each for each in FAULTS if each not in READS | OF_BUNDLES)

NOT_APPLIED = frozenset({Awkward.CAPTIVE_PORTAL, Awkward.EMPTY})


@dataclass(frozen=True)
class Character:
    """What a main system is like, all through a schedule."""

    takes_bundles: bool = True
    keeps_extensions: bool = True
    keeps_versions: bool = True
    conflict: int = 412


@dataclass
class Network:
    """Carries requests. `trouble` is how likely each one meets a fault."""

    system: PracticeSystem
    draw: random.Random
    clock: Now
    tally: Tally
    character: Character
    trouble: float = 0.0
    interlude: Callable[[], None] = lambda: None
    """What others do before a request is carried."""
    trace: list[str] = field(default_factory=list)
    poison: bytes | None = None
    """A word the main system takes in no note."""
    hidden: int = 0
    """How often a read did not show what there was."""
    loose: int = 0
    """How often something arrived again that carried no guard, or the main system did not heed one."""
    _late: list[Ask] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = self.system.shelf.now_instant()
        self.system.token = "session 1"
        self._sessions = 1
        ordinary = self.system.rest.answer

        def answer(ask: Ask, rule: Rule | None = None) -> Given:
            poisoned = self.poison is not None and ask.method in {"POST", "PUT"} and self.poison in ask.body
            if poisoned and ask.path.startswith("Communication"):
                return refusal(422, "business-rule", "We do not take such a note")
            if rule is not None and rule.kind == Awkward.RACY_CREATE and ask.method == "POST":
                self.loose += 1
            return ordinary(ask, rule)

        self.system.rest.answer = answer  # type: ignore[method-assign]

    def carry(self, who: str, method: str, url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        """Carry a request, with what becomes of it on the way, and return what the desk gets to know."""
        self.interlude()
        if self._late and self.draw.random() < 0.25:
            self._deliver(self.draw.randrange(len(self._late)))
        met = FAULTS if not url else FAULTS_OF_A_READ if method == "GET" else FAULTS_OF_A_WRITE
        fault = self.draw.choice(met) if self.draw.random() < self.trouble else None
        outcome = self._met(fault, method, url, body, headers)
        self.trace.append(f"{who} {method} {url.split('?')[0]} {fault or ''} {type(outcome).__name__}")
        if fault is not None:
            self.tally.count("faults", str(fault))
        return outcome

    def deliver_all(self) -> None:
        """Let everything arrive that is still on its way."""
        while self._late:
            self._deliver(self.draw.randrange(len(self._late)))

    def _deliver(self, number: int) -> None:
        ask = self._late.pop(number)
        self.trace.append(f"-- arrives late: {ask.method} {ask.path}")
        self.loose += unguarded(ask)
        self._answer(ask, None)

    def _met(
        self, fault: Net | Awkward | None, method: str, url: str, body: bytes, headers: dict[str, str]
    ) -> Outcome:
        address = urlsplit(url)
        ask = Ask(
            method=method,
            path=address.path,
            pairs=_pairs(address.query),
            headers=headers,
            body=body,
            base=BASE,
        )
        match fault:
            case Net.NO_WAY:
                return CLOSED
            case Net.LOST | Net.HANG:
                return CUT
            case Net.LATE:
                self._late.append(ask)
                return CUT
            case Net.ANSWER_LOST:
                self._answer(ask, None)
                return CUT
            case Net.DOUBLED:
                self._late.append(ask)
                return self._judged(self._answer(ask, None))
            case Net.FORGOTTEN:
                return self._judged(self._forgotten(ask))
            case Net.RESTART:
                self._sessions += 1
                self.system.token = f"session {self._sessions}"
                return self._judged(self._answer(ask, None))
            case None:
                return self._judged(self._answer(ask, None))
        return self._odd(Awkward(fault), ask)

    def _odd(self, kind: Awkward, ask: Ask) -> Outcome:
        made = self.draw.randint(self.started, self.system.shelf.now_instant())
        detail = {"after": self.draw.randrange(4)} if kind == Awkward.RATE_LIMITED_INSIDE else {}
        detail |= {"retry_after": 2} if kind in {Awkward.RATE_LIMITED, Awkward.UNAVAILABLE} else {}
        if kind == Awkward.STALE_READ:
            self.hidden += 1
        if kind == Awkward.APPLIED_TWICE:
            self.loose += unguarded(ask)
        given = self._answer(ask, Rule(kind, 1, detail=detail, made=made))
        return CUT if kind == Awkward.TRUNCATED or kind in NOT_APPLIED else self._judged(given)

    def _forgotten(self, ask: Ask) -> Given:
        kept: list[Given] = []
        with suppress(_Forget), self.system.shelf.unit():
            kept.append(self._answer(ask, None))
            raise _Forget
        return kept[0]

    def _answer(self, ask: Ask, rule: Rule | None) -> Given:
        if rule is None and ask.path == "metadata":
            return _what_it_can()
        if rule is None:
            rule = self._usual()
        return self.system.answer(ask, rule)

    def _usual(self) -> Rule | None:
        """Return what this main system is like, where that shows."""
        if not self.character.keeps_versions:
            return Rule(Awkward.NO_ETAG)
        if not self.character.keeps_extensions:
            return Rule(Awkward.DROPS_EXTENSIONS)
        return Rule(Awkward.CONFLICT_409) if self.character.conflict == 409 else None

    def _judged(self, given: Given) -> Outcome:
        return judge(
            NAME,
            given.status,
            given.body,
            now=self.clock,
            etag=given.headers.get("etag"),
            location=given.headers.get("location"),
            retry_after=given.headers.get("retry-after"),
        )


@lru_cache(maxsize=256)
def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True))


@cache
def _what_it_can() -> Given:
    """Return what the practice main system says it can do, worked out once."""
    system = PracticeSystem(":memory:")
    try:
        return system.answer(Ask("GET", "metadata", base=BASE))
    finally:
        system.close()


class _Forget(Exception):  # noqa: N818 - it undoes what was taken, nobody sees it
    pass


def unguarded(ask: Ask) -> int:
    """Return 1 when a request would make something a second time: a new record without a condition."""
    if ask.path:
        return int(ask.method == "POST" and "if-none-exist" not in ask.headers)
    return int(b'"POST"' in ask.body and ask.body.count(b'"POST"') > ask.body.count(b'"ifNoneExist"'))


class Line:
    """The connection of one desk, signed in once: a `MainSystem` to the code that sends."""

    name = NAME
    ahead: timedelta | None = None

    def __init__(self, network: Network, who: str, step: Callable[[], None]) -> None:
        self._network, self._who, self._step = network, who, step
        self._token = network.system.token

    def close(self) -> None:
        """Nothing is held open."""

    def get(self, path: str, params: Sequence[tuple[str, str]] | None = None) -> Outcome:
        """Read or search."""
        return self._call("GET", f"{path}?{urlencode(params)}" if params else path)

    def create(self, type_: str, body: bytes, if_none_exist: str | None = None) -> Outcome:
        """Create."""
        return self._call("POST", type_, body, {"if-none-exist": if_none_exist})

    def update(self, type_: str, id_: str, body: bytes, if_match: str | None = None) -> Outcome:
        """Replace."""
        guard = f'W/"{if_match}"' if if_match is not None else None
        return self._call("PUT", f"{type_}/{id_}", body, {"if-match": guard})

    def batch(self, entries: Sequence[Entry]) -> Sequence[Outcome] | Unreachable | Busy | Refused:
        """Send many requests together."""
        outcome = self._call("POST", "", bundle(entries))
        if not isinstance(outcome, Answer):
            return outcome
        return entries_of(NAME, outcome, len(entries), self._network.clock)

    def beside(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Ask at once: nothing here is beside anything, so that a seed plays the same again."""
        came = ask()
        return lambda: came

    def capability(self) -> Outcome:
        """Ask what it can do; a main system without Bundles says so by saying nothing of them."""
        return self._call("GET", "metadata" if self._network.character.takes_bundles else "Patient/p1")

    def health(self) -> Outcome:
        """Look whether it is there at all."""
        return self._call("GET", "Patient?_count=1")

    def _call(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str | None] | None = None
    ) -> Outcome:
        self._step()
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        sent["authorization"] = f"Bearer {self._token}"
        outcome = self._network.carry(self._who, method, url, body, sent)
        self._step()
        return outcome

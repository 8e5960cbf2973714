"""The practice main system in this process, behind the calls of `MainSystem`, so that thousands of runs fit
in a test. Every call can be cut off: before it arrives, after it was carried out, or by a kill."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from downtime_desk.core.clock import Now
from downtime_desk.practice.faults import Awkward
from downtime_desk.practice.messages import Ask
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.sync.http.messages import bundle as _bundle
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable, entries_of, judge
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending.run import Step

T = TypeVar("T")
LOST = frozenset({Awkward.LOST_ANSWER, Awkward.TRUNCATED, Awkward.DRIP, Awkward.SLOW})
NOTHING_DONE = frozenset({Awkward.HANG, Awkward.CAPTIVE_PORTAL, Awkward.EMPTY, Awkward.REDIRECT})


BASE = "http://fernway.example"


class Killed(BaseException):
    """The program was killed here."""


class Here:
    """A main system without a network. `before(call)` and `after(call)` are hooks that may raise."""

    name = "Fernway"
    base = BASE
    ahead = None
    """It says nothing of its clock."""

    def __init__(self, system: PracticeSystem, now: Now) -> None:
        self.system = system
        self.now = now
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[int], None] = lambda _number: None
        self.after: Callable[[int], None] = lambda _number: None
        self.off = False

    def close(self) -> None:
        """Nothing is held open."""

    def get(self, path: str, params: Sequence[tuple[str, str]] | None = None) -> Outcome:
        return self._call("GET", f"{path}?{urlencode(params)}" if params else path)

    def same_server(self, address: str) -> bool:
        return address.startswith(BASE)

    def create(self, type_: str, body: bytes, if_none_exist: str | None = None) -> Outcome:
        return self._call("POST", type_, body, {"if-none-exist": if_none_exist})

    def update(self, type_: str, id_: str, body: bytes, if_match: str | None = None) -> Outcome:
        guard = f'W/"{if_match}"' if if_match is not None else None
        return self._call("PUT", f"{type_}/{id_}", body, {"if-match": guard})

    def batch(self, entries: Sequence[Entry]) -> Sequence[Outcome] | Unreachable | Busy | Refused:
        outcome = self._call("POST", "", _bundle(entries))
        return (
            entries_of(self.name, outcome, len(entries), self.now) if isinstance(outcome, Answer) else outcome
        )

    def beside(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Ask at once: there is no line an answer could be on its way on."""
        came = ask()
        return lambda: came

    def capability(self) -> Outcome:
        return self._call("GET", "metadata")

    def health(self) -> Outcome:
        return self._call("GET", "Patient?_count=1")

    def _call(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str | None] | None = None
    ) -> Outcome:
        number = len(self.calls)
        self.calls.append((method, url))
        self.before(number)
        if self.off:
            return Unreachable("Fernway cannot be reached from this laptop.", may_have_arrived=False)
        outcome = self._answered(method, url, body, headers or {})
        self.after(number)
        return outcome

    def _answered(self, method: str, url: str, body: bytes, headers: dict[str, str | None]) -> Outcome:
        address = urlsplit(url)
        rule = self.system.faults.take(method, f"/{address.path}")
        lost = Unreachable("Fernway did not answer in time.", may_have_arrived=True)
        if rule and rule.kind in NOTHING_DONE:
            return lost
        ask = Ask(
            method=method,
            path=address.path.lstrip("/"),
            pairs=tuple(parse_qsl(address.query, keep_blank_values=True)),
            headers={name: value for name, value in headers.items() if value is not None},
            body=body,
            base=BASE,
        )
        answer = self.system.answer(ask, rule)
        if rule and rule.kind in LOST:
            return lost
        return judge(
            self.name,
            answer.status,
            answer.body,
            now=self.now,
            etag=answer.headers.get("etag"),
            location=answer.headers.get("location"),
            retry_after=answer.headers.get("retry-after"),
        )

    def all(self, kind: str) -> list[dict]:
        """Return every living record of a type."""
        found = self.system.shelf.matching("r.type = ?", (kind,), "updated ASC", 10_000)
        return [json.loads(kept.body) for kept, _ in found]

    def visit(self, visit: str) -> dict:
        """Return a visit as it is now."""
        return self.system.shelf.find("Appointment", visit).resource()


class Patience:
    """A `Watch` that keeps what it was told and lets no time pass but the clock's."""

    def __init__(self, clock=None, after: int | None = None) -> None:
        self.steps: list[Step] = []
        self.waited: list[timedelta] = []
        self._clock = clock
        self._after = after

    def tell(self, step: Step) -> None:
        self.steps.append(step)

    def cancelled(self) -> bool:
        return self._after is not None and len(self.steps) >= self._after

    def wait(self, pause: timedelta) -> None:
        self.waited.append(pause)
        if self._clock is not None:
            self._clock.present += pause

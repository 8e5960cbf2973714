"""Awkward answers: what real main systems and the networks before them have been seen to do.

A rule says which awkward answer comes, to which requests, and how often. Rules are tried in the order
they were added; the first that fits a request is used up by it.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Any


class Awkward(StrEnum):
    """Each awkward answer the practice system can give."""

    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server-error"
    RATE_LIMITED = "rate-limited"
    RATE_LIMITED_INSIDE = "rate-limited-inside"
    DATABASE_DOWN = "database-down"
    HANG = "hang"
    UNAUTHORISED = "unauthorised"
    CAPTIVE_PORTAL = "captive-portal"
    EMPTY = "empty"
    REDIRECT = "redirect"
    TOO_LARGE = "too-large"
    GZIP_BOMB = "gzip-bomb"
    LOST_ANSWER = "lost-answer"
    TRUNCATED = "truncated"
    DRIP = "drip"
    SLOW = "slow"
    WRONG_TYPE = "wrong-type"
    APPLIED_TWICE = "applied-twice"
    STALE_READ = "stale-read"
    RACY_CREATE = "racy-create"
    IGNORES_IF_MATCH = "ignores-if-match"
    CONFLICT_409 = "conflict-409"
    IGNORES_SEARCH = "ignores-search"
    DROPS_EXTENSIONS = "drops-extensions"
    REWRITES_IDS = "rewrites-ids"
    NO_ETAG = "no-etag"


WHAT_HAPPENS = {
    Awkward.UNAVAILABLE: "503, nothing applied; detail retry_after in seconds",
    Awkward.SERVER_ERROR: "500 without a word of FHIR, nothing applied",
    Awkward.RATE_LIMITED: "429, nothing applied; detail retry_after in seconds, a day unless said",
    Awkward.RATE_LIMITED_INSIDE: "the Bundle is 200, its entries 429; detail after: entries applied first",
    Awkward.DATABASE_DOWN: "400 with connect ECONNREFUSED, nothing applied; /healthcheck says 500",
    Awkward.HANG: "no answer until the other side gives up, nothing applied",
    Awkward.UNAUTHORISED: "401 though the token is right, as after the server lost its sessions",
    Awkward.CAPTIVE_PORTAL: "200 with a sign-in page in HTML, nothing applied",
    Awkward.EMPTY: "200 with no body at all, nothing applied",
    Awkward.REDIRECT: "302 to detail to, nothing applied",
    Awkward.TOO_LARGE: "413, nothing applied",
    Awkward.GZIP_BOMB: "200 whose gzip body inflates to detail megabytes, nothing applied",
    Awkward.LOST_ANSWER: "the change is applied, then the connection drops without an answer",
    Awkward.TRUNCATED: "the change is applied; the answer's JSON stops half way, status and type as usual",
    Awkward.DRIP: "the change is applied; the answer comes a few bytes at a time; detail bytes, milliseconds",
    Awkward.SLOW: "the change is applied, the answer comes after detail milliseconds",
    Awkward.WRONG_TYPE: "the right answer under content type text/plain",
    Awkward.APPLIED_TWICE: "the request is applied twice, as by a retrying proxy; the second answer is given",
    Awkward.STALE_READ: "reads see nothing written since the rule was made, as from a lagging replica",
    Awkward.RACY_CREATE: "a conditional create makes a second resource although one exists",
    Awkward.IGNORES_IF_MATCH: "an update is applied over a version it did not name",
    Awkward.CONFLICT_409: "a version conflict is 409 instead of 412",
    Awkward.IGNORES_SEARCH: "search parameter detail parameter is ignored; without it, all but paging are",
    Awkward.DROPS_EXTENSIONS: "what is written is kept without its extensions",
    Awkward.REWRITES_IDS: "what is created under a client's id is kept under another",
    Awkward.NO_ETAG: "answers carry no ETag and no versionId",
}

DETAILS: dict[Awkward, dict[str, Any]] = {
    Awkward.UNAVAILABLE: {"retry_after": None},
    Awkward.RATE_LIMITED: {"retry_after": 86400},
    Awkward.RATE_LIMITED_INSIDE: {"after": 0},
    Awkward.REDIRECT: {"to": "/practice/sign-in"},
    Awkward.GZIP_BOMB: {"megabytes": 512},
    Awkward.DRIP: {"bytes": 1, "milliseconds": 100},
    Awkward.SLOW: {"milliseconds": 2000},
    Awkward.IGNORES_SEARCH: {"parameter": None},
}


@dataclass(slots=True)
class Rule:
    """One awkward answer to come. `times` None means until it is cleared; `path` is searched as a pattern."""

    kind: Awkward
    times: int | None = 1
    method: str | None = None
    path: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Return whether this rule speaks of a request."""
        if self.method is not None and self.method.upper() != method:
            return False
        return self.path is None or re.search(self.path, path) is not None

    def say(self, name: str) -> Any:
        """Return a detail of the rule, or what is usual."""
        return self.detail.get(name, DETAILS[self.kind][name])

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as the control page shows it."""
        shown = {"kind": self.kind, "times": self.times, "method": self.method, "path": self.path}
        return {**shown, **self.detail}


class Faults:
    """The awkward answers to come and how slow every answer is. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: list[Rule] = []
        self.delay_ms = 0

    def add(
        self,
        kind: Awkward | str,
        times: int | None = 1,
        *,
        method: str | None = None,
        path: str | None = None,
        made: int = 0,
        **detail: Any,
    ) -> Rule:
        """Add a rule. Raises ValueError for a kind, a detail or a path pattern nobody knows."""
        known = Awkward(kind)
        strange = set(detail) - set(DETAILS.get(known, {}))
        if strange:
            raise ValueError(f"{known} knows no {', '.join(sorted(strange))}")
        if times is not None and times < 1:
            raise ValueError("times is one or more, or nothing at all")
        if path is not None:
            _check_pattern(path)
        rule = Rule(known, times, method, path, detail, made)
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forget every rule and every delay."""
        with self._lock:
            self._rules.clear()
            self.delay_ms = 0

    def rules(self) -> list[Rule]:
        """Return the rules still to come."""
        with self._lock:
            return list(self._rules)

    def take(self, method: str, path: str) -> Rule | None:
        """Return the rule for a request and count it as used."""
        with self._lock:
            rule = next((rule for rule in self._rules if rule.fits(method, path)), None)
            if rule is None or rule.times is None:
                return rule
            rule.times -= 1
            if rule.times == 0:
                self._rules.remove(rule)
            return rule


def _check_pattern(path: str) -> None:
    try:
        re.compile(path)
    except re.error as unreadable:
        raise ValueError(f"not a pattern: {path}") from unreadable

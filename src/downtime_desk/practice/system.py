"""The practice main system: a FHIR server for invented people that can be told to misbehave."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from downtime_desk.core.clock import Now, utc_now
from downtime_desk.practice import meanwhile
from downtime_desk.practice.bundles import Bundles
from downtime_desk.practice.export import Exports
from downtime_desk.practice.faults import Awkward, Faults, Rule
from downtime_desk.practice.messages import Answer, Ask, refusal
from downtime_desk.practice.rest import Rest
from downtime_desk.practice.shelf import Kept, Resource, Shelf
from downtime_desk.practice.sign_in import SignIn

HTML = {"content-type": "text/html; charset=utf-8"}

SIGN_IN_PAGE = (
    b"<!DOCTYPE html><html><head><title>Guest wireless</title></head>"
    b"<body><h1>Welcome</h1><form><button>Accept and connect</button></form></body></html>"
)


class PracticeSystem:
    """A main system over one SQLite file, or a shelf that is open. `faults` are the awkward answers to come."""

    def __init__(self, on: str | Path | Shelf, token: str | None = None, now: Now = utc_now) -> None:
        self.shelf = on if isinstance(on, Shelf) else Shelf(on, now)
        self.token = token
        self.sign_in = SignIn(now)
        self.exports = Exports(self.shelf)
        self.faults = Faults()
        self.rest = Rest(self.shelf)
        self.bundles = Bundles(self.shelf, self.rest)

    def load(self, provider: Iterable[Resource] | Any) -> int:
        """Take in a provider (anything with `resources()`) or plain resources; return how many."""
        resources = provider.resources() if hasattr(provider, "resources") else provider
        return self.shelf.load(resources)

    @property
    def empty(self) -> bool:
        """Return whether nothing was ever put in."""
        return self.shelf.empty

    def close(self) -> None:
        """Close the file."""
        self.shelf.close()

    def go_awkward(self, kind: Awkward | str, times: int | None = 1, **which: Any) -> Rule:
        """Add an awkward answer to come; `which` are method, path and the details of its kind."""
        return self.faults.add(kind, times, made=self.shelf.now_instant(), **which)

    def offer_export(self) -> None:
        """Offer everything as one export from now on."""
        self.rest.operations = ("export",)

    def change_visit(self, visit: str, **changes: Any) -> Kept:
        """Change elements of a visit meanwhile."""
        return meanwhile.change_visit(self.shelf, visit, **changes)

    def cancel_visit(self, visit: str, reason: str = "Person in hospital") -> Kept:
        """Cancel a visit meanwhile."""
        return meanwhile.cancel_visit(self.shelf, visit, reason)

    def phone_syncs_late(
        self, visit: str, arrived: str | None = None, left: str | None = None, how: meanwhile.How = "as noted"
    ) -> Kept:
        """Let a carer's phone hand in a visit late; return the Encounter."""
        return meanwhile.phone_syncs_late(self.shelf, visit, arrived, left, how)

    def phones_catch_up(self, since: str, until: str, seed: int = 1) -> dict[str, int]:
        """Let the phones of a stretch of time hand in what they held back; return how many in which way."""
        return meanwhile.phones_catch_up(self.shelf, since, until, seed)

    def answer(self, ask: Ask, rule: Rule | None = None) -> Answer:
        """Return the answer to one request, in the awkward way a rule says."""
        if rule and (canned := _canned(ask, rule)):
            return canned
        if ask.path == "healthcheck":
            return Answer(200, b'{"ok":true}', {"content-type": "application/json"})
        if signing_in := self.sign_in.answer(ask):
            return signing_in
        if self._locked_out(ask):
            return unauthorised()
        answer = self._applied(ask, rule)
        if rule and rule.kind == Awkward.APPLIED_TWICE:
            return self._applied(ask, rule)
        if rule and rule.kind == Awkward.NO_ETAG:
            return _without_versions(answer)
        return answer

    def _applied(self, ask: Ask, rule: Rule | None) -> Answer:
        if self.rest.operations and (exported := self.exports.answer(ask)):
            return exported
        if ask.path:
            return self.rest.answer(ask, rule)
        if ask.method != "POST":
            return refusal(405, "not-supported", f"{ask.method} is not supported here")
        return self.bundles.answer(ask, rule)

    def _locked_out(self, ask: Ask) -> bool:
        if (self.token is None and not self.sign_in.is_asked_for) or ask.path == "metadata":
            return False
        given = ask.headers.get("authorization", "")
        known = self.token is not None and given == f"Bearer {self.token}"
        return not known and not self.sign_in.knows(given)


def unauthorised() -> Answer:
    """Return the answer to somebody whose token is not, or no longer, known."""
    return refusal(401, "login", "Unauthorized", {"www-authenticate": "Bearer"})


def _canned(ask: Ask, rule: Rule) -> Answer | None:
    """Return the answer of a rule under which nothing is applied, or None."""
    match rule.kind:
        case Awkward.UNAVAILABLE:
            return refusal(503, "transient", "Service Unavailable", _retry_after(rule))
        case Awkward.SERVER_ERROR:
            return Answer(500, b"Internal Server Error", {"content-type": "text/plain"})
        case Awkward.RATE_LIMITED:
            return refusal(429, "throttled", "Too Many Requests", _retry_after(rule))
        case Awkward.DATABASE_DOWN:
            status = 500 if ask.path == "healthcheck" else 400
            return refusal(status, "invalid", "connect ECONNREFUSED 127.0.0.1:5432")
        case Awkward.UNAUTHORISED:
            return unauthorised()
        case Awkward.CAPTIVE_PORTAL:
            return Answer(200, SIGN_IN_PAGE, HTML)
        case Awkward.EMPTY:
            return Answer(200)
        case Awkward.REDIRECT:
            return Answer(302, headers={"location": str(rule.say("to"))})
        case Awkward.TOO_LARGE:
            return refusal(413, "too-long", "Payload Too Large")
        case _:
            return None


def _without_versions(answer: Answer) -> Answer:
    headers = {name: value for name, value in answer.headers.items() if name != "etag"}
    if not answer.body:
        return Answer(answer.status, headers=headers)
    content = msgspec.json.decode(answer.body)
    _drop_versions(content)
    return Answer(answer.status, msgspec.json.encode(content), headers)


def _drop_versions(content: Resource) -> None:
    """Take the versions out of a resource, and of all that lie in it when it is a Bundle."""
    content.get("meta", {}).pop("versionId", None)
    for entry in content.get("entry", ()):
        entry.get("response", {}).pop("etag", None)
        _drop_versions(entry.get("resource", {}))


def _retry_after(rule: Rule) -> dict[str, str]:
    seconds = rule.say("retry_after")
    return {} if seconds is None else {"retry-after": str(seconds)}

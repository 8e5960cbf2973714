"""Talking FHIR over HTTP to a main system that may be anything: slow, broken, or not there at all.

Every call ends within its deadline and returns an `Outcome`; nothing about the network is raised. Use one
`MainSystem` a thread. Nothing here follows a redirect, uses a proxy from the environment, or sends the
token to any other server.
"""

import logging
import ssl
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import httpx

from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.http import address, body, messages
from downtime_desk.sync.http.beside import T, beside
from downtime_desk.sync.http.failures import FAILURES, cause_of, words_of
from downtime_desk.sync.outcome import (
    MOST_WORDS,
    Answer,
    Busy,
    Cause,
    Outcome,
    Refused,
    Unreachable,
    entries_of,
    failure_in,
    judge,
    kind_of,
    wait_asked,
)
from downtime_desk.sync.purse import Pairs, Purse
from downtime_desk.sync.request import Entry
from downtime_desk.sync.strict import MOST_BYTES as LONGEST_LINE
from downtime_desk.sync.wire import Deadline, Transport, has_a_way_out

# It writes whole addresses, and an address may hold what was searched for.
logging.getLogger("httpx").setLevel(logging.WARNING)

CALL_SECONDS = 30.0
PROBE_SECONDS = 8.0
MOST_BYTES = 32 * 1024 * 1024
NDJSON = "application/fhir+ndjson"
LINE_TYPES = frozenset(
    {NDJSON, "application/ndjson", "application/x-ndjson", "application/octet-stream", "text/plain"}
)

Params = Mapping[str, str] | Sequence[tuple[str, str]] | None
Judge = Callable[[str, httpx.Response], Outcome | httpx.Response]


class MainSystem:
    """A FHIR server at `base_url`. `name` is what the words on screen call it.

    `token` is a bearer token; a `purse` instead signs in for one, and once more when the one it has is not taken.
    Plain `http://` is for this machine only, unless `plain_http` says that the way there is private.
    `authorities` is a file of further certificate authorities to trust. Raises `Trouble` when the address
    cannot be used at all. `ahead` is how far the clock of the server is before ours, once it said what time it is.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        now: Now,
        purse: Purse | None = None,
        name: str = "The main system",
        plain_http: bool = False,
        authorities: Path | None = None,
        seconds: float = CALL_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.name = name
        self.base = address.usable(base_url, name, plain_http=plain_http)
        self.ahead: timedelta | None = None
        self._plain_http = plain_http
        self._purse = purse
        self.now = now
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._deadline = Deadline()
        self._one_at_a_time = threading.Lock()
        headers = {
            "Accept": "application/fhir+json",
            "Accept-Encoding": "identity",
            "User-Agent": "downtime-desk",
        }
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            headers=headers,
            transport=Transport(_trust(authorities), self._deadline),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 - the deadline covers every wait
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def get(self, path: str, params: Params = None) -> Outcome:
        """Read or search. `path` is under the base address, or a whole address of the same server."""
        return self._call("GET", path, params=params)

    def create(self, type_: str, body: bytes, if_none_exist: str | None = None) -> Outcome:
        """Create a record; `if_none_exist` is a query that makes a repeat harmless."""
        return self._call("POST", type_, said=body, headers=messages.only({"If-None-Exist": if_none_exist}))

    def update(self, type_: str, id_: str, body: bytes, if_match: str | None = None) -> Outcome:
        """Replace a record; `if_match` is the bare version it must still have."""
        guard = f'W/"{if_match}"' if if_match is not None else None
        return self._call("PUT", f"{type_}/{id_}", said=body, headers=messages.only({"If-Match": guard}))

    def batch(self, entries: Sequence[Entry]) -> Sequence[Outcome] | Unreachable | Busy | Refused:
        """Send independent requests together; each entry is judged by its own status."""
        outcome = self._call("POST", "", said=messages.bundle(entries))
        if not isinstance(outcome, Answer):
            return outcome
        return entries_of(self.name, outcome, len(entries), self.now)

    def beside(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Begin something that asks this server and go on; what is returned waits for what came of it.

        Requests still go one at a time, whoever asks.
        """
        return beside(ask)

    def capability(self) -> Outcome:
        """Ask what the server can do (its CapabilityStatement)."""
        return self._call("GET", "metadata")

    def health(self) -> Outcome:
        """Ask for one record, because a server can describe itself while its records are out of reach."""
        return self.probe("Patient", {"_count": "1"})

    def probe(self, path: str, params: Params = None) -> Outcome:
        """Read or search within seconds, to see whether it answers at all."""
        return self._call("GET", path, params=params, seconds=min(PROBE_SECONDS, self._seconds))

    def allowed(self) -> str:
        """Return, as a sentence to follow, what the main system said it allows; empty when it did not say."""
        granted = self._purse.granted if self._purse else None
        return f" It allows: {granted}." if granted else ""

    def same_server(self, where: str) -> bool:
        """Return whether an address, whole or not, is on the server we were told to use."""
        there = address.joined(where, self.base)
        return there is not None and address.same_server(str(there), self.base)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Params = None,
        said: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        judged: Judge | None = None,
    ) -> Outcome:
        request = self._client.build_request(
            method,
            self._address(path),
            params=None if params is None else messages.pairs(params),
            content=said,
            headers={**(headers or {}), **({"Content-Type": "application/fhir+json"} if said else {})},
        )
        with self._one_at_a_time:
            self._deadline.start(seconds or self._seconds)
            outcome = self._signed_in(request, judged or self._judged)
        assert not isinstance(outcome, httpx.Response)  # noqa: S101 - narrows the type
        return outcome

    def lines(self, where: str, seconds: float) -> Generator[bytes, None, Outcome]:
        """Yield the lines of an exported file as they come, within `seconds` in all; return what became of it."""
        request = self._client.build_request("GET", self._address(where), headers={"Accept": NDJSON})
        with self._one_at_a_time:
            self._deadline.start(seconds)
            response = self._signed_in(request, self._judged_as_lines)
            if not isinstance(response, httpx.Response):
                return response
            given = body.lines(response.iter_raw(), messages.encoding(response), LONGEST_LINE)
            try:
                yield from given
            except FAILURES as failure:
                return self._lost(words_of(failure), cause_of(failure))
            finally:
                response.close()
            return Answer(response.status_code, b"")

    def start(self, path: str, params: Params = None) -> Outcome:
        """Ask for work that takes its time; the `location` of the answer is where to ask how far it is."""
        return self._call(
            "GET", path, params=params, headers={"Prefer": "respond-async"}, judged=self._judged_as_started
        )

    def poll(self, where: str) -> Outcome:
        """Ask how far such work is: `Busy` while it goes on, then its result, which is no record."""
        return self._call("GET", where, judged=self._judged_as_polled)

    def delete(self, where: str) -> Outcome:
        """Have something removed there that was made for us."""
        return self._call("DELETE", where, judged=self._judged_plainly)

    def plain(self, where: str) -> Outcome:
        """Read JSON that is no record, for a sign-in under way: without a token, under the same deadline."""
        request = self._client.build_request(
            "GET", self._address(where), headers={"Accept": "application/json"}
        )
        return self._told(request)

    def form(self, where: str, pairs: Pairs, basic: str | None) -> Outcome:
        """Post the form of a sign-in, to a whole address that may be on another server."""
        headers = {"Accept": "application/json", **({"Authorization": f"Basic {basic}"} if basic else {})}
        to = address.of_sign_in(where, self.name, plain_http=self._plain_http)
        return self._told(self._client.build_request("POST", to, data=dict(pairs), headers=headers))

    def _told(self, request: httpx.Request) -> Outcome:
        outcome = self._exchange(request, self._judged_plainly)
        assert not isinstance(outcome, httpx.Response)  # noqa: S101 - narrows the type
        return outcome

    def _signed_in(self, request: httpx.Request, judged: Judge) -> Outcome | httpx.Response:
        """Exchange a request with the token that is asked for; sign in anew, once, when it is not taken."""
        if self._purse is None:
            return self._exchange(request, judged)
        token = self._purse.token(self)
        for is_last in (False, True):
            if not isinstance(token, str):
                # only the sign-in left this laptop: of the request itself nothing arrived
                return replace(token, may_have_arrived=False) if isinstance(token, Unreachable) else token
            request.headers["Authorization"] = f"Bearer {token}"
            outcome = self._exchange(request, judged)
            if is_last or not isinstance(outcome, Refused) or outcome.status != 401:
                break
            self._purse.forget(token)
            token = self._purse.token(self)
        return outcome

    def _exchange(self, request: httpx.Request, judged: Judge) -> Outcome | httpx.Response:
        """Exchange a request; an answer that is to be read on is left open."""
        try:
            response = self._client.send(request, stream=True)
            outcome: Outcome | httpx.Response | None = None
            try:
                outcome = judged(request.method, response)
            finally:
                if outcome is not response:
                    response.close()
        except FAILURES as failure:
            return self._lost(words_of(failure), cause_of(failure))
        return outcome

    def _lost(self, what: str, cause: Cause = "there") -> Unreachable:
        sent = self._deadline.sent
        if not sent and not address.this_machine(self.base.host) and not has_a_way_out():
            cause = "no network"
        return Unreachable(f"{self.name} {what}.", may_have_arrived=sent, cause=cause)

    def _address(self, path: str) -> httpx.URL:
        if not path:
            return self.base.copy_with(path=self.base.path.rstrip("/") or "/")
        there = address.joined(path, self.base)
        if there is None or not address.same_server(str(there), self.base):
            raise Trouble(f"{self.name} gave an address on another server.", "Tell whoever runs it.")
        return there

    def _judged(self, method: str, response: httpx.Response) -> Outcome:
        if elsewhere := self._sent_elsewhere(response):
            return elsewhere
        status = response.status_code
        said = body.whole(response.iter_raw(), messages.encoding(response), self._most_bytes)
        if problem := self._not_records(method, status, response, said):
            return problem
        return judge(
            self.name,
            status,
            said,
            now=self.now,
            etag=response.headers.get("etag"),
            location=response.headers.get("location"),
            retry_after=response.headers.get("retry-after"),
        )

    def _judged_as_lines(self, method: str, response: httpx.Response) -> Outcome | httpx.Response:
        if response.status_code == 200 and messages.media_type(response) in LINE_TYPES:
            return response
        return self._judged(method, response)

    def _judged_as_started(self, method: str, response: httpx.Response) -> Outcome | httpx.Response:
        if response.status_code == 202 and not messages.is_page(response):
            return Answer(202, b"", location=response.headers.get("content-location"))
        return self._judged(method, response)

    def _judged_as_polled(self, method: str, response: httpx.Response) -> Outcome | httpx.Response:
        if response.status_code == 202:
            wait = wait_asked(response.headers.get("retry-after"), self.now)
            return Busy(f"{self.name} is making an export.", wait)
        return self._judged_plainly(method, response)

    def _judged_plainly(self, _method: str, response: httpx.Response) -> Outcome:
        """Judge an answer that is JSON and no record; a refusal keeps what was said, whole."""
        if elsewhere := self._sent_elsewhere(response):
            return elsewhere
        status = response.status_code
        said = body.whole(response.iter_raw(), messages.encoding(response), self._most_bytes)
        if messages.is_page(response) and status not in {404, 410}:
            return self._page(status)
        if 400 <= status < 500 and status != 429:
            return Refused(status, said[:MOST_WORDS].decode(errors="replace"))
        return judge(self.name, status, said, now=self.now, retry_after=response.headers.get("retry-after"))

    def _sent_elsewhere(self, response: httpx.Response) -> Outcome | None:
        """Note what time it is there; return what to say of an answer that is none but another address."""
        if (there := messages.date(response.headers.get("date"))) is not None:
            self.ahead = there - self.now()
        if 300 <= response.status_code < 400:
            return self._lost(
                "sent us to another address instead of answering. You may be behind a sign-in "
                "page of the network",
                cause="page",
            )
        return None

    def _not_records(self, method: str, status: int, response: httpx.Response, said: bytes) -> Outcome | None:
        """Return what to say of a body that is not a record, or None when it is one or need not be."""
        if status >= 400:
            return (
                None if messages.is_json(response) or not messages.is_page(response) else self._page(status)
            )
        if not said.strip():
            written = method in {"POST", "PUT"} and (status in {201, 204} or "etag" in response.headers)
            return None if written else self._lost("answered with nothing at all")
        if messages.is_page(response):
            return self._page(status)
        kind = kind_of(said) if messages.is_json(response) else None
        told = method == "GET" and kind == "OperationOutcome" and failure_in(said) is None
        return self._lost("answered with something that is not records") if kind is None or told else None

    def _page(self, status: int) -> Outcome:
        if status >= 500 or status == 429:
            return self._lost(f"has a fault of its own ({status})")
        return self._lost(
            "answered with a web page, not records. You may be behind a sign-in page of the network",
            cause="page",
        )


@cache
def _trust(authorities: Path | None) -> ssl.SSLContext:
    """Return the one TLS context: the machine's own authorities, and those of a file if one is given."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authorities is not None:
        context.load_verify_locations(authorities)
    return context

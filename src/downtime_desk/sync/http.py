"""Talking FHIR over HTTP to a main system that may be anything: slow, broken, or not there at all.

Every call ends within its deadline and returns an `Outcome`; nothing about the network is raised. Use one
`MainSystem` a thread. Nothing here follows a redirect, uses a proxy from the environment, or sends the
token to any other server.
"""

import logging
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import httpcore
import httpx
import msgspec

from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.outcome import Answer, Busy, Cause, Outcome, Refused, Unreachable, entries_of, judge
from downtime_desk.sync.request import Entry
from downtime_desk.sync.wire import Deadline, NameUnknown, Transport, has_a_way_out

# It writes whole addresses, and an address may hold what was searched for.
logging.getLogger("httpx").setLevel(logging.WARNING)

CALL_SECONDS = 30.0
PROBE_SECONDS = 8.0
MOST_BYTES = 32 * 1024 * 1024
JSON_TYPES = frozenset({"application/fhir+json", "application/json"})
COMPRESSED = frozenset({"gzip", "deflate"})

Params = Mapping[str, str] | Sequence[tuple[str, str]] | None


class _TooLong(Exception):  # noqa: N818 - never leaves this module
    pass


class _Damaged(Exception):  # noqa: N818 - never leaves this module
    pass


class _Kind(msgspec.Struct, rename="camel"):
    resource_type: str


_kind = msgspec.json.Decoder(_Kind)


class MainSystem:
    """A FHIR server at `base_url`. `name` is what the words on screen call it.

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
        name: str = "The main system",
        plain_http: bool = False,
        authorities: Path | None = None,
        seconds: float = CALL_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.name = name
        self.base = _usable(base_url, name, plain_http=plain_http)
        self.ahead: timedelta | None = None
        self._now = now
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
        return self._call("POST", type_, body=body, headers=_only({"If-None-Exist": if_none_exist}))

    def update(self, type_: str, id_: str, body: bytes, if_match: str | None = None) -> Outcome:
        """Replace a record; `if_match` is the bare version it must still have."""
        guard = f'W/"{if_match}"' if if_match is not None else None
        return self._call("PUT", f"{type_}/{id_}", body=body, headers=_only({"If-Match": guard}))

    def batch(self, entries: Sequence[Entry]) -> Sequence[Outcome] | Unreachable | Busy | Refused:
        """Send independent requests together; each entry is judged by its own status."""
        outcome = self._call("POST", "", body=_bundle(entries))
        if not isinstance(outcome, Answer):
            return outcome
        return entries_of(self.name, outcome, len(entries), self._now)

    def capability(self) -> Outcome:
        """Ask what the server can do (its CapabilityStatement)."""
        return self._call("GET", "metadata")

    def health(self) -> Outcome:
        """Ask for one record, because a server can describe itself while its records are out of reach."""
        return self.probe("Patient", {"_count": "1"})

    def probe(self, path: str, params: Params = None) -> Outcome:
        """Read or search within seconds, to see whether it answers at all."""
        return self._call("GET", path, params=params, seconds=min(PROBE_SECONDS, self._seconds))

    def same_server(self, address: str) -> bool:
        """Return whether a whole address is on the server we were told to use."""
        try:
            other = httpx.URL(address)
        except httpx.InvalidURL:
            return False
        return _origin(other) == _origin(self.base)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Params = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Outcome:
        request = self._client.build_request(
            method,
            self._address(path),
            params=None if params is None else _pairs(params),
            content=body,
            headers={**(headers or {}), **({"Content-Type": "application/fhir+json"} if body else {})},
        )
        with self._one_at_a_time:
            self._deadline.start(seconds or self._seconds)
            try:
                return self._exchange(request)
            except (httpcore.TimeoutException, TimeoutError):
                return self._lost("did not answer in time")
            except ssl.SSLCertVerificationError:
                return self._lost(
                    "could not prove who it is, so nothing was sent. You may be behind a sign-in "
                    "page of the network, or its certificate has run out",
                    cause="page",
                )
            except NameUnknown:
                return self._lost("cannot be reached from this laptop", cause="name")
            except (httpcore.ConnectError, httpcore.UnsupportedProtocol):
                return self._lost("cannot be reached from this laptop")
            except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError):
                return self._lost("broke off in the middle of its answer")
            except _TooLong:
                return self._lost("answered with more than this laptop will take in one go")
            except _Damaged:
                return self._lost("answered in a form that cannot be read")

    def _lost(self, what: str, cause: Cause = "there") -> Unreachable:
        sent = self._deadline.sent
        if not sent and not _this_machine(self.base.host) and not has_a_way_out():
            cause = "no network"
        return Unreachable(f"{self.name} {what}.", may_have_arrived=sent, cause=cause)

    def _address(self, path: str) -> httpx.URL:
        if "://" not in path:
            return (
                self.base.join(path) if path else self.base.copy_with(path=self.base.path.rstrip("/") or "/")
            )
        if not self.same_server(path):
            raise Trouble(f"{self.name} gave an address on another server.", "Tell whoever runs it.")
        return httpx.URL(path)

    def _exchange(self, request: httpx.Request) -> Outcome:
        response = self._client.send(request, stream=True)
        try:
            return self._judged(request.method, response)
        finally:
            response.close()

    def _judged(self, method: str, response: httpx.Response) -> Outcome:
        status = response.status_code
        if 300 <= status < 400:
            return self._lost(
                "sent us to another address instead of answering. You may be behind a sign-in "
                "page of the network",
                cause="page",
            )
        if (there := _date(response.headers.get("date"))) is not None:
            self.ahead = there - self._now()
        body = _read(response, self._most_bytes)
        if problem := self._not_records(method, status, response, body):
            return problem
        return judge(
            self.name,
            status,
            body,
            now=self._now,
            etag=response.headers.get("etag"),
            location=response.headers.get("location"),
            retry_after=response.headers.get("retry-after"),
        )

    def _not_records(self, method: str, status: int, response: httpx.Response, body: bytes) -> Outcome | None:
        """Return what to say of a body that is not a record, or None when it is one or need not be."""
        if status >= 400:
            return None if _is_json(response) or not _is_page(response) else self._page(status)
        if not body.strip():
            written = method in {"POST", "PUT"} and (status in {201, 204} or "etag" in response.headers)
            return None if written else self._lost("answered with nothing at all")
        if _is_page(response):
            return self._page(status)
        if not _is_json(response) or not _is_record(body):
            return self._lost("answered with something that is not records")
        return None

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


def _usable(base_url: str, name: str, *, plain_http: bool) -> httpx.URL:
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
        raise Trouble(f"The address of {name} cannot be used.", "It looks like https://records.example/fhir.")
    if url.scheme == "http" and not (plain_http or _this_machine(url.host)):
        raise Trouble(
            f"The address of {name} starts with http://, which anybody on the way can read.",
            "Use its https:// address, or let the settings say that the way there is private.",
        )
    return url.copy_with(path=url.path.rstrip("/") + "/")


def _this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pairs(params: Mapping[str, str] | Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(params.items() if isinstance(params, Mapping) else params)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _only(headers: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name: value for name, value in headers.items() if value is not None}


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _is_json(response: httpx.Response) -> bool:
    return _media_type(response) in JSON_TYPES


def _is_page(response: httpx.Response) -> bool:
    return _media_type(response) in {"text/html", "application/xhtml+xml"}


def _is_record(body: bytes) -> bool:
    try:
        return bool(_kind.decode(body).resource_type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _date(said: str | None) -> datetime | None:
    """Return the instant of a Date header, which is to the second; None when there is none to rely on."""
    try:
        instant = parsedate_to_datetime(said or "")
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _read(response: httpx.Response, most: int) -> bytes:
    """Return the body, counted as it is unpacked so that a small answer cannot grow without bound."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", ""} | COMPRESSED:
        raise _Damaged
    parts = _unpacked(response, most) if encoding in COMPRESSED else response.iter_raw()
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > most:
            raise _TooLong
    return bytes(whole)


def _unpacked(response: httpx.Response, most: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    for part in response.iter_raw():
        try:
            yield unpack.decompress(part, most + 1)
        except zlib.error:
            raise _Damaged from None
        if unpack.unconsumed_tail:
            raise _TooLong
    if not unpack.eof:
        raise _Damaged


def _bundle(entries: Sequence[Entry]) -> bytes:
    return msgspec.json.encode(
        {"resourceType": "Bundle", "type": "batch", "entry": [_bundle_entry(entry) for entry in entries]}
    )


def _bundle_entry(entry: Entry) -> dict[str, object]:
    request = {
        "method": entry.method,
        "url": entry.url,
        "ifNoneExist": entry.if_none_exist,
        "ifMatch": None if entry.if_match is None else f'W/"{entry.if_match}"',
    }
    made: dict[str, object] = {"request": {key: value for key, value in request.items() if value is not None}}
    if entry.resource is not None:
        made["resource"] = msgspec.Raw(entry.resource)
    return made

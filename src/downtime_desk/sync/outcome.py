"""What became of one call to the main system, in types a caller can judge and words a person can read.

A status code alone proves nothing: a real server answers 400 while its own database is down. So nothing
here says that an item may be dropped; `Refused` carries the server's words and a person reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

from downtime_desk.core.clock import Now

LONGEST_WAIT = timedelta(minutes=15)
USUAL_WAIT = timedelta(seconds=30)
BUSY = frozenset({429, 503})
MOST_WORDS = 600


Cause = Literal["there", "page", "name", "no network"]
"""Where an answer was lost: at the main system or on the way there, at a page of the network that stands
before it, because its name is not found, or because this laptop has no network at all."""


@dataclass(frozen=True)
class Unreachable:
    """No answer that can be relied on. With `may_have_arrived` the request may have been carried out."""

    words: str
    may_have_arrived: bool
    cause: Cause = "there"


@dataclass(frozen=True)
class Busy:
    """The main system asks for time. `retry_after` is never more than fifteen minutes."""

    words: str
    retry_after: timedelta


@dataclass(frozen=True)
class Refused:
    """The main system said no, in its own `words`. Not proof that it looked at the request."""

    status: int
    words: str


@dataclass(frozen=True)
class Answer:
    """An answer made of records. `version` is the bare version id out of the ETag or the location."""

    status: int
    body: bytes
    etag: str | None = None
    version: str | None = None
    location: str | None = None


Outcome = Unreachable | Busy | Refused | Answer


class _Text(msgspec.Struct):
    text: str | None = None


class _Issue(msgspec.Struct):
    severity: str | None = None
    code: str | None = None
    diagnostics: str | None = None
    details: _Text | None = None

    def words(self) -> str | None:
        said = [self.details.text if self.details else None, self.diagnostics]
        return ": ".join(part for part in said if part) or self.code


class _OperationOutcome(msgspec.Struct, rename="camel"):
    resource_type: str | None = None
    issue: tuple[_Issue, ...] = ()


_decoder = msgspec.json.Decoder(_OperationOutcome)
FAILED = frozenset({"error", "fatal"})


def words_of(body: bytes) -> str | None:
    """Return what an OperationOutcome says, shortened; None when the body is not one or says nothing."""
    try:
        issues = _decoder.decode(body).issue
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return "; ".join(words for issue in issues if (words := issue.words()))[:MOST_WORDS] or None


class _Kind(msgspec.Struct, rename="camel"):
    resource_type: str


_kind = msgspec.json.Decoder(_Kind)


def kind_of(body: bytes) -> str | None:
    """Return the type of the record in a body, None when it holds none."""
    try:
        return _kind.decode(body).resource_type or None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def failure_in(body: bytes) -> str | None:
    """Return why, when a body is an OperationOutcome that says that something failed; None for all else.

    Some servers, and proxies before them, send one with a status that means success.
    """
    if b"OperationOutcome" not in body:
        return None
    try:
        said = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if said.resource_type != "OperationOutcome" or not any(each.severity in FAILED for each in said.issue):
        return None
    return words_of(body) or "It failed there, without a word why."


def wait_asked(retry_after: str | None, now: Now) -> timedelta:
    """Return how long a Retry-After header asks us to wait, never more than fifteen minutes."""
    if not retry_after:
        return USUAL_WAIT
    asked = _seconds(retry_after)
    if asked is None:
        asked = _until(retry_after, now())
    if asked is None:
        return USUAL_WAIT
    return min(max(asked, timedelta(seconds=1)), LONGEST_WAIT)


def _seconds(said: str) -> timedelta | None:
    if not (said.isascii() and said.isdigit()):
        return None
    return timedelta(seconds=min(int(said[:12]), int(LONGEST_WAIT.total_seconds())))


def _until(said: str, now: datetime) -> timedelta | None:
    try:
        instant = parsedate_to_datetime(said)
    except (ValueError, IndexError, TypeError):
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware - now


def version_of(etag: str | None, location: str | None = None) -> str | None:
    """Return the bare version id of `W/"3"` or of a location ending in `/_history/3`."""
    if etag:
        return etag.removeprefix("W/").strip('"') or None
    if location and "/_history/" in location:
        return location.rsplit("/_history/", 1)[1] or None
    return None


def judge(
    name: str,
    status: int,
    body: bytes,
    *,
    now: Now,
    etag: str | None = None,
    location: str | None = None,
    retry_after: str | None = None,
) -> Outcome:
    """Return the outcome of an answer whose body is records or nothing."""
    said = words_of(body) if status >= 400 else None
    if status in BUSY:
        return Busy(said or f"{name} is busy.", wait_asked(retry_after, now))
    if status >= 500:
        return Unreachable(said or f"{name} has a fault of its own ({status}).", may_have_arrived=True)
    if status >= 400:
        return Refused(status, said or f"{name} refused without saying why ({status}).")
    if failure := failure_in(body):
        return Unreachable(failure, may_have_arrived=True)
    return Answer(status, body, etag, version_of(etag, location), location)


class _EntryResponse(msgspec.Struct, rename="camel"):
    status: str = ""
    etag: str | None = None
    location: str | None = None
    outcome: msgspec.Raw = msgspec.Raw(b"")


class _Entry(msgspec.Struct):
    response: _EntryResponse = msgspec.field(default_factory=_EntryResponse)
    resource: msgspec.Raw = msgspec.Raw(b"")


class _Batch(msgspec.Struct, rename="camel"):
    type: str | None = None
    entry: tuple[_Entry, ...] = ()


_batch = msgspec.json.Decoder(_Batch)


def entries_of(name: str, answer: Answer, sent: int, now: Now) -> Sequence[Outcome] | Unreachable:
    """Return the outcome of each entry of a batch answer, each judged by its own status.

    An answer that does not speak of every entry says nothing we may rely on.
    """
    try:
        entries = _batch.decode(answer.body).entry
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unreachable(f"{name} answered in a form that cannot be read.", may_have_arrived=True)
    if len(entries) != sent:
        return Unreachable(f"{name} answered for {len(entries)} of {sent} items.", may_have_arrived=True)
    return [_entry(name, entry, now) for entry in entries]


def _entry(name: str, entry: _Entry, now: Now) -> Outcome:
    response = entry.response
    number = response.status[:3]
    if not (number.isascii() and number.isdigit() and len(number) == 3):
        return Unreachable(f"{name} did not say what became of this item.", may_have_arrived=True)
    status = int(number)
    body = bytes(response.outcome if status >= 400 else entry.resource)
    return judge(name, status, body, now=now, etag=response.etag, location=response.location)

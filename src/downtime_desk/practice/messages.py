"""What is asked of the practice system and what it answers, apart from any web server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Any

import msgspec

from downtime_desk.practice.judge import Fault
from downtime_desk.practice.shelf import Kept

FHIR_JSON = "application/fhir+json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `path` has no leading slash, header names are in small letters.

    `new_id` is the id a Bundle has already promised to what one of its entries creates.
    """

    method: str
    path: str
    pairs: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""
    new_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One response."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer in FHIR JSON."""
    return Answer(status, msgspec.json.encode(content), {"content-type": FHIR_JSON, **(headers or {})})


def outcome(*faults: Fault) -> dict[str, Any]:
    """Return an OperationOutcome that says what is wrong."""
    issues = [
        {
            "severity": "error",
            "code": fault.code,
            "details": {"text": fault.words},
            **({"expression": [fault.where]} if fault.where else {}),
        }
        for fault in faults
    ]
    return {"resourceType": "OperationOutcome", "issue": issues}


def refusal(status: int, code: str, words: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer that refuses, with an OperationOutcome."""
    return as_json(status, outcome(Fault(code, words, "")), headers)


@lru_cache(maxsize=1024)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)


def with_resource(status: int, kept: Kept) -> Answer:
    """Return an answer that carries a resource, its ETag and when it was last changed."""
    headers = {
        "content-type": FHIR_JSON,
        "etag": kept.etag,
        "last-modified": _http_date(kept.updated // 1000),
    }
    return Answer(status, kept.body or b"", headers)


def with_place(status: int, kept: Kept, base: str) -> Answer:
    """Return an answer that carries a resource and also says where it is kept."""
    answer = with_resource(status, kept)
    place = f"{base}/{kept.reference}/_history/{kept.version}"
    return Answer(status, answer.body, {**answer.headers, "location": place})

"""What is sent and what comes back, apart from the connection it goes over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from downtime_desk.sync.request import Entry

JSON_TYPES = frozenset({"application/fhir+json", "application/json"})


def pairs(params: Mapping[str, str] | Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(params.items() if isinstance(params, Mapping) else params)


def only(headers: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name: value for name, value in headers.items() if value is not None}


def encoding(response: httpx.Response) -> str:
    return str(response.headers.get("content-encoding", ""))


def media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def is_json(response: httpx.Response) -> bool:
    return media_type(response) in JSON_TYPES


def is_page(response: httpx.Response) -> bool:
    return media_type(response) in {"text/html", "application/xhtml+xml"}


def date(said: str | None) -> datetime | None:
    """Return the instant of a Date header, which is to the second; None when there is none to rely on."""
    try:
        instant = parsedate_to_datetime(said or "")
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def bundle(entries: Sequence[Entry]) -> bytes:
    return msgspec.json.encode(
        {"resourceType": "Bundle", "type": "batch", "entry": [bundle_entry(entry) for entry in entries]}
    )


def bundle_entry(entry: Entry) -> dict[str, object]:
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

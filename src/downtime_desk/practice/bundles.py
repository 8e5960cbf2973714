"""Batch and transaction Bundles: many requests in one, each judged by its own status.

A transaction is not all or nothing unless `atomic_transactions` says so: a real server was measured to
keep the entries that succeed, and nothing a desk does may depend on the other behaviour.
"""

import uuid
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from downtime_desk.practice.faults import Awkward, Rule
from downtime_desk.practice.messages import Answer, Ask, as_json, refusal
from downtime_desk.practice.rest import Rest, read_json
from downtime_desk.practice.search import BadSearch, Pairs
from downtime_desk.practice.shelf import Resource, Shelf

MOST_ENTRIES = 500

CONDITIONS = {"ifMatch": "if-match", "ifNoneExist": "if-none-exist", "ifNoneMatch": "if-none-match"}


class _Meta(msgspec.Struct, rename="camel"):
    last_updated: str | None = None


class _Changed(msgspec.Struct):
    """What is read of an answer that is handed on as it is."""

    meta: _Meta = msgspec.field(default_factory=_Meta)


_changed = msgspec.json.Decoder(_Changed)


class _Undone(Exception):  # noqa: N818 - it ends the unit, nobody sees it
    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class Bundles:
    """Answers Bundles on the shelf, one entry after the other."""

    def __init__(self, shelf: Shelf, rest: Rest) -> None:
        self._shelf = shelf
        self._rest = rest
        self.atomic_transactions = False
        self.most_entries = MOST_ENTRIES

    def answer(self, ask: Ask, rule: Rule | None = None) -> Answer:
        """Return the answer to a Bundle: a Bundle of answers in the same order."""
        bundle = _read(ask.body)
        if isinstance(bundle, Answer):
            return bundle
        entries = bundle.get("entry", [])
        if len(entries) > self.most_entries:
            return refusal(413, "too-costly", f"A Bundle holds at most {self.most_entries} entries")
        asks = list(self._asks(ask, entries))
        atomic = bundle["type"] == "transaction" and self.atomic_transactions
        try:
            answers = self._all(asks, rule, atomic=atomic)
        except _Undone as undone:
            return undone.answer
        kind = f"{bundle['type']}-response"
        return as_json(
            200, {"resourceType": "Bundle", "type": kind, "entry": [_answered(answer) for answer in answers]}
        )

    def _all(self, asks: list[Ask | Answer], rule: Rule | None, *, atomic: bool) -> list[Answer]:
        with self._shelf.unit():
            answers = [self._one(place, one, rule) for place, one in enumerate(asks)]
            failed = next((answer for answer in answers if answer.status >= 400), None)
            if atomic and failed is not None:
                raise _Undone(failed)
        return answers

    def _one(self, place: int, ask: Ask | Answer, rule: Rule | None) -> Answer:
        if isinstance(ask, Answer):
            return ask
        if rule and rule.kind == Awkward.RATE_LIMITED_INSIDE and place >= rule.say("after"):
            return refusal(429, "throttled", "Too Many Requests")
        return self._rest.answer(ask, rule)

    def _asks(self, ask: Ask, entries: list[Any]) -> Iterator[Ask | Answer]:
        promised = self._promises(entries)
        places = {full_url: place for full_url, (place, _) in promised.items()}
        for entry in entries:
            request = entry.get("request") if isinstance(entry, dict) else None
            if not isinstance(request, dict) or not isinstance(request.get("url"), str):
                yield refusal(400, "required", "Bundle.entry.request.url is missing")
                continue
            path, pairs = _address(request["url"].removeprefix(ask.base))
            resource = _pointed(entry.get("resource"), places)
            _, new_id = promised.get(entry.get("fullUrl", ""), ("", None))
            yield Ask(
                method=str(request.get("method", "")).upper(),
                path=path,
                pairs=pairs,
                headers={ours: request[theirs] for theirs, ours in CONDITIONS.items() if theirs in request},
                body=b"" if resource is None else msgspec.json.encode(resource),
                base=ask.base,
                new_id=new_id,
            )

    def _promises(self, entries: list[Any]) -> dict[str, tuple[str, str | None]]:
        """Return, for each entry others may point to, its `Type/id` and the id of what it creates."""
        promised: dict[str, tuple[str, str | None]] = {}
        for entry in entries:
            full_url = entry.get("fullUrl", "") if isinstance(entry, dict) else ""
            request = entry.get("request", {}) if full_url else {}
            if not full_url.startswith("urn:") or not isinstance(request.get("url"), str):
                continue
            if request.get("method") == "PUT":
                promised[full_url] = (request["url"], None)
            elif request.get("method") == "POST":
                promised[full_url] = self._promise(request)
        return promised

    def _promise(self, request: dict[str, Any]) -> tuple[str, str | None]:
        new_id = str(uuid.uuid4())
        place = f"{request['url']}/{new_id}"
        if "ifNoneExist" not in request:
            return place, new_id
        try:
            there = self._rest.existing(request["url"], request["ifNoneExist"])
        except BadSearch:
            return place, new_id
        return (there[0].reference, new_id) if there else (place, new_id)


@lru_cache(maxsize=1024)
def _address(url: str) -> tuple[str, Pairs]:
    """Return the path and the parameters of an address; a desk asks the same again and again."""
    address = urlsplit(url)
    return address.path.strip("/"), tuple(parse_qsl(address.query, keep_blank_values=True))


def _read(body: bytes) -> Resource | Answer:
    try:
        bundle = read_json(body)
    except ValueError as unreadable:
        return refusal(400, "structure", f"The body is not JSON: {unreadable}")
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        return refusal(400, "invalid", "Only a Bundle may be posted here")
    if bundle.get("type") not in ("batch", "transaction"):
        return refusal(400, "invalid", f"Unrecognized bundle type {bundle.get('type')!r}")
    if not isinstance(bundle.get("entry", []), list):
        return refusal(400, "structure", "Expected array for property Bundle.entry")
    found: Resource = bundle
    return found


def _pointed(found: Any, places: dict[str, str]) -> Any:
    """Return the same content with references to other entries pointing to where those are kept."""
    if not places:
        return found
    if isinstance(found, list):
        return [_pointed(one, places) for one in found]
    if not isinstance(found, dict):
        return found
    return {
        name: places.get(value, value)
        if name == "reference" and isinstance(value, str)
        else _pointed(value, places)
        for name, value in found.items()
    }


def _answered(answer: Answer) -> dict[str, Any]:
    phrase = HTTPStatus(answer.status).phrase
    response: dict[str, Any] = {"status": f"{answer.status} {phrase}"}
    for name in ("location", "etag"):
        if name in answer.headers:
            response[name] = answer.headers[name]
    if not answer.body:
        return {"response": response}
    content = msgspec.Raw(answer.body)
    if answer.status >= 400:
        return {"response": {**response, "outcome": content}}
    if changed := _changed.decode(answer.body).meta.last_updated:
        response["lastModified"] = changed
    return {"resource": content, "response": response}

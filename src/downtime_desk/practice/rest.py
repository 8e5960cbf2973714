"""The FHIR R4 rules of one request on one resource or one type: read, search, create, update, delete."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from downtime_desk.practice import judge
from downtime_desk.practice.capability import capability_statement
from downtime_desk.practice.faults import Awkward, Rule
from downtime_desk.practice.messages import (
    Answer,
    Ask,
    as_json,
    outcome,
    refusal,
    with_place,
    with_resource,
)
from downtime_desk.practice.search import BadSearch, Search, included_references, read_search
from downtime_desk.practice.shelf import Kept, Resource, Shelf, instant_text

KEEPS_PAGING = {"_count", "_cursor", "_sort", "_total", "_elements", "_include"}


def without_extensions(found: Any) -> Any:
    """Return the same content with every extension left out, however deep."""
    if isinstance(found, list):
        return [without_extensions(one) for one in found]
    if not isinstance(found, dict):
        return found
    dropped = ("extension", "modifierExtension")
    return {name: without_extensions(value) for name, value in found.items() if name not in dropped}


def no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; a name given twice is refused, since the second would win unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a property is given twice")
    return found


_json = json.JSONDecoder(object_pairs_hook=no_twice)


def read_json(body: bytes) -> Any:
    """Return what a body holds; raises ValueError when it is not JSON, or gives a property twice."""
    # What is the same when it is written again gives nothing twice, and that is known much sooner.
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = msgspec.json.decode(body)
        if msgspec.json.encode(found) == body:
            return found
    return _json.decode(body.decode(json.detect_encoding(body), "surrogatepass"))


class Rest:
    """Answers one request on the shelf. `rule` is the awkward way in which it does so, if any."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.update_creates = True
        self.operations: tuple[str, ...] = ()

    def answer(self, ask: Ask, rule: Rule | None = None) -> Answer:
        """Return the answer to a request for a resource, a type or what the system can do."""
        parts = ask.path.split("/")
        if parts == ["metadata"] and ask.method == "GET":
            now = instant_text(self._shelf.now_instant())
            return as_json(200, capability_statement(ask.base, now, self.operations))
        if not judge.takes(parts[0]):
            return refusal(404, "not-found", f"Unknown resource type {parts[0]}")
        match (ask.method, parts[1:]):
            case ("GET", []):
                return self._search(ask, parts[0], ask.pairs, rule)
            case ("POST", ["_search"]):
                form = tuple(parse_qsl(ask.body.decode("utf-8", "replace"), keep_blank_values=True))
                return self._search(ask, parts[0], (*ask.pairs, *form), rule)
            case ("POST", []):
                return self._create(ask, parts[0], rule)
            case ("GET", [resource_id]):
                return self._read(ask, parts[0], resource_id, rule)
            case ("GET", [resource_id, "_history"]):
                return self._history(ask, parts[0], resource_id)
            case ("GET", [resource_id, "_history", version]):
                return self._read_version(parts[0], resource_id, version)
            case ("PUT", [resource_id]):
                return self._update(ask, parts[0], resource_id, rule)
            case ("DELETE", [resource_id]):
                return self._delete(ask, parts[0], resource_id, rule)
            case _:
                return refusal(405, "not-supported", f"{ask.method} is not supported on /{ask.path}")

    def seen(self, kept: Kept | None, rule: Rule | None) -> Kept | None:
        """Return the version a reader gets to see: an older one, or none, from a lagging replica."""
        if kept is None or rule is None or rule.kind != Awkward.STALE_READ:
            return kept
        return self._shelf.as_of(kept.type, kept.id, rule.made)

    def existing(self, resource_type: str, condition: str) -> list[Kept]:
        """Return what a conditional create may not double, two at most. Raises `BadSearch`."""
        pairs = tuple(parse_qsl(condition.removeprefix("?"), keep_blank_values=True))
        if not pairs:
            raise BadSearch("If-None-Exist is empty")
        search = read_search(resource_type, pairs)
        return [kept for kept, _ in self._shelf.matching(search.where, search.values, search.order, 2)]

    def _read(self, ask: Ask, resource_type: str, resource_id: str, rule: Rule | None) -> Answer:
        kept = self.seen(self._shelf.find(resource_type, resource_id), rule)
        if kept is None:
            return refusal(404, "not-found", f"{resource_type}/{resource_id} is not known")
        if kept.body is None:
            return refusal(410, "deleted", f"{resource_type}/{resource_id} was deleted")
        if ask.headers.get("if-none-match") == kept.etag:
            return Answer(304, headers={"etag": kept.etag})
        return with_resource(200, kept)

    def _read_version(self, resource_type: str, resource_id: str, version: str) -> Answer:
        versions = self._shelf.history(resource_type, resource_id)
        kept = next((one for one in versions if str(one.version) == version), None)
        if kept is None:
            return refusal(404, "not-found", f"{resource_type}/{resource_id} has no version {version}")
        if kept.body is None:
            return refusal(410, "deleted", f"Version {version} is the deletion")
        return with_resource(200, kept)

    def _history(self, ask: Ask, resource_type: str, resource_id: str) -> Answer:
        versions = self._shelf.history(resource_type, resource_id)
        if not versions:
            return refusal(404, "not-found", f"{resource_type}/{resource_id} is not known")
        entries = [_history_entry(kept, ask.base) for kept in versions]
        bundle = {"resourceType": "Bundle", "type": "history", "total": len(entries), "entry": entries}
        return as_json(200, bundle)

    def _search(
        self, ask: Ask, resource_type: str, pairs: Sequence[tuple[str, str]], rule: Rule | None
    ) -> Answer:
        try:
            search = read_search(resource_type, _heard(pairs, rule))
        except BadSearch as bad:
            return refusal(400, "invalid", str(bad))
        return as_json(200, self._bundle(ask, search, rule))

    def _bundle(self, ask: Ask, search: Search, rule: Rule | None) -> Resource:
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset"}
        if search.total or search.only_count:
            bundle["total"] = self._shelf.count(search.where, search.values)
        if search.only_count:
            return bundle
        found = self._shelf.matching(*search.page(), search.order, search.count + 1)
        page = found[: search.count]
        asked = "&".join(f"{name}={value}" for name, value in ask.pairs)
        links = [{"relation": "self", "url": f"{ask.base}/{search.type}?{asked}"}]
        if len(found) > search.count:
            token = search.token(page[-1][1])
            links.append({"relation": "next", "url": f"{ask.base}/{search.type}?_cursor={token}"})
        matches = [kept for kept in (self.seen(kept, rule) for kept, _ in page) if kept and kept.body]
        entries = [_entry(kept, ask.base, "match", search.elements) for kept in matches]
        included = self._included(matches, search)
        entries += [_entry(kept, ask.base, "include", ()) for kept in included]
        return {**bundle, "link": links, **({"entry": entries} if entries else {})}

    def _included(self, matches: Sequence[Kept], search: Search) -> list[Kept]:
        if not search.includes:
            return []
        references: dict[str, None] = {}
        for kept in matches:
            references.update(dict.fromkeys(included_references(kept.resource(), search.includes)))
        beside = (self._shelf.find(*reference.split("/", 1)) for reference in references if "/" in reference)
        return [kept for kept in beside if kept is not None and kept.body is not None]

    def _create(self, ask: Ask, resource_type: str, rule: Rule | None) -> Answer:
        resource = _judged(ask, resource_type)
        if isinstance(resource, Answer):
            return resource
        condition = ask.headers.get("if-none-exist")
        if condition is not None and _kind(rule) != Awkward.RACY_CREATE:
            try:
                there = self.existing(resource_type, condition)
            except BadSearch as bad:
                return refusal(400, "invalid", str(bad))
            if len(there) > 1:
                return refusal(412, "multiple-matches", "More than one resource matches If-None-Exist")
            if there:
                return with_place(200, there[0], ask.base)
        return with_place(201, self._shelf.put(_kept_as(resource, rule), ask.new_id), ask.base)

    def _update(self, ask: Ask, resource_type: str, resource_id: str, rule: Rule | None) -> Answer:
        resource = _judged(ask, resource_type)
        if isinstance(resource, Answer):
            return resource
        if resource.get("id") != resource_id:
            return refusal(400, "invalid", "The id in the resource is not the id in the address")
        before = self._shelf.find(resource_type, resource_id)
        if conflict := self._conflict(ask, before, rule):
            return conflict
        if before is not None and before.body is not None:
            return with_resource(200, self._shelf.put(_kept_as(resource, rule), resource_id))
        if before is None and not self.update_creates:
            return refusal(404, "not-found", f"{resource_type}/{resource_id} is not known")
        place = None if _kind(rule) == Awkward.REWRITES_IDS else resource_id
        return with_place(201, self._shelf.put(_kept_as(resource, rule), place), ask.base)

    def _delete(self, ask: Ask, resource_type: str, resource_id: str, rule: Rule | None) -> Answer:
        before = self._shelf.find(resource_type, resource_id)
        if before is None:
            return refusal(404, "not-found", f"{resource_type}/{resource_id} is not known")
        if before.body is None:
            return Answer(204)
        if conflict := self._conflict(ask, before, rule):
            return conflict
        self._shelf.remove(resource_type, resource_id)
        return Answer(204)

    def _conflict(self, ask: Ask, before: Kept | None, rule: Rule | None) -> Answer | None:
        named = ask.headers.get("if-match")
        if named is None or _kind(rule) == Awkward.IGNORES_IF_MATCH:
            return None
        version = named.strip().removeprefix("W/").strip('"')
        if before is not None and before.body is not None and version == str(before.version):
            return None
        current = "no version" if before is None else f"version {before.version}"
        words = f"Precondition failed: If-Match names version {version}, current is {current}"
        return refusal(409 if _kind(rule) == Awkward.CONFLICT_409 else 412, "conflict", words)


def _kind(rule: Rule | None) -> Awkward | None:
    return rule.kind if rule else None


def _heard(pairs: Sequence[tuple[str, str]], rule: Rule | None) -> tuple[tuple[str, str], ...]:
    if rule is None or rule.kind != Awkward.IGNORES_SEARCH:
        return tuple(pairs)
    deaf = rule.say("parameter")
    if deaf is not None:
        return tuple(pair for pair in pairs if pair[0] != deaf)
    return tuple(pair for pair in pairs if pair[0] in KEEPS_PAGING)


def _judged(ask: Ask, resource_type: str) -> Resource | Answer:
    try:
        resource = read_json(ask.body)
    except ValueError as unreadable:
        return refusal(400, "structure", f"The body is not JSON: {unreadable}")
    wrong = judge.faults(resource)
    if wrong:
        return as_json(400, outcome(*wrong))
    if resource["resourceType"] != resource_type:
        return refusal(400, "invalid", f"A {resource['resourceType']} cannot be kept as a {resource_type}")
    found: Resource = resource
    return found


def _kept_as(resource: Resource, rule: Rule | None) -> Resource:
    if _kind(rule) != Awkward.DROPS_EXTENSIONS:
        return resource
    stripped: Resource = without_extensions(resource)
    return stripped


def _entry(kept: Kept, base: str, mode: str, elements: Sequence[str]) -> dict[str, Any]:
    content: Any = msgspec.Raw(kept.body or b"")
    if elements:
        content = _subset(kept.resource(), elements)
    return {"fullUrl": f"{base}/{kept.reference}", "resource": content, "search": {"mode": mode}}


def _subset(resource: Resource, elements: Sequence[str]) -> Resource:
    wanted = {"resourceType", "id", "meta", *elements}
    tag = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
    part = {name: value for name, value in resource.items() if name in wanted}
    meta = part["meta"]
    return {**part, "meta": {**meta, "tag": [*meta.get("tag", ()), tag]}}


def _history_entry(kept: Kept, base: str) -> dict[str, Any]:
    method = "DELETE" if kept.body is None else "POST" if kept.version == 1 else "PUT"
    status = {"DELETE": "204", "POST": "201", "PUT": "200"}[method]
    entry: dict[str, Any] = {
        "fullUrl": f"{base}/{kept.reference}",
        "request": {"method": method, "url": kept.reference},
        "response": {"status": status, "etag": kept.etag, "lastModified": instant_text(kept.updated)},
    }
    if kept.body is not None:
        entry["resource"] = msgspec.Raw(kept.body)
    return entry

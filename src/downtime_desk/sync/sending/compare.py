"""Whether the main system showed back what was sent.

What a server adds of its own (id, meta, narrative, display names, further identifiers and codes) is no
difference, nor is the order of a list, nor another way to write the same instant or reference. Everything
else is: what is missing, what is changed, and what we never said but stands where we speak.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from downtime_desk.sync.sending.resources import Resource

WE_SAY: dict[str, frozenset[str]] = {
    "Encounter": frozenset({"status", "class", "subject", "appointment", "period", "participant"}),
    "Provenance": frozenset({"target", "recorded", "activity", "agent", "entity"}),
    "Communication": frozenset({"status", "category", "subject", "encounter", "about", "sent", "payload"}),
    "DetectedIssue": frozenset(
        {"status", "code", "severity", "patient", "identifiedDateTime", "implicated", "detail", "mitigation"}
    ),
    "Appointment": frozenset({"status", "start", "end", "participant"}),
}
SERVER_ADDS = frozenset({"id", "meta", "text", "implicitRules", "language"})
NESTED_ADDS = frozenset({"id", "display", "type", "identifier", "coding", "extension"})
MAY_GROW = frozenset({"identifier", "coding", "extension", "modifierExtension"})


@dataclass(frozen=True)
class Difference:
    """One place where theirs is not what was sent; None stands for nothing there."""

    path: str
    ours: Any
    theirs: Any

    @property
    def only_in_extension(self) -> bool:
        """Return whether it lies inside an extension."""
        return "extension" in self.path.replace("[", ".").split(".")


def differences(ours: Resource, theirs: Resource) -> tuple[Difference, ...]:
    """Return where a record read back is not the record sent; empty when it is the same."""
    kind = ours["resourceType"]
    said = {name: value for name, value in ours.items() if name not in SERVER_ADDS}
    unsaid = sorted(WE_SAY.get(kind, frozenset()) & theirs.keys() - ours.keys())
    added = [Difference(f"{kind}.{name}", None, theirs[name]) for name in unsaid]
    return (*_missing_or_changed(kind, said, theirs), *added)


def _missing_or_changed(path: str, ours: Resource, theirs: Resource) -> Iterable[Difference]:
    for name, value in ours.items():
        if name == "display" and not ours.keys().isdisjoint(("reference", "code")):
            continue
        here = f"{path}.{name}"
        if name not in theirs:
            yield Difference(here, value, None)
        else:
            yield from _value(here, name, value, theirs[name])


def _value(path: str, name: str, ours: Any, theirs: Any) -> Iterable[Difference]:
    if ours == theirs:
        return ()
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _object(path, ours, theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _list(path, name, ours, theirs)
    return () if _plain(name, ours) == _plain(name, theirs) else (Difference(path, ours, theirs),)


def _object(path: str, ours: Resource, theirs: Resource) -> Iterable[Difference]:
    yield from _missing_or_changed(path, ours, theirs)
    for name in sorted(theirs.keys() - ours.keys() - NESTED_ADDS):
        yield Difference(f"{path}.{name}", None, theirs[name])


def _list(path: str, name: str, ours: list[Any], theirs: list[Any]) -> Iterable[Difference]:
    unmatched = list(theirs)
    missing: list[tuple[int, Any]] = []
    for place, one in enumerate(ours):
        match = next((other for other in unmatched if not [*_value(path, name, one, other)]), None)
        if match is None:
            missing.append((place, one))
        else:
            unmatched.remove(match)
    surplus = [] if name in MAY_GROW else unmatched
    for place, one in missing:
        yield Difference(f"{path}[{place}]", one, surplus.pop(0) if surplus else None)
    for one in surplus:
        yield Difference(path, None, one)


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "reference":
        return "/".join(value.partition("/_history/")[0].split("/")[-2:])
    return _instant(value) or value.strip()


def _instant(value: str) -> datetime | None:
    if not value[:4].isdigit() or "T" not in value:
        return None
    try:
        there = datetime.fromisoformat(value)
    except ValueError:
        return None
    return there.astimezone(UTC) if there.tzinfo else None

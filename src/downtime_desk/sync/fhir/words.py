"""The words of FHIR's smaller elements: concepts, names, dates, references."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from downtime_desk.sync.fhir.elements import (
    Address,
    Backbone,
    Concept,
    ContactPoint,
    Extension,
    HumanName,
    Reference,
    Resource,
)
from downtime_desk.sync.strict import Unreadable

_NONE: frozenset[str] = frozenset()
_NOT_NOW = frozenset({"old", "temp", "maiden", "anonymous", "nickname"})
LAST = 1_000_000
_FIRST_USES = {"official": 0, "usual": 1}
_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$")


def concept(said: Concept | None) -> str | None:
    """Return a concept in words: its text, else what the user picked, else a display, else the bare code."""
    if said is None:
        return None
    if said.text and (text := said.text.strip()):
        return text
    chosen = sorted(said.coding, key=lambda coding: not coding.user_selected)
    displays = [coding.display for coding in chosen if coding.display]
    codes = [f"code {coding.code}" for coding in chosen if coding.code]
    return _first(text.strip() for text in (*displays, *codes))


def codes(said: Concept | None, system: str | None = None) -> frozenset[str]:
    """Return the codes of a concept, of one system if it is given."""
    if said is None or not said.coding:
        return _NONE
    return frozenset(
        [coding.code for coding in said.coding if coding.code and (system is None or coding.system == system)]
    )


def joined(said: Iterable[Concept | None], by: str = ", ") -> str | None:
    """Return several concepts in words, each once."""
    found = [words for each in said if (words := concept(each))]
    return by.join(dict.fromkeys(found)) if found else None


def day(text: str | None) -> date | None:
    """Return the day of a FHIR date or dateTime; None when it gives no whole day or is not a date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def extension(part: Backbone | Address, url: str) -> Extension | None:
    """Return the extension with this address."""
    for each in part.extension:
        if each.url == url:
            return each
    return None


def understood(resource: Resource, *parts: Backbone) -> None:
    """Raise `Unreadable` when something changes the meaning of a resource in a way we do not know."""
    if resource.implicit_rules:
        raise Unreadable("it is written under rules of its own that this program does not know")
    for part in (resource, *parts):
        if part.modifier_extension:
            raise Unreadable("it carries a mark that changes its meaning and that this program does not know")


def name_parts(name: HumanName) -> tuple[str, str]:
    """Return family and given; a name of text alone is split at its last space."""
    given = " ".join(each for each in name.given if each)
    family = name.family or ""
    if not family and not given and name.text:
        given, _, family = name.text.strip().rpartition(" ")
    return family.strip(), given.strip()


def full_name(name: HumanName | None) -> str | None:
    """Return a name as it is said, with its title."""
    if name is None:
        return None
    family, given = name_parts(name)
    title = next((each for each in name.prefix if each), "")
    return name.text or " ".join(part for part in (title, given, family) if part) or None


def best_name(names: Iterable[HumanName]) -> HumanName | None:
    """Return the official name, else the usual one, else the first that is neither past nor a nickname."""
    now = [name for name in names if name.use not in _NOT_NOW]
    if len(now) < 2:
        return now[0] if now else None
    return min(now, key=lambda name: _FIRST_USES.get(name.use or "", 2))


def phone(points: Iterable[ContactPoint]) -> str | None:
    """Return the telephone number to ring first: not an old one, and one that ends only where no other is there."""
    usable = [each for each in points if each.value and each.system in {"phone", "sms"} and each.use != "old"]
    if len(usable) > 1:
        usable.sort(key=lambda each: (each.period.end is not None, each.rank or LAST))
    return _first((each.value or "").strip() for each in usable)


def target(reference: Reference | None, aliases: Mapping[str, str]) -> str | None:
    """Return `Type/id` of what is referred to; whatever else it says when it is not of that form."""
    if reference is None or not reference.reference:
        return None
    said = reference.reference
    kind, id_ = named_by(aliases.get(said, said) if aliases else said)
    return f"{kind}/{id_}" if kind else id_


@lru_cache(maxsize=1 << 13)
def named_by(said: str) -> tuple[str | None, str | None]:
    """Return type and id of a reference; no type and the reference itself when it names something otherwise.

    Remembered, because a rota refers to the same people and carers again and again.
    """
    if said.startswith(("urn:", "#")) or "?" in said:
        return None, said
    found = _TYPE_AND_ID.search(said)
    return (found[1], found[2]) if found else (None, None)


def _first(texts: Iterable[str]) -> str | None:
    return next((text for text in texts if text), None)

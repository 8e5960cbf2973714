"""What a journey asks for: rounds of requests that may travel together, and the requests themselves."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from downtime_desk.sync.outcome import Outcome
from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending.reading import reference, version
from downtime_desk.sync.sending.resources import Resource, marked_query


@dataclass(frozen=True)
class Round:
    """Requests that do not wait for each other. With `writes` some of them change the main system."""

    requests: tuple[Entry, ...]
    writes: bool = False


T = TypeVar("T")
Steps = Generator[Round, Sequence[Outcome], T]


def read(ref: str) -> Entry:
    """Ask for one record by `Type/id`."""
    return Entry("GET", ref)


@lru_cache(maxsize=1024)
def search(kind: str, **query: str) -> Entry:
    """Ask for the records of a type that fit."""
    return Entry("GET", f"{kind}?{urlencode(query)}")


def search_marked(kind: str, fact: str) -> Entry:
    """Ask for the records of a type that carry the mark of a fact."""
    return Entry("GET", f"{kind}?{marked_query(fact)}")


def create(resource: Resource, unless: str) -> Entry:
    """Create a record unless the query finds one already."""
    return Entry("POST", resource["resourceType"], msgspec.json.encode(resource), if_none_exist=unless)


def update(resource: Resource) -> Entry:
    """Replace a record, guarded by the version it was read with."""
    return Entry("PUT", reference(resource), msgspec.json.encode(resource), if_match=version(resource))

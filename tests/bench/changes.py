"""A row about copying only what changed: one record in a hundred, against reading everything.

The main system answers from memory, page after page, in the same process: what is measured is what this laptop does.

`python -m tests.bench.changes 5000` measures once at that many people.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import httpx
import msgspec

from downtime_desk.access.actions import Found, found
from downtime_desk.sync.fhir.capability import ASKED
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.outcome import Answer
from downtime_desk.sync.refresh import refresh, usual_window
from tests.bench.harness import Pair, Row
from tests.bench.refresh import now, resources
from tests.conftest import CHEAP, PASSPHRASE

PEOPLE = 5_000
PART = 100
PAGE = 500


class MainSystem:
    """A main system in memory: searches by time, by person and by id, as the connector asks."""

    name = "Fernway"
    base = httpx.URL("http://127.0.0.1/fhir/")
    ahead: timedelta | None = None

    def __init__(self, people: int) -> None:
        self.now = now
        self._at = datetime(2026, 11, 20, 10, tzinfo=UTC)
        self._all: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._raw: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._of: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._changed: dict[str, list[str]] = {}
        self._rounds = 1
        self._pages: dict[str, bytes] = {}
        for each in resources(people):
            self._keep(each)
            about = each.get("subject") or each.get("patient")
            if about:
                self._of[each["resourceType"], about["reference"].partition("/")[2]].append(each["id"])

    def _keep(self, resource: dict[str, Any]) -> None:
        kind, id_ = resource["resourceType"], resource["id"]
        self._all[kind][id_] = resource
        self._raw[kind][id_] = b'{"resource":%b}' % msgspec.json.encode(resource)

    def change(self) -> None:
        """Change one flag and one visit in a hundred."""
        self._rounds += 1
        self._at += timedelta(hours=1)
        meta = {"versionId": str(self._rounds), "lastUpdated": f"{self._at:%Y-%m-%dT%H:%M:%SZ}"}
        self._changed = {}
        for kind in ("Flag", "Appointment"):
            self._changed[kind] = list(self._all[kind])[self._rounds % PART :: PART]
            for id_ in self._changed[kind]:
                other = {"comment": f"Round {self._rounds}"} if kind == "Appointment" else {}
                self._keep({**self._all[kind][id_], **other, "meta": meta})

    def get(self, path: str, params: Sequence[tuple[str, str]] | None = None) -> Answer:
        """Answer a search or a page of one."""
        if path == "metadata":
            return Answer(200, _capability())
        if path in self._pages:
            return Answer(200, self._pages.pop(path))
        asked = dict(params or ())
        found = [self._raw[path][id_] for id_ in self._ids(path, asked)]
        starts = range(0, max(len(found), 1), PAGE)
        bodies = []
        for start in starts:
            last = start + PAGE >= len(found)
            link = b"" if last else b'"link":[{"relation":"next","url":"%b-%d"}],' % (path.encode(), start)
            bodies.append(
                b'{"resourceType":"Bundle","type":"searchset",%b"entry":[%b]}'
                % (link, b",".join(found[start : start + PAGE]))
            )
        for start, body in zip(starts, bodies[1:], strict=False):
            self._pages[f"{path}-{start}"] = body
        return Answer(200, bodies[0])

    def _ids(self, kind: str, asked: dict[str, str]) -> Sequence[str]:
        if "_lastUpdated" in asked:
            return self._changed.get(kind, [])
        if "patient" in asked:
            return [
                id_
                for person in asked["patient"].split(",")
                for id_ in self._of[kind, person.rpartition("/")[2]]
            ]
        return asked["_id"].split(",") if "_id" in asked else list(self._all[kind])

    def same_server(self, _where: str) -> bool:
        """It is its own."""
        return True

    def close(self) -> None:
        """Nothing is open."""


def _capability() -> bytes:
    by = [{"name": name} for name in ("_id", "_lastUpdated", "patient")]
    kinds = [{"type": kind, "searchParam": by} for kind in sorted(ASKED)]
    return msgspec.json.encode(
        {"resourceType": "CapabilityStatement", "rest": [{"mode": "server", "resource": kinds}]}
    )


class Desk:
    """A fresh store that copies a main system."""

    def __init__(self, home: Path, system: MainSystem) -> None:
        self._here = found(home, Found("Harbour Lane", "", "Priya Nair", PASSPHRASE), now, CHEAP).signed_in
        self._system = system

    def refresh(self, *, only_changes: bool) -> float:
        """Copy; return the milliseconds of the processor."""
        source = Server(self._system, usual_window(now()))  # type: ignore[arg-type]
        started = process_time()
        fact = refresh(self._here.store, self._here.acting, source)
        took = (process_time() - started) * 1000
        if fact.only_changes != only_changes:
            raise RuntimeError(fact.words())
        return took

    def close(self) -> None:
        """Close the store."""
        self._here.store.close()


@contextmanager
def one_in_a_hundred(people: int = PEOPLE) -> Iterator[Pair]:
    """A copy of what changed against a whole one."""
    system = MainSystem(people)
    with TemporaryDirectory() as scratch, closing(Desk(Path(scratch) / "kept", system)) as kept:
        kept.refresh(only_changes=False)

        def ours() -> float:
            system.change()
            return kept.refresh(only_changes=True)

        def whole() -> float:
            with TemporaryDirectory() as home, closing(Desk(Path(home) / "desk", system)) as desk:
                return desk.refresh(only_changes=False)

        yield ours, whole


ROWS = [
    Row("G5", "Refresh of one record in 100", "whole refresh", "ms", one_in_a_hundred, most=0.05, rounds=3),
]


def main(people: int) -> None:
    """Measure once and print."""
    with one_in_a_hundred(people) as (ours, whole):
        first, changes = whole(), [ours(), ours(), ours()]
    part = sorted(changes)[1] / first
    print(f"whole {first:.0f} ms; one in a hundred {sorted(changes)[1]:.0f} ms = {part:.1%} of it")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)

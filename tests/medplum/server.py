"""The server as others see it, and a desk that copies from it and gives back to it."""

from contextlib import closing
from datetime import datetime
from typing import Any

import httpx
import msgspec

from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync import connection
from downtime_desk.sync.facts import CopyRefreshed
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.refresh import refresh
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.sync.sending.run import Ran, send
from downtime_desk.sync.sending.verdicts import Matter
from downtime_desk.visits.planned import planned
from tests.plugins.clock import Clock
from tests.sync_return.main_system import Patience

JSON = {"Content-Type": "application/fhir+json"}


class Medplum:
    """The server, spoken to directly: what a colleague, a phone or an inspector would do and see."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers=JSON, trust_env=False)

    def control(self, what: str, said: str = "") -> None:
        """Do to the server what no request of a main system can: empty, clock, away, back."""
        self.http.post(f"/-/{what}", content=said).raise_for_status()

    def set_clock(self, instant: datetime) -> None:
        """Set its clock, which goes on from there."""
        self.control("clock", to_text(instant))

    def put(self, resource: dict[str, Any]) -> dict[str, Any]:
        place = f"/{resource['resourceType']}/{resource['id']}"
        return self._said(self.http.put(place, content=msgspec.json.encode(resource)))

    def create(self, resource: dict[str, Any]) -> dict[str, Any]:
        content = msgspec.json.encode(resource)
        return self._said(self.http.post(f"/{resource['resourceType']}", content=content))

    def remove(self, place: str) -> None:
        self.http.delete(f"/{place}").raise_for_status()

    def read(self, place: str) -> dict[str, Any]:
        return self._said(self.http.get(f"/{place}"))

    def found(self, query: str) -> list[dict[str, Any]]:
        return [entry["resource"] for entry in self.read(query).get("entry", [])]

    def of_visit(self, visit: str) -> list[dict[str, Any]]:
        return self.found(f"Encounter?appointment=Appointment/{visit}")

    def _said(self, answer: httpx.Response) -> dict[str, Any]:
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


class Desk:
    """A desk that copies from the server and gives back to it."""

    def __init__(self, store: Store, acting: Acting, clock: Clock) -> None:
        self.store, self.acting, self.clock = store, acting, clock

    def refresh(self) -> CopyRefreshed:
        with self.store.read() as session:
            source = connection.source(session, self.clock)
        with closing(source):
            return refresh(self.store, self.acting, source)

    def connect(self) -> MainSystem:
        with self.store.read() as session:
            return connection.server(session, self.clock)

    def record(self, what, corrects: str | None = None) -> str:
        with self.store.write(self.acting) as session:
            version = planned(session, what.visit).version
            return journal.record(
                session, what, subject=f"visit/{what.visit}", base_version=version, corrects=corrects
            ).id

    def send(self) -> Ran:
        return send(self.store, self.acting, self.connect, Patience())

    def matter(self, fact: str) -> Matter:
        with self.store.read() as session:
            where = delivery.delivery.c.fact_id == fact
            row = session.execute(delivery.delivery.select().where(where)).one()
        assert row.state == "needs you", row
        return msgspec.json.decode(row.theirs, type=Matter)

    def decide(self, fact: str, choice: str, matter: Matter) -> None:
        with self.store.write(self.acting) as session:
            what = ReturnDecided(fact, choice, matter.kind, "The carer said so.", matter.seen)
            journal.record(session, what, subject="visit")

"""A few people of a FHIR server, and their visits: read to be compared, never to be put in use."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.fhir.bundles import entries
from downtime_desk.sync.outcome import Answer, Refused
from downtime_desk.sync.staged import Can
from downtime_desk.sync.strict import Unreadable, shallow

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

PAGE: Final = "200"
MOST_PAGES: Final = 200
# What records of people refer to, and what is said about people, each by the person.
REFERRED_TO: Final = ("Organization", "Practitioner", "PractitionerRole", "Medication")
ABOUT: Final = (
    "AllergyIntolerance",
    "MedicationStatement",
    "MedicationRequest",
    "Flag",
    "Condition",
    "Consent",
    "Observation",
    "RelatedPerson",
    "CareTeam",
)
TRY_AGAIN: Final = "Nothing was changed. Try again, or ring the supplier."


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


_links = msgspec.json.Decoder(tuple[_Link, ...])


class Some:
    """What a server says about some people, by their ids. A kind of record it does not hold is left out."""

    def __init__(self, system: "MainSystem", people: Sequence[str], window: Window) -> None:
        self.name = system.name
        self.window: Window | None = window
        self.as_of: datetime | None = None
        self.can = Can(read_people=True, read_rota=True)
        self._system, self._people, self._window = system, people, window

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield every resource about them. Raises Trouble when anything goes unanswered."""
        for kind in REFERRED_TO:
            yield from self._search(kind, [])
        yield from self._search("Patient", [("_id", ",".join(self._people))])
        # with the type before it, which is what every server takes
        named = ("patient", ",".join(f"Patient/{each}" for each in self._people))
        for kind in ABOUT:
            yield from self._search(kind, [named])
        since, until = to_text(self._window.since), to_text(self._window.until)
        when = [("date", f"ge{since}"), ("date", f"lt{until}")]
        yield from self._search("Appointment", [named, *when])

    def close(self) -> None:
        """Let go of the connection."""
        self._system.close()

    def _search(self, kind: str, params: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
        path, asked = kind, [*params, ("_count", PAGE)]
        for page in range(1, MOST_PAGES + 1):
            outcome = self._system.get(path, asked or None)
            if isinstance(outcome, Refused) and kind not in {"Patient", "Appointment"}:
                return
            if not isinstance(outcome, Answer):
                raise NoAnswer(outcome.words, TRY_AGAIN)
            where = f"{kind} page {page}"
            try:
                members = shallow(outcome.body)
                found = list(entries(members))
                links = _links.decode(members.get("link", msgspec.Raw(b"[]")))
            except (Unreadable, msgspec.ValidationError):
                raise Trouble(f"{self.name} gave a page that cannot be read ({where}).", TRY_AGAIN) from None
            for entry in found:
                yield f"{where} entry {entry.number}", entry.raw
            following = next((link.url for link in links if link.relation == "next" and link.url), None)
            if following is None:
                return
            path, asked = following, []
        raise Trouble(f"{self.name} never comes to the end of its pages ({kind}).", TRY_AGAIN)

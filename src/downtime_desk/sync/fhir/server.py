"""A FHIR server as a main system: searches, page after page, until all of it has been read.

What the server does not hold is not asked for. Anything it fails to answer stops the whole reading, so that
half an answer never becomes a copy.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.fhir.bundles import entries
from downtime_desk.sync.fhir.observations import READERS, SUMMARY
from downtime_desk.sync.outcome import Answer, Busy, Refused, Unreachable
from downtime_desk.sync.staging import Can
from downtime_desk.sync.strict import Unreadable, shallow

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

PAGE = "500"
ACTORS = "Appointment:actor"
MOST_PAGES = 20_000
READING_SECONDS = 20 * 60.0
BUSY_TRIES = 3
# Somebody is waiting for this refresh; a longer pause is theirs to decide.
PATIENCE_SECONDS = 60.0
KEPT = "Nothing was changed: the copy from before is still in use. Try again later."
# In the order in which they are asked for: who there is, before what is said about them.
ASKED_FOR = (
    "Organization",
    "Practitioner",
    "PractitionerRole",
    "Patient",
    "AllergyIntolerance",
    "Medication",
    "MedicationStatement",
    "MedicationRequest",
    "Flag",
    "Condition",
    "Consent",
    "Observation",
    "RelatedPerson",
    "CareTeam",
)
NEEDED = frozenset({"Patient", "Appointment"})


class _Interaction(msgspec.Struct):
    code: str | None = None


class _SearchParam(msgspec.Struct):
    name: str | None = None


class _Held(msgspec.Struct, rename="camel"):
    type: str | None = None
    interaction: tuple[_Interaction, ...] = ()
    search_param: tuple[_SearchParam, ...] = ()
    search_include: tuple[str, ...] = ()

    def may(self, code: str) -> bool:
        return any(each.code == code for each in self.interaction)

    def searches_by(self, name: str) -> bool:
        return any(each.name == name for each in self.search_param)


class _Rest(msgspec.Struct):
    resource: tuple[_Held, ...] = ()
    interaction: tuple[_Interaction, ...] = ()


class _Capability(msgspec.Struct):
    rest: tuple[_Rest, ...] = ()


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


_capability = msgspec.json.Decoder(_Capability)
_links = msgspec.json.Decoder(tuple[_Link, ...])


class Server:
    """Everything a FHIR server says about people, and the visits that start within `window`."""

    def __init__(self, system: "MainSystem", window: Window, *, seconds: float = READING_SECONDS) -> None:
        self.name = system.name
        self.window: Window | None = window
        self.as_of: datetime | None = None
        self.can = Can(read_people=True, read_rota=True)
        self._system = system
        self._since, self._until = to_text(window.since), to_text(window.until)
        self._seconds = seconds
        self._ends = 0.0

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield every resource. Raises Trouble when anything goes unanswered."""
        self._ends = time.monotonic() + self._seconds
        held = self._held()
        for kind in ASKED_FOR:
            if kind in held:
                yield from self._search(kind, _asking(held[kind]))
        yield from self._search("Appointment", self._asking_for_visits(held["Appointment"]))

    def _asking_for_visits(self, held: _Held) -> list[tuple[str, str]]:
        # A bare day finds nothing on some servers, so the instants are spelt out.
        asked = [("date", f"ge{self._since}"), ("date", f"lt{self._until}"), ("_count", PAGE)]
        if ACTORS in held.search_include:
            asked.append(("_include", ACTORS))
        return asked

    def ahead(self) -> timedelta | None:
        """Return how far the server's clock is before ours, by its last answer that said what time it is."""
        return self._system.ahead

    def close(self) -> None:
        """Let go of the connection."""
        self._system.close()

    def _held(self) -> dict[str, _Held]:
        """Return the kinds of record the server holds, and learn what it can do."""
        answer = self._ask("metadata", None)
        try:
            rest = _capability.decode(answer.body).rest
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise self._trouble("does not say in a readable form what it holds.") from None
        held = {each.type: each for one in rest for each in one.resource if each.type}
        missing = NEEDED - held.keys()
        if missing:
            raise self._trouble(f"does not hold what a copy needs ({', '.join(sorted(missing))}).")
        encounter, issue = held.get("Encounter"), held.get("DetectedIssue")
        self.can = Can(
            read_people=True,
            read_rota=True,
            read_records=encounter is not None,
            write_visits=encounter is not None and encounter.may("create"),
            write_deviations=issue is not None and issue.may("create"),
            write_batches=any(each.code == "batch" for one in rest for each in one.interaction),
        )
        return held

    def _search(self, kind: str, params: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
        answer, been = self._ask(kind, params), set[str]()
        for page in range(1, MOST_PAGES):
            where = f"{kind} page {page}"
            try:
                members = shallow(answer.body)
                found = list(entries(members))
                following = _next(members)
            except (Unreadable, msgspec.ValidationError):
                raise self._trouble(f"gave a page that cannot be read ({where}).") from None
            for entry in found:
                if entry.kind == "OperationOutcome" and _is_failure(entry.raw):
                    raise self._trouble(f"could not give all it holds ({where}).")
                yield f"{where} entry {entry.number}", entry.raw
            if following is None:
                return
            if following in been:
                raise self._trouble(f"gives the same pages again and again ({where}).")
            been.add(following)
            if "://" in following and not self._system.same_server(following):
                raise self._trouble(f"points to another server for its next page ({where}).")
            answer = self._ask(following, None)
        raise self._trouble(f"never comes to the end of its pages ({kind}).")

    def _ask(self, path: str, params: list[tuple[str, str]] | None) -> Answer:
        for _ in range(BUSY_TRIES):
            if time.monotonic() > self._ends:
                raise self._trouble(
                    f"took longer than {self._seconds / 60:.0f} minutes to give all it holds."
                )
            outcome = self._system.get(path, params)
            if not isinstance(outcome, Busy):
                return self._answered(outcome)
            self._wait(outcome)
        raise self._trouble("is too busy to give all it holds.")

    def _wait(self, busy: Busy) -> None:
        seconds = busy.retry_after.total_seconds()
        if seconds > PATIENCE_SECONDS or time.monotonic() + seconds > self._ends:
            raise self._trouble(
                f"is too busy to give all it holds: it asks to be left alone for {seconds:.0f} s."
            )
        time.sleep(seconds)

    def _answered(self, outcome: Unreachable | Refused | Answer) -> Answer:
        match outcome:
            case Answer():
                return outcome
            case Unreachable():
                raise NoAnswer(outcome.words, KEPT)
            case Refused():
                raise self._trouble(f"refused ({outcome.status}): {outcome.words}")

    def _trouble(self, what: str) -> Trouble:
        return Trouble(f"{self.name} {what}", KEPT)


def _asking(held: _Held) -> list[tuple[str, str]]:
    """Return how to ask for a kind of record; of observations only our own, where the server can tell."""
    paged = [("_count", PAGE)]
    if held.type != "Observation" or not held.searches_by("code"):
        return paged
    return [("code", ",".join(f"{SUMMARY}|{about}" for about in READERS)), *paged]


def _next(members: dict[str, msgspec.Raw]) -> str | None:
    links = _links.decode(members.get("link", msgspec.Raw(b"[]")))
    return next((link.url for link in links if link.relation == "next" and link.url), None)


class _Issue(msgspec.Struct):
    severity: str | None = None


class _Issues(msgspec.Struct):
    issue: tuple[_Issue, ...] = ()


_issues = msgspec.json.Decoder(_Issues)


def _is_failure(raw: bytes) -> bool:
    return any(each.severity in {"error", "fatal"} for each in _issues.decode(raw).issue)

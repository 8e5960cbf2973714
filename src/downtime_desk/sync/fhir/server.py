"""A FHIR server as a main system: searches, page after page, until all of it has been read.

What the server does not hold is not asked for. Anything it fails to answer stops the whole reading, so that
half an answer never becomes a copy.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.fhir.bundles import entries, kept_back
from downtime_desk.sync.fhir.capability import ASKED, Held, Offers, offers
from downtime_desk.sync.fhir.changed import changed
from downtime_desk.sync.fhir.export import Export, NoExport
from downtime_desk.sync.fhir.observations import READERS, SUMMARY
from downtime_desk.sync.fhir.reading import MAPPING_NAME
from downtime_desk.sync.marks import OVERLAP, Copy
from downtime_desk.sync.outcome import Answer, Busy, Refused, Unreachable, failure_in
from downtime_desk.sync.picture import parsed
from downtime_desk.sync.staged import Can, Marks, Staged
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
MENDED = {
    401: "It does not take the sign-in of this desk: give it a new token or key in Settings. The copy from before is in use.",
    403: "The sign-in of this desk may not read that: ask whoever runs it. The copy from before is in use.",
}
# as servers do behind a proxy that were not told of it
OWN_ADDRESS = (
    "Whoever runs it has to tell it the address it is reached at. Until then the copy from before is in use."
)
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


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


_links = msgspec.json.Decoder(tuple[_Link, ...])


class ServerRefused(Trouble):
    """The server said no to one request, in its own words."""


class Server:
    """Everything a FHIR server says about people, and the visits that start within `window`.

    `whole` is set where what changed alone is not enough: everything is read then.
    """

    def __init__(
        self,
        system: "MainSystem",
        window: Window,
        *,
        seconds: float = READING_SECONDS,
        whole: bool = False,
    ) -> None:
        self.name = system.name
        self.where = str(system.base)
        self.window: Window | None = window
        self.days = window
        self.as_of: datetime | None = None
        self.can = Can(read_people=True, read_rota=True)
        self.offers: Offers | None = None
        self.whole = whole
        self.notes: list[str] = []
        # called before each page, and may raise to stop the reading
        self.between: Callable[[], None] = _go_on
        self.system = system
        self._since, self._until = to_text(window.since), to_text(window.until)
        self.seconds = seconds
        self._began = 0.0

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield every resource. Raises Trouble when anything goes unanswered."""
        self.begin()
        kinds = self.held()
        asked = tuple(kind for kind in ASKED_FOR if kind in kinds)
        export = self._export((*asked, "Appointment"))
        if export is not None:
            with closing(export):
                yield from export.lines()
            return
        for kind in asked:
            yield from self.search(kind)
        yield from self.visits(self._since, self._until)

    def _export(self, kinds: tuple[str, ...]) -> Export | None:
        """Return everything as one export, where the server offers that and keeps to it."""
        if self.offers is None or not self.offers.export:
            return None
        try:
            return Export(self, kinds)
        except NoExport as why:
            self.notes.append(f"{self.name} {why}, so it was read page after page.")
            return None

    def begin(self) -> None:
        """Let the time for reading begin now."""
        self._began = time.monotonic()

    def took(self) -> float:
        """Return the seconds since the reading began, by a clock nobody sets."""
        return time.monotonic() - self._began

    def visits(self, since: str, until: str) -> Iterator[tuple[str, bytes]]:
        """Yield the visits that start in a stretch, with who goes."""
        # A bare day finds nothing on some servers, so the instants are spelt out.
        asked = [("date", f"ge{since}"), ("date", f"lt{until}")]
        if self.offers and ACTORS in self.offers.kinds["Appointment"].includes:
            asked.append(("_include", ACTORS))
        yield from self.search("Appointment", *asked)

    def changes(self, marks: Marks, copy: Copy) -> Staged | None:
        """Return what changed since the copy that `marks` are of; None when everything has to be read."""
        return changed(self, marks, copy)

    def now(self) -> datetime:
        """Return our own present."""
        return self.system.now()

    def marks(self, watermark: str | None, began: datetime) -> Marks | None:
        """Return how far a copy goes that was just read whole; None when changes cannot be asked for anyhow."""
        if watermark is None or not self.can.read_changes:
            return None
        newest = self.not_ahead(watermark)
        return Marks(self.where, MAPPING_NAME, newest, self.took(), began, began, self._since, self._until)

    def not_ahead(self, watermark: str) -> str:
        """Return a watermark, or the server's own present: a record stamped later would hide every change until then."""
        at, ahead = parsed(watermark), self.ahead()
        there = self.now() + (ahead or timedelta())
        # one that never says what time it is may be hours off
        later = there + (timedelta(days=1) if ahead is None else OVERLAP)
        return watermark if at is None or at <= later else to_text(there)

    def offered(self) -> tuple[str, ...]:
        """Return what it offers, in words, a line each."""
        return self.offers.words() if self.offers else ()

    @property
    def mapping(self) -> str:
        """Return the name of the mapping it is read by."""
        return MAPPING_NAME

    def ahead(self) -> timedelta | None:
        """Return how far the server's clock is before ours, by its last answer that said what time it is."""
        return self.system.ahead

    def close(self) -> None:
        """Let go of the connection."""
        self.system.close()

    def held(self) -> dict[str, Held]:
        """Return the kinds of record the server holds, and learn once what it can do."""
        if self.offers is not None:
            return self.offers.kinds
        answer = self._ask("metadata", None)
        try:
            said = offers(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise self.trouble("does not say in a readable form what it holds.") from None
        missing = NEEDED - said.kinds.keys()
        if missing:
            raise self.trouble(f"does not hold what a copy needs ({', '.join(sorted(missing))}).")
        encounter, issue = said.kinds.get("Encounter"), said.kinds.get("DetectedIssue")
        self.offers = said
        self.can = Can(
            read_people=True,
            read_rota=True,
            read_records=encounter is not None,
            write_visits=encounter is not None and "create" in encounter.may,
            write_deviations=issue is not None and "create" in issue.may,
            write_batches=said.batch,
            read_changes=said.tells_changes(said.kinds.keys() & ASKED),
            read_export=said.export,
        )
        return said.kinds

    def search(self, kind: str, *asked: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
        """Yield what a search finds, page after page; of observations only our own, where the server can tell."""
        params = [*asked, ("_count", PAGE)]
        if kind == "Observation" and "code" in self.held()[kind].by:
            params.insert(0, ("code", ",".join(f"{SUMMARY}|{about}" for about in READERS)))
        yield from self._search(kind, params)

    def _search(self, kind: str, params: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
        answer, been = self._ask(kind, params), set[str]()
        for page in range(1, MOST_PAGES):
            self.between()
            where = f"{kind} page {page}"
            try:
                members = shallow(answer.body)
                found = list(entries(members))
                following = _next(members)
            except (Unreadable, msgspec.ValidationError):
                raise self.trouble(f"gave a page that cannot be read ({where}).") from None
            for entry in found:
                if entry.kind == "OperationOutcome" and failure_in(entry.raw):
                    raise self.trouble(f"could not give all it holds ({where}).")
                yield f"{where} entry {entry.number}", entry.raw
            if following is None:
                if page == 1 and (more := kept_back(members, found, kind)):
                    raise self.trouble(f"shows one page of {kind} and no way to the {more} others it found.")
                return
            if following in been:
                raise self.trouble(f"gives the same pages again and again ({where}).")
            been.add(following)
            if not self.system.same_server(following):
                raise Trouble(
                    f"{self.name} points to another server for its next page ({where}).", OWN_ADDRESS
                )
            answer = self._ask(following, None)
        raise self.trouble(f"never comes to the end of its pages ({kind}).")

    def _ask(self, path: str, params: list[tuple[str, str]] | None) -> Answer:
        for _ in range(BUSY_TRIES):
            if self.took() > self.seconds:
                raise self.trouble(f"took longer than {self.seconds / 60:.0f} minutes to give all it holds.")
            outcome = self.system.get(path, params)
            if not isinstance(outcome, Busy):
                return self._answered(outcome)
            self._wait(outcome)
        raise self.trouble("is too busy to give all it holds.")

    def _wait(self, busy: Busy) -> None:
        seconds = busy.retry_after.total_seconds()
        if seconds > PATIENCE_SECONDS or self.took() + seconds > self.seconds:
            raise self.trouble(
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
                raise ServerRefused(
                    f"{self.name} refused ({outcome.status}): {outcome.words}",
                    MENDED.get(outcome.status, KEPT),
                )

    def trouble(self, what: str) -> Trouble:
        """Return the trouble of a reading that came to nothing."""
        return Trouble(f"{self.name} {what}", KEPT)


def _go_on() -> None:
    """Let the reading go on."""


def _next(members: dict[str, msgspec.Raw]) -> str | None:
    links = _links.decode(members.get("link", msgspec.Raw(b"[]")))
    return next((link.url for link in links if link.relation == "next" and link.url), None)

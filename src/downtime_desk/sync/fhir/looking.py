"""What a FHIR server, or a folder of FHIR files, shows of visits: planned ones and the records of those made.

The search names instants, and what comes is looked at once more here: a server that takes no notice of a search
parameter only shows too much. What cannot be read is listed and holds back nothing else.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import structs

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.fhir import records
from downtime_desk.sync.fhir.bundles import entries, kept_back, kind_of
from downtime_desk.sync.fhir.elements import Appointment
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.fhir.rota import appointment
from downtime_desk.sync.looking.record import Dose, Page, Record, Span
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable, failure_in
from downtime_desk.sync.staged import Rejected
from downtime_desk.sync.strict import Unreadable, shallow

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

Kept = TypeVar("Kept", PlannedVisit, Record)
PAGE: Final = "500"
MOST_PAGES: Final = 5_000
BUSY_TRIES: Final = 3
PATIENCE_SECONDS: Final = 60.0
GOES_ON: Final = "What was read so far is kept. Look again in a while to go on from there."
BY_HAND: Final = "Look in it by hand, then say here what you saw."
DATES: Final[Mapping[str, str]] = {
    "Appointment": "date",
    "Encounter": "date",
    "MedicationAdministration": "effective-time",
}
"""Each kind that is asked for, in this order, and the parameter that says when."""


class _Held(msgspec.Struct):
    type: str | None = None


class _Rest(msgspec.Struct):
    resource: tuple[_Held, ...] = ()


class _Capability(msgspec.Struct):
    rest: tuple[_Rest, ...] = ()


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


_links = msgspec.json.Decoder(tuple[_Link, ...])
_cursor = msgspec.json.Decoder(tuple[str, str])
_capability = msgspec.json.Decoder(_Capability)


class Records:
    """What a server shows of visits. `wait` lets so many seconds pass when it asks for them."""

    def __init__(self, system: "MainSystem", wait: Callable[[float], object] = time.sleep) -> None:
        self.name = system.name
        self._system, self._wait = system, wait

    def pages(self, span: Span, cursor: str | None) -> Iterator[Page]:
        """Yield what it holds of a stretch of time. Raises Trouble when it does not show all of it."""
        kinds = self._kinds()
        kind, following = _cursor.decode(cursor) if cursor else (kinds[0], "")
        if kind not in kinds:
            kind, following = kinds[0], ""
        for number, each in enumerate(kinds[kinds.index(kind) :], kinds.index(kind) + 1):
            begin = following if each == kind else ""
            after = _go_on(kinds[number], "") if number < len(kinds) else None
            yield from self._of_kind(each, span, begin, after)

    def close(self) -> None:
        """Let go of the connection."""
        self._system.close()

    def _kinds(self) -> list[str]:
        answer = self._ask("metadata", None)
        try:
            rest = _capability.decode(answer.body).rest
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Trouble(f"{self.name} does not say in a readable form what it holds.", GOES_ON) from None
        held = {each.type for one in rest for each in one.resource}
        if "Encounter" not in held:
            raise Trouble(f"{self.name} does not show what was recorded of visits.", BY_HAND)
        return [kind for kind in DATES if kind in held]

    def _of_kind(self, kind: str, span: Span, following: str, after: str | None) -> Iterator[Page]:
        when = DATES[kind]
        # A bare day finds nothing on some servers, so the instants are spelt out.
        asked = [
            (when, f"ge{to_text(span.since)}"),
            (when, f"lt{to_text(span.until)}"),
            ("_count", PAGE),
        ]
        answer = self._ask(following, None) if following else self._ask(kind, asked)
        been = {following}
        for number in range(1, MOST_PAGES):
            page, link = self._read(answer, kind, number, span)
            if link is None:
                yield _page(page, after)
                return
            if link in been:
                raise Trouble(f"{self.name} gives the same pages again and again.", GOES_ON)
            if not self._system.same_server(link):
                raise Trouble(f"{self.name} points to another server for its next page.", GOES_ON)
            been.add(link)
            yield _page(page, _go_on(kind, link))
            answer = self._ask(link, None)
        raise Trouble(f"{self.name} never comes to the end of its pages.", GOES_ON)

    def _read(self, answer: Answer, kind: str, number: int, span: Span) -> tuple["_Found", str | None]:
        found = _Found(span)
        try:
            members = shallow(answer.body)
            shown = list(entries(members))
            for entry in shown:
                if entry.kind == "OperationOutcome" and (why := failure_in(entry.raw)):
                    raise Trouble(f"{self.name} could not show all it holds: {why}", GOES_ON)
                found.take(f"{kind} page {number} entry {entry.number}", entry.kind, entry.id, entry.raw)
            links = _links.decode(members.get("link", msgspec.Raw(b"[]")))
        except (Unreadable, msgspec.ValidationError):
            raise Trouble(f"{self.name} gave a page that cannot be read ({kind}).", GOES_ON) from None
        following = next((link.url for link in links if link.relation == "next" and link.url), None)
        if following is None and number == 1 and (more := kept_back(members, shown, kind)):
            raise Trouble(
                f"{self.name} shows one page of {kind} and no way to the {more} others it found.", BY_HAND
            )
        return found, following

    def _ask(self, path: str, params: list[tuple[str, str]] | None) -> Answer:
        for _ in range(BUSY_TRIES):
            outcome = self._system.get(path, params)
            if not isinstance(outcome, Busy):
                return self._answered(outcome)
            seconds = outcome.retry_after.total_seconds()
            if seconds > PATIENCE_SECONDS:
                break
            self._wait(seconds)
        raise NoAnswer(f"{self.name} is too busy to show what it holds.", GOES_ON)

    def _answered(self, outcome: Outcome) -> Answer:
        match outcome:
            case Answer():
                return outcome
            case Unreachable():
                raise NoAnswer(outcome.words, GOES_ON)
            case Refused():
                raise Trouble(f"{self.name} refused ({outcome.status}): {outcome.words}", GOES_ON)
            case Busy():
                raise NoAnswer(outcome.words, GOES_ON)


class FolderRecords:
    """What a folder of FHIR files shows of visits. It is read as one page."""

    def __init__(self, folder: Folder) -> None:
        self.name = folder.name
        self._folder = folder

    def pages(self, span: Span, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002 - there is one page
        """Yield what the files hold of a stretch of time."""
        found = _Found(span)
        for where, raw in self._folder.resources():
            try:
                members = shallow(raw)
            except Unreadable as why:
                found.unread.append(Rejected(where, None, None, str(why)))
                continue
            if kind_of(members) and "entry" in members:
                for entry in entries(members):
                    found.take(f"{where} entry {entry.number}", entry.kind, entry.id, entry.raw)
            else:
                kind, id_ = (_text(members.get(name)) for name in ("resourceType", "id"))
                found.take(where, kind, id_, raw)
        if not found.holds_records:
            raise Trouble(f"{self.name} holds no records of visits.", BY_HAND)
        yield _page(found, None)

    def close(self) -> None:
        """Nothing is left open between files."""


class _Found:
    """What one page says, as it is read."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self.visits: list[PlannedVisit] = []
        self.records: list[Record] = []
        self.doses: list[Dose] = []
        self.unread: list[Rejected] = []
        self.holds_records = False

    def take(self, where: str, kind: str | None, id_: str | None, raw: bytes) -> None:
        """Take a resource in; one that cannot be read is listed."""
        if kind is None or kind not in DATES:
            return
        self.holds_records |= kind == "Encounter"
        try:
            self._add(kind, raw)
        except msgspec.ValidationError:
            self.unread.append(Rejected(where, kind, id_, "it is not of the form a record has"))
        except Unreadable as why:
            self.unread.append(Rejected(where, kind, id_, str(why)))

    def _add(self, kind: str, raw: bytes) -> None:
        if kind == "Appointment":
            planned = appointment(_appointment.decode(raw), {})
            if isinstance(planned, PlannedVisit) and self._span.holds(planned.start, planned.end):
                self.visits.append(_versioned(planned, raw))
        elif kind == "Encounter":
            record = records.made(_made.decode(raw))
            if (
                isinstance(record, Record)
                and record.arrived
                and self._span.holds(record.arrived, record.left)
            ):
                self.records.append(_versioned(record, raw))
        else:
            dose = records.given(_given.decode(raw))
            if isinstance(dose, Dose):
                self.doses.append(dose)


def _versioned(found: Kept, raw: bytes) -> Kept:
    """Return what was read with what stands for its version where the server keeps none."""
    if found.version is not None:
        return found
    return structs.replace(found, version=records.seen_version(msgspec.json.decode(raw)))


_appointment = msgspec.json.Decoder(Appointment)
_made = msgspec.json.Decoder(records.Made)
_given = msgspec.json.Decoder(records.Given)


def _page(found: _Found, cursor: str | None) -> Page:
    return Page(cursor, tuple(found.visits), tuple(found.records), tuple(found.doses), tuple(found.unread))


def _go_on(kind: str, link: str) -> str:
    return msgspec.json.encode((kind, link)).decode()


def _text(raw: msgspec.Raw | None) -> str | None:
    return None if raw is None else msgspec.json.decode(raw, type=str)

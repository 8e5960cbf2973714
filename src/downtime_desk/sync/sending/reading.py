"""Answers of the main system, read for a journey: a record, what a search found, or why it ends here."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec

from downtime_desk.sync.fhir.elements import Backbone, Element, Identifier, Period, Reference
from downtime_desk.sync.fhir.records import seen_version
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable, failure_in, kind_of
from downtime_desk.sync.sending.resources import Resource
from downtime_desk.sync.sending.verdicts import Later, Refusal, Verdict

GONE = frozenset({404, 410})
CONFLICT = frozenset({409, 412})
T = TypeVar("T")


class Ends(Exception):  # noqa: N818 - it ends a journey, it is no error
    """The journey ends with this verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


class Overtaken(Exception):  # noqa: N818 - it sends a journey back to reading
    """What was read is no longer so: a version conflict, perhaps the echo of our own lost answer."""


class _Meta(Element, frozen=True):
    version_id: str | None = None
    last_updated: str | None = None
    source: str | None = None


class _Participant(Backbone, frozen=True):
    individual: Reference | None = None
    actor: Reference | None = None


class _Source(Element, frozen=True):
    what: Reference = Reference()


class _Said(Element, frozen=True):
    content_string: str | None = None


class _Shape(Backbone, frozen=True, kw_only=True):
    """The form of what is looked into of any record; what has another form cannot be judged."""

    resource_type: str
    id: str
    meta: _Meta = _Meta()
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    start: str | None = None
    end: str | None = None
    period: Period = Period()
    participant: tuple[_Participant, ...] = ()
    appointment: tuple[Reference, ...] = ()
    encounter: Reference = Reference()
    target: tuple[Reference, ...] = ()
    entity: tuple[_Source, ...] = ()
    payload: tuple[_Said, ...] = ()


class _Entry(Element, frozen=True):
    resource: msgspec.Raw = msgspec.Raw(b"null")


class _Link(Element, frozen=True):
    relation: str | None = None


class _Bundle(Element, frozen=True, kw_only=True):
    resource_type: Literal["Bundle"]
    entry: tuple[_Entry, ...] = ()
    link: tuple[_Link, ...] = ()


_shape = msgspec.json.Decoder(_Shape)
_bundle = msgspec.json.Decoder(_Bundle)
_tree = msgspec.json.Decoder(dict[str, Any])
CANNOT_BE_READ = Later("The main system answered in a form that cannot be read.")


def record(outcome: Outcome, asked: str) -> Resource | None:
    """Return the record `asked` for as `Type/id`, None when it is gone; raises `Ends` when there is no such answer."""
    if isinstance(outcome, Refused) and outcome.status in GONE:
        return None
    there = _decoded(_answer(outcome).body)
    if reference(there) != asked:
        raise Ends(Later("The main system showed something else than it was asked for."))
    return there


def found(outcome: Outcome, kind: str, fits: Callable[[Resource], bool]) -> list[Resource]:
    """Return what a search found. Raises `Ends` when the main system did not search as it was asked.

    A server that ignores a search parameter, or pages, may hide what we look for: nothing may be concluded
    from such an answer, least of all that a record is not there.
    """
    bundle = _read(_bundle, _answer(outcome).body)
    bodies = [bytes(each.resource) for each in bundle.entry]
    if why := next(filter(None, map(failure_in, bodies)), None):
        raise Ends(Later(why))
    matches = [_decoded(body) for body in bodies if kind_of(body) != "OperationOutcome"]
    if any(each["resourceType"] != kind or not fits(each) for each in matches):
        raise Ends(Later("The main system did not search for what it was asked."))
    if any(link.relation == "next" for link in bundle.link):
        raise Ends(Later("The main system found more than it would show at once."))
    return list({each["id"]: each for each in matches}.values())


def written(outcome: Outcome) -> Answer:
    """Return the answer to a write; raises `Overtaken` for a version conflict, `Ends` for anything else."""
    if isinstance(outcome, Refused) and outcome.status in CONFLICT:
        raise Overtaken
    return _answer(outcome)


def reference_written(answer: Answer, kind: str) -> str | None:
    """Return `Type/id` of what a create made or found, if the answer says so."""
    if answer.location and f"{kind}/" in answer.location:
        tail = answer.location.rsplit(f"{kind}/", 1)[1]
        return f"{kind}/{tail.split('/')[0]}"
    if answer.body.strip() and kind_of(answer.body) == kind:
        return reference(_decoded(answer.body))
    return None


def reference(resource: Resource) -> str:
    """Return `Type/id`."""
    return f"{resource['resourceType']}/{resource['id']}"


def version(resource: Resource) -> str | None:
    """Return the version, None from a server that keeps none."""
    said: str | None = resource.get("meta", {}).get("versionId")
    return said


def seen_as(resource: Resource) -> str:
    """Return `Type/id@version`: what a person is shown and decides on."""
    return f"{reference(resource)}@{seen_version(resource)}"


def of_visit(visit: str) -> Callable[[Resource], bool]:
    """Return the test of whether a record belongs to a visit, given as `Appointment/id`."""
    return lambda resource: any(linked(each) == visit for each in resource.get("appointment", ()))


def about(target: str) -> Callable[[Resource], bool]:
    """Return the test of whether a record targets another."""
    return lambda resource: any(linked(each) == target for each in resource.get("target", ()))


def linked(link: Resource) -> str:
    """Return where a reference points, as `Type/id`, however it is written."""
    return "/".join(link.get("reference", "").partition("/_history/")[0].split("/")[-2:])


def _answer(outcome: Outcome) -> Answer:
    match outcome:
        case Answer():
            return outcome
        case Refused():
            raise Ends(Refusal(outcome.status, outcome.words))
        case Busy():
            raise Ends(Later(outcome.words, outcome.retry_after))
        case Unreachable():
            raise Ends(Later(outcome.words))


def _decoded(body: bytes) -> Resource:
    _read(_shape, body)
    return _read(_tree, body)


def _read(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Ends(CANNOT_BE_READ) from None

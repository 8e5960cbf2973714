"""Answers of the main system, read for a journey: a record, what a search found, or why it ends here."""

from collections.abc import Callable
from typing import Any

import msgspec

from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable
from downtime_desk.sync.sending.resources import Resource
from downtime_desk.sync.sending.verdicts import Later, Refusal, Verdict

GONE = frozenset({404, 410})
CONFLICT = frozenset({409, 412})


class Ends(Exception):  # noqa: N818 - it ends a journey, it is no error
    """The journey ends with this verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


class Overtaken(Exception):  # noqa: N818 - it sends a journey back to reading
    """What was read is no longer so: a version conflict, perhaps the echo of our own lost answer."""


def record(outcome: Outcome) -> Resource | None:
    """Return the record of an answer, None when it is gone; raises `Ends` when there is no answer."""
    if isinstance(outcome, Refused) and outcome.status in GONE:
        return None
    return _decoded(_answer(outcome))


def found(outcome: Outcome, kind: str, fits: Callable[[Resource], bool]) -> list[Resource]:
    """Return what a search found. Raises `Ends` when the main system did not search as it was asked.

    A server that ignores a search parameter, or pages, may hide what we look for: nothing may be concluded
    from such an answer, least of all that a record is not there.
    """
    bundle = _decoded(_answer(outcome))
    resources = [entry.get("resource", {}) for entry in bundle.get("entry", ())]
    matches = [each for each in resources if each.get("resourceType") != "OperationOutcome"]
    if any(each.get("resourceType") != kind or not fits(each) for each in matches):
        raise Ends(Later("The main system did not search for what it was asked."))
    if any(link.get("relation") == "next" for link in bundle.get("link", ())):
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
    if answer.body.strip():
        made = _decoded(answer)
        if made.get("resourceType") == kind and "id" in made:
            return reference(made)
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
    return f"{reference(resource)}@{version(resource) or ''}"


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


def _decoded(answer: Answer) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Ends(Later("The main system answered in a form that cannot be read.")) from None

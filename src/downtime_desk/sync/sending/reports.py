"""What the main system must hear of one fact, apart from how the fact is kept here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["done", "in progress", "missed", "cancelled", "not known"]
Severity = Literal["high", "moderate", "low"]


@dataclass(frozen=True)
class Attendance:
    """One carer at one visit. `carer` is the main system's id, None for somebody it does not know."""

    carer: str | None
    name: str
    arrived: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """The visit as the manager saw it in the copy; None is what is no longer known of that copy."""

    start: datetime
    end: datetime
    version: str | None = None
    status: str | None = None
    carers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Evidence:
    """How it is known. `words` says all of it in one sentence, for systems that keep nothing else."""

    words: str
    method: str
    grade: str
    second_source: str | None = None
    reason_code: str | None = None
    told_by: str | None = None


@dataclass(frozen=True)
class VisitReport:
    """What is known of a visit.

    `visit` is the main system's id, None when the visit was not on its rota; `reference` is the downtime
    reference of a visit the desk made itself. `root` is the first fact told of this visit, and equals `fact`
    when there is no earlier one.
    """

    fact: str
    root: str
    visit: str | None
    person: str
    outcome: Outcome
    carers: tuple[Attendance, ...]
    evidence: Evidence
    manager: str
    recorded: datetime
    note: str | None = None
    seen: Seen | None = None
    reference: str | None = None


@dataclass(frozen=True)
class DeviationReport:
    """A deviation. `code` and `label` are its type; the decision on safeguarding is there either way."""

    fact: str
    root: str
    visit: str | None
    person: str
    code: str
    label: str
    severity: Severity
    at: datetime
    detail: str
    harm: str
    safeguarding: str
    safeguarding_reason: str
    mitigations: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True)
class ToldReport:
    """What was told of a person since the copy, as it stands now; `words` say who said it and whether it was checked.

    `root` is the fact that first said it. `taken_back` says that it was told by mistake.
    """

    fact: str
    root: str
    person: str
    kind: str
    label: str
    words: str
    at: datetime
    taken_back: bool


@dataclass(frozen=True)
class CancelledReport:
    """A planned visit that was cancelled at the desk, in `words`: which one, why, and who agreed.

    `visit` is the main system's id, None when the visit was not on its rota. It says what was done; it
    changes no planned visit.
    """

    fact: str
    visit: str | None
    reference: str | None
    person: str
    words: str
    at: datetime


@dataclass(frozen=True)
class NoteReport:
    """The downtime note of a person: in `words`, a line each, what happened while the main system was down.

    `root` is the first note of this person in this outage; a later one takes its place there.
    """

    fact: str
    root: str
    person: str
    words: str
    at: datetime


Report = VisitReport | DeviationReport | ToldReport | CancelledReport | NoteReport


def our_words(report: Report) -> str:
    """Return what we wrote, in words for a person who has to decide."""
    match report:
        case VisitReport():
            return report.evidence.words
        case DeviationReport():
            return report.detail
        case ToldReport() | CancelledReport() | NoteReport():
            return report.words

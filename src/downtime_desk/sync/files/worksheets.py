"""What was recorded here, as worksheets somebody takes into the main system: visits, actuals, deviations, told.

The actuals have the columns of Access Abacus service delivery files that are public, 19 of its 24; what is not ours
to claim (contract, contribution, payment) is blank. There is a line for each carer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from downtime_desk.core.clock import local
from downtime_desk.sync.files.writing import Worksheet
from downtime_desk.sync.sending.reports import (
    Attendance,
    CancelledReport,
    DeviationReport,
    NoteReport,
    Report,
    ToldReport,
    VisitReport,
)

OUTCOMES = {
    "done": "Done",
    "in progress": "Carer there now",
    "missed": "Did not happen",
    "cancelled": "Not needed",
    "not known": "Not known yet",
}
ABOUT = ("Entry", "Visit", "Person", "Person’s name", "NHS number", "Corrects a line taken in before")
VISITS = (
    *ABOUT,
    "Planned start",
    "Planned end",
    "Outcome",
    "Carer",
    "Carer’s name",
    "Arrived",
    "Left",
    "How it is known",
    "Note",
    "Verified by",
    "Verified at",
)
ACTUALS = (
    "FileReference",
    "Description",
    "Created",
    "ProviderRef",
    "ContractNumber",
    "ServiceUserRef",
    "ServiceUserDetails",
    "WeekEnding",
    "OurRef",
    "ServiceUserContribution",
    "PaymentClaimed",
    "ServiceType",
    "VisitDate",
    "StartTimeClaimed",
    "DurationClaimed",
    "ActualStartTime",
    "ActualDuration",
    "SecondaryVisit",
    "NumberOfCarers",
)
DEVIATIONS = (
    *ABOUT,
    "When",
    "Code",
    "What kind",
    "Severity",
    "What happened",
    "Harm",
    "Safeguarding",
    "Safeguarding, why",
    "What was done",
)
TOLD = (*ABOUT, "When", "About", "What was said", "Taken back")
NOBODY = Attendance(None, "")


@dataclass(frozen=True)
class Line:
    """A report with what it is known by on paper. `corrects` says that an earlier account may be there already."""

    entry: int
    report: Report
    name: str
    nhs_number: str
    corrects: bool

    def about(self) -> tuple[str, ...]:
        """Return the first columns of every worksheet but the actuals."""
        said = self.report
        visit = "" if isinstance(said, ToldReport | NoteReport) else said.visit or said.reference or ""
        corrects = "Yes" if self.corrects else "No"
        return str(self.entry), visit, said.person, self.name, self.nhs_number, corrects


def worksheets(lines: Sequence[Line], reference: str, made: datetime) -> tuple[Worksheet, ...]:
    """Return the worksheets that hold anything. `reference` names the file to whoever takes it in."""
    sheets = (
        Worksheet("Visits", VISITS, tuple(row for each in lines for row in _visit(each))),
        Worksheet(
            "Actuals", ACTUALS, tuple(row for each in lines for row in _actuals(each, reference, made))
        ),
        Worksheet("Deviations", DEVIATIONS, tuple(row for each in lines for row in _deviation(each))),
        Worksheet("Told and cancelled", TOLD, tuple(row for each in lines for row in _told(each))),
    )
    return tuple(each for each in sheets if each.rows)


def _visit(line: Line) -> Iterator[tuple[str, ...]]:
    said = line.report
    if not isinstance(said, VisitReport):
        return
    planned = (_stamp(said.seen.start), _stamp(said.seen.end)) if said.seen else ("", "")
    for carer in said.carers or (NOBODY,):
        yield (
            *line.about(),
            *planned,
            OUTCOMES[said.outcome],
            carer.carer or "",
            carer.name,
            _stamp(carer.arrived),
            _stamp(carer.left),
            said.evidence.words,
            said.note or "",
            said.manager,
            _stamp(said.recorded),
        )


def _actuals(line: Line, reference: str, made: datetime) -> Iterator[tuple[str, ...]]:
    """Yield a line for each carer who came and left: half a visit is no actual."""
    said = line.report
    if not isinstance(said, VisitReport) or said.outcome != "done":
        return
    there = [each for each in said.carers if each.arrived and each.left]
    for number, carer in enumerate(there):
        began, ended = carer.arrived, carer.left
        if began is None or ended is None:
            continue
        start, length = (
            (said.seen.start, said.seen.end - said.seen.start) if said.seen else (began, ended - began)
        )
        day = local(start)
        yield (
            reference,
            "Visits verified while the system was down",
            f"{local(made):%Y-%m-%dT%H:%M:%S}",
            "",
            "",
            said.person,
            line.name,
            f"{day + timedelta(days=6 - day.weekday()):%d/%m/%Y}",
            said.visit or said.reference or str(line.entry),
            "",
            "",
            "",
            f"{day:%d/%m/%Y}",
            f"{day:%H:%M:%S}",
            _long(length),
            f"{local(began):%H:%M:%S}",
            _long(ended - began),
            "True" if number else "False",
            str(len(there)),
        )


def _deviation(line: Line) -> Iterable[tuple[str, ...]]:
    said = line.report
    if not isinstance(said, DeviationReport):
        return ()
    row = (
        *line.about(),
        _stamp(said.at),
        said.code,
        said.label,
        said.severity,
        said.detail,
        said.harm,
        said.safeguarding,
        said.safeguarding_reason,
        "; ".join(said.mitigations),
    )
    return (row,)


def _told(line: Line) -> Iterable[tuple[str, ...]]:
    match line.report:
        case ToldReport() as said:
            return (
                (*line.about(), _stamp(said.at), said.label, said.words, "Yes" if said.taken_back else "No"),
            )
        case CancelledReport() as said:
            return ((*line.about(), _stamp(said.at), "Visit cancelled", said.words, "No"),)
        case NoteReport() as said:
            return ((*line.about(), _stamp(said.at), "Downtime note", said.words, "No"),)
        case _:
            return ()


def _stamp(instant: datetime | None) -> str:
    return f"{local(instant):%d/%m/%Y %H:%M}" if instant else ""


def _long(length: timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"

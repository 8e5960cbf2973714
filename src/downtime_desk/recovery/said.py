"""What a fact that goes back is, whose, and when it happened, in the words of the Return page."""

from downtime_desk.core.journal import Fact
from downtime_desk.people.facts import PersonTold, PersonToldChecked
from downtime_desk.people.kinds import KINDS
from downtime_desk.rota.facts import VisitCancelled
from downtime_desk.sync.sending.note import DowntimeNoteWritten
from downtime_desk.visits.facts import DeviationLogged, VisitVerified

ERASED = "Erased when its time was up"


def what(said: Fact | None) -> str:
    """Return what it is: `Visit`, `Deviation: medicine late`."""
    match said:
        case DeviationLogged():
            return f"Deviation: {said.type_said().lower()}"
        case VisitCancelled():
            return "Cancelled visit"
        case PersonTold():
            about = KINDS[said.about].lower()
            return f"Told, taken back: {about}" if said.withdrawn else f"Told since the copy: {about}"
        case PersonToldChecked():
            return "Check of what was told"
        case DowntimeNoteWritten():
            return "Downtime note"
        case _:
            return "Visit"


def happened_at(said: Fact | None) -> str | None:
    """Return when it happened or was planned, UTC text; None when the fact does not say."""
    match said:
        case VisitVerified():
            return said.planned_start
        case VisitCancelled():
            return said.before.start
        case PersonTold() | PersonToldChecked() | DeviationLogged():
            return said.happened_at
        case DowntimeNoteWritten():
            return said.since
        case _:
            return None


def whose(said: Fact | None) -> tuple[str, str | None, str | None]:
    """Return the name, the day of birth and the NHS number of the person a fact is about."""
    about = said.visit if isinstance(said, VisitCancelled) else said
    return (
        getattr(about, "person_name", ERASED),
        getattr(about, "born", None),
        getattr(about, "nhs_number", None),
    )

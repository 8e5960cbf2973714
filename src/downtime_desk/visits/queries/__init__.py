"""What screens ask about visits: the rescue queue, the day, one visit, and what nobody accounted for."""

from downtime_desk.visits.queries.day import WINDOW, DayRow, day
from downtime_desk.visits.queries.figures import Figures, figures
from downtime_desk.visits.queries.one import AccountKept, DeviationKept, Earlier, SameSurname, Seen, seen
from downtime_desk.visits.queries.queue import Queue, QueueRow, queue
from downtime_desk.visits.queries.states import State
from downtime_desk.visits.queries.unaccounted import Unaccounted, unaccounted

TABLES = frozenset({"visits", "people", "carers", "verifications", "deviations", "outages", "settings"})

__all__ = [
    "TABLES",
    "WINDOW",
    "AccountKept",
    "DayRow",
    "DeviationKept",
    "Earlier",
    "Figures",
    "Queue",
    "QueueRow",
    "SameSurname",
    "Seen",
    "State",
    "Unaccounted",
    "day",
    "figures",
    "queue",
    "seen",
    "unaccounted",
]

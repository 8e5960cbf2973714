"""What screens ask about visits: the rescue queue, the day, one visit, and what nobody accounted for."""

from downtime_desk.visits.queries.day import WINDOW, DayRow, day, of_people
from downtime_desk.visits.queries.figures import Figures, figures
from downtime_desk.visits.queries.kept_queue import PLANNED, KeptQueue, KeptReading, Known, read_whole
from downtime_desk.visits.queries.kept_to import EVERYTHING, KeptTo, Offered, offered
from downtime_desk.visits.queries.lanes import COMING, Block, Lane, LaneRead, lanes, read_lanes
from downtime_desk.visits.queries.no_reply import NoReplyNow, no_reply_of, open_no_replies
from downtime_desk.visits.queries.one import AccountKept, DeviationKept, Earlier, SameSurname, Seen, seen
from downtime_desk.visits.queries.queue import Queue, queue
from downtime_desk.visits.queries.queue_row import QueueRow
from downtime_desk.visits.queries.run import run_of
from downtime_desk.visits.queries.states import State
from downtime_desk.visits.queries.to_do import ToDoRow, to_do
from downtime_desk.visits.queries.unaccounted import Unaccounted, unaccounted

TABLES = frozenset(
    {
        "visits",
        "local_visits",
        "absences",
        "people",
        "carers",
        "verifications",
        "deviations",
        "follow_ups",
        "no_replies",
        "listed_codes",
        "outages",
        "settings",
        "told",
    }
)

__all__ = [
    "COMING",
    "EVERYTHING",
    "PLANNED",
    "TABLES",
    "WINDOW",
    "AccountKept",
    "Block",
    "DayRow",
    "DeviationKept",
    "Earlier",
    "Figures",
    "KeptQueue",
    "KeptReading",
    "KeptTo",
    "Known",
    "Lane",
    "LaneRead",
    "NoReplyNow",
    "Offered",
    "Queue",
    "QueueRow",
    "SameSurname",
    "Seen",
    "State",
    "ToDoRow",
    "Unaccounted",
    "day",
    "figures",
    "lanes",
    "no_reply_of",
    "of_people",
    "offered",
    "open_no_replies",
    "queue",
    "read_lanes",
    "read_whole",
    "run_of",
    "seen",
    "to_do",
    "unaccounted",
]

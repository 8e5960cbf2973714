"""The guard over the copy: what is wrong with a new copy against the one in use, in words with numbers and examples.

A pure comparison of two pictures. Whatever it finds keeps the new copy waiting until a person says whether it
is right: a rota somebody deleted and a record somebody emptied arrive with status 200.
"""

from downtime_desk.sync.guard.losses import findings
from downtime_desk.sync.guard.notes import Incomplete, incomplete
from downtime_desk.sync.guard.seen import SECTIONS, Compared, Finding, Limits, Picture, Seen, State

__all__ = [
    "SECTIONS",
    "Compared",
    "Finding",
    "Incomplete",
    "Limits",
    "Picture",
    "Seen",
    "State",
    "findings",
    "incomplete",
]

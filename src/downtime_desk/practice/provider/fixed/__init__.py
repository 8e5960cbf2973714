"""The people who are there at every size, each with something that has gone wrong for somebody.

Ten of them are red, so that even the smallest provider has no more red people than are usual.
"""

from downtime_desk.practice.provider.fixed.identity import IDENTITY
from downtime_desk.practice.provider.fixed.long import WILHELMINA
from downtime_desk.practice.provider.fixed.nights import NIGHTS
from downtime_desk.practice.provider.fixed.records import RECORDS
from downtime_desk.practice.provider.fixed.red import RED
from downtime_desk.practice.provider.fixed.ted import TED
from downtime_desk.practice.provider.person import Person

FIXED: tuple[Person, ...] = (TED, *NIGHTS, *RED, WILHELMINA, *IDENTITY, *RECORDS)

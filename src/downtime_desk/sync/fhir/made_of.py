"""What records of a server a person's summary was made of, and which of them the server no longer has.

A record that was closed is closed; one that vanished without a word may have been deleted by mistake. It is named in
the summary as withdrawn by the main system, to be checked, and what it said is not shown as if it still held.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from downtime_desk.core.clock import long_date
from downtime_desk.people.summary import Alert

# So long it is named; by then somebody has looked, or will not.
NAMED_FOR: Final = timedelta(days=28)
KIND: Final = "Withdrawn by the main system"
SECTIONS: Final = {
    "AllergyIntolerance": "Allergy",
    "MedicationStatement": "Medicine",
    "MedicationRequest": "Medicine",
    "Flag": "Alert",
    "Condition": "Condition",
    "Consent": "Decision",
    "RelatedPerson": "Contact",
    "CareTeam": "Services",
    "Observation": "Statement",
}


class Record(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What a record is in words, its version there, and since when it is not there any more."""

    words: str
    version: str | None = None
    gone: date | None = None


Records = dict[str, Record]

pack = msgspec.msgpack.Encoder(order="deterministic").encode
unpack = msgspec.msgpack.Decoder(dict[str, Record]).decode


def withdrawn(before: Records, now: Records, came: Callable[[str], bool], today: date) -> Records:
    """Return the records of a person that are no longer there: neither theirs, nor closed, nor somebody else's."""
    gone: Records = {}
    for key, record in before.items():
        if key in now or key.partition("/")[0] not in SECTIONS or came(key):
            continue
        since = record.gone or today
        if today - since < NAMED_FOR:
            gone[key] = Record(record.words, record.version, since)
    return gone


def alerts(gone: Records) -> Iterator[Alert]:
    """Yield what a carer must know about records that are gone, in the order of their names."""
    said = {
        (record.gone, SECTIONS[key.partition("/")[0]], record.words)
        for key, record in gone.items()
        if record.gone
    }
    for since, section, words in sorted(said):
        yield Alert(
            KIND, f"{section}: {words}, on {long_date(since)}. Check before relying on it or leaving it."
        )

"""How a watched main system is, in words: part by part, since when, and whose network it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import day_and_clock
from downtime_desk.sync.health.course import Course, Health, Own, PartName


@dataclass(frozen=True)
class Said:
    """What a part is called, and how it is said to answer, not to answer now, and not to have answered since."""

    subject: str
    well: str
    bad: str
    bad_since: str
    unsteady: str


PARTS: Final[Mapping[PartName, Said]] = {
    "Rota": Said("The rota", "answers", "does not answer", "has not answered", "has come and gone"),
    "Care records": Said(
        "Care records", "answer", "do not answer", "have not answered", "have come and gone"
    ),
    "Medicine charts": Said(
        "Medicine charts", "answer", "do not answer", "have not answered", "have come and gone"
    ),
    "Giving back": Said("Giving back", "is offered", "is not offered", "has not been offered", "has varied"),
    "Exports": Said(
        "The exports",
        "are there",
        "are not as they should be",
        "have not been as they should be",
        "have come and gone",
    ),
}
OWN: Final[Mapping[Own, str]] = {
    "no network": "This laptop has no network",
    "page": "A sign-in page of the network, or something else that is not {source}, answers in its place",
    "name": "The name of {source} is not found: the internet here may be gone, or its name",
    "sign-in": "{source} answers, but refuses the sign-in of this laptop",
}
OWN_DO: Final[Mapping[Own, str]] = {
    "no network": "Whether {source} works cannot be seen from here. Look at the cable or the Wi-Fi.",
    "page": "Whether {source} works cannot be seen from here. Open a web browser and sign in to the network.",
    "name": "See whether any other web page opens. If one does, ring the supplier of {source}.",
    "sign-in": "Its token may have run out: look in Settings, or ask its supplier.",
}


def told(health: Health) -> str:
    """Return how the main system is, in one paragraph, what is wrong first."""
    own = health.own_trouble()
    if own:
        return f"{OWN[own].format(source=health.source)}{_since(health.own_since)}. {OWN_DO[own].format(source=health.source)}"
    if not health.parts:
        return f"{health.source} was not looked at yet."
    bad, well = health.bad(), [name for name in health.parts if name not in health.bad()]
    if not bad:
        return f"{health.source} answers. {' '.join(_well(name) for name in well)}"
    # what it offers cannot be known while it is not whole
    well = [name for name in well if name != "Giving back"]
    since = {health.parts[name].since for name in bad}
    if (
        not well
        and len(bad) > 1
        and len(since) == 1
        and {health.parts[name].state for name in bad} == {"down"}
    ):
        return f"{health.source} has not answered{_since(since.pop())}."
    said = (*(_bad(name, health.parts[name]) for name in bad), *map(_well, well))
    return f"{health.source}: {' '.join(said)}"


def evidence(health: Health) -> str:
    """Return what failed, in the words that came back, for the line on how the outage is known."""
    bad = [name for name in health.bad() if health.parts[name].why]
    whys = dict.fromkeys(health.parts[name].why for name in bad)
    return " ".join(whys)


def _well(name: PartName) -> str:
    return f"{PARTS[name].subject} {PARTS[name].well}."


def _bad(name: PartName, course: Course) -> str:
    said = PARTS[name]
    how = said.unsteady if course.state == "unsteady" else said.bad_since
    return f"{said.subject} {how}{_since(course.since)}."


def _since(at: datetime | None) -> str:
    return f" since {day_and_clock(at)}" if at else " for some time"

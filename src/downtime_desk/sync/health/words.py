"""How a watched main system is, in words: part by part, since when, and whose network it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import day_and_clock
from downtime_desk.sync.health.course import Course, Health, Own, PartName

SUBJECT: Final[Mapping[PartName, tuple[str, str, str]]] = {
    "Rota": ("The rota", "answers", "does not answer"),
    "Care records": ("Care records", "answer", "do not answer"),
    "Medicine charts": ("Medicine charts", "answer", "do not answer"),
    "Giving back": ("Giving back", "is offered", "is not offered"),
    "Exports": ("The exports", "are there", "are not as they should be"),
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
    if not well and len(bad) > 1 and len(since) == 1 and {health.parts[name].state for name in bad} == {"down"}:
        return f"{health.source} does not answer{_since(since.pop())}."
    said = (*(_bad(name, health.parts[name]) for name in bad), *map(_well, well))
    return f"{health.source}: {' '.join(said)}"


def evidence(health: Health) -> str:
    """Return what failed, in the words that came back, for the line on how the outage is known."""
    bad = [name for name in health.bad() if health.parts[name].why]
    whys = dict.fromkeys(health.parts[name].why for name in bad)
    return " ".join(whys)


def _well(name: PartName) -> str:
    subject, well, _ = SUBJECT[name]
    return f"{subject} {well}."


def _since(at: datetime | None) -> str:
    return f" since {day_and_clock(at)}" if at else ""


def _bad(name: PartName, course: Course) -> str:
    subject, _, bad = SUBJECT[name]
    since = _since(course.since)
    if course.state == "unsteady":
        comes = "comes and goes" if name == "Rota" else "come and go"
        return f"{subject} {comes}{since}."
    return f"{subject} {bad}{since}."

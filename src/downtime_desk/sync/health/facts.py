"""What is recorded about a main system that is watched: each change of how it is, and nothing between two changes."""

from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.sync.health import words
from downtime_desk.sync.health.course import Course, Health, Own, PartName, State

SEEN = "main system seen"


@dataclass(frozen=True)
class PartSeen:
    """How a part is, since when, and why in the words of the last failure."""

    name: PartName
    state: State
    since: str | None = None
    why: str = ""


@dataclass(frozen=True)
class MainSystemSeen(Fact, kind="main_system.seen"):
    """How the main system answers this laptop changed. `own` is what is wrong with this laptop's own way there."""

    source: str
    parts: tuple[PartSeen, ...]
    own: Own = ""
    own_since: str | None = None
    fell: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it as how the main system was last seen."""
        settings.put(session, SEEN, self)

    def words(self) -> str:
        """Say it part by part."""
        return f"Seen from this laptop: {words.told(health_of(self))}"


def seen(session: Session) -> MainSystemSeen | None:
    """Return how the main system was last seen to change."""
    return settings.read(session, SEEN, MainSystemSeen | None, None)  # type: ignore[arg-type]


def fact_of(health: Health) -> MainSystemSeen:
    """Return how a main system is, as a fact."""
    own = health.own_trouble()
    return MainSystemSeen(
        health.source,
        tuple(
            PartSeen(name, course.state, to_text(course.since) if course.since else None, course.why)
            for name, course in health.parts.items()
        ),
        own,
        to_text(health.own_since) if own and health.own_since else None,
        to_text(health.fell) if health.fell else None,
    )


def health_of(fact: MainSystemSeen) -> Health:
    """Return where watching goes on after a sign-in."""
    return Health(
        fact.source,
        parts={
            each.name: Course(each.state, from_text(each.since) if each.since else None, each.why)
            for each in fact.parts
        },
        own=fact.own,
        own_since=from_text(fact.own_since) if fact.own_since else None,
        own_looks=2 if fact.own else 0,
        fell=from_text(fact.fell) if fact.fell else None,
    )


def is_news(before: MainSystemSeen | None, now: MainSystemSeen) -> bool:
    """Say whether how the main system is has changed since it was last recorded; that all is well at first is not."""
    if before is None or before.source != now.source:
        return bool(now.own) or any(each.state != "answers" for each in now.parts)
    return (before.own, _states(before)) != (now.own, _states(now))


def _states(fact: MainSystemSeen) -> dict[PartName, State]:
    """Return the parts that are not simply answering."""
    return {each.name: each.state for each in fact.parts if each.state != "answers"}

"""The facts about a person who does not answer the door: the steps taken, by whom and when, and how it ended."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import insert, select, update

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.visits.codes import NO_REPLY_ENDINGS, NoReplyEnding
from downtime_desk.visits.facts.stored import to_json
from downtime_desk.visits.model import no_replies


@dataclass(frozen=True)
class Step:
    """A step of the sequence: what to do, and how many minutes it is given."""

    words: str
    minutes: int


@dataclass(frozen=True)
class Taken:
    """A step that was taken: by whom (None: the manager), when it was done (UTC text), what came of it."""

    words: str
    at: str
    who: str | None
    found: str
    recorded_by: str


_taken = msgspec.json.Decoder(tuple[Taken, ...])


@dataclass(frozen=True)
class NoReplyBegan(Fact, kind="no_reply.began", sort="Visit"):
    """Nobody answers the door. `steps` is the sequence in force on that day; times are UTC text."""

    visit: str
    person: str
    person_name: str
    planned_start: str
    told_by: str
    at: str
    steps: tuple[Step, ...]
    due: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Begin at the first step."""
        session.execute(
            insert(no_replies).values(
                id=entry.id,
                visit=self.visit,
                person=self.person,
                person_name=self.person_name,
                began_at=self.at,
                told_by=self.told_by,
                steps=to_json(self.steps),
                taken="[]",
                step=0,
                due=self.due,
                outage=entry.outage,
                recorded_by=entry.actor_name,
            )
        )

    def words(self) -> str:
        """Say who found no reply, when, and what is done first."""
        first = self.steps[0].words.lower()
        return (
            f"{self.person_name}: no reply {clock_face(from_text(self.at))}, {self.told_by}. First: {first}."
        )


@dataclass(frozen=True)
class NoReplyStepTaken(Fact, kind="no_reply.step_taken", sort="Visit"):
    """A step was taken and there is still no reply. `due` is when the next has to be done, UTC text."""

    no_reply: str
    person_name: str
    step: int
    what: str
    at: str
    who: str | None
    found: str
    due: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Add the step, and go on to the next; one already taken is not taken twice."""
        row = session.execute(select(no_replies).where(no_replies.c.id == self.no_reply)).first()
        if row is None or row.step != self.step:
            return
        taken = Taken(self.what, self.at, self.who, self.found, entry.actor_name)
        now = {
            "taken": to_json((*_taken.decode(row.taken), taken)),
            "step": self.step + 1,
            "due": self.due,
        }
        session.execute(update(no_replies).where(no_replies.c.id == self.no_reply).values(**now))

    def words(self) -> str:
        """Say what was done, by whom, and what came of it."""
        by = f", {self.who}" if self.who else ""
        found = self.found or "still no reply"
        return (
            f"{self.person_name}: no reply, step {self.step + 1}, {self.what.lower()}, "
            f"{clock_face(from_text(self.at))}{by}: {found}."
        )


@dataclass(frozen=True)
class NoReplyEnded(Fact, kind="no_reply.ended", sort="Visit"):
    """How it ended. `at` is UTC text, `who` told it (None: the manager)."""

    no_reply: str
    person_name: str
    ending: NoReplyEnding
    at: str
    who: str | None
    found: str

    def apply(self, session: Session, entry: Entry) -> None:
        """End it; a second ending changes nothing."""
        open_one = (no_replies.c.id == self.no_reply) & no_replies.c.ended_at.is_(None)
        now = {
            "ended_at": self.at,
            "ending": self.ending,
            "found": self.found,
            "ended_by": self.who or entry.actor_name,
        }
        session.execute(update(no_replies).where(open_one).values(**now))

    def words(self) -> str:
        """Say how it ended."""
        by = f", {self.who}" if self.who else ""
        found = f": {self.found}" if self.found else ""
        ending = NO_REPLY_ENDINGS[self.ending].lower()
        return f"{self.person_name}: no reply ended {clock_face(from_text(self.at))}, {ending}{by}{found}."

"""The facts about deviations: what went otherwise than planned, and what is to be done about it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from downtime_desk.core.clock import clock_face, day_and_clock, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.visits import codes
from downtime_desk.visits.codes import Harm, Safeguarding, Severity
from downtime_desk.visits.facts.stored import to_json
from downtime_desk.visits.model import deviations, follow_ups

_LOG = Prepared(insert(deviations))


@dataclass(frozen=True)
class MedicineVariance:
    """What went otherwise with a medicine: which, `what` (a code of `codes.VARIANCES`), and whose advice was taken.

    `time` is the planned clock face, `given_at` UTC text; None means not recorded.
    """

    name: str
    what: str
    time: str | None = None
    given_at: str | None = None
    advice_from: str | None = None
    advice: str = ""

    def words(self) -> str:
        """Say it in one or two plain sentences."""
        due = f", due {self.time}" if self.time else ""
        given = f", given {clock_face(from_text(self.given_at))}" if self.given_at else ""
        what = codes.said(codes.VARIANCES, self.what).lower()
        advice = f": {self.advice}" if self.advice else ""
        asked = f" Asked: {self.advice_from}{advice}." if self.advice_from else ""
        return f"{self.name}{due}: {what}{given}.{asked}"


@dataclass(frozen=True)
class DeviationLogged(Fact, kind="deviation.logged", sort="Deviation", goes_back=True):
    """Something went otherwise than planned.

    `type`, `actions` and `hazard` are codes; `type_words` and `action_words` are how they read on the list
    of that day (None or empty: as shipped with the program). `happened_at` is UTC text. Safeguarding is decided either way with a reason, or still to decide. A correction (the entry's `corrects` names the first
    entry) replaces what the table shows; the journal keeps both.
    """

    visit: str | None
    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    type: str
    severity: Severity
    harm: Harm
    happened_at: str
    what: str
    actions: tuple[str, ...]
    safeguarding: Safeguarding
    safeguarding_reason: str = ""
    hazard: str | None = None
    type_words: str | None = None
    action_words: tuple[str, ...] = ()
    medicine: MedicineVariance | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the deviation, or what is now known of it."""
        row = self._row(entry)
        first = (
            entry.corrects
            and session.execute(
                select(deviations.c.id).where(
                    (deviations.c.id == entry.corrects) | (deviations.c.last_entry == entry.corrects)
                )
            ).scalar()
        )
        if first:
            session.execute(update(deviations).where(deviations.c.id == first).values(**row))
            return
        named = {"id": entry.id, "outage": entry.outage, "recorded_at": entry.recorded_at}
        session.execute(_LOG, named | row)

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "last_entry": entry.id,
            "visit": self.visit,
            "person": self.person,
            "person_name": self.person_name,
            "born": self.born,
            "nhs_number": self.nhs_number,
            "type": self.type,
            "severity": self.severity,
            "harm": self.harm,
            "happened_at": self.happened_at,
            "what": self.what,
            "actions": to_json(self.actions),
            "safeguarding": self.safeguarding,
            "safeguarding_reason": self.safeguarding_reason,
            "hazard": self.hazard,
            "medicine": to_json(self.medicine) if self.medicine else None,
            "recorded_by": entry.actor_name,
        }

    def type_said(self) -> str:
        """Return the kind of deviation as it read when it was chosen."""
        return self.type_words or codes.said(codes.DEVIATIONS, self.type)

    def actions_said(self) -> tuple[str, ...]:
        """Return what was done, as it read when it was chosen."""
        return self.action_words or tuple(codes.said(codes.ACTIONS, each) for each in self.actions)

    def words(self) -> str:
        """Say what went otherwise, the harm and the safeguarding decision."""
        kind, harm = self.type_said().lower(), codes.HARMS[self.harm].lower()
        medicine = f" {self.medicine.words()}" if self.medicine else ""
        said = f"{self.person_name}: deviation, {kind}, {harm}. {self.what}{medicine}"
        return f"{said} Safeguarding: {self.safeguarding}."


@dataclass(frozen=True)
class FollowUpPlanned(Fact, kind="deviation.followed_up", sort="Deviation"):
    """Somebody is to do something about a deviation, by a time. `due` is UTC text."""

    deviation: str
    visit: str | None
    person: str
    person_name: str
    type: str
    what: str
    owner: str
    due: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what is to be done."""
        session.execute(
            insert(follow_ups).values(
                id=entry.id,
                **vars(self),
                outage=entry.outage,
                added_at=entry.recorded_at,
                added_by=entry.actor_name,
            )
        )

    def words(self) -> str:
        """Say what is to be done, by whom and until when."""
        return f"{self.person_name}: {self.owner} is to {self.what} by {day_and_clock(from_text(self.due))}."


@dataclass(frozen=True)
class FollowUpDone(Fact, kind="deviation.follow_up_done", sort="Deviation"):
    """What was to be done about a deviation was done, or turned out not to be needed; `outcome` says which."""

    follow_up: str
    person_name: str
    what: str
    outcome: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Close it; a second closing changes nothing."""
        open_one = (follow_ups.c.id == self.follow_up) & follow_ups.c.done_at.is_(None)
        done = {"done_at": entry.recorded_at, "done_by": entry.actor_name, "outcome": self.outcome}
        session.execute(update(follow_ups).where(open_one).values(**done))

    def words(self) -> str:
        """Say what became of it."""
        return f"{self.person_name}: followed up, {self.what}. {self.outcome}"

"""Carers who are off, and who come back."""

from dataclasses import dataclass

from sqlalchemy import insert, update

from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.rota.facts.keeping import Before, DeskVisit, keep
from downtime_desk.rota.model import absences


@dataclass(frozen=True)
class Unassigned:
    """A visit of a run as it stands without its carer, and as it stood."""

    visit: DeskVisit
    before: Before


@dataclass(frozen=True)
class CarerOff(Fact, kind="rota.carer_off", sort="Rota"):
    """A carer cannot work. `until` None is until further notice; `run` are the visits taken off them."""

    carer: str
    carer_name: str
    since: str
    until: str | None
    why: str
    run: tuple[Unassigned, ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the absence, and the visits without the carer."""
        session.execute(
            insert(absences).values(
                id=entry.id,
                carer=self.carer,
                carer_name=self.carer_name,
                since=self.since,
                until=self.until,
                why=self.why,
                recorded_at=entry.recorded_at,
                recorded_by=entry.actor_name,
            )
        )
        _keep_all(session, entry, self.run, f"{self.carer_name} is off. {self.why}")

    def words(self) -> str:
        """Say who is off, how long, and how many visits need somebody."""
        until = f"until {short_stamp(from_text(self.until))}" if self.until else "until further notice"
        since = short_stamp(from_text(self.since))
        return f"{self.carer_name} is off from {since} {until}. {self.why} {_need_somebody(self.run)}"


@dataclass(frozen=True)
class CarerStillOff(Fact, kind="rota.carer_still_off", sort="Rota"):
    """A copy came with visits for a carer who is off. `run` are the visits taken off them."""

    carer: str
    carer_name: str
    absence: str
    why: str
    run: tuple[Unassigned, ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the visits without the carer."""
        _keep_all(session, entry, self.run, f"{self.carer_name} is off. {self.why}")

    def words(self) -> str:
        """Say who is off, and how many visits the copy has for them."""
        return f"The copy has visits for {self.carer_name}, who is off. {self.why} {_need_somebody(self.run)}"


@dataclass(frozen=True)
class CarerBack(Fact, kind="rota.carer_back", sort="Rota"):
    """A carer is back before the absence was over. `run` are the visits given back to them."""

    carer: str
    carer_name: str
    absence: str
    at: str
    run: tuple[Unassigned, ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """End the absence, and keep the visits with the carer."""
        session.execute(update(absences).where(absences.c.id == self.absence).values(back_at=self.at))
        _keep_all(session, entry, self.run, f"{self.carer_name} is back.")

    def words(self) -> str:
        """Say who is back, and how many visits are theirs again."""
        visits = "1 visit is" if len(self.run) == 1 else f"{len(self.run)} visits are"
        return f"{self.carer_name} is back from {short_stamp(from_text(self.at))}. {visits} theirs again."


def _keep_all(session: Session, entry: Entry, run: tuple[Unassigned, ...], why: str) -> None:
    for each in run:
        keep(session, entry, each.visit, why, each.before)


def _need_somebody(run: tuple[Unassigned, ...]) -> str:
    return "1 visit needs somebody." if len(run) == 1 else f"{len(run)} visits need somebody."

"""What is recorded about data that is not what it should be: opened, added to, checked by samples, closed."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import insert, update

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.outages.integrity.model import incidents, spot_checks

MOST_NAMED = 500
"""How many affected people an incident names; all of them are counted."""


@dataclass(frozen=True)
class Affected:
    """A person whose record is affected, and what of it."""

    id: str
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class IntegrityOpened(Fact, kind="integrity.opened", sort="Data"):
    """Records are not what they should be. `affected` are the first of `number_affected`, of `of_people` compared."""

    reference: str
    source: str
    how_found: str
    what: str
    affected: tuple[Affected, ...]
    number_affected: int
    of_people: int
    sections: dict[str, int]

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the incident as open."""
        session.execute(
            insert(incidents).values(
                reference=self.reference,
                opened_at=entry.recorded_at,
                opened_by=entry.actor_name,
                source=self.source,
                how_found=self.how_found,
                what=self.what,
                affected=_json(self.affected),
                number_affected=self.number_affected,
                of_people=self.of_people,
                sections=_json(self.sections),
                outage=entry.outage,
            )
        )

    def words(self) -> str:
        """Say which, and what was found."""
        return f"Data-integrity incident {self.reference} opened. {self.what}"


@dataclass(frozen=True)
class IntegrityAmended(Fact, kind="integrity.amended", sort="Data"):
    """More became known. None leaves a thing as it was; `supervised_until` is an ISO day."""

    reference: str
    ticket: str | None = None
    root_cause: str | None = None
    agreed_with: str | None = None
    supervised_until: str | None = None
    accuracy_before: int | None = None

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Add it to the incident."""
        said = {
            name: value for name, value in vars(self).items() if value is not None and name != "reference"
        }
        session.execute(update(incidents).where(incidents.c.reference == self.reference).values(said))

    def words(self) -> str:
        """Say what was added."""
        said = [
            f"Supplier ticket {self.ticket}." if self.ticket else "",
            f"Root cause: {self.root_cause}" if self.root_cause else "",
            f"Agreed with {self.agreed_with}." if self.agreed_with else "",
            f"Extra supervision until {self.supervised_until}." if self.supervised_until else "",
            f"Accuracy before: {self.accuracy_before} %." if self.accuracy_before is not None else "",
        ]
        return f"{self.reference}: {' '.join(filter(None, said))}"


@dataclass(frozen=True)
class SpotChecked(Fact, kind="integrity.spot_checked", sort="Data"):
    """One person's record was held against another source: so many statements right, so many wrong."""

    reference: str
    person: str
    person_name: str
    against: str
    right: int
    wrong: int
    found: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the check."""
        session.execute(
            insert(spot_checks).values(
                fact_id=entry.id,
                reference=self.reference,
                person=self.person,
                person_name=self.person_name,
                against=self.against,
                right=self.right,
                wrong=self.wrong,
                words=self.found,
                checked_at=entry.recorded_at,
                checked_by=entry.actor_name,
            )
        )

    def words(self) -> str:
        """Say whose record, against what, and how much of it was right."""
        of = self.right + self.wrong
        more = f" {self.found}" if self.found else ""
        return f"{self.reference}: {self.person_name} checked against {self.against}: {self.right} of {of} right.{more}"


@dataclass(frozen=True)
class IntegrityClosed(Fact, kind="integrity.closed", sort="Decision"):
    """The incident is over. `accuracy_after` is counted from the spot checks."""

    reference: str
    accuracy_after: int
    closing: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Close it."""
        session.execute(
            update(incidents)
            .where(incidents.c.reference == self.reference)
            .values(
                accuracy_after=self.accuracy_after,
                closed_at=entry.recorded_at,
                closed_by=entry.actor_name,
                closing_words=self.closing,
            )
        )

    def words(self) -> str:
        """Say how it ended."""
        after = f"Accuracy after: {self.accuracy_after} %."
        return f"Data-integrity incident {self.reference} closed. {after} {self.closing}"


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()

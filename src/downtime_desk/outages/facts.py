"""What is recorded about an outage: declared, more learned, main system back, stood down; the log's own lines.

Instants are the stored UTC text. `happened_at` is when a thing happened; the entry says when it was written.
"""

from dataclasses import dataclass, field

import msgspec
from sqlalchemy import insert, select, update

from downtime_desk.core import settings
from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.outages.model import decisions, outages
from downtime_desk.rota.facts import end_local_rota

DATA_MAY_BE_WRONG = "Data may be wrong"
CAN_STOP = (
    "Rota",
    "Care records",
    "Carers’ phone app",
    "Medicine charts",
    "Phones",
    "Internet",
    "Power",
    "Office building",
    DATA_MAY_BE_WRONG,
)


@dataclass(frozen=True)
class Evidence:
    """The copy an outage begins with: each data class and its as-of instant, and what it holds.

    A count is None when there was no copy to count.
    """

    copies: dict[str, str] = field(default_factory=dict)
    people: int | None = None
    red_people: int | None = None
    visits_before_midnight: int | None = None


@dataclass(frozen=True)
class OutageDeclared(Fact, kind="outage.declared", sort="Decision"):
    """The main system, or something else the service needs, has stopped."""

    reference: str
    what: tuple[str, ...]
    since: str
    first_sign: str
    ticket: str | None
    evidence: Evidence

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the outage as the one that is running."""
        session.execute(
            insert(outages).values(
                reference=self.reference,
                declared_at=entry.recorded_at,
                declared_by=entry.actor_name,
                what=_json(self.what),
                since=self.since,
                first_sign=self.first_sign,
                ticket=self.ticket,
                evidence=_json(self.evidence),
            )
        )
        settings.put(session, settings.OUTAGE, self.reference)

    def words(self) -> str:
        """Say what has stopped, and since when."""
        return f"Outage {self.reference} declared: {listed(self.what)}, since {clock_face(from_text(self.since))}."


@dataclass(frozen=True)
class OutageAmended(Fact, kind="outage.amended", sort="Desk"):
    """More became known: the supplier's ticket, or more that has stopped. None and empty leave things be."""

    reference: str
    also: tuple[str, ...]
    ticket: str | None

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Add to the outage."""
        kept = session.execute(
            select(outages.c.what).where(outages.c.reference == self.reference)
        ).scalar_one()
        values = {"what": _json([*msgspec.json.decode(kept), *self.also])}
        if self.ticket is not None:
            values["ticket"] = self.ticket
        session.execute(update(outages).where(outages.c.reference == self.reference).values(values))

    def words(self) -> str:
        """Say what was added."""
        said = []
        if self.also:
            said.append(f"Also stopped: {listed(self.also)}.")
        if self.ticket is not None:
            said.append(f"Supplier ticket {self.ticket}.")
        return " ".join(said)


@dataclass(frozen=True)
class MainSystemBack(Fact, kind="outage.main_system_back", sort="Desk"):
    """The main system works again, so that giving back can begin."""

    reference: str
    happened_at: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep when."""
        _keep_back_at(session, self.reference, self.happened_at)

    def words(self) -> str:
        """Say when."""
        return f"Main system back at {clock_face(from_text(self.happened_at))}."


@dataclass(frozen=True)
class MainSystemGoneAgain(Fact, kind="outage.main_system_gone_again", sort="Desk"):
    """The main system stopped a second time before the desk stood down."""

    reference: str
    happened_at: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Go on as an outage."""
        _keep_back_at(session, self.reference, None)

    def words(self) -> str:
        """Say when."""
        return f"Main system gone again at {clock_face(from_text(self.happened_at))}."


@dataclass(frozen=True)
class OutageStoodDown(Fact, kind="outage.stood_down", sort="Decision"):
    """The outage is over and every visit of it is accounted for."""

    reference: str
    figures: dict[str, int]
    certificate: str | None

    def apply(self, session: Session, entry: Entry) -> None:
        """Close the outage; none is running then, and the main system's rota stands alone again."""
        session.execute(
            update(outages)
            .where(outages.c.reference == self.reference)
            .values(
                stood_down_at=entry.recorded_at,
                stood_down_by=entry.actor_name,
                figures=_json(self.figures),
                certificate=self.certificate,
            )
        )
        settings.put(session, settings.OUTAGE, None)
        end_local_rota(session, entry.recorded_at)

    def words(self) -> str:
        """Say it, with the certificate's number."""
        paper = f" Certificate {self.certificate}." if self.certificate else ""
        return f"Outage {self.reference} stood down. Every visit is accounted for.{paper}"


@dataclass(frozen=True)
class LogNoted(Fact, kind="log.noted", sort="Note"):
    """A line somebody wrote."""

    text: str
    happened_at: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the log is read from the journal."""

    def words(self) -> str:
        """Say what was written."""
        return self.text


@dataclass(frozen=True)
class DecisionRecorded(Fact, kind="decision.recorded", sort="Decision"):
    """What was decided, and on what grounds. `follows` is the decision this one looked at again."""

    number: int
    title: str
    what_we_knew: str
    choices: tuple[str, ...]
    chosen: str
    why: str
    happened_at: str
    look_again_at: str | None = None
    follows: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the decision, and settle the one it follows."""
        session.execute(
            insert(decisions).values(
                fact_id=entry.id,
                outage=entry.outage,
                number=self.number,
                title=self.title,
                decided_at=self.happened_at,
                look_again_at=self.look_again_at,
            )
        )
        if self.follows:
            settled = update(decisions).where(decisions.c.fact_id == self.follows)
            session.execute(settled.values(settled_by=entry.id))

    def words(self) -> str:
        """Say the decision as the log shows it."""
        return f"D-{self.number:02d} {self.title}: {self.chosen}"


def listed(words: tuple[str, ...]) -> str:
    """Return `rota, care records and power`."""
    lower = [word[:1].lower() + word[1:] for word in words]
    return " and ".join([", ".join(lower[:-1]), lower[-1]] if len(lower) > 1 else lower)


def _keep_back_at(session: Session, reference: str, back_at: str | None) -> None:
    session.execute(update(outages).where(outages.c.reference == reference).values(back_at=back_at))


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()

"""What is recorded about connecting again: begun, each check, the sample and what was judged of it, going ahead."""

from dataclasses import dataclass, field, replace
from typing import Final

from downtime_desk.core import settings
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.people.differences import Difference

SETTING: Final = "connecting again"

CHECKS: Final = {
    "supplier": "The supplier says that it works, and what was wrong",
    "sign-in": "A manager and a carer have signed in to it",
    "reading": "Rota, care records and medicine charts open there",
    "time": "Its clock and this laptop’s say the same time",
    "phones": "Carers’ phones had time to send what they kept",
    "integrity": "Nobody saw anything missing, old or mixed up",
    "staff": "Staff know from when on they use it again",
}


@dataclass(frozen=True)
class Ticked:
    """A check that was made: how it is known, by whom, when."""

    how: str
    by: str
    at: str


@dataclass(frozen=True)
class Compared:
    """One person of the sample: what the main system says otherwise than the copy. None: it does not list them."""

    id: str
    name: str
    differences: tuple[Difference, ...] | None


@dataclass(frozen=True)
class Judged:
    """What a person said of one record: right or not, in which words, by whom, when."""

    right: bool
    words: str
    by: str
    at: str


@dataclass(frozen=True)
class State:
    """How far connecting again is, of one outage."""

    outage: str
    ticked: dict[str, Ticked] = field(default_factory=dict)
    seed: str = ""
    read_at: str = ""
    sample: tuple[Compared, ...] = ()
    judged: dict[str, Judged] = field(default_factory=dict)
    ahead_why: str = ""
    ahead_by: str = ""


def state(session: Session) -> State | None:
    """Return how far connecting again is, whatever outage it was of."""
    return settings.read(session, SETTING, State | None, None)  # type: ignore[arg-type]


def _kept(session: Session) -> State:
    return state(session) or State("")


@dataclass(frozen=True)
class ReconnectBegan(Fact, kind="reconnect.began", sort="Return"):
    """The main system seems to be back: the checks begin. Until they are done nothing is copied or sent."""

    outage: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Begin with none."""
        settings.put(session, SETTING, State(self.outage))

    def words(self) -> str:
        """Say what it means."""
        return "Checks before the main system is relied on again begin. Nothing is copied or sent until then."


@dataclass(frozen=True)
class ReconnectChecked(Fact, kind="reconnect.checked", sort="Return"):
    """A person made one of the checks."""

    check: str
    how: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Tick it."""
        kept = _kept(session)
        made = Ticked(self.how, entry.actor_name, entry.recorded_at)
        settings.put(session, SETTING, replace(kept, ticked=kept.ticked | {self.check: made}))

    def words(self) -> str:
        """Say which, and how it is known."""
        how = f": {self.how}" if self.how else "."
        return f"Checked: {CHECKS.get(self.check, self.check)}{how}"


@dataclass(frozen=True)
class SampleCompared(Fact, kind="reconnect.sample_compared", sort="Return"):
    """A sample was read from the main system and held against the copy. The same seed draws the same people again."""

    source: str
    seed: str
    sample: tuple[Compared, ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it in the place of an earlier one, which was judged for itself."""
        kept = replace(
            _kept(session), seed=self.seed, read_at=entry.recorded_at, sample=self.sample, judged={}
        )
        settings.put(session, SETTING, kept)

    def words(self) -> str:
        """Say how many, and how many differ."""
        differ = sum(each.differences != () for each in self.sample)
        alike = "all say the same" if not differ else f"{differ} not as in the copy"
        return (
            f"{len(self.sample)} records read from {self.source} and compared, drawn by {self.seed}: {alike}."
        )


@dataclass(frozen=True)
class RecordJudged(Fact, kind="reconnect.record_judged", sort="Return"):
    """A person looked at one record of the sample and says whether what the main system has is right."""

    person: str
    person_name: str
    right: bool
    how: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it."""
        kept = _kept(session)
        said = Judged(self.right, self.how, entry.actor_name, entry.recorded_at)
        settings.put(session, SETTING, replace(kept, judged=kept.judged | {self.person: said}))

    def words(self) -> str:
        """Say whose, and what."""
        how = f": {self.how}" if self.how else "."
        return f"Record of {self.person_name} in the main system is {'right' if self.right else 'WRONG'}{how}"


@dataclass(frozen=True)
class WentAhead(Fact, kind="reconnect.went_ahead", sort="Decision"):
    """A person goes on although the checks are not done, and says why."""

    left: tuple[str, ...]
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Hold nothing back any more."""
        settings.put(session, SETTING, replace(_kept(session), ahead_why=self.why, ahead_by=entry.actor_name))

    def words(self) -> str:
        """Say what was left out, and why."""
        return f"Went on before the checks were done ({'; '.join(self.left)}). Why: {self.why}"

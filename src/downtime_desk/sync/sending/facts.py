"""What is recorded about giving back. These facts alone move the rows of `delivery`."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.delivery import SETTLED, State, delivery
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.sync.sending.model import returned
from downtime_desk.sync.sending.verdicts import Choice, Decided, Kind, Matter

CHOICE_WORDS: dict[Choice, str] = {
    "ours": "send ours",
    "theirs": "keep theirs",
    "both": "keep both and ask",
    "again": "try again",
    "not required": "not required",
}


@dataclass(frozen=True)
class ReturnSent(Fact, kind="return.sent", sort="Return"):
    """A fact went out and may have arrived; nothing is proved yet. `reached` is the main record if known."""

    fact: str
    reached: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep that it is on its way."""
        _move(session, self.fact, entry, "sent", _TRY)
        if self.reached:
            _keep_remote(session, self.fact, self.reached, None)

    def words(self) -> str:
        """Say it."""
        return "Sent to the main system, not checked yet."


@dataclass(frozen=True)
class ReturnChecked(Fact, kind="return.checked", sort="Return"):
    """The main system showed it back the same. `remotes` are references with versions, the main one first."""

    fact: str
    remotes: tuple[tuple[str, str | None], ...]
    remark: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Settle it, with what it became there."""
        main, version = self.remotes[0] if self.remotes else (None, None)
        _move(
            session, self.fact, entry, "checked", answer=self.remark, remote_id=main, remote_version=version
        )
        for reference, remote_version in self.remotes:
            _keep_remote(session, self.fact, reference, remote_version)

    def words(self) -> str:
        """Say it, with what the main system does not keep."""
        return " ".join(filter(None, ("Sent and checked, read back the same.", self.remark)))


@dataclass(frozen=True)
class ReturnNeedsYou(Fact, kind="return.needs_you", sort="Return"):
    """It cannot go on without a person: refused, or the main system says something else."""

    fact: str
    matter: Matter

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep why, both sides and the versions shown."""
        shown = msgspec.json.encode(self.matter, order="deterministic").decode()
        _move(session, self.fact, entry, "needs you", answer=self.matter.words, theirs=shown)

    def words(self) -> str:
        """Say why, in the main system's words where it gave any."""
        if self.matter.kind == "refused":
            return f"Needs a person: the main system refused it. “{self.matter.words}”"
        return f"Needs a person: {self.matter.words[:1].lower()}{self.matter.words[1:]}."


@dataclass(frozen=True)
class ReturnDecided(Fact, kind="return.decided", sort="Return"):
    """A person decided what becomes of it, and why.

    `seen` are the versions they were shown; `about` is whose visit or deviation it is, for the log.
    """

    fact: str
    choice: Choice
    matter: Kind
    why: str
    seen: tuple[str, ...] = ()
    about: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the decision beside earlier ones of other kinds; what is still to be sent waits again."""
        decided = [
            *_others(session, self.fact, self.matter),
            Decided(self.choice, self.matter, self.seen),
        ]
        kept = msgspec.json.encode(decided, order="deterministic").decode()
        _move(session, self.fact, entry, self._state(), decision=kept)

    def _state(self) -> State:
        if self.choice == "not required":
            return "not required"
        if self.choice == "both":
            return "needs you"
        # What is there already was accepted: there is nothing left to send.
        accepted = self.choice == "theirs" and self.matter in ("not the same", "record changed")
        return "not required" if accepted else "waiting"

    def words(self) -> str:
        """Say what was chosen, and why."""
        why = f" Because: {self.why}" if self.why else ""
        about = f"Decided about {self.about}" if self.about else "Decided"
        return f"{about}: {CHOICE_WORDS[self.choice]}.{why}"


@dataclass(frozen=True)
class ReturnReopened(Fact, kind="return.reopened", sort="Decision"):
    """A person looked again at what was checked, because the main system came to say otherwise, and decided anew.

    Only this takes a fact out of what is settled: it waits again, and its journey begins with reading.
    """

    fact: str
    choice: Choice
    matter: Kind
    why: str
    seen: tuple[str, ...] = ()
    about: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Let it wait again, with the decision beside earlier ones of other kinds."""
        decided = (*_others(session, self.fact, self.matter), Decided(self.choice, self.matter, self.seen))
        kept = msgspec.json.encode(decided, order="deterministic").decode()
        session.execute(
            update(delivery)
            .where(delivery.c.fact_id == self.fact)
            .values(state="waiting", changed_at=entry.recorded_at, decision=kept)
        )

    def words(self) -> str:
        """Say what was chosen, and why."""
        why = f" Because: {self.why}" if self.why else ""
        return f"Opened again, {self.about}: {CHOICE_WORDS[self.choice]}.{why}"


def _others(session: Session, fact: str, matter: Kind) -> list[Decided]:
    """Return what was decided about a fact in matters of other kinds."""
    before = session.execute(_DECISION, {"moved": fact}).scalar()
    earlier = msgspec.json.decode(before, type=tuple[Decided, ...]) if before else ()
    return [each for each in earlier if each.kind != matter]


_UNSETTLED = and_(
    delivery.c.fact_id == bindparam("moved"), *(delivery.c.state != settled for settled in SETTLED)
)
_MOVE = Prepared(update(delivery).where(_UNSETTLED))
_TRY = Prepared(update(delivery).where(_UNSETTLED).values(attempts=delivery.c.attempts + 1))
_DECISION = Prepared(select(delivery.c.decision).where(delivery.c.fact_id == bindparam("moved")))
_REMOTE = insert(returned)
_ITS_KEY = [returned.c.fact_id, returned.c.reference]
_KEEP_VERSION = Prepared(_REMOTE.on_conflict_do_update(_ITS_KEY, set_={"version": _REMOTE.excluded.version}))
_KEEP_PLACE = Prepared(_REMOTE.on_conflict_do_nothing())


def _move(
    session: Session, fact: str, entry: Entry, state: State, how: Prepared = _MOVE, **values: str | None
) -> None:
    """Move a fact to a state. What was settled once stays settled, whatever a late run says."""
    session.execute(how, {"moved": fact, "state": state, "changed_at": entry.recorded_at, **values})


def _keep_remote(session: Session, fact: str, reference: str, version: str | None) -> None:
    row = {"fact_id": fact, "reference": reference, "version": version}
    session.execute(_KEEP_PLACE if version is None else _KEEP_VERSION, row)

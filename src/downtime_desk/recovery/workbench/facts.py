"""What is recorded about giving back by hand. A thing is named by all of its facts that have not gone back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import update
from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.delivery import State, Way, delivery
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.recovery.workbench.model import by_hand

Chosen = Way | Literal["not required"]
Found = Literal["right", "wrong"]

WAY_WORDS: dict[Chosen, str] = {
    "send": "is to be sent",
    "type in": "is to be typed in by hand",
    "scan": "is to be scanned",
    "not required": "need not go back",
}


@dataclass(frozen=True)
class WayChosen(Fact, kind="return.way_chosen", sort="Return"):
    """Somebody said how things go back, or why they need not."""

    facts: tuple[str, ...]
    way: Chosen
    why: str
    about: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the way. What was left out waits again; what is settled otherwise stays settled."""
        if self.way == "not required":
            _move(
                session, self.facts, ("waiting", "sent", "needs you"), entry, "not required", answer=self.why
            )
            return
        _move(
            session,
            self.facts,
            ("waiting", "sent", "needs you", "not required"),
            entry,
            "waiting",
            way=self.way,
        )

    def words(self) -> str:
        """Say which, how and why."""
        why = f" Because: {self.why}" if self.why else ""
        return f"{self.about} {WAY_WORDS[self.way]}.{why}"


@dataclass(frozen=True)
class TypedIn(Fact, kind="return.typed_in", sort="Return"):
    """A person typed it into the main system. Nobody else looked yet, so it is not settled.

    `manager` is the id of the manager who typed it, None for somebody without a sign-in here; `reference` is the
    number the main system gave it, if it shows one.
    """

    facts: tuple[str, ...]
    by: str
    manager: str | None
    reference: str
    about: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep who typed it, and that it waits for another person's look."""
        _move(session, self.facts, ("waiting", "sent"), entry, "typed", remote_id=self.reference or None)
        said = {"typed_at": entry.recorded_at, "typed_by": self.by, "typed_manager": self.manager}
        _keep(session, self.facts, {**said, "reference": self.reference or None, "wrong": None})

    def words(self) -> str:
        """Say who typed what."""
        number = f", {self.reference} there" if self.reference else ""
        return f"{self.about}: typed into the main system by {self.by}{number}. Not looked at by another yet."


@dataclass(frozen=True)
class LookedAt(Fact, kind="return.looked_at", sort="Return"):
    """Another person compared what was typed with the main system's screen. `wrong` says what is not right there."""

    facts: tuple[str, ...]
    by: str
    how: str
    found: Found
    wrong: str
    about: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Settle it, or give it back to be typed again."""
        looked = {"looked_at": entry.recorded_at, "looked_by": self.by, "looked_how": self.how}
        if self.found == "right":
            answer = f"Typed in, and looked at in the main system by {self.by}. Not read back by this laptop."
            _move(session, self.facts, ("typed",), entry, "second-checked", answer=answer)
            _keep(session, self.facts, looked)
            return
        _move(session, self.facts, ("typed",), entry, "waiting", way="type in", answer=self.wrong)
        _keep(session, self.facts, {**looked, "wrong": self.wrong})

    def words(self) -> str:
        """Say who found what."""
        how = f" ({self.how})" if self.how else ""
        if self.found == "right":
            return f"{self.about}: looked at in the main system by {self.by}{how}, and right."
        return f"{self.about}: looked at by {self.by}{how}. Wrong there: {self.wrong} To be typed again."


@dataclass(frozen=True)
class ScannedIn(Fact, kind="return.scanned_in", sort="Return"):
    """The paper it stands on was scanned into the main system. `sheet` are its page or sheet numbers."""

    facts: tuple[str, ...]
    by: str
    sheet: str
    about: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Settle it as scanned."""
        answer = f"Scanned by {self.by}: {self.sheet}. Not read back by this laptop."
        _move(session, self.facts, ("waiting",), entry, "scanned", answer=answer)
        said = {"scanned_at": entry.recorded_at, "scanned_by": self.by, "sheet": self.sheet}
        _keep(session, self.facts, said)

    def words(self) -> str:
        """Say who scanned which paper."""
        return f"{self.about}: {self.sheet} scanned into the main system by {self.by}."


@dataclass(frozen=True)
class BlockTaken(Fact, kind="return.block_taken", sort="Return"):
    """Somebody takes things to do by hand, so that nobody else does them. `manager` as in `TypedIn`."""

    facts: tuple[str, ...]
    by: str
    manager: str | None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep who has them, since when."""
        _keep(
            session,
            self.facts,
            {"taken_by": self.by, "taken_manager": self.manager, "taken_at": entry.recorded_at},
        )

    def words(self) -> str:
        """Say who takes how many."""
        return f"{self.by} takes {_things(len(self.facts))} to do by hand."


@dataclass(frozen=True)
class BlockGivenBack(Fact, kind="return.block_given_back", sort="Return"):
    """Things somebody had taken are free again."""

    facts: tuple[str, ...]
    by: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Forget who has them."""
        _keep(session, self.facts, {"taken_by": None, "taken_manager": None, "taken_at": None})

    def words(self) -> str:
        """Say how many."""
        return f"{_things(len(self.facts))} of {self.by} free for others again."


def _move(
    session: Session, facts: tuple[str, ...], of: tuple[State, ...], entry: Entry, to: State, **values: Any
) -> None:
    session.execute(
        update(delivery)
        .where(delivery.c.fact_id.in_(facts), delivery.c.state.in_(of))
        .values(state=to, changed_at=entry.recorded_at, **values)
    )


def _keep(session: Session, facts: tuple[str, ...], values: Mapping[str, str | None]) -> None:
    for fact in facts:
        row = insert(by_hand).values(fact_id=fact, **values)
        session.execute(row.on_conflict_do_update(index_elements=["fact_id"], set_=values))


def _things(number: int) -> str:
    return "1 thing" if number == 1 else f"{number:,} things"

"""How a journey ends, and what a person must be shown when it cannot end by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

Kind = Literal["two records", "visit changed", "gone", "record changed", "not the same", "doubled", "refused"]
Choice = Literal["ours", "theirs", "both", "again", "not required"]


@dataclass(frozen=True)
class Row:
    """One line of the side-by-side table, in words for a person; None where nothing is said.

    `base` is what the manager saw in the copy when the visit was written down. A row that is not `compared`
    stands there to be read; that its sides are not alike says nothing.
    """

    label: str
    ours: str | None
    theirs: str | None
    base: str | None = None
    compared: bool = True

    @property
    def differs(self) -> bool:
        """Return whether the two sides do not say the same where they should."""
        return self.compared and self.ours != self.theirs


@dataclass(frozen=True)
class Matter:
    """Why a person must decide. `seen` are the records they were shown, each as `Type/id@version`."""

    kind: Kind
    words: str
    rows: tuple[Row, ...] = ()
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What a person chose about a matter. It holds only for the versions they were shown."""

    choice: Choice
    kind: Kind
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """Read back and the same. `remotes` are references with their versions, the main one first."""

    remotes: Mapping[str, str | None]
    remark: str | None = None


@dataclass(frozen=True)
class NeedsYou:
    """A person must decide."""

    matter: Matter


@dataclass(frozen=True)
class Refusal:
    """The main system said no. Whether it looked at the request at all is for the run to find out."""

    status: int
    words: str


@dataclass(frozen=True)
class Later:
    """Not proved this time; begin again from reading. `wait` is what the main system asked for."""

    words: str
    wait: timedelta | None = None


Verdict = Checked | NeedsYou | Refusal | Later


@dataclass(frozen=True)
class Known:
    """What this desk knows from earlier: records and versions it read back, and what a person decided.

    `said` are the main records of earlier accounts of the same, as they went out.
    `minutes` is how far times may lie apart and agree, None when nothing agrees by itself; `beside` are records of this
    visit that do not name it, as the last look found them.
    """

    remotes: Mapping[str, str | None] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    said: tuple[dict[str, Any], ...] = ()
    minutes: int | None = None
    beside: tuple[str, ...] = ()

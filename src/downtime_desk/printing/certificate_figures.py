"""What the stand-down certificate certifies."""

from dataclasses import dataclass
from datetime import datetime

from downtime_desk.core.proving import Signature


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """A finding of the second look and what a manager decided about it."""

    about: str
    found: str
    decided: str
    why: str
    by: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True)
class SecondLookFigures:
    """How plan, desk and main system stood beside each other when they were compared last, `looked_at`.

    `counts` are visits and records by how they stood, in words; `agreed` and `disagreed` their sums. `undecided` are findings
    nobody settled, `unread` records that could not be read. `by_hand` is what a manager saw who looked in the main system
    themselves because it shows nothing: then nothing was compared.
    """

    source: str
    looked_at: datetime
    looked_by: str
    tolerance: str
    agreed: int
    disagreed: int
    undecided: int
    unread: int
    counts: tuple[tuple[str, int], ...] = ()
    findings: tuple[FindingFigures, ...] = ()
    by_hand: str = ""

    @property
    def proves(self) -> bool:
        """Return whether this program read the main system and nothing is left undecided."""
        return not self.by_hand and not self.undecided


@dataclass(frozen=True, slots=True)
class CertificateFigures:
    """What the certificate certifies. Counts are of this outage; times are aware instants.

    Every planned visit is verified, not done, cancelled or unaccounted for. Of the facts that go back to
    the main system, `waiting` are not there yet, `sent` were taken but not read back yet, `typed` were typed in and
    not looked at by another, `needs_you` need somebody. Settled are those that were read back equal (`checked`), typed
    in and looked at by another person (`second_checked`), `scanned`, `taken_in` by file and seen there by a person,
    and `not_required` because a person decided so. `notes_due` counts people without a downtime note.
    With `data_doubted` the data was declared not to be trusted, and no copy was taken since the main system was back.
    `conflicts` counts those a person decided about, whatever became of them. `second_look` is None for an outage closed
    without one. `signature` is the desk's over all the others. `seal` is the journal's head code at entry `seal_entry`.
    """

    number: str
    organisation: str
    desk_phone: str
    desk: str
    outage: str
    what_stopped: str
    declared_at: datetime
    declared_by: str
    back_at: datetime | None
    stood_down_at: datetime
    stood_down_by: str
    planned: int
    verified: int
    not_done: int
    cancelled: int
    unaccounted: int
    waiting: int
    sent: int
    checked: int
    needs_you: int
    not_required: int
    conflicts: int
    deviations: int
    sheets_issued: int
    sheets_out: int
    sheets_lost: int
    journal_entries: int
    journal_intact: bool
    seal: str
    seal_entry: int
    printed_at: datetime
    printed_by: str
    managers: tuple[str, ...] = ()
    typed: int = 0
    second_checked: int = 0
    scanned: int = 0
    taken_in: int = 0
    notes_due: int = 0
    data_doubted: bool = False
    second_look: SecondLookFigures | None = None
    signature: Signature | None = None

    def all_accounted(self) -> bool:
        """Return whether no visit is left open and the parts add up to what was planned."""
        settled = self.verified + self.not_done + self.cancelled
        return self.unaccounted == 0 and settled == self.planned

    def nothing_left(self) -> bool:
        """Return whether nothing is left to send, to type, to read back, to look at or to decide."""
        return not (self.waiting or self.sent or self.typed or self.needs_you)

    def all_read_back(self) -> bool:
        """Return whether all of it was read back by this program and is the same."""
        by_people = self.second_checked + self.scanned + self.taken_in
        return self.nothing_left() and not (by_people or self.not_required)

    def proved(self) -> bool:
        """Return whether all went back, and the main system was read again after it with nothing left undecided."""
        return self.nothing_left() and self.second_look is not None and self.second_look.proves

    def code(self) -> str:
        """Return what the code on the page says."""
        return f"DD1:{self.number}:{self.desk}:{self.seal}".upper()

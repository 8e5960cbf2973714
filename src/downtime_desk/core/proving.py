"""What shows that the journal is whole to its end: the anchor beside the store, and signed checkpoints in it.

A checkpoint is a fact: the journal's last entry, signed with this store's own key. It goes out with certificates, so that
somebody else holds a head that only this store can have signed. A doubt is a fact too: what was found at a sign-in stays
said until a manager settles it with a reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import func, select

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, Fact, decode, entry_at, head, head_code, journal, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, acting, store_of

ENTRIES_BETWEEN: Final = 100
TIME_BETWEEN: Final = timedelta(minutes=15)
CHECKPOINT: Final = "journal.checkpoint"
DOUBTS: Final = "journal.doubts"
_SIGNED: Final = b"DD-HEAD-v1\0"


@dataclass(frozen=True)
class Signature:
    """A signature of a store (Ed25519) with its public key, both in hexadecimal."""

    key: str
    signature: str

    def holds(self, content: bytes) -> bool:
        """Return whether this key signed this content."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SignedHead:
    """An entry's number and whole hash, signed by a store (Ed25519); `key` is the public one, all in hexadecimal."""

    seq: int
    hash: str
    key: str
    signature: str

    def holds(self) -> bool:
        """Return whether the signature is the one of this key over this head."""
        return Signature(self.key, self.signature).holds(_what_is_signed(self.seq, self.hash))


@dataclass(frozen=True)
class Last:
    """The last checkpoint: the number of its own entry, the stored time of it, and the outage it was made in."""

    seq: int
    at: str
    outage: str | None = None


@dataclass(frozen=True)
class CheckpointMade(Fact, kind="journal.checkpoint", quiet=True):
    """The journal's end was signed."""

    head: SignedHead

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep where the last one is."""
        settings.put(session, CHECKPOINT, Last(entry.seq, entry.recorded_at, entry.outage))

    def words(self) -> str:
        """Say what was signed."""
        return f"Journal signed at entry {self.head.seq}, head {head_code(self.head.hash)}."


@dataclass(frozen=True)
class Doubt:
    """What was found wrong with the journal's end, by the id of the fact that says so."""

    id: str
    at: str
    words: str


@dataclass(frozen=True)
class JournalDoubted(Fact, kind="journal.doubted"):
    """At a sign-in the journal did not reach as far as this laptop had written."""

    found: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it until somebody settles it."""
        settings.put(session, DOUBTS, [*doubts(session), Doubt(entry.id, entry.recorded_at, self.found)])

    def words(self) -> str:
        """Say what was found."""
        return f"The journal is in doubt. {self.found}"


@dataclass(frozen=True)
class JournalDoubtSettled(Fact, kind="journal.doubt_settled"):
    """A manager looked into a doubt about the journal and says why it stands no longer."""

    doubt: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Let go of it."""
        settings.put(session, DOUBTS, [each for each in doubts(session) if each.id != self.doubt])

    def words(self) -> str:
        """Say why."""
        return f"A doubt about the journal was settled: {self.why}"


def doubts(session: Session) -> list[Doubt]:
    """Return the doubts nobody settled yet, the oldest first."""
    return settings.read(session, DOUBTS, list[Doubt], [])


@dataclass(frozen=True)
class SettleDoubt:
    """Say why a doubt about the journal stands no longer."""

    doubt: str
    why: str


def settle_doubt(session: Session, command: SettleDoubt) -> None:
    """Keep the reason; raise Trouble when there is none, or nothing to settle."""
    if not command.why.strip():
        raise Trouble("It is not said why.", "Say what was found out, and who found it out.")
    if command.doubt not in {each.id for each in doubts(session)}:
        raise Trouble("That doubt is settled already.", "Nothing was changed.")
    record(session, JournalDoubtSettled(command.doubt, command.why.strip()), subject="journal")


def cut_off(store: Store) -> str | None:
    """Return in words how the journal does not reach as far as this laptop had written; None when it does.

    Ask before anything is recorded after opening a store: recording moves the anchor on.
    """
    anchor = store.anchor.read()
    with store.read() as session:
        signed = settings.read(session, CHECKPOINT, Last | None, None)  # type: ignore[arg-type]
        if anchor is None:
            if signed is None:  # written by a release that kept no anchor
                return None
            how = "damaged, or another store’s" if store.anchor.exists() else "missing"
            return (
                f"The file that says how far the journal had come is {how}, "
                "so it cannot be told whether entries were cut off its end."
            )
        found, end = entry_at(session, anchor.seq), head(session)
    when = full_stamp(from_text(anchor.at))
    said = f"entry {anchor.seq}, head {head_code(anchor.hash)}, written {when}"
    if anchor.store_id != store.store_id:
        return f"The file beside the store is of another store: {said}."
    if found is None:
        return (
            f"The journal ends at entry {end.seq}, but this laptop had come to {said}: "
            "an older store was put back, or its last changes were cut off."
        )
    if found.hash != anchor.hash:
        return f"This laptop had written {said}; another entry stands there: the store was exchanged."
    if signed is not None and anchor.seq < signed.seq < end.seq:
        # a crash can leave it one write behind, never a signature and what came after it
        return (
            f"The file that says how far the journal had come stops at {said}, though the journal was signed at entry "
            f"{signed.seq} and goes on to entry {end.seq}: an older file was put in its place, or the disk did not "
            "take it for a while. No entry is missing."
        )
    return None


def look_at_the_end(store: Store) -> str | None:
    """Return what `cut_off` finds, unless it has been said and not settled."""
    found = cut_off(store)
    if found is None:
        return None
    with store.read() as session:
        return None if any(each.words == found for each in doubts(session)) else found


def signed_head(store: Store, entry: Entry) -> SignedHead:
    """Return an entry signed by its store. The same entry is signed the same every time."""
    signed = signature_of(store, _what_is_signed(entry.seq, entry.hash))
    return SignedHead(entry.seq, entry.hash, signed.key, signed.signature)


def key_in_words(key: str) -> str:
    """Return the first 64 bits of a public key, as they are compared by eye."""
    sign = key[:16].upper()
    return "-".join(sign[at : at + 4] for at in range(0, 16, 4))


def signature_of(store: Store, content: bytes) -> Signature:
    """Sign content with the key of a store."""
    key = Ed25519PrivateKey.from_private_bytes(store.key("signing/v1"))
    return Signature(key.public_key().public_bytes_raw().hex(), key.sign(content).hex())


def _what_is_signed(seq: int, whole_hash: str) -> bytes:
    return _SIGNED + f"{seq}:{whole_hash}".encode()


def is_checkpoint_due(session: Session, now: datetime) -> bool:
    """Return whether a checkpoint is due.

    It is after so many entries, so long after the last while anything new was recorded, and when an outage began or ended.
    """
    last = settings.read(session, CHECKPOINT, Last | None, None)  # type: ignore[arg-type]
    end = head(session)
    if last is None:
        return end.seq > 0
    new = end.seq - last.seq
    if settings.outage(session) != last.outage:
        return True
    return new >= ENTRIES_BETWEEN or (new > 0 and now - from_text(last.at) >= TIME_BETWEEN)


def make_checkpoint(session: Session) -> None:
    """Sign the journal's end as it is."""
    last = entry_at(session, head(session).seq)
    if last is not None:
        record(session, CheckpointMade(signed_head(store_of(session), last)), subject="journal")


def make_due_checkpoint(session: Session) -> None:
    """Sign the journal's end if it is due by now."""
    if is_checkpoint_due(session, acting(session).now()):
        make_checkpoint(session)


def signed_to(session: Session) -> int:
    """Return the number of the last entry that was signed; 0 when none was."""
    last = settings.read(session, CHECKPOINT, Last | None, None)  # type: ignore[arg-type]
    made = decode(entry) if last is not None and (entry := entry_at(session, last.seq)) else None
    return made.head.seq if isinstance(made, CheckpointMade) else 0


def bad_checkpoints(session: Session) -> list[str]:
    """Return in words which checkpoints do not fit the journal they are in."""
    hashes = {row.seq: row.hash for row in session.execute(select(journal.c.seq, journal.c.hash))}
    rows = session.execute(
        select(journal).where(journal.c.kind == CheckpointMade.kind).order_by(journal.c.seq)
    )
    found = []
    for entry in map(Entry.of, rows):
        made = decode(entry)
        if not isinstance(made, CheckpointMade):
            found.append(f"the checkpoint at entry {entry.seq} has no content")
        elif not made.head.holds():
            found.append(f"the checkpoint at entry {entry.seq} is not signed by the key it names")
        elif made.head.seq >= entry.seq or hashes.get(made.head.seq) != made.head.hash:
            found.append(f"the checkpoint at entry {entry.seq} signs an entry that is not in this journal")
    return found


@dataclass(frozen=True)
class Placed:
    """Where a code from paper stands: the number of its entry, its stored time, and how many came after."""

    seq: int
    at: str
    after: int


def place_of(session: Session, code: str) -> Placed | None:
    """Return the entry a head code on a page was printed from; None when the journal has no such entry.

    Raises Trouble when what was typed is no code.
    """
    signs = "".join(code.split()).replace("-", "").lower()
    if len(signs) != 10 or not set(signs) <= set("0123456789abcdef"):
        raise Trouble(
            "That is not a code of the journal.", "It has ten signs, 0 to 9 and A to F: 7F3A-92C1-5B."
        )
    row = session.execute(
        select(journal.c.seq, journal.c.recorded_at).where(func.substr(journal.c.hash, 1, 10) == signs)
    ).first()
    return None if row is None else Placed(row.seq, row.recorded_at, head(session).seq - row.seq)


def placed_words(code: str, placed: Placed | None) -> str:
    """Say where a code from a page stands."""
    if placed is None:
        return (
            f"{code.strip().upper()} is NOT in this journal: it was printed from entries that are gone, "
            "or by another laptop."
        )
    when = full_stamp(from_text(placed.at))
    after = "nothing was written since" if not placed.after else f"{placed.after} entries came after it"
    return f"{code.strip().upper()} is entry {placed.seq}, written {when}: {after}."

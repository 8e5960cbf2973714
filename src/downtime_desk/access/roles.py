"""Who may do what: one table, by the facts an act records. It is enforced in one place, and the help shows it as it is.

A row names its facts by kind (`copy.issued`) or by family (`visit` for every `visit.…`); a kind goes before its
family. What is in no row nobody may record.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from downtime_desk.core.journal import kinds
from downtime_desk.core.permit import Permit

REGISTERED: Final = "registered manager"
DUTY: Final = "duty manager"
READ_ONLY: Final = "read-only"
BREAK_GLASS: Final = "break-glass"
ROLES: Final = (REGISTERED, DUTY, READ_ONLY)
"""What a manager can be."""
COLUMNS: Final = (*ROLES, BREAK_GLASS)
ABOUT: Final = {
    REGISTERED: "Answers for the service: all of it, and who may sign in.",
    DUTY: "Runs the desk, in and out of an outage.",
    READ_ONLY: "Looks, and records nothing: an inspector, a commissioner, a colleague who learns.",
    BREAK_GLASS: "Whoever opened the sealed envelope: what the night needs, for 12 hours, and looked at afterwards.",
}

_EVERYBODY = frozenset(COLUMNS)
_MANAGERS = frozenset(ROLES)
_DESK = frozenset({REGISTERED, DUTY})
_NIGHT = _DESK | {BREAK_GLASS}
_FIRST = frozenset({REGISTERED})


@dataclass(frozen=True)
class Act:
    """A row: what is done, in words that go after “may”, the facts it records, and which columns may."""

    words: str
    facts: tuple[str, ...]
    may: frozenset[str]


TABLE: Final = (
    Act(
        "sign in, find and read everything but entry codes, lock",
        (
            "manager.signed_in", "break_glass.opened", "break_glass.returned", "break_glass.looked", "person.looked_at",
            "people.listed",
        ),
        _EVERYBODY,
    ),
    Act(
        "let the program take copies, watch, count its proofs and sign the journal by itself",
        ("copy", "rota.bookings_found", "main_system.seen", "integrity.opened", "journal", "readiness"),
        _EVERYBODY,
    ),
    Act("change their own passphrase", ("manager.passphrase_changed",), _MANAGERS),
    Act(
        "set a passphrase for the rest of the break-glass they are in",
        ("break_glass.passphrase_set",),
        _FIRST | {BREAK_GLASS},
    ),
    Act("declare an outage and add to it", ("outage.declared", "outage.amended"), _NIGHT),
    Act(
        "verify visits, follow a silent door, log deviations",
        ("visit", "no_reply", "deviation"),
        _NIGHT,
    ),
    Act("write in the log and decide", ("log", "decision", "person", "integrity"), _NIGHT),
    Act("change the rota by hand and hand runs out", ("rota", "handout"), _NIGHT),
    Act("see an entry code, with a reason", ("entry_code",), _NIGHT),
    Act(
        "print numbered sheets and count them back",
        (
            "copy.issued", "copy.accounted_for", "copy.handed_on", "copy.holder_told", "printer", "code.settled",
        ),
        _NIGHT,
    ),
    Act(
        "take the return through, up to the stand-down",
        ("return", "reconnect", "downtime_note", "second_look", "finding", "integrity.closed", "outage.main_system_back", "outage.main_system_gone_again", "outage.stood_down"),
        _DESK,
    ),
    Act(
        "refuse a copy that looks wrong, go back to one from before, settle a doubt about the journal",
        ("copy.refused", "copy.put_back", "journal.doubt_settled"),
        _DESK,
    ),
    Act("let go of what is due in the copy", ("record.copy_erased", "record.past_visits_erased"), _DESK),
    Act("take packs away, go on from a backup", ("backup", "store.restored"), _DESK),
    Act(
        "test the recovery code and the envelope, look at a break-glass and seal a new envelope",
        ("way_in.tested", "way_in.kept", "break_glass.reviewed", "way_in.envelope_made"),
        _DESK,
    ),
    Act("give out the audit, and all that is kept of one person", ("audit", "record.given"), _FIRST),
    Act("erase what is kept of a person who left", ("record.erased", "journal.erased"), _FIRST),
    Act("change settings, lists and the main system", ("setting", "code", "files", "main_system"), _FIRST),
    Act(
        "invite and remove managers, change roles, make a new recovery code",
        ("store.founded", "manager", "way_in"),
        _FIRST,
    ),
)  # fmt: skip

_BY_FACT = MappingProxyType({fact: act for act in TABLE for fact in act.facts})


def act_of(kind: str) -> Act | None:
    """Return the row a kind of fact is in; None when it is in none."""
    return _BY_FACT.get(kind) or _BY_FACT.get(kind.partition(".")[0])


def permit(role: str, until: datetime | None = None) -> Permit:
    """Return what a role may record; a role that is not in the table may nothing."""
    found = {kind: act for kind in kinds() if (act := act_of(kind)) is not None}
    allowed = frozenset(kind for kind, act in found.items() if role in act.may)
    return Permit(role, {kind: act.words for kind, act in found.items()}, allowed, ask(role), until)


def ask(role: str) -> str:
    """Return whom to ask, for somebody of a role who may not."""
    if role == BREAK_GLASS:
        return "A manager who signs in with a passphrase can do it."
    who = "a registered manager" if role == DUTY else "a duty manager or a registered manager"
    return f"Ask {who} to do it."


@dataclass(frozen=True)
class Row:
    """A row as people read it: the act, and for each column whether it may."""

    act: str
    may: tuple[bool, ...]


def rows() -> tuple[Row, ...]:
    """Return the table for the help, in its order; columns as in COLUMNS."""
    return tuple(
        Row(f"{act.words[:1].upper()}{act.words[1:]}", tuple(each in act.may for each in COLUMNS))
        for act in TABLE
    )

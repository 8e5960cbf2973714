"""A lost sheet: the decision whether it is a breach to report, with its clock, and the entry codes to change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, select

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, find, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.outages.actions import Decide, decide
from downtime_desk.people import names
from downtime_desk.people.queries import person
from downtime_desk.printing.facts import CodeAtRisk, CodeSettled, CopyAccountedFor, Settled, Why
from downtime_desk.printing.losses import is_open, open_codes
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbered import KEY_SLIP, is_person
from downtime_desk.printing.recall import said_on
from downtime_desk.printing.said import people_on

TO_DECIDE: Final = timedelta(hours=72)
"""How long there is to tell the Information Commissioner, counted from when the loss is known."""
REPORTED: Final = "Reported to the Information Commissioner"
NOT_REPORTED: Final = "Not reported to the Information Commissioner"


@dataclass(frozen=True)
class Lose:
    """Say that sheets are lost, all at once and in the same way. `how` is where they were last seen, who was told."""

    numbers: Sequence[str]
    how: str


def lose(session: Session, command: Lose) -> list[Entry]:
    """Record that sheets are lost, and open what follows from it.

    If anybody who receives care is on them, one decision is opened for all of them (is it a breach to report?),
    due 72 hours from now, and everybody on them who has an entry code comes on the list of codes to change.
    """
    how = command.how.strip()
    if not how:
        raise Trouble("How it was lost is missing.", "Write where it was last seen and who was told.")
    rows = [_row(session, number) for number in dict.fromkeys(command.numbers)]
    on_them = {row.number: _people_on(session, row) for row in rows}
    codes = {number: tuple(_codes_at_risk(session, number, who, rows)) for number, who in on_them.items()}
    breach = _open_decision(session, rows, on_them, codes, how) if any(on_them.values()) else None
    lost = []
    for row in rows:
        touched = breach if on_them[row.number] else None
        fact = CopyAccountedFor(row.number, "lost", how, touched, codes[row.number])
        lost.append(record(session, fact, subject=f"copy/{row.number}"))
    return lost


def _row(session: Session, number: str) -> Row[Any]:
    row = session.execute(select(sheets).where(sheets.c.number == number)).first()
    if row is None:
        raise Trouble(f"There is no sheet {number}.", "Read the number off the paper again.")
    if row.state == "lost":
        raise Trouble(f"{number} is written down as lost already.")
    return row


def _people_on(session: Session, row: Row[Any]) -> tuple[str, ...]:
    """Return the ids of the people a sheet speaks of; older sheets say only whose they are."""
    said = said_on(session, [row.fact_id]).get(row.fact_id, ())
    whose = (row.person,) if row.person and is_person(row.person) else ()
    return tuple(dict.fromkeys((*whose, *people_on(said))))


def _codes_at_risk(
    session: Session, number: str, who: tuple[str, ...], rows: Sequence[Row[Any]]
) -> Iterator[CodeAtRisk]:
    (kind,) = (row.kind for row in rows if row.number == number)
    for each in who:
        known = person(session, each)
        if known is not None and known.entry_codes:
            why: Why = "slip" if kind == KEY_SLIP else "page"
            yield CodeAtRisk(each, names.short_name(known.person), why)


def _open_decision(
    session: Session,
    rows: Sequence[Row[Any]],
    on_them: dict[str, tuple[str, ...]],
    codes: dict[str, tuple[CodeAtRisk, ...]],
    how: str,
) -> str:
    now = acting(session).now()
    people = len({who for each in on_them.values() for who in each})
    with_code = len({code.person for each in codes.values() for code in each})
    held = "; ".join(
        f"{row.number}, {row.kind.lower()} of {row.person_name}, held by {row.holder}" for row in rows
    )
    knew = f"{held}. {how} {_people(people)} on it, {with_code} with an entry code."
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    opened = Decide(
        title=f"{rows[0].number}{more} lost: a breach to report?",
        what_we_knew=knew,
        choices=(REPORTED, NOT_REPORTED),
        chosen="Not decided yet",
        why="The Information Commissioner must hear within 72 hours if people are at risk.",
        happened_at=now,
        look_again_at=now + TO_DECIDE,
    )
    return decide(session, opened).id


def _people(number: int) -> str:
    return "1 person is" if number == 1 else f"{number} people are"


@dataclass(frozen=True)
class DecideBreach:
    """Decide whether a loss is reported. `breach` is the decision the loss opened.

    `told_people` says whether the people on the sheet were told, or are; `reference` is the Commissioner's.
    """

    breach: str
    reported: bool
    told_people: bool
    why: str
    what_we_knew: str
    reference: str = ""
    fact_id: str | None = None


def decide_breach(session: Session, command: DecideBreach) -> Entry:
    """Record the decision either way, with its reason; its clock stops."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    if not is_open(session, command.breach):
        raise Trouble(
            "This loss was decided already.", "Look at the log. A later decision can follow it there."
        )
    numbers = session.execute(
        select(sheets.c.number).where(sheets.c.breach == command.breach).order_by(sheets.c.place)
    ).scalars()
    reference = f", reference {command.reference.strip()}" if command.reference.strip() else ""
    told = "the people on it are told" if command.told_people else "the people on it are not told"
    chosen = f"{REPORTED if command.reported else NOT_REPORTED}{reference}; {told}"
    return decide(
        session,
        Decide(
            title=f"Loss of {', '.join(numbers)}",
            what_we_knew=command.what_we_knew,
            choices=(REPORTED, NOT_REPORTED),
            chosen=chosen,
            why=command.why,
            happened_at=acting(session).now(),
            follows=command.breach,
            fact_id=command.fact_id,
        ),
    )


@dataclass(frozen=True)
class SettleCode:
    """Say that a code at risk was changed at the door (`by` whom), or is kept as it is (`by` whose word, and why)."""

    person: str
    settled: Settled
    by: str
    note: str = ""


def settle_code(session: Session, command: SettleCode) -> Entry:
    """Take a person off the list of codes to change."""
    waiting = {code.person: code for code in open_codes(session)}
    if command.person not in waiting:
        raise Trouble("No code of this person is to be changed.", "It may be done already: look at the list.")
    by, note = command.by.strip(), command.note.strip()
    if not by:
        raise Trouble("Who did it is missing.", "Type their name.")
    if command.settled == "kept" and not note:
        raise Trouble("Why the code is kept is missing.", "Write why nobody can use it.")
    code = waiting[command.person]
    fact = CodeSettled(code.person, code.person_name, command.settled, by, note or None)
    return record(session, fact, subject=f"person/{code.person}")

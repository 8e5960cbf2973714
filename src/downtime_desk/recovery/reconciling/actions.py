"""Looking at the main system, laying the three sides beside each other, and deciding what does not agree."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select

from downtime_desk.core.clock import to_text
from downtime_desk.core.delivery import State, delivery
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, head, record
from downtime_desk.core.reasons import reason
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store, acting
from downtime_desk.outages import actions as outages
from downtime_desk.outages.queries import Outage
from downtime_desk.recovery.reconciling.choices import VISIT, Way, ways
from downtime_desk.recovery.reconciling.facts import FindingDecided, LookedByHand, SecondLookTaken
from downtime_desk.recovery.reconciling.gathering import sides, span
from downtime_desk.recovery.reconciling.laying_out import LayingOut
from downtime_desk.recovery.reconciling.matching import ELSEWHERE, THERE, Found, Sides, match
from downtime_desk.recovery.reconciling.model import findings
from downtime_desk.recovery.reconciling.queries import Finding, finding, open_findings, standing
from downtime_desk.recovery.reconciling.standings import Open, is_open
from downtime_desk.sync import connection
from downtime_desk.sync.looking.model import paired
from downtime_desk.sync.looking.reading import ended, forget, kept, look, there
from downtime_desk.sync.looking.record import Source
from downtime_desk.sync.sending.facts import ReturnDecided, ReturnReopened
from downtime_desk.sync.sending.verdicts import Choice, Kind

Told = Callable[[int], object]

GOES_BACK: Final[dict[Open, Kind]] = {
    "times": "two records",
    "carer": "two records",
    "one carer": "two records",
    "two records": "two records",
    "hour twice": "two records",
    "said not made": "two records",
    "cancelled there": "visit changed",
    "gone": "gone",
}
"""What a decision tells the way back of the account, so that nobody is asked twice."""


def take_look(store: Store, who: Acting, stopped: Callable[[], bool], report: Told) -> int:
    """Read the main system and lay it beside plan and desk; return how many findings wait. Runs beside the window.

    Raises Trouble when no main system is connected, it does not show its records, or somebody stopped it.
    """
    with store.read() as session:
        source = connection.records(session, who.now)
    return look_at(store, who, source, report, stopped)


def look_at(
    store: Store,
    who: Acting,
    source: Source,
    told: Told = lambda _pages: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Look at a source that is open already; closes it."""
    with store.read() as session:
        outage = outages.running(session)
        asked = span(outage, outage.back_at or who.now())
    number = look(store, who, source, asked, told, stopped)
    with store.write(who) as session:
        ended(session, number, who.now())
        _lay_beside(session, outage, number)
        return standing(session, outage.reference).undecided


def _lay_beside(session: Session, outage: Outage, number: int) -> None:
    """Work out how every visit stands by a look, and keep what does not agree."""
    taken, found_there = kept(session, number), there(session, number)
    three = sides(session, outage, acting(session).now(), found_there)
    found = match(three)
    out = LayingOut(session, three)
    rows = [out.row(each, number) for each in found if is_open(each.standing)]
    rows += {row["key"]: row for row in (out.unread(each, number) for each in taken.unread)}.values()
    session.execute(delete(findings))
    if rows:
        session.execute(insert(findings), rows)
    _keep_pairs(session, three, found)
    counted = Counter(each.standing for each in found)
    counted["not read"] += len(taken.unread)
    record(
        session,
        SecondLookTaken(
            outage=outage.reference,
            source=taken.source,
            look=number,
            began_at=to_text(taken.began_at),
            after=taken.after,
            counts={each: many for each, many in sorted(counted.items()) if many},
            tolerance=three.tolerance,
            records=len(found_there.records),
            unread=len(taken.unread),
        ),
        subject=f"outage/{outage.reference}",
    )


def _keep_pairs(session: Session, three: Sides, found: Sequence[Found]) -> None:
    """Keep which records are of a visit without naming it, so that giving back meets them too."""
    bookings = {each.visit: each.booking for each in three.plan}
    pairs = [
        {"visit": each.visit, "record": record.id}
        for each in found
        if each.visit is not None
        for record in each.records
        if record.visit is None or record.visit != bookings[each.visit]
    ]
    session.execute(delete(paired))
    if pairs:
        session.execute(insert(paired), pairs)


@dataclass(frozen=True)
class Decide:
    """Decide about a finding by its key. `choice` is one of `choices.ways`; `why` in own words."""

    key: str
    choice: str
    why: str = ""
    fact_id: str | None = None


def decide(session: Session, command: Decide) -> Entry:
    """Keep a person's decision; it holds for exactly the records they were shown.

    What must reach the main system waits there again. Raises Trouble when it is settled or was found otherwise meanwhile,
    or when a reason is missing.
    """
    outage = outages.running(session)
    shown = finding(session, outage.reference, command.key)
    if shown is None or shown.decided:
        raise Trouble(
            "This does not need you any more.", "It was settled or looks otherwise now. Choose another."
        )
    way = _way(session, shown, command)
    gave = command.choice.removeprefix(VISIT) if command.choice.startswith(VISIT) else shown.visit
    decided = FindingDecided(
        outage.reference,
        shown.key,
        shown.standing,
        command.choice,
        way.label,
        command.why.strip(),
        shown.about(),
        shown.seen,
        shown.rows,
        gave,
    )
    entry = record(session, decided, subject=_subject(shown), fact_id=command.fact_id)
    if command.choice.startswith(VISIT):
        _lay_beside(session, outage, shown.look)
    else:
        _tell_the_way_back(session, shown, command)
    return entry


def _way(session: Session, shown: Finding, command: Decide) -> Way:
    name = connection.chosen(session)
    offered = ways(
        shown.standing,
        name.name if name else "the main system",
        grade=shown.grade,
        candidates=shown.candidates,
        pure=shown.pure,
    )
    way = next((each for each in offered if each.choice == command.choice), None)
    if way is None:
        raise Trouble(f"“{command.choice}” cannot be chosen here.", "Choose among what is offered.")
    if way.needs_why:
        reason(command.why)
    return way


def _tell_the_way_back(session: Session, shown: Finding, command: Decide) -> None:
    """Let the account's way back know, so that it goes as decided and nobody is asked again."""
    kind = GOES_BACK.get(shown.standing)
    if kind is None or shown.fact is None or command.choice not in {"ours", "theirs", "again"}:
        return
    state = session.execute(select(delivery.c.state).where(delivery.c.fact_id == shown.fact)).scalar()
    choice: Choice = (
        "ours" if command.choice == "ours" else "theirs" if command.choice == "theirs" else "again"
    )
    said = (shown.fact, choice, kind, command.why.strip(), shown.seen, shown.about())
    if state in {"waiting", "sent", "needs you"}:
        record(session, ReturnDecided(*said), subject=_subject(shown))
    elif _is_opened_again(state, choice, shown.standing):
        record(session, ReturnReopened(*said), subject=_subject(shown))


def _is_opened_again(state: State | None, choice: Choice, standing: Open) -> bool:
    """Return whether what was decided still has to reach the main system, though the account was settled."""
    if state in THERE:
        return choice != "theirs" or standing == "two records"
    return state in ELSEWHERE and choice == "ours"


def take_all_pure(session: Session, keys: Sequence[str]) -> int:
    """Take each record that only adds to what is known here, among those shown; return how many.

    Pure additions alone are decided together: nobody here said anything else, the planned carers came at the planned
    time. Each is a decision of its own in the journal.
    """
    outage = outages.running(session)
    wanted = set(keys)
    pure = [
        each for each in open_findings(session, outage.reference, None) if each.pure and each.key in wanted
    ]
    for each in pure:
        decide(session, Decide(each.key, "accept", "Nobody here said otherwise; taken together with others."))
    return len(pure)


@dataclass(frozen=True)
class LookByHand:
    """Say what was seen in the main system by somebody who looked in it, because it cannot show its records."""

    why: str


def look_by_hand(session: Session, command: LookByHand) -> Entry:
    """Keep that a manager looked by hand.

    Raises Trouble when nothing is said, a look is there that counts, or something it found is still not decided.
    """
    outage = outages.running(session)
    seen = reason(command.why, "What was seen", "Type which records you looked at, and what they said.")
    before = standing(session, outage.reference)
    if before.is_current:
        raise Trouble("The main system showed its records.", "Settle what does not agree instead.")
    if before.undecided:
        raise Trouble(
            f"The last look found {before.undecided:,} that do not agree and are not decided.",
            "Decide each under Second look, or look again: looking by hand does not settle them.",
        )
    chosen = connection.chosen(session)
    said = LookedByHand(
        outage.reference,
        chosen.name if chosen else "the main system",
        seen,
        head(session).seq,
    )
    return record(session, said, subject=f"outage/{outage.reference}")


def let_go(session: Session) -> None:
    """Forget what looks found, once an outage is closed: what was decided about it stays in the log."""
    session.execute(delete(findings))
    forget(session)


def _subject(shown: Finding) -> str:
    return f"visit/{shown.visit}" if shown.visit else f"finding/{shown.key}"

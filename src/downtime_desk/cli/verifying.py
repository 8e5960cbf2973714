"""Commands that write down what is known of a visit: verifying it by hand, and what went otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, TypeVar, get_args

import msgspec
import typer

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import past_time
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import clock_face, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.visits import actions, codes
from downtime_desk.visits.facts import Challenge, VisitVerified
from downtime_desk.visits.grade import still_needed
from downtime_desk.visits.planned import Planned, PlannedCarer, everybody_on_call
from downtime_desk.visits.queries import AccountKept, Seen, seen
from downtime_desk.visits.settings import thresholds
from downtime_desk.visits.times import TimeTyped
from downtime_desk.visits.typed import CarerTyped, MedicineTyped, SourceTyped, Typed, understood

Code = TypeVar("Code", bound=str)
Many = list[str]


def _listed(which: Iterable[str]) -> str:
    return ", ".join(each.replace(" ", "-") for each in which)


@app.command()
def verify(
    home: Home,
    visit: Annotated[str, typer.Argument(help="The visit, as `downtime-desk visits` names it.")],
    outcome: Annotated[
        str, typer.Option("--outcome", help=f"What happened: {_listed(get_args(codes.Outcome))}.")
    ],
    came: Annotated[
        Many,
        typer.Option(
            "--came",
            help="Carer, arrived, left, as in “Okafor, 0731, 0802”; once for each.",
            default_factory=list,
        ),
    ],
    told: Annotated[
        Many,
        typer.Option(
            "--told",
            help=f"How you know, who told you, when; at most twice. Ways of knowing: {_listed(codes.METHODS)}.",
            default_factory=list,
        ),
    ],
    medicine: Annotated[
        Many,
        typer.Option(
            "--medicine",
            help="A due dose, its planned time, what became of it, when; as in “Insulin, 0800, given, 0805”.",
            default_factory=list,
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", help=f"{_listed(codes.REASONS)}.")] = "",
    note: Annotated[str, typer.Option("--note", help="Anything else that was said.")] = "",
    sure: Annotated[str, typer.Option("--sure", help="Why what looks doubtful is right all the same.")] = "",
    correct: Annotated[
        bool,
        typer.Option("--correct", help="Write a new entry in place of the last one; the last one is kept."),
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Verify a visit by hand: what happened, who came and when, who told you. Nothing is taken from the plan.

    Times are typed as 815, 08:15, -20 for 20 minutes ago, or now. What looks doubtful is said and nothing is
    kept until --sure says why it is right. Ends with 3 when the visit still needs something to be settled.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            known, everybody = seen(session, visit), everybody_on_call(session)
            typed = Typed(
                outcome=_code("outcome", outcome, get_args(codes.Outcome)),
                carers=tuple(_carer(each, known.planned, everybody, here) for each in came),
                sources=tuple(_source(each, here) for each in told),
                medicines=tuple(_dose(each, known.planned, here) for each in medicine),
                reason=_code("reason", reason, codes.REASONS) if reason else None,
                note=note,
                seen=_replaced(known.account, correct=correct),
            )
            command = _meant(session, typed, known, here, sure)
        with here.store.write(here.acting) as session:
            entry = actions.verify(session, command)
    kept = msgspec.json.decode(entry.payload or "", type=VisitVerified)
    needed = still_needed(kept.account())
    proposed = codes.said(codes.DEVIATIONS, kept.proposed).lower() if kept.proposed else None
    if json:
        said = {
            "entry": entry.seq,
            "grade": kept.grade,
            "still_needed": needed,
            "deviation_to_log": kept.proposed,
        }
        echo(msgspec.json.encode(said).decode())
    else:
        echo(f"Entry {entry.seq}: {kept.words()}")
        for each in needed:
            echo(f"still needed: {each}")
        if proposed:
            echo(f"to be written down: a deviation, {proposed} (downtime-desk deviation)")
    if needed or proposed:
        raise typer.Exit(NEEDS_YOU)


def _meant(session: Session, typed: Typed, known: Seen, here: SignedIn, sure: str) -> actions.Verify:
    """Return the command, with `sure` as the answer to whatever is doubtful; raise Trouble when none was given."""
    running, now = outages.current(session), here.acting.now()
    found = understood(typed, known.planned, now, running.since if running else None, thresholds(session))
    if found.unclear:
        raise Trouble(" ".join(found.unclear), "Nothing was kept. Type it again.")
    doubts = actions.look_at(session, found.command, now).doubts
    if doubts and not sure.strip():
        raise Trouble(" ".join(doubts), "Nothing was kept. If it is right, say why with --sure.")
    return replace(found.command, accepted=tuple(Challenge(each, sure.strip()) for each in doubts))


def _replaced(account: AccountKept | None, *, correct: bool) -> str | None:
    if account is None:
        return None
    if not correct:
        came = f"{codes.OUTCOMES[account.outcome].lower()}, grade {account.grade}"
        raise Trouble(
            f"{account.recorded_by} wrote about this visit at {clock_face(account.recorded_at)}: {came}.",
            "Say all that is known now, with --correct, to write a new entry in its place.",
        )
    return account.entry


def _parts(said: str, most: int) -> list[str]:
    parts = [each.strip() for each in said.split(",")]
    if len(parts) > most:
        raise Trouble(
            f"“{said}” has too many commas.", f"Type at most {most} things, in the order of the help."
        )
    return parts + [""] * (most - len(parts))


def _time(typed: str, here: SignedIn) -> TimeTyped:
    return TimeTyped(typed, typed_at=to_text(here.acting.now())) if typed else TimeTyped()


def _carer(said: str, visit: Planned, everybody: Sequence[PlannedCarer], here: SignedIn) -> CarerTyped:
    """Return a line of who came: a carer of the visit, else of the rota, else somebody from outside by name."""
    name, arrived, left = _parts(said, 3)
    times = _time(arrived, here), _time(left, here)
    fitting = _fitting(name, visit.carers) or _fitting(name, everybody)
    if len(fitting) > 1:
        raise Trouble(f"“{name}” fits {', '.join(each.name for each in fitting)}.", "Type the whole name.")
    return CarerTyped(fitting[0].id, fitting[0].name, *times) if fitting else CarerTyped(None, name, *times)


def _fitting(name: str, carers: Sequence[PlannedCarer]) -> list[PlannedCarer]:
    return [each for each in carers if name and name.casefold() in each.name.casefold()]


def _source(said: str, here: SignedIn) -> SourceTyped:
    method, told_by, at = _parts(said, 3)
    return SourceTyped(_code("way of knowing", method, codes.METHODS), told_by, _time(at, here))


def _dose(said: str, visit: Planned, here: SignedIn) -> MedicineTyped:
    name, face, outcome, at = _parts(said, 4)
    due = [
        each
        for each in visit.doses()
        if name.casefold() in each.name.casefold() and each.time.replace(":", "") == face.replace(":", "")
    ]
    if len(due) != 1:
        known = "; ".join(f"{each.name}, {each.time}" for each in visit.doses()) or "none"
        raise Trouble(f"No such dose is due in this visit: {said}.", f"Due are: {known}.")
    became = _code("outcome of a dose", outcome, get_args(codes.MedicineOutcomeCode))
    return MedicineTyped(due[0].name, due[0].time, became, _time(at, here))


@app.command()
def deviation(
    home: Home,
    visit: Annotated[str, typer.Argument(help="The visit, as `downtime-desk visits` names it.")],
    type_: Annotated[str, typer.Option("--type", help=f"{_listed(codes.DEVIATIONS)}.")],
    severity: Annotated[str, typer.Option("--severity", help=f"{_listed(get_args(codes.Severity))}.")],
    harm: Annotated[str, typer.Option("--harm", help=f"{_listed(get_args(codes.Harm))}.")],
    what: Annotated[str, typer.Option("--what", help="What happened, in a sentence.")],
    action: Annotated[
        Many, typer.Option("--action", help=f"What was done; once for each: {_listed(codes.ACTIONS)}.")
    ],
    safeguarding: Annotated[
        str, typer.Option("--safeguarding", help=f"The decision: {_listed(get_args(codes.Safeguarding))}.")
    ],
    because: Annotated[
        str, typer.Option("--because", help="Why safeguarding was decided so, either way.")
    ] = "",
    hazard: Annotated[str, typer.Option("--hazard", help=f"{_listed(codes.HAZARDS)}.")] = "",
    at: Annotated[str, typer.Option("--at", help="When it happened: 0725, -20 for 20 minutes ago.")] = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Log what went otherwise than planned on a visit, with the safeguarding decision either way."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            person = seen(session, visit).planned.who.id
        command = actions.LogDeviation(
            person=person,
            visit=visit,
            type=_code("type of deviation", type_, codes.DEVIATIONS),
            severity=_code("severity", severity, get_args(codes.Severity)),
            harm=_code("harm", harm, get_args(codes.Harm)),
            happened_at=to_text(past_time(at, here.acting.now())),
            what=what,
            actions=tuple(_code("action", each, codes.ACTIONS) for each in action),
            safeguarding=_code("safeguarding decision", safeguarding, get_args(codes.Safeguarding)),
            safeguarding_reason=because,
            hazard=_code("hazard", hazard, codes.HAZARDS) if hazard else None,
        )
        with here.store.write(here.acting) as session:
            entry = actions.log_deviation(session, command)
    echo(
        msgspec.json.encode({"entry": entry.seq}).decode()
        if json
        else f"Entry {entry.seq}: the deviation is logged."
    )


def _code(called: str, said: str, known: Iterable[Code]) -> Code:
    fitting = [
        each
        for each in known
        if each.replace(" ", "-").casefold() == said.strip().replace(" ", "-").casefold()
    ]
    if not fitting:
        raise Trouble(f"“{said}” is not a known {called}.", f"Choose one of: {_listed(known)}.")
    return fitting[0]

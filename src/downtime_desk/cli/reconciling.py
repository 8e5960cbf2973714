"""Commands about the second look: reading the main system again, what does not agree, and deciding it."""

from dataclasses import replace
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import DONE, NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.session import Session
from downtime_desk.outages import actions as outages
from downtime_desk.recovery.queries import main_system_name
from downtime_desk.recovery.reconciling import actions
from downtime_desk.recovery.reconciling.choices import Way, ways
from downtime_desk.recovery.reconciling.queries import Finding, SecondLook, open_findings, standing
from downtime_desk.recovery.reconciling.standings import words
from downtime_desk.sync.looking import agreeing

reconcile = typer.Typer(help="Lay plan, desk and main system beside each other before an outage is closed.")
app.add_typer(reconcile, name="reconcile")

STATES = {
    "never": "Nobody looked yet: downtime-desk reconcile read",
    "cut off": "The last look was cut off. It goes on with: downtime-desk reconcile read",
    "old": "Something was sent or written down since. Look again: downtime-desk reconcile read",
    "current": "Nothing was sent or written down since.",
    "by hand": "A manager looked by hand; nothing was compared.",
}


@reconcile.command()
def read(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Read what the main system has of the outage now, and lay it beside plan and desk.

    Goes on where a reading was cut off. Ends with 3 when anything does not agree, with 4 when the main system
    does not answer.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with Console(stderr=True).status("Reading") as shown:
            actions.take_look(
                here.store, here.acting, lambda: False, lambda pages: shown.update(f"Reading, page {pages}")
            )
        with here.store.read() as session:
            code = _tell(session, json=json)
    raise typer.Exit(code)


@reconcile.command("list")
def list_(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Show how the last look stands and what nobody decided yet, red first, with what may be chosen.

    Ends with 3 while anything is left.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        code = _tell(session, json=json)
    raise typer.Exit(code)


@reconcile.command()
def decide(
    home: Home,
    key: Annotated[
        str, typer.Argument(help="What is decided about, as `list` names it; `pure` takes all that only add.")
    ],
    choice: Annotated[str, typer.Argument(help="What you decide, as `list` offers it.")] = "accept",
    why: Annotated[
        str, typer.Option("--why", help="The reason; asked for where records stay as they are.")
    ] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Decide about what does not agree; it holds for exactly the records you were shown.

    What must reach the main system goes with the next `send`; look again after it. Ends with 3 while anything is left.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.write(here.acting) as session:
            if key == "pure":
                shown = open_findings(session, outages.running(session).reference, None)
                actions.take_all_pure(session, [each.key for each in shown])
            else:
                actions.decide(session, actions.Decide(key, choice, why))
        with here.store.read() as session:
            code = _tell(session, json=json)
    raise typer.Exit(code)


@reconcile.command("by-hand")
def by_hand(
    home: Home,
    why: Annotated[str, typer.Option("--why", help="Which records were looked at, and what they said.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down that you looked in the main system yourself, because it cannot show its records to this laptop.

    The certificate says so: nothing was compared.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        actions.look_by_hand(session, actions.LookByHand(why))
    echo("Written down.")


@reconcile.command("tolerance")
def show_or_change_tolerance(
    home: Home,
    minutes: Annotated[int | None, typer.Option(help="So many minutes apart two times still agree.")] = None,
    critical_minutes: Annotated[
        int | None, typer.Option(help="The same for people with a medicine at an exact time.")
    ] = None,
    near_minutes: Annotated[
        int | None, typer.Option(help="So far from a planned visit a record that names none may be of it.")
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Show when two accounts of a visit agree, or change it; a change holds from the next `read` on."""
    asked = {"minutes": minutes, "critical_minutes": critical_minutes, "near_minutes": near_minutes}
    wanted = {name: value for name, value in asked.items() if value is not None}
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if wanted:
            with here.store.write(here.acting) as session:
                agreeing.change(session, replace(agreeing.tolerance(session), **wanted))
        with here.store.read() as session:
            kept = agreeing.tolerance(session)
    if json:
        echo(msgspec.json.encode(kept).decode())
        return
    echo(kept.words())
    echo(f"A record that names no visit is of one at most {kept.near_minutes} min away.")


def _tell(session: Session, *, json: bool) -> int:
    outage, there = outages.running(session).reference, main_system_name(session)
    second, left = standing(session, outage), open_findings(session, outage, None)
    if json:
        said = {
            "state": second.state,
            "looked_at": second.looked_at if second.source else None,
            "counts": second.counts,
            "tolerance": second.tolerance,
            "undecided": second.undecided,
            "unread": second.unread,
            "findings": [_for_machines(each, there) for each in left],
        }
        echo(msgspec.json.encode(said).decode())
    else:
        _say(second, left, there)
    return DONE if second.done else NEEDS_YOU


def _say(second: SecondLook, left: tuple[Finding, ...], there: str) -> None:
    if second.source:
        echo(f"Read {short_stamp(second.looked_at)} from {second.source}. {STATES[second.state]}")
        echo(second.tolerance.words())
    else:
        echo(STATES[second.state])
    for each, many in second.counts.items():
        echo(f"  {many:>6}  {words(each)}")
    for finding in left:
        asked = " Waits for the carer’s answer." if finding.asked else ""
        echo(f"{finding.key}: {finding.about()}: {words(finding.standing)}.{asked}")
        for row in finding.rows:
            if row.differs:
                echo(
                    f"    {row.label}: we have {row.ours or 'nothing'}; {there} has {row.theirs or 'nothing'}"
                )
        for way in _ways(finding, there):
            echo(f"    {way.choice}: {way.label}. {way.meaning}")


def _ways(finding: Finding, there: str) -> tuple[Way, ...]:
    return ways(
        finding.standing, there, grade=finding.grade, candidates=finding.candidates, pure=finding.pure
    )


def _for_machines(finding: Finding, there: str) -> dict[str, object]:
    return {
        "key": finding.key,
        "standing": finding.standing,
        "visit": finding.visit,
        "name": finding.name,
        "start": finding.start,
        "rows": finding.rows,
        "asked": finding.asked,
        "choices": [way.choice for way in _ways(finding, there)],
    }

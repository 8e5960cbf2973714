"""Commands about data-integrity incidents: listing them, adding what becomes known, spot checks, closing."""

from datetime import date
from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.outages.integrity import actions, queries
from downtime_desk.outages.integrity.actions import Amend, Close, OpenIncident, SpotCheck
from downtime_desk.outages.integrity.queries import Incident
from downtime_desk.sync.connection import chosen

integrity = typer.Typer(help="Data-integrity incidents.", no_args_is_help=True)
app.add_typer(integrity, name="integrity")

Reference = Annotated[str, typer.Argument(help="The reference of the incident, DI-2026-001-…")]


@integrity.command("list")
def show(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """List data-integrity incidents with their spot checks. Ends with 3 while one is open."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = queries.all_incidents(session)
        made = {each.reference: queries.checks(session, each.reference) for each in found}
    if json:
        said = [{"incident": each, "checks": made[each.reference]} for each in found]
        echo(msgspec.json.encode(said).decode())
    else:
        for each in found:
            _say(each)
            for check in made[each.reference]:
                of = check.right + check.wrong
                echo(f"    {check.person_name}, against {check.against}: {check.right} of {of} right")
        if not found:
            echo("No data-integrity incident.")
    if any(each.closed_at is None for each in found):
        raise typer.Exit(NEEDS_YOU)


def _say(here: Incident) -> None:
    state = f"closed {full_stamp(here.closed_at)}" if here.closed_at else "OPEN"
    echo(f"{here.reference}, {state}, opened {full_stamp(here.opened_at)} by {here.opened_by}: {here.what}")


@integrity.command("open")
def open_one(
    home: Home,
    what: Annotated[str, typer.Argument(help="What is missing or wrong, and for whom.")],
    found: Annotated[str, typer.Option("--found", help="How it was found.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Open a data-integrity incident by hand."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        source = chosen(session)
        name = source.name if source else "the main system"
        reference = actions.open_incident(session, OpenIncident(name, what, found))
    echo(f"Data-integrity incident {reference} is open.")


@integrity.command("add")
def add(
    home: Home,
    reference: Reference,
    ticket: Annotated[str, typer.Option("--ticket", help="The supplier's ticket number.")] = "",
    cause: Annotated[str, typer.Option("--cause", help="The root cause.")] = "",
    agreed: Annotated[str, typer.Option("--agreed-with", help="Who at the supplier agrees.")] = "",
    until: Annotated[
        str, typer.Option("--supervised-until", help="Extra supervision until this day, 2026-12-06.")
    ] = "",
    before: Annotated[
        int | None, typer.Option("--accuracy-before", help="Per cent, before it was put right.")
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Add what became known about an incident."""
    command = Amend(reference, ticket, cause, agreed, _day(until), before)
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = actions.amend(session, command)
    echo(f"Entry {entry.seq} of the log.")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Trouble(f"“{typed}” is not a day.", "Type it as 2026-12-06.") from None


@integrity.command("check")
def check(
    home: Home,
    reference: Reference,
    person: Annotated[str, typer.Argument(help="Whose record was checked.")],
    against: Annotated[
        str, typer.Option("--against", help="What it was held against: label, chart, family.")
    ],
    right: Annotated[int, typer.Option("--right", help="How many statements were right.")],
    wrong: Annotated[int, typer.Option("--wrong", help="How many were not.")] = 0,
    found: Annotated[str, typer.Option("--found", help="What was wrong.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down a spot check: one person's record held against another source."""
    command = SpotCheck(reference, "", person, against, right, wrong, found)
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = actions.spot_check(session, command)
    echo(f"Entry {entry.seq} of the log.")


@integrity.command("close")
def close(
    home: Home,
    reference: Reference,
    words: Annotated[str, typer.Option("--words", help="What was put right, in a few words.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Close an incident; it needs the root cause and at least one spot check."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        actions.close(session, Close(reference, words))
    echo(f"{reference} is closed.")

"""Commands about the copy: where it comes from, taking a new one, how old it is."""

import getpass
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.core import delivery
from downtime_desk.core.clock import age_in_words, full_stamp
from downtime_desk.core.journal import head
from downtime_desk.outages import queries as outages
from downtime_desk.people import copies
from downtime_desk.sync.connection import Choose, Connection, Kind, choose, source
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh as take_copy

SHOWN = 20


@app.command()
def connect(
    home: Home,
    name: Annotated[str, typer.Argument(help="What your staff call the main system.")],
    where: Annotated[str, typer.Argument(help="The address of its FHIR server, or a folder of FHIR files.")],
    token: Annotated[
        bool, typer.Option("--token", help="Ask for its token; it is kept in the store alone.")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say where the main system is."""
    kind: Kind = "folder" if Path(where).is_dir() else "server"
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        secret = getpass.getpass("Token: ") if token else ""
        place = str(Path(where).resolve()) if kind == "folder" else where
        with here.store.write(here.acting) as session:
            choose(session, Choose(Connection(name, kind, place), secret))
    typer.echo(f"{name} is the main system now: {where}.")


@app.command()
def refresh(
    home: Home,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Read this folder of FHIR files instead.", exists=True)
    ] = None,
    accept_shrunken: Annotated[
        bool, typer.Option(help="Take a copy that lost more than half of something, after you looked at why.")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Take a new copy of the main system. The old one stays in use if anything goes wrong.

    Records that cannot be read are listed with their reasons and the rest comes in; it ends with 3 then.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            place = Folder(folder) if folder else source(session, here.acting.now)
        with closing(place), Console(stderr=True).status(f"Reading {place.name}"):
            taken = take_copy(here.store, here.acting, place, accept_shrunken=accept_shrunken)
        with here.store.read() as session:
            not_read = copies.not_read(session)
    if json:
        typer.echo(msgspec.json.encode({"taken": taken, "not_read": not_read}).decode())
    else:
        typer.echo(taken.words())
        for each in not_read[:SHOWN]:
            typer.echo(f"not read: {each.found_in}: {each.resource_type} {each.resource_id}: {each.reason}")
        if len(not_read) > SHOWN:
            typer.echo(f"… and {len(not_read) - SHOWN} more; --json lists all.")
    if not_read:
        raise typer.Exit(NEEDS_YOU)


@app.command()
def status(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Say how the desk stands: outage or not, how old each part of the copy is, what waits to be sent."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        now = here.acting.now()
        running = outages.current(session)
        as_of = copies.as_of(session)
        waiting = delivery.counts(session)
        end = head(session)
    if json:
        said = {
            "mode": running.mode if running else outages.Mode.NORMAL,
            "outage": running.reference if running else None,
            "as_of": as_of,
            "delivery": waiting,
            "journal_entries": end.seq,
            "journal_head": end.code,
        }
        typer.echo(msgspec.json.encode(said).decode())
        return
    typer.echo(
        f"{running.mode} {running.reference}, since {full_stamp(running.since)}" if running else "NORMAL"
    )
    for kind, at in as_of.items():
        typer.echo(f"{kind:12} copy of {full_stamp(at)}, {age_in_words(at, now)} old")
    if not as_of:
        typer.echo("No copy was taken yet.")
    typer.echo(", ".join(f"{number} {state}" for state, number in waiting.items()))
    typer.echo(f"Journal: {end.seq} entries, head {end.code}")

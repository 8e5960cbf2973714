"""Commands about the return: giving back what was done, and the certificate of an outage."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.outages import queries as outages
from downtime_desk.recovery import actions
from downtime_desk.recovery import certificate as certificates
from downtime_desk.recovery.queries import standing


@app.command(name="give-back")
def give_back(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Send what waits to the main system and read all of it back.

    Ends with 3 when anything is left: waiting, not read back yet, or needing a person. Run it again at any time; nothing is
    sent twice.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with Console(stderr=True).status("Sending") as shown:
            ran = actions.give_back(
                here.store, here.acting, actions.Stopper(), lambda step: shown.update(step.words)
            )
        with here.store.read() as session:
            needs_you = standing(session).needs_you
    if json:
        typer.echo(
            msgspec.json.encode({"counts": ran.counts, "stopped": ran.stopped, "held": ran.held}).decode()
        )
    else:
        typer.echo(", ".join(f"{number} {state}" for state, number in ran.counts.items()))
        for each in needs_you:
            words = each.matter.words if each.matter else ""
            typer.echo(f"needs you: {each.name}, {each.what.lower()} of {clock_face(each.at)}: {words}")
        typer.echo(ran.stopped or ("All sent and checked." if ran.all_checked else "Not all is proved yet."))
    if not ran.all_checked:
        raise typer.Exit(NEEDS_YOU)


@app.command()
def certificate(
    home: Home,
    folder: Annotated[Path, typer.Argument(help="Where to write the page and the figures.", exists=True)],
    outage: Annotated[str, typer.Option(help="Its reference; the outage closed last if none is given.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write the stand-down certificate of a closed outage, as a page and as JSON."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            closed = [each.reference for each in outages.all_outages(session) if each.stood_down_at]
            if not closed or (outage and outage not in closed):
                raise Trouble("There is no such closed outage.", "Close it on the Return page first.")
            figures = certificates.figures(session, outage or closed[0], here.acting)
        page, machine = certificates.save(figures, folder)
    typer.echo(f"{page.name} and {machine.name} are in {folder}.")

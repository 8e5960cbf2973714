"""The command that says whether the desk could work if the main system stopped now."""

import typer

from downtime_desk.assurance import laptop
from downtime_desk.assurance.actions import KeepDay, keep_day
from downtime_desk.assurance.proofs import as_json, proofs
from downtime_desk.assurance.queries import summed_up
from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo


@app.command()
def readiness(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Say what is proved about readiness, and what has to be looked at. The first look of a day is kept.

    Ends with 3 when something has to be looked at.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        seen = laptop.look(here)
        with here.store.read() as session:
            found = proofs(session, here.acting.now(), seen)
        with here.store.write(here.acting) as session:
            keep_day(session, KeepDay(found))
    if json:
        echo(as_json(found).decode())
    else:
        for each in found:
            state = "holds  " if each.holds else "LOOK AT"
            echo(f"{state}  {each.title}: {each.said} ({each.figure}, {each.limit})")
        echo(" ".join(summed_up(found)))
    if not all(each.holds for each in found):
        raise typer.Exit(NEEDS_YOU)

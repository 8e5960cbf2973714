"""Commands for giving back by file: writing what waits, and saying that it was taken in."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.recovery.actions import prepare
from downtime_desk.sync.files import giving


@app.command()
def write_files(
    home: Home,
    folder: Annotated[Path, typer.Argument(help="Where to write the files.", exists=True, file_okay=False)],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write what waits to CSV and XLSX worksheets, for a main system that nothing can be sent to.

    It counts as on its way, never as sent and checked, until somebody says with `taken-in` that it is there.
    Refused, as `send` is, until the checks of `reconnect` are done or gone ahead without. Ends with 3 when something could not be written: its content was erased, or it waits for a refresh.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        held = prepare(here.store, here.acting)
        written = giving.write_files(here.store, here.acting, folder, held.keys())
    if json:
        said = {
            "reference": written.reference,
            "files": [str(each) for each in written.files],
            "facts": written.facts,
            "left_out": written.left_out,
            "held": written.held,
        }
        echo(msgspec.json.encode(said).decode())
    else:
        echo(f"{written.facts} written, to be taken in. Nothing is in the main system yet.")
        for each in written.files:
            echo(str(each))
        echo(f"When it was taken in: downtime-desk taken-in {written.reference} --seen-by NAME")
        if written.held:
            echo(f"{written.held} wait for a refresh: {next(iter(held.values()))}")
        if written.left_out:
            echo(f"{written.left_out} were erased here and cannot be written.")
    if written.left_out or written.held:
        raise typer.Exit(NEEDS_YOU)


@app.command()
def taken_in(
    home: Home,
    reference: Annotated[str, typer.Argument(help="The reference in the files’ names.")],
    seen_by: Annotated[str, typer.Option(help="Who saw it in the main system.")],
    without: Annotated[
        list[int] | None, typer.Option(help="The number of an entry that is not there after all.")
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say that what was written to files is in the main system now: somebody looked and saw it there."""
    command = giving.TakeIn(reference, seen_by, tuple(without or ()))
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        giving.take_in(session, command)
    echo(f"{reference}: taken in, seen by {command.seen_by}.")

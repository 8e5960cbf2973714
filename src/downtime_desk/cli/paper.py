"""Commands about paper."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.actions import AccountFor, Lose, account_for, lose
from downtime_desk.printing.facts import Fate
from downtime_desk.printing.limits import limits, set_limits
from downtime_desk.printing.queries import numbered_sheets

MOST = 100_000
FATES: tuple[Fate, ...] = ("back", "destroyed", "lost")


@app.command()
def sheets(
    home: Home,
    out: Annotated[bool, typer.Option("--out", help="Only those that are still out.")] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """List the numbered sheets: who holds each, until when it may be used, what became of it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        listed = [each for each in numbered_sheets(session, MOST) if each.state == "out" or not out]
    if json:
        echo(msgspec.json.encode({"sheets": listed}).decode())
        return
    for each in listed:
        until = short_stamp(each.use_until)
        echo(f"{each.number}  {each.state:9} {each.person_name}, for {each.holder}, use until {until}")
    if not listed:
        echo("No sheets are out." if out else "No sheet was numbered yet.")


@app.command("account-for")
def account_for_sheets(
    home: Home,
    numbers: Annotated[list[str], typer.Argument(help="The numbers on the paper.")],
    became: Annotated[str, typer.Option("--became", help="back, destroyed or lost.")],
    note: Annotated[str, typer.Option("--note", help="Who saw it; how it was lost and who was told.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down what became of numbered sheets. All of them are written down, or none.

    Sheets that are lost open one decision for all of them, due in 72 hours: see `losses`.
    """
    fitting = [each for each in FATES if each == became]
    if not fitting:
        raise Trouble(f"“{became}” is not what becomes of a sheet.", "Choose back, destroyed or lost.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        if became == "lost":
            lose(session, Lose(numbers, note))
        else:
            for number in numbers:
                account_for(session, AccountFor(number, fitting[0], note))
    echo(f"{len(numbers)} written down as {became}.")


@app.command("paper-limits")
def paper_limits(
    home: Home,
    people: Annotated[
        int, typer.Option("--people", min=0, help="Hours a copy of the people may be old.")
    ] = 0,
    rota: Annotated[int, typer.Option("--rota", min=0, help="Hours a copy of the rota may be old.")] = 0,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Show, or set, how old a copy may be before paper made from it says so and asks how it is checked."""
    chosen = {name: hours for name, hours in (("people", people), ("rota", rota)) if hours}
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if chosen:
            with here.store.write(here.acting) as session:
                set_limits(session, chosen)
        with here.store.read() as session:
            for name, limit in limits(session).items():
                echo(f"{name}: {limit.total_seconds() / 3600:g} hours")

"""Commands about paper."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.session import Session
from downtime_desk.people.search import Search
from downtime_desk.printing.actions import AccountFor, IssueCopies, Lose, account_for, issue_copies, lose
from downtime_desk.printing.facts import Fate
from downtime_desk.printing.queries import numbered_sheets, runs
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.who import Who, people_of

MOST = 100_000
FATES: tuple[Fate, ...] = ("back", "destroyed", "lost")


@app.command("print")
def print_(
    home: Home,
    to: Annotated[Path, typer.Option("--to", help="The PDF to write.")],
    holder: Annotated[str, typer.Option("--holder", help="Who gets the paper: a name, or “duty folder”.")],
    reason: Annotated[str, typer.Option("--reason", help="What the paper is for.")] = "On call",
    person: Annotated[str, typer.Option("--person", help="A name, NHS number or part of one.")] = "",
    red: Annotated[bool, typer.Option("--red", help="All red people.")] = False,
    run: Annotated[str, typer.Option("--run", help="Everyone a carer visits in the next 24 hours.")] = "",
    hours: Annotated[int, typer.Option("--hours", min=1, max=72, help="Hours the paper may be used.")] = 12,
    old_copy: Annotated[
        str, typer.Option(help="How facts are checked, when the copy is past its limit.")
    ] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Print numbered emergency summaries to a PDF: one person, all red people, or a carer's run.

    Every page is read back and compared with the store before the file is written, and each sheet is in the
    register first.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        with here.store.read() as session:
            ids = _who(session, now, person, red=red, run=run)
            if not ids:
                raise Trouble("That is nobody in this copy.", "Nothing was printed. Choose other people.")
            made = sheets_for(session, ids, here.acting, now + timedelta(hours=hours))
        with Console(stderr=True).status("Making pages") as said:

            def tell(progress: Progress) -> None:
                said.update(f"Making pages: {progress.done} of {len(made)}")

            pack = render_pack(made, len(made), tell)
        with here.store.write(here.acting) as session:
            issue_copies(session, IssueCopies(made, pack, holder, to.name, reason, old_copy or None))
    replace_file(to, pack.pdf)
    done = {"file": str(to), "sheets": len(made), "pages": sum(pack.pages), "sha256": pack.sha256}
    if json:
        typer.echo(msgspec.json.encode(done).decode())
    else:
        first, last = made[0].copy_number, made[-1].copy_number
        typer.echo(f"{len(made)} sheets, {first} to {last}, {sum(pack.pages)} pages: {to}")


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
        typer.echo(msgspec.json.encode({"sheets": listed}).decode())
        return
    for each in listed:
        until = short_stamp(each.use_until)
        typer.echo(f"{each.number}  {each.state:9} {each.person_name}, for {each.holder}, use until {until}")
    if not listed:
        typer.echo("No sheets are out." if out else "No sheet was numbered yet.")


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
    typer.echo(f"{len(numbers)} written down as {became}.")


def _who(session: Session, now: datetime, person: str, *, red: bool, run: str) -> tuple[str, ...]:
    if sum((bool(person), red, bool(run))) != 1:
        raise Trouble("It is not clear who to print.", "Give one of --person, --red and --run.")
    if red:
        return people_of(session, Who("red"), now)
    if run:
        named = {each.name: each.carer for each in runs(session, now)}
        fitting = {name: carer for name, carer in named.items() if run.casefold() in name.casefold()}
        return people_of(session, Who("run", _only(fitting, run)), now)
    matches = Search().find(session, person)
    found = {
        f"{each.family}, {each.given} ({each.id})": each.id for each in (*matches.by_name, *matches.elsewhere)
    }
    return (_only(found, person),)


def _only(fitting: dict[str, str], said: str) -> str:
    """Return the one id that fits; wrong person is the worst sheet there is, so never a guess."""
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not fitting:
        raise Trouble(f"No “{said}” in this copy.", "Check the name, or use the NHS number.")
    raise Trouble(f"“{said}” fits {len(fitting)}: {'; '.join(list(fitting)[:8])}.", "Use the NHS number.")

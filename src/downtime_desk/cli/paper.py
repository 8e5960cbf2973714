"""Commands about paper."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.core.clock import utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.session import Session
from downtime_desk.people.search import Search
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.queries import Who, choices, people_of, sheets_for
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.printing.summary.pack import render_pack


@app.command("print")
def print_(
    home: Home,
    to: Annotated[Path, typer.Option("--to", help="The PDF to write.")],
    holder: Annotated[str, typer.Option("--holder", help="Who gets the paper: a name, or “duty folder”.")],
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
        with here.store.read() as session:
            ids = _who(session, person, red=red, run=run)
            sheets = sheets_for(session, ids, here.acting, utc_now() + timedelta(hours=hours))
        with Console(stderr=True).status("Making pages") as said:

            def tell(progress: Progress) -> None:
                said.update(f"Making pages: {progress.done} of {len(sheets)}")

            pack = render_pack(sheets, len(sheets), tell)
        with here.store.write(here.acting) as session:
            issue_copies(session, IssueCopies(sheets, pack, holder, to.name, old_copy or None))
    replace_file(to, pack.pdf)
    done = {"file": str(to), "sheets": len(sheets), "pages": sum(pack.pages), "sha256": pack.sha256}
    if json:
        typer.echo(msgspec.json.encode(done).decode())
    else:
        first, last = sheets[0].copy_number, sheets[-1].copy_number
        typer.echo(f"{len(sheets)} sheets, {first} to {last}, {sum(pack.pages)} pages: {to}")


def _who(session: Session, person: str, *, red: bool, run: str) -> tuple[str, ...]:
    if sum((bool(person), red, bool(run))) != 1:
        raise Trouble("It is not clear who to print.", "Give one of --person, --red and --run.")
    now = utc_now()
    if red:
        return people_of(session, Who("red"), now)
    if run:
        named = {each.name: each.carer for each in choices(session, now).runs}
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

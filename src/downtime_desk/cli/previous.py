"""Commands about copies from before: which there are, what each changed, who was in one, going back to one."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people.copies import Snapshot
from downtime_desk.people.differences import FIELDS
from downtime_desk.sync.previous import queries
from downtime_desk.sync.previous.actions import PutBack
from downtime_desk.sync.previous.actions import put_back as put_back_copy

copies = typer.Typer(help="Copies from before.", no_args_is_help=True)
app.add_typer(copies, name="copies")

Number = Annotated[int, typer.Argument(help="The number of the copy, from `copies list`.")]


@copies.command("list")
def show(
    home: Home,
    last: Annotated[int, typer.Option("--last", min=1, help="How many.")] = 20,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """List the copies that can be looked into, the one in use first."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = queries.kept(session)[:last]
        taken = queries.size(session)
    if json:
        echo(msgspec.json.encode({"copies": found, "bytes": taken}).decode())
        return
    for each in found:
        counts = f"{each.counts.people} people, {each.counts.visits} visits"
        echo(f"{each.number:5}  {full_stamp(each.started)}  {counts}, from {each.source}")
    echo(f"What changed between them takes {taken / 1_000_000:.1f} MB.")


@copies.command("changes")
def changes(home: Home, number: Number, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Say in words what a copy changed against the one before it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        kept = queries.kept(session)
        copy = _copy(session, number)
        place = kept.index(copy)
        before = kept[place + 1] if place + 1 < len(kept) else None
        lines = queries.changed(session, copy, before).lines()
    for line in lines:
        echo(line)


@copies.command("person")
def person(
    home: Home,
    number: Number,
    name: Annotated[str, typer.Argument(help="Surname, first name, or NHS number.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Show people as a copy had them, and what the copy in use says otherwise."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = queries.look_up(session, _copy(session, number), name)
    for each in found:
        for field, say in FIELDS.items():
            echo(f"{field}: {say(each.person)}")
        for what in each.since or ():
            echo(f"  {what.words()}")
        if each.since is None:
            echo("  not listed in the copy in use")
    if not found:
        echo(f"Nobody of that name is in copy {number}.")


@copies.command("go-back")
def go_back(
    home: Home,
    number: Number,
    why: Annotated[str, typer.Option("--why", help="What is wrong with the copy in use, and who says so.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Put a copy from before in use again, also while an outage runs. Entry codes stay as they are."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = put_back_copy(session, PutBack(number, why))
    echo(f"Copy {number} is in use again, entry {entry.seq} of the log.")


def _copy(session: Session, number: int) -> Snapshot:
    found = next((each for each in queries.kept(session) if each.number == number), None)
    if found is None:
        raise Trouble(f"Copy {number} is not kept.", "Look at the list: downtime-desk copies list")
    return found

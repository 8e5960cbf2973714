"""Commands about the outage itself: declaring it, its log, and the main system's return."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import past_time
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp, short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.outages import actions, queries
from downtime_desk.outages.facts import CAN_STOP
from downtime_desk.sync.reconnect.actions import begin


@app.command()
def declare(
    home: Home,
    stopped: Annotated[
        list[str],
        typer.Option("--stopped", help=f"What is down; say it once for each. {', '.join(CAN_STOP)}."),
    ],
    sign: Annotated[str, typer.Option("--sign", help="How you know: who noticed, and what they saw.")],
    since: Annotated[
        str, typer.Option("--since", help="Since when: 1938, 19:38, -20 for 20 minutes ago, now.")
    ],
    ticket: Annotated[str, typer.Option("--ticket", help="The supplier's ticket number.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Declare an outage: what is down, since when, how you know. The age of the copy is kept as evidence."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        command = actions.Declare(
            tuple(_stopped(each) for each in stopped), past_time(since, here.acting.now()), sign, ticket
        )
        with here.store.write(here.acting) as session:
            reference = actions.declare(session, command)
    if json:
        echo(msgspec.json.encode({"outage": reference, "since": command.since}).decode())
    else:
        echo(f"Outage {reference} is declared, since {full_stamp(command.since)}.")


def _stopped(said: str) -> str:
    fitting = [
        each for each in CAN_STOP if each.casefold().replace("’", "'") == said.casefold().replace("’", "'")
    ]
    if not fitting:
        raise Trouble(f"“{said}” is not one of the things that stop.", f"Choose from: {', '.join(CAN_STOP)}.")
    return fitting[0]


@app.command("main-system-back")
def main_system_back(
    home: Home,
    at: Annotated[str, typer.Option("--at", help="When: 0725, 07:25, -20 for 20 minutes ago.")] = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down that the main system works again. The checks begin (`downtime-desk reconnect list`); then giving back."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        back = past_time(at, here.acting.now())
        with here.store.write(here.acting) as session:
            begin(session, back)
    echo(
        f"Main system back at {full_stamp(back)}. Make the checks before it is relied on: downtime-desk reconnect"
    )


@app.command()
def note(
    home: Home,
    words: Annotated[str, typer.Argument(help="What happened, in a sentence.")],
    at: Annotated[str, typer.Option("--at", help="When: 0725, 07:25, -20 for 20 minutes ago.")] = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write a line in the log. It cannot be changed afterwards; what is wrong is put right by one more line."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        happened_at = past_time(at, here.acting.now())
        with here.store.write(here.acting) as session:
            kept = actions.note(session, actions.Note(words, happened_at))
    echo(f"Entry {kept.seq} of the log, {full_stamp(happened_at)}.")


@app.command()
def log(
    home: Home,
    whole: Annotated[
        bool, typer.Option("--all", help="Everything this desk ever wrote down, not the last outage alone.")
    ] = False,
    last: Annotated[int, typer.Option("--last", min=1, help="How many lines.")] = 50,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Show the log of the outage that runs, or of the last one: what was done, when, by whom, oldest first."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        known = queries.all_outages(session)
        about = None if whole or not known else known[0].reference
        lines = queries.chronology(session, about, limit=last)[::-1]
    if json:
        shown = [
            {
                "entry": each.seq,
                "happened_at": each.happened_at,
                "recorded_at": each.recorded_at,
                "sort": each.sort,
                "words": each.words,
                "by": each.by,
            }
            for each in lines
        ]
        echo(msgspec.json.encode({"outage": about, "lines": shown}).decode())
        return
    for each in lines:
        echo(f"{each.seq:5}  {short_stamp(each.happened_at)}  {each.sort:9}  {each.words}  ({each.by})")
    if not lines:
        echo("Nothing is written down yet.")

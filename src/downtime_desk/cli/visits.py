"""Commands about visits: the board as text."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import day_named
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import clock_face
from downtime_desk.visits.queries import DayRow, QueueRow, day, queue

MOST = 100_000


@app.command()
def visits(
    home: Home,
    which: Annotated[str, typer.Option("--day", help="today, yesterday, tomorrow or 2026-11-22.")] = "today",
    rescue: Annotated[
        bool, typer.Option("--queue", help="Only what needs somebody, worst first, with the reason.")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """List the visits of a day with their state, or the rescue queue. Ends with 3 when the queue is not empty."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        now = here.acting.now()
        wanted = day_named(which, now)
        waiting = queue(session, now).rows
        listed = () if rescue else day(session, wanted, now, limit=MOST)
    if json:
        echo(msgspec.json.encode({"day": wanted, "visits": waiting if rescue else listed}).decode())
    elif rescue:
        echo("\n".join(map(_in_the_queue, waiting)) or "Nobody needs rescuing.")
    else:
        echo("\n".join(map(_in_the_day, listed)) or "No visits are planned on that day.")
    if waiting:
        raise typer.Exit(NEEDS_YOU)


def _in_the_queue(row: QueueRow) -> str:
    why = "; ".join(row.rank.because)
    return f"{_span(row)}  {row.priority or 'no priority':11} {row.name} [{row.visit}]: {row.state}. {why}"


def _in_the_day(row: DayRow) -> str:
    carers = ", ".join(row.carers) or "no carer"
    return f"{_span(row)}  {row.priority or '-':6} {row.state:12} {row.grade or '-'}  {row.name} [{row.visit}] ({carers})"


def _span(row: QueueRow | DayRow) -> str:
    return f"{clock_face(row.start)}–{clock_face(row.end)}"

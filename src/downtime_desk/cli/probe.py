"""The command that looks at the main system once and says how it answers, part by part."""

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, NO_ANSWER, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.sync.health.course import Look
from downtime_desk.sync.health.watching import look
from downtime_desk.sync.health.words import OWN, OWN_DO, PARTS


@app.command()
def probe(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Look at the main system once: does it answer, in which parts, and is it this laptop's own network.

    Nothing is written there, and nothing is kept here: one look proves nothing. It ends with 3 when some parts
    answer and others do not, and with 4 when none does or the look never got as far as the main system.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        found = look(here.store, here.acting)
    if json:
        echo(msgspec.json.encode(found).decode())
    else:
        _say(found)
    known = [each.answers for each in found.parts if each.answers is not None]
    if not any(known):
        raise typer.Exit(NO_ANSWER)
    if not all(known):
        raise typer.Exit(NEEDS_YOU)


def _say(found: Look) -> None:
    if found.own:
        echo(f"{OWN[found.own].format(source=found.source)}.")
        echo(OWN_DO[found.own].format(source=found.source))
        return
    for each in found.parts:
        said = PARTS[each.name]
        if each.answers is None:
            echo(f"{said.subject}: cannot be known.")
        else:
            echo(f"{said.subject} {said.well}." if each.answers else f"{said.subject} {said.bad}: {each.why}")

"""Commands about connecting again: the checks, ten records compared, going ahead with a reason."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.reconnect import actions, sample
from downtime_desk.sync.reconnect.actions import Check, Judge, standing_of
from downtime_desk.sync.reconnect.facts import CHECKS

reconnect = typer.Typer(help="The checks before the main system is relied on again.", no_args_is_help=True)
app.add_typer(reconnect, name="reconnect")


@reconnect.command("list")
def show(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Show which checks are made and what the sample says. Ends with 3 while anything is left."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = standing_of(session)
    if json:
        echo(msgspec.json.encode({"state": found.state, "left": found.left, "holds": found.holds}).decode())
    else:
        for key, words in CHECKS.items():
            made = found.state.ticked.get(key)
            echo(
                f"{key:10} {'done' if made else 'open'}  {words}{f' ({made.by}: {made.how})' if made else ''}"
            )
        for each in found.state.sample:
            judged = found.state.judged.get(each.id)
            verdict = "open" if judged is None else "right" if judged.right else "WRONG"
            echo(f"{verdict:5}  {each.id}  {each.name}")
            for what in each.differences or ():
                echo(f"       {what.words()}")
            if each.differences is None:
                echo("       not listed there any more")
    if found.left:
        raise typer.Exit(NEEDS_YOU)


@reconnect.command("check")
def check(
    home: Home,
    which: Annotated[str, typer.Argument(help=f"Which check: {', '.join(CHECKS)}.")],
    how: Annotated[str, typer.Option("--how", help="How you know.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down that a check was made."""
    if which not in CHECKS:
        raise Trouble(f"There is no check “{which}”.", f"Choose from: {', '.join(CHECKS)}.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = actions.check(session, Check(which, how))
    echo(f"Entry {entry.seq} of the log.")


@reconnect.command("compare")
def compare(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Read ten records from the main system and compare them with the copy; see them with `reconnect list`."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            standing_of(session)
        found = sample.compare(here.store, here.acting)
        with here.store.write(here.acting) as session:
            actions.keep_sample(session, found)
    echo(found.words())


@reconnect.command("judge")
def judge(
    home: Home,
    person: Annotated[str, typer.Argument(help="The id of the person, from `reconnect list`.")],
    is_right: Annotated[
        bool, typer.Option("--right/--wrong", help="Whether what the main system has is right.")
    ],
    how: Annotated[str, typer.Option("--how", help="How you know.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say whether a record of the sample is right. A wrong one opens a data-integrity incident."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = actions.judge(session, Judge(person, is_right, how))
    echo(f"Entry {entry.seq} of the log.")


@reconnect.command("go-ahead")
def go_ahead(
    home: Home,
    why: Annotated[str, typer.Option("--why", help="Why it cannot wait. It is kept.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Let copying and sending go on before the checks are done."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        entry = actions.go_ahead(session, why)
    echo(f"Entry {entry.seq} of the log.")

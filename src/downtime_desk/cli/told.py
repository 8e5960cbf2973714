"""Commands about what was told since the copy: writing it down, checking it, taking it back."""

from typing import Annotated, get_args

import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import past_time
from downtime_desk.cli.rota import change, say
from downtime_desk.core.errors import Trouble
from downtime_desk.people import actions
from downtime_desk.people.kinds import KINDS, Kind, Verdict

At = Annotated[str, typer.Option("--at", help="When: 0725, -20 for 20 minutes ago, now.")]
Last = Annotated[
    str, typer.Argument(help="What was told, by the id of the last entry about it (--json says it).")
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@app.command()
def tell(
    home: Home,
    person: Annotated[
        str, typer.Argument(help="The person, by the id that `downtime-desk rota show --json` gives.")
    ],
    about: Annotated[str, typer.Option("--about", help=f"{', '.join(KINDS)}.")],
    what: Annotated[str, typer.Option("--what", help="What was said, in a sentence.")],
    by: Annotated[str, typer.Option("--by", help="Who said it.")],
    relation: Annotated[str, typer.Option("--relation", help="Who they are: daughter, GP, carer, …")],
    at: At = "now",
    corrects: Annotated[str, typer.Option("--corrects", help="The last entry about what it corrects.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down what somebody said of a person since the copy. It is shown and printed as not checked."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        command = actions.Tell(
            person, _kind(about), what, by, relation, past_time(at, here.acting.now()), corrects or None
        )
        entry = change(here, actions.tell, command, sure=False)
    say(entry, json=json)


@app.command("check-told")
def check_told(
    home: Home,
    told: Last,
    checked_with: Annotated[str, typer.Option("--with", help="With whom it was checked.")],
    found: Annotated[str, typer.Option("--found", help=f"{', '.join(VERDICTS)}.")],
    at: At = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down with whom something told was checked, and what came of it."""
    verdict = [each for each in VERDICTS if each == found]
    if not verdict:
        raise Trouble(f"“{found}” is not a finding.", f"Choose one of: {', '.join(VERDICTS)}.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        command = actions.Check(told, checked_with, past_time(at, here.acting.now()), verdict[0])
        entry = change(here, actions.check, command, sure=False)
    say(entry, json=json)


@app.command("take-back")
def take_back(
    home: Home,
    told: Last,
    why: Annotated[str, typer.Option("--why", help="Why, in a few words.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Take back something told by mistake: it is shown and printed no more; the log keeps it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        entry = change(here, actions.withdraw, actions.Withdraw(told, why), sure=False)
    say(entry, json=json)


def _kind(said: str) -> Kind:
    found = [each for each in KINDS if each == said.strip().casefold()]
    if not found:
        raise Trouble(f"“{said}” is not on the list.", f"Choose one of: {', '.join(KINDS)}.")
    return found[0]

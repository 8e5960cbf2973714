"""Commands about paper that is wrong or lost."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.actions import (
    DecideBreach,
    HandOn,
    SettleCode,
    Tell,
    decide_breach,
    hand_on,
    settle_code,
    tell_holder,
)
from downtime_desk.printing.losses import OpenBreach, open_breaches, open_codes
from downtime_desk.printing.recall import called_back

Numbers = Annotated[list[str], typer.Argument(help="The numbers on the paper.")]


@app.command("recall")
def recall_list(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """List the sheets to get back: what changed on them, who holds them, their phone. Exit code 3 when there are any."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        called = called_back(session, here.acting.now())
    if json:
        echo(msgspec.json.encode({"recall": called}).decode())
    for each in () if json else called:
        told = " They were told." if each.told else ""
        phone = each.phone or "no phone in the copy"
        echo(f"{each.number}  {each.whose}, with {each.holder} ({phone}). {each.why()}{told}")
    if called:
        raise typer.Exit(NEEDS_YOU)
    if not json:
        echo("No sheets to get back.")


@app.command("told-holder")
def told_holder(
    home: Home, numbers: Numbers, manager: Manager = "", passphrase_stdin: FromStdin = False
) -> None:
    """Write down that the holder of sheets was told what changed on them, and said it back."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        told = tell_holder(session, Tell(numbers))
    echo(f"{len(told)} written down as told.")


@app.command("hand-on")
def hand_on_sheets(
    home: Home,
    numbers: Numbers,
    to: Annotated[str, typer.Option("--to", help="Who has them now.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write down that sheets went from their holder to somebody else."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        for number in numbers:
            hand_on(session, HandOn(number, to))
    echo(f"{len(numbers)} written down as with {to}.")


@app.command()
def losses(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """List what losses left open: decisions whether they are breaches to report, and entry codes to change.

    Exit code 3 when there are any.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        breaches, codes = open_breaches(session), open_codes(session)
    if json:
        echo(msgspec.json.encode({"decisions": breaches, "codes": codes}).decode())
    for each in () if json else breaches:
        echo(f"Decide by {short_stamp(each.due)}: {', '.join(each.numbers)}. {each.what_we_knew}")
    for code in () if json else codes:
        echo(f"Code of {code.person_name} ({code.person}): {code.words()}")
    if breaches or codes:
        raise typer.Exit(NEEDS_YOU)
    if not json:
        echo("No loss waits for anything.")


@app.command("decide-loss")
def decide_loss(
    home: Home,
    number: Annotated[str, typer.Argument(help="The number of a lost sheet.")],
    why: Annotated[str, typer.Option("--why", help="The reason for the decision.")],
    reported: Annotated[
        bool, typer.Option("--reported/--not-reported", help="To the Information Commissioner.")
    ],
    told_people: Annotated[
        bool, typer.Option("--told-people/--people-not-told", help="Whether those on it are told.")
    ],
    reference: Annotated[str, typer.Option("--reference", help="The Commissioner’s reference.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Decide whether a loss is a breach to report. It is recorded either way, with its reason."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        found = _about(open_breaches(session), number)
        decide_breach(
            session, DecideBreach(found.decision, reported, told_people, why, found.what_we_knew, reference)
        )
    echo(f"Decided: {', '.join(found.numbers)}.")


@app.command("code-changed")
def code_changed(
    home: Home,
    person: Annotated[str, typer.Argument(help="The person’s id, as `losses` lists it.")],
    by: Annotated[str, typer.Option("--by", help="Who changed it, or who says that it is kept.")],
    keep: Annotated[str, typer.Option("--keep", help="Why it is kept as it is.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Take a person off the list of entry codes to change: it was changed, or is kept for a reason."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        settle_code(session, SettleCode(person, "kept" if keep else "changed", by, keep))
    echo("Written down.")


def _about(breaches: tuple[OpenBreach, ...], number: str) -> OpenBreach:
    for each in breaches:
        if number in each.numbers:
            return each
    raise Trouble(f"No loss of {number} waits for a decision.", "See: downtime-desk losses")

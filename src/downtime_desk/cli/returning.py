"""Commands for what goes back by hand: choosing the way, taking, typing, looking, scanning, notes, and how long is left."""

from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.outages import actions as outage_actions
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery.queries import standing
from downtime_desk.recovery.workbench import actions
from downtime_desk.recovery.workbench.facts import Chosen, Found
from downtime_desk.recovery.workbench.forecast import burn_down, forecast
from downtime_desk.recovery.workbench.notes import due, write_notes
from downtime_desk.recovery.workbench.paper import print_block
from downtime_desk.recovery.workbench.things import ByHand, Kind, entry_of, one, things
from downtime_desk.recovery.workbench.worksheet import worksheet

returning = typer.Typer(
    no_args_is_help=True, help="What goes back by hand: typed in, second-checked, scanned, or not required."
)
app.add_typer(returning, name="return")

WAYS = (*get_args(get_args(Chosen)[0]), "not required")
Number = Annotated[int, typer.Argument(help="The number of the entry, as `return list` has it.")]
By = Annotated[str, typer.Option("--by", help="Who did it; whoever signs in if nobody is named.")]


@returning.command("list")
def list_things(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """List what goes back by hand in safe order: what can harm first. Ends with 3 while anything is left.

    Whatever is settled is counted by its proof: read back by this program, second-checked, taken in, scanned.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        stands = standing(session, here.acting.now())
    if json:
        said = {"counts": stands.counts, "waiting": stands.waiting, "by_hand": stands.by_hand}
        echo(msgspec.json.encode(said).decode())
    else:
        echo(", ".join(f"{number} {state}" for state, number in stands.counts.items() if number))
        for each in stands.by_hand:
            echo(_said(each))
    if stands.left:
        raise typer.Exit(NEEDS_YOU)


@returning.command()
def way(
    home: Home,
    how: Annotated[str, typer.Argument(help=f"How it goes back: {', '.join(WAYS)}.")],
    entry: Annotated[int, typer.Option(help="One entry, with all accounts of the same.")] = 0,
    kind: Annotated[str, typer.Option(help=f"All of a kind: {', '.join(get_args(Kind))}.")] = "",
    priority: Annotated[str, typer.Option(help="All of people who are red, amber or green.")] = "",
    name: Annotated[str, typer.Option(help="All of people whose name has this in it.")] = "",
    why: Annotated[str, typer.Option(help="The reason; needed for what is not required.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Choose how one entry or many go back. It can be changed until it is done."""
    chosen: Any = _one_of(how, WAYS)
    of_kind: Any = _one_of(kind, get_args(Kind)) if kind else None
    of_priority: Any = _one_of(priority, get_args(PriorityLevel)) if priority else None
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        fact = _fact(session, entry) if entry else None
        which = actions.Which(of_kind, of_priority, name, fact)
        kept = actions.choose_way(session, actions.ChooseWay(which, chosen, why))
        said = msgspec.json.decode(kept.payload or "{}")
    echo(f"{len(said['facts'])} chosen: {chosen}.")


@returning.command()
def take(
    home: Home,
    number: Annotated[int, typer.Argument(help="How many of the next things.")] = actions.BLOCK,
    by: By = "",
    give_back: Annotated[bool, typer.Option(help="Let others have what was taken and not done.")] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Take the next things to do by hand, so that nobody else does them; left lying they are free again."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.write(here.acting) as session:
            if give_back:
                actions.give_back_block(session, actions.GiveBackBlock(by))
            else:
                actions.take_block(session, actions.TakeBlock(number, by))
        with here.store.read() as session:
            who = (by.strip() or here.acting.name).casefold()
            held = [
                each for each in things(session, here.acting.now()) if (each.taken_by or "").casefold() == who
            ]
    for each in held:
        echo(_said(each))
    if not held:
        echo("Nothing is taken.")


@returning.command("worksheet")
def show_worksheet(
    home: Home, entry: Number, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Show what to type for an entry, in the order of the main system’s screens, with both times."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        now = here.acting.now()
        thing = one(session, _fact(session, entry), now)
        if thing is None:
            raise Trouble("This does not go back by hand.", "See what does: downtime-desk return list")
        sheet = worksheet(session, thing, here.acting.name, now)
    if json:
        echo(msgspec.json.encode(sheet).decode())
        return
    for each in sheet.lines:
        echo(f"{each.screen:10} {each.label}: {each.words}")
    echo(sheet.behalf)


@returning.command("print")
def print_worksheet(
    home: Home,
    folder: Annotated[Path, typer.Argument(help="Where to write the page.", exists=True, file_okay=False)],
    holder: Annotated[str, typer.Option("--for", help="Who types it: somebody without a sign-in here.")],
    number: Annotated[int, typer.Option(help="How many of the next things.")] = actions.BLOCK,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Give somebody the next things on a numbered worksheet; the outage stays open until the sheet is back.

    Refused, as `send` is, until the checks of `reconnect` are done or gone ahead without.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        made = print_block(here.store, here.acting, holder, number, folder)
    echo(f"{made.number}: {made.things} to type, for {holder}. {made.file}")


@returning.command()
def typed(
    home: Home,
    entry: Number,
    by: By = "",
    reference: Annotated[str, typer.Option(help="The number the main system gave it, if it shows one.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say that an entry was typed into the main system. It is settled once another person looked at it there."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        actions.type_in(session, actions.TypeIn(_fact(session, entry), by, reference))
    echo(f"Entry {entry}: typed in. Somebody else has to look at it there.")


@returning.command()
def looked(
    home: Home,
    entry: Number,
    found: Annotated[str, typer.Argument(help="What was found there: right or wrong.")],
    by: By = "",
    how: Annotated[str, typer.Option(help="How somebody without a sign-in looked.")] = "",
    wrong: Annotated[str, typer.Option(help="What is wrong there, for whoever types it again.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say what another person found in the main system. Whoever typed it is refused."""
    said: Any = _one_of(found, get_args(Found))
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        actions.look_at(session, actions.LookAt(_fact(session, entry), said, by, how, wrong))
    settled = "typed in and second-checked" if said == "right" else "wrong there, to be typed again"
    echo(f"Entry {entry}: {settled}.")


@returning.command()
def scanned(
    home: Home,
    entry: Number,
    sheet: Annotated[str, typer.Argument(help="The number of the sheet or page.")],
    by: By = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say that the paper of an entry was scanned into the main system."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        actions.scan_in(session, actions.ScanIn(_fact(session, entry), sheet, by))
    echo(f"Entry {entry}: scanned.")


@returning.command()
def notes(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Write the downtime note of everybody whose note is due. Ends with 3 while somebody waits for an open visit."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.write(here.acting) as session:
            running = outage_actions.running(session)
            written = write_notes(session, running)
        with here.store.read() as session:
            left = len(due(session, running))
    echo(f"{written} written. They go back as everything else.")
    if left:
        echo(f"{left} wait until every visit of these people has an answer.")
        raise typer.Exit(NEEDS_YOU)


@returning.command()
def left(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Say how long is left, from the pace measured in this return and how many people share it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        running, now = outage_actions.running(session), here.acting.now()
        found = forecast(session, running.back_at or now, now)
        drawn = burn_down(session, running.back_at or now, now)
    if json:
        parts = [
            {
                "kind": each.name,
                "left": each.left,
                "seconds_each": each.each.total_seconds(),
                "measured": each.measured,
                "default": not each.is_measured,
            }
            for each in found.parts
        ]
        said = {
            "seconds_left": found.left.total_seconds(),
            "people": found.people,
            "parts": parts,
            "burn_down": drawn,
        }
        echo(msgspec.json.encode(said).decode())
        return
    echo(f"Left: {found.words()}." if found.words() else "Nothing is left.")
    for each in found.parts:
        if each.left:
            source = f"measured, {each.measured}" if each.is_measured else "a default until 10 are measured"
            echo(f"{each.name}: {each.left} left, {each.each.total_seconds():.0f} s each ({source})")
    echo(f"People at it: {found.people}")


def _fact(session: Session, entry: int) -> str:
    fact = entry_of(session, entry)
    if fact is None:
        raise Trouble(f"There is no entry {entry}.", "Take the number from: downtime-desk return list")
    return fact


def _one_of(said: str, allowed: tuple[str, ...]) -> str:
    if said not in allowed:
        raise Trouble(f"“{said}” cannot be chosen here.", f"Choose one of: {', '.join(allowed)}.")
    return said


def _said(each: ByHand) -> str:
    taken = f", taken by {each.taken_by}" if each.taken_by else ""
    typed_by = f", typed by {each.typed_by}" if each.typed_by and each.stage == "to look at" else ""
    wrong = f", wrong there: {each.wrong}" if each.wrong else ""
    entered = f", written down {full_stamp(each.entered_at)}"
    return f"{each.stage}: entry {each.seq}, {each.words()}{entered}{typed_by}{taken}{wrong}"

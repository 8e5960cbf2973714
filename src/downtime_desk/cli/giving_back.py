"""Commands about the return: sending what was done, settling what needs you, and closing the outage."""

from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
import typer
from rich.console import Console

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli import DONE, NEEDS_YOU, NO_ANSWER, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.outages import actions as outage_actions
from downtime_desk.outages import queries as outages
from downtime_desk.recovery import actions
from downtime_desk.recovery import certificate as certificates
from downtime_desk.recovery.choices import offers
from downtime_desk.recovery.gate import Gate, gate
from downtime_desk.recovery.queries import Standing, Thing, main_system_name, settled_words, standing
from downtime_desk.sync.sending.run import Ran
from downtime_desk.sync.sending.verdicts import Choice

Folder = Annotated[
    Path, typer.Argument(help="Where to write the page and the figures.", exists=True, file_okay=False)
]


@app.command()
def send(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Send what waits to the main system and read all of it back.

    A thing is waiting, sent, checked (read back and the same) or needs you; nothing is called more than was
    proved. Ends with 3 when anything is left, with 4 when the main system does not answer. Run it again at
    any time: nothing is sent twice.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with Console(stderr=True).status("Sending") as shown:
            ran = actions.give_back(
                here.store, here.acting, actions.Stopper(), lambda step: shown.update(_progress(step.counts))
            )
        with here.store.read() as session:
            stands, there = standing(session), main_system_name(session)
    if json:
        said = {
            "counts": ran.counts,
            "stopped": ran.stopped,
            "held": ran.held,
            "needs_you": [_for_machines(each, there) for each in stands.needs_you],
        }
        echo(msgspec.json.encode(said).decode())
    else:
        _say(ran, stands, there)
    code = NO_ANSWER if ran.no_answer else DONE if ran.all_checked else NEEDS_YOU
    raise typer.Exit(code)


@app.command()
def settle(
    home: Home,
    entry: Annotated[int, typer.Argument(help="The number of the entry; 0 lists what needs you.")] = 0,
    choice: Annotated[str, typer.Argument(help=f"What you decide: {', '.join(get_args(Choice))}.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason; asked for when it need not go back.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Decide about what needs you: without a number, see both sides and what you may choose.

    The decision is written down with your name, holds for exactly the records you were shown, and takes
    effect at the next `send`. Ends with 3 while something needs you.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if entry:
            _settle(here, entry, choice, why)
        with here.store.read() as session:
            stands, there = standing(session), main_system_name(session)
    left = [each for each in stands.needs_you if not each.asked]
    if json:
        echo(msgspec.json.encode({"needs_you": [_for_machines(each, there) for each in left]}).decode())
    elif left:
        for each in left:
            _say_matter(each, there)
    else:
        echo("Nothing needs you. What was decided goes with the next: downtime-desk send")
    if left:
        raise typer.Exit(NEEDS_YOU)


def _settle(here: SignedIn, entry: int, choice: str, why: str) -> None:
    with here.store.read() as session:
        fitting = [each for each in standing(session).needs_you if each.seq == entry]
        there = main_system_name(session)
    if not fitting or fitting[0].matter is None:
        raise Trouble(f"Entry {entry} does not need you.", "See what does: downtime-desk settle")
    offered = [each.choice for each in offers(fitting[0].matter.kind, there)]
    chosen = [each for each in offered if each == choice]
    if not chosen:
        raise Trouble(f"“{choice}” cannot be chosen here.", f"Choose one of: {', '.join(offered)}.")
    with here.store.write(here.acting) as session:
        actions.settle(session, actions.Settle(fitting[0].fact, chosen[0], why))


@app.command("stand-down")
def stand_down(
    home: Home, folder: Folder, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Close the outage and write its certificate, as a page and as JSON.

    Closes only when every visit is accounted for, everything has gone back, the main system was looked at since and
    what does not agree is decided, and every numbered sheet is accounted for; otherwise it names what is left, changes nothing and ends with 3.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            running = outage_actions.running(session)
            stands = gate(session, running, here.acting.now())
        if not stands.open:
            _say_what_is_left(running.reference, stands, json=json)
            raise typer.Exit(NEEDS_YOU)
        with here.store.write(here.acting) as session:
            actions.close_outage(session)
        page, machine = _certify(here, running.reference, folder)
    if json:
        done = {"outage": running.reference, "closed": True, "certificate": [str(page), str(machine)]}
        echo(msgspec.json.encode(done).decode())
    else:
        echo(f"{running.reference} is stood down. {page.name} and {machine.name} are in {folder}.")


@app.command()
def certificate(
    home: Home,
    folder: Folder,
    outage: Annotated[str, typer.Option(help="Its reference; the outage closed last if none is given.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write the stand-down certificate of a closed outage once more, as a page and as JSON."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            closed = [each.reference for each in outages.all_outages(session) if each.stood_down_at]
        if not closed or (outage and outage not in closed):
            raise Trouble("There is no such closed outage.", "Close it first: downtime-desk stand-down")
        page, machine = _certify(here, outage or closed[0], folder)
    echo(f"{page.name} and {machine.name} are in {folder}.")


def _certify(here: SignedIn, reference: str, folder: Path) -> tuple[Path, Path]:
    with here.store.read() as session:
        figures = certificates.figures(session, reference, here.acting)
    return certificates.save(figures, folder)


def _progress(counts: dict[Any, int]) -> str:
    return (
        f"Sending and reading back: {counts['checked']} checked, {counts['waiting'] + counts['sent']} to go"
    )


def _say(ran: Ran, stands: Standing, there: str) -> None:
    echo(", ".join(f"{number} {state}" for state, number in ran.counts.items()))
    for each in stands.on_its_way:
        words = ran.held.get(each.fact) or each.answer
        if words:
            echo(f"{each.state}: entry {each.seq}, {each.words()}: {words}")
    for each in stands.needs_you:
        _say_matter(each, there)
    echo(ran.stopped or (settled_words(ran.counts) if ran.all_checked else "Not all is proved yet."))


def _say_matter(each: Thing, there: str) -> None:
    matter = each.matter
    echo(f"needs you: entry {each.seq}, {each.words()}: {matter.words if matter else ''}")
    for row in matter.rows if matter else ():
        if row.differs:
            echo(f"  {row.label}: we wrote {row.ours or 'nothing'}; {there} has {row.theirs or 'nothing'}")
    for offer in offers(matter.kind, there) if matter else ():
        echo(f"  {offer.choice}: {offer.label}. {offer.meaning}")


def _for_machines(each: Thing, there: str) -> dict[str, object]:
    matter = each.matter
    return {
        "entry": each.seq,
        "fact": each.fact,
        "name": each.name,
        "what": each.what,
        "at": each.at,
        "kind": matter.kind if matter else None,
        "words": matter.words if matter else None,
        "rows": matter.rows if matter else (),
        "choices": [offer.choice for offer in offers(matter.kind, there)] if matter else [],
    }


def _say_what_is_left(reference: str, stands: Gate, *, json: bool) -> None:
    if json:
        left = {
            "outage": reference,
            "closed": False,
            "unaccounted": stands.without_answer,
            "first_unaccounted": stands.unaccounted,
            "not_gone_back": stands.left,
            "notes_due": stands.notes_due,
            "sheets_out": stands.sheets_out,
            "second_look": stands.second_look.state,
            "findings_undecided": stands.second_look.undecided,
        }
        echo(msgspec.json.encode(left).decode())
        return
    echo(f"{reference} cannot be stood down yet.")
    for each in stands.unaccounted:
        echo(
            f"not accounted for: {short_stamp(each.start)} {each.name} ({each.visit}): {', '.join(each.missing)}"
        )
    if more := stands.without_answer - len(stands.unaccounted):
        echo(f"… and {more} more not accounted for")
    if stands.left:
        echo(f"not gone back: {stands.left} (downtime-desk send)")
    if stands.notes_due:
        echo(f"people whose downtime note is due: {stands.notes_due} (downtime-desk return notes)")
    if not stands.second_look.done:
        undecided = stands.second_look.undecided
        found = f"{undecided} findings to decide" if undecided else stands.second_look.state
        echo(f"second look: {found} (downtime-desk reconcile list)")
    if stands.sheets_out:
        echo(f"numbered sheets still out: {stands.sheets_out} (downtime-desk sheets)")

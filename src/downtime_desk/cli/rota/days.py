"""The rota of a day: who goes, who is off, who could go, what carers hold, and rolling it forward."""

from typing import Annotated, Any, get_args

import msgspec
import typer

from downtime_desk.cli import NEEDS_YOU
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import day_named, past_time
from downtime_desk.cli.rota import Day, Visit, Why, carer_named, change, rota, say
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import clock_face, day_bounds, from_text, short_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.rota import actions, queries
from downtime_desk.rota.facts import How
from downtime_desk.rota.standing import Standing, all_standing
from downtime_desk.rota.today import MARKS, page
from downtime_desk.visits.queries.written import written_about

MOST = 100_000


@rota.command()
def show(
    home: Home,
    day: Day = "today",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Show the rota of a day as it stands: what was changed here, who is off, who holds what no longer stands.

    Ends with 3 when a visit has too few carers, a carer holds an old run, or a visit was changed here and in
    the copy too.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        now = here.acting.now()
        wanted = day_named(day, now)
        first, last = day_bounds(wanted)
        ids = page(session, to_text(first), to_text(last), 0, MOST)
        listed = tuple(all_standing(session, ids))
        short = queries.uncovered(session, max(first, min(now, last)), last)
        off = queries.who_is_off(session, now)
        held = queries.who_holds(session, wanted)
        differ = queries.differences(session)
    if json:
        said: dict[str, Any] = {
            "day": wanted,
            "visits": [each.visit for each in listed],
            "too_few_carers": short,
            "off": off,
            "held": held,
            "differ": differ,
        }
        echo(msgspec.json.encode(said).decode())
    else:
        for each in listed:
            echo(_line(each))
        for one in short:
            echo(
                f"too few carers: {clock_face(one.start)} {one.person_name} [{one.visit}]: {one.short_of} missing"
            )
        for away in off:
            until = short_stamp(away.until) if away.until else "further notice"
            echo(f"off: {away.carer_name} until {until}. {away.why}")
        for run in held:
            echo(f"{run.carer_name} {run.words()}{': ' if run.changes else ''}{' '.join(run.changes)}")
        for two in differ:
            ours, theirs, _ = two.words()
            echo(f"differs: {two.person_name} [{two.visit}]: here {ours}; in the copy {theirs}")
    if short or differ or any(run.out_of_date for run in held):
        raise typer.Exit(NEEDS_YOU)


def _line(each: Standing) -> str:
    visit = each.visit
    going = ", ".join(one.name for one in visit.carers) or "nobody"
    times = f"{clock_face(from_text(visit.start))}–{clock_face(from_text(visit.end))}"
    cancelled = "  cancelled" if visit.status == "cancelled" else ""
    mark = MARKS[visit.origin] if each.last_entry else None
    return f"{times}  {visit.person_name} [{visit.id}] ({going}){cancelled}{f'  {mark}' if mark else ''}"


@rota.command()
def candidates(
    home: Home,
    visit: Visit,
    most: Annotated[int, typer.Option("--most", min=1, help="How many to list.")] = 5,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """List who could make a visit, the best first, each with the reasons."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = queries.candidates(session, visit)[:most]
    if json:
        echo(msgspec.json.encode({"visit": visit, "candidates": found}).decode())
        return
    for each in found:
        echo(f"{each.name}{f' ({each.phone})' if each.phone else ''}: {'; '.join(each.because)}")
    if not found:
        echo("Nobody is left who could go.")


@rota.command("hand-out")
def hand_out(
    home: Home,
    carer: Annotated[str, typer.Argument(help="The carer, by name.")],
    how: Annotated[str, typer.Option("--how", help=f"{' or '.join(get_args(How))}.")],
    day: Day = "today",
    read_back_by: Annotated[str, typer.Option("--read-back-by", help="Who read it back at once.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down that a carer was given their run of a day as it stands, under the next version."""
    if how not in get_args(How):
        raise Trouble(f"“{how}” is no way to give a run.", f"Choose {' or '.join(get_args(How))}.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        wanted = day_named(day, here.acting.now())
        with here.store.read() as session:
            who = carer_named(session, carer)
        given: How = "paper" if how == "paper" else "phone"
        command = actions.GiveHandout(who.id, wanted, given, read_back_by or None)
        entry = change(here, actions.give_handout, command, sure=False)
    say(entry, json=json)


@rota.command("read-back")
def read_back(
    home: Home,
    carer: Annotated[str, typer.Argument(help="The carer, by name.")],
    by: Annotated[str, typer.Option("--by", help="Who read it back.")],
    day: Day = "today",
    at: Annotated[str, typer.Option("--at", help="When: 0725, -20 for 20 minutes ago, now.")] = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down that a carer read back the run they hold."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        with here.store.read() as session:
            who = carer_named(session, carer)
            held = queries.holds(session, who.id, day_named(day, now))
        if held is None:
            raise Trouble(
                f"{who.name} was given nothing for that day.", "Give it first: downtime-desk rota hand-out"
            )
        command = actions.ReadBack(held.handout, past_time(at, now), by)
        entry = change(here, actions.read_back, command, sure=False)
    say(entry, json=json)


@rota.command("roll-forward")
def roll_forward(
    home: Home,
    until: Annotated[str, typer.Argument(help="The last day to be planned, as 2026-12-13.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Repeat the days of the copy after it ends, as they are to go on. The visits say so wherever they stand."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        command = actions.RollForward(day_named(until, here.acting.now()))
        entry = change(here, actions.roll_forward, command, sure=False)
    say(entry, json=json)


@rota.command("end-roll-forward")
def end_roll_forward(
    home: Home, why: Why, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Go by the copy again from the first day it has itself. Visits somebody wrote about stay."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            covered_from = queries.reach(session).covered_from
            if covered_from is None:
                raise Trouble(
                    "The copy has no day itself that was rolled forward.",
                    "Take a copy first, then try again.",
                )
            about = written_about(session)
            stay = tuple(each for each in queries.rolled_from(session, covered_from) if each in about)
        command = actions.EndRollForward(covered_from, why, stay)
        entry = change(here, actions.end_roll_forward, command, sure=False)
    say(entry, json=json)

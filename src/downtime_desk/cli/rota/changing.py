"""Changing visits by hand, and carers who are off."""

from datetime import timedelta
from typing import Annotated

import typer

from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.reading import past_time
from downtime_desk.cli.rota import (
    Carers,
    EveryWeek,
    Sure,
    Visit,
    Why,
    carer_named,
    carers_named,
    change,
    lasts,
    rota,
    say,
    time_near,
)
from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.rota import actions, queries
from downtime_desk.rota.standing import standing

Begins = Annotated[str, typer.Option("--start", help="When it begins: 0815, +30, tomorrow 0900, mon 815.")]


@rota.command()
def add(
    home: Home,
    person: Annotated[
        str, typer.Argument(help="The person, by the id that `downtime-desk rota show --json` gives.")
    ],
    start: Begins,
    minutes: Annotated[int, typer.Option("--minutes", min=1, help="How long it takes.")],
    why: Why,
    carer: Carers,
    needed: Annotated[int, typer.Option("--needed", help="How many carers it takes.")] = 1,
    every_week: EveryWeek = False,
    sure: Sure = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Add a visit the main system does not know, under a downtime reference."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        begins = time_near(start, now, now)
        with here.store.read() as session:
            going = tuple(each.id for each in carers_named(session, carer))
        command = actions.AddVisit(
            person,
            begins,
            begins + timedelta(minutes=minutes),
            why,
            going,
            needed,
            lasts=lasts(every_week=every_week),
        )
        entry = change(here, actions.add_visit, command, sure=sure)
    say(entry, json=json, visit=entry.subject.removeprefix("visit/"))


@rota.command()
def move(
    home: Home,
    visit: Visit,
    start: Begins,
    why: Why,
    minutes: Annotated[int, typer.Option("--minutes", help="How long it takes; as before if not said.")] = 0,
    every_week: EveryWeek = False,
    sure: Sure = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Move a visit to another time; its carers stay."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            found = standing(session, visit)
        began, ended = from_text(found.visit.start), from_text(found.visit.end)
        begins = time_near(start, began, here.acting.now())
        length = timedelta(minutes=minutes) if minutes else ended - began
        command = actions.MoveVisit(
            visit, begins, begins + length, why, lasts(every_week=every_week), seen=found.last_entry
        )
        entry = change(here, actions.move_visit, command, sure=sure)
    say(entry, json=json)


@rota.command()
def reassign(
    home: Home,
    visit: Visit,
    why: Why,
    carer: Carers,
    needed: Annotated[
        int, typer.Option("--needed", help="How many carers it takes from now on; as before if not said.")
    ] = 0,
    every_week: EveryWeek = False,
    sure: Sure = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Let others make a visit, all who go by name; with --needed, more or fewer carers than were planned."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            found = standing(session, visit)
            going = tuple(each.id for each in carers_named(session, carer))
        how_long = lasts(every_week=every_week)
        if needed and needed != found.visit.carers_needed:
            doubled = actions.DoubleUp(visit, needed, going, why, how_long, seen=found.last_entry)
            entry = change(here, actions.double_up, doubled, sure=sure)
        else:
            others = actions.Reassign(visit, going, why, how_long, seen=found.last_entry)
            entry = change(here, actions.reassign, others, sure=sure)
    say(entry, json=json)


@rota.command()
def cancel(
    home: Home,
    visit: Visit,
    why: Why,
    agreed: Annotated[str, typer.Option("--agreed-with", help="Who agreed: the person, their family, …")],
    every_week: EveryWeek = False,
    sure: Sure = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Cancel a visit, with who agreed. The main system is told in words; a person cancels it there."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            found = standing(session, visit)
        command = actions.CancelVisit(visit, why, agreed, lasts(every_week=every_week), seen=found.last_entry)
        entry = change(here, actions.cancel_visit, command, sure=sure)
    say(entry, json=json)


@rota.command()
def off(
    home: Home,
    carer: Annotated[str, typer.Argument(help="The carer, by name.")],
    why: Why,
    since: Annotated[str, typer.Option("--since", help="0815, -20 for 20 minutes ago, now.")] = "now",
    until: Annotated[
        str, typer.Option("--until", help="tomorrow 0700, 25 nov 0700; until further notice if not said.")
    ] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down that a carer is off: the visits that begin in that time need somebody else."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        with here.store.read() as session:
            who = carer_named(session, carer)
        ends = time_near(until, now, now) if until else None
        command = actions.TakeOff(who.id, time_near(since, now, now), ends, why)
        entry = change(here, actions.carer_off, command, sure=False)
    say(entry, json=json)


@rota.command()
def back(
    home: Home,
    carer: Annotated[str, typer.Argument(help="The carer, by name.")],
    at: Annotated[str, typer.Option("--at", help="0815, -20 for 20 minutes ago, now.")] = "now",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Write down that a carer is back: visits nobody took over meanwhile are theirs again."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        with here.store.read() as session:
            who = carer_named(session, carer)
            theirs = [each for each in queries.who_is_off(session, now) if each.carer == who.id]
        if not theirs:
            raise Trouble(f"{who.name} is not written down as off.", "See who is: downtime-desk rota show")
        entry = change(
            here, actions.carer_back, actions.ComeBack(theirs[0].id, past_time(at, now)), sure=False
        )
    say(entry, json=json)


@rota.command()
def settle(
    home: Home,
    visit: Visit,
    stands: Annotated[str, typer.Argument(help="Whose stands: ours or theirs.")],
    why: Why,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Decide about a visit changed here and in the copy too: ours stays, or theirs stands."""
    decisions = {"ours": actions.keep_ours, "theirs": actions.take_theirs}
    if stands not in decisions:
        raise Trouble(f"“{stands}” cannot be chosen.", "Choose ours or theirs.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            found = [each for each in queries.differences(session) if each.visit == visit]
        if not found:
            raise Trouble(
                "This visit is the same here and in the copy.", "See which differ: downtime-desk rota show"
            )
        command = actions.Settle(visit, why, found[0].last_entry, found[0].version)
        entry = change(here, decisions[stands], command, sure=False)
    say(entry, json=json)

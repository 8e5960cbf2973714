"""Commands about what is kept of people: the audit, subject access, how long it stays, erasing."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import day_bounds, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.records.actions import ErasePerson, erase_person, tidy
from downtime_desk.records.giving import GiveAudit, GiveRecord, save_audit, save_record
from downtime_desk.records.queries import Act, Wanted, audit
from downtime_desk.records.rules import Rules, change_rules, left, past_visits_due, rules

ACTS = {each.value.split(",")[0].split(" ")[0].lower(): each for each in Act}
Day = Annotated[str, typer.Option(help="A day as 2026-11-22.")]


@app.command("audit")
def audit_(
    home: Home,
    person: Annotated[str, typer.Option(help="The person’s number in the main system.")] = "",
    by: Annotated[str, typer.Option(help="The manager, by the name the log has.")] = "",
    act: Annotated[str, typer.Option(help=f"{', '.join(ACTS)}.")] = "",
    since: Day = "",
    until: Day = "",
    words: Annotated[str, typer.Option(help="Words of the line.")] = "",
    to: Annotated[Path | None, typer.Option(help="Write all of it to this CSV file.", dir_okay=False)] = None,
    why: Annotated[str, typer.Option(help="With --to: who asked for it and what for.")] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Say who looked at, printed, was shown or wrote what: about a person, by a manager, in a time.

    Shows the last 500 lines; --to writes all of them, and the log says that it was done.
    """
    if act and act not in ACTS:
        raise Trouble(f"“{act}” is nothing the audit can be kept to.", f"Choose one of: {', '.join(ACTS)}.")
    wanted = Wanted(person, by, ACTS.get(act), _begin(since), _end(until), words)
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if to is not None:
            echo(f"Written to {save_audit(here.store, here.acting, GiveAudit(wanted, why), to)}.")
            return
        with here.store.read() as session:
            lines = audit(session, wanted)
    if json:
        echo(msgspec.json.encode({"lines": lines}).decode())
        return
    for line in lines:
        echo(f"{line.seq:6}  {full_stamp(line.at)}  {line.by}  {line.act.value}: {line.words}")
    if not lines:
        echo("No line fits.")


@app.command("subject-access")
def subject_access(
    home: Home,
    person: Annotated[str, typer.Argument(help="The person’s number in the main system.")],
    asked_by: Annotated[str, typer.Option(help="Who asks.")],
    how_known: Annotated[str, typer.Option(help="How it is known who they are: what was checked.")],
    folder: Annotated[Path, typer.Option(help="Where the folder is made.", file_okay=False)],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write all that is kept of one person: pages to read, the same for a machine, photos and scans."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        made = save_record(here.store, here.acting, GiveRecord(person, asked_by, how_known), folder)
    echo(f"Written to {made}. Read it before you hand it over: other people’s words may stand in it.")


@app.command()
def retention(
    home: Home,
    years: Annotated[
        int | None, typer.Option(help="Years what was written stays after somebody left.")
    ] = None,
    copy_days: Annotated[int | None, typer.Option(help="Days the copy keeps who left.")] = None,
    visit_days: Annotated[int | None, typer.Option(help="Days the copy keeps past visits.")] = None,
    do: Annotated[bool, typer.Option("--do", help="Take out of the copy what is due now.")] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Say how long data stays, who left, and what is due; change the times; let go of what is due in the copy.

    It is the report for the data-protection officer. What was written about a person is never erased by itself:
    see erase-person.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if (years, copy_days, visit_days) != (None, None, None):
            with here.store.write(here.acting) as session:
                change_rules(session, _changed(rules(session), years, copy_days, visit_days))
        if do:
            with here.store.write(here.acting) as session:
                gone = tidy(session)
            echo(f"Taken out of the copy: {gone.people} people, {gone.visits} past visits.", err=json)
        with here.store.read() as session:
            kept, who, past = (
                rules(session),
                left(session, here.acting.now()),
                past_visits_due(session, here.acting.now()),
            )
    if json:
        echo(msgspec.json.encode({"rules": kept, "left": who, "past_visits_due": past}).decode())
        return
    echo(f"What was written about a person stays {kept.years_after_leaving} years after they left.")
    echo(f"Their record stays in the copy {kept.days_in_the_copy} days after they left.")
    echo(f"Past visits stay in the copy {kept.days_of_past_visits} days; due now: {past}.")
    for each in who:
        due = "erasing is due" if each.record_due else "copy is due" if each.copy_due else "kept"
        echo(f"  {each.name} [{each.person}] left {full_stamp(each.left_at)}: {due}")
    if not who:
        echo("Nobody who left is kept in the copy.")


@app.command("erase-person")
def erase_person_(
    home: Home,
    person: Annotated[str, typer.Argument(help="The person’s number in the main system.")],
    why: Annotated[str, typer.Option(help="Who decided it, and on what ground.")],
    before_time: Annotated[
        bool, typer.Option("--before-time", help="The rules would keep it longer, and it has to go.")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Erase what is kept of a person who left. The journal’s chain still holds; backups keep it until they are replaced."""
    with (
        opened(home, manager, from_stdin=passphrase_stdin) as here,
        here.store.write(here.acting) as session,
    ):
        done = erase_person(session, ErasePerson(person, why, before_time))
    echo(f"Erased: {done.lines} lines. About others too, and kept: {len(done.shared)}.")
    echo("Backups and packs made before still hold it: see `downtime-desk backup list`.")


def _changed(kept: Rules, years: int | None, copy_days: int | None, visit_days: int | None) -> Rules:
    return Rules(
        kept.years_after_leaving if years is None else years,
        kept.days_in_the_copy if copy_days is None else copy_days,
        kept.days_of_past_visits if visit_days is None else visit_days,
    )


def _begin(day: str) -> datetime | None:
    return day_bounds(_day(day))[0] if day else None


def _end(day: str) -> datetime | None:
    return day_bounds(_day(day))[1] if day else None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Trouble(f"“{typed}” is not a day.", "Type it as 2026-11-22.") from None

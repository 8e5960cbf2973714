"""The command that prints: every kind of paper, to one file or to a folder with a file for each sheet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.session import Session
from downtime_desk.people.search import Search
from downtime_desk.printing.actions import IssueCopies, ShowCodes, issue_copies, show_codes
from downtime_desk.printing.making import Made, MadeSingly, Order, make, make_singly
from downtime_desk.printing.queries import runs
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.printing.who import FOR, Paper, Who, hours_ahead

NAMES: Final[dict[str, Paper]] = {paper.replace(" ", "-"): paper for paper in FOR}
ASKED: Final = "--person, --red, --everyone, --due, --run or --blank"


@app.command("print")
def print_(
    home: Home,
    to: Annotated[Path, typer.Option("--to", help="The PDF to write; with --each, a folder that is there.")],
    holder: Annotated[str, typer.Option("--holder", help="Who gets the paper: a name, or “duty folder”.")],
    paper: Annotated[str, typer.Option("--paper", help=f"What to print: {', '.join(NAMES)}.")] = "summary",
    reason: Annotated[str, typer.Option("--reason", help="What the paper is for.")] = "On call",
    person: Annotated[str, typer.Option("--person", help="A name, NHS number or part of one.")] = "",
    red: Annotated[bool, typer.Option("--red", help="All red people.")] = False,
    everyone: Annotated[bool, typer.Option("--everyone", help="Everyone in the copy, or all runs.")] = False,
    due: Annotated[
        str,
        typer.Option("--due", help="Who is visited in so many hours, 1 to 168: 36 is tonight and tomorrow."),
    ] = "",
    run: Annotated[str, typer.Option("--run", help="A carer's visits of the next 24 hours.")] = "",
    blank: Annotated[int, typer.Option("--blank", min=0, max=50, help="So many forms without a name.")] = 0,
    by_run: Annotated[
        bool, typer.Option("--by-run", help="In the order of the runs, not by surname.")
    ] = False,
    each: Annotated[bool, typer.Option("--each", help="A file for each sheet, named by its number.")] = False,
    why: Annotated[str, typer.Option("--why", help="For key-safe slips: why the code is needed.")] = "",
    hours: Annotated[int, typer.Option("--hours", min=1, max=72, help="Hours the paper may be used.")] = 12,
    old_copy: Annotated[
        str, typer.Option(help="How facts are checked, when the copy is past its limit.")
    ] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Print numbered paper to a PDF, or to a folder with a file for each sheet.

    Every page is read back and compared with the store before a file is written, and each sheet is in the
    register first. The code on a key-safe slip is shown only after the log has why.
    """
    wanted = _paper(paper)
    if each and not to.is_dir():
        raise Trouble(f"{to} is not a folder.", "Name a folder that is there, or leave --each out.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        now = here.acting.now()
        with here.store.read() as session:
            who = _who(
                session, now, wanted, person, run, _groups(red=red, everyone=everyone, due=due, blank=blank)
            )
        order = Order(
            who, here.acting, now + timedelta(hours=hours), Event(), wanted, "run" if by_run else "name"
        )
        made = _made(here, order, holder, why, each=each)
        with here.store.write(here.acting) as session:
            command = IssueCopies(made.sheets, made.pack, holder, to.name, reason, old_copy or None)
            issue_copies(session, command)
    _write(made, to)
    done = {"file": str(to), "sheets": len(made.sheets), "pages": sum(made.pack.pages)}
    if json:
        sums = [made.pack.digest_of(place) for place in range(len(made.sheets))]
        echo(msgspec.json.encode(done | {"sha256": sums[0], "each": sums if each else []}).decode())
    else:
        echo(f"{done['sheets']} sheets, {made.numbers()}, {done['pages']} pages: {to}")


def _paper(named: str) -> Paper:
    if named not in NAMES:
        raise Trouble(f"There is no paper called “{named}”.", f"Choose one of {', '.join(NAMES)}.")
    return NAMES[named]


def _made(here: SignedIn, order: Order, holder: str, why: str, *, each: bool) -> Made | MadeSingly:
    with Console(stderr=True).status("Making pages") as said:

        def tell(progress: Progress) -> None:
            said.update(f"Making pages: {progress.done} of {progress.total}")

        if order.paper == "key-safe slip":
            shown = ShowCodes(_people_on(make(here.store.read, order, tell)), holder, why)
            with here.store.write(here.acting) as session:
                codes = show_codes(session, shown)
            order = replace(order, shown=codes, given_to=holder, why=why)
        return make_singly(here.store.read, order, tell) if each else make(here.store.read, order, tell)


def _people_on(made: Made) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sheet.about().person or "" for sheet in made.sheets))


def _write(made: Made | MadeSingly, to: Path) -> None:
    if isinstance(made, Made):
        replace_file(to, made.pack.pdf)
        return
    for sheet, file in zip(made.sheets, made.pack.files, strict=True):
        replace_file(to / f"{sheet.copy_number}.pdf", file.pdf)


def _groups(*, red: bool, everyone: bool, due: str, blank: int) -> Iterator[Who]:
    if red:
        yield Who("red")
    if everyone:
        yield Who("everyone")
    if due:
        hours_ahead(due)
        yield Who("due", due)
    if blank:
        yield Who("blank", str(blank))


def _who(session: Session, now: datetime, paper: Paper, person: str, run: str, groups: Iterator[Who]) -> Who:
    asked = list(groups)
    if run:
        named = {each.name: each.carer for each in runs(session, now)}
        fitting = {name: carer for name, carer in named.items() if run.casefold() in name.casefold()}
        asked.append(Who("run", _only(fitting, run)))
    if person:
        asked.append(Who("person", _person(session, person)))
    if FOR[paper] == ("desk",) and not asked:
        return Who("desk")
    if len(asked) != 1:
        raise Trouble("It is not clear who to print.", f"Give one of {ASKED}.")
    if asked[0].kind not in FOR[paper]:
        offered = ", ".join(FOR[paper])
        raise Trouble(f"A {paper} is not made for that.", f"It can be made for: {offered}.")
    return asked[0]


def _person(session: Session, person: str) -> str:
    matches = Search().find(session, person)
    found = {
        f"{each.family}, {each.given} ({each.id})": each.id for each in (*matches.by_name, *matches.elsewhere)
    }
    return _only(found, person)


def _only(fitting: dict[str, str], said: str) -> str:
    """Return the one id that fits; wrong person is the worst sheet there is, so never a guess."""
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not fitting:
        raise Trouble(f"No “{said}” in this copy.", "Check the name, or use the NHS number.")
    raise Trouble(f"“{said}” fits {len(fitting)}: {'; '.join(list(fitting)[:8])}.", "Use the NHS number.")
